"""Which county (or city, province) a stretch of text names. Special districts count like counties.

Longest name first from left to right, so that 澧县 is not read out of 临澧县; short forms (赫山, 大通湖) only where an
institution carries them (赫山分局, 督察赫山组), because the same words name lakes, rivers and towns.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from geoapp.cases.source import Span, fold
from geoapp.cases.spellings import Spellings
from geoapp.model import AdministrativeUnit, UnitTable

_SUFFIX = ("区", "县", "市", "旗", "州", "盟", "省")
# What may follow a short form when it stands for the unit: its organs, its people, the word for "group".
_ORGAN = re.compile(
    r"(?:分局|组|综合实验区|县委|区委|市委|县政府|区政府|市政府|[县区市](?!级)|生态环境|环保局|环境保护|党组|管委会|人民政府|工委|政府|督察|大队|管理区|境内|全境|县域"
    # 某某经开区 lies in 某某县; the city's own zone of that kind is another one.
    r"|(?:经济)?(?:技术)?(?:经开|高新|开发|产业园|工业园)区)"
)
# After a full name these show that it is only the beginning of another word (南县城关…, 河南县级).
# and a town's (新市镇 is none of 新市区).
_NOT_AFTER = re.compile(r"(?:级|域|城市群|委书记|镇(?![街村乡区级])|乡(?![镇村级]))")
# Words as well as names: counties only in a city that the text or the notice tells, or with their organs behind them.
_WORD_TOO = re.compile(r"[老新]城区|城[东西南北中]区|市[中南北]区|新市区")
# 南湖分局: in a text that tells no area, as likely called after a water as after the county of that name.
_WATERS = ("湖", "江", "河", "港", "海", "溪")
# 和平乡人民政府: the end of a town's name; 某市平乡督察组 is about the county
_TOWN_ENDS = ("乡", "镇", "村")
_LETTER_BEFORE = re.compile(r"[^\W\d市省州盟的在]")
# 甲、乙两县, 甲和乙两区: short forms that the word behind them tells to be counties.
_COUNTED = re.compile(r"(?:[、和与及][\u4e00-\u9fff]{2,3}){0,3}[两三四][县区市]")
_LONGEST_TOWN = 9
_TOWN_END = re.compile(r"(?:镇|乡|街道)(?![镇村])")
_DISTRICT = re.compile(r"(?:技术产业开发区|技术开发区|产业园区|开发区|园区|管理区|工业区|示范区|新区)$")


class Named(NamedTuple):
    """A unit found in the text, nearest to the notice's own area where a name repeats."""

    unit: AdministrativeUnit
    span: Span


def usual_name(unit: AdministrativeUnit, said: str = "") -> str:
    """What people call a unit: its name, for a development zone the short form that ends in 区 (高新区).

    ``said``: the words that name it; where they say whose zone it is (某某高新区), the name says so as well.
    """
    if _DISTRICT.search(unit.name):
        short = [alias for alias in (unit.name, *unit.aliases) if alias.endswith("区") and len(alias) >= 3]
        told = [alias for alias in short if alias in said and _WHOSE_ZONE.fullmatch(alias)]
        if told:
            return max(told, key=len)
        return min(short, key=len, default=unit.name)
    return unit.name


_WHOSE_ZONE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:高新区|经开区|管理区|新区|示范区)")


class Finder:
    """Finds unit names in folded text; built once per unit table."""

    def __init__(self, units: UnitTable) -> None:
        self.units = units
        names = units.names("province", "city", "county")
        # 乾县: the text says 干县, because 乾 is as well the traditional form of another character.
        self._written = {plain: name for name in names if (plain := fold(name)) != name}
        self._names = Spellings([*names, *self._written])
        self._townships = Spellings(units.names("township"))

    def find(self, folded: str, span: Span | None = None, within: str | None = None) -> list[Named]:
        """Units named in a stretch, left to right, longest first; ``within`` prefers the notice's own city."""
        start, end = span or (0, len(folded))
        found: list[Named] = []
        told: dict[str, int] = {}
        reached = start
        for begin, stop, spelling in self._names.find(folded, start, end):
            name = self._written.get(spelling, spelling)
            if begin < reached or not self._stands_alone(folded, stop, name, end) or _is_and(folded, begin, name):
                continue
            if name.endswith(_TOWN_ENDS) and _LETTER_BEFORE.match(folded, max(start, begin - 1), begin):
                continue
            unit = self._choose(name, within, told)
            if unit is not None and _WORD_TOO.fullmatch(name) and not self._meant(unit, folded[stop:end], within, told):
                reached = stop
                continue
            if unit is not None:
                told[unit.code] = len(found)
                found.append(Named(unit, (begin, stop)))
                reached = stop
        return found

    def counties(self, folded: str, span: Span | None = None, within: str | None = None) -> list[AdministrativeUnit]:
        """The counties named in a stretch, each once, in order of appearance."""
        seen: dict[str, AdministrativeUnit] = {}
        for named in self.find(folded, span, within):
            if named.unit.level == "county":
                seen.setdefault(named.unit.code, named.unit)
        return list(seen.values())

    def county_of_township(self, folded: str, span: Span, within: str | None) -> AdministrativeUnit | None:
        """The one county (of the notice's own city) in which all townships named in a stretch lie; else None."""
        if within is None:
            return None
        found: dict[str, AdministrativeUnit] = {}
        words = folded[slice(*span)]
        for last in _TOWN_END.finditer(words):
            starts = range(max(0, last.end() - _LONGEST_TOWN), last.start())
            named = (self.units.counties_of_town(words[first : last.end()], within) for first in starts)
            codes = next(filter(None, named), ())
            county = self.units.get(codes[0]) if len(codes) == 1 else None
            if county is not None:
                found[county.code] = county
        if found or not len(self._townships):
            return next(iter(found.values())) if len(found) == 1 else None
        for _, _, name in self._townships.find(folded, *span):
            for unit in self.units.named(name, within=within):
                county = self.units.at_level(unit.code, "county")
                if unit.level == "township" and county and self.units.is_within(unit.code, within):
                    found[county.code] = county
        return next(iter(found.values())) if len(found) == 1 else None

    def _stands_alone(self, folded: str, stop: int, name: str, end: int) -> bool:
        rest = folded[stop : stop + 6]
        if name.endswith(_SUFFIX) and len(name) >= 2:
            return not _NOT_AFTER.match(rest)
        if stop == end or _ORGAN.match(rest):
            return True
        return len(name) >= 2 and _COUNTED.match(folded, stop, min(end, stop + 16)) is not None

    def _meant(self, unit: AdministrativeUnit, rest: str, within: str | None, told: Mapping[str, int]) -> bool:
        own = within is not None and self.units.is_within(unit.code, within)
        return own or self._told_above(unit, told) > 0 or _ORGAN.match(rest) is not None

    def _told_above(self, unit: AdministrativeUnit, told: Mapping[str, int]) -> int:
        """How late one of the units that hold ``unit`` was named, from 1; 0 for never."""
        return max((told.get(above.code, -1) + 1 for above in self.units.ancestors(unit.code)), default=0)

    def _is_province(self, code: str) -> bool:
        unit = self.units.get(code)
        return unit is not None and unit.level == "province"

    def _same_province(self, unit: AdministrativeUnit, within: str) -> bool:
        own, other = self.units.at_level(unit.code, "province"), self.units.at_level(within, "province")
        return own is not None and own is other

    def _choose(self, name: str, within: str | None, told: Mapping[str, int]) -> AdministrativeUnit | None:
        """Among units of one name: in the city named just before, else in the notice's area, else the only one.

        ``told``: code of a unit named before -> how late.
        """
        plain = len(name) <= 2 and name.endswith("区")  # 城区: a part of any city, unless its own was named before
        inside = [
            (self._told_above(unit, told), unit) for unit in self.units.named(name) if not plain or unit.parent in told
        ]
        if latest := max((late for late, _ in inside), default=0):
            return next(unit for late, unit in inside if late == latest)
        candidates = self.units.named(name, within=within)
        if not candidates:
            return None
        if within is not None and self.units.is_within(candidates[0].code, within):
            return candidates[0]
        if plain:
            return None  # 矿区, 城区, 郊区 are counties only where the notice comes from their city
        if len(candidates) == 1 and (within is None or self._same_province(candidates[0], within)):
            return None if within is None and name.endswith(_WATERS) else candidates[0]
        if within is not None and not self._same_province(candidates[0], within):
            # 甲省某市某区 in a text headed by 乙省: a full name that one county alone bears says which it is.
            only = len(candidates) == 1 and name == candidates[0].name and candidates[0].level == "county"
            return candidates[0] if only and self._is_province(within) and len(name) > 2 else None
        legal = [unit for unit in candidates if not unit.special and unit.name == name]
        return legal[0] if len(legal) == 1 else None


def _is_and(folded: str, begin: int, name: str) -> bool:
    """各市和县区: the word and, no county whose name begins so."""
    before, behind = folded[begin - 1 : begin], folded[begin + 2 : begin + 3]
    return name[0] == "和" and before in ("市", "县", "区") and behind in ("区", "市")


_finders: WeakKeyDictionary[UnitTable, Finder] = WeakKeyDictionary()


def finder(units: UnitTable) -> Finder:
    """The finder of a unit table, built on first use."""
    found = _finders.get(units)
    if found is None:
        found = _finders[units] = Finder(units)
    return found


@dataclass(frozen=True)
class Area:
    """Where a notice comes from: its province, city and (for a county's own notice) county.

    ``guessed``: nobody says whose notice it is; the county is the one that its text names above all.
    """

    units: UnitTable
    province: AdministrativeUnit | None = None
    city: AdministrativeUnit | None = None
    county: AdministrativeUnit | None = None
    guessed: bool = False

    @cached_property
    def code(self) -> str | None:
        """The narrowest unit that surely contains the notice's cases: its city, else its province."""
        unit = self.city or self.province
        return unit.code if unit else None


def _listed(folded: str, found: list[Named]) -> bool:
    """约谈甲市、乙县、丙区: a title that lists counties is about them, and comes from who stands above them."""
    counties = [named for named in found if named.unit.level == "county"]
    return any(
        one.unit.code != other.unit.code and folded[one.span[1] : other.span[0]] in _BETWEEN
        for one, other in itertools.pairwise(counties)
    )


_BETWEEN = ("、", "和", "与", "及", "以及", ",")


def area_of(finder_: Finder, folded: str, spans: list[Span]) -> Area:
    """The area that title, issuer and address lines name, in this order; the first county wins, its parents follow."""
    county = city = province = None
    for span in spans:
        found = finder_.find(folded, span, city.code if city else None)
        listed = _listed(folded, found)
        for named in found:
            unit = named.unit
            if unit.level == "county" and listed:
                city = city or finder_.units.at_level(unit.code, "city")
            elif (
                unit.level == "county"
                and county is None
                and (city is None or finder_.units.is_within(unit.code, city.code))
            ):
                county = unit
                city = city or finder_.units.at_level(unit.code, "city")
            elif unit.level == "city":
                city = city or unit
            elif unit.level == "province":
                province = province or unit
        if county or city:
            break
    lowest = county or city or province
    if lowest is not None and province is None:
        province = finder_.units.at_level(lowest.code, "province")
    return Area(finder_.units, province, city, county)
