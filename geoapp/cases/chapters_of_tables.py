"""Tables that chapters part by how far their problems got, and problems that other chapters tell without a table.

    一、已完成整改的问题 (table)   二、取得阶段性成效的问题 (table)   三、正在推进的问题 （一）问题26：… 整改进展：…

A row is judged by its own words and by its chapter, as a problem told in prose is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.outline import CHAPTER, headings
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import cut_pieces, draft_piece, find_marks
from geoapp.cases.stated import of_heading
from geoapp.cases.statuses import UNKNOWN
from geoapp.model import Table


def under_chapters(source: Source, rows: list[Draft]) -> list[Draft]:
    """The rows of a notice's tables with the state of their chapters, and the numbered problems outside of tables."""
    if not rows or not source.notice.tables:
        return rows
    tables = [_reach(table) for table in source.notice.tables]
    chapters = [h for h in headings(source) if h.level == CHAPTER and not _within(h.start, tables)]
    starts = [chapter.start for chapter in chapters]
    for row in rows:
        told = row.first(Field.PROBLEM)
        at = bisect_right(starts, told[0]) if told is not None else 0
        if at and row.heading is UNKNOWN and Field.STATUS not in row.values:
            row.heading = of_heading(source.folded, chapters[at - 1].words)
    return [*rows, *_outside(source, tables)] if chapters else rows


def _reach(table: Table) -> Span:
    return min(cell.start for cell in table.cells), max(cell.end for cell in table.cells)


def _within(offset: int, stretches: Sequence[Span]) -> bool:
    return any(start <= offset < end for start, end in stretches)


def _outside(source: Source, tables: Sequence[Span]) -> list[Draft]:
    """问题26：…整改进展：… behind the last table."""
    marks = [mark for mark in find_marks(source) if mark.start >= max(end for _, end in tables)]
    pieces = [piece for piece in cut_pieces(source, marks) if piece.mark.no is not None]
    drafts = [draft_piece(source, piece) for piece in pieces]
    return [draft for draft in drafts if Field.RECTIFICATION in draft.values and Field.PROBLEM in draft.values]
