"""Chinese dates in running text: all manners, with the span they cover and how exactly they are known.

Works on folded text. ``anchor`` (usually the day of issue) gives a year to 9月17日 and a meaning to 今年 and 昨天;
without it such dates are not guessed. A month stands for its whole length, so ``last`` of 某月底 is its last day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from geoapp.cases.numerals import number_of
from geoapp.cases.signs import DAY, numbers, places
from geoapp.model import Precision


class DateSpan(NamedTuple):
    """A date or period in the text: ``[start, end)`` are offsets, ``first``..``last`` the days it covers."""

    start: int
    end: int
    first: date
    last: date
    precision: Precision


_CN = "一二三四五六七八九十〇零○"
# 20259月底: copies of web pages lose the sign of the year.
_YEAR = rf"(?P<year>(?:19|20)\s*\d\s*\d|[二一][{_CN}]{{3}})(?:\s*年(?:度)?|(?<=20[12]\d)(?=(?:1[0-2]|[1-9])月))"
_WORD_YEAR = r"(?P<word>今年|本年度?|当年|去年|上年|前年|明年)"
_MONTH = rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[{_CN}])\s*月(?:份)?"
_DAY = rf"(?P<day>3[01]|[12]\s?\d|0?[1-9]|[二三]?十[{_CN}]?|[{_CN}])\s*[日号]"
_SEPARATED = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s*(?P<mark>[-./])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<day>\d{1,2})(?![\d.])"
)
_GLUED = re.compile(r"(?<![\dA-Za-z])(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_WRITTEN = re.compile(
    rf"(?=[\d今本当去上前明{_CN}])(?:(?<!\d)(?:{_YEAR}|{_WORD_YEAR})?\s*{_MONTH}(?:\s*{_DAY})?(?P<tail>\s*(?:底|末|上旬|中旬|下旬|初))?"
    rf"|(?<!\d){_YEAR.replace('<year>', '<year2>')}(?P<ytail>\s*(?:年?[底末]|上半年|下半年|第?[一二三四1-4]季度))?"
    rf"|{_WORD_YEAR.replace('<word>', '<word2>')}(?P<wtail>\s*(?:底|末|上半年|下半年))?)"
)
_MONTHS_RANGE = re.compile(
    rf"(?=[\d今本当去上前明一二])(?<![\d年])(?:{_YEAR}|{_WORD_YEAR})?\s*(?P<from>\d{{1,2}})\s*+(?:月\s*+)?[-~—–至到]+\s*(?P<to>\d{{1,2}})\s*月(?:份)?(?!\s*\d+\s*[日号])"
)
_DAY_ONLY = re.compile(
    r"(?=\d)(?<![\d月年.])(?P<day>3[01]|[12]\d|[1-9])\s*[日号](?!线|楼|文|督|令|路|内|之内|均|处理|产|常|[渣泊机炉井坝池厂矿库门窑地排]|[生]产线|装置|堆场|采区|尾矿|锅炉|高炉|焦炉)"
)
_RANGE = re.compile(r"[-~—–至到]\s*\d")
_FIXED = re.compile(r"(?:19|20)\d\d(?:\s*[-./]|\d{4})")  # without it neither of the first two matches
_WORD_DAY = re.compile("昨天|昨日|今天|今日|明天")
_JOIN = re.compile(r"\s*[-~—–至到]+\s*")
_WORD_DAYS = {"昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1}
_WORD_YEARS = {"今年": 0, "本年": 0, "本年度": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
# 年底 without a year is the anchor's year; 月底 without a month cannot be known.
# 本月底, 下月底: the anchor's month, or the one after or before.
_WORD_MONTH = re.compile(r"(?P<word>本月|下个?月|上个?月)(?P<tail>上旬|中旬|下旬|[底末初])?")
_WORD_MONTHS = {"本": 0, "下": 1, "上": -1}
_YEAR_END = re.compile(r"(?<![\d今去本年度])年(?:底|末)(?:前)?")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def find_dates(folded: str, anchor: date | None = None) -> list[DateSpan]:
    """All dates and periods of a text, in order; ranges (A至B) joined into one."""
    return list(_find(folded, anchor)) if _SIGN.search(folded) else []


# Without one of these no pattern above can match: 年均值 and 纳入年度考核 name no day.
_SIGN = re.compile(
    rf"[年月今昨明12](?:(?<=[\d{_CN}今本当去上前明下个\s][年月])|(?<=年)(?=[底末])|(?<=[今昨明])(?=[天日])"
    r"|(?:(?<=1)9|(?<=2)0)(?=\d\d(?:\s*[-./]|\d{4})))"
)


def signs_of_dates(folded: str, span: tuple[int, int]) -> list[int]:
    """Where in a stretch something stands without which it holds no date: a notice's text is looked through once."""
    signs = _signs(folded)
    first = bisect_left(signs, span[0])
    return signs[first : bisect_left(signs, span[1], lo=first)]


@lru_cache(maxsize=4)
def _signs(folded: str) -> list[int]:
    named = [at for at in places(folded, DAY) if _SIGN.match(folded, at)]
    years = (start for start, end in numbers(folded) if end - start >= _YEAR_DIGITS and _SIGN.match(folded, start))
    return sorted([*named, *years])


_YEAR_DIGITS = 4


# The same phrases are asked for again and again: as metrics, deadlines, days of events, sites.
@lru_cache(maxsize=4096)
def _find(folded: str, anchor: date | None) -> tuple[DateSpan, ...]:
    found: list[DateSpan] = []
    for spans in _manners(folded, anchor):
        for span in spans:  # those found so far stand in order and apart: only its neighbours can overlap a new one
            at = bisect_left(found, span.start, key=lambda known: known.start)
            free = (at == 0 or found[at - 1].end <= span.start) and (at == len(found) or span.end <= found[at].start)
            if free:
                found.insert(at, span)
    return tuple(_joined(folded, found))


def _manners(folded: str, anchor: date | None) -> Iterator[Iterator[DateSpan]]:
    """Only the manners of writing that the text can hold at all."""
    if _FIXED.search(folded):
        yield _fixed(folded)
    month = "月" in folded
    if month and _RANGE.search(folded):
        yield _month_ranges(folded, anchor)
    if month or "年" in folded:
        yield _written(folded, anchor)
    yield _words(folded, anchor)


def parse_date(words: str, anchor: date | None = None) -> date | None:
    """The last day of the latest date in ``words``: a labelled deadline names old and new ones, the latest holds."""
    found = find_dates(words, anchor)
    return max((span.last for span in found), default=None)


def _fixed(folded: str) -> Iterator[DateSpan]:
    for pattern in (_SEPARATED, _GLUED):
        for match in pattern.finditer(folded):
            day = _safe(int(match["year"]), int(match["month"]), int(match["day"]))
            if day is not None:
                yield DateSpan(match.start(), match.end(), day, day, Precision.DAY)


def _month_ranges(folded: str, anchor: date | None) -> Iterator[DateSpan]:
    for match in _MONTHS_RANGE.finditer(folded):
        stated = match["year"] or match["word"]
        year = _year(match["year"], match["word"], anchor) if stated else (anchor.year if anchor else None)
        begin, end = int(match["from"]), int(match["to"])
        if year is not None and 1 <= begin <= end <= 12:
            yield DateSpan(match.start(), match.end(), date(year, begin, 1), month_end(year, end), Precision.MONTH)


def _written(folded: str, anchor: date | None) -> Iterator[DateSpan]:
    year_before: int | None = None
    month_before: tuple[int, int, int] | None = None  # year, month, offset: gives 「18日」 its month
    matches = list(_WRITTEN.finditer(folded))
    if any(match["month"] for match in matches) and (days := list(_DAY_ONLY.finditer(folded))):
        matches = sorted([*matches, *days], key=lambda m: (m.start(), -m.end()))
    for match in matches:
        if match.re is _DAY_ONLY:
            if month_before is not None and match.start() >= month_before[2] and match.start() - month_before[2] < 300:
                day = _safe(month_before[0], month_before[1], int(match["day"]))
                if day is not None:
                    yield DateSpan(match.start("day"), match.end(), day, day, Precision.DAY)
            continue
        span = _one(match, anchor, year_before)
        if span is None:
            continue
        year_before = span.first.year
        if match["month"]:
            month_before = (span.first.year, span.first.month, match.end())
        yield span


def _one(match: re.Match[str], anchor: date | None, year_before: int | None) -> DateSpan | None:
    year = _year(match["year"] or match["year2"], match["word"] or match["word2"], anchor)
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    if match["month"]:
        month = number_of(match["month"])
        if month is None or not 1 <= month <= 12:
            return None
        if year is None:
            year = year_before if year_before is not None else _nearest_year(month, anchor)
        return None if year is None else _month_or_day(match, start, year, month)
    if year is None:
        return None
    tail = (match["ytail"] or match["wtail"] or "").strip()
    first, last = _part_of_year(year, tail)
    return DateSpan(start, match.end(), first, last, Precision.MONTH if tail else Precision.YEAR)


def _month_or_day(match: re.Match[str], start: int, year: int, month: int) -> DateSpan | None:
    if match["day"]:
        value = number_of(match["day"].replace(" ", ""))
        day = _safe(year, month, value or 0)
        return None if day is None else DateSpan(start, match.end(), day, day, Precision.DAY)
    first, last = _part_of_month(year, month, (match["tail"] or "").strip())
    return DateSpan(start, match.end(), first, last, Precision.MONTH)


def _part_of_month(year: int, month: int, tail: str) -> tuple[date, date]:
    day = {"上旬": 10, "中旬": 20, "初": 10}.get(tail)
    return date(year, month, 1), date(year, month, day) if day else month_end(year, month)


_QUARTER = re.compile(r"第?([一二三四1-4])季度")


def _part_of_year(year: int, tail: str) -> tuple[date, date]:
    if tail == "上半年":
        return date(year, 1, 1), date(year, 6, 30)
    if tail == "下半年":
        return date(year, 7, 1), date(year, 12, 31)
    quarter = _QUARTER.fullmatch(tail) if tail else None
    if quarter:
        value = number_of(quarter[1]) or 1
        return date(year, value * 3 - 2, 1), month_end(year, value * 3)
    return date(year, 1, 1), date(year, 12, 31)


def _words(folded: str, anchor: date | None) -> Iterator[DateSpan]:
    if anchor is None:
        return
    for match in _WORD_DAY.finditer(folded) if "天" in folded or "日" in folded else ():
        day = anchor + timedelta(days=_WORD_DAYS[match[0]])
        yield DateSpan(match.start(), match.end(), day, day, Precision.INFERRED)
    for match in _WORD_MONTH.finditer(folded) if "月" in folded else ():
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + _WORD_MONTHS[match["word"][0]], 12)
        first, last = _part_of_month(year, month + 1, match["tail"] or "")
        yield DateSpan(match.start(), match.end(), first, last, Precision.INFERRED)
    for match in _YEAR_END.finditer(folded) if "年底" in folded or "年末" in folded else ():
        first, last = date(anchor.year, 1, 1), date(anchor.year, 12, 31)
        yield DateSpan(match.start(), match.end(), first, last, Precision.INFERRED)


def _joined(folded: str, spans: list[DateSpan]) -> list[DateSpan]:
    """「2025年1月1日-11月4日」 is one period, not two dates."""
    result: list[DateSpan] = []
    for span in spans:
        before = result[-1] if result else None
        if before is not None and before.end <= span.start and _JOIN.fullmatch(folded[before.end : span.start]):
            last = max(before.last, span.last)
            result[-1] = DateSpan(before.start, span.end, before.first, last, before.precision)
        else:
            result.append(span)
    return result


def _year(stated: str | None, word: str | None, anchor: date | None) -> int | None:
    if stated:
        return number_of(stated.replace(" ", ""))
    if word and anchor is not None:
        return anchor.year + _WORD_YEARS[word]
    return None


def _nearest_year(month: int, anchor: date | None) -> int | None:
    """A month without a year lies in the anchor's year, or in the year before when it would lie far ahead."""
    if anchor is None:
        return None
    return anchor.year - 1 if month > anchor.month + 3 else anchor.year


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
