"""A notice with its quotes marked: the text cut at every end of a quote, so that overlapping quotes need no nesting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from geoapp.model import FiledRecord, Quote, Record, Status, headline


class Mark(NamedTuple):
    """One quote on the page: its anchor, the case that it speaks for, and which field."""

    id: str
    case_id: str
    no: str | None
    field: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same quotes all along. ``anchors`` are the ids that begin here."""

    text: str
    start: int
    end: int
    anchors: list[str] = field(default_factory=list)
    quotes: list[Mark] = field(default_factory=list)
    unread: bool = False


class MarkedQuote(NamedTuple):
    """A quote in the list beside the text."""

    id: str
    exact: str
    field: str


@dataclass(frozen=True, slots=True)
class MarkedCase:
    """A case that the notice speaks of, with its quotes in the order of the text."""

    case_id: str
    no: str | None
    title: str
    status: Status
    quotes: list[MarkedQuote]


def anchor(quote: Quote) -> str:
    """The id of a quote on the notice's page; the same words for two cases are one place."""
    return f"q-{quote.start}-{quote.end}"


def quotes_of(record: Record) -> Iterator[tuple[str, Quote]]:
    """Every quote of a record with the name of its field."""
    yield from record.quotes.items()
    if record.status_quote is not None:
        yield "status", record.status_quote
    for measure in record.measures:
        yield "measure", measure.quote
    for site in record.sites:
        yield "site", site.quote
        if site.status_quote is not None:
            yield "site_status", site.status_quote
    for metric in record.metrics:
        yield "metric", metric.quote
    for assessment in record.assessments:
        yield "assessment", assessment.quote


def mark_text(text: str, filed: Sequence[FiledRecord]) -> list[Segment]:
    """The whole text in order. ``unread`` is True for words that no record claims."""
    marks = _marks(text, filed)
    claimed = [(start, end) for start, end, _ in marks]
    claimed += [_clip(span, text) for one in filed for span in one.record.spans]
    cuts = sorted({0, len(text), *(at for span in claimed for at in span)})
    starting: dict[int, list[tuple[int, Mark]]] = {}
    for start, end, mark in marks:
        starting.setdefault(start, []).append((end, mark))
    segments, active, seen, read_to = [], list[tuple[int, Mark]](), set[str](), -1
    reach: dict[int, int] = {}
    for start, end in claimed:
        reach[start] = max(end, reach.get(start, 0))
    for start, end in pairwise(cuts):
        read_to = max(read_to, reach.get(start, -1))
        beginning = starting.get(start, [])
        active = [(until, mark) for until, mark in active if until > start] + beginning
        anchors = list(dict.fromkeys(mark.id for _, mark in beginning if mark.id not in seen))
        seen.update(anchors)
        words = text[start:end]
        unread = read_to < end and bool(words.strip())
        segments.append(Segment(words, start, end, anchors, _once(mark for _, mark in active), unread))
    return segments


def mark_cases(text: str, filed: Sequence[FiledRecord]) -> list[MarkedCase]:
    """The cases of the notice in the order in which the text comes to them, two records of one case joined."""
    found: dict[str, MarkedCase] = {}
    for one in filed:
        record = one.record
        if one.case_id not in found:
            found[one.case_id] = MarkedCase(one.case_id, record.no, headline(record.problem), record.status, [])
    for _, _, mark in sorted(_marks(text, filed)):
        quotes = found[mark.case_id].quotes
        start, end = (int(part) for part in mark.id.split("-")[1:])
        quote = MarkedQuote(mark.id, text[start:end], mark.field)
        if quote not in quotes:
            quotes.append(quote)
    return sorted(found.values(), key=lambda case: _first(case, len(text)))


def _first(case: MarkedCase, otherwise: int) -> int:
    return min((int(quote.id.split("-")[1]) for quote in case.quotes), default=otherwise)


def _marks(text: str, filed: Sequence[FiledRecord]) -> list[tuple[int, int, Mark]]:
    """Quotes that stand where they say; others (there should be none, ``check`` looks) would mark wrong words."""
    return [
        (quote.start, quote.end, Mark(anchor(quote), one.case_id, one.record.no, name))
        for one in filed
        for name, quote in quotes_of(one.record)
        if quote.holds_in(text)
    ]


def _clip(span: tuple[int, int], text: str) -> tuple[int, int]:
    start = min(max(span[0], 0), len(text))
    return start, min(max(span[1], start), len(text))


def _once(marks: Iterable[Mark]) -> list[Mark]:
    return list(dict.fromkeys(marks))
