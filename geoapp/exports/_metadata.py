"""What a layer says about itself, in ISO 19115's words: for ``metadata.json`` and for files that have room for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from geoapp.model import BuiltLayer, LayerFeature
from geoapp.texts import language, text

LANGUAGES = {"zh": "zh-CN"}
"""How ISO 19115 wants our languages named."""


def metadata_of_layer(layer: BuiltLayer, features: Iterable[LayerFeature]) -> dict[str, Any]:
    """Title, abstract, licence, lineage, accuracy, update time of a reference or derived layer."""
    definition, lineage = layer.definition, layer.lineage
    features = list(features)
    return {
        "id": definition.id,
        "title": definition.title,
        "abstract": definition.description,
        "licence": _distinct(features, "licence"),
        "sources": _distinct(features, "source") or list(lineage.sources),
        "lineage": {
            "statement": lineage.statement,
            "sources": list(lineage.sources),
            "steps": list(lineage.steps),
            "measured_error_m": lineage.measured_error_m,
        },
        "accuracy": {**definition.quality, "accuracy_m": _range(features)},
        "authority": dict(definition.authority),
        "updated_at": layer.built_at.isoformat() if layer.built_at else None,
        "feature_count": len(features),
        "problem": layer.problem,
        "crs": "OGC:CRS84",
        "language": LANGUAGES.get(language(), language()),
    }


def metadata_of_cases(
    count: int, updated_at: datetime | None, accuracy_m: tuple[float, float] | None
) -> dict[str, Any]:
    """The same of the cases: made from notices, each position with its own accuracy."""
    return {
        "id": "cases",
        "title": text("exports.cases_title"),
        "abstract": text("exports.cases_abstract"),
        "licence": [text("exports.cases_licence")],
        "sources": [text("exports.cases_source")],
        "lineage": {
            "statement": text("exports.cases_lineage"),
            "sources": [],
            "steps": [],
            "measured_error_m": None,
        },
        "accuracy": {
            "measure": "CE95",
            "attribute": "coordinateUncertaintyInMeters",
            "accuracy_m": list(accuracy_m) if accuracy_m else None,
        },
        "authority": {},
        "updated_at": updated_at.isoformat() if updated_at else None,
        "feature_count": count,
        "problem": None,
        "crs": "OGC:CRS84",
        "language": LANGUAGES.get(language(), language()),
    }


def _distinct(features: list[LayerFeature], name: str) -> list[str]:
    found = (feature.properties.get(name) for feature in features)
    return list(dict.fromkeys(str(value) for value in found if value))


def _range(features: list[LayerFeature]) -> list[float] | None:
    """The least and the greatest accuracy of the features, in metres."""
    found = [feature.properties.get("accuracy_m") for feature in features]
    numbers = [float(value) for value in found if isinstance(value, int | float)]
    return [min(numbers), max(numbers)] if numbers else None
