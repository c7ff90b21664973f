"""Cut features by areas: keep what lies inside them, or what lies outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import shapely

from geoapp.layers.recipes._made import Inputs, Made, missing, names, refuse, sources, split_vague, worst_accuracy
from geoapp.model import LayerDefinition, LayerFeature, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"of", "by"})


@dataclass(frozen=True, slots=True)
class Params:
    """``keep``: the part ``inside`` the areas of ``by``, or ``outside`` them."""

    keep: Literal["inside", "outside"] = "inside"


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:
    """The features of ``of`` with what is left of them; those of which nothing is left are gone."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    knives, vague = split_vague(inputs["by"])
    if not knives:
        return Made(problem=refuse(vague))
    blade = shapely.union_all([knife.geometry for knife in knives])
    cut = shapely.intersection if params.keep == "inside" else shapely.difference
    made = []
    for feature in inputs["of"]:
        rest = cut(feature.geometry, blade) if feature.geometry is not None else None
        if rest is not None and not rest.is_empty:
            accuracy = {"accuracy_m": worst_accuracy([feature, *knives])}
            made.append(LayerFeature(f"{definition.id}/{feature.fid}", rest, {**feature.properties, **accuracy}))
    if not made:
        return Made(problem=text("layers.problem.nothing_left", names=names(knives)))
    statement = text(f"layers.lineage.clip_{params.keep}", names=names(knives))
    remarks = (text("layers.remark.left_out", names=names(vague)),) if vague else ()
    return Made(tuple(made), Lineage(statement, sources([*inputs["of"], *knives])), None, remarks)
