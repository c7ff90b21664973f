"""Signs found by table stand where a regular expression finds them."""

from __future__ import annotations

import random
import re

from geoapp.places import signs

_COUNT = re.compile(r"[\d两三四五六七八九十]+(?=[家个处座条口])|等")


def _texts() -> list[str]:
    dice = random.Random(9)
    return ["".join(dice.choices('12两十家处口等甲、镇街道村社区“”"。,\n𠮷', k=dice.randrange(40))) for _ in range(400)]


def test_counts_stand_where_numerals_end_in_a_measure() -> None:
    for text in _texts():
        for start, end in ((0, len(text)), (len(text) // 3, len(text) - 2)):
            assert signs.counts_in(text, start, end) == [m.span() for m in _COUNT.finditer(text, start, end)]


def test_signs_of_each_kind_stand_at_their_offsets() -> None:
    for text in _texts():
        for kind, chars in (
            (signs.TOWN_END, "镇乡街"),
            (signs.QUOTE, '“"「'),
            (signs.CLAUSE_END, "。；;，,：:！!？?\n"),
        ):
            assert signs.within(text, kind, 3, 30) == [at for at in range(3, min(30, len(text))) if text[at] in chars]
