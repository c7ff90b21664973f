"""One bad file costs its time budget and becomes a row; the files after it are read."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geoapp.model import UnreadableNotice
from geoapp.pipeline import SAMPLES, ingest, load_world, reading_worker
from geoapp.pipeline.worker import ReadingWorker
from geoapp.settings import Settings
from geoapp.store import open_store

AT = datetime(2026, 1, 2, tzinfo=UTC)


def test_the_worker_reads_what_this_process_would_read(tmp_path: Path) -> None:
    sample = sorted(SAMPLES.glob("*.txt"))[0]
    with reading_worker(Settings(folder=tmp_path)) as read:
        extraction = read(sample, sample.name, sample.read_bytes())
    assert extraction.records
    assert extraction.notice.file_name == sample.name


def test_a_file_that_takes_too_long_is_a_row_and_the_next_one_is_read(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    world = load_world(settings)
    slow, good = tmp_path / "a慢.txt", tmp_path / "b好.txt"
    slow.write_text("问题1：" + "整改" * 150_000 + "\n", encoding="utf-8")
    good.write_bytes(sorted(SAMPLES.glob("*.txt"))[0].read_bytes())
    store = open_store(str(tmp_path / "s.gpkg"), create=True)
    worker = ReadingWorker(settings, limit_s=1.0)

    def read(path: Path, name: str, data: bytes) -> object:
        worker._limit_s = 0.05 if path == slow else 60.0  # the same file is quick on one machine and slow on another
        return worker.read(path, name, data)

    try:
        report = ingest([slow, good], store, world, now=lambda: AT, read=read)  # type: ignore[arg-type]
    finally:
        worker.close()
        store.close()
    assert [row.outcome for row in report.rows] == ["failed", "stored"]
    assert "已放弃这一份" in report.rows[0].message


def test_a_worker_that_dies_is_said_and_started_again(tmp_path: Path) -> None:
    sample = sorted(SAMPLES.glob("*.txt"))[0]
    worker = ReadingWorker(replace(Settings(), folder=tmp_path), limit_s=60.0)
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
