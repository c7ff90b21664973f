"""Chinese numerals as documents print them: 十一, 二十, 二〇二四, and the marks that number paragraphs."""

from __future__ import annotations

CHINESE = "一二三四五六七八九十百零〇"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "两": 2}


def number_of(words: str) -> int | None:
    """The value of ``12``, ``十二``, ``二〇二四``, ``一百零三``; None when the words are no number."""
    words = words.strip()
    if words.isascii() and words.isdigit():
        return int(words)
    if not words or any(char not in _DIGITS and char not in "十百" for char in words):
        return None
    if not set(words) & set("十百"):
        return int("".join(str(_DIGITS[char]) for char in words))
    total, digit = 0, 0
    for char in words:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[char]
    return total + digit
