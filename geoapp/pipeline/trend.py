"""The trend: cases finished and falling due by month, quarter or year, from the days that the sources tell.

What is only known to a year, or not at all, is never put into a month: it stands in classes of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoapp.model import Columns, Status
from geoapp.model.columns import NO_DATE, STATUSES, Mask

Months = NDArray[np.int64]

COUNTED = (Status.CLOSED, Status.DONE)
AHEAD_MONTHS = 3
"""How far beyond the present month deadlines are shown."""
LONGEST_MONTHS = 120
_GRAINS = ((24, 1, "month"), (72, 3, "quarter"), (LONGEST_MONTHS + AHEAD_MONTHS, 12, "year"))
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Trend:
    """``periods`` are ``2025-08``, ``2025-Q3`` or ``2025`` by ``grain``; ``finished`` maps status -> 件 a period,
    ``due`` counts deadlines. ``earlier``: finished before the first period. ``by_year``: year -> status -> 件 of those
    whose month is not known; ``undated``: status -> 件 whose day nobody tells."""

    grain: str
    periods: Sequence[str]
    finished: Mapping[str, Sequence[int]]
    due: Sequence[int]
    earlier: Mapping[str, int]
    by_year: Mapping[str, Mapping[str, int]]
    undated: Mapping[str, int]


def months_of(days: NDArray[Any]) -> Months:
    """Months since year 0 of ordinals; meaningless for ``NO_DATE``."""
    known = np.where(days == NO_DATE, _EPOCH, days).astype(np.int64) - _EPOCH
    months: Months = known.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return months


def count_trend(columns: Columns, cases: NDArray[np.int64], today: date) -> Trend:
    """Of the cases whose first rows are ``cases``."""
    status, deadline = columns.case_status[cases], columns.deadline[cases]
    begin, end = _span(columns.ended_from, cases), _span(columns.ended_by, cases)
    counted = {str(s): status == STATUSES.index(s) for s in COUNTED}
    told = (begin != NO_DATE) & (end != NO_DATE) & np.any(list(counted.values()), axis=0)
    from_month, to_month = months_of(begin), months_of(end)
    monthly = told & (from_month == to_month)
    yearly = told & (from_month // 12 == to_month // 12)
    last = today.year * 12 + today.month - 1 + AHEAD_MONTHS
    dues = months_of(deadline)[deadline != NO_DATE]
    seen = np.concatenate([to_month[monthly], dues[dues <= last]])
    low = max(int(seen.min()) if len(seen) else last - 11, last - LONGEST_MONTHS)
    size, grain = next((step, name) for longest, step, name in _GRAINS if last - low < longest)
    start = low // size
    placed = yearly if grain == "year" else monthly
    length = last // size - start + 1

    def tally(months: Months) -> list[int]:
        steps = months // size - start
        counts: list[int] = np.bincount(steps[(steps >= 0) & (steps < length)], minlength=length).tolist()
        return counts

    return Trend(
        grain=grain,
        periods=[_name(grain, start + i) for i in range(length)],
        finished={name: tally(to_month[placed & which]) for name, which in counted.items()},
        due=tally(dues),
        earlier=_counts({name: placed & which & (to_month < start * size) for name, which in counted.items()}),
        by_year=_by_year({name: to_month[yearly & ~placed & which] // 12 for name, which in counted.items()}),
        undated=_counts({name: which & ~monthly & ~yearly for name, which in counted.items()}),
    )


def _span(column: NDArray[np.int32] | None, cases: NDArray[np.int64]) -> NDArray[np.int32]:
    return column[cases] if column is not None else np.full(len(cases), NO_DATE, np.int32)


def _counts(masks: Mapping[str, Mask]) -> dict[str, int]:
    return {name: int(np.count_nonzero(mask)) for name, mask in masks.items()}


def _by_year(years: Mapping[str, Months]) -> dict[str, dict[str, int]]:
    every = sorted({int(year) for found in years.values() for year in found.tolist()})
    return {str(year): {name: int(np.count_nonzero(found == year)) for name, found in years.items()} for year in every}


def _name(grain: str, step: int) -> str:
    if grain == "month":
        return f"{step // 12:04d}-{step % 12 + 1:02d}"
    return f"{step // 4:04d}-Q{step % 4 + 1}" if grain == "quarter" else f"{step:04d}"
