"""Deadlines in working days: counted when filed, waiting for a calendar, set when it comes."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from geoapp.closing import load_calendar, write_year
from geoapp.model import Genre, Notice, Quote, Record, Status
from geoapp.pipeline.terms import settle_terms, waiting_terms, with_term
from geoapp.store import Filing, Store

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
TEXT = "一、某砖厂粉尘扰民。责令该厂自收到通报之日起15个工作日内完成整改。"
LAST = max(load_calendar().years)


def notice(issued_on: date | None) -> Notice:
    data = f"{issued_on}".encode()
    return Notice(identifier=hashlib.sha256(data).hexdigest(), work_key="w", title="通报", text=TEXT, genre=Genre.OTHER,
                  media_type="text/plain", file_name="a.txt", issued_on=issued_on)  # fmt: skip


def record(**fields: object) -> Record:
    start = TEXT.index("某砖厂")
    given = {"problem": "某砖厂粉尘扰民", "quotes": {"problem": Quote.of(TEXT, start, start + 7)},
             "status": Status.IN_PROGRESS, "spans": ((0, len(TEXT)),)} | fields  # fmt: skip
    return Record(**given)  # type: ignore[arg-type]


def test_a_term_is_counted_from_the_day_of_issue() -> None:
    said = with_term(record(), notice(date(2025, 9, 26)), load_calendar())
    assert said.deadline == date(2025, 10, 23)  # over a holiday of eight days and two worked weekend days
    assert said.quotes["deadline"].exact == "15个工作日内"
    assert said.quotes["deadline"].holds_in(TEXT)
    assert said.warnings == ("期限按“15个工作日内”自发布日 2025-09-26 起推算为 2025-10-23，收文日期不同的请更正",)


@pytest.mark.parametrize(
    ("fields", "issued_on"),
    [({"deadline": date(2025, 12, 1)}, date(2025, 9, 26)), ({"status": Status.CLOSED}, date(2025, 9, 26)), ({}, None)],
)
def test_what_is_exact_or_finished_or_undated_stays(fields: dict[str, object], issued_on: date | None) -> None:
    given = record(**fields)
    assert with_term(given, notice(issued_on), load_calendar()) == given


def test_an_unpublished_year_blocks_only_its_term_and_is_settled_later(store: Store, tmp_path: Path) -> None:
    late = notice(date(LAST, 12, 28))
    waiting = with_term(record(), late, load_calendar())
    assert waiting.deadline is None
    assert f"日历未发布：需要 {LAST + 1} 年" in waiting.warnings[0]
    filing = Filing("c-1", "430000", waiting)
    store.put_notice(late, f"{late.issued_on}".encode(), [filing], at=AT, actor="机器")
    assert [(held.filing.case_id, year) for held, _, year in waiting_terms(store, load_calendar())] == [
        ("c-1", LAST + 1)
    ]
    assert settle_terms(store, load_calendar(), actor="李", at=AT) == 0
    write_year(tmp_path, LAST + 1, "测试", {date(LAST + 1, 1, 1): "元旦"}, [])
    calendar = load_calendar(tmp_path)
    assert settle_terms(store, calendar, actor="李", at=AT) == 1
    (feature,) = store.dossier("c-1").features
    assert feature.deadline == calendar.term_end(date(LAST, 12, 28), 15)
    assert list(waiting_terms(store, calendar)) == []
    assert len(store.dossier("c-1").records[0].record.warnings) == 1
    assert settle_terms(store, calendar, actor="李", at=AT) == 0
    assert store.check() == []
