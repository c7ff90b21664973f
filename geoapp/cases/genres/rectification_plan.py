"""整改方案, 整改清单, 任务分解清单: a numbered problem with goal, measures, time limit, answerable units."""

from __future__ import annotations

from geoapp.cases.blocks import drafts_of_blocks
from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import score
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_labels
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.outline import CHAPTER, heading_at
from geoapp.cases.source import Source
from geoapp.cases.unlabelled import drafts_of_bare_list
from geoapp.model import Genre

GENRE = Genre.RECTIFICATION_PLAN


def recognise(source: Source) -> float:
    """整改方案 or 清单 in the title and goals, measures, time limits, lead units in the body."""
    title = r"整改(?:实施|工作)?方案|(?:整改|措施|任务|责任|问题)清单|任务分解|整改台账|整改任务表"
    return score(source, title, title, [Field.GOAL, Field.MEASURES, Field.DEADLINE, Field.LEAD_UNIT])


def _of_chapters(source: Source) -> list[Draft]:
    """A plan for a single problem: its chapters are the fields (一、披露问题, 二、整改目标, 三、整改措施)."""
    chapters = [
        label.field
        for label in find_labels(source, numbered_lines=True)
        if (opened := heading_at(source, source.lines[source.line_at(label.start)])) and opened.level == CHAPTER
    ]
    if chapters.count(Field.PROBLEM) != 1 or not {Field.GOAL, Field.MEASURES} & set(chapters):
        return []
    drafts = drafts_of_labels(source, numbered_lines=True)
    return drafts if len(drafts) == 1 else []


def extract(source: Source) -> list[Draft]:
    """One draft a problem; the tail of a problem that a cut copy begins with is none."""
    drafts = drafts_of_tables(source) or drafts_of_flattened(source)
    return drafts or _of_chapters(source) or drafts_of_blocks(source) or drafts_of_bare_list(source)
