"""A table that only sums up what the text tells at length: 序号 | 督办问题 | 办结期限, below the problems in prose.

Its rows are no records of their own; what they alone say goes to the problem of the same number or name.
"""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.numerals import number_of
from geoapp.cases.source import Source, Span

_TOLD_AT_LENGTH = (
    Field.RECTIFICATION,
    Field.FINDINGS,
    Field.MEASURES,
    Field.GOAL,
    Field.STATUS,
    Field.FOUNDED,
)
_ADDED = (Field.DEADLINE, Field.LEAD_UNIT, Field.RESPONSIBLE, Field.SUPERVISING, Field.LEAD_PERSON, Field.COUNTY)


def is_summary(source: Source, rows: Sequence[Draft]) -> bool:
    """Whether the rows of a table say nothing of what is done, and the text does so of as many problems."""
    if len(rows) < 2 or any(draft.first(name) is not None for draft in rows for name in _TOLD_AT_LENGTH):
        return False
    tables = [(table.cells[0].start, table.cells[-1].end) for table in source.notice.tables if table.cells]
    labels = [label for label in find_labels(source) if not any(start <= label.start < end for start, end in tables)]
    told = sum(label.field in (Field.RECTIFICATION, Field.GOAL, Field.MEASURES) for label in labels)
    return told >= len(rows)


def add_from_summary(source: Source, drafts: Sequence[Draft], rows: Sequence[Draft]) -> None:
    """Give each draft what only its row says: the row of its name, else the one of its place in the order."""
    begin = _begin_of(source, rows)
    for index, draft in enumerate(drafts):
        for name, spans in draft.values.items():  # the last report before the table ends where that begins
            draft.values[name] = [source.trim((a, begin)) if a < begin < b else (a, b) for a, b in spans]
        row = _row_of(source, draft, rows)
        if row is None and len(drafts) == len(rows) and _counts(source, rows[index]) == index + 1:
            row = rows[index]
        for name in _ADDED if row is not None else ():
            span = row.first(name) if row is not None else None
            if span is not None and draft.first(name) is None:
                draft.values[name] = [span]


def _begin_of(source: Source, rows: Sequence[Draft]) -> int:
    """Where the table of the rows begins."""
    first = min(span[0] for row in rows for spans in row.values.values() for span in spans)
    return next(
        t.cells[0].start for t in source.notice.tables if t.cells and t.cells[0].start <= first < t.cells[-1].end
    )


def _row_of(source: Source, draft: Draft, rows: Sequence[Draft]) -> Draft | None:
    said = {_plain(source, span) for span in (draft.category, draft.first(Field.PROBLEM)) if span is not None}
    return next((row for row in rows if _plain(source, row.first(Field.PROBLEM)) in said), None)


def _plain(source: Source, span: Span | None) -> str:
    return "".join(source.matched(span).split()).strip("。;") if span is not None else ""


def _counts(source: Source, row: Draft) -> int | None:
    span = row.first(Field.NUMBER)
    return number_of(source.matched(span).strip("、.()")) if span is not None else None
