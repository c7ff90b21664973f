"""``geoapp restore``: what was backed up comes back whole, over nothing by accident, and a kill never leaves half."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geoapp.accounts import UserRole, accounts_path, open_accounts
from geoapp.cli import run
from geoapp.pipeline import load_world, open_demonstration
from geoapp.pipeline.inbox import Inbox
from geoapp.pipeline.office_files import copy_office, differs, names_in
from geoapp.settings import Settings, load_settings
from geoapp.store import Told, open_store
from geoapp.web.addresses import noted
from tests.store.making import at, put

PASSWORD = "三只白鹭 open water 7"
GAZETTEER = '{"type": "FeatureCollection", "features": []}'
CASE = "430000-a-1"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An office with one case, which has a paper, an account, its own files and an upload."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path / "数据"))
    made = load_settings()
    fill(made, "甲", "chief")
    (made.folder / "gazetteer.geojson").write_text(GAZETTEER, encoding="utf-8")
    Inbox(made.folder / "inbox").add("通报.txt", "通报".encode(), actor="chief", at=at(0))
    assert run(["backup", "备份.gpkg"]) == 0
    return made


def fill(settings: Settings, name: str, person: str) -> None:
    settings.folder.mkdir(exist_ok=True)
    store, known = open_store(settings.database, create=True), open_accounts(settings)
    try:
        put(store, name)
        paper = store.put_attachment(f"{name} 验收意见".encode(), "意见.txt", "text/plain")
        told = Told(CASE, "noted", {}, happened_on=date(2026, 1, 5), attachments=(paper,))
        store.tell(told, actor=person, at=at(1), if_match=None)
        known.people.add(person, UserRole.ADMINISTRATOR, password=PASSWORD)
    finally:
        store.close()
        known.close()


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path / "另一台"))
    return load_settings()


def contents(path: Path) -> str:
    """A digest of all rows of all tables, but for the name and clock of the store itself."""
    told = hashlib.sha256()
    assert path.is_file()
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in sorted(set(tables) - {"meta"}):
            rows = sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{table}"'))
            told.update(f"{table} {rows}".encode())
    return told.hexdigest()


def people(settings: Settings) -> list[str]:
    known = open_accounts(settings)
    try:
        return [one.name for one in known.people.all()]
    finally:
        known.close()


def left(settings: Settings) -> list[str]:
    """What must not be left lying about."""
    ends = ("-wal", "-shm", ".part", "restoring")
    return [path.name for path in settings.folder.rglob("*") if path.name.endswith(ends)]


def test_everything_comes_back_in_another_place(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = elsewhere(monkeypatch, tmp_path)
    assert run(["restore", "备份.gpkg"]) == 0
    assert "底图" in capsys.readouterr().err, "what a backup does not hold is said"
    assert left(other) == []
    assert contents(Path(other.database)) == contents(Path("备份.gpkg")) == contents(Path(settings.database))
    assert run(["check"]) == 0, capsys.readouterr().out
    known = open_accounts(other)
    assert known.people.verify("chief", PASSWORD) is not None
    assert any("恢复" in entry.what for entry in known.audit.entries())
    known.close()
    assert (other.folder / "gazetteer.geojson").read_text(encoding="utf-8") == GAZETTEER
    (upload,) = Inbox(other.folder / "inbox").list()
    assert Inbox(other.folder / "inbox").file(upload.id).read_bytes() == "通报".encode()
    stores = [open_store(one) for one in (other.database, "备份.gpkg")]
    assert stores[0].version() != stores[1].version(), "answers kept for the one do not pass for the other's"
    for store in stores:
        store.close()


def test_the_demonstration_survives_the_round_trip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = replace(load_settings(), db=str(tmp_path / "demo.gpkg"), folder=tmp_path / "样例")
    store, _ = open_demonstration(Path(settings.database), load_world(settings), now=lambda: at(0))
    store.close()
    assert run(["backup", "样例.gpkg", "--db", settings.database]) == 0
    assert run(["restore", "样例.gpkg", "--db", "又.gpkg"]) == 0
    assert contents(Path("又.gpkg")) == contents(Path(settings.database))
    assert run(["check", "--db", "又.gpkg"]) == 0, capsys.readouterr().out


def test_nothing_is_written_over_unless_told_and_then_kept(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(settings, "乙", "li")
    (settings.folder / "gazetteer.geojson").write_text(GAZETTEER + "\n", encoding="utf-8")
    before = contents(Path(settings.database))
    assert run(["restore", "备份.gpkg"]) == 2
    told = capsys.readouterr().err
    assert "--replace" in told and "geoapp.gpkg" in told and "gazetteer.geojson" in told and "inbox" not in told
    assert contents(Path(settings.database)) == before and people(settings) == ["chief", "li"]
    assert run(["restore", "备份.gpkg", "--replace"]) == 0
    assert left(settings) == []
    assert contents(Path(settings.database)) == contents(Path("备份.gpkg")) != before
    assert people(settings) == ["chief"]
    assert (settings.folder / "gazetteer.geojson").read_text(encoding="utf-8") == GAZETTEER
    (aside,) = settings.folder.glob("geoapp.2*.gpkg")
    assert contents(aside) == before
    assert run(["check", "--db", str(aside)]) == 0
    assert run(["restore", str(aside), "--replace"]) == 0, "and back again"
    assert contents(Path(settings.database)) == before and people(settings) == ["chief", "li"]
    assert (settings.folder / "gazetteer.geojson").read_text(encoding="utf-8") == GAZETTEER + "\n"
    assert len(list(settings.folder.glob("geoapp.2*.gpkg"))) == 2


def test_a_damaged_store_is_replaced_and_kept_with_its_log(settings: Settings) -> None:
    database = Path(settings.database)
    database.write_bytes(b"SQLite format 3\0" + b"broken" * 2_000)
    database.with_name(f"{database.name}-wal").write_bytes(b"log")
    assert run(["restore", "备份.gpkg", "--replace"]) == 0
    assert run(["check"]) == 0
    (aside,) = settings.folder.glob("geoapp.2*.gpkg")
    assert aside.read_bytes().endswith(b"broken")
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"log"


def test_accounts_stay_when_the_backup_has_none(settings: Settings) -> None:
    accounts_path(replace(settings, db="备份.gpkg")).unlink()
    fill(settings, "乙", "li")
    assert run(["restore", "备份.gpkg", "--replace"]) == 0
    assert people(settings) == ["chief", "li"]


@pytest.mark.parametrize("held", ["store", "accounts", "service", "reader"])
def test_it_waits_for_nobody_who_has_the_store_open(
    settings: Settings, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(Path(settings.database))
    with open_by(held, settings):
        assert run(["restore", "备份.gpkg", "--replace"]) == 1
    said = capsys.readouterr().err
    assert "没有恢复" in said and "先停下服务" in said
    assert contents(Path(settings.database)) == before and left(settings) == []
    assert not list(settings.folder.glob("geoapp.2*"))


@contextmanager
def open_by(held: str, settings: Settings) -> Iterator[None]:
    if held == "service":
        server = socket.create_server(("127.0.0.1", 0))
        with server, noted(settings, f"http://127.0.0.1:{server.getsockname()[1]}/"):
            yield
    elif held == "reader":  # somebody else's program, in the middle of looking
        with closing(sqlite3.connect(settings.database)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM cases").fetchone()
            yield
    elif held == "store":
        with closing(open_store(settings.database)) as store:
            store.version()  # idle from here on
            yield
    else:
        with closing(open_accounts(settings)) as known:
            known.people.any()
            yield


def spoil(kind: str) -> None:
    backup = Path("备份.gpkg")
    if kind == "half":
        os.truncate(backup, backup.stat().st_size // 2)
    elif kind == "text":
        backup.write_text("通报", encoding="utf-8")
    elif kind == "empty":
        backup.write_bytes(b"")
    elif kind == "foreign":
        backup.unlink()
        with closing(sqlite3.connect(backup)) as made:
            made.execute("CREATE TABLE cases (a)")
    elif kind == "newer":
        with closing(sqlite3.connect(backup)) as made:
            made.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
            made.commit()
    elif kind == "bytes":
        with backup.open("r+b") as file:
            file.seek(backup.stat().st_size // 2)
            file.write(b"\xff" * 60_000)
    elif kind == "accounts":
        with closing(sqlite3.connect("备份.accounts.sqlite")) as made:
            made.execute("PRAGMA user_version = 99")
    elif kind == "accounts_half":
        os.truncate("备份.accounts.sqlite", 5_000)
    elif kind == "original":
        next(Path("备份.gpkg.files").glob("??/*")).write_bytes(b"other")
    elif kind == "no_originals":
        shutil.rmtree("备份.gpkg.files")
    else:
        backup.unlink()


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        ("gone", 2, "没有备份文件"), ("text", 1, "不是完整的数据库"), ("empty", 1, "不是 geoapp 的备份"),
        ("half", 1, "备份"), ("bytes", 1, "备份"), ("foreign", 1, "不是 geoapp 的备份"), ("newer", 1, "999"),
        ("accounts", 1, "账户"), ("accounts_half", 1, "没有恢复"), ("original", 1, "SHA-256"),
        ("no_originals", 1, ".files"),
    ],
)  # fmt: skip
def test_what_is_no_whole_backup_changes_nothing(
    settings: Settings, kind: str, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(kind)
    before, listed = contents(Path(settings.database)), sorted(map(str, settings.folder.rglob("*")))
    assert run(["restore", "备份.gpkg", "--replace"]) == code
    assert said in capsys.readouterr().err
    assert contents(Path(settings.database)) == before
    assert {*map(str, settings.folder.rglob("*"))} - {*listed} <= {str(settings.folder / "restore.lock")}
    assert people(settings) == ["chief"]


def test_the_backup_itself_is_left_as_it_is(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    files = [path for path in Path().rglob("备份.*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
    assert run(["restore", "备份.gpkg", "--replace"]) == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files} == before
    assert run(["restore", settings.database, "--replace"]) == 2
    assert "正在使用的数据库" in capsys.readouterr().err
    assert run(["restore", "备份.gpkg", "--db", "postgresql://x/y"]) == 2


def test_a_backup_says_when_an_original_was_changed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    next(Path(f"{settings.database}.files").glob("??/*")).write_bytes(b"other")
    assert run(["backup", "坏.gpkg"]) == 1
    assert "SHA-256" in capsys.readouterr().err
    assert run(["backup", "备份.gpkg"]) == 1
    assert "已存在" in capsys.readouterr().err


def test_the_tables_that_own_layers_read_come_along(tmp_path: Path) -> None:
    own, kept = tmp_path / "own", tmp_path / "kept"
    (own / "layers").mkdir(parents=True)
    (own / "表").mkdir()
    (own / "表" / "排口.csv").write_text("name\n", encoding="utf-8")
    (tmp_path / "secret.csv").write_text("x", encoding="utf-8")
    inputs = '[inputs]\nrows = "file:表/排口.csv"\nout = "file:../secret.csv"\nlay = "layer:counties"\n'
    (own / "layers" / "own.toml").write_text(inputs, encoding="utf-8")
    (own / "layers" / "broken.toml").write_text("[", encoding="utf-8")
    assert copy_office(own, kept) == names_in(kept) == ("layers", "表/排口.csv")
    assert not differs(own / "layers", kept / "layers")
    (kept / "layers" / "broken.toml").write_text("]", encoding="utf-8")
    assert differs(own / "layers", kept / "layers")
    assert not list(tmp_path.rglob("kept/**/secret.csv"))


KILLED = """
import os, signal, sys
import geoapp.pipeline.restoring as room
whole, times = room.{name}, [0]
def killed(*given, **named):
    times[0] += 1
    if times[0] == {number}:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return whole(*given, **named)
room.{name} = killed
from geoapp.cli import run
sys.exit(run(["restore", "备份.gpkg", "--replace"]))
"""


@pytest.mark.parametrize(
    ("name", "number", "is_new"),
    [("verify_accounts", 1, False), ("copy_durably", 2, False), ("add_originals", 1, False), ("_swap", 1, False),
     ("_put", 1, False), ("_put", 2, False), ("Restored", 1, True)],
)  # fmt: skip
def test_a_kill_leaves_the_old_store_or_the_new_one(settings: Settings, name: str, number: int, is_new: bool) -> None:
    fill(settings, "乙", "li")
    (settings.folder / "gazetteer.geojson").write_text(GAZETTEER + "\n", encoding="utf-8")
    database = Path(settings.database)
    old, new = contents(database), contents(Path("备份.gpkg"))
    child = [sys.executable, "-c", KILLED.format(name=name, number=number)]
    assert subprocess.run(child, capture_output=True, check=False, timeout=120).returncode not in (0, 1, 2)
    assert contents(database) == (new if is_new else old)
    store = open_store(settings.database)
    assert store.check() == []
    store.close()
    if name == "Restored":
        assert not list(settings.folder.glob("geoapp.gpkg-*"))
    assert run(["restore", "备份.gpkg", "--replace"]) == 0, "again, to the end"
    assert contents(database) == new and people(settings) == ["chief"] and left(settings) == []
    assert any(contents(aside) == old for aside in settings.folder.glob("geoapp.2*.gpkg"))
