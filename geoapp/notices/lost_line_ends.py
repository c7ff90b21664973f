"""Copies that lost their line ends: a whole page on one line, as some crawlers and forms leave it.

What opened a line still says so: chapters that count on, 问题3：, 整改情况：, the indent of a paragraph. Lines are
ended before these, and nothing else is changed; who reads the notice sees its paragraphs again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geoapp.notices.characters import is_traditional, simplified
from geoapp.notices.document import Document

_LONGEST = 200
"""A line of so many characters that holds most of a text may be one that lost its ends."""
_FEWEST = 3
_CN = "一二三四五六七八九十"
_STOPS = "。；;：:！!？?”）)】」 \t\u3000\xa0"
"""What stands before a mark that opened a line: the end of what was said above, or of a heading's brackets."""

_CHAPTER = re.compile(rf"(?P<n>[{_CN}]{{1,3}})、(?=[^\s、])")
_SECTION = re.compile(rf"[（(](?P<n>[{_CN}]{{1,3}})[）)](?=[^\s、，。；）)])")
_ITEM = re.compile(rf"(?<=[{_STOPS}])(?P<n>\d{{1,2}})[.．、](?![\d、])")
_OWN = re.compile(rf"(?:反馈|具体)?问题\s?(?P<n>[{_CN}]{{1,3}}|\d{{1,3}})[：:]")
_LABEL = re.compile(
    rf"(?<![{_STOPS}\n《“具主要体])(?:整改|完成|落实|办理|处理|调查|核实|核查|牵头|责任|配合|督导|验收|反馈)"
    r"(?:和整改)?(?:问题|情况|进展|目标|措施|时限|期限|结果|单位|领导|部门)[：:]"
)
_FIELD = re.compile(
    r"(?:(?:反馈|存在的?|主要|披露|指出)问题|(?:反馈)?问题(?:基本)?情况|整改(?:完成情况|目标|措施|要求|时限|情况|进展|成效)"
    r"|完成情况|验收(?:情况|意见|结论)|公示(?:时间|期限|期))(?=[\u4e00-\u9fff\d（(“])(?!报告|汇报|的|和|及|与|如下|方面)"
)
"""A chapter called like a field, its first words right behind it: 一、反馈问题某镇…."""
_INDENT = re.compile(r"(?:\u3000{2,}|\xa0{2,}| {4,}|\t+)(?=\S)")
_UNSTOPPED = re.compile(
    r"(?:单位|部门|领导|时限|期限|时间|责任人|电话)[：:][^。：:]{1,60}\Z|[^。；：！][》”]?的?(?:方案|通知|通报|公示|公告|报告|清单|简报|情况)\Z"
)
"""What ends without a stop: 责任单位：某镇人民政府, the title."""
_VALUE_CHARS = 80
_FIRST_DEMAND = re.compile("一是")
_HEADING_CHARS = 40
_FURNITURE_CHARS = 600
_ABOVE = re.compile(
    r"(?<!^)(?:您?当前位置|(?:信息)?来源[：:]|(?:发布|更新)?(?:时间|日期)[：:]|作者[：:]|(?:点击|浏览|阅读)(?:数|量|次数)?[：:]"
    r"|[【\[]?字(?:体|号)[：:]|分享到)|(?<=分享到[：:])(?=\S)|(?<=小】)(?=\S)|(?<=正文)(?=\S)"
    r"|(?<=[通公][知报示告])(?=各[^。；]{2,30}：|(?:根据|按照|为了?|近[期日]|现将)[^》])"
)
_BELOW = re.compile(
    r"上一篇|下一篇|相关(?:链接|文章)|版权所有|主办单位[：:]|打印本页|【打印|扫一扫|责任编辑[：:]|分享到"
    r"|(?<=[。！])(?:欢迎(?:广大|社会|群众|干部)|联系(?:电话|方式|人)[：:]|特此(?:公示|公告|通报))"
)
_SIGNED = re.compile(
    r"(?<=[。！\s])(?P<who>[\u4e00-\u9fff（）()]{4,36}(?:党组|党委|委员会|办公室|局|政府|指挥部|领导小组|管委会))"
    r"\s?(?=(?:19|20)\d\d年\d{1,2}月\d{1,2}日)"
)


def with_line_ends(document: Document) -> Document:
    """The document, its text on lines where a copy lost them; tables and pages know where their lines end."""
    if document.tables or document.pages:
        return document
    text = document.text
    start, end = max(_lines(text), key=lambda line: line[1] - line[0])
    if end - start < _LONGEST or (end - start) * 2 < len(text) or _TABLE.search(text, start, end):
        return document
    written = text[start:end]
    line = simplified(written) if is_traditional(written) else written
    opened = sorted({*_marks(line), *_indented(line)})
    if len(opened) < _FEWEST:
        return document
    breaks = sorted({*opened, *_within(line, opened), *_furniture(line, opened)} - {0})
    return replace(document, text=text[:start] + _broken(written, breaks) + text[end:])


# 序号反馈问题整改目标…: rows of a table, whose cells say themselves where they end.
_TABLE = re.compile(r"序\s?号\s?(?:[\u4e00-\u9fff]{0,4}问题|受理|举报|整改|任务|点位|行政|责任|县|区|地)")


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _broken(line: str, breaks: Iterable[int]) -> str:
    parts = (line[start:stop] for start, stop in pairwise([0, *breaks, len(line)]))
    return "\n".join(part.rstrip(" \t\u3000\xa0") for part in parts)


def _indented(line: str) -> list[int]:
    """Where paragraphs are indented, if so many of them stand behind the end of one that this is what it means."""
    found = [indent.span() for indent in _INDENT.finditer(line)]
    sure = [start for start, _ in found if line[start - 1] in _STOPS]
    return [end for _, end in found] if len(sure) >= _FEWEST else []


def _marks(line: str) -> set[int]:
    """Where chapters, sections and problems open that count on: one alone may stand in a sentence."""
    chapters = _counting(line, _CHAPTER)
    sections = _counting(line, _SECTION, behind=chapters)
    own = _counting(line, _OWN, anywhere=True)
    # Problems are told under their categories: （一）反馈问题：… 问题1：….
    return {*chapters, *sections, *own} if len(chapters) > 1 or len(own) > 1 else set()


def _counting(line: str, mark: re.Pattern[str], *, behind: Sequence[int] = (), anywhere: bool = False) -> list[int]:
    """Where marks count on by one, or begin anew; behind a stop, or behind the words of a chapter that has none."""
    found: list[int] = []
    value = 0
    for sign in mark.finditer(line):
        counted = _value(sign["n"])
        if counted != value + 1 and counted != 1:
            continue
        at = sign.start()
        if (
            anywhere
            or at == 0
            or line[at - 1] in _STOPS
            or _ends_heading(line, at, behind)
            or _UNSTOPPED.search(line, max(0, at - _VALUE_CHARS), at)
        ):
            found.append(at)
            value = counted
    return found


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_CN.find(tens or "一") + 1) * 10 * bool(ten) + (_CN.find(ones) + 1 if ones else 0)


def _ends_heading(line: str, at: int, opened: Sequence[int]) -> bool:
    """二、已完成整改的事项（一）…: between the last mark and this one stand the words of a heading."""
    before = bisect_left(opened, at)
    last = opened[before - 1] if before else -1
    return last >= 0 and at - last <= _HEADING_CHARS and re.search("[。；;，,：:]", line[last:at]) is None


def _within(line: str, opened: list[int]) -> Iterator[int]:
    """Items and labels below the marks, and where the words of a heading end."""
    yield from _counting(line, _ITEM)
    yield from (label.start() for label in _LABEL.finditer(line))
    yield from (
        demand.start() for demand in _FIRST_DEMAND.finditer(line) if _ends_heading(line, demand.start(), opened)
    )
    for start in opened:
        mark = _CHAPTER.match(line, start) or _SECTION.match(line, start)
        if mark is not None and (named := _FIELD.match(line, mark.end())) is not None:
            yield named.end()


def _furniture(line: str, opened: list[int]) -> Iterator[int]:
    """What the page prints above and below its text, the title behind its breadcrumbs, the signature over its date."""
    above, below = min(_FURNITURE_CHARS, opened[0]), max(len(line) - _FURNITURE_CHARS, opened[-1])
    yield from (found.start() for found in _ABOVE.finditer(line, 0, above))
    yield from (found.start() for found in _BELOW.finditer(line, below))
    for signed in _SIGNED.finditer(line, below):
        yield from (signed.start(), signed.end())
        title = line.find(signed["who"], 0, above)
        if title > 0:
            yield title
