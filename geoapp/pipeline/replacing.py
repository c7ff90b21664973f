"""Placing again: after the gazetteer has changed, every stored record is located anew; a person's positions stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import shapely
from shapely.geometry import Point

from geoapp import layers
from geoapp.model import Basis, CaseFeature, NoticeSummary
from geoapp.pipeline.intake import MACHINE, file_record, place_record
from geoapp.pipeline.lining import keep_lines
from geoapp.pipeline.linking import move_filing
from geoapp.pipeline.progress import Progress, silent
from geoapp.pipeline.world import World
from geoapp.pipeline.zoning import judge_zones
from geoapp.store import Filing, Store

_MOVED_M = 0.5
"""Less than this is rounding of coordinates, not a move."""


@dataclass(frozen=True, slots=True)
class Placing:
    """How well something was or is placed."""

    accuracy_m: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one site. ``kind``: moved, located, lost, sharpened (only accuracy or basis), found, gone (the
    words are now read as another place), kept (placed by hand; the machine would now place it elsewhere).

    ``distance_m`` is geodesic, between the points on which the symbol hangs.
    """

    kind: str
    case_id: str
    name: str
    before: Placing | None = None
    after: Placing | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """The report of placing everything again."""

    notices: int
    sites: int
    changes: tuple[Change, ...]

    def count(self, *kinds: str) -> int:
        """How many sites changed in one of these ways."""
        return sum(change.kind in kinds for change in self.changes)

    @property
    def same(self) -> int:
        """How many sites stayed as they were."""
        return self.sites - sum(change.kind != "gone" for change in self.changes)


def place_again(
    store: Store, world: World, *, now: Callable[[], datetime], actor: str = MACHINE, progress: Progress = silent
) -> Replacement:
    """Locate the records of all present notices with ``world``; each notice is one transaction, with its events."""
    notices = [notice for notice in store.notices() if notice.superseded_by is None]
    before: dict[str, dict[str, CaseFeature]] = {}
    touched: set[str] = set()
    for done, summary in enumerate(notices):
        progress(done, len(notices), summary.title)
        filings, changed = _placed_again(store, world, summary)
        if not changed:
            continue
        for case_id in {filing.case_id for filing in filings} - before.keys():
            before[case_id] = _sites(store, case_id)
        touched |= changed
        notice, _ = store.notice(summary.identifier)
        store.put_notice(notice, store.original(summary.identifier), filings, at=now(), actor=actor)
    judge_zones(store)
    keep_lines(store)
    progress(len(notices), len(notices), "")
    changes = [c for case_id in sorted(before) for c in _changes(before[case_id], _sites(store, case_id), touched)]
    return Replacement(len(notices), int(store.columns().is_site.sum()), tuple(changes))


def _sites(store: Store, case_id: str) -> dict[str, CaseFeature]:
    return {f.site_id: f for f in store.dossier(case_id).features if f.site_id is not None}


def _placed_again(store: Store, world: World, summary: NoticeSummary) -> tuple[list[Filing], set[str]]:
    """The filings of a notice placed with the present gazetteer, and the ids of sites whose position is another."""
    notice, _ = store.notice(summary.identifier)
    filings, changed = [], set()
    for held in store.held(notice_id=summary.identifier):
        old = held.filing
        record = place_record(replace(old.record, sites=()), notice, world)
        home = file_record(record, notice, world, key=old.key, province=old.province)
        if home.record == old.record:
            filings.append(old)
            continue
        fresh = move_filing(home, old.case_id, store)
        filings.append(fresh)
        known = dict(zip(old.site_ids, old.record.subjects, strict=True))
        said = dict(zip(fresh.site_ids, fresh.record.subjects, strict=True))  # a case of no spot has no subjects
        changed |= {key for key in known.keys() | said.keys() if known.get(key) != said.get(key)}
        changed |= {old.case_id}
    return filings, changed


def _changes(before: dict[str, CaseFeature], after: dict[str, CaseFeature], touched: set[str]) -> Iterable[Change]:
    for site_id in dict.fromkeys([*before, *after]):
        old, new = before.get(site_id), after.get(site_id)
        present = new or old
        assert present is not None  # noqa: S101 - the key came from one of the two
        kind = _kind(old, new, site_id in touched)
        if kind is None:
            continue
        yield Change(
            kind=kind,
            case_id=present.case_id,
            name=present.name or "",
            before=_placing(old),
            after=_placing(new),
            distance_m=_distance(old, new),
        )


def _kind(old: CaseFeature | None, new: CaseFeature | None, touched: bool) -> str | None:
    if old is None:
        return "found"
    if new is None:
        return "gone"
    if old.geometry is None or new.geometry is None:
        if old.geometry is new.geometry:
            return None
        return "located" if old.geometry is None else "lost"
    if _same(old, new):
        return "kept" if touched and new.basis is Basis.VERIFIED else None
    return "moved" if (_distance(old, new) or 0.0) >= _MOVED_M else "sharpened"


def _same(old: CaseFeature, new: CaseFeature) -> bool:
    geometry = bool(shapely.equals_exact(old.geometry, new.geometry, 0.0))
    return geometry and (old.accuracy_m, old.basis) == (new.accuracy_m, new.basis)


def _placing(feature: CaseFeature | None) -> Placing | None:
    if feature is None or feature.geometry is None or feature.accuracy_m is None or feature.basis is None:
        return None
    return Placing(feature.accuracy_m, feature.basis)


def _distance(old: CaseFeature | None, new: CaseFeature | None) -> float | None:
    start, end = _point(old), _point(new)
    return None if start is None or end is None else layers.distance_m(start, end)


def _point(feature: CaseFeature | None) -> Point | None:
    if feature is None or feature.lon is None or feature.lat is None:
        return None
    return Point(feature.lon, feature.lat)
