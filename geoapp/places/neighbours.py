"""Where a name begins behind places that have been found already: what of them belongs to it, what parts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from geoapp.places.kinds import (
    AREA,
    BRIDGE,
    ENTERPRISE,
    FACILITY,
    FULL_STEM,
    MINE,
    MONITORING_SECTION,
    OUTLET,
    ROAD,
    SITE,
    TAILINGS_POND,
    TOWNSHIP,
    VILLAGE,
    WATERS,
)
from geoapp.places.lexicon import (
    ALONG_RE,
    AROUND_RE,
    BESIDE,
    BESIDE_WATER_RE,
    DUG_RE,
    EDGE_WORDS,
    FILLS,
    HEAP_OF_RE,
    HEAPS,
    MINERAL_RE,
    MODIFIERS,
    NUMBERED_RE,
    QUANTITY_RE,
    REACH_OF_RE,
    SHORE_RE,
    SHORT_SECTION_RE,
    SIDE_RE,
    STEM_RIVER_RE,
    UNNAMED_BEFORE_RE,
    Ending,
    is_generic,
)
from geoapp.places.mentions import Mention

OF_MANY = frozenset({"小区", "家园", "广场", "湿地"})
# Names that carry their place's name inside them: 桃花江入资江口断面, 赫山区沧水铺镇污水处理厂排口.
_CARRIES_PLACE = frozenset({MONITORING_SECTION, OUTLET})
_NAMED_BY_TOWN = frozenset({FACILITY, MINE, TAILINGS_POND, AREA})
# What a firm's name does not reach into; its county and city belong to the registered name.
_AROUND_FIRMS = frozenset({AREA, TOWNSHIP, VILLAGE, ROAD, SITE})
_DIGGING = frozenset({MINE, ENTERPRISE})
_IN_REACHES = frozenset({FACILITY, OUTLET})
_GONE = frozenset({ENTERPRISE, FACILITY, MINE})
_COUNTIES = ("county", "city")
_ORDER = "一二三四五六七八九十"
_SPOT, _SPOT_ENDS = 4, frozenset("沟冲坳坡岭坪湾塘洞山坑垅坝")


Places = Sequence[Mention]
"""Names already found."""


class Edge(NamedTuple):
    """Where the name starts; ``address`` when an address part stands directly before it (a safe boundary)."""

    start: int
    address: bool


def shore_of(ending: Ending) -> re.Pattern[str]:
    """Where works lie by a water: 某江|南岸|码头; 大湖|南岸湿地 is one place."""
    return SHORE_RE if ending.type is FACILITY else BESIDE_WATER_RE


def beside_water(text: str, start: int, stop: int, places: Places, ending: Ending) -> int:
    """桂江|航道|昭平码头: a name that begins right behind a water begins behind what says where it lies."""
    if any(place.end == start and place.type in WATERS for place in places):
        along = shore_of(ending).match(text, start, stop)
        return along.end() if along is not None and along.end() < stop else start
    return start


def behind_place(text: str, start: int, stop: int, places: Places) -> int:
    """某某矿区|打鼓岭|尾矿库: the few characters behind a place name the pond, though 打鼓 is a verb elsewhere."""
    for place in places:
        stem = text[place.end : stop]
        if (
            place.end < start
            and 2 <= len(stem) <= _SPOT
            and stem.isalpha()
            and stem[-1] in _SPOT_ENDS
            and stem[0] not in EDGE_WORDS
        ):
            return place.end
    return start


def bare(rest: str, ending: Ending) -> bool:
    """冷水镇|铅锌矿区: nothing but words of kind; the address part is its name. Not so for 遗留矿山."""
    if ending.word in HEAPS:
        return HEAP_OF_RE.fullmatch(rest) is not None
    if rest.endswith("级"):
        return False  # 某某镇|镇级|污水处理厂: those of all towns
    return (
        (ending.type in _NAMED_BY_TOWN or ending.word in FILLS)
        and len(rest) >= 2
        and only_kind(rest, ending)
        and UNNAMED_BEFORE_RE.search(rest) is None
        and QUANTITY_RE.match(rest) is None
    )


def only_kind(rest: str, ending: Ending) -> bool:
    """铅锌|矿区, 废弃|矿山; but 大厂|铅锌矿 is a name though 大 and 厂 alone only say of what kind."""
    mines = ending.type in (MINE, TAILINGS_POND)
    own = rest.removeprefix("原")  # 某某村|原大源|萤石矿
    return is_generic(rest, ending.type) and not (mines and len(own) == 2 and own not in MODIFIERS)


class _Gap(NamedTuple):
    """A place that ends before the class word, and what stands between the two."""

    text: str
    edge: Edge
    stop: int
    ending: Ending
    place: Mention
    places: Places

    @property
    def rest(self) -> str:
        return self.text[self.place.end : self.stop]

    @property
    def behind(self) -> Edge:
        """The name begins behind the place."""
        return Edge(self.place.end, True)

    @property
    def grown(self) -> Edge:
        """The name begins with the place's."""
        return Edge(max(self.edge.start, self.place.start), self.edge.address)


def after_places(text: str, edge: Edge, stop: int, ending: Ending, places: Places) -> Edge:
    """Where the name begins after all, that ends in a class word at ``stop`` and was thought to begin at ``edge``."""
    between = [place for place in places if edge.start < place.end <= stop]
    if ending.type is ENTERPRISE:
        ends = [end for place in between if (end := _beside_firm(text, place, stop)) is not None]
        return Edge(max(ends), True) if ends else edge
    for place in sorted(between, key=lambda place: -place.end):
        gap = _Gap(text, edge, stop, ending, place, places)
        found = _parted(gap) or (_carried(gap) if ending.type in _CARRIES_PLACE else _joined(gap))
        if found is not None:
            return found
    return edge


def _parted(gap: _Gap) -> Edge | None:
    """A place, 和, another place; 某某湖|沿岸|堆场."""
    rest, ending, water = gap.rest, gap.ending, gap.place.type in WATERS
    if rest[:1] in tuple("和与及或至到") and len(rest) > 1:
        return Edge(gap.place.end + 1, gap.edge.address)
    if rest[:1] == "段" and rest[1:2] not in tuple("家村庄") and ending.type not in _CARRIES_PLACE:
        return Edge(gap.place.end + 1, True)  # 某某街道|段|翻板闸
    around = AROUND_RE.match(rest) if ending.type is not MONITORING_SECTION else None
    if around is not None:
        # 某某公园旁|排口: an outlet that is called by nothing else
        called = ending.type is OUTLET and around.end() == len(rest) and not water
        return gap.grown if called else Edge(gap.place.end + around.end(), True)
    if water and rest[:1] == "口" and len(rest) > 1 and ending.type not in _CARRIES_PLACE:
        return Edge(gap.place.end + 1, True)  # 灌河口|某某镇
    reach = REACH_OF_RE.match(rest) if water and ending.type in _IN_REACHES else None
    if reach is not None:
        return Edge(gap.place.end + reach.end(), True)
    along = (shore_of(ending) if water and ending.type in FULL_STEM else ALONG_RE).match(rest)
    if water and ending.word.endswith(("自然保护区", "资源保护区")):
        if gap.text[gap.place.end - 1] == "段":
            return gap.behind  # 长江某某段|白鹭洲国家级自然保护区
        own = 0 < gap.place.start - gap.edge.start <= _SPOT  # 何王庙|长江江豚省级自然保护区
        return gap.edge if own else gap.grown  # 长江上游珍稀鱼类国家级自然保护区
    if along is not None and ending.type is not MONITORING_SECTION:
        return Edge(gap.place.end + along.end(), True)  # 某某湖|沿岸|堆场, 某某河|沿线|排口
    return None


def _carried(gap: _Gap) -> Edge | None:
    """Sections and outlets behind a water; any other place belongs to their name (清溪河|石拱桥断面)."""
    if gap.place.level in _COUNTIES and gap.ending.type is MONITORING_SECTION:
        return gap.behind if len(gap.rest) >= gap.ending.stem else None  # 某某旗|八排干入湖口断面
    if gap.place.type not in WATERS:
        return None
    rest = gap.rest
    if gap.ending.type is OUTLET and len(rest) >= 2 and is_generic(rest):
        return gap.behind  # 檀江|生活污水直排口: the river is named, not the outlet
    main = STEM_RIVER_RE.match(rest)  # 某江干流|大河滩断面
    rest = rest[main.end() :] if main else rest
    if _own_section(rest, gap.ending):
        return Edge(gap.stop - len(rest), True)
    seats = [p.end for p in gap.places if p.level in _COUNTIES and gap.edge.start <= p.start < p.end <= gap.place.start]
    return Edge(max(seats), True) if seats else gap.edge  # 某某县|东河入湖口断面


def _joined(gap: _Gap) -> Edge | None:
    """What a place and the words behind it are to each other; None where an earlier place may tell more."""
    text, edge, stop, ending, place, places = gap
    begin, end, kind = place.start, place.end, place.type
    rest, facility = gap.rest, ending.type is FACILITY
    if _grows(gap):
        return gap.grown
    if QUANTITY_RE.match(rest) or (ending.type is SITE and rest and not SIDE_RE.match(rest)):
        return gap.behind  # 某某港区|一处堆场
    if ending.type is BRIDGE and kind in WATERS and text[stop + len(ending.word) :][:1] == "段":
        return gap.behind  # 清溪河|新桥段: a reach of the river, told by the bridge
    if facility and kind in WATERS and text[end - 1] == "段" and end < stop:
        return gap.behind  # 湘江某某段|砂石码头
    if ending.word == "沟" and kind in WATERS:
        return gap.behind  # 某某总干渠|新沟断面
    if _names_on(rest, ending):
        return Edge(begin if kind not in _DIGGING else end, edge.address)
    if kind in _DIGGING and _spot(rest, ending):
        return Edge(end, edge.address)
    settles = place.unit and ending.type in (VILLAGE, TOWNSHIP)  # 鼎城区|灌溪镇
    settles |= place.level in _COUNTIES and ending.type in WATERS  # 某某区|采石河
    settles |= ending.word in OF_MANY and kind is TOWNSHIP  # 某某街道|老旧小区
    if not settles and (SIDE_RE.match(text, end) or only_kind(rest, ending)):
        return _with_place(gap, [other.end for other in places if edge.start < other.end <= begin])
    own = 1 if ending.type in WATERS and len(ending.word) > 1 else max(ending.stem, 1)  # 某某园区|王引河
    return gap.behind if len(rest) >= own else None


def _with_place(gap: _Gap, others: list[int]) -> Edge:
    """Nothing but words of kind between the two: the place names it. ``others`` end before that place."""
    text, edge, stop, ending, place, places = gap
    begin, end = place.start, place.end
    if ending.type is MINE:  # 六巷乡|大桥铅锌矿: the town of the bridge that the mine is called after
        others += [p.end for p in places if p.unit and p.start == begin and p.end < end]
        return Edge(max([begin, *others]), edge.address)
    if ending.type is FACILITY and text.endswith("项目区", begin, stop):
        parks = [p.start for p in places if p.end == begin and p.type is AREA]
        return Edge(min([begin, *parks]), edge.address)  # 某某工业园|某某项目区|污水处理厂
    start = min(begin, max([edge.start, *others]))
    along = shore_of(ending).match(text, start, begin) if start in others else None  # 遂江|流域|南溪电站
    return Edge(along.end() if along is not None else start, edge.address)


def _grows(gap: _Gap) -> bool:
    """The place is the beginning of the name: heaps of a mine, berths of a port, works of a county's seat."""
    rest, ending, end, kind = gap.rest, gap.ending, gap.place.end, gap.place.type
    facility = ending.type is FACILITY
    if kind is MINE and NUMBERED_RE.match(rest):
        return True  # 某某钨矿|2号废石堆场
    if kind is AREA and ending.word == "废渣场" and rest == "固":
        return True  # 某某工业园区|固|废渣场
    if ending.word in HEAPS:
        if kind is MINE and DUG_RE.fullmatch(rest):
            return True  # 某某硫铁矿|废石堆场
        if kind is AREA and rest and (is_generic(rest) or HEAP_OF_RE.fullmatch(rest)):
            return True  # 某某片区|废弃砖厂渣场
        if kind in WATERS and HEAP_OF_RE.fullmatch(rest):
            return True  # 某某江|砷碱渣临时|渣库
    if ending.word in FILLS and kind is AREA and is_generic(rest):
        return True  # 某某蓄洪区|秸秆|收储点
    if ending.word in ("旧址", "原址") and kind in _GONE and not rest:
        return gap.text[gap.stop + 2 : gap.stop + 3] not in tuple("矸渣废尾堆")  # 某某氮肥厂|旧址
    if ending.type is BRIDGE and kind in WATERS and rest in _ORDER:
        return rest != ""  # 资江|一桥
    if kind is FACILITY and NUMBERED_RE.fullmatch(rest):
        return True  # 安阜作业区|2号泊位
    if facility and len(rest) == 1 and kind in WATERS and rest not in BESIDE:
        return True  # 合江|套|电站
    return gap.place.unit and facility and side_of_seat(gap.text, end)


def side_of_seat(text: str, end: int) -> bool:
    """某某县|城东污水处理厂: the side is one of the county's seat, so the county belongs to the name."""
    return (
        text[end - 1] == "县" and text[end : end + 1] == "城" and text[end + 1 : end + 2] in tuple("东西南北生污垃第")
    )


def _names_on(rest: str, ending: Ending) -> bool:
    """清溪|哨磷|矿区: one character behind a water's name, and a mineral, are the rest of a village's name."""
    return ending.type is MINE and MINERAL_RE.fullmatch(rest) is not None


def _spot(rest: str, ending: Ending) -> bool:
    """宏安金矿|小河沟|尾矿库: a gully has a name of its own, though made of words of kind."""
    if ending.word == "沟":
        return len(rest) >= 1
    return ending.type is TAILINGS_POND and len(rest) >= 2 and rest[-1] in "沟冲坳坡岭坪湾塘洞山"


def _beside_firm(text: str, place: Mention, stop: int) -> int | None:
    """Where a firm's name may begin behind a place: 某某片区|宏达公司; 清溪河某某段|砂场; 东河沿岸|养殖场.

    None where the place is part of the name: 清溪河砂场, and 清溪 in 清溪河纸业公司 is no river.
    """
    if place.type is ENTERPRISE and place.name.endswith("公司"):
        rest = text[place.end : stop]  # 云岭矿业有限公司|青坪选矿厂: works with a name of their own
        return place.end if len(rest) >= 2 and not is_generic(rest) else None
    if place.type in _AROUND_FIRMS:
        return place.end if place.end < stop or place.type is ROAD else None
    if place.type not in WATERS:
        return None
    along = BESIDE_WATER_RE.match(text, place.end, stop) or REACH_OF_RE.match(text, place.end, stop)
    if along is not None:
        return along.end()
    return place.end if text[place.end - 1] == "段" else None


def _own_section(rest: str, ending: Ending) -> bool:
    """清溪河|廖家堰断面: the section has a name of its own; 清溪河入江口断面, 清溪河国控断面 have not."""
    if len(rest) < 2 or SIDE_RE.match(rest):
        return False
    return not is_generic(rest, ending.type) or SHORT_SECTION_RE.fullmatch(rest) is not None
