"""The wall map and the offline map on the web: a page to choose the sheet, and the jobs that make the files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geoapp.maps import SIZES_MM, Wish
from geoapp.model import NotFound, Query
from geoapp.pipeline.export_jobs import Ticket, job_id
from geoapp.pipeline.offline import make_offline
from geoapp.pipeline.printing import FORMATS, selection_words
from geoapp.pipeline.publishing import notes_of
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.caching import conditional
from geoapp.web.complaints import shown, wrong
from geoapp.web.downloads import answered, child_options, jobs
from geoapp.web.features import query_of_address
from geoapp.web.guard import Right, current_scope, needs
from geoapp.web.params import MAX_TEXT, whole

blueprint = Blueprint("printing", __name__)

SHEET_WORDS = ("size", "way", "scale", "title")
WAYS = ("landscape", "portrait")
SCALES = (25_000, 50_000, 100_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 750_000, 1_000_000)
"""What the page offers; any other whole number may stand in the address."""
MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png"}


@blueprint.get("/print")
@needs(Right.READ)
@conditional
def page() -> str:
    """Choose paper, way and scale for the selection of the address."""
    query, wish = query_of_address(*SHEET_WORDS), _wish()
    served = backend()
    filters = [(word, value) for word, value in request.args.items(multi=True) if word not in SHEET_WORDS]
    return render_template(
        "print.html",
        wish=wish,
        filters=filters,
        summary=served.store.summary(query),
        selection=_in_words(served, query),
        sizes=list(SIZES_MM),
        ways=WAYS,
        scales=SCALES,
        address=served.settings.public_url,
    )


@blueprint.get("/print/wall.<extension>")
@needs(Right.READ)
def wall(extension: str) -> AnyResponse:
    """Start the job that makes the sheet, or find it, and show the way."""
    if extension not in FORMATS:
        raise NotFound(text("web.no_format", known=", ".join(FORMATS)))
    query, wish = query_of_address(*SHEET_WORDS), _wish()
    served = backend()
    version, today = served.store.version(), served.today.isoformat()
    ticket = Ticket(
        id=job_id("wall", version, today, extension, repr(query), repr(wish), served.edition),
        layer="cases",
        title=text("print.page.title"),
        extension=extension,
        file_name=f"{text('print.file_name')}-{wish.size}-{served.today:%Y%m%d}.{extension}",
        media_type=MEDIA_TYPES[extension],
        address=request.full_path.rstrip("?"),
        total=served.store.count(query).cases,
        started_at=0.0,
        scope=current_scope().mark,
    )
    return answered(jobs().start(ticket, [*_sheet_options(wish), *child_options(served, *SHEET_WORDS)], ["print"]))


@blueprint.get("/export/map.html")
@needs(Right.READ)
@conditional
def offline() -> Response:
    """The single-file map of the selection, to keep. Never shown as a page of ours: it has a policy of its own."""
    served = backend()
    made, _ = make_offline(served.store, query_of_address(), served.clock(), served.settings, served.units)
    response = Response(made, mimetype="text/html")
    day = f"{served.today:%Y%m%d}"
    named = f"attachment; filename=map-{day}.html; filename*=UTF-8''{quote(text('offline.file_name'))}-{day}.html"
    response.headers["Content-Disposition"] = named
    return response


def left_out() -> tuple[str, ...]:
    """What this service leaves out because of whom it is for: on every page of a public edition."""
    return notes_of(backend().store)


def _in_words(served: Backend, query: Query) -> str:
    titles = {layer_id: definition.title for layer_id, definition in served.zones().items()}
    return selection_words(query, served.units, titles) or text("print.selection.all")


def _wish() -> Wish:
    """The sheet that the present address asks for."""
    given: dict[str, Any] = {}
    for word in SHEET_WORDS:
        values = request.args.getlist(word)
        if len(values) > 1:
            raise wrong("web.param.repeated", word, count=len(values))
        if values and values[0]:
            given[word] = values[0]
    size, way, title = given.get("size", "A1"), given.get("way", WAYS[0]), str(given.get("title", "")).strip()
    for word, value, known in (("size", size, SIZES_MM), ("way", way, WAYS)):
        if value not in known:
            raise wrong("web.param.choice", word, next(iter(known)), value=shown(value), known=", ".join(known))
    if len(title) > MAX_TEXT:
        raise wrong("web.param.too_long", "title", limit=MAX_TEXT, length=len(title))
    if not title.isprintable():
        raise wrong("web.param.characters", "title")
    scale = whole("scale", given["scale"], 500, 20_000_000) if "scale" in given else None
    return Wish(size=size, portrait=way == "portrait", scale=scale, title=title)


def _sheet_options(wish: Wish) -> list[str]:
    options = [f"--size={wish.size}", *(["--portrait"] if wish.portrait else [])]
    options += [f"--scale={wish.scale}"] if wish.scale is not None else []
    return [*options, *([f"--title={wish.title}"] if wish.title else [])]
