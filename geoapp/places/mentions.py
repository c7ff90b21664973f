"""Find every place that a stretch of text names: known names by the matcher, unknown ones by their class word."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geoapp.model import AdministrativeUnit, LocationInstance, PlaceType, UnitTable
from geoapp.places import lexicon, words
from geoapp.places.boundaries import MAX_STEM, Edge, Stretch, Taken, left_edge
from geoapp.places.gazetteer import UNIT_ENDINGS, Gazetteer, Hit
from geoapp.places.listing import BARE_AREAS, QUARTERS, members_of, noun_of, number_of

_LEVEL_TYPES = {"village": PlaceType.VILLAGE, "township": PlaceType.TOWNSHIP, "county": PlaceType.COUNTY}
_WATER = _NATURAL = frozenset({PlaceType.RIVER, PlaceType.LAKE, PlaceType.CANAL})
_FULL_STEM = frozenset({PlaceType.ENTERPRISE, PlaceType.FACILITY, PlaceType.SITE, PlaceType.OUTLET})
_BARE = _NATURAL | {PlaceType.BRIDGE, PlaceType.RESERVOIR}
_LONGER = _BARE | {PlaceType.SITE, PlaceType.AREA, PlaceType.MINE, PlaceType.FACILITY}
_FLOWING = frozenset({PlaceType.RIVER, PlaceType.CANAL})
_WIDE = frozenset({PlaceType.TOWNSHIP, PlaceType.COUNTY, PlaceType.CITY})
_LONGEST_TOWN, _LONG_PREFIX = 9, 3
_LOCAL = ("township", "village")
_KEPT = frozenset({PlaceType.FACILITY, PlaceType.SITE, PlaceType.ENTERPRISE})
_SETTLED = ("township", "village", "county", "city")
_NEAR = 120
"""No name reaches farther back than this, and nothing that ends before it tells where one begins."""
_PARTICLES, _SHORTEST = "向从对沿到在由与和至往", 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a place name: ``text[start:end]``. ``key`` is equal for names of the same known thing.

    ``level`` is the unit level for administrative units, ``listed`` the noun of a list (甲、乙等3家屠宰场),
    ``missing`` how many members of that list have no name in the text; ``part_of`` the river of a named reach.
    ``joined`` is equal for the names that the text itself says are one thing's (又称, 以下简称).
    """

    start: int
    end: int
    name: str
    type: PlaceType
    key: str | None = None
    level: str = ""
    named: bool = True
    listed: str = ""
    missing: int = 0
    part_of: str = ""
    joined: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a notice is at home: unit codes of county (None when unknown), city, province."""

    county: str | None
    city: str | None
    province: str | None

    def holds(self, code: str, units: UnitTable) -> bool:
        """True for units inside the home city, or the home province for counties and above."""
        unit = units.get(code)
        if unit is None:
            return False
        frame = self.city if unit.level in ("township", "village") else self.province
        frame = frame or self.province
        return frame is None or units.is_within(code, frame)


@dataclass(frozen=True, slots=True)
class Scanner:
    """Looks for places in one folded text; offsets are those of the notice's text."""

    text: str
    gazetteer: Gazetteer
    units: UnitTable
    home: Home

    def scan(self, start: int, end: int) -> list[Mention]:
        """All mentions in ``text[start:end]`` in reading order, none inside another."""
        known = _merge([*self._towns(start, end), *self._waters(start, end), *self._known(start, end)])
        known = [self._reach(m) for m in known if not lexicon.is_some_of_many(self.text, m.start, m.end)]
        found = _merge([*known, *self._patterned(start, end, known)])
        return sorted(_merge([*found, *self._listed(start, end, found)]), key=lambda m: m.start)

    def _reach(self, mention: Mention) -> Mention:
        """资江|冷水江段: the reach of a river within a county or city is what is named; so is 建设路|东段."""
        part = lexicon.ROAD_PART_RE.match(self.text, mention.end) if mention.type is PlaceType.ROAD else None
        if part is not None and lexicon.is_generic(mention.name[:-1]):
            return replace(mention, end=part.end(), name=self.text[mention.start : part.end()], key=None)
        if mention.type not in _FLOWING:
            return mention
        for length in (4, 3, 2):
            last = mention.end + length
            units = self.units.named(self.text[mention.end : last]) if self.text[last : last + 1] == "段" else []
            if any(unit.level in ("county", "city", "province") for unit in units):
                name = self.text[mention.start : last + 1]
                return replace(mention, end=last + 1, name=name, key=None, part_of=mention.name)
        return mention

    # -------------------------------------------------------------- known names

    def _known(self, start: int, end: int) -> Iterator[Mention]:
        for hit in self.gazetteer.spot(self.text, self.units, start, end):
            mention = self._accept(hit)
            if mention is not None:
                yield mention
            elif len(hit.name) > 2:  # 大通湖区|域 is no district, but the lake in it may stand
                yield from self._known(hit.start, hit.end - 1)

    def _towns(self, start: int, end: int) -> Iterator[Mention]:
        """Towns of the home province by their names alone: no word table knows where 符离镇, 礼和乡 begin."""
        for match in lexicon.TOWN_END_RE.finditer(self.text, start, end):
            last = match.end()
            if lexicon.broken_off(match.group(), self.text, last):
                continue
            for first in range(max(start, last - _LONGEST_TOWN), match.start()):
                if self._is_town(first, last):
                    yield Mention(first, last, self.text[first:last], PlaceType.TOWNSHIP, level="township")
                    break

    def _is_town(self, first: int, last: int) -> bool:
        name = self.text[first:last]
        codes = self.units.counties_of_town(name)
        if not codes or lexicon.is_generic(name.rstrip("镇乡道街"), PlaceType.TOWNSHIP):
            return False
        short = len(name) == 2  # 张镇, 新镇: only directly behind their county
        if short and self.text[first - 1 : first] not in ("县", "区", "市", "旗"):
            return False
        province = (self.home.province or "")[:2]
        return any(code.startswith(province) for code in codes)

    def _waters(self, start: int, end: int) -> Iterator[Mention]:
        """The great rivers and lakes: 练江|青洋山桥断面."""
        for match in lexicon.WATERS_RE.finditer(self.text, start, end):
            name, last = match.group(), match.end()
            kind = lexicon.WATERS[name]
            if self._is_unit_stem(name, kind) or lexicon.TAIL_RE.match(self.text, last, end):
                continue
            if lexicon.broken_off(name[-1], self.text, last) or self._runs_on(match.start(), last):
                continue
            yield Mention(match.start(), last, name, kind)

    def _runs_on(self, first: int, last: int) -> bool:
        """富|东江: the name of another, longer one: the character before it belongs to no word of its own."""
        cut = words.cut(self.text, max(0, first - 4), last, words.with_units(self.units))
        before = next((w for w in cut if w.start < first <= w.end), None)
        return before is not None and (before.end > first or before.kind in "?pn") and self.text[first - 1].isalpha()

    def _accept(self, hit: Hit) -> Mention | None:
        if self.text[hit.end : hit.end + 1] in tuple(lexicon.UNIT_NEXT.get(hit.name[-1], "")):
            return None
        instance = self._instance(hit.name)
        # 大通湖 is also short for a district: a short name without its class word means the feature.
        unit = self._unit(hit) if instance is None or hit.name.endswith(UNIT_ENDINGS) else None
        if unit is not None:
            kind = (
                PlaceType.AREA
                if lexicon.AREA_NAME_RE.search(hit.name)
                else _LEVEL_TYPES.get(unit.level, PlaceType.CITY)
            )
            if unit.level != "province":
                return Mention(hit.start, hit.end, hit.name, kind, f"unit/{unit.code}", unit.level)
            return None
        if instance is None or lexicon.broken_off(hit.name[-1], self.text, hit.end):
            return None
        level = "township" if instance.type is PlaceType.TOWNSHIP else ""
        return Mention(hit.start, hit.end, hit.name, instance.type, instance.key, level)

    def _unit(self, hit: Hit) -> AdministrativeUnit | None:
        within = self.home.county or self.home.city or self.home.province
        found = self.units.named(hit.name, within=within)
        if not found:
            return None
        inside = [unit for unit in found if self.home.holds(unit.code, self.units)]
        if hit.name in BARE_AREAS and self.home.city is not None:  # every city has one: only the home city's is meant
            inside = [unit for unit in inside if self.units.is_within(unit.code, self.home.city)]
        if not inside:
            before = self.text[max(0, hit.start - 8) : hit.start]
            inside = [u for u in found if (p := self.units.get(u.parent)) is not None and before.endswith(p.name)]
        city = self.home.city
        inside.sort(key=lambda unit: city is not None and not self.units.is_within(unit.code, city))
        # 湖|南县级: a two-character county must not begin inside a province's name.
        if inside and len(hit.name) == 2 and self.units.named(self.text[hit.start - 1 : hit.start + 1]):
            return None
        return inside[0] if inside else None

    def _instance(self, name: str) -> LocationInstance | None:
        found = self.gazetteer.named(name)
        province = (self.home.province or "")[:2]
        near = [i for i in found if not i.county_codes or any(c.startswith(province) for c in i.county_codes)]
        near.sort(key=lambda i: self.home.county is not None and self.home.county not in i.county_codes)
        return near[0] if near else None

    # -------------------------------------------------------------- typed patterns

    def _patterned(self, start: int, end: int, known: list[Mention]) -> Iterator[Mention]:
        marked = sorted(self._marked(start, end, known), key=lambda m: m.start)
        yield from marked
        taken = {(m.start, m.end) for m in known}
        named: list[Mention] = []
        done = start
        for match in lexicon.ENDING_RE.finditer(self.text, start, end):
            ending = lexicon.BY_WORD[match.group(1)]
            stop, last = match.start(), match.start() + len(ending.word)
            if last <= done or last > end:
                continue
            if lexicon.broken_off(ending.word, self.text, last) and not lexicon.receives(self.text, stop, last):
                continue
            if ending.type in _LONGER and lexicon.TAIL_RE.match(self.text, last, end):
                continue
            near = _near(known, stop, last)
            if any(m.level and m.start < last < m.end for m in near):
                continue  # 堆沟|港镇
            done = last
            branch = lexicon.BRANCH_RE.match(self.text, last, end) if "公司" in ending.word else None
            near = [*near, *_near(marked, stop, last), *_near(named, stop, last)]
            mention = (
                self._quoted(ending, stop, start)
                or self._named(ending, stop, start, near)
                or self._unnamed(ending, stop, start, near)
            )
            if mention is not None and branch is not None and mention.named:
                done = branch.end()
                mention = replace(mention, end=done, name=self.text[mention.start : done])
            if mention is not None and (mention.start, mention.end) not in taken:
                named.append(self._reach(mention))
                yield named[-1]

    def _marked(self, start: int, end: int, known: list[Mention]) -> Iterator[Mention]:
        """Names without a class word: road codes, and spots (某某冲) between an address part and a nameless thing."""
        for match in lexicon.IN_QUOTES_RE.finditer(self.text, start, end):
            if lexicon.SHOP_RE.search(match.group(1)) and not lexicon.is_generic(match.group(1)):
                yield Mention(match.start(1), match.end(1), match.group(1), PlaceType.ENTERPRISE)
        for match in lexicon.ROAD_CODE_RE.finditer(self.text, start, end):
            yield Mention(match.start(), match.end(), match.group(), PlaceType.ROAD)
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
        edge = edge if ending.type is not PlaceType.ENTERPRISE else self._registered(edge, before)
        if ending.word.endswith(("自然保护区", "资源保护区")) and (
            stream := lexicon.STREAM_RE.search(self.text, lowest, edge.start)
        ):
            rivers = (m.start for m in before if m.end == stream.start() and m.type in _WATER)
            edge = Edge(next(rivers, edge.start), edge.address)  # 长江上游|珍稀特有鱼类国家级自然保护区
        edge = Edge(self._behind_particle(edge.start, stop + len(ending.word), ending.type), edge.address)
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
        if ending.word == "水源保护区" and self._of_water(stop, before):
            return None  # 龟石水库|饮用水水源保护区: the reservoir has been named
        if ending.word == "河段" and any(m.end == edge.start and m.type in _WATER for m in before):
            return None  # 东河|石河段: a reach of the river named before
        if self._no_stem(stretch, stem, ending):
            return None
        numbered = ending.type in lexicon.UNNAMED_TYPES and lexicon.NUMBERED_RE.fullmatch(stem)
        if not max(ending.stem, 1) <= len(stem) <= MAX_STEM.get(ending.type, 8):
            return None
        if not (numbered or self._known_by(ending, edge.start, stop, before)) and self._says_only_kind(
            stretch, stem, ending
        ):
            return None
        grown = any(m.start == edge.start for m in before)
        if ending.type in _FULL_STEM and not grown and not self._proper(edge.start, stop):
            return None
        if self.text[edge.start - 1 : edge.start] == "某" or self._is_unit_stem(
            self.text[edge.start : last], ending.type
        ):
            return None
        if (
            ending.type in _WATER
            and ending.word != "支流"
            and any(m.end == stop and m.type is ending.type for m in before)
        ):
            return None  # 东湖|湖体: the class word said twice
        same = next((m for m in before if m.end == last and m.start > edge.start), None)
        extends = same is not None and same.name in BARE_AREAS  # 某某|经开区: the bare word is nobody's name
        unknown = same is not None and same.level != "" and not self.units.counties_of_town(same.name)
        extends |= edge.address and unknown and same is not None and same.start - edge.start <= 2
        if same is not None and not extends:
            return None  # a known name ends here too, and nothing proves that ours begins earlier
        level = ending.type.value if ending.type in (PlaceType.VILLAGE, PlaceType.TOWNSHIP) else ""
        return Mention(edge.start, last, self.text[edge.start : last], ending.type, level=level)

    def _behind_particle(self, first: int, last: int, kind: PlaceType) -> int:
        """正在向|东响水河, 清苑段|北邓村: the first character is no part of the name, as the text shows elsewhere."""
        head, rest = self.text[first], self.text[first + 1 : last]
        if head == "段" and kind is PlaceType.VILLAGE and self.units.named(self.text[first - 2 : first]):
            return first + 1
        if head not in _PARTICLES or len(rest) < _SHORTEST or kind not in _NATURAL:
            return first
        at = self.text.find(rest)
        while at >= 0:
            if self.text[at - 1 : at] != head:
                return first + 1
            at = self.text.find(rest, at + 1)
        return first

    def _known_by(self, ending: lexicon.Ending, first: int, stop: int, before: list[Mention]) -> bool:
        """排市镇|污水处理厂, 富水河|排市|断面: a town's works, a river's section, though 排, 市 are words of kind."""
        if ending.type is PlaceType.FACILITY:
            return any(m.end == stop and m.level == "township" for m in before)
        short = lexicon.SHORT_SECTION_RE.fullmatch(self.text, first, stop)
        river = any(m.end == first and m.type in _WATER for m in before)
        return ending.type is PlaceType.MONITORING_SECTION and river and short is not None

    def _of_water(self, stop: int, before: list[Mention]) -> bool:
        waters = [m.end for m in before if m.type in _WATER | {PlaceType.RESERVOIR} and m.end <= stop]
        return any(lexicon.is_generic(self.text[end:stop]) for end in waters)

    def _registered(self, edge: Edge, before: list[Mention]) -> Edge:
        """该砖厂为|某某市红旗砖厂: the inquiry gives the registered name, with its county or city."""
        unit = next((m for m in before if m.end == edge.start and m.type in (PlaceType.COUNTY, PlaceType.CITY)), None)
        if unit is None or self.text[unit.start - 1 : unit.start] not in ("为", "系", "即"):
            return edge
        return Edge(unit.start, edge.address)

    def _only_there(self, ending: lexicon.Ending, stop: int, before: list[Mention]) -> bool:
        """新联村|养鸡场, 新联村|垃圾|堆放点: a farm or a dump in the village, without a name."""
        if ending.type is PlaceType.ENTERPRISE and not ending.word.endswith(("公司", "合作社")):
            if any(m.end == stop and m.type is PlaceType.ENTERPRISE for m in before):
                return True  # 某某有限公司|煤场
            towns = (m for m in before if m.type is PlaceType.TOWNSHIP and not self.text[m.end : stop].strip("内的"))
            if any(m.end <= stop for m in towns):
                return True  # 平岗街道|洗砂场
        if ending.word in lexicon.FARMS:
            return any(m.end == stop and (m.level in _SETTLED or m.type is PlaceType.AREA) for m in before)
        villages = [m.end for m in before if m.level == "village" and m.end <= stop]
        return ending.word in lexicon.DUMPS and any(lexicon.is_generic(self.text[e:stop]) for e in villages)

    def _no_stem(self, stretch: Stretch, stem: str, ending: lexicon.Ending) -> bool:
        """治|湖: a verb and a noun; 石牌镇|江: the name of a town; 一|酒店, 堆|砂场: one character names no firm."""
        if ending.type in _FULL_STEM and (lexicon.COUNTED_RE.search(stem) or lexicon.is_nameless_beside(stem, ending)):
            return True  # 工农桥段|部分|民宿
        if lexicon.QUANTITY_RE.match(stem) or (ending.word in QUARTERS and stem[-1:] in tuple("县市区镇")):
            return True
        if ending.type in _NATURAL and len(stem) == 1:
            return stem in lexicon.DONE_TO_WATER and not lexicon.receives(self.text, stretch.stop, stretch.last)
        if ending.type in _NATURAL:
            return (stem[-1:] in tuple("镇乡村省") or stem.endswith("街道")) and len(stem) > 2
        if ending.type is PlaceType.VILLAGE and len(stem) > 2 and stem.endswith("村"):
            return True  # 西代河村|村
        return len(stem) == 1 and (ending.type in _FULL_STEM or ending.word == "矿山")

    def _says_only_kind(self, stretch: Stretch, stem: str, ending: lexicon.Ending) -> bool:
        """污水|处理厂. 新场|河 is a name though 新 and 场 alone would only say which one."""
        if ending.type is PlaceType.ROAD and lexicon.ROAD_PART_RE.match(stretch.text, stretch.last):
            return False  # 建设路|东段
        counted = ending.type in _NATURAL and lexicon.ORDINAL_RE.fullmatch(stem)
        if counted or not lexicon.is_generic(stem, ending.type):
            return False
        parts = [p for p in words.cut(stem, 0, len(stem), words.with_units(self.units)) if p.end - p.start > 1]
        if any(part.kind in "up" for part in parts):
            return False  # 九江|经开区
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
            return not (match.start() > 1 and self._proper(start, start + match.start()))  # 桔山|排洪沟
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

    def _is_unit_stem(self, name: str, kind: PlaceType) -> bool:
        """True for 桃江, 平江: unknown as a river, but the short name of a county here."""
        near = (unit for unit in self.units.named(name) if unit.level in ("county", "city"))
        return kind in _WATER and any(self.home.holds(unit.code, self.units) for unit in near)

    def _quoted(self, ending: lexicon.Ending, stop: int, lowest: int) -> Mention | None:
        """“和味人家”餐馆: the name stands in quotation marks before its class word."""
        match = lexicon.QUOTED_RE.search(self.text, max(lowest, stop - 16), stop)
        if match is None or ending.type not in (PlaceType.ENTERPRISE, PlaceType.FACILITY, PlaceType.SITE):
            return None
        return Mention(match.start(1), match.end(1), match.group(1), ending.type)

    def _unnamed(self, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Mention | None:
        """遗留矿山, 尾矿库: a thing that a case is about though nobody says its name.

        Where a village or the like stands directly before it, that is what the reader is told; nothing else is named.
        """
        town = ending.type is PlaceType.FACILITY and lexicon.TOWN_WORKS_RE.search(
            self.text, max(lowest, stop - 6), stop
        )
        if town:
            last = stop + len(ending.word)
            return Mention(town.start(), last, self.text[town.start() : last], ending.type)
        nameless = self._kept_nameless(ending, stop, lowest, before)
        if nameless is not None or ending.type not in lexicon.UNNAMED_TYPES:
            return nameless
        if lexicon.POLICY_AFTER_RE.match(self.text, stop + len(ending.word)):
            return None
        head = self.text[max(lowest, stop - 14) : stop]
        match = lexicon.UNNAMED_BEFORE_RE.search(head)
        first = stop - len(match.group()) if match else stop
        if match is None and ending.word not in lexicon.UNNAMED_ALONE:
            return None
        if lexicon.QUANTIFIED_RE.search(self.text[max(lowest, first - 4) : first]):
            return None
        container = next((m for m in before if m.end <= first and not self.text[m.end : first].strip("的内")), None)
        if container is not None and container.named and container.type not in _WIDE:
            return None
        last = stop + len(ending.word)
        return self._local(first, before) or Mention(first, last, self.text[first:last], ending.type, named=False)

    def _kept_nameless(self, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Mention | None:
        """祝丰镇|某屠宰场: told without a name, and nothing smaller than a town says where it is."""
        match = lexicon.KEPT_NAMELESS_RE.search(self.text, max(lowest, stop - 10), stop)
        if match is None or ending.type not in _KEPT or not lexicon.is_generic(match["stem"], ending.type):
            return None
        if any(m.end == match.start() and m.type not in _WIDE for m in before):
            return None
        first, last = match.start("stem"), stop + len(ending.word)
        return Mention(first, last, self.text[first:last], ending.type, named=False)

    def _local(self, stop: int, before: list[Mention]) -> Mention | None:
        """仁义镇|梧桐冲|历史遗留废渣: a spot without a class word, after an address part, before a nameless thing."""
        outer = next((m for m in before if m.level in _LOCAL and 2 <= stop - m.end <= 4), None)
        if outer is None or not self.text[outer.end : stop].isalpha():
            return None
        parts = words.cut(self.text, outer.end, stop, words.with_units(self.units))
        if any(word.end - word.start > 1 and word.kind in "vgbn" for word in parts):
            return None
        return Mention(outer.end, stop, self.text[outer.end : stop], PlaceType.SITE)

    # -------------------------------------------------------------- lists

    def _listed(self, start: int, end: int, found: list[Mention]) -> Iterator[Mention]:
        """Members of 甲、乙、丙等3家屠宰场 that have no class word of their own, and how many are not named."""
        for match in lexicon.LISTED_RE.finditer(self.text, start, end):
            clause = re.search(r"[^，,。；;：:！!？?\s]*$", self.text[start : match.start()])
            first = match.start() - len(clause.group()) if clause else match.start()
            members = list(members_of(self.text, first, match.start(), found))
            noun = noun_of(match["rest"])
            kinds = [m.type for m in found if (m.start, m.end) in members]
            if len(members) < 2 or not (noun or kinds) or (match["count"] is None) != (match["measure"] is None):
                continue
            missing = max(0, number_of(match["count"]) - len(members)) if match["count"] else 0
            for span in members:
                old = next((m for m in found if (m.start, m.end) == span), None)
                name = self.text[span[0] : span[1]]
                plain = noun is not None and old is not None and (noun.word == "企业" or noun.type not in _FULL_STEM)
                if noun is not None and not plain and match["count"] and not name.endswith(noun.word):
                    # The noun says what they are: 黄泥湖 in a list of slaughterhouses is no lake.
                    yield Mention(*span, name, noun.type, listed=noun.word, missing=missing)
                elif old is not None and missing:
                    yield replace(old, missing=missing)


def _near(mentions: list[Mention], stop: int, last: int) -> list[Mention]:
    """Those (in reading order) that can matter for a name that ends in a class word at ``stop``..``last``."""
    begin = bisect_right(mentions, stop - _NEAR, key=lambda m: m.end)
    return mentions[begin : bisect_left(mentions, last, lo=begin, key=lambda m: m.start)]


def _merge(mentions: Iterable[Mention]) -> list[Mention]:
    """Drop what lies inside a longer mention; of two with the same range the later one wins, it knew the first.

    In reading order: of those kept none overlap, so that a new one can only touch its neighbours."""
    chosen = {(mention.start, mention.end): mention for mention in mentions}
    kept: list[Mention] = []
    for mention in sorted(chosen.values(), key=lambda m: (m.start - m.end, m.start)):
        at = bisect_left(kept, mention.start, key=lambda m: m.start)
        if (at == 0 or kept[at - 1].end <= mention.start) and (at == len(kept) or mention.end <= kept[at].start):
            kept.insert(at, mention)
    return kept
