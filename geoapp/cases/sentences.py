"""Cutting a stretch of folded text into paragraphs, sentences, clauses and phrases, by offsets.

paragraph > sentence (。！？) > clause (；) > phrase (，). Marks inside 《》, “” or brackets do not cut.
A line break cuts only after punctuation or before a numbered or labelled line: page-broken copies break inside words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from geoapp.cases.source import Span

_OPENING, _CLOSING = "《(“「『[【", "》)”」』]】"
_SENTENCE, _CLAUSE, _PHRASE = "。!?", "。!?;", "。!?;,"
_LINE_ENDS_SENTENCE = re.compile(r"[。;:!?\)”】》.]\s*$")
_NEW_LINE_OPENS = re.compile(r"\s*(?:\(?[一二三四五六七八九十\d]{1,3}[、.)]|[①-⑳]|[▲★●◆■·【]|[^\s,。;]{2,10}:)")


def paragraphs(folded: str, span: Span) -> list[Span]:
    """Stretches between true line breaks."""
    if folded.find("\n", *span) < 0:
        return list(_kept(folded, *span))
    found: list[Span] = []
    start, (offset, end) = span[0], span
    while (offset := folded.find("\n", offset, end)) >= 0:
        if _LINE_ENDS_SENTENCE.search(folded, start, offset) or _NEW_LINE_OPENS.match(folded, offset + 1, end):
            found.append((start, offset))
            start = offset + 1
        offset += 1
    found.append((start, end))
    return [kept for kept in (_trimmed(folded, piece) for piece in found) if kept[0] < kept[1]]


def sentences(folded: str, span: Span) -> list[Span]:
    """Sentences of a stretch, with their closing mark."""
    return list(_cuts(folded, span, _SENTENCE))


def clauses(folded: str, span: Span) -> list[Span]:
    """Parts between ； and 。 of a stretch."""
    return list(_cuts(folded, span, _CLAUSE))


def phrases(folded: str, span: Span) -> list[Span]:
    """Parts between commas, the smallest unit that can say how far something got."""
    return list(_cuts(folded, span, _PHRASE))


@lru_cache(maxsize=4096)
def _cuts(folded: str, span: Span, marks: str) -> tuple[Span, ...]:
    """Remembered, because each site of a record asks for the same stretches again."""
    return tuple(cut for paragraph in paragraphs(folded, span) for cut in _cut(folded, paragraph, marks))


_BRACKETS = r"《(“「『\[【》)”」』\]】"
_STOPS = {marks: re.compile(rf"[{_BRACKETS}{marks}]") for marks in (_SENTENCE, _CLAUSE, _PHRASE)}
_THOUSANDS = re.compile(r",\d{3}(?!\d)")
_SAYS = re.compile(r"[^\W_]")


def _cut(folded: str, span: Span, marks: str) -> Iterator[Span]:
    depth, begin = 0, span[0]
    for match in _STOPS[marks].finditer(folded, *span):
        char, offset = match[0], match.start()
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char == "。" and depth and "《" not in folded[begin:offset]:
            depth = 0  # an unclosed bracket of a bad copy must not swallow the rest
        if char in marks and depth == 0 and not (char == "," and _within_number(folded, offset)):
            if _SAYS.search(folded, begin, offset):
                yield _trimmed(folded, (begin, offset + 1))
            begin = offset + 1
    if _SAYS.search(folded, begin, span[1]):
        yield _trimmed(folded, (begin, span[1]))


def _within_number(folded: str, offset: int) -> bool:
    """The comma of 1,234."""
    return offset > 0 and folded[offset - 1].isdigit() and _THOUSANDS.match(folded, offset, offset + 5) is not None


def _kept(folded: str, start: int, end: int) -> Iterator[Span]:
    trimmed = _trimmed(folded, (start, end))
    if trimmed[0] < trimmed[1]:
        yield trimmed


def _trimmed(folded: str, span: Span) -> Span:
    start, end = span
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return start, end


_COUNTER = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}[.、](?!\d)|[①-⑳])\s*")


def without_mark(folded: str, span: Span) -> Span:
    """A phrase without its closing mark and without the counter before it."""
    start, end = span
    counter = _COUNTER.match(folded, start, end)
    if counter:
        start = counter.end()
    while end > start and folded[end - 1] in "。!?;,、 ":
        end -= 1
    return start, end
