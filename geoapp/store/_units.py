"""The unit table as the store keeps it: put before every run, and nearly always there already."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import sqlalchemy as sa

from geoapp.model import UnitTable
from geoapp.model.place import AdministrativeUnit
from geoapp.store._codec import decode, encode
from geoapp.store._prepared import Prepared, insert_rows
from geoapp.store._tables import units

_KNOWN = Prepared(sa.select(units.c.code, units.c.unit))
_TEXTS: WeakKeyDictionary[UnitTable, dict[str, str]] = WeakKeyDictionary()
"""Seven thousand texts of a table that a process loads once and puts again with each file that comes in."""


def put(connection: sa.Connection, table: UnitTable) -> bool:
    """See ``Store.put_units``; returns whether anything changed."""
    texts = _TEXTS.get(table)
    if texts is None:
        texts = _TEXTS[table] = {unit.code: encode(unit) for unit in table}
    if dict(_KNOWN.rows(connection)) == texts:
        return False
    connection.execute(units.delete())
    insert_rows(
        connection, units, [{"code": u.code, "legal_parent": u.legal_parent, "unit": texts[u.code]} for u in table]
    )
    return True


def read(connection: sa.Connection) -> UnitTable:
    """See ``Store.units``."""
    encoded = connection.scalars(sa.select(units.c.unit).order_by(units.c.code)).all()
    return UnitTable(decode(AdministrativeUnit, unit) for unit in encoded)
