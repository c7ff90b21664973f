"""Cutting a stretch of folded text into paragraphs, sentences, clauses and phrases, by offsets.

paragraph > sentence (。！？) > clause (；) > phrase (，). Marks inside 《》, “” or brackets do not cut.
A line break cuts only after punctuation or before a numbered or labelled line: page-broken copies break inside words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from geoapp.cases.signs import BRACKET, CLAUSE_END, CLOSING, OPENING, PHRASE_END, SENTENCE_END, places
from geoapp.cases.source import Source, Span, trimmed

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
        # White space before a break is rare: most lines tell by their last character.
        stands = start < offset and folded[offset - 1] in _ENDS_SENTENCE
        if (
            stands
            or folded[start:offset].rstrip().endswith(_ENDS_SENTENCE)
            or _NEW_LINE_OPENS.match(folded, offset + 1, end)
        ):
            found.append((start, offset))
            start = offset + 1
        offset += 1
    found.append((start, end))
    return [(first, last) for first, last in [trimmed(folded, piece) for piece in found] if first < last]


def sentences(folded: str, span: Span) -> list[Span]:
    """Sentences of a stretch, with their closing mark."""
    return list(_cuts(folded, span, SENTENCE_END))


def first_sentence(source: Source, words: Span) -> Span:
    """Up to the first full stop, with it; all of it where there is none."""
    stop = source.folded.find("。", *words)
    return words[0], stop + 1 if stop >= 0 else words[1]


def clauses(folded: str, span: Span) -> list[Span]:
    """Parts between ； and 。 of a stretch."""
    return list(_cuts(folded, span, CLAUSE_END))


def phrases(folded: str, span: Span) -> list[Span]:
    """Parts between commas, the smallest unit that can say how far something got."""
    return list(_cuts(folded, span, PHRASE_END))


@lru_cache(maxsize=4096)
def _cuts(folded: str, span: Span, kind: int) -> tuple[Span, ...]:
    """Remembered, because each site of a record asks for the same stretches again."""
    found: list[Span] = []
    for paragraph in paragraphs(folded, span):
        found += _cut(folded, paragraph, kind)
    return tuple(found)


_THOUSANDS = re.compile(r",\d{3}(?!\d)")
_SAYS = re.compile(r"[^\W_]")


@lru_cache(maxsize=16)
def _ends(folded: str, kind: int) -> list[int]:
    """Where marks stand that close a piece; the comma of 1,234 closes none."""
    marks = places(folded, kind)
    within = {m.start() for m in _THOUSANDS.finditer(folded) if m.start() and folded[m.start() - 1].isdigit()}
    return [mark for mark in marks if mark not in within] if within else marks


def _cut(folded: str, span: Span, kind: int) -> list[Span]:
    begin, end = span
    ends = _between(_ends(folded, kind), span)
    brackets = _between(places(folded, BRACKET), span)
    stops = [mark + 1 for mark in (_outside(folded, begin, ends, brackets) if brackets else ends)]
    # Nearly every piece begins with a letter; others may begin with blanks or say nothing.
    return [
        piece if folded[piece[0]].isalnum() else trimmed(folded, piece)
        for piece in pairwise([begin, *stops, end])
        if piece[0] < piece[1] and (folded[piece[0]].isalnum() or _SAYS.search(folded, *piece))
    ]


def _between(offsets: list[int], span: Span) -> list[int]:
    first = bisect_left(offsets, span[0])
    return offsets[first : bisect_left(offsets, span[1], lo=first)]


def _outside(folded: str, begin: int, ends: Sequence[int], brackets: Sequence[int]) -> list[int]:
    """The closing marks that stand in no bracket."""
    found: list[int] = []
    depth = 0
    for offset in sorted([*ends, *brackets]):
        char = folded[offset]
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth = max(0, depth - 1)
        elif not depth or (char == "。" and "《" not in folded[begin:offset]):
            depth = 0  # an unclosed bracket of a bad copy must not swallow the rest
            found.append(offset)
            begin = offset + 1
    return found


_COUNTER = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}[.、](?!\d)|[①-⑳])\s*")


def without_mark(folded: str, span: Span) -> tuple[int, str]:
    """A phrase without its closing mark and without the counter before it: where it begins, and its words."""
    start, end = span
    if not "\u3400" <= folded[start : start + 1] <= "\u9fff" and (counter := _COUNTER.match(folded, start, end)):
        start = counter.end()
    return start, folded[start:end].rstrip("。!?;,、 ")
