"""One telling of an incident: what a single sentence of a bulletin says was found, complained of or supervised.

The manners of speaking are tried in turn; a sentence of none of them may still tell of a visit to named places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from geoapp.cases.dates import find_dates
from geoapp.cases.found_problems import COUNTS, without_nobody, without_semicolon
from geoapp.cases.incidents import (
    ABOUT,
    AIMED,
    AIMED_AT_FAULTS,
    AIMED_THERE,
    FAULT,
    GO_TO,
    GOES_ON_WITH,
    HANDLED,
    HARM,
    ORDERED,
    RECEIVED,
    SOMETHING,
    TALLY,
)
from geoapp.cases.named_by_state import named_by_state
from geoapp.cases.sentences import clauses, phrases
from geoapp.cases.source import Source, Span
from geoapp.cases.statuses import UNKNOWN, Judgement

_FOUND = re.compile(
    rf"(?:(?:现场|检查|暗访|核查|督察|巡查)?发现[:,]?|看到[:,]?|指出[:,](?!该|此|上述|一些))\s*(?P<what>[^。;!?\n]{{0,160}}?{HARM}[^。;!?\n]*)"
)
_QUOTED = re.compile(r"(?:移交|交办|转办|举报|反映|信访|投诉)[^。;“”\n]{0,16}[“「\"](?P<what>[^”」\"\n]{6,80}?)[”」\"]")
_SUPERVISED = re.compile(
    rf"(?:督办(?:[单函件令]:|(?![单函件令])(?:的|了|:)?)|(?:交办|转办|通报|曝光|反馈|报道|举报|投诉|反映(?:强烈|集中|突出)?|指出)(?:的|了|:))\s*(?P<what>[^。;,!?\n“”]{{2,60}}?(?:{HARM}|未[\u4e00-\u9fff]{{2}}|不到位|不正常|不规范)[^。;,!?\n“”]{{0,12}}?(?:问题|行为|情况|现象|线索))"
)
# 此前群众反映的某河某段堆放弃土问题，…
_BEFORE_THIS = re.compile(
    rf"(?:针对|对于|关于)?(?:此前|之前|前期|上次|去年|今年\d{{1,2}}月|上月|上周)[^。;,“”\n]{{0,12}}?(?:反映|举报|投诉|交办|通报|曝光|反馈|发现|指出)的"
    rf"(?P<what>[^。;,!?\n“”]{{2,60}}?{HARM}[^。;,!?\n“”]{{0,12}}?)(?:一案)?,"
)
# 某公司烟囱超标问题整改以来，新建…: told by how long it has been put right
_SINCE = re.compile(
    rf"(?:(?<=[。;!?,\s])|\A)(?P<what>[^。;,!?\n“”]{{4,60}}?{HARM}[^。;,!?\n“”]{{0,12}}?问题)(?:整改|交办|反馈|通报|曝光)以来,"
)
# 督察组交办某镇某堆场未覆盖问题后，某县立即检查，发现…
_HANDED = re.compile(
    rf"(?:督[察查]组|暗访组|专班)[^,。;“”\n]{{0,6}}(?:交办|转办|移交|通报|指出|反馈)(?:的|了)?(?P<what>[^。;,!?\n“”]{{4,60}}?{HARM}[^。;,!?\n“”]{{0,12}}?(?:问题|情况))后,"
)
# 某镇某码头扬尘问题系群众举报，经查，…: the complaint is the problem, and what was looked into tells of it.
_TOLD_BY = re.compile(
    rf"(?:(?<=[。;!?,\s])|\A)(?P<what>(?!该|此|上述)[^。;,!?\n“”]{{4,60}}?{HARM}[^。;,!?\n“”]{{0,12}}?问题)(?:系|是|为|属)"
    r"(?:群众|居民|村民|市民|网民|网友|媒体|记者)[^,。;\n]{0,8}?(?:举报|反映|投诉|曝光|报道|信访)(?:件|的?问题|事项)?"
)
# 走航监测显示某公司厂界异味超标: an instrument that finds.
_SHOWN = re.compile(
    rf"(?:监测|检测|走航|航拍|巡飞|遥感|卫星|视频监控|自动监控)[^。;,“”\n]{{0,10}}?(?:显示|表明|发现|看到)[:,]?"
    rf"(?![^。;!?\n]*(?:未超标|(?<!不)达标|未发现|未见|合格|消除|好转|改善))(?P<what>[^。;!?\n]{{0,120}}?(?:{HARM}|高值|异常(?:偏高|升高))[^。;!?\n]*)"
)
# 群众来电，反映某公司夜间排放刺激性气味。
_TOLD_OF = re.compile(
    rf"(?:来电|来信|来访|信访|群众|居民|举报)[^。;\n“”]{{0,16}}?(?:反映|举报|投诉)(?![件的])(?:称)?[:,]?\s*(?P<what>[^。;!?\n“”]{{4,80}}?{HARM}[^。;!?\n]*)"
)
# 其中，反映某镇某村加工点噪声扰民问题，镇政府已…: complaints told one after another, without a word of whose they are.
_COMPLAINED = re.compile(
    rf"(?<=[。;!?,\s])反映(?P<what>[^。;,!?\n“”]{{4,60}}?{HARM}[^。;,!?\n“”]{{0,12}}?问题),(?![^,。;]{{0,8}}(?:件|占))"
)
# 在某村发现，一堆场…: what has no name of its own is named by its place.
_FOUND_IN = re.compile(
    r"在[^,。;]{4,30}?(?:(?:开展|进行)?(?:现场)?(?:检查|暗访|核查|督[察查]|巡查|走访|调研|督导)(?:时|中|过程中)?[,]?)?,?(?:现场|检查|暗访|执法|督[察查]组|暗访组|核查组|检查组|人员)*$"
)
# 督察人员来到某镇某尾矿库,|看到截洪沟坍塌: the place that was gone to is what is seen.
_GONE_TO = re.compile(rf"(?:{GO_TO})(?P<place>[^,。;]{{4,40}}?)(?:时|后|现场)?,\s*$")
# 暗访组来到某镇，某村一处码头未落实抑尘措施: seen there, without a word of seeing. 查明系…: what caused a problem that
# was told before.
_ARRIVED = re.compile(
    rf"(?:组|人员|队员?)[^,。;\n]{{0,10}}?(?:{GO_TO}|对)[^,。;\n]{{3,40}},"
    rf"(?P<what>(?!查[明实清]|经查|原因|检查了|察看|查看|现场(?:察看|查看|检查|核查)|听取|随机|重点|现场办公)(?![^。\n]{{0,80}}(?:未发现|责令|召开|调研|督办|部署))[^。;!?\n]{{6,120}}?{HARM}[^。;!?\n]*)"
)
# 暗访组对某村一家加工点进行检查,|发现该加工点无环评手续: 该 is what was checked.
_CHECKED = re.compile(
    r"(?:(?:对|在|到|赴)(?P<place>[^,。;]{4,80}?)(?:进行|开展|实施)?了?(?:现场|突击|随机|暗访|例行|专项){0,2}(?:检查|核查|督查|抽查|排查|巡查|走访|踏勘|暗访|复核|复查|回访)(?:时|中|后|过程中)?"
    r"|(?:检查|核查|督查|抽查|巡查|走访|踏勘|暗访|察看|查看)了(?P<seen>[^,。;]{4,50}?)),?\s*$"
)
# 抽查了某镇某渣场整治情况，该问题去年上报完成整改，但现场仍有废渣未清运: what was reported is belied on the spot.
_BELIED = re.compile(
    rf"(?:抽查|核查|检查|复查|查看|察看|暗访|回访)(?!组)了?(?P<what>[^,。;\n]{{4,60}}(?:情况|问题|项目|工程|点位),"
    rf"[^。;\n]{{0,60}}?(?:但|却|实际)[^。;\n]{{0,40}}?{FAULT}[^。;!?\n]*)"
)
# 督导组对某路管网工程开展督导，该工程应于6月底前完工，现场仅完成55%
_BEHIND_TIME = re.compile(
    r"(?:组|队|人员)对(?P<what>[^,。;\n]{4,50}?(?:工程|项目|点位)(?:开展|进行|实施)了?(?:现场)?(?:督导|核查|检查|督查|暗访),"
    r"该(?:工程|项目|点位)[^。;\n]*?(?:仅|未|尚|滞后|缓慢)[^。;\n]*)"
)
# 对某镇某养猪场治理不力，督查组提出了批评
_CRITICISED = re.compile(
    r"(?<![针面应])对(?P<what>[^。;,!?\n“”]{4,60}?(?:不力|不到位|滞后|缓慢|敷衍)[^。;,!?\n“”]{0,12}),[^。;,\n]{0,10}"
    r"(?:(?:提出|予以|给予)了?(?:严肃|通报)?批评|通报批评)"
)
_MEANT_ABOVE = re.compile(r"\s*(?:该|其|此|这[些几家])")
_NAMELESS = re.compile(r"\s*(?:有?[一两某]|\d+[处家个]|有|多[家处个]|大量|大面积|成堆)")
# 群众反映强烈, 发现的问题, 环境污染行为 in general: no incident without something that is there.
_GENERAL = re.compile(
    r"^(?:的|问题|突出|环境违法行为|环境污染(?:问题|行为)?|强烈|各类|有关|相关|违法|一批|\d+个问题|环境问题|突出(?:生态)?环境问题|的?问题)"
)
# 某自治区整改工作虽有进展，但一些地方推进不力: of no place that a map could show.
_REGION = re.compile(r"[\u4e00-\u9fff]{2,6}(?:自治区|省)")
# 查看是否存在偷排; 并要求各单位对照问题清单…: looked for, or asked of somebody.
_ASKED = re.compile(r"是否(?:存在|有|按)|^(?:并|同时)?(?:要求|强调|督促)(?:各|全|相关|有关|企业)")
# 某区部分施工工地存在扬尘问题: what sort of trouble a county has
_OF_SOME = re.compile(r"[\u4e00-\u9fff]{1,7}[市县区旗]的?(?:一些|部分|个别|少数|多处|多个)(?!路段|区域|河段)")
_VISIT = re.compile(r"(?:抽查|检查|督查|察看|查看|暗访|走访|核查|调研|整改|踏勘|现场核实)(?:了|先后|对)?")
_MEETING = re.compile("会议|召集|约谈")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,60}?(?:水厂|污水处理厂|污水厂|加工厂|厂|公司|村|渠|河|湖|水库|码头|矿|工业园|基地|港|溪|填埋场|养殖场|工地|排口|尾矿库)"
)
# Where the report of the incident turns into what was done about it.
_ACTION = re.compile(
    r",(?=[^,。;]{0,20}(?:局(?![部面限])|执法|重拳|(?<!无)组织|当天|当日|立即|随即|责令|办案|部门|政府|连夜|现场督促|已(?![达超近高]|成为)))"
)
# What remains of the sentence that named the incident: …”环保信访事项，
_LEFT_OVER = re.compile(
    r"[”」\"]?(?:等)?(?:(?:环保|信访|举报|环境)*(?:事项|问题|信访件|案件|线索|件))?后?[”」\",。:;\s]*"
)
_ACTS = re.compile(
    r"(?:督察组|执法|责令|立案|要求|当天|当日|目前|县|区|市|属地)[^,。;]{0,12}(?:责令|立案|要求|局|政府|组织|约谈|整改)|责令|立案|要求"
)

_MANNERS = (
    _QUOTED,
    RECEIVED,
    ABOUT,
    AIMED,
    _HANDED,
    _SINCE,
    _FOUND,
    _SHOWN,
    ORDERED,
    _SUPERVISED,
    _TOLD_BY,
    _TOLD_OF,
    _COMPLAINED,
    _ARRIVED,
    _BELIED,
    AIMED_THERE,
    AIMED_AT_FAULTS,
    _BEHIND_TIME,
    HANDLED,
    _CRITICISED,
)


@dataclass
class Telling:
    """One telling of an incident: its words, what was done about it, and the heading that it stands under."""

    what: Span
    rest: list[Span] = field(default_factory=list)
    category: Span | None = None
    hints: list[Span] = field(default_factory=list)
    visit: bool = False
    implied: bool = False
    state: Judgement = UNKNOWN  # of all that are told with it: 3个已销号，分别为…


def find_incidents(source: Source, sentence: Span) -> list[Telling]:
    """Incidents of a sentence by the first manner of speaking that fits, else the visit that it tells of."""
    if named := _by_state(source, sentence):
        return named
    for pattern in _MANNERS:
        found: list[Telling] = []
        for match in pattern.finditer(source.folded, *sentence):
            above = _meant_above(source, sentence, match) if pattern is _FOUND else None
            words = _with_its_place(source, sentence, match) if pattern is _FOUND else match["what"]
            if _PUT_RIGHT.match(words):
                return _spoken_of(source, sentence)
            if not (above and above["seen"]) and _is_general(words, quoted=pattern in (_QUOTED, RECEIVED, ABOUT)):
                continue
            if pattern is _FOUND and _is_order(match["what"]):
                continue
            if pattern is _FOUND:
                found.extend(_found_there(source, sentence, match))
            else:
                found.append(_told(source, match.span("what"), (match.end(), sentence[1])))
        if found:
            return found
    return _visit(source, sentence)


def _by_state(source: Source, sentence: Span) -> list[Telling]:
    """3个已销号，分别为甲镇码头扬尘、乙镇垃圾点、…: each name, with what is said of all of them."""
    return [Telling(one.what, one.rest, state=one.state) for one in named_by_state(source, sentence)]


def _spoken_of(source: Source, sentence: Span) -> list[Telling]:
    """此前反映的某河某段堆放弃土问题，现场看到已清理完毕: told before another notice, and here how far it got."""
    match = _SUPERVISED.match(source.folded, *sentence) or _BEFORE_THIS.match(source.folded, *sentence)
    if match is None or _is_general(match["what"]):
        return []
    return [Telling(match.span("what"), [source.trim((match.end(), sentence[1]))])]


# 再到现场发现，垃圾已经被清理干净: how far it got.
_PUT_RIGHT = re.compile(r"[^,。;]{0,16}已经?(?:全部|基本)?被?(?:清理|清运|拆除|整改|封堵|关停)(?:干净|完毕|到位|完成)")


def _with_its_place(source: Source, sentence: Span, match: re.Match[str]) -> str:
    """在某村桥头发现，|有随意倾倒垃圾等问题: what names nothing itself is somewhere."""
    led = _NAMELESS.match(match["what"]) and _FOUND_IN.search(source.folded[sentence[0] : match.start()])
    return (led[0] if led else "") + match["what"]


def _is_general(words: str, *, quoted: bool = False) -> bool:
    harmless = quoted and not re.search(HARM, words)
    if _ASKED.search(words) or TALLY.search(words) or _OF_SOME.match(words):
        return True
    named = SOMETHING.search(_REGION.sub("", without_nobody(words)))
    return bool(_GENERAL.match(words)) or named is None or harmless


def _is_order(words: str) -> bool:
    """督察组指出，巡河流于形式，要求查清污水来源: what is asked for is no harm that was found."""
    asked = words.find("要求")
    return asked >= 0 and re.search(HARM, words[:asked]) is None


def _told(source: Source, what: Span, rest: Span) -> Telling:
    start, end = source.trim(rest)
    left_over = _LEFT_OVER.match(source.folded, start, end)
    start = left_over.end() if left_over else start
    return Telling(what, [(start, end)] if end - start > 4 else [])


def _found_there(source: Source, sentence: Span, match: re.Match[str]) -> list[Telling]:
    """发现甲…；乙…；丙…: each clause is an incident, until one that tells what was done."""
    begin = match.start("what") if "发现" not in match[0] else match.start() + match[0].index("发现")
    gone = _GONE_TO.search(source.folded, sentence[0], match.start()) if "看到" in match[0] else None
    gone = gone or _meant_above(source, sentence, match)
    if gone is not None:
        begin = max(gone.start(name) for name in gone.groupdict())
    unnamed = _NAMELESS.match(source.folded, match.start("what"), sentence[1])
    led = _FOUND_IN.search(source.folded[sentence[0] : match.start()]) if unnamed else None
    if led is not None:
        begin = sentence[0] + led.start()
    elif gone is None and begin < match.start("what") and source.folded[begin + 2] in ":,":
        begin = match.start("what")
    pieces: list[Span] = []
    reached = sentence[1]
    for clause in clauses(source.folded, (begin, sentence[1])):
        words = source.matched(clause)
        if pieces and GOES_ON_WITH.match(words) and re.search(FAULT, words) and not _ACTS.match(words):
            pieces[-1] = (pieces[-1][0], clause[1])
            continue
        if pieces and (_ACTS.match(words) or not re.search(FAULT, words) or _is_general(words)):
            reached = clause[0]
            break
        action = _ACTION.search(source.folded, *clause)
        pieces.append((clause[0], action.start() if action else clause[1]))
        if action:
            reached = action.start()
            break
    found = [Telling((start, without_semicolon(source.folded, (start, end)))) for start, end in pieces]
    # What follows the list (督察组要求立即整改) speaks of all that it names.
    return [_told(source, telling.what, (reached, sentence[1])) for telling in found]


def _meant_above(source: Source, sentence: Span, match: re.Match[str]) -> re.Match[str] | None:
    """核查了某镇某中转站，发现|该站…: what 该 means."""
    if not _MEANT_ABOVE.match(source.folded, match.start("what")):
        return None
    return _CHECKED.search(source.folded, sentence[0], match.start())


def _visit(source: Source, sentence: Span) -> list[Telling]:
    """A sentence that names at least two visited places."""
    folded = source.folded
    verbs = list(_VISIT.finditer(folded, *sentence))
    if not verbs or COUNTS.search(folded, *sentence) or _MEETING.search(folded, *sentence):
        return []
    places = list(_PLACE.finditer(folded, *sentence))
    if len({match[0] for match in places}) < 2:
        return []
    parts = [
        part
        for part in phrases(folded, sentence)
        if any(part[0] <= match.start() < part[1] for match in (verbs + places))
    ]
    first = next(part for part in parts if any(part[0] <= match.start() < part[1] for match in places))
    dated = find_dates(folded[first[0] : first[1]], date(2000, 1, 1))
    start = first[0] + (dated[-1].end if dated and dated[0].start == 0 else 0)
    half_day = re.match(r"(?:上午|下午|晚上|晚|夜间)?(?:至\S{0,6}?(?:上午|下午|晚上))?,?", folded[start : first[1]])
    return [Telling((start + (half_day.end() if half_day else 0), sentence[1]), visit=True)]
