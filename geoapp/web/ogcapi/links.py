"""Addresses, links and media types: what an answer is, and where its other shapes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import cast
from urllib.parse import quote, quote_plus, unquote_plus, urlencode

from flask import Request, request
from werkzeug.local import LocalProxy
from werkzeug.sansio.utils import get_current_url

from geoapp.web.complaints import shown, unknown, wrong

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PREFIX = "/ogcapi"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

Link = dict[str, str]
_url = lru_cache(maxsize=512)(get_current_url)
"""What ``request.host_url`` and ``base_url`` work out anew each time they are asked."""


def present_request() -> Request:
    """The request itself: ``request`` looks for it anew each time that one of its parts is asked for."""
    return cast("LocalProxy[Request]", request)._get_current_object()


def address(*steps: str, query: Iterable[tuple[str, str]] = ()) -> str:
    """An absolute address below ``/ogcapi``, each step quoted whole (ids may hold slashes)."""
    asked = urlencode(list(query)) if query else ""
    return _below(_url(request.scheme, request.host), steps) + (f"?{asked}" if asked else "")


@lru_cache(maxsize=512)
def _below(host: str, steps: tuple[str, ...]) -> str:
    return f"{host.rstrip('/')}{PREFIX}/{'/'.join(quote(step, safe='') for step in steps)}"


def here(**changes: str | None) -> str:
    """The present address with some words changed or (None) left out; the other words stay as they were written."""
    asked = present_request()
    base = _url(asked.scheme, asked.host, asked.root_path, asked.path)
    kept = [pair for word, pair in _written(asked.query_string) if word not in changes]
    kept += [f"{word}={quote_plus(value)}" for word, value in changes.items() if value is not None]
    return f"{base}?{'&'.join(kept)}" if kept else base


@lru_cache(maxsize=64)
def _written(query: bytes) -> tuple[tuple[str, str], ...]:
    """The words of an address, each with the pair that it stands in as it was written. Remembered for the few links of
    one answer."""
    pairs = query.decode("ascii", "replace").split("&")
    return tuple((unquote_plus(pair.partition("=")[0]), pair) for pair in pairs if pair)


def link(href: str, rel: str, media_type: str, title: str) -> Link:
    """A link as RFC 8288 has it, in JSON."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def self_and_alternates(present: str, media_types: Mapping[str, str], titles: Mapping[str, str]) -> list[Link]:
    """The present document and its other shapes; ``media_types`` maps ``f`` to media type."""
    found = [link(here(f=name), "self", kind, titles["self"]) for name, kind in media_types.items() if kind == present]
    return found + [
        link(here(f=name), "alternate", kind, titles[name]) for name, kind in media_types.items() if kind != present
    ]


def chosen_format(media_types: Mapping[str, str]) -> str:
    """The media type of the answer: ``f`` when given, else what the reader likes best, else the first.

    Browsers name text/html; a reader that names nothing we have gets the first, as RFC 9110 permits.
    """
    values = request.args.getlist("f")
    if values:
        if len(values) > 1 or values[0] not in media_types:
            known = ", ".join(media_types)
            raise wrong("ogcapi.format", "f", "json", value=shown(",".join(values)), known=known)
        return media_types[values[0]]
    first = next(iter(media_types.values()))
    offered = list(dict.fromkeys([JSON, *(kind.partition(";")[0] for kind in media_types.values())]))
    best = request.accept_mimetypes.best_match(offered) if request.accept_mimetypes else None
    return HTML if best == HTML and HTML in media_types.values() else first


def refuse_unknown(known: Iterable[str]) -> None:
    """OGC API: a parameter that the definition does not know is an error."""
    allowed = set(known)
    for word in request.args:
        if word not in allowed:
            raise unknown("ogcapi.parameter", word, allowed)
