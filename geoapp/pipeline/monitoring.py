"""Monitoring in the corridor: observations of notices and tables are filed; a section's page is put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from geoapp import layers, monitoring
from geoapp.model import Extraction, Observation
from geoapp.monitoring import Register, SeriesReading
from geoapp.store import PutResult, Store


@lru_cache(maxsize=1)
def load_register() -> Register:
    """The shipped sections and the waters they stand in."""
    return monitoring.build_register(
        layers.read_reference("reference:sections"), layers.read_reference("reference:water")
    )


def register_of(store: Store) -> Register:
    """The sections as published in the store (an office's own layer included), else the shipped ones."""
    published = {layer.definition.id for layer in store.layers() if layer.problem is None}
    if not {"monitoring-sections", "water"} <= published:
        return load_register()
    return monitoring.build_register(store.layer("monitoring-sections").features, store.layer("water").features)


def observations_of(extraction: Extraction, register: Register) -> list[Observation]:
    """All observations that a notice states."""
    notice = extraction.notice
    return [one for record in extraction.records for one in monitoring.observations_of(record, notice, register)]


def file_observations(
    store: Store, extraction: Extraction, result: PutResult, at: datetime, register: Register
) -> None:
    """File a notice's observations at the sections of ``register``; an edition that has been replaced by another one
    says nothing any more."""
    present = result.outcome != "superseded"
    if result.outcome == "unchanged":  # also of an edition that another one replaced
        present = store.notice(result.notice_id)[1].superseded_by is None
    found = observations_of(extraction, register) if present else []
    if found or result.outcome != "stored":  # a notice that nobody knew of has no former ones
        store.put_observations(found, source=f"notice:{result.notice_id}", at=at)
    for replaced in result.replaces:
        store.put_observations([], source=f"notice:{replaced}", at=at)


def import_series(
    file: Path, store: Store, *, now: Callable[[], datetime], section: str | None = None
) -> SeriesReading:
    """Read a table of measured values and file it under its name: a newer edition of the file replaces the older. The
    table itself is kept among the originals.

    Raises ``UsageError`` for a file that cannot be read or has no usable header; wrong rows are ``problems``.
    """
    reading = monitoring.read_series(file, register_of(store), section=section)
    store.keep_series(reading.data, reading.file, at=now())
    store.put_observations(reading.observations, source=f"file:{reading.file}", at=now())
    return reading


def read_table(store: Store, sha256: str) -> tuple[str, list[list[str]]]:
    """Name and cells of an imported table; raises ``NotFound`` for one that was never imported."""
    name, data = store.series(sha256)
    return name, monitoring.table_rows(data, name)
