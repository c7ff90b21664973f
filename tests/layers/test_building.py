"""From definition and inputs to a layer: features with accuracy and source, or a sentence that says why not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from geoapp import paths
from geoapp.layers import area_m2, build, digest_of, load_definitions, read_file, read_reference, recipe_names
from geoapp.model import BadDefinition, BuiltLayer, LayerDefinition, LayerFeature
from geoapp.pipeline.tracing import RiverTracer

EXAMPLES = Path(__file__).parent / "examples"
CARRIED = ("name", "accuracy_m", "basis", "source", "licence")


def feature(key: str, geometry: object, basis: str = "gazetteer", **more: object) -> LayerFeature:
    known = {"name": key, "accuracy_m": 30.0, "basis": basis, "source": "测绘", "licence": "CC0", "type": "river"}
    return LayerFeature(f"water/{key}", geometry, {**known, **more})  # type: ignore[arg-type]


LAKE = feature(
    "甲湖", Polygon(box(112.5, 29.2, 112.53, 29.23).exterior, [box(112.51, 29.21, 112.515, 29.215).exterior.coords])
)
RIVER = feature("乙河", LineString([(112.5, 29.2), (112.52, 29.22), (112.5, 29.25)]))
AXIS = feature("丙河", LineString([(112.6, 29.2), (112.62, 29.22)]), basis="schematic")
SPOT = feature("丁断面", Point(112.51, 29.21), type="monitoring_section")


def zone(**params: object) -> LayerDefinition:
    return LayerDefinition(
        "zone", "临湖1000米退养区", "说明。", "buffer", {"around": "reference:water/甲湖"},
        {"distance_m": 1000, **params}, {}, {}, {}, shoreline="water_edge",
    )  # fmt: skip


def only(layer: BuiltLayer) -> LayerFeature:
    assert layer.problem is None
    (one,) = layer.features
    return one


def test_the_outside_ring_begins_at_the_shore_and_is_a_kilometre_wide() -> None:
    layer = build(zone(), {"around": [LAKE]})
    ring = only(layer)
    assert ring.geometry is not None
    assert LAKE.geometry is not None
    assert area_m2(shapely.intersection(ring.geometry, LAKE.geometry)) < 1
    assert ring.properties["area_m2"] == pytest.approx(area_m2(ring.geometry), abs=0.1)
    assert ring.properties["name"] == "临湖1000米退养区"
    assert ring.properties["accuracy_m"] == 30.0
    assert ring.properties["basis"] == "derived"
    assert "水边线" in ring.properties["remarks"]
    assert layer.lineage.measured_error_m is not None
    assert 0 < layer.lineage.measured_error_m <= 0.05
    assert layer.lineage.sources == ("测绘（CC0）",)


def test_outside_inside_and_both_fit_together() -> None:
    outside, inside, both = (only(build(zone(keep=k), {"around": [LAKE]})) for k in ("outside", "inside", "both"))
    assert both.properties["area_m2"] == pytest.approx(
        outside.properties["area_m2"] + inside.properties["area_m2"], rel=1e-4
    )
    assert shapely.within(inside.geometry, LAKE.geometry.buffer(1e-9))  # type: ignore[union-attr]


def test_a_zone_that_fills_the_island_leaves_no_hole_there() -> None:
    ring = only(build(zone(), {"around": [LAKE]}))
    assert shapely.contains_xy(ring.geometry, 112.5125, 29.2125)


def test_a_schematic_river_is_refused_with_the_command_that_mends_it() -> None:
    layer = build(zone(), {"around": [AXIS]})
    assert layer.features == ()
    assert layer.problem is not None
    for words in ("丙河", "geoapp gazetteer import", "--type river"):
        assert words in layer.problem


def test_firm_rivers_are_drawn_and_the_schematic_one_is_said_to_be_left_out() -> None:
    definition = replace(zone(), inputs={"a": "reference:water/乙河", "b": "reference:water/丙河"})
    layer = build(definition, {"a": [RIVER], "b": [AXIS]})
    assert only(layer).properties["around"] == "乙河"
    assert "丙河" in layer.extra["remarks"][0]


def test_an_input_without_features_is_a_problem_that_names_it() -> None:
    layer = build(zone(), {"around": []})
    assert layer.problem is not None
    assert "reference:water/甲湖" in layer.problem


def test_a_reference_layer_publishes_what_is_there_with_a_name_for_the_nameless() -> None:
    definition = replace(zone(), recipe="reference", inputs={"of": "reference:water"}, params={})
    nameless = feature("x", Point(112, 29), name=None, display_name="未命名湖泊")
    layer = build(definition, {"of": [LAKE, nameless]})
    assert [f.properties["name"] for f in layer.features] == ["甲湖", "未命名湖泊"]
    assert layer.features[0].geometry is LAKE.geometry


def test_a_reference_layer_can_keep_one_type() -> None:
    definition = replace(zone(), recipe="reference", inputs={"of": "reference:water"}, params={"type": "lake"})
    layer = build(definition, {"of": [RIVER, feature("湖", Point(1, 1), type="lake")]})
    assert only(layer).properties["name"] == "湖"


def test_the_cases_layer_says_that_the_store_serves_it() -> None:
    definition = replace(zone(), recipe="cases", inputs={"cases": "cases"}, params={})
    layer = build(definition, {"cases": []})
    assert (layer.features, layer.problem) == ((), None)
    assert "数据库" in layer.lineage.statement


def test_only_a_change_of_inputs_or_definition_makes_a_layer_anew() -> None:
    first = build(zone(), {"around": [LAKE]})
    assert build(zone(), {"around": [LAKE]}, first) is first
    assert build(zone(keep="both"), {"around": [LAKE]}, first) is not first
    moved = LayerFeature(LAKE.fid, shapely.transform(LAKE.geometry, lambda c: c + 1e-6), LAKE.properties)
    assert build(zone(), {"around": [moved]}, first).digest != first.digest
    renamed = LayerFeature(LAKE.fid, LAKE.geometry, {**LAKE.properties, "accuracy_m": 5.0})
    assert digest_of(zone(), {"around": [renamed]}) != first.digest


def test_params_are_checked_even_without_a_file() -> None:
    with pytest.raises(BadDefinition, match="distance_m"):
        build(replace(zone(), params={}), {"around": [LAKE]})


def read_input(spec: str, folder: Path) -> list[LayerFeature]:
    if spec.startswith("file:"):
        return read_file(spec, folder)
    return read_reference(spec, folder) if spec.startswith("reference:") else []


@pytest.mark.parametrize("recipe", recipe_names())
def test_each_recipe_has_an_example_that_builds(recipe: str) -> None:
    """A recipe without ``examples/<recipe>/*.toml`` (inputs beside it as GeoJSON) fails here."""
    folder = EXAMPLES / recipe
    definitions = load_definitions([folder]) if folder.is_dir() else []
    assert definitions, f"tests/layers/examples/{recipe}/ needs a definition"
    for definition in definitions:
        inputs = {name: read_input(spec, folder) for name, spec in definition.inputs.items()}
        layer = build(definition, inputs, tracer=RiverTracer())
        assert definition.recipe == recipe
        assert layer.problem is None
        assert layer.lineage.statement
        assert recipe == "cases" or layer.features
        for made in layer.features:
            assert all(key in made.properties for key in CARRIED), made.fid
            assert made.geometry is None or made.geometry.is_valid
            json.dumps(dict(made.properties))


def test_every_shipped_layer_is_built_or_says_why_not() -> None:
    for definition in load_definitions([paths.LAYERS]):
        inputs = {
            name: read_reference(spec) if spec.startswith("reference:") else []
            for name, spec in definition.inputs.items()
        }
        if any(spec.startswith("layer:") for spec in definition.inputs.values()):
            continue
        layer = build(definition, inputs)
        assert layer.features or layer.problem or definition.recipe == "cases"
        for made in layer.features:
            assert all(key in made.properties for key in CARRIED), (definition.id, made.fid)


def test_reference_names_are_found_by_name_alias_and_key(tmp_path: Path) -> None:
    entry = {
        "type": "Feature",
        "geometry": None,
        "properties": {"key": "water/甲湖", "name": "甲湖", "aliases": ["小甲湖"]},
    }
    other = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"name": "乙湖"}}
    content = {"type": "FeatureCollection", "features": [entry, other]}
    (tmp_path / "water.geojson").write_text(json.dumps(content), encoding="utf-8")
    assert [f.fid for f in read_reference("reference:water", tmp_path)] == ["water/甲湖", "water/1"]
    for name in ("甲湖", "小甲湖"):
        assert [f.fid for f in read_reference(f"reference:water/{name}", tmp_path)] == ["water/甲湖"]
    assert read_reference("reference:water/无此湖", tmp_path) == []
    assert read_reference("reference:water/乙湖", tmp_path)[0].geometry == Point(1, 2)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"features": [1]}', '{"features": [{"properties": {}}]}'])
def test_a_broken_reference_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "water.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(BadDefinition, match=r"water\.geojson"):
        read_reference("reference:water", tmp_path)


def test_a_reference_file_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "counties.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(BadDefinition, match=r"watr.*counties"):
        read_reference("reference:watr/甲湖", tmp_path)
