"""What a name says beyond the thing: the protection zone of a water, 原 before a firm's county, a farm among firms.

A zone belongs to its water (conventions in docs/reading.md), and 原 only says that the firm is gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoapp.model import PlaceType
from geoapp.places.kinds import AREA, ENTERPRISE, FACILITY, LAKE, MONITORING_SECTION, RESERVOIR, RIVER, SITE, WATERS
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


# Sand yards are works with a fence around them, whoever runs them; woods, ponds and markets are places.
_YARDS = re.compile(r".*砂石?场$")
_GROUNDS = re.compile(r".*(?:[林渔]场|市场)$")


def type_of(mention: Mention) -> PlaceType:
    """What a place is told to be, where its last words say more than the trade that they are found by."""
    if mention.type is ENTERPRISE and _YARDS.match(mention.name):
        return FACILITY
    if mention.type in (AREA, FACILITY) and _GROUNDS.match(mention.name):
        return SITE
    return mention.type


def whole_section(mention: Mention, mentions: Sequence[Mention]) -> int:
    """Where the name of a section begins: with the river directly before it (某河某桥断面), as offices list them."""
    if mention.type is not MONITORING_SECTION or mention.key is not None:
        return mention.start
    return next((m.start for m in mentions if m.end == mention.start and m.type in WATERS), mention.start)
