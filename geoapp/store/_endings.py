"""When each finished case was finished, as closely as its events tell: the days that dashboards and rates count by."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

import numpy as np
import orjson
import sqlalchemy as sa
from numpy.typing import NDArray

from geoapp.model import FINISHED, Precision
from geoapp.model.columns import NO_DATE, STATUSES

Days = NDArray[np.int32]

# Only words about a whole case: the text's (`recorded`, `status`), a correction's, what a person told.
_SELECT = (
    'SELECT case_id, field, "after", value, happened_on, happened_precision, '
    "payload IS NOT NULL AND json_extract(payload, '$.undo') IS 1 FROM events "
    "WHERE site_id IS NULL AND kind NOT IN ('withdrawn', 'linked', 'parted') "
    "AND (field IN ('case_status', 'status') OR value LIKE '%case_status%')"
)
_AMONG = " AND case_id IN (SELECT value FROM json_each(?))"
_CODES = {status.value: STATUSES.index(status) for status in FINISHED}


def read_endings(
    connection: sa.Connection,
    case: Days,
    numbers: Mapping[str | None, int],
    status: NDArray[np.uint8],
    *,
    some: bool = False,
) -> tuple[Days, Days]:
    """First and last possible day of each feature's case, ``NO_DATE`` where unknown or not finished.

    ``case`` holds the number of each feature's case, ``numbers`` maps ids to them, ``status`` indexes ``STATUSES``.
    ``some``: these are few of all cases.
    """
    span = np.full((len(STATUSES), 2, len(numbers) + 1), NO_DATE, np.int32)
    among = (orjson.dumps(list(numbers)).decode(),) if some else ()
    statement = f"{_SELECT}{_AMONG if some else ''} ORDER BY fid"
    for case_id, field, after, value, happened_on, precision, undo in connection.exec_driver_sql(statement, among):
        set_to = after if field in ("case_status", "status") else _told(value)
        code, number = _CODES.get(set_to or ""), numbers.get(case_id)
        if code is not None and number is not None and not (undo and _known(span[code, :, number])):
            span[code, :, number] = possible_days(happened_on, precision)
    return span[status, 0, case], span[status, 1, case]


def _known(days: Days) -> bool:
    """Whether a case had come to that end before: who takes a step back gives back that day with the status."""
    return bool((days != NO_DATE).any())


def _told(value: str | None) -> str | None:
    """The status among the things that one word of a person sets."""
    said = orjson.loads(value) if value and value.startswith("{") else {}
    return said.get("case_status") if isinstance(said, dict) else None


def possible_days(happened_on: str | None, precision: str | None) -> tuple[int, int]:
    """The first and last day that a date with its precision can mean, as ordinals.

    An inferred date is the day of the notice that tells of the end: the end came no later, and nobody knows when.
    """
    if happened_on is None:
        return NO_DATE, NO_DATE
    day = date.fromisoformat(happened_on)
    if precision == Precision.INFERRED:
        return NO_DATE, day.toordinal()
    if precision == Precision.YEAR:
        return date(day.year, 1, 1).toordinal(), date(day.year, 12, 31).toordinal()
    if precision == Precision.MONTH:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1).toordinal(), day.replace(day=last).toordinal()
    return day.toordinal(), day.toordinal()
