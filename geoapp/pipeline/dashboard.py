"""The leaders' figures, by counting over ``Columns``: no row is read, so a hundred thousand cases take milliseconds.

Two units are told apart. 处 and the figures of the head are features with their own status, exactly what the map shows
behind the same filter. Rates, trend and groups count 件: each case once, with the status of the whole case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoapp.model import FINISHED, Columns, Containing, Counts, Query, Status
from geoapp.model.columns import CAMPAIGNS, KINDS, NO_DATE, STATUSES, VERDICTS, Mask
from geoapp.pipeline.trend import Trend, count_trend

Rows = NDArray[np.int64]
Interval = tuple[date | None, date | None]

SOON_DAYS = 30
_NUMBERS = ("closed", "on_time", "late", "undecided", "overdue", "lapsed", "open")
NO_VALUE = ""
"""Stands for cases without a county or lead unit."""
_CLOSED = STATUSES.index(Status.CLOSED)
_UNFINISHED = "case_status NOT IN (" + ", ".join(f"'{status}'" for status in sorted(FINISHED)) + ")"


@dataclass(frozen=True, slots=True)
class Group:
    """The cases (件) and sites (处) of one value. ``mix``: status of the whole case -> 件.

    ``closed`` = ``on_time`` + ``late`` + ``undecided``: closed by the deadline, after it, or not to be told because the
    day or the deadline is not known. ``overdue``, ``lapsed`` and ``open`` count cases that are not finished.
    """

    value: str
    cases: int
    sites: int
    mix: Mapping[str, int]
    closed: int
    on_time: int
    late: int
    undecided: int
    overdue: int
    lapsed: int
    open: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the head with the filter words that show exactly what it counts."""

    cases: int
    sites: int
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that is counted. ``figures`` by name; ``groups`` by dimension; ``gaps`` are 件 that some figure
    cannot judge; ``due``, ``past`` are feature numbers of what falls due and of what is past its day, oldest first.
    """

    figures: Mapping[str, Figure]
    total: Group
    groups: Mapping[str, Sequence[Group]]
    trend: Trend
    gaps: Mapping[str, int]
    due: Sequence[int]
    past: Sequence[int]


def count_board(columns: Columns, mask: Mask, query: Query, *, listed: int = 8) -> Board:
    """The board of a selection. ``mask`` is what ``query`` picks; ``listed`` bounds the two lists."""
    rows = np.flatnonzero(mask)
    first = _one_a_case(columns, rows)
    lapsed = columns.lapsed(query.today)
    count = _Counting(columns, rows, first, lapsed)
    open_due = first[columns.open_due[first]]
    month = month_of(query.today)
    return Board(
        figures=_figures(columns, mask, query, lapsed),
        total=count.all(),
        groups={
            "county": count.by_county(),
            "kind": count.by(columns.kind, KINDS),
            "campaign": count.by(columns.campaign, CAMPAIGNS),
            "lead_unit": count.by(_lead(columns), columns.lead_units),
        },
        trend=count_trend(columns, first, query.today),
        gaps=_gaps(columns, first),
        due=_fids(columns, open_due[_between(columns.deadline[open_due], month)], listed),
        past=_fids(columns, open_due[(columns.late | lapsed)[open_due]], listed),
    )


def month_of(today: date) -> tuple[date, date]:
    """First and last day of the month of ``today``."""
    first = today.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _one_a_case(columns: Columns, rows: Rows) -> Rows:
    """The first row of each case among ``rows``."""
    alone = columns.alone[rows]
    shared = rows[~alone]
    _, index = np.unique(columns.case[shared], return_index=True)
    return np.sort(np.concatenate([rows[alone], shared[index]]))


def _lead(columns: Columns) -> NDArray[np.int32]:
    return columns.lead if columns.lead is not None else np.full(len(columns), -1, np.int32)


def _between(days: NDArray[np.int32], interval: tuple[date, date]) -> Mask:
    mask: Mask = (days >= interval[0].toordinal()) & (days <= interval[1].toordinal())
    return mask


def _fids(columns: Columns, rows: Rows, limit: int) -> list[int]:
    order = np.lexsort((columns.fid[rows], columns.deadline[rows]))[:limit]
    return [int(fid) for fid in columns.fid[rows[order]]]


def _figures(columns: Columns, mask: Mask, query: Query, lapsed: Mask) -> dict[str, Figure]:
    placed = ~np.isnan(columns.lon)
    month, soon = month_of(query.today), (query.today, query.today + timedelta(days=SOON_DAYS))
    chosen: dict[str, tuple[Mask | None, dict[str, str]]] = {"total": (None, {})}
    chosen |= {str(s): (columns.status == i, {"status": str(s)}) for i, s in enumerate(STATUSES)}
    chosen |= {
        "overdue": (columns.late, {"overdue": "1"}),
        "lapsed": (lapsed, {"lapsed": "1"}),
        "due_month": (_between(columns.deadline, month), {"due": spell_due(month, query.due)}),
        "due_open": (
            columns.open_due & _between(columns.deadline, month),
            unfinished(query, {"due": spell_due(month, query.due)}) or {},
        ),
        "due_soon": (_between(columns.deadline, soon), {"due": spell_due(soon, query.due)}),
        "unlocated": (columns.spatial & ~placed, {"located": "0", "spatial": "1"}),
        "not_spatial": (~columns.spatial, {"spatial": "0"}),
    }
    uncertain = VERDICTS.index(Containing.UNCERTAIN)
    for layer_id, verdicts in columns.zones.items():
        chosen[f"zone:{layer_id}"] = (verdicts == uncertain, {"zone": f"{layer_id}:{Containing.UNCERTAIN}"})
    figures = {}
    for name, (picked, words) in chosen.items():
        counts: Counts = columns.counts(mask if picked is None else mask & picked)
        figures[name] = Figure(counts.cases, counts.sites, words)
    return figures


def unfinished(query: Query, words: Mapping[str, str]) -> dict[str, str] | None:
    """Filter words with the condition that a case is not finished, beside the selection's own condition; None where
    that is CQL2 as JSON, which text cannot be added to."""
    if query.filter is not None and query.filter.lstrip().startswith("{"):
        return None
    return {**words, "filter": f"({query.filter}) AND {_UNFINISHED}" if query.filter else _UNFINISHED}


def spell_due(days: tuple[date, date], asked: Interval | None) -> str:
    """Days as the word ``due`` spells them, within those that the selection asks for already."""
    start, end = days
    if asked is not None:
        start, end = max(start, asked[0] or start), min(end, asked[1] or end)
    return f"{start.isoformat()}/{max(start, end).isoformat()}"


def _gaps(columns: Columns, first: Rows) -> dict[str, int]:
    status = columns.case_status[first]
    finished = np.isin(status, [STATUSES.index(s) for s in FINISHED])
    undated = columns.deadline[first] == NO_DATE
    return {
        "no_deadline": int(np.count_nonzero(undated)),
        "open_no_deadline": int(np.count_nonzero(undated & ~finished)),
        "no_county": int(np.count_nonzero(columns.county[first] < 0)),
        "unknown": int(np.count_nonzero(status == STATUSES.index(Status.UNKNOWN))),
    }


@dataclass(frozen=True, slots=True)
class _Counting:
    """Counts by one dimension after another, over the same selection: ``rows`` of it, ``first`` row of each case."""

    columns: Columns
    rows: Rows
    first: Rows
    lapsed: Mask

    def all(self) -> Group:
        """The whole selection as one group, also when it is empty."""
        nothing = Group(NO_VALUE, 0, 0, {}, **dict.fromkeys(_NUMBERS, 0))
        return next(iter(self.by(np.zeros(len(self.columns), np.int64), (NO_VALUE,))), nothing)

    def by(self, column: NDArray[Any], values: Sequence[str]) -> list[Group]:
        """One group a value that occurs, most cases first; what has none stands under ``NO_VALUE`` at the end."""
        return self._groups(column, values, self.first)

    def by_county(self) -> list[Group]:
        """A case with sites in two counties counts in both."""
        columns, rows = self.columns, self.rows
        alone = columns.alone[rows]
        shared = rows[~alone]
        span = int(columns.case.max()) + 1 if len(columns.case) else 1
        pairs = (columns.county[shared].astype(np.int64) + 1) * span + columns.case[shared]
        _, index = np.unique(pairs, return_index=True)
        return self._groups(columns.county, columns.county_codes, np.concatenate([rows[alone], shared[index]]))

    def _groups(self, column: NDArray[Any], values: Sequence[str], cases: Rows) -> list[Group]:
        size = len(values) + 1  # 0: no value
        of = column[cases].astype(np.int64) + 1
        mix = np.bincount(of * len(STATUSES) + self.columns.case_status[cases], minlength=size * len(STATUSES))
        mix = mix.reshape(size, len(STATUSES))
        sites = self.rows[self.columns.is_site[self.rows]]
        in_sites = np.bincount(column[sites].astype(np.int64) + 1, minlength=size)
        parts = {name: np.bincount(of[part], minlength=size) for name, part in self._parts(cases).items()}
        order = sorted((i for i in range(size) if mix[i].any()), key=lambda i: (i == 0, -int(mix[i].sum()), i))
        return [
            Group(
                value=str(values[i - 1]) if i else NO_VALUE,
                cases=int(mix[i].sum()),
                sites=int(in_sites[i]),
                mix={str(status): int(n) for status, n in zip(STATUSES, mix[i], strict=True) if n},
                **{name: int(tally[i]) for name, tally in parts.items()},
            )
            for i in order
        ]

    def _parts(self, cases: Rows) -> dict[str, Mask]:
        columns = self.columns
        deadline = columns.deadline[cases]
        closed = columns.case_status[cases] == _CLOSED
        by = columns.ended_by[cases] if columns.ended_by is not None else np.full(len(cases), NO_DATE, np.int32)
        begin = columns.ended_from[cases] if columns.ended_from is not None else by
        dated = closed & (deadline != NO_DATE)
        on_time = dated & (by != NO_DATE) & (by <= deadline)
        late = dated & (begin != NO_DATE) & (begin > deadline)
        finished = np.isin(columns.case_status[cases], [STATUSES.index(status) for status in FINISHED])
        return {
            "closed": closed,
            "on_time": on_time,
            "late": late,
            "undecided": closed & ~on_time & ~late,
            "overdue": columns.late[cases],
            "lapsed": self.lapsed[cases],
            "open": ~finished,
        }


def roll_up(groups: Sequence[Group], legal: Mapping[str, str]) -> list[Group]:
    """County groups with those of districts without lines of their own added to their legal counties, for a map.

    A case with sites in both counts twice in the sum, as it does in the two rows.
    """
    sums: dict[str, Group] = {}
    for group in groups:
        code = legal.get(group.value, group.value)
        sums[code] = _added(sums[code], group) if code in sums else replace(group, value=code)
    return list(sums.values())


def _added(one: Group, other: Group) -> Group:
    mix = {status: one.mix.get(status, 0) + other.mix.get(status, 0) for status in (*one.mix, *other.mix)}
    return replace(
        one, mix=mix, **{name: getattr(one, name) + getattr(other, name) for name in ("cases", "sites", *_NUMBERS)}
    )
