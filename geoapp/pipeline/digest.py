"""The month digest from the store: which cases fell due in a month, which ended in it, and which slipped.

A day of closure counts as exactly as it is known: a case whose day nobody tells is 通报称完结 in the month of the
notice that says so, never closed on an invented day.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geoapp import closing
from geoapp.model import CaseFeature, Columns, NotFound, Query, Status, UnitTable
from geoapp.model.columns import NO_DATE, STATUSES
from geoapp.pipeline.listing import scope_words
from geoapp.reports import Digest, DigestRow, Tally
from geoapp.store import Store
from geoapp.texts import text

_ENDED = (Status.CLOSED, Status.DONE)
Endings = tuple[NDArray[np.int32], NDArray[np.int32]]
"""First and last possible day of each feature's ending."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """When a case ended: first and last possible day (ordinals, ``NO_DATE`` unknown)."""

    begin: int
    by: int

    @property
    def shown(self) -> str:
        """The day, the span, or what is known of it."""
        if self.by == NO_DATE:
            return text("reports.digest.no_day")
        last = date.fromordinal(self.by)
        if self.begin == NO_DATE:
            return text("reports.digest.by_day", day=last)
        return str(last) if self.begin == self.by else f"{date.fromordinal(self.begin)}—{last}"


def month_of(written: str) -> tuple[date, date]:
    """First and last day of ``2025-11``; raises ``ValueError`` for anything else."""
    first = date.fromisoformat(f"{written}-01")
    if f"{first:%Y-%m}" != written or first.year == date.max.year:  # the month after it must be a date, too
        raise ValueError(written)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def build_digest(store: Store, query: Query, first: date, last: date, units: UnitTable) -> Digest:
    """The digest of the days ``first`` to ``last`` for a selection, as known on ``query.today``."""
    columns = store.columns()
    endings = _endings(columns)
    moved = _moved_away(store, query, first, last)
    due: list[DigestRow] = []
    closed: list[DigestRow] = []
    reported: list[DigestRow] = []
    for features in _cases_of_month(store, query, columns, endings, moved, (first, last)):
        head = features[0]
        at = int(np.searchsorted(columns.fid, head.fid))
        ending = _Ending(int(endings[0][at]), int(endings[1][at]))
        result, note = _result(head, ending, moved.get(head.case_id), first, last)
        if result:
            due.append(_row(features, ending, result, note))
        if head.case_status in _ENDED and ending.by != NO_DATE and first <= date.fromordinal(ending.by) <= last:
            if ending.begin == NO_DATE:
                reported.append(_row(features, ending, "", ""))
            elif date.fromordinal(ending.begin) >= first:  # of a longer span nobody knows which month it was
                closed.append(_row(features, ending, "", ""))
    due.sort(key=lambda row: (row.deadline or date.max, row.county, row.case_id))
    by_county, by_unit, total = _tallies(due, closed, reported)
    return Digest(
        first=first,
        last=last,
        today=query.today,
        scope=scope_words(query, units),
        due=tuple(due),
        closed=tuple(closed),
        reported=tuple(reported),
        by_county=by_county,
        by_unit=by_unit,
        total=total,
    )


def _cases_of_month(
    store: Store, query: Query, columns: Columns, endings: Endings, moved: Iterable[str], days: tuple[date, date]
) -> list[list[CaseFeature]]:
    """The selected features of each case that fell due, ended or was moved away within the days, by case."""
    mask = columns.select(query, among=store.search(query, columns))
    chosen = mask & (_within(columns.deadline, *days) | _ended_within(columns, endings, *days))
    wanted = np.isin(columns.case, np.unique(columns.case[chosen])) & mask
    selected = set(columns.fid[mask].tolist())
    fids = set(columns.fid[wanted].tolist()) | {fid for fid in _fids_of(store, query, moved) if fid in selected}
    cases: dict[str, list[CaseFeature]] = {}
    for feature in store.features(sorted(fids), query.scope):
        cases.setdefault(feature.case_id, []).append(feature)
    return list(cases.values())


def _within(days: NDArray[np.int32], first: date, last: date) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (days >= first.toordinal()) & (days <= last.toordinal())
    return found


def _endings(columns: Columns) -> Endings:
    nothing = np.full(len(columns.fid), NO_DATE, np.int32)
    begin, by = columns.ended_from, columns.ended_by
    return (nothing if begin is None else begin), (nothing if by is None else by)


def _ended_within(columns: Columns, endings: Endings, first: date, last: date) -> NDArray[np.bool_]:
    ended = np.isin(columns.case_status, [STATUSES.index(status) for status in _ENDED])
    found: NDArray[np.bool_] = ended & _within(endings[1], first, last)
    return found


def _moved_away(store: Store, query: Query, first: date, last: date) -> Mapping[str, tuple[str, str]]:
    """Cases that an extension or a standing pause took out of the month: what happened, and the words for it."""
    found: dict[str, tuple[str, str]] = {}
    events = sorted(store.told(closing.MOVES, scope=query.scope), key=lambda event: event.event_id)
    for event in events:
        before = date.fromisoformat(event.before) if event.before else None
        if event.kind == closing.RESUME:
            found = {case: told for case, told in found.items() if case != event.case_id or told[0] != "paused"}
        if before is None or not first <= before <= last:
            continue
        if event.kind == closing.EXTENSION:
            found[event.case_id] = ("extended", text("reports.digest.extended", day=event.after, on=event.happened_on))
        elif event.kind == closing.PAUSE:
            found[event.case_id] = ("paused", text("reports.digest.paused", on=event.happened_on))
    return found


def _fids_of(store: Store, query: Query, case_ids: Iterable[str]) -> Iterable[int]:
    for case_id in case_ids:
        try:
            yield from (feature.fid for feature in store.dossier(case_id, query.scope).features)
        except NotFound:  # joined to another case since
            continue


def _result(
    head: CaseFeature, ending: _Ending, moved: tuple[str, str] | None, first: date, last: date
) -> tuple[str, str]:
    """How a case that fell due in the month stands; "" for one that did not."""
    inside = head.deadline is not None and first <= head.deadline <= last
    if not inside or head.deadline is None:
        return moved if moved is not None else ("", "")
    if head.overdue:
        return "overdue", text("reports.digest.evidence", day=head.evidence_on)
    if head.lapsed:
        return "lapsed", text("reports.digest.evidence", day=head.evidence_on or text("reports.digest.no_day"))
    if head.case_status not in _ENDED:
        return ("undated", text("status.dropped")) if head.case_status is Status.DROPPED else ("pending", "")
    if ending.by != NO_DATE and date.fromordinal(ending.by) <= head.deadline:
        return "on_time", ending.shown
    late = ending.begin != NO_DATE and date.fromordinal(ending.begin) > head.deadline
    return ("late" if late else "undated"), ending.shown


def _row(features: list[CaseFeature], ending: _Ending, result: str, note: str) -> DigestRow:
    head = features[0]
    return DigestRow(
        case_id=head.case_id,
        no=head.no or "",
        problem=head.problem,
        county="、".join(dict.fromkeys(feature.county for feature in features if feature.county)),
        lead_unit=head.lead_unit or "",
        deadline=head.deadline,
        status=text(f"status.{head.case_status.value}"),
        result=result,
        day="" if result else ending.shown,
        note=note,
    )


def _tallies(
    due: Sequence[DigestRow], closed: Sequence[DigestRow], reported: Sequence[DigestRow]
) -> tuple[tuple[Tally, ...], tuple[Tally, ...], Tally]:
    """Counts by county, by lead unit, and of all; a case in two counties counts in both, once in all."""
    done = text(f"status.{Status.DONE.value}")
    nothing = text("reports.digest.nothing")
    counted: list[tuple[DigestRow, tuple[str, ...]]] = [(row, ("due", row.result)) for row in due]
    counted += [(row, ("done" if row.status == done else "closed",)) for row in closed]
    counted += [(row, ("reported",)) for row in reported]
    by_county: dict[str, Counter[str]] = {}
    by_unit: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for row, keys in counted:
        groups = [by_county.setdefault(name or nothing, Counter()) for name in row.county.split("、")]
        for counts in (*groups, by_unit.setdefault(row.lead_unit or nothing, Counter()), total):
            counts.update(keys)
    return _ordered(by_county, nothing), _ordered(by_unit, nothing), Tally(text("reports.digest.total"), **total)


def _ordered(groups: Mapping[str, Counter[str]], nothing: str) -> tuple[Tally, ...]:
    """Most due first; those that no notice names last."""
    order = sorted(groups, key=lambda name: (name == nothing, -groups[name]["due"], -groups[name].total(), name))
    return tuple(Tally(name, **{key: n for key, n in groups[name].items() if n}) for name in order)
