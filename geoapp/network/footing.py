"""Footing: where on the network a site or a section stands, or why that cannot be told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import LayerFeature
from geoapp.network.cutting import DEGREE_M, degrees, part_of, share_along
from geoapp.network.graph import Flow, Network, Reach
from geoapp.texts import text

NEAR_M = 1000.0
"""Farther from a river than this, or known no better than this, a place is not put on it."""

_KIND = re.compile(r"(?:国控|省控|市控|县控)?(?:监测)?(?:断面|点位)$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A site or a section. ``river``/``lake`` is the water that it is (in), by name, when that is known.

    ``at_mouth``: a section at the end of its river. ``case_id`` None for sections.
    """

    key: str
    name: str
    geometry: Geometry | None
    accuracy_m: float | None
    river: str | None = None
    lake: str | None = None
    at_mouth: bool = False
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class Foothold:
    """A place on a reach: ``share`` counts along the flow where it is known, else in digitised order."""

    reach: Reach
    share: float

    def down_to(self, share: float) -> LineString | None:
        """The stretch of the reach from here down to a share, None when that is here."""
        return part_of(self.reach.course, self.share, share)


def section_spot(feature: LayerFeature, network: Network) -> Spot:
    """A monitoring section as a spot. Its water is its property ``river``, else the longest name that begins its own;
    it stands at the mouth when its name says so (甲河入乙江口, 甲河口)."""
    properties = feature.properties
    name = str(properties.get("name") or feature.fid)
    stated = network.river(str(properties["river"])) if properties.get("river") else None
    spelled = max((word for word in network.names if name.startswith(word)), key=len, default=None)
    river = stated or (network.names[spelled] if spelled else None)
    lake = max((word for word in network.lakes if name.startswith(word)), key=len, default=None)
    if lake is not None and (stated or len(lake) <= len(spelled or "")):
        lake = None
    return Spot(
        key=str(properties.get("key") or feature.fid),
        name=name,
        geometry=feature.geometry,
        accuracy_m=properties.get("accuracy_m"),
        river=None if lake else river,
        lake=lake,
        at_mouth=river is not None
        and not lake
        and _names_mouth(network, river, [name, *(properties.get("aliases") or ())]),
    )


def _names_mouth(network: Network, river: str, names: Iterable[str]) -> bool:
    row = network.flows.get(river)
    forms = {f"{river}口", f"{river}河口"}
    if row is not None:
        forms |= {f"{river}入{row.into}口", f"{river}入{row.into[0]}口", f"{river}汇入{row.into}口"}
    return any(_KIND.sub("", name) in forms for name in names)


def find_footholds(network: Network, spot: Spot) -> list[Foothold] | str:
    """All reaches that the spot may stand at, nearest first (one a river), or a sentence why there is none.

    A second river counts when the accuracies do not rule it out.
    """
    problem = _unplaceable(network, spot)
    if problem:
        return problem
    assert isinstance(spot.geometry, Point)  # noqa: S101 - else it was unplaceable
    accuracy = spot.accuracy_m or 0.0
    found: dict[str, tuple[float, Reach]] = {}
    for reach in _nearby(network, spot):
        away = network.ruler.distance_m(spot.geometry, reach.line)
        name = _river_of(reach)
        if away <= NEAR_M and (name not in found or (away, reach.index) < (found[name][0], found[name][1].index)):
            found[name] = (away, reach)
    if not found:
        return text("network.reason.far", name=spot.name, near=f"{NEAR_M:g}")
    ordered = sorted(found.values(), key=lambda pair: (pair[0], pair[1].index))
    limit = ordered[0][0] + accuracy + ordered[0][1].accuracy_m
    return [Foothold(reach, share_along(reach.course, spot.geometry)) for away, reach in ordered if away <= limit]


def _nearby(network: Network, spot: Spot) -> list[Reach]:
    """The reaches that may be the nearest of their river and count at all: bounded in degrees, which is quick, so that
    only a few are measured. A degree is at most ``DEGREE_M`` metres and at least that times the cosine of latitude."""
    assert isinstance(spot.geometry, Point)  # noqa: S101 - the caller looked
    around = network.tree.query(spot.geometry, predicate="dwithin", distance=degrees(NEAR_M, spot.geometry.y))
    reaches = [network.reaches[int(index)] for index in around]
    away = shapely.distance(network.tree.geometries[around], spot.geometry) * DEGREE_M
    least = away * math.cos(math.radians(spot.geometry.y)) * 0.98
    best: dict[str, float] = {}
    for reach, most in zip(reaches, away * 1.02, strict=True):
        if not spot.river or reach.river == spot.river:
            name = _river_of(reach)
            best[name] = min(best.get(name, math.inf), float(most))
    slack = (spot.accuracy_m or 0.0) + max((reach.accuracy_m for reach in reaches), default=0.0)
    limit = min(best.values(), default=0.0) + slack
    return [
        reach
        for reach, low in zip(reaches, least, strict=True)
        if _river_of(reach) in best and low <= min(best[_river_of(reach)], limit)
    ]


def _river_of(reach: Reach) -> str:
    return reach.river or f"#{reach.feature}"


def _unplaceable(network: Network, spot: Spot) -> str:
    if spot.river and spot.river in network.by_name:
        return text("network.reason.schematic", river=spot.river)
    if spot.geometry is None:
        return text("network.reason.unlocated", name=spot.name)
    if not spot.river and (spot.accuracy_m or 0.0) > NEAR_M:
        return text("network.reason.rough", name=spot.name, accuracy=f"{spot.accuracy_m:.0f}")
    if not isinstance(spot.geometry, Point):
        return text("network.reason.whole", name=spot.name)
    if (spot.accuracy_m or 0.0) > NEAR_M:
        return text("network.reason.rough", name=spot.name, accuracy=f"{spot.accuracy_m:.0f}")
    return ""


@dataclass(frozen=True, slots=True)
class Stations:
    """All sections: those that stand on a reach (in the order of its flow), and those known by name only."""

    spots: tuple[Spot, ...]
    on_reach: dict[int, list[tuple[float, Spot]]]
    footholds: dict[str, Foothold]

    def loose(self, river: str) -> list[Spot]:
        """The sections of a river that stand on no reach."""
        return [spot for spot in self.spots if spot.river == river and spot.key not in self.footholds]


def place_stations(network: Network, spots: Iterable[Spot]) -> Stations:
    """Put sections on the network; one that may stand at two rivers stands at none."""
    known = tuple(spots)
    on_reach: dict[int, list[tuple[float, Spot]]] = {}
    footholds: dict[str, Foothold] = {}
    for spot in known:
        found = find_footholds(network, spot)
        if isinstance(found, str) or len(found) > 1 or spot.lake:
            continue
        footholds[spot.key] = found[0]
        on_reach.setdefault(found[0].reach.index, []).append((found[0].share, spot))
    for row in on_reach.values():
        row.sort(key=lambda pair: (pair[0], pair[1].key))
    return Stations(known, on_reach, footholds)


def describe(point: Point) -> str:
    """A place for a sentence."""
    return f"{point.x:.4f}, {point.y:.4f}"


def is_directed(foothold: Foothold) -> bool:
    """True when the reach's flow is known."""
    return foothold.reach.flow is not Flow.UNKNOWN
