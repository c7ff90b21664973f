"""JSON of monitoring sections and of the river network: what was observed, what lies below a case, what above."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file

from geoapp.maps import chart_library
from geoapp.model import NotFound
from geoapp.pipeline import (
    Waters,
    list_sections,
    load_waters,
    read_table,
    section_to_json,
    trace_case,
    trace_section,
)
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.caching import conditional
from geoapp.web.features import dumped, json_response, kept_answer, plain_address
from geoapp.web.files import safe_file_name, static_url
from geoapp.web.guard import Right, needs
from geoapp.web.ogcapi.links import refuse_unknown
from geoapp.web.params import single, whole

blueprint = Blueprint("sections", __name__)

_MAX_ID_CHARS = 200
_AROUND = 100
"""Rows shown before and after the one that a link names."""


def _answered(make: Callable[[Backend], dict[str, Any]], asked: str = "") -> Response:
    plain_address()
    if len(asked) > _MAX_ID_CHARS:
        raise NotFound(text("web.title.404"))
    served = backend()
    return json_response(kept_answer(lambda: dumped(make(served))))


def _waters(served: Backend) -> Waters:
    """The network, built once a data version."""
    return served.answers.get(served.store.version(), "waters", lambda: load_waters(served.store))


@blueprint.get("/api/sections")
@needs(Right.READ)
@conditional
def sections() -> Response:
    """All sections, and the observations that no section could be tied to."""
    return _answered(lambda served: list_sections(served.store))


@blueprint.get("/api/sections/<path:key>")
@needs(Right.READ)
@conditional
def section(key: str) -> Response:
    """One section: observations with their evidence, classes, series for the chart."""
    return _answered(lambda served: _with_scripts(section_to_json(served.store, key)), key)


def _with_scripts(found: dict[str, Any]) -> dict[str, Any]:
    """With the scripts that draw the series, in order: the map page loads them now, and not for those who open none."""
    library = asdict(chart_library())
    return {**found, "scripts": [library, {"url": static_url("trend.js")}] if found["series"] else []}


@blueprint.get("/api/upstream/<path:key>")
@needs(Right.READ)
@conditional
def upstream(key: str) -> Response:
    """The cases above a section (水系连通)."""
    return _answered(lambda served: trace_section(served.store, key, served.today, _waters(served)), key)


@blueprint.get("/api/trace/<case_id>")
@needs(Right.READ)
@conditional
def trace(case_id: str) -> Response:
    """From each site of a case down to the first section."""
    return _answered(lambda served: trace_case(served.store, case_id, _waters(served)), case_id)


@blueprint.get("/series/<sha256>")
@needs(Right.READ)
@conditional
def series(sha256: str) -> Response:
    """An imported table around one of its rows (``row``): where a value of a section comes from."""
    refuse_unknown(("row",))
    name, cells = read_table(backend().store, _checked(sha256))
    given = request.args.to_dict(flat=False)
    rows = list(enumerate(cells, 1))
    asked = whole("row", single(given, "row"), 1, len(rows) or 1) if "row" in given else 1
    shown = rows[max(0, asked - 1 - _AROUND) : asked + _AROUND]
    page = render_template(
        "series.html", name=name, sha256=sha256, rows=shown, asked=asked if "row" in given else None, total=len(rows)
    )
    return Response(page, mimetype="text/html")


@blueprint.get("/series/<sha256>/original")
@needs(Right.READ)
@conditional
def series_original(sha256: str) -> Response:
    """The table as it was imported, to keep."""
    plain_address()
    name, data = backend().store.series(_checked(sha256))
    return send_file(
        io.BytesIO(data),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=safe_file_name(name, sha256[:16]),
        etag=False,
    )


def _checked(sha256: str) -> str:
    if len(sha256) > _MAX_ID_CHARS or not sha256.isprintable():
        raise NotFound(text("web.title.404"))
    return sha256
