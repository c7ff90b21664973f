"""Readings in brackets behind characters: 建設(shè)局, 河道(dào). Pages with the sound of a character printed above it
(``ruby``) lose the place of it when they are copied, and it falls into the middle of words and names."""

from __future__ import annotations

import re

_Span = tuple[int, int]

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_READING = re.compile(rf"(?<=[\u3400-\u9fff])[(（](?P<sound>[a-zü{_TONED}]{{1,6}})[)）]")
_FEWEST = 3
"""So many with the sign of a tone: a text of Latin words in brackets (dB, pH) has none."""


def readings(text: str) -> list[_Span]:
    """The stretches of a text that only say how the character before them sounds."""
    if not any(vowel in text for vowel in _TONED):
        return []
    found = list(_READING.finditer(text))
    toned = sum(not sound["sound"].isascii() for sound in found)
    return [one.span() for one in found] if toned >= _FEWEST else []


def without_readings(text: str) -> str:
    """The text as it is read aloud from."""
    spans = readings(text)
    if not spans:
        return text
    starts = [0, *(end for _, end in spans)]
    return "".join(text[a:b] for a, b in zip(starts, [*(s for s, _ in spans), len(text)], strict=True))
