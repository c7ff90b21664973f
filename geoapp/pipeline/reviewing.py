"""Reviewing: what needs a person, what the gazetteer would offer, and remembering a place that somebody verified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

import numpy as np

from geoapp import places
from geoapp.model import (
    Basis,
    CaseFeature,
    Event,
    LocationInstance,
    NoticeSummary,
    PlaceType,
    PositionalAccuracy,
    Query,
    UsageError,
    headline,
)
from geoapp.model.columns import Columns, Mask
from geoapp.pipeline.visiting import pending_visits
from geoapp.pipeline.wording import field_in_words, value_in_words
from geoapp.pipeline.world import World, imported_gazetteer
from geoapp.places import DATUMS, Candidate
from geoapp.store import Disagreement, StatusConflict, Store
from geoapp.texts import text

__all__ = [
    "DATUMS", "QUEUES", "Queue", "Waiting", "candidates_for", "count_queues", "read_queue", "remember_place",
]  # fmt: skip

UNLOCATED, AMBIGUOUS, VAGUE, UNREAD, VISITS = "unlocated", "ambiguous", "vague", "unread", "visits"
CONFLICTING, DISAGREEING = "conflicting", "disagreeing"
QUEUES: Final = (UNLOCATED, AMBIGUOUS, VAGUE, CONFLICTING, DISAGREEING, UNREAD, VISITS)
VAGUE_M = 2_000.0
MAX_CANDIDATES = 8
T = TypeVar("T")
_AMBIGUOUS_FILTER = "georeferenceRemarks LIKE '位置待核实%'"
"""How the remarks of a place begin that bears a name known several times over (``places.undecided``)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person. ``fid`` leads to the site; a notice has none. ``why`` is a sentence."""

    fid: int | None
    title: str
    why: str
    county: str | None = None
    case_id: str | None = None
    notice_id: str | None = None
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of a queue, with how many wait in all."""

    items: tuple[Waiting, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one queue is: how many wait, and a page of them. Counting looks nothing up that is not counted."""

    count: Callable[[], int]
    page: Callable[[int, int], tuple[Waiting, ...]]


def read_queue(store: Store, kind: str, today: date, *, offset: int = 0, limit: int = 50) -> Queue:
    """What waits in one queue, the most pressing first. Raises ``UsageError`` for a queue that there is not."""
    if kind not in QUEUES:
        raise UsageError(text("review.no_queue", kind=kind[:40], known="、".join(QUEUES)), parameter="queue")
    desk = _desk(store, kind, today)
    return Queue(desk.page(offset, limit), desk.count())


def count_queues(store: Store, today: date) -> dict[str, int]:
    """How many wait in each queue."""
    return {kind: _desk(store, kind, today).count() for kind in QUEUES}


def _desk(store: Store, kind: str, today: date) -> _Desk:
    makers: dict[str, Callable[[], _Desk]] = {
        UNLOCATED: lambda: _of_sites(store, today, lambda c: c.spatial & np.isnan(c.lon)),
        VAGUE: lambda: _of_sites(store, today, lambda c: c.is_site & (c.accuracy_m > VAGUE_M)),
        AMBIGUOUS: lambda: _ambiguous(store, today),
        CONFLICTING: lambda: _contradicting(store),
        # The code of a county goes with its name; what the person knew when he decided needs no second look.
        DISAGREEING: lambda: _listed(
            [one for one in store.disagreements() if one.fresh and one.field != "county_code"],
            lambda one: _disagreement(store, one),
        ),
        UNREAD: lambda: _listed(unread_notices(store), _unread),
        VISITS: lambda: _listed(pending_visits(store), lambda event: _visit(store, event)),
    }
    return makers[kind]()


def _contradicting(store: Store) -> _Desk:
    """Notice against notice, then case against site: finished cases of which a site is still worked on, each once."""
    conflicts, columns = store.conflicts(), store.columns()
    rows = np.flatnonzero(columns.half_finished())
    first = rows[np.unique(columns.case[rows], return_index=True)[1]]
    found: list[StatusConflict | int] = [*conflicts, *columns.fid[np.sort(first)].tolist()]
    return _listed(found, lambda one: _half_finished(store, one) if isinstance(one, int) else _conflict(store, one))


def _listed(found: Sequence[T], show: Callable[[T], Waiting]) -> _Desk:
    """Of what is found at once only what is shown is looked up."""
    return _Desk(lambda: len(found), lambda offset, limit: tuple(show(one) for one in found[offset : offset + limit]))


def _of_sites(store: Store, today: date, pick: Callable[[Columns], Mask]) -> _Desk:
    """Rows by how pressing they are: overdue, then lapsed, then by deadline; what is finished comes last."""
    columns = store.columns()
    rows = np.flatnonzero(pick(columns))

    def page(offset: int, limit: int) -> tuple[Waiting, ...]:
        late, lapsed = columns.overdue()[rows], columns.lapsed(today)[rows]
        due = np.where(columns.open_due[rows], columns.deadline[rows], np.iinfo(np.int32).max)
        order = np.lexsort((columns.fid[rows], due, ~lapsed, ~late))[offset : offset + limit]
        features = {f.fid: f for f in store.features([int(columns.fid[row]) for row in rows[order]])}
        found = (features.get(int(columns.fid[row])) for row in rows[order])
        return tuple(_site(feature) for feature in found if feature is not None)

    return _Desk(lambda: len(rows), page)


def _site(feature: CaseFeature) -> Waiting:
    doubt = f"{feature.accuracy_m / 1000:.1f}" if feature.accuracy_m else ""
    key = "unlocated" if feature.geometry is None else "vague"
    return Waiting(
        fid=feature.fid,
        title=feature.name or headline(feature.problem),
        why=feature.remarks or text(f"review.why.{key}", km=doubt),
        county=feature.county,
        case_id=feature.case_id,
        deadline=feature.deadline,
    )


def _ambiguous(store: Store, today: date) -> _Desk:
    def page(offset: int, limit: int) -> tuple[Waiting, ...]:
        found = store.page(Query(today=today, filter=_AMBIGUOUS_FILTER, offset=offset, limit=limit))
        return tuple(_site(feature) for feature in found.features)

    return _Desk(lambda: store.page(Query(today=today, filter=_AMBIGUOUS_FILTER, limit=1)).number_matched, page)


def _of_case(store: Store, case_id: str, why: str, site_id: str | None = None) -> Waiting:
    """A case that waits, by the site that it waits for where there is one."""
    features = store.dossier(case_id).features
    feature = next((f for f in features if f.site_id == site_id), features[0] if features else None)
    if feature is None:
        return Waiting(fid=None, title=case_id, why=why, county=None, case_id=case_id)
    title = feature.name or headline(feature.problem)
    return Waiting(feature.fid, title, why, feature.county, case_id=case_id, deadline=feature.deadline)


def _conflict(store: Store, one: StatusConflict) -> Waiting:
    before, after = (text(f"status.{told.status}") for told in (one.older, one.newer))
    older, newer = (text("review.why.told", title=told.notice_title) for told in (one.older, one.newer))
    days = {"from": one.older.issued_on or "—", "to": one.newer.issued_on or "—"}
    why = text("review.why.conflicting", before=before, after=after, older=older, newer=newer, **days)
    return _of_case(store, one.case_id, why)


def _half_finished(store: Store, fid: int) -> Waiting:
    feature = store.feature(fid)
    words = {"case": text(f"status.{feature.case_status}"), "site": text(f"status.{feature.status}")}
    why = text("review.why.half_finished", name=feature.name or feature.site_id, **words)
    title = feature.name or headline(feature.problem)
    return Waiting(fid, title, why, feature.county, case_id=feature.case_id, deadline=feature.deadline)


def _disagreement(store: Store, one: Disagreement) -> Waiting:
    machine, person = (_shortened(value_in_words(one.field, value)) for value in (one.machine, one.person))
    words = {"field": field_in_words(one.field), "machine": machine, "person": person, "actor": one.actor}
    why = text("review.why.gone" if one.site_gone else "review.why.disagreeing", **words)
    return _of_case(store, one.case_id, why, one.site_id)


def _shortened(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def unread_notices(store: Store) -> list[NoticeSummary]:
    """Present notices about which the reading remarked something that nobody has looked at yet; other remarks of a
    later reading bring a notice back."""
    looks = store.looks()

    def waits(notice: NoticeSummary) -> bool:
        look = looks.get(notice.identifier)
        return look is None or not look.seen or look.warnings != notice.warnings

    return [one for one in store.notices() if one.warnings and one.superseded_by is None and waits(one)]


def _unread(notice: NoticeSummary) -> Waiting:
    """A notice about which the reading itself had something to say."""
    return Waiting(None, notice.title, "；".join(notice.warnings), notice.county, notice_id=notice.identifier)


def _visit(store: Store, event: Event) -> Waiting:
    said = event.payload or {}
    words = {"actor": event.actor, "status": text(f"status.{said['proposes']}")}
    why = text("review.why.visit", found=text(f"visits.found.{said['found']}"), **words)
    return _of_case(store, event.case_id, why, event.site_id)


def candidates_for(feature: CaseFeature, world: World) -> list[Candidate]:
    """What the gazetteer offers for the name of a site: those with a place, best first."""
    if not feature.name:
        return []
    county = feature.county_code or feature.county
    found = places.candidates(feature.name, world.gazetteer, world.units, county=county)
    if county is not None:
        known = {id(candidate.place) for candidate in found}
        found += [c for c in places.candidates(feature.name, world.gazetteer, world.units) if id(c.place) not in known]
    return [candidate for candidate in found if candidate.position is not None][:MAX_CANDIDATES]


def remember_place(feature: CaseFeature, world: World, *, actor: str) -> LocationInstance:
    """Put a verified place into the office's gazetteer, so that other cases about it are placed by it.

    Raises ``UsageError`` where the site has no name, no position, or none that a person has verified.
    """
    if (
        not feature.name
        or feature.geometry is None
        or feature.accuracy_m is None
        or feature.basis is not Basis.VERIFIED
    ):
        raise UsageError(text("review.not_verified", name=feature.name or feature.case_id))
    accuracy = PositionalAccuracy(feature.accuracy_m, Basis.VERIFIED)
    instance = LocationInstance(
        key=f"office/{feature.name}/{feature.county_code or ''}",
        name=feature.name,
        type=feature.type or PlaceType.SITE,
        geometry=feature.geometry,
        accuracy=accuracy,
        county_codes=(feature.county_code,) if feature.county_code else (),
        source=text("review.source", actor=actor, case=feature.case_id),
    )
    places.save_extra([instance], imported_gazetteer(world.settings))
    return instance
