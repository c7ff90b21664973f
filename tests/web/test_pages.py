"""Pages, files and downloads: sizes, headers, hostile text, tags."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import geoapp.web
from geoapp import paths
from geoapp.model import StoreError
from geoapp.web.bundles import BUNDLES, vendored_url
from geoapp.web.files import GENERATED, safe_file_name
from geoapp.web.languages import MAP_TEXTS, SCRIPT_TEXTS
from geoapp.web.security import HEADERS, POLICY
from tests.web.memory import HOSTILE, NOTICE_ID, TEXT, MemoryStore, feature

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
STATIC = Path(geoapp.web.__file__).parent / "static"
PAGES = ["/", "/map", "/cases/430000-1", "/notices", f"/notices/{NOTICE_ID}", "/layers"]
ROUTES = [*PAGES, "/healthz", "/texts/zh.json", "/palette.json", "/static/palette.css", "/api/layers", "/api/summary",
          "/api/list", "/api/clusters?bbox=111,27,114,30&zoom=9", "/api/sites/1", "/api/places/fid:1",
          "/api/layers/counties", "/export/cases.geojson", "/export/counties.csv",
          f"/notices/{NOTICE_ID}/original"]  # fmt: skip


class Reader(HTMLParser):
    """Elements and attributes of a page, as a browser would find them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("url", ROUTES)
def test_each_route_answers_with_headers_and_to_head(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    head = client.head(url)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers.get("ETag") == answer.headers.get("ETag")


@pytest.mark.parametrize("url", PAGES)
def test_no_page_runs_or_loads_anything_foreign(client: FlaskClient, url: str) -> None:
    page = client.get(url).get_data(as_text=True)
    for tag, attributes in Reader(page).found:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert attributes.get("onerror") is None
        if tag == "script":
            assert attributes.get("src"), "an inline script"
        for name in ("src", "href", "action"):
            assert not re.match(r"(?i)\s*(https?:|//|javascript:|data:)", attributes.get(name) or ""), attributes
    assert "<img src=x" not in page
    assert "{{" not in page.replace(str(HOSTILE[HOSTILE.index("{{") : HOSTILE.index("}}") + 2]), "")


def test_the_policy_allows_no_inline_script() -> None:
    assert "script-src 'self';" in POLICY
    assert "unsafe-eval" not in POLICY
    assert "script-src 'self' 'unsafe" not in POLICY


def test_the_map_page_is_small_and_does_not_grow(make_app: Callable[[MemoryStore], Flask]) -> None:
    sizes = []
    for count in (5, 5000):
        client = make_app(MemoryStore([feature(fid) for fid in range(count)])).test_client()
        page = client.get("/map")
        sizes.append(len(page.data))
    assert sizes[0] == sizes[1] <= 8 * 1024


def test_an_empty_store_has_a_map_too(make_app: Callable[[MemoryStore], Flask]) -> None:
    client = make_app(MemoryStore([])).test_client()
    assert client.get("/map").status_code == 200
    assert client.get("/api/clusters?bbox=111,27,114,30&zoom=9").json["symbols"] == []  # type: ignore[index]
    assert client.get("/export/cases.geojson").json["features"] == []  # type: ignore[index]


def test_the_map_s_script_is_a_file_of_its_own_for_ever(client: FlaskClient) -> None:
    page = client.get("/map").get_data(as_text=True)
    url = re.search(r"/mapjs/[0-9a-f]{16}\.js", page)
    assert url is not None
    script = client.get(url[0])
    assert script.mimetype == "text/javascript"
    assert "immutable" in script.headers["Cache-Control"]
    assert "immutable" not in client.get(f"/mapjs/{'0' * 16}.js").headers["Cache-Control"]
    assert client.get("/mapjs/map.js").status_code == 404


def test_the_map_page_is_tagged_by_its_bytes(client: FlaskClient, store: MemoryStore) -> None:
    tag = client.get("/map?status=closed").headers["ETag"]
    assert client.get("/map?status=done", headers={"If-None-Match": tag}).status_code == 304


def test_home_is_the_dashboard(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "整改总览" in page.get_data(as_text=True)


def test_our_files_are_kept_while_their_hash_is_right(client: FlaskClient) -> None:
    page = client.get("/map").get_data(as_text=True)
    urls = set(re.findall(r'(?:src|href)="(/(?:static|assets)/[^"]+)"', page))
    # Pictures of vendored style sheets are still found from the bundle's address.
    sheet = client.get(next(url for url in urls if "map-page.css" in url)).get_data(as_text=True)
    pictures = set(re.findall(r"url\((/assets/[^)]+)\)", sheet))
    assert pictures
    for url in urls | pictures:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "immutable" in answer.headers["Cache-Control"], url
        tag = answer.headers["ETag"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert "immutable" not in client.get("/static/palette.css?v=00000000").headers["Cache-Control"]


@pytest.mark.parametrize(
    "url",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%5capp.py", "/static/none.js", "/static/%00", "/assets/",
     "/assets/../../web/app.py", "/assets//etc/passwd", "/texts/zh", "/texts/xx.json", "/texts/../zh.json",
     "/static/C:/x",
     "/static/" + "a" * 4000],
)  # fmt: skip
def test_files_outside_are_not_there(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


def test_healthz_tells_the_truth(client: FlaskClient, store: MemoryStore) -> None:
    assert json.loads(client.get("/healthz").data)["status"] == "ok"
    store.broken = StoreError("坏了")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_notice_is_shown_whole_with_its_anchors(client: FlaskClient) -> None:
    page = client.get(f"/notices/{NOTICE_ID}").get_data(as_text=True)
    start = TEXT.index("志溪河水质不达标")
    ids = [attributes["id"] for _, attributes in Reader(page).found if attributes.get("id")]
    assert f"q-{start}-{start + 8}" in ids
    assert len(ids) == len(set(ids))


def test_the_original_comes_as_a_download_with_a_safe_name(client: FlaskClient) -> None:
    answer = client.get(f"/notices/{NOTICE_ID}/original")
    assert answer.data == TEXT.encode()
    assert answer.mimetype == "application/octet-stream"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E9%80%9A%E6%8A%A5%201.txt" in disposition
    assert "/" not in disposition.replace("UTF-8''", "")


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a/b/通报.docx", "通报.docx"), ("..\\..\\x.pdf", "x.pdf"), ("", "n"), ("...", "n"), ('a"b\r\n.txt', "a_b__.txt"),
     ("con:\0.txt", "con__.txt")],
)  # fmt: skip
def test_file_names(name: str, safe: str) -> None:
    assert safe_file_name(name, "n") == safe


@pytest.mark.parametrize("extension", ["geojson", "geojsonseq", "csv", "kml", "xlsx", "gpkg", "fgb", "shp"])
def test_each_download_has_its_type_and_name(client: FlaskClient, extension: str) -> None:
    answer = client.get(f"/export/cases.{extension}?status=closed")
    assert answer.status_code == 200
    assert len(answer.data) > 100
    suffix = "zip" if extension == "shp" else extension
    assert answer.headers["Content-Disposition"] == f"attachment; filename=cases-20260105.{suffix}"


def test_exports_keep_the_filter_and_the_unlocated(client: FlaskClient) -> None:
    lines = list(csv.DictReader(io.StringIO(client.get("/export/cases.csv?located=0").data.decode("utf-8-sig"))))
    assert [line["case_id"] for line in lines] == ["430000-3", "430000-7"]
    collection = json.loads(client.get("/export/cases.geojson?located=0").data)
    assert [one["geometry"] for one in collection["features"]] == [None, None]


@pytest.mark.parametrize(
    ("url", "status"),
    [("/export/cases.doc", 404), ("/export/none.geojson", 404), ("/export/cases", 404), ("/export/.geojson", 404),
     ("/export/cases.geojson?status=x", 400), ("/export/cases.geojson?limit=5", 400),
     ("/export/counties.geojson?status=closed", 400)],
)  # fmt: skip
def test_wrong_downloads(client: FlaskClient, url: str, status: int) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_download_that_cannot_begin_is_an_error_and_not_half_a_file(client: FlaskClient, store: MemoryStore) -> None:
    store.broken = StoreError("坏了")
    assert client.get("/export/cases.csv").status_code == 503


def test_static_files_named_by_pages_exist() -> None:
    named = set()
    for template in Path(paths.TEMPLATES).glob("*.html"):
        named |= set(re.findall(r"static\('([^']+)'\)", template.read_text(encoding="utf-8")))
    made = {*GENERATED, *BUNDLES}
    own = [part for name in BUNDLES for part in BUNDLES[name] if part not in made and vendored_url(part) is None]
    assert all((paths.STATIC / part).is_file() for part in own)
    missing = [name for name in named if name not in made and not (paths.STATIC / name).is_file()]
    assert missing == []


def test_the_map_page_asks_for_few_files(client: FlaskClient) -> None:
    """Browsers open six connections to a host: what the first symbols need fits into one wave."""
    page = client.get("/map").get_data(as_text=True)
    urls = re.findall(r'(?:src|href)="(/(?:static|assets|mapjs)/[^"]+\.(?:js|css)[^"]*)"', page)
    assert len(urls) == 5, urls
    script = client.get(next(url for url in urls if "map-page.js" in url)).get_data(as_text=True)
    assert all(word in script for word in ("Leaflet 1.9", "LocateControl", "FullScreen", "wm.cases"))
    bounds = re.search(r'data-bounds="([^"]+)" data-max-zoom="(\d+)"', page)
    assert bounds and len([float(value) for value in bounds[1].split(",")]) == 4 and bounds[2] == "18"


@pytest.mark.parametrize(("language", "least"), [("zh", 10), ("en", 0)])
def test_the_manual_speaks_of_what_is_there(client: FlaskClient, language: str, least: int) -> None:
    """Every page, picture and command that it names exists."""
    client.set_cookie("language", language)
    page = client.get("/help").get_data(as_text=True)
    assert ("<h1>Manual</h1>" in page) == (language == "en")
    pictures = re.findall(r'<img src="(/static/help/[^"]+)"', page)
    assert len(pictures) >= least
    assert all(client.get(url).status_code == 200 for url in pictures)
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    named = set(re.findall(r'<a href="(/[^"#?]*)"', page.split('class="manual"')[1]))
    assert named <= rules
    commands = {path.stem for path in (paths.STATIC.parent.parent / "cli" / "commands").glob("*.py")}
    assert set(re.findall(r"<code>geoapp (\w+)", page)) <= commands


def test_the_map_is_given_every_text_that_its_scripts_speak_from() -> None:
    own = [
        name for bundle in ("map-first.js", "map-page.js", "map-late.js") for name in BUNDLES[bundle] if ":" not in name
    ]
    told = [(STATIC / name).read_text(encoding="utf-8") for name in (*own, "bases.js", "trend.js")]
    spoken = {word for script in told for word in re.findall(r"""["'`]([a-z]+)\.[a-z]""", script)}
    assert {"map", "network", "words"} <= spoken & SCRIPT_TEXTS <= MAP_TEXTS


@pytest.mark.parametrize("path", ["/", "/map"])
@pytest.mark.parametrize(
    ("word", "value"),
    [("status", "nope"), ("county", "无此县"), ("due", "2025-99"), ("overdue", "maybe"), ("filter", "status =")],
)
def test_a_page_refuses_a_filter_that_cannot_be_read(client: FlaskClient, path: str, word: str, value: str) -> None:
    answer = client.get(path, query_string={word: value}, headers=BROWSER)
    assert answer.status_code == 400
    assert word in answer.get_data(as_text=True)
    assert 'href="/"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/map"])
def test_what_other_programs_hang_behind_a_link_is_let_be(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?from=groupmessage&isappinstalled=0&status=&fid=3", headers=BROWSER).status_code == 200
