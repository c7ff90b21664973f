"""The properties that a filter may name, with their types and columns: of the cases, and of a layer's own table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from geoapp.store._dialect import Geom, Instant
from geoapp.store._tables import cases, containments
from geoapp.texts import text

TEXT, NUMBER, FLAG, DAY, INSTANT, SHAPE = "text", "number", "flag", "day", "instant", "shape"
KIND_EXAMPLES: Mapping[str, str] = {
    TEXT: "'closed'",
    NUMBER: "100",
    FLAG: "TRUE",
    DAY: "DATE('2025-12-31')",
    INSTANT: "TIMESTAMP('2025-12-31T00:00:00Z')",
    SHAPE: "S_INTERSECTS(geometry, BBOX(112, 28, 113, 29))",
}


@dataclass(frozen=True, slots=True)
class Property:
    """A name of the outside surface, its type, and what it is in SQL (a flag is a condition that is never NULL)."""

    name: str
    kind: str
    column: sa.ColumnElement[Any]

    @property
    def is_time(self) -> bool:
        """A day or an instant."""
        return self.kind in (DAY, INSTANT)

    @property
    def kind_title(self) -> str:
        """The type in words."""
        return text(f"cql2.kind.{self.kind}")


_TEXTS = (
    "case_id", "site_id", "no", "category", "problem", "rectification", "status", "case_status", "county",
    "county_code", "province", "lead_unit", "kind", "campaign", "name", "type", "quote", "status_quote",
    "notice_title", "notice_id", "basis", "place_key",
)  # fmt: skip
_SPELLED = {
    "georeferenceProtocol": "protocol",
    "georeferenceRemarks": "remarks",
    "georeferenceVerificationStatus": "verification",
}
_DAYS = ("deadline", "issued_on", "evidence_on", "happened_on")


def case_properties(flags: Mapping[str, sa.ColumnElement[bool]]) -> dict[str, Property]:
    """Those of the ``cases`` collection; ``flags`` are the judged ones (overdue, lapsed) for the query's day."""
    found = [Property(name, TEXT, cases.c[name]) for name in _TEXTS]
    found += [Property(name, TEXT, cases.c[key]) for name, key in _SPELLED.items()]
    found += [Property(name, DAY, cases.c[name]) for name in _DAYS]
    found += [Property(name, FLAG, condition) for name, condition in flags.items()]
    found += [
        Property("spatial", FLAG, cases.c.spatial == sa.true()),
        Property("coordinateUncertaintyInMeters", NUMBER, cases.c.accuracy_m),
        Property("version", NUMBER, cases.c.version),
        Property("updated_at", INSTANT, cases.c.updated_at),
        Property("geometry", SHAPE, cases.c.geom),
    ]
    return {one.name: one for one in found}


_ZONE = re.compile(r"zone:([a-z0-9][a-z0-9-]*)(?::(distance_m|uncertainty_m))?")


def zone_properties(names: Iterable[str]) -> dict[str, Property]:
    """Those among ``names`` that ask how a case stands to a zone: ``zone:<layer id>`` is the verdict, ``..:distance_m``
    the signed distance to the line, ``...:uncertainty_m`` its accuracy; NULL for what has no position.

    Which zones there are is the asker's to know: another id is NULL for every case.
    """
    found = {}
    for name in names:
        if match := _ZONE.fullmatch(name):
            column = containments.c[match[2] or "verdict"]
            told = sa.select(column).where(containments.c.fid == cases.c.fid, containments.c.layer_id == match[1])
            kind = NUMBER if match[2] else TEXT
            found[name] = Property(name, kind, told.correlate(cases).scalar_subquery())
    return found


Constant = str | type
"""What a property is for every feature of a layer: a text, or (a type) nothing of that type."""


def constant_properties(given: Mapping[str, Constant]) -> dict[str, Property]:
    """Properties that a layer does not have itself: of a union, what its other members have."""
    kinds: Mapping[type, tuple[str, sa.types.TypeEngine[Any]]] = {
        str: (TEXT, sa.Text()), float: (NUMBER, sa.Double()), int: (NUMBER, sa.Double()), bool: (FLAG, sa.Boolean()),
    }  # fmt: skip
    found = {}
    for name, value in given.items():
        kind, sql_type = kinds[value] if isinstance(value, type) else kinds[str]
        found[name] = Property(name, kind, sa.literal(None if isinstance(value, type) else value, sql_type))
    return found


_LAYER_KINDS: Mapping[str, tuple[str, sa.types.TypeEngine[Any]]] = {
    "TEXT": (TEXT, sa.Text()),
    "INTEGER": (NUMBER, sa.Double()),
    "DOUBLE": (NUMBER, sa.Double()),
    "BOOLEAN": (FLAG, sa.Boolean()),
    "DATE": (DAY, sa.Date()),
    "DATETIME": (INSTANT, Instant()),
}


def layer_properties(fields: Iterable[tuple[str, str, str]]) -> dict[str, Property]:
    """Those of a layer's table: (column, property, column type) as the layer's entry says. Lists are left out."""
    found = {}
    for column, name, written in fields:
        if written in _LAYER_KINDS:
            kind, sql_type = _LAYER_KINDS[written]
            sql: sa.ColumnElement[Any] = sa.column(column, sql_type)
            found[name] = Property(name, kind, sql == sa.true() if kind == FLAG else sql)
    found["geometry"] = Property("geometry", SHAPE, sa.column("geom", Geom()))
    return found
