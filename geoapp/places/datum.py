"""Datums: GCJ-02 and BD-09 to WGS 84 and back, Gauss-Kruger, and coordinates that cannot be what they claim.

Only WGS 84 (CGCS2000 is the same within a metre) lives inside. Longitude always comes first. The published GCJ-02
and BD-09 formulas go one way only; the way back is a fixed-point iteration that closes to far below a micrometre.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from geoapp.model import CHINA, UsageError
from geoapp.texts import text

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
DATUMS: tuple[Datum, ...] = ("wgs84", "cgcs2000", "gcj02", "bd09")
_A = 6378245.0  # Krasovsky axis of the published GCJ-02 formula
_EE = 0.00669342162296594323
_BD_TURN = math.pi * 3000.0 / 180.0
_CLOSE_DEG = 1e-13
_LIMIT = 60

Pair = tuple[float, float]


def to_wgs84(lon: float, lat: float, datum: Datum) -> Pair:
    """A longitude and latitude in ``datum`` as WGS 84, in degrees."""
    if datum == "gcj02":
        return _invert(wgs84_to_gcj02, lon, lat)
    if datum == "bd09":
        return _invert(wgs84_to_gcj02, *bd09_to_gcj02(lon, lat))
    return lon, lat


def wgs84_to_gcj02(lon: float, lat: float) -> Pair:
    """The published offset of the national map datum; the identity outside China."""
    west, south, east, north = 72.004, 0.8293, 137.8347, 55.8271
    if not (west <= lon <= east and south <= lat <= north):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    d_lat = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + _waves(x, y, 160.0, 320.0)
    )
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + _waves(x, x, 150.0, 300.0)
    radians = math.radians(lat)
    magic = 1.0 - _EE * math.sin(radians) ** 2
    root = math.sqrt(magic)
    d_lat = math.degrees(d_lat / ((_A * (1.0 - _EE)) / (magic * root)))
    d_lon = math.degrees(d_lon / (_A / root * math.cos(radians)))
    return lon + d_lon, lat + d_lat


def _waves(x: float, y: float, long_a: float, long_b: float) -> float:
    """The periodic part: 20/20 of ``x``, 20/40 and 160/320 (or 150/300) of ``y``."""
    pi = math.pi
    high = (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    middle = (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    low = (long_a * math.sin(y / 12.0 * pi) + long_b * math.sin(y / 30.0 * pi)) * 2.0 / 3.0
    return high + middle + low


def gcj02_to_bd09(lon: float, lat: float) -> Pair:
    """The published offset of one map service on top of GCJ-02."""
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_TURN)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_TURN)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Pair:
    """The exact way back, by iteration."""
    return _invert(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: float, lat: float) -> Pair:
    """Both published offsets, one after the other."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def _invert(forward: Callable[[float, float], Pair], lon: float, lat: float) -> Pair:
    """Solve ``forward(x) == (lon, lat)``: the offset hardly changes with the place, so the step converges fast."""
    x, y = lon, lat
    for _ in range(_LIMIT):
        there = forward(x, y)
        d_lon, d_lat = lon - there[0], lat - there[1]
        x, y = x + d_lon, y + d_lat
        if abs(d_lon) < _CLOSE_DEG and abs(d_lat) < _CLOSE_DEG:
            break
    return x, y


def gauss_kruger_to_wgs84(easting: float, northing: float, central_meridian: float | None = None) -> Pair:
    """CGCS2000 Gauss-Kruger metres, easting first, to longitude and latitude.

    An easting with a zone prefix (8 digits: 37 of 37654321) says its own zone: 13-23 of six degrees, 25-45 of
    three. Without prefix ``central_meridian`` must be given. Raises ``UsageError``.
    """
    from pyproj import Transformer

    prefix, rest = divmod(easting, 1_000_000.0)
    zone = int(prefix)
    if zone:
        if 13 <= zone <= 23:
            central_meridian = zone * 6.0 - 3.0
        elif 25 <= zone <= 45:
            central_meridian = zone * 3.0
        else:
            raise UsageError(text("places.datum.zone", easting=easting, zone=zone), parameter="crs")
    if central_meridian is None:
        raise UsageError(text("places.datum.no_zone", easting=easting), parameter="crs", example="EPSG:4547")
    definition = f"+proj=tmerc +lat_0=0 +lon_0={central_meridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"
    transformer = Transformer.from_crs(definition, "+proj=longlat +ellps=GRS80", always_xy=True)
    lon, lat = transformer.transform(rest, northing)
    check_degrees(lon, lat)
    return lon, lat


def check_degrees(lon: float, lat: float) -> None:
    """Raise ``UsageError`` with the suspicion when a pair cannot be longitude and latitude in China."""
    reason = suspicion(lon, lat)
    if reason is not None:
        raise UsageError(text("places.datum.refused", where="", x=lon, y=lat, reason=reason), parameter="crs")


def suspicion(lon: float, lat: float) -> str | None:
    """What a pair looks like when it is no longitude and latitude in China; None when it is one."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return text("places.datum.suspect.not_a_number")
    if _inside(lon, lat):
        return None
    if _inside(lat, lon):
        return text("places.datum.suspect.swapped")
    for x, y, key in ((lon, lat, "projected"), (lat, lon, "projected_swapped")):
        if 100_000 <= x < 1_000_000 and 300_000 <= y < 6_100_000:
            return text(f"places.datum.suspect.{key}")
        if 13_000_000 <= x < 46_000_000 and 300_000 <= y < 6_100_000:
            return text(f"places.datum.suspect.{key}_zone", zone=int(x // 1_000_000))
    if 7_500_000 <= lon <= 15_200_000 and 300_000 <= lat <= 7_200_000:
        return text("places.datum.suspect.web_mercator")
    if lon == 0 and lat == 0:
        return text("places.datum.suspect.zero")
    return text("places.datum.suspect.outside")


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = CHINA
    return west <= lon <= east and south <= lat <= north
