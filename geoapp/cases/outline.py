"""The numbered lines of a document: 一、 （一） 1. （1） ①, and the plain headings between them.

A mark at a line's start is a number only when it looks like one to a reader: 九、十、十一组 broken at a line's end is
not, nor is a decimal, a date or a time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from geoapp.cases.numerals import CHINESE, number_of
from geoapp.cases.source import Source, Span

CHAPTER, SECTION, ITEM, SUBITEM, CIRCLE = range(5)

_C = f"[{CHINESE}]"
_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (CHAPTER, re.compile(rf"第?(?P<n>{_C}{{1,4}})(?:[章节部分]+[、:\s]*|[、.]\s*)(?!{_C}{{1,3}}[、组]|组)")),
    (SECTION, re.compile(rf"\(\s*(?P<n>{_C}{{1,4}})\s*\)\s*[、.]?\s*")),
    (ITEM, re.compile(r"(?P<n>\d{1,3})\s*(?:[、]|\.(?!\d))\s*(?!\d{1,3}[、组])")),
    (SUBITEM, re.compile(r"\(?\s*(?P<n>\d{1,3})\s*\)\s*[、.]?\s*")),
    (CIRCLE, re.compile(r"(?P<n>[①-⑳])\s*")),
    (SECTION, re.compile(r"(?P<n>[㈠-㈩])\s*[、.]?\s*")),
    (ITEM, re.compile(r"(?P<n>[⒈-⒛])\s*")),
    (SUBITEM, re.compile(r"(?P<n>[⑴-⒇])\s*[、.]?\s*")),
)
_OPENINGS = (f"[第{CHINESE}]", r"\(", r"\d", r"[(\s\d]", "[①-⑳]", "[㈠-㈩]", "[⒈-⒛]", "[⑴-⒇]")
"""What the marks begin with."""
_FIRST_OF = "①㈠⒈⑴"  # a sign that is a number in one piece counts on from one of these


@lru_cache(maxsize=1024)
def _marks_from(char: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """The marks that can begin with a character: none with most."""
    return tuple(mark for mark, opening in zip(_MARKS, _OPENINGS, strict=True) if re.match(opening, char))


class Heading(NamedTuple):
    """A numbered line. ``start`` is where its number begins, ``body`` where its words begin, ``end`` the line's end."""

    level: int
    value: int
    number: str
    start: int
    body: int
    end: int

    @property
    def numbered(self) -> Span:
        """Its number, as written."""
        return self.start, self.start + len(self.number)

    @property
    def words(self) -> Span:
        """The line without its number."""
        return self.body, self.end


def stretches(starts: Sequence[int], end: int) -> list[Span]:
    """What each start opens: up to the next one, the last up to ``end``."""
    return list(pairwise([*starts, end]))


def heading_at(source: Source, line: Span) -> Heading | None:
    """The number that opens a line, if one does."""
    folded, start = source.folded, line[0]
    for level, pattern in _marks_from(folded[start]) if start < min(line[1], len(folded)) else ():
        match = pattern.match(folded, *line)
        if match:
            value = value_of(match["n"])
            if value is None:
                return None
            number = source.text[line[0] : match.end()].strip().rstrip("、.． ")
            return Heading(level, value, number, line[0], match.end(), line[1])
    if folded[start : start + 1].isdigit() and (spaced := _spaced_counters(source).get(start)) is not None:
        return spaced._replace(end=line[1])
    return None


def value_of(number: str) -> int | None:
    """三, 3, and in one piece ③, ㈢, ⒊, ⑶: three."""
    if number not in _SIGNS:
        return number_of(number)
    return next(ord(number) - ord(one) + 1 for one in _FIRST_OF if 0 <= ord(number) - ord(one) < _RUN)


_RUN = 20
NUMBERED_NAME = re.compile(r"(?P<n>\d{1,3})[ \t]*[▲★※*]?[、. \t]\s*(?P<name>[^\s:。;,\d][^:。;,]{2,30})")
"""1▲ 某矿某尾矿库: a line that names the works which the labels below it speak of; a sign tells of what kind it is."""
_SIGNS = frozenset(chr(ord(one) + step) for one in _FIRST_OF for step in range(_RUN))
# 1 某某问题: no sign but the space, and no cells behind it; 12 月底前 and 3 个村 count nothing.
_SPACED = re.compile(
    r"(?P<n>\d{1,3})\s+(?=[\u4e00-\u9fff“\"]|\d{1,4}[处个家座口条起户])(?![年月日时点分号个家处名人次起件项条座口台套吨亩米公户只头株万亿千百余多种类级届批期])"
)
_CELLS = re.compile(r"[\u4e00-\u9fff,。;]\s+[\u4e00-\u9fff]")
_SPACED_CHARS = 8


@lru_cache(maxsize=4)
def _spaced_counters(source: Source) -> dict[int, Heading]:
    """Where lines are counted by a number and a bare space: nothing unless all such lines count on from one."""
    found: list[Heading] = []
    for start, end in source.lines if not source.notice.tables else ():
        counted = _SPACED.match(source.folded, start, end) if source.folded[start].isdigit() else None
        if counted and end - start >= _SPACED_CHARS and not _CELLS.search(source.folded, counted.end(), end):
            found.append(Heading(ITEM, int(counted["n"]), counted["n"], start, counted.end(), end))
    counts = bool(found) and found[0].value == 1 and count_on(found)
    return {heading.start: heading for heading in found} if counts else {}


def headings(source: Source, span: Span | None = None) -> list[Heading]:
    """All numbered lines of a stretch, in order."""
    found = _all_headings(source)
    if span is None:
        return list(found)
    first = bisect_left(found, span[0], key=lambda heading: heading.start)
    last = bisect_left(found, span[1], lo=first, key=lambda heading: heading.start)
    return [heading for heading in found[first:last] if heading.end <= span[1]]


@lru_cache(maxsize=4)
def _all_headings(source: Source) -> tuple[Heading, ...]:
    return tuple(_with_glued(source, [h for line in source.lines if (h := heading_at(source, line)) is not None]))


def _with_glued(source: Source, found: list[Heading]) -> list[Heading]:
    """…已拆除。4、某县：…: where lines skip a number that stands behind a full stop, the copy lost a line's end."""
    latest: dict[int, Heading] = {}
    glued: list[Heading] = []
    for heading in found:
        before = latest.get(heading.level)
        if before is not None and 1 < heading.value - before.value <= _SKIPPED and heading.level <= SUBITEM:
            glued += _skipped(source, before, heading)
        latest[heading.level] = heading
    if not glued:
        return found
    starts = [heading.start for heading in glued]
    whole = sorted([*found, *glued], key=lambda heading: heading.start)
    return [h._replace(end=min([h.end, *(start for start in starts if h.start < start)])) for h in whole]


_SKIPPED = 6
_STOP = re.compile(r"[。;]\s*")


def _skipped(source: Source, before: Heading, after: Heading) -> list[Heading]:
    """Those between two that count on: all of them, or none."""
    patterns = [pattern for level, pattern in _MARKS if level == before.level]
    found: list[Heading] = []
    for stop in _STOP.finditer(source.folded, before.body, after.start):
        for pattern in patterns:
            mark = pattern.match(source.folded, stop.end(), after.start)
            if mark is not None and number_of(mark["n"]) == before.value + len(found) + 1 < after.value:
                end = source.lines[source.line_at(mark.start())][1]
                number = source.text[mark.start() : mark.end()].strip().rstrip("、.． ")
                found.append(
                    Heading(before.level, before.value + len(found) + 1, number, mark.start(), mark.end(), end)
                )
    return found if len(found) == after.value - before.value - 1 else []


_ENDS_SENTENCE = re.compile(r"[。;!?:,]$")


def count_on(found: Sequence[Heading]) -> bool:
    """Whether two lines or more of one level count on, if need be from one again."""
    alike = len({heading.level for heading in found}) == 1
    steps = [after.value - before.value for before, after in pairwise(found)]
    return alike and 1 in steps and all(s == 1 or h.value == 1 for s, h in zip(steps, found[1:], strict=True))


def is_plain_heading(source: Source, line: Span) -> bool:
    """A short unnumbered line that ends no sentence: 下沉督察 直面问题, a chapter title of a bulletin."""
    words = source.matched(line)
    return 2 <= len(words) <= 40 and not _ENDS_SENTENCE.search(words) and heading_at(source, line) is None


def is_group(source: Source, line: Span) -> bool:
    """A row across the table (一、水环境方面) groups the rows below it."""
    heading = heading_at(source, line)
    words = source.matched(line)
    if heading is None or heading.level > SECTION or heading.body == heading.end:
        return False
    return len(words) <= 24 and re.search(r"[。;:,]", words) is None


def group_above(source: Source, lines: Sequence[Span]) -> Span | None:
    """The words of the last row across the table among some lines."""
    for line in reversed(lines):
        if is_group(source, line) and (heading := heading_at(source, line)):
            return heading.words
    return None
