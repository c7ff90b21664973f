"""What the tests of this room share: the shipped unit table, and notices built from a few lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from geoapp.cases.source import Source
from geoapp.model import Notice, UnitTable
from geoapp.notices import read
from geoapp.places import load_units

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="session")
def units() -> UnitTable:
    return load_units()


@pytest.fixture
def notice() -> Callable[..., Notice]:
    def make(text: str, title: str = "", **fields: object) -> Notice:
        identifier = hashlib.sha256(text.encode()).hexdigest()
        heading = title or next((line for line in text.splitlines() if line.strip()), "")
        known = {"media_type": "text/plain", "file_name": "x.txt", **fields}
        return Notice(identifier=identifier, work_key="work", title=heading, text=text, **known)  # type: ignore[arg-type]

    return make


@pytest.fixture
def source(notice: Callable[..., Notice]) -> Callable[[str], Source]:
    return lambda text: Source(notice(text))


@pytest.fixture(scope="session")
def read_file() -> Callable[[Path], Notice]:
    return read
