"""Exports in the background: a child process that runs ``geoapp export``, and a folder a job that tells how it stands.

Everything is in files, so a restart of the service loses nothing: the child goes on, finished files stay, and a child
that died is known by its silence. ``job.json`` says what was asked, ``progress.json`` is the child's, ``file`` the
result. The same wish for the same data is the same job.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from geoapp.model import NotFound, StoreError
from geoapp.pipeline.job_files import alone, read_json, start_child, write_json
from geoapp.texts import text

BEAT_SECONDS = 1.0
SILENT_SECONDS = 30.0
"""A child that has not stirred for so long is dead."""
MOST_AT_ONCE = 2
_ID = re.compile(r"[0-9a-f]{24}")


class Busy(StoreError):
    """As many files are being made as the machine should make at once."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What was asked for: ``address`` starts it anew, ``total`` features, ``started_at`` seconds since 1970 (UTC).

    ``scope`` is the mark of the rights it was made with: only who has the same may fetch it.
    """

    id: str
    layer: str
    title: str
    extension: str
    file_name: str
    media_type: str
    address: str
    total: int
    started_at: float
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """How a ticket stands: ``state`` is running, done, failed or interrupted; ``done`` features were read."""

    ticket: Ticket
    state: str
    done: int
    error: str | None = None
    size: int | None = None
    sha256: str | None = None
    warnings: tuple[str, ...] = ()


def job_id(*parts: str) -> str:
    """The id of a wish: equal for equal parts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


class JobFolder:
    """The jobs below ``folder``; those older than ``keep_hours`` go when a new one starts."""

    def __init__(self, folder: Path, keep_hours: int, environ: Mapping[str, str] | None = None) -> None:
        """``environ``: what the children find in their environment besides ours (the service's own settings)."""
        self._folder, self._keep_hours, self._environ = folder, keep_hours, dict(environ or {})
        self._children: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def start(self, ticket: Ticket, options: Sequence[str], work: Sequence[str] = ()) -> Job:
        """The job of this ticket, begun now unless it runs or is done. ``options`` are those of the command ``work``
        (default: ``geoapp export`` of the ticket's layer).

        Raises ``Busy`` when enough are running.
        """
        with self._lock, alone(self._folder / ".lock"):
            self._clean()
            with contextlib.suppress(NotFound):
                known = self.read(ticket.id)
                if known.state in ("running", "done"):
                    return known
            if sum(job.state == "running" for job in self._jobs()) >= MOST_AT_ONCE:
                raise Busy(text("exports.jobs_busy", count=MOST_AT_ONCE))
            self._begin(ticket, options, work or ("export", ticket.layer))
        return self.read(ticket.id)

    def read(self, identifier: str) -> Job:
        """How a job stands; raises ``NotFound``."""
        folder = self._folder / identifier
        if not _ID.fullmatch(identifier) or (ticket := read_json(folder / "job.json")) is None:
            raise NotFound(text("exports.no_job", hours=self._keep_hours))
        told = read_json(folder / "progress.json") or {}
        state = "running"
        if told.get("finished") and (folder / "file").is_file():
            state = "done"
        elif told.get("error"):
            state = "failed"
        elif time.time() - _beat(folder) > SILENT_SECONDS:
            state = "interrupted"
        return Job(
            Ticket(**ticket), state, int(told.get("done", 0)), told.get("error"), told.get("size"), told.get("sha256"),
            tuple(told.get("warnings", ())),
        )  # fmt: skip

    def file(self, identifier: str) -> Path:
        """The finished file; raises ``NotFound`` for a job that has none."""
        if self.read(identifier).state != "done":
            raise NotFound(text("exports.no_job", hours=self._keep_hours))
        return self._folder / identifier / "file"

    def _begin(self, ticket: Ticket, options: Sequence[str], work: Sequence[str]) -> None:
        folder = self._folder / ticket.id
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        ticket = replace(ticket, started_at=time.time())
        write_json(folder / "job.json", asdict(ticket))
        command = [
            *work, "--format", ticket.extension,
            "--output", str(folder / "file"), "--progress-file", str(folder / "progress.json"), *options,
        ]  # fmt: skip
        child = start_child(command, self._environ, folder / "child.log")
        self._children = [*(one for one in self._children if one.poll() is None), child]

    def wait(self) -> None:
        """Wait for the children that this process started (an orderly end, and tests)."""
        for child in self._children:
            child.wait()

    def _jobs(self) -> Iterator[Job]:
        if self._folder.is_dir():
            for folder in self._folder.iterdir():
                with contextlib.suppress(NotFound):
                    yield self.read(folder.name)

    def _clean(self) -> None:
        self._children = [one for one in self._children if one.poll() is None]
        limit = time.time() - self._keep_hours * 3600
        for job in list(self._jobs()):
            if job.state != "running" and job.ticket.started_at < limit:
                shutil.rmtree(self._folder / job.ticket.id, ignore_errors=True)


def _beat(folder: Path) -> float:
    for name in ("progress.json", "job.json"):
        with contextlib.suppress(OSError):
            return (folder / name).stat().st_mtime
    return 0.0


class Reporter:
    """The child's side: tells every second how far it is. ``done`` is set by whoever works."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.done = 0
        self._ended = False
        self._lock = threading.Lock()
        self.tell()

    def tell(self) -> None:
        """Write down how it stands, as a sign of life too."""
        with self._lock:
            if not self._ended:
                write_json(self._path, {"done": self.done})

    def finish(self, file: Path, count: int, warnings: Sequence[str]) -> None:
        """The file is whole."""
        digest = hashlib.sha256()
        with file.open("rb") as written:
            while piece := written.read(1 << 20):
                digest.update(piece)
        told = {"done": count, "finished": True, "size": file.stat().st_size, "sha256": digest.hexdigest()}
        self._end({**told, "warnings": list(warnings)})

    def fail(self, sentence: str) -> None:
        """It cannot be done, and why."""
        self._end({"done": self.done, "error": sentence})

    def _end(self, told: dict[str, Any]) -> None:
        with self._lock:
            self._ended = True
            write_json(self._path, told)


@contextlib.contextmanager
def reporting(path: Path) -> Iterator[Reporter]:
    """A reporter that beats until the block is left."""
    reporter, stopped = Reporter(path), threading.Event()

    def beat() -> None:
        while not stopped.wait(BEAT_SECONDS):
            reporter.tell()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield reporter
    finally:
        stopped.set()
        thread.join()
