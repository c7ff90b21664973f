"""Columns: the whole ``cases`` collection as numpy arrays, for counts and clusters that answer in milliseconds.

Rebuilt per data version by the store. ``select`` understands every field of ``Query`` that is a column; the store's
SQL understands all of them; a property test holds that both pick the same features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoapp.model.feature import Counts, Summary
from geoapp.model.query import Query
from geoapp.model.words import FINISHED, Campaign, Kind, Status

STATUSES = tuple(Status)
KINDS = tuple(Kind)
CAMPAIGNS = tuple(Campaign)
NO_DATE = np.iinfo(np.int32).min
"""Stands for "no date" in the day columns (days since 0001-01-01, ``date.toordinal``)."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One entry per case feature, in ``fid`` order. ``lon``/``lat`` are NaN for features without geometry.

    ``west .. north`` is the bounding box of the geometry (NaN without). ``county`` indexes ``county_codes``;
    ``case`` numbers distinct cases, ``place`` distinct drawn places (-1 without one). ``legal`` maps a special
    district's code to its legal county, so that ``Query.include_special`` can roll up.
    """

    fid: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    west: NDArray[np.float64]
    south: NDArray[np.float64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    status: NDArray[np.uint8]
    case_status: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    campaign: NDArray[np.uint8]
    county: NDArray[np.int32]
    case: NDArray[np.int32]
    place: NDArray[np.int32]
    is_site: Mask
    spatial: Mask
    deadline: NDArray[np.int32]
    evidence: NDArray[np.int32]
    happened: NDArray[np.int32]
    accuracy_m: NDArray[np.float32]
    county_codes: tuple[str, ...]
    legal: Mapping[str, str]
    data_time: datetime | None
    notices: int

    def __len__(self) -> int:
        return len(self.fid)

    def overdue(self) -> Mask:
        """A source dated after the deadline says that it is not finished."""
        mask: Mask = self._open_with_deadline() & (self.evidence != NO_DATE) & (self.evidence > self.deadline)
        return mask

    def lapsed(self, today: date) -> Mask:
        """The deadline has passed and nothing newer was read."""
        newer = (self.evidence != NO_DATE) & (self.evidence > self.deadline)
        mask: Mask = self._open_with_deadline() & (self.deadline < today.toordinal()) & ~newer
        return mask

    def _open_with_deadline(self) -> Mask:
        finished = np.isin(self.case_status, [STATUSES.index(s) for s in FINISHED])
        mask: Mask = (self.deadline != NO_DATE) & ~finished
        return mask

    def select(self, query: Query, *, without: str | None = None, among: Mask | None = None) -> Mask:
        """The features that ``query`` picks, as a mask. ``without`` leaves one facet's own filter out (live counts).

        ``among`` narrows first: the answer of a SQL search for the fields that are no column (q, lead_unit, notice).
        """
        mask = np.ones(len(self), bool) if among is None else among.copy()
        if query.scope.county_codes is not None:
            mask &= self._in_counties(sorted(query.scope.county_codes), include_special=False)
        if query.bbox is not None:
            west, south, east, north = query.bbox
            with np.errstate(invalid="ignore"):
                mask &= (self.west <= east) & (self.east >= west) & (self.south <= north) & (self.north >= south)
        if query.status and without != "status":
            mask &= _in(self.status, STATUSES, query.status)
        if query.hidden and not query.status and without != "hidden":
            mask &= ~_in(self.status, STATUSES, query.hidden)
        if query.county and without != "county":
            mask &= self._in_counties(query.county, include_special=query.include_special)
        if query.kind and without != "kind":
            mask &= _in(self.kind, KINDS, query.kind)
        if query.campaign and without != "campaign":
            mask &= _in(self.campaign, CAMPAIGNS, query.campaign)
        if query.overdue is not None and without != "overdue":
            mask &= self.overdue() == query.overdue
        if query.lapsed is not None and without != "lapsed":
            mask &= self.lapsed(query.today) == query.lapsed
        if query.located is not None:
            mask &= ~np.isnan(self.lon) == query.located
        if query.spatial is not None:
            mask &= self.spatial == query.spatial
        for column, interval in ((self.deadline, query.due), (self.happened, query.happened)):
            if interval is not None:
                mask &= _within(column, interval)
        return mask

    def _in_counties(self, codes: Sequence[str], *, include_special: bool) -> Mask:
        wanted = set(codes)
        if include_special:
            wanted |= {special for special, legal in self.legal.items() if legal in wanted}
        mask: Mask = np.isin(self.county, [i for i, code in enumerate(self.county_codes) if code in wanted])
        return mask

    def counts(self, mask: Mask) -> Counts:
        """件 and 处 of a mask."""
        return Counts(cases=_distinct(self.case[mask]), sites=int(np.count_nonzero(mask & self.is_site)))

    def summary(self, query: Query, *, among: Mask | None = None) -> Summary:
        """Totals and live counts of a selection; each facet counts with every other filter applied."""
        mask = self.select(query, among=among)
        placed = ~np.isnan(self.lon)
        hidden = (
            self.select(replace(query, hidden=()), among=among) & ~mask if query.hidden else np.zeros(len(self), bool)
        )
        return Summary(
            total=self.counts(mask),
            located=self.counts(mask & placed),
            unlocated=self.counts(mask & ~placed & self.spatial),
            not_spatial=self.counts(mask & ~self.spatial),
            hidden=self.counts(hidden),
            facets=self._facets(query, among),
            data_time=self.data_time,
            notices=self.notices,
        )

    def _facets(self, query: Query, among: Mask | None) -> dict[str, dict[str, Counts]]:
        coded: dict[str, tuple[NDArray[Any], Sequence[str]]] = {
            "status": (self.status, STATUSES),
            "county": (self.county, self.county_codes),
            "kind": (self.kind, KINDS),
            "campaign": (self.campaign, CAMPAIGNS),
        }
        facets: dict[str, dict[str, Counts]] = {}
        for name, (column, values) in coded.items():
            # The switch of the hidden statuses stands inside the status facet: its counts must show what it hides.
            base = replace(query, hidden=()) if name == "status" else query
            mask = self.select(base, without=name, among=among)
            facets[name] = self._by_value(column, values, mask)
        for name, flag in (("overdue", self.overdue()), ("lapsed", self.lapsed(query.today))):
            facets[name] = {"1": self.counts(self.select(query, without=name, among=among) & flag)}
        return facets

    def _by_value(self, column: NDArray[Any], values: Sequence[str], mask: Mask) -> dict[str, Counts]:
        chosen = np.flatnonzero(mask & (column.astype(np.int64) >= 0))
        sites = np.bincount(column[chosen][self.is_site[chosen]], minlength=len(values))
        pairs = np.unique(column[chosen].astype(np.int64) * (int(self.case.max(initial=0)) + 1) + self.case[chosen])
        cases = np.bincount(pairs // (int(self.case.max(initial=0)) + 1), minlength=len(values))
        return {
            str(value): Counts(cases=int(cases[i]), sites=int(sites[i])) for i, value in enumerate(values) if cases[i]
        }


def _in(column: NDArray[Any], values: Sequence[str], wanted: Sequence[str]) -> Mask:
    table = np.zeros(256, bool)
    table[[values.index(value) for value in wanted]] = True
    mask: Mask = table[column]
    return mask


def _within(column: NDArray[np.int32], interval: tuple[date | None, date | None]) -> Mask:
    start, end = interval
    mask: Mask = column != NO_DATE
    if start is not None:
        mask &= column >= start.toordinal()
    if end is not None:
        mask &= column <= end.toordinal()
    return mask


def _distinct(values: NDArray[np.int32]) -> int:
    return int(np.count_nonzero(np.bincount(values))) if len(values) else 0
