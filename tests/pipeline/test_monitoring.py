"""Observations through the corridor: filed with the notice, judged, each leading to its sentence or its file row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from geoapp.model import NotFound, UsageError
from geoapp.pipeline import (
    Report,
    World,
    build_layers,
    import_series,
    ingest,
    list_sections,
    load_waters,
    section_to_json,
    trace_case,
    trace_section,
)
from geoapp.pipeline.demonstration import SAMPLES
from geoapp.store import Store

LAKE = "sections/大通湖国控断面"
Take = Callable[..., Report]


@pytest.fixture
def filled(store: Store, world: World, clock: Callable[[], datetime]) -> Store:
    """The bundled sample with its layers."""
    assert ingest([SAMPLES], store, world, now=clock).failed == 0
    build_layers(store, world)
    return store


def by_item(page: dict[str, Any], item: str) -> list[dict[str, Any]]:
    return [one for one in page["observations"] if one["item"] == item]


def test_a_notice_is_filed_with_its_observations_and_they_are_judged(filled: Store) -> None:
    page = section_to_json(filled, LAKE)
    first = by_item(page, "total_phosphorus")[0]
    assert (first["value"], first["target"], first["class"], first["class_label"]) == (0.079, 0.082, "IV", "Ⅳ类")
    assert (first["reached"], first["reached_by"]) == (True, "compared")
    yearly = next(one for one in page["verdicts"] if one["period"]["words"] == "2024年")
    assert (yearly["class"], yearly["deciding"], yearly["items"]) == ("IV", ["总磷"], ["总磷"])
    assert by_item(page, "water_class")[0]["stated_class"] == "IV"


def test_every_value_leads_to_its_sentence(filled: Store) -> None:
    found = [*section_to_json(filled, LAKE)["observations"], *list_sections(filled)["unmatched"]]
    assert len(found) > 4
    for one in found:
        quote = one["evidence"]["quote"]
        notice, _ = filled.notice(one["evidence"]["notice_id"])
        assert notice.text[quote["start"] : quote["end"]] == quote["exact"]
        assert one["evidence"]["href"].endswith(f"#q-{quote['start']}-{quote['end']}")
        assert one["evidence"]["title"] == notice.title


def test_relative_periods_are_marked_as_inferred(filled: Store) -> None:
    later = by_item(section_to_json(filled, LAKE), "total_phosphorus")[1]
    assert later["period"]["words"] == "今年1-10月"
    assert later["period"]["inferred"]
    assert str(later["period"]["first"]) == "2025-01-01"


def test_what_names_no_listed_section_is_listed_apart_with_its_reason(filled: Store) -> None:
    unmatched = list_sections(filled)["unmatched"]
    assert unmatched
    assert all(one["remark"] for one in unmatched)


def test_the_chart_has_one_point_for_one_value_told_twice_and_the_limits_of_its_water(filled: Store) -> None:
    (series,) = section_to_json(filled, LAKE)["series"]
    assert [point["value"] for point in series["points"]] == [0.079, 0.069]
    assert [limit["value"] for limit in series["limits"]] == [0.01, 0.025, 0.05, 0.1, 0.2]


def test_a_table_joins_the_series_and_its_newer_edition_replaces_it(
    filled: Store, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    table = tmp_path / "周报.csv"
    table.write_text("断面,日期,总磷(μg/L)\n大通湖,2025-07-07,71\n大通湖,2025-07-14,105\n", encoding="utf-8")
    assert import_series(table, filled, now=clock).problems == ()
    page = section_to_json(filled, LAKE)
    assert [point["value"] for point in page["series"][0]["points"]] == [0.079, 0.069, 0.071, 0.105]
    last = next(one for one in page["observations"] if one["value"] == 105)
    assert (last["class"], last["evidence"]["file"], last["evidence"]["row"]) == ("V", "周报.csv", 3)
    table.write_text("断面,日期,总磷(μg/L)\n大通湖,2025-07-07,72\n", encoding="utf-8")
    import_series(table, filled, now=clock)
    values = [one["value"] for one in section_to_json(filled, LAKE)["observations"]]
    assert 72 in values
    assert 71 not in values
    assert 0.079 in values


def test_an_unknown_section_names_the_known_ones(filled: Store, tmp_path: Path, clock: Callable[[], datetime]) -> None:
    with pytest.raises(NotFound, match=r"坪口.*大通湖国控断面"):
        section_to_json(filled, "坪口")
    with pytest.raises(NotFound, match="坪口"):
        trace_section(filled, "坪口", clock().date())
    by_alias = trace_section(filled, "南嘴", clock().date())
    assert by_alias["section"]["name"] == "南嘴断面"
    assert by_alias == trace_section(filled, by_alias["section"]["key"], clock().date())
    with pytest.raises(UsageError, match=r"没有\.csv"):
        import_series(tmp_path / "没有.csv", filled, now=clock)


def test_ingest_again_changes_nothing(filled: Store, world: World, clock: Callable[[], datetime]) -> None:
    before = filled.version(), filled.observations()
    ingest([SAMPLES], filled, world, now=clock)
    assert (filled.version(), filled.observations()) == before


def test_a_section_whose_water_nobody_knows_gets_no_class(
    filled: Store, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    table = tmp_path / "南嘴.csv"
    table.write_text("断面,日期,总磷(mg/L)\n南嘴断面,2025-07-07,0.071\n", encoding="utf-8")
    import_series(table, filled, now=clock)
    page = section_to_json(filled, "南嘴断面")
    assert page["water"] is None
    assert page["verdicts"] == []
    assert page["observations"][0]["class"] is None
    assert page["observations"][0]["remark"]
    assert page["series"][0]["limits"] == []


def site_of(store: Store, clock: Callable[[], datetime], name: str) -> str:
    from geoapp.model import Query

    return next(one.case_id for one in store.iterate(Query(today=clock().date())) if one.name == name)


def test_a_case_on_a_sketched_river_is_followed_by_order(filled: Store, clock: Callable[[], datetime]) -> None:
    found = trace_case(filled, site_of(filled, clock, "志溪河"))
    (river,) = [site for site in found["sites"] if site["name"] == "志溪河"]
    (hit,) = river["hits"]
    assert (hit["section"]["name"], hit["relation"], hit["distance_m"]) == ("志溪河口断面", "order", None)
    assert any("示意" in reason for reason in river["reasons"])


def test_upstream_answers_what_the_trace_answered(filled: Store, clock: Callable[[], datetime]) -> None:
    waters = load_waters(filled)
    today = clock().date()
    for spot in waters.stations.spots:
        for case in trace_section(filled, spot.key, today, waters)["cases"]:
            told = trace_case(filled, case["case_id"], waters)
            (site,) = [one for one in told["sites"] if one["site_id"] == case["site_id"]]
            assert spot.key in [hit["section"]["key"] for hit in site["hits"]], case
    lake = trace_section(filled, LAKE, today, waters)
    assert {case["relation"] for case in lake["cases"]} == {"same_lake"}
    assert lake["cases"]


def test_an_unknown_case_is_not_found(filled: Store) -> None:
    with pytest.raises(NotFound, match="nosuch"):
        trace_case(filled, "nosuch")


def test_a_newer_edition_of_a_notice_takes_its_observations_over(store: Store, file_notice: Take) -> None:
    body = next(path for path in SAMPLES.glob("*.txt") if "0.079" in path.read_text(encoding="utf-8"))
    words = body.read_text(encoding="utf-8")
    file_notice("旧版.txt", words)
    old = store.observations()
    file_notice("新版.txt", words.replace("0.079", "0.078"))
    new = store.observations()
    assert len(new) == len(old) > 0
    assert {one.notice_id for one in new}.isdisjoint({one.notice_id for one in old})
    assert 0.078 in {one.value for one in new}
    assert 0.079 not in {one.value for one in new}
    file_notice("旧版又来.txt", words)
    assert len(store.observations()) == len(old)
