"""Addresses, links and media types: what an answer is, and where its other shapes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote_plus, urlencode

from flask import request
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


def address(*steps: str, query: Iterable[tuple[str, str]] = ()) -> str:
    """An absolute address below ``/ogcapi``, each step quoted whole (ids may hold slashes)."""
    path = "/".join(quote(step, safe="") for step in steps)
    asked = urlencode(list(query))
    host = _url(request.scheme, request.host).rstrip("/")
    return f"{host}{PREFIX}/{path}" + (f"?{asked}" if asked else "")


def here(**changes: str | None) -> str:
    """The present address with some words changed or (None) left out; the other words stay as they were written."""
    base = _url(request.scheme, request.host, request.root_path, request.path)
    written = request.query_string.decode("ascii", "replace")
    kept = [pair for pair in written.split("&") if pair and unquote_plus(pair.partition("=")[0]) not in changes]
    kept += [f"{word}={quote_plus(value)}" for word, value in changes.items() if value is not None]
    return f"{base}?{'&'.join(kept)}" if kept else base


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
