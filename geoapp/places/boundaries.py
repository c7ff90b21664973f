"""Where a name begins: walk left from its class word to the verb, preposition, address part or mark before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from geoapp.model import PlaceType
from geoapp.places.lexicon import (
    ADDRESS_RE,
    BARE_START_RE,
    EDGE_LONGEST,
    EDGE_WORDS,
    MEASURES,
    SIDE_RE,
    Ending,
    is_generic,
)

# A longer stem than this is a sentence whose verb is missing from the table, not a name.
MAX_STEM = {
    PlaceType.ENTERPRISE: 26, PlaceType.FACILITY: 14, PlaceType.MONITORING_SECTION: 12, PlaceType.AREA: 10,
    PlaceType.SITE: 14, PlaceType.OUTLET: 14, PlaceType.VILLAGE: 6, PlaceType.TOWNSHIP: 5, PlaceType.RIVER: 6,
}  # fmt: skip
_WINDOW = 34
# Names that carry their place's name inside them: 桃花江入资江口断面, 赫山区沧水铺镇污水处理厂排口.
_CARRIES_PLACE = frozenset({PlaceType.MONITORING_SECTION, PlaceType.OUTLET})
_COUNTING = "0123456789一二三四五六七八九十两几多数某各该这那余百"
_LOWER_ADDRESS = ("镇", "乡", "街道", "村", "社区", "居委会", "村委会", "办事处")


Places = list[tuple[int, int, bool]]
"""Names already found: start, end, and whether it is an administrative unit."""


class Edge(NamedTuple):
    """Where the name starts; ``address`` when an address part stands directly before it (a safe boundary)."""

    start: int
    address: bool


def left_edge(text: str, stop: int, lowest: int, ending: Ending, places: Places) -> Edge:
    """The start of the name whose class word begins at ``stop``; never before ``lowest``.

    ``places`` are the ranges of names already found: a name does not reach into one, unless it only adds a side
    (大湖南岸湿地) or the class word itself to it.
    """
    first = _window_start(text, stop, lowest, kind=ending.type)
    window = text[first:stop]
    cut = _word_cut(window, ending.word, ending.stem)
    address, unit = _address_cut(window, ending)
    if address > cut:
        if BARE_START_RE.match(window[address:] + ending.word):
            return Edge(first + max(cut, _unit_start(window, unit)), True)
        return _after_places(text, Edge(first + address, True), stop, ending, places)
    return _after_places(text, Edge(first + cut, False), stop, ending, places)


def _window_start(text: str, stop: int, lowest: int, *, kind: PlaceType) -> int:
    """Walk left over characters that may stand in a name; brackets only whole, and only in a firm's name."""
    position = stop
    floor = max(lowest, stop - _WINDOW)
    while position > floor:
        char = text[position - 1]
        if char == ")" and kind is PlaceType.ENTERPRISE:
            opening = text.rfind("(", max(floor, position - 12), position)
            if opening < 0 or not text[opening + 1 : position - 1].isalpha():
                break
            position = opening
        elif char.isalpha() or (char.isdigit() and (kind is PlaceType.ROAD or text[position : position + 1] == "号")):
            position -= 1
        else:
            break
    return position


def _word_cut(window: str, word: str, stem: int = 1) -> int:
    """Offset behind the last edge word. A single character is only believed where three characters of a name follow
    (class word included): 和 also stands in 和平村, 对 in 对门村. A whole word may end right at the class word:
    what remains then has no stem and is no name.
    """
    for position in range(len(window), 0, -1):
        left = len(window) - position
        for length in range(min(EDGE_LONGEST, position), 0, -1):
            whole = length > 1 and (left == 0 or left >= stem)
            single = length == 1 and left >= stem and left + len(word) >= 3
            single |= length == 1 and (left == 0 or left >= stem) and window[position - 1] in "的了等"
            edge = window[position - length : position]
            if (whole or single) and edge in EDGE_WORDS and _measures(window, position, edge):
                return position
    return 0


def _measures(window: str, position: int, edge: str) -> bool:
    """家, 个, 处 end before a name only where they count something (3家, 多家); 石家庄 goes on."""
    return (
        edge not in MEASURES
        or position < 2
        or window[position - 2] in "0123456789一二三四五六七八九十两几多数某各该这那余百"
    )


def _address_cut(window: str, ending: Ending) -> tuple[int, int]:
    """(end of the last address part that leaves a stem, start of its class word); (0, 0) without one.

    The name of a firm keeps its province, city and county (桃江县某某有限公司 is the registered name).
    """
    best = (0, 0)
    for match in ADDRESS_RE.finditer(window):
        if match.start() < 1 or len(window) - match.end() < max(ending.stem, 1):
            continue
        if "有限" in ending.word and match.group() not in _LOWER_ADDRESS:
            continue
        best = (match.end(), match.start())
    return best


def _unit_start(window: str, class_word: int) -> int:
    """Where the address part begins whose class word stands at ``class_word``."""
    previous = [m.end() for m in ADDRESS_RE.finditer(window[:class_word]) if m.end() < class_word]
    return max([_word_cut(window[:class_word], "区"), *previous])


def _after_places(text: str, edge: Edge, stop: int, ending: Ending, places: Places) -> Edge:
    if ending.type in _CARRIES_PLACE or ending.type is PlaceType.ENTERPRISE:
        return edge
    for begin, end, is_unit in sorted(places, key=lambda place: -place[1]):
        if not edge.start < end <= stop:
            continue
        if text[end : end + 1] in tuple("和与及或") and end + 1 < stop:
            return Edge(end + 1, edge.address)  # a place, 和, another place
        settles = is_unit and ending.type in (PlaceType.VILLAGE, PlaceType.TOWNSHIP)  # 鼎城区|灌溪镇
        if not settles and (SIDE_RE.match(text, end) or is_generic(text[end:stop], ending.type)):
            return Edge(min(begin, edge.start) if begin >= edge.start else begin, edge.address)
        if stop - end >= max(ending.stem, 1):
            return Edge(end, True)
    return edge


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause (between 。；，： and line ends) that holds ``text[start:end]``."""
    before = max((text.rfind(mark, 0, start) for mark in "。；，：！？\n"), default=-1)
    after = re.compile(r"[。；，：！？\n]").search(text, end)
    return before + 1, after.start() if after else len(text)
