"""How alike two problems are: their words, their numbers, their places and firms. Pure comparisons of strings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import NamedTuple
from zlib import crc32

from geoapp.cases.numerals import number_of
from geoapp.cases.source import fold
from geoapp.model import Brief, PlaceType, Record, Site, Spot

_NOISE = re.compile(r"[\s\W_]+")
# What a closure notice puts around the problem that it repeats; it is the same in every one of them.
_FRAME = re.compile(r"^(?:反馈|具体)?问题[:：]|(?:督察|巡察|警示片)组?(?:反馈|披露|指出|交办)的|的?问题$")
_NUMBER_WORDS = re.compile(r"(?:(?:挂牌)?督办|交办|曝光|披露|通报|移交|巡查|巡河)?问题|序号|编号|反馈|第|项|个|条")
_LEGAL_FORM = re.compile(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?(?:公司|厂)$|集团$")
_PREFIX = re.compile(r"^[\u4e00-\u9fff]{2,4}?(?:省|市|县|区)(?=[\u4e00-\u9fff]{3})")
# Too wide to say which problem is meant: many problems of a county share its towns.
_WIDE = frozenset({PlaceType.COUNTY, PlaceType.CITY, PlaceType.TOWNSHIP, PlaceType.AREA, PlaceType.ROAD})
_FIRMS = frozenset({PlaceType.ENTERPRISE, PlaceType.FACILITY, PlaceType.MINE, PlaceType.SITE})
_SKETCH = 24
_SHARE = 4  # every fourth shingle, so that a short wording is found inside a long one
_LOOSE = 6
_ANYWHERE, _NOWHERE = "anywhere", "nowhere"
_ENOUGH_INSIDE = 10


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """Words without frame, spaces and punctuation, folded: what two editions of one sentence share."""
    return _NOISE.sub("", _FRAME.sub("", fold(words).strip(" 。;；,，"))).lower()


@lru_cache(maxsize=1024)
def _pairs(words: str) -> frozenset[str]:
    return frozenset(map(add, words, words[1:]))


def likeness(ours: str, theirs: str) -> float:
    """0 to 1: overlap of character pairs; a wording that stands whole inside a longer one is nearly the same."""
    return _alike(plain(ours), plain(theirs))


def _alike(a: str, b: str) -> float:
    if a == b:
        return 1.0 if a else 0.0
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    if not pairs_a or not pairs_b:
        return 0.0
    some, more = len(pairs_a), len(pairs_b)
    shared = len(pairs_a & pairs_b)
    dice = 2 * shared / (some + more)
    if len(a) < _ENOUGH_INSIDE or len(b) < _ENOUGH_INSIDE:
        return dice
    inside = shared / min(some, more)
    return max(dice, 0.95 * inside * inside)


@lru_cache(maxsize=1024)
def number(no: str | None) -> str:
    """A number for comparison: 问题（九）, 九 and 9 are one; ``""`` when there is none."""
    words = _NOISE.sub("", _NUMBER_WORDS.sub("", fold(no or ""))).upper()
    value = number_of(words)
    return words if value is None else str(value)


def is_code(value: str) -> bool:
    """A number that no other problem can have (X2HN202104150023), not a counter."""
    return len(value) >= 6 and any(char.isdigit() for char in value)


class _Same:
    """A record known by its identity: comparing two word by word would cost what remembering saves."""

    __slots__ = ("record",)

    def __init__(self, record: Record) -> None:
        self.record = record

    def __hash__(self) -> int:
        return id(self.record)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.record is self.record


class Features(NamedTuple):
    """What two briefs are compared by: ``words`` is the problem as ``plain`` gives it, ``spots`` are those small enough
    to say which problem is meant, ``firms`` the names that are of firms, with the stem of each."""

    words: str
    areas: frozenset[str]
    number: str
    spots: tuple[Spot, ...]
    firms: tuple[tuple[str, str], ...]

    def likeness(self, other: Features) -> float:
        """See ``likeness``."""
        return _alike(self.words, other.words)

    def shared_sites(self, other: Features) -> list[str]:
        """See ``shared_sites``."""
        if not other.spots:
            return []
        return [spot.names[0] for spot in self.spots if any(_same_spot(spot, its) for its in other.spots)]

    def shared_firm(self, other: Features) -> tuple[str, str] | None:
        """See ``shared_firm``."""
        for name, its_stem in self.firms:
            for other_name, other_stem in other.firms:
                if _one_firm(its_stem, other_stem):
                    return name, other_name
        return None


@lru_cache(maxsize=1024)
def features(brief: Brief) -> Features:
    """By what a record is compared; remembered, for each is compared with several."""
    spots = tuple(spot for spot in brief.spots if spot.type not in _WIDE)
    firms = tuple((spot.names[0], stem(spot.names[0])) for spot in spots if spot.type in _FIRMS)
    return Features(plain(brief.problem), brief.areas, number(brief.no), spots, firms)


def shared_sites(ours: Record, theirs: Record) -> list[str]:
    """Names of the sites that both are about."""
    return features(Brief.of(ours)).shared_sites(features(Brief.of(theirs)))


def same_site(ours: Site, theirs: Site) -> bool:
    """One place under one name, or a name and its longer form (志溪河, 志溪河赫山段) of one type."""
    return _same_spot(Spot.of(ours), Spot.of(theirs))


def _same_spot(ours: Spot, theirs: Spot) -> bool:
    names, others = _forms(ours.names), _forms(theirs.names)
    if names & others:
        return True
    return ours.type is theirs.type and any(
        len(short) >= 3 and (long.startswith(short) or long.endswith(short))
        for a in names
        for b in others
        for short, long in [sorted((a, b), key=len)]
    )


@lru_cache(maxsize=4096)
def _forms(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(name) for name in names)


def shared_firm(ours: Record, theirs: Record) -> tuple[str, str] | None:
    """A firm that both are about, under two names: without its legal form, or shortened (衡阳钢管, 衡阳华菱钢管)."""
    return features(Brief.of(ours)).shared_firm(features(Brief.of(theirs)))


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """A firm's name without its legal form and the place in front of it."""
    return _PREFIX.sub("", _LEGAL_FORM.sub("", plain(name)))


def _one_firm(ours: str, theirs: str) -> bool:
    """Whether two stems are of one firm."""
    short, long = sorted((ours, theirs), key=len)
    if len(short) < 3:
        return False
    if short in long:
        return True
    left = iter(long)
    # A short form keeps beginning and end and drops words between.
    return len(short) >= 4 and short[:2] == long[:2] and short[-2:] == long[-2:] and all(c in left for c in short)


@dataclass(frozen=True, slots=True)
class Marks:
    """Numbers by which like records find each other without being compared one by one.

    ``borne`` are kept with a record, ``sought`` is what a new one is looked up by, ``strong`` those of ``sought`` of
    which one alone is worth a comparison: a site or a code.
    """

    borne: tuple[int, ...]
    sought: tuple[int, ...]
    strong: frozenset[int]


def marks(record: Record) -> Marks:
    """By what a record finds its like, and is found; remembered for the records at hand, which are asked twice."""
    return _marks(_Same(record))


@lru_cache(maxsize=64)
def _marks(same: _Same) -> Marks:
    """A consistent sample of the wording's shingles and one mark for each distinct site, salted by county; and a code.

    Records that name no county bear and seek marks with salts of their own, so that both kinds find each other while
    the same phrase in a hundred counties finds nothing.
    """
    told_by = features(Brief.of(same.record))
    words = told_by.words
    shingles = sorted({crc32(words[i : i + 3].encode()) for i in range(max(1, len(words) - 2))})
    sampled = [*shingles[:8], *(value for value in shingles[8:] if value % _SHARE == 0)][:_SKETCH]
    places = [_hash(form) for spot in told_by.spots for form in (plain(spot.names[0]), stem(spot.names[0])) if form]
    counties = sorted(told_by.areas)
    told = {mark for county in counties for mark in _salted(county, sampled)}
    strong = {mark for county in counties for mark in _salted(f"{county}/", places)}
    if is_code(told_by.number):
        strong |= _salted("code", [_hash(told_by.number)])
    anywhere, nowhere = (_salted(salt, shingles[:_LOOSE]) for salt in (_ANYWHERE, _NOWHERE))
    borne = told | strong | anywhere | (set() if counties else nowhere)
    sought = told | strong | nowhere | (set() if counties else anywhere)
    return Marks(tuple(sorted(borne)), tuple(sorted(sought)), frozenset(strong))


def _hash(words: str) -> int:
    # crc32 is stable over processes and machines, which Python's own hash is not.
    return crc32(words.encode("utf-8"))


def _salted(salt: str, values: Iterable[int]) -> set[int]:
    upper = (_hash(salt) & 0x7FFFFFFF) << 32
    return {upper | value for value in values}
