"""专项巡察/督察整改进展情况的通报: chapters, categories, numbered problems, each with what was done about it."""

from __future__ import annotations

from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import score
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field, Label
from geoapp.cases.outline import CHAPTER, Heading, headings
from geoapp.cases.source import Source
from geoapp.cases.splitting import (
    Mark,
    Piece,
    cut_pieces,
    draft_piece,
    find_marks,
    imply_problems,
    is_next_steps,
    reads_like_problem,
)
from geoapp.model import Genre

GENRE = Genre.INSPECTION_PROGRESS_NOTICE


def recognise(source: Source) -> float:
    """整改进展/落实情况 in the title and 整改情况 labels in the body."""
    title = r"整改(?:工作)?(?:进展|落实|完成|推进)?(?:情况)?(?:的)?(?:通报|公告|报告|公示|情况)"
    opening = r"整改(?:进展|落实|完成)?情况予以公布|整改(?:进展|落实)?情况(?:的)?(?:通报|公告|报告)"
    return score(source, title, opening, [Field.RECTIFICATION, Field.PROBLEM]) + _pairs_of_labels(source)


def _pairs_of_labels(source: Source) -> float:
    """问题N with 整改情况, and none of a plan's fields: enough for a cut copy without its head."""
    marks = find_marks(source)
    fields = [mark.label.field for mark in marks if mark.label is not None]
    planned = {Field.GOAL, Field.DEADLINE, Field.LEAD_UNIT, Field.PUBLICITY} & set(fields)
    numbered = sum(mark.no is not None for mark in marks)
    return 0.15 if numbered and Field.RECTIFICATION in fields and not planned else 0.0


def extract(source: Source) -> list[Draft]:
    """One draft a problem."""
    return drafts_of_tables(source) or drafts_of_flattened(source) or _labelled(source)


def _labelled(source: Source) -> list[Draft]:
    marks = imply_problems(source, find_marks(source), _leads)
    pieces = [piece for piece in cut_pieces(source, marks) if not _in_next_steps(source, piece.mark, marks)]
    if pieces:
        return [draft_piece(source, piece) for piece in pieces]
    return _without_labels(source)


def _leads(label: Label) -> bool:
    return label.field is Field.RECTIFICATION


def _in_next_steps(source: Source, mark: Mark, marks: list[Mark]) -> bool:
    chapters = [m.heading for m in marks if m.is_chapter and m.start < mark.start and m.heading is not None]
    return bool(chapters) and mark.no is None and is_next_steps(source, chapters[-1])


def _without_labels(source: Source) -> list[Draft]:
    """No 整改情况 and no 问题N: the deepest level of numbered lines that read like problems holds the cases."""
    found = headings(source)
    skipped = False
    useful: list[Heading] = []
    for heading in found:
        if heading.level == CHAPTER:
            skipped = is_next_steps(source, heading)
        if not skipped:
            useful.append(heading)
    level = _case_level(source, useful)
    if level is None:
        return []
    # Within a problem (针对…问题) deeper numbers are its measures; the others above it are categories.
    marks = [
        Mark(
            h.start,
            h.body,
            h.end,
            heading=h,
            is_problem=h.level == level and reads_like_problem(source, h),
            is_category=h.level < level,
        )
        for h in found
        if h.level <= level
    ]
    marks = [mark for mark in marks if mark.is_problem or mark.is_category]
    kept = [piece for piece in cut_pieces(source, marks) if not _in_next_steps(source, piece.mark, marks)]
    return [draft_piece(source, _numbered(piece)) for piece in kept]


def _numbered(piece: Piece) -> Piece:
    heading = piece.mark.heading
    if heading is None:
        return piece
    no = (heading.start, heading.start + len(heading.number))
    return Piece(
        Mark(piece.mark.start, piece.mark.end, piece.mark.stop, no=no, is_problem=True),
        piece.end,
        piece.category,
        piece.chapter,
    )


def _case_level(source: Source, found: list[Heading]) -> int | None:
    best: int | None = None
    for level in sorted({h.level for h in found}):
        alike = [h for h in found if h.level == level]
        like_problem = [h for h in alike if reads_like_problem(source, h)]
        if len(like_problem) >= max(1, 0.5 * len(alike)):
            best = level
    return best
