"""Downstream: from a case's site to the first section(s), with the distance along the river where it can be measured.

水系连通 is all that this says. Where the network is broken, loops, or has a reach whose flow nobody declared, the trace
stops there and says so.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shapely.geometry import LineString, Point

from geoapp.network.cutting import degrees
from geoapp.network.footing import Foothold, Spot, Stations, describe, find_footholds, is_directed
from geoapp.network.graph import Network, Reach
from geoapp.texts import text

_NEARBY_M = 5000.0


class Relation(StrEnum):
    """How a site and a section hang together: measured along the river, by the order of rivers, or one lake."""

    ALONG = "along"
    ORDER = "order"
    SAME_LAKE = "same_lake"


@dataclass(frozen=True, slots=True)
class Hit:
    """A section below a site. ``distance_m`` along the river, None where nothing may be measured (未知);
    ``uncertainty_m`` bounds it from the accuracies of site, section and river. ``path`` runs with the flow."""

    section: Spot
    relation: Relation
    distance_m: float | None = None
    uncertainty_m: float | None = None
    path: tuple[LineString, ...] = ()
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """What can be told of a spot's way down. ``reasons`` are sentences about what cannot."""

    spot: Spot
    hits: tuple[Hit, ...]
    reasons: tuple[str, ...]


def downstream(network: Network, spot: Spot, stations: Stations) -> Trace:
    """The first section(s) below a spot: one for each branch where the river divides."""
    if spot.lake:
        return _in_lake(network, spot, stations)
    footholds = find_footholds(network, spot)
    if isinstance(footholds, str):
        found = _by_order(network, spot.river, stations) if spot.river else _Found()
        return Trace(spot, tuple(found.hits), tuple(dict.fromkeys([footholds, *found.reasons])))
    walks = [_Walk(network, stations, spot).run(foothold) for foothold in footholds]
    first = walks[0]
    sections = {tuple(hit.section.key for hit in walk.hits) for walk in walks}
    if len(sections) > 1:
        rivers = "、".join(foothold.reach.river or text("network.unnamed") for foothold in footholds)
        return Trace(spot, (), (text("network.reason.which", name=spot.name, rivers=rivers),))
    return Trace(spot, tuple(first.hits), tuple(dict.fromkeys(first.reasons)))


@dataclass
class _Found:
    hits: list[Hit] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def _in_lake(network: Network, spot: Spot, stations: Stations) -> Trace:
    hits = [Hit(one, Relation.SAME_LAKE, via=(spot.lake or "",)) for one in stations.spots if one.lake == spot.lake]
    if hits:
        return Trace(spot, tuple(hits), ())
    found = _by_order(network, spot.lake or "", stations)
    return Trace(spot, tuple(found.hits), (text("network.reason.lake", lake=spot.lake), *found.reasons))


def _by_order(network: Network, river: str, stations: Stations) -> _Found:
    """What the order of rivers alone tells: sections at mouths lie below everything on their river."""
    found = _Found()
    via: list[str] = []
    for name in (river, *(row.into for row in network.below(river))):
        if name in via:
            found.reasons.append(text("network.reason.circle", river=river))
            return found
        via.append(name)
        own = [one for one in stations.spots if one.river == name]
        mouths = [one for one in own if one.at_mouth]
        others = "、".join(one.name for one in own if not one.at_mouth)
        if others:
            found.reasons.append(text("network.reason.above_or_below", river=name, sections=others))
        if mouths:
            found.hits.extend(Hit(one, Relation.ORDER, via=tuple(via)) for one in mouths)
            return found
    found.reasons.append(text("network.reason.no_order", river=via[-1]))
    return found


class _Walk:
    """One way down from a foothold: nearest first over all branches (Dijkstra), each node once."""

    def __init__(self, network: Network, stations: Stations, spot: Spot) -> None:
        self.network, self.stations, self.spot = network, stations, spot
        self.found = _Found()
        self._seen: set[int] = set()
        self._heap: list[tuple[float, int, tuple[LineString, ...], tuple[str, ...]]] = []
        self._came_back = False

    def run(self, start: Foothold) -> _Found:
        """Walk until every branch has met a section or an end."""
        if not is_directed(start):
            self.found.reasons.append(start.reach.doubt)
            if start.reach.river:
                self._order(start.reach.river)
            return self.found
        self._along(start, 0.0, (), ())
        while self._heap:
            distance, node, path, via = heapq.heappop(self._heap)
            if node in self._seen:
                self._came_back = True
                continue
            self._seen.add(node)
            self._cross(node, distance, path, via)
        if self._came_back and not self.found.hits and not self.found.reasons:
            self.found.reasons.append(text("network.reason.loop", name=self.spot.name))
        return self.found

    def _along(self, start: Foothold, before: float, path: tuple[LineString, ...], via: tuple[str, ...]) -> None:
        """Down one reach: to its first section below ``start``, else to its lower node."""
        reach = start.reach
        name = reach.river or text("network.unnamed")
        via = via if via and via[-1] == name else (*via, name)
        below = [(share, one) for share, one in self.stations.on_reach.get(reach.index, ()) if share >= start.share]
        if below:
            share, section = below[0]
            self._hit(section, before, path, (start, share), via)
            return
        rest = start.down_to(1.0)
        length = length_m(self.network, rest)
        assert reach.lower is not None  # noqa: S101 - only directed reaches are walked
        heapq.heappush(self._heap, (before + length, reach.lower, (*path, rest) if rest is not None else path, via))

    def _hit(
        self,
        section: Spot,
        before: float,
        path: tuple[LineString, ...],
        last: tuple[Foothold, float],
        via: tuple[str, ...],
    ) -> None:
        start, share = last
        stretch = start.down_to(share)
        distance = before + length_m(self.network, stretch)
        doubt = (self.spot.accuracy_m or 0.0) + (section.accuracy_m or 0.0) + 2 * start.reach.accuracy_m
        whole = (*path, stretch) if stretch is not None else path
        self.found.hits.append(Hit(section, Relation.ALONG, distance, doubt, whole, via))

    def _cross(self, node: int, distance: float, path: tuple[LineString, ...], via: tuple[str, ...]) -> None:
        """At a node: a section at the mouth of the river that ends here, else on into every river that leaves."""
        leaving = self.network.leaving(node)
        river = via[-1]
        if all(reach.river != river for reach in leaving):
            mouths = [one for one in self.stations.loose(river) if one.at_mouth]
            if mouths:
                self.found.hits.extend(Hit(one, Relation.ORDER, path=path, via=via) for one in mouths)
                return
        self.found.reasons.extend(reach.doubt for reach in self.network.undirected(node))
        for reach in leaving:
            self._along(Foothold(reach, 0.0), distance, path, via)
        if not leaving:
            self._end(node, distance, river)

    def _end(self, node: int, distance: float, river: str) -> None:
        at = self.network.nodes[node]
        if self.network.undirected(node):
            return
        gap = _gap(self.network, at, node)
        key = "broken" if gap is None else "gap"
        km = f"{distance / 1000:.1f}"
        near = f"{gap[0]:.0f}" if gap else ""
        other = (gap[1].river or text("network.unnamed")) if gap else ""
        self.found.reasons.append(
            text(f"network.reason.{key}", river=river, at=describe(at), km=km, near=near, other=other)
        )
        if river in self.network.flows:
            self._order(river)

    def _order(self, river: str) -> None:
        """Go on by the order of rivers. Sections that stand on a reach are measured or not told, never by order."""
        found = _by_order(self.network, river, self.stations)
        self.found.hits.extend(hit for hit in found.hits if hit.section.key not in self.stations.footholds)
        self.found.reasons.extend(found.reasons)


def length_m(network: Network, stretch: LineString | None) -> float:
    """Metres of a stretch, 0 for none."""
    return network.ruler.length_m(stretch) if stretch is not None else 0.0


def _gap(network: Network, at: Point, node: int) -> tuple[float, Reach] | None:
    """The nearest other reach within five kilometres of a dead end."""
    own = {reach.index for reach in network.at(node)}
    near = network.tree.query(at, predicate="dwithin", distance=degrees(_NEARBY_M, at.y))
    found = [
        (network.ruler.distance_m(at, network.reaches[int(index)].line), int(index))
        for index in near
        if int(index) not in own
    ]
    best = min((pair for pair in found if pair[0] <= _NEARBY_M), default=None)
    return None if best is None else (best[0], network.reaches[best[1]])


def lines_of(hits: Sequence[Hit]) -> list[LineString]:
    """Every stretch of every path once, for a map."""
    return list({line.wkb: line for hit in hits for line in hit.path}.values())
