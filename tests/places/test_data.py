"""The shipped reference data: schemas, accuracies, geometry, and that units and polygons know each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape

from geoapp import paths
from geoapp.model import BadDefinition, Basis, PlaceType, UnitTable
from geoapp.places import Gazetteer, load_gazetteer, load_units

FILES = [
    "reference/counties.geojson",
    "reference/water.geojson",
    "reference/sections.geojson",
    "gazetteer/towns.geojson",
    "gazetteer/places.geojson",
]


def features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((paths.DATA / name).read_text(encoding="utf-8"))["features"]
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_feature_states_accuracy_basis_source_licence(name: str) -> None:
    for feature in features(name):
        properties = feature["properties"]
        assert properties["key"] and properties["source"] and properties["licence"], properties
        assert 0 < properties["accuracy_m"] <= 20_000
        assert Basis(properties["basis"]) and PlaceType(properties["type"])
        assert properties["county_codes"]
        assert isinstance(properties["aliases"], list)


@pytest.mark.parametrize("name", FILES)
def test_geometry_is_valid_and_exact_enough(name: str) -> None:
    for feature in features(name):
        if feature["geometry"] is None:
            continue
        geometry = shape(feature["geometry"])
        assert geometry.is_valid and not geometry.is_empty
        west, south, east, north = geometry.bounds
        assert 108 < west <= east < 115 and 24 < south <= north < 31
        if geometry.geom_type == "Polygon":
            assert geometry.exterior.is_ccw  # type: ignore[attr-defined]


def test_keys_are_unique() -> None:
    keys = [feature["properties"]["key"] for name in FILES for feature in features(name)]
    assert len(keys) == len(set(keys))


def test_all_counties_of_the_province_have_polygon_and_unit(real_units: UnitTable, real_gazetteer: Gazetteer) -> None:
    found = features("reference/counties.geojson")
    assert len(found) == 122
    for feature in found:
        properties = feature["properties"]
        unit = real_units.get(properties["code"])
        assert unit is not None and (unit.name, unit.level, unit.scheme) == (properties["name"], "county", "GB/T 2260")
        area = real_gazetteer.county(unit.code)
        assert area is not None and area.geometry is not None


def test_unit_table_covers_china(real_units: UnitTable) -> None:
    levels = [unit.level for unit in real_units]
    assert levels.count("province") == 34
    assert levels.count("county") > 2800
    assert {u.code for u in real_units.named("新华区")} >= {"130105", "130902", "410402"}
    for unit in real_units:
        assert unit.parent is None or real_units.get(unit.parent) is not None, unit


def test_special_districts_know_their_legal_county(real_units: UnitTable) -> None:
    lake, park = real_units.named("大通湖区")[0], real_units.named("高新区", within="430900")[0]
    assert (lake.code, lake.scheme, lake.legal_parent) == ("430971", "NBS", "430921")
    assert (park.code, park.name, park.legal_parent) == ("430972", "益阳高新技术产业开发区", "430903")
    assert {u.code for u in real_units.specials_of("430903")} == {"430972"}


def test_short_names_follow_the_rule(real_units: UnitTable) -> None:
    assert real_units.named("赫山", within="430900")[0].code == "430903"
    assert real_units.named("城步", within="430000")[0].name == "城步苗族自治县"
    assert all(len(alias) >= 2 for unit in real_units for alias in unit.aliases)


def test_lake_and_rivers(real_gazetteer: Gazetteer) -> None:
    (lake,) = real_gazetteer.named("大通湖")
    assert lake.geometry is not None and lake.geometry.geom_type == "Polygon"
    assert lake.accuracy is not None and lake.accuracy.value_m == 700
    assert lake.county_codes[0] == "430971" and "430921" in lake.county_codes
    for name in ("志溪河", "兰溪河", "桃花江", "七星河"):
        (river,) = real_gazetteer.named(name)
        assert river.accuracy is not None and river.accuracy.basis is Basis.SCHEMATIC
    flows = {f["properties"]["name"]: f["properties"].get("flows_into") for f in features("reference/water.geojson")}
    assert flows["志溪河"] == flows["桃花江"] == "资江"


def test_places_without_a_known_coordinate_have_none(real_gazetteer: Gazetteer) -> None:
    for name in ("五七闸", "大嘴巴", "三千亩", "天泓港口码头"):
        (instance,) = real_gazetteer.named(name)
        assert instance.geometry is None and instance.remarks


def test_county_at_a_point(real_gazetteer: Gazetteer) -> None:
    assert real_gazetteer.county_at(112.4361, 28.44) == "430903"
    assert real_gazetteer.county_at(116.4, 39.9) is None


def test_longest_name_wins(real_gazetteer: Gazetteer, real_units: UnitTable) -> None:
    text = "大通湖区与大通湖国控断面、桃花江镇"
    assert [hit.name for hit in real_gazetteer.spot(text, real_units)] == ["大通湖区", "大通湖国控断面", "桃花江镇"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("code,name\n1,甲\n", "表头"),
        ("code,scheme,level,name,parent,legal_parent,aliases,valid_from,valid_to\n1,x,planet,甲,,,,,\n", "第 2 行"),
        ("code,scheme,level,name,parent,legal_parent,aliases,valid_from,valid_to\n1,x,city,甲,,,,31.1.2024,\n", "日期"),
    ],
)
def test_broken_unit_file_is_named(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "units.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadDefinition, match=f"units.csv.*{word}|{word}.*"):
        load_units(tmp_path)


def test_broken_gazetteer_feature_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    bad = {"type": "Feature", "geometry": None, "properties": {"key": "k", "name": "甲湖", "type": "sea"}}
    (folder / "x.geojson").write_text(json.dumps({"features": [bad]}), encoding="utf-8")
    with pytest.raises(BadDefinition, match="甲湖"):
        load_gazetteer(tmp_path)
    with pytest.raises(BadDefinition):
        load_units(tmp_path / "nowhere")


def test_every_province_has_its_short_name(real_units: UnitTable) -> None:
    provinces = [unit for unit in real_units if unit.level == "province"]
    assert [unit.name for unit in provinces if not unit.aliases] == []
    assert [unit.name for unit in real_units.named("内蒙古")] == ["内蒙古自治区"]
