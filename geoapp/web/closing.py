"""The dossier's part on closing: the way gone, what is missing, the clock; papers; and the forms that write steps."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.datastructures import FileStorage

from geoapp import closing as rules_of_closing
from geoapp.closing import Clock, Held, Path, Procedure, Step
from geoapp.model import Dossier, NotFound, UsageError
from geoapp.pipeline import (
    Decision,
    Desk,
    Outcome,
    Paper,
    card_of,
    extend_deadline,
    load_desk,
    load_rules,
    pause_clock,
    resume_clock,
    take_step,
)
from geoapp.pipeline.repeats import Verdict, decide_repeat
from geoapp.texts import text
from geoapp.web.backend import backend
from geoapp.web.caching import conditional, no_store
from geoapp.web.complaints import wrong
from geoapp.web.features import json_response
from geoapp.web.guard import Right, current_actor, needs
from geoapp.web.writing import day_field, seen_version, takes_files

blueprint = Blueprint("closing", __name__)

_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"})
"""What a browser may show by itself; everything else, above all HTML and SVG, is only given to keep."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
MAX_PAPERS = 12
MAX_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class ClosingView:
    """What the dossier shows. ``forward``: each step of the way with whether and when it was taken."""

    procedure: Procedure
    path: Path
    forward: tuple[tuple[Step, str, str], ...]  # step, "done" | "next" | "open", day
    clock: Clock
    held: Held
    today: str


def closing_view(dossier: Dossier) -> ClosingView | None:
    """The view of a case; None for a withdrawn one."""
    if not dossier.features:
        return None
    served = backend()
    rules = load_rules(served.settings)
    procedure = rules.procedures.of(dossier)
    path = rules_of_closing.path_of(procedure, dossier.events, rules.calendar)
    clock = rules_of_closing.clock_of(dossier)
    paused = frozenset({dossier.case_id} if clock.paused_on else ())
    held = card_of(dossier.features[0], rules, served.today, paused)
    forward = tuple(_forward(procedure, path))
    return ClosingView(procedure, path, forward, clock, held, served.today.isoformat())


def _forward(procedure: Procedure, path: Path) -> list[tuple[Step, str, str]]:
    taken = {passed.step.id: passed.event for passed in path.standing if passed.step is not None}
    following = {step.id for step in path.next}
    return [
        (step, "done", str(taken[step.id].happened_on or ""))
        if step.id in taken
        else (step, "next" if step.id in following else "open", "")
        for step in procedure.forward
    ]


@blueprint.get("/attachments/<sha256>")
@needs(Right.READ)
@conditional
def attachment(sha256: str) -> Response:
    """A paper by its hash. Pictures and PDF may be looked at, all else is given to keep."""
    if not _SHA256.fullmatch(sha256):
        raise NotFound(text("store.no_attachment", sha256=sha256[:80]))
    paper, data = backend().store.attachment(sha256)
    shown = paper.media_type in _SHOWN
    kind = paper.media_type if shown else "application/octet-stream"
    return send_file(io.BytesIO(data), mimetype=kind, as_attachment=not shown, download_name=paper.name, etag=False)


# --- writing --------------------------------------------------------------------------------------------------------


def _act(case_id: str, act: Callable[[Desk, Decision], Outcome]) -> Response:
    """Read the form, decide, and tell the outcome."""
    served = backend()
    desk = load_desk(served.settings, served.store, actor=current_actor(), at=served.clock())
    seen = seen_version()
    decision = Decision(case_id, day_field("on"), tuple(_papers()), _note(), seen)
    return _told(case_id, act(desk, decision))


def _note() -> str:
    written = request.form.get("note", "").strip()
    if len(written) > MAX_NOTE:
        raise wrong("web.param.too_long", "note", limit=MAX_NOTE, length=len(written))
    if "\0" in written:
        raise wrong("web.param.characters", "note")
    return written


def _told(case_id: str, outcome: Outcome) -> Response:
    """What was done: a page for people, JSON for programs."""
    if request.path.startswith("/api/"):
        response = json_response({"case_id": case_id, "version": outcome.version, "notes": outcome.notes})
        response.headers["ETag"] = f'"{outcome.version}"'
    else:
        page = render_template("closing_done.html", case_id=case_id, outcome=outcome)
        response = Response(page, mimetype="text/html")
    return no_store(response)


def _papers() -> list[Paper]:
    """The files of the form, in order: ``paper`` fills the required ones in order, ``paper:验收意见`` names its own."""
    found = []
    for field, uploaded in request.files.items(multi=True):
        name, _, role = field.partition(":")
        if name != "paper" or not uploaded.filename:
            continue
        found.append(_paper(uploaded, role))
    if len(found) > MAX_PAPERS:
        raise UsageError(text("closing.web.many_papers", most=MAX_PAPERS), parameter="paper")
    return found


def _paper(uploaded: FileStorage, role: str) -> Paper:
    data = uploaded.read()
    name = uploaded.filename or ""
    if not data:
        raise UsageError(text("store.attachment_empty", name=name), parameter="paper")
    return Paper(data, name, role.strip())


@blueprint.post("/cases/<path:case_id>/steps")
@blueprint.post("/api/cases/<path:case_id>/steps", endpoint="api_step")
@needs(Right.WRITE_STEP)
@takes_files
def step(case_id: str) -> Response:
    """Take a step of the closing procedure."""
    return _act(case_id, lambda desk, decision: take_step(desk, decision, request.form.get("step", "")))


@blueprint.post("/cases/<path:case_id>/extension")
@blueprint.post("/api/cases/<path:case_id>/extension", endpoint="api_extension")
@needs(Right.WRITE_STEP)
@takes_files
def extension(case_id: str) -> Response:
    """Move the deadline, to a day or by working days."""
    return _act(case_id, lambda desk, decision: extend_deadline(desk, decision, _until()))


def _until() -> date | int:
    days = request.form.get("working_days", "").strip()
    if not days:
        return day_field("until")
    if not re.fullmatch(r"\d{1,4}", days):
        raise UsageError(text("closing.web.bad_days", value=days), parameter="working_days", example="20")
    return int(days)


@blueprint.post("/cases/<path:case_id>/pause")
@blueprint.post("/api/cases/<path:case_id>/pause", endpoint="api_pause")
@needs(Right.WRITE_STEP)
@takes_files
def pause(case_id: str) -> Response:
    """Let the clock stand still."""
    return _act(case_id, pause_clock)


@blueprint.post("/cases/<path:case_id>/resume")
@blueprint.post("/api/cases/<path:case_id>/resume", endpoint="api_resume")
@needs(Right.WRITE_STEP)
@takes_files
def resume(case_id: str) -> Response:
    """Let the clock go on."""
    return _act(case_id, resume_clock)


@blueprint.post("/cases/<path:case_id>/repeats")
@blueprint.post("/api/cases/<path:case_id>/repeats", endpoint="api_repeat")
@needs(Right.REVIEW)
def repeat(case_id: str) -> Response:
    """Say that another case is about the same subject (``verdict=same``), or not (``other``); ``note``: why."""
    served = backend()
    verdict, other = request.form.get("verdict", ""), request.form.get("other", "")
    if verdict not in ("same", "other"):
        raise UsageError(text("closing.web.bad_verdict", value=verdict[:20]), parameter="verdict", example="same")
    said = Verdict(verdict == "same", request.form.get("note", ""))
    actor, seen = current_actor(), seen_version()
    version = decide_repeat(served.store, (case_id, other), said, actor=actor, at=served.clock(), if_match=seen)
    return _told(case_id, Outcome(version, ()))
