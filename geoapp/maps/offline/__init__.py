"""The single-file map: one HTML that opens from a USB stick, without server, network or installation.

    html = offline_map(OfflineContents(...))        bytes, UTF-8

Leaflet, styles, our script and all data stand in the file. Data are JSON in a script element of a type that no browser
runs, with ``<`` written as an escape, so that no text of a notice can end it; our script puts them into the page by
``textContent``. A policy in the head allows these very scripts and no request at all.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geoapp.maps._figure import manifest
from geoapp.maps._palette import palette, palette_css
from geoapp.model import BBox
from geoapp.paths import ASSETS
from geoapp.texts import catalogue, text

_FOLDER = Path(__file__).parent
_URL = re.compile(r"url\([^)]*\)")
_SPOKEN = ("offline.", "status.", "words.basis.", "words.kind.", "words.zone.")
FALLBACK: BBox = (108.7, 24.6, 114.3, 30.2)


@dataclass(frozen=True, slots=True)
class OfflineContents:
    """What the file holds. ``cases`` and ``layers`` are JSON-ready (a case: attributes, ``place`` GeoJSON geometry,
    ``lon``, ``lat``; a layer: id, title, style, features); ``notes`` are sentences about what is left out."""

    title: str
    selection: str
    cases: tuple[Mapping[str, Any], ...]
    layers: tuple[Mapping[str, Any], ...]
    bounds: BBox | None = None
    data_time: str = ""
    made_at: str = ""
    digest: str = ""
    review_number: str = ""
    public_url: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)


def offline_map(contents: OfflineContents) -> bytes:
    """The whole file. The same contents give the same bytes."""
    leaflet, script = _vendored("dist/leaflet.js"), (_FOLDER / "offline.js").read_text(encoding="utf-8")
    style = "\n".join(
        (
            _URL.sub("none", _vendored("dist/leaflet.css")),  # pictures that we never show, and that are not here
            palette_css(),
            (_FOLDER / "offline.css").read_text(encoding="utf-8"),
        )
    )
    scripts = [_harmless(leaflet), _harmless(script)]
    hashes = " ".join(f"'{_hash(one)}'" for one in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = (_FOLDER / "offline.html").read_text(encoding="utf-8")
    parts = {
        "TITLE": html.escape(contents.title),
        "POLICY": html.escape(policy),
        "STYLE": style.replace("</", "<\\/"),
        "NOSCRIPT": html.escape(text("offline.no_script")),
        "DATA": _json(_data(contents)),
        "LEAFLET": scripts[0],
        "SCRIPT": scripts[1],
    }
    filled = re.sub(r"%%([A-Z]+)%%", lambda match: parts[match[1]], page)
    return filled.encode("utf-8")


def _data(contents: OfflineContents) -> dict[str, Any]:
    drawn = palette()
    bounds = contents.bounds or FALLBACK
    return {
        "title": contents.title,
        "selection": contents.selection,
        "dataTime": contents.data_time,
        "madeAt": contents.made_at,
        "digest": contents.digest,
        "reviewNumber": contents.review_number,
        "publicUrl": contents.public_url if contents.public_url.startswith(("https://", "http://")) else "",
        "notes": contents.notes,
        "sources": contents.sources,
        "zones": contents.zones,
        "bounds": [[bounds[1], bounds[0]], [bounds[3], bounds[2]]],
        "palette": {name: drawn[name] for name in ("status", "flag", "shape", "mark", "layer", "surface")},
        "texts": {key: text(key) for key in catalogue() if key.startswith(_SPOKEN)},
        "layers": contents.layers,
        "cases": contents.cases,
    }


def _json(content: Any) -> str:
    """JSON that cannot leave its element: ``<``, ``>`` and ``&`` and the two line ends of JavaScript are escaped."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in written)


def _vendored(file: str) -> str:
    path = str(manifest()["leaflet"]["files"][file]["path"])
    return (ASSETS / "vendor" / path).read_text(encoding="utf-8")


def _harmless(script: str) -> str:
    """A script that does not end its own element."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
