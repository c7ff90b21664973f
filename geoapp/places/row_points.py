"""The coordinates of a row: in columns of their own (经度, 纬度), or written once beside a problem and behind no name.

A ledger gives them to the problem, not to a name; the site that they belong to is the one a person would mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from geoapp.model import COLUMN, Notice, Quote, Record, Role, UsageError
from geoapp.places.coordinates import (
    DECLARED_M,
    UNDECLARED_M,
    Stated,
    may_state_coordinates,
    named_datum,
    stated_coordinates,
)
from geoapp.places.datum import gauss_kruger_to_wgs84, suspicion
from geoapp.places.kinds import (
    BRIDGE,
    ENTERPRISE,
    FACILITY,
    MINE,
    MONITORING_SECTION,
    OUTLET,
    SITE,
    TAILINGS_POND,
    UPPER,
)
from geoapp.places.recognise import Finding

_EAST, _NORTH = re.compile(r"经度|东经|^lon|^lng", re.IGNORECASE), re.compile(r"纬度|北纬|^lat", re.IGNORECASE)
_BOTH = re.compile(r"坐标|经纬|GPS|^位置$", re.IGNORECASE)
_VALUE = re.compile(r"[\d.°º度′’'分″”\"秒]+")
# A point marks these; a river or a village is only where it lies.
_SPOTS = frozenset({ENTERPRISE, FACILITY, MINE, TAILINGS_POND, SITE, OUTLET, BRIDGE, MONITORING_SECTION})


class Written(NamedTuple):
    """Coordinates of a notice: ``words`` as written; ``point`` None where they are no place in China, then ``doubt``
    says what they look like."""

    words: str
    point: Stated | None
    doubt: str = ""


def row_point(record: Record, notice: Notice) -> Written | None:
    """The coordinates of a record; None where it has none, or more than one pair that stands in no column."""
    columns = [(key.removeprefix(COLUMN), quote) for key, quote in record.quotes.items() if key.startswith(COLUMN)]
    east, north = _first(columns, _EAST), _first(columns, _NORTH)
    if east is not None and north is not None and east is not north:
        return _of_columns(east, north)
    if (plane := _of_axes(columns)) is not None:
        return plane
    both = east or north or _first(columns, _BOTH)
    if both is not None and (found := _of_cell(both)) is not None:
        return found
    if not may_state_coordinates(notice.text):
        return None
    pairs = {(pair.lon, pair.lat): pair for span in record.spans for pair in stated_coordinates(notice.text, *span)}
    if len(pairs) != 1:
        return None
    (only,) = pairs.values()
    return Written(notice.text[only.start : only.end], only)


def bearer(findings: Sequence[Finding]) -> int | None:
    """Which of the findings the coordinates of their row belong to: the first subject that is a spot, else the first
    one, else the last place that the row mentions, which is the nearest."""
    small = [at for at, finding in enumerate(findings) if finding.type not in UPPER]
    subjects = [at for at in small if findings[at].role is Role.SUBJECT]
    spots = [at for at in subjects if findings[at].type in _SPOTS]
    return next(iter(spots or subjects or small[-1:]), None)


def _first(columns: Iterable[tuple[str, Quote]], head: re.Pattern[str]) -> tuple[str, Quote] | None:
    return next((column for column in columns if head.search(column[0])), None)


def _of_columns(east: tuple[str, Quote], north: tuple[str, Quote]) -> Written | None:
    values = ["".join(_VALUE.findall(quote.exact)) for _, quote in (east, north)]
    if not all(values):
        return None  # / or 无
    told = f"{east[0]}{north[0]} 东经{values[0]}，北纬{values[1]}"
    return _read(told, f"{east[1].exact}，{north[1].exact}", (east[1], north[1]))


def _of_axes(columns: Sequence[tuple[str, Quote]]) -> Written | None:
    """Columns X and Y: surveyors point X north, others east, so the numbers tell which is which. Degrees are told
    apart in all of China; metres are taken with the number of their zone before them, or a meridian in the heading."""
    first, second = (next((column for column in columns if axis.match(column[0])), None) for axis in _AXES)
    if first is None or second is None:
        return None
    cells = [_NUMBER.fullmatch(quote.exact.strip()) for _, quote in (first, second)]
    values = [float(cell[0]) for cell in cells if cell]
    if len(values) < _PAIR:
        return None
    if suspicion(max(values), min(values)) is None:
        return _of_columns(*((first, second) if values[0] > values[1] else (second, first)))
    written = f"{first[1].exact}，{second[1].exact}"
    return Written(written, _of_metres(values, first, first[0] + second[0]), suspicion(values[0], values[1]) or "")


def _of_metres(values: Sequence[float], column: tuple[str, Quote], heads: str) -> Stated | None:
    """In China a northing has seven digits, an easting six, or eight with its zone."""
    northing = min(values, key=lambda value: abs(value - _NORTHING))
    (easting,) = [value for value in values if value != northing] or [0.0]
    stated = _MERIDIAN.search(heads)
    try:
        lon, lat = gauss_kruger_to_wgs84(easting, northing, float(stated[1]) if stated else None)
    except UsageError:
        return None
    declared = named_datum(heads) == "cgcs2000"
    quote, accuracy = column[1], DECLARED_M if declared else UNDECLARED_M
    return Stated(lon, lat, quote.start, quote.end, accuracy, "cgcs2000" if declared else None)


_NORTHING, _MERIDIAN = 3_500_000, re.compile(r"中央(?:经线|子午线)\D{0,3}(\d{2,3})")
_AXES = re.compile(r"(?:坐标)?[Xx]|纵坐标"), re.compile(r"(?:坐标)?[Yy]|横坐标")


def _of_cell(column: tuple[str, Quote]) -> Written | None:
    head, quote = column
    words = quote.exact.strip()
    if sum(char.isdigit() for char in words) < _DIGITS:
        return None
    plain = _read(f"{head} {words}", words, (quote,))
    if plain is not None and plain.point is not None:
        return plain
    return _read(f"{head} {_BETWEEN.sub('，', words)}", words, (quote,))


_DIGITS = 6
_BETWEEN = re.compile(r"\s*[\s/;；|]\s*")


def _read(told: str, words: str, quotes: Sequence[Quote]) -> Written | None:
    found = next(stated_coordinates(told), None)
    if found is not None:
        return Written(words, replace(found, start=quotes[0].start, end=quotes[0].end))
    values = [float(value) for value in _NUMBER.findall(words)[:2]]
    doubt = suspicion(values[0], values[1]) if len(values) == _PAIR else None
    return Written(words, None, doubt) if doubt else None


_NUMBER, _PAIR = re.compile(r"\d+(?:\.\d+)?"), 2
