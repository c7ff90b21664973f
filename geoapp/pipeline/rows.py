"""A feature as pages, their JSON and the command line tell it: the attributes as exported, its quotes with their
offsets, and how it stands to the zones (verdict, distance with its uncertainty, what would decide)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from geoapp.exports import properties
from geoapp.layers import explain
from geoapp.model import CaseFeature, Containing, Dossier, LayerDefinition, Quote, Zoning
from geoapp.texts import text


def row_of(feature: CaseFeature, zones: Mapping[str, LayerDefinition]) -> dict[str, Any]:
    """The attributes as exported, and what a reader needs besides: its number, its point, quotes with their offsets."""
    row = properties(feature, zones)
    row.update(
        fid=feature.fid,
        lon=feature.lon,
        lat=feature.lat,
        accuracy_m=feature.accuracy_m,
        quote=_quote(feature.quote),
        status_quote=_quote(feature.status_quote),
        zones=zone_lines(feature, zones),
    )
    return row


def promised(dossier: Dossier) -> dict[str, Any]:
    """What the notices promise of a case, the newest that says it: goal and measures with their days and units."""
    records = [filed.record for filed in dossier.records]
    measures = next((record.measures for record in records if record.measures), ())
    return {
        "goal": next((record.goal for record in records if record.goal), None),
        "measures": [{"text": one.text, "deadline": one.deadline, "unit": one.unit} for one in measures],
    }


def _quote(quote: Quote | None) -> dict[str, Any] | None:
    return None if quote is None else asdict(quote)


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
