"""The GeoPackage keeps the contract of all stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract import StoreContract
from making import TODAY

from geoapp.store import Store, open_store


class TestGeoPackage(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        opened = open_store(str(tmp_path / "库 #1%.gpkg"), create=True, today=lambda: TODAY)
        yield opened
        opened.close()

    def reopen(self, target: Path) -> Store:
        return open_store(str(target), today=lambda: TODAY)
