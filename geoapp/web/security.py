"""What every answer carries, and what no request may be: headers, and limits on body and address."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, request

from geoapp.model import UsageError
from geoapp.settings import Settings
from geoapp.texts import text
from geoapp.web.writing import may_take_files

MAX_ADDRESS = 8192

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Leaflet's controls set style attributes
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Flask, settings: Settings) -> None:
    """Refuse what cannot be right before any view sees it."""
    papers, plain = settings.max_paper_mb << 20, settings.max_body_kb << 10

    def refuse() -> None:
        view = app.view_functions.get(request.endpoint or "")
        request.max_content_length = most = papers if may_take_files(view) else plain
        if request.content_length is not None and request.content_length > most:
            abort(413)
        _refuse_address()

    app.before_request(refuse)


def _refuse_address() -> None:
    if len(request.query_string) + len(request.path) > MAX_ADDRESS:
        abort(414)
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(text("web.param.not_utf8"), example="county=%E8%B5%AB%E5%B1%B1%E5%8C%BA") from error


def add_headers(response: Response) -> Response:
    """The same headers on pages, data, files and errors."""
    present = {name.lower() for name, _ in response.headers}  # to ask one by one costs an exception for each
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in present])
    return response
