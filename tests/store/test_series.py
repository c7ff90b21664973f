"""Imported tables are kept as they came: found by their SHA-256, in every backup, missed when they are gone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely.geometry import Point

from geoapp.model import (
    BuiltLayer,
    FileRow,
    Forbidden,
    LayerDefinition,
    LayerFeature,
    Lineage,
    NotFound,
    Observation,
    Period,
    Precision,
    Scope,
    StoreError,
)
from geoapp.store import Store, open_store, scoped

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TABLE = "断面,日期,总磷(mg/L)\n镜湖,2025-07-07,0.07\n别湖,2025-07-07,0.09\n".encode()
HASH = hashlib.sha256(TABLE).hexdigest()


def value(section: str, row: int) -> Observation:
    day = date(2025, 7, 7)
    cells = FileRow("周报.csv", HASH, row, "总磷(mg/L)", (section, "2025-07-07"))
    return Observation(f"s/{section}", "total_phosphorus", "总磷", Period("", day, day, Precision.DAY), 0.1, "mg/L",
                       row=cells)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "监测 库.gpkg"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(str(path), create=True)
    assert opened.keep_series(TABLE, "周报.csv", at=AT) == HASH
    opened.put_observations([value("镜湖", 2), value("别湖", 3)], source="file:周报.csv", at=AT)
    yield opened
    opened.close()


def kept(path: Path) -> Path:
    return path.with_name(path.name + ".files") / HASH[:2] / HASH[2:]


def test_the_table_is_found_by_its_hash(store: Store, path: Path) -> None:
    assert store.series(HASH) == ("周报.csv", TABLE)
    assert kept(path).read_bytes() == TABLE
    assert store.check() == []
    with pytest.raises(NotFound, match="monitor import"):
        store.series("0" * 64)


def test_the_same_table_under_another_name_is_one_file_with_its_newest_name(store: Store) -> None:
    assert store.keep_series(TABLE, "周报-改名.csv", at=AT) == HASH
    assert store.series(HASH)[0] == "周报-改名.csv"


def test_a_backup_has_it(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "备份.gpkg")
    again = open_store(str(tmp_path / "备份.gpkg"))
    try:
        assert again.series(HASH) == ("周报.csv", TABLE)
        assert again.check() == []
    finally:
        again.close()


def test_a_backup_without_it_is_refused(store: Store, path: Path, tmp_path: Path) -> None:
    kept(path).unlink()
    with pytest.raises(StoreError):
        store.backup(tmp_path / "备份.gpkg")


@pytest.mark.parametrize("ruined", [True, False])
def test_the_doctor_misses_it_when_it_is_gone_or_changed(store: Store, path: Path, ruined: bool) -> None:
    kept(path).unlink() if not ruined else kept(path).write_bytes(TABLE + b"x")
    (finding,) = store.check()
    assert "周报.csv" in finding
    assert HASH in finding
    with pytest.raises(StoreError, match="周报"):
        store.series(HASH)


def test_a_reader_of_one_county_sees_its_sections_values_and_no_table_that_holds_others(store: Store) -> None:
    features = tuple(
        LayerFeature(f"s/{name}", Point(112, 29), {"key": f"s/{name}", "name": name, "county_codes": [code]})
        for name, code in (("镜湖", "430903"), ("别湖", "430921"))
    )
    definition = LayerDefinition(
        "monitoring-sections", "断面", "说明", "reference", {"of": "reference:sections"}, {}, {}, {}, {}
    )
    store.put_layer(BuiltLayer(definition, features, Lineage(""), digest="d"))
    mine = scoped(store, Scope(frozenset({"430903"})))
    assert [one.section_key for one in mine.observations()] == ["s/镜湖"]
    assert mine.observations("s/别湖") == ()
    with pytest.raises(NotFound):
        mine.series(HASH)
    store.put_observations([value("镜湖", 2)], source="file:周报.csv", at=AT)
    assert mine.series(HASH) == ("周报.csv", TABLE)
    with pytest.raises(Forbidden):
        mine.keep_series(TABLE, "x.csv", at=AT)
    nobody = scoped(store, Scope(frozenset({"430000"})))
    assert nobody.observations() == ()
    with pytest.raises(NotFound):
        nobody.series(HASH)


def test_a_value_of_no_listed_section_is_for_readers_of_everything(store: Store) -> None:
    store.put_observations([replace(value("镜湖", 2), section_key=None)], source="file:周报.csv", at=AT)
    assert scoped(store, Scope(frozenset({"430903"}))).observations() == ()
    assert len(store.observations()) == 1
