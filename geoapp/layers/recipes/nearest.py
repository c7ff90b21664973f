"""Connect each feature with the nearest feature of another input, with the geodesic distance between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString

from geoapp.layers.measure import distance_m, nearest_point
from geoapp.layers.recipes._made import Inputs, Made, derived, missing, sources
from geoapp.model import LayerDefinition, LayerFeature, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"of", "to"})


@dataclass(frozen=True, slots=True)
class Params:
    """``limit_m``: nothing farther away is connected."""

    limit_m: float = 50_000.0

    def __post_init__(self) -> None:
        if self.limit_m <= 0:
            raise ValueError(text("layers.problem.limit", value=self.limit_m))


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:
    """One line for each feature of ``of`` that has something within the limit; its accuracy is that of both ends."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    made = [line for f in inputs["of"] if (line := _connection(f, inputs["to"], params, definition)) is not None]
    if not made:
        return Made(problem=text("layers.problem.nothing_near", limit=f"{params.limit_m:g}"))
    statement = text("layers.lineage.nearest", limit=f"{params.limit_m:g}")
    return Made(tuple(made), Lineage(statement, sources([*inputs["of"], *inputs["to"]])))


def _connection(
    feature: LayerFeature, others: Sequence[LayerFeature], params: Params, definition: LayerDefinition
) -> LayerFeature | None:
    if feature.geometry is None:
        return None
    here = shapely.point_on_surface(feature.geometry)
    reach = [
        (distance_m(here, o.geometry), o.fid, o) for o in others if o.geometry is not None and o.fid != feature.fid
    ]
    if not reach or (best := min(reach, key=lambda entry: entry[:2]))[0] > params.limit_m:
        return None
    far_m, _, other = best
    there = nearest_point(here, other.geometry) if far_m > 0 and other.geometry is not None else here
    ends = {"name": feature.properties.get("name"), "nearest": other.properties.get("name")}
    # Two accuracies add up at worst; the root of squares would need them to be independent, which one map's are not.
    parts = [f.properties.get("accuracy_m") for f in (feature, other)]
    known = [float(part) for part in parts if isinstance(part, int | float)]
    accuracy_m = sum(known) if len(known) == len(parts) else None
    line = LineString([here, there])
    return derived(definition, feature.fid, line, [feature, other],
                   **ends, distance_m=round(far_m, 1), accuracy_m=accuracy_m)  # fmt: skip
