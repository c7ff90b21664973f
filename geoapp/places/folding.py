"""Fold a text for comparison without moving an offset: width, common misprints, traditional characters."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

# Full-width ASCII to half width, one to one; 旳 is a common misprint of 的 in copied documents.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("旳"): ord("的")}


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """``text`` in half width and simplified characters, of the same length: offsets stay valid.

    Phrase conversion may change the length of a text; then only the widths are folded.
    """
    narrow = text.translate(_WIDTH)
    if narrow.isascii():
        return narrow
    simplified: str = _converter().convert(narrow)
    return simplified if len(simplified) == len(narrow) else narrow
