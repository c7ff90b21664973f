"""In which county a problem lies: by its column, its notice, its own words, or who looked into it."""

from __future__ import annotations

import re

from geoapp.cases.context import Context
from geoapp.cases.counties import usual_name
from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.source import Span
from geoapp.model import AdministrativeUnit, Genre, Quote

_GOVERNMENT = re.compile(r"\s*[\u4e00-\u9fff]{1,10}[县市区旗](?:(?:党)?委[、和,]?)?(?:[县市区旗])?(?:人民)?政府\s*")


def _governments(draft: Draft, folded: str) -> list[Span]:
    """责任单位：某某县人民政府 and nobody else: where the problem names no county, it is that one's."""
    units = draft.all(Field.RESPONSIBLE, Field.LEAD_UNIT)
    return [span for span in units if _GOVERNMENT.fullmatch(folded[slice(*span)])]


def counties_of(
    draft: Draft, context: Context, problem: Span, quotes: dict[str, Quote]
) -> tuple[str | None, tuple[str, ...]]:
    """County by column, else the issuer's own, else the problem's words, else a heading or an earlier sentence."""
    find, folded, within = context.finder.counties, context.source.folded, context.area.code
    column = draft.all(Field.COUNTY)
    own = _own_county(context, problem)
    titled = [] if own else _titled_county(draft, context)
    hints = [] if own else draft.county_hints
    for spans in (
        column,
        titled,
        [] if own else draft.all(Field.LOCATION),
        [] if own else [problem],
        [] if own else _governments(draft, folded),
        hints,
    ):
        for span in spans:
            named = list(find(folded, span, within))
            if spans is hints and len({unit.parent for unit in named}) > 1 and not _opens_with_one(context, span):
                continue  # a province's own problem, whose report names some of its counties
            if named:
                quotes.setdefault("county", Quote.of(context.source.text, *context.source.trim(span)))
                words = folded[slice(*span)]
                names = tuple(usual_name(unit, words) for unit in named)
                if spans is column and _ZONE_CELL.fullmatch(words.strip()) and names[0] not in words:
                    names = (context.source.said(span),)  # 通州湾示范区 begins like 通州区, and is another
                return names[0], names
    if column and own is None and _NOT_ONE.match(folded, *context.source.trim(column[0])):
        return None, ()
    zone = None if own else _zone(context, problem)
    if zone is not None and not column:
        quotes.setdefault("county", Quote.of(context.source.text, *zone))
        name = context.source.said(zone)
        return name, (name,)
    for hint in () if own or column else draft.county_hints:
        if zone_ahead := _ZONE_AHEAD.match(context.source.folded, *hint):
            return zone_ahead["name"], (zone_ahead["name"],)
    zoned = bool(column) and re.search(_ZONES, folded[slice(*column[0])]) is not None
    if column and (own is None or zoned):
        lying = None if zoned else context.finder.county_of_township(folded, column[0], within)
        if words := usual_name(lying) if lying else context.source.said(column[0]):
            return words, (words,)
    if own is None:
        lying = context.finder.county_of_township(folded, problem, within) or _county_acting(draft, context)
        lying = lying or _side_of_county(context, problem)
        return (usual_name(lying), (usual_name(lying),)) if lying else (None, ())
    others = [usual_name(unit) for unit in find(folded, problem, within) if unit.code != own.code]
    return usual_name(own), (usual_name(own), *others)


_OPENING_WORDS = 12


def _opens_with_one(context: Context, span: Span) -> bool:
    """甲县：…: a stretch is that county's, whatever others it goes on to name."""
    start = context.source.trim(span)[0]
    found = context.finder.find(context.source.folded, (start, min(span[1], start + _OPENING_WORDS)), context.area.code)
    return any(named.unit.level == "county" for named in found)


def _own_county(context: Context, problem: Span) -> AdministrativeUnit | None:
    """The issuer's county; where that is only a guess, not for a problem that opens with another one."""
    own = context.area.county
    named = context.area.guessed and context.finder.counties(context.source.folded, problem, context.area.code)
    return None if named and own is not None and named[0].code != own.code else own


def _county_acting(draft: Draft, context: Context) -> AdministrativeUnit | None:
    """A problem that names no county lies in the only one that looked into it or puts it right."""
    told = draft.all(Field.FINDINGS, Field.RECTIFICATION)
    folded = context.source.folded
    found = [n for span in told for n in context.finder.find(folded, span, context.area.code)]
    named = [n for n in found if n.unit.level == "county"]
    if len({n.unit.code for n in named}) != 1:
        return None
    looked_into = context.genre is Genre.PETITION_LIST
    acts = looked_into or any(folded[n.span[0] - 1 : n.span[0]] in _PHRASE_BEGINS for n in named)
    return named[0].unit if acts else None


_PHRASE_BEGINS = frozenset(",。;:\n 、")  # 某区计划改造管网, not 位于某区


def _side_of_county(context: Context, problem: Span) -> AdministrativeUnit | None:
    """甲西区某厂: a quarter that is called by a county of the city (甲区) and by where in it that lies."""
    side = _SIDE.match(context.source.folded, *context.source.trim(problem))
    units, within = context.finder.units, context.area.code
    if side is None or within is None:
        return None
    named = [unit for end in "区县市" for unit in units.named(side["stem"] + end, within=within)]
    inside = [unit for unit in named if unit.level == "county" and units.is_within(unit.code, within)]
    return inside[0] if len(inside) == 1 else None


_SIDE = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,3})[东西南北]区")


def _titled_county(draft: Draft, context: Context) -> list[Span]:
    """案例二：某某区某湖治理不力: a case's title opens with its county; its story may name others."""
    if draft.category is None or context.genre is not Genre.OTHER:
        return []
    opened = _COUNTY_AHEAD.match(context.source.folded, *draft.category)
    found = list(context.finder.counties(context.source.folded, opened.span(), context.area.code)) if opened else []
    return [opened.span()] if opened and len(found) == 1 else []


# 各县（市、区）, 全市, 市直有关部门: no county
_NOT_ONE = re.compile(r"各|全[省市州]|[省市州]本级|[省市州]直|[省市州]级|有关|相关")
_COUNTY_AHEAD = re.compile(r"[\u4e00-\u9fff]{1,7}?[县区市旗](?![、和与及场域])")
_ZONES = "经济技术开发区|高新技术产业开发区|经济开发区|经开区|高新区|新区|管理区|示范区|开发区"
_ZONE_NAME = rf"[\u4e00-\u9fff]{{2,3}}?(?:{_ZONES})(?!管委会)"
_ZONE = re.compile(_ZONE_NAME)
_ZONE_CELL = re.compile(rf"[\u4e00-\u9fff]{{2,8}}(?:{_ZONES})")
# 高新区：1.…；2.…
_ZONE_AHEAD = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{0,4}}?(?:{_ZONES}))\s*:")
_ZONE_LATER = re.compile(rf"(?<=[,;:。\n]){_ZONE_NAME}")


_OPENING = 40


def _zone(context: Context, problem: Span) -> Span | None:
    """A special district that no unit table lists, where the problem opens with it: its city's name and its kind."""
    start, end = context.source.trim(problem)
    opened = _ZONE.match(context.source.folded, start, end) or _ZONE_LATER.search(
        context.source.folded, start, min(end, start + _OPENING)
    )
    city = context.area.city
    if opened is None or city is None:
        return None
    return opened.span()
