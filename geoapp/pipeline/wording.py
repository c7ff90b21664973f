"""Saying what the store keeps of a field: its name, and a value, as people call them, never as columns are called."""

from __future__ import annotations

from typing import Final

import orjson

from geoapp.texts import text

_LABELS: Final = {"status": "status", "case_status": "status", "kind": "words.kind", "campaign": "words.campaign",
                  "type": "words.type", "spatial": "review.flag"}  # fmt: skip
"""Fields whose values have words of their own, and where these stand."""
_METRES: Final = "coordinateUncertaintyInMeters"
FIELDS: Final = frozenset(
    {"position", "status", "case_status", "name", "deadline", "spatial", "lead_unit", "county", "county_code", "kind",
     "campaign", "type", "no", "category", "problem", "rectification", _METRES, "georeferenceRemarks"}
)  # fmt: skip
"""The fields that a person may correct (``review.field.<name>``)."""


def field_in_words(field: str | None) -> str:
    """The name of a field; of one that nobody corrects as it is kept."""
    return text(f"review.field.{field}") if field in FIELDS else field or ""


def value_in_words(field: str | None, value: str | None) -> str:
    """A value of an event or a disagreement; ``（无）`` for none."""
    if value is None:
        return text("review.why.nothing")
    if field == "position" and value.startswith("{"):
        return _place(value)
    if field == _METRES:
        return text("review.metres", m=f"{float(value):g}")
    label = _LABELS.get(field or "")
    return value if label is None else text(f"{label}.{value}")


def _place(value: str) -> str:
    place = orjson.loads(value)
    where, accuracy = f"{place['lon']:.5f}, {place['lat']:.5f}", place.get("accuracy_m")
    return where if accuracy is None else text("review.place_within", where=where, m=f"{accuracy:.0f}")
