"""Tables whose cells a copy parted by single blanks, a row a line.

    序号 排污口名称 受纳水体 存在问题 整治情况 责任单位 是否销号
    1 某镇农污排口 某溪 生活污水直排 已接入管网 某镇政府 已销号
    2 某村养殖排口 某河 养殖废水直排 正在建设沉淀池，计划
    6月底完工 某镇政府 未销号

Blanks say little: the counter in the first column tells where a row begins, and as many cells as the heading has are a
row. One that has a blank too many within a cell, or lacks an empty cell, is laid out as the rows that are whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log
from statistics import median
from typing import NamedTuple

from geoapp.cases.labels import Field, field_of
from geoapp.cases.rows import Row
from geoapp.cases.source import Source, Span

_FEWEST, _WIDE, _WHOLE = 3, 4, 2
"""Cells of a heading whose heads are all known, and of one where half of them are; rows that must be whole."""
_NEEDED = frozenset({Field.PROBLEM, Field.GOAL, Field.MEASURES, Field.RECTIFICATION, Field.FINDINGS})
_OFF = 2
"""Cells that a row may have too many or too few."""
_JOINED, _EMPTY, _UNLIKE = 0.5, 2.0, 1.0
"""What it costs to take two pieces as one cell, to leave a cell empty, to end a cell unlike those of its column."""
_FURNITURE = re.compile(r"[-—–]* ?第? ?\d{1,4} ?页?(?:[ ,/]*共? ?\d{1,4} ?页)? ?[-—–]*")
_COUNTER = re.compile(r"(\d{1,3})[.、]?")
_KEY = re.compile(r"[A-Za-z\d][A-Za-z\d()〔〕/号-]{3,}")
_CLOSED = tuple("。;.!")

_Cells = list[Span]
_Way = tuple[float, tuple[tuple[int, int, int], ...]]
"""What it costs to lay out pieces, and the cells: column, first piece and the one behind the last."""


def rows_of_spaces(source: Source) -> list[Row]:
    """The heading and the rows below it; nothing where fewer than half are whole, or but one of several."""
    heading, below = _heading(source)
    if not heading:
        return []
    rows = list(_rows_below(source, heading, below))
    whole = [cells for cells in rows if len(cells) == len(heading)]
    if not rows or 2 * len(whole) < len(rows) or (len(whole) < len(rows) and len(whole) < _WHOLE):
        return []
    columns = [_Column.of(source, [cells[column] for cells in whole]) for column in range(len(heading))]
    laid = [
        dict(enumerate(cells)) if len(cells) == len(heading) else _laid_out(source, cells, columns) for cells in rows
    ]
    return [Row(dict(enumerate(heading))), *(Row(cells) for cells in laid)]


def _pieces(source: Source, line: Span) -> _Cells:
    return [match.span() for match in _PIECE.finditer(source.folded, *line)]


_PIECE = re.compile(r"\S+")


def _heading(source: Source) -> tuple[_Cells, Sequence[Span]]:
    """The first line that can only be a heading, and the lines below it."""
    for index, line in enumerate(source.lines):
        opening = source.matched(line).split(maxsplit=_FEWEST)
        if len(opening) < _FEWEST or field_of(opening[0]) not in (Field.NUMBER, Field.CODE):
            continue
        cells = _pieces(source, line)
        known = [name for span in cells if (name := field_of(source.matched(span))) is not None]
        if len(known) == len(cells) or (
            len(cells) >= _WIDE and 2 * len(known) >= len(cells) and _NEEDED.intersection(known)
        ):
            return cells, source.lines[index + 1 :]
    return [], ()


def _rows_below(source: Source, heading: _Cells, lines: Sequence[Span]) -> Iterator[_Cells]:
    """The pieces of each row, lines that a copy broke put together; up to what is no row of this table."""
    width, counted = len(heading), 0
    row: _Cells = []
    title = [source.matched(span) for span in heading]
    keyed = field_of(title[0]) is Field.CODE
    for line in lines:
        pieces = _pieces(source, line)
        if not pieces or _FURNITURE.fullmatch(source.matched(line)):
            continue
        if [source.matched(span) for span in pieces] == title:
            continue  # the next page says it again
        count = _count(source.matched(pieces[0]), keyed=keyed)
        if count > counted and (not row or len(row) >= width - _OFF):
            if row:
                yield row
            row, counted = pieces, count if not keyed else 0
        elif row and len(row) < width and len(row) + len(pieces) - 1 <= width:
            row = [*row[:-1], (row[-1][0], pieces[0][1]), *pieces[1:]]
        else:
            break
    if len(row) >= width - _OFF:
        yield row


def _count(word: str, *, keyed: bool) -> int:
    if keyed:
        return int(_KEY.fullmatch(word) is not None)
    found = _COUNTER.fullmatch(word)
    return int(found[1]) if found else 0


class _Column(NamedTuple):
    """What the cells of a column look like: the logarithm of their length, and whether they end as sentences do."""

    length: float
    closed: bool

    @classmethod
    def of(cls, source: Source, cells: Sequence[Span]) -> _Column:
        ended = sum(source.matched(cell).endswith(_CLOSED) for cell in cells)
        return cls(median(log(end - start) for start, end in cells), 2 * ended > len(cells))

    def unlike(self, source: Source, cell: Span) -> float:
        """How little a cell looks like those of the column."""
        closed = source.matched(cell).endswith(_CLOSED)
        return abs(log(cell[1] - cell[0]) - self.length) + _UNLIKE * (closed is not self.closed)


def _laid_out(source: Source, pieces: _Cells, columns: Sequence[_Column]) -> dict[int, Span]:
    """The pieces of a row by column, so that they look most like the cells of the rows that are whole."""
    # From the last column back: the cheapest way to lay out the pieces from each one on over the columns that are left.
    no_way: _Way = (float("inf"), ())
    best = [*[no_way] * len(pieces), (0.0, ())]
    for column in reversed(range(len(columns))):
        best = [min(_ways(source, pieces, piece, (column, columns[column]), best)) for piece in range(len(pieces) + 1)]
    return {column: (pieces[first][0], pieces[stop - 1][1]) for column, first, stop in best[0][1]}


def _ways(source: Source, pieces: _Cells, piece: int, at: tuple[int, _Column], after: Sequence[_Way]) -> Iterator[_Way]:
    """The column's cell is empty, or made of one or more pieces from ``piece`` on; ``after`` is what then follows."""
    number, column = at
    cost, rest = after[piece]
    yield cost + _EMPTY, rest
    for stop in range(piece + 1, min(piece + _OFF + 1, len(pieces)) + 1):
        cost, rest = after[stop]
        unlike = column.unlike(source, (pieces[piece][0], pieces[stop - 1][1]))
        yield cost + unlike + _JOINED * (stop - piece - 1), ((number, piece, stop), *rest)
