"""Days and intervals as addresses spell them -> closed intervals of Asia/Shanghai dates, either end open when None."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime

from geoapp.settings import ZONE
from geoapp.web.complaints import shown, wrong

Interval = tuple[date | None, date | None]

_MAX_CHARS = 80
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+ -]\d{2}:\d{2})", re.ASCII)


def read_due(word: str, value: str) -> Interval | None:
    """``2025-12``, ``2025-12-31``, or two of them with a slash; ``..`` or nothing leaves an end open."""
    return _interval(word, value, _days_of, "2025-12-01/2025-12-31")


def read_datetime(word: str, value: str) -> Interval | None:
    """RFC 3339 instant or interval (a bare date is taken too). Events are known to the day: instants become days."""
    return _interval(word, value, _day_of_instant, "2025-01-01T00:00:00Z/..")


def _interval(word: str, value: str, read: Callable[[str], tuple[date, date]], example: str) -> Interval | None:
    problem = wrong("web.param.interval", word, example, value=shown(value))
    ends = value.split("/")
    if len(value) > _MAX_CHARS or len(ends) > 2 or (len(ends) == 1 and ends[0] in ("", "..")):
        raise problem
    try:
        spans: list[Interval] = [(None, None) if end in ("", "..") else read(end) for end in ends]
    except ValueError as error:
        raise problem from error
    start, end = spans[0][0], spans[-1][1]
    if start is not None and end is not None and start > end:
        raise problem
    return None if start is None and end is None else (start, end)


def _days_of(written: str) -> tuple[date, date]:
    match = _DATE.fullmatch(written)
    if match is None:
        raise ValueError(written)
    year, month, day = int(match[1]), int(match[2]), match[3]
    if day is not None:
        only = date(year, month, int(day))
        return only, only
    first = date(year, month, 1)
    return first, date(year, month, calendar.monthrange(year, month)[1])


def _day_of_instant(written: str) -> tuple[date, date]:
    if _DATE.fullmatch(written) and len(written) == 10:
        return _days_of(written)
    if not _INSTANT.fullmatch(written):
        raise ValueError(written)
    # "+08:00" that nobody percent-encoded arrives as a space.
    moment = datetime.fromisoformat(written.replace(" ", "+").upper())
    try:
        day = moment.astimezone(ZONE).date()
    except OverflowError as error:
        raise ValueError(written) from error
    return day, day
