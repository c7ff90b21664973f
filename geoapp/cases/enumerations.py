"""Problems told in one sentence, clause by clause (甲县…；乙县…；丙区…), and what later sentences report of them.

A later sentence names a problem again in other words (湖边的作坊 for 某村作坊): it belongs to the clause whose own
words, those no other clause has, it repeats most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT, GOES_ON_WITH, SOMETHING, most_repeated
from geoapp.cases.labels import Field
from geoapp.cases.named_by_state import named_by_state
from geoapp.cases.numerals import number_of
from geoapp.cases.outline import CHAPTER, headings
from geoapp.cases.sentences import clauses, sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start
from geoapp.cases.statuses import UNKNOWN, Judgement

# The words before the first problem: 约谈指出, 经查发现, 主要问题是.
_INTRODUCES = re.compile(
    r"^[^。;]{0,60}?(?:指出|通报了?[^,。;:]{0,12}|发现|查明|披露|反馈|以下(?:突出)?(?:生态)?(?:环境)?问题|如下(?:问题)?|包括|分别[是为]|主要(?:问题)?(?:有|是|为)|存在[^,。;:]{0,14}问题|^(?:例如|比如|其中))(?:了)?\s*[,:]\s*"
)
# 某区：1.…；2.…；3.…: a county's own list.
_WHOSE = re.compile(r"[\u4e00-\u9fff]{2,8}[区县市旗]\s*:\s*")
_COUNTED = re.compile(r"(?:\(?[一二三四五六七八九十\d]{1,2}[)、.]|[一二三四五六七八九十]是|[①-⑳])\s*")
_BULLET = re.compile(r"[ \t]*(?:[—–-]{1,3}|[●■◆▲★◇□○·•➢➤►▶*])[ \t]*(?=[\u4e00-\u9fff])")
_ALIKE = 2
_ZONE = re.compile(r"(?:开发|经开|高新|管理|示范|新)区")  # a problem that names its own zone inherits no county
_PROGRESS = re.compile(r"已|正在|目前|截至|将于|预计|计划|尚未|完成|启动")
# Orders to those who were summoned, and how the day went, tell of no problem.
_DEMANDS = re.compile(
    r"^(?:针对[^,。;]{2,16},)?[^,。;]{0,14}(?:要求|强调|希望|提醒|号召)"
    r"|^(?:对[^,。;]{2,30},)?(?:要|必须|应当|切实|进一步|严格|坚决|务必|下一步|加强|提高|压实|强化)"
)
_SPEECH = re.compile(
    r"^[^。;]{0,40}?(?:表示|表态|介绍|称|汇报|承诺|获悉|了解到|得知)[,:]\s*(?:(?:诚恳|虚心|完全|将)?接受[^,。;]{0,8}[,]\s*)?"
)


@dataclass
class Enumerated:
    """A clause that tells a problem, and the sentences that report of it afterwards."""

    what: Span
    rest: list[Span] = field(default_factory=list)
    no: Span | None = None
    whose: Span | None = None
    before: list[Span] = field(default_factory=list)  # what the sentence said before, nearest first
    state: Judgement = UNKNOWN  # of all that are named with it


def find_enumerated(source: Source) -> list[Enumerated]:
    """All problems of the sentences that list some, each with its later reports."""
    found: list[Enumerated] = []
    bullets = _bulleted(source) or _numbered(source) or _counted(source)
    for paragraph in source.lines:
        if _ELSEWHERE.match(source.folded, *paragraph):
            break
        if (told := bullets.get(paragraph[0])) is not None:
            found.append(told)
            continue
        listing = False
        for sentence in sentences(source.folded, paragraph):
            if named := named_by_state(source, sentence):
                found += [Enumerated(one.what, one.rest, state=one.state) for one in named]
                continue
            listed = [] if _reports(source, sentence, found) else _listed(source, sentence)
            if not listed and listing and _goes_on(source, sentence):
                listed = [_bare(source, sentence)]
            listing = bool(listed) or (listing and not found)
            if listed:
                lead = _WHOSE.match(source.folded, *sentence)
                seen = [s.span() for s in [_SEEN_AT.search(source.folded, sentence[0], listed[0][0])] if s]
                for number, span in enumerate(listed):
                    before = [*listed[:number][::-1], *seen]
                    found.append(Enumerated(span, whose=lead.span() if lead else None, before=before))
            elif found:
                _report(source, sentence, found)
    return found


# 某厅在某县某乡执法检查发现，|甲厂、乙厂…: where they looked is where these are.
_SEEN_AT = re.compile(
    r"在[^,。;]{2,24}?(?:执法|现场|突击|随机)?(?:检查|核查|暗访|督[察查]|巡查)(?:时|中)?(?:还|也)?发现[:,]"
)


def _goes_on(source: Source, sentence: Span) -> bool:
    """约谈指出，甲区…。|乙区某产业园废水…。 Behind a problem the next county's, told in a sentence of its own."""
    return _NEXT_COUNTY.match(source.folded, *sentence) is not None and _is_problem(source, sentence)


_NEXT_COUNTY = re.compile(
    r"[\u4e00-\u9fff]{1,7}?[县区市旗](?!已|正在|将|表示|承诺|委|政府|有关|相关|[^,。;]{0,8}(?:局|政府|部门))"
)
# The next item of news, and what the page links to, report of nothing here.
_ELSEWHERE = re.compile(
    r"[(【\[]?(?:又讯|另讯|相关(?:链接|阅读|新闻|报道)|延伸阅读|上一[篇条]|下一[篇条]|责任编辑|编辑:)"
)


def common_term(source: Source) -> list[Span]:
    """会议要求，…6月底前全面完成整改: one day for all that were summoned, told to them together."""
    found: list[Span] = []
    for paragraph in source.lines:
        if "完成" in source.folded[slice(*paragraph)]:
            found += [s for s in sentences(source.folded, paragraph) if _FOR_ALL.search(source.folded, *s)]
    return found[-1:]


_FOR_ALL = re.compile(
    r"(?:要求|请)[^。;\n]{0,60}[年月日底末](?:之|以)?前[^。;,\n]{0,10}(?:完成(?:全部|所有|各项|突出|上述|以上|问题){0,3}(?:整改|整治|治理)|办结|整改到位)"
)


def _bulleted(source: Source) -> dict[int, Enumerated]:
    """——甲市…。 ——乙县…。 Where the line starts -> the problem that it tells; nothing unless two do so alike."""
    found: dict[int, Enumerated] = {}
    for start, end in source.lines:
        mark = _BULLET.match(source.folded, start, end)
        body = (mark.end(), end) if mark else None
        if body is not None and not _DEMANDS.match(source.matched(body)) and _is_problem(source, body):
            found[start] = Enumerated(body)
    return found if len(found) >= _ALIKE else {}


def _counted(source: Source) -> dict[int, Enumerated]:
    """一是甲县某片区管网破损…； 二是乙县…； each on a line of its own: nothing where one of them demands something."""
    found: dict[int, Enumerated] = {}
    for start, end in source.lines:
        mark = _COUNTS_ON.match(source.folded, start, end)
        if mark is not None and number_of(mark["no"]) == len(found) + 1:
            found[start] = Enumerated(_bare(source, (mark.end(), end)))
    told = [one.what for one in found.values()]
    if len(told) < _ALIKE or not all(_names(source, what) for what in told):
        return {}
    return found if sum(_is_problem(source, what) for what in told) * 2 >= len(told) else {}


def counts_lines(source: Source) -> bool:
    """Whether lines count problems by 一是, 二是: what later paragraphs report is told of them."""
    return bool(_counted(source))


_COUNTS_ON = re.compile(r"(?P<no>[一二三四五六七八九十]{1,2})是\s*(?=[\u4e00-\u9fff])")
# 1、某某公司(某市某镇):焦炉冒烟…；
_WHO = re.compile(
    r"(?P<who>[^:。;,]{4,60})[:。]\s*(?:(?:存在|主要|突出)(?:的)?(?:主要)?问题(?:是|为)?[:,]?\s*)?(?P<what>[^\s:][^\n]{3,})"
)


def _numbered(source: Source) -> dict[int, Enumerated]:
    """1、甲公司（某镇）：…； 2、乙厂：…。 Numbered lines that name who is meant and what is wrong there."""
    found: dict[int, Enumerated] = {}
    stop = tail_start(source)
    for heading in headings(source, (0, stop)):
        named = _WHO.fullmatch(source.folded, heading.body, heading.end)
        if named is None or heading.level == CHAPTER or _DEMANDS.match(source.matched(heading.words)):
            continue
        who, what = source.matched(named.span("who")), source.matched(named.span("what"))
        if SOMETHING.search(_NOBODY.sub("", who)) is None or re.search(_PLAIN_FAULT, what) is None:
            continue
        found[heading.start] = Enumerated(_bare(source, heading.words), no=heading.numbered)
    return found if len(found) >= _ALIKE else {}


# What a summoned firm did, in a list that holds nothing but such: 预警期间擅自复产, 矸石场复垦滞后, 废水进入某河.
_PLAIN_FAULT = (
    rf"{FAULT}|超|复产|造假|不实|不符|冒|进入|流入|排入|排放|排污|无证|逾期|拒不|漏|脏|臭|浑浊|较差|欠|长期|多次"
)


def _listed(source: Source, sentence: Span) -> list[Span]:
    """The clauses of a sentence that are problems: several between ；, or one that is introduced as found."""
    words = source.matched(sentence)
    if _DEMANDS.match(words):
        return []
    intro = _WHOSE.match(words) or _INTRODUCES.match(words)
    begin = sentence[0] + (intro.end() if intro else 0)
    pieces = clauses(source.folded, (begin, sentence[1]))
    told = [piece for piece in pieces if _is_problem(source, piece)]
    own = [piece for piece in told if not GOES_ON_WITH.match(source.folded, *piece)]
    if len(own) < min(_ALIKE, len(pieces)) and any(GOES_ON_WITH.match(source.folded, *piece) for piece in pieces):
        return []  # 某矿碎石未清；场内车辆未挂牌: several faults of one, told in clauses
    if len(told) < (1 if intro else 2):
        return []
    # Among problems a clause without a word of fault is one as well, when it names something.
    alike = [piece for piece in pieces if piece in told or (len(told) * 2 >= len(pieces) > 2 and _names(source, piece))]
    return [_bare(source, piece) for piece in alike]


# 一些企业主体责任缺失, 个别地方监管不严: said of nobody in particular.
_NOBODY = re.compile(
    r"(?:一些|有些|有的|个别|少数|部分|各)(?:地区|地方|县市区?|县区|县|区|乡镇|部门|单位|企业|园区|干部|领导|同志|党员)+"
)


def _names(source: Source, piece: Span) -> bool:
    words = _NOBODY.sub("", source.matched(piece))
    return len(words) >= 10 and not _DEMANDS.match(_COUNTED.sub("", words, count=1)) and bool(SOMETHING.search(words))


def _is_problem(source: Source, piece: Span) -> bool:
    words = source.matched(piece)
    return _names(source, piece) and re.search(FAULT, words) is not None


def _bare(source: Source, piece: Span) -> Span:
    start, end = piece
    if counted := _COUNTED.match(source.folded, start, end):
        start = counted.end()
    while end > start and source.folded[end - 1] in ";。":
        end -= 1
    return start, end


def _reports(source: Source, sentence: Span, told: Sequence[Enumerated]) -> bool:
    """Whether a sentence behind the problems says, clause by clause, how far they got."""
    if not told:
        return False
    words = source.matched(sentence)
    if _SPEECH.match(words):
        return True
    pieces = clauses(source.folded, sentence)
    again = [piece for piece in pieces if _meant(source, source.matched(piece), told) is not None]
    return len(again) * 2 > len(pieces) and _PROGRESS.search(words) is not None


def _report(source: Source, sentence: Span, told: Sequence[Enumerated]) -> None:
    """Give each clause of a sentence to the problem whose own words it repeats; an unclear one to the one before."""
    words = source.matched(sentence)
    if _DEMANDS.match(words):
        return
    speech = _SPEECH.match(words)
    begin = sentence[0] + (speech.end() if speech else 0)
    last: Enumerated | None = None
    for piece in clauses(source.folded, (begin, sentence[1])):
        meant = _meant(source, source.matched(piece), told)
        if meant is None and last is None:
            meant = _meant(source, words, told)
        meant = meant or last
        if meant is None:
            continue
        if meant is last:
            meant.rest[-1] = (meant.rest[-1][0], piece[1])
        else:
            meant.rest.append(piece)
        last = meant


def _meant(source: Source, words: str, told: Sequence[Enumerated]) -> Enumerated | None:
    index = most_repeated(words, [source.matched(problem.what) for problem in told])
    return None if index is None else told[index]


def drafts_of_enumerations(source: Source) -> list[Draft]:
    """One draft a problem."""
    term = common_term(source)
    return [replace(_draft(source, problem), common=term) for problem in find_enumerated(source)]


def _draft(source: Source, problem: Enumerated) -> Draft:
    draft = Draft(county_hints=[problem.what, *([problem.whose] if problem.whose else [])], heading=problem.state)
    if not _ZONE.search(source.folded, *problem.what):
        draft.county_hints.extend(problem.before)
    if problem.no is not None:
        draft.add(Field.NUMBER, problem.no)
    draft.add(Field.PROBLEM, source.trim(problem.what))
    for index, span in enumerate(problem.rest):
        if index == 0:
            draft.add(Field.RECTIFICATION, span)
        else:
            draft.retold.append(span)
    return draft
