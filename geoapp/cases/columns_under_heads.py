"""Tables copied column by column, each under its own head: 序号 / 1 / 2 / 3 / 反馈问题 / … / … / … / 整改时限 / ….

A table of several pages comes page by page, its heads again on each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from geoapp.cases.alignment import lay
from geoapp.cases.cells import TEXT, fits
from geoapp.cases.drafts import Draft
from geoapp.cases.heading_row import KEYS
from geoapp.cases.labels import Field, Label, field_of, find_labels
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_HEAD_CHARS = 8
_FEWEST_HEADS, _FEWEST_ROWS = 3, 2
PAGE = re.compile(r"第?\s*\d{1,4}\s*页.{0,12}|[-—–]\s*\d{1,4}\s*[-—–]")


def drafts_of_columns(source: Source) -> list[Draft]:
    """The rows of all pages; nothing unless under each 序号 two counters or more stand together."""
    heads = _heads(source)
    keyed = [at for at, (_, _, name) in enumerate(heads) if name in KEYS and _follows_other(heads, at)]
    drafts: list[Draft] = []
    for first, last in pairwise([*keyed, len(heads)]):
        stop = heads[last][0] if last < len(heads) else _last_line(source, heads[-1][1])
        drafts += _page(source, heads[first:last], stop)
    return drafts


def _follows_other(heads: Sequence[tuple[int, int, Field]], at: int) -> bool:
    """受理编号 right behind 序号 is a column of its own page."""
    return at == 0 or heads[at - 1][2] not in KEYS


def _heads(source: Source) -> list[tuple[int, int, Field]]:
    """The heads of columns: the line of each, the line below it, its field; a narrow one may be broken over lines."""
    broken = {label.start: label for label in find_labels(source) if "\n" in source.folded[label.start : label.end]}
    found: list[tuple[int, int, Field]] = []
    reached = 0
    for index, line in enumerate(source.lines):
        if index < reached or line[1] - line[0] > _HEAD_CHARS:
            continue
        label: Label | None = broken.get(line[0])
        name = label.field if label is not None else field_of(source.matched(line))
        if name is not None:
            reached = source.line_at(label.end - 1) + 1 if label is not None else index + 1
            found.append((index, reached, name))
    return found


def _last_line(source: Source, behind: int) -> int:
    """Where the cells of the last column end at the latest."""
    stop = tail_start(source)
    return next((at for at, line in enumerate(source.lines) if at >= behind and line[0] >= stop), len(source.lines))


def _page(source: Source, heads: Sequence[tuple[int, int, Field]], end: int) -> list[Draft]:
    """The rows of one page: as many as counters stand under the first head."""
    if len(heads) < _FEWEST_HEADS or len({name for _, _, name in heads}) != len(heads):
        return []
    # A term and an office in the last cells look like the day and the signature of a letter.
    stops = [*(line for line, _, _ in heads[1:]), max(end, heads[-1][1] + heads[1][0] - heads[0][1])]
    columns = [
        (name, [line for line in source.lines[below:stop] if not PAGE.fullmatch(source.matched(line))])
        for (_, below, name), stop in zip(heads, stops, strict=True)
    ]
    count = sum(fits(source.matched(line), heads[0][2]) for line in columns[0][1])
    if count < _FEWEST_ROWS or count != len(columns[0][1]):
        return []
    drafts = [Draft() for _ in range(count)]
    for name, lines in columns:
        for row, cell in _cells(source, name, lines, count).items():
            drafts[row].add(name, cell)
    return drafts


def _cells(source: Source, name: Field, lines: Sequence[Span], count: int) -> dict[int, Span]:
    """The cells of a column by their rows: one a line, also where the foot of the page follows; else as lines go on."""
    first = lines[:count]
    typed = len(first) == count and name not in TEXT and all(fits(source.matched(cell), name) for cell in first)
    if len(lines) == count or typed:
        return dict(enumerate(first))
    return merged(source, lines, [(row, name) for row in range(count)]) if lines else {}


def merged(source: Source, lines: Sequence[Span], slots: Sequence[tuple[int, Field]]) -> dict[int, Span]:
    """For each slot that takes lines, the stretch from its first to its last line."""
    words = [re.sub(r"\s+", "", source.matched(line)) for line in lines]
    found: dict[int, Span] = {}
    for line, position in zip(lines, lay(words, [name for _, name in slots]), strict=True):
        found[position] = (found.get(position, line)[0], line[1])
    return found
