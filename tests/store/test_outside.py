"""What others do to the file: QGIS and GDAL edit it, SQL shells try to delete; it defends and audits itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from making import EVERYTHING, TODAY, at, filing, lake, pin, position, put, record, site

from geoapp.model import Basis, LayerDefinition, LayerFeature, Lineage, Status, StoreError
from geoapp.model.layer import BuiltLayer
from geoapp.store import Store, _connection, _create, open_store
from geoapp.store._connection import Database
from geoapp.store._gpb import from_gpb, register, to_gpb
from geoapp.store._tables import metadata

CASE, SITE = "430000-a-1", "430000-a-1-青溪河"
OGRINFO = shutil.which("ogrinfo")
needs_gdal = pytest.mark.skipif(OGRINFO is None, reason="gdal-bin is not installed: the live file was not read by GDAL")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "live.gpkg"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(str(path), create=True, today=lambda: TODAY)
    put(opened, filings=(filing(), filing("c-2", record(sites=(), spatial=False))))
    yield opened
    opened.close()


@pytest.fixture
def outside(path: Path, store: Store) -> Iterator[sqlite3.Connection]:
    """Somebody else's connection, with the functions that GDAL has too."""
    connection = sqlite3.connect(path, isolation_level=None)
    register(connection)
    yield connection
    connection.close()


def ogr(*arguments: str) -> str:
    """Run ogrinfo as a child process: GDAL never opens the live file inside this one."""
    assert OGRINFO is not None
    done = subprocess.run(
        [OGRINFO, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("table", ["cases", "dossiers", "notices", "records", "events"])
def test_nothing_is_deleted(outside: sqlite3.Connection, table: str) -> None:
    outside.execute("PRAGMA foreign_keys = OFF")  # as GDAL does
    with pytest.raises(sqlite3.IntegrityError, match="不允许删除"):
        outside.execute(f"DELETE FROM {table}")
    assert outside.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0


def test_events_are_append_only(outside: sqlite3.Connection) -> None:
    for statement in (
        "UPDATE events SET actor = 'x'",
        "UPDATE events SET note = note",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE fid = 1",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=r"只能追加|由程序维护"):
            outside.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events (case_id, province, kind, recorded_at, actor) VALUES ('c-2', '43', 'status', 'now', 'x')",
        "INSERT INTO dossiers SELECT 99, 'x', province, 1, created_at, updated_at, 0 FROM dossiers LIMIT 1",
        "UPDATE notices SET text = 'x'",
        "UPDATE records SET record = '{}'",
        "UPDATE dossiers SET version = 9",
        "UPDATE cases SET case_id = 'x'",
        "UPDATE cases SET quote = '别的话'",
        "UPDATE cases SET issued_on = '2030-01-01'",
        "UPDATE cases SET withdrawn = 1",
        "UPDATE cases SET fid = 99 WHERE fid = 1",
    ],
)
def test_what_the_program_keeps_stays(outside: sqlite3.Connection, store: Store, statement: str) -> None:
    before = store.version()
    with pytest.raises(sqlite3.IntegrityError, match=r"由程序维护"):
        outside.execute(statement)
    assert store.version() == before


@pytest.mark.parametrize(
    "assignment",
    ["status = '已销号'", "case_status = ''",
      "deadline = '明年'", "deadline = '2025-02-30'", "kind = 'x'", "spatial = 7",
     "coordinateUncertaintyInMeters = -5", "coordinateUncertaintyInMeters = 'near'",
     "coordinateUncertaintyInMeters = NULL"],
)  # fmt: skip
def test_wrong_values_are_refused_in_words(outside: sqlite3.Connection, store: Store, assignment: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=assignment.split(maxsplit=1)[0]):
        outside.execute(f"UPDATE cases SET {assignment} WHERE site_id IS NOT NULL")
    assert store.page(EVERYTHING).number_matched == 2


def test_an_outside_edit_is_a_correction(outside: sqlite3.Connection, store: Store) -> None:
    before = store.version()
    outside.execute("UPDATE cases SET status = 'closed', deadline = '2026-08-01' WHERE site_id = ?", (SITE,))
    assert store.version() != before
    feature = store.feature_by_site(SITE)
    assert (feature.status, feature.deadline, feature.case_status) == (
        Status.CLOSED, date(2026, 8, 1), Status.IN_PROGRESS)  # fmt: skip
    assert feature.version == store.dossier(CASE).version == 3
    edits = [e for e in store.events(CASE) if e.kind == "corrected"]
    assert {(e.actor, e.field, e.site_id, e.before, e.after) for e in edits} == {
        ("gis", "status", SITE, "in_progress", "closed"),
        ("gis", "deadline", None, "2025-10-31", "2026-08-01"),
    }
    better = record(problem="改写", sites=(site(status=Status.STAGED),))
    put(store, filings=(filing(of=better), filing("c-2", record(sites=(), spatial=False))), minute=3)
    feature = store.feature_by_site(SITE)
    assert (feature.problem, feature.status, feature.deadline) == ("改写", Status.CLOSED, date(2026, 8, 1))


def test_a_case_edited_in_one_row_changes_in_all(outside: sqlite3.Connection, store: Store) -> None:
    two = record(sites=(site(), site("白石矿山", position=None)))
    put(store, "乙", (filing("d", two),), minute=1)
    outside.execute("UPDATE cases SET lead_unit = '县政府' WHERE case_id = 'd' AND name = '白石矿山'")
    assert [f.lead_unit for f in store.dossier("d").features] == ["县政府", "县政府"]
    assert len([e for e in store.events("d") if e.kind == "corrected"]) == 1
    outside.execute("UPDATE cases SET lead_unit = '市政府' WHERE case_id = 'd'")  # both rows in one statement
    assert [f.version for f in store.dossier("d").features] == [3, 3]


def test_the_row_of_a_case_without_sites_shows_its_case(outside: sqlite3.Connection, store: Store) -> None:
    outside.execute("UPDATE cases SET status = 'done' WHERE case_id = 'c-2'")
    (feature,) = store.dossier("c-2").features
    assert (feature.status, feature.case_status) == (Status.DONE, Status.DONE)
    outside.execute("UPDATE cases SET case_status = 'closed' WHERE case_id = 'c-2'")
    (feature,) = store.dossier("c-2").features
    assert (feature.status, feature.case_status) == (Status.CLOSED, Status.CLOSED)
    with pytest.raises(sqlite3.IntegrityError, match="coordinateUncertaintyInMeters"):
        outside.execute(
            "UPDATE cases SET geom = ?, coordinateUncertaintyInMeters = 9 WHERE case_id = 'c-2'", (to_gpb(pin()),)
        )


def test_a_geometry_drawn_outside_is_a_verified_position(outside: sqlite3.Connection, store: Store) -> None:
    outside.execute(
        "UPDATE cases SET geom = ?, coordinateUncertaintyInMeters = 30 WHERE site_id = ?", (to_gpb(lake()), SITE)
    )
    for minute in (1, 2):
        feature = store.feature_by_site(SITE)
        assert (feature.geometry, feature.basis, feature.accuracy_m) == (lake(), Basis.VERIFIED, 30.0)
        assert feature.place_key == f"hand:{SITE}"
        assert lake().contains(pin(feature.lon, feature.lat))
        columns = store.columns()
        assert (columns.lon[0], columns.lat[0]) == (feature.lon, feature.lat)
        assert store.page(replace(EVERYTHING, bbox=(112.41, 29.11, 112.42, 29.12))).number_matched == 1
        assert store.page(replace(EVERYTHING, bbox=(112.0, 28.4, 112.3, 28.7))).number_matched == 0
        moved = record(sites=(site(position=position(pin(), "elsewhere")),))
        put(store, filings=(filing(of=moved), filing("c-2", record(sites=(), spatial=False))), minute=minute)
    (event,) = [e for e in store.events(CASE) if e.kind == "corrected" and e.field == "position"]
    assert json.loads(event.after) == pytest.approx({"lon": 112.5, "lat": 29.2})
    outside.execute("UPDATE cases SET geom = NULL WHERE site_id = ?", (SITE,))
    feature = store.feature_by_site(SITE)
    assert (feature.geometry, feature.lon, feature.accuracy_m, feature.place_key) == (None, None, None, None)
    assert store.check() == []


def test_an_open_edit_session_is_named_not_a_traceback(path: Path, store: Store, outside: sqlite3.Connection) -> None:
    outside.execute("BEGIN IMMEDIATE")
    with store._db.engine().connect() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    with pytest.raises(StoreError, match="QGIS"):
        put(store, "丙")
    assert store.page(EVERYTHING).number_matched == 2  # reading goes on
    again = open_store(str(path))
    assert again.version() == store.version()
    again.close()
    outside.execute("ROLLBACK")


# --- the file as such -------------------------------------------------------------------------------------------


def test_the_tables_are_what_the_code_thinks(outside: sqlite3.Connection) -> None:
    for table in metadata.tables.values():
        there = {row[1]: bool(row[3] or row[5]) for row in outside.execute(f'PRAGMA table_info("{table.name}")')}
        assert there == {c.name: not c.nullable for c in table.columns}, table.name


def test_column_types_are_those_that_gdal_keeps(outside: sqlite3.Connection) -> None:
    kept = {"TEXT", "INTEGER", "DOUBLE", "DATETIME", "DATE", "BOOLEAN", "BLOB", "GEOMETRY"}
    listed = [row[0] for row in outside.execute("SELECT table_name FROM gpkg_contents")]
    assert set(listed) == {"cases", "notices", "dossiers", "events"}
    for table in listed:
        assert {row[2] for row in outside.execute(f'PRAGMA table_info("{table}")')} <= kept


def test_header_and_modes(outside: sqlite3.Connection) -> None:
    asked = ("application_id", "user_version", "journal_mode")
    assert [outside.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == [0x47504B47, 10300, "wal"]
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        outside.execute("PRAGMA journal_mode = DELETE")  # QGIS tries on close


def test_the_mark_stands_in_the_file_while_somebody_watches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GDAL reads the mark from the first page of the file, not from the log that a reader keeps open."""
    path = tmp_path / "watched.gpkg"
    watchers: list[sqlite3.Connection] = []

    def connect_watched(path: Path, *, create: bool = False) -> sqlite3.Connection:
        connection = _connection.connect(path, create=create)
        watchers.append(sqlite3.connect(path))
        watchers[-1].execute("SELECT count(*) FROM sqlite_master").fetchone()
        return connection

    monkeypatch.setattr(_create, "connect", connect_watched)
    _create.prepare(path, create=True)
    assert path.read_bytes()[68:72] == b"GPKG"
    for watcher in watchers:
        watcher.close()


def test_province_is_in_every_key(outside: sqlite3.Connection) -> None:
    for table in ("dossiers", "cases", "records", "events"):
        columns = {row[1]: row[3] for row in outside.execute(f"PRAGMA table_info({table})")}
        assert columns["province"] == 1
    indexes = [row[0] for row in outside.execute("SELECT sql FROM sqlite_master WHERE name LIKE '%cases_key%'")]
    assert "(province, case_id" in indexes[0]


def _strange(path: Path, kind: str) -> None:
    if kind == "text":
        path.write_text("hello, this is not a database at all " * 99, encoding="utf-8")
        return
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    if kind == "gpkg":
        connection.execute("PRAGMA application_id = 0x47504B47")
        connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    connection.close()


@pytest.mark.parametrize("kind", ["text", "sqlite", "gpkg"])
@pytest.mark.parametrize("create", [True, False])
def test_a_stranger_is_left_as_it_was(tmp_path: Path, kind: str, *, create: bool) -> None:
    path = tmp_path / "stranger.gpkg"
    _strange(path, kind)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"不是本程序建立的"):
        open_store(str(path), create=create)
    assert path.read_bytes() == before


def test_addresses(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="PostgreSQL"):
        open_store("postgresql://localhost/x")
    for url in ("store.txt", "mysql://x/y.gpkg", ""):
        with pytest.raises(StoreError, match=r"\.gpkg"):
            open_store(url)
    with pytest.raises(StoreError, match="不存在"):
        open_store(str(tmp_path / "none.gpkg"))
    (tmp_path / "empty.gpkg").touch()
    open_store(str(tmp_path / "empty.gpkg"), create=True).close()


def test_a_newer_schema_is_refused(path: Path, store: Store, outside: sqlite3.Connection) -> None:
    outside.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StoreError, match="99"):
        open_store(str(path))


def test_check_finds_what_is_broken(path: Path, store: Store, outside: sqlite3.Connection) -> None:
    outside.execute("DELETE FROM rtree_cases_geom")
    outside.execute("UPDATE gpkg_ogr_contents SET feature_count = 7 WHERE table_name = 'notices'")
    (original,) = [p for p in path.with_name("live.gpkg.files").rglob("*") if p.is_file()]
    original.write_bytes(b"changed")
    findings = "\n".join(store.check())
    for words in ("空间索引“cases”", "登记的行数为 7", "原件已被改动"):
        assert words in findings
    original.unlink()
    assert any("原件缺失" in finding for finding in store.check())
    with pytest.raises(StoreError, match="原件缺失"):
        store.original(store.notices()[0].identifier)
    put(store, filings=(filing(), filing("c-2", record(sites=(), spatial=False))))  # unchanged, yet mends the original
    assert not any("原件" in finding for finding in store.check())


# --- GDAL -------------------------------------------------------------------------------------------------------


@needs_gdal
def test_gdal_reads_the_live_file(path: Path, store: Store) -> None:
    definition = LayerDefinition("zone-1", "区", "", "buffer", {}, {}, {}, {}, {})
    store.put_layer(BuiltLayer(definition, (LayerFeature("a", lake(), {"name": "大湖"}),), Lineage("x")))
    told = ogr("-ro", "-al", str(path))
    assert "Warning" not in told
    assert set(re.findall(r"Layer name: (\w+)", told)) == {"cases", "notices", "dossiers", "events", "zone_1"}
    assert "coordinateUncertaintyInMeters (Real) = 500" in told
    assert "name (String) = 大湖" in told
    assert "LINESTRING (112.0 28.5,112.1 28.6,112.3 28.6)" in told
    assert "Extent: (112.000000, 28.500000) - (112.300000, 28.600000)" in told


@needs_gdal
def test_gdal_edits_are_audited_and_its_deletes_refused(path: Path, store: Store) -> None:
    ogr(str(path), "-sql", f"UPDATE cases SET status = 'staged' WHERE site_id = '{SITE}'")
    assert store.feature_by_site(SITE).status is Status.STAGED
    assert [e.actor for e in store.events(CASE)][-1] == "gis"
    assert store.dossier(CASE).version == 2
    ogr_delete = subprocess.run([str(OGRINFO), str(path), "-sql", "DELETE FROM cases"], capture_output=True, timeout=60,
                                check=False)  # fmt: skip
    assert "不允许删除" in (ogr_delete.stdout + ogr_delete.stderr).decode()
    assert store.page(EVERYTHING).number_matched == 2
    assert store.check() == []


def test_geometry_bytes_survive() -> None:
    for shape in (pin(), lake(), position().geometry):
        assert from_gpb(to_gpb(shape)) == shape
    assert from_gpb(None) is None


def test_the_store_takes_over_nothing_half_done(store: Store) -> None:
    version = store.version()
    with pytest.raises(StoreError):
        put(store, "乙", (filing("x-1"), filing("x-2", record("\ud800"))), minute=at(1).minute)
    assert store.version() == version
    assert [n.title for n in store.notices()] == ["通报甲"]


def test_an_older_store_is_brought_up_by_its_missing_steps(
    path: Path, store: Store, outside: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_create, "STEPS", (*_create.STEPS, "ALTER TABLE dossiers ADD COLUMN later TEXT;\n"))
    newer = open_store(str(path), today=lambda: TODAY)
    assert newer.dossier(CASE) == store.dossier(CASE)
    newer.close()
    assert outside.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == (str(len(_create.STEPS)),)
    outside.execute("SELECT later FROM dossiers")
    open_store(str(path)).close()  # a second time there is nothing to do


def test_a_forked_child_gets_connections_of_its_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(path)
    mine = database.engine()
    assert database.engine() is mine
    monkeypatch.setattr(os, "getpid", lambda: -1)
    theirs = database.engine()
    assert theirs is not mine
    theirs.dispose()
    mine.dispose()


def test_importing_trades_a_disk_flush_for_speed_and_only_within(store: Store) -> None:
    def mode() -> int:
        with store._db.writing("x") as work:  # type: ignore[attr-defined]
            return int(work.connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

    normal, full = 1, 2
    assert mode() == full
    with store.importing():
        assert mode() == normal
        put(store, "乙", (filing("x"),))
    assert mode() == full
