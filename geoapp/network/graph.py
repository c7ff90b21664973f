"""The words of the river network: reaches between nodes, which way the water goes, and what is known only by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shapely import STRtree
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry as Geometry


class Ruler(Protocol):
    """Who measures: geodesic metres on WGS 84. The corridor gives the house's one measuring module."""

    def length_m(self, geometry: Geometry, /) -> float:
        """The length of a line."""
        ...

    def distance_m(self, point: Point, geometry: Geometry, /) -> float:
        """From a point to the nearest point of a geometry."""
        ...


class Flow(StrEnum):
    """Which way the water goes along a reach, seen in its digitised order."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FlowsInto:
    """One row of the order table: ``river`` runs into ``into``, and who says so."""

    river: str
    into: str
    source: str


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of surveyed or mapped river between two nodes. ``line`` in digitised order, ``start``/``end`` are node
    numbers in the same order. ``doubt`` says in a sentence why the flow is unknown."""

    index: int
    river: str | None
    feature: str
    start: int
    end: int
    line: LineString
    length_m: float
    accuracy_m: float
    flow: Flow
    doubt: str = ""

    @property
    def upper(self) -> int | None:
        """The node that water comes from, None when nobody knows."""
        return {Flow.FORWARD: self.start, Flow.BACKWARD: self.end}.get(self.flow)

    @property
    def lower(self) -> int | None:
        """The node that water goes to, None when nobody knows."""
        return {Flow.FORWARD: self.end, Flow.BACKWARD: self.start}.get(self.flow)

    @property
    def course(self) -> LineString:
        """The line in the direction of flow."""
        return self.line.reverse() if self.flow is Flow.BACKWARD else self.line


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Rivers as a graph. ``reaches`` are measurable; rivers in ``by_name`` have no geometry that may be measured and
    are ordered by ``flows`` alone (distance unknown). ``names`` maps every spelling of a river to its name."""

    nodes: tuple[Point, ...]
    reaches: tuple[Reach, ...]
    flows: Mapping[str, FlowsInto]
    names: Mapping[str, str]
    by_name: frozenset[str]
    lakes: frozenset[str]
    ruler: Ruler
    snap_m: float
    incident: Mapping[int, tuple[int, ...]]
    tree: STRtree

    def at(self, node: int) -> tuple[Reach, ...]:
        """The reaches that end at a node."""
        return tuple(self.reaches[index] for index in self.incident.get(node, ()))

    def leaving(self, node: int) -> tuple[Reach, ...]:
        """The reaches by which water leaves a node."""
        return tuple(reach for reach in self.at(node) if reach.upper == node)

    def entering(self, node: int) -> tuple[Reach, ...]:
        """The reaches by which water comes to a node."""
        return tuple(reach for reach in self.at(node) if reach.lower == node)

    def undirected(self, node: int) -> tuple[Reach, ...]:
        """The reaches at a node whose flow nobody declared."""
        return tuple(reach for reach in self.at(node) if reach.flow is Flow.UNKNOWN)

    def river(self, name: str | None) -> str | None:
        """The name of a river from any of its spellings, None when it is none of ours."""
        return self.names.get(name) if name else None

    def below(self, river: str) -> Iterator[FlowsInto]:
        """The order table from a river down, stopping where it would go in a circle."""
        seen = {river}
        row = self.flows.get(river)
        while row is not None:
            yield row
            if row.into in seen:
                return
            seen.add(row.into)
            row = self.flows.get(row.into)

    def above(self, river: str) -> set[str]:
        """All rivers that run into a river by the order table, directly or through others; never itself."""
        found: set[str] = set()
        waiting = [river]
        while waiting:
            here = waiting.pop()
            fresh = {row.river for row in self.flows.values() if row.into == here} - found - {river}
            found |= fresh
            waiting.extend(fresh)
        return found
