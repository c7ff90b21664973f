"""One bad file costs its time budget and becomes a row; the files after it are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geoapp.model import Extraction, Query, StoreError, UnreadableNotice
from geoapp.notices import Source
from geoapp.pipeline import SAMPLES, ingest, load_world, read_notice, reading_workers
from geoapp.pipeline.worker import ReadingWorker, ReadingWorkers
from geoapp.settings import Settings
from geoapp.store import open_store
from geoapp.store._originals import sha256 as hash_of

AT = datetime(2026, 1, 2, tzinfo=UTC)


def test_the_workers_read_what_this_process_would_read_in_the_order_given(tmp_path: Path) -> None:
    world = load_world(Settings(folder=tmp_path))
    sources = [Source(path, path.name) for path in sorted(SAMPLES.glob("*.txt"), reverse=True)]
    workers = ReadingWorkers(world, 60.0, 2)
    try:
        taken = list(workers.read([*sources, Source(tmp_path / "无.txt", "无.txt")]))
    finally:
        workers.close()
    assert [one.source.name for one in taken] == [*(source.name for source in sources), "无.txt"]
    assert [one.extraction for one in taken[:-1]] == [read_notice(source.path, world) for source in sources]
    assert "无.txt" in taken[-1].problem
    county = next(s.position for e in taken[:-1] if e.extraction for r in e.extraction.records for s in r.sites
                  if s.position and s.position.geometry.geom_type.endswith("Polygon"))  # fmt: skip
    assert any(county.geometry is known.geometry for known in world.gazetteer)  # it did not travel


def test_a_run_with_workers_is_like_one_without(tmp_path: Path) -> None:
    world = load_world(Settings(folder=tmp_path))
    found = []
    for name in ("a", "b"):
        store = open_store(str(tmp_path / f"{name}.gpkg"), create=True)
        with reading_workers(world) as read:
            report = ingest([SAMPLES], store, world, now=lambda: AT, read=read if name == "a" else None)
        found.append((report, [feature.case_id for feature in store.iterate(Query(today=AT.date()))]))
        assert store.check() == []
        store.close()
    assert found[0] == found[1]


def test_a_file_that_takes_too_long_is_a_row_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = load_world(Settings(folder=tmp_path))
    slow, good = tmp_path / "a慢.txt", tmp_path / "b好.txt"
    slow.write_text("问题1：" + "整改" * 150_000 + "\n", encoding="utf-8")
    good.write_bytes(sorted(SAMPLES.glob("*.txt"))[0].read_bytes())
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    workers = ReadingWorkers(world, 60.0, 1)
    (worker,) = workers._workers
    quick = worker.read

    def read(path: Path, name: str, data: bytes) -> Extraction:
        worker._limit_s = 0.05 if path == slow else 60.0  # the same file is quick on one machine and slow on another
        return quick(path, name, data)

    monkeypatch.setattr(worker, "read", read)
    try:
        report = ingest([slow, good], store, world, now=lambda: AT, read=workers.read)
    finally:
        workers.close()
        store.close()
    assert [row.outcome for row in report.rows] == ["failed", "stored"]
    assert "已放弃这一份" in report.rows[0].message


def test_a_worker_that_dies_is_said_and_started_again(tmp_path: Path) -> None:
    sample = sorted(SAMPLES.glob("*.txt"))[0]
    worker = ReadingWorker(load_world(Settings(folder=tmp_path)), limit_s=60.0)
    try:
        worker.read(sample, sample.name, sample.read_bytes())
        assert worker._process is not None
        worker._process.kill()
        worker._process.join()
        with pytest.raises(UnreadableNotice, match=sample.name):
            worker.read(sample, sample.name, sample.read_bytes())
        assert worker.read(sample, sample.name, sample.read_bytes()).records
    finally:
        worker.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_in_the_folder_is_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "通报"
    folder.mkdir()
    os.mkfifo(folder / "管道.txt")
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    try:
        report = ingest([folder], store, load_world(Settings(folder=tmp_path)), now=lambda: AT)
    finally:
        store.close()
    assert [row.outcome for row in report.rows] == ["failed"]
    assert "不是普通文件" in report.rows[0].message


def test_what_fails_while_filing_is_a_row_and_its_batch_is_filed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    samples = sorted(SAMPLES.glob("*.txt"))[:3]
    put = store.put_observations

    def broken(observations: object, *, source: str, at: datetime) -> bool:
        if source.endswith(hash_of(samples[1].read_bytes())):
            raise RuntimeError("bug")
        return put(observations, source=source, at=at)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "put_observations", broken)
    report = ingest(samples, store, load_world(Settings(folder=tmp_path)), now=lambda: AT)
    assert [row.outcome for row in report.rows] == ["stored", "failed", "stored"]
    assert {notice.file_name for notice in store.notices()} == {samples[0].name, samples[2].name}  # nothing of it
    assert store.check() == []
    store.close()


def test_a_disk_that_refuses_one_original_costs_that_notice_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    samples = sorted(SAMPLES.glob("*.txt"))[:3]
    put = store._originals.put  # type: ignore[attr-defined]

    def full(identifier: str, data: bytes) -> None:
        if data == samples[2].read_bytes():
            raise OSError(28, "No space left on device")
        put(identifier, data)

    monkeypatch.setattr(store._originals, "put", full)  # type: ignore[attr-defined]
    report = ingest(samples, store, load_world(Settings(folder=tmp_path)), now=lambda: AT)
    assert [row.outcome for row in report.rows] == ["stored", "stored", "failed"]
    store.close()


def test_a_batch_that_cannot_be_committed_is_filed_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    together, depth, refused = store.together, [0], []

    @contextmanager
    def refuse_the_first() -> Iterator[None]:
        depth[0] += 1
        try:
            with together():
                yield
                if depth[0] == 1 and not refused:
                    refused.append(len(store.notices()))
                    raise StoreError("disk full")
        finally:
            depth[0] -= 1

    samples = sorted(SAMPLES.glob("*.txt"))[:2]
    monkeypatch.setattr(store, "together", refuse_the_first)
    report = ingest(samples, store, load_world(Settings(folder=tmp_path)), now=lambda: AT)
    assert [row.outcome for row in report.rows] == ["stored", "stored"]
    assert refused == [2]
    assert len(store.notices()) == 2
    store.close()
