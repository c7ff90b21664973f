"""Reading by pages of other origins, where the office allows it (``cors_origins``)."""

from __future__ import annotations

from flask import Flask, Response, request

from geoapp.settings import Settings

_OPEN = ("/ogcapi", "/export/")
_EXPOSED = "Content-Crs, ETag, Link"
_KEPT_SECONDS = "86400"


def install(app: Flask, settings: Settings) -> None:
    """Answer other origins; without the setting nothing is added. Only reading, never with the reader's cookies."""
    allowed = frozenset(settings.cors_origins.split())
    if not allowed:
        return

    def add_headers(response: Response) -> Response:
        if not request.path.startswith(_OPEN):
            return response
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin is None or not ("*" in allowed or origin in allowed):
            return response
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
            response.headers["Access-Control-Max-Age"] = _KEPT_SECONDS
        return response

    app.after_request(add_headers)
