"""群众信访举报转办和边督边改公开情况一览表: petitions with findings, handling and 办结, in whatever shape copied."""

from __future__ import annotations

import re

from geoapp.cases.coded_lines import drafts_of_coded_lines, drafts_of_coded_rows
from geoapp.cases.drafts import Draft, fill
from geoapp.cases.evidence import score
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_labels
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field, Label, field_of, find_labels
from geoapp.cases.petition_letters import drafts_of_letter, has_chapters
from geoapp.cases.petition_stories import drafts_of_numbered_stories, drafts_of_story
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start
from geoapp.model import Genre

GENRE = Genre.PETITION_LIST

# 关于…交办投诉问题办结情况的报告
_TITLED_REPORT = re.compile(
    r"[交转]办(?:群众)?(?:投诉|举报|信访)[^。]{0,30}(?:办结|办理|处理|查处)情况的?(?:报告|公示)"
)
_OF_A_COMPLAINT = 0.5
_TYPICAL = (Field.CODE, Field.FINDINGS, Field.FOUNDED, Field.ACCOUNTABILITY)


def recognise(source: Source) -> float:
    """信访举报转办/边督边改 in the title, and the columns that only such tables have."""
    title = r"信访(?:举报|件|问题)|边督边改|举报(?:件|问题)?(?:转办|办理|情况|信息公开)"
    title += r"|[转交]办件|交办(?:问题|案件)办理|一览表"
    total = score(source, title, title, [])
    if _TITLED_REPORT.search("".join(fold(source.notice.title).split())):
        total = max(total, _OF_A_COMPLAINT)
    heads: set[Field | None] = set()
    for table in source.notice.tables:
        heads.update(field_of(source.matched((c.start, c.end))) for c in table.cells if c.end - c.start <= 14)
    for line in source.lines:
        if line[1] - line[0] <= 14 and not source.folded.endswith("文号", *line):  # a paper's number, no complaint's
            heads.add(field_of(source.matched(line)))
    text = source.folded
    glued = sum(
        word in text for word in ("受理编号", "问题基本情况", "是否属实", "调查核实情况", "处理和整改情况", "问责情况")
    )
    typical = max(len(heads & set(_TYPICAL)), glued, min(3, len(drafts_of_coded_lines(source))))
    # A bulletin about 边督边改 has the words of the title and no table.
    return min(1.0, total + 0.1 * typical) if typical else 0.3 * total


def extract(source: Source) -> list[Draft]:
    """One draft a row."""
    drafts = drafts_of_tables(source) or drafts_of_coded_rows(source) or drafts_of_flattened(source)
    drafts = drafts or drafts_of_coded_lines(source)
    if not drafts and has_chapters(source):
        drafts = drafts_of_letter(source)
    drafts = drafts or drafts_of_labels(source)
    return (
        drafts
        or drafts_of_letter(source)
        or drafts_of_numbered_stories(source)
        or drafts_of_story(source)
        or _one_answered(source)
    )


def _one_answered(source: Source) -> list[Draft]:
    """The answer to one complaint in chapters (一、群众举报内容, 二、调查核实情况) or under other heads of its own."""
    labels = find_labels(source, numbered_lines=True)
    drafts = drafts_of_labels(source, numbered_lines=True)
    if len(drafts) == 1:
        return drafts
    drafts = drafts_of_story(source, chaptered=True)
    for draft in drafts:
        told = [label for label in labels if label.field in _PARTS]
        if any(label.field is Field.RECTIFICATION for label in told):
            draft.values.pop(Field.FINDINGS, None)
            draft.values.pop(Field.RECTIFICATION, None)
        fill(draft, source, told, tail_start(source))
        code = next((found for label in labels if (found := _coded(source, label))), None)
        if code is not None:
            draft.add(Field.CODE, code)
    return drafts


def _coded(source: Source, label: Label) -> Span | None:
    """受理编号：X3HN202405190026。投诉人反映…: the code alone."""
    code = _CODE.match(source.folded, label.end) if label.field is Field.CODE else None
    return code.span() if code else None


_CODE = re.compile(r"[A-Z][A-Z\d*]{6,26}")
_PARTS = frozenset({
    Field.FOUNDED, Field.FINDINGS, Field.RECTIFICATION, Field.ACCOUNTABILITY, Field.RESPONSIBLE,
    Field.LEAD_PERSON,
})  # fmt: skip
