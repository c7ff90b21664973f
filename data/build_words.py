"""Make ``geoapp/places/words.txt`` from the dictionary of jieba 0.42.1 (MIT): ``python data/build_words.py dict.txt``.

A name ends where an ordinary word begins, and nobody can list all verbs by hand. The table keeps the ordinary words of
two to four characters, all common single characters, and well-known proper names (only so that they are not cut), each
with a class and its rarity. One line a class and rarity; rarity is ``round(4 * log2(total / frequency))``.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "geoapp" / "places" / "words.txt"
HEADER = """\
# Ordinary Chinese words with class and rarity: made by data/build_words.py from the dictionary of jieba 0.42.1.
# Copyright (c) 2013 Sun Junyi, MIT licence. v: a name cannot hold it; n: a noun or quality; p: a proper name.
"""
# jieba's tags: verbs, adverbs, prepositions, conjunctions, pronouns, numerals, measures, times, particles, phrases.
_ENDS = ("v", "d", "p", "c", "r", "u", "m", "q", "t", "i", "l", "y", "o", "e", "x", "z")
_NUMERALS = "一二三四五六七八九十百千万双"
_MEASURES = "个家处座条名件次项起些批宗种类只台套位户吨米"
_PROPER = ("nr", "ns", "nt", "nz")


def word_class(word: str, tag: str) -> str:
    """``v``, ``n`` or ``p`` for a word with jieba's tag."""
    if tag.startswith(_PROPER):
        return "p"
    if tag == "m" and word[0] in _NUMERALS and word[-1] not in _MEASURES:
        return "n"  # 三道, 五里: numbers that names begin with
    return "v" if tag.startswith(_ENDS) else "n"


def wanted(word: str, frequency: int, kind: str) -> bool:
    """Rare words would only cut names in two."""
    if not all("一" <= char <= "鿿" for char in word):
        return False
    if len(word) == 1:
        return frequency >= 50
    return len(word) <= 4 and frequency >= (100 if kind == "p" else 20)


def main(source: Path) -> None:
    """Read the dictionary (``word frequency tag`` a line) and write the table."""
    rows = [line.split(" ") for line in source.read_text(encoding="utf-8").splitlines() if line]
    total = sum(int(row[1]) for row in rows)
    groups: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word, frequency, tag in rows:
        kind = word_class(word, tag)
        if wanted(word, int(frequency), kind):
            groups[kind, round(4 * math.log2(total / int(frequency)))].append(word)
    lines = (f"{kind} {rarity} {' '.join(sorted(words))}\n" for (kind, rarity), words in sorted(groups.items()))
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
