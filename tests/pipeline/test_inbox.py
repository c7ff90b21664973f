"""The inbox: uploads are read aside, looked at, and filed only when accepted; nothing is lost to a dead worker."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from geoapp import paths
from geoapp.model import Conflict, NotFound, UsageError
from geoapp.pipeline import World, load_world
from geoapp.pipeline.inbox import ACCEPTED, FAILED, FILED, READ, READING, REJECTED, WAITING, Inbox, safe_name
from geoapp.pipeline.inbox_work import start_worker
from geoapp.pipeline.inbox_work import work as work_in_processes
from geoapp.pipeline.intake import ReadAll, take
from geoapp.settings import ZONE, Settings
from geoapp.store import open_store

NOW = datetime(2026, 1, 15, 9, 0, tzinfo=ZONE)
NOTICE = sorted((paths.DATA / "notices").glob("*.txt"))[0]


@contextmanager
def here(world: World) -> Iterator[ReadAll]:
    """Reading in this process: the workers have tests of their own."""
    yield lambda sources: (take(source, world) for source in sources)


def work(inbox: Inbox, world: World, now: Callable[[], datetime]) -> int:
    return work_in_processes(inbox, lambda: world, now, here)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return load_world(Settings(folder=tmp_path, db=str(tmp_path / "main.gpkg")))


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def test_read_look_accept(inbox: Inbox, world: World) -> None:
    added = inbox.add(NOTICE.name, NOTICE.read_bytes(), actor="小李", at=NOW)
    assert added.state == WAITING and inbox.has_work()
    assert work(inbox, world, lambda: NOW) == 1
    read = inbox.read(added.id)
    assert read.state == READ and read.rows[0]["cases"] > 0 and not read.busy
    preview = inbox.preview(added.id)
    found = preview.columns()
    preview.close()
    assert len(found) > 0
    assert not Path(world.settings.database).exists(), "nothing is filed before a person says so"
    inbox.accept(added.id, actor="小王", at=NOW)
    work(inbox, world, lambda: NOW)
    filed = inbox.read(added.id)
    assert (filed.state, filed.decided_by, filed.actor) == (FILED, "小王", "小李")
    store = open_store(world.settings.database)
    assert len(store.columns()) == len(found)
    store.close()
    with pytest.raises(Conflict):
        inbox.accept(added.id, actor="小王", at=NOW)


def test_what_came_in_by_half_is_passed_over_and_what_is_settled_is_read_once(inbox: Inbox, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "20260115090000-0123456789abcdef" / "file").mkdir(parents=True)
    (tmp_path / "inbox" / "something else").mkdir()
    kept = inbox.add("a.txt", b"text", actor="a", at=NOW)
    assert [one.id for one in inbox.list()] == [kept.id]
    inbox.reject(kept.id, "重复", actor="b", at=NOW)
    before = inbox.read(kept.id)
    (tmp_path / "inbox" / kept.id / "state.json").unlink()
    assert inbox.read(kept.id) == before and before.state == REJECTED


def test_what_cannot_be_read_says_why_and_what_is_rejected_is_kept(inbox: Inbox, world: World) -> None:
    bad = inbox.add("坏.docx", b"PK\x03\x04 not a document", actor="a", at=NOW)
    good = inbox.add("好.txt", "关于整改情况的通报\n没有案件。".encode(), actor="a", at=NOW)
    work(inbox, world, lambda: NOW)
    assert inbox.read(bad.id).state == FAILED and "坏.docx" in inbox.read(bad.id).message
    inbox.reject(good.id, "重复了", actor="b", at=NOW)
    assert inbox.read(good.id).state == REJECTED and inbox.read(good.id).message == "重复了"
    assert inbox.file(good.id).read_bytes().decode().startswith("关于")
    with pytest.raises(Conflict):
        inbox.accept(bad.id, actor="b", at=NOW)


def test_by_worker_processes_as_the_service_does(inbox: Inbox, world: World) -> None:
    added = inbox.add(NOTICE.name, NOTICE.read_bytes(), actor="a", at=NOW)
    assert work_in_processes(inbox, lambda: world, lambda: NOW) == 1
    assert inbox.read(added.id).state == READ


def test_the_same_bytes_of_one_person_undecided_are_kept_once(inbox: Inbox) -> None:
    one = inbox.add("a.txt", b"same", actor="a", at=NOW)
    two = inbox.add("b.txt", b"same", actor="a", at=NOW)
    assert one.id == two.id and len(list(inbox.list())) == 1


def test_the_same_bytes_of_two_people_are_two_uploads_and_filed_once(inbox: Inbox, world: World) -> None:
    uploads = [inbox.add(NOTICE.name, NOTICE.read_bytes(), actor=actor, at=NOW) for actor in ("甲", "乙")]
    assert uploads[0].id != uploads[1].id
    assert work(inbox, world, lambda: NOW) == 2
    for upload, actor in zip(uploads, ("甲", "乙"), strict=True):
        read = inbox.read(upload.id)
        assert read.state == READ and read.actor == actor
        inbox.preview(upload.id).close()
        inbox.accept(upload.id, actor=actor, at=NOW)
    work(inbox, world, lambda: NOW)
    outcomes = sorted(inbox.read(upload.id).rows[0]["outcome"] for upload in uploads)
    assert outcomes == ["stored", "unchanged"]
    store = open_store(world.settings.database)
    assert len(store.notices()) == 1
    store.close()


def test_work_left_by_a_dead_worker_is_taken_up_and_given_up_in_the_end(inbox: Inbox, world: World) -> None:
    added = inbox.add("a.txt", NOTICE.read_bytes(), actor="a", at=NOW)
    for tries in range(1, 4):
        taken = inbox.take()  # and the worker dies here
        assert taken is not None and (taken.state, taken.tries) == (READING, tries)
        assert inbox.take() is None, "what somebody is at is nobody else's"
        inbox.recover()
    assert inbox.read(added.id).state == FAILED
    work(inbox, world, lambda: NOW)
    assert inbox.read(added.id).state == FAILED and "3" in inbox.read(added.id).message
    assert inbox.again(added.id).state == WAITING
    work(inbox, world, lambda: NOW)
    assert inbox.read(added.id).state == READ


def test_one_worker_at_a_time_and_a_dead_one_is_replaced(inbox: Inbox, world: World, tmp_path: Path) -> None:
    inbox.add("a.txt", NOTICE.read_bytes(), actor="a", at=NOW)
    with inbox.at_work() as alone:
        assert alone and inbox.has_worker()
        assert start_worker(inbox, {}) is None
        with inbox.at_work() as second:
            assert not second
    assert not inbox.has_worker()
    (tmp_path / "inbox" / "worker").touch()  # left by one that died: nobody holds it
    assert not inbox.has_worker()
    assert work(inbox, world, lambda: NOW) == 1


def test_pages_that_ask_again_and_again_start_one_worker(inbox: Inbox, world: World, tmp_path: Path) -> None:
    assert not inbox.begin_worker(), "no work, no worker"
    inbox.add("a.txt", NOTICE.read_bytes(), actor="a", at=NOW)
    assert sum(bool(one) for one in _at_once(8, lambda: Inbox(tmp_path / "inbox").begin_worker())) == 1
    sign = tmp_path / "inbox" / "starting"
    os.utime(sign, (time.time() - 60, time.time() - 60))
    assert inbox.begin_worker(), "one that never came to its work is replaced"
    assert work(inbox, world, lambda: NOW) == 1
    assert not sign.exists()


def test_a_worker_without_work_reads_no_world(inbox: Inbox) -> None:
    def load() -> World:
        raise AssertionError("the world takes seconds to read")

    assert work_in_processes(inbox, load, lambda: NOW, here) == 0


def _at_once(count: int, do: Callable[[], object]) -> list[object]:
    """What came of doing it in several threads at the same moment: results, and the errors of ours."""
    start = threading.Barrier(count)

    def one(_: int) -> object:
        start.wait()
        try:
            return do()
        except Conflict as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_many_take_at_once_and_each_gets_another(tmp_path: Path) -> None:
    ids = {Inbox(tmp_path).add(f"{n}.txt", f"{n}".encode(), actor="a", at=NOW).id for n in range(12)}
    taken = [one.id for one in _at_once(16, lambda: Inbox(tmp_path).take()) if one is not None]  # type: ignore[attr-defined]
    assert sorted(taken) == sorted(ids)


def test_of_many_clicks_one_decides(inbox: Inbox, world: World, tmp_path: Path) -> None:
    added = inbox.add(NOTICE.name, NOTICE.read_bytes(), actor="a", at=NOW)
    work(inbox, world, lambda: NOW)
    decided = _at_once(8, lambda: Inbox(tmp_path / "inbox").accept(added.id, actor="a", at=NOW))
    assert sum(not isinstance(one, Conflict) for one in decided) == 1
    assert inbox.read(added.id).state == ACCEPTED


def test_of_many_uploads_of_one_file_one_is_kept(tmp_path: Path) -> None:
    kept = _at_once(8, lambda: Inbox(tmp_path).add("a.txt", b"same", actor="a", at=NOW))
    assert len({one.id for one in kept}) == 1 and len(list(Inbox(tmp_path).list())) == 1  # type: ignore[attr-defined]


def test_a_file_that_changed_on_the_disk_is_not_read(inbox: Inbox, world: World) -> None:
    added = inbox.add(NOTICE.name, NOTICE.read_bytes(), actor="a", at=NOW)
    inbox.file(added.id).write_bytes(NOTICE.read_bytes()[:100])
    work(inbox, world, lambda: NOW)
    assert inbox.read(added.id).state == FAILED and NOTICE.name in inbox.read(added.id).message


def test_what_could_not_be_filed_says_so_and_is_filed_later(inbox: Inbox, world: World) -> None:
    added = inbox.add(NOTICE.name, NOTICE.read_bytes(), actor="a", at=NOW)
    work(inbox, world, lambda: NOW)
    inbox.accept(added.id, actor="b", at=NOW)
    database = Path(world.settings.database)
    database.write_bytes(b"no database")
    work(inbox, world, lambda: NOW)
    failed = inbox.read(added.id)
    assert failed.state == FAILED and failed.state_label == "入库没有成功" and failed.message
    database.unlink()
    assert inbox.again(added.id).state == ACCEPTED
    work(inbox, world, lambda: NOW)
    assert inbox.read(added.id).state == FILED and inbox.read(added.id).decided_by == "b"


@pytest.mark.parametrize("name", ["a.exe", "noending", "a.gpkg", "../../etc/passwd"])
def test_kinds_of_files_are_enforced(inbox: Inbox, name: str) -> None:
    with pytest.raises(UsageError, match="类型"):
        inbox.add(name, b"x", actor="a", at=NOW)
    with pytest.raises(UsageError, match="空文件"):
        inbox.add("a.txt", b"", actor="a", at=NOW)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../a.txt", "a.txt"), ("C:\\x\\y.docx", "y.docx"), ("a\0b\n.txt", "a_b_.txt"), ("con.txt", "_con.txt"),
     ("<img onerror=1>.txt", "_img onerror=1_.txt"), (" .. ", "_"), ("长" * 300 + ".pdf", "长" * 65 + ".pdf")],
)  # fmt: skip
def test_hostile_names_become_plain_ones(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize("identifier", ["", "..", "x", "../../main", "20260115090000-zzzzzzzzzzzzzzzz"])
def test_unknown_uploads(inbox: Inbox, identifier: str) -> None:
    with pytest.raises(NotFound):
        inbox.read(identifier)
