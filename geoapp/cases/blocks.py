"""Blocks of labelled fields below a numbered problem: the lists of plans, and notices written like them."""

from __future__ import annotations

import itertools
from collections import Counter

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.source import Source
from geoapp.cases.splitting import Mark, cut_pieces, draft_piece, find_marks, imply_problems

# The usual order of a block; decides where the document itself does not.
_ORDER = (
    Field.GOAL,
    Field.MEASURES,
    Field.FINDINGS,
    Field.RECTIFICATION,
    Field.DEADLINE,
    Field.LEAD_PERSON,
    Field.LEAD_UNIT,
    Field.RESPONSIBLE,
    Field.SUPERVISING,
)


def drafts_of_blocks(source: Source) -> list[Draft]:
    """One draft a block; the tail of a block that a cut copy begins with is none."""
    marks = find_marks(source)
    lead = _lead(marks)
    if lead is None:
        return []
    marks = imply_problems(source, marks, lambda label: label.field is lead)
    kept = [mark for mark in marks if mark.is_problem or mark.label is not None or mark.is_category]
    drafts = [draft_piece(source, piece) for piece in cut_pieces(source, kept, chapters_cut=False)]
    return [draft for draft in drafts if any(draft.first(name) is not None for name in _ORDER)]


def _lead(marks: list[Mark]) -> Field | None:
    """The field that opens each block: the one that most often follows a number; among equals the usual first.

    A measure (（三）…) followed by 整改时限 counts as well, once a block, so the real first field is never behind it.
    """
    labels = [mark.label.field for mark in marks if mark.label is not None and mark.label.field in _ORDER]
    if not labels:
        return None
    following = Counter(
        after.label.field
        for mark, after in itertools.pairwise(marks)
        if after.label is not None
        and after.label.field in _ORDER
        and (mark.is_problem or mark.heading is not None)
        and mark.label is None
    )
    return min(following or labels, key=lambda name: (-following[name], _ORDER.index(name)))


def has_numbered_problems(source: Source) -> bool:
    """问题一：, 问题（二）： somewhere in the text."""
    return any(mark.no is not None for mark in find_marks(source))
