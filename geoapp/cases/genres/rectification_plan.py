"""整改方案, 整改清单, 任务分解清单: a numbered problem with goal, measures, time limit, answerable units."""

from __future__ import annotations

from geoapp.cases.blocks import drafts_of_blocks
from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import score
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_chapters
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field
from geoapp.cases.source import Source
from geoapp.cases.unlabelled import drafts_of_bare_list
from geoapp.model import Genre

GENRE = Genre.RECTIFICATION_PLAN


def recognise(source: Source) -> float:
    """整改方案 or 清单 in the title and goals, measures, time limits, lead units in the body."""
    title = r"整改(?:实施|工作)?方案(?!第|》?中的?)|(?:整改|措施|任务|责任|问题)清单|任务分解|整改台账|整改任务表"
    return score(source, title, title, [Field.GOAL, Field.MEASURES, Field.DEADLINE, Field.LEAD_UNIT])


def extract(source: Source) -> list[Draft]:
    """One draft a problem; the tail of a problem that a cut copy begins with is none."""
    drafts = drafts_of_tables(source) or drafts_of_flattened(source)
    return drafts or drafts_of_chapters(source) or drafts_of_blocks(source) or drafts_of_bare_list(source)
