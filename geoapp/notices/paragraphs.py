"""Printed lines put together to the paragraphs that they were: a page breaks a sentence wherever the line is full.

A line goes on in the next one when the first word of that would not have fitted behind it, and when the next one begins
at the left margin: paragraphs begin with an indent. Where a document has none, numbers and labels tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TypeVar

from geoapp.notices.lines import is_item

_Piece = TypeVar("_Piece")

_CLOSING = "，。、；：！？）》」』】〕”’,.;:!?)]%％"
_OPENING = "（《“‘「『【〔([<〈"
_UNIT = re.compile(rf"[{re.escape(_OPENING)}]*(?:[A-Za-z0-9.]+|.)[{re.escape(_CLOSING)}]*")
_AUTOSPACE_EM = 0.25
"""What word processors put between an ideograph and a Latin letter or digit."""
SENTENCE_ENDS = ("。", "！", "？", "；", "：", "!", "?", ";", ":")
_PAGE_NUMBER = re.compile(r"[\s\-—–―·•]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,共]+\s*\d{1,4}\s*页?)?[\s\-—–―·•]*")
STICKING_OUT = 50
"""One line of so many may reach over a margin."""
_RAGGED_EM = 1.5
"""Marks that must not begin a line end it so much earlier."""
INDENT_EM = (1.4, 2.8)
_SLACK_EM = 0.4
_LEAST_EM = 12
"""No column of prose is narrower: lists of names are."""
_LABEL = re.compile(r"[^\s，。；：:,;（(]{2,10}[：:]")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """The words of a line with its place on the page, in points from the upper left corner."""

    words: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def em(self) -> float:
        """The height of its letters."""
        return self.bottom - self.top

    def stripped(self) -> PrintedLine:
        """Without the blanks around it: an indent is often made of wide ones."""
        blank = len(self.words) - len(self.words.lstrip())
        left = self.left + self.em * letters(self.words[:blank])
        return replace(self, words=self.words.strip(), left=left)

    @property
    def edge(self) -> float:
        """Where its last letter ends: a mark may hang over the margin."""
        return self.right - self.em * self.words.endswith(tuple(_CLOSING))


class Paragraphs:
    """Tells of neighbouring lines whether one goes on in the other, by the margins of all lines of a document."""

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        ems = [line.em for line in lines]
        self._em = median(ems) if ems else 0.0
        body = [line for line in lines if self._alike(line.em)]
        self._left = _margin((line.left for line in body), _SLACK_EM * self._em)
        right = _margin((-line.edge for line in body), _RAGGED_EM * self._em)
        wide = right is not None and self._left is not None and -right - self._left >= _LEAST_EM * self._em
        self._right = -right if wide and right is not None else None
        gaps = [after.top - line.bottom for line, after in pairwise(body) if after.top > line.top]
        self._leading = median(gaps) if gaps else 0.0
        self._indented = sum(self._is_indented(line) for line in body) >= max(2, len(body) // 20)

    def go_on(self, line: PrintedLine, after: PrintedLine) -> bool:
        """Whether ``after``, the next line of the same page or the first of the next one, belongs to the same words."""
        if self._left is None or self._right is None or not (self._alike(line.em) and self._alike(after.em)):
            return False
        same_page = after.top > line.top
        if same_page and after.top - line.bottom > self._leading + _SLACK_EM * self._em:
            return False
        if line.right + self._em * first_width(after.words) <= self._right:
            return False
        if self._indented:
            return after.left < self._left + self._em
        # A sentence that fills its line is oftener followed by another one of its paragraph than by a paragraph.
        return not is_item(after.words) and not _LABEL.match(after.words) and not line.words.endswith(("：", ":"))

    def _alike(self, em: float) -> bool:
        return abs(em - self._em) <= 0.15 * self._em

    def _is_indented(self, line: PrintedLine) -> bool:
        least, most = INDENT_EM
        return self._left is not None and least * self._em <= line.left - self._left <= most * self._em


@dataclass(frozen=True, slots=True)
class Running:
    """Heads and feet: lines that stand at the edge of a page and count it, or are the same on most pages."""

    lines: frozenset[tuple[str, int]]
    cells: frozenset[tuple[str, int]] = frozenset()
    """Lone numbers that count no page: the first cell of a row, where a table is told one cell a line."""

    @classmethod
    def of(cls, pages: Sequence[Sequence[object]]) -> Running:
        """Those of a document, whose pages hold lines and other things in their order."""
        edges = [piece for page in pages for piece in (page[:1] if len(page) == 1 else [*page[:1], *page[-1:]])]
        counts = Counter(_place(piece) for piece in edges if isinstance(piece, PrintedLine))
        lines = frozenset(place for place, count in counts.items() if count >= 3 and count > 0.6 * len(pages))
        return cls(lines, _cells(pages, edges))

    def left_out(self, page: Sequence[_Piece]) -> list[_Piece]:
        """What remains of a page without them."""
        edges = (0, len(page) - 1)
        return [piece for at, piece in enumerate(page) if at not in edges or not self._has(piece)]

    def _has(self, piece: object) -> bool:
        if not isinstance(piece, PrintedLine):
            return False
        counts = _PAGE_NUMBER.fullmatch(piece.words) is not None and _place(piece) not in self.cells
        return counts or _place(piece) in self.lines


def _cells(pages: Sequence[Sequence[object]], edges: Sequence[object]) -> frozenset[tuple[str, int]]:
    """The bare numbers at the edges of pages that go on counting below or above others within them, and the one of all
    pages that stands at the left margin as the words do."""
    lines = [piece for page in pages for piece in page if isinstance(piece, PrintedLine)]
    bare = [line for line in lines if line.words.strip().isdecimal()]
    outer = [line for line in bare if line in edges]
    inner = [(line.left, int(line.words)) for line in bare if line not in edges]
    margin = min(line.left for line in lines) if len(outer) == 1 and len(pages) > 1 else None
    return frozenset(
        _place(line)
        for line in outer
        if (margin is not None and abs(line.left - margin) < _SLACK_EM * line.em)
        or any(abs(line.left - left) < _SLACK_EM * line.em and abs(int(line.words) - n) == 1 for left, n in inner)
    )


def _place(line: PrintedLine) -> tuple[str, int]:
    return line.words, round(line.top)


def joint(line: str, after: str) -> str:
    """What stands between two lines of one paragraph: words of Latin letters had a space there."""
    return " " if line[-1:].isascii() and line[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha() else ""


def _margin(values: Iterable[float], slack: float) -> float | None:
    """The lowest value, but for what few stick out, where another comes within ``slack`` of it; else None."""
    ordered = sorted(values)
    few = len(ordered) // STICKING_OUT
    reached = len(ordered) > few + 1 and ordered[few + 1] - ordered[few] <= slack
    return ordered[few] if reached else None


def first_width(words: str) -> float:
    """How wide the first of words is that do not part, with its marks, in letters."""
    if words[:1] > "\u2fff" and words[:1] not in _OPENING and words[1:2] not in _CLOSING:
        return 1.0  # as nearly always; ASCII letters and digits do not part
    found = _UNIT.match(words)
    return letters(found[0]) + _AUTOSPACE_EM * words[:1].isascii() if found else 1.0


def letters(words: str) -> float:
    """How wide words are, in letters: those of ASCII are half as wide."""
    return len(words) - 0.5 * len(words.encode("ascii", "ignore"))
