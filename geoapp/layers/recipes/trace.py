"""Along the rivers from each feature of one input to those of another, with the distance along the water.

Down to the first of them (from an outlet to the section that its water reaches), or up to all of them (from a section
to the outlets whose water comes by it).

The walking is the network room's; the corridor hands its tracer in. 水系连通 only: nothing here says what causes what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geoapp.layers.recipes._made import Inputs, Made, derived, missing, names, sources
from geoapp.model import LayerDefinition, LayerFeature, Lineage, Tracer, Way
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"of", "along", "to"})
_REASONS = 5
_ARROWS = {"down": "→", "up": "←"}


@dataclass(frozen=True, slots=True)
class Params:
    """``direction``: ``down`` to the first target, or ``up`` to every target. ``measured_only``: ways whose length
    nobody can measure (rivers known by their order alone) are left out; else they are published without geometry and
    distance."""

    measured_only: bool = False
    direction: Literal["down", "up"] = "down"


def build(inputs: Inputs, params: Params, definition: LayerDefinition, tracer: Tracer) -> Made:
    """One feature for each way; what cannot be told is said in the remarks, or as the problem when nothing can."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    of = {feature.fid: feature for feature in inputs["of"]}
    to = {feature.fid: feature for feature in inputs["to"]}
    made, reasons = [], []
    walk = tracer.climb if params.direction == "up" else tracer.trace
    for way in walk(inputs["along"], inputs["of"], inputs["to"]):
        start = of[way.start]
        reasons += [f"{names([start])}：{reason}" for reason in way.reasons]
        if way.end is not None and (way.path is not None or not params.measured_only):
            used = [start, to[way.end], *_rivers(inputs["along"], way)]
            made.append(_feature(definition, way, used, params.direction))
    said = tuple(dict.fromkeys(reasons))
    if not made:
        return Made(problem=text("layers.problem.no_way", reasons="；".join(said[:_REASONS])))
    statement = text(f"layers.lineage.trace_{params.direction}", along=names(inputs["along"]))
    return Made(tuple(made), Lineage(statement, sources([*of.values(), *to.values(), *inputs["along"]])), None, said)


def _rivers(along: Sequence[LayerFeature], way: Way) -> list[LayerFeature]:
    return [river for river in along if river.properties.get("name") in way.via]


def _feature(definition: LayerDefinition, way: Way, used: Sequence[LayerFeature], direction: str) -> LayerFeature:
    start, end = used[:2]
    return derived(
        definition, f"{start.fid}{_ARROWS[direction]}{end.fid}", way.path, used,
        name=text(f"layers.trace.name_{direction}", start=names([start]), end=names([end])),
        start=names([start]), end=names([end]), relation=way.relation,
        distance_m=None if way.distance_m is None else round(way.distance_m, 1),
        uncertainty_m=None if way.uncertainty_m is None else round(way.uncertainty_m, 1),
        via="、".join(way.via), remarks="；".join(filter(None, (way.remark, text("layers.trace.remark")))),
        **({"certain": way.certain} if direction == "up" else {}),
    )  # fmt: skip
