"""Layers follow their definitions and inputs: built once, taken out, mended by an office's own geometry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from shapely.geometry import LineString, mapping

from geoapp.layers import length_m
from geoapp.model import BadDefinition
from geoapp.pipeline import World, build_layers, imported_gazetteer, load_world
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
