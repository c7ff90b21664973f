"""整改方案, 整改清单, 任务分解清单: a numbered problem with goal, measures, time limit, answerable units."""

from __future__ import annotations

from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import score
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field
from geoapp.cases.source import Source
from geoapp.cases.splitting import Mark, cut_pieces, draft_piece, find_marks, imply_problems
from geoapp.model import Genre

GENRE = Genre.RECTIFICATION_PLAN

# The order of a plan's fields; the first of them that a document uses opens each problem's block.
_ORDER = (
    Field.GOAL,
    Field.MEASURES,
    Field.RECTIFICATION,
    Field.DEADLINE,
    Field.LEAD_PERSON,
    Field.LEAD_UNIT,
    Field.RESPONSIBLE,
    Field.SUPERVISING,
)


def recognise(source: Source) -> float:
    """整改方案 or 清单 in the title and goals, measures, time limits, lead units in the body."""
    title = r"整改(?:实施|工作)?方案|(?:整改|措施|任务|责任|问题)清单|任务分解|整改台账|整改任务表"
    return score(source, title, title, [Field.GOAL, Field.MEASURES, Field.DEADLINE, Field.LEAD_UNIT])


def extract(source: Source) -> list[Draft]:
    """One draft a problem; the tail of a problem that a cut copy begins with is none."""
    return drafts_of_tables(source) or drafts_of_flattened(source) or _labelled(source)


def _labelled(source: Source) -> list[Draft]:
    marks = find_marks(source)
    labels = [mark.label for mark in marks if mark.label is not None and mark.label.field in _ORDER]
    if not labels:
        return []
    lead = min((label.field for label in labels), key=_ORDER.index)
    marks = imply_problems(source, marks, lambda label: label.field is lead)
    pieces = cut_pieces(source, _without_chapters(marks), chapters_cut=False)
    return [draft for piece in pieces if _is_plan_item(draft := draft_piece(source, piece))]


def _without_chapters(marks: list[Mark]) -> list[Mark]:
    """Numbered lines that are no problem end nothing: they number measures."""
    return [mark for mark in marks if mark.is_problem or mark.label is not None or mark.is_category]


def _is_plan_item(draft: Draft) -> bool:
    return any(draft.first(name) is not None for name in _ORDER)
