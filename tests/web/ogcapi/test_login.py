"""The API of an office with accounts: it says how to show who one is, and clients of other people do so by a token."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoapp.accounts import Right, UserRole, open_accounts
from geoapp.settings import Settings
from geoapp.store import Store
from geoapp.web import create_app
from tests.web.memory import NOW, UNITS
from tests.web.serving import free_port, serving
from tests.web.signed import accounts_of, sign_in

COUNTY, THERE = "430903", 30
"""One of the two counties of the invented cases, and how many of the sixty lie in it."""


def definition_of(client: Any) -> dict[str, Any]:
    answer = client.get("/ogcapi/api?f=json")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_without_accounts_nothing_is_said_of_logins(tmp_path: Path, store: Store) -> None:
    app = create_app(Settings(folder=tmp_path), store, units=UNITS, clock=lambda: NOW)
    found = definition_of(app.test_client())
    assert "security" not in found and "securitySchemes" not in found["components"]
    assert "401" not in found["paths"]["/collections"]["get"]["responses"]


def test_with_accounts_both_ways_are_declared_and_the_old_text_is_not_kept(tmp_path: Path, store: Store) -> None:
    app = create_app(Settings(folder=tmp_path, anonymous_read="on"), store, units=UNITS, clock=lambda: NOW)
    client = app.test_client()
    before = client.get("/ogcapi/api?f=json").headers["ETag"]
    accounts_of(app).people.add("chief", UserRole.ADMINISTRATOR)
    again = client.get("/ogcapi/api?f=json", headers={"If-None-Match": before})
    assert again.status_code == 200
    found = json.loads(again.data)
    assert found["components"]["securitySchemes"]["token"] == {
        "type": "http", "scheme": "bearer",
        "description": found["components"]["securitySchemes"]["token"]["description"],
    }  # fmt: skip
    assert found["security"] == [{}, {"token": []}, {"session": []}]
    names = {one["$ref"].rsplit("/")[-1] for path in found["paths"].values() for one in path["get"]["responses"].values() if "$ref" in one}  # fmt: skip  # noqa: E501
    assert {"Unauthorized", "Forbidden"} <= names <= set(found["components"]["responses"])


def test_where_reading_needs_a_login_it_says_so(tmp_path: Path, store: Store) -> None:
    app = create_app(Settings(folder=tmp_path, anonymous_read="off"), store, units=UNITS, clock=lambda: NOW)
    reader = sign_in(app, UserRole.VIEWER)
    found = definition_of(reader)
    assert found["security"] == [{"token": []}, {"session": []}]
    assert found["components"]["securitySchemes"]["session"]["name"] == "geoapp_session"
    page = reader.get("/ogcapi/api?f=html", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "Authorization: Bearer" in page and "读取需要登录" in page
    refused = app.test_client().get("/ogcapi/collections")
    assert refused.status_code == 401 and refused.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.fixture(scope="module")
def guarded(folder: Path, store: Store) -> Iterator[tuple[str, str]]:
    """The production server of an office with accounts, and an analyst's token for one county."""
    place = folder / "guarded"
    place.mkdir()
    store.backup(place / "cases.gpkg")
    settings = Settings(folder=place, db=str(place / "cases.gpkg"), port=free_port())
    accounts = open_accounts(settings)
    person = accounts.people.add("analyst", UserRole.ANALYST, [COUNTY])
    token = accounts.tokens.issue(person, "gis", days=1, rights=(Right.READ,))[0]
    accounts.close()
    with serving(settings) as url:
        yield f"{url}/ogcapi", token


def test_owslib_with_a_token(guarded: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    ogcapi = pytest.importorskip("owslib.ogcapi", reason="OWSLib is not installed")
    from owslib.ogcapi.features import Features

    monkeypatch.setattr(ogcapi, "REQUEST_HEADERS", dict(ogcapi.REQUEST_HEADERS))  # it keeps what it is given for all
    url, token = guarded
    with pytest.raises(RuntimeError, match="401"):
        Features(url + "/").collections()
    client = Features(url + "/", headers={"Authorization": f"Bearer {token}"})
    assert client.api()["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    found = client.collection_items("cases", limit=100)
    assert found["numberMatched"] == THERE
    assert {one["properties"]["county_code"] for one in found["features"]} == {COUNTY}


@pytest.mark.parametrize("by_file", [False, True], ids=["bearer", "header-file"])
def test_gdal_wheel_with_a_token(guarded: tuple[str, str], tmp_path: Path, by_file: bool) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="GDAL's wheel is not installed")
    url, token = guarded
    with pytest.raises(pyogrio.errors.DataSourceError):
        pyogrio.list_layers(f"OAPIF:{url}")
    options = {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": token}
    if by_file:
        (tmp_path / "header.txt").write_text(f"Authorization: Bearer {token}\n", encoding="ascii")
        options = {"GDAL_HTTP_HEADER_FILE": str(tmp_path / "header.txt")}
    pyogrio.set_gdal_config_options(options)
    try:
        frame = pyogrio.read_dataframe(f"OAPIF:{url}", layer="cases", PAGE_SIZE="7")
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))
    assert len(frame) == THERE and set(frame["county_code"]) == {COUNTY}


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="the system's ogrinfo (gdal-bin) is not installed")
def test_the_systems_gdal_with_a_token(guarded: tuple[str, str]) -> None:
    url, token = guarded
    command = ["ogrinfo", "-ro", "-so", "--config", "GDAL_HTTP_HEADERS", f"Authorization: Bearer {token}",
               f"OAPIF:{url}", "cases"]  # fmt: skip
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert answer.returncode == 0, answer.stderr
    assert f"Feature Count: {THERE}" in answer.stdout
