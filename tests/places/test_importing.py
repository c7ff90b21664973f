"""An office's own files: any declared reference system in, WGS 84 out; what is in doubt is refused."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely import transform
from shapely.geometry import LineString, Point

from geoapp.model import Basis, PlaceType, UsageError
from geoapp.places import import_features, load_gazetteer, save_extra
from geoapp.places.datum import wgs84_to_bd09, wgs84_to_gcj02

LON, LAT = 112.30, 28.50
LINE = [(112.25, 28.40), (112.28, 28.49), (112.30, 28.59)]


def csv_file(folder: Path, rows: str, header: str = "名称,经度,纬度", encoding: str = "utf-8") -> Path:
    path = folder / "points.csv"
    path.write_bytes(f"{header}\n{rows}\n".encode(encoding))
    return path


def load(path: Path, crs: str | None = None, datum: str | None = None) -> Point:
    (found,) = import_features(path, "名称", PlaceType.FACILITY, crs, 5.0, datum)  # type: ignore[arg-type]
    assert found.geometry is not None
    assert found.accuracy is not None and found.accuracy.basis is Basis.SURVEYED
    return found.geometry  # type: ignore[return-value]


def near(point: Point, metres: float = 0.05) -> bool:
    return bool(point.distance(Point(LON, LAT)) * 111_320 < metres)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_degrees(tmp_path: Path, encoding: str) -> None:
    assert near(load(csv_file(tmp_path, f"东闸,{LON},{LAT}", encoding=encoding), crs="EPSG:4490"))


@pytest.mark.parametrize(("datum", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
def test_csv_with_declared_shift(tmp_path: Path, datum: str, shift: object) -> None:
    x, y = shift(LON, LAT)  # type: ignore[operator]
    assert near(load(csv_file(tmp_path, f"东闸,{x:.9f},{y:.9f}"), datum=datum))


@pytest.mark.parametrize(("crs", "epsg"), [("EPSG:4547", 4547), ("EPSG:4546", 4546), ("gk", 4526), ("EPSG:4526", 4526)])
def test_csv_in_gauss_kruger_metres(tmp_path: Path, crs: str, epsg: int) -> None:
    x, y = Transformer.from_crs(4490, epsg, always_xy=True).transform(LON, LAT)
    assert near(load(csv_file(tmp_path, f"东闸,{x:.4f},{y:.4f}", header="名称,x,y"), crs=crs))


@pytest.mark.parametrize(
    ("row", "crs", "word"),
    [
        (f"东闸,{LON},{LAT}", None, "没有注明坐标系"),
        (f"东闸,{LAT},{LON}", "EPSG:4490", "颠倒"),
        ("东闸,38432000.0,3153000.0", "EPSG:4490", "带号 38"),
        ("东闸,432000.0,3153000.0", "EPSG:4490", "没有带号"),
        ("东闸,38432000.0,3153000.0", None, "带号 38"),
        ("东闸,2.35,48.85", "EPSG:4326", "不在我国"),
        ("东闸,甲,28.5", "EPSG:4490", "第 2 行"),
        (f"东闸,{LON},{LAT}", "EPSG:0", "认不出来"),
    ],
)
def test_doubtful_coordinates_are_refused_with_the_suspicion(
    tmp_path: Path, row: str, crs: str | None, word: str
) -> None:
    with pytest.raises(UsageError, match=word) as caught:
        load(csv_file(tmp_path, row), crs=crs)
    assert "points.csv" in str(caught.value) or crs == "EPSG:0"


def test_missing_columns_files_and_bad_numbers_are_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "东闸,112,28", header="名字,经度,纬度")
    with pytest.raises(UsageError, match="名字"):
        load(path, crs="EPSG:4490")
    with pytest.raises(UsageError, match=r"nothing\.csv"):
        load(tmp_path / "nothing.csv", crs="EPSG:4490")
    with pytest.raises(UsageError, match="精度"):
        import_features(path, "名字", PlaceType.FACILITY, "EPSG:4490", -1, None)
    with pytest.raises(UsageError, match="wgs85"):
        load(path, datum="wgs85")
    broken = tmp_path / "broken.geojson"
    broken.write_bytes(b"\x00\x01 no json")
    with pytest.raises(UsageError, match=r"broken\.geojson"):
        load(broken)


@pytest.mark.parametrize(
    ("name", "epsg", "encoding"),
    [("r.shp", 4547, "gbk"), ("r.gpkg", 4490, None), ("r.geojson", 4326, None)],
)
def test_vector_files(tmp_path: Path, name: str, epsg: int, encoding: str | None) -> None:
    frame = gpd.GeoDataFrame({"名称": ["志溪河"]}, geometry=[LineString(LINE)], crs=4326).to_crs(epsg)
    path = tmp_path / name
    frame.to_file(path, **({"encoding": encoding} if encoding else {}))
    (river,) = import_features(path, "名称", PlaceType.RIVER, None, 10.0, None)
    assert river.name == "志溪河"
    assert river.geometry is not None
    assert river.geometry.hausdorff_distance(LineString(LINE)) * 111_320 < 0.1


def test_kml(tmp_path: Path) -> None:
    points = " ".join(f"{x},{y},0" for x, y in LINE)
    body = f"<Placemark><name>志溪河</name><LineString><coordinates>{points}</coordinates></LineString></Placemark>"
    path = tmp_path / "r.kml"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}'
        "</Document></kml>",
        encoding="utf-8",
    )
    (river,) = import_features(path, "Name", PlaceType.RIVER, None, 10.0, None)
    assert river.geometry is not None
    assert river.geometry.hausdorff_distance(LineString(LINE)) < 1e-6


def test_shapefile_without_prj_is_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"名称": ["志溪河"]}, geometry=[LineString(LINE)], crs=4326)
    frame.to_file(tmp_path / "r.shp", encoding="gbk")
    (tmp_path / "r.prj").unlink()
    (tmp_path / "r.cpg").unlink()
    with pytest.raises(UsageError, match="没有注明坐标系"):
        import_features(tmp_path / "r.shp", "名称", PlaceType.RIVER, None, 10.0, None)
    (river,) = import_features(tmp_path / "r.shp", "名称", PlaceType.RIVER, "EPSG:4490", 10.0, None)
    assert river.name == "志溪河"


def test_imported_river_takes_the_place_of_the_schematic_one(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"名称": ["志溪河"]}, geometry=[LineString(LINE)], crs=4490)
    frame.to_file(tmp_path / "r.gpkg")
    rivers = import_features(tmp_path / "r.gpkg", "名称", PlaceType.RIVER, None, 10.0, None)
    extra = tmp_path / "extra.geojson"
    save_extra(rivers, extra)
    save_extra(rivers, extra)  # the same import twice changes nothing
    (river,) = load_gazetteer(extra=extra).named("志溪河")
    assert river.accuracy is not None
    assert (river.accuracy.value_m, river.accuracy.basis) == (10.0, Basis.SURVEYED)
    assert "430903" in river.county_codes
    assert "r.gpkg" in river.source


def test_second_import_keeps_the_first(tmp_path: Path) -> None:
    extra = tmp_path / "extra.geojson"
    for name in ("东闸", "西闸"):
        path = csv_file(tmp_path, f"{name},{LON},{LAT}")
        save_extra(import_features(path, "名称", PlaceType.FACILITY, "EPSG:4490", 5.0, None), extra)
    gazetteer = load_gazetteer(extra=extra)
    assert gazetteer.named("东闸") and gazetteer.named("西闸")


def test_shifted_outline_of_a_known_lake_is_refused(tmp_path: Path) -> None:
    (lake,) = load_gazetteer().named("大通湖")
    assert lake.geometry is not None
    shifted = transform(lake.geometry, lambda points: np.array([wgs84_to_gcj02(x, y) for x, y in points]))
    path = tmp_path / "lake.gpkg"
    gpd.GeoDataFrame({"名称": ["大通湖"]}, geometry=[shifted], crs=4490).to_file(path)
    with pytest.raises(UsageError, match="gcj02"):
        import_features(path, "名称", PlaceType.LAKE, None, 50.0, None)
    (declared,) = import_features(path, "名称", PlaceType.LAKE, None, 50.0, "gcj02")
    assert declared.geometry is not None
    assert declared.geometry.hausdorff_distance(lake.geometry) * 111_320 < 0.1
    gpd.GeoDataFrame({"名称": ["大通湖"]}, geometry=[lake.geometry], crs=4490).to_file(tmp_path / "true.gpkg")
    assert len(import_features(tmp_path / "true.gpkg", "名称", PlaceType.LAKE, None, 50.0, None)) == 1


def test_every_layer_of_a_file_is_read(tmp_path: Path) -> None:
    """Folders of a KML and the points and lines of an OSM extract are layers of their own."""
    mark = "<Placemark><name>{}</name><Point><coordinates>{},{}</coordinates></Point></Placemark>"
    folders = "".join(
        f"<Folder><name>f{i}</name>{mark.format(f'第{i}闸', LON + i / 100, LAT)}</Folder>" for i in (1, 2)
    )
    kml = tmp_path / "a.kml"
    kml.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>', encoding="utf-8"
    )
    found = import_features(kml, "Name", PlaceType.FACILITY, None, 50.0, None)
    assert sorted(one.name for one in found) == ["第1闸", "第2闸"]
    nodes = "".join(f'<node id="{i}" version="1" lat="{LAT}" lon="{LON + i / 100}"/>' for i in (1, 2))
    osm = tmp_path / "a.osm"
    osm.write_text(
        f'<osm version="0.6">{nodes}<node id="3" version="1" lat="{LAT}" lon="{LON}"><tag k="name" v="东闸"/>'
        '<tag k="man_made" v="x"/></node><way id="4" version="1"><nd ref="1"/><nd ref="2"/>'
        '<tag k="name" v="某渠"/><tag k="waterway" v="canal"/></way></osm>',
        encoding="utf-8",
    )
    read = {one.name: one.geometry.geom_type for one in import_features(osm, "name", PlaceType.CANAL, None, 50.0, None)
            if one.geometry}  # fmt: skip
    assert read == {"东闸": "Point", "某渠": "LineString"}


@pytest.mark.parametrize(("name", "data"), [("a.geojson", b'{"type":'), ("a.shp", b""), ("a.txt", b"x")])
def test_what_is_no_vector_data_is_refused_in_our_words(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UsageError, match="不是认得的矢量数据") as refused:
        import_features(path, "名称", PlaceType.SITE, None, 50.0, None)
    assert "driver" not in str(refused.value)
