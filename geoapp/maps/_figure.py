"""LocalFigure: the one place where Folium's asset URLs become ours.

Whatever link a Folium or branca object asks for ends up in the figure's header when the tree is rendered. So the tree
is rendered first, then each URL is mapped to a vendored file by rule; an unknown one raises instead of reaching a
foreign host. Nothing global is changed but the id generator, and that only inside ``stable_ids``.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from branca.element import CssLink, Element, Figure, JavascriptLink

from geoapp.model import GeoappError
from geoapp.paths import ASSETS
from geoapp.texts import text

PREFIX = "/assets/vendor/"
"""Where the web room serves ``paths.ASSETS / "vendor"``."""


class UnknownAsset(GeoappError):
    """A map asks for a script or style sheet that is not vendored."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A vendored file: its URL on this host and its subresource integrity."""

    url: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A rendered figure taken apart, without any link to a foreign host."""

    js: tuple[Asset, ...]
    css: tuple[Asset, ...]
    styles: str
    html: str
    script: str


_DROPPED = re.compile(
    # Needed by Folium's own markers and popups only, 900 kB together: our symbols are SVG, our panel is HTML.
    r"/jquery[-@/]|/bootstrap@|bootstrap-glyphicons|fontawesome-free@|awesome-markers|leaflet\.awesome\.rotate",
    re.IGNORECASE,
)
_RULES = tuple(
    (re.compile(pattern), package, file)
    for pattern, package, file in (
        (r"/leaflet@[\d.]+/dist/leaflet\.js$", "leaflet", "dist/leaflet.js"),
        (r"/leaflet@[\d.]+/dist/leaflet\.css$", "leaflet", "dist/leaflet.css"),
        (r"/L\.Control\.Locate\.min\.js$", "leaflet.locatecontrol", "dist/L.Control.Locate.min.js"),
        (r"/L\.Control\.Locate\.min\.css$", "leaflet.locatecontrol", "dist/L.Control.Locate.min.css"),
        (r"/Control\.FullScreen(\.min)?\.js$", "leaflet.fullscreen", "Control.FullScreen.js"),
        (r"/Control\.FullScreen\.css$", "leaflet.fullscreen", "Control.FullScreen.css"),
    )
)


@cache
def manifest() -> dict[str, Any]:
    """The vendored packages: name -> version, license, files (path, size, integrity)."""
    read: dict[str, Any] = json.loads((ASSETS / "vendor" / "manifest.json").read_text(encoding="utf-8"))
    return read


def resolve(url: str) -> Asset | None:
    """The vendored file for a URL that Folium asks for; None where it is left out on purpose."""
    if _DROPPED.search(url):
        return None
    for pattern, package, file in _RULES:
        if pattern.search(url):
            entry = manifest()[package]["files"][file]
            return Asset(PREFIX + entry["path"], entry["integrity"])
    raise UnknownAsset(text("map.error.unknown_asset", url=url))


def chart_library() -> Asset:
    """The vendored chart library (Apache ECharts, the build that needs no eval)."""
    entry = manifest()["echarts"]["files"]["dist/echarts.common.min.js"]
    return Asset(PREFIX + entry["path"], entry["integrity"])


_ids: ContextVar[Iterator[int] | None] = ContextVar("ids", default=None)
_random_id = Element._generate_id.__func__  # type: ignore[attr-defined]


def _next_id(cls: type[Element]) -> str:
    counter = _ids.get()
    return str(_random_id(cls)) if counter is None else f"{next(counter)}"


setattr(Element, "_generate_id", classmethod(_next_id))  # noqa: B010  # mypy forbids the plain assignment


@contextmanager
def stable_ids() -> Iterator[None]:
    """Number elements from 1 inside the block, so that the same view gives the same bytes.

    It must hold from construction to rendering: some Folium classes bind names early.
    """
    token = _ids.set(itertools.count(1))
    try:
        yield
    finally:
        _ids.reset(token)


class LocalFigure(Figure):
    """A figure that hands out its parts with our own URLs, for a page that adds no inline script."""

    def parts(self) -> Parts:
        """Render the tree and take it apart. Raises ``UnknownAsset``."""
        for child in self._children.values():
            child.render()
        js: dict[Asset, None] = {}
        css: dict[Asset, None] = {}
        rest: list[str] = []
        for element in self.header._children.values():
            if isinstance(element, JavascriptLink | CssLink):
                asset = resolve(element.url)
                if asset is not None:
                    (js if isinstance(element, JavascriptLink) else css)[asset] = None
            else:
                rest.append(element.render())
        styles = re.findall(r"<style[^>]*>(.*?)</style>", "\n".join(rest), re.DOTALL)
        # What else Folium puts into the head (viewport, two switches at their defaults) is the page's own business.
        html, script = str(self.html.render()).strip(), str(self.script.render()).strip()
        return Parts(tuple(js), tuple(css), _own_styles(styles), html, script)


def _own_styles(blocks: list[str]) -> str:
    """Only rules about the map element itself: the page's surroundings are styled by the house."""
    kept = [block for block in blocks if "#map_" in block]
    return re.sub(r"\s+", " ", " ".join(kept)).strip()
