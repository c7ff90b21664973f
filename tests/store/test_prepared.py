"""Statements that are compiled once give what SQLAlchemy gives; what is done faster gives what was done before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import shapely
import sqlalchemy as sa
from making import at, filing, lake, pin, position, put, record, site
from shapely import Point

from geoapp.store import Link, LinkState, _clerk, _gpb, open_store
from geoapp.store._connection import Database
from geoapp.store._links import read_links, write_links
from geoapp.store._prepared import AnyOf, Prepared, run_sql
from geoapp.store._tables import cases, dossiers, events, notices, records

TABLES = (cases, dossiers, events, notices, records)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "s.gpkg"
    store = open_store(str(path), create=True)
    sites = (site(position=position(pin())), site("白石湖", position=position(lake(), "lake/白石湖")), site("青山村"))
    put(store, "甲", (filing("c-1", record(sites=sites)), filing("c-2", record(deadline=None, sites=()))))
    put(store, "乙", (filing("c-1", record("又"), own_id="c-3"),), 1, issued_on=date(2026, 1, 2))
    store.close()
    database = Database(path)
    yield database
    database.close()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_rows_are_those_of_sqlalchemy(database: Database, table: sa.Table) -> None:
    ordered = sa.select(table).order_by(table.c.fid)
    with database.reading() as connection:
        expected = [{c.key: row._mapping[c] for c in table.columns} for row in connection.execute(ordered)]
        found = list(Prepared(ordered).read(connection))
    assert found == expected
    assert [[type(value) for value in row.values()] for row in found] == [
        [type(value) for value in row.values()] for row in expected
    ]
    assert found


def test_labels_and_lists(database: Database) -> None:
    statement = Prepared(
        sa.select(records.c.own_id.label("key"), notices.c.issued_on)
        .join(notices, notices.c.identifier == records.c.notice_id)
        .where(AnyOf(records.c.own_id, "own_ids"))
        .order_by(records.c.fid)
    )
    with database.reading() as connection:
        assert list(statement.read(connection, own_ids=["c-3"])) == [{"key": "c-3", "issued_on": date(2026, 1, 2)}]
        assert list(statement.read(connection, own_ids=[])) == []


def test_days_truths_and_times_are_written_as_sqlalchemy_writes_them(database: Database) -> None:
    given = {"case_id": "x-1", "province": "43", "version": 3, "created_at": at(1), "updated_at": at(2)}
    with database.writing("x") as work:
        for case_id, withdrawn in (("x-1", True), ("x-2", False)):
            row = given | {"case_id": case_id, "withdrawn": withdrawn}
            work.connection.execute(dossiers.insert(), row)
            twin = row | {"case_id": f"{case_id}b"}
            Prepared(dossiers.insert().inline(), tuple(twin)).run(work.connection, [twin])
        day = {"kind": "x", "recorded_at": at(1), "actor": "x", "province": "43", "happened_on": date(987, 6, 5)}
        for case_id in ("x-1", "x-2"):
            work.connection.execute(events.insert(), day | {"case_id": case_id})
            Prepared(events.insert().inline(), (*day, "case_id")).run(
                work.connection, [day | {"case_id": f"{case_id}b"}]
            )
        kept = "SELECT withdrawn, typeof(withdrawn), version, created_at, updated_at FROM dossiers WHERE case_id = ?"
        told = "SELECT happened_on, recorded_at, value FROM events WHERE case_id = ?"
        for sql in (kept, told):
            for case_id in ("x-1", "x-2"):
                ours, theirs = (work.connection.exec_driver_sql(sql, (key,)).all() for key in (f"{case_id}b", case_id))
                assert ours == theirs
                assert len(ours) == 1


def test_plain_sql_is_part_of_the_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing("x") as work:
        run_sql(work.connection, "UPDATE meta SET value = ? WHERE key = 'revision'", ("77",))
        assert work.connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'revision'").scalar() == "77"
        raise RuntimeError
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'revision'").scalar() != "77"


def test_links_written_together_are_as_written_one_after_the_other(database: Database) -> None:
    proposed = [Link("c-1", f"k-{n}", LinkState.PROPOSED, n / 10, (f"因{n}",)) for n in range(1, 4)]
    again = Link("c-1", "k-2", LinkState.PARTED, 0.0, ("人",))
    member = [Link("c-2", "k-1", LinkState.AUTO, 1.0, ()), Link("c-2", "k-2", LinkState.JOINED, 1.0, ())]
    with database.writing("x") as work:
        write_links(work.connection, [*proposed, again, *member], "某人", at(3))
        found = {(link.own_id, link.case_id): link.state for link in read_links(work.connection, None, None)}
        assert found == {
            ("c-1", "k-1"): LinkState.PROPOSED,
            ("c-1", "k-2"): LinkState.PARTED,
            ("c-1", "k-3"): LinkState.PROPOSED,
            ("c-2", "k-2"): LinkState.JOINED,
        }
        (one,) = read_links(work.connection, ["c-2"], None)
        assert (one.actor, one.at, one.reasons) == ("某人", at(3), ())
        assert [link.case_id for link in read_links(work.connection, ["c-1"], LinkState.PROPOSED)] == ["k-3", "k-1"]


def test_the_box_of_a_point_is_read_without_making_it() -> None:
    for point in (Point(112.35, 28.55), Point(-1e-9, 0.0)):
        blob = _gpb.to_gpb(point)
        assert blob is not None
        assert _gpb.bounds_of(blob) == point.bounds
    empty = _gpb.to_gpb(Point(1, 2))
    assert empty is not None
    assert _gpb.bounds_of(empty[:-16] + shapely.to_wkb(Point(), byte_order=1)[-16:]) is None
    big_endian = b"GP\x00\x00\x00\x00\x10\xe6" + shapely.to_wkb(Point(3, 4), byte_order=0)
    assert _gpb.bounds_of(big_endian) == (3.0, 4.0, 3.0, 4.0)


def test_whatever_changes_few_statements_say_it(tmp_path: Path) -> None:
    """A database keeps each statement with the triggers of its table: with one for each set of columns that ever
    changed together a long run would grow by a hundred kilobytes a set."""
    told = {"no": "2", "rectification": "已复绿", "deadline": None, "lead_unit": "县水利局", "problem": "白石矿山返水"}
    sets = [dict(some) for size in range(1, len(told) + 1) for some in combinations(told.items(), size)]
    moved = (site(position=position(pin(112.4, 28.6))),)
    _clerk._update_of.cache_clear()
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    for minute, changed in enumerate(sets):
        for again, fields in enumerate(({}, changed, changed | {"sites": moved}, {"sites": ()})):
            put(store, "甲", (filing("c-1", record(**fields)),), 4 * minute + again)
    store.close()
    assert len(sets) == 31
    assert _clerk._update_of.cache_info().currsize <= 4
