"""A ledger in parts: 序号 and 问题 on one page (or in a 问题清单), 整改目标 to 责任单位 on another (in a 责任清单).

Rows are joined only where nothing has to be guessed: the numbers stand in both parts, or, on pages, as many rows of the
same heights. Otherwise the first page is read alone, and the notice says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from geoapp.cases.labels import Field, field_of
from geoapp.cases.rows import Row, rows_of
from geoapp.cases.source import Source, Span

_KEYS = (Field.NUMBER, Field.CODE)
_HEAD_CHARS, _FEWEST = 30, 2
_SLACK = 1.0  # points: what the heights of one row differ by on two pages


@dataclass
class _Part:
    """The columns that stand on some pages, with their rows and the heights of these."""

    head: Row
    fields: dict[int, Field]
    rows: list[Row] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(self.head.cells) + 1

    def keys(self, source: Source, name: Field) -> list[str]:
        """The cells of a key column, row by row."""
        column = next(column for column, known in self.fields.items() if known is name)
        return ["".join(source.matched(row.cells.get(column, (0, 0))).split()) for row in self.rows]


@dataclass(frozen=True)
class Joined:
    """The rows of a table put together, its heading first; ``left_out`` are headings of columns that fit nowhere."""

    rows: list[Row]
    left_out: list[Span]


@lru_cache(maxsize=4)
def join_sides(source: Source) -> Joined | None:
    """The whole rows of a table whose columns stand on different pages; None where none do."""
    if len(source.notice.tables) < _FEWEST:
        return None
    parts = _parts(source)
    lefts = [part for part in parts if Field.PROBLEM in part.fields.values()]
    rights = [part for part in parts if Field.PROBLEM not in part.fields.values()]
    if len(lefts) != 1 or not rights:
        return None
    left, left_out = lefts[0], []
    known = set(left.fields.values())
    wide = [Row(dict(left.head.cells)), *(Row(dict(row.cells)) for row in left.rows)]
    for right in rights:
        own = set(right.fields.values()) - set(_KEYS)
        beside = _page(source, right) != _page(source, left)
        if len(own) < _FEWEST or own & known or not (beside or _same_keys(source, left, right)):
            return None  # a table of its own
        known |= own
        order = _order(source, left, right)
        if order is None:
            left_out.append(right.head.cells[min(right.head.cells)])
            continue
        base = max(column for row in wide for column in row.cells) + 1
        for row, side in zip(wide, [right.head, *order], strict=True):
            row.cells |= {base + c: s for c, s in side.cells.items() if right.fields.get(c) not in _KEYS}
    return Joined(wide, left_out)


def _same_keys(source: Source, left: _Part, right: _Part) -> bool:
    """问题清单, 任务清单, 责任清单 one below the other: every number stands once in each."""
    for name in _KEYS:
        if name in left.fields.values() and name in right.fields.values():
            ours, theirs = left.keys(source, name), right.keys(source, name)
            return len(ours) >= _FEWEST and ours == theirs and all(ours) and len(set(ours)) == len(ours)
    return False


def _page(source: Source, part: _Part) -> int:
    return bisect_right(source.notice.pages, min(part.head.cells.values())[0])


def _parts(source: Source) -> list[_Part]:
    """Tables by their headings; one without a heading goes on the only part that is as wide."""
    parts: list[_Part] = []
    for table in source.notice.tables:
        rows = rows_of(table)
        heights = list(table.heights) if len(table.heights) == len(rows) else [0.0] * len(rows)
        while rows and len(_filled(source, rows[0])) < _FEWEST and len(rows) > 1:
            rows, heights = rows[1:], heights[1:]  # the title across the table
        fields = _fields(source, rows[0]) if rows else {}
        if fields:
            words = _words(source, rows[0])
            part = next((known for known in parts if _words(source, known.head) == words), None)
            if part is None:
                parts.append(part := _Part(rows[0], fields))
            rows, heights = rows[1:], heights[1:]
        else:
            wide = [part for part in parts if rows and part.width == max(rows[0].cells) + 1]
            if len(wide) != 1:
                return []
            part = wide[0]
        part.rows += rows
        part.heights += heights
    return parts


def _filled(source: Source, row: Row) -> list[Span]:
    return [span for span in row.cells.values() if source.matched(span).strip()]


def _words(source: Source, row: Row) -> list[str]:
    return ["".join(source.matched(span).split()) for span in row.cells.values()]


def _fields(source: Source, row: Row) -> dict[int, Field]:
    """The fields of a heading row; none where cells are long or most are no column's names."""
    if any(end - start > _HEAD_CHARS for start, end in row.cells.values()):
        return {}
    found = {c: name for c, span in row.cells.items() if (name := field_of(source.matched(span))) is not None}
    return found if len(found) >= _FEWEST and len(found) * 2 > len(row.cells) else {}


def _order(source: Source, left: _Part, right: _Part) -> Sequence[Row] | None:
    """The right rows in the order of the left ones (an empty one where a number is missing); None when unsure."""
    for name in _KEYS:
        if name in left.fields.values() and name in right.fields.values():
            ours, theirs = left.keys(source, name), right.keys(source, name)
            if ours == theirs and all(ours):
                return right.rows
            at = dict(zip(theirs, right.rows, strict=True))
            once = len(at) == len(theirs) and len(set(ours)) == len(ours) and all(ours)
            return [at.get(key, Row()) for key in ours] if once and set(theirs) <= set(ours) else None
    alike = len(left.rows) == len(right.rows) and all(
        one > 0 and abs(one - other) <= _SLACK for one, other in zip(left.heights, right.heights, strict=False)
    )
    return right.rows if alike else None
