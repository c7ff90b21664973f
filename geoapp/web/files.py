"""Files: our own scripts and styles, vendored assets, texts and palette for scripts, originals."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, abort, request, send_file
from werkzeug.security import safe_join

from geoapp import paths
from geoapp.maps import palette, palette_css
from geoapp.model import NotFound
from geoapp.pipeline.inbox import plain_name
from geoapp.texts import languages, text
from geoapp.web.backend import backend
from geoapp.web.bundles import BUNDLES, rebased, vendored_url
from geoapp.web.caching import conditional, tagged
from geoapp.web.features import plain_address
from geoapp.web.guard import Right, needs
from geoapp.web.languages import script_texts
from geoapp.web.pages import drawn_map

blueprint = Blueprint("files", __name__)

GENERATED = {"palette.css": palette_css}
"""Style sheets made from the palette, not files."""
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
          ".json": "application/json", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json"}  # fmt: skip
_MAX_ID_CHARS = 200


@lru_cache(maxsize=512)
def _read(path: Path, _stamp: tuple[int, int]) -> bytes:
    return path.read_bytes()


def _content(folder: Path, name: str) -> bytes | None:
    """The bytes of a file below ``folder``, read anew when it changes; None for what is not there or not below."""
    joined = safe_join(str(folder), name)
    if joined is None or "\0" in name:
        return None
    try:
        state = (path := Path(joined)).stat()
        return _read(path, (state.st_mtime_ns, state.st_size))
    except OSError:
        return None  # not there, a folder, a name that no file system takes


def _own_content(name: str) -> bytes | None:
    if name in BUNDLES:
        return b"\n".join(part for part in map(_part, BUNDLES[name]) if part is not None)
    return GENERATED[name]().encode() if name in GENERATED else _content(paths.STATIC, name)


def _part(part: str) -> bytes | None:
    url = vendored_url(part)
    if url is None:
        return _own_content(part)
    content = _content(paths.ASSETS, url.removeprefix("/assets/"))
    return rebased(content, url) if content is not None and part.endswith(".css") else content


@lru_cache(maxsize=512)
def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def static_url(name: str) -> str:
    """``/static/<name>?v=<hash>``: changes with the content, so that it may be kept for ever."""
    content = _own_content(name)
    return f"/static/{quote(name)}" + (f"?v={_hash(content)}" if content is not None else "")


def _file_response(name: str, content: bytes | None, *, immutable: bool) -> Response:
    if content is None:
        abort(404)
    suffix = Path(name).suffix.lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return tagged(Response(content, mimetype=kind), content, immutable=immutable)


@blueprint.get("/static/<path:name>")
@needs(Right.OPEN)
def static(name: str) -> Response:
    """Our own file; with its present hash in the address it never changes."""
    content = _own_content(name)
    immutable = content is not None and request.args.get("v") == _hash(content)
    return _file_response(name, content, immutable=immutable)


@blueprint.get("/assets/<path:name>")
@needs(Right.OPEN)
def asset(name: str) -> Response:
    """A vendored file. Its folder carries name and version of the package, so it never changes either."""
    return _file_response(name, _content(paths.ASSETS, name), immutable=name.startswith("vendor/"))


@blueprint.get("/favicon.ico")
@needs(Right.OPEN)
def favicon() -> Response:
    """What browsers ask for unasked."""
    return _file_response("icon.svg", _own_content("icon.svg"), immutable=False)


@blueprint.get("/mapjs/<name>")
@needs(Right.READ)
def map_script(name: str) -> Response:
    """The script of the map's skeleton. A page drawn a moment before a change of data gets the present one, which
    fits it as well, but may not keep it under the old name."""
    if not re.fullmatch(r"[0-9a-f]{16}\.js", name):
        abort(404)
    drawn = drawn_map(backend())
    return _file_response(name, drawn.script, immutable=name == f"{drawn.sha}.js")


@blueprint.get("/texts/<name>")
@needs(Right.OPEN)
def texts(name: str) -> Response:
    """The catalogue for scripts."""
    language = name.removesuffix(".json")
    if not name.endswith(".json") or language not in languages():
        abort(404)
    return _file_response(name, orjson.dumps(script_texts(language)), immutable=False)


@blueprint.get("/palette.json")
@needs(Right.OPEN)
def palette_json() -> Response:
    """Colours and shapes for scripts."""
    return _file_response("palette.json", orjson.dumps(palette()), immutable=False)


@blueprint.get("/notices/<identifier>/original")
@needs(Right.READ)
@conditional
def original(identifier: str) -> Response:
    """The notice as it was published, to keep; never shown by the browser as a page of ours."""
    plain_address()
    if len(identifier) > _MAX_ID_CHARS or not identifier.isprintable():
        raise NotFound(text("web.no_notice"))
    store = backend().store
    _, summary = store.notice(identifier)
    content = store.original(identifier)
    return send_file(
        io.BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=safe_file_name(summary.file_name, summary.identifier[:16]),
        etag=False,
    )


def safe_file_name(name: str, otherwise: str) -> str:
    """The last part of a file name, without what no file system takes."""
    return plain_name(name)[-120:] or otherwise
