"""Periods as notices print them (2024年, 今年1-10月, 2024年7月至2025年8月) as first and last day.

What the words leave open (今年, 5月) is taken from the date of the notice, and then the period says that it is
inferred. Nothing is guessed without a date.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from geoapp.model import Period, Precision

_YEAR = r"(?:(?P<year{0}>(?:19|20)\d\d)年(?:度)?|(?P<word{0}>今年|本年度?|当年|去年|上年|前年))?"
_SINGLE = r"(?P<month{0}>1[0-2]|0?[1-9])月(?:份)?(?:(?P<day{0}>3[01]|[12]\d|0?[1-9])[日号])?"
_RANGE_MARK = r"(?:-|~|—|–|至|到)+"
_MONTHS = re.compile(
    _YEAR.format("") + rf"(?P<from>1[0-2]|0?[1-9])月?(?:份)?{_RANGE_MARK}(?P<to>1[0-2]|0?[1-9])月(?:份)?$"
)
_RANGE = re.compile(
    _YEAR.format(1) + _SINGLE.format(1) + _RANGE_MARK + _YEAR.format(2) + _SINGLE.format(2) + "(?:期间|间)?$"
)
_ONE = re.compile(_YEAR.format("") + _SINGLE.format("") + "$")
_PART = re.compile(_YEAR.format("") + r"(?P<part>上半年|下半年|第?[一二三四1-4]季度|以来)?$")
_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})$")
_CLOCK = re.compile(r"[T\s]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\s*$")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)$")
_MONTH_ONLY = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})$")
_WEEK = re.compile(r"(?P<year>(?:19|20)\d\d)(?:年第?|-?w)(?P<week>\d{1,2})周?$", re.IGNORECASE)
_SHIFTS = {"今年": 0, "本年": 0, "本年度": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def read_period(words: str | None, anchor: date | None = None, year: int | None = None) -> Period:
    """The period of ``words``; ``first`` None when they cannot be resolved.

    ``anchor`` is the date of the notice. ``year`` is one stated shortly before in the same sentence (2025年3月、5月),
    which a month without a year takes before the anchor's.
    """
    folded = "".join(_CLOCK.sub("", unicodedata.normalize("NFKC", words or "")).split())
    if not folded:
        return Period(words)
    found = (
        _week(folded)
        or _plain_day(folded)
        or _range(folded, anchor, year)
        or _months(folded, anchor, year)
        or _single(folded, anchor, year)
        or _part(folded, anchor)
    )
    return Period(words, *found) if found is not None else Period(words)


Found = tuple[date, date, Precision, bool]


def _plain_day(folded: str) -> Found | None:
    for pattern in (_DAY, _COMPACT):
        if match := pattern.match(folded):
            day = _safe(int(match["year"]), int(match["month"]), int(match["day"]))
            return None if day is None else (day, day, Precision.DAY, False)
    if (match := _MONTH_ONLY.match(folded)) and 1 <= int(match["month"]) <= 12:
        return *_month(int(match["year"]), int(match["month"])), Precision.MONTH, False
    return None


def _week(folded: str) -> Found | None:
    """A week by its ISO 8601 number: Monday to Sunday."""
    match = _WEEK.match(folded)
    if match is None:
        return None
    try:
        monday = date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
    except ValueError:
        return None
    return monday, monday + timedelta(days=6), Precision.DAY, False


def _range(folded: str, anchor: date | None, year: int | None) -> Found | None:
    match = _RANGE.match(folded)
    if match is None:
        return None
    first_year, inferred = _year(match["year1"], match["word1"], int(match["month1"]), anchor, year)
    if first_year is None:
        return None
    last_year: int | None = first_year
    guessed = False
    if match["year2"] or match["word2"]:
        last_year, guessed = _year(match["year2"], match["word2"], int(match["month2"]), anchor, year)
    if last_year is None:
        return None
    begin = _ends(first_year, int(match["month1"]), match["day1"])
    end = _ends(last_year, int(match["month2"]), match["day2"])
    if begin is None or end is None or begin[0] > end[1]:
        return None
    precision = Precision.DAY if match["day1"] and match["day2"] else Precision.MONTH
    return begin[0], end[1], precision, inferred or guessed


def _months(folded: str, anchor: date | None, year: int | None) -> Found | None:
    match = _MONTHS.match(folded)
    if match is None:
        return None
    begin, end = int(match["from"]), int(match["to"])
    found, inferred = _year(match["year"], match["word"], end, anchor, year)
    if found is None or begin > end:
        return None
    return date(found, begin, 1), _month(found, end)[1], Precision.MONTH, inferred


def _single(folded: str, anchor: date | None, year: int | None) -> Found | None:
    match = _ONE.match(folded)
    if match is None:
        return None
    found, inferred = _year(match["year"], match["word"], int(match["month"]), anchor, year)
    ends = None if found is None else _ends(found, int(match["month"]), match["day"])
    if ends is None:
        return None
    return *ends, Precision.DAY if match["day"] else Precision.MONTH, inferred


def _part(folded: str, anchor: date | None) -> Found | None:
    match = _PART.match(folded)
    if match is None or not (match["year"] or match["word"]):
        return None
    found, inferred = _year(match["year"], match["word"], 1, anchor, None)
    if found is None:
        return None
    part = match["part"] or ""
    if part == "以来":
        last = anchor if anchor is not None and anchor.year == found else date(found, 12, 31)
        return date(found, 1, 1), last, Precision.MONTH, True
    if part == "上半年":
        return date(found, 1, 1), date(found, 6, 30), Precision.MONTH, inferred
    if part == "下半年":
        return date(found, 7, 1), date(found, 12, 31), Precision.MONTH, inferred
    if part:
        quarter = _QUARTERS[part.removeprefix("第")[0]]
        return date(found, quarter * 3 - 2, 1), _month(found, quarter * 3)[1], Precision.MONTH, inferred
    return date(found, 1, 1), date(found, 12, 31), Precision.YEAR, inferred


def _year(
    stated: str | None, word: str | None, month: int, anchor: date | None, neighbour: int | None
) -> tuple[int | None, bool]:
    """The year and whether it had to be inferred. A month after the notice's own belongs to the year before."""
    if stated:
        return int(stated), False
    if word:
        return (None, False) if anchor is None else (anchor.year + _SHIFTS[word], True)
    if neighbour is not None:
        return neighbour, True
    if anchor is None:
        return None, False
    return anchor.year - (month > anchor.month), True


def _ends(year: int, month: int, day: str | None) -> tuple[date, date] | None:
    if day is None:
        return _month(year, month)
    found = _safe(year, month, int(day))
    return None if found is None else (found, found)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
