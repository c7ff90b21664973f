"""The heading row of a table that copying has flattened: column names one after another, nothing between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick

from geoapp.cases.labels import Field, names
from geoapp.cases.source import Source, Span

KEYS = (Field.NUMBER, Field.CODE)


@dataclass(frozen=True)
class HeadingRow:
    """The heading of a flattened table: its columns in order and the stretch that it takes."""

    columns: tuple[Field, ...]
    span: Span


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in names():
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=4)
def find_heading(source: Source) -> HeadingRow | None:
    """The first chain of column names without anything between them: four, or three that begin with a number."""
    dense = "".join(source.folded.split())
    longest: dict[int, str] = {}
    for last, name in _automaton().iter(dense):
        # Ends come in order: of two that begin at one place the later is the longer.
        longest[last + 1 - len(name)] = name
    for begin in sorted(longest):
        after = begin + len(longest[begin])
        if after not in longest and dense[after : after + 1] != "(":
            continue  # alone, as most
        chain, end = _chain(dense, longest, begin)
        if any(name in KEYS for name in chain[1:]) and chain[0] not in KEYS:
            continue  # a title that ends in 问题清单 runs into the heading that begins with 序号
        if len(chain) >= 4 or (len(chain) >= 3 and chain[0] in KEYS and len(set(chain)) == len(chain)):
            return HeadingRow(tuple(chain), _spread(source.folded, begin, end))
    return None


_GAP = re.compile(r"\([^()]{1,10}\)")


def _chain(dense: str, longest: dict[int, str], begin: int) -> tuple[list[Field], int]:
    chain: list[Field] = []
    while begin in longest:
        chain.append(names()[longest[begin]])
        begin += len(longest[begin])
        if bracket := _GAP.match(dense, begin):
            begin = bracket.end()
    return chain, begin


def _spread(folded: str, begin: int, end: int) -> Span:
    """Offsets in the text of a stretch of the text without white space."""
    start = begin
    for seen, match in enumerate(re.finditer(r"\S", folded), 1):
        if seen == begin + 1:
            start = match.start()
        if seen == end:
            return start, match.end()
    return start, len(folded)
