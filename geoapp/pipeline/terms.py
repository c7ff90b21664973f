"""Deadlines that a notice sets in working days: counted from its day of issue, by the State Council's calendar.

A term that needs a year of which nothing is published yet leaves the record without a deadline and says 日历未发布;
when the year is added, ``settle_terms`` sets what was waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from geoapp.closing import CalendarUnpublished, WorkCalendar, find_term, speaks_of_days
from geoapp.model import FINISHED, Notice, Quote, Record
from geoapp.store import Held, Store
from geoapp.texts import text


def with_term(record: Record, notice: Notice, calendar: WorkCalendar) -> Record:
    """The record with the deadline that its words set in working days, if nothing more exact sets one. Said in its
    warnings, for the day of issue stands for the day on which somebody received it."""
    if record.deadline is not None or record.status in FINISHED or notice.issued_on is None:
        return record
    term = find_term(notice.text, record.spans)
    if term is None:
        return record
    kept = tuple(warning for warning in record.warnings if not warning.startswith(text("closing.term.head")))
    quote = Quote.of(notice.text, term.start, term.end)
    quotes = record.quotes | {"deadline": quote}
    try:
        day = calendar.term_end(notice.issued_on, term.working_days)
    except CalendarUnpublished as error:
        waiting = text("closing.term.waiting", words=quote.exact, start=notice.issued_on, year=error.year)
        return replace(record, quotes=quotes, warnings=(*kept, waiting))
    said = text("closing.term.counted", words=quote.exact, start=notice.issued_on, day=day)
    return replace(record, deadline=day, quotes=quotes, warnings=(*kept, said))


def waiting_terms(store: Store, calendar: WorkCalendar) -> Iterator[tuple[Held, date, int]]:
    """Records whose term needs a year that is missing: with the day of issue and the year."""
    for held, notice, term in _worded(store):
        try:
            calendar.term_end(notice, term)
        except CalendarUnpublished as error:
            yield held, notice, error.year


def _worded(store: Store) -> Iterator[tuple[Held, date, int]]:
    """Present records without a deadline whose words set a term: with their day of issue and its length."""
    for summary in store.notices():
        if summary.superseded_by is not None or summary.issued_on is None:
            continue
        notice, _ = store.notice(summary.identifier)
        if not speaks_of_days(notice.text):
            continue  # its records need not be read
        for one in store.held(notice_id=summary.identifier):
            term = find_term(notice.text, one.filing.record.spans) if _may_wait(one.filing.record) else None
            if term is not None:
                yield one, summary.issued_on, term.working_days


def _may_wait(record: Record) -> bool:
    return record.deadline is None and record.status not in FINISHED


def settle_terms(store: Store, calendar: WorkCalendar, *, actor: str, at: datetime) -> int:
    """Set the deadlines that waited for a calendar which is there now; returns how many."""
    settled = 0
    for identifier in dict.fromkeys(held.notice.identifier for held, _, _ in _worded(store)):
        notice, _ = store.notice(identifier)
        filings = [held.filing for held in store.held(notice_id=identifier)]
        counted = [replace(filing, record=with_term(filing.record, notice, calendar)) for filing in filings]
        settled += sum(new.record.deadline != old.record.deadline for new, old in zip(counted, filings, strict=True))
        store.put_notice(notice, store.original(identifier), counted, at=at, actor=actor)
    return settled
