"""A way along rivers, as the room that walks them tells it to the room that publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model.feature import LayerFeature


@dataclass(frozen=True, slots=True)
class Way:
    """From the feature ``start`` (its id) down to the target ``end``. ``relation`` is a word of the network room;
    ``distance_m`` and ``path`` are None where nothing may be measured, ``uncertainty_m`` bounds the distance.
    ``end`` None: no target could be told, for ``reasons``."""

    start: str
    end: str | None
    relation: str | None = None
    distance_m: float | None = None
    uncertainty_m: float | None = None
    path: Geometry | None = None
    via: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


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
