"""Working days by the State Council's calendar, one file a year; a year without a file is never guessed.

``data/calendar/<year>.toml`` ships; an office's own folder adds the next year or replaces one. A term that needs a year
of which nothing is published raises ``CalendarUnpublished`` (日历未发布), which names the year and the way to add it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from geoapp import paths
from geoapp.closing._toml import read_toml
from geoapp.model import BadDefinition, UsageError
from geoapp.texts import text

SHIPPED = paths.DATA / "calendar"
_KEYS = frozenset({"schema", "year", "source", "holidays", "workdays"})
_SATURDAY = 5
MAX_DAYS = 1000
"""The longest term in working days; longer ones are slips of the pen."""


class CalendarUnpublished(UsageError):
    """A term needs a year whose calendar is not there; ``year`` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(text("closing.calendar.unpublished", year=year), parameter="on")
        self.year = year


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's arrangement: days off that would else be worked, and weekend days that are worked."""

    year: int
    source: str
    file: Path
    holidays: Mapping[date, str]
    workdays: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked, over all years that have a file."""

    years: Mapping[int, CalendarYear]
    _off: frozenset[date] = field(init=False)
    _worked: frozenset[date] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_off", frozenset(day for year in self.years.values() for day in year.holidays))
        object.__setattr__(self, "_worked", frozenset(day for year in self.years.values() for day in year.workdays))

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked; raises ``CalendarUnpublished``."""
        if day.year not in self.years:
            raise CalendarUnpublished(day.year)
        return day in self._worked or (day.weekday() < _SATURDAY and day not in self._off)

    def term_end(self, start: date, working_days: int, *, counts_first_day: bool = False) -> date:
        """The last day of a term of so many working days from ``start``.

        With ``counts_first_day`` the first day counts if it is worked (公示 from a Monday for 5 days ends on Friday),
        else counting begins on the next day. Raises ``UsageError`` for a length that is none.
        """
        if not 0 < working_days <= MAX_DAYS:
            raise UsageError(text("closing.calendar.bad_length", value=working_days, most=MAX_DAYS), parameter="days")
        day, left = start, working_days
        if counts_first_day and self.is_working(day):
            left -= 1
        while left:
            day += timedelta(1)
            left -= self.is_working(day)
        return day

    def count(self, first: date, last: date) -> int:
        """Working days from ``first`` to ``last``, both included; 0 when the second is before the first."""
        return sum(self.is_working(first + timedelta(i)) for i in range((last - first).days + 1))


def load_calendar(own: Path | None = None) -> WorkCalendar:
    """The shipped years, and those of the office's own folder, which win. Raises ``BadDefinition`` naming the file."""
    years: dict[int, CalendarYear] = {}
    for folder in (SHIPPED, own):
        if folder is not None and folder.is_dir():
            for file in sorted(folder.glob("*.toml")):
                read = read_year(file)
                years[read.year] = read
    return WorkCalendar(years)


def read_year(file: Path) -> CalendarYear:
    """One calendar file; raises ``BadDefinition`` naming file, key, value and what was expected."""
    raw = read_toml(file)
    unknown = sorted(raw.keys() - _KEYS)
    if unknown or not raw.keys() >= {"year", "holidays"}:
        raise BadDefinition(text("closing.calendar.keys", file=file, found="、".join(unknown) or "-",
                                 known="、".join(sorted(_KEYS))))  # fmt: skip
    year = raw["year"]
    if type(year) is not int or file.stem != str(year):
        raise BadDefinition(text("closing.calendar.bad_year", file=file, value=year))
    holidays, workdays = (dict(_days(raw.get(key, {}), key, year, file)) for key in ("holidays", "workdays"))
    return CalendarYear(year, str(raw.get("source", "")), file, holidays, workdays)


def _days(given: Any, key: str, year: int, file: Path) -> Iterator[tuple[date, str]]:
    """The days of one table. The notice of a year may also arrange the end of December before it."""
    if not isinstance(given, dict):
        raise BadDefinition(text("closing.calendar.bad_table", file=file, key=key))
    for written, name in given.items():
        try:
            day = date.fromisoformat(written)
        except ValueError as error:
            raise BadDefinition(text("closing.calendar.bad_day", file=file, key=key, value=written)) from error
        weekend = day.weekday() >= _SATURDAY
        if (day.year != year and (day.year, day.month) != (year - 1, 12)) or (key == "workdays" and not weekend):
            raise BadDefinition(text("closing.calendar.bad_day", file=file, key=key, value=written))
        yield day, str(name)


def write_year(folder: Path, year: int, source: str, holidays: Mapping[date, str], workdays: Iterable[date]) -> Path:
    """Write an office's own file for a year, checked as it will be read; returns where. Raises like ``read_year``."""
    lines = ["schema = 1", f"year = {year}", f"source = {_quoted(source)}", "", "[holidays]"]
    lines += [f"{day.isoformat()} = {_quoted(name)}" for day, name in sorted(holidays.items())]
    lines += ["", "[workdays]", *(f'{day.isoformat()} = ""' for day in sorted(set(workdays))), ""]
    folder.mkdir(parents=True, exist_ok=True)
    target, trial = folder / f"{year}.toml", folder / "new" / f"{year}.toml"
    trial.parent.mkdir(exist_ok=True)
    try:
        trial.write_text("\n".join(lines), encoding="utf-8", newline="\n")
        read_year(trial)
        trial.replace(target)
    finally:
        trial.unlink(missing_ok=True)
        trial.parent.rmdir()
    return target


def _quoted(value: str) -> str:
    return '"' + "".join(" " if ord(c) < 32 else c for c in value).replace("\\", "\\\\").replace('"', '\\"') + '"'
