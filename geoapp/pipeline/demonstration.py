"""The bundled sample as a ready store: what ``geoapp demo`` serves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from geoapp import notices, paths
from geoapp.model import UsageError
from geoapp.pipeline.intake import Report, ingest
from geoapp.pipeline.layering import build_layers
from geoapp.pipeline.progress import Progress, silent
from geoapp.pipeline.world import World
from geoapp.store import Store, open_store
from geoapp.texts import text

SAMPLES = paths.DATA / "notices"


def open_demonstration(
    database: Path,
    world: World,
    *,
    now: Callable[[], datetime],
    progress: Progress = silent,
) -> tuple[Store, Report]:
    """Build the sample into ``database``, or open it when it is there.

    Raises ``UsageError`` when ``database`` holds notices that are not the bundled ones: other people's work is never
    written over. Ingest is idempotent, so a store left half-built by a crash is simply completed.
    """
    bundled = {notices.read(path).work_key for path in sorted(SAMPLES.glob("*.txt"))}
    existed = database.exists()
    database.parent.mkdir(parents=True, exist_ok=True)
    store = open_store(str(database), create=True)
    if existed:
        others = [notice for notice in store.notices() if notice.work_key not in bundled]
        if others:
            store.close()
            raise UsageError(text("pipeline.demo_foreign", file=database, title=others[0].title))
    report = ingest([SAMPLES], store, world, now=now, progress=progress)
    build_layers(store, world, at=now())
    return store, report
