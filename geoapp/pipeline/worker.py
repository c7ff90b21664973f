"""Worker processes that read notices: one bad file can cost its time budget, never the run.

Documents come from anywhere. Some make a parser or a pattern run for hours, or ask for more memory than there is, and
Python cannot take a running call back. So reading happens in a process of its own, which is ended when its time is up
and started again for the next file; the file becomes a row in the report. While the store files what was read, the
workers read ahead.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import SimpleQueue

from geoapp.model import Extraction, GeoappError, UnreadableNotice
from geoapp.notices import Source
from geoapp.pipeline._geometry_pickle import dumps, loads
from geoapp.pipeline.intake import ReadAll, Taken, explain_unexpected, read_notice
from geoapp.pipeline.world import World, load_world
from geoapp.settings import Settings
from geoapp.texts import text

_AHEAD = 16
"""Files that a worker may be ahead of the store, so that it does not stand idle while a batch is filed."""
_MOST = 4


class ReadingWorker:
    """Reads notices in a process of its own, each within ``limit_s`` seconds."""

    def __init__(self, world: World, limit_s: float) -> None:
        self._world = world
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
            answer = loads(pipe.recv_bytes(), self._world)
        except (EOFError, OSError) as error:
            self.close()
            raise UnreadableNotice(text("pipeline.worker_died", file=name)) from error
        if isinstance(answer, Extraction):
            return answer
        raise UnreadableNotice(answer)

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")  # the same everywhere, and free of what this process holds open
        mine, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._world.settings), daemon=True)
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


class ReadingWorkers:
    """Several workers that read a list of files between them and give the answers in its order."""

    def __init__(self, world: World, limit_s: float, count: int) -> None:
        self._world = world
        self._workers = [ReadingWorker(world, limit_s) for _ in range(count)]
        self._free: SimpleQueue[ReadingWorker] = SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)

    def read(self, sources: Sequence[Source]) -> Iterator[Taken]:
        """Each file as it was read. A thread a worker waits for its answers; the reading itself is not in them."""
        pending: deque[Future[Taken]] = deque()
        with ThreadPoolExecutor(len(self._workers)) as threads:
            try:
                for source in sources:
                    pending.append(threads.submit(self._read_one, source))
                    if len(pending) > _AHEAD:
                        yield pending.popleft().result()
                while pending:
                    yield pending.popleft().result()
            finally:
                for future in pending:
                    future.cancel()

    def _read_one(self, source: Source) -> Taken:
        worker = self._free.get()
        try:
            data = source.read(self._world.settings.max_notice_mb)
            return Taken(source, data, worker.read(source.path, source.name, data))
        except GeoappError as error:
            return Taken(source, problem=str(error))
        finally:
            self._free.put(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.close()


@contextmanager
def reading_workers(world: World) -> Iterator[ReadAll]:
    """Workers that live as long as the block, for ``ingest``; one core is left to the store."""
    count = max(1, min(_MOST, (os.cpu_count() or 2) - 1))
    workers = ReadingWorkers(world, world.settings.seconds_per_notice, count)
    try:
        yield workers.read
    finally:
        workers.close()


def _serve(pipe: Connection, settings: Settings) -> None:
    """The worker's life: read what is sent, answer with the extraction or with a sentence."""
    world = load_world(settings)
    gc.freeze()  # the world stays: looking through it for garbage again and again takes a tenth of the time
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
        pipe.send_bytes(dumps(answer, world))
