"""Ways in the map services: each scheme as its service documents it, each position in the service's datum."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from geoapp.pipeline.navigation import Goal, navigation_links
from geoapp.places.datum import to_wgs84

# One place in both datums: the published example of the formula from GCJ-02 to BD-09. Its WGS 84 is found by undoing
# the first offset, which tests/places/test_datum.py holds to published pairs of its own.
GCJ02, BD09 = (116.404, 39.915), (116.410369, 39.921337)
START = to_wgs84(*GCJ02, "gcj02")
PLACE = Goal(*START, "甲 & 乙?", "东城区")


def words(goal: Goal = PLACE, origin: tuple[float, float] | None = START) -> dict[str, tuple[str, dict[str, str]]]:
    """service -> address without its words, the words."""
    found = {}
    for link in navigation_links(goal, origin):
        split = urlsplit(link["href"])
        said = {name: values[0] for name, values in parse_qs(split.query, strict_parsing=True).items()}
        found[link["service"]] = (f"{split.scheme}://{split.netloc}{split.path}", said)
    return found


def numbers(written: str) -> list[float]:
    return [float(one) for one in written.split(",")[:2]]


def test_amap_wants_lon_lat_name_in_gcj02_and_opens_its_app() -> None:
    address, said = words()["amap"]
    assert address == "https://uri.amap.com/navigation"
    assert numbers(said["to"]) == pytest.approx(GCJ02, abs=2e-6)
    assert said["to"].split(",", 2)[2] == "甲 & 乙?"
    assert (said["mode"], said["coordinate"], said["callnative"], said["src"]) == ("car", "gaode", "1", "geoapp")
    assert "from" not in said, "from where the phone is"


def test_tencent_wants_lat_lon_in_its_own_datum() -> None:
    address, said = words()["tencent"]
    assert address == "https://apis.map.qq.com/uri/v1/routeplan"
    assert numbers(said["tocoord"]) == pytest.approx(GCJ02[::-1], abs=2e-6)
    assert (said["type"], said["to"], said["coord_type"], said["referer"]) == ("drive", "甲 & 乙?", "2", "geoapp")


def test_baidu_plans_a_way_from_the_origin_in_bd09() -> None:
    address, said = words()["baidu"]
    assert address == "https://api.map.baidu.com/direction"
    for name in ("origin", "destination"):
        position, _, _ = said[name].partition("|")
        kind, _, pair = position.partition(":")
        assert kind == "latlng" and numbers(pair) == pytest.approx(BD09[::-1], abs=2e-6)
    assert said["origin"].endswith("|name:查询位置") and said["destination"].endswith("|name:甲 & 乙?")
    assert (said["mode"], said["coord_type"], said["output"], said["region"]) == ("driving", "bd09ll", "html", "东城区")
    assert said["src"] == "webapp.geoapp.map"


def test_without_an_origin_baidu_shows_the_place() -> None:
    address, said = words(origin=None)["baidu"]
    assert address == "https://api.map.baidu.com/marker"
    assert numbers(said["location"]) == pytest.approx(BD09[::-1], abs=2e-6) and said["coord_type"] == "bd09ll"


def test_a_name_cannot_break_out_of_its_part() -> None:
    found = words(Goal(112.5, 29.2, "甲,乙|name:丙&mode=x"))
    assert found["amap"][1]["to"].count(",") == 2 and found["amap"][1]["mode"] == "car"
    assert found["baidu"][1]["destination"].count("|") == 1 and found["baidu"][1]["mode"] == "driving"
    assert "region" not in found["baidu"][1]
