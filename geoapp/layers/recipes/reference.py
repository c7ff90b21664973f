"""Publish features of reference files or of the gazetteer as they are, with their own accuracy and basis."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geoapp.layers.recipes._made import Inputs, Made, missing, names, refuse, sources, split_vague
from geoapp.model import LayerDefinition, LayerFeature, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"of"})


@dataclass(frozen=True, slots=True)
class Params:
    """``type`` keeps only features of one place type; empty keeps all. ``worst_accuracy_m``: features that are known
    no better than this, or only roughly drawn, are not published; 0 publishes all."""

    type: str = ""
    worst_accuracy_m: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.worst_accuracy_m < math.inf:
            raise ValueError(text("layers.problem.worst_accuracy", value=self.worst_accuracy_m))


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:
    """The features of ``of``; a problem when there are none, or none that is known well enough."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    features = [_named(f) for f in inputs["of"] if params.type in ("", f.properties.get("type"))]
    vague: list[LayerFeature] = []
    if params.worst_accuracy_m > 0:
        features, vague = split_vague(features, params.worst_accuracy_m)
    if not features:
        return Made(problem=refuse(vague) if vague else text("layers.problem.nothing", spec=definition.inputs["of"]))
    remarks = (text("layers.remark.left_out", names=names(vague)),) if vague else ()
    lineage = Lineage(text("layers.lineage.reference"), sources(features), (definition.inputs["of"],))
    return Made(tuple(features), lineage, None, remarks)


def _named(feature: LayerFeature) -> LayerFeature:
    name = feature.properties.get("name") or feature.properties.get("display_name") or feature.fid
    return LayerFeature(feature.fid, feature.geometry, {**feature.properties, "name": name})
