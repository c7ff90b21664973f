"""Upstream: from a section to the sites whose water comes by it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from shapely.geometry import LineString

from geoapp.network.cutting import part_of
from geoapp.network.footing import Foothold, Spot, Stations, find_footholds, is_directed
from geoapp.network.graph import Network
from geoapp.network.tracing import Relation, length_m
from geoapp.texts import text


@dataclass(frozen=True, slots=True)
class Link:
    """A site above a section. ``certain`` False: it may as well lie below, or at another river; ``remark`` says why."""

    spot: Spot
    relation: Relation
    distance_m: float | None = None
    uncertainty_m: float | None = None
    certain: bool = True
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Catchment:
    """What lies above a section: sites, nearest first, the reaches (with the flow), and what cannot be told."""

    section: Spot
    links: tuple[Link, ...]
    reasons: tuple[str, ...]
    lines: tuple[LineString, ...] = ()


@dataclass
class _Climb:
    """Distances from the lower end of every reach above a section down to the section."""

    to_lower: dict[int, float] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


def upstream(network: Network, section: Spot, spots: Iterable[Spot], stations: Stations) -> Catchment:
    """The sites above a section: measured along the network, by the order of rivers, or in the same lake."""
    if section.lake:
        same = [Link(spot, Relation.SAME_LAKE) for spot in spots if spot.lake == section.lake]
        return Catchment(section, tuple(same), ())
    foot = stations.footholds.get(section.key)
    reasons: list[str] = []
    climb = _Climb()
    if foot is None:
        found = find_footholds(network, section)
        reasons.append(found if isinstance(found, str) else text("network.reason.section_which", name=section.name))
    elif not is_directed(foot):
        reasons.append(foot.reach.doubt)
    else:
        climb = _climb(network, foot)
    links = [link for spot in spots if (link := _link(network, section, spot, (foot, climb))) is not None]
    links.sort(key=lambda link: (not link.certain, link.distance_m is None, link.distance_m or 0.0, link.spot.key))
    lines = _lines(network, foot, climb)
    return Catchment(section, tuple(links), tuple(dict.fromkeys([*reasons, *climb.reasons])), lines)


def _climb(network: Network, foot: Foothold) -> _Climb:
    """Dijkstra against the flow, each reach once."""
    climb = _Climb()
    first = length_m(network, part_of(foot.reach.course, 0.0, foot.share))
    assert foot.reach.upper is not None  # noqa: S101 - the caller asked for the direction
    heap = [(first, foot.reach.upper)]
    seen: set[int] = set()
    while heap:
        distance, node = heapq.heappop(heap)
        if node in seen:
            continue
        seen.add(node)
        climb.reasons.extend(reach.doubt for reach in network.undirected(node))
        for reach in network.entering(node):
            if reach.index not in climb.to_lower and reach.index != foot.reach.index:
                climb.to_lower[reach.index] = distance
                assert reach.upper is not None  # noqa: S101 - entering means directed
                heapq.heappush(heap, (distance + reach.length_m, reach.upper))
    return climb


def _link(network: Network, section: Spot, spot: Spot, above: tuple[Foothold | None, _Climb]) -> Link | None:
    foot, climb = above
    found = find_footholds(network, spot)
    if isinstance(found, str):
        return _by_order(network, section, spot)
    distances = [_distance(network, one, foot, climb) for one in found] if foot is not None else []
    told = [distance for distance in distances if distance is not None]
    if not told:
        undirected = any(not is_directed(one) for one in found) or foot is None or not is_directed(foot)
        return _by_order(network, section, spot, found) if undirected else None
    doubt = (spot.accuracy_m or 0.0) + (section.accuracy_m or 0.0) + 2 * found[0].reach.accuracy_m
    certain = len(told) == len(distances)
    rivers = "、".join(one.reach.river or text("network.unnamed") for one in found)
    remark = "" if certain else text("network.reason.which", name=spot.name, rivers=rivers)
    return Link(spot, Relation.ALONG, min(told), doubt, certain, remark)


def _distance(network: Network, here: Foothold, foot: Foothold, climb: _Climb) -> float | None:
    """Along the flow from a foothold to the section, None when no way leads there."""
    reach = here.reach
    if not is_directed(here):
        return None
    if reach.index == foot.reach.index and here.share <= foot.share:
        return length_m(network, here.down_to(foot.share))
    below = climb.to_lower.get(reach.index)
    if below is None:
        return None
    return below + length_m(network, here.down_to(1.0))


def _by_order(network: Network, section: Spot, spot: Spot, found: list[Foothold] | None = None) -> Link | None:
    """By names alone: a site on the section's river or on one that runs into it, certainly above only at a mouth."""
    river = spot.river or (found[0].reach.river if found and len(found) == 1 else None)
    if river is None or section.river is None:
        return None
    if river != section.river and river not in network.above(section.river):
        return None
    remark = (
        "" if section.at_mouth else text("network.reason.above_or_below", river=section.river, sections=section.name)
    )
    return Link(spot, Relation.ORDER, certain=section.at_mouth, remark=remark)


def _lines(network: Network, foot: Foothold | None, climb: _Climb) -> tuple[LineString, ...]:
    if foot is None or not is_directed(foot):
        return ()
    head = part_of(foot.reach.course, 0.0, foot.share)
    return (*([head] if head is not None else []), *(network.reaches[index].course for index in climb.to_lower))
