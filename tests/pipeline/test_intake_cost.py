"""What a run of many notices costs: the same for each however many the store holds, and nothing kept behind."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from geoapp.pipeline import World, ingest, intake
from geoapp.pipeline.intake import read_notice
from geoapp.store import Store, _connection, open_store

Clock = Callable[[], datetime]
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*/*.txt"))
SIGNS = "恒昌宏达金源永兴福瑞康宁安顺广盛华茂德泰嘉和利民东方"


def notice(number: int) -> str:
    """One of many of one county and campaign that share a phrase and no more: each is a case of its own."""
    own = "".join(SIGNS[(number * 7 + i * i * (number % 11 + 3)) % len(SIGNS)] for i in range(24))
    return (
        f"赫山区省生态环境保护督察反馈问题整改进展情况的通报（第{number}期）\n现将整改进展情况予以公布。\n"
        f"问题1：{own[:4]}纸业有限公司{own[4:]}，污水直排志溪河。\n"
        f"整改情况：已完成管网建设{number}公里，正在调试。\n2024年{number % 12 + 1}月20日\n"
    )


class Meter:
    """Counts what the database does, in thousands of its own instructions: the same on a busy machine."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        connect = _connection.connect

        def metered(path: Path, *, create: bool = False) -> sqlite3.Connection:
            made = connect(path, create=create)
            made.set_progress_handler(self._step, 1000)
            return made

        monkeypatch.setattr(_connection, "connect", metered)

    def _step(self) -> int:
        self.steps += 1
        return 0


def test_a_notice_costs_the_same_in_a_store_that_holds_many(
    tmp_path: Path, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, meter = tmp_path / "in", Meter(monkeypatch)
    folder.mkdir()
    monkeypatch.setattr(intake, "_AT_ONCE", 10)  # however busy the machine: progress is told when these are filed
    monkeypatch.setattr(intake, "_HOLD_S", float("inf"))
    for number in range(1, 151):
        (folder / f"{number:04d}.txt").write_text(notice(number), encoding="utf-8")
    marks: list[int] = []
    store = open_store(str(tmp_path / "many.gpkg"), create=True)
    try:
        report = ingest(
            [folder], store, world, now=clock, progress=lambda done, _total, _name: marks.append(meter.steps)
        )
    finally:
        store.close()
    assert [row.outcome for row in report.rows] == ["stored"] * 150
    # A mark is borne by 32 records at most: what is looked through stops growing there.
    second, third = marks[100] - marks[70], marks[130] - marks[100]
    assert third < 1.3 * second, (second, third)


def test_progress_counts_what_is_committed(tmp_path: Path, world: World, clock: Clock) -> None:
    files = [tmp_path / f"{number}.txt" for number in (1, 2, 3)]
    for number, file in enumerate(files, 1):
        file.write_text(notice(number), encoding="utf-8")
    (tmp_path / "4.txt").write_bytes(b"")
    path = tmp_path / "told.gpkg"
    told: list[tuple[int, int, str]] = []
    seen: list[int] = []

    def progress(done: int, total: int, name: str) -> None:
        told.append((done, total, name))
        with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as other:
            seen.append(int(other.execute("SELECT count(*) FROM notices").fetchone()[0]))

    store = open_store(str(path), create=True)
    try:
        ingest([*files, tmp_path / "4.txt"], store, world, now=clock, progress=progress)
    finally:
        store.close()
    assert [(done, total) for done, total, _ in told[:5]] == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert [name for _, _, name in told[1:5]] == ["1.txt", "2.txt", "3.txt", "4.txt"]
    assert told[-1] == (4, 4, "")
    assert all(there >= min(done, 3) for there, (done, _, _) in zip(seen, told, strict=True))


def test_the_collector_is_as_before(store: Store, world: World, tmp_path: Path, clock: Clock) -> None:
    """Also when the run is ended: a service goes on in the same process."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()

    def ended(done: int, _total: int, _name: str) -> None:
        if done:
            raise KeyboardInterrupt

    (tmp_path / "1.txt").write_text(notice(1), encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        ingest([tmp_path / "1.txt"], store, world, now=clock, progress=ended)
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, frozen)


def test_a_notice_leaves_nothing_to_the_collector(world: World) -> None:
    """The collector comes once in thousands of notices: a reader that refers to itself would keep each until then."""
    for path in EXAMPLES:
        read_notice(path, world)  # what is worked out once and kept is no waste
    gc.collect()
    gc.freeze()
    gc.disable()
    left = {}
    try:
        for path in EXAMPLES:
            read_notice(path, world)
            left[path.name] = gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    assert len(left) > 200
    assert not {name: count for name, count in left.items() if count}
