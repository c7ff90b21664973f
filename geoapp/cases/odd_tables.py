"""Tables that no heading explains: turned on their side, a form a case with labels in plain words, no heading at all.

    序号 | 1 | 2            什么问题 | 某河…          1 | 某镇砂场扬尘 | 县水利局 | 2024年6月底 | 已整改
    问题 | 某河… | 某厂…     改到哪一步 | 已建成

What repeats and what the cells hold says which is which; nothing is read where a problem is not among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from geoapp.cases.cells import COUNTER
from geoapp.cases.columns_by_content import by_content
from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT
from geoapp.cases.labels import CODE, Field, field_of
from geoapp.cases.numerals import number_of
from geoapp.cases.rows import Row
from geoapp.cases.source import Source, Span

Cells: TypeAlias = dict[int, Span]

_FEWEST_FIELDS, _FEWEST_ROWS, _FEWEST_COLUMNS = 3, 3, 4
_LONGEST_HEAD = 16
_FAULT = re.compile(FAULT)
_CODE = re.compile(CODE)


def turned(source: Source, rows: Sequence[Row]) -> list[Row] | None:
    """The rows of a table whose cases stand side by side: its first row counts them."""
    if len(rows) < _FEWEST_FIELDS or not rows[0].cells or field_of(_words(source, rows[0].cells.get(0))) not in _KEYS:
        return None
    width = len(rows[0].cells)
    counted = [number_of(_words(source, rows[0].cells[column]).strip("、.")) for column in sorted(rows[0].cells)[1:]]
    if counted != list(range(1, width)) or width <= _FEWEST_TURNED or any(len(row.cells) != width for row in rows):
        return None
    return [Row({at: row.cells[column] for at, row in enumerate(rows)}) for column in sorted(rows[0].cells)]


_KEYS = (Field.NUMBER, Field.CODE)
_FEWEST_TURNED = 2


def drafts_of_odd_tables(source: Source, tables: Sequence[Sequence[Row]]) -> list[Draft]:
    """One draft a form, or a row, as far as the cells tell what they are."""
    return _of_forms(source, tables) or _of_bare_rows(source, [row for table in tables for row in table])


def _of_forms(source: Source, tables: Sequence[Sequence[Row]]) -> list[Draft]:
    """Several tables of two columns that begin their rows with the same words."""
    forms = [[row for row in table if len(row.cells) == 2] for table in tables]
    heads = [[_words(source, row.cells[min(row.cells)]) for row in form] for form in forms]
    same = [at for at, told in enumerate(heads) if len(told) >= _FEWEST_FIELDS and told == heads[0]]
    if len(same) < 2 or any(len(head) > _LONGEST_HEAD for head in heads[0]):
        return []
    rows = [dict(enumerate(row.cells[max(row.cells)] for row in forms[at])) for at in same]
    drafts = _drafts(source, {at: field_of(head) for at, head in enumerate(heads[0])}, rows)
    for draft, at in zip(drafts, same, strict=False):
        above = [row for row in tables[at] if len(row.cells) == 1]
        if above and Field.NUMBER not in draft.values:
            draft.add(Field.NUMBER, source.trim(next(iter(above[0].cells.values()))))
    return drafts


def _of_bare_rows(source: Source, rows: Sequence[Row]) -> list[Draft]:
    """Rows of equally many cells whose first ones count on, or are codes, in a paper about problems; a heading above
    them says what it can."""
    width = max((len(row.cells) for row in rows), default=0)
    whole = (
        [row.cells for row in rows if len(row.cells) == width and 0 in row.cells] if width >= _FEWEST_COLUMNS else []
    )
    for name, key in ((Field.NUMBER, COUNTER), (Field.CODE, _CODE)):
        keyed = [cells for cells in whole if key.fullmatch(_words(source, cells[0]))]
        values = [number_of(_words(source, cells[0]).strip("、.")) for cells in keyed]
        if len(keyed) < _FEWEST_ROWS or (name is Field.NUMBER and values != list(range(1, len(values) + 1))):
            continue
        heads: dict[int, Field | None] = dict.fromkeys(range(width))
        if whole[0] is not keyed[0] and all(end - start <= _LONGEST_HEAD for start, end in whole[0].values()):
            heads |= {at: field_of(_words(source, span)) for at, span in whole[0].items()}
        return _drafts(source, heads | {0: name}, keyed)
    return []


def _drafts(source: Source, heads: dict[int, Field | None], rows: Sequence[Cells]) -> list[Draft]:
    found = by_content(source, heads, rows)
    told = [column for column, name in found.items() if name is Field.PROBLEM]
    if not told or sum(name is not None for name in found.values()) < _FEWEST_FIELDS:
        return []
    if sum(_FAULT.search(_words(source, row.get(told[0]))) is not None for row in rows) * 2 < len(rows):
        return []
    drafts: list[Draft] = []
    for row in rows:
        draft = Draft()
        for column, span in row.items():
            if (name := found.get(column)) is not None:
                draft.add(name, source.trim(span))
        if draft.first(Field.PROBLEM) is not None:
            drafts.append(draft)
    return drafts


def _words(source: Source, span: Span | None) -> str:
    return "".join(source.matched(span).split()) if span is not None else ""
