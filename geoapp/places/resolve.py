"""Put a site on the map: the best known position, never better than it is known, with the words that say how.

Order of trust: coordinates stated in the notice > the named feature inside the case's county > the village > the
township > the county > not located. A fallback takes the radius of the area that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from weakref import WeakKeyDictionary

from pyproj import Geod
from shapely import get_coordinates
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import (
    AREA_MIN_M,
    AdministrativeUnit,
    Basis,
    LocationInstance,
    PlaceType,
    Position,
    PositionalAccuracy,
    UnitTable,
)
from geoapp.places.folding import fold
from geoapp.places.gazetteer import Gazetteer
from geoapp.texts import text

TOWNSHIP_MIN_M = 7_000.0
"""A township is at least this large around its seat (measured on the towns of one prefecture)."""
_GEOD = Geod(ellps="WGS84")
_WATER = frozenset({PlaceType.RIVER, PlaceType.LAKE, PlaceType.CANAL, PlaceType.RESERVOIR})
_FLOWING = frozenset({PlaceType.RIVER, PlaceType.CANAL})
# What is called after the water that it stands on; a village or a firm called after a river need not.
_ON_WATER = _WATER | {PlaceType.MONITORING_SECTION, PlaceType.SITE, PlaceType.OUTLET, PlaceType.FACILITY}
# Types that notices and gazetteers use for one and the same thing.
_FAMILIES = (
    _WATER,
    frozenset({PlaceType.FACILITY, PlaceType.ENTERPRISE, PlaceType.SITE, PlaceType.AREA, PlaceType.OUTLET}),
    frozenset({PlaceType.MINE, PlaceType.TAILINGS_POND, PlaceType.SITE, PlaceType.ENTERPRISE}),
    frozenset({PlaceType.MONITORING_SECTION}),
    frozenset({PlaceType.VILLAGE}),
    frozenset({PlaceType.TOWNSHIP}),
    frozenset({PlaceType.ROAD, PlaceType.BRIDGE}),
)
# Public works are called after their town (沧水铺污水处理厂); a firm's name says nothing about its place.
_CALLED_AFTER_TOWN = frozenset({PlaceType.FACILITY, PlaceType.RESERVOIR, PlaceType.AREA, PlaceType.OUTLET})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to place a name. ``score`` orders by trust (higher is better); ``reason`` says why, for a reader."""

    place: LocationInstance | AdministrativeUnit
    position: Position | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be placed: names (the first is the main one), type, and the units that it must lie in.

    ``counties``: codes of the case's county, special district first; empty when unknown. ``township``: its code.
    """

    names: tuple[str, ...]
    type: PlaceType | None
    counties: tuple[str, ...] = ()
    township: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The position that was chosen, or None with the reason in ``remarks``."""

    position: Position | None
    remarks: str = ""


class _Below:
    """What lies below a unit, found once a table: its townships, and the special districts on its ground."""

    def __init__(self, units: UnitTable) -> None:
        self.townships: dict[str, list[AdministrativeUnit]] = {}
        self.specials: dict[str, list[str]] = {}
        for unit in units:
            if unit.level == "township" and unit.parent:
                self.townships.setdefault(unit.parent, []).append(unit)
            if unit.legal_parent:
                self.specials.setdefault(unit.legal_parent, []).append(unit.code)


_BELOW: WeakKeyDictionary[UnitTable, _Below] = WeakKeyDictionary()


def _below(units: UnitTable) -> _Below:
    found = _BELOW.get(units)
    if found is None:
        found = _BELOW[units] = _Below(units)
    return found


def counties_around(code: str, units: UnitTable) -> tuple[str, ...]:
    """The county itself first, the legal county around a special district, the districts on a legal county's ground."""
    legal = units.legal(code)
    return tuple(dict.fromkeys([code, *([legal.code] if legal else []), *_below(units).specials.get(code, ())]))


class Resolver:
    """Looks names up in one gazetteer and unit table."""

    def __init__(self, gazetteer: Gazetteer, units: UnitTable) -> None:
        self._gazetteer, self._units = gazetteer, units
        self._townships_of = _below(units).townships

    def candidates(self, wanted: Wanted) -> list[Candidate]:
        """All ways to place it, most trusted first; those of another county come last and are never chosen."""
        found = [*self._features(wanted), *self._villages(wanted), *self._townships(wanted), *self._counties(wanted)]
        return sorted(found, key=lambda c: (-c.score, place_key(c.place)))

    def resolve(self, wanted: Wanted, *, fallback: bool = True) -> Outcome:
        """The most trusted position. Two different things of the same name and trust are not guessed between."""
        found = [c for c in self.candidates(wanted) if c.score > 0]
        for number, candidate in enumerate(found):
            level = int(candidate.score)
            if level <= _COUNTY and not fallback:
                break
            rivals = _distinct([c for c in found if int(c.score) == level])
            if len(rivals) > 1 and level > _COUNTY:
                return self._undecided(wanted, rivals, [c for c in found if int(c.score) <= _COUNTY])
            if candidate.position is not None:
                return self._chosen(candidate, found[:number], found[number + 1 :], wanted)
        return Outcome(None, self._why_not(wanted))

    def _chosen(
        self, best: Candidate, skipped: Sequence[Candidate], rest: Sequence[Candidate], wanted: Wanted
    ) -> Outcome:
        position = best.position
        if position is None:
            return Outcome(None)
        others = tuple(dict.fromkeys(c.reason for c in (*skipped, *rest) if c.reason != best.reason))
        unknown = [c.place for c in skipped if isinstance(c.place, LocationInstance) and c.position is None]
        notes = [place.remarks for place in unknown if place.remarks]
        if int(best.score) == _COUNTY:
            notes[:0] = [text("places.resolve.fallback.county", name=wanted.names[0]), position.remarks]
        elif int(best.score) == _TOWNSHIP and wanted.type is not PlaceType.TOWNSHIP:
            notes.insert(0, text("places.resolve.fallback.township", name=wanted.names[0]))
        remarks = "；".join(dict.fromkeys(filter(None, (*notes, position.remarks))))
        return Outcome(replace(position, candidates=others, remarks=remarks), "；".join(filter(None, notes)))

    def _undecided(self, wanted: Wanted, rivals: Sequence[Candidate], areas: Sequence[Candidate]) -> Outcome:
        names = "、".join(candidate.reason for candidate in rivals)
        remarks = text("places.resolve.undecided", name=wanted.names[0], names=names)
        area = next((c.position for c in areas if c.position is not None), None)
        if area is None:
            return Outcome(None, remarks)
        return Outcome(replace(area, remarks=remarks, candidates=tuple(c.reason for c in rivals)), remarks)

    def _why_not(self, wanted: Wanted) -> str:
        if not wanted.counties:
            return text("places.resolve.none.county_unknown", name=wanted.names[0])
        unit = self._units.get(wanted.counties[0])
        county = unit.name if unit else wanted.counties[0]
        return text("places.resolve.none.no_boundary", name=wanted.names[0], county=county)

    # -------------------------------------------------------------- named features

    def _features(self, wanted: Wanted) -> Iterator[Candidate]:
        seen: set[str] = set()
        for name in wanted.names:
            for instance in self._gazetteer.named(name):
                if instance.key not in seen and _compatible(instance.type, wanted.type):
                    seen.add(instance.key)
                    yield self._feature(instance, wanted)
        if not seen:
            yield from self._parts_of_water(wanted)

    def _feature(self, instance: LocationInstance, wanted: Wanted) -> Candidate:
        counties = "、".join(filter(None, (self._name(code) for code in instance.county_codes)))
        label = text(f"words.type.{instance.type}")
        middle = instance.geometry.centroid if instance.geometry is not None else None
        near = text("places.resolve.reason.near", lon=f"{middle.x:.2f}", lat=f"{middle.y:.2f}") if middle else ""
        reason = text("places.resolve.reason.feature", name=instance.name, type=label, counties=counties + near)
        inside = not wanted.counties or bool(set(wanted.counties) & set(instance.county_codes))
        if not inside and instance.type in _FLOWING and self._same_city(instance, wanted):
            # Rivers do not end at a county line, and lines on old maps stop short of it.
            position = self._position(instance, wanted)
            return Candidate(instance, position, _PART + 0.4, text("places.resolve.reason.next_county", reason=reason))
        if not inside and instance.county_codes:
            return Candidate(instance, None, -1.0, text("places.resolve.reason.elsewhere", reason=reason))
        level = _TOWNSHIP if instance.type is PlaceType.TOWNSHIP else _FEATURE
        exact = instance.type is wanted.type or wanted.type is None
        accuracy = instance.accuracy.value_m if instance.accuracy else 1e6
        score = level + (0.5 if exact else 0.2) + 0.2 / (1.0 + accuracy / 1000.0)
        return Candidate(instance, self._position(instance, wanted), score, reason)

    def _same_city(self, instance: LocationInstance, wanted: Wanted) -> bool:
        return wanted.city is not None and any(self._units.is_within(c, wanted.city) for c in instance.county_codes)

    def _position(self, instance: LocationInstance, wanted: Wanted) -> Position | None:
        if instance.geometry is None or instance.accuracy is None:
            return None
        accuracy = instance.accuracy
        if instance.type is PlaceType.TOWNSHIP and instance.geometry.geom_type == "Point":
            accuracy = PositionalAccuracy(max(accuracy.value_m, TOWNSHIP_MIN_M), Basis.CENTROID)
        protocol = text(
            f"places.resolve.protocol.{'schematic' if accuracy.basis is Basis.SCHEMATIC else 'feature'}",
            wanted=wanted.names[0],
            name=instance.name,
            basis=text(f"words.basis.{accuracy.basis}"),
        )
        return Position(
            geometry=instance.geometry,
            accuracy=accuracy,
            place_key=instance.key,
            source=instance.source,
            licence=instance.licence,
            remarks=instance.remarks,
            protocol=protocol,
        )

    def _parts_of_water(self, wanted: Wanted) -> Iterator[Candidate]:
        """兰溪河上游断面, 大湖南岸湿地: somewhere on the water whose name they begin with."""
        name = fold(wanted.names[0])
        if wanted.type not in _ON_WATER:
            return
        for length in range(len(name) - 1, 1, -1):
            for instance in self._gazetteer.named(name[:length]):
                if instance.type not in _WATER or not set(wanted.counties) & set(instance.county_codes):
                    continue
                position = self._position(instance, wanted)
                if position is None:
                    continue
                # Anywhere along it: half its length is the honest radius, but the water itself is what is drawn.
                radius = max(position.accuracy.value_m, _radius_m(position.geometry))
                protocol = text("places.resolve.protocol.part", wanted=wanted.names[0], name=instance.name)
                placed = replace(position, accuracy=PositionalAccuracy(radius, Basis.CENTROID), protocol=protocol)
                reason = text("places.resolve.reason.part", name=instance.name)
                yield Candidate(instance, placed, _PART + 0.5, reason)
                return

    # -------------------------------------------------------------- villages, townships, counties

    def _villages(self, wanted: Wanted) -> Iterator[Candidate]:
        if wanted.type is not PlaceType.VILLAGE:
            return
        for name in wanted.names:
            for unit in self._units.named(name):
                if unit.level != "village" or not self._allowed(unit.code, wanted):
                    continue
                if wanted.township and unit.parent != wanted.township:
                    continue
                township = self._units.get(unit.parent)
                position = self._township_position(township, wanted) if township else None
                if township is not None:
                    reason = text("places.resolve.reason.village", name=unit.name, township=township.name)
                    yield Candidate(unit, position, _VILLAGE + 0.5, reason)

    def _townships(self, wanted: Wanted) -> Iterator[Candidate]:
        codes = [wanted.township] if wanted.township else []
        if wanted.type is PlaceType.TOWNSHIP:
            found = (u for name in wanted.names for u in self._units.named(name) if u.level == "township")
            codes += [unit.code for unit in found if self._allowed(unit.code, wanted)]
        elif not codes and wanted.type in _CALLED_AFTER_TOWN:
            codes += [unit.code for unit in self._called_after(wanted)]
        for code in dict.fromkeys(codes):
            unit = self._units.get(code)
            if unit is not None:
                reason = text("places.resolve.reason.township", name=unit.name)
                yield Candidate(unit, self._township_position(unit, wanted), _TOWNSHIP + 0.5, reason)

    def _called_after(self, wanted: Wanted) -> list[AdministrativeUnit]:
        """The one township of the county whose name, without its class word, the works' name begins with."""
        name = fold(wanted.names[0])
        found = [
            unit
            for code in wanted.counties
            for unit in self._townships_of.get(code, ())
            if len(stem := re.sub(r"(街道|镇|乡)$", "", unit.name)) >= 2 and name.startswith(stem)
        ]
        return found if len(found) == 1 else []

    def _township_position(self, unit: AdministrativeUnit, wanted: Wanted) -> Position | None:
        instance = self._gazetteer.get(f"township/{unit.code}") or next(
            (
                i
                for i in self._gazetteer.named(unit.name)
                if i.type is PlaceType.TOWNSHIP and unit.parent in i.county_codes
            ),
            None,
        )
        if instance is None:
            return None
        position = self._position(instance, wanted)
        if position is None:
            return None
        protocol = text("places.resolve.protocol.township", wanted=wanted.names[0], township=unit.name)
        same = instance.name in wanted.names
        return replace(position, protocol=protocol, remarks=instance.remarks if same else position.remarks)

    def _counties(self, wanted: Wanted) -> Iterator[Candidate]:
        for code in wanted.counties[:1]:
            unit, legal = self._units.get(code), self._units.legal(code)
            area = self._gazetteer.county(legal.code) if legal else None
            if unit is None or legal is None or area is None or area.geometry is None:
                continue
            remarks = text("places.resolve.special", name=unit.name, county=legal.name) if unit.special else ""
            position = Position(
                geometry=area.geometry,
                accuracy=PositionalAccuracy(max(AREA_MIN_M, _radius_m(area.geometry)), Basis.CENTROID),
                place_key=f"unit/{unit.code}",
                source=area.source,
                licence=area.licence,
                remarks=remarks,
                protocol=text("places.resolve.protocol.county", wanted=wanted.names[0], county=legal.name),
            )
            yield Candidate(unit, position, _COUNTY + 0.5, text("places.resolve.reason.county", name=unit.name))

    def _allowed(self, code: str, wanted: Wanted) -> bool:
        frames = wanted.counties or ((wanted.city,) if wanted.city else ())
        return not frames or any(self._units.is_within(code, frame) for frame in frames)

    def _name(self, code: str) -> str:
        unit = self._units.get(code)
        return unit.name if unit else code


# The whole part of a score is its rank of trust.
_FEATURE, _VILLAGE, _PART, _TOWNSHIP, _COUNTY = 6, 5, 4, 3, 2


def place_key(place: LocationInstance | AdministrativeUnit) -> str:
    """The key of an instance or the code of a unit."""
    return place.key if isinstance(place, LocationInstance) else place.code


def _compatible(known: PlaceType, wanted: PlaceType | None) -> bool:
    return wanted is None or known is wanted or any(known in family and wanted in family for family in _FAMILIES)


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that are different things: reaches of one river, or a seat listed twice, are one."""
    found: list[Candidate] = []
    for candidate in candidates:
        if not any(_same(candidate, other) for other in found):
            found.append(candidate)
    return found


def _same(one: Candidate, other: Candidate) -> bool:
    a, b = one.place, other.place
    if one.position is not None and other.position is not None and one.position.place_key == other.position.place_key:
        return isinstance(a, LocationInstance) or isinstance(b, LocationInstance) or a.code == b.code
    if isinstance(a, LocationInstance) and isinstance(b, LocationInstance):
        if a.name != b.name or a.type is not b.type or a.geometry is None or b.geometry is None:
            return False
        reach = sum(i.accuracy.value_m for i in (a, b) if i.accuracy) / 100_000.0
        return bool(a.geometry.distance(b.geometry) <= reach)
    return False


@lru_cache(maxsize=1024)
def _radius_m(geometry: Geometry) -> float:
    """Metres from a point on the geometry's middle to its farthest corner: the honest radius of an area."""
    middle = geometry.centroid
    corners = get_coordinates(geometry.convex_hull)
    return max((_GEOD.inv(middle.x, middle.y, x, y)[2] for x, y in corners), default=0.0)


def stated_position(lon: float, lat: float, accuracy_m: float, *, declared: bool, name: str) -> Position:
    """A position from coordinates that the notice itself writes."""
    return Position(
        geometry=Point(lon, lat),
        accuracy=PositionalAccuracy(accuracy_m, Basis.STATED),
        place_key=f"stated/{lon:.6f},{lat:.6f}",
        source=text("places.resolve.stated.source"),
        remarks="" if declared else text("places.resolve.stated.undeclared"),
        protocol=text("places.resolve.stated.protocol", name=name),
    )
