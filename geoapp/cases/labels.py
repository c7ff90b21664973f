"""The labels of a record's fields, as offices write them, and where they stand in a text.

One table for all genres: a plan's 整改目标, a petition table's 调查核实情况 and a closure notice's 完成情况 are the same kind
of mark whether they head a paragraph, a line of their own, or a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from geoapp.cases.numerals import CHINESE
from geoapp.cases.source import Source, Span


class Field(StrEnum):
    """What a labelled stretch says about a record."""

    NUMBER = "no"
    CODE = "code"
    CATEGORY = "category"
    PROBLEM = "problem"
    GOAL = "goal"
    MEASURES = "measures"
    RECTIFICATION = "rectification"
    FINDINGS = "findings"
    FOUNDED = "founded"
    DEADLINE = "deadline"
    LEAD_PERSON = "lead_person"
    LEAD_UNIT = "lead_unit"
    RESPONSIBLE = "responsible_units"
    SUPERVISING = "supervising_unit"
    COUNTY = "county"
    KIND = "kind"
    CAMPAIGN = "campaign"
    STATUS = "status"
    ACCOUNTABILITY = "accountability"
    RECEIVED = "received"
    PUBLICITY = "publicity"
    CONTACT = "contact"
    REMARKS = "remarks"


# Spellings seen in public documents of several provinces. Longer spellings win, so 整改进展情况 is not 整改进展 + 情况.
# 整改要求 counts as a goal; 重点措施 reads like a result and is a plan; 属实 is a finding and no status.
LABELS: dict[Field, tuple[str, ...]] = {
    Field.NUMBER: ("序号", "编号", "问题编号", "问题序号", "整改序号"),
    Field.CODE: ("受理编号", "交办编号", "交办件编号", "信访件编号", "举报编号", "案件编号", "转办编号", "受理号"),
    Field.CATEGORY: ("问题分类", "问题类别", "类别", "任务类别"),
    Field.PROBLEM: (
        "反馈问题", "存在问题", "存在的问题", "具体问题", "反馈意见", "问题描述", "问题概况", "问题内容", "问题基本情况", "信访问题基本情况",
        "交办问题基本情况", "举报问题基本情况", "投诉问题基本情况", "举报内容", "信访内容", "投诉内容", "反映问题", "反映情况", "反映的问题",
        "交办问题", "突出问题", "督察反馈问题", "督察反馈问题内容", "反馈问题内容", "反馈问题情况", "巡察反馈问题", "巡视反馈问题", "主要问题",
        "整改任务", "整改事项", "整改问题", "问题", "问题情况", "问题简述", "问题名称", "信访举报内容", "来电来信内容", "群众反映问题",
    ),
    Field.GOAL: ("整改目标", "整改目标及要求", "整改标准", "工作目标", "目标任务", "整改要求", "验收标准", "销号标准", "整改目标要求"),
    Field.MEASURES: (
        "整改措施", "重点措施", "主要措施", "具体措施", "整改举措", "工作措施", "主要整改措施", "整改方案", "整改具体措施", "整改思路", "整改任务及措施",
    ),
    Field.RECTIFICATION: (
        "整改情况", "整改进展", "整改进展情况", "整改落实情况", "整改落实进展", "整改完成情况", "整改工作情况", "整改工作进展", "整改工作进展情况",
        "整改工作完成情况", "整改实施情况", "处理和整改情况", "处理及整改情况", "处理整改情况", "查处和整改情况", "查处整改情况", "完成情况", "目前进展",
        "目前进展情况", "进展情况", "工作进展", "工作进展情况", "整改成效", "整改结果", "处理情况", "查处情况", "办理情况", "办理结果", "落实情况",
        "整改措施落实情况", "整改措施完成情况", "整改措施及完成情况", "整改进度", "目前整改情况", "目前整改进展", "整改任务完成情况", "整改效果",
        "处理结果", "整改及处理情况", "调查处理情况", "调查处理及整改情况", "完成整改情况", "整改推进情况", "整改目标完成情况",
    ),
    Field.FINDINGS: ("调查核实情况", "核实情况", "调查情况", "现场核查情况", "现场核实情况", "核查情况", "调查核查情况", "调查结果"),
    Field.FOUNDED: ("是否属实", "举报是否属实", "属实情况"),
    Field.DEADLINE: (
        "整改时限", "完成时限", "整改期限", "整改完成时限", "整改完成时间", "完成时间", "办结时限", "时限要求", "计划完成时间", "完成期限", "时限", "整改时间",
        "计划完成时限", "拟完成时间", "整改限期", "调整后整改时限",
    ),
    Field.LEAD_PERSON: (
        "牵头领导", "牵头区领导", "牵头县领导", "牵头市领导", "牵头县级领导", "牵头市级领导", "牵头(区)领导", "牵头(县)领导", "责任领导", "包案领导",
        "领办领导", "督导领导", "责任人", "牵头责任人", "市级领导", "县级领导", "区级领导", "分管领导", "领衔领导", "联系领导",
    ),
    Field.LEAD_UNIT: (
        "牵头单位", "牵头部门", "牵头责任单位", "整改牵头单位", "主办单位", "牵头整改单位", "行业牵头单位", "主要责任单位", "牵头(责任)单位", "责任牵头单位",
    ),
    Field.RESPONSIBLE: (
        "责任单位", "配合单位", "责任部门", "整改责任单位", "整改单位", "责任主体", "配合部门", "参与单位", "整改责任主体", "协办单位", "配合责任单位",
        "具体责任单位", "整改主体", "实施单位", "整改实施单位", "责任单位及责任人",
    ),
    Field.SUPERVISING: (
        "督导单位", "督办单位", "督导验收单位", "验收单位", "销号单位", "督导部门", "督导督办单位", "监督单位", "牵头督导验收单位", "验收销号单位",
        "督促指导单位", "市级督导单位", "省级督导单位", "市直督导单位", "牵头督导单位", "验收责任单位",
    ),
    Field.COUNTY: ("行政区域", "所在区县", "区县", "县市区", "区县(市)", "县(市、区)", "县(市区)", "所属区域", "属地", "所在地区", "责任区县", "地区", "所属县市区", "行政区划"),
    Field.KIND: ("污染类型", "问题类型", "环境要素", "污染类别", "类型", "污染要素", "举报类型"),
    Field.CAMPAIGN: ("问题来源", "来源", "督察来源", "交办来源"),
    Field.STATUS: (
        "办结情况", "是否办结", "办结", "是否已办结", "整改状态", "销号情况", "是否完成", "是否销号", "是否完成整改", "完成状态", "办结状态", "目前状态",
        "是否整改到位", "办理状态",
    ),
    Field.ACCOUNTABILITY: ("问责情况", "责任人被处理情况", "责任追究情况", "责任追究", "追责问责情况"),
    Field.RECEIVED: ("受理时间", "交办时间", "交办日期", "受理日期", "转办时间", "举报时间", "来电时间"),
    Field.PUBLICITY: ("公示期", "公示时间", "公示期限", "公示日期", "公示起止时间"),
    Field.CONTACT: (
        "联系方式", "联系人", "联系电话", "监督电话", "举报电话", "通讯地址", "联系地址", "电子邮箱", "电子邮件", "邮箱", "受理电话", "邮政信箱", "受理单位",
        "邮编", "公示单位", "举报邮箱", "监督举报电话", "反馈方式",
    ),
    Field.REMARKS: ("备注", "说明"),
}  # fmt: skip

# 验收情况, 自查情况: about the case, after its rectification; read with it.
_AFTER = (
    "验收情况",
    "验收意见",
    "验收结论",
    "自查情况",
    "自验情况",
    "现场验收情况",
    "验收核查情况",
    "现场核验情况",
    "销号意见",
    "公示情况",
)

_NUMBER = rf"(?:[{CHINESE}]{{1,3}}|\d{{1,3}})"
PROBLEM_NUMBER = re.compile(
    rf"(?:(?<=\n)|(?<=^)|(?<=[。;!?\s):\]】]))(?P<counter>\(?{_NUMBER}[.、)]\s*)?(?:反馈|具体|交办|整改|督察反馈|巡察反馈)?"
    rf"(?P<no>问题\s*(?:\(\s*{_NUMBER}\s*\)|{_NUMBER})|第\s*{_NUMBER}\s*[个项](?:反馈)?问题)\s*(?P<mark>[:.、,]|\s(?=\S))\s*"
)
"""「2.问题5：」, 「问题（九）：」, 「问题11.」, 「问题一：」: ``no`` is the problem's own number, the counter before it is the list's."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in the text: ``[start, end)`` covers it with its number and colon, the value begins at ``end``."""

    field: Field
    start: int
    end: int
    name: str


@cache
def names() -> dict[str, Field]:
    """Every spelling with its field."""
    table = {name: field for field, spellings in LABELS.items() for name in spellings}
    table.update(dict.fromkeys(_AFTER, Field.RECTIFICATION))
    return table


@cache
def alternatives() -> str:
    """A regular expression part of all spellings, longest first; copies put spaces and breaks inside labels."""
    ordered = sorted(names(), key=len, reverse=True)
    return "|".join(r"[ \t]*".join(re.escape(char) for char in name) for name in ordered)


@cache
def _inline() -> re.Pattern[str]:
    number = rf"(?:\(?{_NUMBER}[.、)]+\s*)?"
    return re.compile(
        rf"(?:^|(?<=[\n。;!?\s)\]】|]))[【\[]?{number}(?:具体|主要|目前)?(?P<name>{alternatives()})(?:\([^()\n]{{1,12}}\))?[】\]]?\s*:[ \t]*"
        rf"|(?m:^[ \t]*(?P<line>[【\[]?{number}(?P<alone>{alternatives()})[】\]]?)[ \t]*$)"
    )


def field_of(words: str) -> Field | None:
    """The field that a heading or column head names, in any spacing; decorated heads (整改时限（完成时间）) by their start."""
    plain = re.sub(r"[\s::*]", "", words)
    found = names().get(plain) or names().get(re.sub(r"\([^()]*\)$", "", plain))
    if found is not None or not plain:
        return found
    hits = [name for name in names() if len(name) >= 4 and name in plain]
    return names()[max(hits, key=len)] if hits and len(plain) <= 14 else None


def find_labels(source: Source, span: Span | None = None, *, numbered_lines: bool = False) -> list[Label]:
    """Labels with a colon anywhere after a break, and labels that fill a line of their own.

    ``numbered_lines``: also 「二、整改措施」 on a line, which is a field in a closure notice and a chapter elsewhere.
    """
    start, end = span or (0, len(source.folded))
    found: list[Label] = []
    for match in _inline().finditer(source.folded, start, end):
        words = match["name"] or match["alone"]
        if (
            match["alone"]
            and not numbered_lines
            and not source.folded.startswith(("【", "[", words), match.start("line"))
        ):
            continue
        name = re.sub(r"\s", "", words)
        begin = match.start() if match["name"] else match.start("line")
        found.append(Label(names()[name], begin, match.end(), name))
    return found
