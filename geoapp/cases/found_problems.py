"""Chapters of a bulletin that hold nothing but problems (二、发现的主要问题, 四、回访), and those of their progress.

In such a chapter a clause needs no 发现 before it to be an incident; in the other one a sentence that repeats an
incident's own words reports of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from geoapp.cases.incidents import FAULT, SOMETHING
from geoapp.cases.outline import CHAPTER, SECTION, heading_at
from geoapp.cases.sentences import clauses
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import is_next_steps


class Chapter(Enum):
    """What a numbered heading says of all below it."""

    OTHER = auto()
    PROBLEMS = auto()
    PROGRESS = auto()


_PROBLEMS = re.compile(
    r"(?:发现|存在|查出|反映|暴露|通报)的?(?:主要|突出|典型|具体)?(?:的)?(?:生态)?(?:环境)?问题|^(?:主要|突出|典型)(?:生态)?(?:环境)?问题|问题清单|回访|回头看"
)
_PROGRESS = re.compile(r"(?:整改|办理|落实|处理|查处)(?:工作)?(?:进展|落实|情况|进度)|进展情况|立行立改|边督边改")
_HEADING_CHARS = 30


@dataclass(slots=True)
class Standing:
    """What the headings passed so far say of the paragraphs below, and the level of the one that said so."""

    chapter: Chapter = Chapter.OTHER
    level: int = CHAPTER
    praised: bool = False

    def pass_numbered(self, source: Source, line: Span) -> bool:
        """Take note of a numbered heading (二、发现的问题, （一）水环境短板突出); False for a line that is none."""
        heading = heading_at(source, line) if line[1] - line[0] <= _HEADING_CHARS else None
        if heading is None or heading.level > SECTION or source.matched(line).endswith(("。", ";", ",", ":")):
            return False
        self._enter(heading.level, _told_by(source.matched(heading.words)), ends=is_next_steps(source, heading))
        return True

    def pass_county(self, source: Source, line: Span) -> Span | None:
        """The county of a heading that only says whose the announced problems below are (一、某县（2个）)."""
        heading = heading_at(source, line) if self.chapter is Chapter.PROBLEMS else None
        found = _COUNTY_OF.fullmatch(source.folded, *heading.words) if heading is not None else None
        return found.span("county") if found else None

    def pass_inspected(self) -> None:
        """Take note of an item that tells what inspectors found in a county."""
        self._enter(_PLAIN, Chapter.PROBLEMS, ends=False)

    def pass_plain(self, words: str) -> None:
        """Take note of a heading without a number (★整改不力、问题反弹); a county's own says nothing of this."""
        if _COUNTY_ALONE.fullmatch(words) or len(words) > _HEADING_CHARS or _TITLE.search(words):
            return
        told = _told_by(words)
        self.praised = _PRAISES.search(words) is not None
        if _BLACK.search(words):
            self._enter(_PLAIN, Chapter.PROBLEMS, ends=False)
            return
        if is_topic(words) and not _NEWS.search(words):
            told = Chapter.PROBLEMS
        elif told is Chapter.PROBLEMS and "问题" not in words:
            told = Chapter.OTHER  # 市整改办赴某县开展“回头看”: an item of news
        self._enter(_PLAIN, told, ends=_ENDS.search(words) is not None)

    def pass_announcement(self, words: str) -> bool:
        """Take note of a line that announces what was found (但仍存在以下问题：); False for any other."""
        if not _ANNOUNCES.search(words):
            return False
        self._enter(_PLAIN, Chapter.PROBLEMS, ends=False)
        return True

    def _enter(self, level: int, told: Chapter, *, ends: bool) -> None:
        """A deeper heading without a word of its own leaves things as they are."""
        if told is Chapter.OTHER and not ends and level > self.level:
            return
        self.chapter, self.level = told, level


_ANNOUNCES = re.compile(
    r"(?:存在|发现|查出|通报)[^,。:]{0,10}(?:以下|下列|如下)[^,。:]{0,10}(?:问题|情况|情形)[^,。:]{0,6}"
    r"(?:,[^,。:]{0,8}(?:须|应|要|限|请)[^。:]{0,30})?:$"
    r"|(?:突出|典型|主要|具体)?(?:问题|情形)(?:通报)?如下:$"
    r"|(?:发现|查出)[^,。:]{0,8}问题\d{0,3}[个处件]?[,。][^。:]{0,16}(?:情况|问题)[^。:]{0,8}如下:$"
)
# 但也查出一些问题：某矿场内积尘…。 检查中发现的突出问题，主要有：某镇商混站…。某县…: the first of them behind it
_WITHIN = re.compile(
    r"[^。;:]{0,80}?(?:存在|发现|查出|暴露|曝光)[^。;:]{0,16}?(?:问题|情况|情形)(?:,?(?:主要|具体|分别|情况)?(?:有|是|为|如下|包括))?:(?=[\u4e00-\u9fff])"
)


def announced_within(source: Source, sentence: Span) -> Span | None:
    """The rest of a sentence that announces problems and goes on with the first, where that tells a fault somewhere."""
    opened = _WITHIN.match(source.folded, *sentence)
    if opened is None or _COUNTED.match(source.folded, opened.end()):
        return None
    rest = (opened.end(), sentence[1])
    words = source.matched(rest)
    return rest if _somewhere(words) and re.search(FAULT, words) is not None and not _ACTS.match(words) else None


_COUNTY_OF = re.compile(r"(?P<county>[\u4e00-\u9fff]{1,7}[县区市旗州盟])(?:\(\d{1,3}[个处件]?\))?")
_PLAIN = 9  # deeper than any number
_COUNTY_ALONE = re.compile(r"[【\[\s▲★●◆■▶►·•]*[\u4e00-\u9fff]{1,12}[省市县区旗州盟][】\]\s]*")
# 关于某地整改不力问题的通报: the notice's own title is no chapter.
_TITLE = re.compile(r"^关于|(?:通报|简报|专报|报告|公告|公示|通知|函|记)[】\]\s]*$")
_NEWS = re.compile(r"带队|赴|督办|督导|调研|召开|部署|推进会")  # 市领导带队督办突出生态环境问题: who did what
_BLACK = re.compile(r"[黑黄]榜|[红黄黑]牌|曝光(?:问题|台|点位)?[】\]]?$|反面(?:典型|清单)")  # 红榜 praises
_PRAISES = re.compile(r"红榜|光荣榜|先进|正面|经验|亮点|表扬")
_ENDS = re.compile(
    r"(?:下一步|有关要求|工作(?:要求|动态|安排|部署)|红榜|光荣榜|表扬|要情|亮点|经验|他山之石|成效|较好|先进|正面)"
)


def _told_by(words: str) -> Chapter:
    if _PROGRESS.search(words) and not _PROBLEMS.search(words):
        return Chapter.PROGRESS
    return Chapter.PROBLEMS if _PROBLEMS.search(words) else Chapter.OTHER


# 某县方面。 某区：
_RUN_IN = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)、.]\s*)?(?P<whose>[\u4e00-\u9fff]{1,8}[区县市旗州])(?:方面|情况)?\s*[。:]\s*"
)


# 4月2日至4日，市整改办对两区开展现场核查。 ▲某区。…: what inspectors saw in each
_INSPECTED = re.compile(
    r"(?:对|赴|在)[^。]{2,60}(?:现场(?:核查|检查|督察)|暗访|明察暗访|巡查|抽查|(?:督察|督查|检查|核查))[^,。]{0,4}。?$"
)


def is_inspection(words: str) -> bool:
    """Whether a paragraph only says that inspectors went: items under counties' names tell what they found."""
    return _INSPECTED.search(words) is not None


def whose(source: Source, span: Span) -> tuple[Span, Span] | None:
    """The county that a paragraph opens with, and the rest of it."""
    found = _RUN_IN.match(source.folded, *span)
    return (found.span("whose"), (found.end(), span[1])) if found else None


_COUNTED = re.compile(r"(?:\(?[一二三四五六七八九十\d]{1,2}[)、.]|[一二三四五六七八九十]是|[①-⑳])\s*")
# 对上月通报的2个问题进行了回访：…
_AGAIN = re.compile(r"[^。;:]{0,40}(?:回访|回头看|复查|复核)[^。;:]{0,10}:\s*")
_ACTS = re.compile(
    r"(?:会议|督[察查]组|检查组|暗访组|核查组|[省市县区州]委|下一步|同时|对此|请)?[^,。;]{0,16}(?:要求|责令|责成|督促|移交|交办|约谈|下达|立案)"
    r"|请(?:各|有关|相关)|[^,。;]{0,10}(?:尚未|未|没有)收到[^。]{0,16}(?:反馈|报告|回复|整改)|[^,。;]{0,4}(?:上述|以上)|(?:目前|截至|截止|现)[^。;]{0,30}(?:已|正在)|[^,。;]{0,12}(?:局|政府|公司)已"
    r"|(?:接到?|收到)[^,。;]{0,16}(?:后|,)|(?:针对|对)[^,。;]{0,20}(?:指出|通报|交办|反馈|发现|反映|移交)的"
    # 经查，系水泵损坏所致。 某区城管局调取监控…: why it is so, and who acts
    r"|(?:经(?:查|调查|核查|核实|排查|了解|溯源)|系|究其原因|主要原因|初步(?:分析|判断|查明)|据(?:了解|介绍))[,:系]"
    r"|[^,。;]{2,16}?(?:局|政府|管委会|大队|办事处|部门|支队|分局)[^,。;]{0,4}?(?:会同|联合|组织|调取|依法|迅速|立即|当[日天]|随即|连夜|牵头|委托|启动|安排|对[^,。;]{2,20}(?:进行|开展|实施|予以|作出|处))"
)
_NOBODY = re.compile(
    r"(?:一些|有些|有的|个别|少数|部分|各)(?:地区|地方|县市区?|县区|县|区|乡镇|部门|单位|企业|园区|干部|领导"
    r"|(?:施工)?工地(?:[、和](?:建材|砂石|工业)?企业)?)+"
)


def told_here(source: Source, sentence: Span) -> list[Span]:
    """The problems of a sentence in a chapter of problems: each clause of a list, or the sentence as it is."""
    again = _AGAIN.match(source.folded, *sentence)
    begin = again.end() if again else sentence[0]
    pieces = clauses(source.folded, (begin, sentence[1]))
    counted = all(_COUNTED.match(source.folded, *piece) for piece in pieces)
    if len(pieces) > 1 and (again or counted or all(_elsewhere(source.matched(piece)) for piece in pieces)):
        listed = [bare(source, piece) for piece in pieces]
        return [piece for piece in listed if _somewhere(source.matched(piece))]
    words = source.matched((begin, sentence[1]))
    if _ACTS.match(words) or not _somewhere(words) or (re.search(FAULT, words) is None and not _is_named(words)):
        return []
    return [bare(source, (begin, sentence[1]))]


def _is_named(words: str) -> bool:
    """某河县城段排口整治问题。 A problem by its name, which what follows tells at length."""
    return len(words) <= _HEADLINE_CHARS and words.rstrip("。").endswith("问题")


# 甲镇采选厂废水外排；乙镇煤矸石场未抑尘: each clause has a place and a fault of its own.
_OPENS_WITH_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,10}?(?:(?:镇|乡|街道|社区|村|县|区|市)(?![委政])|水库|公司|矿(?![山区])|工业园|产业园|码头)"
)


def _elsewhere(words: str) -> bool:
    return _OPENS_WITH_PLACE.match(words) is not None and re.search(FAULT, words) is not None


def _somewhere(words: str) -> bool:
    return SOMETHING.search(without_nobody(words)) is not None


def without_nobody(words: str) -> str:
    """Words without those who are meant in general (一些地方, 个别企业)."""
    return _NOBODY.sub("", words)


def of_a_province(words: str) -> bool:
    """某自治区整改虽有进展，但一些地方推进不力: said of a whole province, of nothing that a map could show."""
    whole = _PROVINCE.match(words)
    rest = _COUNTIES.sub("", without_nobody(words[whole.end() :])) if whole else ""
    return whole is not None and SOMETHING.search(rest) is None and _WATER.match(rest) is None


_PROVINCE = re.compile(
    r"(?:[^,。;]{0,8}督[察查]组?(?:还|也)?(?:指出|发现|认为),)?(?:\d{4}年[^,。;]{0,20},)?"
    r"(?:[\u4e00-\u9fff]{2,6}(?:自治区|省)|内蒙古|(?:今年以来,)?全[省市])"
)
_WATER = re.compile("[\u4e00-\u9fff]{1,3}[湖河江溪海]")
_COUNTIES = re.compile("市和?县区?|县[市区]|地区")


def bare(source: Source, piece: Span) -> Span:
    """A problem without the counter before it and the marks that close it."""
    start, end = source.trim(piece)
    if counted := _COUNTED.match(source.folded, start, end):
        start = counted.end()
    while end > start and source.folded[end - 1] in ";。":
        end -= 1
    return start, end


_TOPIC_CHARS = 36
_TOPIC = re.compile(
    r"(?:不彻底|不到位|突出|滞后|不力|严重|薄弱|缓慢|不足|较差|频发|反弹|缺失|不严|存在短板|问题)[。:]?$"
)
_HEADLINE_CHARS = 40


def is_headline(source: Source, paragraph: Span, sentence: Span) -> bool:
    """某县某河沿岸粪污直排。 A short sentence at a paragraph's head names the fault that the rest tells at length."""
    words = source.matched(sentence).rstrip()
    opens = not source.matched((paragraph[0], sentence[0])).strip()
    short = len(words) <= _HEADLINE_CHARS and "," not in words and not re.search(r"\d|发现|看到|是", words)
    told = _is_named(words) or re.search(FAULT, words) is not None
    return opens and short and told and SOMETHING.search(words) is not None


_MEASURED = re.compile(r"(?:断面|水质|点位)[^。;]{0,40}(?:超标|超过|劣|不达标|下降|恶化|[ⅣⅤ]类)")


def is_topic(words: str) -> bool:
    """某河流域养殖污染整治不彻底。 A run-in headline over what was found."""
    return len(words) <= _TOPIC_CHARS and _TOPIC.search(words) is not None and not re.search(r"\d", words)


def is_effect(words: str) -> bool:
    """某河某断面连续超标: the effect whose causes the next sentence finds."""
    return _MEASURED.search(words) is not None


# ▲某县  查明废渣系外来，已抓获犯罪 — broken by the end of the page: no heading.
COUNTY_ITEM = re.compile(r"[▲★●◆■▶►·•]\s*[\u4e00-\u9fff]{2,8}[区县市旗][ \t]+[^\s].{8,}")
# 县生态环境局对该养殖场立案: goes on with what the sentence before reported.
GOES_ON = re.compile(r"[^。;]{0,24}(?:该|其|上述|目前|同时|此外)")
# 共检查点位46个，其中排污口12个、污水处理厂9座: how many, not where.
# 抽调市住建局…组成3个核查组，对…开展核查: how it was organised.
COUNTS = re.compile(
    r"抽调|(?:组成|成立|组建|派出)\d*个?[^,。;]{0,8}组|(?:共|累计|先后|合计)(?:现场|实地|暗访|明察)?(?:检查|核查|督察|督查|巡查|走访|抽查|排查)[^,。;]{0,12}\d+[个家处座次]"
)
OUTCOME = re.compile(r"已(?!有|存|成)[\u4e00-\u9fff]{0,6}(?:恢复|整改|完成|清|拆|取缔|关停|复绿|到位)|完毕|到位|反弹")


# 后续整改:截至3月14日,…
_LABEL = re.compile(r"(?:目前|后续|边督边改)?(?:整改|处置|办理|处理|查处)?(?:情况|进展|落实|结果)?:")


def unlabelled(source: Source, span: Span) -> Span:
    """A report without the label that opens it."""
    label = _LABEL.match(source.folded, *span)
    return (label.end(), span[1]) if label else span


def contiguous(source: Source, rest: list[Span]) -> Span:
    """The first sentences that follow one another; the others are told elsewhere."""
    start, end = rest[0]
    for span in rest[1:]:
        if source.folded[end : span[0]].strip():
            break
        end = span[1]
    return start, end


# 时隔两个月，记者发现该公司…: goes on with what the sentence before told.
SEEN_AGAIN = re.compile(
    r"(?:[^,。;]{0,16},)?(?:记者|回访|复查|复核|再次|小组|暗访组|核查组|(?:督查|督察|检查|执法|暗访)人员)[^,。;]{0,12}(?:发现|看到)[:,]?(?:该|此)"
)
# 督察组现场要求某县限期整治。 督察组梳理情况，提出处理意见并责令立案查处。
ORDER = re.compile(
    r"[^,。;]{0,12}(?:督察|暗访|核查|督导|检查|巡查|督查)组[^。]{0,40}?(?:要求|责令|交办|移交|提出|督促)"
)


def without_semicolon(folded: str, span: Span) -> int:
    """Where a clause ends before its closing marks."""
    start, end = span
    while end > start and folded[end - 1] == ";":
        end -= 1
    return end
