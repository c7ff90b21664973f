"""News of one complaint: who complained of what, what was found on the spot, what was done about it.

It is told in sentences, under no number and no label: 有居民反映某村一家砂场扬尘扰民。 经查，情况属实。 执法人员责令….
That is one case, however often its words come again. A text of several complaints is left to those who read bulletins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT, HARM, SOMETHING
from geoapp.cases.labels import Field
from geoapp.cases.outline import CHAPTER, heading_at, headings
from geoapp.cases.sentences import phrases, sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_WHO = (
    r"(?:群众|市民|村民|居民|网友|网民|业主|住户|商户|读者|有人|来电|来信|来访|举报信|内容"
    r"|信访件?|举报件?|投诉件?|转办件?|交办件?|热线)"
)
# 有村民反映某村一家砂场…; 收到交办信访件，举报某镇某村…; 反映的问题为“…”
_SAID = re.compile(
    rf"{_WHO}[^。;\n“”]{{0,30}}?(?:反映|举报|投诉|诉称|(?<=[件信电民众主])称)(?![的件]|强烈|集中|突出|较[多大]|(?:环境污染|生态环境|环境)?问题)[,:]?(?:称[,:]?)?(?P<what>[^。;!?\n]{{8,}})"
)
_QUOTED = re.compile(r"[“「](?P<what>[^”」\n]{12,200}?)[”」]")
_TOLD = re.compile(r"反映|举报|投诉|信访|转办|交办")
# 某公司被群众举报露天生产
_OF_WHOM = re.compile(
    r"(?P<what>[^。;,\n]{4,50}?被(?:当地|附近|周边)?(?:群众|村民|市民|居民|网友|人)?(?:多次|反复)?(?:举报|投诉)[^。;,\n]{4,60})"
)
# 前往某镇某村，对村民反映的某厂噪声扰民问题进行调查
_ABOUT = re.compile(
    rf"(?:对|就|针对)(?:当地|附近|周边|部分)?{_WHO}[^。;,\n“”]{{0,8}}?(?:反映|举报|投诉)的(?P<what>[^。;,\n]{{4,60}}?(?:问题|情况|现象))"
)
# 针对文件提出的某溪某村段散落垃圾问题
_OF_PAPER = re.compile(
    r"(?:针对|对|就)(?:该|此)?(?:文件|交办单|督办单|转办单|来函|来文|清单)(?:中)?(?:提出|反映|指出|所?列|交办)的(?P<what>[^。;,\n]{6,80}?(?:问题|情况|现象))"
)
_RECEIVED = re.compile(r"(?:接到?|收到)[^。;\n]{0,40}?(?:信访|举报|投诉|转办|交办)[^。;\n]{0,10}?(?:后|,|。)")
_LOOKED = re.compile(
    r"(?:^|[,。;\n])[经据](?:现场|实地|初步|联合|多方|认真)*(?:调查|核查|核实|查|了解|勘查|检查)(?!处)|(?:调查|核查|现场检查|排查|核实)[^,。;]{0,8}(?:发现|情况|后)"
    r"|(?:基本|部分|情况|反映|举报|问题|不)属实|(?:现场|实地)(?:进行)?(?:调查|核查|核实|检查|踏勘|[查察]看)|调查(?:处理|核实)"
)
_HANDLED = re.compile(
    r"责令|查封|处罚|立案|罚款|关停|停产|停止(?:生产|作业|施工)|拆除|清理|清运|取缔|搬迁|整改|整治|下达|(?<!的)要求|督促|办结|解决|修复|约谈"
)
_LATER = re.compile(
    r"^\(?(?:通讯员|[您当][的前]位置|下一步|今后|接下来|后续,|来源:|作者:|编辑:|审核|记者:|责[任]?编|原标题|(?:相关|友情)(?:阅读|链接|热词)|(?:如果|如)有)|专门?(?:值班)?电话|(?:举报|投诉|受理)[^,。]{0,6}电话|邮政信箱"
)
_TAKEN_UP = re.compile(rf"(?:对|针对)[^。;,\n“”]{{4,40}}?{HARM}[^。;,\n“”]{{0,12}}?(?:问题|情况|现象),")
_SEVERAL = 3
_COUNTED = re.compile(r"\d+(?:余)?(?:件|宗|起|批)|问题\d+个")
# “全国城市黑臭水体整治监管平台”: the name of a system or a plan is no complaint.
_NO_COMPLAINT = re.compile(r"(?:平台|系统|热线|行动|制度|机制|专栏|通知|办法|方案|计划)$")
_WHERE = re.compile(r"[\u4e00-\u9fff]{2,}?(?:县|区|市|镇|乡|村|街道|社区)")
_LEAD = re.compile(r"(?:前往|来到|赶到|走进|赶赴|深入|家住|位于)(?P<place>[^,。;]{4,40}?)(?:,|的)")
_WHOSE = re.compile(rf"(?P<place>[\u4e00-\u9fff]{{2,16}}(?:[镇乡村区县]|街道|社区))(?:的|部分|一)?{_WHO}")
_WISH = re.compile(
    r"(?<=.{8})后,|,(?=接到|收到|经(?:查|核|调))|,(?:希望|请求|恳请|盼|望|请)(?=[^,。;]*(?:部门|领导|政府|查处|处理|解决|取缔|关停|整改))"
)
_MOST_CHAPTERS, _BEHIND = 1, 60


@dataclass(frozen=True)
class _Complaint:
    sentence: Span
    what: Span


def drafts_of_story(source: Source, *, chaptered: bool = False) -> list[Draft]:
    """The one complaint of a text, with what was found and done; nothing where it tells none or several.

    ``chaptered``: also where it is told in chapters (一、是否属实, 二、调查核实情况).
    """
    folded = source.folded
    if _TOLD.search(folded) is None or (_LOOKED.search(folded) is None):
        return []
    if not chaptered and sum(1 for heading in headings(source) if heading.level == CHAPTER) > _MOST_CHAPTERS:
        return []
    told = [_below_heads(source, sentence) for sentence in sentences(folded, (0, tail_start(source)))]
    complaints = [found for span in told if (found := _complaint(source, span)) is not None]
    if not complaints:
        received = next((i for i, span in enumerate(told) if _RECEIVED.search(source.matched(span))), None)
        return [] if received is None else _found_out(source, _to_its_end(source, told[received:]))
    if _several(source, complaints, told):
        return []
    first = complaints[0]
    after = [span for span in told if span[0] >= first.sentence[1]]
    drafts = _story(source, first, _to_its_end(source, after))
    return drafts or (_told_before(source, first, told) if chaptered else [])


def _below_heads(source: Source, sentence: Span) -> Span:
    """某镇开展清理工作 / 某镇河长办 / 近日，我镇…: what the page prints above the text is none of it."""
    start, end = sentence
    while (line := source.lines[source.line_at(start)])[1] < end and line[1] - line[0] <= _HEAD_CHARS:
        if heading_at(source, line) is not None or _TOLD.search(source.folded, *line):
            break
        start = source.lines[source.line_at(start) + 1][0]
    return start, end


_HEAD_CHARS = 24


def _told_before(source: Source, complaint: _Complaint, told: list[Span]) -> list[Draft]:
    """…立即进行了调查核实和办理，已办结。现公示如下。 一、举报内容: how it fared stands ahead of what it is about."""
    ahead = [s for s in told if s[0] < complaint.sentence[0] and _SETTLED.search(source.matched(s))]
    if not ahead:
        return []
    draft = Draft(county_hints=[complaint.what, complaint.sentence, ahead[-1]])
    draft.add(Field.PROBLEM, complaint.what)
    draft.add(Field.RECTIFICATION, ahead[-1])
    return [draft]


_SETTLED = re.compile(r"(?:已|均|全部|阶段性)办结|已(?:完成整改|整改完成)")


def _to_its_end(source: Source, told: list[Span]) -> list[Span]:
    """Without 下一步，…, telephone numbers and who wrote it."""
    return list(takewhile(lambda span: _LATER.search(source.matched(span)) is None, told))


def _complaint(source: Source, sentence: Span) -> _Complaint | None:
    """What a sentence says that somebody complained of: something wrong at a place or works that it names."""
    folded = source.folded
    line = source.lines[source.line_at(sentence[0])]
    # A headline without a full stop is read with what follows; 一、是否属实 / 反映的“…”属实: one sentence to the eye.
    last = source.lines[source.line_at(sentence[1] - 1)]
    reach = sentence[1] if heading_at(source, line) else last[1]
    quoted = _QUOTED.search(folded, max(line[0], sentence[0] - 1), reach)
    if quoted and (quoted.start() > sentence[1] or not _TOLD.search(folded, sentence[0], quoted.end() + _BEHIND)):
        quoted = None
    for found in (quoted, *(pattern.search(folded, *sentence) for pattern in (_OF_PAPER, _OF_WHOM, _ABOUT, _SAID))):
        if found is None:
            continue
        if found is quoted:
            sentence = (sentence[0], max(sentence[1], quoted.end()))
        what = _from_its_place(source, sentence, _without_wish(folded, found.span("what")))
        words = source.matched(what)
        told = re.search(HARM, words) and SOMETHING.search(words) and not _COUNTED.search(words)
        if told and not _NO_COMPLAINT.search(words):
            return _Complaint(sentence, what)
    return None


def _without_wish(folded: str, what: Span) -> Span:
    """Without what the complainants ask for, and without what was done when it had come in."""
    wish = _WISH.search(folded, *what)
    return (what[0], wish.start()) if wish else what


def _from_its_place(source: Source, sentence: Span, what: Span) -> Span:
    """前往某镇某村，对…反映的某厂噪声问题: the place told before belongs to what names none; days before it do not."""
    whose = _WHOSE.search(source.folded, sentence[0], what[0]) if source.folded[what[0]] in "该此本" else None
    if whose is not None:
        return whose.start("place"), what[1]  # 某镇某村居民反映，|该村东侧存在…
    if _WHERE.search(source.folded, *what) is None:
        lead = _LEAD.search(source.folded, sentence[0], what[0])
        return (lead.start("place"), what[1]) if lead else what
    return source.trim(what)


def _several(source: Source, complaints: list[_Complaint], told: list[Span]) -> bool:
    """Another complaint behind what was done about the first, of a place not named before; or 对甲问题…；对乙问题…."""
    if len(_TAKEN_UP.findall(source.folded)) >= _SEVERAL:
        return True
    first, *others = complaints
    for other in others:
        done = any(first.sentence[0] < s[0] < other.sentence[0] and _HANDLED.search(source.matched(s)) for s in told)
        named = _WHERE.findall(source.matched(other.what))
        before = source.folded[: other.sentence[0]]
        if done and named and not any(name[-4:] in before for name in named):
            return True
    return False


def _story(source: Source, complaint: _Complaint, after: list[Span]) -> list[Draft]:
    looked = next((i for i, span in enumerate(after) if _LOOKED.search(source.matched(span))), None)
    inside = (complaint.what[1], complaint.sentence[1])
    if looked is None and _LOOKED.search(source.folded, *inside) is None:
        return []
    draft = Draft(county_hints=[complaint.what, complaint.sentence])
    end = complaint.what[1]
    for span in after[:looked]:  # 信访件称，…: the complaint goes on
        if not re.match(r"(?:信访|举报|投诉|来信|来电)[件人]?(?:还|并)?(?:称|反映|表示)", source.matched(span)):
            break
        end = span[1]
    draft.add(Field.PROBLEM, source.trim((complaint.what[0], end)))
    if looked is not None:
        _report(source, draft, after[looked:])
    if looked is None or draft.first(Field.RECTIFICATION) is None:
        draft.add(Field.RECTIFICATION, _rest(source, inside))
    handled = next((span for span in after if _HANDLED.search(source.matched(span))), None)
    if looked is None and handled is not None:  # found in the same sentence, done in those behind it
        draft.add(Field.RECTIFICATION, (handled[0], after[-1][1]))
    return [draft]


# 受理编号4102：“…”, 一、受理编号第二十三批2517号：一是…
_NUMBERED = re.compile(
    r"(?m:^)[ \t]*(?:[一二三四五六七八九十\d]{1,3}[、.][ \t]*)?(?:受理|举报|信访|案件|交办|转办)编号[为:]?[ \t]*"
    r"(?P<code>[^:,。;\s“”]{1,16})[ \t]*:[ \t]*(?:[“\"](?P<quoted>[^”\"\n]{8,})[”\"]|(?P<plain>[^\n]{8,}))"
)


def drafts_of_numbered_stories(source: Source) -> list[Draft]:
    """受理编号…：what was complained of, in a line, and below it what was found and done: one draft a number."""
    heads = list(_NUMBERED.finditer(source.folded)) if "编号" in source.folded else []
    if not heads:
        return []
    drafts: list[Draft] = []
    for head, end in zip(heads, [*(head.start() for head in heads[1:]), tail_start(source)], strict=True):
        what = source.trim(head.span("quoted") if head["quoted"] else head.span("plain"))
        after = _to_its_end(source, sentences(source.folded, (head.end(), max(end, head.end()))))
        for draft in _story(source, _Complaint(head.span(), what), after):
            draft.add(Field.CODE, head.span("code"))
            drafts.append(draft)
    return drafts


def _rest(source: Source, inside: Span) -> Span:
    """某公司被举报…，|接到举报后市局到现场调查，正在…: what the same sentence tells was done."""
    start, end = source.trim(inside)
    while start < end and source.folded[start] in ",;。”」":
        start += 1
    return (start, end) if _HANDLED.search(source.folded, start, end) else (end, end)


def _report(source: Source, draft: Draft, told: list[Span]) -> None:
    """What was found on the spot, and from the first sentence on that says so what was done."""
    handled = next((i for i, span in enumerate(told) if _HANDLED.search(source.matched(span))), len(told))
    if handled:
        draft.add(Field.FINDINGS, (told[0][0], told[handled - 1][1]))
    if handled < len(told):
        start, end = told[handled][0], told[-1][1]
        begin = _where_done(source, told[handled]) if not handled else start
        if begin > start:
            draft.add(Field.FINDINGS, source.trim((start, begin)))
        draft.add(Field.RECTIFICATION, source.trim((begin, end)))


def _where_done(source: Source, sentence: Span) -> int:
    """经查，某厂未办手续，|执法人员已查封其设备: where a sentence turns from what was found to what was done."""
    parts = phrases(source.folded, sentence)
    for part in parts[1:]:
        if _HANDLED.search(source.matched(part)):
            return part[0]
    return sentence[0]


def _found_out(source: Source, told: list[Span]) -> list[Draft]:
    """接到交办的信访问题后，…。 经查，某村有一家养殖户污水外溢。: the complaint is known by what was found."""
    looked = next((i for i, span in enumerate(told) if _LOOKED.search(source.matched(span))), None)
    found = next(
        (i for i, s in enumerate(told) if looked is not None and i >= looked and _faulty(source.matched(s))), None
    )
    if found is None:
        return []
    last = found
    while last + 1 < len(told) and _goes_on(source.matched(told[last + 1])):
        last += 1
    draft = Draft(county_hints=[told[found], told[0]])
    opened = re.match(r"经[^,。]{1,10}[,:]", source.matched(told[found]))
    draft.add(Field.PROBLEM, source.trim((told[found][0] + (opened.end() if opened else 0), told[last][1])))
    rest = [span for span in told[last + 1 :] if _HANDLED.search(source.matched(span))]
    if rest:
        draft.add(Field.RECTIFICATION, (rest[0][0], told[-1][1]))
    return [draft]


def _goes_on(words: str) -> bool:
    return _faulty(words) and _HANDLED.search(words) is None


def _faulty(words: str) -> bool:
    return re.search(FAULT, words) is not None and not re.search(r"下一步|以此为契机|举一反三", words)
