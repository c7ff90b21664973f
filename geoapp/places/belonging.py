"""Whether what a class word ends is only a part, a yard or a farm of a place that stands before it, with no name of
its own: 某某公司|雨水|排口, 某某村|养鸡场."""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.model import PlaceType
from geoapp.places import lexicon
from geoapp.places.kinds import (
    AREA,
    BRIDGE,
    ENTERPRISE,
    FACILITY,
    MINE,
    OPEN_WATERS,
    OUTLET,
    RESERVOIR,
    SITE,
    TAILINGS_POND,
    TOWNSHIP,
    VILLAGE,
)
from geoapp.places.lexicon import Ending
from geoapp.places.mentions import Mention

_KEPT = frozenset({FACILITY, SITE, ENTERPRISE})
_OWNERS = frozenset({ENTERPRISE, FACILITY})
_DUG_IN = frozenset({MINE, VILLAGE})
_LOCAL = ("township", "village")
_SETTLED = ("township", "village", "county", "city")
_PLANT = 2  # characters between a firm and its plant: 某某有限公司|煤|气站
_GONE = frozenset({"旧址", "原址"})
_REGISTERED = ("公司", "合作社")


def _words_of(kind: PlaceType) -> frozenset[str]:
    return frozenset(ending.word for ending in lexicon.ENDINGS if ending.type is kind)


_TRADES = frozenset(word for word in _words_of(ENTERPRISE) if not word.endswith(_REGISTERED))
_OF_OWNERS = (_words_of(OUTLET) - {"排江口"}) | _words_of(MINE) | lexicon.OWN_YARDS
_OF_WATERS = _words_of(OUTLET) | {"大堤"}
_OF_VILLAGES = _TRADES | lexicon.TRADE_WORKS
# All that the rules below speak of: most class words are none of these.
_BELONGING = (
    _OF_OWNERS | _OF_WATERS | _OF_VILLAGES | _GONE | lexicon.OWN_PLANT | lexicon.PITS | lexicon.HEAPS | lexicon.DUMPS
)


def belongs(text: str, stop: int, ending: Ending, before: Sequence[Mention]) -> bool:
    """新联村|养鸡场, 新联村|垃圾|堆放点: a farm or a dump in the village, without a name. The class word begins at
    ``stop``, ``before`` are the names found so far."""
    if not before:
        return False
    if text.startswith("渗滤液", stop - 3) and any(m.end == stop - 3 and m.type in _KEPT for m in before):
        return True  # 某某填埋场|渗滤液|处理站
    if ending.word not in _BELONGING:
        return False
    return (
        _of_firm(text, stop, ending, before)
        or _of_water(text, stop, ending, before)
        or _of_pit(text, stop, ending, before)
        or _of_village(text, stop, ending, before)
    )


def _of_firm(text: str, stop: int, ending: Ending, before: Sequence[Mention]) -> bool:
    if ending.word in _TRADES and any(m.end == stop and m.type is ENTERPRISE for m in before):
        return True  # 某某有限公司|煤场
    if ending.word in lexicon.OWN_PLANT and _has_own_plant(text, stop, before):
        return True  # 某某煤矿|矿井水|处理站
    if ending.word not in _OF_OWNERS:
        return False
    owners = [m for m in before if m.type in _OWNERS and m.named and m.end <= stop]
    if ending.type is MINE:
        owners = [m for m in owners if m.name.endswith("公司")]  # a works' own quarry has its name
    # 某某公司|雨水|排口, 某某污水处理厂|入河|排污口, 某某公司|石灰石|矿
    return any(m.end == stop or lexicon.is_generic(text[m.end : stop]) for m in owners)


def _has_own_plant(text: str, stop: int, before: Sequence[Mention]) -> bool:
    if any(m.type is ENTERPRISE and 0 <= stop - m.end <= _PLANT for m in before):
        return True
    return any(m.type is MINE and m.end <= stop and lexicon.is_generic(text[m.end : stop]) for m in before)


def _of_water(text: str, stop: int, ending: Ending, before: Sequence[Mention]) -> bool:
    """某某河|溢流口, 某某江|大堤: the river's."""
    if ending.word not in _OF_WATERS:
        return False
    return any(m.end == stop and m.type in OPEN_WATERS and text[m.start - 1 : m.start] != "入" for m in before)


def _of_pit(text: str, stop: int, ending: Ending, before: Sequence[Mention]) -> bool:
    if ending.word in lexicon.PITS and any(m.end == stop and m.type in _DUG_IN for m in before):
        return True  # 某某锰矿|矿坑
    heaped = ending.word in _GONE and text.startswith(("矸", "渣", "废", "尾", "堆"), stop + len(ending.word))
    return heaped and any(m.end == stop for m in before)  # 某某煤矿|旧址|矸石堆


def _of_village(text: str, stop: int, ending: Ending, before: Sequence[Mention]) -> bool:
    word, trade = ending.word, ending.word in _TRADES
    if trade and any(m.type is TOWNSHIP and _directly_in(text, m, stop) for m in before):
        return True  # 平岗街道|洗砂场
    if word in _OF_VILLAGES:
        farm = trade and word.endswith("场")  # 某某片区|奶牛场
        around = (m for m in before if m.end <= stop and (m.level in _LOCAL or (farm and m.type is AREA)))
        if any(lexicon.is_generic(text[m.end : stop]) for m in around):
            return True  # 某某村|五金|厂
    if word in lexicon.FARMS:
        return any(m.end == stop and (m.level in _SETTLED or m.type is AREA) for m in before)
    villages = [m for m in before if m.type is VILLAGE and m.end <= stop]
    if word in lexicon.HEAPS and any(lexicon.HEAP_OF_RE.fullmatch(text, m.end, stop) for m in villages):
        return True  # 江边村|锰渣|堆场
    return word in lexicon.DUMPS and any(m.level and lexicon.is_generic(text[m.end : stop]) for m in villages)


def _directly_in(text: str, place: Mention, stop: int) -> bool:
    return place.end <= stop and not text[place.end : stop].strip("内的")


def is_part_named_before(ending: Ending, first: int, stop: int, before: Sequence[Mention]) -> bool:
    """东河|石河段, 红旗水库|大坝, 东湖|湖体: a reach, the dam or the body of the water that has been named."""
    if ending.word == "河段" and any(m.end == first and m.type in OPEN_WATERS for m in before):
        return True
    whole = _WHOLES.get(ending.word)
    if whole is not None and any(m.end == stop and m.type is whole for m in before):
        return True
    if ending.word in _DITCHES and any(m.end == stop and m.type in _DITCHED for m in before):
        return True  # 某某尾矿库|截洪沟, 某某填埋场|排洪沟
    said_twice = ending.type in _NAMED_ONCE and ending.word not in ("支流", "故道")
    return said_twice and any(m.end == stop and m.type is ending.type for m in before)


_DITCHES = frozenset({"截洪沟", "排洪沟", "排水沟", "排洪渠", "排水渠", "截排水沟"})
_DITCHED = _KEPT | {MINE, TAILINGS_POND}
_NAMED_ONCE = OPEN_WATERS | {BRIDGE}
_WHOLES = {
    "自然村": VILLAGE,
    "矿区": MINE,  # 金坪石膏矿|矿区
    "园区": AREA,  # 某某工业园|园区
    "工地": SITE,  # 某某小区|工地
    "大坝": RESERVOIR,
    **dict.fromkeys(lexicon.PARTS, AREA),
}
