"""Repeats (举一反三, 反弹): other cases about the same place or firm, in other notices and years, each with why.

The machine finds them by the marks that like records share and by the drawn place; a person says of a pair that it is
the same subject, or that it is not, and that holds. The cases stay apart: to make two cases one is ``join_cases``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from geoapp import cases
from geoapp.model import Basis, CaseFeature, Dossier, Event, NotFound, PlaceType, Record, Status, UsageError
from geoapp.settings import ZONE
from geoapp.store import Held, Store, Told
from geoapp.texts import text

SAME, OTHER = "recurrence", "no_recurrence"
_WIDE = frozenset({PlaceType.COUNTY, PlaceType.CITY, PlaceType.TOWNSHIP, PlaceType.AREA, PlaceType.VILLAGE})
"""Kinds of places that two problems share without having to do with each other."""
_MOST = 30
MAX_NOTE = 500
"""Characters of a person's reason."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Another case about the same subject. ``said``: a person's word (``SAME``, ``OTHER``, None) with who and when."""

    case_id: str
    problem: str
    status: Status
    county: str
    first_on: date | None
    last_on: date | None
    notices: tuple[str, ...]
    reasons: tuple[str, ...]
    said: str | None = None
    actor: str = ""
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a pair: whether they are the same subject, and ``note``, why (up to ``MAX_NOTE``)."""

    same: bool
    note: str = ""


@dataclass(slots=True)
class _Found:
    """Reasons by case, each once, in the order found."""

    reasons: dict[str, list[str]] = field(default_factory=dict)

    def add(self, case_id: str, reason: str) -> None:
        known = self.reasons.setdefault(case_id, [])
        if reason not in known:
            known.append(reason)


def find_repeats(store: Store, dossier: Dossier) -> tuple[Repeat, ...]:
    """Cases about the same place or firm: those that a person confirmed first, those that were declined last."""
    found = _Found()
    for filed in dossier.records:
        marks = cases.marks(filed.record)
        alike = store.similar({"": marks.sought}, besides=filed.notice.work_key, strong=marks.strong)
        for held in alike.get("", ()):
            _compare(found, dossier.case_id, filed.record, held)
    _same_place(store, dossier, found)
    words = _words(store, dossier.case_id)
    for case_id, event in words.items():
        if event.kind == SAME:
            found.add(case_id, text("closing.repeat.by_hand"))
    repeats = [one for case_id, reasons in list(found.reasons.items())[:_MOST]
               if (one := _repeat(store, case_id, reasons, words.get(case_id))) is not None]  # fmt: skip
    order = {SAME: 0, None: 1, OTHER: 2}
    return tuple(sorted(repeats, key=lambda one: (order[one.said], -(one.last_on or date.min).toordinal())))


def _compare(found: _Found, case_id: str, record: Record, held: Held) -> None:
    other, theirs = held.filing.case_id, held.filing.record
    if other == case_id:
        return
    for name in cases.shared_sites(record, theirs):
        found.add(other, text("closing.repeat.site", name=name))
    firm = cases.shared_firm(record, theirs)
    if firm is not None:
        key = "firm" if firm[0] == firm[1] else "firm_names"
        found.add(other, text(f"closing.repeat.{key}", name=firm[0], other=firm[1]))


def _same_place(store: Store, dossier: Dossier, found: _Found) -> None:
    """Features that are drawn as the same place, unless the place is as wide as a township or only stands for one
    that nobody has found (in a county every such place is drawn as the county)."""
    own = {f.fid: f for f in dossier.features if f.place_key is not None and _own_place(f)}
    if not own:
        return
    columns = store.columns()
    places = columns.place[np.isin(columns.fid, list(own))]
    fids = columns.fid[np.isin(columns.place, places[places >= 0])]
    names = {feature.place_key: feature.name for feature in own.values()}
    for feature in store.features(fids.tolist()[: _MOST * 4]):
        if feature.case_id != dossier.case_id and _own_place(feature) and feature.place_key in names:
            name = names[feature.place_key] or feature.name or ""
            found.add(feature.case_id, text("closing.repeat.place", name=name))


def _own_place(feature: CaseFeature) -> bool:
    return feature.type not in _WIDE and feature.basis is not Basis.CENTROID


def _words(store: Store, case_id: str) -> Mapping[str, Event]:
    """The last word of a person on each pair with this case, whichever of the two it was said of. Pairs whose cases
    were joined since (to each other, or to one case) are none any more."""
    words: dict[str, Event] = {}
    for event in sorted(store.told([SAME, OTHER]), key=lambda event: event.event_id):
        other = str((event.payload or {}).get("other"))
        if case_id in (event.case_id, other) and event.case_id != other:
            words[other if event.case_id == case_id else event.case_id] = event
    return words


def _repeat(store: Store, case_id: str, reasons: Iterable[str], word: Event | None) -> Repeat | None:
    try:
        dossier = store.dossier(case_id)
    except NotFound:  # joined to another one since, or outside the reader's rights
        return None
    if not dossier.features:
        return None
    days = [filed.notice.issued_on for filed in dossier.records if filed.notice.issued_on]
    head: CaseFeature = dossier.features[0]
    return Repeat(
        case_id=case_id,
        problem=head.problem,
        status=head.case_status,
        county="、".join(dict.fromkeys(feature.county for feature in dossier.features if feature.county)),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        notices=tuple(dict.fromkeys(filed.notice.title for filed in dossier.records)),
        reasons=tuple(reasons),
        said=None if word is None else word.kind,
        actor="" if word is None else word.actor,
        on=None if word is None else word.recorded_at.astimezone(ZONE).date(),
        note="" if word is None else str((word.payload or {}).get("note", "")),
    )


def decide_repeat(
    store: Store, pair: tuple[str, str], verdict: Verdict, *, actor: str, at: datetime, if_match: int | None = None
) -> int:
    """Say that two cases are about the same subject, or that they are not; returns the version of the first.

    Raises ``UsageError`` for a case with itself or a note that is too long, ``NotFound`` for a case that is not there.
    """
    case_id, other = pair
    if case_id == other:
        raise UsageError(text("closing.repeat.itself", case=case_id), parameter="other")
    why = verdict.note.strip()
    if len(why) > MAX_NOTE:
        raise UsageError(text("closing.repeat.long_note", limit=MAX_NOTE, length=len(why)), parameter="note")
    if not store.dossier(other).features:
        raise NotFound(text("store.no_case", case_id=other))
    kind = SAME if verdict.same else OTHER
    payload = {"other": other, "name": text(f"closing.kind.{kind}"), **({"note": why} if why else {})}
    day = at.astimezone(ZONE).date()
    note = text(f"closing.repeat.note_{kind}", other=other)
    if why:
        note = text("closing.repeat.with_reason", note=note, why=why)
    return store.tell(Told(case_id, kind, payload, day, note=note), actor=actor, at=at, if_match=if_match)
