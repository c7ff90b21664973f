"""Visits by phone: photos first, then the record; each acknowledged by its hash, filed once however often sent."""

from __future__ import annotations

import hashlib
import math
import re
import uuid
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request

from geoapp.accounts import AuditKind
from geoapp.model import Conflict, Dossier, Event, NotFound, Status, UsageError
from geoapp.pipeline.photos import keep_photo
from geoapp.pipeline.rows import promised
from geoapp.pipeline.spare_photos import days_kept, is_due, remove_spare_photos
from geoapp.pipeline.tracks import as_geojson, as_gpx, track_to_take
from geoapp.pipeline.visiting import (
    FOUND,
    MAX_PHOTOS,
    MAX_TEXT,
    MAX_TRACK,
    Filed,
    Fix,
    MissingPhotos,
    ShownVisit,
    Verdict,
    Visit,
    WrongClock,
    file_visit,
    judge_visit,
    visits_of,
)
from geoapp.settings import ZONE
from geoapp.texts import text
from geoapp.web.backend import backend
from geoapp.web.caching import no_store
from geoapp.web.errors import answer
from geoapp.web.features import dumped, json_response
from geoapp.web.guard import Right, accounts, current_actor, needs
from geoapp.web.writing import json_object, seen_version, takes_files

blueprint = Blueprint("visits", __name__)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_SITE_CHARS = 200
MAX_DOUBT_M = 1_000_000


def visits_folder() -> Path:
    """Where photos wait for their visit."""
    return Path(backend().settings.folder) / "visits"


@blueprint.post("/api/visits/photos")
@needs(Right.VISIT)
@takes_files
def photo() -> Response:
    """Keep one photo (form field ``photo``; ``sha256``, if given, must be that of its bytes)."""
    sent = request.files.get("photo")
    if sent is None:
        raise UsageError(text("visits.photo.missing"), parameter="photo")
    with sent.stream as stream:
        data = stream.read()  # the whole request has its limit already
    said = request.form.get("sha256", "").strip().lower()
    found = hashlib.sha256(data).hexdigest()
    if said and said != found:
        raise UsageError(text("visits.photo.hash", said=said[:64], found=found), parameter="sha256")
    kept = keep_photo(backend().store, visits_folder(), data)
    _tidy()
    return _fresh(json_response(asdict(kept)), 201)


def _tidy() -> None:
    """Once a day, with a photo that comes: those go whose visit never came; a line in the audit log says so."""
    served, folder = backend(), visits_folder()
    if is_due(folder, served.clock()):
        removed = remove_spare_photos(served.store, folder, served.clock(), days_kept(served.settings)).line
        if removed is not None:
            accounts().audit.note(AuditKind.WRITE, "", removed)


@blueprint.post("/api/cases/<path:case_id>/visits")
@needs(Right.VISIT)
def visit(case_id: str) -> Response:
    """File a visit: JSON, upon the version of the case in ``If-Match``. 201, or 200 when it was there already; 412
    with the present case when somebody else has changed it; 400 with ``missing`` when photos have to come first."""
    served = backend()
    read = _visit(case_id)
    seen = seen_version()
    try:
        filed = file_visit(served.store, visits_folder(), read, actor=current_actor(), at=served.clock(), if_match=seen)
    except Conflict as error:
        return _conflict(case_id, error)
    except WrongClock as error:
        return _with(answer(400, str(error), parameter=error.parameter), now=error.now.astimezone(ZONE))
    except MissingPhotos as error:
        return _with(answer(400, str(error), parameter="photos"), missing=error.missing)
    return _acknowledged(filed)


def _acknowledged(filed: Filed) -> Response:
    said = filed.event.payload or {}
    content = {
        "event_id": filed.event.event_id,
        "client_id": said.get("client_id"),
        "photos": [photo["sha256"] for photo in said.get("photos", ())],
        "clock_doubt_s": said.get("clock_doubt_s"),
        "version": filed.version,
        "again": filed.again,
    }
    response = _fresh(json_response(content), 200 if filed.again else 201)
    response.headers["ETag"] = f'"{filed.version}"'
    return response


def _conflict(case_id: str, error: Conflict) -> Response:
    """What the case is now, so that the page can show it beside what was written."""
    dossier = backend().store.dossier(case_id)
    response = _with(answer(412, text("visits.conflict") + f"（{error}）"), present=present_case(dossier))
    response.headers["ETag"] = f'"{dossier.version}"'
    return response


def present_case(dossier: Dossier) -> dict[str, Any]:
    """The essentials of a case, with the last things that happened to it."""
    head = dossier.features[0] if dossier.features else None
    events = [
        {
            "name": _event_name(event),
            "on": event.happened_on,
            "at": event.recorded_at.astimezone(ZONE),
            "actor": event.actor,
            "note": event.note,
        }
        for event in reversed(dossier.events[-5:])
    ]  # fmt: skip
    return {
        "case_id": dossier.case_id,
        "version": dossier.version,
        "status": head.case_status if head else None,
        "deadline": head.deadline if head else None,
        "problem": head.problem if head else None,
        "sites": [{"site_id": f.site_id, "name": f.name, "status": f.status} for f in dossier.features if f.site_id],
        "events": events,
        "promised": promised(dossier),
    }


def _event_name(event: Event) -> str:
    said = event.payload or {}
    named = text(f"pages.event.{event.kind}") if event.payload is None else said.get("name") or event.kind
    status = {member.value for member in Status}
    return f"{named}：{text(f'status.{event.after}')}" if event.after in status else str(named)


@blueprint.post("/api/cases/<path:case_id>/visits/verdict")
@needs(Right.REVIEW)
def verdict(case_id: str) -> Response:
    """Accept or decline the status that a visit proposes: JSON {client_id, accept, note}, with ``If-Match``."""
    served, word = backend(), _object()
    if not isinstance(word.get("accept"), bool):
        raise _wrong("accept", word.get("accept"), text("visits.wrong.flag"))
    said = Verdict(case_id, _uuid(word), word["accept"], _words(word, "note"))
    version = judge_visit(served.store, said, actor=current_actor(), at=served.clock(), if_match=seen_version())
    return _fresh(json_response({"case_id": case_id, "version": version}))


@blueprint.get("/cases/<path:case_id>/visits/<client_id>/track.<extension>")
@needs(Right.READ)
def track(case_id: str, client_id: str, extension: str) -> Response:
    """The way that was walked on a visit, as GeoJSON or GPX."""
    visit, walked = track_to_take(backend().store.dossier(case_id), client_id[:40])
    if extension == "geojson":
        response = json_response(as_geojson(visit, walked), "application/geo+json")
    elif extension == "gpx":
        response = Response(as_gpx(visit, walked), mimetype="application/gpx+xml")
    else:
        raise NotFound(text("visits.track.none"))
    response.headers["Content-Disposition"] = f'attachment; filename="track-{visit.said["client_id"]}.{extension}"'
    return _fresh(response)


def waiting_visits(dossier: Dossier) -> list[dict[str, Any]]:
    """For the desk: the case's visits that propose something and wait."""
    return [_row(shown) for shown in visits_of(dossier) if shown.waits]


def _row(shown: ShownVisit) -> dict[str, Any]:
    event, said = shown.event, shown.said
    return {
        "client_id": said["client_id"],
        "case_id": event.case_id,
        "actor": event.actor,
        "happened_at": said["happened_at"],
        "found": said["found"],
        "text": event.note,
        "proposes": said["proposes"],
        "away_m": shown.away_m,
        "accuracy_m": (said.get("position") or {}).get("accuracy_m"),
        "position": said.get("position"),
        "track": [[point["lon"], point["lat"]] for point in said.get("track", ())],
        "photos": [{"href": f"/attachments/{photo['stored']}", "away_m": away} for photo, away in shown.photos],
    }


# --- reading what was sent ------------------------------------------------------------------------------------------


def _object() -> dict[str, Any]:
    word = json_object()
    if word is None:
        raise UsageError(text("visits.wrong.json"), parameter="body")
    return word


def _visit(case_id: str) -> Visit:
    word = _object()
    happened = _moment(word, "happened_at")
    if happened is None:
        raise _wrong("happened_at", None, text("visits.wrong.moment"))
    return Visit(
        case_id=case_id,
        client_id=_uuid(word),
        found=_choice(word, "found", FOUND),
        happened_at=happened,
        text=_words(word, "text"),
        photos=_hashes(word),
        position=_fix(word),
        proposes=_status(word),
        site_id=_site(word),
        sent_at=_moment(word, "sent_at"),
        track=_track(word),
    )


def _wrong(field: str, value: object, expected: str) -> UsageError:
    return UsageError(
        text("visits.wrong.field", field=field, value=str(value)[:60], expected=expected), parameter=field
    )


def _uuid(word: dict[str, Any]) -> str:
    value = word.get("client_id")
    try:
        return str(uuid.UUID(value if isinstance(value, str) and len(value) <= 45 else ""))
    except ValueError as error:
        raise _wrong("client_id", value, text("visits.wrong.uuid")) from error


def _choice(word: dict[str, Any], field: str, known: tuple[str, ...]) -> str:
    value = word.get(field)
    if not isinstance(value, str) or value not in known:
        raise _wrong(field, value, text("visits.wrong.choice", known="、".join(known)))
    return value


def _status(word: dict[str, Any]) -> Status | None:
    value = word.get("proposes")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in [member.value for member in Status]:
        raise _wrong("proposes", value, text("visits.wrong.status"))
    return Status(value)


def _words(word: dict[str, Any], field: str) -> str:
    value = word.get(field) or ""
    if not isinstance(value, str) or len(value) > MAX_TEXT or not _encodes(value):
        raise _wrong(field, value, text("visits.wrong.words", limit=MAX_TEXT))
    return value.replace("\0", "").strip()


def _encodes(value: str) -> bool:
    """Half a surrogate pair is JSON and yet no text."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _site(word: dict[str, Any]) -> str | None:
    value = word.get("site_id")
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_SITE_CHARS or not _encodes(value):
        raise _wrong("site_id", repr(value), text("visits.wrong.site"))
    return value


def _hashes(word: dict[str, Any]) -> tuple[str, ...]:
    value = word.get("photos") or []
    fits = isinstance(value, list) and len(value) <= MAX_PHOTOS
    if not fits or not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in value):
        raise _wrong("photos", value, text("visits.wrong.hashes", limit=MAX_PHOTOS))
    return tuple(dict.fromkeys(value))


def _moment(word: dict[str, Any], field: str) -> datetime | None:
    value = word.get(field)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) and len(value) <= 40 else "")
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment.astimezone(ZONE)
    except (ValueError, OverflowError) as error:
        raise _wrong(field, value, text("visits.wrong.moment")) from error


def _track(word: dict[str, Any]) -> tuple[Fix, ...]:
    value = word.get("track") or []
    if not isinstance(value, list) or len(value) > MAX_TRACK:
        raise _wrong("track", type(value).__name__, text("visits.wrong.track", limit=MAX_TRACK))
    try:
        return tuple(fix for one in value if (fix := _fix({"position": one})) is not None)
    except UsageError as error:
        raise UsageError(text("visits.track.point", reason=error), parameter="track") from error


def _fix(word: dict[str, Any]) -> Fix | None:
    value = word.get("position")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _wrong("position", value, text("visits.wrong.position"))
    lon, lat, accuracy = (_number(value, name) for name in ("lon", "lat", "accuracy_m"))
    if not 0 <= accuracy <= MAX_DOUBT_M:
        raise _wrong("accuracy_m", f"{accuracy:g}", text("visits.wrong.accuracy", limit=MAX_DOUBT_M))
    return Fix(lon, lat, accuracy, _moment(value, "at"))


def _number(value: dict[str, Any], name: str) -> float:
    number = value.get(name)
    if (
        isinstance(number, bool)
        or not isinstance(number, int | float)
        or abs(number) > 1e9
        or not math.isfinite(number)
    ):
        raise _wrong(name, number, text("visits.wrong.number"))
    return float(number)


def _with(response: Response, **more: Any) -> Response:
    """A problem with further members."""
    response.set_data(dumped({**(response.get_json(force=True) or {}), **more}))
    return response


def _fresh(response: Response, status: int = 200) -> Response:
    response.status_code = status
    return no_store(response)
