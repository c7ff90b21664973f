"""From a draft to a record: every field read, every field quoted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date

from geoapp.cases.cells import OFFICE, OFFICE_LIST
from geoapp.cases.context import Context
from geoapp.cases.dates import find_dates
from geoapp.cases.deadlines import (
    Deadline,
    aimed_deadline,
    labelled_deadline,
    moved_term,
    promised_deadline,
    stated_term,
)
from geoapp.cases.drafts import Draft
from geoapp.cases.how_far import MET, how_far, still_to_come, with_closings
from geoapp.cases.kinds import campaign_of, kind_of, kind_of_column
from geoapp.cases.labels import Field
from geoapp.cases.metrics import read_assessments, read_metrics
from geoapp.cases.outline import heading_at
from geoapp.cases.sentences import begins_at, paragraphs
from geoapp.cases.sheets import lay_by_sheets
from geoapp.cases.source import Source, Span
from geoapp.cases.units import read_unit_labels
from geoapp.cases.whose import counties_of
from geoapp.model import COLUMN, Campaign, Kind, Measure, Metric, Precision, Quote, Record, Status

_UNIT_CUT = re.compile(r"[、,;/\s]+|(?<=[局府会办委心司])和(?=[^,、]{2})")
_TOLD = (Field.PROBLEM, Field.RECTIFICATION, Field.FINDINGS, Field.GOAL, Field.MEASURES, Field.COUNTY, Field.LOCATION)


def build(draft: Draft, context: Context) -> Record | None:
    """The record of a draft; None when the draft has no problem that could be quoted."""
    source = context.source
    problem = draft.whole(Field.PROBLEM)
    if problem is None or source.quote(problem) is None:
        return None
    read_unit_labels(source, draft)
    judged = how_far(draft, context, problem)
    deadline = _deadline(draft, context)
    quotes = _quotes(draft, source)
    if judged.span and (quote := source.quote(judged.span)):
        quotes["status"] = quote
    if deadline and (quote := source.quote(deadline.span)):
        quotes["deadline"] = quote
    county, counties = counties_of(draft, context, problem, quotes)
    told = draft.all(Field.PROBLEM, Field.FINDINGS, Field.RECTIFICATION)
    told = [*told, *draft.retold]
    if not told[1:] and judged.status in (Status.DONE, Status.CLOSED):
        # A plan that was kept up tells among its measures what has been done.
        told = [*told, *(span for span in draft.all(Field.MEASURES) if source.matched(span).startswith("已"))]
    told_of = None if judged.status is Status.PLANNED else judged.span
    happened = _happened(source, told_of, told, context.anchor)
    return Record(
        problem=_said(source, draft, Field.PROBLEM) or source.said(problem),
        quotes=quotes,
        no=_number(draft, source),
        category=source.said(draft.category) if draft.category else None,
        rectification=_said(source, draft, Field.RECTIFICATION) or _said(source, draft, Field.FINDINGS),
        goal=_said(source, draft, Field.GOAL),
        measures=_measures(source, draft, context.anchor),
        status=judged.status,
        status_quote=quotes.get("status"),
        county=county,
        counties=counties,
        deadline=deadline.day if deadline else None,
        lead_unit=_unit(source, draft, Field.LEAD_UNIT),
        responsible_units=_units(source, draft),
        supervising_unit=_unit(source, draft, Field.SUPERVISING),
        campaign=_campaign(draft, context, problem),
        kind=_kind(draft, source, problem),
        metrics=_metrics(source, draft, told, context.anchor),
        assessments=read_assessments(source, told, context.anchor),
        happened_on=happened[0] if happened else None,
        happened_precision=happened[1] if happened else None,
        spans=_spans(draft),
        warnings=tuple(draft.warnings),
    )


def _metrics(source: Source, draft: Draft, told: list[Span], anchor: date | None) -> tuple[Metric, ...]:
    """What was measured and done. Where nothing is told of that yet, also how much is to be done: lengths and areas of
    the measures, but no concentration, for what a water shall reach is nobody's measurement."""
    meant = () if told[1:] else draft.all(Field.MEASURES)
    found = read_metrics(source, [*told, *meant], anchor)
    return tuple(m for m in found if not (_CONCENTRATION.search(m.unit) and _lies_in(m.quote, meant)))


def _lies_in(quote: Quote, spans: Sequence[Span]) -> bool:
    return any(start <= quote.start < end for start, end in spans)


_CONCENTRATION = re.compile(r"[克gG](?:/|每)|^$")
_NOTHING = re.compile(r"[/\\—–-]+|无|暂无")


def _said(source: Source, draft: Draft, name: Field) -> str | None:
    """The words of a field; a cell that a page broke in two is joined without the cells between; / means none."""
    span = draft.whole(name)
    if span is None or _NOTHING.fullmatch(source.folded, *source.trim(span)):
        return None
    if _parted(source, span):
        return "".join(source.said(piece) for piece in draft.values[name]) or None
    return source.said(span) or None


def _parted(source: Source, span: Span) -> bool:
    words = source.text[slice(*span)]
    return "\t" in words or "|" in words or ("  " in words and "\n" not in words)


def _number(draft: Draft, source: Source) -> str | None:
    span = draft.first(Field.CODE) or draft.first(Field.NUMBER)
    if span is None:
        return None
    said = source.said(span).split()
    # 1 2145: the counter and the petition's own number, in columns that the copy put together
    words = (
        said[1] if len(said) == _BOTH and all(map(str.isdigit, said)) and len(said[1]) > len(said[0]) else "".join(said)
    )
    if Field.CODE in draft.values:  # AQ-0530(与AQ-0488重复): what follows the code only refers to another
        words = re.sub(r"(?<=\w)[(（\[【].*$", "", words)
    return words.strip("。;；,，.、:：*＊") or None  # a star behind a code: watched by those who handed it over


_BOTH = 2


def _quotes(draft: Draft, source: Source) -> dict[str, Quote]:
    quotes: dict[str, Quote] = {}
    for name in draft.values:
        span = draft.whole(name)
        if span is not None and _parted(source, span):
            span = draft.first(name)
        quote = source.quote(span) if span else None
        if quote is not None:
            quotes[name.value] = quote
    if "code" in quotes:
        quotes["no"] = quotes["code"]
    if draft.category and (quote := source.quote(draft.category)):
        quotes["category"] = quote
    for head, span in draft.extra.items():
        if quote := source.quote(span):
            quotes[COLUMN + head] = quote
    return quotes


def _deadline(draft: Draft, context: Context) -> Deadline | None:
    folded = context.source.folded
    for span in draft.values.get(Field.DEADLINE, []):
        if MET.match(folded, *span):
            return None  # 已于2023年7月完成: the day on which it was finished
        found = labelled_deadline(folded, span, context.anchor)
        if found is not None:
            moved = promised_deadline(folded, draft.all(Field.STATUS), context.anchor)
            moved = moved or moved_term(folded, draft.all(Field.RECTIFICATION, Field.REMARKS), context.anchor)
            return moved if moved and moved.day > found.day else found
    told = [*draft.all(Field.RECTIFICATION, Field.FINDINGS), *draft.retold]
    own = promised_deadline(folded, told, context.anchor, reported=True)
    if own is not None:
        return own
    aims = draft.all(Field.GOAL, Field.MEASURES)
    return (
        promised_deadline(folded, aims, context.anchor)
        or aimed_deadline(folded, draft.all(Field.GOAL), context.anchor)
        or stated_term(folded, draft.all(Field.PROBLEM), context.anchor)
        or promised_deadline(folded, draft.common, context.anchor)
        or promised_deadline(folded, still_to_come(draft, folded), context.anchor)
    )


_ROLE = re.compile(
    r"[(（](?:配合|协办|参与|责任|牵头|主办)(?:单位|部门)?[)）]$|(?<=[局府会办委镇乡道])(?:配合|协助|参与|协办)(?:落实|整改|实施)?$"
)


def _campaign(draft: Draft, context: Context, problem: Span) -> Campaign:
    source = context.source
    stated = draft.first(Field.CAMPAIGN)
    if stated is not None and (found := campaign_of(source.matched(stated))) is not Campaign.OTHER:
        return found
    return context.campaign if context.campaign is not Campaign.OTHER else campaign_of(source.matched(problem))


def _kind(draft: Draft, source: Source, problem: Span) -> Kind:
    column = draft.first(Field.KIND)
    stated = kind_of_column(source.matched(column)) if column else None
    category = source.matched(draft.category) if draft.category else ""
    told = " ".join(source.matched(span) for span in draft.all(Field.RECTIFICATION, Field.MEASURES, Field.FINDINGS))
    return stated or kind_of(source.matched(problem), category, told)


def _unit(source: Source, draft: Draft, name: Field) -> str | None:
    words = _said(source, draft, name)
    return words.strip("。;；,，、 ") or None if words else None


def _units(source: Source, draft: Draft) -> tuple[str, ...]:
    words = _unit(source, draft, Field.RESPONSIBLE)
    spans = draft.values.get(Field.RESPONSIBLE, ())
    if words and len(spans) > 1:  # 责任单位：甲局  配合单位：乙局
        words = "、".join(source.said(span) for span in spans)
    pieces = (
        (_ROLE.sub("", piece.strip("。；, ")) for piece in _UNIT_CUT.split(words.replace("，", ",").replace("；", ";")))
        if words
        else ()
    )
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


_ORDINAL = re.compile(
    r"(?:(?:^|(?<=[。;:\s]))(?:\(\s*[一二三四五六七八九十\d]{1,3}\s*\)|\d{1,2}\)|\d{1,2}(?:[.、](?!\d)|\.(?=20\d\d年))|[①-⑳]|[一二三四五六七八九十]是))"
)


def _measures(source: Source, draft: Draft, anchor: date | None) -> tuple[Measure, ...]:
    """The promised steps one by one: （一）, 1., ①, 一是; an unnumbered text is one step a paragraph."""
    found: list[Measure] = []
    for span in draft.values.get(Field.MEASURES, []):
        cuts = [m.start() for m in _ORDINAL.finditer(source.folded, *span)]
        bounds = sorted({span[0], *cuts, span[1]})
        pieces = list(itertools.pairwise(bounds)) if cuts else paragraphs(source.folded, span)
        for piece in pieces:
            quote = source.quote(piece)
            if quote is None:
                continue
            deadline = promised_deadline(source.folded, [piece], anchor)
            day = deadline.day if deadline else None
            opened = heading_at(source, source.trim(piece))
            body = source.trim((opened.body, piece[1]) if opened else piece)
            found.append(Measure(source.said(body), quote, day, _unit_of_step(source, body)))
    return tuple(measure for measure in found if measure.text)


_STEP_UNIT = re.compile(
    rf"(?:牵头单位|责任单位|责任部门|实施单位|牵头部门|责任主体)\s*:\s*(?P<labelled>[^)。;\n:]{{2,60}})"
    rf"|(?:由|^)(?P<by>{OFFICE_LIST}(?:和{OFFICE})?)(?:负责|牵头|组织实施|具体实施)"
    rf"|\((?P<bracket>{OFFICE_LIST})(?:牵头|负责|按职责分工负责)*\)[。;]?$"
)


def _unit_of_step(source: Source, body: Span) -> str | None:
    """The unit that a step names as its own: (牵头单位：…), 由…负责, or an office in brackets at its end."""
    start, end = body
    found = _STEP_UNIT.search(source.folded[start:end])
    if found is None:
        return None
    group = next(name for name in ("labelled", "by", "bracket") if found[name])
    begin, stop = found.span(group)
    return source.said((start + begin, start + stop)).strip(",，、 ") or None


def _happened(
    source: Source, span: Span | None, told: Sequence[Span], anchor: date | None
) -> tuple[date, Precision] | None:
    """When what the status phrase tells took place: its own date, else the last one of its sentence before it."""
    home = next((known for known in told if span and known[0] <= span[0] < known[1]), None)
    if span is None or home is None:
        return None  # a heading or a column tells no day
    folded = source.folded
    begin = begins_at(folded, span[0], "。\n;")
    if _CELL_ENDS.search(folded, begin, home[0]):
        begin = home[0]  # the cells before it have dates of their own
    for stretch in (span, (begin, span[1])):
        words = folded[slice(*stretch)]
        dated = [d for d in find_dates(words, anchor) if anchor is None or d.first <= anchor]
        dated = [d for d in dated if not _ahead(words, d.start, d.end)]
        if dated:
            return dated[-1].first, dated[-1].precision
    return None


def _ahead(words: str, start: int, end: int) -> bool:
    return words[end : end + 1] == "前" or _MEANT.search(words, max(0, start - _NEAR), start) is not None


_CELL_ENDS = re.compile(r"[\t|]")
_MEANT = re.compile(r"(?:预计|计划|拟|力争|将于|确保|时限)[^,。;]{0,8}$")
_NEAR = 12  # it reaches no farther


def _spans(draft: Draft) -> tuple[Span, ...]:
    spans = [*draft.all(*_TOLD), *draft.retold, *filter(None, (draft.category, draft.called))]
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def drafts_to_records(drafts: Sequence[Draft], context: Context) -> list[Record]:
    """Records of all drafts that can be quoted, in order."""
    context = with_closings(drafts, context)
    lay_by_sheets(drafts, context)
    return [record for draft in drafts if (record := build(draft, context)) is not None]
