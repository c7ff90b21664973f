"""Base maps that an office brings along as one file each: PMTiles 3 or MBTiles, raster or vector.

    found = find_tiles(folder)          every file of the folder: found.sets, and found.problems in sentences
    found.sets[0].read(z, x, y)         a tile's bytes as they stand in the file, None where there is none
    pack_area(tileset, bbox)            the tiles of an area for a phone, as deep as its limits allow

Tiles lie in the Web Mercator grid (z/x/y from the north-west) and must be WGS 84 or CGCS2000: services that shift
their maps (GCJ-02, BD-09) would put every case hundreds of metres off. Nothing here writes.
"""

from geoapp.tiles._finding import Found, find_tiles, stamp
from geoapp.tiles._packing import MAX_PACK_MB, MAX_PACK_TILES, Pack, pack_area
from geoapp.tiles._tileset import MAX_ZOOM, VECTOR, TileSet

__all__ = [
    "MAX_PACK_MB", "MAX_PACK_TILES", "MAX_ZOOM", "VECTOR", "Found", "Pack", "TileSet", "find_tiles", "pack_area",
    "stamp",
]  # fmt: skip
