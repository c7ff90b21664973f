"""How a site stands to the zones, as pages tell it: verdict, distance with its uncertainty, and what would decide."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from geoapp.layers import explain
from geoapp.model import CaseFeature, Containing, LayerDefinition, Zoning
from geoapp.texts import text


def zone_lines(feature: CaseFeature, zones: Mapping[str, LayerDefinition]) -> list[dict[str, Any]]:
    """One entry a zone; none for a case without a site. Without a verdict ``label`` says why there is none."""
    if feature.site_id is None:
        return []
    return [_line(feature, definition) for definition in zones.values()]


def _line(feature: CaseFeature, definition: LayerDefinition) -> dict[str, Any]:
    zoning = feature.zones.get(definition.id)
    line = {"layer": definition.id, "title": definition.title, "verdict": None}
    if zoning is None:
        return {**line, "label": text("words.zone." + ("unlocated" if feature.geometry is None else "waiting"))}
    return {
        **line,
        "verdict": zoning.verdict,
        "label": text(f"words.zone.{zoning.verdict}"),
        "distance_m": zoning.distance_m,
        "uncertainty_m": zoning.uncertainty_m,
        "decides": _decides(feature, zoning, definition) if zoning.verdict is Containing.UNCERTAIN else None,
    }


def _decides(feature: CaseFeature, zoning: Zoning, definition: LayerDefinition) -> str:
    """In the reader's language, which the store's own sentence (for files and programs) may not be in. The uncertainty
    is made of two accuracies: what is not the place's is the line's."""
    place_m = min(feature.accuracy_m or 0.0, zoning.uncertainty_m)
    line_m = math.sqrt(zoning.uncertainty_m**2 - place_m**2)
    extended = feature.geometry is not None and feature.geometry.geom_type != "Point"
    crossed = extended and zoning.distance_m == 0
    return explain(zoning.distance_m, place_m, line_m, crossed=crossed, shoreline=definition.shoreline)
