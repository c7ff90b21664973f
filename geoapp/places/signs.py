"""Where the signs of a text stand by which names are looked for: what ends clauses and towns, quotation marks, counts.

Looked for once a text, because every stretch of every record asks, and by table: a regular expression takes several
times as long to look a whole text through.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_ALL = "".join(map(chr, range(1 << 16)))
_DIGITS = "".join(re.findall(r"\d", _ALL)) + "两三四五六七八九十"
_NUMERALS = frozenset(_DIGITS)
# What a character may be.
CLAUSE_END, TOWN_END, LOCAL_END, ROAD, QUOTE, OTHERS, _NUMERAL, _MEASURE = (1 << bit for bit in range(8))
_KINDS = np.zeros(1 << 16, np.uint8)
for _kind, _chars in {
    CLAUSE_END: "。；;，,：:！!？?\n",
    TOWN_END: "镇乡街",
    LOCAL_END: "镇乡街村社",
    ROAD: "GSXYC道",
    QUOTE: '“"「',
    OTHERS: "等",
    _NUMERAL: _DIGITS,
    _MEASURE: "家个处座条口",
}.items():
    _KINDS[[ord(char) for char in _chars]] |= np.uint8(_kind)


def codes_of(text: str) -> NDArray[np.uint16]:
    """The code units of a text: as many as characters, but for those that take two."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


@lru_cache(maxsize=4)
def _kinds(text: str) -> NDArray[np.uint8]:
    codes = codes_of(text)
    if len(codes) > len(text):
        codes = np.array([min(ord(char), 0xFFFF) for char in text], np.uint16)
    return _KINDS.take(codes)


@lru_cache(maxsize=32)
def places(text: str, kind: int) -> list[int]:
    """The offsets of all characters of a kind, in order."""
    found: list[int] = (_kinds(text) & kind).nonzero()[0].tolist()
    return found


def within(text: str, kind: int, start: int, end: int) -> list[int]:
    """Those of ``text[start:end]``."""
    found = places(text, kind)
    first = bisect_left(found, start)
    return found[first : bisect_left(found, end, lo=first)]


def counts_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where 3 of 3家, 12 of 12处 and 等 begin and end in ``text[start:end]``, in order."""
    begins, ends = _counts(text)
    first = bisect_right(ends, start)
    last = bisect_left(ends, end, lo=first)
    found = [(max(begin, start), stop) for begin, stop in zip(begins[first:last], ends[first:last], strict=True)]
    others = within(text, OTHERS, start, end)
    return sorted([*found, *((at, at + 1) for at in others)]) if others else found


@lru_cache(maxsize=4)
def _counts(text: str) -> tuple[list[int], list[int]]:
    """Where numerals begin that a measure stands behind, and where they end."""
    kinds = _kinds(text)
    ends: list[int] = ((kinds[1:] & _MEASURE != 0) & (kinds[:-1] & _NUMERAL != 0)).nonzero()[0].tolist()
    begins = []
    for end in ends:
        begin = end
        while begin and text[begin - 1] in _NUMERALS:
            begin -= 1
        begins.append(begin)
    return begins, [end + 1 for end in ends]
