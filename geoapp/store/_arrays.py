"""The ``cases`` table as ``Columns``. Codes and day numbers are made by SQL, so Python only moves numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import orjson
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
    "CASE WHEN lon IS NULL OR west < east OR south < north THEN geom END FROM cases WHERE withdrawn = 0"
)
_AMONG = " AND fid IN (SELECT value FROM json_each(?))"


class _Numbers:
    """Numbers given to words in the order in which they first appear; -1 for None."""

    def __init__(self) -> None:
        self.known: dict[str | None, int] = {}

    def of(self, words: Iterable[str | None]) -> NDArray[np.int32]:
        known = self.known
        numbers = [-1 if word is None else known.setdefault(word, len(known)) for word in words]
        return np.array(numbers, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Rows of the table in ``fid`` order: ``arrays`` by the names of ``Columns``, and for each text column the numbers
    of its ``words`` (-1 for none)."""

    arrays: dict[str, NDArray[Any]]
    numbers: dict[str, NDArray[np.int32]]
    words: dict[str, list[str]]
    shapes: NDArray[np.object_]


def read_part(connection: sa.Connection, fids: Sequence[int] | None = None) -> Part:
    """All published features, or those of them that are among ``fids``."""
    cursor = connection.connection.cursor()
    if fids is None:
        cursor.execute(f"{_SELECT} ORDER BY fid")
    else:
        cursor.execute(f"{_SELECT}{_AMONG} ORDER BY fid", (orjson.dumps(fids).decode(),))
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
    return Part(
        {name: _joined(parts, _NUMBERS[name][1]) for name, parts in numbers.items()},
        {name: _joined(parts, np.int32) for name, parts in words.items()},
        {name: [word for word in one.known if word is not None] for name, one in naming.items()},
        _joined(shapes, np.object_),
    )


def read_columns(connection: sa.Connection, *, notices: int, changed_at: datetime | None) -> Columns:
    """All published features, in ``fid`` order."""
    part = read_part(connection)
    county, codes = in_order(part.numbers["county_code"], part.words["county_code"])
    lead, units = in_order(part.numbers["lead_unit"], part.words["lead_unit"])
    ended_from, ended_by = endings_of(connection, part)
    return Columns(
        **part.arrays,
        county=county,
        case=part.numbers["case_id"],
        place=part.numbers["place_key"],
        county_codes=codes,
        legal=read_legal(connection),
        data_time=changed_at,
        notices=notices,
        shapes=part.shapes,
        zones=read_verdicts(connection, part.arrays["fid"]),
        lead=lead,
        lead_units=units,
        ended_from=ended_from,
        ended_by=ended_by,
    )


def endings_of(
    connection: sa.Connection, part: Part, *, some: bool = False
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """When the cases of a part were finished; ``some``: the part is a small one."""
    known: dict[str | None, int] = {word: i for i, word in enumerate(part.words["case_id"])}
    return read_endings(connection, part.numbers["case_id"], known, part.arrays["case_status"], some=some)


def _array(values: Sequence[Any], kind: Any) -> NDArray[Any]:
    if kind in (np.float64, np.float32):
        return np.array(values, np.float64).astype(kind)  # None becomes NaN
    return np.array(values).astype(kind)


def _joined(parts: list[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, kind)


def in_order(numbers: NDArray[np.int32], words: Sequence[str]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Renumber so that the words stand in order and none is unused: a facet list that does not depend on the order of
    intake."""
    used = np.zeros(len(words) + 1, bool)
    used[numbers] = True
    order = sorted(np.flatnonzero(used[:-1]).tolist(), key=words.__getitem__)
    place = np.full(len(words) + 1, -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
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


def read_legal(connection: sa.Connection) -> dict[str, str]:
    found = connection.exec_driver_sql("SELECT code, legal_parent FROM units WHERE legal_parent IS NOT NULL")
    return {row.code: row.legal_parent for row in found}
