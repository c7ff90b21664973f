"""Copies whose lines end where a page was full, or with readings between the characters: read as the paragraphs that
they were, quoted as they are written.

    flow = flowing(notice)
    record = flow.written(read(flow.notice))     # its quotes point into ``notice.text`` again

Nearly every notice has its paragraphs on lines of their own; then ``flow.notice`` is the notice itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar

from geoapp.model import Extraction, Notice, Quote, Record
from geoapp.model.changing import changed
from geoapp.notices.lone_breaks import lone_breaks
from geoapp.notices.paragraphs import STICKING_OUT, Paragraphs, PrintedLine, first_width, joint, letters
from geoapp.notices.readings import readings

_T = TypeVar("_T")
Span = tuple[int, int]

_WIDEST = 70
"""In letters: no page is wider, so that a longer line was not broken for want of room."""
_FEWEST = 8
_SHARE = 0.25
"""So many lines, and this share of all, must be full before a text counts as broken."""
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")


@dataclass(frozen=True, slots=True)
class Flow:
    """A notice as it is written and, in ``notice``, as it reads; ``at`` says where each letter of that is written."""

    notice: Notice
    original: Notice
    at: tuple[int, ...] = ()

    def written(self, value: _T) -> _T:
        """A record or extraction that was read from ``notice``, with quotes and spans in the original."""
        return value if self.notice is self.original else _moved(value, self.original, self._to_written)

    def reading(self, record: Record) -> Record:
        """The opposite: a record as it was kept, with quotes and spans in ``notice``."""
        return record if self.notice is self.original else _moved(record, self.notice, self._to_read)

    def _to_written(self, span: Span) -> Span:
        start, end = span
        return self.at[start], self.at[end - 1] + 1

    def _to_read(self, span: Span) -> Span:
        start, end = span
        return bisect_left(self.at, start), bisect_left(self.at, end)


def flowing(notice: Notice) -> Flow:
    """How a notice reads. Pages and tables have their own ways: what has them was put together by its reader."""
    if notice.pages or notice.tables:
        return Flow(notice, notice)
    text, at = _joined(notice.text)
    return Flow(replace(notice, text=text), notice, at) if at else Flow(notice, notice)


@lru_cache(maxsize=2)
def _joined(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without its broken lines and where each letter of that is written; nothing where none is broken.
    Kept by the words alone: two notices of the same words are two, and a flow is that of the one it was asked of."""
    breaks = _apart(sorted({*_soft_breaks(text), *lone_breaks(text), *readings(text)}))
    if not breaks:
        return text, ()
    kept = tuple(offset for start, end in _between(breaks, len(text)) for offset in range(start, end))
    return "".join(text[offset] for offset in kept), kept


def _apart(breaks: list[Span]) -> list[Span]:
    """Without those that lie within another one, in order."""
    kept: list[Span] = []
    for one in breaks:
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


def _soft_breaks(text: str) -> list[Span]:
    """The stretches that only a full line put between two parts of a paragraph."""
    lengths = sorted(len(line) for line in text.split("\n"))
    if lengths[-1 - len(lengths) // STICKING_OUT] > 2 * _WIDEST:
        return []  # as nearly always: letters of ASCII are half as wide
    # A page holds so many letters in a line, a program that breaks lines so many characters.
    lines = [line.rstrip() for line in text.split("\n") if line and not line.isspace()]
    widths = [width for width in (letters, len) if _may_be_broken(lines, width)]
    return max((_broken(list(_lines(text, width))) for width in widths), key=len, default=[])


def _may_be_broken(lines: Sequence[str], width: Callable[[str], float]) -> bool:
    """False where so few lines reach the margin that it is not worth a closer look. Where the margin is at all, it
    lies no further left than the mark that may end the line which only few stick out of."""
    rights = [width(line) for line in lines]
    margin = sorted(rights)[-1 - len(rights) // STICKING_OUT] - 1.0 if rights else 0.0
    full = (
        right <= _WIDEST and right + first_width(after.lstrip()) > margin
        for right, after in zip(rights, lines[1:], strict=False)
    )
    return sum(full) >= _fewest(lines)


def _fewest(lines: Sequence[object]) -> float:
    return max(_FEWEST, _SHARE * len(lines))


def _broken(lines: list[tuple[Span, PrintedLine]]) -> list[Span]:
    paragraphs = Paragraphs([line for _, line in lines])
    found = [
        (span[1], after[0])
        for ((span, line), (after, following)) in pairwise(lines)
        if line.right <= _WIDEST and paragraphs.go_on(line, following) and not joint(line.words, following.words)
    ]
    return found if len(found) >= _fewest(lines) else []


# — 3 —, 第3页: a bare number may be the cell of a table.
_PAGE = re.compile(r"\s*(?:[-—–·]+ ?\d{1,4} ?[-—–·]+|第 ?\d{1,4} ?页(?: ?[/,，]? ?共 ?\d{1,4} ?页)?)\s*")


def _past_blanks(text: str, offset: int) -> int:
    """Where the next line begins that holds words."""
    found = _LINE.search(text, offset)
    return found.start() if found else len(text)


def _lines(text: str, width: Callable[[str], float]) -> Iterator[tuple[Span, PrintedLine]]:
    """The lines that hold words, as if they were printed with letters of height one. A page's number between two of
    them is none, and takes no room."""
    row, done = 0, 0
    for match in _LINE.finditer(text):
        words = match[0]
        if _PAGE.fullmatch(words):
            row, done = row + 1, text.find("\n", match.end())
            done = len(text) if done < 0 else _past_blanks(text, done)
            continue
        row += text.count("\n", done, match.start())
        done = match.start()
        start = match.start() + len(words) - len(words.lstrip())
        span = (start, start + len(words.strip()))
        left = width(text[match.start() : start])
        yield span, PrintedLine(words.strip(), left, left + width(words.strip()), 2.0 * row, 2.0 * row + 1)


def _between(breaks: list[Span], length: int) -> Iterator[Span]:
    starts = [0, *(end for _, end in breaks)]
    return zip(starts, [*(start for start, _ in breaks), length], strict=True)


def _moved(value: Any, notice: Notice, to: Any) -> Any:
    """A copy with every quote and span of it moved into the text of ``notice``."""
    if isinstance(value, Quote):
        return Quote.of(notice.text, *to((value.start, value.end)), page=value.page, cell=value.cell)
    if isinstance(value, tuple):
        return tuple(_moved(one, notice, to) for one in value)
    if isinstance(value, dict):
        return {name: _moved(one, notice, to) for name, one in value.items()}
    if not is_dataclass(value) or isinstance(value, (type, Notice)):
        return value
    moved = {f.name: _moved(getattr(value, f.name), notice, to) for f in fields(value)}
    if isinstance(value, Record):
        moved["spans"] = tuple(to(span) for span in value.spans)
    if isinstance(value, Extraction):
        moved["unread"] = tuple(to(span) for span in value.unread)
        moved["notice"] = replace(value.notice, text=notice.text)
    return changed(value, **moved)
