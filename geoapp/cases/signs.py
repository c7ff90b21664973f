"""Where the signs of a text stand by which it is cut and read: closing marks, brackets, digits, what labels end with.

Looked for once a text, because every sentence of every record asks, and by table: a regular expression takes several
times as long to look a whole text through.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from geoapp.cases.numerals import CHINESE
from geoapp.cases.source import Span

OPENING, CLOSING = "《(“「『[【", "》)”」』]】"


_ALL = "".join(map(chr, range(1 << 16)))
# What a character may be. Without a sign of a day a stretch names none; a problem's own number stands behind a break.
SENTENCE_END, CLAUSE_END, PHRASE_END, BRACKET, DIGIT, DAY, LABEL_END, BREAK, OWN_NUMBER = (1 << bit for bit in range(9))
_KINDS = np.zeros(1 << 16, np.uint16)
for _kind, _chars in {
    SENTENCE_END: "。!?",
    CLAUSE_END: "。!?;",
    PHRASE_END: "。!?;,",
    BRACKET: OPENING + CLOSING,
    DIGIT: "".join(re.findall(r"\d", _ALL)),
    DAY: "月年今昨明",
    LABEL_END: ":】]号",
    BREAK: "。;!?):]】" + "".join(re.findall(r"\s", _ALL)),
    OWN_NUMBER: f"({CHINESE}【[反具交整督巡问第序编任事清点线短片镜画曝通披审突存" + "".join(re.findall(r"\d", _ALL)),
}.items():
    _KINDS[[ord(char) for char in _chars]] |= np.uint16(_kind)


@lru_cache(maxsize=4)
def _kinds(folded: str) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    found: np.ndarray[tuple[int], np.dtype[np.uint16]] = _KINDS[np.minimum(codes, 0xFFFF)]
    return found


@lru_cache(maxsize=16)
def places(folded: str, kind: int) -> list[int]:
    """The offsets of all characters of a kind, in order."""
    found: list[int] = np.flatnonzero(_kinds(folded) & kind).tolist()
    return found


def behind(folded: str, kind: int, before: int) -> list[int]:
    """The offsets of those characters of a kind that one of another kind stands before."""
    kinds = _kinds(folded)
    found = np.flatnonzero((kinds[1:] & kind != 0) & (kinds[:-1] & before != 0)) + 1
    offsets: list[int] = found.tolist()
    return offsets


@lru_cache(maxsize=4)
def numbers(folded: str) -> list[Span]:
    """Begin and end of all rows of digits, in order."""
    edges = np.flatnonzero(np.diff(_kinds(folded) & DIGIT != 0, prepend=False, append=False))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
