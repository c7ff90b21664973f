"""The dashboard's tables as CSV: what its charts show, for a spreadsheet. UTF-8 with BOM, which Excel needs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from geoapp.exports import safe_cell
from geoapp.model import Status
from geoapp.pipeline.dashboard import Board, Group
from geoapp.pipeline.trend import COUNTED
from geoapp.texts import text

Namer = Callable[[str, str], str]
Cells = Sequence[Any]

_COUNTY = ("cases", "sites", "closed", "on_time", "late", "undecided", "overdue", "lapsed", "open")


def csv_bytes(table: str, board: Board, name: Namer) -> bytes:
    """The table ``table`` (one of ``TABLES``)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in line] for line in TABLES[table](board, name))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def _head(board: Board, name: Namer) -> Iterator[Cells]:
    yield text("dashboard.table.figure"), text("map.unit.case"), text("map.unit.site")
    for key, figure in board.figures.items():
        yield _figure_name(key, name), figure.cases, figure.sites


def _figure_name(key: str, name: Namer) -> str:
    if key.startswith("zone:"):
        return text("dashboard.head.uncertain_zone", zone=name("zone", key.removeprefix("zone:")))
    if key in (*Status, "overdue", "lapsed"):
        return text(f"status.{key}")
    return text(f"dashboard.head.{key}")


def _counties(board: Board, name: Namer) -> Iterator[Cells]:
    columns = [text(f"dashboard.counties.{key}") for key in (*_COUNTY, "rate")]
    yield text("dashboard.counties.name"), *columns
    for group in board.groups["county"]:
        yield name("county", group.value), *_county_cells(group)
    yield text("dashboard.counties.total"), *_county_cells(board.total)


def _county_cells(group: Group) -> Iterator[Any]:
    yield from (getattr(group, key) for key in _COUNTY)
    if not group.on_time + group.late + group.overdue:
        yield text("dashboard.counties.no_rate")
        return
    at_least = "≥" if group.undecided else ""  # closures that cannot be judged may have been on time
    yield f"{at_least}{100 * group.on_time / (group.closed + group.overdue):.1f}%"


def _by(dimension: str) -> Callable[[Board, Namer], Iterator[Cells]]:
    def rows(board: Board, name: Namer) -> Iterator[Cells]:
        more = [text("status.overdue"), text("status.lapsed")]
        states = [text(f"status.{status}") for status in Status]
        yield text("dashboard.groups.name"), text("dashboard.groups.total"), *states, *more
        for group in board.groups[dimension]:
            mix = [group.mix.get(status, 0) for status in Status]
            yield name(dimension, group.value), group.cases, *mix, group.overdue, group.lapsed

    return rows


def _trend(board: Board, name: Namer) -> Iterator[Cells]:
    del name
    trend = board.trend
    yield text("dashboard.trend.period"), *(text(f"status.{s}") for s in COUNTED), text("dashboard.trend.due")
    if any(trend.earlier.values()):
        yield text("dashboard.trend.earlier"), *(trend.earlier[s] for s in COUNTED), ""
    for i, period in enumerate(trend.periods):
        yield period, *(trend.finished[s][i] for s in COUNTED), trend.due[i]
    for year, counts in trend.by_year.items():
        yield text("dashboard.trend.year_only", year=year).replace("\n", " "), *(counts[s] for s in COUNTED), ""
    yield text("dashboard.trend.undated").replace("\n", ""), *(trend.undated[s] for s in COUNTED), ""


TABLES: Mapping[str, Callable[[Board, Namer], Iterator[Cells]]] = {
    "head": _head,
    "counties": _counties,
    "trend": _trend,
    "kind": _by("kind"),
    "campaign": _by("campaign"),
    "lead_unit": _by("lead_unit"),
}
"""Names of the tables, as in ``/dashboard/<name>.csv``."""
