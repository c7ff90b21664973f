"""draw: a Folium map without data. What it shows is fetched by the page's own script (``wm``, web/static)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import folium
from branca.element import MacroElement
from folium.map import Layer
from folium.plugins import Fullscreen, LocateControl
from folium.template import Template
from markupsafe import Markup

from geoapp.maps._figure import Asset, LocalFigure, stable_ids
from geoapp.model import BBox
from geoapp.texts import text

MAX_ZOOM = 18
_TOP_PANE = 390  # Leaflet: tiles 200, overlays 400; our layers lie between, the first in order on top


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A published layer as the map needs it: the page fetches ``url`` (GeoJSON) when the layer is switched on."""

    id: str
    title: str
    url: str
    style: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100
    show: bool = True


@dataclass(frozen=True, slots=True)
class MapView:
    """What a map starts with. ``bounds`` west, south, east, north in degrees; ``attribution`` plain text."""

    bounds: BBox
    layers: tuple[MapLayer, ...] = ()
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A map page's parts: ``js`` and ``css`` links in order, ``styles`` and ``html`` to paste, ``script`` to serve as a
    file of its own (the policy allows no inline script). The same view gives the same bytes."""

    js: tuple[Asset, ...]
    css: tuple[Asset, ...]
    styles: str
    html: str
    script: str


class _GeoJsonByUrl(Layer):
    """A layer that our script fetches: Folium's own would embed it, or load it by a blocking request."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = wm.layer({{ this._parent.get_name() }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, layer: MapLayer, pane: int) -> None:
        # Leaflet's layer control sets names as HTML: an office's title must stay text. Our script fills the swatch.
        name = Markup('<span class="swatch" data-layer="{}"></span>{}').format(layer.id, layer.title)
        super().__init__(name=str(name), overlay=True, control=True, show=layer.show)
        self._name = "GeoJsonByUrl"
        style = dict(layer.style)
        self.options = {"id": layer.id, "title": layer.title, "url": layer.url, "style": style, "pane": pane}


class ScriptLayer(Layer):
    """What a function of our own script draws, ``wm.<call>(map, options)``. Always on: not in the control."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = wm.{{ this.call }}({{ this._parent.get_name() }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, call: str, options: Mapping[str, Any]) -> None:
        super().__init__(name=call, overlay=True, control=False)
        self._name = call.capitalize()
        self.call = call
        self.options = dict(options)


def draw(view: MapView) -> Skeleton:
    """The skeleton of ``view``: constant in size and bytes. Raises ``UnknownAsset`` for an asset not vendored."""
    with stable_ids():
        map_ = empty_map()
        for index, layer in enumerate(sorted(view.layers, key=lambda layer: (layer.order, layer.id))):
            _GeoJsonByUrl(layer, _TOP_PANE - min(index, 90)).add_to(map_)
        _add_controls(map_)
        west, south, east, north = view.bounds
        options = {"bounds": [[south, west], [north, east]], "attribution": view.attribution, "maxZoom": MAX_ZOOM}
        ScriptLayer("cases", options).add_to(map_)  # symbols: clusters and sites made by the server
        figure = LocalFigure()
        map_.add_to(figure)
        parts = figure.parts()
    return Skeleton(js=parts.js, css=parts.css, styles=parts.styles, html=parts.html, script=parts.script)


def empty_map() -> folium.Map:
    map_ = folium.Map(
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,  # ours carries Chinese titles
        font_size="1em",
        maxZoom=MAX_ZOOM,  # max_zoom would only reach the tile layer that we do not have
        attribution_control=True,
    )
    map_._id = "main"
    return map_


def _add_controls(map_: folium.Map) -> None:
    Zoom().add_to(map_)
    Fullscreen(  # type: ignore[no-untyped-call]
        title=text("map.control.fullscreen"), title_cancel=text("map.control.leave_fullscreen"),
        force_separate_button=True,
    ).add_to(map_)  # fmt: skip
    LocateControl(  # type: ignore[no-untyped-call]
        strings={
            "title": text("map.control.locate"),
            "popup": text("map.control.locate_popup"),
            "outsideMapBoundsMsg": text("map.control.locate_outside"),
        },
        locateOptions={"enableHighAccuracy": True, "maxZoom": 15},
        showPopup=False,
        metric=True,
    ).add_to(map_)
    folium.LayerControl(collapsed=True, position="topright").add_to(map_)


class Zoom(MacroElement):
    """Leaflet's zoom buttons with our words."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "L.control.zoom({{ this.options|tojson }}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Zoom"
        self.options = {"zoomInTitle": text("map.control.zoom_in"), "zoomOutTitle": text("map.control.zoom_out")}
