"""Where words of a large table begin in a text: their first two characters looked for at all its places at once.

Records of one notice ask about stretches of the same text, so the places are found once a text. A look at two
characters leaves few of them, and there the words themselves are compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np

_MIX = np.uint16(40_503)  # spreads pairs of characters over the table
_SHORT = 64  # characters of a text that is not worth a look at all places


class Heads:
    """A table of words, asked where they stand."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_head: dict[str, list[str]] = {}
        for word in sorted(set(filter(None, words)), key=len, reverse=True):
            self._by_head.setdefault(word[:2], []).append(word)
        self._pairs, self._singles = np.zeros(1 << 16, bool), np.zeros(1 << 16, bool)
        for head in self._by_head:
            codes = np.frombuffer(head.encode("utf-16-le", "surrogatepass"), np.uint16)
            if len(head) == 1:
                self._singles[codes[0]] = True
            elif len(codes) == 2:
                self._pairs[codes[:1] * _MIX ^ codes[1:]] = True
        self._wide = any(char > "\uffff" for head in self._by_head for char in head)
        self._at = lru_cache(maxsize=4)(self._look)

    def __len__(self) -> int:
        return len(self._by_head)

    def longest(self, text: str, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Every place of ``text[start:stop]`` where a word begins, in order, with the longest one that does."""
        places = self._at(text) if len(text) > _SHORT else range(len(text))
        first = bisect_left(places, start)
        get = self._by_head.get
        for begin in places[first : bisect_left(places, stop, lo=first)]:
            head = text[begin : begin + 2]
            for word in (*get(head, ()), *get(head[0], ())):
                if text.startswith(word, begin, stop):
                    yield begin, word
                    break

    def _look(self, text: str) -> Sequence[int]:
        """The places where two characters, or one, stand that words begin with; a few others as well."""
        codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
        if self._wide or len(codes) > len(text):  # characters of two code units
            return range(len(text))
        found = self._singles[codes]
        found[:-1] |= self._pairs[codes[:-1] * _MIX ^ codes[1:]]
        places: list[int] = np.flatnonzero(found).tolist()
        return places
