"""What geocoders answer with and work on: candidates, what is wanted, and the positions that known things have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pyproj import Geod
from shapely import get_coordinates
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import (
    AdministrativeUnit,
    Basis,
    LocationInstance,
    PlaceType,
    Position,
    PositionalAccuracy,
    UnitTable,
    changed,
)
from geoapp.places.gazetteer import Gazetteer
from geoapp.texts import text

# The whole part of a score is its rank of trust.
FEATURE, VILLAGE, PART, TOWNSHIP, COUNTY = 6, 5, 4, 3, 2
TOWNSHIP_MIN_M = 7_000.0
"""A township is at least this large around its seat (measured on the towns of one prefecture)."""
_GEOD = Geod(ellps="WGS84")
WATER = frozenset({PlaceType.RIVER, PlaceType.LAKE, PlaceType.CANAL, PlaceType.RESERVOIR})
# Types that notices and gazetteers use for one and the same thing.
_FAMILIES = (
    WATER,
    frozenset({PlaceType.FACILITY, PlaceType.ENTERPRISE, PlaceType.SITE, PlaceType.AREA, PlaceType.OUTLET}),
    frozenset({PlaceType.MINE, PlaceType.TAILINGS_POND, PlaceType.SITE, PlaceType.ENTERPRISE}),
    frozenset({PlaceType.MONITORING_SECTION}),
    frozenset({PlaceType.VILLAGE}),
    frozenset({PlaceType.TOWNSHIP}),
    frozenset({PlaceType.ROAD, PlaceType.BRIDGE}),
)


class Candidate(NamedTuple):
    """One way to place a name. ``score`` orders by trust (higher is better); ``reason`` says why, for a reader."""

    place: LocationInstance | AdministrativeUnit
    position: Position | None
    score: float
    reason: str


class Wanted(NamedTuple):
    """What is to be placed: names (the first is the main one), type, and the units that it must lie in.

    ``counties``: codes of the case's county, special district first; empty when unknown. ``township``: its code.
    """

    names: tuple[str, ...]
    type: PlaceType | None
    counties: tuple[str, ...] = ()
    township: str | None = None
    city: str | None = None


_TOWN_WORD = re.compile(r"(街道|镇|乡)$")


class _Below:
    """What lies below a unit, found once a table: its townships, and the special districts on its ground."""

    def __init__(self, units: UnitTable) -> None:
        self.townships: dict[str, list[tuple[str, AdministrativeUnit]]] = {}  # with its name less its class word
        self.specials: dict[str, list[str]] = {}
        for unit in units:
            if unit.level == "township" and unit.parent:
                stem = _TOWN_WORD.sub("", unit.name)
                self.townships.setdefault(unit.parent, []).append((stem, unit))
            if unit.legal_parent:
                self.specials.setdefault(unit.legal_parent, []).append(unit.code)


_BELOW: WeakKeyDictionary[UnitTable, _Below] = WeakKeyDictionary()


def below(units: UnitTable) -> _Below:
    """What lies below each unit of a table."""
    found = _BELOW.get(units)
    if found is None:
        found = _BELOW[units] = _Below(units)
    return found


@lru_cache(maxsize=4096)
def counties_around(code: str, units: UnitTable) -> tuple[str, ...]:
    """The county itself first, the legal county around a special district, the districts on a legal county's ground."""
    legal = units.legal(code)
    return tuple(dict.fromkeys([code, *([legal.code] if legal else []), *below(units).specials.get(code, ())]))


@dataclass(frozen=True, slots=True)
class Context:
    """What every geocoder may ask: the gazetteer and the unit table, and how either becomes a position."""

    gazetteer: Gazetteer
    units: UnitTable

    def position(self, instance: LocationInstance, wanted: Wanted) -> Position | None:
        """The position of a known thing, None when its geometry is not known."""
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

    def township_position(self, unit: AdministrativeUnit, wanted: Wanted) -> Position | None:
        """The seat of a township with the radius of the whole of it."""
        instance = self.gazetteer.get(f"township/{unit.code}") or next(
            (
                i
                for i in self.gazetteer.named(unit.name)
                if i.type is PlaceType.TOWNSHIP and unit.parent in i.county_codes
            ),
            None,
        )
        if instance is None:
            return None
        position = self.position(instance, wanted)
        if position is None:
            return None
        protocol = text("places.resolve.protocol.township", wanted=wanted.names[0], township=unit.name)
        same = instance.name in wanted.names
        return changed(position, protocol=protocol, remarks=instance.remarks if same else position.remarks)

    def allows(self, code: str, wanted: Wanted) -> bool:
        """True for a unit inside the counties (else the city) that the place must lie in."""
        frames = wanted.counties or ((wanted.city,) if wanted.city else ())
        return not frames or any(self.units.is_within(code, frame) for frame in frames)

    def name_of(self, code: str) -> str:
        """The name of a unit, else its code."""
        unit = self.units.get(code)
        return unit.name if unit else code


def place_key(place: LocationInstance | AdministrativeUnit) -> str:
    """The key of an instance or the code of a unit."""
    return place.key if isinstance(place, LocationInstance) else place.code


def compatible(known: PlaceType, wanted: PlaceType | None) -> bool:
    """True when notices and gazetteers may mean one thing by the two types."""
    return wanted is None or known is wanted or any(known in family and wanted in family for family in _FAMILIES)


def radius_m(area: LocationInstance) -> float:
    """Metres from a point on the middle of an area to its farthest corner: its honest radius. Areas of one table are
    the same objects over and over, and comparing outlines costs more than is saved."""
    known = _RADII.get(id(area))
    if known is None or known[0] is not area:
        if len(_RADII) > 4096:
            _RADII.clear()
        known = _RADII[id(area)] = (area, _radius_m(area.geometry) if area.geometry is not None else 0.0)
    return known[1]


_RADII: dict[int, tuple[LocationInstance, float]] = {}


def middle_of(area: LocationInstance) -> tuple[float, float] | None:
    """Longitude and latitude of the middle of a known thing, which is dear to find for a long river; None where
    nobody knows where it lies."""
    known = _MIDDLES.get(id(area))
    if known is None or known[0] is not area:
        if len(_MIDDLES) > 4096:
            _MIDDLES.clear()
        middle = area.geometry.centroid if area.geometry is not None else None
        known = _MIDDLES[id(area)] = (area, (middle.x, middle.y) if middle is not None else None)
    return known[1]


_MIDDLES: dict[int, tuple[LocationInstance, tuple[float, float] | None]] = {}


def _radius_m(geometry: Geometry) -> float:
    middle = geometry.centroid
    corners = get_coordinates(geometry.convex_hull)
    return max((_GEOD.inv(middle.x, middle.y, x, y)[2] for x, y in corners), default=0.0)
