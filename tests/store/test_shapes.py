"""Long geometries of records stand once in the store; what an earlier edition wrote whole is read and recognised."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from making import TODAY, filing, notice, pin, position, put, record, site

from geoapp.model import StoreError
from geoapp.store import Filing, Store, _clerk, open_store
from geoapp.store._codec import encode
from geoapp.store._shapes import _known, encode_record, shortened

COUNTY = shapely.Point(112.0, 28.0).buffer(0.3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s.gpkg"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = open_store(str(path), create=True, today=lambda: TODAY)
    yield store
    store.close()


def placed(case_id: str, shape: shapely.geometry.base.BaseGeometry = COUNTY) -> Filing:
    return filing(case_id, record(sites=(site(position=position(shape, "county/x", 30_000.0)),)))


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        found = connection.execute(statement).fetchall()
    connection.close()
    return found


def test_many_sites_of_one_county_keep_its_outline_once(store: Store, path: Path) -> None:
    put(store, filings=tuple(placed(f"c-{i}") for i in range(20)))
    put(store, "乙", (placed("c-乙", shapely.from_wkb(COUNTY.wkb)),))  # equal, and another object
    ((kept, longest),) = rows(path, "SELECT (SELECT count(*) FROM shapes), max(length(record)) FROM records")
    assert kept == 1
    assert isinstance(longest, int)
    assert longest < len(COUNTY.wkb)
    _known.cache_clear()
    (held,) = store.held(case_id="c-7")
    found = held.filing.record.sites[0].position
    assert found is not None
    assert found.geometry.equals_exact(COUNTY, 0)
    assert store.check() == []


def test_a_point_stands_in_the_record_itself(store: Store, path: Path) -> None:
    put(store, filings=(placed("c-1", pin()),))
    assert rows(path, "SELECT count(*) FROM shapes") == [(0,)]
    assert store.held(case_id="c-1")[0].filing.record == placed("c-1", pin()).record


def test_what_an_earlier_edition_wrote_is_read_and_nothing_new(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(_clerk, "encode_record", encode)
        put(store, filings=(placed("c-1"),))
    ((written,),) = rows(path, "SELECT record FROM records")
    assert COUNTY.wkb_hex in str(written)
    assert store.held(case_id="c-1")[0].filing.record == placed("c-1").record
    assert put(store, filings=(placed("c-1"),), minute=5).outcome == "unchanged"
    assert shortened(encode(placed("c-1").record)) == encode_record(placed("c-1").record)


def test_a_geometry_that_is_gone_or_changed_is_named(store: Store, path: Path) -> None:
    put(store, filings=(placed("c-1"),))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE shapes SET wkb = ?", (shapely.Point(1, 2).wkb,))
    assert [said for said in store.check() if "shape:" in said]
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM shapes")
    connection.close()
    _known.cache_clear()
    with pytest.raises(StoreError, match="shape:"):
        store.held(case_id="c-1")
    assert [said for said in store.check() if "shape:" in said]


def test_a_corrected_notice_keeps_its_history(store: Store, path: Path) -> None:
    put(store, filings=(placed("c-1"),))
    assert put(store, filings=(placed("c-1", COUNTY.buffer(0.1)),), minute=5).outcome == "updated"
    assert rows(path, "SELECT count(*) FROM shapes") == [(2,)]
    assert notice()[0].identifier == rows(path, "SELECT notice_id FROM records WHERE current")[0][0]
