"""Navigation: ways to a place in the map services of the country, each by the scheme that it documents and in the
datum that it expects."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from geoapp.pipeline.serialise import Json
from geoapp.places import wgs84_to_bd09, wgs84_to_gcj02
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
    return [
        {"service": "amap", "label": text("nearby.go.amap"), "href": _amap(goal)},
        {"service": "tencent", "label": text("nearby.go.tencent"), "href": _tencent(goal)},
        {"service": "baidu", "label": text("nearby.go.baidu"), "href": _baidu(goal, origin)},
    ]


def _amap(goal: Goal) -> str:
    """lbs.amap.com/api/uri-api/guide/travel/route: lon,lat,name in GCJ-02; ``callnative``: in its app where there is
    one. A comma in the name would end it."""
    lon, lat = wgs84_to_gcj02(goal.lon, goal.lat)
    to = f"{lon:.6f},{lat:.6f},{goal.name.replace(',', '，')}"
    words = {"to": to, "mode": "car", "coordinate": "gaode", "src": SOURCE, "callnative": "1"}
    return f"https://uri.amap.com/navigation?{urlencode(words)}"


def _tencent(goal: Goal) -> str:
    """lbs.qq.com/webApi/uriV1/uriGuide/uriWebRoute: lat,lon in GCJ-02 (``coord_type`` 2, "Tencent")."""
    lon, lat = wgs84_to_gcj02(goal.lon, goal.lat)
    words = {"type": "drive", "to": goal.name, "tocoord": f"{lat:.6f},{lon:.6f}", "coord_type": "2", "referer": SOURCE}
    return f"https://apis.map.qq.com/uri/v1/routeplan?{urlencode(words)}"


def _baidu(goal: Goal, origin: tuple[float, float] | None) -> str:
    """lbsyun.baidu.com/index.php?title=uri/api/web: ``latlng:lat,lon|name:...`` in BD-09, the position before the name
    in rank. A bar in the name would end it."""
    common = {"coord_type": "bd09ll", "output": "html", "src": f"webapp.{SOURCE}.map"}
    name = goal.name.replace("|", "｜")
    if origin is None:
        marker = {"location": _latlng(goal.lon, goal.lat), "title": name, "content": name}
        return f"https://api.map.baidu.com/marker?{urlencode(marker | common)}"
    way = {
        "origin": f"latlng:{_latlng(*origin)}|name:{text('nearby.go.start')}",
        "destination": f"latlng:{_latlng(goal.lon, goal.lat)}|name:{name}",
        "mode": "driving",
    }
    region = {"region": goal.county} if goal.county else {}
    return f"https://api.map.baidu.com/direction?{urlencode(way | region | common)}"


def _latlng(lon: float, lat: float) -> str:
    x, y = wgs84_to_bd09(lon, lat)
    return f"{y:.6f},{x:.6f}"
