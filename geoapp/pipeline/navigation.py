"""Navigation: ways to a place in the map services of the country, each by the scheme that it documents and in the
datum that it expects.

A list nearby makes a hundred of these: each number and word is worked out and quoted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus

from geoapp.pipeline.serialise import Json
from geoapp.places import gcj02_to_bd09, wgs84_to_gcj02
from geoapp.texts import text

SOURCE = "geoapp"


@dataclass(frozen=True, slots=True)
class Goal:
    """Where to: WGS 84, the name to show, the county that it lies in (Baidu looks places up there)."""

    lon: float
    lat: float
    name: str
    county: str | None = None


def navigation_links(goal: Goal, origin: tuple[float, float] | None = None) -> list[Json]:
    """Ways by car to a WGS 84 position. A phone's AMap and Tencent start from where the phone is; Baidu's web address
    must name a start, so without an ``origin`` (lon, lat) it shows the place, from which its own button leads on."""
    gcj = wgs84_to_gcj02(goal.lon, goal.lat)
    return [
        {"service": "amap", "label": text("nearby.go.amap"), "href": _amap(gcj, goal.name)},
        {"service": "tencent", "label": text("nearby.go.tencent"), "href": _tencent(gcj, goal.name)},
        {"service": "baidu", "label": text("nearby.go.baidu"), "href": _baidu(gcj02_to_bd09(*gcj), goal, origin)},
    ]


def _amap(gcj: tuple[float, float], name: str) -> str:
    """lbs.amap.com/api/uri-api/guide/travel/route: lon,lat,name in GCJ-02; ``callnative``: in its app where there is
    one. A comma in the name would end it."""
    to = f"{gcj[0]:.6f}%2C{gcj[1]:.6f}%2C{quote_plus(name.replace(',', '，'))}"
    return f"https://uri.amap.com/navigation?to={to}&mode=car&coordinate=gaode&src={SOURCE}&callnative=1"


def _tencent(gcj: tuple[float, float], name: str) -> str:
    """lbs.qq.com/webApi/uriV1/uriGuide/uriWebRoute: lat,lon in GCJ-02 (``coord_type`` 2, "Tencent")."""
    to = f"to={quote_plus(name)}&tocoord={gcj[1]:.6f}%2C{gcj[0]:.6f}"
    return f"https://apis.map.qq.com/uri/v1/routeplan?type=drive&{to}&coord_type=2&referer={SOURCE}"


def _baidu(bd: tuple[float, float], goal: Goal, origin: tuple[float, float] | None) -> str:
    """lbsyun.baidu.com/index.php?title=uri/api/web: ``latlng:lat,lon|name:...`` in BD-09, the position before the name
    in rank. A bar in the name would end it."""
    common = f"&coord_type=bd09ll&output=html&src=webapp.{SOURCE}.map"
    name = quote_plus(goal.name.replace("|", "｜"))
    at = f"{bd[1]:.6f}%2C{bd[0]:.6f}"
    if origin is None:
        return f"https://api.map.baidu.com/marker?location={at}&title={name}&content={name}{common}"
    start = f"{_latlng(*origin)}%7Cname%3A{quote_plus(text('nearby.go.start'))}"
    region = f"&region={quote_plus(goal.county)}" if goal.county else ""
    way = f"origin=latlng%3A{start}&destination=latlng%3A{at}%7Cname%3A{name}&mode=driving"
    return f"https://api.map.baidu.com/direction?{way}{region}{common}"


@lru_cache(maxsize=64)
def _latlng(lon: float, lat: float) -> str:
    x, y = gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))
    return f"{y:.6f}%2C{x:.6f}"
