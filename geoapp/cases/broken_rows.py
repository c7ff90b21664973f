"""Rows of a table copied as text whose cells hold paragraphs: each of them begins a line, and the row goes on below.

    1   某厂废水直排。   （1）督促企业停产；
    （2）新建处理站。   2025年12月底前   县水利局

A row begins where a counter or code stands in the first cell, or where the cells are as many as the heading's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geoapp.cases.cells import COUNTER, carries_on
from geoapp.cases.labels import CODE, Field, field_of
from geoapp.cases.outline import is_group
from geoapp.cases.source import Source, Span

Cells = dict[int, Span]

_KEY = re.compile(rf"{COUNTER.pattern}|{CODE}")


@dataclass(frozen=True, slots=True)
class Heading:
    """What must be known of the heading: how many cells a row has, and whether the first one numbers it."""

    width: int
    keyed: bool


def heading_of(source: Source, cells: Cells) -> Heading:
    """The heading as far as it is needed here."""
    first = cells.get(0)
    name = field_of(source.matched(first)) if first else None
    return Heading(max(cells) + 1, name in (Field.NUMBER, Field.CODE))


def join_broken(source: Source, heading: Heading, rows: Sequence[Cells]) -> list[Cells]:
    """The rows below a heading, those that paragraphs broke put together again."""
    joined: list[Cells] = []
    waiting: list[Cells] = []
    for cells in rows:
        if not joined or not cells or _begins(source, heading, cells):
            joined += [*_carried(source, joined, waiting), cells]
            waiting = []
        elif _fits(heading, joined[-1], cells):
            waiting.append(cells)
            if len(cells) > 1:  # its further cells are those that the row still lacks
                joined[-1] = _with(joined[-1], waiting)
                waiting = []
        else:
            joined += [*_carried(source, joined, waiting), cells]
            waiting = []
    return [*joined, *_carried(source, joined, waiting)]


def _begins(source: Source, heading: Heading, cells: Cells) -> bool:
    if 0 not in cells or not source.matched(cells[0]).strip():
        return True  # an empty first cell: a page broke the row, and its columns still tell where it goes on
    if heading.keyed:
        return len(cells) > 1 and _KEY.fullmatch(source.matched(cells[0]).strip()) is not None
    return max(cells) + 1 >= heading.width


def _fits(heading: Heading, row: Cells, more: Cells) -> bool:
    """Whether a row has room for the further cells of a line, whose first one goes on with its last."""
    return bool(row) and 1 < max(row) + 1 < heading.width and max(row) + len(more) <= heading.width


def _with(row: Cells, lines: Sequence[Cells]) -> Cells:
    whole = dict(row)
    for cells in lines:
        last = max(whole)
        whole[last] = (whole[last][0], cells[min(cells)][1])
        for step, column in enumerate(sorted(cells)[1:], start=1):
            whole[last + step] = cells[column]
    return whole


def _carried(source: Source, joined: list[Cells], waiting: list[Cells]) -> list[Cells]:
    """Lines behind a row that lacks nothing but empty cells: only what counts on (2. …) belongs to its last one."""
    left = list(waiting)
    while left and joined and _counts_on(source, left[0][min(left[0])]):
        joined[-1] = _with(joined[-1], [left.pop(0)])
    return left


def _counts_on(source: Source, cell: Span) -> bool:
    return carries_on(source.matched(cell)) and not is_group(source, cell)
