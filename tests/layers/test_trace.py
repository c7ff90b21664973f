"""The trace recipe: ways down a surveyed network, measured; what cannot be told is said, never drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point

from geoapp.layers import build, digest_of
from geoapp.model import BadDefinition, BuiltLayer, LayerDefinition, LayerFeature
from geoapp.pipeline.tracing import RiverTracer

GEOD = Geod(ellps="WGS84")
A, B, C, D = (112.00, 28.50), (112.05, 28.50), (112.10, 28.50), (112.20, 28.52)


def feature(name: str, shape: Any, kind: str = "river", **more: Any) -> LayerFeature:
    known = {"name": name, "type": kind, "accuracy_m": 5.0, "basis": "surveyed", "source": "虚构", "licence": "CC0"}
    return LayerFeature(f"{kind}/{name}", shape, {**known, **more})


RIVERS = [feature("甲江", LineString([A, C, D])), feature("乙溪", LineString([(112.05, 28.56), B]))]
STATION = feature("甲江下断面", Point(112.15, 28.51), "monitoring_section")
OUTLET = feature("1号排口", Point(112.0502, 28.53), "outlet")


def definition(**params: Any) -> LayerDefinition:
    specs = {name: f"reference:{name}" for name in ("of", "along", "to")}
    return LayerDefinition("ways", "排口至断面", "说明", "trace", specs, params, {}, {}, {})


def traced(
    of: list[LayerFeature], along: list[LayerFeature] = RIVERS, to: list[LayerFeature] | None = None, **params: Any
) -> BuiltLayer:
    inputs = {"of": of, "along": along, "to": to or [STATION]}
    return build(definition(**params), inputs, tracer=RiverTracer())


def test_a_way_is_as_long_as_the_water_runs() -> None:
    (way,) = traced([OUTLET]).features
    expected = GEOD.geometry_length(shapely.segmentize(LineString([(112.05, 28.53), B, C, (112.15, 28.51)]), 1e-4))
    assert way.properties["distance_m"] == pytest.approx(expected, abs=1.0)
    assert way.properties["uncertainty_m"] == 5 + 5 + 2 * 5
    assert (way.properties["start"], way.properties["end"]) == ("1号排口", "甲江下断面")
    assert way.properties["via"] == "乙溪、甲江"
    assert way.properties["accuracy_m"] == 5.0
    assert GEOD.geometry_length(way.geometry) == pytest.approx(expected, abs=1.0)
    assert "连通" in way.properties["remarks"]
    assert "虚构" in way.properties["source"]


def test_what_cannot_be_told_is_said_by_name() -> None:
    far = feature("远处排口", Point(112.5, 28.9), "outlet")
    layer = traced([OUTLET, far])
    assert len(layer.features) == 1
    assert any("远处排口" in remark and "没有可量算的河道" in remark for remark in layer.extra["remarks"])
    alone = traced([far])
    assert alone.features == ()
    assert "远处排口" in (alone.problem or "")


def test_rivers_known_by_order_alone_give_a_way_without_line_or_distance() -> None:
    sketch = feature("丙河", LineString([(112.3, 28.4), (112.4, 28.4)]), basis="schematic", accuracy_m=4000.0,
                     flows_into="丁江", flows_into_source="公开描述")  # fmt: skip
    mouth = feature("丙河入丁江口", Point(112.4, 28.41), "monitoring_section", accuracy_m=3000.0)
    start = feature("某厂", Point(112.3, 28.4), "outlet", river="丙河")
    (way,) = traced([start], [sketch], [mouth]).features
    assert way.geometry is None
    assert way.properties["distance_m"] is None
    assert way.properties["relation"] == "order"
    assert traced([start], [sketch], [mouth], measured_only=True).features == ()


def test_upwards_every_target_above_is_found_and_measured_alike() -> None:
    """From the section up: the same pairs, lengths and lines as from each outlet down, and none from below or aside."""
    higher = feature("2号排口", Point(112.02, 28.5001), "outlet")
    below = feature("下游排口", Point(112.18, 28.516), "outlet")
    aside = feature("远处排口", Point(112.5, 28.9), "outlet")
    up = traced([STATION], to=[OUTLET, below, higher, aside], direction="up").features
    down = {f.properties["start"]: f for f in traced([OUTLET, higher]).features}
    assert [f.properties["end"] for f in up] == ["2号排口", "1号排口"], "nearest first"
    for way in up:
        other = down[way.properties["end"]]
        assert way.properties["distance_m"] == pytest.approx(other.properties["distance_m"], abs=0.2)
        assert way.properties["uncertainty_m"] == other.properties["uncertainty_m"]
        assert way.properties["via"] == other.properties["via"]
        assert way.properties["certain"] is True
        assert shapely.equals(way.geometry, other.geometry), "the line runs with the flow either way"
    assert up[1].fid == "ways/monitoring_section/甲江下断面←outlet/1号排口"
    assert len({f.properties["name"] for f in up}) == 2


def test_upwards_what_may_lie_elsewhere_is_marked_and_nothing_above_is_said() -> None:
    sketch = feature("丙河", LineString([(112.3, 28.4), (112.4, 28.4)]), basis="schematic", accuracy_m=4000.0,
                     flows_into="丁江", flows_into_source="公开描述")  # fmt: skip
    midway = feature("丙河断面", Point(112.36, 28.41), "monitoring_section", accuracy_m=3000.0)
    plant = feature("某厂", Point(112.3, 28.4), "outlet", river="丙河")
    (way,) = traced([midway], [sketch], [plant], direction="up").features
    assert (way.geometry, way.properties["distance_m"], way.properties["certain"]) == (None, None, False)
    assert "丙河" in way.properties["remarks"]
    aside = feature("远处排口", Point(112.5, 28.9), "outlet")
    nothing = traced([STATION], to=[aside], direction="up")
    assert nothing.features == ()
    assert "甲江下断面" in (nothing.problem or "")


def test_a_direction_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadDefinition, match="direction"):
        traced([OUTLET], direction="sideways")


def test_no_tracer_is_asked_for_an_empty_input() -> None:
    assert "reference:of" in (traced([]).problem or "")


@dataclass(frozen=True)
class Other(RiverTracer):
    """One that knows another order of rivers."""

    digest: str = "other"


def test_another_order_of_rivers_makes_it_anew_and_nothing_else_does() -> None:
    inputs = {"of": [OUTLET], "along": RIVERS, "to": [STATION]}
    first = traced([OUTLET])
    assert build(definition(), inputs, first, tracer=RiverTracer()) is first
    assert digest_of(definition(), inputs, Other()) != first.digest
    plain = LayerDefinition("r", "河", "说明", "reference", {"of": "reference:water"}, {}, {}, {}, {})
    assert digest_of(plain, {"of": RIVERS}, Other()) == digest_of(plain, {"of": RIVERS}, RiverTracer())
