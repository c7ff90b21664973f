"""A store and a selection of it, for commands that report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from geoapp.cli._filters import query_from
from geoapp.cli._options import now, settings_for
from geoapp.model import Query
from geoapp.settings import Settings
from geoapp.store import Store


@contextmanager
def selection(db: str | None, words: Mapping[str, Any]) -> Iterator[tuple[Settings, Store, Query]]:
    """Settings, the opened store, and what the filter options ask for."""
    from geoapp.pipeline import load_units, zone_ids
    from geoapp.pipeline.publishing import open_for_readers

    settings = settings_for(db)
    store = open_for_readers(settings)
    try:
        zones = zone_ids(store) if words.get("zone") else ()
        yield settings, store, query_from(words, load_units(), now().date(), zones)
    finally:
        store.close()
