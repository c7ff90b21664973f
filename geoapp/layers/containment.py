"""Is a place inside a zone? Three answers, because both the place and the zone's line are known only so well.

For a point the line must be farther away than the two accuracies together (root of the sum of squares, both CE95).
For a line or area (a river, a lake, a township that stands for a place) all of it must lie on one side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers.measure import edges, signed_distance_m
from geoapp.texts import text


class Containing(StrEnum):
    """Where a place stands to a zone."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Containment:
    """``signed_distance_m`` to the zone's edge, negative inside; ``uncertainty_m`` of it (CE95); ``remark`` says in a
    sentence what would decide an uncertain answer."""

    answer: Containing
    signed_distance_m: float
    uncertainty_m: float
    remark: str = ""


def contain(place: Geometry, accuracy_m: float, zone: Geometry, edge_accuracy_m: float) -> Containment:
    """Inside, outside or not to be decided. Accuracies are CE95 in metres; geometry is WGS 84."""
    uncertainty_m = math.hypot(accuracy_m, edge_accuracy_m)
    nearest, farthest = _range_m(place, zone)
    if nearest > uncertainty_m:
        return Containment(Containing.OUTSIDE, nearest, uncertainty_m)
    if farthest < -uncertainty_m:
        return Containment(Containing.INSIDE, farthest, uncertainty_m)
    distance = nearest if abs(nearest) <= abs(farthest) else farthest
    return Containment(Containing.UNCERTAIN, distance, uncertainty_m, _remark(accuracy_m, edge_accuracy_m, distance))


def _range_m(place: Geometry, zone: Geometry) -> tuple[float, float]:
    """The least and the greatest signed distance of any point of ``place`` to the zone's edge.

    For lines and areas the extremes are taken over the vertices, and 0 counts when the edge itself is crossed or
    the zone's edge lies within the place.
    """
    points = [place] if isinstance(place, Point) else [Point(*xy) for xy in _vertices(place)]
    distances = [signed_distance_m(point, zone) for point in points]
    if not isinstance(place, Point):
        distances += [0.0] if shapely.intersects(zone.boundary, place) else _from_zone(place, zone)
    return min(distances), max(distances)


def _vertices(place: Geometry) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(place)]


def _from_zone(place: Geometry, zone: Geometry) -> list[float]:
    """Distances seen from the zone's own corners: a straight side of the place may pass closer than its ends."""
    inside = shapely.contains(zone, place)
    corners = [Point(float(x), float(y)) for x, y in edges(zone)[:, 0]]
    nearest = min(corners, key=lambda corner: shapely.distance(corner, place))
    distance = abs(signed_distance_m(nearest, place))
    return [-distance if inside else distance]


def _remark(accuracy_m: float, edge_accuracy_m: float, distance: float) -> str:
    """What would decide: the worse of the two accuracies, and how good it would have to be."""
    needed = math.sqrt(max(distance**2 - min(accuracy_m, edge_accuracy_m) ** 2, 0.0))
    key = "place" if accuracy_m >= edge_accuracy_m else "edge"
    if needed < 1:
        return text("layers.contain.on_line")
    return text(f"layers.contain.{key}", accuracy=f"{max(accuracy_m, edge_accuracy_m):g}", needed=f"{needed:.0f}")
