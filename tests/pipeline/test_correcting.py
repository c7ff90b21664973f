"""Hand over hand: a correction wins, is an event with actor and time, and outlives the next reading and notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from shapely.geometry import Point
from telling import CLOSURE, PLAN, PROGRESS

from geoapp.model import Basis, CaseFeature, LocationInstance, PlaceType, PositionalAccuracy, Status, UsageError
from geoapp.pipeline import Report, World, Written, check_world, correct, list_disagreements, load_units
from geoapp.pipeline.correcting import take_back
from geoapp.pipeline.counties import find_county
from geoapp.places import Gazetteer
from geoapp.store import Store

FileNotice = Callable[..., Report]
Features = Callable[[], list[CaseFeature]]
Clock = Callable[[], datetime]
RIVER, FIRM = "藕池河东支", "恒昌纸业有限公司"


@pytest.fixture
def site(file_notice: FileNotice, features: Features) -> Callable[[str], CaseFeature]:
    file_notice("plan.txt", PLAN)

    def find(name: str) -> CaseFeature:
        (found,) = [f for f in features() if f.name == name]
        return found

    return find


Given = tuple[str, str, str, object]


@pytest.mark.parametrize(
    "given",
    [
        ("status", "done", "status", Status.DONE),
        ("status", "阶段性完成", "status", Status.STAGED),
        ("case_status", "已销号", "case_status", Status.CLOSED),
        ("deadline", "2026-03-31", "deadline", date(2026, 3, 31)),
        ("deadline", "-", "deadline", None),
        ("lead_unit", "县城管执法局", "lead_unit", "县城管执法局"),
        ("type", "水库", "type", PlaceType.RESERVOIR),
        ("coordinateUncertaintyInMeters", "250", "accuracy_m", 250.0),
        ("spatial", "否", "spatial", False),
    ],
)
def test_a_correction_outlives_the_same_and_a_newer_notice(
    given: Given, site: Callable[[str], CaseFeature], store: Store, file_notice: FileNotice, clock: Clock
) -> None:
    field, value, key, expected = given
    before = site(RIVER)
    written = Written(before.case_id, field, value, site_id=before.site_id, note="现场核对")
    assert correct(store, written, actor="李工", at=clock()) == before.version + 1
    for name, body in (("plan.txt", PLAN), ("plan2.txt", PLAN + "\n"), ("progress.txt", PROGRESS)):
        file_notice(name, body)
        assert getattr(store.feature(before.fid), key) == expected
    (event,) = [e for e in store.events(before.case_id) if e.kind == "corrected"]
    assert (event.actor, event.field, event.note) == ("李工", field, "现场核对")
    assert store.check() == []


def test_a_position_by_hand(
    site: Callable[[str], CaseFeature], store: Store, file_notice: FileNotice, clock: Clock
) -> None:
    before = site(FIRM)
    written = Written(before.case_id, "position", "112.5871,29.2953", site_id=before.site_id, accuracy_m=8.0)
    correct(store, written, actor="李工", at=clock())
    file_notice("closure.txt", CLOSURE)
    file_notice("progress.txt", PROGRESS)
    after = store.feature(before.fid)
    assert (after.lon, after.lat, after.accuracy_m, after.basis) == (112.5871, 29.2953, 8.0, Basis.VERIFIED)
    assert after.status is Status.CLOSED


def test_a_position_in_another_system_is_converted(
    site: Callable[[str], CaseFeature], store: Store, clock: Clock
) -> None:
    before = site(FIRM)
    shifted = Written(
        before.case_id, "position", "112.5871,29.2953", site_id=before.site_id, accuracy_m=8, datum="gcj02"
    )
    correct(store, shifted, actor="李工", at=clock())
    after = store.feature(before.fid)
    assert 400 < (112.5871 - after.lon) * 97_000 < 700
    projected = Written(
        before.case_id, "position", "653909,3242085", site_id=before.site_id, accuracy_m=8, crs="EPSG:4546"
    )
    correct(store, projected, actor="李工", at=clock())
    assert store.feature(before.fid).geometry.distance(Point(112.58, 29.29)) < 0.1


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("position", "29.2953,112.5871", "颠倒"),
        ("position", "某村", "某村"),
        ("position", "112.58", "112.58"),
        ("position", "653909,3242085", "653909"),
        ("deadline", "明年底", "明年底"),
        ("status", "finished", "in_progress"),
        ("spatial", "maybe", "maybe"),
        ("coordinateUncertaintyInMeters", "很准", "很准"),
        ("no_such_field", "x", "no_such_field"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    field: str, value: str, named: str, site: Callable[[str], CaseFeature], store: Store, clock: Clock
) -> None:
    before = site(FIRM)
    written = Written(before.case_id, field, value, site_id=before.site_id, accuracy_m=10.0)
    with pytest.raises(UsageError, match=named):
        correct(store, written, actor="李工", at=clock())
    assert store.feature(before.fid) == before


def test_a_position_needs_its_accuracy(site: Callable[[str], CaseFeature], store: Store, clock: Clock) -> None:
    written = Written(site(FIRM).case_id, "position", "112.5871,29.2953", site_id=site(FIRM).site_id)
    with pytest.raises(UsageError, match="--accuracy"):
        correct(store, written, actor="李工", at=clock())


# --- the doctor --------------------------------------------------------------------------------------------------


def test_machine_and_person_are_listed_until_they_agree(
    site: Callable[[str], CaseFeature], store: Store, world: World, file_notice: FileNotice, clock: Clock
) -> None:
    before = site(FIRM)
    written = Written(before.case_id, "case_status", "closed")
    correct(store, written, actor="李工", at=clock())
    (line,) = list_disagreements(store)
    assert all(words in line for words in (before.case_id, "案件状态", "已列入计划", "已销号", "李工", "2026-01-05"))
    assert check_world(store, world) == []
    file_notice("closure.txt", CLOSURE)  # now the machine reads the same
    assert list_disagreements(store) == []


def test_a_position_by_hand_is_listed_with_both_places(
    site: Callable[[str], CaseFeature], store: Store, clock: Clock
) -> None:
    before = site(RIVER)
    written = Written(before.case_id, "position", "112.5,29.4", site_id=before.site_id, accuracy_m=8.0)
    correct(store, written, actor="李工", at=clock())
    (line,) = list_disagreements(store)
    assert "位置" in line and "112.50000, 29.40000（误差 ±8 米）" in line
    assert f"±{before.accuracy_m:.0f}" in line


def test_a_corrected_site_that_is_read_no_more_is_listed(
    site: Callable[[str], CaseFeature], store: Store, file_notice: FileNotice, clock: Clock
) -> None:
    before = site(RIVER)
    correct(store, Written(before.case_id, "status", "done", site_id=before.site_id), actor="李工", at=clock())
    file_notice("plan2.txt", PLAN.replace("藕池河东支麻河口镇段", "部分集镇"))
    (line,) = list_disagreements(store)
    assert "已不在现有记录中" in line
    assert before.site_id is not None
    assert before.site_id in line


def test_a_correction_outlives_an_edition_with_other_words(
    site: Callable[[str], CaseFeature], store: Store, file_notice: FileNotice, clock: Clock
) -> None:
    before = site(RIVER)
    correct(store, Written(before.case_id, "status", "done", site_id=before.site_id), actor="李工", at=clock())
    file_notice("plan2.txt", PLAN.replace("沿岸生活污水直排", "两岸居民生活污水未经处理直排"))
    after = store.feature(before.fid)
    assert "两岸" in after.problem
    assert (after.case_id, after.status) == (before.case_id, Status.DONE)
    assert len(store.notices()) == 2


def test_a_bad_gazetteer_entry_is_named(store: Store, world: World) -> None:
    outside = LocationInstance(
        "office/site/甲", "甲", PlaceType.SITE, Point(28.5, 112.3), PositionalAccuracy(20, Basis.SURVEYED),
        county_codes=("999999",),
    )  # fmt: skip
    findings = check_world(store, World(world.settings, world.units, Gazetteer([outside])))
    assert any("甲" in line and "中国范围之外" in line for line in findings)
    assert any("999999" in line for line in findings)


def test_a_county_is_one_of_the_table_with_its_code(
    site: Callable[[str], CaseFeature], store: Store, file_notice: FileNotice, clock: Clock
) -> None:
    before = site(RIVER)
    written = Written(before.case_id, "county", "赫山区", site_id=before.site_id)
    correct(store, written, actor="李工", at=clock(), if_match=before.version)
    file_notice("progress.txt", PROGRESS)
    after = store.feature(before.fid)
    assert (after.county, after.county_code) == ("赫山区", "430903")
    take_back(store, written, actor="李工", at=clock())
    back = store.feature(before.fid)
    assert (back.county, back.county_code) == (before.county, before.county_code)


@pytest.mark.parametrize(
    ("value", "code"),
    [("430921", "430921"), ("赫山", "430903"), ("益阳市赫山区", "430903"), ("湖南省益阳市", "430900")],
)
def test_a_county_by_code_and_by_longer_and_shorter_names(
    value: str, code: str, site: Callable[[str], CaseFeature], store: Store, clock: Clock
) -> None:
    before = site(RIVER)
    correct(store, Written(before.case_id, "county", value, site_id=before.site_id), actor="李工", at=clock())
    assert store.feature(before.fid).county_code == code


def test_of_counties_of_one_name_the_near_one_is_meant(store: Store) -> None:
    units = load_units()
    assert find_county("鼓楼区", units, near="320102", on=date(2026, 1, 1)).code == "320106"
    with pytest.raises(UsageError, match="320106"):
        find_county("鼓楼区", units, near="430903", on=date(2026, 1, 1))


def test_what_is_no_county_is_refused_with_the_nearest_names(
    site: Callable[[str], CaseFeature], store: Store, clock: Clock
) -> None:
    before = site(RIVER)
    for wrong, offered in (
        ("郝山区", "赫山区（430903）"),
        ("南先", "南县（430921）"),
        ("<b>", "6 位代码"),
        ("", "6 位代码"),
        ("430999", "6 位代码"),
    ):
        with pytest.raises(UsageError, match=offered):
            correct(store, Written(before.case_id, "county", wrong, site_id=before.site_id), actor="李工", at=clock())
    assert store.feature(before.fid).version == before.version
