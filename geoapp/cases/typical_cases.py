"""Typical cases told one after another: 案例一 … with its facts, 一、某公司超标排放案; in news and in bulletins alike.

A line names the case; below it stand the facts (【基本案情】) and, from the first sentence on that says so, what was
done about them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from geoapp.cases.drafts import Draft, fill
from geoapp.cases.incidents import SOMETHING
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.numerals import CHINESE
from geoapp.cases.outline import CHAPTER, Heading, count_on, headings, stretches
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import is_next_steps, tail_start

_EXAMPLE = re.compile(
    rf"[【\[]?(?:(?:(?:典型|反面|正面|负面|警示)?(?:案例|事例)|(?:挂牌)?督办(?:问题|事项|件)?|线索|典型(?:问题)?)(?:之)?\s*(?P<n>[{CHINESE}]{{1,3}}|\d{{1,2}}|[①-⑳])(?!览)(?:[】\]]:?|\s*[:、.]?)"
    rf"|(?:(?P<c>[{CHINESE}]{{1,3}})、|(?P<d>\d{{1,2}})[.、]\s*)(?=[^。]{{6,60}}案$))\s*(?P<title>.*)"
)
HANDLED = re.compile(
    r"责令|处罚|罚款|立案|查封|扣押|移送|整改|处以|拘留|判处|作出|约谈|问责|修复|整治|拆除|取缔|关停|[交转督]办后"
    r"|检察(?:院|机关)[^,。;]{0,12}(?:督促|提起|发出|送达|制发|启动|磋商)|检察建议|公益诉讼"
    r"|^(?:目前|现|截至|截止)[^。]{0,60}(?:已|正在|完成)|已(?:停工|停产|停业|停止|拖离|撤离|搬离|编制|制定|启动|委托|清[运理除]|恢复|封堵|安装|更换|组织|督促)|^[^,。]{2,16}(?:表示|承诺|表态)[,:]|^[^,。;]{2,10}[县区市旗镇局厂](?:已(?:完成|建成|通过)|正在?(?:实施|推进|开展|组织|建设))|(?:表示|承诺)将|(?:清运|清理|清除|拆除|恢复|转运)(?:完毕|干净)|连夜(?:组织|清)|[通曝披][报光露]后|督察(?:指出|反馈)(?:的?问题)?后|介入调查"
    r"|^[^,。;]{2,10}[县区市旗镇乡](?:随即|立即|迅速|连夜)?组织(?:封堵|清理|清运|清淤|拆除|打捞|人员|力量|专业)"
)
# 整改成效：…, 目前进展：…, 督办期限：…: what an example labels needs no telling apart.
_TOLD_BY_LABEL = frozenset({
    Field.RECTIFICATION, Field.DEADLINE, Field.LEAD_UNIT, Field.RESPONSIBLE, Field.STATUS, Field.GOAL, Field.MEASURES,
    Field.REMARKS,
})  # fmt: skip
# What the office says of all cases together ends the last one.
_LESSON = re.compile(
    r"^(?:典型意义|案例启示|启示意义|警示意义|法律依据|(?:上述|以上|这些|此次通报的?)[^,。]{0,12}(?:案例|问题|案件)"
    r"|通报(?:要求|强调|指出)|(?:全市)?各[县市区地级乡镇][^,。]{0,16}要|下一步,?[^。]{0,20}(?:将|要))"
)
# 【基本案情】, 查处情况：, 警示意义: what the parts of a case are called, in brackets or with a colon.
_PART = re.compile(
    rf"[【\[](?P<name>[\u4e00-\u9fff]{{2,12}})[】\]]\s*:?\s*"
    rf"|(?:\(?[{CHINESE}\d]{{1,2}}[)、.]+\s*)?(?P<plain>[\u4e00-\u9fff]{{2,8}}(?=:)|[\u4e00-\u9fff]{{2,6}}(?=。|$|\n))(?::|。|$|\n)\s*"
)
_OF_FACTS = re.compile(r"案情|简介|问题|事实|经过|背景|情况$|案件$")
# 【调查和督促履职】, 【诉讼过程】: what prosecutors and courts did stands where offices tell how it was put right.
_OF_REPORT = re.compile(
    r"查处|处理|处置|处罚|整改|整治|办理|进展|结果|成效|落实|履职|履行|督促|监督|诉讼|诉前|起诉|审理|审判|裁判|判决|办案|磋商|修复"
)
# 【关键词】, 【要旨】: what a case is filed under tells nothing of it.
_OF_FILING = re.compile(r"关键词|要旨|主题词|案件(?:类型|来源)|编号|入选理由|推荐理由")
_OF_LESSON = re.compile(r"意义|启示|警示|点评|提示|评析|法律|依据|法条|反思|教训|剖析|原因|寄语|说法|提醒|要求")
_TITLE_CHARS = 60
# 通报5起典型案例: what counts on below such a title, each with its story, are the cases, whatever they are called.
_OF_CASES = re.compile(
    r"(?:典型|反面|警示|负面)[^。,]{0,6}(?:案例|问题|案件|事例)|\d{1,2}[起宗][^。,]{0,24}(?:案例|案件|问题)"
    r"|(?:公益诉讼|检察)[^。,]{0,8}案例|[一二三四五六七八九十]大[^。,]{0,6}案例|案例(?:选编|汇编|集锦|选登)"
)
_FEWEST, _STORY_CHARS = 2, 30


class _Head(NamedTuple):
    """The line that opens a case: where it begins and ends, its number, its title."""

    start: int
    end: int
    no: Span | None
    title: Span


def find_typical_cases(source: Source) -> list[tuple[Span, Draft]]:
    """案例一 … with its facts: from one such line to the next."""
    heads, sure = _heads(source)
    if not heads:
        return []
    stop = tail_start(source)
    found: list[tuple[Span, Draft]] = []
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        end = after.start if after else max(stop, head.end)
        end = min(end, _next_chapter(source, head.end, end))
        draft = _example(source, head, end)
        if draft is not None:
            found.append(((head.start, end), draft))
    return found if len(found) >= _FEWEST or sure else []


def opens_case(source: Source, line: Span) -> bool:
    """案例二 某区某湖治理不力: a line that names a case, and its county; it says nothing of who tells of it."""
    return (match := _EXAMPLE.fullmatch(source.folded, *line)) is not None and bool(match["n"])


@lru_cache(maxsize=4)
def _heads(source: Source) -> tuple[list[_Head], bool]:
    """The lines that open cases, and whether one of them says so (案例一), so that it may stand alone."""
    opened = [match for line in source.lines if (match := _EXAMPLE.fullmatch(source.folded, *line))]
    sure = any(match["n"] for match in opened)
    heads = [_head(source, match) for match in opened]
    return (_counted(source) if len(heads) < _FEWEST and not sure else heads), sure


def _head(source: Source, match: re.Match[str]) -> _Head:
    begin = match.start() + (match[0][:1] in "【[")
    no = (begin, match.end("n")) if match["n"] else match.span("c" if match["c"] else "d")
    if match["title"]:
        return _Head(*match.span(), no, match.span("title"))
    title = _title_below(source, match.end())
    return _Head(match.start(), title[1], no, title)


def _title_below(source: Source, end: int) -> Span:
    """案例一 / 某县检察院督促整治某河采砂公益诉讼案: the title on the next line; empty where the story begins."""
    below = source.line_at(end - 1) + 1
    if below >= len(source.lines) or _CASE_TITLE.fullmatch(source.folded, *source.lines[below]) is None:
        return end, end
    return source.lines[below]


_CASE_TITLE = re.compile(r"[“\"]?[^\s。;:【】][^。;:\n【】]{4,80}(?:案件?|事件)[”\"]?")


def _counted(source: Source) -> list[_Head]:
    """一、某公司磷石膏堆场环境问题 / 2023年4月，…: lines that count on below a title that announces cases."""
    if not _OF_CASES.search(fold(source.notice.title)):
        return []
    found = headings(source, (0, tail_start(source)))
    level = min((h.level for h in found), default=CHAPTER)
    heads = [h for h in found if h.level == level]
    while heads and is_next_steps(source, heads[-1]):
        heads.pop()
    whole = stretches([h.start for h in heads], tail_start(source))
    told = [(h.end, stop) for h, (_, stop) in zip(heads, whole, strict=True)]
    if len(heads) < _FEWEST or heads[0].value != 1 or not count_on(heads):
        return []
    if any(not _names_case(source, h) for h in heads) or any(stop - start < _STORY_CHARS for start, stop in told):
        return []
    return [_Head(h.start, h.end, h.numbered, h.words) for h in heads]


def _names_case(source: Source, heading: Heading) -> bool:
    words = source.matched(heading.words)
    ended = words.endswith(("。", ";", ":"))
    return 6 <= len(words) <= _TITLE_CHARS and not ended and SOMETHING.search(words) is not None


def _next_chapter(source: Source, start: int, end: int) -> int:
    """二、挂牌督办问题, 三、有关要求: a short numbered line between two cases belongs to neither."""
    above = (h for h in headings(source, (start, end)) if h.level == CHAPTER and h.end - h.start <= _CHAPTER_CHARS)
    told = (h for h in above if not source.matched(h.words).endswith(("。", ";")))
    return next((h.start for h in told if not _OF_A_CASE.fullmatch(source.matched(h.words).strip())), end)


_OF_A_CASE = re.compile(
    r"(?:基本|主要|存在的?|发现的?|整改|查处|处理|处置|违法|案件)?(?:案情|情况|问题|事实|经过|简介|进展)|[^,。]{0,4}(?:启示|意义|点评)"
)


_CHAPTER_CHARS = 24


# 案例一、某县某湖水质不升反降  6月12日，…: the copy put the story behind its title.
_TITLE_END = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)|(?<=\S)[ \t](?=\S{20})|。(?=.)")


def _example(source: Source, head: _Head, end: int) -> Draft | None:
    draft = Draft()
    begin, stop = head.title
    if stop - begin > _TITLE_CHARS and (parted := _TITLE_END.search(source.folded, begin, stop)):
        stop = parted.start()
    title, body = source.trim((begin, stop)), (stop, end)
    labels = [label for label in find_labels(source, body) if label.field in _TOLD_BY_LABEL]
    if labels:
        fill(draft, source, labels, end)
        draft.values.pop(Field.REMARKS, None)  # 【警示意义】 ends what stands before it
        body = (stop, labels[0].start)
    facts, handled = _parted(source, body)
    problem = (facts[0][0], facts[-1][1]) if facts else title
    listed = not facts and not handled and head.no is not None and source.matched(head.no).isdigit()
    if problem[0] >= problem[1] or listed:  # 1.某县检察院督促整治…案: what the page goes on to tell, by its titles
        return None
    draft.add(Field.PROBLEM, problem)
    if handled:
        draft.add(Field.RECTIFICATION, (handled[0][0], handled[-1][1]))
    if facts and title[0] < title[1]:
        draft.category = title
    if head.no:
        draft.add(Field.NUMBER, head.no)
    draft.county_hints = [problem, title]
    return draft


def _parted(source: Source, body: Span) -> tuple[list[Span], list[Span]]:
    """The sentences that tell what was found, and those that tell what was done: by the names of a case's parts where
    it has such, else from the first sentence on that speaks so."""
    facts: list[Span] = []
    handled: list[Span] = []
    told: Field | None = None
    for sentence in sentences(source.folded, body):
        label = _PART.match(source.folded, *sentence)
        part = _part_of(label["name"] or label["plain"]) if label else None
        words = source.matched(sentence)
        if part is Field.REMARKS or _LESSON.match(words):
            break
        told = part or told
        if told is Field.KIND:
            continue
        span = (label.end() if label and part else sentence[0], sentence[1])
        if span[0] < span[1]:
            speaks = facts and HANDLED.search(words) and told is None
            (handled if handled or speaks or told is Field.RECTIFICATION else facts).append(span)
    return facts, handled


def _part_of(name: str) -> Field | None:
    """What a part of a case tells: the lesson is no part of the record."""
    name = name.strip()
    if len(name) > _PART_CHARS:
        return None
    if _OF_FILING.search(name):
        return Field.KIND
    if _OF_LESSON.search(name):
        return Field.REMARKS
    if _OF_REPORT.search(name):
        return Field.RECTIFICATION
    return Field.PROBLEM if _OF_FACTS.search(name) else None


_PART_CHARS = 12
