"""Words of a table found in a text: as looking at every place by itself finds them."""

from __future__ import annotations

import random

import pytest

from geoapp.places.heads import Heads

WORDS = ["河", "湖", "污水处理厂", "污水", "水厂", "厂", "加工厂", "工业园", "园", "𠀀村", "桃花江", "桃花江镇"]
SIGNS = "河湖污水处理厂加工业园桃花江镇，。的\n𠀀a1"


def by_hand(words: list[str], text: str, start: int, stop: int) -> list[tuple[int, str]]:
    """The slow way."""
    found = []
    for first in range(start, stop):
        here = [word for word in words if text.startswith(word, first, stop)]
        if here:
            found.append((first, max(here, key=len)))
    return found


@pytest.mark.parametrize("words", [WORDS, [word for word in WORDS if word.isascii() or max(word) <= "\uffff"], []])
@pytest.mark.parametrize("signs", [SIGNS, SIGNS.replace("𠀀", "")])
def test_every_place_with_its_longest_word(words: list[str], signs: str) -> None:
    dice, heads = random.Random(4), Heads(words)
    for length in (0, 1, 2, 40, 63, 64, 65, 300):
        text = "".join(dice.choice(signs) for _ in range(length))
        for _ in range(20):
            start = dice.randint(0, length)
            stop = dice.randint(start, length)
            assert list(heads.longest(text, start, stop)) == by_hand(words, text, start, stop)
    assert len(Heads([])) == 0
