"""Numbered findings of a bulletin: （二）某镇污水处理厂出水超标。 with what was found there and what was done.

Each stands under a chapter that says what kind of findings follow (整改不力的问题, 典型案例, 正面典型), opens with a
sentence that names it, and tells one problem, however many places its paragraph names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from geoapp.cases.drafts import Draft, fill
from geoapp.cases.incidents import FAULT, SOMETHING
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.lexicon import any_of, read_table
from geoapp.cases.outline import CHAPTER, CIRCLE, SUBITEM, Heading, headings, is_group, stretches
from geoapp.cases.sentences import first_sentence, sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import is_next_steps, tail_start
from geoapp.cases.statuses import UNKNOWN, Judgement
from geoapp.model import Status

_WORDS = read_table("findings")
_CHAPTER = re.compile(any_of(_WORDS["chapter"]))
_HANDLED = re.compile(any_of(_WORDS["handled"]))
_BELIED = re.compile(any_of(_WORDS["belied"]))
_PRAISED = re.compile(any_of(_WORDS["praised"]) + r"[。:]?$")
_DEMANDS = re.compile(any_of(_WORDS["demands"]))
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,10}[市县区旗](?:\(\d+[个件项条]?\))?")
# 整改不到位的问题（3个）
_HOW_MANY = re.compile(r"\((?:共|计)?[\d一二三四五六七八九十]{1,3}[个件项条处起宗家]\)[。:]?$")
# What stands behind the last county: 下一步，…, 报：…, 【典型案例】.
_CLOSING = re.compile(r"\n[ \t]*(?:下一步|(?:抄?报|抄?送|发|主送):|【|约谈)")
_WHOSE = re.compile(r"[\u4e00-\u9fff·]{1,14}[省市县区旗州镇乡会局]")
# 二、上月交办问题整改情况: there the sentence behind the name reports already.
_PROGRESS = re.compile(any_of(_WORDS["progress"]))
# 二、整改到位的问题: what follows the name of one says how it fared.
_FARED = re.compile(
    r"(?:到位|完成整改|已完成|反弹|推进|保持|滞后|不力|未整改|销号|启动|序时进度|不实|敷衍|虚假|摘牌|(?:解除|撤销|取消|继续|延长|延期)[^。]{0,8}(?:督办|挂牌))"
)
_CHAPTER_CHARS, _TITLE_CHARS, _FEWEST = 30, 60, 2


def find_findings(source: Source) -> list[tuple[Span, Draft]]:
    """Each finding's stretch with its draft."""
    stop = tail_start(source)
    found = headings(source, (0, stop))
    chapters = [index for index, heading in enumerate(found) if heading.level == CHAPTER]
    told: list[tuple[Span, Draft]] = []
    single: list[tuple[Span, Draft]] = []
    by_county = [h for h in map(found.__getitem__, chapters) if _COUNTY.fullmatch(source.matched(h.words))]
    for index, following in pairwise([*chapters, len(found)]):
        chapter, below = found[index], found[index + 1 : following]
        of_county = len(by_county) >= _FEWEST and chapter in by_county  # 一、某某市 over ①…。 ②…。
        if not below or not (of_county or _opens(source, chapter)):
            continue
        end = found[following].start if following < len(found) else stop
        items, groups = _items(source, below)
        if not _is_list(source, items, groups, CIRCLE if groups or of_county else SUBITEM):
            continue
        whole = stretches(sorted(h.start for h in (*items, *groups)), end)
        for item in items:
            stop_of = next(last for start, last in whole if start == item.start)
            closing = _CLOSING.search(source.folded, item.end, stop_of) if of_county else None
            stop_of = closing.start() if closing else stop_of
            group = next((g for g in reversed(groups) if g.start < item.start), None)
            found_there = ((item.start, stop_of), _draft(source, item, stop_of, group or chapter))
            (told if len(items) >= _FEWEST else single).append(found_there)
    # 四、出现反弹的问题（1个）: one alone is a finding beside chapters that list some, as they fared otherwise.
    return sorted([*told, *single], key=lambda one: one[0]) if told or len(single) >= _FEWEST else []


def _items(source: Source, below: list[Heading]) -> tuple[list[Heading], list[Heading]]:
    """The paragraphs of a chapter, and the rows that only say whose or of what sort they are: （一）某某市, （一）河道
    管护问题 over 1. … 2. …."""
    level = min(h.level for h in below)
    items = [h for h in below if h.level == level]
    inner = [h for h in below if h.level > level]
    if inner and all(_WHOSE.fullmatch(source.matched(h.words)) or _is_row(source, h, inner) for h in items):
        return [h for h in inner if h.level == min(i.level for i in inner)], items
    return items, []


def _is_row(source: Source, heading: Heading, inner: list[Heading]) -> bool:
    """A few words on a line of their own, and the next line begins a count."""
    following = source.line_at(heading.start) + 1
    counted = any(h.value == 1 and source.line_at(h.start) == following for h in inner)
    return counted and is_group(source, (heading.start, heading.end))


def outside(lines: Sequence[Span], spans: Sequence[Span]) -> Sequence[Span]:
    """The lines that begin in none of some stretches, which stand in order."""
    starts = [start for start, _ in spans]
    at = [bisect_right(starts, line[0]) - 1 for line in lines]
    return [line for line, number in zip(lines, at, strict=True) if number < 0 or line[0] >= spans[number][1]]


def _opens(source: Source, heading: Heading) -> bool:
    """Whether a line is the heading of a chapter of findings."""
    words = _HOW_MANY.sub("", source.matched(heading.words))
    short = 0 < len(words) <= _CHAPTER_CHARS and not words.endswith(("。", ";", ","))
    told = short and _CHAPTER.search(words) is not None
    return told and not is_next_steps(source, heading)


def _is_list(source: Source, items: list[Heading], groups: list[Heading], deepest: int) -> bool:
    """Several paragraphs that count on (anew in each group), each with a name of its own and more to tell."""
    counted = bool(items) and items[0].level <= deepest
    on = all(a.value < b.value or any(a.start < g.start < b.start for g in groups) for a, b in pairwise(items))
    return counted and on and all(_titled(source, h) for h in items)


def _title(source: Source, item: Heading) -> Span:
    """What names a finding: its first sentence, or what stands before a colon in it (某厂扬尘问题：已建成煤棚。)."""
    first = first_sentence(source, item.words)
    named = _NAMED.match(source.folded, *first)
    return (first[0], named.end()) if named else first


_NAMED = re.compile(r"[^。:;,]{4,48}(?:问题|项目|工程|情况):")


_SHORT_NAME = re.compile(r"[\u4e00-\u9fff][江河湖溪渠港海淀泊洼镇乡]")


def _titled(source: Source, item: Heading) -> bool:
    words = source.matched(_title(source, item))
    named = (SOMETHING.search(words) or _SHORT_NAME.match(words)) is not None and _DEMANDS.match(words) is None
    short = len(words) <= _TITLE_CHARS or re.search(FAULT, words) is not None
    return short and named and len(words) < item.end - item.body


def _draft(source: Source, item: Heading, stop: int, chapter: Heading) -> Draft:
    """Its name and what was found are the problem; from the first sentence on that says what was done, the report."""
    title = _title(source, item)
    draft = Draft(
        category=_without_count(source, chapter.words), county_hints=[title, (item.body, stop), chapter.words]
    )
    draft.add(Field.NUMBER, item.numbered)
    draft.heading = _judged(source, _without_count(source, chapter.words))
    labels = [label for label in find_labels(source, (title[1], stop)) if label.field is not Field.PROBLEM]
    end = labels[0].start if labels else stop
    whose = _COUNTY.fullmatch(source.matched(chapter.words)) or _FARED.search(source.matched(chapter.words))
    named = whose and source.matched(title).rstrip("。:").endswith("问题")
    named = named or _WATCHED.search(source.matched(chapter.words)) is not None
    if named or _PROGRESS.search(source.matched(chapter.words)):
        problem = source.trim((title[0], title[1] - (source.folded[title[1] - 1] == ":")))
        report = source.trim((title[1], end))
    else:
        problem, report = part_at_report(source, (item.body, end))
    draft.add(Field.PROBLEM, problem)
    draft.add(Field.RECTIFICATION, report)
    fill(draft, source, labels, stop)
    return draft


def _judged(source: Source, chapter: Span) -> Judgement:
    """一、整改完成较好的点位: how all of them fared, unless their own words say otherwise."""
    words = source.matched(chapter)
    if _STILL_WATCHED.search(words):
        return Judgement(Status.IN_PROGRESS, chapter)
    told = _WELL.search(words) is not None and not re.search("[不未没无]|反弹", words)
    return Judgement(Status.DONE, chapter) if told else UNKNOWN


_WATCHED = re.compile(r"(?:解除|撤销|取消|继续|延长|延期|暂不)[^。]{0,8}(?:督办|挂牌)|摘牌")
# 同意解除挂牌督办的问题: whoever watched a problem lets it go when it is put right, and keeps it until then.
_WELL = re.compile(
    r"整改[^,。;]{0,4}(?:较好|到位)|(?:成效|成果)[^,。;]{0,4}(?:保持|巩固)|(?:解除|撤销|取消|终止)[^,。;]{0,6}督办|摘牌"
)
_STILL_WATCHED = re.compile(
    r"(?:继续|延长|延期|持续)[^,。;]{0,6}(?:挂牌|督办)|(?:暂不|暂缓|不予|不得|未能?|不能?)[^,。;]{0,8}(?:解除|摘牌|撤销)"
)


def _without_count(source: Source, words: Span) -> Span:
    start, end = source.trim(words)
    counted = _HOW_MANY.search(source.folded, start, end)
    return start, counted.start() if counted else end


def part_at_report(source: Source, told: Span) -> tuple[Span, Span]:
    """What was found, and what was done from the first sentence on that says so; none is the first one itself."""
    first, *rest = sentences(source.folded, told) or [told]
    if _PRAISED.search(source.matched(first)):
        return source.trim(first), source.trim((first[1], told[1]))  # 某河砂场全面清退。 All that follows reports.
    begin = next((s[0] for s in rest if _reports(source.matched(s))), told[1])
    return source.trim((told[0], begin)), source.trim((begin, told[1]))


def _reports(words: str) -> bool:
    """上报已完成销号的治理任务，实际仅…: what was said to be done and was not is a finding."""
    return _HANDLED.search(words) is not None and _BELIED.search(words) is None
