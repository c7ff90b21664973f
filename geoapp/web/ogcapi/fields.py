"""What a property is, said once: JSON Schema for people's programs, queryables, and the types of filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from geoapp.exports import CASE_FIELDS, ZONE_PREFIX, zone_columns
from geoapp.model import Basis, Campaign, Containing, Kind, LayerDefinition, PlaceType, Status
from geoapp.texts import catalogue, text

_DATES = frozenset({"deadline", "issued_on", "evidence_on", "happened_on"})
_TIMES = frozenset({"updated_at"})
_VALUES: Mapping[str, tuple[type[StrEnum], str]] = {
    "status": (Status, "status"),
    "case_status": (Status, "status"),
    "kind": (Kind, "words.kind"),
    "campaign": (Campaign, "words.campaign"),
    "type": (PlaceType, "words.type"),
    "basis": (Basis, "words.basis"),
}
_JSON_TYPES: Mapping[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
GEOMETRY = "geometry"
_UNFILTERED = frozenset({"status_label"})
"""Made from another property when it is written: a filter names that one."""


@dataclass(frozen=True, slots=True)
class Field:
    """One property: its JSON type, its ``format`` (date, date-time) and its closed list of values with their titles."""

    name: str
    type: str
    format: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    queryable: bool = True
    named: str | None = None

    @property
    def title(self) -> str:
        """The Chinese name, or the property's own where the catalogue has none (an office's own columns)."""
        if self.named is not None:
            return self.named
        key = f"ogcapi.field.{self.name}"
        return text(key) if key in catalogue() else self.name

    def schema(self) -> dict[str, Any]:
        """As JSON Schema. ``type`` is one word, since GDAL reads no lists of types: null is said by ``x-nullable``."""
        found: dict[str, Any] = {"title": self.title, "type": self.type}
        if self.format:
            found["format"] = self.format
        if self.type == "array":
            found["items"] = {"type": "string"}
        if self.values:
            found["enum"] = [value for value, _ in self.values]
            found["oneOf"] = [{"const": value, "title": title} for value, title in self.values]
        return found


def case_fields(zones: Mapping[str, LayerDefinition]) -> tuple[Field, ...]:
    """The properties of ``cases``, in the order of exports, those of the zones last."""
    judged = (field for layer_id, definition in zones.items() for field in _zone_fields(layer_id, definition.title))
    return (*(_case_field(name, kind) for name, kind in CASE_FIELDS.items()), *judged)


def _zone_fields(layer_id: str, title: str) -> Iterator[Field]:
    """How a case stands to one zone; filters name the verdict and the figures."""
    verdicts = tuple((verdict.value, text(f"words.zone.{verdict.value}")) for verdict in Containing)
    for name, kind in zone_columns(layer_id).items():
        part = name.removeprefix(ZONE_PREFIX + layer_id).removeprefix(":")
        named = text(f"ogcapi.zone_part.{part}", title=title) if part else title
        values = () if part else verdicts
        yield Field(name, _JSON_TYPES[kind], None, values, queryable=part != "decides", named=named)


def _case_field(name: str, kind: type) -> Field:
    values: tuple[tuple[str, str], ...] = ()
    if name in _VALUES:
        words, prefix = _VALUES[name]
        values = tuple((word.value, text(f"{prefix}.{word.value}")) for word in words)
    form = "date" if name in _DATES else "date-time" if name in _TIMES else None
    return Field(name, _JSON_TYPES[kind], form, values, queryable=name not in _UNFILTERED)


def fields_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    """The properties of a layer from what its features hold; mixed or nested ones are written as they are."""
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            kinds.setdefault(name, set()).update(() if value is None else (_kind_of(value),))
    return tuple(_layer_field(name, found) for name, found in kinds.items())


def _kind_of(value: Any) -> str:
    if isinstance(value, datetime):
        return "date-time"
    if isinstance(value, date):
        return "date"
    if isinstance(value, list | tuple):
        return "array" if all(isinstance(one, str) for one in value) else "object"
    return next((name for kind, name in _JSON_TYPES.items() if type(value) is kind), "object")


def _layer_field(name: str, found: set[str]) -> Field:
    if found == {"integer", "number"}:
        found = {"number"}
    kind = next(iter(found)) if len(found) == 1 else "string" if not found else "object"
    values: tuple[tuple[str, str], ...] = ()
    if kind in ("date", "date-time"):
        return Field(name, "string", kind)
    if kind == "string" and name in ("type", "basis"):
        words, prefix = _VALUES[name]
        values = tuple((word.value, text(f"{prefix}.{word.value}")) for word in words)
    return Field(name, kind, None, values, queryable=kind in ("string", "boolean", "integer", "number"))
