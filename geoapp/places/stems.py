"""Whether what stands before a class word can be a name: more than a verb, a number, a side or a word of kind."""

from __future__ import annotations

import re

from geoapp.model import PlaceType
from geoapp.places import lexicon, words
from geoapp.places.kinds import (
    AREA,
    BRIDGE,
    CANAL,
    FACILITY,
    FULL_STEM,
    MINE,
    OPEN_WATERS,
    OUTLET,
    RESERVOIR,
    ROAD,
    SETTLED,
    SITE,
    VILLAGE,
)
from geoapp.places.lexicon import Ending
from geoapp.places.listing import QUARTERS

_WORKS = FULL_STEM | {MINE}
_BARE = OPEN_WATERS | {BRIDGE, RESERVOIR}
# A town, a park or a river, though its name be made of words of kind.
_PLACED_RE = re.compile(r".[镇乡]|园区|开发区|工业园|.[河江湖溪](?![道段岸])")
_SIDES, _UNIT_ENDS = ("东", "西", "南", "北"), ("县", "市", "区", "镇", "河", "江", "湖")
_FIRMS, _COUNTING = frozenset({"公司", "企业", "厂"}), frozenset("一两二三四五六七八九十几多某")
_WHICH = frozenset("各该本全某每其此两多几数一另、和与及")
_LONG_PREFIX = 3
# Words of kind and of trade of several characters, a single one only beside those: 竹|塘, 大|厂 are names.
_KIND = lexicon.MODIFIERS | lexicon.WARES
_ONE = "".join(sorted(word for word in _KIND if len(word) == 1))
_MORE = lexicon.alternatives(frozenset(word for word in _KIND if len(word) > 1))
_BEGINS = frozenset(word[0] for word in _KIND) | set("一二三四五六七八九十家个座处口条、和与及")
_TRADE_RE = re.compile(f"(?:[{_ONE}]?(?:{_MORE}|{lexicon.COUNTED}|、|和|与|及)[{_ONE}]?)+")


_ONE_BESIDE = re.compile("[河江溪湖渠沟街侧边旁近][一某](?:[家处座个](?!庄|集))?")
# 六家子|断面, 三家店|水库: how many families settled there first
_FAMILIES = re.compile("[二三四五六七八九十]家[子店庄屯堡渠寨]")


def is_no_stem(text: str, first: int, stop: int, ending: Ending) -> bool:
    """治|湖: a verb and a noun; 石牌镇|江: the name of a town; 一|酒店, 堆|砂场: one character names no firm."""
    kind, stem = ending.type, text[first:stop]
    if lexicon.QUANTITY_RE.match(stem):
        return True
    if kind in OPEN_WATERS:
        if lexicon.TITLE_RE.search(text, max(0, first - 4), stop) is not None:
            return True  # 副局长柳|江, 记者寇|江: a person
        beside = _BESIDE_HOUSES.fullmatch(text, max(0, first - 1), stop) is not None
        return beside or _is_no_water(text, stop, stem, ending)
    if kind is ROAD:
        return stem.endswith("侧")  # 西北侧|路边
    if kind is BRIDGE:
        # 某某大桥|南端|桥下; 清平镇|桥营村: behind the town begins the village's name
        return stem.endswith("端") or (ending.word == "桥" and stem.endswith(("镇", "乡", "街道")))
    if kind is VILLAGE:
        # 排查出农村、县农业农村部门; 西代河村|村; 某庄乡村|酒店
        if stem.endswith("农") or (len(stem) > 2 and stem.endswith(("村", "乡"))):
            return True
        return len(stem) > 1 and stem[-1] in "两几多"  # 石坪、大坪两|村: how many have been named
    if ending.word in QUARTERS and (stem.endswith(_UNIT_ENDS) or lexicon.QUARTER_OF_RE.search(stem)):
        return True  # 某某镇老|城区
    if kind is AREA:
        return _is_no_area(text, first, stem, ending)
    return kind in _WORKS and _is_no_works(text, first, stem, ending)


_NUMBERED_STREET = re.compile("(?:工业|产业|科技|创业|园区|经|纬)[东西南北]?[一二三四五六七八九十]+")
# 村西|河, 屯里东|河: on which side of the houses a river without a name flows
_BESIDE_HOUSES = re.compile(r".?(?:[村屯庄寨]里?|里)[东西南北]|.[\u4e00-\u9fff]{0,4}[村屯庄寨][前后]", re.DOTALL)


def _is_no_water(text: str, stop: int, stem: str, ending: Ending) -> bool:
    if stem.endswith("段"):
        return True  # 新桥段|河水
    if stem[-1] in "条处段" and stem[0] in _COUNTING:
        return True  # 两条|河: how many
    if len(stem) == 1 and ending.word == "港":
        return not lexicon.receives(text, stop, stop + 1)  # 直排大港: elsewhere 渔港, 进港
    if len(stem) == 1:
        return stem in lexicon.DONE_TO_WATER and not lexicon.receives(text, stop, stop + len(ending.word))
    return len(stem) > 2 and stem.endswith(("镇", "乡", "村", "省", "街道", "县", "区")) and not stem.endswith("灌区")


def _is_no_area(text: str, first: int, stem: str, ending: Ending) -> bool:
    listed = text.endswith(("路、", "街、", "道、"), 0, first)
    if ending.word == "片区" and listed and stem.endswith(("路", "街", "大道")):
        return True  # 甲路、乙路|片区: the streets are named
    # 某某湖区|部分垸, 水库二级|保护区
    return "部分" in stem or lexicon.ZONE_ONLY_RE.fullmatch(stem) is not None


def _is_no_works(text: str, first: int, stem: str, ending: Ending) -> bool:
    kind, word = ending.type, ending.word
    if lexicon.COUNTED_RE.search(stem) or lexicon.is_nameless_beside(stem, ending) or _is_one_beside(stem):
        return True  # 工农桥段|部分|民宿
    if kind is MINE:
        # 监测井|3号井 has a number and no name
        return (len(stem) == 1 and word == "矿山") or (word == "号井" and stem.strip("井0123456789") == "")
    if word in _FIRMS and stem[-1] in _COUNTING and stem[-2:-1] != "第":
        return True  # 鼎盛、新源|两|公司, 某某县|一|企业: how many there are
    if kind is OUTLET and lexicon.OUTLET_SIDE_RE.search(stem):
        return True
    if kind is FACILITY and stem.startswith(_SIDES) and stem[1:] and lexicon.is_generic(stem[1:]):
        # 县城|北|生活垃圾|填埋场; but 西湖镇|污水处理厂, 东大河|二级水电站
        return _PLACED_RE.search(stem) is None
    if kind is SITE and lexicon.VILLAGE_SIDE_RE.search(stem):
        return True  # 某某村西侧|采石坑
    if word == "污水处理设施" and (not stem.endswith(("村", "点", "社区")) or "农村" in stem):
        return True  # 某某镇农村生活|污水处理设施: many, of a whole town
    group = stem.startswith(("组", "队", "社")) and text[first - 1 : first].isdigit()
    group |= stem.endswith(("组", "组一", "组某")) and len(stem) > 1  # 某某塘组|养鸭场
    if group or lexicon.GROUP_RE.match(stem):
        return True  # 某某村|三组一|养殖场
    if word in lexicon.HEAPS:
        heap = stem + word[0] * word.startswith("渣")
        if lexicon.HEAP_OF_RE.fullmatch(heap):
            return True  # 一处|锂渣|堆场, 甲镇、乙镇|锰矿渣|库
    return len(stem) == 1


def _is_one_beside(stem: str) -> bool:
    """某河一|洗砂场, 某村北侧一石料|加工厂: one of the kind, told by what it lies beside."""
    one = _ONE_BESIDE.search(stem)
    return one is not None and (one.end() == len(stem) or says_only_trade(stem[one.end() :]))


def says_only_kind(text: str, first: int, stop: int, ending: Ending, table: words.Table) -> bool:
    """污水|处理厂. 新场|河 is a name though 新 and 场 alone would only say which one."""
    stem, last = text[first:stop], stop + len(ending.word)
    if ending.type is ROAD and lexicon.ROAD_PART_RE.match(text, last):
        return False  # 建设路|东段
    if ending.word == "港" and len(stem) == 1:
        return False  # 直排大|港
    if ending.word == "运河" and stem in tuple("老古大新"):
        return False  # 老|运河
    if ending.type is ROAD and _NUMBERED_STREET.fullmatch(stem):
        return False  # 工业五|路, 创业二|路
    if _FAMILIES.fullmatch(stem):
        return False
    counted = ending.type in OPEN_WATERS and lexicon.ORDINAL_RE.fullmatch(stem)
    if counted or not lexicon.is_generic(stem, ending.type):
        return False
    parts = [p for p in words.cut(stem, 0, len(stem), table) if p.end - p.start > 1]
    if any(part.kind in "up" for part in parts):
        return False  # 九江|经开区
    if ending.type in OPEN_WATERS and text.startswith(("流域", "干流"), last):
        return stem in tuple("各全本该")  # 小江|流域
    bare = len(stem) >= 2 and ending.type in _BARE and _WHICH.isdisjoint(stem)
    return not bare or any(part.kind in "gbv" for part in parts)


def is_proper(text: str, start: int, stop: int, table: words.Table) -> bool:
    """True where something in the stretch is more than a verb or a word of kind."""
    parts = words.cut(text, start, stop, table)
    alone = sum(part.end - part.start == 1 for part in parts)
    return alone >= 2 or any(part.kind in "?pukn" for part in parts)


def is_ordinary(text: str, start: int, last: int, kind: PlaceType, table: words.Table) -> bool:
    """干部|入村: ends in an ordinary word, with nothing but ordinary words before it. 任|市镇 is a name."""
    common = lexicon.common_noun_before(text, start, last)
    if common is None:
        return False
    if kind is CANAL:
        # 桔山|排洪沟; but 涌水经|沟渠, 渣场|截排水沟 are told by what flows there, or by what they drain
        if text[start] == "第":
            return False  # 第三|排水沟
        drains = lexicon.DRAINED_RE.search(text, start, common) is not None
        return drains or not (common > start + 1 and is_proper(text, start, common, table))
    if kind not in SETTLED or common > start + _LONG_PREFIX:
        return True  # 雨后粪水流|进村
    parts = words.cut(text, start, common, table)
    return all(
        text[part.start : part.end] in lexicon.EDGE_WORDS or (part.end - part.start > 1 and part.kind in "vgbn")
        for part in parts
    )


def says_only_trade(stem: str) -> bool:
    """True when ``stem`` (of works, a yard or a mine) only says what they make or where they stand: 蘑菇|罐头厂."""
    begins = stem[:1] in _BEGINS or stem[:1].isdigit()  # a proper name does not, as a rule
    return begins and _TRADE_RE.fullmatch(stem) is not None
