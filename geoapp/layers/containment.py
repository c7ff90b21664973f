"""Is a place inside a zone? Three answers, because both the place and the zone's line are known only so well.

For a point the line must be farther away than the two accuracies together (root of the sum of squares, both CE95).
For a line or area (a river, a lake, a township that stands for a place) all of it must lie on one side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers.measure import edges, gaps_m, signed_distance_m
from geoapp.model import Containing
from geoapp.texts import text

_FAR = 1.5
"""A gap so many times the uncertainty is settled by the quick measure, whose own error is far smaller."""


@dataclass(frozen=True, slots=True)
class Containment:
    """``signed_distance_m`` to the zone's edge, negative inside, 0 where the edge runs through the place;
    ``uncertainty_m`` of it (CE95); ``remark`` says in a sentence what would decide an uncertain answer."""

    answer: Containing
    signed_distance_m: float
    uncertainty_m: float
    remark: str = ""


def contain(
    place: Geometry, accuracy_m: float, zone: Geometry, edge_accuracy_m: float, shoreline: str | None = None
) -> Containment:
    """Inside, outside or not to be decided. Accuracies are CE95 in metres; geometry is WGS 84. ``shoreline``: see
    ``explain``."""
    uncertainty_m = math.hypot(accuracy_m, edge_accuracy_m)
    nearest, farthest = _range_m(place, zone)
    if nearest > uncertainty_m:
        return Containment(Containing.OUTSIDE, nearest, uncertainty_m)
    if farthest < -uncertainty_m:
        return Containment(Containing.INSIDE, farthest, uncertainty_m)
    distance = 0.0 if nearest <= 0 <= farthest else min(nearest, farthest, key=abs)
    crossed = not isinstance(place, Point) and distance == 0
    remark = explain(distance, accuracy_m, edge_accuracy_m, crossed=crossed, shoreline=shoreline)
    return Containment(Containing.UNCERTAIN, distance, uncertainty_m, remark)


def contain_all(
    places: Sequence[tuple[Geometry, float]], zone: Geometry, edge_accuracy_m: float, shoreline: str | None = None
) -> list[Containment]:
    """``contain`` for many places with their accuracies: what is far outside is settled all at once, and places that
    are one and the same are measured once."""
    gaps = gaps_m([geometry for geometry, _ in places], zone)
    known: dict[tuple[bytes, float], Containment] = {}
    found = []
    for (geometry, accuracy_m), gap in zip(places, gaps.tolist(), strict=True):
        uncertainty_m = math.hypot(accuracy_m, edge_accuracy_m)
        if gap > _FAR * uncertainty_m:
            found.append(Containment(Containing.OUTSIDE, gap, uncertainty_m))
            continue
        key = shapely.to_wkb(geometry), accuracy_m
        if key not in known:
            known[key] = contain(geometry, accuracy_m, zone, edge_accuracy_m, shoreline)
        found.append(known[key])
    return found


def _range_m(place: Geometry, zone: Geometry) -> tuple[float, float]:
    """The least and the greatest signed distance of any point of ``place`` to the zone's edge.

    Nothing is measured where the edge runs through a line or area: 0 says all. Else the extremes are taken over the
    vertices, and over the zone's own corners.
    """
    if isinstance(place, Point):
        distance = signed_distance_m(place, zone)
        return distance, distance
    if shapely.intersects(zone.boundary, place):
        return 0.0, 0.0
    distances = [signed_distance_m(Point(*xy), zone) for xy in _vertices(place)] + _from_zone(place, zone)
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


def explain(
    distance_m: float, accuracy_m: float, edge_accuracy_m: float, *, crossed: bool, shoreline: str | None = None
) -> str:
    """What would decide an uncertain answer: a better line, a better position, either, both, or a look on the spot.

    ``crossed``: the place is a line or area and the zone's line runs through it. ``shoreline``: what the zone's
    definition says of its line, so that the better one can be named.
    """
    if crossed:
        return text("layers.contain.crossed")
    if abs(distance_m) < 1:
        return text("layers.contain.on_line")
    line_m, place_m = _needed_m(distance_m, accuracy_m), _needed_m(distance_m, edge_accuracy_m)
    if line_m < 1 and place_m < 1:
        key, line_m, place_m = "both", abs(distance_m) / math.sqrt(2), abs(distance_m) / math.sqrt(2)
    else:
        key = "edge" if place_m < 1 else "place" if line_m < 1 else "either"
    return text(
        f"layers.contain.{key}",
        line=text("layers.contain.line." + (shoreline or "other")),
        place_accuracy=f"{accuracy_m:.0f}",
        edge_accuracy=f"{edge_accuracy_m:.0f}",
        line_needed=math.floor(line_m),
        place_needed=math.floor(place_m),
    )


def _needed_m(distance_m: float, other_m: float) -> float:
    """How good the one accuracy must be, the other being what it is; 0 when it alone cannot do."""
    return math.sqrt(max(distance_m**2 - other_m**2, 0.0))
