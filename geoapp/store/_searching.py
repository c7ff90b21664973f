"""What was searched for lately: one search answers map, counts and list of the same words, which ask at once.

A search looks at every text of every feature (1.4 s for a million): an index of trigrams would be quicker, but its
triggers need a SQLite of 2020, and QGIS of offices that have an older one could no longer edit the file. Nor would it
help the words that are asked for most, 垃圾, 废水 or 大气: a trigram has three characters, so that these need the look
at every text all the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import orjson
import sqlalchemy as sa
from numpy.typing import NDArray

from geoapp.model import BBox, Columns, Query
from geoapp.model.columns import Mask
from geoapp.store._query import words
from geoapp.store._tables import cases

_KEPT = 8
_FEW = 5_000
"""Up to so many hits are named to SQL by their numbers; above, it looks for them itself."""
_NARROW = 5_000
"""Up to so many hits of a box the R*Tree is asked first; above, the table is walked in order (see ``InBox``)."""
Fids = NDArray[np.int64]


@dataclass(slots=True)
class _Entry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    fids: Fids | None = None


class SearchedLately:
    """The hits of the last few searches in one state of the data. Who asks for what is being searched waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = ""
        self._entries: OrderedDict[object, _Entry] = OrderedDict()

    def of(self, version: str, query: Query, find: Callable[[], Fids]) -> Fids:
        """The hits of a query's words in a version, found now if need be."""
        key = (query.q, query.lead_unit, query.notice, query.filter, query.today)
        with self._lock:
            if version != self._version:
                self._version = version
                self._entries.clear()
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > _KEPT:
                self._entries.popitem(last=False)
        with entry.lock:
            if entry.fids is None:
                entry.fids = find()
            return entry.fids


def hits(connection: sa.Connection, query: Query) -> Fids:
    """The numbers of all features that fit the words of a query (it must have some), ascending."""
    condition = words(query)
    assert condition is not None  # noqa: S101 - the caller asked
    found = connection.scalars(sa.select(cases.c.fid).where(condition)).all()
    return np.sort(np.array(found, np.int64))


def mask_of(columns: Columns, fids: Fids) -> Mask:
    """Which features of the columns are among ``fids``, both ascending."""
    mask: Mask = np.zeros(len(columns), np.bool_)
    if len(columns) and len(fids):
        at = np.minimum(np.searchsorted(columns.fid, fids), len(columns) - 1)
        mask[at[columns.fid[at] == fids]] = True
    return mask


def among(chosen: Fids) -> sa.ColumnElement[bool] | None:
    """A condition that holds for these few features; None for many."""
    if len(chosen) > _FEW:
        return None
    listed = sa.text("SELECT value FROM json_each(:chosen)").bindparams(chosen=orjson.dumps(chosen.tolist()).decode())
    return cases.c.fid.in_(listed.columns(cases.c.fid))


def is_wide(connection: sa.Connection, bbox: BBox | None) -> bool:
    """Whether a box holds so much that walking the table is quicker than asking the index first."""
    if bbox is None:
        return True
    probe = (
        "SELECT count(*) FROM (SELECT 1 FROM rtree_cases_geom "
        f"WHERE maxx >= ? AND maxy >= ? AND minx <= ? AND miny <= ? LIMIT {_NARROW + 1})"
    )
    return int(connection.exec_driver_sql(probe, bbox).scalar_one()) > _NARROW
