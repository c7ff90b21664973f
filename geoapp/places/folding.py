"""Fold a text for comparison without moving an offset: width, common misprints, traditional characters."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np

# Full-width ASCII to half width, one to one; 旳 is a common misprint of 的 in copied documents.
# A lone surrogate (half a character of a broken file) cannot be encoded; it stands for nothing.
_WIDTH = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
    0x3000: 0x20,
    ord("旳"): ord("的"),
}
_NARROW = {chr(code): chr(to) if isinstance(to, int) else to for code, to in _WIDTH.items()}


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """``text`` in half width and simplified characters, of the same length: offsets stay valid.

    Phrase conversion may change the length of a text; then only the widths are folded. Names are remembered by the
    thousand, whole notices only a few: records of one notice follow one another, but notices must not pile up.
    """
    return _fold_name(text) if len(text) <= _NAME_CHARS else _fold_text(text)


_PLAIN: set[str] = set()
"""Characters met so far that stay as they are; a text of nothing else does too. A few thousand in a lifetime."""


# Of each code unit what is known (0: nothing yet, or that the text must be looked at sign by sign), and what it
# becomes: nearly every notice is folded in one look.
_STAYS, _NARROWS = 1, 2
_STATES, _BECOMES = np.zeros(1 << 16, np.uint8), np.arange(1 << 16, dtype=np.uint16)


def _folded_whole(text: str) -> str:
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    states = _STATES.take(codes)  # twice as fast as an index
    if states.all():
        if not (states == _NARROWS).any():
            return text
        return _BECOMES.take(codes).tobytes().decode("utf-16-le")
    return _folded_whole(text) if _met(np.unique(codes[states == 0]).tolist()) else _folded(text)


def _met(codes: list[int]) -> bool:
    """Note what becomes of characters met for the first time; False where one of them cannot be noted."""
    halves = any(0xD800 <= code < 0xE000 for code in codes)  # also of those beyond the plane
    for char in map(chr, codes if not halves else ()):
        if char not in _NARROW and _stays(char):
            _PLAIN.add(char)
        if char in _PLAIN or char in _NARROW:
            _STATES[ord(char)] = _STAYS if char in _PLAIN else _NARROWS
            _BECOMES[ord(char)] = ord(_NARROW.get(char, char))
    return not halves and all(_STATES[code] for code in codes)


def _folded(text: str) -> str:
    strange = set(text) - _PLAIN
    if strange:
        _PLAIN.update(char for char in strange if _stays(char))
        strange -= _PLAIN
    if any(ord(char) not in _WIDTH for char in strange):
        return _converted(text)
    for char in strange:  # the wide ones, few of them; what else there is stays
        text = text.replace(char, _NARROW[char])
    return text


def _stays(char: str) -> bool:
    return ord(char) not in _WIDTH and (char.isascii() or _converter().convert(char) == char)


def _converted(text: str) -> str:
    narrow = text.translate(_WIDTH)
    if narrow.isascii():
        return narrow
    simplified: str = _converter().convert(narrow)
    return simplified if len(simplified) == len(narrow) else narrow


_NAME_CHARS = 40
_fold_name = lru_cache(maxsize=16_384)(_folded)
_fold_text = lru_cache(maxsize=4)(_folded_whole)
