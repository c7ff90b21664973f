"""Rows glued one after another without separators, page numbers inside words.

A row is found by its counter, by what its typed columns look like (``cells.GLUED``), and by the counter of the next
row. Neighbouring texts (problem, goal, measures) are then parted between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from geoapp.cases.alignment import lay
from geoapp.cases.cells import GLUED, OFFICE, TEXT
from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.source import Source, Span

_DASHED = re.compile(r"(?<![-—–])[-—–]+ ?(?P<n>\d{1,4}) ?[-—–]+|第 ?\d{1,4} ?页(?: ?[,/]? ?共 ?\d{1,4} ?页)?")
_BARE = re.compile(r"(?<=[\u4e00-\u9fff])\s*(?P<n>\d{1,4})\s*(?=[\u4e00-\u9fff])")
_IMPRINT = re.compile(rf"(?:{OFFICE})?(?:\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?(?:印发|印)?)?(?:[-—–]\d+[-—–])?$")


# No cell is longer; without a bound a text that only looks like a table takes quadratic time.
_LONGEST = 1200
_LONGEST_TYPED = 100
_SHORTEST, _TORN = 4, 200  # no problem is told in less; what is longer may be a row


@dataclass(frozen=True)
class _Dense:
    """Text without white space and page numbers, with the way back to the offsets."""

    words: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        return self.offsets[start], self.offsets[end - 1] + 1


def _dense(source: Source, span: Span) -> _Dense:
    dropped: set[int] = set()
    for page in _page_numbers(source.folded, span):
        dropped.update(range(*page))
    kept = [i for i in range(*span) if not source.folded[i].isspace() and i not in dropped]
    return _Dense("".join(source.folded[i] for i in kept), tuple(kept))


def _page_numbers(folded: str, span: Span) -> list[Span]:
    """Marked page numbers (- 12 -), and between two of them the bare number that counts on (街道13办事处)."""
    marked = list(_DASHED.finditer(folded, *span))
    found = [match.span() for match in marked]
    known = {int(match["n"]): match for match in marked if match["n"]}
    for match in _BARE.finditer(folded, *span):
        value = int(match["n"])
        before, after = known.get(value - 1), known.get(value + 1)
        follows = before is not None and before.end() <= match.start()
        leads = after is not None and match.end() <= after.start()
        if (follows and leads) or (follows and value + 1 not in known and value > 9 and after is None):
            found.append(match.span("n"))
            known.setdefault(value, match)
    return found


def drafts_of_glued(source: Source, columns: Sequence[Field], span: Span) -> list[Draft]:
    """One draft a row, as far as rows are recognised."""
    dense = _dense(source, span)
    drafts: list[Draft] = []
    offset, value = 0, _first_value(dense.words, columns)
    while offset < len(dense.words):
        found = _next_row(dense.words, offset, tuple(columns), value)
        if found is None:
            return drafts + (_torn_row(dense, columns, offset, value) if drafts else [])
        row, step = found
        drafts.append(_draft_of_row(dense, columns, row))
        offset, value = row.end, value + step
    return drafts


def _first_value(words: str, columns: Sequence[Field]) -> int:
    """What the first row counts: the longest number that its code follows and that another row counts on from; where
    nothing tells it from the digits behind it, the first digit."""
    first = re.match(r"\D{0,20}?(\d{1,3})", words)
    if columns[0] is not Field.NUMBER or first is None:
        return 1
    coded = len(columns) > 1 and columns[1] is Field.CODE
    for length in range(len(first[1]), 1, -1) if coded else ():
        value = int(first[1][:length])
        following = re.compile(_first_of(tuple(columns), value + 1))
        if re.compile(_first_of(tuple(columns), value)).match(words, first.start(1)) and following.search(words):
            return value
    return int(first[1][0]) or 1


@dataclass(frozen=True)
class _Text:
    """A run of texts from column ``column``; it ends after one of ``stops``, or anywhere when there are none."""

    column: int
    least: int
    stops: str


@dataclass(frozen=True)
class _Row:
    """Where each run of columns stands, by its first column, and where the row ends."""

    spans: dict[int, Span]
    end: int


def _next_row(words: str, offset: int, columns: tuple[Field, ...], value: int) -> tuple[_Row, int] | None:
    """The row at ``offset`` and how far its successor counts on; a row with empty cells only where no full one fits."""
    for strict in (True, False):
        for step in (1, 2, 3) if columns[0] is Field.NUMBER else (1,):
            row = _fit(words, offset, _row_pieces(columns, value, step, strict))
            if row and row.end > offset:
                return row, step
        last = _fit(words, offset, _row_pieces(columns, value, 0, strict))
        if last and last.end > offset:
            return last, 1
    return None


def _fit(words: str, offset: int, pieces: Sequence[_Text | re.Pattern[str]]) -> _Row | None:
    """The pieces one after another from ``offset``, each text as short as it can be."""
    reach = min(len(words) - offset, len(pieces) * (_LONGEST + _LONGEST_TYPED)) + 1
    return _Fitting(words, offset, pieces, [bytearray(reach) for _ in pieces]).rest(0, offset)


class _Fitting(NamedTuple):
    """What one regular expression would say, but an end that a text has been ``tried`` with is not tried again from
    another start: what follows depends on the end alone. Five texts in a row would else cost the fifth power of their
    length."""

    words: str
    offset: int
    pieces: Sequence[_Text | re.Pattern[str]]
    tried: list[bytearray]

    def rest(self, number: int, start: int) -> _Row | None:
        """The pieces from ``number`` on, from ``start``."""
        if number == len(self.pieces):
            return _Row({}, start)
        piece = self.pieces[number]
        if isinstance(piece, re.Pattern):
            match = piece.match(self.words, start)
            after = self.rest(number + 1, match.end()) if match else None
            if match is None or after is None:
                return None
            typed = {int(name[1:]): match.span(name) for name in match.groupdict()}
            return _Row({**typed, **after.spans}, after.end)
        for end in self._ends(number, piece, start):
            if after := self.rest(number + 1, end):
                return _Row({piece.column: (start, end), **after.spans}, after.end)
        return None

    def _ends(self, number: int, text: _Text, start: int) -> Iterator[int]:
        low, high = start - self.offset + text.least, start - self.offset + _LONGEST + 1
        while (low := self.tried[number].find(0, low, high)) >= 0:
            self.tried[number][low] = 1
            end = self.offset + low
            if not text.stops or (end and self.words[end - 1] in text.stops):
                yield end


def _runs(columns: Sequence[Field]) -> Iterator[tuple[int, int]]:
    """Stretches of columns: neighbouring texts together, typed columns one by one."""
    start = 0
    while start < len(columns):
        end = start + 1
        while columns[start] in TEXT and end < len(columns) and columns[end] in TEXT:
            end += 1
        yield start, end
        start = end


@cache
def _row_pieces(columns: tuple[Field, ...], value: int, step: int, strict: bool) -> tuple[_Text | re.Pattern[str], ...]:
    """``step`` 0 is the last row; ``strict`` wants every typed cell filled and every text to end like a sentence.
    Typed cells that stand side by side are one expression, which parts them as they fit."""
    pieces: list[_Text | re.Pattern[str]] = []
    typed = ""
    for start, end in _runs(columns):
        name = columns[start]
        if name is Field.NUMBER:
            typed += rf"(?P<c{start}>{value})[、.]?"
        elif name in TEXT or name not in GLUED:
            # A complaint often breaks off at a comma before the county's cell; a county's name is never cut in two.
            # Without an end before it nearly every place name would be one of a county (南|丹县).
            before_county = columns[end : end + 1] == (Field.COUNTY,)
            stops = "。;!?)”/无," if before_county else "。;!?)”/无"
            stops = stops if before_county or (strict and end < len(columns)) else ""
            pieces += [re.compile(typed, re.DOTALL)] if typed else []
            pieces.append(_Text(start, int(name is Field.PROBLEM), stops))
            typed = ""
        else:
            typed += rf"(?P<c{start}>{GLUED[name]}){'' if strict else '?'}"
    following = _IMPRINT.pattern if step == 0 else _first_of(columns, value + step)
    return (*pieces, re.compile(rf"{typed}(?={following})", re.DOTALL))


def _first_of(columns: tuple[Field, ...], value: int) -> str:
    """How the next row begins: its counter and, if the table has them, its code."""
    if columns[0] is Field.NUMBER:
        opening = rf"(?<!\d){value}[、.]?(?=[^\d.%\s])(?![年月日个家处项件亩吨米%])"
    else:
        opening = GLUED.get(columns[0], r"\d")
    if len(columns) > 1 and columns[1] is Field.CODE:
        opening += rf"(?:{GLUED[Field.CODE]})"
    return opening


def _torn_row(dense: _Dense, columns: Sequence[Field], offset: int, value: int) -> list[Draft]:
    """43 访受〔2021〕0603043号 来电 某路12号网点（: the row in whose problem the copy ends."""
    heads = columns[: columns.index(Field.PROBLEM)] if Field.PROBLEM in columns else ()
    if heads[:2] != (Field.NUMBER, Field.CODE) or not all(name in GLUED for name in heads[1:]):
        return []
    typed = "".join(rf"(?P<c{at}>{GLUED[name]})" for at, name in enumerate(heads) if at)
    opened = re.compile(rf"(?P<c0>{value})[、.]?{typed}").match(dense.words, offset)
    if opened is None or not _SHORTEST <= len(dense.words) - opened.end() <= _TORN:
        return []
    draft = Draft()
    for at, name in enumerate(heads):
        draft.add(name, dense.span(*opened.span(f"c{at}")))
    draft.add(Field.PROBLEM, dense.span(opened.end(), len(dense.words)))
    return [draft]


def _draft_of_row(dense: _Dense, columns: Sequence[Field], row: _Row) -> Draft:
    draft = Draft()
    for start, end in _runs(columns):
        begin, stop = row.spans[start]
        if begin >= stop:
            continue
        if end - start == 1:
            draft.add(columns[start], dense.span(begin, stop))
            continue
        for name, (first, last) in _parted(dense.words, (begin, stop), columns[start:end]):
            draft.add(name, dense.span(first, last))
    return draft


def _parted(words: str, span: Span, columns: Sequence[Field]) -> list[tuple[Field, Span]]:
    """A run of texts cut between sentences into its columns."""
    pieces = [(m.start(), m.end()) for m in re.finditer(r".+?(?:[。!?]+[”\"]?|$)", words[slice(*span)])]
    pieces = [(span[0] + start, span[0] + end) for start, end in pieces]
    merged: dict[int, Span] = {}
    for piece, position in zip(pieces, lay([words[slice(*piece)] for piece in pieces], columns), strict=True):
        merged[position] = (merged.get(position, piece)[0], piece[1])
    return [(columns[position], stretch) for position, stretch in sorted(merged.items())]
