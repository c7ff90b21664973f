"""Uploading notices: drop files, watch them being read, look at what was found beside the text, then accept or reject.

Reading and filing happen in a process of their own (``pipeline/inbox_work.py``); a page that is looked at starts it
where work waits, so a restart loses nothing.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from geoapp.model import FiledRecord, Forbidden, NotFound, NoticeSummary, UsageError
from geoapp.pipeline.inbox import READ, Inbox, Upload, kinds
from geoapp.pipeline.inbox_work import start_worker
from geoapp.store import Store
from geoapp.texts import text
from geoapp.web.backend import backend
from geoapp.web.caching import no_store
from geoapp.web.errors import wants_page
from geoapp.web.features import json_response
from geoapp.web.guard import Right, current_actor, current_scope, needs
from geoapp.web.languages import retold
from geoapp.web.marking import mark_cases, mark_text
from geoapp.web.writing import takes_files

blueprint = Blueprint("inbox", __name__)

MAX_SHOWN = 200
MAX_REASON = 500


def inbox() -> Inbox:
    """The inbox of this application."""
    return Inbox(backend().settings.folder / "inbox")


def _wake() -> None:
    """See that somebody is at work where there is work. In tests nobody is started: they work by themselves."""
    if not current_app.testing:
        start_worker(inbox(), backend().settings.environ())


@blueprint.get("/ingest")
@needs(Right.INGEST)
def page() -> str:
    """Drop files; the list of what came in."""
    _wake()
    known, limit = kinds(), backend().settings.max_notice_mb
    accept = ",".join(f".{kind}" for kind in known)
    return render_template("ingest.html", uploads=_shown(), known="、".join(known), accept=accept, limit=limit)


def _shown() -> list[Upload]:
    mine = (upload for upload in inbox().list() if _is_mine(upload))
    return [upload for _, upload in zip(range(MAX_SHOWN), mine, strict=False)]


def _is_mine(upload: Upload) -> bool:
    """Whether who asks may know of an upload. With rights for some counties only: his own, since nobody knows of which
    county a notice speaks before it is read."""
    return current_scope().county_codes is None or upload.actor == current_actor()


def _own(identifier: str) -> Upload:
    """An upload that who asks may know of; another one does not exist for him."""
    upload = inbox().read(identifier)
    if not _is_mine(upload):
        raise NotFound(text("inbox.no_upload"))
    return upload


@blueprint.get("/api/ingest")
@needs(Right.INGEST)
def listed() -> Response:
    """The uploads, newest first."""
    _wake()
    return no_store(json_response({"uploads": [_told(upload) for upload in _shown()]}))


def _told(upload: Upload) -> dict[str, Any]:
    return {**asdict(upload), "message": retold(upload.message), "state_label": upload.state_label, "busy": upload.busy}


@blueprint.post("/ingest")
@blueprint.post("/api/ingest", endpoint="api_upload")
@needs(Right.INGEST)
@takes_files
def upload() -> AnyResponse:
    """Take files in (field ``file``, several). What is wrong with one is said of that one; the others are kept."""
    files = [one for one in request.files.getlist("file") if one.filename]
    if not files:
        raise UsageError(text("inbox.no_file"), parameter="file")
    served, kept, refused = backend(), [], []
    limit = served.settings.max_notice_mb << 20
    for one in files:
        with closing(one.stream) as stream:
            data = stream.read(limit + 1)
        name = one.filename or ""
        try:
            if len(data) > limit:
                raise UsageError(text("inbox.too_large", name=name[:80], limit=limit >> 20), parameter="file")
            kept.append(inbox().add(name, data, actor=current_actor(), at=served.clock()))
        except UsageError as error:
            refused.append({"name": name[:80], "message": str(error)})
    if not kept and wants_page():
        raise UsageError("；".join(one["message"] for one in refused), parameter="file")
    _wake()
    if wants_page():
        return redirect("/ingest", 303)
    told: dict[str, Any] = {"uploads": [_told(one) for one in kept], "refused": refused}
    if not kept:
        told |= {"detail": "；".join(one["message"] for one in refused), "parameter": "file"}
    answer = json_response(told)
    answer.status_code = 201 if kept else 400
    return no_store(answer)


@blueprint.get("/ingest/<identifier>")
@needs(Right.INGEST)
def preview(identifier: str) -> str:
    """What was read from one upload, beside its text: exactly what accepting would file."""
    _wake()
    known = inbox()
    found = _own(identifier)
    read = []
    if found.state == READ:
        store = known.preview(identifier)
        try:
            read = [_reading(store, summary) for summary in store.notices()]
        finally:
            store.close()
    outside, filed = _outside(known, found), _filed_notice(found)
    return render_template("upload.html", upload=found, read=read, outside=outside, filed=filed)


def _filed_notice(upload: Upload) -> NoticeSummary | None:
    """The notice that holds these very bytes, whoever brought it in; None when there is none within one's rights."""
    try:
        return backend().store.notice(upload.sha256)[1]
    except NotFound:
        return None


def _reading(store: Store, summary: NoticeSummary) -> dict[str, Any]:
    notice, _ = store.notice(summary.identifier)
    filed = store.records_of(summary.identifier)
    return {
        "notice": summary,
        "segments": mark_text(notice.text, filed),
        "cases": mark_cases(notice.text, filed),
        "sites": {case_id: _sites(filed, case_id) for case_id in {one.case_id for one in filed}},
    }


def _sites(filed: tuple[FiledRecord, ...], case_id: str) -> list[Any]:
    return [site for one in filed if one.case_id == case_id for site in one.record.subjects]


@blueprint.post("/ingest/<identifier>/accept")
@needs(Right.INGEST)
def accept(identifier: str) -> AnyResponse:
    """File it. Who has rights for some counties only may file what lies in these."""
    known = inbox()
    outside = _outside(known, _own(identifier))
    if outside:
        raise Forbidden(text("inbox.outside", counties=outside))
    known.accept(identifier, actor=current_actor(), at=backend().clock())
    _wake()
    return _decided(identifier)


@blueprint.post("/ingest/<identifier>/reject")
@needs(Right.INGEST)
def reject(identifier: str) -> AnyResponse:
    """Do not file it, and say why."""
    reason = request.form.get("reason", "").strip()[:MAX_REASON]
    if not reason:
        raise UsageError(text("inbox.no_reason"), parameter="reason")
    _own(identifier)
    inbox().reject(identifier, reason, actor=current_actor(), at=backend().clock())
    return _decided(identifier)


@blueprint.post("/ingest/<identifier>/again")
@needs(Right.INGEST)
def again(identifier: str) -> AnyResponse:
    """Read it once more, or file it where that was decided."""
    _own(identifier)
    inbox().again(identifier)
    _wake()
    return _decided(identifier)


def _decided(identifier: str) -> AnyResponse:
    if wants_page():
        return redirect(f"/ingest/{identifier}", 303)
    return no_store(json_response(_told(inbox().read(identifier))))


def _outside(known: Inbox, upload: Upload) -> str:
    """The counties of an upload that lie outside the rights of who asks, as words; "" when none does."""
    allowed = current_scope().county_codes
    if allowed is None or upload.state != READ:
        return ""
    store = known.preview(upload.id)
    try:
        columns = store.columns()
        codes = {columns.county_codes[index] for index in set(columns.county.tolist()) if index >= 0}
        nowhere = bool((columns.county < 0).any())
    finally:
        store.close()
    units = backend().units
    names = [unit.usual_name if (unit := units.get(code)) else code for code in sorted(codes - allowed)]
    return "、".join(names + ([text("inbox.no_county")] if nowhere else []))


@blueprint.get("/ingest/<identifier>/original", endpoint="original_download")
@needs(Right.INGEST)
def original(identifier: str) -> Response:
    """The file as it came, to keep."""
    path = inbox().file(_own(identifier).id)
    if not path.is_file():
        raise NotFound(text("inbox.no_upload"))
    return send_file(path.resolve(), mimetype="application/octet-stream", as_attachment=True, download_name=path.name)
