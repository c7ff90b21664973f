"""The answerable units of a record: labels, and words of who leads, inside a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoapp.cases.cells import OFFICE_LIST
from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field, names
from geoapp.cases.source import Source, Span

_UNITS = (Field.LEAD_UNIT, Field.RESPONSIBLE, Field.SUPERVISING)
# In a column of units the bare word is label enough.
_SHORT = {
    **dict.fromkeys(("牵头", "主办", "主责", "总牵头", "牵头责任"), Field.LEAD_UNIT),
    **dict.fromkeys(("配合", "协办", "责任", "协助", "参与", "承办", "落实", "属地"), Field.RESPONSIBLE),
    **dict.fromkeys(("督导", "督办", "督查", "监督", "验收", "指导"), Field.SUPERVISING),
}
_OF = _SHORT | {name: of for name, of in names().items() if of in _UNITS}
_NAMES = "|".join(sorted(_OF, key=len, reverse=True))
_LABELLED = re.compile(rf"(?:^|(?<=[;。,、\s]))[\[【(]?(?P<name>{_NAMES})(?:\s*:|[\]】)]:?)\s*")
_LEADS = re.compile(
    rf"(?:由)?(?P<lead>{OFFICE_LIST})(?:\((?:总?牵头|主办|主责|牵头(?:单位|部门)|主办单位)\)|(?:负责)?(?:牵头|主办)(?:负责|落实|整改|实施|推进|协调|(?:督促|组织)(?:整改|落实|实施)?)?)"
    r"(?=[,;、。\s]|\Z)"
)


def read_unit_labels(source: Source, draft: Draft) -> None:
    """牵头：甲局 配合：乙镇, or 甲局（牵头）、乙镇 in one cell are two fields."""
    for name in (Field.RESPONSIBLE, Field.LEAD_UNIT):
        spans = draft.values.get(name, ())
        if spans and (_sign_of(source, spans) and (parts := _parts(source, spans))):
            for known in {field for field, *_ in parts} | {name}:
                draft.values.pop(known, None)
                draft.labelled.pop(known, None)
            for field, value, labelled in parts:
                draft.add(field, value, labelled)
            return
    if Field.LEAD_UNIT not in draft.values:
        _read_leader(source, draft)
    if not any(name in draft.values for name in _UNITS):
        _read_opening(source, draft)


def _sign_of(source: Source, spans: Sequence[Span]) -> bool:
    """A colon or a bracket, without which no label stands in a cell."""
    return any(_MARK.search(source.folded, *span) for span in spans)


_MARK = re.compile(r"[:\]】]")


def _parts(source: Source, spans: Sequence[Span]) -> list[tuple[Field, Span, Span]]:
    """Field, value and labelled stretch of each part; none where a stretch begins without a label."""
    found: list[tuple[Field, Span, Span]] = []
    for span in spans:
        labels = list(_LABELLED.finditer(source.folded, *source.trim(span)))
        if not labels or labels[0].start() != source.trim(span)[0]:
            return []
        for label, stop in zip(labels, [*(after.start() for after in labels[1:]), span[1]], strict=True):
            start, end = source.trim((label.end(), stop))
            while end > start and source.folded[end - 1] in ";,。、 ":
                end -= 1
            found.append((_OF[label["name"]], (start, end), (label.start(), end)))
    return found


def _read_leader(source: Source, draft: Draft) -> None:
    """甲局（牵头）、乙镇（配合）; 由甲局牵头，乙镇配合: who leads is told behind the name."""
    spans = draft.values.get(Field.RESPONSIBLE, ())
    if len(spans) != 1 or not ("牵头" in (words := source.matched(spans[0])) or "主办" in words):
        return
    start, end = source.trim(spans[0])
    leads = _LEADS.match(source.folded, start, end)
    if leads is None or re.search(r"[、,;]", leads["lead"]):
        return
    draft.add(Field.LEAD_UNIT, leads.span("lead"))
    if (others := source.trim((leads.end() + 1, end)))[0] < others[1]:
        draft.values[Field.RESPONSIBLE] = [others]


def _read_opening(source: Source, draft: Draft) -> None:
    """某县水利局牵头，4月以来打捞…: a report that opens with who leads, where no label names any unit."""
    report = draft.first(Field.RECTIFICATION)
    if report is None or ("牵头" not in (words := source.matched(report)) and "主办" not in words):
        return
    leads = _LEADS.match(source.folded, *source.trim(report)) or _only_leader(source, report)
    if leads is not None and not re.search(r"[、,;]", leads["lead"]):
        draft.add(Field.LEAD_UNIT, leads.span("lead"))


_HANDED = re.compile(r"(?:^|[,;。:])\s*(?:现|已|并|目前)?(?:明确|确定|指定|安排)?(?=由)")


def _only_leader(source: Source, report: Span) -> re.Match[str] | None:
    """已制定方案，由县水务局牵头，…: told in passing, where the report calls nobody else so."""
    opened = (
        _LEADS.match(source.folded, handed.end(), report[1]) for handed in _HANDED.finditer(source.folded, *report)
    )
    told = [leads for leads in opened if leads is not None]
    return told[0] if len(told) == 1 else None
