"""Cells as a page prints them: words broken for want of room, and rows cut in two where the page ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from geoapp.notices.document import CellText
from geoapp.notices.lines import is_item
from geoapp.notices.paragraphs import SENTENCE_ENDS, first_width, joint, letters

_PADDING_EM = 1.6
"""What a cell leaves free beside its words, on both sides together, where no broken line shows it."""
_SHOWN = 0.7
"""Broken lines of this share of a cell's width show how much it holds; shorter ones were broken on purpose."""
_PROSE = 2
"""So many full lines, and most of all, make a cell one of sentences: there a shorter line is no end either."""

Rows = list[list[CellText]]


def unwrapped(rows: Sequence[Sequence[str | None]], widths: Sequence[Sequence[float]]) -> Rows:
    """The rows of a table, ``widths`` of whose cells are in letters, without the breaks that want of room made."""
    rooms = [_room(words, wide) for words, wide in zip(zip(*rows, strict=True), zip(*widths, strict=True), strict=True)]
    return [
        [None if words is None else _flowing(words, room) for words, room in zip(row, rooms, strict=True)]
        for row in rows
    ]


def _room(column: Sequence[str | None], widths: Sequence[float]) -> float:
    """How many letters the cells of a column hold in a line."""
    wide = min((width for width in widths if width), default=0.0)
    broken = [letters(line) for words in column if words for line in words.strip().split("\n")[:-1]]
    usual = median(broken) if broken else 0.0
    return usual if _SHOWN * wide <= usual <= wide else wide - _PADDING_EM


def _flowing(words: str, room: float) -> str:
    lines = [line.strip() for line in words.strip().split("\n")]
    breaks = list(pairwise(lines))
    full = [letters(line) + first_width(after) > room for line, after in breaks]
    is_prose = sum(full) >= max(_PROSE, len(full) / 2)
    told = lines[0]
    for (line, after), is_full in zip(breaks, full, strict=True):
        wrapped = is_full or (is_prose and not line.endswith(SENTENCE_ENDS))
        told += joint(line, after) + after if wrapped and not is_item(after) else "\n" + after
    return told


def goes_on(row: Sequence[CellText], after: Sequence[CellText]) -> bool:
    """Whether the first row of a page is the rest of the last one before: it has no number, and words were cut."""
    if len(row) != len(after) or not row[0] or after[0]:
        return False
    pairs = [(above, below) for above, below in zip(row, after, strict=True) if below]
    return all(above for above, _ in pairs) and any(above and not above.endswith(SENTENCE_ENDS) for above, _ in pairs)


def rejoined(row: Sequence[CellText], after: Sequence[CellText]) -> list[CellText]:
    """Both halves as one row."""
    return [_both(above, below) if below else above for above, below in zip(row, after, strict=True)]


def _both(above: CellText, below: str) -> str:
    if not above:
        return below
    parted = above.endswith(SENTENCE_ENDS) and is_item(below)
    return above + ("\n" if parted else joint(above, below)) + below
