"""The month digest and the three lists from a real store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from closing_case import CASE, decision, desk, file_case

from geoapp.model import Query, Status, UnitTable
from geoapp.pipeline import extend_deadline, list_cases, load_rules, pause_clock, resume_clock, take_step
from geoapp.pipeline.digest import build_digest, count_months, month_of, opening_month
from geoapp.reports import Digest
from geoapp.settings import Settings
from geoapp.store import Store

TODAY = date(2026, 1, 5)
UNITS = UnitTable([])


def digest(store: Store, month: str, **words: object) -> Digest:
    return build_digest(store, Query(today=TODAY, **words), *month_of(month), UNITS)  # type: ignore[arg-type]


def results(found: Digest) -> dict[str, str]:
    return {row.case_id: row.result for row in found.due}


def close(store: Store, folder: Path, case_id: str, on: date) -> None:
    for step in ("self_check", "apply_closure", "apply_acceptance", "acceptance"):
        take_step(desk(store, folder), decision(date(2025, 10, 9), case_id=case_id), step)
    take_step(desk(store, folder), decision(date(2025, 10, 10), case_id=case_id), "public_notice")
    take_step(desk(store, folder), decision(on, case_id=case_id), "closure")


def fill(store: Store, folder: Path) -> None:
    """One case for each way that a deadline of November can go."""
    due = {"deadline": date(2025, 11, 30)}
    for name in ("c-ontime", "c-late", "c-lapsed", "c-extended", "c-paused", "c-resumed"):
        file_case(store, name, name, **due)
    file_case(store, "c-overdue", "c-overdue", issued_on=date(2025, 12, 20), **due)
    file_case(store, "c-said", "c-said", issued_on=date(2025, 12, 3), status=Status.CLOSED, **due)
    file_case(store, "c-other", "c-other", deadline=date(2026, 2, 1))
    close(store, folder, "c-ontime", date(2025, 11, 25))
    close(store, folder, "c-late", date(2025, 12, 2))
    extend_deadline(desk(store, folder), decision(date(2025, 11, 20), case_id="c-extended"), date(2026, 3, 1))
    for name in ("c-paused", "c-resumed"):
        pause_clock(desk(store, folder), decision(date(2025, 11, 3), case_id=name))
    resume_clock(desk(store, folder), decision(date(2025, 11, 13), case_id="c-resumed"))


def test_how_each_deadline_of_the_month_went(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    november = digest(store, "2025-11")
    assert results(november) == {
        "c-ontime": "on_time", "c-late": "late", "c-lapsed": "lapsed", "c-extended": "extended", "c-paused": "paused",
        "c-overdue": "overdue", "c-said": "undated",
    }  # fmt: skip
    assert {row.case_id for row in november.slipped} == {"c-late", "c-lapsed", "c-extended", "c-overdue"}
    assert [(row.case_id, row.day) for row in november.closed] == [("c-ontime", "2025-11-25")]
    assert november.reported == ()
    total = november.total
    assert (total.due, total.on_time, total.late, total.closed, total.undated) == (7, 1, 1, 1, 1)
    assert [(t.name, t.due) for t in november.by_county] == [("南县", 7)]
    assert [(t.name, t.due) for t in november.by_unit] == [("县生态环境局", 7)]


def test_other_months_of_the_same_cases(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    december = digest(store, "2025-12")
    assert results(december) == {"c-resumed": "lapsed"}  # ten days later, and nothing newer was read
    assert [row.case_id for row in december.closed] == ["c-late"]
    assert [(row.case_id, row.day) for row in december.reported] == [("c-said", "不晚于 2025-12-03")]
    assert results(digest(store, "2026-02")) == {"c-other": "pending"}
    assert results(digest(store, "2026-03")) == {"c-extended": "pending"}


def test_a_selection_narrows_the_digest(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    closed = digest(store, "2025-11", status=(Status.CLOSED,))
    assert results(closed) == {"c-ontime": "on_time", "c-late": "late"}  # a status selects sites, as everywhere
    assert results(digest(store, "2025-11", county=("430903",))) == {}


@pytest.mark.parametrize("written", ["2025-13", "2025", "2025-1", "", "x", "2025-11-01", "0000-01"])
def test_months_that_are_none(written: str) -> None:
    with pytest.raises(ValueError, match=r".*|^$"):
        month_of(written)


def test_the_three_lists_tell_the_way(store: Store, tmp_path: Path) -> None:
    file_case(store)
    rules = load_rules(Settings(folder=tmp_path))
    take_step(desk(store, tmp_path), decision(date(2025, 10, 9)), "self_check")
    extend_deadline(desk(store, tmp_path), decision(date(2025, 12, 20)), date(2026, 1, 15))
    (case,) = list_cases(store, Query(today=TODAY), rules)
    assert (case.case_id, case.county, case.goal, case.lead_unit) == (CASE, "南县", "达标排放", "县生态环境局")
    assert (case.step, case.next_step) == ("自查自验（2025-10-09）", "申请销号：销号申请")
    assert (case.deadline, case.deadline_note) == (date(2026, 1, 15), "原 2025-12-31，已延期")
    assert case.warning == "黄牌\n还有 10 天"
    assert case.sites == "恒昌纸业有限公司（整改中）"
    assert case.notice == "《方案通报》2025-06-02"


def test_the_months_that_have_something_are_those_whose_digest_has(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    months = count_months(store, Query(today=TODAY))
    for month in (f"{year}-{n:02d}" for year in (2025, 2026) for n in range(1, 13)):
        found = digest(store, month)
        shown = {row.case_id for row in (*found.due, *found.closed, *found.reported)}
        assert months.get(month, 0) == len(shown), month
    assert count_months(store, Query(today=TODAY, q="没有这样的话")) == {}


@pytest.mark.parametrize(
    ("months", "opened"),
    [
        (["2025-11", "2025-12", "2026-03"], "2025-12"),
        (["2025-11", "2026-01", "2026-03"], "2026-01"),
        (["2026-03", "2026-02"], "2026-02"),
        ([], "2026-01"),
    ],
)
def test_the_month_to_begin_with(months: list[str], opened: str) -> None:
    assert opening_month(months, TODAY) == opened
