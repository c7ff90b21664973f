"""Where a name begins: walk left from its class word to the verb, preposition, address part or mark before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from geoapp.model import PlaceType
from geoapp.places import words
from geoapp.places.lexicon import (
    ADDRESS_RE,
    ALONG_RE,
    BARE_START_RE,
    BESIDE,
    BESIDE_WATER_RE,
    COMPLEMENTS,
    EDGE_WORDS,
    HEAP_OF_RE,
    HEAPS,
    MEASURES,
    MINERAL_RE,
    MODIFIERS,
    NAME_TAILS,
    NUMBERED_RE,
    POURED_RE,
    QUANTITY_RE,
    REACH_RE,
    SHORT_SECTION_RE,
    SIDE_RE,
    STEM_RIVER_RE,
    TRADES,
    UNNAMED_BEFORE_RE,
    Ending,
    is_generic,
)
from geoapp.places.words import Word

# A longer stem than this is a sentence whose verb is missing from the table, not a name.
MAX_STEM = {
    PlaceType.ENTERPRISE: 26, PlaceType.FACILITY: 14, PlaceType.MONITORING_SECTION: 12, PlaceType.AREA: 10,
    PlaceType.SITE: 14, PlaceType.OUTLET: 14, PlaceType.VILLAGE: 6, PlaceType.TOWNSHIP: 5, PlaceType.RIVER: 6,
}  # fmt: skip
_WINDOW = 34
_LOOK_AHEAD = 4
_POURED = 10  # characters between a verb of flowing and the 入 that belongs to it
# Names that carry their place's name inside them: 桃花江入资江口断面, 赫山区沧水铺镇污水处理厂排口.
_CARRIES_PLACE = frozenset({PlaceType.MONITORING_SECTION, PlaceType.OUTLET})
# Names made of words of trade and kind (东湖生活污水处理厂, 某某养殖有限公司); those of all others are short and bare.
_WORDY = frozenset({PlaceType.ENTERPRISE, PlaceType.FACILITY, PlaceType.MONITORING_SECTION, PlaceType.OUTLET,
                    PlaceType.SITE, PlaceType.AREA, PlaceType.MINE, PlaceType.TAILINGS_POND})  # fmt: skip
_NAMED_BY_TOWN = frozenset({PlaceType.FACILITY, PlaceType.MINE, PlaceType.TAILINGS_POND, PlaceType.AREA})
# What a firm's name does not reach into; its county and city belong to the registered name.
_AROUND_FIRMS = frozenset({PlaceType.AREA, PlaceType.TOWNSHIP, PlaceType.VILLAGE, PlaceType.ROAD, PlaceType.SITE})
_WATERS = frozenset({PlaceType.RIVER, PlaceType.CANAL, PlaceType.LAKE, PlaceType.RESERVOIR})
_PLAIN = frozenset(
    {PlaceType.RIVER, PlaceType.CANAL, PlaceType.LAKE, PlaceType.RESERVOIR, PlaceType.BRIDGE, PlaceType.AREA}
)
_DIGGING = frozenset({PlaceType.MINE, PlaceType.ENTERPRISE})
_INSIDE_RE = re.compile(r"(?:内(?![江乡丘黄蒙])|段(?![家村庄]))(?=..)")
_BESIDE_WATER = frozenset({PlaceType.FACILITY, PlaceType.SITE, PlaceType.ENTERPRISE, PlaceType.OUTLET})
_LEGAL, _FIRM = ("有限公司", "责任公司"), 6  # a firm's own name is no longer
_SPOT, _SPOT_ENDS = 4, frozenset("沟冲坳坡岭坪湾塘洞山坑垅坝")
_OF_MANY = frozenset({"小区", "家园", "广场", "湿地"})
_FAR = 300  # characters: nobody writes so long a clause, and every pattern looks at less
_CLAUSE_ENDS = "。；;，,：:！!？?\n"
_ENDS_CLAUSE = np.zeros(1 << 16, bool)
_ENDS_CLAUSE[[ord(char) for char in _CLAUSE_ENDS]] = True
_NUMBER_RE = re.compile(r"\d{0,2}号")  # what follows a digit of 12号
_ORDER = "一二三四五六七八九十东南西北中"
_COUNTING = "0123456789一二三四五六七八九十两几多数某各该这那余百"
_UPPER_ADDRESS = ("省", "自治区", "市", "县", "区")
_ADDRESS_SIGNS = frozenset("省区市县镇乡街村社居办")  # each address part has one of them
_LOWER_ADDRESS = ("镇", "乡", "街道", "村", "社区", "居委会", "村委会", "办事处")


class Taken(NamedTuple):
    """A name already found; ``unit`` for an administrative one."""

    start: int
    end: int
    type: PlaceType
    unit: bool


Places = Sequence[Taken]


class Edge(NamedTuple):
    """Where the name starts; ``address`` when an address part stands directly before it (a safe boundary)."""

    start: int
    address: bool


class Stretch:
    """The text to the left of a class word, cut into words once and then asked several things."""

    def __init__(self, text: str, stop: int, lowest: int, ending: Ending, table: words.Table, places: Places) -> None:
        self.text, self.stop, self.ending = text, stop, ending
        self.last = stop + len(ending.word)
        self._start: int | None = None  # as far as they have been asked for
        self._left: list[Word] | None = None
        self.first = _window_start(text, stop, lowest, kind=ending.type)
        known = {place.start: place.end for place in places if place.start >= self.first and place.end <= stop}
        self.ends = {self.first, *known.values()}
        self.words = words.cut(text, self.first, min(len(text), self.last + _LOOK_AHEAD), table, known)

    def ends_inside_word(self) -> bool:
        """集中|学习, 河|道: the class word is the beginning or the middle of another word."""
        word = next((w for w in reversed(self.words) if w.start < self.last), None)
        return (
            word is not None
            and word.end > self.last
            and self.text[word.start : word.end] != "村村"  # 西代河村|村西
            and not (word.start == self.stop and self.text[self.last : word.end] in BESIDE)
            and self.text[self.last : word.end] not in ("内", "外")  # 某某工业|区内
            and not (word.start == self.stop and REACH_RE.match(self.text, self.last))  # 枫林河|北段, 枫林江|河道
        )

    def left(self) -> list[Word]:
        """The words before the class word, cut off where it begins."""
        if self._left is None:
            stop = self.stop
            self._left = [w if w.end <= stop else Word(w.start, stop, w.kind) for w in self.words if w.start < stop]
        return self._left

    def common_noun(self) -> bool:
        """雨水, 铁路, 山村: the name would be an ordinary word."""
        word = next((w for w in reversed(self.words) if w.start < self.stop), None)
        if word is None or word.end <= self.stop or word.kind not in "nvgb" or word.end < self.last:
            return False
        before = [w for w in self.words if self.start_of_name() <= w.start < word.start]
        if before and self.ending.type in _WORDY:
            return False  # 菱角|大酒店
        return all(w.kind == "k" or (w.kind in "nvgb" and w.end - w.start > 1) for w in before)

    def start_of_name(self) -> int:
        """Behind the last word that no name holds."""
        if self._start is None:
            self._start = self._find_start()
        return self._start

    def _find_start(self) -> int:
        wordy = self.ending.type in _WORDY
        start, own = self.stop, 0
        enough = 99 if wordy else 2
        line = self.left()
        for number in range(len(line) - 1, -1, -1):
            word = line[number]
            before = line[number - 1] if number else None
            if self._breaks(word, before, start, wordy) or (
                self._goes_alone(word) and own >= (1 if self._numbered(start) else enough)
            ):
                break
            start = word.start
            own += word.end - word.start if word.kind not in "gb" else 0
        return self._stripped(start) if wordy else self._poured(start)

    def _poured(self, start: int) -> int:
        """排黑水|入|灰河: where something flows, 入 is no part of the water's name."""
        if self.ending.type not in _WATERS or self.text[start] != "入" or start + 1 >= self.stop:
            return start
        return start + 1 if POURED_RE.search(self.text[max(self.first, start - _POURED) : start]) else start

    def _breaks(self, word: Word, before: Word | None, start: int, wordy: bool) -> bool:
        stem, letters = self.stop - start, self.text[word.start : word.end]
        if len(letters) > 1:
            trade = start == self.stop and self.ending.word.endswith(("公司", "合作社"))
            if trade or (self.ending.word.endswith(_LEGAL) and self._unit_before(word)):
                return letters in EDGE_WORDS - TRADES and word.kind == "v"  # 冶炼|有限公司: a trade, not what is done
            plain = word.start == self.first and self.ending.type in _PLAIN
            plain |= word.start in self.ends and self.ending.type is PlaceType.VILLAGE  # 陵江镇|回水|村
            if plain and start == self.stop:
                return (
                    letters in EDGE_WORDS or word.kind == "b"
                )  # 新立|河: a verb elsewhere, but nothing stands before it
            if letters[0] == "第" and start == self.stop and len(self.ending.word) > 1:
                return False  # 第三|排水沟
            return word.kind == "v" or (word.kind == "b" and not wordy)
        if letters in COMPLEMENTS and before is not None and before.end - before.start == 1 and before.kind == "v":
            return self.text[before.start] not in EDGE_WORDS  # 管好, 讲清: a verb and its outcome
        if letters == "内" and self.text[word.start - 1 : word.start] in tuple("区县市镇村园境域省院厂"):
            return True  # 建成区|内|新河
        if letters == "各" and self.text.startswith("庄", word.end):
            return False  # 范各庄
        if letters not in EDGE_WORDS or not self._counts(word, letters):
            return False
        if stem == 0 and letters in NAME_TAILS and before is not None and before.end - before.start == 1:
            return self.text[before.start] in EDGE_WORDS  # 符离|大道, 永和|大桥
        # 和 also begins 和平, 对 also 对门: believed where three characters of a name follow, class word included
        return stem == 0 or stem + len(self.ending.word) >= 3 or letters in "的了等"

    def _unit_before(self, word: Word) -> bool:
        """江西|天|高新|材料|有限公司: behind the unit that opens a firm's name no word is what somebody does."""
        units = [w for w in self.words if w.kind == "u"]
        opens = any(w.start == word.end for w in units)  # 某某县|对接|湖南某某有限公司
        return not opens and any(0 <= word.start - w.end <= _FIRM for w in units)

    def _numbered(self, start: int) -> bool:
        """三支渠, 北干渠: a number or side and a class word of several characters make a name."""
        return (
            self.ending.type is PlaceType.CANAL
            and len(self.ending.word) > 1
            and all(char in _ORDER for char in self.text[start : self.stop])
        )

    def _counts(self, word: Word, letters: str) -> bool:
        """家, 个, 处 end before a name only where they count something (3家, 多家); 石家庄 goes on."""
        return letters not in MEASURES or self.text[word.start - 1 : word.start] in ("", *_COUNTING)

    def _goes_alone(self, word: Word) -> bool:
        """An ordinary word of several characters before a stem that is a name already."""
        return word.end - word.start > 1 and word.kind in "ngbvu"

    def _stripped(self, start: int) -> int:
        """扩建|东湖污水处理厂: words of kind before the proper part of a name do not belong to it."""
        line = [word for word in self.left() if word.start >= start]
        for number, word in enumerate(line):
            if word.kind != "b" or self.text[word.start : word.end] == "原":
                break  # 原|新田煤矿: what is gone is called so
            if sum(w.end - w.start for w in line[number + 1 :] if w.kind not in "gb") >= 2:
                start = word.end
        return start


def left_edge(stretch: Stretch, places: Places) -> Edge:
    """The start of the name that ends in the stretch's class word.

    ``places`` are the ranges of names already found: a name does not reach into one, unless it only adds a side
    (大湖南岸湿地) or the class word itself to it.
    """
    text, stop, ending, first = stretch.text, stretch.stop, stretch.ending, stretch.first
    window = text[first:stop]
    cut = stretch.start_of_name() - first
    inside = [(p.start - first, p.end - first) for p in places if p.start >= first and p.end <= stop]
    inside += [(w.start - first, w.end - first) for w in stretch.left()[:2] if w.kind == "u" and w.start - first < 2]
    address, unit = _address_cut(window, ending, inside)
    if address > cut:
        rest = window[address:]
        county = (
            ending.type not in _WATERS | {PlaceType.ROAD, PlaceType.BRIDGE}
            and BARE_START_RE.match(rest + ending.word) is not None
        )
        if (county and ending.word not in _OF_MANY) or _bare(rest, ending):
            return Edge(first + max(cut, _unit_start(stretch, unit)), True)
        return _after_places(text, Edge(first + address, True), stop, ending, places)
    start = _beside_water(text, first + cut, stop, places) if ending.type in _BESIDE_WATER else first + cut
    if ending.type is PlaceType.TAILINGS_POND:
        start = _behind_place(text, start, stop, places)
    return _after_places(text, Edge(start, start > first + cut), stop, ending, places)


def _beside_water(text: str, start: int, stop: int, places: Places) -> int:
    """桂江|航道|昭平码头: a name that begins right behind a water begins behind what says where it lies."""
    if any(place.end == start and place.type in _WATERS for place in places):
        along = BESIDE_WATER_RE.match(text, start, stop)
        return along.end() if along is not None and along.end() < stop else start
    return start


def _behind_place(text: str, start: int, stop: int, places: Places) -> int:
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


def _bare(rest: str, ending: Ending) -> bool:
    """冷水镇|铅锌矿区: nothing but words of kind; the address part is its name. Not so for 遗留矿山."""
    if ending.word in HEAPS:
        return HEAP_OF_RE.fullmatch(rest) is not None
    return (
        ending.type in _NAMED_BY_TOWN
        and len(rest) >= 2
        and _only_kind(rest, ending)
        and UNNAMED_BEFORE_RE.search(rest) is None
        and QUANTITY_RE.match(rest) is None
    )


def _only_kind(rest: str, ending: Ending) -> bool:
    """铅锌|矿区, 废弃|矿山; but 大厂|铅锌矿 is a name though 大 and 厂 alone only say of what kind."""
    mines = ending.type in (PlaceType.MINE, PlaceType.TAILINGS_POND)
    own = rest.removeprefix("原")  # 某某村|原大源|萤石矿
    return is_generic(rest, ending.type) and not (mines and len(own) == 2 and own not in MODIFIERS)


def _window_start(text: str, stop: int, lowest: int, *, kind: PlaceType) -> int:
    """Walk left over characters that may stand in a name; brackets only whole, and only in a firm's name."""
    position = stop
    floor = max(lowest, stop - _WINDOW)
    while position > floor:
        char = text[position - 1]
        if char == "份" and text[position - 2 : position - 1] == "月":
            break  # 7月份|任文干渠
        if char in "年月日" and text[position - 2 : position - 1].isdigit() and kind is not PlaceType.ENTERPRISE:
            break  # 2023年|枫林河
        if char == ")" and kind is PlaceType.ENTERPRISE:
            opening = text.rfind("(", max(floor, position - 12), position)
            if opening < 0 or not text[opening + 1 : position - 1].isalpha() or text[opening + 1] == "原":
                break
            position = opening
        elif char.isalpha() or (char.isdigit() and (kind is PlaceType.ROAD or _NUMBER_RE.match(text, position))):
            position -= 1
        else:
            break
    if text[position : position + 1] == "(":  # a remark before the name: (原某某矿区)|宏达公司
        return text.index(")", position) + 1
    return position


def _address_cut(window: str, ending: Ending, inside: Sequence[tuple[int, int]] = ()) -> tuple[int, int]:
    """(end of the last address part that leaves a stem, start of its class word); (0, 0) without one.

    The name of a firm keeps its province, city and county (桃江县某某有限公司 is the registered name).
    """
    best = (0, 0)
    if _ADDRESS_SIGNS.isdisjoint(window):
        return best
    lower = False
    for match in ADDRESS_RE.finditer(window):
        if match.start() < 1 or len(window) - match.end() < max(ending.stem, 1):
            continue
        if lower and match.group() in _UPPER_ADDRESS:
            continue  # 纳日松镇|羊市塔煤矿: no city lies in a town
        lower = lower or match.group() in _LOWER_ADDRESS
        if any(start < match.end() < end for start, end in inside):
            continue  # 排|市|镇: within a known name
        if ending.word.endswith(("有限公司", "责任公司", "合作社")) and match.group() not in _LOWER_ADDRESS:
            continue
        best = (match.end() + (_INSIDE_RE.match(window, match.end()) is not None), match.start())
    return best


def _unit_start(stretch: Stretch, class_word: int) -> int:
    """Where the address part begins whose class word stands at ``class_word``; offsets within the window."""
    window = stretch.text[stretch.first : stretch.stop]
    previous = [m.end() for m in ADDRESS_RE.finditer(window[:class_word]) if m.end() < class_word]
    ends = [
        word.end - stretch.first
        for word in stretch.left()
        if word.end - stretch.first < class_word and word.kind == "v" and word.end - word.start > 1
    ]
    return max([0, *ends, *previous])


def _after_places(text: str, edge: Edge, stop: int, ending: Ending, places: Places) -> Edge:
    if ending.type is PlaceType.ENTERPRISE:
        ends = [e for p in places if edge.start < p.end <= stop and (e := _beside_firm(text, p, stop)) is not None]
        return Edge(max(ends), True) if ends else edge
    for begin, end, kind, is_unit in sorted(places, key=lambda place: -place.end):
        if not edge.start < end <= stop:
            continue
        rest = text[end:stop]
        if rest[:1] in tuple("和与及或至到") and len(rest) > 1:
            return Edge(end + 1, edge.address)  # a place, 和, another place
        beside = kind in _WATERS and ending.type in _BESIDE_WATER
        along = (BESIDE_WATER_RE if beside else ALONG_RE).match(rest)
        if kind in _WATERS and ending.word.endswith(("自然保护区", "资源保护区")):
            return Edge(max(edge.start, begin), edge.address)  # 长江上游珍稀鱼类国家级自然保护区
        if along is not None and ending.type is not PlaceType.MONITORING_SECTION:
            return Edge(end + along.end(), True)  # 某某湖|沿岸|堆场, 某某河|沿线|排口
        if ending.type in _CARRIES_PLACE and kind not in _WATERS:
            continue  # 清溪河|石拱桥断面: the bridge belongs to the section's name
        if ending.type is PlaceType.OUTLET and len(rest) >= 2 and is_generic(rest):
            return Edge(end, True)  # 檀江|生活污水直排口: the river is named, not the outlet
        if ending.type in _CARRIES_PLACE:
            main = STEM_RIVER_RE.match(rest)  # 某江干流|大河滩断面
            rest = rest[main.end() :] if main else rest
            return Edge(stop - len(rest), True) if _own_section(rest, ending) else edge
        if kind is PlaceType.MINE and NUMBERED_RE.match(rest):
            return Edge(max(edge.start, begin), edge.address)  # 某某钨矿|2号废石堆场
        if kind in _WATERS and ending.word in HEAPS and HEAP_OF_RE.fullmatch(rest):
            return Edge(max(edge.start, begin), edge.address)  # 某某江|砷碱渣临时|渣库
        if QUANTITY_RE.match(rest) or (ending.type is PlaceType.SITE and rest and not SIDE_RE.match(rest)):
            return Edge(end, True)  # 某某港区|一处堆场
        if ending.type is PlaceType.BRIDGE and kind in _WATERS and text[stop + len(ending.word) :][:1] == "段":
            return Edge(end, True)  # 清溪河|新桥段: a reach of the river, told by the bridge
        if ending.type is PlaceType.FACILITY and kind in _WATERS and text[end - 1] == "段" and end < stop:
            return Edge(end, True)  # 湘江某某段|砂石码头
        if kind is PlaceType.FACILITY and NUMBERED_RE.fullmatch(rest):
            return Edge(max(edge.start, begin), edge.address)  # 安阜作业区|2号泊位
        if len(rest) == 1 and kind in _WATERS and ending.type is PlaceType.FACILITY and rest not in BESIDE:
            return Edge(max(edge.start, begin), edge.address)  # 合江|套|电站
        if _names_on(rest, ending) or (kind in _DIGGING and _spot(rest, ending)):
            start = begin if kind not in _DIGGING else end
            return Edge(start, edge.address)
        settles = is_unit and ending.type in (PlaceType.VILLAGE, PlaceType.TOWNSHIP)  # 鼎城区|灌溪镇
        settles |= ending.word in _OF_MANY and kind is PlaceType.TOWNSHIP  # 某某街道|老旧小区
        if not settles and (SIDE_RE.match(text, end) or _only_kind(rest, ending)):
            others = [place.end for place in places if edge.start < place.end <= begin]
            return Edge(min(begin, max([edge.start, *others])), edge.address)
        if len(rest) >= max(ending.stem, 1):
            return Edge(end, True)
    return edge


def _names_on(rest: str, ending: Ending) -> bool:
    """清溪|哨磷|矿区: one character behind a water's name, and a mineral, are the rest of a village's name."""
    return ending.type is PlaceType.MINE and MINERAL_RE.fullmatch(rest) is not None


def _spot(rest: str, ending: Ending) -> bool:
    """宏安金矿|小河沟|尾矿库: a gully has a name of its own, though made of words of kind."""
    if ending.word == "沟":
        return len(rest) >= 1
    return ending.type is PlaceType.TAILINGS_POND and len(rest) >= 2 and rest[-1] in "沟冲坳坡岭坪湾塘洞山"


def _beside_firm(text: str, place: Taken, stop: int) -> int | None:
    """Where a firm's name may begin behind a place: 某某片区|宏达公司; 清溪河某某段|砂场; 东河沿岸|养殖场.

    None where the place is part of the name: 清溪河砂场, and 清溪 in 清溪河纸业公司 is no river.
    """
    if place.type in _AROUND_FIRMS:
        return place.end if place.end < stop or place.type is PlaceType.ROAD else None
    if place.type not in _WATERS:
        return None
    along = BESIDE_WATER_RE.match(text, place.end, stop)
    if along is not None:
        return along.end()
    return place.end if text[place.end - 1] == "段" else None


def _own_section(rest: str, ending: Ending) -> bool:
    """清溪河|廖家堰断面: the section has a name of its own; 清溪河入江口断面, 清溪河国控断面 have not."""
    if len(rest) < 2 or SIDE_RE.match(rest):
        return False
    return not is_generic(rest, ending.type) or SHORT_SECTION_RE.fullmatch(rest) is not None


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause (between 。；，： and line ends) that holds ``text[start:end]``; of an endless one what is near."""
    marks = _clause_marks(text)
    before, after = bisect_left(marks, start), bisect_left(marks, end)
    first = marks[before - 1] + 1 if before else 0
    last = marks[after] if after < len(marks) else len(text)
    return max(first, start - _FAR), min(last, end + _FAR)


@lru_cache(maxsize=4)
def _clause_marks(text: str) -> list[int]:
    """Where a text's clauses end: looked for once, because every name in it asks."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(codes) > len(text):  # characters of two code units
        return [at for at, char in enumerate(text) if char in _CLAUSE_ENDS]
    ends: list[int] = np.flatnonzero(_ENDS_CLAUSE[codes]).tolist()
    return ends
