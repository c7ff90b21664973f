"""A surveyed network drawn for the tests, and a ruler of our own (Geod) to hold the house's against."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import shapely
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, Point, Polygon

from geoapp import layers
from geoapp.model import LayerFeature
from geoapp.network import FlowsInto, Network, Spot, Stations, build_network, place_stations, section_spot

GEOD = Geod(ellps="WGS84")
RULER = SimpleNamespace(length_m=layers.length_m, distance_m=layers.distance_m)
Coords = Sequence[tuple[float, float]]


def geodesic_m(*coords: tuple[float, float]) -> float:
    """Length of a broken line straight in longitude and latitude, by Geod over pieces of some ten metres."""
    dense = shapely.segmentize(LineString(coords), 0.0001)
    return float(GEOD.geometry_length(dense))


def river(name: str | None, *parts: Coords, key: str | None = None, **properties: object) -> LayerFeature:
    lines = [LineString(part) for part in parts]
    given = {"name": name, "type": "river", "basis": "surveyed", "accuracy_m": 5.0, "aliases": [], **properties}
    return LayerFeature(key or f"water/{name}", lines[0] if len(lines) == 1 else MultiLineString(lines), given)


def sketched(name: str, **properties: object) -> LayerFeature:
    return river(name, [(112.0, 28.0), (112.1, 28.1)], basis="schematic", accuracy_m=4000.0, **properties)


def lake(name: str) -> LayerFeature:
    shape = Polygon([(112.5, 29.1), (112.6, 29.1), (112.6, 29.2), (112.5, 29.2)])
    return LayerFeature(
        f"water/{name}", shape, {"name": name, "type": "lake", "basis": "gazetteer", "accuracy_m": 700.0}
    )


def section(name: str, at: tuple[float, float] | None, accuracy_m: float = 10.0, **properties: object) -> LayerFeature:
    given = {"key": f"sections/{name}", "name": name, "accuracy_m": accuracy_m, "aliases": [], **properties}
    return LayerFeature(f"sections/{name}", None if at is None else Point(at), given)


def site(
    at: tuple[float, float] | None,
    accuracy_m: float = 20.0,
    river: str | None = None,
    lake: str | None = None,
    name: str = "某厂",
) -> Spot:
    return Spot(f"k/{name}", name, None if at is None else Point(at), accuracy_m, river, lake, case_id=f"c-{name}")


def network(*features: LayerFeature, flows: Sequence[tuple[str, str]] = (), snap_m: float = 10.0) -> Network:
    table = [FlowsInto(first, second, "依据") for first, second in flows]
    return build_network(features, table, RULER, snap_m=snap_m)


def stations(net: Network, *sections: LayerFeature) -> Stations:
    return place_stations(net, [section_spot(one, net) for one in sections])


A, B, C, D = (112.00, 28.50), (112.05, 28.50), (112.10, 28.50), (112.20, 28.52)
TOP = (112.05, 28.56)
MAIN = river("甲江", [A, C, D])
"""West to east, without a vertex where the brook joins at B."""
BROOK = river("乙溪", [TOP, B])
