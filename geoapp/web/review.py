"""The review desk: what needs a person, its sentence on the left, its place on the right; every decision is an event.

Two editors at once are told by the version of the case: who saves upon an older one gets both readings to look at.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from geoapp.exports import geometry_json
from geoapp.model import Basis, CaseFeature, Conflict, Dossier, Event, NotFound, Quote, UsageError
from geoapp.pipeline import World, Written, correct, imported_gazetteer, load_world
from geoapp.pipeline.correcting import NOTHING, take_back
from geoapp.pipeline.job_files import start_child
from geoapp.pipeline.reviewing import DATUMS, QUEUES, candidates_for, count_queues, read_queue, remember_place
from geoapp.pipeline.wording import value_in_words
from geoapp.settings import ZONE
from geoapp.store import Look
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.bundles import vendored_url
from geoapp.web.caching import no_store
from geoapp.web.complaints import shown, wrong
from geoapp.web.features import json_response, row_of
from geoapp.web.guard import Right, current_actor, needs
from geoapp.web.params import whole
from geoapp.web.visits import waiting_visits
from geoapp.web.writing import json_object, seen_version

blueprint = Blueprint("review", __name__)

AROUND_CHARS = 400
"""So much of the notice is shown on each side of the sentence; the whole is one click away."""
FIELDS = ("position", "status", "case_status", "name", "deadline", "spatial", "lead_unit", "county")
OF_CASES = frozenset({"case_status", "deadline", "spatial", "lead_unit"})
SYSTEMS = {"EPSG:4326": "wgs84", "EPSG:4490": "cgcs2000", "gcj02": "gcj02", "bd09": "bd09", "gk": "gk"}
"""Reference systems that are offered by name (``review.system.<key>``); any other is declared as ``EPSG:<number>``."""
ZONES = {f"EPSG:{4534 + zone}": 75 + 3 * zone for zone in range(21)}
"""CGCS2000 Gauss-Kruger, three degrees, easting without the zone's number: by central meridian."""
_EPSG = re.compile(r"EPSG:[0-9]{4,6}")
MAX_VALUE = 1_000_000
"""A drawn area may be as long as this; words are at most so long:"""
MAX_WORDS = 2_000
_world_lock = threading.Lock()


@blueprint.get("/review")
@needs(Right.REVIEW)
def page() -> str:
    """The desk."""
    leaflet = {kind: vendored_url(f"leaflet:dist/leaflet.{kind}") for kind in ("js", "css")}
    return render_template("review.html", queues=QUEUES, systems=SYSTEMS, zones=ZONES, leaflet=leaflet)


@blueprint.get("/api/review")
@needs(Right.REVIEW)
def queue() -> Response:
    """One queue, a page of it, and how many wait in each."""
    served = backend()
    kind = request.args.get("queue", QUEUES[0])
    offset = whole("offset", request.args.get("offset", "0"), 0, 10_000_000)
    limit = whole("limit", request.args.get("limit", "50"), 1, 200)
    version = served.store.version()
    found = read_queue(served.store, kind, served.today, offset=offset, limit=limit)
    looks = frozenset((look.notice_id, look.seen, look.warnings) for look in served.store.looks().values())
    counts = served.answers.get(
        version, ("review", served.today, looks), lambda: count_queues(served.store, served.today)
    )
    content = {"items": [asdict(one) for one in found.items], "total": found.total, "counts": counts}
    return no_store(json_response(content))


@blueprint.post("/api/review/notices/<identifier>/seen")
@needs(Right.REVIEW)
def look_at(identifier: str) -> Response:
    """Somebody has looked at what the reading remarked (JSON ``{"seen": true}``), or wants it back (false)."""
    served = backend()
    _, notice = served.store.notice(identifier)
    word = json_object()
    if word is None or not isinstance(word.get("seen"), bool):
        raise UsageError(text("review.bad_seen"), parameter="seen", example="true")
    served.store.put_look(Look(notice.identifier, notice.warnings, current_actor(), served.clock(), word["seen"]))
    return no_store(json_response({"notice_id": notice.identifier, "seen": word["seen"]}))


@blueprint.get("/api/review/<int:fid>")
@needs(Right.REVIEW)
def item(fid: int) -> Response:
    """One site: its sentence in the notice, its place, what the gazetteer offers, and what was decided before."""
    served = backend()
    return no_store(_item(served, served.store.feature(fid)))


def _item(served: Backend, feature: CaseFeature) -> Response:
    dossier = served.store.dossier(feature.case_id)
    candidates = [
        {
            "name": candidate.place.name,
            "reason": candidate.reason,
            "accuracy_m": candidate.position.accuracy.value_m if candidate.position else None,
            "geometry": geometry_json(candidate.position.geometry if candidate.position else None),
        }
        for candidate in candidates_for(feature, _world())
    ]
    content = {
        "site": row_of(feature),
        "version": dossier.version,
        "place": geometry_json(feature.geometry),
        "verified": feature.basis is Basis.VERIFIED,
        "passage": _passage(served, feature),
        "candidates": candidates,
        "history": _history(dossier, feature.site_id),
        "undoable": _undoable(dossier, feature.site_id),
        "visits": waiting_visits(dossier),
        "told": _told(served, feature.case_id),
    }
    response = json_response(content)
    response.headers["ETag"] = f'"{dossier.version}"'
    return response


def _passage(served: Backend, feature: CaseFeature) -> dict[str, Any] | None:
    """The sentence with what stands around it, and where the notice shows it."""
    try:
        whole_text = served.store.notice(feature.notice_id)[0].text
    except NotFound:
        return None
    quote = feature.quote or feature.status_quote
    if quote is None or not quote.holds_in(whole_text):
        parts = [{"text": feature.problem, "of": "site"}]
        return {"before": "", "exact": feature.problem, "after": "", "parts": parts,
                "href": f"/notices/{feature.notice_id}"}  # fmt: skip
    start, end = max(0, quote.start - AROUND_CHARS), quote.end + AROUND_CHARS
    return {
        "before": whole_text[start : quote.start],
        "exact": quote.exact,
        "after": whole_text[quote.end : end],
        "parts": _parts(whole_text, (start, min(end, len(whole_text))), quote, feature.status_quote),
        "href": f"/notices/{feature.notice_id}#q-{quote.start}-{quote.end}",
    }


def _parts(words: str, window: tuple[int, int], site: Quote, status: Quote | None) -> list[dict[str, str]]:
    """The window cut at the ends of the two quotes; ``of`` says what a part speaks of: site, status or nothing."""
    marks = [(site, "site")] + ([(status, "status")] if status is not None and status.holds_in(words) else [])
    ends = {at for quote, _ in marks for at in (quote.start, quote.end) if window[0] < at < window[1]}
    cuts = sorted({*window, *ends})
    return [
        {"text": words[a:b], "of": next((of for quote, of in marks if quote.start <= a < quote.end), "")}
        for a, b in pairwise(cuts)
    ]


def _told(served: Backend, case_id: str) -> list[dict[str, Any]]:
    """Which status each notice tells of the case, with the words that say so, the newest first."""
    found = []
    for one in served.store.held(case_id=case_id):
        record, quote = one.filing.record, one.filing.record.status_quote
        place = f"#q-{quote.start}-{quote.end}" if quote is not None else ""
        found.append(
            {
                "status": record.status,
                "words": quote.exact if quote is not None else None,
                "title": one.notice.title,
                "issued_on": one.notice.issued_on,
                "href": f"/notices/{one.notice.identifier}{place}",
            }
        )
    return found


def _corrections(dossier: Dossier, site_id: str | None) -> list[Event]:
    """What people said of the site and its case, oldest first; the code of a county goes with its name."""
    said = [e for e in dossier.events if e.kind == "corrected" and e.field != "county_code"]
    return [e for e in said if e.site_id in (None, site_id)]


def _undoable(dossier: Dossier, site_id: str | None) -> list[str]:
    """The fields on which a word stands that can be taken back, that of the last word first."""
    standing: list[Event] = []
    for event in _corrections(dossier, site_id):
        same = [one for one in standing if (one.field, one.site_id) == (event.field, event.site_id)]
        if not event.taken_back:
            standing.append(event)
        elif same:
            standing.remove(same[-1])
    return [event.field for event in reversed(standing) if event.field in FIELDS]


def _history(dossier: Dossier, site_id: str | None) -> list[dict[str, Any]]:
    events = _corrections(dossier, site_id)
    return [
        {"field": e.field, "actor": e.actor, "at": e.recorded_at.astimezone(ZONE)}
        | {"before": value_in_words(e.field, e.before), "after": value_in_words(e.field, e.after)}
        for e in reversed(events[-8:])
    ]


@blueprint.post("/api/review/<int:fid>")
@needs(Right.REVIEW)
def decide(fid: int) -> Response:
    """A person's word on one field: JSON with ``field``, ``value`` and, for a position, ``accuracy`` and ``crs``.

    The answer is the site as it is now. Upon an older version than the one in ``If-Match``: 412.
    """
    served = backend()
    feature = served.store.feature(fid)
    word = _word()
    system = word.get("crs") or "EPSG:4326"
    known_datum = system in DATUMS
    written = Written(
        case_id=feature.case_id,
        field=word["field"],
        value=word["value"],
        site_id=_site_of(feature, word["field"]),
        accuracy_m=word.get("accuracy"),
        crs=None if known_datum else system,
        datum=system if known_datum else None,  # type: ignore[arg-type]  # one of DATUMS, as just checked
        note=word.get("note") or text("review.note"),
    )
    return _write(served, feature, correct, written)


@blueprint.post("/api/review/<int:fid>/undo")
@needs(Right.REVIEW)
def undo(fid: int) -> Response:
    """Take the last word on a field back (JSON with ``field``): what was said or read before counts again."""
    served = backend()
    feature = served.store.feature(fid)
    field = _field(json_object() or {})
    written = Written(feature.case_id, field, "", _site_of(feature, field), note=text("review.undone"))
    return _write(served, feature, take_back, written)


def _site_of(feature: CaseFeature, field: str) -> str | None:
    """Whom a word on a field speaks of: None for the whole case."""
    return None if field in OF_CASES else feature.site_id


def _write(served: Backend, feature: CaseFeature, write: Callable[..., int], written: Written) -> Response:
    try:
        write(served.store, written, actor=current_actor(), at=served.clock(), if_match=seen_version())
    except Conflict as error:
        raise Conflict(text("review.conflict", detail=str(error))) from error
    now = _present(served, feature)
    return no_store(_item(served, now) if now else json_response({"gone": True}))


def _present(served: Backend, feature: CaseFeature) -> CaseFeature | None:
    """The same site after the decision; None when it is no site any more, or out of one's counties."""
    try:
        features = served.store.dossier(feature.case_id).features
    except NotFound:
        return None
    return next((f for f in features if f.site_id == feature.site_id), features[0] if features else None)


def _word() -> dict[str, Any]:
    word = json_object() or {}
    _field(word)
    for name in ("value", "note"):
        _check_words(word, name, MAX_VALUE if (name, word["field"]) == ("value", "position") else MAX_WORDS)
    system = word.get("crs")
    if system is not None and not (isinstance(system, str) and (system in SYSTEMS or _EPSG.fullmatch(system))):
        said = text("review.bad_crs", value=shown(str(system)), known="、".join(SYSTEMS))
        raise UsageError(said, parameter="crs", example="EPSG:4490")
    accuracy, placed = word.get("accuracy"), word["field"] == "position" and word["value"].strip() != NOTHING
    number = isinstance(accuracy, int | float) and not isinstance(accuracy, bool) and 0 < accuracy < 1_000_000
    if not number and (placed or accuracy is not None):
        said = text("review.bad_accuracy", value="" if accuracy is None else shown(str(accuracy)))
        raise UsageError(said, parameter="accuracy", example="20")
    return word


def _field(word: dict[str, Any]) -> str:
    field = word.get("field")
    if not isinstance(field, str) or field not in FIELDS:
        said = text("review.bad_field", value="" if field is None else shown(str(field)), known="、".join(FIELDS))
        raise UsageError(said, parameter="field", example="status")
    return field


def _check_words(word: dict[str, Any], name: str, most: int) -> None:
    words = word.get(name, None if name == "value" else "")
    if not isinstance(words, str):
        raise UsageError(text("review.no_words", name=name), parameter=name)
    if len(words) > most:
        raise UsageError(text("review.too_long", name=name, count=len(words), limit=most), parameter=name)
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in words):
        raise wrong("web.param.characters", name)


@blueprint.post("/api/review/<int:fid>/gazetteer")
@needs(Right.REVIEW)
def remember(fid: int) -> Response:
    """Keep a verified place under its name, and place the other cases by it, in a process of its own."""
    served = backend()
    instance = remember_place(served.store.feature(fid), _world(), actor=current_actor())
    if not current_app.testing:
        start_child(("gazetteer", "again"), served.settings.environ(), served.settings.folder / "placing.log")
    answer = json_response({"name": instance.name, "message": text("review.remembered", name=instance.name)})
    answer.status_code = 202
    return no_store(answer)


def _world() -> World:
    """Units and gazetteer, read when somebody reviews, and again when the office's own gazetteer changed."""
    settings = backend().settings
    file = imported_gazetteer(settings)
    stamp = file.stat().st_mtime_ns if file.is_file() else 0
    with _world_lock:
        known = current_app.extensions.get("geoapp.world")
        if known is None or known[0] != stamp:
            known = current_app.extensions["geoapp.world"] = (stamp, load_world(settings))
        world: World = known[1]
        return world
