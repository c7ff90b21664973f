"""Visits: what an inspector found on the spot, told to the case once, with photos; and what became of a proposal.

A visit that proposes a status changes nothing by itself: it waits at the review desk until a person who may decide
accepts or declines it. Both are events of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson
from shapely.geometry import Point

from geoapp import layers
from geoapp.model import CaseFeature, Dossier, Event, NotFound, Status, UsageError
from geoapp.pipeline.lining import keep_lines
from geoapp.pipeline.photos import Photo, find_photo
from geoapp.pipeline.zoning import judge_zones
from geoapp.places import suspicion
from geoapp.settings import ZONE
from geoapp.store import Store, Told
from geoapp.texts import text

VISIT, ACCEPTED, DECLINED = "visit", "visit_accepted", "visit_declined"
FOUND: Final = ("closed", "rebounded", "in_progress", "not_found")
MAX_TEXT: Final = 4_000
MAX_PHOTOS: Final = 12
MAX_TRACK: Final = 1_000
"""Points of a track; the phone keeps fewer (static/track.js)."""
OLDEST: Final = timedelta(days=400)
SLIGHTLY: Final = timedelta(minutes=10)
"""Clocks differ; below this nothing is said, up to a day it is noted, above it is refused."""
GROSSLY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fix:
    """Where the phone was: WGS 84, accuracy (CE95 or what the phone calls so) in metres, when. Raises ``UsageError``
    for what cannot be in China."""

    lon: float
    lat: float
    accuracy_m: float
    at: datetime | None = None

    def __post_init__(self) -> None:
        reason = suspicion(self.lon, self.lat)
        if reason is not None:
            said = text("visits.bad_position", lon=self.lon, lat=self.lat, reason=reason)
            raise UsageError(said, parameter="position", example='{"lon": 112.355, "lat": 28.554, "accuracy_m": 12}')


@dataclass(frozen=True, slots=True)
class Visit:
    """What was found. ``client_id`` is made where it was written down, so that sending twice files once."""

    case_id: str
    client_id: str
    found: str
    happened_at: datetime
    text: str = ""
    photos: tuple[str, ...] = ()
    position: Fix | None = None
    proposes: Status | None = None
    site_id: str | None = None
    sent_at: datetime | None = None
    track: tuple[Fix, ...] = ()
    """The way that was walked, in order of time."""

    def __post_init__(self) -> None:
        times = [fix.at for fix in self.track]
        if len(times) > MAX_TRACK:
            raise UsageError(text("visits.track.too_long", n=len(times), limit=MAX_TRACK), parameter="track")
        if None in times or any(later < earlier for earlier, later in pairwise(filter(None, times))):
            raise UsageError(text("visits.track.times"), parameter="track")

    @property
    def digest(self) -> str:
        """Of everything but the moment of sending: the same visit again has the same."""
        said = asdict(self) | {"sent_at": None}
        if not self.track:
            del said["track"]  # visits were filed before there were tracks: they keep their digest
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)).hexdigest()


@dataclass(frozen=True, slots=True)
class Filed:
    """The event of a visit, the case's version right after it, and whether it had been there before."""

    event: Event
    version: int
    again: bool


class MissingPhotos(UsageError):
    """Some photos have to be sent (again) first."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(text("visits.missing_photos", n=len(missing)), parameter="photos")
        self.missing = tuple(missing)


class WrongClock(UsageError):
    """The phone's clock is off by more than a day; ``now`` is the right time."""

    def __init__(self, said: str, now: datetime) -> None:
        super().__init__(said, parameter="sent_at")
        self.now = now


def file_visit(store: Store, folder: Path, visit: Visit, *, actor: str, at: datetime, if_match: int) -> Filed:
    """Tell the visit to its case, once. Raises ``Conflict`` when the case is no longer the one that was looked at,
    ``MissingPhotos``, ``WrongClock``, ``UsageError`` for what cannot be."""
    with store.together():
        known = _known(store, visit)
        if known is not None:
            return known
        doubt = _clock_doubt(visit, at)
        photos = _photos(folder, visit.photos)
        payload = _payload(visit, photos, doubt, if_match)
        told = Told(
            visit.case_id, VISIT, payload, _day(visit.happened_at, at), site_id=visit.site_id,
            attachments=tuple(photo.attachment for photo in photos), note=visit.text or None,
        )  # fmt: skip
        version = store.tell(told, actor=actor, at=at, if_match=if_match)
        return Filed(_visit_of(store, visit.case_id, visit.client_id), version, again=False)


def _known(store: Store, visit: Visit) -> Filed | None:
    """The same visit, where it has come before; raises ``UsageError`` for another one under its id."""
    events = store.dossier(visit.case_id).events
    event = next((e for e in events if _is_visit(e) and _said(e)["client_id"] == visit.client_id), None)
    if event is None:
        return None
    said = _said(event)
    if said["digest"] != visit.digest:
        raise UsageError(text("visits.other_under_id", client_id=visit.client_id), parameter="client_id")
    return Filed(event, said["seen_version"] + 1, again=True)


def _visit_of(store: Store, case_id: str, client_id: str) -> Event:
    for event in store.events(case_id):
        if _is_visit(event) and _said(event)["client_id"] == client_id:
            return event
    raise NotFound(text("visits.no_visit", client_id=client_id))


def _is_visit(event: Event) -> bool:
    """Whether the event was told here; programs of an office may tell visits of their own."""
    return event.kind == VISIT and "digest" in (event.payload or {})


def _said(event: Event) -> dict[str, Any]:
    return dict(event.payload or {})


def _photos(folder: Path, wanted: Sequence[str]) -> list[Photo]:
    found, missing = [], []
    for sha256 in wanted:
        try:
            found.append(find_photo(folder, sha256))
        except NotFound:
            missing.append(sha256)
    if missing:
        raise MissingPhotos(missing)
    return found


def _payload(visit: Visit, photos: Sequence[Photo], doubt_s: int | None, seen: int) -> dict[str, object]:
    return {
        "name": text("visits.event", found=text(f"visits.found.{visit.found}")),
        "client_id": visit.client_id,
        "digest": visit.digest,
        "seen_version": seen,
        "found": visit.found,
        "happened_at": visit.happened_at.isoformat(),
        "position": _point(visit.position),
        "photos": [asdict(photo) for photo in photos],
        "track": [one for point in visit.track if (one := _point(point)) is not None],
        "proposes": visit.proposes,
        "clock_doubt_s": doubt_s,
    }  # fmt: skip


def _point(fix: Fix | None) -> dict[str, object] | None:
    if fix is None:
        return None
    at = fix.at.isoformat() if fix.at else None
    return {"lon": fix.lon, "lat": fix.lat, "accuracy_m": fix.accuracy_m, "at": at}


def _clock_doubt(visit: Visit, now: datetime) -> int | None:
    """By how many seconds the phone's clock seems off, where that is worth a note. Raises ``UsageError`` for a clock
    that is wrong by a day, and for a visit that is not over yet or older than a year."""
    said = {"now": _minute(now)}
    skew = timedelta(0) if visit.sent_at is None else visit.sent_at - now
    if abs(skew) > GROSSLY:
        raise WrongClock(text("visits.clock", phone=_minute(visit.sent_at or now), **said), now)
    ahead = visit.happened_at - now
    if ahead > GROSSLY:
        raise UsageError(text("visits.future", at=_minute(visit.happened_at), **said), parameter="happened_at")
    if -ahead > OLDEST:
        raise UsageError(
            text("visits.too_old", at=_minute(visit.happened_at), days=OLDEST.days), parameter="happened_at"
        )
    worst = max(skew, ahead) if max(skew, ahead) > SLIGHTLY else skew
    return round(worst.total_seconds()) if abs(worst) > SLIGHTLY else None


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _day(moment: datetime, now: datetime) -> date:
    """The day in China, today at the latest."""
    return min(moment, now).astimezone(ZONE).date()


# --- what a visit proposes ------------------------------------------------------------------------------------------


def pending_visits(store: Store) -> list[Event]:
    """Visits that propose a status and were neither accepted nor declined, oldest first."""
    judged = {_said(event).get("client_id") for event in store.told([ACCEPTED, DECLINED])}
    visits = [event for event in store.told([VISIT]) if _is_visit(event) and _said(event)["proposes"]]
    return [event for event in visits if _said(event)["client_id"] not in judged]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the desk says to a proposal."""

    case_id: str
    client_id: str
    accept: bool
    note: str = ""


def judge_visit(store: Store, verdict: Verdict, *, actor: str, at: datetime, if_match: int) -> int:
    """Accept or decline; accepted, the status holds from the day of the visit. Returns the case's new version."""
    waiting = {_said(event)["client_id"]: event for event in pending_visits(store) if event.case_id == verdict.case_id}
    visit = waiting.get(verdict.client_id)
    if visit is None:
        raise NotFound(text("visits.nothing_waits", client_id=verdict.client_id))
    proposed = Status(_said(visit)["proposes"])
    key = "accepted" if verdict.accept else "declined"
    name = text(f"visits.verdict.{key}", status=text(f"status.{proposed.value}"))
    payload = {"name": name, "client_id": verdict.client_id, "proposes": proposed}
    told = Told(
        verdict.case_id, ACCEPTED if verdict.accept else DECLINED, payload, visit.happened_on, site_id=visit.site_id,
        note=verdict.note.strip() or None,
    )  # fmt: skip
    if verdict.accept:
        told = replace(told, sets={"status" if visit.site_id else "case_status": proposed})
    version = store.tell(told, actor=actor, at=at, if_match=if_match)
    judge_zones(store)
    keep_lines(store)
    return version


# --- looking at visits ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit for the dossier and the desk: ``away_m`` from the case's place to where the phone was; ``photos`` with
    theirs; ``verdict`` is the event that answered a proposal."""

    event: Event
    said: dict[str, Any]
    away_m: float | None
    photos: tuple[tuple[dict[str, Any], float | None], ...]
    verdict: Event | None

    @property
    def waits(self) -> bool:
        """Whether its proposal is undecided."""
        return bool(self.said.get("proposes")) and self.verdict is None


def visits_of(dossier: Dossier) -> tuple[ShownVisit, ...]:
    """The visits to a case, newest first."""
    verdicts = {_said(e).get("client_id"): e for e in dossier.events if e.kind in (ACCEPTED, DECLINED)}
    return tuple(
        _shown(event, dossier, verdicts.get(_said(event).get("client_id")))
        for event in reversed(dossier.events)
        if _is_visit(event)
    )


def _shown(event: Event, dossier: Dossier, verdict: Event | None) -> ShownVisit:
    said = _said(event)
    sites = [f for f in dossier.features if event.site_id in (None, f.site_id)]
    fix = said.get("position")
    away = _away((fix["lon"], fix["lat"]), sites) if fix else None
    photos = tuple((photo, _away(photo["position"], sites) if photo["position"] else None) for photo in said["photos"])
    return ShownVisit(event, said, away, photos, verdict)


def _away(position: Sequence[float], sites: Sequence[CaseFeature]) -> float | None:
    """Metres to the nearest place of the case; None where it has none."""
    here = Point(position[0], position[1])
    distances = [layers.distance_m(here, site.geometry) for site in sites if site.geometry is not None]
    return min(distances, default=None)
