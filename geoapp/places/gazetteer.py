"""The gazetteer: what is known about places, findable by name, by key and by position."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from rtree import index
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp import paths
from geoapp.model import (
    BadDefinition,
    Basis,
    LocationInstance,
    PlaceType,
    PositionalAccuracy,
    UnitTable,
)
from geoapp.places.folding import fold
from geoapp.places.heads import Heads
from geoapp.texts import reason_of, text

SHIPPED = ("reference/counties.geojson", "reference/water.geojson", "reference/sections.geojson")
# A unit's short name (赫山, 桃江) is a word of many other names; only names with their class word are matched.
UNIT_ENDINGS = (*"省市区县州盟旗镇乡村", "街道", "社区", "管理处")


class Hit(NamedTuple):
    """A known name in a text: ``text[start:end]`` folded is ``name``."""

    start: int
    end: int
    name: str


class Gazetteer:
    """All location instances. Names are compared folded (width, traditional characters).

    ``county`` answers with the polygon of a legal county; instances of the office's own import come before shipped
    ones of the same name and type, because surveyed beats published.
    """

    def __init__(self, instances: Iterable[LocationInstance]) -> None:
        self._by_key: dict[str, LocationInstance] = {}
        self._by_name: dict[str, list[LocationInstance]] = {}
        self._counties: dict[str, LocationInstance] = {}
        self._matchers: WeakKeyDictionary[UnitTable, Heads] = WeakKeyDictionary()
        for instance in instances:
            self._add(instance)
        for same in self._by_name.values():
            same.sort(key=_order)
        self._areas = index.Index()
        self._area_codes = sorted(self._counties)
        for number, code in enumerate(self._area_codes):
            geometry = self._counties[code].geometry
            if geometry is not None:
                self._areas.insert(number, geometry.bounds)

    def _add(self, instance: LocationInstance) -> None:
        self._by_key[instance.key] = instance
        if instance.type is PlaceType.COUNTY and instance.county_codes:
            self._counties[instance.county_codes[0]] = instance
            return  # counties are found through the unit table, which knows their codes and parents
        for name in {fold(n) for n in (instance.name, *instance.aliases) if n}:
            self._by_name.setdefault(name, []).append(instance)

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[LocationInstance]:
        return iter(self._by_key.values())

    def get(self, key: str) -> LocationInstance | None:
        """The instance with this key, or None."""
        return self._by_key.get(key)

    def named(self, name: str) -> list[LocationInstance]:
        """All instances with this name or alias, best accuracy first; those without geometry last."""
        return list(self._by_name.get(fold(name), ()))

    def that_begin(self, name: str) -> Iterator[LocationInstance]:
        """All instances whose name ``name`` begins with, but for itself; the longest names first."""
        folded = fold(name)
        for length in range(len(folded) - 1, 1, -1):
            yield from self._by_name.get(folded[:length], ())

    def county(self, code: str) -> LocationInstance | None:
        """The legal county with this code, with its polygon."""
        return self._counties.get(code)

    def county_at(self, lon: float, lat: float) -> str | None:
        """The code of the county that contains a point, or None outside the known ones."""
        from shapely.geometry import Point

        point = Point(lon, lat)
        for number in self._areas.intersection((lon, lat, lon, lat)):
            code = self._area_codes[number]
            geometry = self._counties[code].geometry
            if geometry is not None and geometry.covers(point):
                return code
        return None

    def with_counties(self, instance: LocationInstance) -> LocationInstance:
        """``instance`` with the codes of the counties that its geometry touches, the largest share first."""
        shape_ = instance.geometry
        if instance.county_codes or shape_ is None:
            return instance
        shares: dict[str, float] = {}
        for number in self._areas.intersection(shape_.bounds):
            code = self._area_codes[number]
            area = self._counties[code].geometry
            if area is not None and area.intersects(shape_):
                part = area.intersection(shape_)
                shares[code] = part.area or part.length
        codes = sorted(shares, key=lambda code: (-shares[code], code))
        return replace(instance, county_codes=tuple(codes))

    def spot(self, folded: str, units: UnitTable, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Known names in ``folded[start:end]``: leftmost, then longest, never overlapping."""
        matcher = self._matchers.get(units)
        if matcher is None:
            matcher = self._matchers[units] = _matcher(self._by_name, units)
        reached = start
        for first, name in matcher.longest(folded, start, len(folded) if end is None else end):
            if first >= reached:
                reached = first + len(name)
                yield Hit(first, reached, name)


def _order(instance: LocationInstance) -> tuple[bool, bool, float, str]:
    accuracy = instance.accuracy
    surveyed = accuracy is not None and accuracy.basis in (Basis.SURVEYED, Basis.VERIFIED)
    return (instance.geometry is None, not surveyed, accuracy.value_m if accuracy else 1e6, instance.key)


def _matcher(names: Iterable[str], units: UnitTable) -> Heads:
    """One table of gazetteer and unit names, so that 桃花江镇 wins over 桃花江 and 大通湖区 over 大通湖."""
    known = [name for raw in units.names() if (name := fold(raw)).endswith(UNIT_ENDINGS)]
    return Heads(name for name in (*names, *known) if len(name) >= 2)


def load_gazetteer(folder: Path = paths.DATA, extra: Path | None = None) -> Gazetteer:
    """The shipped gazetteer and, when given, an office's imported file. Raises ``BadDefinition`` naming the feature."""
    files = [folder / name for name in SHIPPED if (folder / name).is_file()]
    files += sorted((folder / "gazetteer").glob("*.geojson"))
    instances = [instance for path in files for instance in read_instances(path)]
    if extra is not None and extra.is_file():
        areas = Gazetteer(instances)
        own = [areas.with_counties(instance) for instance in read_instances(extra)]
        instances = replace_by_extra(instances, own)
    if not instances:
        raise BadDefinition(text("places.gazetteer.missing", folder=folder))
    return Gazetteer(instances)


def replace_by_extra(shipped: list[LocationInstance], own: list[LocationInstance]) -> list[LocationInstance]:
    """The office's own geometry takes the place of shipped features of the same name, type and county.

    Without a common county both stay: 东湖 of another county is another lake.
    """
    taken = {(fold(i.name), i.type, code) for i in own for code in i.county_codes}
    kept = [i for i in shipped if not any((fold(i.name), i.type, code) in taken for code in i.county_codes)]
    return kept + own


def read_instances(path: Path) -> Iterator[LocationInstance]:
    """The named features of one GeoJSON file in the house's schema."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadDefinition(text("places.gazetteer.unreadable", file=path, reason=reason_of(error))) from error
    for number, feature in enumerate(features, start=1):
        if (feature.get("properties") or {}).get("name"):
            yield _instance(path, number, feature)


def _instance(path: Path, number: int, feature: Mapping[str, Any]) -> LocationInstance:
    properties = feature["properties"]
    try:
        geometry: Geometry | None = shape(feature["geometry"]) if feature.get("geometry") else None
        return LocationInstance(
            key=str(properties["key"]),
            name=str(properties["name"]),
            type=PlaceType(properties["type"]),
            geometry=geometry,
            accuracy=PositionalAccuracy(float(properties["accuracy_m"]), Basis(properties["basis"])),
            aliases=tuple(properties.get("aliases") or ()),
            county_codes=tuple(properties.get("county_codes") or ()),
            township=properties.get("township"),
            source=properties.get("source") or "",
            licence=properties.get("licence") or "",
            remarks=properties.get("remarks") or "",
        )
    except (KeyError, TypeError, ValueError, ShapelyError) as error:
        name = properties.get("name")
        raise BadDefinition(
            text("places.gazetteer.feature", file=path, number=number, name=name, reason=reason_of(error))
        ) from error
