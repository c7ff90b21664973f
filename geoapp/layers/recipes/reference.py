"""Publish features of reference files as they are, with their own accuracy and basis."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.layers.recipes._made import Inputs, Made, sources
from geoapp.model import LayerDefinition, LayerFeature, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"of"})


@dataclass(frozen=True, slots=True)
class Params:
    """``type`` keeps only features of one place type; empty keeps all."""

    type: str = ""


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:
    """The features of ``of``; a problem when there are none."""
    features = tuple(_named(f) for f in inputs["of"] if params.type in ("", f.properties.get("type")))
    if not features:
        return Made(problem=text("layers.problem.nothing", spec=definition.inputs["of"]))
    return Made(features, Lineage(text("layers.lineage.reference"), sources(features), (definition.inputs["of"],)))


def _named(feature: LayerFeature) -> LayerFeature:
    name = feature.properties.get("name") or feature.properties.get("display_name") or feature.fid
    return LayerFeature(feature.fid, feature.geometry, {**feature.properties, "name": name})
