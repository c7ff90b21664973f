"""What changed lately, and when cases were finished: as the dashboard asks a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from making import EVERYTHING, at, filing, put, record

from geoapp.model import Precision, Scope, Status
from geoapp.model.columns import NO_DATE
from geoapp.store import Correction, Store, Told, open_store, scoped
from geoapp.store._endings import possible_days

CASE = "430000-a-1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "变化.gpkg"), create=True)
    yield opened
    opened.close()


def ending(store: Store, case_row: int = 0) -> tuple[date | None, date | None]:
    columns = store.columns()
    assert columns.ended_from is not None
    assert columns.ended_by is not None
    first, last = int(columns.ended_from[case_row]), int(columns.ended_by[case_row])
    return tuple(None if day == NO_DATE else date.fromordinal(day) for day in (first, last))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("day", "precision", "first", "last"),
    [
        ("2025-08-25", Precision.DAY, date(2025, 8, 25), date(2025, 8, 25)),
        ("2025-08-25", None, date(2025, 8, 25), date(2025, 8, 25)),
        ("2024-02-01", Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-01-01", Precision.YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-10-31", Precision.INFERRED, None, date(2025, 10, 31)),
        (None, None, None, None),
    ],
)
def test_the_days_that_a_date_can_mean(
    day: str | None, precision: str | None, first: date | None, last: date | None
) -> None:
    wanted = tuple(NO_DATE if one is None else one.toordinal() for one in (first, last))
    assert possible_days(day, precision) == wanted


def test_an_end_is_known_as_closely_as_the_text_tells(store: Store) -> None:
    done = record(status=Status.DONE, happened_on=date(2025, 8, 1), happened_precision=Precision.MONTH)
    put(store, filings=(filing(of=done),))
    assert ending(store) == (date(2025, 8, 1), date(2025, 8, 31))


def test_without_a_day_in_the_text_the_notice_is_only_the_latest_day(store: Store) -> None:
    put(store, filings=(filing(of=record(status=Status.CLOSED)),))
    assert ending(store) == (None, date(2025, 12, 1))


def test_a_case_that_is_not_finished_has_no_end(store: Store) -> None:
    put(store)
    assert ending(store) == (None, None)


def test_a_correction_has_no_day_and_a_told_step_has(store: Store) -> None:
    put(store)
    store.correct(Correction(CASE, None, "case_status", Status.CLOSED), actor="李", at=at(1), if_match=None)
    assert ending(store) == (None, None)
    store.correct(Correction(CASE, None, "case_status", Status.IN_PROGRESS), actor="李", at=at(2), if_match=None)
    told = Told(CASE, "step", {}, date(2026, 1, 6), sets={"deadline": date(2026, 3, 1), "case_status": Status.CLOSED})
    store.tell(told, actor="李", at=at(3), if_match=None)
    if store.dossier(CASE).features[0].case_status is Status.CLOSED:
        assert ending(store) == (date(2026, 1, 6), date(2026, 1, 6))
    else:  # the correction stands above it
        assert ending(store) == (None, None)


def test_lead_units_are_columns_too(store: Store) -> None:
    put(store, filings=(filing(), filing("430000-a-2", record("白石矿山废水直排", lead_unit=None))))
    columns = store.columns()
    assert columns.lead is not None
    assert [columns.lead_units[i] if i >= 0 else None for i in columns.lead.tolist()] == ["市生态环境局", None]


def test_a_notice_is_one_change_and_what_it_brought_is_counted(store: Store) -> None:
    put(store, filings=(filing(), filing("430000-a-2", record("白石矿山废水直排"))))
    (change,) = store.changes(EVERYTHING, limit=10)
    assert (change.kind, change.cases, change.notice_title) == ("notice", 2, "通报甲")
    assert store.changes(replace(EVERYTHING, county=("430921",)), limit=10) == ()


def test_changes_of_cases_come_newest_first_with_what_names_the_case(store: Store) -> None:
    put(store)
    store.correct(Correction(CASE, None, "deadline", date(2026, 5, 1)), actor="李", at=at(1), if_match=None)
    store.tell(Told(CASE, "visit", {}, date(2026, 1, 5), note="看过"), actor="王", at=at(2), if_match=None)
    told, corrected, read = store.changes(EVERYTHING, limit=10)
    assert [told.kind, corrected.kind, read.kind] == ["visit", "corrected", "notice"]
    assert corrected.event is not None
    assert (corrected.event.field, corrected.event.after, corrected.event.actor) == ("deadline", "2026-05-01", "李")
    assert (corrected.no, corrected.problem, corrected.county_code) == ("1", "青溪河水质不达标", "430903")
    assert store.changes(EVERYTHING, limit=1) == (told,)


def test_changes_outside_the_rights_are_not_told(store: Store) -> None:
    put(store)
    store.correct(Correction(CASE, None, "deadline", date(2026, 5, 1)), actor="李", at=at(1), if_match=None)
    assert scoped(store, Scope(frozenset({"430921"}))).changes(EVERYTHING, limit=10) == ()
    assert len(scoped(store, Scope(frozenset({"430903"}))).changes(EVERYTHING, limit=10)) == 2
