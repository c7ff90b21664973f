"""Coordinates that a notice itself states: 东经112°23′45.6″，北纬28°35′12″; E112.3961°, N28.5867°; a bare pair. And
those that a person types, in any of these ways."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from geoapp.places.datum import Datum, suspicion, to_wgs84

_DEGREE = r"[°º度]"
_SECONDS = r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”秒]|''))?"
_MINUTES = rf"(?:(\d{{1,2}}(?:\.\d+)?)\s*['′’分]\s*{_SECONDS})?"
_VALUE = rf"(\d{{1,3}}(?:\.\d+)?)\s*(?:{_DEGREE}\s*{_MINUTES})?"
_EAST, _NORTH = r"(?:东经|经度|[Ee](?=\s*[:：]?\s*\d))\s*[:：]?\s*", r"(?:北纬|纬度|[Nn](?=\s*[:：]?\s*\d))\s*[:：]?\s*"
_GAP = r"\s*[EN]?\s*[,，、;；/及和]?\s*"
_FORMS = (
    (re.compile(f"{_EAST}{_VALUE}{_GAP}{_NORTH}{_VALUE}"), False),
    (re.compile(f"{_NORTH}{_VALUE}{_GAP}{_EAST}{_VALUE}"), True),
    (re.compile(r"(\d{2,3}\.\d{3,})()()\s*[,，、]\s*(\d{2,3}\.\d{3,})()()"), False),
)
_HINT = re.compile(r"东经|经度|[Ee](?=\s*[:：]?\s*\d)|\d\d\.\d{3}")  # without one of these none of the forms can match
_SIGNS, _DECIMALS = ("东经", "经度", "E", "e"), re.compile(r"\.\d{3}")  # the same, faster and less strict
_DATUMS: tuple[tuple[re.Pattern[str], Datum], ...] = (
    (re.compile(r"2000|CGCS|国家大地"), "cgcs2000"),
    (re.compile(r"WGS|GPS", re.I), "wgs84"),
    (re.compile(r"GCJ|高德|火星|腾讯", re.I), "gcj02"),
    (re.compile(r"BD-?09|百度", re.I), "bd09"),
)
_WIDE = str.maketrans("０１２３４５６７８９．－＋，", "0123456789.-+,")
_BEFORE = r"(?:(?P<{0}>东经|经度|E|东|北纬|纬度|N|北)\s*[:：]?\s*)?"
_AFTER = r"\s*(?P<{0}>E|N|东|北)?"
_PLAIN = (
    rf"(?P<{{0}}>[-+]?\d+(?:\.\d+)?)\s*(?:{_DEGREE}\s*)?"
    r"(?:(?P<{0}m>\d{{1,2}}(?:\.\d+)?)\s*['′’分]\s*)?"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s*(?:[\"″”秒]|''|′′)\s*)?"
)
_TYPED = re.compile(
    _BEFORE.format("a1") + _PLAIN.format("a") + _AFTER.format("a2")
    + r"(?:\s*[,、;；/\s]\s*|(?=[NE东北经纬]))"
    + _BEFORE.format("b1") + _PLAIN.format("b") + _AFTER.format("b2"),
    re.IGNORECASE,
)  # fmt: skip
_NORTH_WORDS = frozenset({"N", "北", "北纬", "纬度"})
_DEGREE_M = 111_320.0
DECLARED_M = 50.0
UNDECLARED_M = 700.0  # a pair whose datum nobody names may be GCJ-02, which lies up to this far off


@dataclass(frozen=True, slots=True)
class Stated:
    """A pair read from a text, in WGS 84; ``start``/``end`` where it stands; accuracy from its digits and datum."""

    lon: float
    lat: float
    start: int
    end: int
    accuracy_m: float
    datum: Datum | None


@lru_cache(maxsize=4)
def may_state_coordinates(text: str) -> bool:
    """False for most notices, as one look tells: then none of their places need be asked for its coordinates."""
    may = any(sign in text for sign in _SIGNS) or _DECIMALS.search(text) is not None
    return may and _HINT.search(text) is not None


def stated_coordinates(text: str, start: int = 0, end: int | None = None) -> Iterator[Stated]:
    """All plausible pairs in ``text[start:end]``; what is no place in China is left out (a test of a number pair)."""
    stop = len(text) if end is None else end
    if not _HINT.search(text, start, stop):
        return
    taken: list[tuple[int, int]] = []
    for form, north_first in _FORMS:
        for match in form.finditer(text, start, stop):
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            pair = _pair(match, north_first=north_first)
            if pair is None:
                continue
            taken.append(match.span())
            near = text[max(0, match.start() - 30) : match.end() + 30]
            datum = named_datum(near)
            lon, lat = to_wgs84(pair[0], pair[1], datum or "wgs84")
            accuracy = max(pair[2], DECLARED_M if datum else UNDECLARED_M)
            yield Stated(lon, lat, match.start(), match.end(), accuracy, datum)


def named_datum(words: str) -> Datum | None:
    """The datum that some words name; None where they name none."""
    return next((name for pattern, name in _DATUMS if pattern.search(words)), None)


def typed_pair(words: str) -> tuple[float, float] | None:
    """What a person typed as a place: two numbers, or degrees with minutes and seconds, east first unless a word or
    letter says which is which. None for what is no such pair; where it lies is not judged."""
    match = _TYPED.fullmatch(words.translate(_WIDE).strip())
    if match is None:
        return None
    first, second = (_typed_value(match, name) for name in "ab")
    if first is None or second is None:
        return None
    axes = [_axis(match, name) for name in "ab"]
    if axes[0] is not None and axes[0] is axes[1]:
        return None
    return (second, first) if axes[0] == "N" or axes[1] == "E" else (first, second)


def _typed_value(match: re.Match[str], name: str) -> float | None:
    whole, minutes, seconds = (float(match[f"{name}{part}"] or 0) for part in ("", "m", "s"))
    if minutes >= 60 or seconds >= 60:
        return None
    return whole + math.copysign(minutes / 60 + seconds / 3600, whole)


def _axis(match: re.Match[str], name: str) -> str | None:
    said = {match[f"{name}1"], match[f"{name}2"]} - {None}
    return None if not said else "N" if {one.upper() for one in said if one} & _NORTH_WORDS else "E"


def _pair(match: re.Match[str], *, north_first: bool) -> tuple[float, float, float] | None:
    groups = match.groups()
    first, second = _degrees(groups[:3]), _degrees(groups[3:])
    if first is None or second is None:
        return None
    lon, lat = (second[0], first[0]) if north_first else (first[0], second[0])
    if lon < lat:  # a bare pair may be written latitude first; a labelled one would be a contradiction
        if match.re is not _FORMS[2][0]:
            return None
        lon, lat = lat, lon
    if suspicion(lon, lat) is not None:
        return None
    return lon, lat, max(first[1], second[1])


def _degrees(parts: tuple[str | None, ...]) -> tuple[float, float] | None:
    """(degrees, metres that one unit of the last printed digit spans)."""
    whole, minutes, seconds = (part or "" for part in parts)
    if (minutes and float(minutes) >= 60) or (seconds and float(seconds) >= 60):
        return None
    value = float(whole) + (float(minutes) / 60 if minutes else 0.0) + (float(seconds) / 3600 if seconds else 0.0)
    last, scale = (seconds, 3600.0) if seconds else (minutes, 60.0) if minutes else (whole, 1.0)
    digits = len(last.split(".")[1]) if "." in last else 0
    return value, math.hypot(1.0, 1.0) * _DEGREE_M / scale / 10**digits
