"""Observations in the store: filed by source, replaced by a newer reading, never deleted, added to older stores."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from geoapp.model import FileRow, Observation, Period, Precision, Quote, WaterClass
from geoapp.store import Store, _create, open_store

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BODY = "镜湖总磷0.08毫克/升（目标0.09毫克/升）。"


def measured(day: date, value: float, section: str | None = "s/镜湖") -> Observation:
    row = FileRow("周报.csv", "f" * 64, 3, "总磷(mg/L)", ("镜湖", day.isoformat(), str(value)))
    period = Period(day.isoformat(), day, day, Precision.DAY)
    return Observation(section, "total_phosphorus", "总磷(mg/L)", period, value, "mg/L", below=True, row=row)


def stated() -> Observation:
    quote = Quote.of(BODY, 0, 12)
    return Observation(
        "s/镜湖", "water_class", "国控断面", Period("某时"), target=0.09, target_class=WaterClass.III, stated="Ⅳ类",
        stated_class=WaterClass.IV, at_least=True, reached=False, matched_by="name", notice_id="n", quote=quote,
        target_quote=quote, remark="备注", place="镜湖",
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "监测 库.gpkg"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(str(path), create=True)
    yield opened
    opened.close()


def test_what_goes_in_comes_out_by_item_and_day(store: Store) -> None:
    july, august = measured(date(2025, 7, 7), 0.07), measured(date(2025, 8, 4), 0.08)
    elsewhere = measured(date(2025, 7, 7), 0.3, None)
    assert store.put_observations([august, july, elsewhere], source="file:周报.csv", at=AT)
    assert store.put_observations([stated()], source="notice:n", at=AT)
    assert store.observations("s/镜湖") == (july, august, stated())
    assert set(store.observations()) == {july, august, stated(), elsewhere}
    assert store.observations("s/别处") == ()


def test_the_same_again_changes_nothing(store: Store) -> None:
    found = [measured(date(2025, 7, 7), 0.07)]
    store.put_observations(found, source="file:a", at=AT)
    version = store.version()
    assert not store.put_observations(found, source="file:a", at=AT)
    assert store.version() == version
    assert store.put_observations([measured(date(2025, 7, 7), 0.071)], source="file:a", at=AT)
    assert store.version() != version


def test_a_newer_reading_replaces_only_its_own_source_and_the_older_is_kept(store: Store, path: Path) -> None:
    store.put_observations([measured(date(2025, 7, 7), 0.07)], source="file:a", at=AT)
    store.put_observations([stated()], source="notice:n", at=AT)
    newer = measured(date(2025, 7, 14), 0.08)
    store.put_observations([newer], source="file:a", at=AT)
    assert set(store.observations("s/镜湖")) == {newer, stated()}
    store.put_observations([], source="notice:n", at=AT)
    assert store.observations("s/镜湖") == (newer,)
    with sqlite3.connect(path) as outside:
        assert outside.execute("SELECT count(*) FROM observations").fetchone() == (3,)
    outside.close()


def test_nothing_for_an_unknown_source_is_no_change(store: Store) -> None:
    version = store.version()
    assert not store.put_observations([], source="notice:none", at=AT)
    assert store.version() == version


def test_a_store_of_an_earlier_step_gets_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "旧库.gpkg"
    with monkeypatch.context() as before:
        before.setattr(_create, "STEPS", _create.STEPS[:2])
        _create.prepare(old, create=True)
    with sqlite3.connect(old) as outside:
        assert not outside.execute("SELECT 1 FROM sqlite_master WHERE name = 'observations'").fetchall()
    outside.close()
    again = open_store(str(old))
    try:
        again.put_observations([stated()], source="notice:n", at=AT)
        assert again.observations() == (stated(),)
    finally:
        again.close()
