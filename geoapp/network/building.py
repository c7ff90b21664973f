"""Building the network: lines are cut where others join them, ends are snapped to nodes, flow is declared or derived.

Digitised order says which way the water goes only where the feature declares it: ``flow`` = ``digitised`` or
``reversed``, or surveyed geometry (``basis`` surveyed, verified), which is digitised downstream. For other mapped
rivers the flow is derived from the order table when the river reaches its target without a loop. Everything else has
unknown flow, with the reason; schematic axes have no reaches at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shapely import STRtree
from shapely.geometry import LineString, MultiLineString, Point

from geoapp.model import Basis, LayerFeature, PlaceType, UsageError
from geoapp.network.cutting import cut, degrees, pieces_of, share_along
from geoapp.network.flows import flows_of
from geoapp.network.graph import Flow, FlowsInto, Network, Reach, Ruler
from geoapp.texts import text

SNAP_M = 10.0
"""Ends nearer than this are one node: surveyed lines that meet were digitised to meet."""

_RIVERS = {PlaceType.RIVER, PlaceType.CANAL}
_LAKES = {PlaceType.LAKE, PlaceType.RESERVOIR}
_VAGUE = {Basis.SCHEMATIC, Basis.CENTROID}
_SURVEYED = {Basis.SURVEYED, Basis.VERIFIED}
_DECLARED = {"digitised": Flow.FORWARD, "reversed": Flow.BACKWARD, "unknown": Flow.UNKNOWN}


@dataclass(frozen=True, slots=True)
class _Line:
    feature: LayerFeature
    river: str | None
    line: LineString


def build_network(
    features: Iterable[LayerFeature], table: Iterable[FlowsInto], ruler: Ruler, *, snap_m: float = SNAP_M
) -> Network:
    """The network of a water layer. ``table`` wins over what features declare. Raises ``UsageError`` for a bad snap."""
    if not 0 < snap_m <= 1000:
        raise UsageError(text("network.bad.snap", value=f"{snap_m:g}"))
    known = list(features)
    rivers = [one for one in known if one.properties.get("type") in _RIVERS]
    lines = [line for feature in rivers for line in _lines(feature)]
    split = _split(lines, ruler, snap_m)
    nodes, ends = _nodes([one.line for one in split], ruler, snap_m)
    flows = flows_of(rivers, table)
    reaches = [_reach(index, one, ends[index], ruler) for index, one in enumerate(split)]
    incident: dict[int, list[int]] = defaultdict(list)
    for reach in reaches:
        for node in {reach.start, reach.end}:
            incident[node].append(reach.index)
    measurable = {one.river for one in lines if one.river}
    named = {str(one.properties["name"]) for one in rivers if one.properties.get("name")}
    named |= {name for row in flows.values() for name in (row.river, row.into)}
    return Network(
        nodes=nodes,
        reaches=tuple(_directed(reaches, incident, flows)),
        flows=flows,
        names=_spellings(rivers, named),
        by_name=frozenset(named - measurable),
        lakes=frozenset(
            str(one.properties["name"])
            for one in known
            if one.properties.get("type") in _LAKES and one.properties.get("name")
        ),
        ruler=ruler,
        snap_m=snap_m,
        incident={node: tuple(found) for node, found in incident.items()},
        tree=STRtree([reach.line for reach in reaches]),
    )


def _lines(feature: LayerFeature) -> list[_Line]:
    if feature.properties.get("basis") in _VAGUE or not isinstance(feature.geometry, LineString | MultiLineString):
        return []
    name = feature.properties.get("name")
    return [_Line(feature, str(name) if name else None, piece) for piece in pieces_of(feature.geometry)]


def _spellings(rivers: Sequence[LayerFeature], named: set[str]) -> dict[str, str]:
    found = {name: name for name in named}
    for one in rivers:
        if name := one.properties.get("name"):
            for alias in one.properties.get("aliases") or ():
                found.setdefault(str(alias), str(name))
    return found


def _split(lines: Sequence[_Line], ruler: Ruler, snap_m: float) -> list[_Line]:
    """Every line cut where the end of another one (or its own) lies on it: a tributary rarely ends at a vertex."""
    ends = [Point(one.line.coords[at]) for one in lines for at in (0, -1)]
    if not ends:
        return []
    tree = STRtree(ends)
    found: list[_Line] = []
    for one in lines:
        reach = degrees(snap_m, one.line.centroid.y)
        shares = []
        for index in tree.query(one.line, predicate="dwithin", distance=reach):
            end = ends[int(index)]
            if ruler.distance_m(end, one.line) <= snap_m and not _is_at_end(end, one.line, ruler, snap_m):
                shares.append(share_along(one.line, end))
        found.extend(replace(one, line=piece) for piece in cut(one.line, shares))
    return found


def _is_at_end(point: Point, line: LineString, ruler: Ruler, snap_m: float) -> bool:
    return any(ruler.distance_m(point, Point(line.coords[at])) <= snap_m for at in (0, -1))


def _nodes(lines: Sequence[LineString], ruler: Ruler, snap_m: float) -> tuple[tuple[Point, ...], list[tuple[int, int]]]:
    """Nodes, and the start and end node of each line. Ends within the snap of each other are one node."""
    ends = [Point(line.coords[at]) for line in lines for at in (0, -1)]
    if not ends:
        return (), []
    parent = list(range(len(ends)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    tree = STRtree(ends)
    for index, end in enumerate(ends):
        for other in tree.query(end, predicate="dwithin", distance=degrees(snap_m, end.y)):
            if int(other) > index and ruler.distance_m(end, ends[int(other)]) <= snap_m:
                parent[root(int(other))] = root(index)
    roots = sorted({root(index) for index in range(len(ends))})
    number = {found: node for node, found in enumerate(roots)}
    of_end = [number[root(index)] for index in range(len(ends))]
    return tuple(ends[found] for found in roots), list(zip(of_end[::2], of_end[1::2], strict=True))


def _reach(index: int, one: _Line, ends: tuple[int, int], ruler: Ruler) -> Reach:
    properties = one.feature.properties
    declared = _DECLARED.get(str(properties.get("flow", "")))
    if declared is None:
        declared = Flow.FORWARD if properties.get("basis") in _SURVEYED else Flow.UNKNOWN
    name = one.river or text("network.unnamed")
    doubt = text("network.doubt.undeclared", river=name) if declared is Flow.UNKNOWN else ""
    accuracy = float(properties.get("accuracy_m") or 0.0)
    length = ruler.length_m(one.line)
    return Reach(index, one.river, one.feature.fid, *ends, one.line, length, accuracy, declared, doubt)


def _directed(
    reaches: list[Reach], incident: Mapping[int, Sequence[int]], flows: Mapping[str, FlowsInto]
) -> list[Reach]:
    """Flow of mapped rivers derived from the order table; a declared order that contradicts the table is doubted."""
    for river in {reach.river for reach in reaches if reach.river}:
        row = flows.get(river)
        own = [reach for reach in reaches if reach.river == river]
        if row is None:
            continue
        mouths = {
            node
            for reach in own
            for node in (reach.start, reach.end)
            if any(reaches[index].river == row.into for index in incident[node])
        }
        if len(mouths) != 1:
            continue
        for index, flow in _towards(next(iter(mouths)), own, incident).items():
            reaches[index] = _settled(reaches[index], flow, row)
    return reaches


def _towards(mouth: int, own: Sequence[Reach], incident: Mapping[int, Sequence[int]]) -> dict[int, Flow]:
    """The flow of a river's reaches that makes all water go to its mouth; nothing when the river has a loop."""
    mine = {reach.index: reach for reach in own}
    found: dict[int, Flow] = {}
    seen, waiting = {mouth}, [mouth]
    while waiting:
        node = waiting.pop()
        for index in incident[node]:
            if index not in mine or index in found:
                continue
            reach = mine[index]
            other = reach.start if reach.end == node else reach.end
            if other in seen:
                return {}
            found[index] = Flow.FORWARD if reach.end == node else Flow.BACKWARD
            seen.add(other)
            waiting.append(other)
    return found


def _settled(reach: Reach, flow: Flow, row: FlowsInto) -> Reach:
    if reach.flow is flow:
        return reach
    if reach.flow is Flow.UNKNOWN:
        return replace(reach, flow=flow, doubt="")
    doubt = text("network.doubt.contradicts", river=row.river, into=row.into, source=row.source)
    return replace(reach, flow=Flow.UNKNOWN, doubt=doubt)
