"""JSON of monitoring sections and of the river network: what was observed, what lies below a case, what above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from geoapp.model import NotFound
from geoapp.pipeline import (
    Waters,
    list_sections,
    load_waters,
    section_to_json,
    trace_case,
    trace_section,
)
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.caching import conditional
from geoapp.web.features import dumped, json_response, kept_answer, plain_address
from geoapp.web.guard import Right, needs

blueprint = Blueprint("sections", __name__)

_MAX_ID_CHARS = 200


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
    return _answered(lambda served: section_to_json(served.store, key), key)


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
