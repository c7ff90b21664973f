"""Errors as answers: one table to HTTP status, problem+json (RFC 9457) for programs, a page in Chinese for people."""

from __future__ import annotations

import logging

import orjson
from flask import Flask, Response, render_template, request
from jinja2 import TemplateError
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from geoapp.model import (
    BadDefinition,
    Conflict,
    Forbidden,
    GeoappError,
    NotFound,
    StoreError,
    UnreadableNotice,
    UsageError,
)
from geoapp.texts import text

log = logging.getLogger(__name__)

STATUSES: dict[type[GeoappError], int] = {
    UsageError: 400,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 412,
    UnreadableNotice: 422,
    BadDefinition: 500,
    StoreError: 503,
    GeoappError: 500,
}
"""The nearest class of an error's own line decides; the last one catches what a room defines for itself."""

_TITLED = frozenset({400, 401, 403, 404, 405, 412, 413, 414, 422, 429, 500, 503})
_FOR_PROGRAMS = ("/api/", "/ogcapi/")
_RETRY_SECONDS = 5
_CALM_SECONDS = 60


def install(app: Flask) -> None:
    """The only places that catch."""
    app.register_error_handler(GeoappError, _own)
    app.register_error_handler(HTTPException, _http)


def status_of(error: GeoappError) -> int:
    """The HTTP status of one of our errors."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def _own(error: GeoappError) -> Response:
    status = status_of(error)
    if status >= 500:
        log.error("%s %s: %s", request.method, request.path, error)
    parameter = getattr(error, "parameter", None)
    example = getattr(error, "example", None)
    response = answer(status, str(error), parameter=parameter, example=example)
    if status == 503:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _http(error: HTTPException) -> Response:
    """Flask's own, and with 500 whatever nobody expected: logged in full there, told without detail here."""
    status = error.code or 500
    if error.response is not None or status < 400:
        redirect = error.get_response()
        return Response(redirect.get_data(), status, dict(redirect.headers))
    sentence = getattr(error, "sentence", None) or (text(f"web.detail.{status}") if status in _TITLED else None)
    told = {name: getattr(error, name, None) for name in ("parameter", "example")}
    response = answer(status, sentence, **told)
    allowed = getattr(error, "valid_methods", None)
    if status == 429:
        response.headers["Retry-After"] = str(_CALM_SECONDS)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="geoapp"'
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def answer(status: int, detail: str | None, *, parameter: str | None = None, example: str | None = None) -> Response:
    """An error as the client can read it."""
    detail, parameter, example = (_sendable(words) for words in (detail, parameter, example))
    if wants_page():
        response = Response(_page(status, detail, parameter, example), status, mimetype="text/html")
    else:
        problem = {"type": "about:blank", "title": _title(status), "status": status, "detail": detail}
        extra = {"parameter": parameter, "example": example}
        problem.update({name: value for name, value in extra.items() if value is not None})
        response = Response(orjson.dumps(problem), status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _sendable(words: str | None) -> str | None:
    """Half of a character that somebody sent cannot be sent back: its number stands for it."""
    return None if words is None else words.encode("utf-8", "backslashreplace").decode()


def wants_page() -> bool:
    """Whether who asks reads pages. Browsers name text/html; programs name JSON, everything, or nothing."""
    if request.path.startswith(_FOR_PROGRAMS):
        return False
    return any(kind == "text/html" and quality > 0 for kind, quality in request.accept_mimetypes)


def _title(status: int) -> str:
    return text(f"web.title.{status}") if status in _TITLED else text("web.title.other")


def _page(status: int, detail: str | None, parameter: str | None, example: str | None) -> str:
    try:
        return render_template("error.html", status=status, detail=detail, parameter=parameter, example=example)
    except (TemplateError, GeoappError, KeyError, OSError):
        # The page of errors may itself lack what is missing (a template, a text, the palette): say it plainly then.
        log.exception("error page")
        words = (_title(status), detail or "", text("web.back"))
        title, sentence, back = (str(escape(word)) for word in words)
        return f'<!doctype html><meta charset="utf-8"><title>{title}</title><p>{sentence}</p><a href="/">{back}</a>'
