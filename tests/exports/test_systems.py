"""Coordinate systems of files: which are offered, which numbers they write, and when a belt does not fit."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pyproj
import pytest
import shapely
from shapely.geometry import Point, Polygon

from geoapp.exports import OFFERED, About, misfit, stream, target_of
from geoapp.exports._crs import moved
from geoapp.model import UsageError
from tests.exports.test_exports import NOW, feature, mixed

BELTS = [target for target in OFFERED.values() if target.meridian is not None]


@pytest.mark.parametrize("target", BELTS, ids=lambda target: target.code)
def test_each_belt_has_the_meridian_that_its_registry_says(target: Any) -> None:
    operation = pyproj.CRS(target.code).coordinate_operation
    assert operation is not None
    stated = {parameter.name: parameter.value for parameter in operation.params}
    assert stated["Longitude of natural origin"] == target.meridian
    x, y = shapely.get_coordinates(moved([Point(target.meridian, 28.5)], target))[0]
    assert x % 1_000_000 == pytest.approx(500_000, abs=0.01)
    assert 3_000_000 < y < 3_300_000


def test_the_belts_are_those_of_cgcs2000() -> None:
    assert {target.code for target in BELTS} == {f"EPSG:{code}" for code in range(4513, 4555)}


@pytest.mark.parametrize("word", ["4547", "EPSG:4547", "epsg:4547", "http://www.opengis.net/def/crs/EPSG/0/4547"])
def test_a_system_is_named_in_several_ways(word: str) -> None:
    assert target_of(word).code == "EPSG:4547"


@pytest.mark.parametrize(
    "word", ["", "4555", "EPSG:32649", "GCJ-02", "EPSG", "ESRI:4547", "4547;DROP", "９", "x" * 999]
)
def test_an_unknown_system_is_refused_with_those_offered(word: str) -> None:
    with pytest.raises(UsageError, match="EPSG:4490") as caught:
        target_of(word)
    assert caught.value.parameter == "crs"
    assert len(str(caught.value)) < 300


def test_east_comes_first_in_every_system() -> None:
    for code, (low, high) in {"EPSG:4326": (112, 113), "EPSG:4490": (112, 113), "EPSG:4547": (3e5, 4e5)}.items():
        x, y = shapely.get_coordinates(moved([Point(112.36, 28.55)], target_of(code)))[0]
        assert low < x < high, code
        assert y != x


def test_numbers_are_those_of_another_way_through_proj() -> None:
    point = Point(112.3600001, 28.55)
    x, y = shapely.get_coordinates(moved([point], target_of("4547")))[0]
    north, east = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4547").transform(point.y, point.x)
    assert (x, y) == (pytest.approx(east, abs=0.001), pytest.approx(north, abs=0.001))


def test_what_has_no_number_is_refused() -> None:
    with pytest.raises(UsageError, match="EPSG:3857"):
        moved([Point(112, 90.0), Point(float("inf"), 1)], target_of("3857"))


def test_rings_keep_their_turn_in_metres() -> None:
    square = moved([Polygon([(112, 28), (112, 29), (113, 29), (113, 28)])], target_of("4546"))[0]
    assert square.exterior.is_ccw


def test_a_belt_that_does_not_fit_names_the_one_that_does() -> None:
    sentence = misfit((111.6, 28.0, 112.4, 28.5), target_of("4547"))
    assert sentence is not None
    assert "EPSG:4546" in sentence
    assert misfit((110.0, 28.0, 112.0, 28.5), target_of("4546")) is None
    numbered = misfit((111.6, 28.0, 112.4, 28.5), target_of("4513"))
    assert numbered is not None
    assert "EPSG:4525" in numbered
    assert misfit((0, 0, 10, 10), target_of("4490")) is None


@pytest.mark.parametrize("extension", ["geojson", "geojsonseq", "kml"])
def test_formats_of_degrees_refuse_other_systems_by_their_standard(extension: str) -> None:
    about = replace(About.of_cases(NOW), crs=target_of("4490"))
    with pytest.raises(UsageError, match="CRS84"):
        stream(mixed(), extension, about)


def test_tables_carry_the_system() -> None:
    about = replace(About.of_cases(NOW), crs=target_of("4547"))
    written = b"".join(stream([feature()], "csv", about)).decode("utf-8-sig")
    assert "POINT (33" in written
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(stream(mixed(), "xlsx", about)))).active
    head, *rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert head[-2:] == ["x (EPSG:4547)", "y (EPSG:4547)"]
    assert 330_000 < rows[0][-2] < 345_000
    assert rows[3][-2:] == [None, None]


def test_geoparquet_says_its_system_and_types() -> None:
    import pyarrow.parquet as pq

    for code, stated in (("CRS84", False), ("4547", True)):
        about = replace(About.of_cases(NOW), crs=target_of(code), metadata={"title": "整改点位"})
        file = pq.ParquetFile(io.BytesIO(b"".join(stream(mixed(), "parquet", about))))
        geo = json.loads(file.schema_arrow.metadata[b"geo"])
        column = geo["columns"][geo["primary_column"]]
        assert (geo["version"], column["encoding"]) == ("1.1.0", "WKB")
        assert column["geometry_types"] == ["LineString", "Point", "Polygon"]
        assert ("crs" in column) is stated
        assert not stated or column["crs"]["id"] == {"authority": "EPSG", "code": 4547}
        table = file.read()
        assert table["feature_id"].to_pylist() == ["1", "2", "3", "4"]
        shapes = shapely.from_wkb(np.array(table["geometry"].to_pylist(), dtype=object))
        assert shapely.total_bounds(shapes).tolist() == pytest.approx(column["bbox"])
        assert shapes[3] is None
        assert json.loads(file.schema_arrow.metadata[b"metadata"])["title"] == "整改点位"


def test_geopandas_reads_the_parquet() -> None:
    import geopandas

    about = replace(About.of_cases(NOW), crs=target_of("4490"))
    frame = geopandas.read_parquet(io.BytesIO(b"".join(stream(mixed(), "parquet", about))))
    assert frame.crs == "EPSG:4490"
    assert frame["county"].tolist() == ["赫山区"] * 4
    assert frame.geometry.isna().tolist() == [False, False, False, True]
