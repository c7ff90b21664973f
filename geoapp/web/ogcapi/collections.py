"""The published collections: the cases, every layer of the store, and the unions that the outside surface promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoapp.layers import in_words
from geoapp.model import BBox, BuiltLayer, LayerFeature, NotFound
from geoapp.model.columns import NO_DATE
from geoapp.settings import ZONE
from geoapp.texts import text
from geoapp.web.backend import Backend
from geoapp.web.ogcapi.fields import Field, case_fields, fields_of

CASES = "cases"
Interval = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Collection:
    """What ``/collections/{id}`` tells. ``layers`` are the layers it is made of; the cases have none.

    ``bbox`` is W,S,E,N in degrees, None without any geometry; ``interval`` RFC 3339 instants, None without any date.
    """

    id: str
    title: str
    description: str
    fields: tuple[Field, ...]
    layers: tuple[str, ...] = ()
    bbox: BBox | None = None
    interval: Interval | None = None
    licences: tuple[str, ...] = ()

    @property
    def queryables(self) -> tuple[Field, ...]:
        """The properties that filters may name."""
        return tuple(field for field in self.fields if field.queryable)


@dataclass(frozen=True, slots=True, eq=False)
class LayerTable:
    """The features of one collection that is no case, in the order of their ids, with their boxes (NaN without).

    ``members`` and ``own_ids`` say of each which layer it is from, and its id there.
    """

    features: tuple[LayerFeature, ...]
    members: tuple[str, ...]
    own_ids: tuple[str, ...]
    boxes: NDArray[np.float64]
    shapes: NDArray[Any]


def collections(served: Backend) -> Mapping[str, Collection]:
    """Every collection by its id, in display order; remembered until the data change."""
    version = served.present_version()
    return served.answers.get(version, "ogcapi/collections", lambda: _collections(served, version))


def find_collection(served: Backend, collection_id: str) -> Collection:
    """A collection by its id; raises ``NotFound`` naming those that there are."""
    known = collections(served)
    if collection_id not in known:
        raise NotFound(text("ogcapi.no_collection", known=", ".join(known)))
    return known[collection_id]


def _collections(served: Backend, version: str) -> dict[str, Collection]:
    layers = [in_words(layer) for layer in served.store.layers()]
    found = {CASES: _cases(served)}
    for name, belongs in _UNIONS.items():
        members = tuple(layer.definition.id for layer in layers if belongs(layer))
        if members and name not in {layer.definition.id for layer in layers}:
            found[name] = _union(served, version, name, members)
    for layer in layers:
        definition = layer.definition
        if definition.id != CASES:
            table = layer_table(served, version, (definition.id,))
            description = "\n".join(filter(None, (definition.description, layer.problem)))
            found[definition.id] = _of_table(definition.id, definition.title, description, table, (definition.id,))
    return found


_UNIONS: Mapping[str, Callable[[BuiltLayer], bool]] = {
    "zones": lambda layer: layer.definition.zone,
    "sections": lambda layer: any(given.startswith("reference:sections") for given in layer.definition.inputs.values()),
}
"""A zone is something to be inside of; sections are whatever is made of the sections' reference."""


def _union(served: Backend, version: str, name: str, members: tuple[str, ...]) -> Collection:
    table = layer_table(served, version, members)
    return _of_table(name, text(f"ogcapi.{name}.title"), text(f"ogcapi.{name}.description"), table, members)


def _of_table(
    collection_id: str, title: str, description: str, table: LayerTable, members: tuple[str, ...]
) -> Collection:
    rows = [feature.properties for feature in table.features]
    licences = dict.fromkeys(str(row["licence"]) for row in rows if row.get("licence"))
    return Collection(
        collection_id, title, description, fields_of(rows), members, _extent(table.boxes), None, tuple(licences)
    )


def _extent(boxes: NDArray[np.float64]) -> BBox | None:
    known = boxes[~np.isnan(boxes[:, 0])]
    if not len(known):
        return None
    west, south = np.floor(known[:, :2].min(axis=0) * 1e7) / 1e7
    east, north = np.ceil(known[:, 2:].max(axis=0) * 1e7) / 1e7
    return float(west), float(south), float(east), float(north)


def _cases(served: Backend) -> Collection:
    columns = served.store.columns()
    boxes = np.column_stack((columns.west, columns.south, columns.east, columns.north))
    days = columns.happened[columns.happened != NO_DATE]
    interval = (_midnight(int(days.min())), _midnight(int(days.max()))) if len(days) else None
    title, description = text("ogcapi.cases.title"), text("ogcapi.cases.description")
    return Collection(CASES, title, description, case_fields(served.zones()), (), _extent(boxes), interval)


def _midnight(ordinal: int) -> str:
    """The beginning of a day in China, as an instant."""
    day = date.fromordinal(ordinal)
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
    return start.strftime("%Y-%m-%dT%H:%M:%SZ")


def layer_table(served: Backend, version: str, members: Sequence[str]) -> LayerTable:
    """The features of one or several layers, ordered by id; remembered until the data change."""
    return served.answers.get(version, ("ogcapi/table", *members), lambda: _layer_table(served, tuple(members)))


def _layer_table(served: Backend, members: tuple[str, ...]) -> LayerTable:
    found = [
        (feature if len(members) == 1 else _named(feature, member), member, feature.fid)
        for member in members
        for feature in served.store.layer(member).features
    ]
    found.sort(key=lambda row: row[0].fid)
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [feature.geometry for feature, _, _ in found]
    boxes = shapely.bounds(shapes) if found else np.empty((0, 4))
    features, origins, own_ids = zip(*found, strict=True) if found else ((), (), ())
    return LayerTable(features, origins, own_ids, boxes, shapes)


def _named(feature: LayerFeature, member: str) -> LayerFeature:
    """A feature of a union: its id says which layer it comes from, and so does a property."""
    fid = feature.fid if feature.fid.startswith(f"{member}/") else f"{member}/{feature.fid}"
    return LayerFeature(fid, feature.geometry, {"layer": member, **feature.properties})
