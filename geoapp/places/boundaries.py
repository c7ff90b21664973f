"""Where a name begins: walk left from its class word to the verb, preposition, address part or mark before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoapp.model import PlaceType
from geoapp.places import words
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
    OUTLET,
    RESERVOIR,
    RIVER,
    ROAD,
    SITE,
    TAILINGS_POND,
    TOWNSHIP,
    VILLAGE,
    WATERS,
)
from geoapp.places.lexicon import (
    ADDRESS_RE,
    BARE_START_RE,
    BESIDE,
    COMPLEMENTS,
    EDGE_WORDS,
    MEASURES,
    NAME_TAILS,
    POURED_RE,
    REACH_RE,
    ROAD_NAMES,
    TRADES,
    Ending,
    is_generic,
)
from geoapp.places.neighbours import (
    OF_MANY,
    Edge,
    Places,
    after_places,
    bare,
    behind_place,
    beside_water,
    side_of_seat,
)
from geoapp.places.words import Word

# A longer stem than this is a sentence whose verb is missing from the table, not a name.
MAX_STEM = {
    ENTERPRISE: 26, FACILITY: 14, MONITORING_SECTION: 12, AREA: 10,
    SITE: 14, OUTLET: 14, VILLAGE: 6, TOWNSHIP: 5, RIVER: 6,
    TAILINGS_POND: 9, MINE: 10,
}  # fmt: skip
_WINDOW = 34
_LOOK_AHEAD = 4
_POURED = 10  # characters between a verb of flowing and the 入 that belongs to it
# Names made of words of trade and kind (东湖生活污水处理厂, 某某养殖有限公司); those of all others are short and bare.
_WORDY = frozenset({ENTERPRISE, FACILITY, MONITORING_SECTION, OUTLET,
                    SITE, AREA, MINE, TAILINGS_POND})  # fmt: skip
_PLAIN = frozenset({RIVER, CANAL, LAKE, RESERVOIR, BRIDGE, AREA})
# One character names none of these: 那|地采石场, 霍各|乞尾矿库 begin with what is a pronoun elsewhere.
_LONGER_THAN_ONE = FULL_STEM | {MINE, TAILINGS_POND, MONITORING_SECTION}
_BINDING = frozenset("内外间的了和与及或等被把将从对向由在至到于为有无经因是以但且均也仍未已让给")
_INSIDE_RE = re.compile(r"(?:内(?![江乡丘黄蒙])|(?:城区?|境内)?段(?![家村庄]))(?=..)")
# 某某县|城段|中心码头, 园区北侧|某某药业地块, 某村|某某组|某某矿业: where in a seat or a park a thing lies;
# 某某路|19号|某某花园小区: the number of its house; 某村|区域|某河.
_WHERE_RE = re.compile(
    r"(?:(?<=[县市区镇])(?:县?城区?|市区|镇区|集镇|境内)段(?![家村庄])"
    r"|[河江湖溪][东西南北]{1,2}[岸侧]|(?:场镇|集镇|镇区|城区)段(?![家村庄])|(?:园区|厂区|矿区|库区|城区|镇区|集镇)[东西南北]{1,2}[侧面部]|[东西南北]{1,2}侧"
    r"|(?<=[村区])[\u4e00-\u9fff]{2,3}组|(?<=[路街道巷弄])\d{1,4}号(?![院楼厅仓库房机]))(?=..)|(?<=[村镇乡])区域(?=.)"
)
# 下游200米|河水: a measure, not the beginning of a name.
_MEASURE_RE = re.compile(r"\d(?:公?[里米]|平方|立方|[亩吨条])")
_MOUTHS = frozenset({"出口", "入口", "进口"})
_ON_RE = re.compile("[排流汇注进入]")
_LEGAL, _FIRM = ("有限公司", "责任公司"), 6  # a firm's own name is no longer
_TRADE_NAME = 2  # characters of a firm's own name: 江苏|盛和|化学有限公司
_AFTER = frozenset("后前上下里中旁时")
_FEATURES = frozenset("沟冲坳坡岭坪湾塘洞山坑垅坝")  # 黑水|沟尾矿库
_NUMBER_RE = re.compile(r"\d{0,2}号|G[\u4e00-\u9fff]")  # what follows a digit of 12号, of 5G产业园
_MAY_BREAK = {word for word in EDGE_WORDS if len(word) == 1} | COMPLEMENTS | {"内"}  # no name goes on behind others
_ORDER = "一二三四五六七八九十东南西北中"
_DATED, _DAYS = "年月日时", "当今昨明次本上下同近去往平"
_COUNTING = "0123456789一二三四五六七八九十两几多数某各该这那余百"
_FAMILIES, _SETTLED_BY = tuple("二三四五六七八九十"), tuple("子店庄屯堡渠寨")
_UPPER_ADDRESS = ("省", "自治区", "市", "县", "区")
_ADDRESS_SIGNS = frozenset("省区市县镇乡街村社居办")  # each address part has one of them
_LOWER_ADDRESS = ("办", "镇", "乡", "街道", "村", "社区", "居委会", "村委会", "办事处")


class Stretch:
    """The text to the left of a class word, cut into words once and then asked several things."""

    def __init__(self, text: str, stop: int, lowest: int, ending: Ending, table: words.Table, places: Places) -> None:
        self.text, self.stop, self.ending = text, stop, ending
        self.last = stop + len(ending.word)
        self._start: int | None = None  # until it has been asked for
        self.first = _window_start(text, stop, lowest, kind=ending.type)
        self.known = {place.start: place.end for place in places if place.start >= self.first and place.end <= stop}
        self.words = words.cut(text, self.first, self.last + _LOOK_AHEAD, table, self.known)
        self.left = [word for word in self.words if word.start < stop]
        """The words before the class word, cut off where it begins."""
        self.before = self.left[-1] if self.left else None
        """The last of them as it is: the class word may stand in it."""
        if self.before is not None and self.before.end > stop:
            self.left[-1] = self.before._replace(end=stop)

    def ends_inside_word(self) -> bool:
        """集中|学习, 河|道: the class word is the beginning or the middle of another word."""
        word = self.before
        if word is None or word.end < self.last:
            word = next((w for w in self.words[len(self.left) :] if w.end >= self.last), None)
        return (
            word is not None
            and word.end > self.last
            and not self._said_twice(word)
            and not (self._begins_in_class(word) and self.text[self.last : word.end] in BESIDE)
            and self.text[self.stop : word.end] != "湖区"  # 横岭|湖区: no district is called so
            and self.text[self.last : word.end] not in ("内", "外", "前", "后", "旁")  # 某某工业|区内
            and not (word.start == self.stop and REACH_RE.match(self.text, self.last))  # 枫林河|北段, 枫林江|河道
        )

    def _said_twice(self, word: Word) -> bool:
        """西代河村|村西, 某某填埋场|场区: the character begins what lies there."""
        return word.end == self.last + 1 and self.text[self.last] == self.text[self.last - 1]

    def _begins_in_class(self, word: Word) -> bool:
        """某某|河边; 某某引|河水."""
        return word.start == self.stop or (word.start > self.stop and self.ending.type in WATERS)

    def common_noun(self) -> bool:
        """雨水, 铁路, 山村: the name would be an ordinary word."""
        word = self.before
        if word is None or word.end < self.last or word.kind not in "nvgb":
            return False
        start = self.start_of_name()
        if self.ending.type is ROAD and self.text[word.start] in _ORDER and start < word.start:
            return False  # 工业|五路
        before = [w for w in self.words if start <= w.start < word.start]
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
        line = self.left
        for number in range(len(line) - 1, -1, -1):
            word = line[number]
            before = line[number - 1] if number else None
            alone = word.end - word.start == 1
            if start + 1 == self.stop and self._goes_on(word, before):
                start = word.start
                own += 2
                continue
            if not (alone and self.text[word.start] not in _MAY_BREAK) and self._breaks(word, before, start, wordy):
                break
            if own and not wordy and self._goes_alone(word) and (own > 1 or self._numbered(start)):
                break
            start = word.start
            own += word.end - word.start if word.kind not in "gb" else 0
        return self._stripped(start) if wordy else self._poured(start)

    def _goes_on(self, word: Word, before: Word | None) -> bool:
        """吾隘镇|那地|采石场: what is left to name works would be one character, and before the word that seems to end
        the name stands what ends an address, a clause or an owner."""
        if self.ending.type not in _LONGER_THAN_ONE or word.end > self.stop - 1 or word.kind == "k":
            return False
        letters = self.text[word.start : word.end]
        left = self.text[self.stop - 1]
        if (letters not in EDGE_WORDS and word.kind != "v") or letters in _BINDING or left in EDGE_WORDS | _AFTER:
            return False
        if len(letters) > 1:
            if self.ending.type in FULL_STEM:
                return False  # 沉淀池|溢流口
            opens = before is None or self.text[before.start : before.end] == "的"
            return opens and (letters not in EDGE_WORDS or left in _FEATURES)
        return before is None or before.kind == "k" or before.end - before.start == 1

    def _poured(self, start: int) -> int:
        """排黑水|入|灰河: where something flows, 入 is no part of the water's name."""
        if self.ending.type not in WATERS or self.text[start] != "入" or start + 1 >= self.stop:
            return start
        return start + 1 if POURED_RE.search(self.text[max(self.first, start - _POURED) : start]) else start

    def _breaks(self, word: Word, before: Word | None, start: int, wordy: bool) -> bool:
        stem, letters = self.stop - start, self.text[word.start : word.end]
        if len(letters) > 1:
            trade = start == self.stop and self.ending.word.endswith(("公司", "合作社"))
            if trade or (self.ending.word.endswith(_LEGAL) and self._unit_before(word)):
                return letters in EDGE_WORDS - TRADES and word.kind == "v"  # 冶炼|有限公司: a trade, not what is done
            plain = word.start == self.first and self.ending.type in _PLAIN
            if self.ending.type is VILLAGE:
                plain = word.start == self.first or word.start in self.known.values()  # 陵江镇|回水|村
            if word.kind == "v" and letters not in EDGE_WORDS and self._must_begin(word, before, start):
                return False
            if plain and start == self.stop:
                return (
                    letters in EDGE_WORDS or word.kind == "b"
                )  # 新立|河: a verb elsewhere, but nothing stands before it
            if self.ending.type is ROAD and letters in ROAD_NAMES and stem <= 1:
                return False  # 某某城区|建设中路
            if letters in _MOUTHS and start == self.stop and self.ending.type is MONITORING_SECTION:
                return False  # 某某河|出口|断面
            if letters[0] == "第" and start == self.stop and len(self.ending.word) > 1:
                return False  # 第三|排水沟
            if start == self.stop and self.ending.type is ENTERPRISE and self.ending.word[-1] in "厂坊窑":
                return letters in EDGE_WORDS  # 农机修造|厂
            return word.kind == "v" or (word.kind == "b" and not wordy)
        if letters in COMPLEMENTS and before is not None and before.end - before.start == 1 and before.kind == "v":
            return self.text[before.start] not in EDGE_WORDS  # 管好, 讲清: a verb and its outcome
        if letters == "内" and self.text[word.start - 1 : word.start] in tuple("区县市镇村园境域省院厂"):
            return True  # 建成区|内|新河
        if letters == "各" and self.text.startswith("庄", word.end):
            return False  # 范各庄
        if letters not in EDGE_WORDS or not self._counts(word, letters):
            return False
        if self.ending.type in WATERS and stem > 1 and before is not None and letters != "了" and self._flows(before):
            return False  # 流入|都思兔河: behind the verb begins the name
        if letters not in "的了某对向由" and self.ending.word.endswith(_LEGAL) and self._behind_unit(word):
            return False
        if stem == 0 and letters in NAME_TAILS and before is not None and before.end - before.start == 1:
            return self.text[before.start] in EDGE_WORDS  # 符离|大道, 永和|大桥
        if letters in "和与及" and self.text[word.start - 1 : word.start] in tuple("的。;:("):
            return False  # 整改的|和顺养鸭场: it joins nothing
        # 和 also begins 和平, 对 also 对门: believed where three characters of a name follow, class word included
        if letters in "和与及" and is_generic(self.text[word.end : self.stop]):
            return True  # 土堤|和|涵闸
        if letters in "为经" and before is not None and before.kind in "vg" and before.end - before.start > 1:
            return True  # 下游|为|滔河, 尾水|经|通河
        if letters == "经" and self.ending.type in WATERS and _ON_RE.match(self.text, self.last):
            return True  # 经|榆河|流入
        if letters in "及与和" and self.text[word.start - 1 : word.start] in tuple("局厅委会府"):
            return True  # 市环保局|及|南湖管委会
        if letters == "在" and self.ending.type in WATERS:
            return True  # 在|榆湖: no water is called so
        return stem == 0 or stem + len(self.ending.word) >= 3 or letters in "的了等距从局"

    def _must_begin(self, word: Word, before: Word | None, start: int) -> bool:
        """原|庆贺寺煤矿; 某某县|兴发|煤矿, 某某区|大同|地质公园; 排入|得胜|河: a name must follow."""
        if self.text[word.start - 1 : word.start] == "原":
            return True
        if before is None:
            return False
        if start == self.stop and self.ending.type in WATERS:
            return before.end - before.start > 1 and self.text[before.end - 1] in "入至" and before.kind in "vb"
        county = before.kind in "uk" and self.text[before.end - 1] in "县区旗"
        return county and (self.ending.type is AREA or (start == self.stop and self.ending.type is MINE))

    def _flows(self, word: Word) -> bool:
        return word.end - word.start > 1 and self.text[word.end - 1] in "入至进" and self.text[word.start] in "流排汇注"

    def _unit_before(self, word: Word) -> bool:
        """江西|天|高新|材料|有限公司: behind the unit that opens a firm's name no word is what somebody does."""
        units = [w for w in self.words if self._is_unit(w)]
        opens = any(w.start == word.end for w in units)  # 某某县|对接|湖南某某有限公司
        return not opens and any(0 <= word.start - w.end <= _FIRM for w in units)

    def _is_unit(self, word: Word) -> bool:
        """A unit's name, also where it has been found as a place before."""
        return word.kind == "u" or (word.kind == "k" and self.text[word.end - 1] in "省市县区")

    def _behind_unit(self, word: Word) -> bool:
        """江苏|盛和|化学有限公司, 江西|铜都|再生资源有限公司: a firm's own name right behind its province or county."""
        near = (w for w in self.words if self._is_unit(w) and w.end <= word.start < w.end + _TRADE_NAME)
        return any(self.text[w.start - 1 : w.start] not in ("与", "和", "、") for w in near)

    def _numbered(self, start: int) -> bool:
        """三支渠, 北干渠: a number or side and a class word of several characters make a name."""
        return (
            self.ending.type is CANAL
            and len(self.ending.word) > 1
            and all(char in _ORDER for char in self.text[start : self.stop])
        )

    def _counts(self, word: Word, letters: str) -> bool:
        """家, 个, 处 end before a name only where they count something (3家, 多家); 石家庄 goes on."""
        before = self.text[word.start - 1 : word.start]
        if letters == "月" and before in ("明", "日"):
            return False  # 明月|山, 日月|潭: no month is called so
        if letters == "家" and before in _FAMILIES and self.text[word.end : word.end + 1] in _SETTLED_BY:
            return False  # 六家子, 三家店: a village's name
        if letters in _DATED:
            return before in ("", *_COUNTING, *_DAYS)  # 丽日|巷 is no day
        return letters not in MEASURES or before in ("", *_COUNTING)

    def _goes_alone(self, word: Word) -> bool:
        """An ordinary word of several characters before a stem that is a name already."""
        return word.end - word.start > 1 and word.kind in "ngbvu"

    def _stripped(self, start: int) -> int:
        """扩建|东湖污水处理厂: words of kind before the proper part of a name do not belong to it."""
        line = [word for word in self.left if word.start >= start]
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
    address, unit = 0, 0
    if not _ADDRESS_SIGNS.isdisjoint(window):
        inside = [(p.start - first, p.end - first) for p in places if p.start >= first and p.end <= stop]
        inside += [(w.start - first, w.end - first) for w in stretch.left[:2] if w.kind == "u" and w.start - first < 2]
        address, unit = _address_cut(window, ending, inside)
    if address > cut:
        rest = window[address:]
        county = side_of_seat(text, first + address) or (
            ending.type not in WATERS | {ROAD, BRIDGE} and BARE_START_RE.match(rest + ending.word) is not None
        )
        quarter = ending.word == "片区" or (rest[0] == "城" and rest[1] in "东西南北" and ending.type is AREA)
        county &= not quarter or text[first + unit] in "县区市"  # 某某镇|西街片区, 某某镇|城东工业区
        if (county and ending.word not in OF_MANY) or bare(rest, ending):
            return Edge(first + max(cut, _unit_start(stretch, unit)), True)
        return after_places(text, Edge(first + address, True), stop, ending, places)
    start = beside_water(text, first + cut, stop, places, ending) if ending.type in FULL_STEM else first + cut
    if ending.type is TAILINGS_POND:
        start = behind_place(text, start, stop, places)
    return after_places(text, Edge(start, start > first + cut), stop, ending, places)


def behind_whereabouts(text: str, start: int, stop: int) -> int:
    """Where a name thought to begin at ``start`` begins behind what only says where the thing lies."""
    where = _WHERE_RE.match(text, start, stop)
    return where.end() if where is not None else start


def is_measured_off(text: str, start: int) -> bool:
    """True where the characters at ``start`` are the unit of a number before them."""
    return text[start - 1 : start].isdigit() and _MEASURE_RE.match(text, start - 1) is not None


def _window_start(text: str, stop: int, lowest: int, *, kind: PlaceType) -> int:
    """Walk left over characters that may stand in a name; brackets only whole, and only in a firm's name."""
    position = stop
    floor = max(lowest, stop - _WINDOW)
    while position > floor:
        char = text[position - 1]
        if char == "份" and text[position - 2 : position - 1] == "月":
            break  # 7月份|任文干渠
        if char in "年月日" and text[position - 2 : position - 1].isdigit() and kind is not ENTERPRISE:
            break  # 2023年|枫林河
        if char == ")" and kind is ENTERPRISE:
            opening = text.rfind("(", max(floor, position - 12), position)
            if opening < 0 or not text[opening + 1 : position - 1].isalpha() or text[opening + 1] == "原":
                break
            position = opening
        elif char.isalpha() or (char.isdigit() and (kind is ROAD or _NUMBER_RE.match(text, position))):
            position -= 1
        else:
            break
    if text[position : position + 1] == "团" and text[position - 1 : position].isdigit():
        return position + 1  # 某某县|142团|某某奶牛场: regiments are counted
    if text[position : position + 1] == "(":  # a remark before the name: (原某某矿区)|宏达公司
        return text.index(")", position) + 1
    return position


def _address_cut(window: str, ending: Ending, inside: Sequence[tuple[int, int]] = ()) -> tuple[int, int]:
    """(end of the last address part that leaves a stem, start of its class word); (0, 0) without one.

    The name of a firm keeps its province, city and county (桃江县某某有限公司 is the registered name).
    """
    best = (0, 0)
    lower = False
    for match in ADDRESS_RE.finditer(window):
        if match.start() < 1 or len(window) - match.end() < _shortest(match, ending):
            continue
        if lower and match.group() in _UPPER_ADDRESS:
            continue  # 纳日松镇|羊市塔煤矿: no city lies in a town
        if match.group() == "办" and ending.type is not VILLAGE:
            continue  # 石门办|大坪村: short for 街道办事处
        lower = lower or match.group() in _LOWER_ADDRESS
        if any(start < match.end() < end for start, end in inside):
            continue  # 排|市|镇: within a known name
        if ending.word.endswith(("有限公司", "责任公司", "合作社")) and match.group() not in _LOWER_ADDRESS:
            continue
        best = (match.end() + (_INSIDE_RE.match(window, match.end()) is not None), match.start())
    return best


def _shortest(part: re.Match[str], ending: Ending) -> int:
    """How many characters must be left behind an address part: 水冶镇|西环路, but 城关镇北街 keeps its town."""
    if ending.word == "巷":
        return 1  # 某某镇|陈巷砂石堆场: the lane alone is no name
    ring = ending.type is ROAD and len(ending.word) > 1 and part.group() in _LOWER_ADDRESS
    return 1 if ring else max(ending.stem, 1)


def _unit_start(stretch: Stretch, class_word: int) -> int:
    """Where the address part begins whose class word stands at ``class_word``; offsets within the window."""
    window = stretch.text[stretch.first : stretch.stop]
    previous = [m.end() for m in ADDRESS_RE.finditer(window[:class_word]) if m.end() < class_word]
    ends = [
        word.end - stretch.first
        for word in stretch.left
        if word.end - stretch.first < class_word and word.kind == "v" and word.end - word.start > 1
    ]
    return max([0, *ends, *previous])
