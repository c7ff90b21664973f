"""What lies in the areas of one input and not in those of another."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from geoapp.layers.measure import area_m2
from geoapp.layers.recipes._made import Inputs, Made, derived, missing, names, refuse, sources, split_vague
from geoapp.model import LayerDefinition, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"of", "without"})


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set."""


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:  # noqa: ARG001
    """One feature; a problem when nothing is left or when either side is only roughly known."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    of, vague_of = split_vague(inputs["of"])
    without, vague_without = split_vague(inputs["without"])
    if vague_of or vague_without:
        # What is roughly known can neither be kept nor taken away: the line of the answer would pretend.
        return Made(problem=refuse([*vague_of, *vague_without]))
    taken = shapely.union_all([feature.geometry for feature in without])
    rest = shapely.difference(shapely.union_all([feature.geometry for feature in of]), taken)
    if rest.is_empty:
        return Made(problem=text("layers.problem.nothing_left", names=names(without)))
    feature = derived(definition, "difference", rest, [*of, *without], area_m2=round(area_m2(rest), 1))
    statement = text("layers.lineage.difference", of=names(of), without=names(without))
    return Made((feature,), Lineage(statement, sources([*of, *without])))
