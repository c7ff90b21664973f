"""Names told by their class word (…河, …厂, …村)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from geoapp.model import PlaceType, UnitTable
from geoapp.places import lexicon, signs, words
from geoapp.places.belonging import belongs, is_part_named_before
from geoapp.places.boundaries import MAX_STEM, Stretch, behind_whereabouts, is_measured_off, left_edge
from geoapp.places.by_place import named_by_place
from geoapp.places.kinds import (
    AREA,
    BRIDGE,
    CANAL,
    ENTERPRISE,
    FACILITY,
    FULL_STEM,
    LAKE,
    MINE,
    MONITORING_SECTION,
    OPEN_WATERS,
    RESERVOIR,
    ROAD,
    SETTLED,
    SITE,
    TAILINGS_POND,
    TOWNSHIP,
    VILLAGE,
)
from geoapp.places.listing import BARE_AREAS
from geoapp.places.mentions import Mention
from geoapp.places.nameless import NamelessThings
from geoapp.places.neighbours import Edge
from geoapp.places.registered import registered, unit_before
from geoapp.places.stems import is_no_stem, is_ordinary, is_proper, says_only_kind, says_only_trade

_WORKS = FULL_STEM | {MINE, TAILINGS_POND}
_BARE = OPEN_WATERS | {BRIDGE, RESERVOIR}
_LONGER = _BARE | {SITE, AREA, MINE, FACILITY}
_LOCAL = ("township", "village")
_KEPT = frozenset({FACILITY, SITE, ENTERPRISE})
_NEAR = 120
"""No name reaches farther back than this, and nothing that ends before it tells where one begins."""
_MAY_BE_COMMON = frozenset({VILLAGE, TOWNSHIP, CANAL})
_CALLED_AFTER_TOWNS = frozenset({RESERVOIR, AREA, FACILITY, MINE})
_LONGEST_STEM = 4
_LONGEST_UNIT = 6
_PLAIN_WORKS = 3
_FAR = 8  # characters from the 至 of a road to its class word
_NO_END_OF_ROAD = frozenset("年月日时路道桥口段")
_PARTICLES, _SHORTEST = "向从对沿到在由与和至往致赴除同", 3
_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class TypedNames:
    """Looks for names by their class words in one folded text.

    ``is_unit_stem`` tells short names of units (桃江) from waters, ``reach`` widens a river's name by its reach.
    """

    text: str
    units: UnitTable
    table: words.Table
    nameless: NamelessThings
    is_unit_stem: Callable[[str, PlaceType], bool]
    reach: Callable[[Mention], Mention]

    def find(self, start: int, end: int, known: list[Mention]) -> list[Mention]:
        marked = sorted(self._marked(start, end, known), key=_START)
        taken = {(m.start, m.end) for m in known}
        named: list[Mention] = []
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
            whole = self._known_whole(ending, last, near)
            near = [*near, *_near(marked, stop, last), *_near(named, stop, last)]
            mention = (
                whole
                or self._of_village(ending, stop, near)
                or named_by_place(self.text, stop, ending, near)
                or self._quoted(ending, stop, start)
                or self._named(ending, stop, start, near)
                or self.nameless.find(ending, stop, start, near)
            )
            if mention is not None and self.text.startswith("取水口)", last) and self.text[mention.start - 1] == "(":
                done = last + len("取水口")  # 某某湖(某某水厂取水口): the intake says where
                mention = mention._replace(end=done, name=self.text[mention.start : done])
            if mention is not None and branch is not None and mention.named:
                done = branch.end()
                mention = mention._replace(end=done, name=self.text[mention.start : done])
            if mention is not None and (mention.start, mention.end) not in taken:
                named.append(self.reach(mention))
        return [*marked, *named]

    def _known_whole(self, ending: lexicon.Ending, last: int, known: list[Mention]) -> Mention | None:
        """The town or water whose whole name is known and ends here: nothing shorter or longer is meant."""
        if ending.type in OPEN_WATERS:
            return next((m for m in known if m.end == last and not m.level), None)
        if ending.type is not TOWNSHIP:
            return None
        towns = (m for m in known if m.end == last and m.level)
        return next((m for m in towns if self.units.counties_of_town(m.name)), None)

    def _stands(self, ending: lexicon.Ending, stop: int, last: int, known: list[Mention]) -> bool:
        """A water's class word that seems to run on ends a name all the same: 道水|某某县, 横岭湖|区某某县."""
        if lexicon.receives(self.text, stop, last):
            return True
        if ending.word == "湾":
            return lexicon.INTO_BAY_RE.search(self.text, max(0, stop - 8), stop) is not None
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
        quoted = signs.within(self.text, signs.QUOTE, start, end)
        for match in lexicon.IN_QUOTES_RE.finditer(self.text, quoted[0], end) if quoted else ():
            if lexicon.SHOP_RE.search(match.group(1)) and not lexicon.is_generic(match.group(1)):
                yield Mention(match.start(1), match.end(1), match.group(1), ENTERPRISE)
            elif lexicon.BUILT_RE.match(self.text, match.end()) and lexicon.ESTATE_RE.search(match.group(1)):
                yield Mention(match.start(1), match.end(1), match.group(1), SITE)
        coded = signs.within(self.text, signs.ROAD, start, end) and lexicon.ROAD_HINT_RE.search(self.text, start, end)
        for match in lexicon.ROAD_CODE_RE.finditer(self.text, start, end) if coded else ():
            reach = lexicon.ROAD_REACH_RE.match(self.text, match.end(), end)
            last = reach.end() if reach is not None else match.end()
            yield Mention(match.start(), last, self.text[match.start() : last], ROAD)
        surrounded = self.text.find("周边", start, end) >= 0
        for match in lexicon.SURROUNDED_RE.finditer(self.text, start, end) if surrounded else ():
            if unit_before(self.text, self.units, match.start(), start) is not None and is_proper(
                self.text, match.start(), match.end(), self.table
            ):
                yield Mention(match.start(), match.end(), match.group(), AREA)
        bracketed = self.text.find("(", start, end) >= 0
        for match in lexicon.BRACKETED_SITE_RE.finditer(self.text, start, end) if bracketed else ():
            if not lexicon.is_generic(match["name"]):
                yield Mention(match.start("name"), match.end("name"), match["name"], SITE)
        ends = [m.end for m in known if m.level in _LOCAL]
        local = (
            lexicon.LOCAL_END_RE.match(self.text, at, end)
            for at in signs.within(self.text, signs.LOCAL_END, start, end)
        )
        ends += [match.end() for match in local if match is not None]
        for first in dict.fromkeys(ends):
            spot = lexicon.SPOT_RE.match(self.text, first, min(end, first + 12))
            if spot is not None and is_proper(self.text, first, spot.end(), self.table):
                yield Mention(first, spot.end(), spot.group(), SITE)

    def _named(self, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Mention | None:
        last = stop + len(ending.word)
        if stop == lowest or not (self.text[stop - 1].isalnum() or self.text[stop - 1] == ")"):
            return None  # nothing that a name is made of stands before it
        if (
            ending.type not in _MAY_BE_COMMON
            and not self._between_ends(max(lowest, stop - _FAR), stop, ending)
            and lexicon.common_noun_before(self.text, max(lowest, stop - max(ending.stem, 1)), last) is not None
        ):
            return None  # 巡|河: whatever its name, it ends in an ordinary word
        stretch = Stretch(self.text, stop, lowest, ending, self.table, before)
        if stretch.ends_inside_word() or stretch.common_noun():
            return None
        edge = self._settled_edge(left_edge(stretch, before), ending, stop, lowest, before)
        if self._names_nothing(edge.start, stop, ending, before) or self._is_known(edge, stop, ending, before):
            return None
        level = ending.type.value if ending.type in SETTLED else ""
        kind = _kind_of(ending, edge.start, stop, ware=self.text[stop - 1])
        if ending.word == "港" and lexicon.SHIPS_RE.match(self.text, last):
            kind = FACILITY  # a harbour, not a creek
        return Mention(edge.start, last, self.text[edge.start : last], kind, level=level)

    def _names_nothing(self, first: int, stop: int, ending: lexicon.Ending, before: list[Mention]) -> bool:
        """What begins at ``first`` is no name: too short or long, an ordinary word, nothing but words of kind."""
        kind, last = ending.type, stop + len(ending.word)
        if self._between_ends(first + 2, stop, ending) and self.text[first - 1 : first] != "某":
            return False
        if not max(ending.stem, 1) <= stop - first <= MAX_STEM.get(kind, 8) or self.text[first - 1 : first] == "某":
            return True
        if is_measured_off(self.text, first) or self.text[first] in "级类":  # 省|级产业园区, Ⅲ|类水质断面
            return True
        if is_ordinary(self.text, first, last, kind, self.table) or lexicon.is_some_of_many(self.text, first, last):
            return True
        if self._is_former(first, stop, before):
            return False
        if self._is_told_before(first, stop, ending, before) or is_no_stem(self.text, first, stop, ending):
            return True
        counted = kind in lexicon.UNNAMED_TYPES or ending.word in lexicon.NUMBERED_WORKS
        numbered = counted and lexicon.NUMBERED_RE.fullmatch(self.text, first, stop)
        if not (numbered or self._known_by(ending, first, stop, before)) and says_only_kind(
            self.text, first, stop, ending, self.table
        ):
            return True
        grown = any(m.start == first for m in before)
        trade = kind in _WORKS and not (grown or numbered or ending.word.endswith("中心"))
        if trade and says_only_trade(self.text[first:stop]) and not self.units.named(self.text[first:stop]):
            return True
        return kind in FULL_STEM and not grown and not is_proper(self.text, first, stop, self.table)

    def _is_former(self, first: int, stop: int, before: list[Mention]) -> bool:
        """某某村|原石墨|选矿厂: what is gone is known in its village by its trade."""
        if self.text[first] != "原" or stop - first <= len("原厂"):
            return False
        return any(m.end == first and m.level in _LOCAL for m in before)

    def _is_told_before(self, first: int, stop: int, ending: lexicon.Ending, before: list[Mention]) -> bool:
        """It is a part of what has been named, or of a kind that only matters with a name of its own."""
        kind, stem = ending.type, self.text[first:stop]
        if kind in lexicon.UNNAMED_TYPES and lexicon.UNNAMED_BEFORE_RE.search(stem):
            return True
        if kind is MONITORING_SECTION and "断面" in stem:
            return True  # 枫树湾断面|水质自动站: the section has been named
        if kind in OPEN_WATERS and self._at_mouth(first, stop + len(ending.word)):
            return True
        if not before:
            return False
        if ending.word in lexicon.NEVER_BY_UNIT and any(m.end == stop and m.start == first and m.level for m in before):
            return True  # 成县|厂坝铅锌矿, 某某市|保护区: nothing of the kind is called after its county alone
        if belongs(self.text, stop, ending, before) or is_part_named_before(ending, first, stop, before):
            return True
        if ending.word.endswith(("保护区", "水源地")) and self._of_water(stop, ending, before):
            return True  # 龟石水库|饮用水水源保护区: the reservoir has been named
        if kind in lexicon.OF_LISTED_TOWNS and self._of_listed_towns(first, stop, before):
            return True
        if kind in OPEN_WATERS and any(m.start == first and m.end < stop and m.level == "township" for m in before):
            return True  # 靖港镇|靖港: too little is left behind the town
        return self._counts_those(first, stem, ending, before)

    def _is_known(self, edge: Edge, stop: int, ending: lexicon.Ending, before: list[Mention]) -> bool:
        """Short for a county, or the end of a known name where nothing proves that ours begins earlier."""
        first, last = edge.start, stop + len(ending.word)
        if self.is_unit_stem(self.text[first:last], ending.type) and not (
            (ending.type is LAKE and lexicon.AS_WATER_RE.match(self.text, last))
            or lexicon.TOLD_AS_WATER_RE.match(self.text, last)
        ):
            return True
        same = next((m for m in before if m.end == last and m.start > first), None)
        if same is None or same.name in BARE_AREAS:
            return False  # 某某|经开区: the bare word is nobody's name
        unknown = same.level != "" and not self.units.counties_of_town(same.name)
        return not (edge.address and unknown and same.start - first <= 2)

    def _of_listed_towns(self, first: int, stop: int, before: list[Mention]) -> bool:
        """甲乡、乙镇|煤矿: the mines of both towns, and none of them is called so."""
        towns = [m for m in before if m.type is TOWNSHIP]
        last = next((m for m in towns if m.start == first and m.end <= stop), None)
        listed = last is not None and any(m.end == first - 1 and self.text[m.end] in "、和与及" for m in towns)
        return last is not None and listed and lexicon.is_generic(self.text[last.end : stop])

    def _counts_those(self, first: int, stem: str, ending: lexicon.Ending, before: list[Mention]) -> bool:
        """甲镇、乙镇、丙镇|三镇, 甲村、乙村|两个村: how many have been named."""
        if ending.type not in (TOWNSHIP, VILLAGE) or not lexicon.HOW_MANY_RE.fullmatch(stem):
            return False
        return any(m.end in (first, first - 1) and m.type is ending.type for m in before)

    def _behind_particle(self, first: int, last: int, kind: PlaceType) -> int:
        """正在向|东响水河, 清苑段|北邓村: the first character is no part of the name, as the text shows elsewhere."""
        head, rest = self.text[first], self.text[first + 1 : last]
        if head == "段" and rest[0] not in "家村庄" and kind is not VILLAGE and self.text[first - 1].isalpha():
            return first + 1  # 某某新城段|某某修造厂
        if head == "段" and kind is VILLAGE and self.units.named(self.text[first - 2 : first]):
            return first + 1
        shortest = 2 if head in "在对致赴除同由" else _SHORTEST
        if head not in _PARTICLES or len(rest) < shortest or kind not in OPEN_WATERS:
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
        if self.text.startswith("其中原", edge.start - 1):
            edge = Edge(edge.start + 1, True)  # 其中|原某某厂: 中原 is a word
        if ending.type is MINE and (owner := lexicon.FIRM_SHORT_RE.match(self.text, edge.start, stop)) is not None:
            edge = Edge(owner.end(), True)
        if ending.type is ENTERPRISE and (lead := lexicon.FIRM_LEAD_RE.match(self.text, edge.start, stop)):
            return Edge(lead.end(), True)
        if ending.type is ENTERPRISE or ending.type is MINE:
            edge = registered(self.text, self.units, edge, ending, stop, lowest)
        if ending.type is ROAD and lexicon.ROAD_RANK_RE.match(self.text, edge.start, stop):
            edge = Edge(edge.start + 2, True)  # 县道|汉双路
        if ending.word == "片区" and (street := lexicon.TOWN_STREET_RE.search(self.text, edge.start, stop)):
            edge = Edge(street.end(), True)  # 某某镇|老街|片区
        if ending.word == "湾" and (bay := lexicon.INTO_BAY_RE.search(self.text, max(lowest, stop - 8), stop)):
            edge = Edge(bay.start("bay"), True)  # 尾水直排|某某湾
        if ending.word.endswith("保护区"):
            edge = self._of_reserve(edge, ending, stop, lowest, before)
        behind = behind_whereabouts(self.text, edge.start, stop)
        if behind > edge.start:
            edge = Edge(behind, True)
        start = self._behind_particle(edge.start, stop + len(ending.word), ending.type)
        if self.text[start : start + 1] == "河" and any(m.end == start and m.type in OPEN_WATERS for m in before):
            start += 1  # 涟水河|石坝断面
        mouth = self.text[start : start + 1] == "口" and any(m.end == start and m.type in OPEN_WATERS for m in before)
        if mouth and start + 1 < stop and ending.type is not MONITORING_SECTION:
            return Edge(start + 1, True)  # 灌河口|某某镇
        start = self._from_town(start, stop, lowest, ending)
        if start != edge.start:
            edge = Edge(start, edge.address)
        if ending.word == "湿地" and self.text[stop - 1] == "入":
            return Edge(stop, True)  # 排碱沟入|湿地
        if ending.type in OPEN_WATERS and (into := self.text.rfind("入", edge.start + 1, stop)) > 0:
            edge = Edge(into + 1, True)  # 枉水入|沅江
        if ending.type in FULL_STEM and (beside := lexicon.ALONGSIDE_RE.match(self.text, edge.start, stop)):
            edge = Edge(beside.end(), True)
        if ending.word in lexicon.BETWEEN_ENDS:
            edge = self._from_far_end(edge, ending, stop, lowest, before)
        return edge

    def _between_ends(self, first: int, stop: int, ending: lexicon.Ending) -> bool:
        return ending.word in lexicon.BETWEEN_ENDS and self.text.find("至", first, stop - 1) >= 0

    def _from_far_end(self, edge: Edge, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Edge:
        """清溪|至|大湾公路: a road told by its two ends begins at the first. Not so 大湾村|至|沿江公路|段, a reach."""
        at = self.text.rfind("至", max(lowest + 2, stop - _FAR), stop - 1)
        if at < 0 or not self.text[at - 1 : stop].isalpha() or self.text[at - 1] in _NO_END_OF_ROAD:
            return edge
        if self.text.startswith("段", stop + len(ending.word)):
            return edge
        ends = [m for m in before if m.end <= at]
        first = left_edge(Stretch(self.text, at, lowest, lexicon.FAR_END, self.table, ends), ends).start
        if not 2 <= at - first <= _LONGEST_UNIT or not is_proper(self.text, first, at, self.table):
            return edge
        return Edge(first, True)

    def _of_reserve(self, edge: Edge, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Edge:
        """A reserve is called after the river that it keeps."""
        if ending.word.endswith(("自然保护区", "资源保护区")) and (
            stream := lexicon.STREAM_RE.search(self.text, lowest, edge.start)
        ):
            rivers = (m.start for m in before if m.end == stream.start() and m.type in OPEN_WATERS)
            edge = Edge(next(rivers, edge.start), edge.address)  # 长江上游|珍稀特有鱼类国家级自然保护区
        if self.text.endswith("资源保护区", 0, stop + len(ending.word)):
            rivers = (m.start for m in before if m.end == edge.start and m.type in OPEN_WATERS)
            edge = Edge(next(rivers, edge.start), edge.address)  # 锦江河|鱼类种质资源保护区
        return edge

    def _from_town(self, first: int, stop: int, lowest: int, ending: lexicon.Ending) -> int:
        """六都寨|水库, 大市|循环经济产业园: a town has this name, though 都 ends and 市 closes others."""
        firm = ending.type is ENTERPRISE and self.text[first - 1 : first] == "市"
        if not (firm or ending.type in _CALLED_AFTER_TOWNS) or stop <= first or first <= lowest:
            return first
        cut = self.text[first - 1] in "都市处家和与及"
        ends = (first,) if firm else (stop, first) if cut else (stop,)
        for begin in range(max(lowest, first - 3), first):
            for end in ends:
                if 2 <= end - begin <= _LONGEST_STEM and self._is_town_stem(begin, end):
                    return begin
        return first

    def _is_town_stem(self, begin: int, end: int) -> bool:
        """The characters are a town's name without 镇, and neither end a longer unit's nor follow half a word."""
        stem, town = self.text[begin:end], self.units.counties_of_town
        if not (town(f"{stem}镇") or town(f"{stem}乡")):
            return False
        opens = not self.text[begin - 1 : begin].isalpha()
        if self.units.named(stem) or stem[0] in "城县" or (lexicon.is_generic(stem) and not opens):
            return False
        return not any(self.units.named(self.text[start:end]) for start in range(max(0, begin - 2), begin))

    def _known_by(self, ending: lexicon.Ending, first: int, stop: int, before: list[Mention]) -> bool:
        """排市镇|污水处理厂, 富水河|排市|断面: a town's works, a river's section, though 排, 市 are words of kind."""
        if ending.type is FACILITY:
            # also 新沟镇|粮食加工园区|污水处理厂: each character of 新沟镇 is a word of kind
            towns = [m for m in before if m.level == "township"]
            park = self.text.endswith("园区", first, stop)
            return any(m.end == stop or (park and m.start == first) for m in towns)
        if ending.word == "片区" or ending.type in OPEN_WATERS:
            return self._behind_unit(ending, first, stop, before)
        if ending.type in (TAILINGS_POND, MINE):  # 某某矿区|新塘|尾矿库, 大厂镇|大厂|矿区
            stem = self.text[first:stop].removeprefix("原")
            return len(stem) == 2 and stem not in lexicon.MODIFIERS and any(m.end == first for m in before)
        if ending.type is not MONITORING_SECTION:
            return False
        river = any(m.end == first and m.type in OPEN_WATERS for m in before)
        return river and lexicon.SHORT_SECTION_RE.fullmatch(self.text, first, stop) is not None

    def _behind_unit(self, ending: lexicon.Ending, first: int, stop: int, before: list[Mention]) -> bool:
        """某某街道|老城|片区, 某某区|采石|河: words of kind name it right behind the unit that it lies in."""
        stem, quarter = self.text[first:stop], ending.word == "片区"
        fits = stem in ("老城", "新城") if quarter else len(stem) == 2 and stem not in lexicon.ANY_WATER
        return fits and any(m.end == first and m.level == ("township" if quarter else "county") for m in before)

    def _of_water(self, stop: int, ending: lexicon.Ending, before: list[Mention]) -> bool:
        if "水源" not in self.text[stop - 4 : stop + len(ending.word)]:
            return False
        source = ending.word == "水源地"  # a river has several: 洞河|水源地 is a place on it
        kinds = {LAKE, RESERVOIR} if source else OPEN_WATERS | {RESERVOIR}
        waters = [m.end for m in before if m.type in kinds and m.end <= stop]
        return any(lexicon.is_generic(self.text[end:stop]) for end in waters)

    def _of_village(self, ending: lexicon.Ending, stop: int, before: list[Mention]) -> Mention | None:
        """枫林村|页岩砖厂: works that are known by their village and by what they make."""
        if ending.type is not ENTERPRISE or not ending.word.endswith("厂"):
            return None
        last = stop + len(ending.word)
        for village in before:
            if village.level == "village" and lexicon.MADE_RE.fullmatch(self.text, village.end, last):
                return Mention(village.start, last, self.text[village.start : last], ending.type)
        return None

    def _quoted(self, ending: lexicon.Ending, stop: int, lowest: int) -> Mention | None:
        """“和味人家”餐馆: the name stands in quotation marks before its class word."""
        if ending.type not in _KEPT:
            return None
        match = lexicon.QUOTED_RE.search(self.text, max(lowest, stop - 16), stop)
        if match is None or lexicon.is_generic(match.group(1)) or match.group(1)[:4].isdigit():
            return None  # “2013年以来关停”砖瓦窑厂: said of many
        return Mention(match.start(1), match.end(1), match.group(1), ending.type)


def _near(mentions: list[Mention], stop: int, last: int) -> list[Mention]:
    """Those (in reading order) that can matter for a name that ends in a class word at ``stop``..``last``."""
    if not mentions:
        return []
    begin = bisect_right(mentions, stop - _NEAR, key=_END)
    return mentions[begin : bisect_left(mentions, last, lo=begin, key=_START)]


def _kind_of(ending: lexicon.Ending, first: int, stop: int, *, ware: str) -> PlaceType:
    """宏图印刷厂, 北坪砂厂 are firms; of a 厂 that nobody says the trade of, one only knows that it is works. So is the
    mill of a mine. ``ware`` is the character before the class word, what is made or dug."""
    plain = ending.word == "厂" and stop - first <= _PLAIN_WORKS and ware != "砂"
    mill = ending.word in lexicon.MILLS and ware == "矿"  # 某某铁矿|选矿厂
    return FACILITY if plain or mill else ending.type
