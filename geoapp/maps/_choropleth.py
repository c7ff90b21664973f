"""draw_board: the Folium map of the dashboard, counties shaded by a figure with the cases on top.

As with the full map the skeleton holds no data: the shapes come by URL (GeoJSON), the figures with the dashboard's own
answer, so that the map renews itself without being made again. It has no controls but zoom: what can be chosen stands
beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.maps._figure import LocalFigure, stable_ids
from geoapp.maps._skeleton import MAX_ZOOM, ScriptLayer, Skeleton, Zoom, empty_map
from geoapp.model import BBox

SHAPES_PANE = 320


@dataclass(frozen=True, slots=True)
class BoardView:
    """``bounds`` west, south, east, north in degrees; ``shapes`` the URL of the counties, None where no layer has them;
    ``attribution`` plain text."""

    bounds: BBox
    shapes: str | None = None
    attribution: str = ""


def draw_board(view: BoardView) -> Skeleton:
    """The skeleton of ``view``: constant in size and bytes. Raises ``UnknownAsset`` for an asset not vendored."""
    with stable_ids():
        map_ = empty_map()
        if view.shapes is not None:
            # Folium's own Choropleth would embed shapes and figures in the page, and its legend asks for d3.
            ScriptLayer("shaded", {"url": view.shapes, "pane": SHAPES_PANE}).add_to(map_)
        Zoom().add_to(map_)
        west, south, east, north = view.bounds
        options = {"bounds": [[south, west], [north, east]], "attribution": view.attribution, "maxZoom": MAX_ZOOM}
        ScriptLayer("cases", options).add_to(map_)
        figure = LocalFigure()
        map_.add_to(figure)
        parts = figure.parts()
    return Skeleton(js=parts.js, css=parts.css, styles=parts.styles, html=parts.html, script=parts.script)
