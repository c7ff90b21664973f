"""Words of the domain, as tables: what ends a place name, what cannot be part of one, what makes one generic.

The word lists stand in ``lexicon.toml`` beside this file, patterns of names (which need look-around) here, those of
what names are to a case in ``relations``. They were
collected from the genre (rectification notices, petition lists, bulletins), not from single documents: no proper name
of a place, firm or case stands in them. Each table says what it is for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from geoapp.model import PlaceType
from geoapp.places.heads import Heads
from geoapp.places.kinds import AREA, CANAL, ENTERPRISE, MINE, SETTLED, SITE, TAILINGS_POND


class Ending(NamedTuple):
    """A class word that ends names of ``type``; ``stem`` characters at least must stand before it."""

    word: str
    type: PlaceType
    stem: int


_TABLES = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))


def _words(table: str) -> frozenset[str]:
    return frozenset(_TABLES[table]["words"].split())


def alternatives(words: frozenset[str]) -> str:
    """The words as a pattern, the longest tried first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


# Longer words are tried first, so 加工厂 is a firm and 污水处理厂 a facility.
ENDINGS: tuple[Ending, ...] = tuple(
    sorted(
        (
            Ending(word, PlaceType(group["type"]), group["stem"])
            for group in _TABLES["endings"]
            for word in group["words"].split()
        ),
        key=lambda ending: (-len(ending.word), ending.word),
    )
)
BY_WORD = {ending.word: ending for ending in ENDINGS}


_HEADS = Heads(BY_WORD)
# 香江|家居城, 东湖|国际: a water that only names a building.
_BUILDING = "家居|国际|世纪|名城|名都|豪庭|雅苑|公馆|华府|半岛|别墅|酒店|宾馆|商城|花园|花苑"
NEXT_RE = {
    word: re.compile(f"{_BUILDING}|{pattern}" if word in "江河湖溪" else pattern)
    for word, pattern in _TABLES["not_before"].items()
}
EDGE_WORDS = _words("edges")
MODIFIERS = _words("modifiers")
PROPERS = _words("propers")
KINDS = {PlaceType(kind): tuple(words) for kind, words in _TABLES["kinds"].items()}
# What is done elsewhere and is a trade in a firm's name: 某某肉牛屠宰|加工|有限公司.
TRADES = _words("trades")
WARES = _words("trades_and_wares")
# Verbs elsewhere, and what streets are called in any town: 建设中路, 发展大道.
ROAD_NAMES = frozenset(
    {"建设", "发展", "开发", "开放", "改革", "环保", "工业", "劳动", "学习", "创新", "保护", "治理", "加工"}
)
FARMS = frozenset({"养殖场", "养猪场", "养鸡场", "养鸭场", "作坊"})
DUMPS = frozenset({"堆放点", "倾倒点", "堆存点"})
QUARRIES = ("砂石场", "石料场", "碎石场", "石料厂", "碎石厂", "采石厂")
DIGGING_RE = re.compile(r"采矿(?:许可|权)|开采|矿区|矿山|爆破|山体|复绿")
# “老地方烧烤”, “和味人家”: eating houses and shops are named in quotation marks; the last word says what they are.
SHOP_RE = re.compile(
    r"(?:烧烤|烤肉|烤鱼|夜粥|夜宵|大?排档|饭店|酒家|餐馆|餐厅|火锅|小吃|面馆|米粉|粉店|龙虾|海鲜|人家|农庄|山庄|KTV|ktv|酒吧|超市|洗车|汽修|棋牌室?|宾馆|酒店|茶楼|菜馆|"
    r"私房菜|家常菜|食府|料理|饭庄|串串|冒菜|早餐|烘焙|幼儿园|歌厅|会所|客栈|民宿|农家乐|养殖场|砖厂|砂场|公司)$"
)
# “锦绣家园”|项目: what is built has its name in quotation marks, too; undertakings (“煤改气”项目) end otherwise.
BUILT_RE = re.compile("(?:项目|小区|楼盘|工地|建设项目)")
ESTATE_RE = re.compile(r"[庭苑府园郡湾居里邸院墅廷庄](?:[一二三四五六七八九十\d]+期)?$")
# 某某港|渔船修造企业: ships lie in a harbour.
SHIPS_RE = re.compile("(?:[内的]|沿岸)?(?:渔船|渔业|船舶修造|修船|造船|船厂|船坞|锚泊|避风)")
# 尾水直排|某某湾.
INTO_BAY_RE = re.compile("(?:直排|排[入至向进]|排放[至到入]|[流汇注]入)(?P<bay>[\u4e00-\u9fff]{2,3})$")
# 某|屠宰场, 交界处|砂石码头: a single thing that the text keeps nameless, or that lies between two towns.
KEPT_NAMELESS_RE = re.compile(r"(?:(?<!某)某(?!某)|交界处(?:一[家处个座]?)?)(?P<stem>[一-鿿]{0,4})$")
COMPLEMENTS = frozenset("好清掉完净住成出")
MEASURES = frozenset("个家处座条名件宗起")
_COMMON = _words("common")
_LONGEST_COMMON = max(map(len, _COMMON))
_COMMON_ENDS = frozenset(word[-2:] for word in _COMMON)
COUNTED = r"[\d一二三四五六七八九十]+[号家个座处口条]?|^[家个座处口条]"
_MODIFIER_RE = re.compile(rf"(?:{alternatives(_words('modifiers'))}|{COUNTED}|、|和|与|及)*")
_MODIFIER_BEGINS = frozenset(word[0] for word in _words("modifiers")) | set("一二三四五六七八九十家个座处口条、和与及")
_SETTLEMENT = _words("modifiers_settlement")
_WORKS = frozenset({ENTERPRISE, MINE})
_DUG = frozenset({MINE, TAILINGS_POND})
_MINERALS_RE = re.compile(
    r"(?:(?:^|(?<=废弃|遗留|关闭))(?:[铁锰铅锌铜锑锡钨钒铬汞镍钼锂煤硫磷]{1,2}|稀土|萤石|重晶石|石膏|高岭土|膨润土))(?=$|选矿)"
)
_BY_LAST = frozenset("矿厂路村桥闸渠")


def endings_in(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, Ending]]:
    """Every offset of ``text[start:end]`` where a class word begins, in order, with the longest one that does."""
    stop = len(text) if end is None else end
    return [(first, BY_WORD[word]) for first, word in _HEADS.longest(text, start, stop)]


def waters_in(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The great rivers and lakes that ``text[start:end]`` names, each with its place; none within another."""
    reached = start
    for first, name in _WATER_HEADS.longest(text, start, end):
        if first >= reached:
            reached = first + len(name)
            yield first, name


def broken_off(word: str, text: str, end: int) -> bool:
    """True when a class word that ends at ``end`` is in truth the beginning of a longer word (湖|南省)."""
    follows = NEXT_RE.get(word) or (NEXT_RE.get(word[-1]) if word[-1] in _BY_LAST else None)
    return follows is not None and follows.match(text, end) is not None


def common_noun_before(text: str, start: int, end: int) -> int | None:
    """Where the longest ordinary word (排水沟, 山村) of ``text[start:end]`` begins that it ends in, if it does."""
    if text[end - 2 : end] not in _COMMON_ENDS:
        return None
    for first in range(max(start, end - _LONGEST_COMMON), end):
        if text[first:end] in _COMMON:
            return first
    return None


def receives(text: str, stop: int, end: int) -> bool:
    """直排道水, 直排游河: a river of a single character is known by what flows into it."""
    if text[end : end + 1] not in tuple("，,。；;、"):
        return False
    return RECEIVES_RE.search(text[max(0, stop - 4) : stop]) is not None


def is_generic(stem: str, kind: PlaceType | None = None) -> bool:
    """True when ``stem`` (a name without its class word) holds nothing but words of kind, order and number."""
    if kind in SETTLED:
        return not stem or stem in _SETTLEMENT
    if kind is CANAL and _COUNTED_CANAL_RE.fullmatch(stem):
        return False  # 三支渠, 南干渠
    if kind in _DUG or kind is AREA:
        stem = _MINERALS_RE.sub("", stem) or stem  # 废弃锰|矿点
    if stem and stem[0] not in _MODIFIER_BEGINS and not stem[0].isdigit():
        return False
    return _MODIFIER_RE.fullmatch(stem) is not None


def is_some_of_many(text: str, start: int, end: int) -> bool:
    """部|分乡镇, 有|关村: the characters of a town's name inside words that name none."""
    lowest = max(0, start - 2)
    if _MANY_BEGIN.isdisjoint(text[lowest : start + 1]):
        return False
    return any(SOME_OF_MANY_RE.fullmatch(text, first, end) for first in range(lowest, start + 1))


def is_nameless_beside(stem: str, ending: Ending) -> bool:
    """某某村东侧一|石料厂: nothing but words of kind behind what tells where the works lie."""
    if ending.type not in _WORKS:
        return False
    return any(is_generic(stem[match.end() :], ending.type) for match in NAMELESS_BESIDE_RE.finditer(stem))


# Administrative class words inside a stretch that end an address part: 沧水铺镇|金山村. The look-behinds keep words
# that only look like one (城市, 农村, 小区, 城镇).
ADDRESS_RE = re.compile(
    r"(?:(?<=[一-鿿]{2})(?<![主承督交举创开兴筹合协包领查催停自民公官法专政局县市委厅试代协])办|省|自治区|(?<!城)市(?!场|政|区|民|级|直|容|控)|(?<!各)县(?!级|域|城|直)|"
    r"(?<![灌城园片矿库小社地厂郊街灾林湿景牧老新开山镇湖港湾])区(?!域|间|划|级|直)|"
    r"(?<![城乡集])镇(?!区|级|域)|(?<![城下])乡(?!镇|村|级)|街道(?!办)|(?<![农乡新])村(?!民|镇|级|委)|社区|居委会|村委会?|办事处)"
)
# After an address part, a rest that begins so has no name of its own: 赫山区|污水处理厂 keeps its county.
BARE_START_RE = re.compile(
    r"自来水|污水|生活|垃圾|城市|城区|城镇|中心|第[一二三四五六七八九十\d]|[一二三四五六]水厂|人民|工业|产业|循环经济|经济|高新|经开|(?:盐化|化工|医药|陶瓷|食品|轻工|电子|建材|冶金)(?=工业|产业)|县|市|老(?=[城县街旧区]|工业)|新建|中医|妇幼|"
    r"屠宰|医疗|殡仪|火车|汽车|客运|公安|看守|农贸|菜市|环卫|饮用|集中|水厂|电厂|公司|有限|[东西南北中]部|[东西南北][城区岸侧]|城[东西南北](?=工业|产业|新区)"
)
# A rest that begins with a side belongs to the name before it: 大湖|南岸湿地 is one place.
# What follows a class word that is only the beginning of a longer name: 桂花园|街道, 红星水库|村.
TAIL_RE = re.compile(r"[口头尾湾坪坝塘]?(?:街道|社区|[镇乡](?![政直区])|村(?![民级集委庄]))")
# Behind 河, 湖, 路 in an ordinary word, and the name stands all the same: 潇水河|边.
BESIDE = frozenset("边岸畔口水面堤滩下头上里中底旁侧体域段")
# 采桑湖渔场|周边|芦苇场: where a thing lies.
AROUND_RE = re.compile(r"(?:周边|附近|旁边?|对面|隔壁|外围|境内|桥头|脚下)的?")
# 蒸水河|来雁新城段|某某修造厂: the reach of a water where works lie.
REACH_OF_RE = re.compile(r"[一-鿿]{2,6}段(?![家村庄])(?=[一-鿿]{2})")
ALONG_RE = re.compile(r"航道|(?:干流|支流|左|右)?岸线|干流|沿[岸线江河湖]|两岸|流域|[上中下]游")
# 东河|沿岸|养殖场, 西江|边|骑龙冲码头: where a thing lies, not what it is called.
BESIDE_WATER_RE = re.compile(
    r"航道|干流|[左右]岸|(?:支流|左|右)?岸线?边?|沿[岸线江河湖]|两岸|流域|[上中下]游|[河江湖]?边上?|畔|旁边?|附近|[东西南北]侧|河段|[库湖][汊湾]"
)
SHORE_RE = re.compile(rf"{BESIDE_WATER_RE.pattern}|[东西南北]岸")  # of works; 大湖|南岸湿地 is one place
# Verbs and prepositions that also end names: 符离, 永和; believed behind a single character of a name.
NAME_TAILS = frozenset("离和时经家处无安平都")
# What is done to water, or where a thing stands to it: 治|湖, 沿|河. No name of a single character.
DONE_TO_WATER = frozenset("治护管清巡入出进沿临环通排引调补供用节取抽放退还爱守向到过跨围填挖疏绕近对往下养建修改新活")
# 县道|汉双路: what rank the road has that is named behind it.
ROAD_RANK_RE = re.compile(r"[国省县乡]道(?=[一-鿿]{2})")
# 某某县|某某华宇建材有限公司: the registered name begins with the short one.
SEAT_TWICE_RE = re.compile(r"(?P<seat>[一-鿿]{2,3})[县市区](?=(?P=seat))")
# 园区企业|某某化工有限公司: which of many firms.
FIRM_LEAD_RE = re.compile(r"(?:园区|区内|辖区|沿线|入园|上游|周边)企业(?=[一-鿿]{4})")
# 某某矿业|八仙坡采区: whose the mine is.
FIRM_SHORT_RE = re.compile(r"[一-鿿]{2,4}(?:(?:矿业|煤业|石业)(?:公司|集团)?|公司|集团)(?=[一-鿿]{2})")
# 甲镇、乙镇等4个|乡镇|污水处理站: the towns are counted.
COUNTED_TOWNS_RE = re.compile(r"(?:乡镇|镇街|乡|镇|街道|村|社区)")
# Who is told of by name: 副局长柳江, 被告人江某.
TITLE_RE = re.compile(
    r"(?:[局厅处科所队站院校]长|书记|主任|记者|被告人|嫌疑人|同志|法官|检察官|律师|教授|经理|董事长)[一-鿿]?$"
)
MILLS = frozenset({"选矿厂", "选厂", "选煤厂", "洗煤厂", "破碎厂"})
NEVER_BY_UNIT = frozenset({"厂", "保护区", "工地"})
QUARRY_WORDS = frozenset({"石场", "采石场", "石料厂", "碎石厂", "石料场", "碎石场", "砂石场"})
# Roads that are called after their two ends: 某某至某某公路.
BETWEEN_ENDS = frozenset({"公路", "高速公路", "高速", "专线", "快速路", "快速通道", "旅游公路"})
FAR_END = Ending("至", PlaceType.ROAD, 2)
# Without one of these there is no road code.
ROAD_HINT_RE = re.compile(r"[GSXYC国省县乡](?:(?<=[GSXYC])\d|(?<=[国省县乡])道)")
ROAD_CODE_RE = re.compile(
    r"(?<![A-Za-z\d])[GSXYC]\d{3,4}(?!\d)(?:省道|国道|县道|乡道|线|高速公路|高速)?"
    r"|[国省县乡]道[GSXY]?\d{1,4}线?|(?<![\dA-Za-z])\d{2,4}[国省县乡]道"
)
# A spot without a class word, told by its last character, after an address part and before something nameless.
SPOT_RE = re.compile(
    r"[一-鿿]{1,3}[冲坳坡岭坪湾坝塘垅垄嘴咀岗洞沟坑山洲滩墩](?=一[家处个座]|某|多[家处个]|有[一多\d]|(?:历史|矿山)?遗留|废弃|关闭|原|附近)"
)
# 某某县|三十六湾|及周边区域: what has surroundings has a name.
SURROUNDED_RE = re.compile(r"(?<=[县市区])[\u4e00-\u9fff]{2,5}?(?=及其?周边)")
# 建筑工地（某某城四期）: the name of what is built.
BRACKETED_SITE_RE = re.compile(
    r"(?:工地|项目|楼盘)\((?P<name>[\u4e00-\u9fff]{2,10}?(?:[一二三四五六七八九十\d]+期|[城府苑园庭湾郡]))\)"
)
TOWN_STREET_RE = re.compile(r"(?:[镇乡]|街道)(?=[老新东西南北中]街|[老新]城)")
TOWN_END_RE = re.compile(r"[镇乡街](?:(?<=[镇乡])|道)")
# Name -> type of the waters that every reader knows.
WATERS = {name: PlaceType(kind) for kind, names in _TABLES["waters"].items() for name in names.split()}
_WATER_HEADS = Heads(WATERS)
# What must stand before the class word is looked at behind it: so a search only stops where one begins.
_HAN = "[一-鿿]"
LOCAL_END_RE = re.compile(
    rf"镇(?<={_HAN}{{3}})|乡(?<={_HAN}{{3}})|街道(?<={_HAN}{{4}})|村(?<={_HAN}{{3}})(?<![农乡]村)|社区(?<={_HAN}{{4}})"
)
# The bed, or the branch or stretch of a river, directly behind its name.
REACH_RE = re.compile(r"河[道面床底岸滩堤]|[东西南北](?:[支段]|岸(?![村镇乡街社]))|流(?=[域经入到向至])|长期")
MINERAL_RE = re.compile(r"[^磷铁锰锡锑金铜铅锌钒钨煤硫石的](?:石灰石|[磷铁锰锡锑金铜铅锌钒钨煤硫]{1,2})")
# 富水河|排市断面: a section's name of two characters, though each by itself is a word of kind.
SHORT_SECTION_RE = re.compile(
    r"(?:新[沟桥闸滩坝埠堰村街]|(?!国|省|市|县|区|考|控|新|老|原|水质|河|湖|江)[^入出口上中下东南西北河湖江渠港溪]{2})(?:[国省市县][控考])?"
)
STEM_RIVER_RE = re.compile(r"(?:流域)?(?:干流|支流|流域|主河道)(?=..)")
SIDE_RE = re.compile(r"[东西南北上中下]+[岸侧段游部]|沿岸|沿线|流域|入|干流|支流|主干|左岸|右岸")

# A thing without a proper name that a case can still be about: kind word with one of these before it (or alone
# for the kinds in ALONE), never with a quantity over it (全县尾矿库 is a policy).
UNNAMED_BEFORE_RE = re.compile(
    r"(?:(?:历史|矿山|企业)?遗留|废弃|闭坑|(?:已|被)?关闭的?|关停|无主|腾退|污染|(?:^|(?<=[村镇乡区县道]))原|中心城区|城区|县城)+"
    r"(?:[一-鿿]{1,4}[厂场矿站])?"
    r"(?:[^，,。；;：:、]{0,4}(?:废石|尾砂|固废|垃圾|渣土|废?渣|灰))?(?:石灰[石岩]|花岗[石岩]|页岩|白云岩|大理[石岩]|砂[石岩]|粘土|石英[石砂]?|石煤|[铁锰铅锌铜锑锡钨钒铬汞金铝镍钼锂煤硫磷]{1,2}|稀土)?$"
)
# 某某村|一处堆场, 某路|多家酒店: a thing counted, not named.
QUANTITY_RE = re.compile(r"[某该]|部分|[一某该两多几数\d]+[家个处座]|一(?![号道里心])")
# 部分乡镇, 有关村, 其他企业: some of many are no place, whatever town or village the same characters also name.
_MANY = ("部分", "各个?", "有关", "相关", "其他", "其它", "其余", "个别", "少数", "多数", "所有")
_MANY_BEGIN = frozenset(word[0] for word in _MANY)
SOME_OF_MANY_RE = re.compile(
    rf"(?:{'|'.join(_MANY)})"
    r"(?:乡镇|镇街|镇村|[镇乡村]|街道|社区|村庄|企业|园区|矿山|单位)"
)
# “和味人家”餐馆: the name in quotation marks, before its class word or alone.
QUOTED_RE = re.compile(r"[“\"「]([^“”\"「」，。；]{2,12})[”\"」](?:等(?:\d+家|多家)?)?$")
IN_QUOTES_RE = re.compile(r"[“\"「]([^“”\"「」，。；的]{2,12})[”\"」]")
# 某某县|农村|河: whichever of its waters; other words of kind name one (某某区|采石|河).
ANY_WATER = _words("any_water")
# 第三|河.
ORDINAL_RE = re.compile(r"第[一二三四五六七八九十]{1,3}")
# What follows a unit's name when it is in truth the middle of a word: 区域, 市场, 县级, 镇区, 村级.
UNIT_NEXT = {"区": "域间划", "市": "场政区民", "县": "级", "镇": "域", "村": "级委", "省": "级"}
# 某某高新区: an area though a unit of the table.
AREA_NAME_RE = re.compile(r"(?:高新区|经开区|开发区|园区|新区)$")
# 某某公司|华东分公司; 部分民宿; 某江|上游.
BRANCH_RE = re.compile(r"[一-鿿]{2,6}?(?:分公司|分厂)")
COUNTED_RE = re.compile(r"部分|多家|多处|\d家|数家|处[一某两]$")
STREAM_RE = re.compile(r"[上中下]游$")
# 某某村|东侧一|石料厂: a nameless thing beside what tells where it is.
NAMELESS_BESIDE_RE = re.compile(
    r"(?:[东西南北]{1,2}[侧面边部头]|[东西南北中]段|旁边?|附近|对面|周边|[前后]面|境内)的?"
    r"(?:(?:[一某两多几数](?!楼)|\d+)[家处个座]?)?"
)
# 建设路|东段: words of kind name a road where the text says which stretch of it.
ROAD_PART_RE = re.compile(r"[东西南北中]段")
# G230国道|石门段, S208省道|道口段: the offices count their roads by such reaches. One told by a town or village, by its
# length or by what is done there (某镇段, 沿线路段, 施工段) says where on the road.
ROAD_REACH_RE = re.compile(
    r"(?![^段]{0,3}(?:沿|两|等|部分|施工|扩建|改造|建设|在|至|[到与和、]))[\u4e00-\u9fff]{1,3}[^\W\d镇乡村道路线全本该一]段(?![落面时])"
)
POURED_RE = re.compile(r"[排流汇注泄放溢]")
# 1号渣场: the number is its name where the class is a site.
NUMBERED_RE = re.compile(r"[\d一二三四五六七八九十]+[号#]")
_COUNTED_CANAL_RE = re.compile(r"[一二三四五六七八九十东南西北总]+")
# 某某有限公司|污水处理站: a firm's own plant is the firm.
OWN_PLANT = frozenset({"污水处理站", "处理站", "污水站", "气站"})
TRADE_RE = re.compile(r"[\u4e00-\u9fff]?(?:[\u4e00-\u9fff]业|建材|科技|化工|环保|食品|实业|砂石|材料)?")
PITS = frozenset({"露天采场", "采场", "采区", "矿坑", "采坑", "采石坑", "采砂坑"})
OF_LISTED_TOWNS = frozenset({MINE, SITE, TAILINGS_POND})
# 枫林村|页岩|砖厂: what works make tells them apart in their village, as a kind of works alone (养猪场) does not.
MADE_RE = re.compile(
    r"(?:废旧?)?(?:页岩|煤矸石|粉煤灰|水泥|混凝土|预制|塑料(?:颗粒)?|石材|木材|木制品|竹制品|石灰|饲料|食品|豆制品|茶叶|白酒|酿酒|造纸|印染|皮革|铸造|机制砂|活性炭|轮胎|橡胶)(?:砖|加工|制品|造粒|粉磨|搅拌)?厂"
)
OWN_YARDS = frozenset(
    {
        "泊位",
        "人工湿地",
        "采坑",
        "取土坑",
        "取土点",
        "取土场",
        "堆场",
        "原料堆场",
        "石料堆场",
        "矿石堆场",
        "煤炭堆场",
        "矸石堆场",
        "渣场",
        "渣库",
        "煤场",
        "料场",
        "灰场",
    }
)
# 某某硫铁矿|废石|堆场: a heap of what was dug is a place of its own, not the mine's yard.
DUG_RE = re.compile(r"(?:废石|煤?矸石)$")
# 某某镇|皮革废料|填埋点: a dump that is known by its town or quarter and by what lies there.
FILLS = frozenset({"填埋点", "填埋坑", "收储点", "集散点"})
# 某某村|煤矸石|堆场: things that are known by the place they lie in; the second ones only without a word between.
KNOWN_BY_PLACE = _words("known_by_place")
CALLED_BY_VILLAGE = _words("called_by_village")
BY_PLACE = KNOWN_BY_PLACE | CALLED_BY_VILLAGE
# Counted, gone, forbidden or beside something: no name.
NOT_BY_PLACE_RE = re.compile(
    r"[一两几数多某\d]|废弃|遗留|关[闭停]|闭坑|无主|非法|违[法规]|无证|散乱|农村|[镇乡村]级|^内|企业|公司|直排|[排流汇]入|[侧边面]$"
)
# 保护区|湿地, 水厂|取水口: a part that the name before it tells apart.
PARTS = frozenset({"湿地", "人工湿地", "库区"})
# 某某村|采石场, 某某镇|沿江码头: works of a trade are not known by their village as a town's sewage works are.
TRADE_WORKS = frozenset({"厂", "采石点", "采矿点", "探矿点", "开采点", "采砂点", "采砂场", "码头", "搅拌站", "加油站"})
# 某某江段沿岸|生活污水直排口: where a thing lies is no part of its name.
ALONGSIDE_RE = re.compile(
    r".*(?:旁边?(?=..)|沿岸|沿线|两岸|沿江|沿河|沿湖|沿路|附近|对面|隔壁|(?<=[路街道])路口|交叉口|米处|滩[地涂]|堤[外内]|岸坡|(?:场镇|集镇|镇区|城区|县城)段|楼[下上]|背后)"
)
# 某某镇老|城区: the quarter is the town's, told by no name of its own.
VILLAGE_SIDE_RE = re.compile(r"(?:村|社区|组)[东西南北]{1,2}[侧面边部头]?$")
# 园区南侧|雨水排口, 某桥下左岸|排口: where an outlet lies, not what it is called.
OUTLET_SIDE_RE = re.compile(
    r"(?:[左右]岸|桥下)[\u4e00-\u9fff]{0,4}$|^(?:园区|厂区|场区|库区)[东西南北]侧|^[东西南北]岸$|^厂[前后内外]$"
)
QUARTER_OF_RE = re.compile(r"(?:[县市区镇乡]|街道)[老新主中心旧]{0,2}$")
# 水库二级|保护区: the zone of a water told elsewhere.
ZONE_ONLY_RE = re.compile(
    r"(?:该|本|其|水库|库区|湖库|河流|水厂|水源地?|饮用水|集中式|生活|地表水|地下水|千人以上|农村|一级|二级|准|核心|缓冲|实验|国家级|省级|市级|县级|[和与及、])+"
)
HOW_MANY_RE = re.compile(r"等?[\d一二两三四五六七八九十]+个?(?:乡|行政|自然)?")
# What an unnamed ditch leads away, or belongs to: 污水经|沟渠, 渣场|截排水沟.
DRAINED_RE = re.compile(
    r"(?:[经由至入向到从往沿通]|[渣料煤厂矿砂林农库填]场|填埋场|堆场|库区|厂区|场区|矿区|园区|农田|路边|村内|屋后)$"
)
# 12号泵站: works of a network that are known by their number alone.
NUMBERED_WORKS = frozenset({"泵站", "提升泵站", "电排", "电排站"})
# 某某污水处理厂服务|片区: what the works serve is no place of its own.
SERVED_RE = re.compile(r"(?:服务|收水|纳污|纳管|汇水|供水|排水|收集|覆盖|受益|影响)$")
UNNAMED_TYPES = frozenset({MINE, TAILINGS_POND, SITE})
UNNAMED_ALONE = frozenset({"尾矿库", "尾砂库", "磷石膏库", "赤泥库", "灰渣库"})
QUANTIFIED_RE = re.compile(r"(?:全省|全市|全县|全区|辖区内?|各|所有|[\d一二两三四五六七八九十]+[座个处家]|涉|重点)$")
SINGLE_RE = re.compile(r"(?<![\d一二两三四五六七八九十])[1一][座个处]$")  # 一处|废弃采石场

# 某湖|某县水域水质: a lake, though the county around it has the same name.
AS_WATER_RE = re.compile(r"[\u4e00-\u9fff]{0,3}(?:水域|湖面|湖体|湖区|围网|围垸|内湖|水质|流域|沿岸|岸线|大堤)")
# 洪湖|水质, 沅江|右岸: the water, though a county has the same short name.
TOLD_AS_WATER_RE = re.compile(
    r"(?:湖泊?|湖体|湖面)?(?:水质|水体|水位|水面|湖泊|湖体|湖区|湖面|内湖|流域|总磷|总氮|清淤|湿地|水华|蓝藻|水生|沿岸|两岸|大堤|围网)"
    r"|[左右]岸|干流|航道|岸线|河段|河道|江段|库区|江心|主航道|禁捕|[一-鿿]{2,4}(?:水?电站|枢纽|大桥)"
)
# What is done everywhere, not a thing that a case is about: 城区工地|全覆盖检查.
POLICY_AFTER_RE = re.compile(r"(?:的)?(?:全覆盖|全面|大?排查|巡查|检查|监管|管控|执法|专项)")
# 县城污水处理厂: the town's only works are known by the town.
TOWN_WORKS_RE = re.compile(
    r"(?:县城区?|(?<![\u4e00-\u9fff])(?:中心|主)?城区|(?:(?<![\u4e00-\u9fff])|(?<=\d[年月]))县(?:级|域|城市|第[一二三四])?)(?:[东西南北]{1,2}部?)?(?:第[一二三四])?(?:生活)?(?:垃圾)?(?:无害化|卫生)?$"
)
# 三组|一养殖场: part of a village.
GROUP_RE = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3}(?:组|队|社)|村民小组)")
# 一处|锂渣|堆场; 某某镇|锰矿渣|堆场: what the heap is of.
HEAP_OF_RE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}厂)?"  # 某某镇|果汁厂|废渣|堆场
    r"(?:[铁锰铅锌铜锑锡钨钒铬砷镁锂镍钼金硫磷煤铝钢]{1,2}矿?尾?[渣砂]|电石渣|粉煤灰|冶炼废?渣|砷碱渣|废渣|赤泥|磷石膏|钛石膏|煤矸石|煤|炉渣)(?:临时)?"
)
HEAPS = frozenset({"矸石堆场", "渣堆", "废渣堆", "堆场", "渣场", "渣库", "堆存点", "堆放点"})
RECEIVES_RE = re.compile(
    r"(?:直排|排入|汇入|流入|进入|注入)[^污废雨黑尾河湖江海井]$|支流[^污废雨黑尾河湖江海井的]{1,2}$"
)
# A name in brackets behind another: （又称某某水库）, （以下简称“某某公司”）, （原某某厂）.
ALIAS_RE = re.compile(
    r"[（(](?:以下|下)?(?:又称|又名|也称|亦称|俗称|简称|统称|曾用名|原名|原称|现名|别名|即|原)[为：:]?"
    r"[“\"]?(?P<name>[^“”\"，,。；;：:（）()\s]{2,24}?)[”\"]?[）)]"
)
# A list that ends in a class word: 甲、乙、丙等3家屠宰场.
LISTED_RE = re.compile(
    r"(?:等|(?=[\d两三四五六七八九十]+[家个处座条口]))(?P<count>[\d一二两三四五六七八九十]+)?(?P<measure>余?[家个处座条口名])?(?P<rest>[^，,。；;：:、（）()]{0,10})"
)
