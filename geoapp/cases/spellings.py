"""Many known names, looked for in a text all at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_FEWEST = 2


class Spellings:
    """Names of two characters and more.

    Most places of a text begin none, which two characters tell at once. (An automaton of thousands of names walks at
    nearly every place through all that they begin with.)
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(name for name in names if len(name) >= _FEWEST)
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._names:
            lengths[name[:_FEWEST]].add(len(name))
        self._lengths = {opening: sorted(found, reverse=True) for opening, found in lengths.items()}
        first, second = (re.escape("".join({name[at] for name in self._names})) for at in range(_FEWEST))
        self._opening = re.compile(f"[{first}](?=[{second}])" if self._names else "(?!)")

    def __len__(self) -> int:
        return len(self._names)

    def find(self, words: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Begin, end and words of every name within ``[start, end)``: by where they begin, the longest first."""
        for opened in self._opening.finditer(words, start, end):
            begin = opened.start()
            for length in self._lengths.get(words[begin : begin + _FEWEST], ()):
                stop = begin + length
                if stop <= end and (name := words[begin:stop]) in self._names:
                    yield begin, stop, name
