"""Sites are judged when they come, when they move and when the zone changes; nothing is judged twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, box

from geoapp.cli import run
from geoapp.model import (
    BuiltLayer,
    Containing,
    LayerDefinition,
    LayerFeature,
    Lineage,
    Query,
    Zoning,
)
from geoapp.pipeline import World, Written, build_layers, correct, judge_zones, zone_ids
from geoapp.store import Store, open_store
from tests.web.memory import feature

TODAY = date(2026, 1, 5)
NOW = datetime(2026, 1, 5, tzinfo=UTC)
ZONE = box(112.5, 29.2, 112.6, 29.3)
PLACES: dict[str, Any] = {
    "inside": Point(112.55, 29.25),
    "outside": Point(112.70, 29.25),
    "near": Point(112.601, 29.25),
    "far": Point(110.0, 26.0),
    "county": box(112.3, 29.0, 112.8, 29.5),
    "nowhere": None,
}


def layer(accuracy_m: float | None = 700.0, digest: str = "d", **more: Any) -> BuiltLayer:
    definition = LayerDefinition("lake-zone", "临湖区", "说明", "buffer", {}, {}, {}, {}, {}, zone=True)
    areas = (LayerFeature("z", ZONE, {"accuracy_m": accuracy_m}),)
    return BuiltLayer(definition, areas, Lineage(""), digest=digest, **more)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    store = open_store(str(tmp_path / "a.gpkg"), create=True, today=lambda: TODAY)
    made = []
    for fid, (name, shape) in enumerate(PLACES.items(), 1):
        at = None if shape is None else shape.representative_point()
        made.append(
            replace(
                feature(4),
                case_id=f"c-{name}",
                site_id=f"s-{name}",
                name=name,
                geometry=shape,
                fid=fid,
                lon=at and at.x,
                lat=at and at.y,
                accuracy_m=None if shape is None else 50.0,
                basis=None if shape is None else feature(1).basis,
                place_key=None if shape is None else name,
            )
        )
    store.bulk_load(made, at=NOW, actor="test")
    store.put_layer(layer())
    yield store
    store.close()


def judged(store: Store) -> dict[str, dict[str, Zoning]]:
    return {str(f.name): dict(f.zones) for f in store.iterate(Query(today=TODAY))}


def verdicts(store: Store) -> dict[str, str | None]:
    return {name: zones["lake-zone"].verdict if zones else None for name, zones in judged(store).items()}


def test_each_site_is_judged_from_both_accuracies(filled: Store) -> None:
    assert judge_zones(filled) == 5
    assert verdicts(filled) == {
        "inside": "inside",
        "outside": "outside",
        "near": "uncertain",
        "far": "outside",
        "county": "uncertain",
        "nowhere": None,
    }
    found = {name: zones["lake-zone"] for name, zones in judged(filled).items() if zones}
    assert found["inside"].distance_m < -4000
    assert found["near"].distance_m == pytest.approx(97, abs=2)
    assert found["near"].uncertainty_m == pytest.approx((700**2 + 50**2) ** 0.5, abs=0.01)
    assert found["county"].distance_m == 0


def test_the_second_time_nothing_is_left_to_judge(filled: Store) -> None:
    judge_zones(filled)
    version = filled.version()
    assert judge_zones(filled) == 0
    assert filled.version() == version


def test_long_judging_tells_how_far_it_is(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an upgrade of a large store: each batch is told, with the zone and how many sites there are at most."""
    told: list[tuple[int, int, str]] = []
    monkeypatch.setattr("geoapp.pipeline.zoning._BATCH", 2)
    assert judge_zones(filled, lambda *so_far: told.append(so_far)) == 5
    assert told == [(0, 5, "临湖区"), (2, 5, "临湖区"), (4, 5, "临湖区")]
    told.clear()
    assert judge_zones(filled, lambda *so_far: told.append(so_far)) == 0
    assert told == [], "where little is to be done nothing is said"


def test_only_a_site_that_moved_is_judged_again(filled: Store) -> None:
    judge_zones(filled)
    moved = Written("c-near", "position", "112.55,29.25", site_id="s-near", accuracy_m=20.0)
    before = judged(filled)
    correct(filled, moved, actor="甲", at=NOW)
    after = judged(filled)
    assert after.pop("near")["lake-zone"].verdict is Containing.INSIDE
    before.pop("near")
    assert after == before


def test_a_zone_drawn_better_judges_everything_again(filled: Store) -> None:
    judge_zones(filled)
    filled.put_layer(layer(accuracy_m=5.0, digest="e"))
    assert verdicts(filled) == dict.fromkeys(PLACES)
    assert judge_zones(filled) == 5
    assert verdicts(filled)["near"] == "outside"


def test_an_answer_that_comes_too_late_is_not_written(filled: Store) -> None:
    waiting = filled.unjudged("lake-zone", limit=10)
    said = dict.fromkeys(waiting, Zoning(Containing.INSIDE, -1.0, 1.0))
    assert filled.put_containments("lake-zone", "another digest", said) == 0
    old = {replace(one, version=one.version + 1): zoning for one, zoning in said.items()}
    assert filled.put_containments("lake-zone", "d", old) == 0
    assert filled.put_containments("lake-zone", "d", said) == 5
    assert filled.put_containments("lake-zone", "d", said) == 0


def test_a_zone_without_a_line_or_without_its_accuracy_judges_nothing(filled: Store) -> None:
    filled.put_layer(layer(accuracy_m=None, digest="e"))
    assert judge_zones(filled) == 0
    filled.put_layer(replace(layer(digest="f"), features=(), problem="没有边界"))
    assert judge_zones(filled) == 0
    assert zone_ids(filled) == ()


def test_the_shipped_zone_of_the_lake_is_one_and_the_unbuilt_ones_are_not(store: Store, world: World) -> None:
    build_layers(store, world)
    assert zone_ids(store) == ("lakeside-retreat-zone-1000m",)


def test_the_command_line_exports_by_zone(
    filled: Store, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    judge_zones(filled)

    def export(zone: str) -> tuple[int, list[dict[str, str]]]:
        code = run(["export", "cases", "--db", str(tmp_path / "a.gpkg"), "-f", "csv", "--zone", zone])
        written = capfdbinary.readouterr().out.decode("utf-8-sig")
        return code, list(csv.DictReader(io.StringIO(written, newline="")))

    code, rows = export("lake-zone:uncertain")
    assert code == 0
    assert {row["name"]: row["zone:lake-zone"] for row in rows} == {"near": "uncertain", "county": "uncertain"}
    code, rows = export("lake-zone")
    assert (code, [row["name"] for row in rows]) == (0, ["inside"])
    assert export("nowhere:inside") == (2, [])
