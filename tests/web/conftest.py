"""An application over a store in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geoapp.settings import Settings
from tests.web.memory import NOW, UNITS, MemoryStore, feature


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore([feature(fid) for fid in range(1, 9)])


@pytest.fixture
def make_app(tmp_path: Path) -> Callable[[MemoryStore], Flask]:
    from geoapp.web import create_app

    def make(store: MemoryStore) -> Flask:
        settings = Settings(folder=tmp_path, map_review_number="GS(2024)0650号")
        return create_app(settings, store, units=UNITS, clock=lambda: NOW)  # type: ignore[arg-type]

    return make


@pytest.fixture
def client(store: MemoryStore, make_app: Callable[[MemoryStore], Flask]) -> FlaskClient:
    return make_app(store).test_client()
