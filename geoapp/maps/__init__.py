"""Maps: Folium skeletons of constant size, clusters of case features, the one palette.

    skeleton = draw(MapView(bounds=(111.3, 26.1, 113.4, 29.2), layers=(...), texts={...}))
    symbols = cluster(columns, mask, bbox, zoom, today)

A skeleton holds no data: pages fetch it. Every asset that Folium asks for is a vendored file under ``paths.ASSETS``
(served as ``/assets/...``); an unknown one raises ``UnknownAsset``.
"""

from geoapp.maps._choropleth import BoardView, draw_board
from geoapp.maps._cluster import Symbol, cluster, drawn_as
from geoapp.maps._figure import PREFIX, Asset, UnknownAsset, chart_library, manifest
from geoapp.maps._palette import palette, palette_css
from geoapp.maps._skeleton import MAX_ZOOM, MapLayer, MapView, Skeleton, draw
from geoapp.maps.offline import OfflineContents, offline_map
from geoapp.maps.wall import SIZES_MM, Contents, NoFont, WallMap, Wish, common_place, print_wall

__all__ = [
    "MAX_ZOOM",
    "PREFIX",
    "SIZES_MM",
    "Asset",
    "BoardView",
    "Contents",
    "MapLayer",
    "MapView",
    "NoFont",
    "OfflineContents",
    "Skeleton",
    "Symbol",
    "UnknownAsset",
    "WallMap",
    "Wish",
    "chart_library",
    "cluster",
    "common_place",
    "draw",
    "draw_board",
    "drawn_as",
    "manifest",
    "offline_map",
    "palette",
    "palette_css",
    "print_wall",
]  # fmt: skip
