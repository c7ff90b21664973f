"""Rows of cells, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from geoapp.cases.source import Span
from geoapp.model import Table


@dataclass
class Row:
    """Cells by column; a column that is not listed is covered by a merged cell above."""

    cells: dict[int, Span] = field(default_factory=dict)


def rows_of(table: Table) -> list[Row]:
    """The rows of a reader's table, top to bottom."""
    rows: dict[int, Row] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, Row()).cells[cell.column] = (cell.start, cell.end)
    return [rows[index] for index in sorted(rows)]
