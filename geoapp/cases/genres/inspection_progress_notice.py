"""专项巡察/督察整改进展情况的通报: chapters, categories, numbered problems, each with what was done about it."""

from __future__ import annotations

import re

from geoapp.cases.chapters_of_tables import under_chapters
from geoapp.cases.county_lines import drafts_by_county
from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import score
from geoapp.cases.findings import find_findings
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_labels, has_chaptered_forms
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.joint import part_joint
from geoapp.cases.labels import Field, Label
from geoapp.cases.source import Source, fold
from geoapp.cases.splitting import cut_pieces, draft_piece, find_marks, imply_problems
from geoapp.cases.tasks import drafts_of_tasks
from geoapp.cases.titled_reports import drafts_of_titled_reports
from geoapp.cases.unlabelled import drafts_of_chapter, drafts_without_labels, in_next_steps
from geoapp.model import Genre

GENRE = Genre.INSPECTION_PROGRESS_NOTICE


def recognise(source: Source) -> float:
    """整改进展/落实情况 in the title and 整改情况 labels in the body."""
    title = r"整改(?:工作)?(?:进展|落实|完成|推进)?(?:情况|结果)?(?:的)?(?:通报|公告|报告|公示|情况|公开说明)"
    title += r"|整改(?:工作)?调度情况的?(?:通报|公告|报告)"
    title += r"|(?:攻坚战|夏季攻势|任务|治理|整治)[^。]{0,12}(?:进展|推进|完成|落实)(?:工作)?情况的?(?:通报|公告|报告)"
    title += r"|(?<!挂牌)(?:督办|交办|转办)(?:问题|事项)?(?:办理|整改|落实|进展)?情况的?(?:通报|公告|报告)"
    opening = (
        r"整改(?:进展|落实|完成|推进)?情况(?:予以公布|公[开布]如下)|整改(?:进展|落实)?情况(?:的)?(?:通报|公告|报告)"
    )
    audited = 0.1 if _AUDITED.search(fold(source.notice.title)) else 0.0
    return score(source, title, opening, [Field.RECTIFICATION, Field.PROBLEM]) + _pairs_of_labels(source) + audited


# What auditors found is told with how far it got, and nothing is laid open to be struck off.
_AUDITED = re.compile(r"审计[^。]{0,12}(?:问题|结果)[^。]{0,6}整改|审计(?:结果)?整改")


def _pairs_of_labels(source: Source) -> float:
    """问题N with 整改情况, and none of a plan's fields: enough for a cut copy without its head."""
    marks = find_marks(source)
    fields = [mark.label.field for mark in marks if mark.label is not None]
    planned = {Field.GOAL, Field.DEADLINE, Field.LEAD_UNIT, Field.PUBLICITY} & set(fields)
    numbered = sum(mark.no is not None for mark in marks)
    return 0.15 if numbered and Field.RECTIFICATION in fields and not planned else 0.0


def extract(source: Source) -> list[Draft]:
    """One draft a problem."""
    return under_chapters(source, drafts_of_tables(source)) or drafts_of_flattened(source) or _labelled(source)


def _labelled(source: Source) -> list[Draft]:
    if has_chaptered_forms(source):
        return drafts_of_labels(source, numbered_lines=True)
    told = (
        drafts_by_county(source)
        or drafts_of_titled_reports(source)
        or drafts_of_tasks(source)
        or drafts_of_chapter(source)
    )
    if len(told) > 1:
        return told
    marks = imply_problems(source, find_marks(source), _leads)
    pieces = [piece for piece in cut_pieces(source, marks) if not in_next_steps(source, piece.mark, marks)]
    if pieces:
        return [draft for piece in pieces for draft in part_joint(source, draft_piece(source, piece))]
    unlabelled = drafts_without_labels(source)
    # 一、审计查出的问题及整改情况: the counted paragraphs of such a chapter are problems, whatever their first words.
    below = [draft for _, draft in find_findings(source)]
    return below if len(below) > len(unlabelled) else unlabelled


def _leads(label: Label) -> bool:
    return label.field is Field.RECTIFICATION
