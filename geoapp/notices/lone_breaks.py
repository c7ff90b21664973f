"""Line ends that stand alone where nothing ended: behind a chapter's number, or in the middle of a sentence.

A copy whose lines end at a margin says so on every page (``wrapping``); here the words themselves have to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from geoapp.notices.lines import is_column, is_item
from geoapp.notices.paragraphs import letters

_Span = tuple[int, int]
_CHINESE = "一二三四五六七八九十"


def lone_breaks(text: str) -> list[_Span]:
    """The stretches that nothing but a chance put between two parts of a line."""
    return [*_behind_numbers(text), *_within_sentences(text), *_heads_again(text)]


_HEAD = re.compile(r"\n[ \t]*(?P<head>(?:序 ?号|编 ?号)[^\d\n。，：；]{10,160}?)[ \t]*\n\s*(?=\S)")
_PAGE_ABOVE = re.compile(r"\s*(?:[-—–·]+ ?\d{1,4} ?[-—–·]+|第 ?\d{1,4} ?页(?: ?[/,，]? ?共 ?\d{1,4} ?页)?)?\s*\Z")
_COUNTED = re.compile(r"\d{1,4}(?:[ \t|、.．]|$)")
_NEAR, _MOST_HEADS = 40, 8


def _heads_again(text: str) -> list[_Span]:
    """A table's heading on one line, again where a page broke a row in two: …煤泥 / 序号 受理编号 … / 已清运。"""
    found: list[_Span] = []
    firsts: dict[str, int] = {}
    for again in _HEAD.finditer(text) if "序" in text or "编" in text else ():
        if again["head"] not in firsts and len(firsts) == _MOST_HEADS:
            break
        first = firsts.setdefault(again["head"], text.find(again["head"]))
        after = text[again.end() : again.end() + _NEAR]
        if first >= again.start() or _COUNTED.match(after):
            continue
        above = _PAGE_ABOVE.search(text, max(0, again.start() - _NEAR), again.start() + 1)
        found.append((above.start() if above else again.start(), again.end()))
    return found


# 三、 alone on a line, where 二、 or 四、 has its words beside it.
_NUMBER_ALONE = re.compile(
    rf"\n[ \t\u3000]*(?:(?P<n>[{_CHINESE}]{{1,3}})、|[（(](?P<s>[{_CHINESE}]{{1,3}})[）)])(?P<gap>\s*\n\s*)(?=\S)"
)


def _behind_numbers(text: str) -> list[_Span]:
    """The breaks behind numbers of chapters that stand alone: the copy put their words on the next line."""
    found: list[_Span] = []
    counted: dict[str, bool] = {}
    for alone in _NUMBER_ALONE.finditer(text):
        form = "{}、" if alone["n"] else "[（(]{}[）)]"
        at = _CHINESE.find(alone["n"] or alone["s"])
        beside = "|".join(form.format(_CHINESE[near]) for near in (at - 1, at + 1) if 0 <= near < len(_CHINESE))
        if at >= 0 and beside not in counted:
            counted[beside] = re.search(rf"\n[ \t\u3000]*(?:{beside})[^\s、]", text) is not None
        if counted.get(beside):
            found.append(alone.span("gap"))
    return found


_LEAST, _LEAST_COMMAS = 40, 2
_TITLE_LINES = 3
_STOPS = tuple("。｡；：！？”）》】」;:!?)")
_GOES_ON = re.compile(r"[\u4e00-\u9fff\d０-９％%(（“《]")
_OPENS = re.compile(
    r"[^\s，。；：:,;]{2,12}[：:】]|(?:近[日期]|为|根据|按照|现将|截至|目前|下一步)[^的]|\d{4}年\d{1,2}月\d{1,2}日|抄[送报]|附件|上一|下一"
)
_COLUMNS = 2


def _within_sentences(text: str) -> list[_Span]:
    """A long line of prose that ends without a stop, the next one going on to one: 前往现场核查，发现竹林路 / 雨水口….

    Headings, cells and lists whose lines have no stops at all are none: the line before has one, or is short.
    """
    lines = [(found.start(), found.end()) for found in _LINE.finditer(text)]
    found = list(_unended(text, lines))
    if not found or sum(is_column(text[start:end].strip()) for start, end in lines if end - start <= 10) >= _COLUMNS:
        return []
    return found


_LINE = re.compile(r"[^\s\n][^\n]*")


def _unended(text: str, lines: list[_Span]) -> Iterator[_Span]:
    for at, (line, after) in enumerate(pairwise(lines)):
        if line[1] - line[0] < _LEAST or at < _TITLE_LINES:
            continue
        words, following = text[slice(*line)].rstrip(), text[slice(*after)].rstrip()
        if (
            "\t" in words
            or words.endswith(_STOPS)
            or not following.endswith(_STOPS)
            or text.count("\n", line[1], after[0]) > 1
        ):
            continue
        if letters(words) < _LEAST or ("。" not in words and words.count("，") < _LEAST_COMMAS):
            continue
        before = text[slice(*lines[at - 1])].rstrip()
        listed = letters(before) >= _LEAST and not before.endswith(_STOPS)
        if not listed and _GOES_ON.match(following) and not is_item(following) and not _OPENS.match(following):
            yield line[0] + len(words), after[0]
