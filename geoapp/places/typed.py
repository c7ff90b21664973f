"""Names told by their class word (…河, …厂, …村)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from geoapp.model import PlaceType, UnitTable
from geoapp.places import lexicon, words
from geoapp.places.boundaries import MAX_STEM, Stretch, left_edge
from geoapp.places.listing import BARE_AREAS, QUARTERS
from geoapp.places.mentions import Mention
from geoapp.places.nameless import NamelessThings
from geoapp.places.neighbours import Edge, Taken

_WATER = _NATURAL = frozenset({PlaceType.RIVER, PlaceType.LAKE, PlaceType.CANAL})
_FULL_STEM = frozenset({PlaceType.ENTERPRISE, PlaceType.FACILITY, PlaceType.SITE, PlaceType.OUTLET})
_BARE = _NATURAL | {PlaceType.BRIDGE, PlaceType.RESERVOIR}
_LONGER = _BARE | {PlaceType.SITE, PlaceType.AREA, PlaceType.MINE, PlaceType.FACILITY}
_LONG_PREFIX = 3
_PLANT = 2  # characters between a firm and its plant: 某某有限公司|煤|气站
_LOCAL = ("township", "village")
_KEPT = frozenset({PlaceType.FACILITY, PlaceType.SITE, PlaceType.ENTERPRISE})
_OWNERS = frozenset({PlaceType.ENTERPRISE, PlaceType.FACILITY})
_SETTLED = ("township", "village", "county", "city")
_NEAR = 120
"""No name reaches farther back than this, and nothing that ends before it tells where one begins."""
_CALLED_AFTER_TOWNS = frozenset({PlaceType.RESERVOIR, PlaceType.AREA, PlaceType.FACILITY, PlaceType.MINE})
_LONGEST_STEM = 4
_LONGEST_UNIT = 6
_OWN_NAME = 4  # characters between a county and the trade in a firm's name
_PLAIN_WORKS = 3
_PARTICLES, _SHORTEST = "向从对沿到在由与和至往致", 3
_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class TypedNames:
    """Looks for names by their class words in one folded text.

    ``is_unit_stem`` tells short names of units (桃江) from waters, ``reach`` widens a river's name by its reach.
    """

    text: str
    units: UnitTable
    is_unit_stem: Callable[[str, PlaceType], bool]
    reach: Callable[[Mention], Mention]

    def find(self, start: int, end: int, known: list[Mention]) -> Iterator[Mention]:
        marked = sorted(self._marked(start, end, known), key=lambda m: m.start)
        yield from marked
        taken = {(m.start, m.end) for m in known}
        named: list[Mention] = []
        nameless = NamelessThings(self.text, self.units)
        done = start
        for stop, ending in lexicon.endings_in(self.text, start, end):
            last = stop + len(ending.word)
            if last <= done:
                continue
            if lexicon.broken_off(ending.word, self.text, last) and not self._stands(ending, stop, last, known):
                continue
            if ending.type in _LONGER and lexicon.TAIL_RE.match(self.text, last, end):
                continue
            if ending.word == "片区" and lexicon.SERVED_RE.search(self.text, max(start, stop - 4), stop):
                continue
            near = _near(known, stop, last)
            if any(m.level and m.start < last < m.end for m in near):
                continue  # 堆沟|港镇
            done = last
            branch = lexicon.BRANCH_RE.match(self.text, last, end) if "公司" in ending.word else None
            near = [*near, *_near(marked, stop, last), *_near(named, stop, last)]
            mention = (
                self._of_village(ending, stop, near)
                or self._quoted(ending, stop, start)
                or self._named(ending, stop, start, near)
                or nameless.find(ending, stop, start, near)
            )
            if mention is not None and self.text.startswith("取水口)", last) and self.text[mention.start - 1] == "(":
                done = last + len("取水口")  # 某某湖(某某水厂取水口): the intake says where
                mention = replace(mention, end=done, name=self.text[mention.start : done])
            if mention is not None and branch is not None and mention.named:
                done = branch.end()
                mention = replace(mention, end=done, name=self.text[mention.start : done])
            if mention is not None and (mention.start, mention.end) not in taken:
                named.append(self.reach(mention))
                yield named[-1]

    def _stands(self, ending: lexicon.Ending, stop: int, last: int, known: list[Mention]) -> bool:
        """A water's class word that seems to run on ends a name all the same: 道水|某某县, 横岭湖|区某某县."""
        if lexicon.receives(self.text, stop, last):
            return True
        if ending.word == "水":
            return any(m.start == last and m.level for m in _near(known, last, last + 1))
        if ending.word != "湖" or self.text[last : last + 1] != "区" or self.text[last + 1 : last + 2] == "域":
            return False
        return not any(self.units.named(self.text[first : last + 1]) for first in range(max(0, last - 4), stop))

    def _at_mouth(self, first: int, last: int) -> bool:
        """三江|口, 濠河|口: a spot at a mouth, unless something flows there or the river is told elsewhere."""
        if self.text[last : last + 1] != "口" or "入" in self.text[max(0, first - 8) : first]:
            return False
        name = self.text[first:last]
        return self.text.count(name) == self.text.count(f"{name}口")

    def _marked(self, start: int, end: int, known: list[Mention]) -> Iterator[Mention]:
        """Names without a class word: road codes, and spots (某某冲) between an address part and a nameless thing."""
        for match in lexicon.IN_QUOTES_RE.finditer(self.text, start, end):
            if lexicon.SHOP_RE.search(match.group(1)) and not lexicon.is_generic(match.group(1)):
                yield Mention(match.start(1), match.end(1), match.group(1), PlaceType.ENTERPRISE)
        if lexicon.ROAD_HINT_RE.search(self.text, start, end):
            for match in lexicon.ROAD_CODE_RE.finditer(self.text, start, end):
                yield Mention(match.start(), match.end(), match.group(), PlaceType.ROAD)
        surrounded = self.text.find("周边", start, end) >= 0
        for match in lexicon.SURROUNDED_RE.finditer(self.text, start, end) if surrounded else ():
            if self._unit_before(match.start(), start) is not None and self._proper(match.start(), match.end()):
                yield Mention(match.start(), match.end(), match.group(), PlaceType.AREA)
        bracketed = self.text.find("(", start, end) >= 0
        for match in lexicon.BRACKETED_SITE_RE.finditer(self.text, start, end) if bracketed else ():
            if not lexicon.is_generic(match["name"]):
                yield Mention(match.start("name"), match.end("name"), match["name"], PlaceType.SITE)
        ends = [m.end for m in known if m.level in _LOCAL]
        ends += [m.end() for m in lexicon.LOCAL_END_RE.finditer(self.text, start, end)]
        for first in dict.fromkeys(ends):
            spot = lexicon.SPOT_RE.match(self.text, first, min(end, first + 12))
            if spot is not None and self._proper(first, spot.end()):
                yield Mention(first, spot.end(), spot.group(), PlaceType.SITE)

    def _named(self, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Mention | None:
        places = [Taken(m.start, m.end, m.type, m.level != "") for m in before]
        stretch = Stretch(self.text, stop, lowest, ending, words.with_units(self.units), places)
        if stretch.ends_inside_word() or stretch.common_noun():
            return None
        edge = left_edge(stretch, places)
        edge = self._settled_edge(edge, ending, stop, lowest, before)
        stem = self.text[edge.start : stop]
        last = stop + len(ending.word)
        if self._ordinary(edge.start, last, ending.type) or lexicon.is_some_of_many(self.text, edge.start, last):
            return None
        if ending.type in lexicon.UNNAMED_TYPES and lexicon.UNNAMED_BEFORE_RE.search(stem):
            return None
        if ending.type is PlaceType.MONITORING_SECTION and "断面" in stem:
            return None  # 枫树湾断面|水质自动站: the section has been named
        if self._only_there(ending, stop, before):
            return None
        if "水源" in self.text[stop - 4 : last] and ending.word.endswith("保护区") and self._of_water(stop, before):
            return None  # 龟石水库|饮用水水源保护区: the reservoir has been named
        if _is_part_named_before(ending, edge.start, stop, before):
            return None
        if ending.type in lexicon.OF_LISTED_TOWNS and self._of_listed_towns(edge.start, stop, before):
            return None
        if ending.type in _NATURAL and self._at_mouth(edge.start, last):
            return None
        if ending.type in _NATURAL and any(
            m.start == edge.start and m.end < stop and m.level == "township" for m in before
        ):
            return None  # 靖港镇|靖港: too little is left behind the town
        if self._no_stem(stretch, stem, ending) or self._counts_those(edge.start, stem, ending, before):
            return None
        counted = ending.type in lexicon.UNNAMED_TYPES or ending.word in lexicon.NUMBERED_WORKS
        numbered = counted and lexicon.NUMBERED_RE.fullmatch(stem)
        if not max(ending.stem, 1) <= len(stem) <= MAX_STEM.get(ending.type, 8):
            return None
        if not (numbered or self._known_by(ending, edge.start, stop, before)) and self._says_only_kind(
            stretch, stem, ending
        ):
            return None
        grown = any(m.start == edge.start for m in before)
        if ending.type in _FULL_STEM and not grown and not self._proper(edge.start, stop):
            return None
        if self.text[edge.start - 1 : edge.start] == "某":
            return None
        if self.is_unit_stem(self.text[edge.start : last], ending.type) and not (
            (ending.type is PlaceType.LAKE and lexicon.AS_WATER_RE.match(self.text, last))
            or lexicon.TOLD_AS_WATER_RE.match(self.text, last)
        ):
            return None
        same = next((m for m in before if m.end == last and m.start > edge.start), None)
        extends = same is not None and same.name in BARE_AREAS  # 某某|经开区: the bare word is nobody's name
        unknown = same is not None and same.level != "" and not self.units.counties_of_town(same.name)
        extends |= edge.address and unknown and same is not None and same.start - edge.start <= 2
        if same is not None and not extends:
            return None  # a known name ends here too, and nothing proves that ours begins earlier
        level = ending.type.value if ending.type in (PlaceType.VILLAGE, PlaceType.TOWNSHIP) else ""
        return Mention(edge.start, last, self.text[edge.start : last], _kind_of(ending, stem), level=level)

    def _of_listed_towns(self, first: int, stop: int, before: list[Mention]) -> bool:
        """甲乡、乙镇|煤矿: the mines of both towns, and none of them is called so."""
        towns = [m for m in before if m.type is PlaceType.TOWNSHIP]
        last = next((m for m in towns if m.start == first and m.end <= stop), None)
        listed = last is not None and any(m.end == first - 1 and self.text[m.end] in "、和与及" for m in towns)
        return last is not None and listed and lexicon.is_generic(self.text[last.end : stop])

    def _counts_those(self, first: int, stem: str, ending: lexicon.Ending, before: list[Mention]) -> bool:
        """甲镇、乙镇、丙镇|三镇, 甲村、乙村|两个村: how many have been named."""
        if ending.type not in (PlaceType.TOWNSHIP, PlaceType.VILLAGE) or not lexicon.HOW_MANY_RE.fullmatch(stem):
            return False
        return any(m.end in (first, first - 1) and m.type is ending.type for m in before)

    def _behind_particle(self, first: int, last: int, kind: PlaceType) -> int:
        """正在向|东响水河, 清苑段|北邓村: the first character is no part of the name, as the text shows elsewhere."""
        head, rest = self.text[first], self.text[first + 1 : last]
        if (
            head == "段"
            and rest[0] not in "家村庄"
            and kind is not PlaceType.VILLAGE
            and self.text[first - 1].isalpha()
        ):
            return first + 1  # 某某新城段|某某修造厂
        if head == "段" and kind is PlaceType.VILLAGE and self.units.named(self.text[first - 2 : first]):
            return first + 1
        shortest = 2 if head in "在对致" else _SHORTEST
        if head not in _PARTICLES or len(rest) < shortest or kind not in _NATURAL:
            return first
        if head == "对" and self.text[first - 1 : first] in tuple("是,，。；;、:："):
            return first + 1  # 二是对|四湖总干渠
        at = self.text.find(rest)
        while at >= 0:
            if self.text[at - 1 : at] != head:
                return first + 1
            at = self.text.find(rest, at + 1)
        return first

    def _settled_edge(self, edge: Edge, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Edge:
        """Where the name begins after all: what firms, reserves, towns and banks move it by."""
        edge = edge if ending.type is not PlaceType.ENTERPRISE else self._registered(edge, ending, stop, lowest)
        if ending.word.endswith(("自然保护区", "资源保护区")) and (
            stream := lexicon.STREAM_RE.search(self.text, lowest, edge.start)
        ):
            rivers = (m.start for m in before if m.end == stream.start() and m.type in _WATER)
            edge = Edge(next(rivers, edge.start), edge.address)  # 长江上游|珍稀特有鱼类国家级自然保护区
        if self.text.endswith("资源保护区", 0, stop + len(ending.word)):
            rivers = (m.start for m in before if m.end == edge.start and m.type in _WATER)
            edge = Edge(next(rivers, edge.start), edge.address)  # 锦江河|鱼类种质资源保护区
        start = self._behind_particle(edge.start, stop + len(ending.word), ending.type)
        mouth = self.text[start : start + 1] == "口" and any(m.end == start and m.type in _WATER for m in before)
        if mouth and start + 1 < stop and ending.type is not PlaceType.MONITORING_SECTION:
            return Edge(start + 1, True)  # 灌河口|某某镇
        start = self._from_town(start, stop, lowest, ending)
        if start != edge.start:
            edge = Edge(start, edge.address)
        if ending.type in _NATURAL and (into := self.text.rfind("入", edge.start + 1, stop)) > 0:
            edge = Edge(into + 1, True)  # 枉水入|沅江
        if ending.type in _FULL_STEM and (beside := lexicon.ALONGSIDE_RE.match(self.text, edge.start, stop)):
            edge = Edge(beside.end(), True)
        return edge

    def _from_town(self, first: int, stop: int, lowest: int, ending: lexicon.Ending) -> int:
        """六都寨|水库, 大市|循环经济产业园: a town has this name, though 都 ends and 市 closes others."""
        firm = ending.type is PlaceType.ENTERPRISE and self.text[first - 1 : first] == "市"
        if not (firm or ending.type in _CALLED_AFTER_TOWNS) or stop <= first or first <= lowest:
            return first
        cut = self.text[first - 1] in "都市处家和与及"
        for begin in range(max(lowest, first - 3), first):
            for end in {first} if firm else {stop, first} if cut else {stop}:
                if 2 <= end - begin <= _LONGEST_STEM and self._is_town_stem(begin, end):
                    return begin
        return first

    def _is_town_stem(self, begin: int, end: int) -> bool:
        """The characters are a town's name without 镇, and neither end a longer unit's nor follow half a word."""
        stem = self.text[begin:end]
        opens = not self.text[begin - 1 : begin].isalpha()
        if self.units.named(stem) or stem[0] in "城县" or (lexicon.is_generic(stem) and not opens):
            return False
        if any(self.units.named(self.text[start:end]) for start in range(max(0, begin - 2), begin)):
            return False
        return any(self.units.counties_of_town(stem + word) for word in ("镇", "乡"))

    def _known_by(self, ending: lexicon.Ending, first: int, stop: int, before: list[Mention]) -> bool:
        """排市镇|污水处理厂, 富水河|排市|断面: a town's works, a river's section, though 排, 市 are words of kind."""
        if ending.type is PlaceType.FACILITY:
            return any(m.end == stop and m.level == "township" for m in before)
        if ending.type in (PlaceType.TAILINGS_POND, PlaceType.MINE):  # 某某矿区|新塘|尾矿库, 大厂镇|大厂|矿区
            stem = self.text[first:stop].removeprefix("原")
            return len(stem) == 2 and stem not in lexicon.MODIFIERS and any(m.end == first for m in before)
        short = lexicon.SHORT_SECTION_RE.fullmatch(self.text, first, stop)
        river = any(m.end == first and m.type in _WATER for m in before)
        return ending.type is PlaceType.MONITORING_SECTION and river and short is not None

    def _of_water(self, stop: int, before: list[Mention]) -> bool:
        waters = [m.end for m in before if m.type in _WATER | {PlaceType.RESERVOIR} and m.end <= stop]
        return any(lexicon.is_generic(self.text[end:stop]) for end in waters)

    def _registered(self, edge: Edge, ending: lexicon.Ending, stop: int, lowest: int) -> Edge:
        """某某县|红旗砖厂, 某某县|新大成|矿业有限公司: the registered name begins with the county or city."""
        if not ending.word.endswith(("厂", "场", "公司", "合作社")):
            return edge
        head = self.text[edge.start : edge.start + 1] in ("县", "市", "区")
        if head and self._unit_before(edge.start + 1, lowest) is None:
            own = self.text[edge.start + 1 : stop]  # 被县|鑫源建材厂; 县化肥厂
            return edge if lexicon.is_generic(own) or len(own) < _OWN_NAME else Edge(edge.start + 1, True)
        if any(u.level == "province" for n in (2, 3) for u in self.units.named(self.text[edge.start : edge.start + n])):
            return edge  # 某某市|湖南某某有限公司
        trade = ending.word.endswith("公司") and lexicon.TRADE_RE.fullmatch(self.text, edge.start, stop)
        for last in range(edge.start, max(lowest, edge.start - _OWN_NAME * bool(trade)) - 1, -1):
            begin = self._unit_before(last, lowest)
            if begin is not None:
                return Edge(begin, edge.address)
        return edge

    def _unit_before(self, last: int, lowest: int) -> int | None:
        """Where the county or city begins that ends at ``last``: also one that has become a city since (某某县)."""
        if self.text[last - 1 : last] not in ("县", "市", "区") or lexicon.AREA_NAME_RE.search(self.text, lowest, last):
            return None
        for begin in range(max(lowest, last - _LONGEST_UNIT), last - 1):
            names = (self.text[begin:last], self.text[begin : last - 1])
            if any(u.level in ("county", "city") for name in names if len(name) > 1 for u in self.units.named(name)):
                return begin
        return None

    def _only_there(self, ending: lexicon.Ending, stop: int, before: list[Mention]) -> bool:
        """新联村|养鸡场, 新联村|垃圾|堆放点: a farm or a dump in the village, without a name."""
        if not before:
            return False
        if ending.type is PlaceType.ENTERPRISE and not ending.word.endswith(("公司", "合作社")):
            if any(m.end == stop and m.type is PlaceType.ENTERPRISE for m in before):
                return True  # 某某有限公司|煤场
            towns = (m for m in before if m.type is PlaceType.TOWNSHIP and not self.text[m.end : stop].strip("内的"))
            if any(m.end <= stop for m in towns):
                return True  # 平岗街道|洗砂场
        firms = (m for m in before if m.type is PlaceType.ENTERPRISE and 0 <= stop - m.end <= _PLANT)
        mines = (m for m in before if m.type is PlaceType.MINE and m.end <= stop)
        own = any(firms) or any(lexicon.is_generic(self.text[m.end : stop]) for m in mines)
        if ending.word in lexicon.OWN_PLANT and own:
            return True  # 某某煤矿|矿井水|处理站
        if ending.type is PlaceType.OUTLET or ending.word == "大堤":
            waters = (m for m in before if m.end == stop and m.type in _WATER)
            if any(self.text[m.start - 1 : m.start] != "入" for m in waters):
                return True  # 某某河|溢流口, 某某江|大堤: the river's
        owned = ending.type in (PlaceType.OUTLET, PlaceType.MINE) or ending.word in lexicon.OWN_YARDS
        owners = [m for m in before if owned and m.type in _OWNERS and m.named and m.end <= stop]
        if ending.type is PlaceType.MINE:
            owners = [m for m in owners if m.name.endswith("公司")]  # a works' own quarry has its name
        if any(m.end == stop or lexicon.is_generic(self.text[m.end : stop]) for m in owners):
            return True  # 某某公司|雨水|排口, 某某污水处理厂|入河|排污口, 某某公司|石灰石|矿
        pits = (m for m in before if ending.word in lexicon.PITS and m.end == stop)
        if any(m.type in (PlaceType.MINE, PlaceType.VILLAGE) for m in pits):
            return True  # 某某锰矿|矿坑
        follows = self.text[stop + len(ending.word) :][:1] in tuple("矸渣废尾堆") and any(m.end == stop for m in before)
        if ending.word in ("旧址", "原址") and follows:
            return True  # 某某煤矿|旧址|矸石堆
        if self.text.startswith("渗滤液", stop - 3) and any(m.end == stop - 3 and m.type in _KEPT for m in before):
            return True  # 某某填埋场|渗滤液|处理站
        trade = ending.type is PlaceType.ENTERPRISE and not ending.word.endswith(("公司", "合作社"))
        if trade or ending.word in lexicon.TRADE_WORKS:
            farm = ending.word.endswith("场") and trade  # 某某片区|奶牛场
            settled = (
                m for m in before if (m.level in _LOCAL or (farm and m.type is PlaceType.AREA)) and m.end <= stop
            )
            if any(lexicon.is_generic(self.text[m.end : stop]) for m in settled):
                return True  # 某某村|五金|厂
        if ending.word in lexicon.FARMS:
            return any(m.end == stop and (m.level in _SETTLED or m.type is PlaceType.AREA) for m in before)
        heaps = [m.end for m in before if m.type is PlaceType.VILLAGE and m.end <= stop]
        if ending.word in lexicon.HEAPS and any(lexicon.HEAP_OF_RE.fullmatch(self.text[e:stop]) for e in heaps):
            return True  # 江边村|锰渣|堆场
        villages = [m.end for m in before if m.level == "village" and m.end <= stop]
        return ending.word in lexicon.DUMPS and any(lexicon.is_generic(self.text[e:stop]) for e in villages)

    def _no_stem(self, stretch: Stretch, stem: str, ending: lexicon.Ending) -> bool:
        """治|湖: a verb and a noun; 石牌镇|江: the name of a town; 一|酒店, 堆|砂场: one character names no firm."""
        works = ending.type in _FULL_STEM or ending.type is PlaceType.MINE
        if works and (lexicon.COUNTED_RE.search(stem) or lexicon.is_nameless_beside(stem, ending)):
            return True  # 工农桥段|部分|民宿
        if ending.type is PlaceType.OUTLET and lexicon.OUTLET_SIDE_RE.search(stem):
            return True
        listed = re.search("[路街道]、$", self.text[max(0, stretch.stop - len(stem) - 2) : stretch.stop - len(stem)])
        if ending.word == "片区" and listed and stem.endswith(("路", "街", "大道")):
            return True  # 甲路、乙路|片区: the streets are named
        if (
            ending.type is PlaceType.FACILITY
            and stem[:1] in tuple("东西南北")
            and lexicon.is_generic(stem[1:])
            and stem[1:]
        ):
            return True  # 县城|北|生活垃圾|填埋场
        if ending.type is PlaceType.SITE and lexicon.VILLAGE_SIDE_RE.search(stem):
            return True  # 某某村西侧|采石坑
        if ending.type is PlaceType.AREA and "部分" in stem:
            return True  # 某某湖区|部分垸
        if ending.word == "污水处理设施" and (not stem.endswith(("村", "点", "社区")) or "农村" in stem):
            return True  # 某某镇农村生活|污水处理设施: many, of a whole town
        first = stretch.stop - len(stem)
        group = stem[:1] in ("组", "队", "社") and self.text[first - 1 : first].isdigit()
        group |= stem.endswith("组") and len(stem) > 1  # 某某塘组|养鸭场
        if ending.type in _FULL_STEM and (group or lexicon.GROUP_RE.match(stem)):
            return True  # 某某村|三组一|养殖场
        heap = stem + ending.word[0] * ending.word.startswith("渣")  # 锰矿|渣库
        if ending.word in lexicon.HEAPS and lexicon.HEAP_OF_RE.fullmatch(heap):
            return True  # 一处|锂渣|堆场, 甲镇、乙镇|锰矿渣|库
        if lexicon.QUANTITY_RE.match(stem) or (ending.word in QUARTERS and stem[-1:] in tuple("县市区镇河江湖")):
            return True
        if ending.word in QUARTERS and lexicon.QUARTER_OF_RE.search(stem):
            return True  # 某某镇老|城区
        if ending.type is PlaceType.AREA and lexicon.ZONE_ONLY_RE.fullmatch(stem):
            return True  # 水库二级|保护区
        if ending.type in _NATURAL and stem.endswith("段"):
            return True  # 新桥段|河水
        if ending.type in _NATURAL and len(stem) == 1:
            return stem in lexicon.DONE_TO_WATER and not lexicon.receives(self.text, stretch.stop, stretch.last)
        if ending.type in _NATURAL:
            return (stem[-1:] in tuple("镇乡村省") or stem.endswith("街道")) and len(stem) > 2
        if ending.type is PlaceType.VILLAGE and stem.endswith("农业农"):
            return True  # 县农业农村、水利部门
        if ending.type is PlaceType.VILLAGE and len(stem) > 2 and stem.endswith("村"):
            return True  # 西代河村|村
        return len(stem) == 1 and (ending.type in _FULL_STEM or ending.word == "矿山")

    def _says_only_kind(self, stretch: Stretch, stem: str, ending: lexicon.Ending) -> bool:
        """污水|处理厂. 新场|河 is a name though 新 and 场 alone would only say which one."""
        if ending.type is PlaceType.ROAD and lexicon.ROAD_PART_RE.match(stretch.text, stretch.last):
            return False  # 建设路|东段
        if ending.word == "运河" and stem in tuple("老古大新"):
            return False  # 老|运河
        counted = ending.type in _NATURAL and lexicon.ORDINAL_RE.fullmatch(stem)
        if counted or not lexicon.is_generic(stem, ending.type):
            return False
        parts = [p for p in words.cut(stem, 0, len(stem), words.with_units(self.units)) if p.end - p.start > 1]
        if any(part.kind in "up" for part in parts):
            return False  # 九江|经开区
        if ending.type in _NATURAL and stretch.text.startswith(("流域", "干流"), stretch.last):
            return stem in tuple("各全本该")  # 小江|流域
        bare = len(stem) >= 2 and ending.type in _BARE and not set(stem) & set("各该本全某每其此两多几数一另、和与及")
        return not bare or any(part.kind in "gbv" for part in parts)

    def _proper(self, start: int, stop: int) -> bool:
        """True where something in the stretch is more than a verb or a word of kind."""
        parts = words.cut(self.text, start, stop, words.with_units(self.units))
        alone = sum(part.end - part.start == 1 for part in parts)
        return alone >= 2 or any(part.kind in "?pukn" for part in parts)

    def _ordinary(self, start: int, last: int, kind: PlaceType) -> bool:
        """干部|入村: ends in an ordinary word, with nothing but ordinary words before it. 任|市镇 is a name."""
        match = lexicon.COMMON_RE.search(self.text[start:last])
        if match is not None and kind is PlaceType.CANAL:
            # 桔山|排洪沟; but 涌水经|沟渠, 渣场|截排水沟 are told by what flows there, or by what they drain
            drains = lexicon.DRAINED_RE.search(self.text, start, start + match.start())
            return bool(drains) or not (match.start() > 1 and self._proper(start, start + match.start()))
        if match is None or kind not in (PlaceType.VILLAGE, PlaceType.TOWNSHIP):
            return match is not None
        if match.start() > _LONG_PREFIX:
            return True  # 雨后粪水流|进村
        parts = words.cut(self.text, start, start + match.start(), words.with_units(self.units))
        return all(
            self.text[part.start : part.end] in lexicon.EDGE_WORDS
            or (part.end - part.start > 1 and part.kind in "vgbn")
            for part in parts
        )

    def _of_village(self, ending: lexicon.Ending, stop: int, before: list[Mention]) -> Mention | None:
        """枫林村|页岩砖厂: works that are known by their village and by what they make."""
        if ending.type is not PlaceType.ENTERPRISE or not ending.word.endswith("厂"):
            return None
        last = stop + len(ending.word)
        for village in before:
            if village.level == "village" and lexicon.MADE_RE.fullmatch(self.text, village.end, last):
                return Mention(village.start, last, self.text[village.start : last], ending.type)
        return None

    def _quoted(self, ending: lexicon.Ending, stop: int, lowest: int) -> Mention | None:
        """“和味人家”餐馆: the name stands in quotation marks before its class word."""
        match = lexicon.QUOTED_RE.search(self.text, max(lowest, stop - 16), stop)
        if (
            match is None
            or lexicon.is_generic(match.group(1))
            or ending.type not in (PlaceType.ENTERPRISE, PlaceType.FACILITY, PlaceType.SITE)
        ):
            return None
        return Mention(match.start(1), match.end(1), match.group(1), ending.type)


def _near(mentions: list[Mention], stop: int, last: int) -> list[Mention]:
    """Those (in reading order) that can matter for a name that ends in a class word at ``stop``..``last``."""
    if not mentions:
        return []
    begin = bisect_right(mentions, stop - _NEAR, key=_END)
    return mentions[begin : bisect_left(mentions, last, lo=begin, key=_START)]


def _kind_of(ending: lexicon.Ending, stem: str) -> PlaceType:
    """宏图印刷厂 is a firm; of a 厂 that nobody says the trade of, one only knows that it is works."""
    plain = ending.word == "厂" and len(stem) <= _PLAIN_WORKS
    return PlaceType.FACILITY if plain else ending.type


def _is_part_named_before(ending: lexicon.Ending, first: int, stop: int, before: list[Mention]) -> bool:
    """东河|石河段, 红旗水库|大坝, 东湖|湖体: a reach, the dam or the body of the water that has been named."""
    if ending.word == "河段" and any(m.end == first and m.type in _WATER for m in before):
        return True
    if ending.word == "自然村" and any(m.end == stop and m.type is PlaceType.VILLAGE for m in before):
        return True
    if ending.word in lexicon.PARTS and any(m.end == stop and m.type is PlaceType.AREA for m in before):
        return True
    if ending.word == "大坝" and any(m.end == stop and m.type is PlaceType.RESERVOIR for m in before):
        return True
    said_twice = ending.type in _WATER | {PlaceType.BRIDGE} and ending.word not in ("支流", "故道")
    return said_twice and any(m.end == stop and m.type is ending.type for m in before)
