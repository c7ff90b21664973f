"""Many features at once, without notices: rows first, the R*Tree afterwards in z-order (2x faster, denser nodes)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from geoapp.model import CaseFeature, StoreError
from geoapp.store._codec import encode
from geoapp.store._connection import CACHE_SIZE
from geoapp.store._dialect import instant_text
from geoapp.store._gpb import to_gpb
from geoapp.store._layers import widen_extent
from geoapp.store._rows import split_quote
from geoapp.store._tables import cases
from geoapp.store._triggers import rtree_triggers
from geoapp.texts import text

_CHUNK = 20_000
_NAMES = [column.name for column in cases.columns if column.name != "fid"]
_INSERT = f"INSERT INTO cases ({', '.join(_NAMES)}) VALUES ({', '.join('?' for _ in _NAMES)})"


def load(connection: sa.Connection, features: Iterable[CaseFeature], *, at: datetime, actor: str) -> int:
    """Insert features, their dossiers and one ``recorded`` event a case; returns how many features."""
    now = instant_text(at)
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA cache_size = -262144")  # 256 MB: the keys come in no order
    triggers = rtree_triggers("cases")
    for name in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    indexes = cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cases' AND name <> 'cases_key'"
    ).fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    (before,) = cursor.execute("SELECT ifnull(max(fid), 0) FROM cases").fetchone()
    total, stream = 0, iter(features)
    mine: set[str] = set()
    while chunk := list(islice(stream, _CHUNK)):
        fresh = {f.case_id: f.province for f in chunk if f.case_id not in mine}
        _refuse_known_cases(cursor, list(fresh))
        mine |= fresh.keys()
        cursor.executemany(
            "INSERT INTO dossiers (case_id, province, version, created_at, updated_at, withdrawn) "
            "VALUES (?, ?, 1, ?, ?, 0)",
            [(case_id, province, now, now) for case_id, province in fresh.items()],
        )
        cursor.executemany(_INSERT, list(_rows(chunk, now)))
        total += len(chunk)
    cursor.execute(
        'INSERT INTO events (case_id, province, kind, recorded_at, actor, happened_on, field, "after", notice_id) '
        "SELECT case_id, province, 'recorded', ?, ?, min(happened_on), 'case_status', min(case_status), "
        "min(notice_id) FROM cases WHERE fid > ? GROUP BY province, case_id",
        (now, actor, before),
    )
    _fill_index(cursor, before)
    for statement in [*triggers.values(), *(sql for _, sql in indexes)]:
        cursor.execute(statement)
    box = cursor.execute("SELECT min(west), min(south), max(east), max(north) FROM cases WHERE fid > ?", (before,))
    edges = box.fetchone()
    widen_extent(connection, "cases", [edges] if edges[0] is not None else [])
    cursor.execute(f"PRAGMA cache_size = {CACHE_SIZE}")
    cursor.close()
    return total


def _rows(features: Iterable[CaseFeature], now: str) -> Iterator[tuple[Any, ...]]:
    for f in features:
        geometry = f.geometry
        box = (None, None, None, None) if geometry is None else geometry.bounds
        quote, status_quote = split_quote(f.quote), split_quote(f.status_quote)
        yield (
            to_gpb(geometry), f.case_id, f.site_id, f.province, f.no, f.category, f.problem, f.rectification,
            f.status.value, f.case_status.value, f.county, f.county_code, _iso(f.deadline), f.lead_unit, f.kind.value,
            f.campaign.value, f.spatial, f.name, None if f.type is None else f.type.value, *quote, *status_quote,
            f.notice_id, f.notice_title, _iso(f.issued_on), _iso(f.evidence_on), f.accuracy_m,
            None if f.basis is None else f.basis.value, f.place_key, f.protocol, f.remarks, f.verification,
            _iso(f.happened_on), f.lon, f.lat, *box, False, now, 1,
        )  # fmt: skip


def _iso(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _refuse_known_cases(cursor: Any, case_ids: list[str]) -> None:
    known = cursor.execute(
        "SELECT case_id FROM dossiers WHERE case_id IN (SELECT value FROM json_each(?)) LIMIT 1",
        (encode(case_ids),),
    ).fetchone()
    if known is not None:
        raise StoreError(text("store.case_exists", case_id=known[0]))


def _fill_index(cursor: Any, before: int) -> None:
    rows = cursor.execute(
        "SELECT fid, west, east, south, north FROM cases WHERE fid > ? AND geom IS NOT NULL", (before,)
    ).fetchall()
    if not rows:
        return
    boxes = np.array(rows, np.float64)
    order = np.argsort(_z_order((boxes[:, 1] + boxes[:, 2]) / 2, (boxes[:, 3] + boxes[:, 4]) / 2), kind="stable")
    cursor.executemany("INSERT INTO rtree_cases_geom VALUES (?, ?, ?, ?, ?)", (rows[i] for i in order.tolist()))


def _z_order(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.uint64]:
    """The Morton code of points in degrees: near in code is near on the ground, mostly."""

    def spread(value: NDArray[np.float64], span: float) -> NDArray[np.uint64]:
        bits = np.clip((value / span + 0.5) * 65535, 0, 65535).astype(np.uint64)
        for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
        return bits

    return spread(x, 360.0) | (spread(y, 180.0) << np.uint64(1))
