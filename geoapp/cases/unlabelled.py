"""Numbered problems without any label: 1.关于“…”的问题。 and what was done about it, on the same line or below."""

from __future__ import annotations

from geoapp.cases.drafts import Draft
from geoapp.cases.outline import CHAPTER, Heading, headings
from geoapp.cases.source import Source
from geoapp.cases.splitting import Mark, Piece, cut_pieces, draft_piece, is_next_steps, reads_like_problem


def in_next_steps(source: Source, mark: Mark, marks: list[Mark]) -> bool:
    """Whether a mark stands under a chapter of plans to come."""
    chapters = [m.heading for m in marks if m.is_chapter and m.start < mark.start and m.heading is not None]
    return bool(chapters) and mark.no is None and is_next_steps(source, chapters[-1])


def drafts_without_labels(source: Source) -> list[Draft]:
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
    kept = [piece for piece in cut_pieces(source, marks) if not in_next_steps(source, piece.mark, marks)]
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
