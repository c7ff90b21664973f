"""A worker of the inbox that is killed at any moment: nothing is filed twice or by half, nothing is lost.

Workers are forked from a process that has read the world already, so that many can be killed in little time.
``GEOAPP_TEST_KILLS`` sets how many (the suite kills few; many were killed by hand).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from geoapp import paths
from geoapp.pipeline import World, load_world
from geoapp.pipeline.inbox import ACCEPTED, FAILED, FILED, OPEN_WORK, READ, UNDER_WORK, Inbox
from geoapp.pipeline.inbox_work import work
from geoapp.pipeline.intake import ReadAll, take
from geoapp.settings import ZONE, Settings
from geoapp.store import open_store

NOW = datetime(2026, 1, 15, 9, 0, tzinfo=ZONE)
NOTICES = sorted((paths.DATA / "notices").glob("*.txt"))[:3]
KILLS = int(os.environ.get("GEOAPP_TEST_KILLS", "6"))

if "fork" not in multiprocessing.get_all_start_methods():
    pytest.skip("workers are forked, which this system cannot", allow_module_level=True)
FORK = multiprocessing.get_context("fork")


@contextmanager
def here(world: World) -> Iterator[ReadAll]:
    """Reading in the worker itself, so that a kill meets it too."""
    yield lambda sources: (take(source, world) for source in sources)


def worker(inbox: Inbox, world: World) -> None:
    work(inbox, lambda: world, lambda: NOW, here)


def killed_after(seconds: float, inbox: Inbox, world: World) -> bool:
    """Whether the worker was still at it when it was killed."""
    process = FORK.Process(target=worker, args=(inbox, world))
    process.start()
    process.join(seconds)
    alive = process.is_alive()
    process.kill()
    process.join()
    return alive


def content(database: str) -> dict[str, Any]:
    """All that a store says, without the numbers that depend on how often something was begun."""
    store = open_store(database)
    try:
        assert store.check() == []
        columns = store.columns()
        features = store.features([int(fid) for fid in columns.fid])
        cases = sorted({feature.case_id for feature in features})
        events = {case: [(e.kind, e.site_id, e.field, e.before, e.after) for e in store.events(case)] for case in cases}
        sites = sorted((f.case_id, f.site_id or "", f.problem, str(f.status), f.accuracy_m or 0.0) for f in features)
        notices = sorted(notice.identifier for notice in store.notices())
        for identifier in notices:
            store.original(identifier)
        layers = {layer.definition.id: len(layer.features) for layer in store.layers()}
        return {"events": events, "sites": sites, "notices": notices, "layers": layers}
    finally:
        store.close()


def office(folder: Path, known: World) -> tuple[Inbox, World]:
    settings = Settings(folder=folder, db=str(folder / "main.gpkg"))
    return Inbox(folder / "inbox"), World(settings, known.units, known.gazetteer)


def all_read_and_accepted(inbox: Inbox, world: World) -> list[str]:
    ids = [inbox.add(path.name, path.read_bytes(), actor="a", at=NOW).id for path in NOTICES]
    worker(inbox, world)
    for identifier in ids:
        inbox.accept(identifier, actor="b", at=NOW)
    return ids


def press_on(inbox: Inbox, ids: Sequence[str]) -> None:
    """What a person does after a kill: nothing, but for what has given up."""
    for identifier in ids:
        upload = inbox.read(identifier)
        if upload.state == FAILED:
            assert "3" in upload.message
            assert inbox.again(identifier).state in OPEN_WORK
        assert inbox.is_whole(upload)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> World:
    return load_world(Settings(folder=tmp_path_factory.mktemp("known")))


@pytest.fixture(scope="module")
def undisturbed(known: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], float]:
    """What the store holds when nobody is killed, and how long filing takes."""
    inbox, world = office(tmp_path_factory.mktemp("calm"), known)
    ids = all_read_and_accepted(inbox, world)
    begun = time.monotonic()
    worker(inbox, world)
    took = time.monotonic() - begun
    assert {inbox.read(one).state for one in ids} == {FILED}
    return content(world.settings.database), took


@pytest.mark.slow
@pytest.mark.timeout(1800)  # many workers one after the other
def test_killed_while_filing(known: World, undisturbed: tuple[dict[str, Any], float], tmp_path: Path) -> None:
    expected, within = undisturbed
    chance = random.Random(6)
    kills, rounds = 0, 0
    while kills == 0 or (kills < KILLS and rounds < KILLS):
        inbox, world = office(tmp_path / str(rounds), known)
        ids = all_read_and_accepted(inbox, world)
        rounds += 1
        while any(inbox.read(one).state != FILED for one in ids):
            killed = killed_after(chance.uniform(0, within), inbox, world)
            within *= 1.3 if killed else 0.7  # the machine is faster or slower than a minute ago: the span follows
            kills += killed
            press_on(inbox, ids)
        assert content(world.settings.database) == expected


@pytest.mark.slow
def test_killed_while_reading(known: World, undisturbed: tuple[dict[str, Any], float], tmp_path: Path) -> None:
    expected, took = undisturbed
    chance = random.Random(7)
    inbox, world = office(tmp_path, known)
    ids = [inbox.add(path.name, path.read_bytes(), actor="a", at=NOW).id for path in NOTICES]
    for _ in range(KILLS):
        killed_after(chance.uniform(0, took), inbox, world)
        press_on(inbox, ids)
        for identifier in ids:  # what the page can show is whole, whatever is under way
            upload = inbox.read(identifier)
            if upload.state == READ:
                store = inbox.preview(identifier)
                assert len(store.notices()) == 1 and len(store.columns()) > 0
                store.close()
    worker(inbox, world)
    assert {inbox.read(one).state for one in ids} == {READ}
    assert not Path(world.settings.database).exists(), "nothing is filed that nobody accepted"
    for identifier in ids:
        inbox.accept(identifier, actor="b", at=NOW)
    worker(inbox, world)
    assert content(world.settings.database) == expected


def test_states_have_an_end(known: World) -> None:
    """Whatever a worker can be killed in falls back to something that a worker takes up."""
    assert set(UNDER_WORK.values()) <= OPEN_WORK and ACCEPTED in OPEN_WORK
