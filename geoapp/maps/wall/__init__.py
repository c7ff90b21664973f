"""The wall map (挂图作战图): a vector PDF sheet at a round scale in the area's Gauss-Kruger zone, and its side table.

    made = print_wall(Wish(size="A1"), contents)        made.pdf: bytes

The PDF library is loaded when the first sheet is drawn, not when the service starts.
"""

from geoapp.maps.wall.contents import Contents, WallMap, Wish, common_place
from geoapp.maps.wall.fonts import NoFont
from geoapp.maps.wall.paper import SIZES_MM

__all__ = ["SIZES_MM", "Contents", "NoFont", "WallMap", "Wish", "common_place", "print_wall"]


def print_wall(wish: Wish, contents: Contents) -> WallMap:
    """The wall map as a vector PDF with its fonts in it.

    Raises ``UsageError`` for a paper or scale that there is not, ``NoFont`` when no Chinese font can be embedded.
    """
    from geoapp.maps.wall.sheet import draw_sheets

    return draw_sheets(wish, contents)
