"""What a name says beyond the thing: the protection zone of a water, 原 before a firm's county, a farm among firms.

A zone belongs to its water (conventions in docs/reading.md), and 原 only says that the firm is gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from geoapp.model import PlaceType
from geoapp.places.kinds import (
    AREA,
    CANAL,
    ENTERPRISE,
    FACILITY,
    LAKE,
    MINE,
    MONITORING_SECTION,
    RESERVOIR,
    RIVER,
    SITE,
    WATERS,
)
from geoapp.places.mentions import Mention

_ZONE = re.compile(
    r"(?P<owner>.{1,12}?(?P<kind>水库|湖|河|江|溪))(?:备用|应急)?(?:集中式)?(?:饮用水?)?(?:水?源地?)?(?:一级|二级|准)(?:水源)?保护区"
)
# 某某水源地|二级保护区: the zone of a source is the source; 某湖|保护区, 某水库|保护区 are the water's.
_SOURCE_ZONE = re.compile(r"(?P<owner>.{1,12}?水源地)(?:一级|二级|准)?(?:水源)?保护区")
_OF_WATER = re.compile(r"(?P<owner>.{1,8}?(?P<kind>水库|湖))保护区")
_WORKS_ZONE = re.compile(
    r"(?P<owner>.{2,14}?(?:水厂|供水站))(?:集中式)?(?:饮用水?)?(?:水?源地?)?(?:一级|二级|准)?(?:水源)?保护区"
)
_KINDS = {"水库": RESERVOIR, "湖": LAKE}
_GONE = re.compile(r"原(?=[\u4e00-\u9fff]{1,4}[县市区])")


def without_part(mention: Mention) -> Mention:
    """The mention cut down to what it names; as it is where nothing is to be cut."""
    name = mention.name
    if len(name) != mention.end - mention.start or mention.key is not None:
        return mention
    if mention.type is AREA and not name.endswith("区"):
        return mention
    if mention.type is AREA and (found := _ZONE.fullmatch(name)):
        return _cut(mention, found, _KINDS.get(found["kind"], RIVER))
    if mention.type is AREA and (found := _SOURCE_ZONE.fullmatch(name)):
        return _cut(mention, found, AREA)
    if mention.type is AREA and (found := _OF_WATER.fullmatch(name)):
        return _cut(mention, found, _KINDS[found["kind"]])
    if mention.type is AREA and (found := _WORKS_ZONE.fullmatch(name)):
        return _cut(mention, found, FACILITY)  # 某镇自来水厂|饮用水水源保护区
    if mention.type is ENTERPRISE and _GONE.match(name):
        return mention._replace(start=mention.start + 1, name=name[1:])
    return mention


def _cut(mention: Mention, found: re.Match[str], kind: PlaceType) -> Mention:
    return mention._replace(end=mention.start + found.end("owner"), name=found["owner"], type=kind)


# Where a place's last words say more than the trade that it is found by: a sand yard is a heap with a scale, a works of
# stone a firm, though it may dig; fishing grounds are run like works, woods and markets are places.
_SAND_YARDS = re.compile(r".*(?<![洗制])砂场$")
_OTHER_YARDS = re.compile(r".*(?:[洗制]砂|砂石)场$")
_DITCH = re.compile(r".{2,}[大中新]沟")  # 柳林大沟, 石门新沟 were dug; a 东大沟 has no name before 大
_GROUNDS = re.compile(r".*(?:林场|市场)$")


def type_of(mention: Mention) -> PlaceType:
    """What a place is told to be, where its last words say more than the trade that they are found by."""
    kind, name = mention.type, mention.name
    if kind is ENTERPRISE and _SAND_YARDS.match(name):
        return SITE
    if kind is ENTERPRISE and _OTHER_YARDS.match(name):
        return FACILITY
    if kind in (ENTERPRISE, MINE) and name.endswith("砂石料场"):
        return SITE
    if kind is MINE and name.endswith("石料厂"):
        return ENTERPRISE
    if kind is RIVER and mention.key is None and _DITCH.fullmatch(name):
        return CANAL
    if kind is AREA and name.endswith("渔场"):
        return FACILITY
    if kind in (AREA, FACILITY) and _GROUNDS.match(name):
        return SITE
    return mention.type


# A section that only says where on its river it lies (出境断面, 入江口断面, 桥断面, 国控断面): no name by itself.
_NO_OWN_NAME = re.compile(
    r"(?:[汇流]?[入出汇][\u4e00-\u9fff]{0,4}?[口境界库湖江河海]|[跨省市县区交边国][境界]|[入出进河江溪湖]口|"
    r"大?桥|闸|[坝闸][上下前]|"
    r"[国省市县区][控考]|考核|控制|水质|监测|自动|点位|站|断面)+"
)
_RIVER_OF_SECTION = re.compile(
    r"(?P<river>[\u4e00-\u9fff]{1,4}?[河江溪](?![河江溪湖水港沟渠]))(?:干流|支流)?(?P<section>[\u4e00-\u9fff]{2,}?断面)"
)


def river_and_section(text: str, mention: Mention) -> list[Mention]:
    """青苇河|石坊断面: two places, where the text elsewhere tells of one of them without the other."""
    if mention.type is not MONITORING_SECTION or mention.key is not None:
        return [mention]
    found = _RIVER_OF_SECTION.fullmatch(mention.name)
    if found is None or _NO_OWN_NAME.fullmatch(found["section"]):
        return [mention]
    river, section = found["river"], found["section"]
    if not any(text.count(part) > text.count(mention.name) for part in (river, section)):
        return [mention]
    first, last = mention.start + found.end("river"), mention.start + found.start("section")
    return [mention._replace(end=first, name=river, type=RIVER), mention._replace(start=last, name=section)]


def name_of_section(section: Mention, mentions: Sequence[Mention], told: Callable[[Mention], bool]) -> int:
    """Where the name of a section begins: behind its river where this is where the problem tells of the river
    (青苇河|石坊断面: both are places of the case), else with it, as offices list them. ``told`` is true of a mention
    that the problem says."""
    if section.type is not MONITORING_SECTION or section.key is not None:
        return section.start
    river = next((m for m in mentions if m.end == section.start and m.type in WATERS), None)
    if river is None:
        return section.start
    if not told(section) or _NO_OWN_NAME.fullmatch(section.name):
        return river.start
    elsewhere = any(m.name == river.name and m.start != river.start and told(m) for m in mentions)
    return river.start if elsewhere else section.start
