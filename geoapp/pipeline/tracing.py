"""Tracing in the corridor: the network of the published water layer, and what lies below a case or above a section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, Point, mapping
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp import layers, network
from geoapp.model import CaseFeature, LayerFeature, NotFound, PlaceType, Query, Way
from geoapp.network import Catchment, Hit, Link, Network, Spot, Stations, Trace
from geoapp.pipeline.monitoring import register_of
from geoapp.pipeline.sections import LAYER
from geoapp.store import Store
from geoapp.texts import text

Json = dict[str, Any]

_WATERS = {PlaceType.RIVER, PlaceType.CANAL, PlaceType.LAKE, PlaceType.RESERVOIR}
_DIGITS = 7


class _Ruler:
    """The house's one measuring module, as the network room asks for it."""

    def length_m(self, geometry: Geometry, /) -> float:
        return layers.length_m(geometry)

    def distance_m(self, point: Point, geometry: Geometry, /) -> float:
        return layers.distance_m(point, geometry)


@dataclass(frozen=True, slots=True)
class Waters:
    """The network with its sections: built once per state of the two layers."""

    network: Network
    stations: Stations
    features: tuple[LayerFeature, ...]


def load_waters(store: Store) -> Waters:
    """The network of the published ``water`` and ``monitoring-sections`` layers, else of the shipped reference."""
    published = {layer.definition.id for layer in store.layers() if layer.problem is None}
    water = store.layer("water").features if "water" in published else layers.read_reference("reference:water")
    sections = store.layer(LAYER).features if LAYER in published else layers.read_reference("reference:sections")
    net = network.build_network(water, network.read_flows(), _Ruler())
    stations = network.place_stations(net, [network.section_spot(one, net) for one in sections])
    return Waters(net, stations, tuple(water))


class RiverTracer:
    """The tracer that the layers room is handed: the network room with the shipped order of rivers."""

    @property
    def digest(self) -> str:
        """Of the order of rivers and of the network room's code."""
        return network.digest()

    def trace(
        self, rivers: Sequence[LayerFeature], starts: Sequence[LayerFeature], targets: Sequence[LayerFeature]
    ) -> list[Way]:
        """From each start down the rivers to the first of the targets."""
        net = network.build_network(rivers, network.read_flows(), _Ruler())
        spots = {one.fid: network.section_spot(one, net) for one in targets}
        ids = {spot.key: fid for fid, spot in spots.items()}
        stations = network.place_stations(net, spots.values())
        found: list[Way] = []
        for one in starts:
            trace = network.downstream(net, _start(one, net), stations)
            ways = [_way(one.fid, ids[hit.section.key], hit) for hit in trace.hits] or [Way(one.fid, None)]
            found += [replace(ways[0], reasons=trace.reasons), *ways[1:]]
        return found

    def climb(
        self, rivers: Sequence[LayerFeature], starts: Sequence[LayerFeature], targets: Sequence[LayerFeature]
    ) -> list[Way]:
        """From each start up the rivers to every target whose water comes by it, nearest first."""
        net = network.build_network(rivers, network.read_flows(), _Ruler())
        spots = [_start(one, net) for one in targets]
        found: list[Way] = []
        for one in starts:
            section = network.section_spot(one, net)
            stations = network.place_stations(net, [section])
            above = network.upstream(net, section, spots, stations)
            ways = [_way_up(one.fid, link, network.downstream(net, link.spot, stations)) for link in above.links]
            ways = ways or [Way(one.fid, None, reasons=(text("network.panel.none"),))]
            found += [replace(ways[0], reasons=(*ways[0].reasons, *above.reasons)), *ways[1:]]
        return found


def _way_up(start: str, link: Link, down: Trace) -> Way:
    """What hangs together upstream, with the line that the water takes down from there."""
    hit = next((hit for hit in down.hits if hit.relation == link.relation), None)
    path = MultiLineString(list(hit.path)) if hit is not None and hit.path else None
    via = hit.via if hit is not None else ()
    told = link.relation.value, link.distance_m, link.uncertainty_m, path, via
    return Way(start, link.spot.key, *told, certain=link.certain, remark=link.remark)


def _start(feature: LayerFeature, net: Network) -> Spot:
    """A feature of a layer; it says itself which river or lake it stands in (``river``, ``lake``), if it does."""
    said, name = feature.properties, str(feature.properties.get("name") or feature.fid)
    lake = str(said.get("lake") or "")
    own = net.river(str(said.get("river") or name))
    return Spot(feature.fid, name, feature.geometry, said.get("accuracy_m"), own, lake if lake in net.lakes else None)


def _way(start: str, end: str, hit: Hit) -> Way:
    path = MultiLineString(list(hit.path)) if hit.path else None
    return Way(start, end, hit.relation.value, hit.distance_m, hit.uncertainty_m, path, hit.via)


def trace_case(store: Store, case_id: str, waters: Waters | None = None) -> Json:
    """What lies below each site of a case; raises ``NotFound`` for an unknown case."""
    known = waters or load_waters(store)
    dossier = store.dossier(case_id)
    sites = [feature for feature in dossier.features if feature.site_id]
    traces = [network.downstream(known.network, _spot(feature, known), known.stations) for feature in sites]
    reasons = [] if sites else [text("network.reason.no_sites")]
    return {
        "case_id": case_id,
        "note": text("network.note"),
        "sites": [_trace(feature, trace) for feature, trace in zip(sites, traces, strict=True)],
        "reasons": reasons,
    }


def trace_section(store: Store, key: str, today: date, waters: Waters | None = None) -> Json:
    """The cases above a section, given by its key, name or alias; raises ``NotFound`` for one that is not listed."""
    known = waters or load_waters(store)
    registered = register_of(store).named(key)
    wanted = (key, registered.key) if registered is not None else (key,)
    section = next((spot for spot in known.stations.spots if spot.key in wanted or spot.name == key), None)
    if section is None:
        names = "、".join(spot.name for spot in known.stations.spots)
        raise NotFound(text("monitoring.no_such_section", name=key, known=names))
    features = list(_near_waters(store, known, section, today))
    spots = {feature.fid: _spot(feature, known) for feature in features}
    found = network.upstream(known.network, section, spots.values(), known.stations)
    return _catchment(section, found, {spot.key: feature for feature in features if (spot := spots[feature.fid])})


def _near_waters(store: Store, waters: Waters, section: Spot, today: date) -> Iterator[CaseFeature]:
    """The sites that can be above a section at all: those in the box of its water and of what runs into it."""
    names = {section.river, section.lake} | (waters.network.above(section.river) if section.river else set())
    shapes = [one.geometry for one in waters.features if one.properties.get("name") in names - {None}]
    shapes += network.upstream(waters.network, section, (), waters.stations).lines
    if section.geometry is not None:
        shapes.append(section.geometry)
    bounds = shapely.total_bounds([shape for shape in shapes if shape is not None])
    if shapely.is_empty(shapely.box(*bounds)) or bounds[0] != bounds[0]:
        return
    margin = 0.02  # two kilometres: farther from a river no site is put on it
    west, south, east, north = (float(side) for side in bounds)
    box = (west - margin, south - margin, east + margin, north + margin)
    for feature in store.iterate(Query(today=today, bbox=box, located=True)):
        if feature.site_id:
            yield feature


def _spot(feature: CaseFeature, waters: Waters) -> Spot:
    """A site for the network. The water that it is comes from its name or from the drawn place it stands for."""
    net = waters.network
    place = (feature.place_key or "").partition("/")
    station = next((one for one in waters.stations.spots if one.key == feature.place_key), None)
    names = [feature.name, place[2]] if feature.type in _WATERS and place[0] == "water" else []
    river = next((net.river(name) for name in names if net.river(name)), station.river if station else None)
    lake = next((name for name in names if name in net.lakes), station.lake if station else None)
    return Spot(
        key=f"{feature.case_id}/{feature.site_id}",
        name=feature.name or feature.case_id,
        geometry=feature.geometry,
        accuracy_m=feature.accuracy_m,
        river=river,
        lake=lake,
        case_id=feature.case_id,
    )


def _trace(feature: CaseFeature, trace: Trace) -> Json:
    return {
        "site_id": feature.site_id,
        "fid": feature.fid,
        "name": feature.name,
        "hits": [_hit(hit) for hit in trace.hits],
        "reasons": list(trace.reasons),
    }


def _hit(hit: Hit) -> Json:
    return {
        "section": {"key": hit.section.key, "name": hit.section.name},
        "relation": hit.relation,
        "relation_label": text(f"network.relation.{hit.relation}"),
        "distance_m": None if hit.distance_m is None else round(hit.distance_m, 1),
        "uncertainty_m": None if hit.uncertainty_m is None else round(hit.uncertainty_m, 1),
        "via": list(hit.via),
        "path": _lines(hit.path),
    }


def _lines(lines: Iterable[LineString]) -> Json | None:
    known = list(lines)
    if not known:
        return None
    joined = shapely.transform(MultiLineString(known), lambda pairs: pairs.round(_DIGITS))
    return dict(mapping(joined))


def _catchment(section: Spot, found: Catchment, features: dict[str, CaseFeature]) -> Json:
    return {
        "section": {"key": section.key, "name": section.name},
        "note": text("network.note"),
        "cases": [
            {
                "case_id": link.spot.case_id,
                "site_id": features[link.spot.key].site_id,
                "fid": features[link.spot.key].fid,
                "name": link.spot.name,
                "status": features[link.spot.key].status,
                "relation": link.relation,
                "relation_label": text(f"network.relation.{link.relation}"),
                "distance_m": None if link.distance_m is None else round(link.distance_m, 1),
                "uncertainty_m": None if link.uncertainty_m is None else round(link.uncertainty_m, 1),
                "certain": link.certain,
                "remark": link.remark,
            }
            for link in found.links
        ],
        "reasons": list(found.reasons),
        "lines": _lines(found.lines),
    }
