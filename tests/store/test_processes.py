"""Several processes on one file: nothing that was committed is lost, whoever writes, whoever is killed."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from making import EVERYTHING, TODAY, filing, put

from geoapp.model import Query
from geoapp.store import Store, open_store

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("writer.py")


PATIENCE_S = 240


def start(path: Path, acks: Path, number: int) -> subprocess.Popen[bytes]:
    """A writer process; its acknowledgements go to ``acks``."""
    command = [sys.executable, str(WRITER), str(path), str(acks), str(number)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def acknowledged(*files: Path) -> list[str]:
    """The whole lines of all files: a line that was cut off was not acknowledged."""
    texts = [file.read_text(encoding="utf-8") for file in files if file.exists()]
    return [line for text in texts for line in text.split("\n")[:-1]]


def prepared(tmp_path: Path) -> Path:
    """A store with the case that all writers correct."""
    path = tmp_path / "live.gpkg"
    store = open_store(str(path), create=True)
    put(store, filings=(filing("shared"),))
    store.close()
    return path


def verify(store: Store, acks: list[str]) -> None:
    """Every acknowledged notice and correction is there, and the file is sound."""
    assert store.check() == []
    stored = {notice.identifier for notice in store.notices()}
    assert {ack for ack in acks if ack != "shared"} <= stored
    corrections = [event for event in store.events("shared") if event.kind == "corrected"]
    assert len(corrections) >= acks.count("shared")
    assert store.dossier("shared").version == 1 + len(corrections)
    assert store.page(EVERYTHING).number_matched == len(stored)


def test_two_writers_and_a_reader_lose_nothing(tmp_path: Path) -> None:
    path = prepared(tmp_path)
    files = [tmp_path / f"{number}.acks" for number in range(2)]
    writers = [start(path, file, number) for number, file in enumerate(files)]
    store = open_store(str(path), today=lambda: TODAY)
    versions, counts, ends = set(), [], time.monotonic() + PATIENCE_S
    while any(writer.poll() is None for writer in writers):
        if time.monotonic() > ends or (len(versions) > 20 and all(len(acknowledged(file)) > 20 for file in files)):
            for file in files:
                file.with_suffix(".stop").touch()
        versions.add(store.version())
        page = store.page(Query(today=TODAY, limit=5))
        counts.append(page.number_matched)
        assert len(store.columns()) >= page.number_matched
    errors = b"".join(writer.communicate()[1] for writer in writers)
    assert errors == b""
    acks = acknowledged(*files)
    assert len(acks) > 40
    verify(store, acks)
    assert counts == sorted(counts)
    assert len(versions) > 20
    corrections = [event for event in store.events("shared") if event.kind == "corrected"]
    assert len(corrections) == acks.count("shared")
    assert {event.actor for event in corrections} == {"0", "1"}
    store.close()


def test_killed_at_any_moment_the_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "live.gpkg"
    files: list[Path] = []
    for attempt in range(4):
        if attempt == 1:
            path = prepared(tmp_path)  # the first round is killed while it creates the store, or soon after
        files.append(tmp_path / f"{attempt}.acks")
        writer = start(path, files[-1], attempt)
        deadline = time.monotonic() + PATIENCE_S
        wanted = 0 if attempt == 0 else 2 + attempt
        while len(acknowledged(files[-1])) < wanted or not path.exists():
            assert writer.poll() is None, writer.communicate()[1].decode()
            assert time.monotonic() < deadline
        writer.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        writer.communicate()
        if attempt:
            store = open_store(str(path), today=lambda: TODAY)
            verify(store, acknowledged(*files))
            store.close()
        else:
            open_store(str(path), create=True).close()
            path.unlink()
    assert len(acknowledged(*files)) >= 12
    if shutil.which("ogrinfo") is None:
        pytest.skip("gdal-bin is not installed: the file of a killed writer was not read by GDAL")
    told = subprocess.run(["ogrinfo", "-ro", "-so", str(path), "cases"], capture_output=True, text=True, timeout=60,
                          check=True, encoding="utf-8")  # fmt: skip
    with sqlite3.connect(path) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM cases").fetchone()
    connection.close()
    assert re.search(rf"Feature Count: {rows}\b", told.stdout)


def test_threads_share_a_store(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(5):
                put(store, f"{number}-{i}", (filing(f"c-{number}-{i}"),), work_key=f"{number}-{i}")
                assert store.dossier(f"c-{number}-{i}").version == 1
                assert len(list(store.iterate(EVERYTHING))) >= i + 1
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.count(EVERYTHING).cases == 20
    store.close()


def test_a_stream_keeps_its_state_while_others_write(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    put(store, filings=tuple(filing(f"a-{i}") for i in range(30)))
    stream = store.iterate(EVERYTHING)
    first = next(stream)
    put(store, "乙", tuple(filing(f"b-{i}") for i in range(30)))
    rest = list(stream)
    assert [f.case_id for f in (first, *rest)] == [f"a-{i}" for i in range(30)]
    assert store.page(EVERYTHING).number_matched == 60
    abandoned = store.iterate(EVERYTHING)
    next(abandoned)
    abandoned.close()
    store.close()


# --- nobody else opens the live file ----------------------------------------------------------------------------

_GDAL = re.compile(r"^\s*(?:import|from)\s+(?:pyogrio|geopandas|fiona|osgeo)\b", re.MULTILINE)


@pytest.mark.parametrize("room", ["store", "web", "pipeline", "cli"])
def test_gdal_is_not_near_the_live_store(room: str) -> None:
    """Two copies of SQLite in one process drop each other's locks: 300 of 9,320 committed writes vanished so."""
    sources = [p for p in (ROOT / "geoapp").rglob("*.py") if p.relative_to(ROOT / "geoapp").parts[0].startswith(room)]
    guilty = [str(p) for p in sources if _GDAL.search(p.read_text(encoding="utf-8"))]
    assert guilty == []
    assert _GDAL.search("def f():\n    import geopandas as gpd\n")


def test_only_the_store_opens_sqlite_files() -> None:
    """Another room with its own connection would go round the guards."""
    opening = re.compile(r"sqlite3\.connect\(|^\s*import sqlite3", re.MULTILINE)
    # The styles table goes into a finished export, a file of its own, in the child process that made it.
    # An office's base map is its own file, read and never written.
    made = {ROOT / "geoapp" / "exports" / "_styles_table.py", ROOT / "geoapp" / "tiles" / "_mbtiles.py"}
    # The accounts have a small file of their own beside the database, so that no hash stands in what analysts open.
    rooms = {"store", "accounts"}
    others = [p for p in (ROOT / "geoapp").rglob("*.py") if not rooms & set(p.parts) and p not in made]
    assert [str(p) for p in others if opening.search(p.read_text(encoding="utf-8"))] == []
