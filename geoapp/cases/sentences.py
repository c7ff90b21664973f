"""Cutting a stretch of folded text into paragraphs, sentences, clauses and phrases, by offsets.

paragraph > sentence (。！？) > clause (；) > phrase (，). Marks inside 《》, “” or brackets do not cut.
A line break cuts only after punctuation or before a numbered or labelled line: page-broken copies break inside words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from geoapp.cases.signs import BRACKET, CLAUSE_END, CLOSING, OPENING, PHRASE_END, SENTENCE_END, places
from geoapp.cases.source import Source, Span, trimmed

_ENDS_SENTENCE = tuple("。;:!?)”】》.")
_NEW_LINE_OPENS = re.compile(r"\s*(?:\(?[一二三四五六七八九十\d]{1,3}[、.)]|[①-⑳]|[▲★●◆■·【]|[^\s,。;]{2,10}:)")


def begins_at(folded: str, offset: int, marks: Iterable[str], floor: int = 0) -> int:
    """Where what an offset lies in begins: behind the nearest of ``marks``, at ``floor`` without one."""
    return max(floor, max(folded.rfind(mark, floor, offset) for mark in marks) + 1)


def paragraphs(folded: str, span: Span) -> list[Span]:
    """Stretches between true line breaks."""
    found = pairwise([span[0], *_breaks(folded, span), span[1]])
    return [(first, last) for first, last in [trimmed(folded, piece) for piece in found] if first < last]


def _breaks(folded: str, span: Span) -> list[int]:
    """Where true line breaks stand."""
    found: list[int] = []
    start, offset, end = span[0], *span
    while (offset := folded.find("\n", offset, end)) >= 0:
        # White space before a break is rare: most lines tell by their last character.
        stands = start < offset and folded[offset - 1] in _ENDS_SENTENCE
        if (
            stands
            or folded[start:offset].rstrip().endswith(_ENDS_SENTENCE)
            or _NEW_LINE_OPENS.match(folded, offset + 1, end)
        ):
            found.append(offset)
            start = offset + 1
        offset += 1
    return found


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


def holding(pieces: Sequence[Span], signs: Iterable[int]) -> list[Span]:
    """Those of some pieces in which a sign stands, in order; the others need not be looked at."""
    found = {bisect_right(pieces, sign, key=_begin) - 1 for sign in signs}
    return [pieces[at] for at in sorted(found) if at >= 0]


_begin = itemgetter(0)


@lru_cache(maxsize=4096)
def _cuts(folded: str, span: Span, kind: int) -> tuple[Span, ...]:
    """Remembered, because each site of a record asks for the same stretches again."""
    stops = _between(_ends(folded, kind), span)
    if breaks := _breaks(folded, span):
        stops = sorted([*stops, *breaks])
    if brackets := _between(places(folded, BRACKET), span):
        stops = _outside(folded, span[0], stops, brackets)
    # Nearly every piece begins with a letter and ends with its mark; others may begin with blanks or say nothing.
    return tuple(
        [
            piece if folded[piece[0]].isalnum() and not folded[piece[1] - 1].isspace() else trimmed(folded, piece)
            for piece in pairwise([span[0], *[stop + 1 for stop in stops], span[1]])
            if piece[0] < piece[1] and (folded[piece[0]].isalnum() or _SAYS.search(folded, *piece))
        ]
    )


_THOUSANDS = re.compile(r",\d{3}(?!\d)")
_SAYS = re.compile(r"[^\W_]")


@lru_cache(maxsize=16)
def _ends(folded: str, kind: int) -> list[int]:
    """Where marks stand that close a piece; the comma of 1,234 closes none."""
    marks = places(folded, kind)
    if kind != PHRASE_END:
        return marks
    within = {m.start() for m in _THOUSANDS.finditer(folded) if m.start() and folded[m.start() - 1].isdigit()}
    return [mark for mark in marks if mark not in within] if within else marks


def _between(offsets: list[int], span: Span) -> list[int]:
    first = bisect_left(offsets, span[0])
    return offsets[first : bisect_left(offsets, span[1], lo=first)]


def _outside(folded: str, begin: int, ends: Sequence[int], brackets: Sequence[int]) -> list[int]:
    """The closing marks that stand in no bracket; a line break closes all brackets."""
    found: list[int] = []
    depth = 0
    for offset in sorted([*ends, *brackets]):
        char = folded[offset]
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth = max(0, depth - 1)
        elif not depth or char == "\n" or (char == "。" and "《" not in folded[begin:offset]):
            depth = 0  # an unclosed bracket of a bad copy must not swallow the rest
            found.append(offset)
            begin = offset + 1
    return found


_COUNTER = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}[.、](?!\d)|[①-⑳])\s*")


def without_mark(folded: str, span: Span) -> tuple[int, str]:
    """A phrase without its closing mark and without the counter before it: where it begins, and its words."""
    start, end = span
    if not folded[start : start + 1].isalpha() and (counter := _COUNTER.match(folded, start, end)):
        start = counter.end()
    return start, folded[start:end].rstrip("。!?;,、 ")
