"""Bundles: several own files under one address. The sources stay readable and apart; the reader asks once.

A page that makes a dozen requests for small scripts waits for each of them behind the others (browsers open six
connections to a host); measured on the map page, one bundle brings the first symbols some 150 ms forward.
"""

from __future__ import annotations

import re

from geoapp.maps import PREFIX, manifest

BUNDLES: dict[str, tuple[str, ...]] = {
    "map-first.js": ("state.js", "first.js"),
    "map-page.js": (
        "leaflet:dist/leaflet.js", "leaflet.fullscreen:Control.FullScreen.js",
        "leaflet.locatecontrol:dist/L.Control.Locate.min.js",
        "kit.js", "labels.js", "map.js",
    ),
    "map-late.js": ("filters.js", "panel.js", "sections.js"),
    "map-page.css": (
        "leaflet:dist/leaflet.css", "leaflet.fullscreen:Control.FullScreen.css",
        "leaflet.locatecontrol:dist/L.Control.Locate.min.css",
        "palette.css", "house.css", "map.css", "sections.css",
    ),
    "board-page.js": (
        "kit.js", "state.js", "labels.js", "map.js", "filters.js",
        "dashboard-map.js", "dashboard-charts.js", "dashboard-wall.js", "dashboard.js",
    ),
    "board-page.css": ("palette.css", "house.css", "map.css", "dashboard.css"),
    "page.css": (
        "palette.css", "house.css", "forms.css", "closing.css", "ingest.css", "help.css", "visits.css",
    ),
    "nearby-page.js": (
        "kit.js", "files.js", "kept.js", "geodesic.js", "queue.js", "track.js", "visit.js", "area.js", "promise.js",
        "nearby.js",
    ),
    "review-page.js": ("kit.js", "review.js"),
    "review-page.css": ("palette.css", "house.css", "forms.css", "review.css"),
    "nearby-page.css": ("palette.css", "house.css", "nearby.css"),
}  # fmt: skip
"""Name of the bundle -> files in order: of ``web/static``, or ``<vendored package>:<file>``. Each script is a function
of its own, so order is all."""

_RELATIVE = re.compile(r"""url\(\s*(["']?)(?!data:|#|/|[a-z]+:)(?P<target>[^"')]+)\1\s*\)""")


def vendored_url(part: str) -> str | None:
    """The address under which a part of a bundle is also served by itself; None for a file of our own."""
    package, colon, file = part.partition(":")
    return PREFIX + manifest()[package]["files"][file]["path"] if colon else None


def bundled(bundle: str) -> frozenset[str]:
    """Addresses of the vendored files that a bundle holds: a page that has the bundle need not ask for them."""
    return frozenset(url for part in BUNDLES[bundle] if (url := vendored_url(part)) is not None)


def rebased(css: bytes, url: str) -> bytes:
    """A style sheet whose pictures are still found when it is read from another folder than its own, ``url``'s."""
    folder = url.rpartition("/")[0]
    return _RELATIVE.sub(lambda match: f"url({folder}/{match['target']})", css.decode("utf-8")).encode("utf-8")
