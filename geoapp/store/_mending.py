"""Columns kept at hand and mended: only what has changed since is read again.

Reading a million features takes ten seconds and more, and one corrected word must not cost that. ``changes`` (kept by
triggers) says which features were changed since a revision, numbers above the last known ones are new, and events say
which cases were heard of. Mended and fresh columns are equal but for the numbers given to cases and places.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import sqlalchemy as sa
from numpy.typing import NDArray

from geoapp.model import Columns
from geoapp.store import _reading
from geoapp.store._arrays import Part, endings_of, in_order, read_columns, read_legal, read_part
from geoapp.store._containments import read_verdicts, zone_ids

_MOST = 20_000
"""More changed features than so many, and than a fifth of all, are not mended: reading all is as quick."""
_STATE = (
    "SELECT (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'revision'), (SELECT ifnull(max(fid), 0) FROM cases), "
    "(SELECT ifnull(max(fid), 0) FROM events)"
)
_CHANGED = (
    "SELECT fid FROM changes WHERE revision > ? UNION SELECT fid FROM cases WHERE fid > ? "
    "UNION SELECT fid FROM cases WHERE case_id IN (SELECT case_id FROM events WHERE fid > ?) LIMIT ?"
)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Columns, and the state of the data that they show."""

    version: str
    state: tuple[int, int, int]
    columns: Columns


class ColumnsAtHand:
    """The columns of one store in this process. Safe for threads: one makes them, the others wait."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._kept: _Kept | None = None

    def of(self, version: str) -> Columns | None:
        """The columns of a version, if they are at hand."""
        kept = self._kept
        return kept.columns if kept is not None and kept.version == version else None

    def at(self, connection: sa.Connection) -> Columns:
        """The columns of the state of the data that the connection's transaction sees."""
        version = _reading.version(connection)
        with self.lock:
            ready = self.of(version)
            if ready is None:
                state = tuple(connection.exec_driver_sql(_STATE).one())
                ready = self._mended(connection, version) or read_now(connection)
                self._kept = _Kept(version, state, ready)
            return ready

    def _mended(self, connection: sa.Connection, version: str) -> Columns | None:
        """From what is kept, if that is an older state of the same store and not too much has changed."""
        kept = self._kept
        store, _, revision = version.rpartition("-")
        if kept is None or kept.version.rpartition("-")[0] != store or kept.state[0] > int(revision):
            return None
        most = max(_MOST, len(kept.columns) // 5)
        changed = [fid for (fid,) in connection.exec_driver_sql(_CHANGED, (*kept.state, most + 1))]
        return None if len(changed) > most else mend(kept.columns, connection, sorted(changed))


def read_now(connection: sa.Connection) -> Columns:
    """The columns, read as a whole."""
    return read_columns(
        connection, notices=_reading.count_notices(connection), changed_at=_reading.data_time(connection)
    )


def mend(old: Columns, connection: sa.Connection, changed: list[int]) -> Columns:
    """``old`` with the features ``changed`` (ascending) as they are now."""
    part = read_part(connection, changed)
    kept = ~_among(old.fid, np.array(changed, np.int64))
    fid = np.concatenate((old.fid[kept], part.arrays["fid"]))
    order = np.argsort(fid, kind="stable")

    def merged(before: Any, now: Any) -> Any:
        return np.concatenate((before[kept], now))[order]

    county, codes = _worded(merged, (old.county, old.county_codes), part, "county_code")
    lead, units = _worded(merged, (old.lead, old.lead_units), part, "lead_unit")
    ended = endings_of(connection, part, some=True)
    arrays = {name: merged(getattr(old, name), array) for name, array in part.arrays.items()}
    case = merged(old.case, _numbered(connection, old, kept, part, "case_id", "case"))
    place = merged(old.place, _numbered(connection, old, kept, part, "place_key", "place"))
    return Columns(
        **arrays,
        county=county,
        case=_dense(case),
        place=_dense(place),
        county_codes=codes,
        legal=read_legal(connection),
        data_time=_reading.data_time(connection),
        notices=_reading.count_notices(connection),
        shapes=merged(old.shapes, part.shapes),
        zones=_zones(connection, old, part, merged, arrays["fid"]),
        lead=lead,
        lead_units=units,
        ended_from=merged(old.ended_from, ended[0]),
        ended_by=merged(old.ended_by, ended[1]),
    )


def _among(fids: NDArray[np.int64], some: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the (ascending) ``fids`` are among ``some``."""
    found = np.zeros(len(fids), np.bool_)
    at = np.searchsorted(fids, some)
    inside = at < len(fids)
    found[at[inside][fids[at[inside]] == some[inside]]] = True
    return found


def _worded(
    merged: Any, old: tuple[NDArray[np.int32] | None, tuple[str, ...]], part: Part, name: str
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """A column of words whose list travels with it."""
    numbers, words = old
    place = {word: i for i, word in enumerate(words)}
    now = np.array([place.setdefault(word, len(place)) for word in part.words[name]] + [-1], np.int32)
    return in_order(merged(numbers, now[part.numbers[name]]), list(place))


def _numbered(
    connection: sa.Connection, old: Columns, kept: NDArray[np.bool_], part: Part, name: str, column: str
) -> NDArray[np.int32]:
    """Numbers of a part's cases or places: that of a feature that stays and is of the same one, else a new one."""
    numbers: NDArray[np.int32] = getattr(old, column)
    asked = orjson.dumps(part.words[name]).decode()
    statement = f"SELECT {name}, fid FROM cases WHERE {name} IN (SELECT value FROM json_each(?)) AND withdrawn = 0"
    rows = np.flatnonzero(kept)
    stay = old.fid[rows]
    known: dict[str, int] = {}
    for word, fid in connection.exec_driver_sql(statement, (asked,)):
        at = int(np.searchsorted(stay, fid)) if word not in known else len(stay)
        if at < len(stay) and stay[at] == fid:
            known[word] = int(numbers[rows[at]])
    following = int(numbers.max(initial=-1)) + 1
    now = [known.get(word, following + i) for i, word in enumerate(part.words[name])]
    return np.array([*now, -1], np.int32)[part.numbers[name]]


def _dense(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Numbers without too many gaps: each change of a case that has but one feature gives it a new number."""
    if not len(numbers) or int(numbers.max()) < 2 * len(numbers) + 1000:
        return numbers
    placed = numbers >= 0
    found = np.full(len(numbers), -1, np.int32)
    found[placed] = np.unique(numbers[placed], return_inverse=True)[1]
    return found


def _zones(
    connection: sa.Connection, old: Columns, part: Part, merged: Any, fids: NDArray[np.int64]
) -> dict[str, NDArray[np.int8]]:
    present = zone_ids(connection)
    before = [layer_id for layer_id in present if layer_id in old.zones]
    now = read_verdicts(connection, part.arrays["fid"], before, some=True)
    new = read_verdicts(connection, fids, [layer_id for layer_id in present if layer_id not in old.zones])
    return {one: new[one] if one in new else merged(old.zones[one], now[one]) for one in present}
