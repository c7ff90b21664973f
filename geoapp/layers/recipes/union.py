"""Join the areas of all inputs into one feature without inner borders."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from geoapp.layers.measure import area_m2
from geoapp.layers.recipes._made import Inputs, Made, derived, missing, names, refuse, sources, split_vague
from geoapp.model import LayerDefinition, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set."""


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:  # noqa: ARG001
    """One feature of everything that any input covers."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    firm, vague = split_vague(feature for name in definition.inputs for feature in inputs[name])
    if not firm:
        return Made(problem=refuse(vague))
    whole = shapely.union_all([feature.geometry for feature in firm])
    feature = derived(definition, "union", whole, firm, area_m2=round(area_m2(whole), 1))
    remarks = (text("layers.remark.left_out", names=names(vague)),) if vague else ()
    return Made((feature,), Lineage(text("layers.lineage.union", names=names(firm)), sources(firm)), None, remarks)
