"""The month digest from the store: which cases fell due in a month, which ended in it, and which slipped.

A day of closure counts as exactly as it is known: a case whose day nobody tells is 通报称完结 in the month of the
notice that says so, never closed on an invented day.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geoapp import closing
from geoapp.model import CaseFeature, Columns, Event, NotFound, Query, Status, UnitTable
from geoapp.model.columns import NO_DATE, STATUSES
from geoapp.pipeline.listing import scope_words
from geoapp.pipeline.publishing import told_of
from geoapp.reports import Digest, DigestRow, Tally
from geoapp.store import Store
from geoapp.texts import text

_ENDED = (Status.CLOSED, Status.DONE)
_EPOCH = date(1970, 1, 1).toordinal()
Endings = tuple[NDArray[np.int32], NDArray[np.int32]]
"""First and last possible day of each feature's ending."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """When a case ended: first and last possible day (ordinals, ``NO_DATE`` unknown)."""

    begin: int
    by: int

    @property
    def shown(self) -> str:
        """The day, the span, or what is known of it."""
        if self.by == NO_DATE:
            return text("reports.digest.no_day")
        last = date.fromordinal(self.by)
        if self.begin == NO_DATE:
            return text("reports.digest.by_day", day=last)
        return str(last) if self.begin == self.by else f"{date.fromordinal(self.begin)}—{last}"


def month_of(written: str) -> tuple[date, date]:
    """First and last day of ``2025-11``; raises ``ValueError`` for anything else."""
    first = date.fromisoformat(f"{written}-01")
    if f"{first:%Y-%m}" != written or first.year == date.max.year:  # the month after it must be a date, too
        raise ValueError(written)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def build_digest(store: Store, query: Query, first: date, last: date, units: UnitTable) -> Digest:
    """The digest of the days ``first`` to ``last`` for a selection, as known on ``query.today``."""
    columns = store.columns()
    endings = _endings(columns)
    moved = _moved_away(store, query, first, last)
    due: list[DigestRow] = []
    closed: list[DigestRow] = []
    reported: list[DigestRow] = []
    for features in _cases_of_month(store, query, columns, endings, moved, (first, last)):
        head = features[0]
        at = int(np.searchsorted(columns.fid, head.fid))
        ending = _Ending(int(endings[0][at]), int(endings[1][at]))
        result, note = _result(head, ending, moved.get(head.case_id), first, last)
        if result:
            due.append(_row(features, ending, result, note))
        if head.case_status in _ENDED and ending.by != NO_DATE and first <= date.fromordinal(ending.by) <= last:
            if ending.begin == NO_DATE:
                reported.append(_row(features, ending, "", ""))
            elif date.fromordinal(ending.begin) >= first:  # of a longer span nobody knows which month it was
                closed.append(_row(features, ending, "", ""))
    due.sort(key=lambda row: (row.deadline or date.max, row.county, row.case_id))
    by_county, by_unit, total = _tallies(due, closed, reported)
    return Digest(
        first=first,
        last=last,
        today=query.today,
        scope=scope_words(query, units),
        left_out=told_of(store),
        due=tuple(due),
        closed=tuple(closed),
        reported=tuple(reported),
        by_county=by_county,
        by_unit=by_unit,
        total=total,
    )


def count_months(store: Store, query: Query) -> dict[str, int]:
    """The months whose digest has something, oldest first, each with its cases (件): ``{"2025-11": 7}``."""
    columns = store.columns()
    mask = columns.select(query, among=store.search(query, columns))
    begin, by = _endings(columns)
    due = mask & (columns.deadline != NO_DATE)
    ended = mask & np.isin(columns.case_status, [STATUSES.index(status) for status in _ENDED]) & (by != NO_DATE)
    ended &= (begin == NO_DATE) | (_months(begin) == _months(by))  # of a longer span nobody knows which month it was
    pairs = [np.stack([_months(columns.deadline)[due], columns.case[due]], axis=1),
             np.stack([_months(by)[ended], columns.case[ended]], axis=1)]  # fmt: skip
    for event, before in _standing_moves(store, query):
        rows = np.isin(columns.fid, list(_fids_of(store, query, [event.case_id]))) & mask
        pairs.append(np.array([(before.year * 12 + before.month - 1, case) for case in set(columns.case[rows])],
                              np.int64).reshape(-1, 2))  # fmt: skip
    months, counts = np.unique(np.unique(np.concatenate(pairs), axis=0)[:, 0], return_counts=True)
    return {f"{m // 12:04d}-{m % 12 + 1:02d}": int(n) for m, n in zip(months.tolist(), counts, strict=True)}


def opening_month(months: Iterable[str], today: date) -> str:
    """The month to begin with: the present one when it has something, else the latest before it, else the next."""
    present, known = f"{today:%Y-%m}", sorted(months)
    past = [month for month in known if month <= present]
    return past[-1] if past else next(iter(known), present)


def _months(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Months since the year 0 of days since 0001-01-01; of no use for ``NO_DATE``."""
    known = np.where(days == NO_DATE, 1, days).astype(np.int64)
    since_1970 = (known - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return since_1970 + 1970 * 12


def _cases_of_month(
    store: Store, query: Query, columns: Columns, endings: Endings, moved: Iterable[str], days: tuple[date, date]
) -> list[list[CaseFeature]]:
    """The selected features of each case that fell due, ended or was moved away within the days, by case."""
    mask = columns.select(query, among=store.search(query, columns))
    chosen = mask & (_within(columns.deadline, *days) | _ended_within(columns, endings, *days))
    wanted = np.isin(columns.case, np.unique(columns.case[chosen])) & mask
    selected = set(columns.fid[mask].tolist())
    fids = set(columns.fid[wanted].tolist()) | {fid for fid in _fids_of(store, query, moved) if fid in selected}
    cases: dict[str, list[CaseFeature]] = {}
    for feature in store.features(sorted(fids), query.scope):
        cases.setdefault(feature.case_id, []).append(feature)
    return list(cases.values())


def _within(days: NDArray[np.int32], first: date, last: date) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (days >= first.toordinal()) & (days <= last.toordinal())
    return found


def _endings(columns: Columns) -> Endings:
    nothing = np.full(len(columns.fid), NO_DATE, np.int32)
    begin, by = columns.ended_from, columns.ended_by
    return (nothing if begin is None else begin), (nothing if by is None else by)


def _ended_within(columns: Columns, endings: Endings, first: date, last: date) -> NDArray[np.bool_]:
    ended = np.isin(columns.case_status, [STATUSES.index(status) for status in _ENDED])
    found: NDArray[np.bool_] = ended & _within(endings[1], first, last)
    return found


def _moved_away(store: Store, query: Query, first: date, last: date) -> Mapping[str, tuple[str, str]]:
    """Cases that an extension or a standing pause took out of the month: what happened, and the words for it."""
    found: dict[str, tuple[str, str]] = {}
    for event, before in _standing_moves(store, query):
        if not first <= before <= last:
            continue
        if event.kind == closing.EXTENSION:
            found[event.case_id] = ("extended", text("reports.digest.extended", day=event.after, on=event.happened_on))
        else:
            found[event.case_id] = ("paused", text("reports.digest.paused", on=event.happened_on))
    return found


def _standing_moves(store: Store, query: Query) -> list[tuple[Event, date]]:
    """Extensions, and pauses that nobody ended, each with the deadline before it, in the order of telling."""
    moves: list[tuple[Event, date]] = []
    for event in sorted(store.told(closing.MOVES, scope=query.scope), key=lambda event: event.event_id):
        if event.kind == closing.RESUME:
            moves = [one for one in moves if one[0].case_id != event.case_id or one[0].kind != closing.PAUSE]
        elif event.kind in (closing.EXTENSION, closing.PAUSE) and event.before:
            moves.append((event, date.fromisoformat(event.before)))
    return moves


def _fids_of(store: Store, query: Query, case_ids: Iterable[str]) -> Iterable[int]:
    for case_id in case_ids:
        try:
            yield from (feature.fid for feature in store.dossier(case_id, query.scope).features)
        except NotFound:  # joined to another case since
            continue


def _result(
    head: CaseFeature, ending: _Ending, moved: tuple[str, str] | None, first: date, last: date
) -> tuple[str, str]:
    """How a case that fell due in the month stands; "" for one that did not."""
    inside = head.deadline is not None and first <= head.deadline <= last
    if not inside or head.deadline is None:
        return moved if moved is not None else ("", "")
    if head.overdue:
        return "overdue", text("reports.digest.evidence", day=head.evidence_on)
    if head.lapsed:
        return "lapsed", text("reports.digest.evidence", day=head.evidence_on or text("reports.digest.no_day"))
    if head.case_status not in _ENDED:
        return ("undated", text("status.dropped")) if head.case_status is Status.DROPPED else ("pending", "")
    if ending.by != NO_DATE and date.fromordinal(ending.by) <= head.deadline:
        return "on_time", ending.shown
    late = ending.begin != NO_DATE and date.fromordinal(ending.begin) > head.deadline
    return ("late" if late else "undated"), ending.shown


def _row(features: list[CaseFeature], ending: _Ending, result: str, note: str) -> DigestRow:
    head = features[0]
    return DigestRow(
        case_id=head.case_id,
        no=head.no or "",
        problem=head.problem,
        county="、".join(dict.fromkeys(feature.county for feature in features if feature.county)),
        lead_unit=head.lead_unit or "",
        deadline=head.deadline,
        status=text(f"status.{head.case_status.value}"),
        result=result,
        day="" if result else ending.shown,
        note=note,
    )


def _tallies(
    due: Sequence[DigestRow], closed: Sequence[DigestRow], reported: Sequence[DigestRow]
) -> tuple[tuple[Tally, ...], tuple[Tally, ...], Tally]:
    """Counts by county, by lead unit, and of all; a case in two counties counts in both, once in all."""
    done = text(f"status.{Status.DONE.value}")
    nothing = text("reports.digest.nothing")
    counted: list[tuple[DigestRow, tuple[str, ...]]] = [(row, ("due", row.result)) for row in due]
    counted += [(row, ("done" if row.status == done else "closed",)) for row in closed]
    counted += [(row, ("reported",)) for row in reported]
    by_county: dict[str, Counter[str]] = {}
    by_unit: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for row, keys in counted:
        groups = [by_county.setdefault(name or nothing, Counter()) for name in row.county.split("、")]
        for counts in (*groups, by_unit.setdefault(row.lead_unit or nothing, Counter()), total):
            counts.update(keys)
    return _ordered(by_county, nothing), _ordered(by_unit, nothing), Tally(text("reports.digest.total"), **total)


def _ordered(groups: Mapping[str, Counter[str]], nothing: str) -> tuple[Tally, ...]:
    """Most due first; those that no notice names last."""
    order = sorted(groups, key=lambda name: (name == nothing, -groups[name]["due"], -groups[name].total(), name))
    return tuple(Tally(name, **{key: n for key, n in groups[name].items() if n}) for name in order)
