"""Skeletons: no data, no foreign host, the same bytes for the same view, an unknown asset refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import folium
import pytest
from branca.element import Element
from folium.plugins import MarkerCluster

from geoapp.maps import MapLayer, MapView, UnknownAsset, draw
from geoapp.maps._figure import LocalFigure, manifest, resolve, stable_ids
from geoapp.maps._vendor import integrity, linked_files
from geoapp.model import GeoappError
from geoapp.paths import ASSETS

VIEW = MapView(
    bounds=(111.0, 27.0, 113.0, 29.0),
    layers=(
        MapLayer("water", "水系", "/api/layers/water", {"stroke": "#123456"}, order=40),
        MapLayer("zone", "退养区", "/api/layers/zone", {"fill": "#d95f0e"}, order=20, show=False),
    ),
    attribution="审图号：示例",
)
VENDOR = ASSETS / "vendor"
FILES = [(package, file, entry) for package, known in manifest().items() for file, entry in known["files"].items()]


def test_the_same_view_gives_the_same_bytes() -> None:
    assert draw(VIEW) == draw(VIEW)
    assert draw(VIEW) != draw(replace(VIEW, attribution="别的"))


def test_ids_are_random_again_outside() -> None:
    draw(VIEW)
    assert Element()._id != Element()._id


def test_no_part_names_a_foreign_host() -> None:
    skeleton = draw(VIEW)
    parts = [skeleton.styles, skeleton.html, skeleton.script, *(asset.url for asset in skeleton.js + skeleton.css)]
    assert not [part for part in parts if re.search(r"(https?:)?//\w", part)]


def test_the_page_needs_leaflet_and_its_two_plugins_and_nothing_else() -> None:
    skeleton = draw(VIEW)
    names = [asset.url.rsplit("/", 1)[1] for asset in skeleton.js]
    assert names == ["leaflet.js", "Control.FullScreen.js", "L.Control.Locate.min.js"]
    assert all(asset.integrity.startswith("sha384-") for asset in skeleton.js + skeleton.css)


def test_the_skeleton_calls_our_script_and_holds_no_handler() -> None:
    skeleton = draw(VIEW)
    assert skeleton.script.count("wm.layer(") == len(VIEW.layers)
    assert skeleton.script.count("wm.cases(") == 1
    assert not re.search(r"<script|\son\w+=", skeleton.html, re.IGNORECASE)
    assert len(skeleton.html) + len(skeleton.styles) < 500


def test_hidden_layers_stay_off_and_the_first_in_order_lies_on_top() -> None:
    script = draw(VIEW).script
    zone, water = re.findall(r'"pane": (\d+)', script)
    assert int(zone) > int(water)
    assert len(re.findall(r"geo_json_by_url_\d+\.addTo\(map_main\)", script)) == 1


def test_a_hostile_layer_title_stays_text() -> None:
    title = "<img src=x onerror=alert(1)>`${alert(1)}</script>"
    script = draw(MapView(VIEW.bounds, (MapLayer("x", title, "/api/layers/x"),))).script
    assert "<img" not in script
    assert "</script" not in script
    control = script[script.index("overlays") :]
    assert "\\u0026lt;img" in control, "Leaflet's control sets names as HTML, so the title must arrive escaped"


def test_an_unknown_asset_is_refused_at_render() -> None:
    with stable_ids():
        map_ = folium.Map(tiles=None)
        MarkerCluster().add_to(map_)
        figure = LocalFigure()
        map_.add_to(figure)
        with pytest.raises(UnknownAsset, match="markercluster"):
            figure.parts()


def test_unknown_asset_is_an_error_of_the_house() -> None:
    with pytest.raises(GeoappError):
        resolve("https://example.org/leaflet@9.9.9/other.js")


@pytest.mark.parametrize(("package", "file", "entry"), FILES, ids=[f"{p}/{f}" for p, f, _ in FILES])
def test_vendored_files_are_what_the_manifest_says(package: str, file: str, entry: dict[str, object]) -> None:
    data = (VENDOR / str(entry["path"])).read_bytes()
    assert len(data) == entry["size"]
    assert integrity(data) == entry["integrity"]
    if file.endswith(".css"):
        for target in linked_files(data.decode("utf-8")):
            linked = (VENDOR / str(entry["path"])).parent / target
            assert linked.is_file(), f"{package}: {file} needs {target}"


def test_every_vendored_file_is_in_the_manifest_and_every_package_brings_its_licence() -> None:
    known = {entry["path"] for _, _, entry in FILES}
    known |= {
        package[name] for package in manifest().values() for name in ("license_file", "notice_file") if name in package
    }
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"manifest.json"} == known


def test_style_sheets_that_load_from_elsewhere_are_refused() -> None:
    assert linked_files("a{background:url(x.png)} b{background:url('data:image/svg+xml,<svg/>')}") == ["x.png"]
    with pytest.raises(ValueError, match="example"):
        linked_files("a{background:url(//example.org/x.png)}")


def test_integrity_is_sha384() -> None:
    assert integrity(b"geoapp")[7:] == __import__("base64").b64encode(hashlib.sha384(b"geoapp").digest()).decode()
