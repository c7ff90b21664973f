"""A way along rivers, as the room that walks them tells it to the room that publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model.feature import LayerFeature


@dataclass(frozen=True, slots=True)
class Way:
    """From the feature ``start`` (its id) down, or up, to the target ``end``. ``relation`` is a word of the network
    room; ``distance_m`` and ``path`` (with the flow, either way) are None where nothing may be measured,
    ``uncertainty_m`` bounds the distance. ``end`` None: no target could be told, for ``reasons``. ``certain`` False:
    the target may as well lie elsewhere, as ``remark`` says."""

    start: str
    end: str | None
    relation: str | None = None
    distance_m: float | None = None
    uncertainty_m: float | None = None
    path: Geometry | None = None
    via: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    certain: bool = True
    remark: str = ""


class Tracer(Protocol):
    """Who walks rivers. ``digest`` changes with whatever else an answer depends on (the order of rivers, the code)."""

    @property
    def digest(self) -> str:
        """Of what the tracer knows by itself."""
        ...

    def trace(
        self, rivers: Sequence[LayerFeature], starts: Sequence[LayerFeature], targets: Sequence[LayerFeature]
    ) -> list[Way]:
        """From each of ``starts`` down ``rivers`` to the first of ``targets``: at least one way for each, in order."""
        ...

    def climb(
        self, rivers: Sequence[LayerFeature], starts: Sequence[LayerFeature], targets: Sequence[LayerFeature]
    ) -> list[Way]:
        """From each of ``starts`` up ``rivers`` to every one of ``targets`` above it: at least one way for each."""
        ...
