"""Cut a stretch of Chinese into words, so that a name is not taken to begin in the middle of one or with a verb.

The likeliest cut by word frequency (Viterbi over ``words.txt``), with the house's own tables (``lexicon.toml``) and the
names of units laid over it. Characters that belong to no word stand alone: most names are made of those.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from geoapp.model import UnitTable
from geoapp.places import lexicon

LONGEST = 4
_UNKNOWN = 84  # rarity of a character that no word holds
_STRANGE = (_UNKNOWN, "?")
_OVERLAID = 46  # rarity given to a word of the house's own tables that the dictionary lacks
_SELDOM = 73  # rarity of a word that is met as a unit's name rather than by itself
_KNOWN = 0  # a name that was already found


class Word(NamedTuple):
    """``text[start:end]`` and its class.

    ``v`` ends a name, ``g`` only says what sort of thing it is, ``b`` does either, ``n`` is a noun or quality,
    ``p`` a proper name, ``u`` a unit's name, ``k`` a place already found, ``?`` a character nothing is known of.
    """

    start: int
    end: int
    kind: str


Table = Mapping[str, tuple[int, str]]


@lru_cache(maxsize=1)
def ordinary() -> dict[str, tuple[int, str]]:
    """Word -> (rarity, class) of the shipped table and the lexicon."""
    table: dict[str, tuple[int, str]] = {}
    for line in (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, rarity, *entries = line.split(" ")
            table.update(dict.fromkeys(entries, (int(rarity), kind)))
    for own, kind in ((lexicon.MODIFIERS, "g"), (lexicon.EDGE_WORDS, "v"), (lexicon.PROPERS, "p")):
        for word in own:
            known, was = table.get(word, (_OVERLAID, kind))
            if len(word) > 1 or kind == "v":
                table[word] = (min(known, _OVERLAID + 10), "b" if {was, kind} == {"g", "v"} else kind)
    return table


def _means_unit(name: str, level: str, table: Table) -> bool:
    """Nothing but a proper name, or a verb in the dictionary that is hardly ever one (自贡, 遵义; not 延长, 通道)."""
    rarity, kind = table.get(name, (0, "p"))
    return kind == "p" or (kind == "v" and name not in lexicon.EDGE_WORDS and (rarity >= _SELDOM or level == "city"))


_UNITS: WeakKeyDictionary[UnitTable, dict[str, tuple[int, str]]] = WeakKeyDictionary()


def with_units(units: UnitTable) -> Table:
    """The ordinary words and the names of provinces, cities and counties. Made once a unit table."""
    table = _UNITS.get(units)
    if table is None:
        table = dict(ordinary())
        for unit in units:
            if unit.level in ("province", "city", "county"):
                for name in (unit.name, *unit.aliases):
                    # 从江, 于都: the short form would hide the preposition; the full name stays.
                    # A short form of a town's class word and 原: 某某镇|原某某砖厂.
                    former = name[0] in "镇乡县区" and name[1] == "原"
                    hides = len(name) == 2 and (name[0] in "从于和向对由与到至沿以" or former)
                    if 2 <= len(name) <= LONGEST and not hides and _means_unit(name, unit.level, table):
                        table[name] = (40, "u")
        _UNITS[units] = table
    return table


_NEVER = 1 << 30
_REMEMBERED = 4096  # stretches: nearly half of those of a notice come again, in it or in the next

Piece = tuple[int, int, str]  # like a word, counted from where its stretch begins


class _Cutter:
    """Cuts by one table of words."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # A small table by itself, because it is asked for every character.
        self._singles = {word: entry for word, entry in table.items() if len(word) == 1}
        longest: dict[str, int] = {}
        for word in table:
            if 2 <= len(word) <= LONGEST:
                longest[word[:2]] = max(len(word), longest.get(word[:2], 2))
        # Of every two characters that begin words: rarity and class of that word itself, and how long words with them
        # get. Most places of a text begin none.
        self._pairs = {two: (*table.get(two, (_NEVER, "?")), length) for two, length in longest.items()}
        self.again = lru_cache(maxsize=_REMEMBERED)(self.cut)

    def cut(self, stretch: str, known: Mapping[int, int] | None = None) -> list[Piece]:
        """The likeliest pieces, from the last to the first."""
        size = len(stretch)
        best = [0] + [_NEVER] * (size + 1)
        back: list[tuple[int, str]] = [(0, "?")] * (size + 2)
        get, single, pair = self.table.get, self._singles.get, self._pairs.get
        for at, char in enumerate(stretch):
            so_far = best[at]
            cost, kind = single(char, _STRANGE)
            if so_far + cost < best[at + 1]:
                best[at + 1], back[at + 1] = so_far + cost, (at, kind)
            if two := pair(stretch[at : at + 2]):
                cost, kind, reach = two
                if so_far + cost < best[at + 2]:
                    best[at + 2], back[at + 2] = so_far + cost, (at, kind)
                if reach > 2:
                    for to in range(at + 3, min(at + reach, size) + 1):
                        entry = get(stretch[at:to])
                        if entry is not None and so_far + entry[0] < best[to]:
                            best[to], back[to] = so_far + entry[0], (at, entry[1])
            if known:
                last = known.get(at)
                if last is not None and so_far + _KNOWN < best[last]:
                    best[last], back[last] = so_far + _KNOWN, (at, "k")
        pieces: list[Piece] = []
        at = size
        while at > 0:
            before, kind = back[at]
            pieces.append((before, at, kind))
            at = before
        return pieces


_word = tuple.__new__  # by the dozen for each name that is looked for: Word(...) takes twice the time
_CUTTERS: dict[int, _Cutter] = {}


def _cutter(table: Table) -> _Cutter:
    found = _CUTTERS.get(id(table))
    if found is None or found.table is not table:
        if len(_CUTTERS) > 8:  # two in a process, as a rule
            _CUTTERS.clear()
        found = _CUTTERS[id(table)] = _Cutter(table)
    return found


def cut(text: str, start: int, end: int, table: Table, known: Mapping[int, int] | None = None) -> list[Word]:
    """The words of ``text[start:end]``; ``known`` maps the start of names already found to their end."""
    cutter, stretch = _cutter(table), text[start:end]
    if known:
        pieces = cutter.cut(stretch, {first - start: last - start for first, last in known.items() if last <= end})
    else:
        pieces = cutter.again(stretch)
    return [_word(Word, (start + first, start + last, kind)) for first, last, kind in reversed(pieces)]
