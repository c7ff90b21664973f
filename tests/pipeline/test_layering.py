"""Layers follow their definitions and inputs: built once, taken out, mended by an office's own geometry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely.geometry import LineString, mapping

from geoapp.cli import run
from geoapp.layers import length_m
from geoapp.model import BadDefinition, Query
from geoapp.pipeline import World, build_layers, describe_layer, imported_gazetteer, load_world
from geoapp.settings import Settings
from geoapp.store import Store, open_store

STRIP = """
schema = 1
title = "志溪河沿河一百米"
description = "志溪河两侧各100米"
recipe = "buffer"
inputs = { around = "reference:water/志溪河" }
params = { distance_m = 100, keep = "both" }
shoreline = "water_edge"
authority = { quote = "志溪河沿河一百米", notice = "本单位文件" }
quality = { measure = "CE95", value_m = 10.0 }
style = { fill = "#7b6d8d", fill_opacity = 0.15 }
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return load_world(Settings(folder=tmp_path))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "a.gpkg"), create=True)
    yield opened
    opened.close()


def add_definition(world: World, name: str, content: str) -> Path:
    folder = world.settings.folder / "layers"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_second_build_changes_nothing(store: Store, world: World) -> None:
    build_layers(store, world)
    version = store.version()
    build_layers(store, world)
    assert store.version() == version


def test_an_offices_layer_is_one_file_and_refuses_schematic_geometry(store: Store, world: World) -> None:
    path = add_definition(world, "zhixi-strip", STRIP)
    build_layers(store, world)
    refused = store.layer("zhixi-strip")
    assert refused.features == ()
    assert refused.problem is not None
    assert "geoapp gazetteer import" in refused.problem
    path.unlink()
    build_layers(store, world)
    assert "zhixi-strip" not in {layer.definition.id for layer in store.layers()}


def test_the_offices_own_geometry_mends_it(store: Store, world: World) -> None:
    add_definition(world, "zhixi-strip", STRIP)
    line = LineString([(112.25, 28.40), (112.28, 28.49), (112.305, 28.597)])
    properties = {
        "key": "imported/志溪河", "name": "志溪河", "type": "river", "accuracy_m": 5.0, "basis": "surveyed",
        "source": "本单位实测", "licence": "", "aliases": [], "county_codes": ["430903"], "remarks": "",
    }  # fmt: skip
    feature = {"type": "Feature", "geometry": mapping(line), "properties": properties}
    imported_gazetteer(world.settings).write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False), encoding="utf-8"
    )
    build_layers(store, world)
    strip = store.layer("zhixi-strip")
    assert strip.problem is None
    geometry = strip.features[0].geometry
    assert geometry is not None
    assert geometry.contains(line)
    assert length_m(geometry.exterior) == pytest.approx(2 * length_m(line), rel=0.1)
    water = {f.properties["name"]: f.properties["basis"] for f in store.layer("water").features}
    assert water["志溪河"] == "surveyed"


def test_a_wrong_definition_names_the_file_and_the_key(store: Store, world: World) -> None:
    add_definition(world, "wrong", STRIP.replace("distance_m", "distance"))
    with pytest.raises(BadDefinition, match=r"wrong\.toml"):
        build_layers(store, world)


CHAIN = {
    "a-outlets": """schema = 1
title = "排口"
description = "本单位台账"
recipe = "points"
inputs = { table = "file:排口.csv" }
params = { x = "经度", y = "纬度", crs = "EPSG:4490", accuracy_m = 2 }
""",
    "b-around": """schema = 1
title = "排口周边200米"
description = "由排口图层得出"
recipe = "buffer"
inputs = { of = "layer:a-outlets" }
params = { distance_m = 200 }
""",
    "c-lake": """schema = 1
title = "大通湖"
description = "与排口无关"
recipe = "reference"
inputs = { of = "reference:water/大通湖" }
""",
}


def test_a_layer_tells_when_it_was_made(store: Store, world: World) -> None:
    first, later = (datetime(2026, 1, day, tzinfo=UTC) for day in (5, 6))
    assert {layer.built_at for layer in build_layers(store, world, at=first)} == {first}
    add_definition(world, "strip", STRIP)
    build_layers(store, world, at=later)
    times = {layer.definition.id: layer.built_at for layer in store.layers()}
    assert times.pop("strip") == later
    assert set(times.values()) == {first}, "what is not made anew keeps its time"
    told = describe_layer(store, "strip", Query(today=later.date()), later)
    assert datetime.fromisoformat(told["updated_at"]) == later


def made(store: Store) -> dict[str, str]:
    return {layer.definition.id: f"{layer.digest} {layer.built_at}" for layer in store.layers()}


def changed(store: Store, world: World, before: dict[str, str]) -> set[str]:
    build_layers(store, world)
    after = made(store)
    return {layer_id for layer_id in before.keys() | after.keys() if before.get(layer_id) != after.get(layer_id)}


def test_a_change_of_inputs_rebuilds_only_what_depends_on_it(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = world.settings.folder / "排口.csv"
    table.write_text("名称,经度,纬度\n1号,112.5,29.2\n", encoding="utf-8")
    for name, content in CHAIN.items():
        add_definition(world, name, content)
    build_layers(store, world)
    assert {"a-outlets", "b-around", "c-lake"} <= set(made(store))
    made_anew: list[str] = []
    put = store.put_layer
    monkeypatch.setattr(store, "put_layer", lambda layer: (made_anew.append(layer.definition.id), put(layer)))
    assert changed(store, world, made(store)) == set()
    assert made_anew == []
    table.write_text("名称,经度,纬度\n1号,112.5,29.2\n2号,112.52,29.2\n", encoding="utf-8")
    assert changed(store, world, made(store)) == {"a-outlets", "b-around"}
    assert made_anew == ["a-outlets", "b-around"]
    assert len(store.layer("b-around").features) == 2
    add_definition(world, "b-around", CHAIN["b-around"].replace("200 }", "300 }"))
    assert changed(store, world, made(store)) == {"b-around"}
    table.write_text("名称,经度,纬度\n1号,112.5,29.2\n2号,112.52,29.2\n\n", encoding="utf-8")
    assert changed(store, world, made(store)) == set(), "the same rows are the same input"


def test_a_file_that_is_not_there_is_the_problem_of_its_layer_alone(store: Store, world: World) -> None:
    for name, content in CHAIN.items():
        add_definition(world, name, content)
    build_layers(store, world)
    assert "排口.csv" in (store.layer("a-outlets").problem or "")
    assert "a-outlets" in (store.layer("b-around").problem or "")
    assert store.layer("c-lake").features
    before = made(store)
    assert changed(store, world, before) == set()
    (world.settings.folder / "排口.csv").write_text("名称,经度,纬度\n1号,112.5,29.2\n", encoding="utf-8")
    assert changed(store, world, before) == {"a-outlets", "b-around"}
    assert store.layer("b-around").problem is None


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("strip", STRIP.replace("recipe =", "recipi ="), ("recipi", "recipe")),
        ("strip", STRIP.replace("distance_m = 100", "distance_m = 20000"), ("20000", "10000")),
        ("strip", STRIP.replace("reference:water", "reference:watr"), ("reference:watr", "water")),
        ("strip", STRIP.replace("reference:water/志溪河", "gazetteer:brook/志溪河"), ("gazetteer:brook", "river")),
        ("strip", STRIP.replace('"both"', '"north"'), ("params.keep", "north", "left")),
        ("strip", STRIP.replace("#7b6d8d", "purple"), ("style.fill", "purple", "#")),
        ("strip", STRIP + "zone = 1\n", ("zone", "true")),
        ("strip", STRIP + '[better]\nshoreline = "management_line"\n', ("better.inputs",)),
        ("strip", STRIP + '[better]\ninputs = { around = "layer:water" }\n', ("better.inputs.around", "layer:")),
        ("strip", STRIP + '[better]\ninputs = { other = "gazetteer:river" }\nqualitty = 1\n', ("qualitty", "quality")),
        ("Strip 1", STRIP, ("Strip 1", "小写")),
        ("strip", STRIP.replace("=", ":", 1), ("strip.toml",)),
        ("strip", STRIP + "schema = 1\n", ("strip.toml",)),
    ],
)
def test_an_offices_wrong_file_names_the_key_and_the_fix(
    world: World, name: str, content: str, told: tuple[str, ...], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("GEOAPP_FOLDER", str(world.settings.folder))
    add_definition(world, name, content)
    code = run(["build", "--db", str(world.settings.folder / "b.gpkg")])
    said = "".join(capsys.readouterr())
    if "watr" in content:  # the file of an input is looked for when the layer is built
        assert code == 0
    else:
        assert code == 2
        assert f"{name}.toml" in said
    assert "Traceback" not in said
    for words in told:
        assert words in said
