"""ETag and 304, immutable files, gzip."""

from __future__ import annotations

import functools
import gzip
import hashlib
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from geoapp.pipeline.closing import rules_stamp
from geoapp.texts import language
from geoapp.tiles import stamp
from geoapp.web.backend import backend
from geoapp.web.guard import reader_key

P = ParamSpec("P")

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "private, no-cache"
WITH_BASES = frozenset({"/map", "/nearby", "/layers"})
"""Pages that change when the office brings a base map."""

_MIN_BYTES = 1000
_TEXTUAL = ("text/", "application/json", "application/geo+json", "application/problem+json", "image/svg+xml",
            "application/schema+json", "application/vnd.oai.openapi+json")  # fmt: skip
_TEXTUAL_SCRIPTS = ("application/javascript", "application/manifest+json")
_COMPRESSED = (*_TEXTUAL, *_TEXTUAL_SCRIPTS)


def conditional(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Give a view's answer an ETag of data version, day and address; answer 304 without any work when it still holds.

    The tag is weak: the same answer may travel compressed or not.
    """

    @functools.wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Response:
        tag = _tag()
        # "*" asks whether anything is there at all, which only the view knows.
        if not request.if_none_match.star_tag and request.if_none_match.contains_weak(tag):
            response = Response(status=304)
        else:
            response = make_response(view(*args, **kwargs))
        if response.status_code in (200, 304):
            response.set_etag(tag, weak=True)
            response.headers.setdefault("Cache-Control", REVALIDATE)
        return response

    return wrapper


def _tag() -> str:
    served = backend()
    parts = (served.store.version(), served.today.isoformat(), served.edition, language(), request.path)
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass"))
    digest.update(b"\n" + request.query_string + b"\n" + reader_key().encode())
    digest.update(b"\n" + rules_stamp(served.settings).encode())
    if request.path in WITH_BASES:
        digest.update(b"\n" + stamp(served.settings.tiles_folder).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def tagged(response: Response, content: bytes, *, immutable: bool = False) -> Response:
    """An answer whose bytes are at hand: tag of the bytes, 304 when the reader has them."""
    response.set_etag(hashlib.sha256(content).hexdigest()[:32], weak=True)
    response.headers["Cache-Control"] = IMMUTABLE if immutable else "no-cache"
    response.make_conditional(request)
    return response


R = TypeVar("R", bound=BaseResponse)


def no_store(response: R) -> R:
    """An answer that nothing between us and the reader may keep."""
    response.headers["Cache-Control"] = "no-store"
    return response


def vary(response: Response, header: str) -> None:
    """Say that the answer depends on a header of the request."""
    known = response.headers.get("Vary", "")
    if header.lower() not in known.lower():
        response.headers["Vary"] = f"{known}, {header}" if known else header


def compress(response: Response) -> Response:
    """Gzip text longer than a packet or so, when the reader takes it. Streams pass as they are."""
    if not (response.mimetype or "").startswith(_COMPRESSED):
        return response
    vary(response, "Accept-Encoding")
    ready = response.status_code == 200 and not response.is_streamed and not response.direct_passthrough
    if not ready or request.method == "HEAD" or "Content-Encoding" in response.headers:
        return response
    if "HTTP_ACCEPT_ENCODING" not in request.environ or request.accept_encodings.quality("gzip") <= 0:
        return response
    if len(body := response.get_data()) <= _MIN_BYTES:
        return response
    response.set_data(_gzipped(body))
    response.headers["Content-Encoding"] = "gzip"
    return response


@functools.lru_cache(maxsize=64)
def _gzipped(body: bytes) -> bytes:
    """Remembered for a while: the skeleton, scripts and layers are the same bytes for everybody."""
    return gzip.compress(body, compresslevel=5, mtime=0)
