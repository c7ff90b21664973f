"""What an export is about, and its rows in one shape for all formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.exports._crs import CRS84, Target
from geoapp.exports._properties import CASE_FIELDS, ZONE_PREFIX, case_columns, properties
from geoapp.model import BuiltLayer, CaseFeature, LayerFeature
from geoapp.texts import text

DBF_TEXT_BYTES = 254
"""What a text column of a shapefile holds at most."""
BATCH = 512
"""Rows that are turned into bytes together: large enough for numpy, small enough for a quick first byte."""


class Row(NamedTuple):
    """One exported feature: a stable id within the layer, a WGS 84 geometry or None, JSON scalars."""

    fid: int | str
    geometry: Geometry | None
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """The layer that is written: ``name`` (its id), ``title``, ``generated_at`` and the columns with their types.

    ``number_matched`` is the size of the whole selection where it is known (CONTRACT spells it ``numberMatched``).
    ``crs`` is what coordinates are written in; ``warnings`` are sentences for whoever asked; ``metadata`` travels with
    formats that have a place for it, and so do ``styles`` (geometry kind -> QML, see ``qml_of_cases``). ``headings``
    are what people call the columns (also ``fid`` and those of the position), for the formats that people open.
    """

    name: str
    title: str
    generated_at: datetime
    fields: Mapping[str, type] = field(default_factory=lambda: CASE_FIELDS)
    number_matched: int | None = None
    crs: Target = CRS84
    warnings: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)

    def heading(self, name: str) -> str:
        """What stands above a column: what people call it where that was asked for, else its name."""
        return self.headings.get(name, name)

    @classmethod
    def of_cases(cls, generated_at: datetime, number_matched: int | None = None, *, zones: Iterable[str] = ()) -> About:
        """The ``cases`` collection; ``zones`` are the layers that its features are judged against."""
        title = text("exports.cases_title")
        return cls("cases", title, generated_at, case_columns(zones), number_matched)

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that have a column."""
        return tuple(
            name.removeprefix(ZONE_PREFIX)
            for name in self.fields
            if name.startswith(ZONE_PREFIX) and name.count(":") == 1
        )

    @classmethod
    def of_layer(cls, layer: BuiltLayer, generated_at: datetime) -> About:
        """A reference or derived layer; its columns are all properties that occur, in order of appearance."""
        definition = layer.definition
        columns = columns_of(feature.properties for feature in layer.features)
        return cls(definition.id, definition.title, generated_at, columns, len(layer.features))


def columns_of(many: Iterable[Mapping[str, Any]]) -> dict[str, type]:
    """Column names with a type that holds all their values: bool, int, float, or str for everything else."""
    columns: dict[str, type] = {}
    for one in many:
        for name, value in one.items():
            if value is None:
                columns.setdefault(name, type(None))
                continue
            found = type(value) if type(value) in (bool, int, float) else str
            columns[name] = _wider(columns.get(name), found)
    return {name: str if kind is type(None) else kind for name, kind in columns.items()}


def _wider(known: type | None, found: type) -> type:
    if known in (None, type(None), found):
        return found
    return float if {known, found} == {int, float} else str


def rows_of(features: Iterable[CaseFeature | LayerFeature], zones: tuple[str, ...] = ()) -> Iterator[Row]:
    """Features of either sort as rows; cases with the columns of ``zones``."""
    for feature in features:
        if isinstance(feature, CaseFeature):
            yield Row(feature.fid, feature.geometry, properties(feature, zones))
        else:
            yield Row(feature.fid, feature.geometry, dict(feature.properties))


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in lists of ``BATCH``; the first list is short, so that the first bytes leave at once."""
    source = iter(rows)
    size = 32
    while batch := list(islice(source, size)):
        yield batch
        size = BATCH
