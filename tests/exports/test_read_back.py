"""Every format in the hands of Debian's GDAL, a child process of another build: counts, ids, attributes, geometry."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, shape

from geoapp.exports import CASE_FIELDS, KINDS, About, properties, qml_of_cases, qml_of_layer, stream, target_of
from geoapp.exports._crs import moved
from geoapp.maps import palette
from geoapp.model import CaseFeature
from tests.exports.test_exports import HOSTILE, LAKE, NOW, feature

GDAL = shutil.which("ogr2ogr")
needs_gdal = pytest.mark.skipif(GDAL is None, reason="ogr2ogr IS NOT INSTALLED: NO FILE WAS READ BACK BY GDAL")
LONG = "大通湖总磷" * 300


def cases() -> list[CaseFeature]:
    """Thirty of all kinds, with long and hostile text, and nothing in places."""
    shapes: list[Any] = [Point(112.1234567, 28.7654321), LAKE, LineString([(112, 28), (112.5, 28.5)]), None]
    shapes.append(MultiPolygon([LAKE, Point(111.5, 28.2).buffer(0.01)]))
    made = []
    for fid in range(1, 31):
        drawn = shapes[fid % len(shapes)]
        made.append(
            feature(fid, geometry=drawn, problem=LONG if fid == 7 else f"{fid}号 {HOSTILE}", overdue=fid % 2 == 0)
        )
    return [*made, feature(31, deadline=None, rectification=None, accuracy_m=None)]


def described(extension: str, crs: str = "CRS84", **also: Any) -> bytes:
    about = replace(About.of_cases(NOW), crs=target_of(crs), **also)
    return b"".join(stream(cases(), extension, about))


def read(path: Path, *options: str) -> list[dict[str, Any]]:
    """The features as GDAL sees them, coordinates as they stand in the file."""
    command = [str(GDAL), "-f", "GeoJSON", "-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=15", *options,
               "/vsistdout/", str(path)]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert shown.returncode == 0, shown.stderr
    found: list[dict[str, Any]] = json.loads(shown.stdout)["features"]
    return found


def check(found: list[dict[str, Any]], crs: str, key: str = "case_id") -> None:
    """Count, ids, geometry within 1e-7 degrees (or a millimetre)."""
    by_id = {one["properties"][key]: one for one in found}
    assert len(found) == len(by_id) == len(cases())
    target = target_of(crs)
    within = 2e-3 if target.metres else 1e-7
    for one in cases():
        got = by_id[one.case_id]["geometry"]
        assert (got is None) == (one.geometry is None)
        if one.geometry is not None:
            ours, theirs = shapely.normalize(moved([one.geometry], target)[0]), shapely.normalize(shape(got))
            assert ours.geom_type.removeprefix("Multi") == theirs.geom_type.removeprefix("Multi")
            pairs = shapely.get_coordinates(ours), shapely.get_coordinates(theirs)
            assert np.allclose(*pairs, rtol=0, atol=within)


@needs_gdal
@pytest.mark.parametrize(
    ("extension", "crs"), [("gpkg", "CRS84"), ("gpkg", "EPSG:4547"), ("fgb", "EPSG:4490"), ("fgb", "EPSG:3857")]
)
def test_binary_files_hold_everything_untruncated(extension: str, crs: str, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{extension}"
    path.write_bytes(described(extension, crs))
    found = read(path)
    check(found, crs)
    theirs = {one["properties"]["case_id"]: one["properties"] for one in found}
    for one in cases():
        for name, value in properties(one).items():
            got = theirs[one.case_id].get(name)
            assert (bool(got) if isinstance(value, bool) else got) == value, name


@needs_gdal
@pytest.mark.parametrize("extension", ["geojson", "geojsonseq"])
def test_geojson_holds_everything(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{extension}"
    path.write_bytes(described(extension))
    found = read(path)
    check(found, "CRS84")
    assert {one["properties"]["case_id"]: one["properties"]["problem"] for one in found} == {
        one.case_id: one.problem for one in cases()
    }


@needs_gdal
def test_csv_and_kml(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes(described("csv", "EPSG:4546"))
    found = read(tmp_path / "cases.csv", "-oo", "KEEP_GEOM_COLUMNS=NO")
    check(found, "EPSG:4546")
    (tmp_path / "cases.kml").write_bytes(described("kml"))
    check(read(tmp_path / "cases.kml"), "CRS84")


@needs_gdal
def test_xlsx_has_a_row_a_feature(tmp_path: Path) -> None:
    (tmp_path / "cases.xlsx").write_bytes(described("xlsx"))
    found = read(tmp_path / "cases.xlsx", "-oo", "HEADERS=FORCE")
    assert [one["properties"]["case_id"] for one in found] == [one.case_id for one in cases()]
    assert found[6]["properties"]["problem"] == LONG


@needs_gdal
@pytest.mark.parametrize("crs", ["CRS84", "EPSG:4547"])
def test_shapefiles_together_hold_every_feature(crs: str, tmp_path: Path) -> None:
    (tmp_path / "cases.zip").write_bytes(described("shp", crs, metadata={"title": "整改点位"}))
    with zipfile.ZipFile(tmp_path / "cases.zip") as archive:
        archive.extractall(tmp_path / "shp")
    parts = [*(tmp_path / "shp").glob("*.shp"), tmp_path / "shp" / "cases_unlocated.dbf"]
    assert {path.stem for path in parts} == {"cases_points", "cases_lines", "cases_areas", "cases_unlocated"}
    assert all(path.with_suffix(".cpg").read_text() == "UTF-8" for path in parts)
    found = [one for path in parts for one in read(path)]
    check(found, crs)
    assert {one["properties"]["county"] for one in found} == {"赫山区"}
    cut = next(one["properties"]["problem"] for one in found if one["properties"]["case_id"] == "430900-7")
    assert cut.endswith("…")
    assert len(cut.encode()) <= 254
    assert LONG.startswith(cut[:-1])
    assert json.loads((tmp_path / "shp" / "cases.metadata.json").read_text(encoding="utf-8"))["title"] == "整改点位"


def styles() -> dict[str, str]:
    return {kind: qml_of_cases(palette(), kind) for kind in KINDS}


def test_a_geopackage_brings_styles_and_is_registered(tmp_path: Path) -> None:
    path = tmp_path / "cases.gpkg"
    path.write_bytes(described("gpkg", styles=styles(), metadata={"abstract": "说明"}))
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT f_table_name, f_geometry_column, styleName, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        contents = dict(connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall())
        (told,) = connection.execute("SELECT description FROM gpkg_contents WHERE table_name='cases'").fetchone()
        (column,) = connection.execute("SELECT column_name FROM gpkg_geometry_columns").fetchone()
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("cases", column, 1),
        ("cases", column, 0),
        ("cases", column, 0),
    ]
    assert contents == {"cases": "features", "layer_styles": "attributes"}
    assert told == "说明"
    for row in rows:
        assert ET.fromstring(row[3].split("\n", 1)[1]).tag == "qgis"


def test_styles_say_every_status_in_the_palette_s_colours() -> None:
    for qml in styles().values():
        root = ET.fromstring(qml.split("\n", 1)[1])
        categories = {one.get("value"): one.get("symbol") for one in root.iter("category")}
        assert list(categories) == list(palette()["status"])
        assert len(root.findall(".//symbol")) == len(categories)
    closed = palette()["status"]["closed"]["fill"]
    assert ",".join(str(part) for part in bytes.fromhex(closed[1:])) in styles()["points"]


def test_a_layer_s_own_style_lies_over_the_default() -> None:
    qml = qml_of_layer({"fill": "#d95f0e", "fill_opacity": 0.5, "dash": "6 4"}, palette()["layer"], "areas")
    assert "217,95,14,128" in qml
    assert "dash" in qml
    assert "128,128,128,255" in qml_of_layer({"fill": "no colour", "stroke": "red"}, palette()["layer"], "points")


def test_columns_of_all_kinds_keep_their_type(tmp_path: Path) -> None:
    path = tmp_path / "cases.gpkg"
    path.write_bytes(described("gpkg"))
    with closing(sqlite3.connect(path)) as connection:
        types = {row[1]: row[2] for row in connection.execute("PRAGMA table_info(cases)")}
    assert types["overdue"] == "BOOLEAN"
    assert types["coordinateUncertaintyInMeters"] == "REAL"
    assert types["problem"] == "TEXT"
    assert set(CASE_FIELDS) < set(types)


@pytest.mark.parametrize("extension", ["gpkg", "fgb", "parquet", "shp"])
def test_many_rows_pass_in_batches(extension: str) -> None:
    def many() -> Iterator[CaseFeature]:
        return (feature(fid) for fid in range(1, 10_001))

    assert sum(len(piece) for piece in stream(many(), extension, About.of_cases(NOW))) > 50_000
