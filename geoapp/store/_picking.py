"""Features by their numbers, and the features of a layer that fit a filter: what an API of pages asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from geoapp.model import CaseFeature, NotFound, Query, Scope
from geoapp.store._cql2 import Compiler
from geoapp.store._cql2_properties import Constant, constant_properties, layer_properties
from geoapp.store._cql2_text import parse_filter
from geoapp.store._query import within
from geoapp.store._rows import FEATURE_COLUMNS, features_of
from geoapp.store._tables import cases, layers
from geoapp.texts import text

_CHUNK = 500


def rows_of(connection: sa.Connection, fids: Sequence[int], scope: Scope) -> list[sa.Row[Any]]:
    """The rows of ``FEATURE_COLUMNS`` with these numbers, in ascending order; the ones that are gone are left out."""
    found: list[sa.Row[Any]] = []
    wanted = sorted(fids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        statement = sa.select(*FEATURE_COLUMNS).where(cases.c.fid.in_(part), within(scope)).order_by(cases.c.fid)
        found += connection.execute(statement)
    return found


def features(connection: sa.Connection, fids: Sequence[int], query: Query) -> tuple[CaseFeature, ...]:
    """The features with these numbers in this order, as a query's reader may see them, judged on its day."""
    place = {fid: i for i, fid in enumerate(fids)}
    found = features_of(rows_of(connection, fids, query.scope), query.today)
    return tuple(sorted(found, key=lambda feature: place[feature.fid]))


def pick_from_layer(
    connection: sa.Connection, layer_id: str, written: str, also: Mapping[str, Constant]
) -> frozenset[str]:
    """Ids of a layer's features that fit a CQL2 filter; raises ``NotFound``, and ``UsageError`` for a bad filter."""
    row = connection.execute(sa.select(layers.c.table_name, layers.c.fields).where(layers.c.id == layer_id)).first()
    if row is None or row.table_name is None:
        known = "、".join(sorted(connection.scalars(sa.select(layers.c.id))))
        raise NotFound(text("store.no_layer", layer_id=layer_id, known=known))
    own = layer_properties((column, name, kind) for column, name, kind in orjson.loads(row.fields))
    properties = {**constant_properties(also), **own}
    condition = Compiler(properties).compile(parse_filter(written))
    table = sa.table(row.table_name)
    chosen = sa.select(sa.column("feature_id", sa.Text())).select_from(table).where(condition)
    return frozenset(connection.scalars(chosen))
