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
        self.folder = tmp_path
        opened = open_store(str(tmp_path / "库 #1%.gpkg"), create=True, today=lambda: TODAY)
        yield opened
        opened.close()

    def spoil(self, store: Store, identifier: str) -> None:
        (kept,) = self.folder.glob(f"库*.files/{identifier[:2]}/{identifier[2:]}")
        kept.write_bytes(b"other")

    def reopen(self, target: Path) -> Store:
        return open_store(str(target), today=lambda: TODAY)
