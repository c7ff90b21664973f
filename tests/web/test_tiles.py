"""Base maps over HTTP: list, tiles with type and encoding, ranges, packs; nothing of it while there is none."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geoapp.accounts import UserRole
from geoapp.pipeline import load_world
from geoapp.pipeline.checking import check_world
from geoapp.settings import Settings
from geoapp.store import Store, open_store
from geoapp.web import create_app
from tests.web.memory import NOW
from tests.web.signed import SignedClient, sign_in

sys.path.insert(0, str(Path(__file__).parents[1] / "tiles"))
from tile_making import picture, vector, write_mbtiles, write_pmtiles

INSIDE = "11/1664/848"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "geoapp.gpkg"), create=True)
    yield opened
    opened.close()


@pytest.fixture
def app(settings: Settings, store: Store) -> Flask:
    return create_app(settings, store, clock=lambda: NOW)


@pytest.fixture
def viewer(app: Flask) -> SignedClient:
    return sign_in(app, UserRole.VIEWER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiles").mkdir()
    return tmp_path / "tiles"


@pytest.fixture
def filled(folder: Path) -> Path:
    write_pmtiles(folder / "矢量 1.pmtiles", vector, "矢量底图")
    write_mbtiles(folder / "影像.mbtiles")
    return folder


def test_without_a_file_no_page_has_a_byte_of_it(viewer: SignedClient, settings: Settings) -> None:
    assert viewer.get("/api/tiles").get_json() == []
    for path in ("/map", "/nearby"):
        page = viewer.get(path).get_data(as_text=True)
        assert "bases.js" not in page and "protomaps" not in page and "data-library" not in page
    assert "bases.js" not in viewer.get("/sw.js").get_data(as_text=True).splitlines()[0]
    assert not [key for key in viewer.get("/texts/zh.json").get_json() if key.startswith("tiles.")]


def test_a_file_dropped_while_the_service_runs_is_there(viewer: SignedClient, folder: Path) -> None:
    before = viewer.get("/map")
    write_mbtiles(folder / "影像.mbtiles")
    after = viewer.get("/map", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and "bases.js" in after.get_data(as_text=True)
    shell = viewer.get("/sw.js").get_data(as_text=True).splitlines()[0]
    assert "bases.js" in shell and "protomaps" not in shell, "raster sets need no library"
    write_pmtiles(folder / "v.pmtiles", vector)
    assert "protomaps-leaflet" in viewer.get("/sw.js").get_data(as_text=True).splitlines()[0]


def test_tiles_come_with_type_encoding_and_tag(viewer: SignedClient, filled: Path) -> None:
    raster, lines = viewer.get("/api/tiles").get_json()
    z, x, y = INSIDE.split("/")

    def ask(one: dict[str, Any], **more: Any) -> Any:
        return viewer.get(one["url"].replace("{z}", z).replace("{x}", x).replace("{y}", y), **more)

    answer = ask(raster)
    assert (answer.mimetype, answer.data) == ("image/png", picture(11, 1664, 848))
    assert answer.headers["Cache-Control"].startswith("private")
    assert ask(raster, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    answer = ask(lines)
    assert (answer.mimetype, answer.headers["Content-Encoding"]) == ("application/vnd.mapbox-vector-tile", "gzip")
    assert gzip.decompress(answer.data) == gzip.decompress(vector(11, 1664, 848))


@pytest.mark.parametrize("at", ["11/0/0", "3/1/1", "20/5/5"])
def test_where_there_is_no_tile_the_answer_is_empty_and_no_error(viewer: SignedClient, filled: Path, at: str) -> None:
    assert viewer.get(f"/tiles/矢量 1.pmtiles/{at}").status_code == 204
    dot = viewer.get(f"/tiles/影像.mbtiles/{at}")
    assert dot.status_code == 200 and dot.data.startswith(b"\x89PNG") and len(dot.data) < 100


@pytest.mark.parametrize(
    "path", ["影像.mbtiles/11/2048/0", "影像.mbtiles/-1/0/0", "影像.mbtiles/a/0/0", "影像.mbtiles/25/0/0",
             "no.mbtiles/1/0/0", "..%2Fgeoapp.gpkg", "影像.mbtiles/11/٣/0", "x" * 300],
)  # fmt: skip
def test_what_cannot_be_is_not_found(viewer: SignedClient, filled: Path, path: str) -> None:
    assert viewer.get(f"/tiles/{path}").status_code == 404


def test_the_file_by_range_and_whole(viewer: SignedClient, filled: Path) -> None:
    part = viewer.get("/tiles/矢量 1.pmtiles", headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.data) == (206, b"PMTiles")
    assert part.headers["Content-Range"].startswith("bytes 0-6/")
    part.close()
    whole = viewer.get("/tiles/矢量 1.pmtiles")
    assert whole.data == (filled / "矢量 1.pmtiles").read_bytes()
    assert whole.headers["Content-Disposition"].startswith("attachment")
    whole.close()


def test_a_pack_is_a_download_in_bounds(viewer: SignedClient, filled: Path) -> None:
    pack = viewer.get("/api/keep/tiles/影像.mbtiles?bbox=112.4,29.1,112.6,29.3")
    assert pack.status_code == 200 and pack.headers["Cache-Control"] == "no-store"
    assert pack.headers["Content-Disposition"].startswith("attachment")
    for words in ("", "bbox=1,2,3", "bbox=a", "bbox=1,2,3,4&x=1", "bbox=1,2,3,4&bbox=1,2,3,4"):
        assert viewer.get(f"/api/keep/tiles/影像.mbtiles?{words}").status_code == 400, words


def test_only_readers_see_them(app: Flask, viewer: SignedClient, filled: Path) -> None:
    stranger = app.test_client()
    for path in ("/api/tiles", "/tiles/影像.mbtiles", f"/tiles/影像.mbtiles/{INSIDE}", "/api/keep/tiles/影像.mbtiles"):
        assert stranger.get(path).status_code == 401, path


def test_a_bad_file_is_named_on_the_layers_page_and_by_check(
    viewer: SignedClient, filled: Path, store: Store, settings: Settings
) -> None:
    (filled / "坏.pmtiles").write_bytes(b"x" * 300)
    page = viewer.get("/layers").get_data(as_text=True)
    assert "坏.pmtiles" in page and "应为 PMTiles 3" in page and "矢量底图：矢量图块，6 至 11 级" in page
    assert [line for line in check_world(store, load_world(settings)) if "坏.pmtiles" in line]


def test_a_file_that_breaks_later_is_a_sentence(viewer: SignedClient, filled: Path) -> None:
    viewer.get("/api/tiles")
    path = filled / "影像.mbtiles"
    told = path.stat()
    path.write_bytes(b"x" * told.st_size)
    import os

    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    answer = viewer.get(f"/tiles/影像.mbtiles/{INSIDE}")
    assert answer.status_code == 503 and "影像.mbtiles" in answer.get_json()["detail"]
