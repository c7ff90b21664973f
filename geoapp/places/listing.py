"""Lists of names that share a class word: 甲、乙、丙等3家屠宰场. Their members, their noun, their count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from geoapp.model import PlaceType
from geoapp.places import lexicon, signs, words
from geoapp.places.boundaries import Stretch, left_edge

QUARTERS = frozenset({"城区", "地区", "工业区", "郊区", "矿区", "街区"})
BARE_AREAS = frozenset({"经开区", "高新区", "开发区", "园区", "新区"})


_BETWEEN_RE = re.compile("、|以及|(?<![以涉])及|和")
_SHORT = 4


class Spanned(Protocol):
    """Whatever takes a stretch of the text: a mention."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def lists_in(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """All matches of ``LISTED_RE`` in ``text[start:end]``: tried only where a count stands or 等."""
    reached = start
    for begin, stop in signs.counts_in(text, start, end):
        first = max(begin, reached)
        if first < stop and (match := lexicon.LISTED_RE.match(text, first, end)) is not None:
            reached = match.end()
            yield match


def parts_of(text: str, first: int, last: int) -> int:
    """How many members ``text[first:last]`` can have at most."""
    return len(_BETWEEN_RE.split(text[first:last]))


def members_of(text: str, first: int, last: int, found: Sequence[Spanned]) -> Iterator[tuple[int, int]]:
    """The stretches between 、 in ``text[first:last]`` that are names: as ``found``, else by their left edge."""
    position = first
    for part in _BETWEEN_RE.split(text[first:last]):
        begin = text.index(part, position)
        position = begin + len(part)
        inside = next((m for m in found if begin <= m.start and m.end == position), None)
        reach = max(
            (m.end for m in found if begin <= m.start and m.end < position and text[m.end - 1] == "段"), default=0
        )
        if inside is None and position - reach >= 2 and reach:
            yield reach, position  # 清溪江某某段|石嘴、…
            continue
        if inside is not None:
            yield inside.start, inside.end
            continue
        if begin > first and 2 <= len(part) <= _SHORT and part.isalpha() and not lexicon.is_generic(part):
            yield begin, position  # between two 、 nothing but a name has room: 望月冲、|打鼓坳|、…
            continue
        ending = lexicon.Ending("等", PlaceType.FACILITY, 2)
        start = left_edge(Stretch(text, position, begin, ending, words.ordinary(), []), []).start
        if 2 <= position - start <= 10 and not lexicon.is_generic(text[start:position]):
            yield start, position


def noun_of(rest: str) -> lexicon.Ending | None:
    """The class word of a list's noun: 中心城区屠宰场整治 -> 屠宰场. The first that is no mere quarter of a town."""
    if re.match(r".{0,4}企业", rest):
        return lexicon.Ending("企业", PlaceType.ENTERPRISE, 1)
    reached = 0
    for start, ending in lexicon.endings_in(rest):
        word, last = ending.word, start + len(ending.word)
        if start < reached or word in QUARTERS or word in BARE_AREAS:
            continue
        if lexicon.broken_off(word, rest, last) or lexicon.common_noun_before(rest, 0, last) is not None:
            continue  # 3条|农村|黑臭水体
        return ending
    return None


def number_of(word: str) -> int:
    """3 for 3, 三; 2 for 两; 0 for what is no number (2一, a slip of the pen): then nothing is missing from a list."""
    import cn2an

    if word.isdigit():
        return int(word)
    try:
        return int(cn2an.cn2an(word.replace("两", "二"), "normal"))
    except ValueError:
        return 0
