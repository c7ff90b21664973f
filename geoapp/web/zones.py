"""How a site stands to the zones, as pages tell it: verdict, distance with its uncertainty, and what would decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoapp.model import CaseFeature, LayerDefinition
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
        "decides": zoning.decides or None,
    }
