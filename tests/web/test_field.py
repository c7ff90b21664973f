"""/nearby and its JSON: filters as everywhere, clear refusals, nothing outside the reader's rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geoapp.settings import Settings
from tests.web.memory import NOW, UNITS

HERE = {"lon": "112.36", "lat": "28.55", "radius": "100000"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The bundled sample behind the application."""
    from geoapp.pipeline import load_world, open_demonstration
    from geoapp.web import create_app

    settings = Settings(folder=tmp_path_factory.mktemp("附近"))
    store, _ = open_demonstration(Path(settings.folder) / "demo.gpkg", load_world(settings), now=lambda: NOW)
    yield create_app(settings, store, units=UNITS, clock=lambda: NOW).test_client()
    store.close()


def test_the_answer_is_sorted_and_says_how_much_there_is(client: FlaskClient) -> None:
    answer = client.get("/api/nearby", query_string={**HERE, "limit": "2"})
    assert answer.status_code == 200 and answer.mimetype == "application/geo+json"
    found = answer.get_json()
    for part, count in ((found, found["numberMatched"]), (found["perhaps"], found["perhaps"]["numberMatched"])):
        distances = [one["properties"]["distance_m"] for one in part["features"]]
        assert distances == sorted(distances) and len(distances) == 2 < count
    assert found["perhaps"]["features"][0]["geometry"]["type"] in ("Polygon", "MultiPolygon", "LineString", "Point")
    assert [one["name"] for one in found["sections"]] and found["sections"][0]["distance_m"] > 0
    bare = client.get("/api/nearby", query_string={**HERE, "shape": "none"}).get_json()
    assert all(one["geometry"] is None for one in bare["features"] + bare["perhaps"]["features"])


def test_filters_are_those_of_every_list(client: FlaskClient) -> None:
    def ids(**words: str) -> set[int]:
        found = client.get("/api/nearby", query_string={**HERE, "limit": "200", **words}).get_json()
        return {one["id"] for one in found["features"] + found["perhaps"]["features"]}

    everything, closed = ids(), ids(status="closed")
    assert closed and closed < everything
    assert everything - closed == ids(hide="closed")
    assert ids(county="大通湖区") < everything


@pytest.mark.parametrize(
    ("change", "parameter"),
    [({"lon": "0", "lat": "0"}, "lon"), ({"lon": "28.5", "lat": "112.3"}, "lat"), ({"lon": "abc"}, "lon"),
     ({"lon": "nan"}, "lon"), ({"lat": "1e400"}, "lat"), ({"radius": "-1"}, "radius"), ({"radius": "9e9"}, "radius"),
     ({"limit": "0"}, "limit"), ({"limit": "100000"}, "limit"), ({"accuracy": "x"}, "accuracy"),
     ({"shape": "some"}, "shape"), ({"status": "nope"}, "status"), ({"unknown": "1"}, "unknown"),
     ({"lon": "-100", "lat": "40"}, "lon")],
)  # fmt: skip
def test_bad_questions_are_refused_by_name(client: FlaskClient, change: dict[str, str], parameter: str) -> None:
    answer = client.get("/api/nearby", query_string={**HERE, **change})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert parameter in str(answer.get_json())


def test_a_question_without_a_position(client: FlaskClient) -> None:
    assert client.get("/api/nearby", query_string={"lat": "28.5"}).status_code == 400
    assert client.get("/api/nearby?lon=112&lon=113&lat=28").status_code == 400


def test_the_page_holds_no_data(client: FlaskClient) -> None:
    page = client.get("/nearby")
    assert page.status_code == 200
    assert "志溪河" not in page.get_data(as_text=True)
    assert "leaflet" in page.get_data(as_text=True)
