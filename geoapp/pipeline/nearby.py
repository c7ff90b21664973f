"""Nearby: the cases around a position, the zones it may lie in, and the nearest monitoring sections.

Sites known to 2 km or better are sorted by geodesic distance (lines and areas by their nearest point, 0 inside an
area). The rest may be nearby: they stand apart, with what their distance may be off by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp import layers
from geoapp.layers import PointIndex
from geoapp.model import Columns, UsageError
from geoapp.model.columns import Mask
from geoapp.pipeline.navigation import Goal, navigation_links
from geoapp.pipeline.sections import LAYER as SECTIONS
from geoapp.pipeline.sections import list_sections
from geoapp.pipeline.serialise import Json
from geoapp.pipeline.zoning import Zone, zone_layers, zone_of
from geoapp.places import suspicion
from geoapp.store import Store
from geoapp.texts import text

KNOWN_TO_M = 2_000.0
"""A site known worse than this is not sorted among those that one can walk to."""
MAX_RADIUS_M = 200_000.0
MAX_NEAR = 200
ZONE_MARGIN_M = 5_000.0
"""A zone whose edge is farther away than this (and all accuracies) is not spoken of."""
SECTIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody asks from. ``accuracy_m`` (CE95) of the position itself: a phone says its own, a point picked on
    a map has what the hand can do. Raises ``UsageError`` for what cannot be a position in China."""

    lon: float
    lat: float
    radius_m: float = 5_000.0
    limit: int = 50
    accuracy_m: float = 0.0

    def __post_init__(self) -> None:
        reason = suspicion(self.lon, self.lat)
        if reason is not None:
            raise UsageError(
                text("nearby.bad_position", lon=self.lon, lat=self.lat, reason=reason),
                parameter="lon",
                example="lon=112.355&lat=28.554",
            )
        for name, value, low, high in (
            ("radius", self.radius_m, 1, MAX_RADIUS_M),
            ("accuracy", self.accuracy_m, 0, 1e6),
        ):
            if not low <= value <= high:  # NaN is neither
                bounds = {"low": f"{low:g}", "high": f"{high:g}"}
                raise UsageError(text("nearby.bad_number", parameter=name, value=value, **bounds), parameter=name)

    @property
    def point(self) -> Point:
        """As geometry."""
        return Point(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Hit:
    """One feature near a spot. ``bearing_deg`` None: one stands in it. ``doubt_m``: the distance may be off by so
    much (CE95 of the site)."""

    row: int
    distance_m: float
    bearing_deg: float | None
    doubt_m: float


@dataclass(frozen=True, slots=True)
class Found:
    """``near`` and ``perhaps`` in order of distance, with the counts of all that match, also beyond the limit."""

    near: tuple[Hit, ...]
    perhaps: tuple[Hit, ...]
    near_matched: int
    perhaps_matched: int


@dataclass(frozen=True, slots=True, eq=False)
class _Shapes:
    """Lines and areas, each once: several cases may share one. ``members`` are the rows of each."""

    geometry: NDArray[np.object_]
    boxes: NDArray[np.float64]
    members: tuple[NDArray[np.int64], ...]


@dataclass(frozen=True, slots=True, eq=False)
class NearbyIndex:
    """The located features of one state of the data, ready to be asked. Points known well and badly apart, lines and
    areas by distinct geometry."""

    columns: Columns
    good: PointIndex = field(init=False)
    vague: PointIndex = field(init=False)
    shapes: _Shapes = field(init=False)

    def __post_init__(self) -> None:
        c = self.columns
        located = c.is_site & ~np.isnan(c.lon)
        shaped = _shaped(c)
        known = c.accuracy_m <= KNOWN_TO_M
        good, vague = (np.flatnonzero(located & ~shaped & one) for one in (known, ~known))
        object.__setattr__(self, "good", PointIndex(good, c.lon[good], c.lat[good]))
        object.__setattr__(
            self, "vague", PointIndex(vague, c.lon[vague], c.lat[vague], c.accuracy_m[vague].astype(np.float64))
        )
        object.__setattr__(self, "shapes", _distinct(c, np.flatnonzero(located & shaped)))

    def around(self, spot: Spot, mask: Mask | None = None) -> Found:
        """The features within the radius, of those that ``mask`` holds."""
        near = self.good.within(spot.lon, spot.lat, spot.radius_m, spot.limit, mask)
        perhaps = self.vague.within(spot.lon, spot.lat, spot.radius_m, spot.limit, mask)
        sure, doubtful = self._shaped_around(spot, mask)
        accuracy = self.columns.accuracy_m
        points = [
            [Hit(int(row), float(d), float(b), float(accuracy[row])) for row, d, b in zip(*found, strict=True)]
            for found in ((n.rows, n.distance_m, n.bearing_deg) for n in (near, perhaps))
        ]
        return Found(
            tuple(sorted(points[0] + sure, key=_order)[: spot.limit]),
            tuple(sorted(points[1] + doubtful, key=_order)[: spot.limit]),
            near.matched + len(sure),
            perhaps.matched + len(doubtful),
        )

    def _shaped_around(self, spot: Spot, mask: Mask | None) -> tuple[list[Hit], list[Hit]]:
        shapes, sure, doubtful = self.shapes, list[Hit](), list[Hit]()
        gaps = layers.box_gap_m(spot.lon, spot.lat, *shapes.boxes.T)
        for index in np.flatnonzero(gaps <= spot.radius_m + self._reach()).tolist():
            rows = [row for row in shapes.members[index].tolist() if mask is None or mask[row]]
            bounds = {row: _bound(float(self.columns.accuracy_m[row]), spot.radius_m) for row in rows}
            if not rows or gaps[index] > max(bounds.values()):
                continue
            distance, bearing = _to_shape(spot.point, shapes.geometry[index])
            for row in rows:
                if distance <= bounds[row]:
                    doubt = float(self.columns.accuracy_m[row])
                    (sure if doubt <= KNOWN_TO_M else doubtful).append(Hit(row, distance, bearing, doubt))
        return sure, doubtful

    def _reach(self) -> float:
        """The worst accuracy of any line or area."""
        rows = [rows for rows in self.shapes.members if len(rows)]
        return float(self.columns.accuracy_m[np.concatenate(rows)].max()) if rows else 0.0


def _bound(accuracy_m: float, radius_m: float) -> float:
    """What is known badly may be nearer than it is drawn."""
    return radius_m + (accuracy_m if accuracy_m > KNOWN_TO_M else 0.0)


def _order(hit: Hit) -> tuple[float, float, int]:
    return hit.distance_m, hit.doubt_m, hit.row


def _shaped(columns: Columns) -> Mask:
    if columns.shapes is None:
        return np.zeros(len(columns), bool)
    mask: Mask = np.array([shape is not None for shape in columns.shapes], bool)
    return mask


def _distinct(columns: Columns, rows: NDArray[np.int64]) -> _Shapes:
    by_place: dict[bytes, list[int]] = {}
    geometries: list[Geometry] = []
    shapes = columns.shapes if columns.shapes is not None else np.empty(0, object)
    for row in rows.tolist():
        geometry = shapes[row]
        key = shapely.to_wkb(geometry)
        if key not in by_place:
            by_place[key] = []
            geometries.append(geometry)
        by_place[key].append(row)
    boxes = shapely.bounds(np.array(geometries, object)).reshape(-1, 4)
    members = tuple(np.array(rows, np.int64) for rows in by_place.values())
    return _Shapes(np.array(geometries, object), boxes, members)


def _to_shape(here: Point, geometry: Geometry) -> tuple[float, float | None]:
    distance = layers.distance_m(here, geometry)
    if distance == 0.0:
        return 0.0, None
    return distance, layers.azimuth(here, layers.nearest_point(here, geometry))


# --- zones and sections ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Zones and sections of one state of the data, read once."""

    zones: tuple[tuple[str, str, str | None, Zone], ...]
    sections: tuple[tuple[Json, Geometry, float | None], ...]


def load_surroundings(store: Store) -> Surroundings:
    """The zones that can be judged (id, title, shoreline, area), and the sections that have a place."""
    zones = []
    for layer in zone_layers(store):
        zone = zone_of(store.layer(layer.definition.id))
        if zone is not None:
            zones.append((layer.definition.id, layer.definition.title, layer.definition.shoreline, zone))
    return Surroundings(tuple(zones), tuple(_placed_sections(store)))


def _placed_sections(store: Store) -> list[tuple[Json, Geometry, float | None]]:
    known = any(layer.definition.id == SECTIONS for layer in store.layers())
    features = store.layer(SECTIONS).features if known else ()
    shapes = {str(f.properties.get("key", f.fid)): f for f in features if f.geometry is not None}
    listed = []
    for section in list_sections(store)["sections"]:
        feature = shapes.get(section["key"])
        if feature is not None and feature.geometry is not None:
            accuracy = feature.properties.get("accuracy_m")
            listed.append((section, feature.geometry, float(accuracy) if isinstance(accuracy, int | float) else None))
    return listed


def zones_at(spot: Spot, around: Surroundings) -> list[Json]:
    """How the position stands to each zone that is not far away: inside, outside, or not to be decided."""
    told = []
    for layer_id, title, shoreline, zone in around.zones:
        gap = layers.box_gap_m(spot.lon, spot.lat, *np.array([zone.area.bounds]).T)[0]
        if gap > ZONE_MARGIN_M + zone.accuracy_m + spot.accuracy_m:
            continue
        answer = layers.contain(spot.point, spot.accuracy_m, zone.area, zone.accuracy_m, shoreline)
        told.append(
            {
                "layer": layer_id,
                "title": title,
                "verdict": str(answer.answer),
                "label": text(f"words.zone.{answer.answer}"),
                "distance_m": round(answer.signed_distance_m, 1),
                "uncertainty_m": round(answer.uncertainty_m, 1),
                "decides": answer.remark or None,
            }
        )
    return told


def sections_at(spot: Spot, around: Surroundings) -> list[Json]:
    """The nearest monitoring sections with what was last said of them."""
    measured = [(*_to_shape(spot.point, geometry), section, doubt) for section, geometry, doubt in around.sections]
    nearest = sorted(measured, key=lambda one: one[0])[:SECTIONS_SHOWN]
    return [
        {
            **section,
            "distance_m": round(distance, 1),
            "bearing_deg": bearing,
            "direction": direction(bearing),
            "accuracy_m": doubt,
        }
        for distance, bearing, section, doubt in nearest
    ]


# --- the answer -----------------------------------------------------------------------------------------------------


def answer_nearby(
    index: NearbyIndex, around: Surroundings, spot: Spot, row_of: Callable[[int], Json], mask: Mask | None = None
) -> Json:
    """The whole answer: a GeoJSON FeatureCollection of what is near, with foreign members for the rest. ``row_of``
    makes a GeoJSON feature of a row of the columns."""
    found = index.around(spot, mask)
    near, perhaps = ([_feature(hit, row_of(hit.row), spot) for hit in hits] for hits in (found.near, found.perhaps))
    return {
        "type": "FeatureCollection",
        "features": near,
        "numberMatched": found.near_matched,
        "numberReturned": len(near),
        "position": {"lon": spot.lon, "lat": spot.lat, "accuracy_m": spot.accuracy_m, "radius_m": spot.radius_m},
        "perhaps": {"features": perhaps, "numberMatched": found.perhaps_matched, "known_to_m": KNOWN_TO_M},
        "zones": zones_at(spot, around),
        "sections": sections_at(spot, around),
    }


def _feature(hit: Hit, feature: Json, spot: Spot) -> Json:
    """The feature with its distance and direction, and the ways there."""
    told = feature["properties"]
    told["distance_m"] = round(hit.distance_m, 4)
    told["distance_uncertainty_m"] = hit.doubt_m
    told["bearing_deg"] = None if hit.bearing_deg is None else round(hit.bearing_deg, 2)
    told["direction"] = direction(hit.bearing_deg)
    goal = Goal(told["lon"], told["lat"], told["name"] or told["case_id"], told["county"])
    told["navigation"] = navigation_links(goal, (spot.lon, spot.lat))
    return feature


def direction(bearing_deg: float | None) -> str | None:
    """One of eight points of the compass, in words."""
    if bearing_deg is None:
        return None
    return text(f"nearby.direction.{round(bearing_deg / 45.0) % 8}")
