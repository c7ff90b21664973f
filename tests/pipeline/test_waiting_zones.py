"""Zones that wait for an office's own geometry: each says which command mends it, and after that it is there.

The geometry is invented here; where the real lines run, only the offices know.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp import paths
from geoapp.cli import run
from geoapp.layers import area_m2, load_definitions
from geoapp.model import BuiltLayer
from geoapp.pipeline import build_layers, load_world, zone_ids
from geoapp.settings import Settings
from geoapp.store import Store, open_store

RIVER = LineString([(112.25, 28.40), (112.28, 28.49), (112.305, 28.597)])
LAKE = box(112.44, 29.16, 112.58, 29.26)
WAITING: dict[str, tuple[str, str, list[tuple[str, Geometry]]]] = {
    "riverside-strips": ("river", "--type river", [("志溪河", RIVER)]),
    "straw-burning-ban": ("area", "geoapp gazetteer import", [("大通湖区", box(112.4, 29.05, 112.7, 29.3))]),
    "drinking-water-protection": (
        "area", "--type area",
        [("三水厂饮用水水源一级保护区", box(112.40, 29.35, 112.42, 29.37)),
         ("振兴水厂饮用水水源保护区", box(112.45, 29.35, 112.46, 29.36))],
    ),
    "lake-outlets": ("outlet", "--type outlet", [("1号排口", Point(112.5, 29.27)), ("2号排口", Point(112.51, 29.27))]),
    "sluices": (
        "facility", "--type facility", [("五七河节制闸", Point(112.58, 29.2)), ("五七闸", Point(112.59, 29.2))],
    ),
    "replanted-areas": ("area", "--type area", [("东岸空斑区", box(112.55, 29.2, 112.57, 29.22))]),
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path))
    return Settings(folder=tmp_path, db=str(tmp_path / "a.gpkg"))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.database, create=True)
    build_layers(opened, load_world(settings))
    yield opened
    opened.close()


def survey(settings: Settings, kind: str, named: list[tuple[str, Geometry]], accuracy_m: float = 5.0) -> int:
    """The office's file, and the command as the layer names it."""
    import geopandas

    file = settings.folder / f"{kind}.gpkg"
    frame = geopandas.GeoDataFrame({"名称": [name for name, _ in named]}, geometry=[s for _, s in named], crs=4490)
    frame.to_file(file)
    command = ["gazetteer", "import", str(file), "--name-field", "名称", "--type", kind]
    return run([*command, "--accuracy", f"{accuracy_m:g}", "--db", settings.database])


@pytest.mark.parametrize("layer_id", WAITING)
def test_it_says_which_command_mends_it_and_that_command_does(store: Store, settings: Settings, layer_id: str) -> None:
    kind, command, named = WAITING[layer_id]
    waiting = store.layer(layer_id)
    assert waiting.features == ()
    assert "geoapp gazetteer import" in (waiting.problem or "")
    assert command in (waiting.problem or "")
    assert layer_id not in zone_ids(store)
    assert survey(settings, kind, named) == 0
    layer = store.layer(layer_id)
    assert layer.problem is None
    assert len(layer.features) == len(named)
    for one in layer.features:
        assert one.geometry is not None
        assert one.properties["accuracy_m"] == 5.0
    assert (layer_id in zone_ids(store)) == layer.definition.zone


def test_rough_imports_are_refused(store: Store, settings: Settings) -> None:
    for layer_id in ("lake-outlets", "replanted-areas"):
        kind, command, named = WAITING[layer_id]
        assert survey(settings, kind, named, accuracy_m=2000.0) == 0
        layer = store.layer(layer_id)
        assert layer.features == ()
        assert command in (layer.problem or "")


def test_a_surveyed_sluice_takes_the_place_of_the_shipped_one_and_the_others_stay_out(
    store: Store, settings: Settings
) -> None:
    survey(settings, "facility", [("五七闸", Point(112.59, 29.2)), ("明山泵站", Point(112.6, 29.3))])
    assert [f.properties["name"] for f in store.layer("sluices").features] == ["五七闸"]


def lies_outside(layer: BuiltLayer, shore: Polygon) -> bool:
    geometry = layer.features[0].geometry
    return geometry is not None and area_m2(shapely.intersection(geometry, shore)) < 1


@pytest.mark.parametrize("shape", [LAKE, LineString(LAKE.exterior.coords)], ids=["area", "closed line"])
def test_the_retreat_zone_follows_the_management_line_once_it_is_imported(
    store: Store, settings: Settings, shape: Geometry
) -> None:
    before = store.layer("lakeside-retreat-zone-1000m")
    assert (before.definition.shoreline, before.features[0].properties["accuracy_m"]) == ("water_edge", 700)
    assert "几乎都不能判定" in before.definition.description
    assert survey(settings, "area", [("大通湖管理范围线", shape)]) == 0
    after = store.layer("lakeside-retreat-zone-1000m")
    assert after.definition.shoreline == "management_line"
    assert after.features[0].properties["accuracy_m"] == 5.0
    assert "管理范围线" in after.features[0].properties["remarks"]
    assert "700" not in after.definition.description
    assert lies_outside(after, LAKE)


def test_what_the_zones_quote_stands_in_the_published_notices() -> None:
    folder = Path(__file__).resolve().parents[3] / "shared" / "notices"
    if not folder.is_dir():
        pytest.skip("the reference notices are not beside this checkout: quotes of layers were not compared")
    published = ["".join(file.read_text(encoding="utf-8").split()) for file in folder.glob("*.txt")]
    for definition in load_definitions([paths.LAYERS]):
        if "quote" not in definition.authority:
            continue
        bearers = [words for words in published if definition.authority["quote"] in words]
        assert bearers, definition.id
        assert any(definition.authority["notice"] in words for words in bearers), definition.id
