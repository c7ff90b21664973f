"""Downloads: the selection, or a whole layer, as a file; at once where it streams, as a job where it is large."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from geoapp.exports import CRS84, HEADINGS, Format, check_headings, chosen_format, known_formats, target_of
from geoapp.model import NotFound, Query
from geoapp.pipeline import Wanted, describe_layer, stream_export
from geoapp.pipeline.export_jobs import Job, JobFolder, Ticket, job_id
from geoapp.settings import ZONE
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.caching import conditional, no_store
from geoapp.web.complaints import wrong
from geoapp.web.features import dumped as json_bytes
from geoapp.web.features import find_layer, json_response, kept_answer, plain_address, query_of_address
from geoapp.web.guard import Right, current_scope, needs
from geoapp.web.params import single

blueprint = Blueprint("downloads", __name__)

CRS_WORD, HEADERS_WORD = "crs", "headers"
_OWN = (CRS_WORD, HEADERS_WORD)
WAIT_SECONDS = 2


def jobs() -> JobFolder:
    """The background exports of this application."""
    known: dict[str, JobFolder] = current_app.extensions.setdefault("geoapp.jobs", {})
    if "jobs" not in known:
        settings = backend().settings
        known["jobs"] = JobFolder(settings.folder / "jobs", settings.export_keep_hours, settings.environ())
    return known["jobs"]


@blueprint.get("/export/<name>")
@needs(Right.READ)
@conditional
def export(name: str) -> AnyResponse:
    """The selection (or a whole layer) as a file, or the way to the job that makes it."""
    layer_id, _, extension = name.rpartition(".")
    if extension not in known_formats() or not layer_id:
        raise NotFound(text("web.no_format", known=", ".join(known_formats())))
    served = backend()
    wanted, query = _asked(layer_id, extension)
    chosen = chosen_format(extension, wanted.crs)
    if layer_id != "cases":
        find_layer(served, layer_id)
    elif not chosen.streams and (total := len_of(served, query)) > served.settings.export_job_rows:
        return _queued(served, wanted, query, total)
    pieces, about = stream_export(served.store, query, served.clock(), wanted)
    response = Response(iter(()) if request.method == "HEAD" else _started(pieces), mimetype=chosen.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file_name_of(served, layer_id, chosen))
    response.headers.add("Link", f'<{_path_of(layer_id)}>; rel="describedby"; type="application/json"')
    for warning in about.warnings:
        response.headers.add("Geoapp-Warning", f"UTF-8''{quote(warning)}")
    return response


def _asked(layer_id: str, extension: str) -> tuple[Wanted, Query]:
    """The wish that the present address spells. Only cases can be filtered."""
    given = {word: request.args.getlist(word) for word in _OWN if word in request.args}
    system, headers = (single(given, word) if word in given else None for word in _OWN)
    if layer_id != "cases":
        for word in request.args:
            if word != CRS_WORD:
                raise wrong("web.param.none", word)
    query = query_of_address(*_OWN)
    named = check_headings(headers, extension) if headers is not None else ""
    return Wanted(layer_id, extension, target_of(system) if system is not None else CRS84, named), query


def len_of(served: Backend, query: Query) -> int:
    """How many features a query selects."""
    _, mask = served.selected(query)
    return int(mask.sum())


def file_name_of(served: Backend, layer_id: str, chosen: Format) -> str:
    """What a download is called: the layer and the day."""
    return f"{layer_id}-{served.today:%Y%m%d}.{chosen.suffix}"


def _path_of(layer_id: str) -> str:
    return f"/layers/{quote(layer_id)}/metadata.json"


def _started(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Make the first piece now, so that what goes wrong at the start is still an error and not half a file."""
    first = next(pieces, b"")
    return itertools.chain((first,), pieces)


# --- jobs -------------------------------------------------------------------------------------------------------


def _queued(served: Backend, wanted: Wanted, query: Query, total: int) -> AnyResponse:
    """Start the job, or find it, and show the way: a page for people, 202 with a document for programs."""
    chosen = chosen_format(wanted.extension, wanted.crs)
    asked = (wanted.layer, wanted.extension, wanted.crs.code, wanted.named)
    identity = job_id(served.store.version(), served.today.isoformat(), *asked, repr(query))
    ticket = Ticket(
        id=identity,
        layer=wanted.layer,
        title=text("exports.cases_title"),
        extension=wanted.extension,
        file_name=file_name_of(served, wanted.layer, chosen),
        media_type=chosen.media_type,
        address=request.full_path.rstrip("?"),
        total=total,
        started_at=0.0,
        scope=current_scope().mark,
    )
    own = [f"--crs={wanted.crs.code}", f"--headers={wanted.named or HEADINGS[0]}"]
    return answered(jobs().start(ticket, [*own, *child_options(served, *_OWN)]))


def answered(job: Job) -> AnyResponse:
    """The way to a job: its page for a browser, a document for a program."""
    location = f"/export/jobs/{job.ticket.id}"
    if "text/html" in request.accept_mimetypes.values():  # named: a browser, and not a program that takes anything
        return redirect(location, 303)
    response = json_response(described(job))
    response.status_code = 202
    response.headers["Location"] = f"{location}.json"
    return no_store(response)


def child_options(served: Backend, *own: str) -> list[str]:
    """The present address as options of a command that runs as a job; every filter word is spelled alike there.
    ``own`` are the words of the address that are no filters."""
    options = [f"--db={served.settings.database}", f"--today={served.today.isoformat()}"]
    codes = current_scope().county_codes
    options += [f"--rights={','.join(sorted(codes))}"] if codes is not None else []
    for word, value in request.args.items(multi=True):
        if word not in own and not (word == "hide" and not value):
            options.append(f"--{word.replace('_', '-')}={value}")
    return options


def described(job: Job) -> dict[str, Any]:
    """A job as its JSON document."""
    ticket = job.ticket
    url = f"/export/jobs/{ticket.id}"
    return {
        "id": ticket.id,
        "state": job.state,
        "layer": ticket.layer,
        "format": ticket.extension,
        "numberMatched": ticket.total,
        "done": job.done,
        "error": job.error,
        "warnings": list(job.warnings),
        "file": {"href": f"{url}/file", "name": ticket.file_name, "size": job.size, "sha256": job.sha256}
        if job.state == "done"
        else None,
        "links": [
            {"rel": "self", "href": f"{url}.json", "type": "application/json"},
            {"rel": "alternate", "href": url, "type": "text/html"},
            {"rel": "describedby", "href": _path_of(ticket.layer), "type": "application/json"},
        ],
    }


@blueprint.get("/export/jobs/<name>")
@needs(Right.READ)
def job_page(name: str) -> Response:
    """How a job stands: a page that looks again by itself, or with ``.json`` a document."""
    plain_address()
    job = _own_job(name.removesuffix(".json"))
    if name.endswith(".json"):
        response = json_response(described(job))
    else:
        page = render_template("export_job.html", job=job, ticket=job.ticket, wait=WAIT_SECONDS, percent=_percent(job))
        response = Response(page, mimetype="text/html")
    return no_store(response)


def _own_job(name: str) -> Job:
    """A job that was made with the reader's rights; another one does not exist for him."""
    job = jobs().read(name)
    if job.ticket.scope != current_scope().mark:
        raise NotFound(text("exports.no_job", hours=backend().settings.export_keep_hours))
    return job


def _percent(job: Job) -> int:
    """Reading is nine tenths of the work; the rest is writing, which tells nothing of itself."""
    return 100 if job.state == "done" else int(90 * min(job.done / max(job.ticket.total, 1), 1))


@blueprint.get("/export/jobs/<name>/file")
@needs(Right.READ)
def job_file(name: str) -> Response:
    """The finished file, in ranges where the reader wants them."""
    plain_address()
    job = _own_job(name)
    path = jobs().file(name)
    response = send_file(
        path.resolve(),
        mimetype=job.ticket.media_type,
        as_attachment=True,
        download_name=job.ticket.file_name,
        etag=job.sha256 or False,
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


# --- metadata ---------------------------------------------------------------------------------------------------


@blueprint.get("/layers/<path:layer_id>/metadata.json")
@needs(Right.READ)
@conditional
def metadata(layer_id: str) -> Response:
    """Title, abstract, licence, lineage, accuracy, update time and SHA-256 of a layer."""
    plain_address()
    return json_response(kept_answer(lambda: json_bytes(_metadata(backend(), layer_id))))


def _metadata(served: Backend, layer_id: str) -> Mapping[str, Any]:
    if layer_id != "cases":
        find_layer(served, layer_id)
    at = served.clock().astimezone(ZONE)
    told = describe_layer(served.store, layer_id, Query(today=served.today), at)
    distribution = [
        {"format": chosen.extension, "media_type": chosen.media_type, "href": f"/export/{layer_id}.{chosen.extension}"}
        for chosen in known_formats().values()
    ]
    api = {"format": "ogcapi", "media_type": "application/json", "href": f"/ogcapi/collections/{layer_id}"}
    return {**told, "distribution": [*distribution, api]}
