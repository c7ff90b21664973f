"""Series from tables (CSV, XLSX): weekly 总磷 in the hot months and the like. Each value keeps its file row.

A table has one row a section and day, with a header that names 断面 (or 点位), 日期 (or 时间) and one column an item,
its unit in brackets: ``断面,日期,总磷(mg/L),氨氮(mg/L)``. Title rows above the header are passed over.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geoapp.model import FileRow, Observation, Period, Precision, Section, UsageError
from geoapp.monitoring.concentration import is_convertible
from geoapp.monitoring.periods import read_period
from geoapp.monitoring.register import Register
from geoapp.monitoring.standard import Item, Standard, load_standard
from geoapp.texts import reason_of, text

_SECTION = re.compile(r"^(?:监测|水质|国控|考核)*(?:断面|点位|测点|站点)(?:名称)?$")
_DATE = re.compile(r"^(?:(?:采样|监测|取样|测定|检测)?(?:日期|时间|时段)|周次|月份)$")
_UNIT = re.compile(r"[(（\[](?P<unit>[^()（）\[\]]*)[)）\]]$|[/_\s](?P<bare>[mμµu]g/L)$", re.IGNORECASE)
_BLANK = {"", "-", "--", "—", "——", "/", "\\", "无", "未测", "缺测", "na", "n/a", "null"}
_NUMBER = re.compile(r"^(?P<sign>[<＜]?)\s*(?P<value>\d+(?:\.\d+)?(?:e-?\d+)?)\s*(?P<l>L?)$", re.IGNORECASE)
_HEADER_WITHIN = 10
MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SeriesReading:
    """What a table held. ``problems`` are sentences that name file, row, value and what was expected; the rows that
    they speak of are not among the observations, all others are."""

    file: str
    sha256: str
    observations: tuple[Observation, ...]
    problems: tuple[str, ...]
    rows: int
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    title: str
    item: Item
    unit: str


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    section: int | None
    date: int
    items: tuple[_Column, ...]


def read_series(
    path: Path, register: Register, *, section: str | None = None, standard: Standard | None = None
) -> SeriesReading:
    """The observations of a table. ``section`` names the section of all rows when the table has no such column.

    Raises ``UsageError`` when the file cannot be read, has no usable header, or ``section`` is not listed.
    """
    known = standard or load_standard()
    data = _bytes(path)
    rows = _xlsx(data, path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv(data, path)
    header = _find_header(rows, known, path, needs_section=section is None)
    given = None if section is None else _given_section(section, register)
    digest = hashlib.sha256(data).hexdigest()
    reader = _RowReader(path.name, digest, header, register, given)
    body = [(number, row) for number, row in enumerate(rows[header.row :], header.row + 1) if any(map(_words, row))]
    for number, row in body:
        reader.read(number, row)
    return SeriesReading(path.name, digest, tuple(reader.found), tuple(reader.problems), len(body), data)


def table_rows(data: bytes, name: str) -> list[list[str]]:
    """All cells of a table as they are read, row by row; raises ``UsageError`` for one that cannot be read."""
    path = Path(name)
    rows = _xlsx(data, path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv(data, path)
    return [[_words(cell) for cell in row] for row in rows]


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(text("monitoring.series.unreadable", file=path, reason=reason_of(error))) from error
    if len(data) > MAX_BYTES:
        raise UsageError(text("monitoring.series.too_large", file=path, limit=MAX_BYTES // 1024 // 1024))
    return data


def _csv(data: bytes, path: Path) -> list[list[Any]]:
    """UTF-8 with or without BOM, else GB18030, which Excel writes on Chinese Windows; comma, tab or semicolon."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            words = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise UsageError(text("monitoring.series.unreadable", file=path, reason=reason_of(error))) from error
    top = words[:2000]
    delimiter = max(",\t;", key=top.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise UsageError(text("monitoring.series.unreadable", file=path, reason=reason_of(error))) from error


def _xlsx(data: bytes, path: Path) -> list[list[Any]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise UsageError(text("monitoring.series.unreadable", file=path, reason=reason_of(error))) from error
    return rows


def _words(cell: Any) -> str:
    return unicodedata.normalize("NFKC", str(cell)).strip() if cell is not None else ""


def _find_header(rows: Sequence[Sequence[Any]], standard: Standard, path: Path, *, needs_section: bool) -> _Header:
    """The first of the top rows that names a date and an item (and a section, when it is needed)."""
    for number, row in enumerate(rows[:_HEADER_WITHIN], 1):
        titles = [_words(cell) for cell in row]
        section = next((i for i, title in enumerate(titles) if _SECTION.match(title)), None)
        when = next((i for i, title in enumerate(titles) if _DATE.match(title)), None)
        if when is None or (section is None and needs_section):
            continue
        items = tuple(column for i, title in enumerate(titles) if (column := _column(i, title, standard)) is not None)
        if not items:
            names = "、".join(title for title in titles if title)
            raise UsageError(text("monitoring.series.no_item", file=path.name, row=number, names=names))
        _refuse_twice(items, path.name, number)
        return _Header(number, section, when, items)
    seen = "、".join(_words(cell) for cell in rows[0] if _words(cell)) if rows else ""
    key = "no_header" if needs_section else "no_date"
    raise UsageError(text(f"monitoring.series.{key}", file=path.name, found=seen or text("monitoring.series.nothing")))


def _column(index: int, title: str, standard: Standard) -> _Column | None:
    match = _UNIT.search(title)
    unit = (match["unit"] if match["unit"] is not None else match["bare"]) if match else None
    item = standard.item((title[: match.start()] if match else title).strip()) or standard.item(title)
    if item is None:
        return None
    # 氨氮 without a unit is in the standard's own; 总磷(以P计) has words of another sort in its brackets.
    return _Column(index, title, item, unit.strip() if unit and is_convertible(unit, item.unit) else item.unit)


def _refuse_twice(columns: Sequence[_Column], file: str, row: int) -> None:
    ids = [column.item.id for column in columns]
    doubled = next((column for column in columns if ids.count(column.item.id) > 1), None)
    if doubled is not None:
        raise UsageError(text("monitoring.series.item_twice", file=file, row=row, name=doubled.item.name))


def _given_section(name: str, register: Register) -> Section:
    found = register.named(name)
    if found is None:
        known = "、".join(section.name for section in register.sections.values())
        raise UsageError(text("monitoring.series.no_section", name=name, known=known), parameter="--section")
    return found


class _RowReader:
    """Reads row after row, keeping what it found and what was wrong."""

    def __init__(self, file: str, digest: str, header: _Header, register: Register, section: Section | None) -> None:
        self.file, self.digest, self.header = file, digest, header
        self.register, self.section = register, section
        self.found: list[Observation] = []
        self.problems: list[str] = []
        self._seen: dict[tuple[str, str, date], int] = {}

    def read(self, number: int, row: Sequence[Any]) -> None:
        """One row: its section, its day, its values."""
        cells = [row[i] if i < len(row) else None for i in range(max(len(row), self._width()))]
        values = [column for column in self.header.items if _words(cells[column.index]).casefold() not in _BLANK]
        if not values:
            return
        place = self.section.name if self.section else _words(cells[self.header.section or 0])
        section = self.section or (self.register.named(place) if place else None)
        period = _period(cells[self.header.date])
        if period.first is None:
            self._problem(
                "bad_date", number, value=_words(cells[self.header.date]) or text("monitoring.series.nothing")
            )
            return
        if not place:
            self._problem("blank_section", number)
            return
        remark = "" if section else text("monitoring.unmatched.unlisted", name=place)
        where = (section.key if section else None, place, remark)
        for column in values:
            self._value(number, column, cells, period, where)

    def _width(self) -> int:
        return max(self.header.date, self.header.section or 0, *(column.index for column in self.header.items)) + 1

    def _problem(self, key: str, number: int, **values: object) -> None:
        self.problems.append(text(f"monitoring.series.{key}", file=self.file, row=number, **values))

    def _value(
        self, number: int, column: _Column, cells: Sequence[Any], period: Period, where: tuple[str | None, str, str]
    ) -> None:
        words = _words(cells[column.index])
        match = _NUMBER.match(words)
        if match is None:
            self._problem("bad_value", number, column=column.title, value=words)
            return
        key, place, remark = where
        assert period.first is not None  # noqa: S101 - the row was refused otherwise
        before = self._seen.setdefault((key or place, column.item.id, period.first), number)
        if before != number:
            self._problem("twice", number, place=place, item=column.item.name, day=period.first, before=before)
            return
        self.found.append(
            Observation(
                section_key=key,
                item=column.item.id,
                label=column.title,
                period=period,
                value=float(match["value"]),
                unit=column.unit,
                below=bool(match["sign"] or match["l"]),
                matched_by="row" if key else None,
                remark=remark,
                place=place,
                row=FileRow(self.file, self.digest, number, column.title, tuple(_words(cell) for cell in cells)),
            )
        )


def _period(cell: Any) -> Period:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return Period(cell.isoformat(), cell, cell, Precision.DAY)
    return read_period(_words(cell))
