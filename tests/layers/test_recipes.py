"""What the other recipes make, refuse and say: clip, union, difference, sections, nearest, points."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers import area_m2, build, read_file
from geoapp.model import BadDefinition, BuiltLayer, LayerDefinition, LayerFeature

GEOD = Geod(ellps="WGS84")


def feature(key: str, geometry: Geometry | None, accuracy_m: float = 10, basis: str = "surveyed") -> LayerFeature:
    properties = {"name": key, "accuracy_m": accuracy_m, "basis": basis, "source": "测绘", "licence": "CC0"}
    return LayerFeature(key, geometry, properties)


def make(recipe: str, params: Mapping[str, object] | None = None, **inputs: list[LayerFeature]) -> BuiltLayer:
    specs = {name: f"reference:{name}" for name in inputs}
    return build(LayerDefinition("l", "图层", "说明。", recipe, specs, params or {}, {}, {}, {}), inputs)


WEST, EAST = feature("西", box(112.4, 29.1, 112.5, 29.2)), feature("东", box(112.46, 29.1, 112.56, 29.2), 80)
RIVER = feature("河", LineString([(112.3, 29.15), (112.7, 29.15)]), 20)
ROUGH = feature("示意", box(112.4, 29.1, 112.5, 29.2), 4000, "schematic")


def test_clip_keeps_the_part_inside_with_the_worse_accuracy() -> None:
    (part,) = make("clip", of=[RIVER], by=[EAST]).features
    assert shapely.bounds(part.geometry).tolist() == pytest.approx([112.46, 29.15, 112.56, 29.15])
    assert part.properties["accuracy_m"] == 80
    assert part.properties["name"] == "河"


def test_clip_outside_keeps_the_rest() -> None:
    (rest,) = make("clip", {"keep": "outside"}, of=[RIVER], by=[EAST]).features
    assert shapely.get_num_geometries(rest.geometry) == 2


def test_clip_with_nothing_left_and_with_a_rough_knife_says_so() -> None:
    assert "没有剩下" in (make("clip", of=[feature("远", Point(110, 25))], by=[EAST]).problem or "")
    assert "geoapp gazetteer import" in (make("clip", of=[RIVER], by=[ROUGH]).problem or "")


def test_union_and_difference_count_each_place_once() -> None:
    (both,) = make("union", a=[WEST], b=[EAST]).features
    (rest,) = make("difference", of=[WEST], without=[EAST]).features
    assert both.geometry is not None
    assert both.properties["area_m2"] == pytest.approx(area_m2(box(112.4, 29.1, 112.56, 29.2)), rel=1e-6)
    assert rest.properties["area_m2"] == pytest.approx(area_m2(box(112.4, 29.1, 112.46, 29.2)), rel=1e-6)
    assert rest.properties["accuracy_m"] == 80


def test_a_difference_with_something_roughly_known_is_refused() -> None:
    assert make("difference", of=[WEST], without=[EAST, ROUGH]).problem is not None
    assert "没有剩下" in (make("difference", of=[WEST], without=[WEST]).problem or "")


def test_a_section_is_square_to_the_river_and_as_long_as_asked() -> None:
    station = feature("断面", Point(112.5, 29.151))
    (line,) = make("sections", {"half_width_m": 60, "snap_m": 200}, at=[station], across=[RIVER]).features
    assert line.geometry is not None
    (x1, y1), (x2, y2) = line.geometry.coords
    azimuth, _, length = GEOD.inv(x1, y1, x2, y2)
    assert length == pytest.approx(120, abs=0.01)
    assert azimuth % 180 == pytest.approx(0, abs=0.1) or azimuth % 180 == pytest.approx(180, abs=0.1)
    assert line.properties["river"] == "河"
    assert line.properties["accuracy_m"] == 20


def test_a_station_too_far_from_the_river_is_left_out_aloud() -> None:
    near, far = feature("近", Point(112.5, 29.151)), feature("远", Point(112.5, 29.18))
    layer = make("sections", at=[near, far], across=[RIVER])
    assert [f.properties["name"] for f in layer.features] == ["近"]
    assert "远" in layer.extra["remarks"][0]
    assert "远" in (make("sections", at=[far], across=[RIVER]).problem or "")


def test_sections_refuse_schematic_rivers_and_stations() -> None:
    station = feature("断面", Point(112.5, 29.151))
    rough_river = feature("示意河", RIVER.geometry, 4000, "schematic")
    assert "示意河" in (make("sections", at=[station], across=[rough_river]).problem or "")
    rough_station = feature("示意站", station.geometry, 4000, "centroid")
    assert "示意站" in (make("sections", at=[rough_station], across=[RIVER]).problem or "")


def test_a_section_is_not_drawn_where_nobody_knows_where_the_river_is_crossed() -> None:
    """A station known to 3 km, though it happens to lie on the river; a river whose own line is 400 m off."""
    exact, rough = feature("断面", Point(112.5, 29.151), 10), feature("约略站", Point(112.5, 29.151), 3000)
    layer = make("sections", {"snap_m": 200}, at=[exact, rough], across=[RIVER])
    assert [one.properties["name"] for one in layer.features] == ["断面"]
    assert any("约略站" in remark for remark in layer.extra["remarks"])
    assert "约略站" in (make("sections", {"snap_m": 200}, at=[rough], across=[RIVER]).problem or "")
    far_off = feature("约略河", RIVER.geometry, 400)
    assert "约略河" in (make("sections", {"snap_m": 200}, at=[exact], across=[far_off]).problem or "")
    assert make("sections", {"snap_m": 500}, at=[exact], across=[far_off]).features


def test_the_nearest_is_geodesic_and_its_accuracy_is_that_of_both_ends() -> None:
    plant = feature("厂", Point(112.5, 29.16), 30)
    (line,) = make("nearest", of=[plant], to=[RIVER, feature("远", Point(112.5, 29.3))]).features
    assert line.properties["nearest"] == "河"
    assert line.properties["distance_m"] == pytest.approx(GEOD.inv(112.5, 29.16, 112.5, 29.15)[2], abs=0.1)
    assert line.properties["accuracy_m"] == 50


def test_nothing_near_enough_is_a_problem() -> None:
    assert "100" in (
        make("nearest", {"limit_m": 100}, of=[feature("厂", Point(112.5, 29.16))], to=[RIVER]).problem or ""
    )


TABLE = {"x": "X", "y": "Y", "crs": "EPSG:4547", "accuracy_m": 2}


def rows(tmp_path: Path, content: str, encoding: str = "utf-8") -> list[LayerFeature]:
    (tmp_path / "t.csv").write_text(content, encoding=encoding)
    return read_file("file:t.csv", tmp_path)


def test_points_come_from_a_projected_table_in_either_encoding(tmp_path: Path) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:4547", always_xy=True).transform(112.5, 29.2)
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        (point,) = make("points", TABLE, table=rows(tmp_path, f"名称,X,Y\n排口,{x},{y}\n", encoding)).features
        assert point.geometry is not None
        assert (point.geometry.x, point.geometry.y) == pytest.approx((112.5, 29.2), abs=1e-7)
        assert (point.properties["name"], point.properties["accuracy_m"]) == ("排口", 2)


def test_rows_that_cannot_be_placed_are_named_with_the_reason(tmp_path: Path) -> None:
    params = {**TABLE, "crs": "EPSG:4490"}
    table = rows(tmp_path, "名称,X,Y\n好,112.5,29.2\n反,29.2,112.5\n字,东经,29\n远,10,10\n")
    layer = make("points", params, table=table)
    assert [f.properties["name"] for f in layer.features] == ["好"]
    swapped, no_number, elsewhere = layer.extra["remarks"]
    assert "第3行" in swapped
    assert "写反" in swapped
    assert "东经" in no_number
    assert "坐标系" in elsewhere


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    problem = make("points", {**TABLE, "x": "经度"}, table=rows(tmp_path, "名称,X,Y\n甲,1,2\n")).problem
    assert problem is not None
    assert "经度" in problem
    assert "X" in problem


@pytest.mark.parametrize("change", [{"crs": "EPSG:1"}, {"accuracy_m": 0}, {"basis": "guess"}])
def test_unfit_params_of_points_name_the_value(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(BadDefinition, match=str(*change.values())):
        make("points", {**TABLE, **change}, table=rows(tmp_path, "名称,X,Y\n甲,1,2\n"))


def test_xlsx_and_vector_files_are_read(tmp_path: Path) -> None:
    import geopandas
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["名称", "X"])
    book.active.append(["甲", 5])
    book.save(tmp_path / "t.xlsx")
    assert dict(read_file("file:t.xlsx", tmp_path)[0].properties) == {"名称": "甲", "X": 5}
    frame = geopandas.GeoDataFrame({"name": ["乙"]}, geometry=[Point(452000, 3231000)], crs="EPSG:4547")
    frame.to_file(tmp_path / "t.gpkg")
    (found,) = read_file("file:t.gpkg", tmp_path)
    assert found.properties["name"] == "乙"
    assert shapely.get_x(found.geometry) == pytest.approx(113.5, abs=0.1)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no zip")
    (tmp_path / "b.gpkg").write_bytes(b"no database")
    (tmp_path / "c.csv").write_bytes(b"")
    for name in ("a.xlsx", "b.gpkg", "c.csv", "d.csv"):
        with pytest.raises(BadDefinition, match=name):
            read_file(f"file:{name}", tmp_path)
