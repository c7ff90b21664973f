"""A workbook with a sheet for each county: the sheet's name, or the line above its table, says where its rows lie."""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.cases.context import Context
from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.source import Span
from geoapp.model import Table


def lay_by_sheets(drafts: Sequence[Draft], context: Context) -> None:
    """Give rows without a county that of their sheet, where the sheets of a workbook name different ones."""
    tables = [table for table in context.source.notice.tables if table.title and table.cells]
    if len(tables) < _SEVERAL:
        return
    named = [_county_of(table, context) for table in tables]
    if len({code for _, code in filter(None, named)}) < _SEVERAL:
        return
    for draft in drafts:
        problem = draft.first(Field.PROBLEM)
        if problem is None or Field.COUNTY in draft.values:
            continue
        for table, found in zip(tables, named, strict=True):
            if found is not None and table.cells[0].start <= problem[0] < table.cells[-1].end:
                draft.add(Field.COUNTY, found[0])


_SEVERAL = 2


def _county_of(table: Table, context: Context) -> tuple[Span, str] | None:
    """Where the name of a sheet stands that names one county, and its code."""
    folded, title = context.source.folded, table.title or ""
    start = context.source.notice.text.rfind(title, 0, table.cells[0].start)
    found = context.finder.counties(folded, (start, start + len(title))) if start >= 0 else []
    return ((start, start + len(title)), found[0].code) if len(found) == 1 else None
