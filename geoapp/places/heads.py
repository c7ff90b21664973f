"""Where words of a large table begin in a text: their first two characters looked for at all its places at once.

Records of one notice ask about stretches of the same text, so the places are found once a text. A look at two
characters leaves few of them, and there the words themselves are compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geoapp.places.signs import codes_of

_MIX = np.uint32(40_503)  # spreads pairs of characters over the table
_PAIRS = 1 << 20  # so many that hardly a pair is taken for another: each would be looked up in vain
_SHORT = 64  # characters of a text that is not worth a look at all places


class Heads:
    """A table of words, asked where they stand."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_head: dict[str, list[str]] = {}
        for word in sorted(set(filter(None, words)), key=len, reverse=True):
            self._by_head.setdefault(word[:2], []).append(word)
        for head, longer in self._by_head.items():
            if len(head) == 2:  # where none of these stands, the word of one character may
                longer.extend(self._by_head.get(head[0], ()))
        self._pairs, self._singles = np.zeros(_PAIRS, bool), np.zeros(1 << 16, bool)
        for head in self._by_head:
            codes = codes_of(head)
            if len(head) == 1:
                self._singles[codes[0]] = True
            elif len(codes) == 2:
                self._pairs[_mixed(codes)] = True
        self._has_singles = bool(self._singles.any())
        self._wide = any(char > "\uffff" for head in self._by_head for char in head)
        self._at = lru_cache(maxsize=4)(self._look)

    def __len__(self) -> int:
        return len(self._by_head)

    def longest(self, text: str, start: int, stop: int) -> list[tuple[int, str]]:
        """Every place of ``text[start:stop]`` where a word begins, in order, with the longest one that does."""
        places = self._at(text) if len(text) > _SHORT else range(len(text))
        first = bisect_left(places, start)
        if first == len(places) or places[first] >= stop:
            return []  # as mostly, in a table of few words
        found: list[tuple[int, str]] = []
        get = self._by_head.get
        for begin in places[first : bisect_left(places, stop, lo=first)]:
            for word in get(text[begin : begin + 2]) or get(text[begin]) or ():
                if text.startswith(word, begin, stop):
                    found.append((begin, word))
                    break
        return found

    def _look(self, text: str) -> Sequence[int]:
        """The places where two characters, or one, stand that words begin with; a few others as well."""
        codes, pairs = _codes(text)
        if self._wide or len(codes) > len(text):  # characters of two code units
            return range(len(text))
        found = self._pairs.take(pairs)  # twice as fast as an index
        if self._has_singles:
            found |= self._singles.take(codes)
        places: list[int] = found.nonzero()[0].tolist()
        return places


@lru_cache(maxsize=4)
def _codes(text: str) -> tuple[NDArray[np.uint16], NDArray[np.uint32]]:
    """The code units of a text, and of each with the next one its place in a table of pairs (the last stands alone):
    several tables ask about one text."""
    codes = codes_of(text)
    pairs = np.zeros(len(codes), np.uint32)
    pairs[:-1] = _mixed(codes)
    return codes, pairs


def _mixed(codes: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Of every two characters that follow one another a place in the table of pairs."""
    wide = codes.astype(np.uint32)
    return (wide[:-1] * _MIX ^ wide[1:]) & np.uint32(_PAIRS - 1)
