"""Published layers: one registered feature table a layer, so that GIS programs see them by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from geoapp.model import BBox, BuiltLayer, LayerDefinition, LayerFeature, Lineage, NotFound, StoreError
from geoapp.store._codec import decode, encode
from geoapp.store._containments import forget
from geoapp.store._dialect import instant_text
from geoapp.store._gpb import from_gpb, to_gpb
from geoapp.store._prepared import run_sql
from geoapp.store._tables import layers, metadata
from geoapp.store._triggers import quoted, register_table, revision_triggers
from geoapp.texts import text

_ID = re.compile(r"[\w-]+")
_CHANGED = "last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now')"
_OWN = {*metadata.tables, "writing"}
_TYPES: tuple[tuple[type[Any], str], ...] = ((bool, "BOOLEAN"), (int, "INTEGER"), (float, "DOUBLE"), (str, "TEXT"))
Field = tuple[str, str, str]
"""Column name, property name, column type (``JSON`` is kept as TEXT)."""


def put_layer(connection: sa.Connection, layer: BuiltLayer) -> bool:
    """Write a layer; False when the stored one is the same already. See ``Store.put_layer``."""
    row = _layer_values(layer)
    known = connection.execute(sa.select(layers).where(layers.c.id == layer.definition.id)).first()
    same = ("definition", "lineage", "extra", "digest", "problem")
    if known is not None and layer.digest and all(known._mapping[key] == row[key] for key in same):
        return False
    table = _table_name(connection, layer.definition.id)
    fields = _fields_of(layer.features)
    if known is not None:
        remove_layer(connection, layer.definition.id)
    if layer.definition.id != "cases":  # whose features stand in our own table: it has a definition only
        _write_features(connection, table, layer, fields)
        row["table_name"] = table
    connection.execute(layers.insert().values(**row, fields=orjson.dumps(fields).decode()))
    return True


def remove_layer(connection: sa.Connection, layer_id: str) -> bool:
    """Drop a layer's table and its entries; False when there is none."""
    known = connection.execute(sa.select(layers.c.table_name).where(layers.c.id == layer_id)).first()
    if known is None:
        return False
    if known.table_name is not None:
        name = known.table_name
        connection.exec_driver_sql(f"DROP TABLE {quoted(f'rtree_{name}_geom')}")
        for listing in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_ogr_contents", "gpkg_contents"):
            connection.exec_driver_sql(f"DELETE FROM {listing} WHERE table_name = ?", (name,))
        connection.exec_driver_sql(f"DROP TABLE {quoted(name)}")
    connection.execute(layers.delete().where(layers.c.id == layer_id))
    forget(connection, layer_id)
    return True


def read_layers(connection: sa.Connection) -> tuple[BuiltLayer, ...]:
    """All layers without features, in display order."""
    found = [_layer_of(row) for row in connection.execute(sa.select(layers))]
    return tuple(sorted(found, key=lambda layer: (layer.definition.order, layer.definition.id)))


def read_layer(connection: sa.Connection, layer_id: str) -> BuiltLayer:
    """One layer with its features; raises ``NotFound`` naming the ones that exist."""
    row = connection.execute(sa.select(layers).where(layers.c.id == layer_id)).first()
    if row is None:
        known = "、".join(sorted(connection.scalars(sa.select(layers.c.id))))
        raise NotFound(text("store.no_layer", layer_id=layer_id, known=known))
    if row.table_name is None:
        return _layer_of(row)
    fields: list[Field] = [(c, p, t) for c, p, t in orjson.loads(row.fields)]
    columns = ", ".join(quoted(name) for name in ("feature_id", "geom", *(column for column, _, _ in fields)))
    rows = connection.exec_driver_sql(f"SELECT {columns} FROM {quoted(row.table_name)} ORDER BY fid")
    return replace(_layer_of(row), features=tuple(_feature_of(r, fields) for r in rows))


def _layer_values(layer: BuiltLayer) -> dict[str, Any]:
    if not _ID.fullmatch(layer.definition.id):
        raise StoreError(text("store.bad_layer_id", layer_id=layer.definition.id))
    return {
        "id": layer.definition.id,
        "definition": encode(layer.definition),
        "lineage": encode(layer.lineage),
        "extra": encode(layer.extra),
        "built_at": layer.built_at,
        "digest": layer.digest,
        "problem": layer.problem,
    }


def _layer_of(row: sa.Row[Any]) -> BuiltLayer:
    return BuiltLayer(
        definition=decode(LayerDefinition, row.definition),
        features=(),
        lineage=decode(Lineage, row.lineage),
        built_at=row.built_at,
        digest=row.digest,
        problem=row.problem,
        extra=orjson.loads(row.extra),
    )


def _table_name(connection: sa.Connection, layer_id: str) -> str:
    """The layer's id as an SQL name, out of the way of our own tables and of reserved prefixes."""
    name = layer_id.replace("-", "_").lower()
    if name in _OWN or name.startswith(("gpkg_", "sqlite_", "rtree_")):
        name = f"layer_{name}"
    other = connection.execute(sa.select(layers.c.id).where(layers.c.table_name == name, layers.c.id != layer_id))
    if (clash := other.scalar()) is not None:
        raise StoreError(text("store.layer_clash", layer_id=layer_id, other=clash, table=name))
    return name


def _fields_of(features: Sequence[LayerFeature]) -> list[Field]:
    """A column for each property that any feature has, of the narrowest type that holds all its values."""
    kinds: dict[str, set[str]] = {}
    for feature in features:
        for name, value in feature.properties.items():
            kinds.setdefault(name, set()).update([_type_of(value)] if value is not None else [])
    taken = {"fid", "geom", "feature_id"}
    fields: list[Field] = []
    for name, found in kinds.items():
        column = name
        while column.lower() in taken:  # SQL names do not tell capitals apart
            column += "_"
        taken.add(column.lower())
        fields.append((column, name, _widest(found)))
    return fields


def _type_of(value: Any) -> str:
    if isinstance(value, datetime):
        return "DATETIME"
    if isinstance(value, date):
        return "DATE"
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "JSON")


def _widest(found: set[str]) -> str:
    if len(found) <= 1:
        return next(iter(found), "TEXT")
    return "JSON"


def _write_features(connection: sa.Connection, table: str, layer: BuiltLayer, fields: Iterable[Field]) -> None:
    fields = list(fields)
    columns = "".join(f", {quoted(column)} {'TEXT' if kind == 'JSON' else kind}" for column, _, kind in fields)
    connection.exec_driver_sql(
        f"CREATE TABLE {quoted(table)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY, "
        f"feature_id TEXT NOT NULL{columns})"
    )
    title = f"{layer.definition.title} ({layer.definition.id})"
    for statement in register_table(table, title, geometry=True, description=layer.definition.description):
        connection.exec_driver_sql(statement)
    marks = ", ".join("?" for _ in range(2 + len(fields)))
    names = ", ".join(quoted(name) for name in ("geom", "feature_id", *(column for column, _, _ in fields)))
    rows = [(to_gpb(f.geometry), f.fid, *(_stored(f.properties, p, kind) for _, p, kind in fields))
            for f in layer.features]  # fmt: skip
    if rows:
        connection.exec_driver_sql(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)
    for statement in revision_triggers(table):
        connection.exec_driver_sql(statement)
    widen_extent(connection, table, [box for f in layer.features if (box := _box_of(f)) is not None])


def widen_extent(connection: sa.Connection, table: str, boxes: Sequence[BBox]) -> None:
    """Keep extent and time of change of a table in the GeoPackage's catalogue."""
    if not boxes:
        run_sql(connection, f"UPDATE gpkg_contents SET {_CHANGED} WHERE table_name = ?", (table,))
        return
    west, south, east, north = zip(*boxes, strict=True)
    box = float(min(west)), float(min(south)), float(max(east)), float(max(north))
    run_sql(
        connection,
        f"UPDATE gpkg_contents SET {_CHANGED}, min_x = min(ifnull(min_x, ?1), ?1), min_y = min(ifnull(min_y, ?2), ?2), "
        "max_x = max(ifnull(max_x, ?3), ?3), max_y = max(ifnull(max_y, ?4), ?4) WHERE table_name = ?5",
        (*box, table),
    )


def _box_of(feature: LayerFeature) -> BBox | None:
    shape = feature.geometry
    return None if shape is None or shape.is_empty else shape.bounds


def _stored(properties: Mapping[str, Any], name: str, kind: str) -> Any:
    value = properties.get(name)
    if value is None:
        return None
    if kind == "JSON":
        return encode(value)
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else str(value) if kind == "TEXT" else value


def _feature_of(row: sa.Row[Any], fields: Iterable[Field]) -> LayerFeature:
    feature_id, blob, *values = tuple(row)
    properties = {name: _read(value, kind) for (_, name, kind), value in zip(fields, values, strict=True)}
    return LayerFeature(feature_id, from_gpb(blob), properties)


def _read(value: Any, kind: str) -> Any:
    if value is None:
        return None
    readers = {"JSON": orjson.loads, "BOOLEAN": bool, "DATE": date.fromisoformat, "DATETIME": datetime.fromisoformat}
    return readers[kind](value) if kind in readers else value
