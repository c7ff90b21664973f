"""Cutting a stretch of folded text into paragraphs, sentences, clauses and phrases, by offsets.

paragraph > sentence (。！？) > clause (；) > phrase (，). Marks inside 《》, “” or brackets do not cut.
A line break cuts only after punctuation or before a numbered or labelled line: page-broken copies break inside words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

import numpy as np

from geoapp.cases.source import Source, Span, trimmed

_OPENING, _CLOSING = "《(“「『[【", "》)”」』]】"
_SENTENCE, _CLAUSE, _PHRASE = "。!?", "。!?;", "。!?;,"
_ENDS_SENTENCE = tuple("。;:!?)”】》.")
_NEW_LINE_OPENS = re.compile(r"\s*(?:\(?[一二三四五六七八九十\d]{1,3}[、.)]|[①-⑳]|[▲★●◆■·【]|[^\s,。;]{2,10}:)")


def paragraphs(folded: str, span: Span) -> list[Span]:
    """Stretches between true line breaks."""
    if folded.find("\n", *span) < 0:
        whole = trimmed(folded, span)
        return [whole] if whole[0] < whole[1] else []
    found: list[Span] = []
    start, (offset, end) = span[0], span
    while (offset := folded.find("\n", offset, end)) >= 0:
        if folded[start:offset].rstrip().endswith(_ENDS_SENTENCE) or _NEW_LINE_OPENS.match(folded, offset + 1, end):
            found.append((start, offset))
            start = offset + 1
        offset += 1
    found.append((start, end))
    return [(first, last) for first, last in [trimmed(folded, piece) for piece in found] if first < last]


def sentences(folded: str, span: Span) -> list[Span]:
    """Sentences of a stretch, with their closing mark."""
    return list(_cuts(folded, span, _SENTENCE))


def first_sentence(source: Source, words: Span) -> Span:
    """Up to the first full stop, with it; all of it where there is none."""
    stop = source.folded.find("。", *words)
    return words[0], stop + 1 if stop >= 0 else words[1]


def clauses(folded: str, span: Span) -> list[Span]:
    """Parts between ； and 。 of a stretch."""
    return list(_cuts(folded, span, _CLAUSE))


def phrases(folded: str, span: Span) -> list[Span]:
    """Parts between commas, the smallest unit that can say how far something got."""
    return list(_cuts(folded, span, _PHRASE))


@lru_cache(maxsize=4096)
def _cuts(folded: str, span: Span, marks: str) -> tuple[Span, ...]:
    """Remembered, because each site of a record asks for the same stretches again."""
    found: list[Span] = []
    for paragraph in paragraphs(folded, span):
        found += _cut(folded, paragraph, marks)
    return tuple(found)


_STOP = _OPENING + _CLOSING + _PHRASE
_STOPS = np.zeros(1 << 16, bool)
_STOPS[[ord(char) for char in _STOP]] = True
_THOUSANDS = re.compile(r",\d{3}(?!\d)")
_SAYS = re.compile(r"[^\W_]")


@lru_cache(maxsize=4)
def _stops(folded: str) -> tuple[list[int], list[str]]:
    """Where brackets and closing marks stand, and which: looked for once a text, that is cut in many ways."""
    codes = np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(codes) > len(folded):  # characters of two code units
        offsets = [offset for offset, char in enumerate(folded) if char in _STOP]
    else:
        offsets = np.flatnonzero(_STOPS[codes]).tolist()
    return offsets, [folded[offset] for offset in offsets]


def _cut(folded: str, span: Span, marks: str) -> list[Span]:
    offsets, chars = _stops(folded)
    found: list[Span] = []
    depth, (begin, end) = 0, span
    first, last = bisect_left(offsets, begin), bisect_left(offsets, end)
    for offset, char in zip(offsets[first:last], chars[first:last], strict=True):
        if char in marks:
            if depth:
                if char != "。" or "《" in folded[begin:offset]:
                    continue
                depth = 0  # an unclosed bracket of a bad copy must not swallow the rest
            if char == "," and _within_number(folded, offset):
                continue
            if folded[begin].isalnum():
                found.append((begin, offset + 1))
            elif _SAYS.search(folded, begin, offset):
                found.append(trimmed(folded, (begin, offset + 1)))
            begin = offset + 1
        elif char in _OPENING:
            depth += 1
        elif depth and char in _CLOSING:
            depth -= 1
    if _SAYS.search(folded, begin, end):
        found.append(trimmed(folded, (begin, end)))
    return found


def _within_number(folded: str, offset: int) -> bool:
    """The comma of 1,234."""
    return offset > 0 and folded[offset - 1].isdigit() and _THOUSANDS.match(folded, offset, offset + 5) is not None


_COUNTER = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}[.、](?!\d)|[①-⑳])\s*")


def without_mark(folded: str, span: Span) -> Span:
    """A phrase without its closing mark and without the counter before it."""
    start, end = span
    opens = folded[start : start + 1]
    if (opens == "(" or opens.isdigit() or "①" <= opens <= "⑳") and (counter := _COUNTER.match(folded, start, end)):
        start = counter.end()
    return start, start + len(folded[start:end].rstrip("。!?;,、 "))
