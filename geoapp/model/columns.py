"""Columns: the whole ``cases`` collection as numpy arrays, for counts and clusters that answer in milliseconds.

Rebuilt per data version by the store. ``select`` understands every field of ``Query`` that is a column; the store's
SQL understands all of them; a property test holds that both pick the same features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoapp.model.feature import Counts, Summary
from geoapp.model.query import BBox, Query
from geoapp.model.words import FINISHED, Campaign, Containing, Kind, Status

STATUSES = tuple(Status)
KINDS = tuple(Kind)
CAMPAIGNS = tuple(Campaign)
VERDICTS = tuple(Containing)
ZONE_FACET = "zone:"
"""Begins the name of a zone's facet and of its export column; the layer's id follows."""
NO_DATE = np.iinfo(np.int32).min
"""Stands for "no date" in the day columns (days since 0001-01-01, ``date.toordinal``)."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One entry per case feature, in ``fid`` order. ``lon``/``lat`` are NaN for features without geometry.

    ``west .. north`` is the bounding box of the geometry (NaN without). ``county`` indexes ``county_codes``;
    ``case`` numbers distinct cases, ``place`` distinct drawn places (-1 without one). ``legal`` maps a special
    district's code to its legal county, so that ``Query.include_special`` can roll up. ``shapes`` holds the geometry of
    each feature that is more than a point (None for the others): a box selects what it touches, not whose box it does.
    ``zones`` holds for each zone layer the indexes into ``VERDICTS``, -1 for features that are not judged.
    ``lead`` indexes ``lead_units``. ``ended_from``/``ended_by`` are the first and last day on which a finished case can
    have been finished, as far as its sources tell (``NO_DATE``: that end is not known); equal for a known day.
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
    shapes: NDArray[np.object_] | None = None
    zones: Mapping[str, NDArray[np.int8]] = field(default_factory=dict)
    lead: NDArray[np.int32] | None = None
    lead_units: tuple[str, ...] = ()
    ended_from: NDArray[np.int32] | None = None
    ended_by: NDArray[np.int32] | None = None
    alone: Mask = field(init=False)
    """Features that are the only one of their case: they count as cases without any sorting."""
    open_due: Mask = field(init=False)
    late: Mask = field(init=False)

    def __post_init__(self) -> None:
        members = np.bincount(self.case, minlength=1)
        finished = _in(self.case_status, STATUSES, tuple(FINISHED))
        newer = (self.evidence != NO_DATE) & (self.evidence > self.deadline)
        object.__setattr__(self, "alone", members[self.case] == 1 if len(self) else np.zeros(0, bool))
        object.__setattr__(self, "open_due", (self.deadline != NO_DATE) & ~finished)
        object.__setattr__(self, "late", self.open_due & newer)

    def __len__(self) -> int:
        return len(self.fid)

    def overdue(self) -> Mask:
        """A source dated after the deadline says that it is not finished."""
        return self.late

    def half_finished(self) -> Mask:
        """Sites that are still worked on while their case counts as finished; looking after it for ever (长期坚持) is
        no such work."""
        finished = _in(self.case_status, STATUSES, (Status.CLOSED, Status.DONE))
        open_work = _in(self.status, STATUSES, (Status.STAGED, Status.IN_PROGRESS, Status.PLANNED))
        mask: Mask = self.is_site & finished & open_work
        return mask

    def lapsed(self, today: date) -> Mask:
        """The deadline has passed and nothing newer was read."""
        mask: Mask = self.open_due & (self.deadline < today.toordinal()) & ~self.late
        return mask

    def select(self, query: Query, *, among: Mask | None = None) -> Mask:
        """The features that ``query`` picks, as a mask.

        ``among`` narrows first: the answer of a SQL search for the fields that are no column (q, lead_unit, notice).
        """
        return self._all_of(self._filters(query, among))

    def _all_of(self, filters: Mapping[str, Mask], without: str | None = None) -> Mask:
        """Where all hold, but for one facet's own, which live counts leave out."""
        mask = np.ones(len(self), bool)
        for name, one in filters.items():
            if name != without:
                mask &= one
        return mask

    def _filters(self, query: Query, among: Mask | None) -> dict[str, Mask]:
        """One mask a filter that the query sets, under the facet's name."""
        filters: dict[str, Mask] = {} if among is None else {"among": among}
        if query.scope.county_codes is not None:
            filters["scope"] = self._in_counties(sorted(query.scope.county_codes), include_special=False)
        if query.bbox is not None:
            touching = self.touching(query.bbox)
            filters["bbox"] = touching | np.isnan(self.west) if query.blank else touching
        if query.status:
            filters["status"] = _in(self.status, STATUSES, query.status)
        elif query.hidden:
            filters["hidden"] = ~_in(self.status, STATUSES, query.hidden)
        if query.county:
            filters["county"] = self._in_counties(query.county, include_special=query.include_special)
        if query.kind:
            filters["kind"] = _in(self.kind, KINDS, query.kind)
        if query.campaign:
            filters["campaign"] = _in(self.campaign, CAMPAIGNS, query.campaign)
        for layer_id, verdicts in verdicts_by_zone(query).items():
            filters[ZONE_FACET + layer_id] = self._judged(layer_id, verdicts)
        if query.overdue is not None:
            filters["overdue"] = self.late == query.overdue
        if query.lapsed is not None:
            filters["lapsed"] = self.lapsed(query.today) == query.lapsed
        if query.located is not None:
            filters["located"] = ~np.isnan(self.lon) == query.located
        if query.spatial is not None:
            filters["spatial"] = self.spatial == query.spatial
        if query.due is not None:
            filters["due"] = _within(self.deadline, query.due)
        if query.happened is not None:
            within = _within(self.happened, query.happened)
            filters["happened"] = within | (self.happened == NO_DATE) if query.blank else within
        return filters

    def box(self, rows: NDArray[np.int64] | Mask) -> BBox | None:
        """W, S, E, N of these rows, rounded as coordinates are written; None when nothing there has a place."""
        west, south, east, north = (edge[rows] for edge in (self.west, self.south, self.east, self.north))
        if np.isnan(west).all():
            return None
        edges = (np.nanmin(west), np.nanmin(south), np.nanmax(east), np.nanmax(north))
        low_x, low_y, high_x, high_y = (round(float(edge), 7) for edge in edges)
        return low_x, low_y, high_x, high_y

    def touching(self, bbox: BBox, rows: NDArray[np.int64] | None = None) -> Mask:
        """The features (or those of ``rows``) that have a point in common with a box, as a mask over them."""
        west, south, east, north = bbox
        chosen: Any = slice(None) if rows is None else rows
        boxes = (self.west[chosen], self.south[chosen], self.east[chosen], self.north[chosen])
        with np.errstate(invalid="ignore"):
            mask: Mask = (boxes[0] <= east) & (boxes[2] >= west) & (boxes[1] <= north) & (boxes[3] >= south)
        if self.shapes is None:
            return mask
        near = np.flatnonzero(mask)
        low_x, low_y, high_x, high_y = (edge[near] for edge in boxes)
        inside = (low_x >= west) & (high_x <= east) & (low_y >= south) & (high_y <= north)
        unsure = near[~inside & ((low_x < high_x) | (low_y < high_y))]
        if len(unsure):
            mask[unsure] = shapely.intersects(self.shapes[chosen][unsure], shapely.box(west, south, east, north))
        return mask

    def _in_counties(self, codes: Sequence[str], *, include_special: bool) -> Mask:
        wanted = set(codes)
        if include_special:
            wanted |= {special for special, legal in self.legal.items() if legal in wanted}
        table = np.array([*(code in wanted for code in self.county_codes), False])
        mask: Mask = table[self.county]  # -1, no county, looks up the False at the end
        return mask

    def _judged(self, layer_id: str, verdicts: Sequence[Containing]) -> Mask:
        if layer_id not in self.zones:
            return np.zeros(len(self), bool)
        mask: Mask = np.isin(self.zones[layer_id], [VERDICTS.index(verdict) for verdict in verdicts])
        return mask

    def counts(self, mask: Mask) -> Counts:
        """件 and 处 of a mask."""
        shared = self.case[mask & ~self.alone]
        cases = int(np.count_nonzero(mask & self.alone)) + len(np.unique(shared))
        return Counts(cases=cases, sites=int(np.count_nonzero(mask & self.is_site)))

    def summary(self, query: Query, *, among: Mask | None = None) -> Summary:
        """Totals and live counts of a selection; each facet counts with every other filter applied."""
        filters = self._filters(query, among)
        mask = self._all_of(filters)
        placed = ~np.isnan(self.lon)
        return Summary(
            total=self.counts(mask),
            located=self.counts(mask & placed),
            unlocated=self.counts(mask & ~placed & self.spatial),
            not_spatial=self.counts(mask & ~self.spatial),
            hidden=self.counts(self._all_of(filters, "hidden") & ~mask),
            facets=self._facets(query, filters),
            data_time=self.data_time,
            notices=self.notices,
        )

    def _facets(self, query: Query, filters: Mapping[str, Mask]) -> dict[str, dict[str, Counts]]:
        coded: dict[str, tuple[NDArray[Any], Sequence[str]]] = {
            "status": (self.status, STATUSES),
            "county": (self.county, self.county_codes),
            "kind": (self.kind, KINDS),
            "campaign": (self.campaign, CAMPAIGNS),
        }
        coded |= {ZONE_FACET + layer_id: (column, VERDICTS) for layer_id, column in self.zones.items()}
        facets: dict[str, dict[str, Counts]] = {}
        for name, (column, values) in coded.items():
            # The switch of the hidden statuses stands inside the status facet: its counts must show what it hides.
            own = "hidden" if name == "status" and "hidden" in filters else name
            facets[name] = self._by_value(column, values, self._all_of(filters, own))
        for name, flag in (("overdue", self.late), ("lapsed", self.lapsed(query.today))):
            facets[name] = {"1": self.counts(self._all_of(filters, name) & flag)}
        return facets

    def _by_value(self, column: NDArray[Any], values: Sequence[str], mask: Mask) -> dict[str, Counts]:
        size = len(values)
        sites = _tally(column[mask & self.is_site], size)
        cases = _tally(column[mask & self.alone], size)
        shared = mask & ~self.alone
        if shared.any():
            # A case with several sites counts once under each value that it shows.
            span = int(self.case.max()) + 1
            known = column[shared] < size  # of signed columns -1 means "none"
            pairs = np.unique(column[shared][known].astype(np.int64) * span + self.case[shared][known])
            cases = cases + _tally(pairs[pairs >= 0] // span, size)
        return {str(v): Counts(cases=int(cases[i]), sites=int(sites[i])) for i, v in enumerate(values) if cases[i]}


def verdicts_by_zone(query: Query) -> dict[str, list[Containing]]:
    """The verdicts that a query asks for, zone by zone."""
    asked: dict[str, list[Containing]] = {}
    for layer_id, verdict in query.zone:
        asked.setdefault(layer_id, []).append(verdict)
    return asked


def _tally(column: NDArray[Any], size: int) -> NDArray[np.int64]:
    """How often each value 0..size-1 occurs; others (-1 for none) are left out."""
    chosen = column.astype(np.int64)
    tally: NDArray[np.int64] = np.bincount(chosen + 1, minlength=size + 1)[1 : size + 1]
    return tally


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
