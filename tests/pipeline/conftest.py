"""What the corridor's tests share: the shipped world, an empty store, a clock, and notices written as files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from geoapp.model import CaseFeature, Query
from geoapp.pipeline import Report, World, ingest, load_world
from geoapp.settings import Settings
from geoapp.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parent))  # the notices that tests share are a module of this folder

TODAY = date(2026, 1, 5)
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return load_world(Settings(folder=tmp_path_factory.mktemp("var")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "库.gpkg"), create=True, today=lambda: TODAY)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Each look at it is a minute later."""
    minutes = count()
    return lambda: START + timedelta(minutes=next(minutes))


@pytest.fixture
def file_notice(tmp_path: Path, store: Store, world: World, clock: Callable[[], datetime]) -> Callable[..., Report]:
    """Write a notice to a file and take it in."""

    def take(name: str, body: str | bytes) -> Report:
        path = tmp_path / name
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        report = ingest([path], store, world, now=clock)
        assert report.failed == 0, report
        return report

    return take


@pytest.fixture
def features(store: Store) -> Callable[[], list[CaseFeature]]:
    """All that the map would show."""
    return lambda: list(store.iterate(Query(today=TODAY)))
