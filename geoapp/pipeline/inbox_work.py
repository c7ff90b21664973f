"""The inbox's worker: reads what was uploaded into small stores, files what was accepted, and ends when nothing waits.

One process at a time does it, held by a lock that goes with the process: whoever finds work and no worker starts one
(``geoapp inbox work``), and what a killed one left half done is done again. Filing again is safe, for the store files
each notice wholly or not at all and knows those that it has.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from geoapp.model import GeoappError
from geoapp.pipeline.inbox import FAILED, FILED, READ, READING, Inbox, Upload
from geoapp.pipeline.intake import ReadAll, ReportRow, ingest
from geoapp.pipeline.job_files import start_child
from geoapp.pipeline.layering import build_layers
from geoapp.pipeline.worker import reading_workers
from geoapp.pipeline.world import World
from geoapp.store import open_store
from geoapp.texts import text

Now = Callable[[], datetime]
Reading = Callable[[World], AbstractContextManager[ReadAll]]


def work(inbox: Inbox, load: Callable[[], World], now: Now, reading: Reading = reading_workers) -> int:
    """Do what there is to do, one upload after another; returns how many. The worker's whole life. ``load`` gives the
    world, asked for by the one worker only; ``reading`` gives what reads the files: processes of their own, that a bad
    file cannot harm."""
    done = 0
    while True:
        with inbox.at_work() as alone:
            if not alone:
                return done
            inbox.recover()
            done += _round(inbox, load, now, reading)
        if not inbox.has_work():  # what came in the moment of ending found a worker, and started none
            return done


def _round(inbox: Inbox, load: Callable[[], World], now: Now, reading: Reading) -> int:
    if not inbox.has_work():
        return 0
    world, done = load(), 0
    with reading(world) as read:
        while (upload := inbox.take()) is not None:
            _do(inbox, upload, world, now, read)
            done += 1
    return done


def _do(inbox: Inbox, upload: Upload, world: World, now: Now, read: ReadAll) -> None:
    if not inbox.is_whole(upload):
        inbox.end(upload.id, FAILED, message=text("inbox.damaged", name=upload.name))
        return
    try:
        (_read_upload if upload.state == READING else _file_upload)(inbox, upload, world, now, read)
    except GeoappError as error:
        inbox.end(upload.id, FAILED, message=str(error))


def _read_upload(inbox: Inbox, upload: Upload, world: World, now: Now, read: ReadAll) -> None:
    """Read the file into a small store of its own: what a person looks at is what will be filed."""
    path = inbox.preview_path(upload.id)
    for left in path.parent.glob("preview.gpkg*"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()
    rows = _ingest(inbox.file(upload.id), str(path), world, now, read)
    _end(inbox, upload, READ, rows)


def _file_upload(inbox: Inbox, upload: Upload, world: World, now: Now, read: ReadAll) -> None:
    rows = _ingest(inbox.file(upload.id), world.settings.database, world, now, read, layers=True)
    _end(inbox, upload, FILED, rows)


def _end(inbox: Inbox, upload: Upload, state: str, rows: tuple[ReportRow, ...]) -> None:
    """Failed is what failed altogether; of an archive in which some notices failed, each says so."""
    bad = [row for row in rows if row.outcome == FAILED]
    message = "；".join(row.message for row in bad) if rows else text("inbox.nothing", name=upload.name)
    inbox.end(upload.id, FAILED if len(bad) == len(rows) else state, rows=rows, message=message)


def _ingest(
    file: Path, database: str, world: World, now: Now, read: ReadAll, *, layers: bool = False
) -> tuple[ReportRow, ...]:
    """What ``geoapp ingest`` does; a look at what was read needs no ``layers``."""
    store = open_store(database, create=True)
    try:
        report = ingest([file], store, world, now=now, read=read)
        if layers:
            build_layers(store, world)
    finally:
        store.close()
    return report.rows


def start_worker(inbox: Inbox, environ: Mapping[str, str]) -> subprocess.Popen[bytes] | None:
    """Begin a worker process if there is work and nobody at it. Of several that begin at once all but one go home."""
    return start_child(("inbox", "work"), environ, inbox.log()) if inbox.begin_worker() else None
