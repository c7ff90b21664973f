"""Traditional characters: what a document says of itself is recognised in simplified ones and told as written."""

from __future__ import annotations

import re
from functools import lru_cache

from geoapp.notices.identity import simplifier

# Of what every such document has some within its first lines: 關於, 問題, 縣, 鄉, 區, 環, 報, 領導, 辦.
_TRADITIONAL = re.compile("[關問題況環護縣鄉鎮區進報處辦導領動銷號單責會黨組項專開廳廠發時間長東與]")
_HEAD_CHARS = 1200


def is_traditional(text: str) -> bool:
    """Whether a text's first lines have traditional characters."""
    return _TRADITIONAL.search(text, 0, _HEAD_CHARS) is not None


@lru_cache(maxsize=8192)
def _simplified(char: str) -> str:
    found = str(simplifier().convert(char))
    return found if len(found) == 1 else char


def simplified(text: str) -> str:
    """The same text in simplified characters, one for one: it is as long, and its lines and spaces are the same."""
    odd = {ord(char): plain for char in set(text) if char > "\u3400" and (plain := _simplified(char)) != char}
    return text.translate(odd)


def as_written(words: str | None, *texts: str) -> str | None:
    """Words taken from the simplified form of one of some texts, in the characters that stand there.

    White space does not count: titles are joined from lines. Words that stand in none of them stay as they are.
    """
    if words is None:
        return None
    dense = "".join(words.split())
    for text in texts:
        written = "".join(text.split())
        at = simplified(written).find(dense)
        if at >= 0:
            chars = iter(written[at : at + len(dense)])
            return "".join(char if char.isspace() else next(chars) for char in words)
    return words
