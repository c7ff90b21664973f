"""A worker process that reads notices: one bad file can cost its time budget, never the run.

Documents come from anywhere. Some make a parser or a pattern run for hours, or ask for more memory than there is, and
Python cannot take a running call back. So reading happens in a process of its own, which is ended when its time is up
and started again for the next file; the file becomes a row in the report.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from geoapp.model import Extraction, GeoappError, UnreadableNotice
from geoapp.pipeline.intake import Read, explain_unexpected, read_notice
from geoapp.pipeline.world import load_world
from geoapp.settings import Settings
from geoapp.texts import text


class ReadingWorker:
    """Reads notices in a process of its own, each within ``limit_s`` seconds."""

    def __init__(self, settings: Settings, limit_s: float) -> None:
        self._settings = settings
        self._limit_s = limit_s
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def read(self, path: Path, name: str, data: bytes) -> Extraction:
        """What the notice holds; raises ``UnreadableNotice`` also for one that takes too long or kills the worker."""
        try:
            pipe = self._pipe or self._start()
            pipe.send((path, data))
            if not pipe.poll(self._limit_s):
                self.close()
                raise UnreadableNotice(text("pipeline.too_slow", file=name, seconds=round(self._limit_s)))
            answer = pipe.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise UnreadableNotice(text("pipeline.worker_died", file=name)) from error
        if isinstance(answer, Extraction):
            return answer
        raise UnreadableNotice(answer)

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")  # the same everywhere, and free of what this process holds open
        mine, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._settings), daemon=True)
        self._process.start()
        theirs.close()
        mine.recv()  # the worker has its world: the budget of the first file is its own
        self._pipe = mine
        return mine

    def close(self) -> None:
        """End the worker; the next ``read`` starts another."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None


@contextmanager
def reading_worker(settings: Settings) -> Iterator[Read]:
    """``read(path, name, data)`` in a worker that lives as long as the block."""
    worker = ReadingWorker(settings, settings.seconds_per_notice)
    try:
        yield worker.read
    finally:
        worker.close()


def _serve(pipe: Connection, settings: Settings) -> None:
    """The worker's life: read what is sent, answer with the extraction or with a sentence."""
    world = load_world(settings)
    pipe.send("ready")
    while True:
        try:
            path, data = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            answer: Extraction | str = read_notice(path, world, data)
        except GeoappError as error:
            answer = str(error)
        except Exception as error:
            # The last line of defence: a bug in one reader becomes a sentence about one file.
            answer = explain_unexpected(path.name, error)
        pipe.send(answer)
