"""The text of a notice as the readers of this room see it: folded for matching, verbatim for quoting.

Folding never changes the length, so an offset found in ``folded`` is an offset in ``text``. Every parser of the room
matches on folded text (half-width punctuation, simplified characters) and quotes from the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import opencc

from geoapp.model import Notice, Quote

Span = tuple[int, int]

# Characters that copies confuse; all others that need folding follow from Unicode's full-width block or OpenCC.
_ODD = {
    "旳": "的",
    "　": " ",
    "\u00a0": " ",
    "\ufeff": " ",
    "\u200b": " ",
    "﹕": ":",
    "∶": ":",
    "｡": "。",
    "､": "、",
    "｢": "「",
    "｣": "」",
    "･": "·",
    "﹒": ".",
    "〇": "〇",
    "衞": "卫",
    "敍": "叙",
}
_FULLWIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
# Glyphs of symbol fonts (U+F06C and the like) are bullets that a word processor drew.
_GLYPH = re.compile("[\ue000-\uf8ff]")
# Leftovers of word processors and of Markdown converters: never part of a sentence.
_LEFTOVER = re.compile(r"\[bookmark:[^\]\n]{0,60}\]|\*\*|\{[A-Z]+ [^}\n]{0,40}\}|(?m:^#{1,6})(?=[ \t])")
_PAGE_LINE = re.compile(
    r"(?m)^[ \t\f]*(?:[-—–·]+ ?\d{1,4} ?[-—–·]+|第 ?\d{1,4} ?页(?: ?[/,]? ?共 ?\d{1,4} ?页)?)[ \t]*$"
)
_PAGE_INSIDE = re.compile(r"(?<=[\u4e00-\u9fff])[-—–] \d{1,3} [-—–](?=[\u4e00-\u9fff,，。])")
_STOPS = "。；：！？.;:!?"
_SOFT_BREAK = re.compile(r"(?=[ \t\f\n])(?<![。；：！？.;:!?\s])[ \t\f]*\n\s*(?:[-—–]* ?\d{1,3} ?[-—–]*[ \t]*\n\s*)?")
_LINE = re.compile(r"\S(?:[^\n\r\f]*\S)?")
_DASH = re.compile("[-—–] ")  # without one no page's number stands inside
_PAGE_OPENS = re.compile(r"\n[ \t\f]*[-—–·第]")  # how such a line begins, but for the first
_LEFTOVER_SIGNS = "[*{#"  # without one of them nothing is left over


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


# Grows by every character that is met once: a few thousand in a lifetime.
_FOLDS: dict[str, str] = {**_FULLWIDTH, **_ODD}
_FOLDED_CHARS: set[str] = set()
_PLAIN: set[str] = set()
"""Of these the characters that stay and that nothing blanked holds: a text of nothing else is folded already."""
_BLANKED = frozenset("[*{#-—–·第")
_NEVER_BLANKED = {char for char, plain in _FOLDS.items() if plain not in _BLANKED}
"""Characters that fold into one that nothing blanked holds: full-width marks, of which every sentence has some."""


def _simplified(char: str) -> str:
    """Of a few rare ones (鱀) the simplified form lies beyond the plane, where it is two code units: those stay."""
    found: str = _converter().convert(char)
    return found if len(found) == 1 and ord(found) < _STATES.size else char


def fold(text: str) -> str:
    """``text`` with half-width forms, simplified characters and blanked leftovers; same length, same offsets."""
    return _fold_text(text) if len(text) > _LONG else _folded(text)


_LONG = 400


@lru_cache(maxsize=4)
def _fold_text(text: str) -> str:
    """Of the notices at hand, which several ask for."""
    return _folded(text)


# Of each code unit what is known (nothing while 0), and what it becomes: a whole notice is folded in one look.
_KNOWN, _FOLDS_UP, _MAY_BLANK, _IS_GLYPH = 1, 2, 4, 8
_STATES, _BECOMES = np.zeros(1 << 16, np.uint8), np.arange(1 << 16, dtype=np.uint16)


def _folded(text: str) -> str:
    if len(text) <= _LONG:
        return _folded_by_char(text)
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    states = _STATES[codes]
    if not states.all():
        _look_up(set(map(chr, np.unique(codes[states == 0]).tolist())))
        states = _STATES[codes]
    told = int(np.bitwise_or.reduce(states))
    folded = _BECOMES[codes].tobytes().decode("utf-16-le", "surrogatepass") if told & _FOLDS_UP else text
    folded = folded.replace("年元月", "年1月") if "元" in folded else folded
    if told & _IS_GLYPH:
        folded = _GLYPH.sub(" ", folded)
    return _blanked(folded) if told & _MAY_BLANK else folded


def _look_up(chars: set[str]) -> None:
    """Note what becomes of characters, for the next texts too; halves of those beyond the plane stay."""
    _meet(chars)
    _STATES[0xD800:0xE000] = _KNOWN
    for char in chars:
        if (code := ord(char)) < _STATES.size:
            plain = _FOLDS.get(char, char)
            glyph = _GLYPH.match(plain) is not None
            _STATES[code] = _KNOWN | _FOLDS_UP * (plain != char) | _MAY_BLANK * (plain in _BLANKED) | _IS_GLYPH * glyph
            _BECOMES[code] = ord(plain)


def _meet(chars: set[str]) -> None:
    for char in chars - _FOLDED_CHARS:
        _FOLDED_CHARS.add(char)
        if "\u3400" <= char <= "\u9fff" and (plain := _simplified(char)) != char:
            _FOLDS.setdefault(char, plain)
            _NEVER_BLANKED.update({char} if plain not in _BLANKED else ())


def _folded_by_char(text: str) -> str:
    strange = set(text) - _PLAIN
    if not strange:
        return text
    if not strange <= _NEVER_BLANKED:
        _meet(strange)
        _PLAIN.update(char for char in strange - _FOLDS.keys() - _BLANKED if not _GLYPH.match(char))
        strange -= _PLAIN
    folded = text
    for char in strange & _FOLDS.keys():  # few of them: faster than translating every character
        folded = folded.replace(char, _FOLDS[char])
    return folded if strange <= _NEVER_BLANKED else _blanked(_GLYPH.sub(" ", folded))


def _blanked(folded: str) -> str:
    if any(sign in folded for sign in _LEFTOVER_SIGNS):
        folded = _LEFTOVER.sub(lambda found: " " * len(found[0]), folded)
    for begin in (*reversed([opened.start() + 1 for opened in _PAGE_OPENS.finditer(folded)]), 0):
        if page := _PAGE_LINE.match(folded, begin):
            folded = folded[: page.start()] + " " * len(page[0]) + folded[page.end() :]
    return folded


# A table copied one cell a line, each closed by a bar: the bars part nothing.
_LONE_BAR = re.compile(r"(?m)^(?P<cell>[^|\n]*)\|[ \t]*$")
_FEWEST_BARS = 6


def _without_lone_bars(folded: str) -> str:
    if len(_LONE_BAR.findall(folded)) < _FEWEST_BARS:
        return folded
    return _LONE_BAR.sub(lambda found: found["cell"].ljust(len(found[0])), folded)


def tidy(words: str) -> str:
    """Verbatim words with page-broken lines joined: a break after no punctuation stood inside a word or sentence."""
    if "[" in words or "*" in words or "{" in words:
        words = _LEFTOVER.sub("", words)
    if " " in words and _DASH.search(words):
        words = _PAGE_INSIDE.sub("", words)
    return (_SOFT_BREAK.sub("", words) if "\n" in words and _breaks_softly(words) else words).strip()


def _breaks_softly(words: str) -> bool:
    """Whether a line ends behind no mark, soon told by their ends."""
    first, *inner = (line.rstrip(" \t\f")[-1:] for line in words.split("\n")[:-1])
    return not first or any(last and last not in _STOPS and not last.isspace() for last in (first, *inner))


def trimmed(folded: str, span: Span) -> Span:
    """``span`` without white space at its ends."""
    start, end = span
    if start < end and not (folded[start].isspace() or folded[end - 1].isspace()):
        return start, end  # as nearly always
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(frozen=True, eq=False)
class Source:
    """A notice with its folded text and its lines (trimmed, blank ones left out)."""

    notice: Notice

    @cached_property
    def text(self) -> str:
        """The notice's own text."""
        return self.notice.text

    @cached_property
    def folded(self) -> str:
        """The same text for matching."""
        folded = fold(self.notice.text)
        return _without_lone_bars(folded) if "|\n" in folded else folded

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """Start and end of every line that holds something."""
        return tuple(match.span() for match in _LINE.finditer(self.folded))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [start for start, _ in self.lines]

    def line_at(self, offset: int) -> int:
        """Index of the line that holds ``offset`` (or the last before it)."""
        return max(0, bisect_right(self._line_starts, offset) - 1)

    def trim(self, span: Span) -> Span:
        """``span`` without white space at its ends."""
        return trimmed(self.folded, span)

    def quote(self, span: Span) -> Quote | None:
        """The trimmed stretch as a quote with page and cell, or None when nothing is left of it."""
        start, end = self.trim(span)
        if start >= end:
            return None
        page = bisect_right(self.notice.pages, start) if self.notice.pages else None
        return Quote.of(self.text, start, end, page=page, cell=self._cell(start))

    def _cell(self, offset: int) -> str | None:
        for table in self.notice.tables:
            for cell in table.cells:
                if cell.start <= offset < cell.end:
                    return cell.name
        return None

    def said(self, span: Span) -> str:
        """The words of a stretch, tidied."""
        start, end = self.trim(span)
        return tidy(self.text[start:end])

    def matched(self, span: Span) -> str:
        """The folded words of a stretch, for pattern matching."""
        return self.folded[span[0] : span[1]]
