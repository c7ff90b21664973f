"""The ``cases`` table as ``Columns``. Codes and day numbers are made by SQL, so Python only moves numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import Columns
from geoapp.model.columns import CAMPAIGNS, KINDS, NO_DATE, STATUSES
from geoapp.store._containments import read_verdicts
from geoapp.store._endings import read_endings
from geoapp.store._gpb import from_gpb

_CHUNK = 100_000
_FIRST_DAY = 1721424.5  # Julian day of the day before 0001-01-01, so that day numbers equal date.toordinal()


def _code(column: str, values: Sequence[str]) -> str:
    cases = " ".join(f"WHEN '{value}' THEN {i}" for i, value in enumerate(values))
    return f"CASE {column} {cases} END"


def _day(column: str) -> str:
    return f"ifnull(julianday({column}) - {_FIRST_DAY}, {NO_DATE})"


_NUMBERS = {
    "fid": ("fid", np.int64),
    "lon": ("lon", np.float64),
    "lat": ("lat", np.float64),
    "west": ("west", np.float64),
    "south": ("south", np.float64),
    "east": ("east", np.float64),
    "north": ("north", np.float64),
    "status": (_code("status", STATUSES), np.uint8),
    "case_status": (_code("case_status", STATUSES), np.uint8),
    "kind": (_code("kind", KINDS), np.uint8),
    "campaign": (_code("campaign", CAMPAIGNS), np.uint8),
    "is_site": ("site_id IS NOT NULL", np.bool_),
    "spatial": ("spatial", np.bool_),
    "deadline": (_day("deadline"), np.int32),
    "evidence": (_day("evidence_on"), np.int32),
    "happened": (_day("happened_on"), np.int32),
    "accuracy_m": ("coordinateUncertaintyInMeters", np.float32),
}
_TEXTS = ("county_code", "case_id", "place_key", "lead_unit")
# A shape drawn in a GIS program has no point yet (see _triggers), and of what is more than a point a box must know the
# geometry: then it comes along.
_SELECT = (
    f"SELECT {', '.join(sql for sql, _ in _NUMBERS.values())}, {', '.join(_TEXTS)}, "
    "CASE WHEN lon IS NULL OR west < east OR south < north THEN geom END FROM cases WHERE withdrawn = 0 ORDER BY fid"
)


class _Numbers:
    """Numbers given to words in the order in which they first appear; -1 for None."""

    def __init__(self) -> None:
        self.known: dict[str | None, int] = {}

    def of(self, words: Iterable[str | None]) -> NDArray[np.int32]:
        known = self.known
        numbers = [-1 if word is None else known.setdefault(word, len(known)) for word in words]
        return np.array(numbers, np.int32)


def read_columns(connection: sa.Connection, *, notices: int, changed_at: datetime | None) -> Columns:
    """All published features, in ``fid`` order."""
    cursor = connection.connection.cursor()
    cursor.execute(_SELECT)
    numbers: dict[str, list[NDArray[Any]]] = {name: [] for name in _NUMBERS}
    words: dict[str, list[NDArray[np.int32]]] = {name: [] for name in _TEXTS}
    naming = {name: _Numbers() for name in _TEXTS}
    shapes: list[NDArray[np.object_]] = []
    decoded: dict[bytes, Geometry | None] = {}
    while chunk := cursor.fetchmany(_CHUNK):
        columns = list(zip(*chunk, strict=True))
        for (name, (_, kind)), values in zip(_NUMBERS.items(), columns, strict=False):
            numbers[name].append(_array(values, kind))
        for name, texts in zip(_TEXTS, columns[len(_NUMBERS) :], strict=False):
            words[name].append(naming[name].of(texts))
        shapes.append(_shapes(columns[-1], decoded))
        _fill_points(numbers["lon"][-1], numbers["lat"][-1], shapes[-1])
    cursor.close()
    arrays = {name: _joined(parts, _NUMBERS[name][1]) for name, parts in numbers.items()}
    county, codes = _sorted(_joined(words["county_code"], np.int32), naming["county_code"])
    case = _joined(words["case_id"], np.int32)
    ended_from, ended_by = read_endings(connection, case, naming["case_id"].known, arrays["case_status"])
    return Columns(
        **arrays,
        county=county,
        case=case,
        place=_joined(words["place_key"], np.int32),
        county_codes=codes,
        legal=_legal(connection),
        data_time=changed_at,
        notices=notices,
        shapes=_joined(shapes, np.object_),
        zones=read_verdicts(connection, arrays["fid"]),
        lead=_joined(words["lead_unit"], np.int32),
        lead_units=tuple(word for word in naming["lead_unit"].known if word is not None),
        ended_from=ended_from,
        ended_by=ended_by,
    )


def _array(values: Sequence[Any], kind: Any) -> NDArray[Any]:
    if kind in (np.float64, np.float32):
        return np.array(values, np.float64).astype(kind)  # None becomes NaN
    return np.array(values).astype(kind)


def _joined(parts: list[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, kind)


def _sorted(numbers: NDArray[np.int32], naming: _Numbers) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Renumber so that the words stand in order: a facet list that does not depend on the order of intake."""
    words = [word for word in naming.known if word is not None]
    order = sorted(range(len(words)), key=words.__getitem__)
    place = np.full(len(words) + 1, -1, np.int32)
    place[order] = np.arange(len(words), dtype=np.int32)
    return place[numbers], tuple(words[i] for i in order)  # index -1 is the last entry, which stays -1


def _shapes(blobs: Sequence[bytes | None], decoded: dict[bytes, Geometry | None]) -> NDArray[np.object_]:
    """The geometries, each decoded once: many cases lie on the same river or lake."""
    found = np.full(len(blobs), None, np.object_)
    for i, blob in enumerate(blobs):
        if blob is not None:
            if blob not in decoded:
                decoded[blob] = from_gpb(blob)
            found[i] = decoded[blob]
    return found


def _fill_points(lon: NDArray[np.float64], lat: NDArray[np.float64], shapes: NDArray[np.object_]) -> None:
    for i in np.flatnonzero(np.isnan(lon)):
        if shapes[i] is not None:
            point = shapely.point_on_surface(shapes[i])
            lon[i], lat[i] = point.x, point.y


def _legal(connection: sa.Connection) -> dict[str, str]:
    found = connection.exec_driver_sql("SELECT code, legal_parent FROM units WHERE legal_parent IS NOT NULL")
    return {row.code: row.legal_parent for row in found}
