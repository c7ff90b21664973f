"""After an import every stored case is placed again: what moved, how far, what stayed, and what a person had set."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, mapping
from telling import CLOSURE, PLAN, PROGRESS

from geoapp.model import Basis, CaseFeature, PlaceType, Position, PositionalAccuracy
from geoapp.pipeline import Report, World, imported_gazetteer, load_world, open_demonstration, place_again
from geoapp.places import import_features, save_extra
from geoapp.settings import Settings
from geoapp.store import Correction, Store

FileNotice = Callable[..., Report]
Features = Callable[[], list[CaseFeature]]
Clock = Callable[[], datetime]
COURSE = LineString([(112.30, 29.35), (112.42, 29.41), (112.55, 29.47)])
RIVER, FIRM = "藕池河东支", "恒昌纸业有限公司"


def imported(folder: Path, named: dict[str, object], kind: PlaceType) -> World:
    """The world after an office has imported these geometries."""
    settings = Settings(folder=folder / "office")
    file = folder / "own.geojson"
    features = [{"type": "Feature", "properties": {"名称": n}, "geometry": mapping(g)} for n, g in named.items()]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    save_extra(import_features(file, "名称", kind, "EPSG:4490", 20.0, None), imported_gazetteer(settings))
    return load_world(settings)


def test_nothing_moves_while_the_gazetteer_is_the_same(
    file_notice: FileNotice, store: Store, world: World, clock: Clock
) -> None:
    for name, body in {"plan.txt": PLAN, "progress.txt": PROGRESS, "closure.txt": CLOSURE}.items():
        file_notice(name, body)
    version = store.version()
    report = place_again(store, world, now=clock)
    assert (report.notices, report.changes, report.sites, report.same) == (3, (), 2, 2)
    assert store.version() == version


def test_own_geometry_moves_its_cases_and_the_report_says_how_far(
    tmp_path: Path, file_notice: FileNotice, store: Store, features: Features, clock: Clock
) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("progress.txt", PROGRESS)
    (before,) = [f for f in features() if f.name == RIVER]
    world = imported(tmp_path, {RIVER: COURSE}, PlaceType.RIVER)
    report = place_again(store, world, now=clock)
    (after,) = [f for f in features() if f.name == RIVER]
    (change,) = report.changes
    assert (change.kind, change.case_id) == ("moved", before.case_id)
    assert change.before is not None
    assert (change.before.accuracy_m, change.before.basis) == (before.accuracy_m, before.basis)
    assert change.after is not None
    assert (change.after.accuracy_m, change.after.basis) == (20.0, Basis.SURVEYED)
    assert after.geometry.equals_exact(COURSE, 1e-6)
    expected = Geod(ellps="WGS84").inv(before.lon, before.lat, after.lon, after.lat)[2]
    assert change.distance_m == pytest.approx(expected, abs=0.01)
    assert report.same == report.sites - 1
    moves = [e for e in store.events(before.case_id) if e.kind == "position"]
    assert len(moves) == 1
    assert "surveyed" in (moves[0].after or "")
    assert place_again(store, world, now=clock).changes == ()
    assert store.check() == []


def test_what_had_no_place_is_located(
    tmp_path: Path, file_notice: FileNotice, store: Store, features: Features, clock: Clock
) -> None:
    body = PLAN.replace("藕池河东支麻河口镇段沿岸", "青草渠沿岸")
    file_notice("plan.txt", body)
    (before,) = [f for f in features() if f.name == "青草渠"]
    assert before.basis is not Basis.SURVEYED
    world = imported(tmp_path, {"青草渠": COURSE}, PlaceType.CANAL)
    report = place_again(store, world, now=clock)
    (change,) = [c for c in report.changes if c.name == "青草渠"]
    assert change.kind == ("located" if before.geometry is None else "moved")
    (after,) = [f for f in features() if f.name == "青草渠"]
    assert (after.basis, after.site_id) == (Basis.SURVEYED, before.site_id)


def test_a_place_set_by_hand_stays(
    tmp_path: Path, file_notice: FileNotice, store: Store, features: Features, clock: Clock
) -> None:
    file_notice("plan.txt", PLAN)
    (before,) = [f for f in features() if f.name == RIVER]
    hand = Position(Point(112.5, 29.4), PositionalAccuracy(15.0, Basis.VERIFIED), "hand:1", "现场")
    correction = Correction(before.case_id, before.site_id, "position", hand)
    store.correct(correction, actor="李工", at=clock(), if_match=None)
    report = place_again(store, imported(tmp_path, {RIVER: COURSE}, PlaceType.RIVER), now=clock)
    assert [change.kind for change in report.changes] == ["kept"]
    (after,) = [f for f in features() if f.name == RIVER]
    assert (after.lon, after.lat, after.basis) == (112.5, 29.4, Basis.VERIFIED)


def test_a_correction_holds_though_the_type_is_read_differently(
    tmp_path: Path, file_notice: FileNotice, store: Store, features: Features, clock: Clock
) -> None:
    file_notice("plan.txt", PLAN)
    (before,) = [f for f in features() if f.name == FIRM]
    correction = Correction(before.case_id, before.site_id, "name", "恒昌纸业（新厂区）")
    store.correct(correction, actor="李工", at=clock(), if_match=None)
    place_again(store, imported(tmp_path, {FIRM: Point(112.58, 29.3)}, PlaceType.FACILITY), now=clock)
    (after,) = [f for f in features() if f.site_id == before.site_id]
    assert (after.name, after.basis) == ("恒昌纸业（新厂区）", Basis.SURVEYED)


def test_superseded_editions_are_left_alone(
    tmp_path: Path, file_notice: FileNotice, store: Store, clock: Clock
) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("plan2.txt", PLAN + "\n")
    old = next(n for n in store.notices() if n.superseded_by)
    before = store.records_of(old.identifier)
    report = place_again(store, imported(tmp_path, {RIVER: COURSE}, PlaceType.RIVER), now=clock)
    assert report.notices == 1
    assert store.records_of(old.identifier) == before


def test_cases_about_no_spot_are_placed_again_too(tmp_path: Path, world: World) -> None:
    """Their places are mentions; the bundled sample has some. Nothing changes where the gazetteer has not."""
    store, _ = open_demonstration(tmp_path / "demo.gpkg", world, now=lambda: datetime(2026, 1, 15, tzinfo=UTC))
    try:
        columns = store.columns()
        assert not columns.spatial.all()
        version = store.version()
        report = place_again(store, world, now=lambda: datetime(2026, 1, 16, tzinfo=UTC))
        assert report.changes == () and store.version() == version
    finally:
        store.close()
