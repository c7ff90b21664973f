"""The inbox: notices that somebody uploaded, read beside the store, and filed when a person accepts them.

Everything is in files below one folder, so a restart of the service loses nothing: ``upload.json`` says what came from
whom, the file itself stands beside it under its own name, ``state.json`` tells how it stands, and ``preview.gpkg`` is a
small store that holds what would be filed. One worker process does the work; whoever finds work and no worker starts
one (``geoapp inbox work``).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from geoapp import notices
from geoapp.model import Conflict, NotFound, UsageError
from geoapp.pipeline.intake import ReadAll, ReportRow, ingest
from geoapp.pipeline.job_files import detached, read_json, write_json
from geoapp.pipeline.layering import build_layers
from geoapp.pipeline.worker import reading_workers
from geoapp.pipeline.world import World
from geoapp.store import Store, open_store
from geoapp.texts import text

WAITING, READING, READ, FAILED = "waiting", "reading", "read", "failed"
ACCEPTED, FILING, FILED, REJECTED = "accepted", "filing", "filed", "rejected"
OPEN_WORK = frozenset({WAITING, ACCEPTED})
UNDER_WORK = {READING: WAITING, FILING: ACCEPTED}
"""States that only a living worker has, and what they fall back to when it died."""
BEAT_SECONDS = 2.0
SILENT_SECONDS = 30.0
MOST_TRIES = 3
MOST_WAITING = 500
_ID = re.compile(r"[0-9]{14}-[0-9a-f]{16}")
_NAME_BYTES = 200

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that came in. ``rows`` are those of the intake report, one a notice (an archive holds several)."""

    id: str
    name: str
    size: int
    sha256: str
    actor: str
    uploaded_at: str
    state: str
    message: str = ""
    decided_by: str = ""
    decided_at: str = ""
    tries: int = 0
    rows: tuple[dict[str, Any], ...] = ()

    @property
    def busy(self) -> bool:
        """Whether it changes without anybody's doing."""
        return self.state in OPEN_WORK or self.state in UNDER_WORK


class Inbox:
    """The uploads below ``folder``. Safe for several processes: each state is one file, replaced as a whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, data: bytes, *, actor: str, at: datetime) -> Upload:
        """Keep a file to be read. The same bytes that are still undecided are not kept twice.

        Raises ``UsageError`` for a kind of file that no reader knows, an empty one, or a full inbox.
        """
        clean = safe_name(name)
        known = kinds()
        if Path(clean).suffix.lower().lstrip(".") not in known:
            raise UsageError(text("inbox.unknown_kind", name=clean, known="、".join(known)), parameter="file")
        if not data:
            raise UsageError(text("inbox.empty", name=clean), parameter="file")
        digest = hashlib.sha256(data).hexdigest()
        present = list(self.list())
        for one in present:
            if one.sha256 == digest and one.state not in (REJECTED, FAILED, FILED):
                return one
        if sum(one.busy for one in present) >= MOST_WAITING:
            raise UsageError(text("inbox.full", limit=MOST_WAITING), parameter="file")
        identifier = f"{at:%Y%m%d%H%M%S}-{digest[:16]}"
        folder = self._folder / identifier
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "file").mkdir(exist_ok=True)
        (folder / "file" / clean).write_bytes(data)
        upload = {"id": identifier, "name": clean, "size": len(data), "sha256": digest, "actor": actor}
        write_json(folder / "upload.json", {**upload, "uploaded_at": at.isoformat(timespec="seconds")})
        self._set(identifier, state=WAITING)
        return self.read(identifier)

    def list(self) -> Iterator[Upload]:
        """All uploads, newest first."""
        folders = sorted((path.name for path in self._folder.glob("*-*") if path.is_dir()), reverse=True)
        for name in folders:
            if _ID.fullmatch(name) and (self._folder / name / "upload.json").is_file():
                yield self.read(name)

    def read(self, identifier: str) -> Upload:
        """How an upload stands; raises ``NotFound``."""
        told = read_json(self._folder / identifier / "upload.json") if _ID.fullmatch(identifier) else None
        if told is None:
            raise NotFound(text("inbox.no_upload"))
        state = read_json(self._folder / identifier / "state.json") or {"state": WAITING}
        rows = tuple(state.pop("rows", ()))
        return Upload(**told, **state, rows=rows)

    def file(self, identifier: str) -> Path:
        """The file as it came."""
        upload = self.read(identifier)
        return self._folder / identifier / "file" / upload.name

    def preview(self, identifier: str) -> Store:
        """The small store with what would be filed; raises ``NotFound`` when there is none."""
        path = self._folder / self.read(identifier).id / "preview.gpkg"
        if not path.is_file():
            raise NotFound(text("inbox.no_preview"))
        return open_store(str(path))

    def accept(self, identifier: str, *, actor: str, at: datetime) -> Upload:
        """A person wants it filed; the worker does it. Raises ``Conflict`` when it is not read, or decided already."""
        return self._decide(identifier, ACCEPTED, actor=actor, at=at)

    def reject(self, identifier: str, reason: str, *, actor: str, at: datetime) -> Upload:
        """A person does not want it, and says why. The file stays; nothing of it is filed."""
        return self._decide(identifier, REJECTED, actor=actor, at=at, message=reason)

    def _decide(self, identifier: str, state: str, *, actor: str, at: datetime, message: str = "") -> Upload:
        upload = self.read(identifier)
        allowed = (READ,) if state == ACCEPTED else (READ, FAILED, WAITING)
        if upload.state not in allowed:
            raise Conflict(text("inbox.decided", name=upload.name, state=text(f"inbox.state.{upload.state}")))
        self._set(
            identifier, state=state, rows=list(upload.rows), message=message, decided_by=actor,
            decided_at=at.isoformat(timespec="seconds"),
        )  # fmt: skip
        return self.read(identifier)

    # --- the worker's side ---------------------------------------------------------------------------------------

    def take(self) -> Upload | None:
        """The oldest upload with work to do, marked as under work; None when there is none."""
        for upload in reversed(list(self.list())):
            if upload.state in UNDER_WORK and self._given_up(upload):
                continue
            if upload.state in OPEN_WORK:
                doing = READING if upload.state == WAITING else FILING
                self._set(upload.id, **{**_kept(upload), "state": doing, "tries": upload.tries + 1})
                return self.read(upload.id)
        return None

    def _given_up(self, upload: Upload) -> bool:
        """Put what a dead worker left behind back into the queue, three times; then it is the file's own fault.

        True: it is not for the queue any more.
        """
        if upload.tries >= MOST_TRIES:
            self.end(upload.id, FAILED, message=text("inbox.gave_up", tries=MOST_TRIES))
        else:
            self._set(upload.id, **{**_kept(upload), "state": UNDER_WORK[upload.state]})
        return True

    def end(self, identifier: str, state: str, *, rows: tuple[ReportRow, ...] = (), message: str = "") -> None:
        """Write down how the work ended."""
        told = _kept(self.read(identifier))
        if rows:
            told["rows"] = [asdict(row) for row in rows]
        self._set(identifier, **{**told, "state": state, "message": message, "tries": 0})

    def preview_path(self, identifier: str) -> Path:
        """Where the small store of an upload stands."""
        return self._folder / identifier / "preview.gpkg"

    @contextmanager
    def at_work(self) -> Iterator[bool]:
        """Be the one worker for as long as the block, with signs of life; False when another one is."""
        self._folder.mkdir(parents=True, exist_ok=True)
        sign = self._folder / "worker"
        if _age(sign) > SILENT_SECONDS:
            sign.unlink(missing_ok=True)  # left by one that died
        try:
            os.close(os.open(sign, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            yield False
            return
        stopped = threading.Event()

        def beat() -> None:
            while not stopped.wait(BEAT_SECONDS):
                with suppress(OSError):
                    os.utime(sign)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield True
        finally:
            stopped.set()
            thread.join()
            sign.unlink(missing_ok=True)

    def has_worker(self) -> bool:
        """Whether a worker gave a sign of life of late."""
        return _age(self._folder / "worker") <= SILENT_SECONDS

    def has_work(self) -> bool:
        """Whether something waits, or was left by a worker that died."""
        return any(upload.busy for upload in self.list())

    def _set(self, identifier: str, **state: Any) -> None:
        write_json(self._folder / identifier / "state.json", state)


Reading = Callable[[World], AbstractContextManager[ReadAll]]


def work(inbox: Inbox, world: World, now: Now, reading: Reading = reading_workers) -> int:
    """Do what there is to do, one upload after another; returns how many. The worker's whole life. ``reading`` gives
    what reads the files: processes of their own, that a bad file cannot harm."""
    done = 0
    with inbox.at_work() as alone, reading(world) as read:
        while alone and (upload := inbox.take()) is not None:
            (_read_upload if upload.state == READING else _file_upload)(inbox, upload, world, now, read)
            done += 1
    return done


def _read_upload(inbox: Inbox, upload: Upload, world: World, now: Now, read: ReadAll) -> None:
    """Read the file into a small store of its own: what a person looks at is what will be filed."""
    path = inbox.preview_path(upload.id)
    for left in path.parent.glob("preview.gpkg*"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()
    rows = _ingest(inbox.file(upload.id), str(path), world, now, read)
    bad = [row for row in rows if row.outcome == FAILED]
    message = "；".join(row.message for row in bad)
    inbox.end(upload.id, FAILED if len(bad) == len(rows) else READ, rows=rows, message=message)


def _file_upload(inbox: Inbox, upload: Upload, world: World, now: Now, read: ReadAll) -> None:
    rows = _ingest(inbox.file(upload.id), world.settings.database, world, now, read, layers=True)
    inbox.end(upload.id, FILED, rows=rows)


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
    if inbox.has_worker() or not inbox.has_work():
        return None
    return subprocess.Popen(
        [sys.executable, "-m", "geoapp", "inbox", "work"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, **environ}, **detached(),
    )  # fmt: skip


def _age(path: Path) -> float:
    """Seconds since a file was touched; endless when it is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("inf")


def kinds() -> list[str]:
    """The endings of the files that can be uploaded, without the dot: what the readers know, and archives of these."""
    return sorted(notices.extensions() | {"zip"})


def plain_name(name: str) -> str:
    """The last part of a name that came from outside, without what no file system takes; may be empty."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last).strip(" .")


def safe_name(name: str) -> str:
    """The last part of a name that came from outside, without what no file system takes; never empty or special."""
    clean = plain_name(name)
    stem, dot, suffix = clean.rpartition(".")
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", clean):
        stem = "_" + stem
    short = f"{_cut(stem, _NAME_BYTES - len(suffix.encode()) - 1)}{dot}{suffix}" if dot else _cut(clean, _NAME_BYTES)
    return short or "_"


def _cut(name: str, most: int) -> str:
    """The beginning that takes at most so many bytes in UTF-8, by which file systems count."""
    return name.encode()[: max(most, 0)].decode(errors="ignore")


def _kept(upload: Upload) -> dict[str, Any]:
    told = {name: getattr(upload, name) for name in ("state", "message", "decided_by", "decided_at", "tries")}
    return {**told, "rows": list(upload.rows)}
