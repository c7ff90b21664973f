"""What every answer carries, and what no request may be: headers, and limits on body and address."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from geoapp.model import UsageError
from geoapp.settings import Settings
from geoapp.texts import text
from geoapp.web.complaints import shown
from geoapp.web.writing import may_take_files

MAX_ADDRESS = 8192
MOST_READ_AWAY = 64 << 20

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


class Oversized(HTTPException):
    """A request that is larger than it may be: which part of it, and how large that may be."""

    def __init__(self, code: int, sentence: str, parameter: str | None, example: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.parameter, self.example = code, sentence, parameter, example


def _read_away(length: int) -> None:
    """Take what is being sent and forget it: most clients read an answer only when they are done with sending, and see
    a broken connection otherwise. What is beyond all measure is cut off."""
    body = request.environ["wsgi.input"]
    while 0 < length <= MOST_READ_AWAY and (piece := body.read(min(length, 1 << 16))):
        length -= len(piece)


def install(app: Flask, settings: Settings) -> None:
    """Refuse what cannot be right before any view sees it."""
    papers, plain = settings.max_paper_mb << 20, settings.max_body_kb << 10

    def refuse() -> None:
        view = app.view_functions.get(request.endpoint or "")
        request.max_content_length = most = papers if may_take_files(view) else plain
        if request.content_length is not None and request.content_length > most:
            _read_away(request.content_length)
            size, allowed = f"{request.content_length / 1024:.0f} KB", f"{most / 1024:.0f} KB"
            raise Oversized(413, text("web.oversized.body", size=size, allowed=allowed), "body", f"<= {allowed}")
        _refuse_address()

    app.before_request(refuse)


def _refuse_address() -> None:
    if (length := len(request.query_string) + len(request.path)) > MAX_ADDRESS:
        sizes = {word: sum(map(len, values)) for word, values in request.args.lists()}
        longest = shown(max(sizes, key=lambda word: sizes[word])) if sizes else None
        told = {"length": length, "allowed": MAX_ADDRESS, "longest": longest or request.path[:60]}
        raise Oversized(414, text("web.oversized.address", **told), longest, "status=closed")
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(text("web.param.not_utf8"), example="county=%E8%B5%AB%E5%B1%B1%E5%8C%BA") from error


def add_headers(response: Response) -> Response:
    """The same headers on pages, data, files and errors."""
    present = {name.lower() for name, _ in response.headers}  # to ask one by one costs an exception for each
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in present])
    return response
