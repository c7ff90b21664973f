"""The inbox: notices that somebody uploaded, read beside the store, and filed when a person accepts them.

Everything is in files below one folder, so a restart of the service loses nothing: ``upload.json`` says what came from
whom, the file itself stands beside it under its own name, ``state.json`` tells how it stands, and ``preview.gpkg`` is a
small store that holds what would be filed. One worker process does the work (``pipeline/inbox_work.py``).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from geoapp import notices
from geoapp.model import Conflict, NotFound, StoreError, UsageError
from geoapp.pipeline.intake import ReportRow
from geoapp.pipeline.job_files import alone, read_json, write_json
from geoapp.store import Store, open_store
from geoapp.texts import text

WAITING, READING, READ, FAILED = "waiting", "reading", "read", "failed"
ACCEPTED, FILING, FILED, REJECTED = "accepted", "filing", "filed", "rejected"
OPEN_WORK = frozenset({WAITING, ACCEPTED})
SETTLED = frozenset({FILED, REJECTED})
UNDER_WORK = {READING: WAITING, FILING: ACCEPTED}
"""States that only a living worker has, and what they fall back to when it died."""
MOST_TRIES = 3
MOST_WAITING = 500
_ID = re.compile(r"[0-9]{14}-[0-9a-f]{16}")
_NAME_BYTES = 200
_LOCK_SECONDS = 10.0
_GO_HOME_SECONDS = 1.0
"""So long a worker waits for another one that may just be ending."""
STARTING_SECONDS = 20.0
"""So long nobody starts a second worker beside one that has not yet come to its work."""


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

    @property
    def state_label(self) -> str:
        """How it stands, in the reader's language."""
        state = "failed_filing" if self.state == FAILED and self.decided_by else self.state
        return text(f"inbox.state.{state}")


_settled: dict[tuple[Path, str], Upload] = {}
"""Uploads that change no more, so that years of them cost a page nothing."""


class Inbox:
    """The uploads below ``folder``. Safe for several processes and threads: each state is one file that is replaced as
    a whole, and who changes one upon what it was does so alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, data: bytes, *, actor: str, at: datetime) -> Upload:
        """Keep a file to be read. The same bytes of the same person that are still undecided are not kept twice;
        those of another person are his own upload, with its own decision.

        Raises ``UsageError`` for a kind of file that no reader knows, an empty one, or a full inbox.
        """
        clean = safe_name(name)
        known = kinds()
        if Path(clean).suffix.lower().lstrip(".") not in known:
            raise UsageError(text("inbox.unknown_kind", name=clean, known="、".join(known)), parameter="file")
        if not data:
            raise UsageError(text("inbox.empty", name=clean), parameter="file")
        digest = hashlib.sha256(data).hexdigest()
        with self._changing():
            present = list(self.list())
            for one in present:
                if (one.sha256, one.actor) == (digest, actor) and one.state not in (REJECTED, FAILED, FILED):
                    return one
            if sum(one.busy for one in present) >= MOST_WAITING:
                raise UsageError(text("inbox.full", limit=MOST_WAITING), parameter="file")
            identifier = f"{at:%Y%m%d%H%M%S}-{at.microsecond:05x}{secrets.token_hex(6)[:11]}"
            folder = self._folder / identifier
            (folder / "file").mkdir(parents=True)
            _write_durably(folder / "file" / clean, data)
            upload = {"id": identifier, "name": clean, "size": len(data), "sha256": digest, "actor": actor}
            # From here on it is there: who is told that his file was kept can rely on it.
            write_json(folder / "upload.json", {**upload, "uploaded_at": at.isoformat(timespec="seconds")})
            return self.read(identifier)

    def list(self) -> Iterator[Upload]:
        """All uploads, newest first."""
        if not self._folder.is_dir():
            return
        names = sorted((entry.name for entry in os.scandir(self._folder) if _ID.fullmatch(entry.name)), reverse=True)
        for name in names:
            try:
                found = self.read(name)
            except NotFound:
                continue  # somebody died while it came in: nobody was told that it was kept
            yield found

    def read(self, identifier: str) -> Upload:
        """How an upload stands; raises ``NotFound``. What is settled is remembered: it changes no more."""
        settled = _settled.get((self._folder, identifier))
        if settled is not None:
            return settled
        told = read_json(self._folder / identifier / "upload.json") if _ID.fullmatch(identifier) else None
        if told is None:
            raise NotFound(text("inbox.no_upload"))
        state = read_json(self._folder / identifier / "state.json") or {"state": WAITING}
        rows = tuple(state.pop("rows", ()))
        upload = Upload(**told, **state, rows=rows)
        if upload.state in SETTLED:
            _settled[self._folder, identifier] = upload
        return upload

    def file(self, identifier: str) -> Path:
        """The file as it came."""
        upload = self.read(identifier)
        return self._folder / identifier / "file" / upload.name

    def is_whole(self, upload: Upload) -> bool:
        """Whether the file still holds the bytes that came."""
        try:
            return hashlib.sha256(self.file(upload.id).read_bytes()).hexdigest() == upload.sha256
        except OSError:
            return False

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

    def again(self, identifier: str) -> Upload:
        """Try once more what did not succeed: read it, or file it where that was decided before."""
        with self._changing():
            upload = self.read(identifier)
            if upload.state != FAILED:
                raise _decided(upload)
            accepted = bool(upload.decided_by)
            self._set(identifier, {**_kept(upload), "state": ACCEPTED if accepted else WAITING, "message": ""})
            return self.read(identifier)

    def _decide(self, identifier: str, state: str, *, actor: str, at: datetime, message: str = "") -> Upload:
        allowed = (READ,) if state == ACCEPTED else (READ, FAILED, WAITING)
        with self._changing():
            upload = self.read(identifier)
            if upload.state not in allowed:
                raise _decided(upload)
            told = {"decided_by": actor, "decided_at": at.isoformat(timespec="seconds"), "tries": 0}
            self._set(identifier, {**_kept(upload), **told, "state": state, "message": message})
            return self.read(identifier)

    # --- the worker's side ---------------------------------------------------------------------------------------

    def take(self) -> Upload | None:
        """The oldest upload with work to do, marked as under work; None when there is none. Of several who take at
        once, each gets another one."""
        with self._changing():
            for upload in reversed(list(self.list())):
                if upload.state in OPEN_WORK:
                    doing = READING if upload.state == WAITING else FILING
                    self._set(upload.id, {**_kept(upload), "state": doing, "tries": upload.tries + 1})
                    return self.read(upload.id)
        return None

    def recover(self) -> None:
        """Put what a dead worker left behind back into the queue, three times; then it is the file's own fault. For
        the one worker only (``at_work``): whatever is under work was begun by another one, which is no more."""
        with self._changing():
            for upload in list(self.list()):
                if upload.state not in UNDER_WORK:
                    continue
                if upload.tries >= MOST_TRIES:
                    gave_up = text(f"inbox.gave_up_{upload.state}", tries=MOST_TRIES)
                    self._set(upload.id, {**_kept(upload), "state": FAILED, "message": gave_up, "tries": 0})
                else:
                    self._set(upload.id, {**_kept(upload), "state": UNDER_WORK[upload.state]})

    def end(self, identifier: str, state: str, *, rows: tuple[ReportRow, ...] = (), message: str = "") -> None:
        """Write down how the work ended."""
        with self._changing():
            told = _kept(self.read(identifier))
            if rows:
                told["rows"] = [asdict(row) for row in rows]
            self._set(identifier, {**told, "state": state, "message": message, "tries": 0})

    def preview_path(self, identifier: str) -> Path:
        """Where the small store of an upload stands."""
        return self._folder / identifier / "preview.gpkg"

    @contextmanager
    def at_work(self) -> Iterator[bool]:
        """Be the one worker for as long as the block; False when another one is. One that dies is none any more."""
        with alone(self._folder / "worker", _GO_HOME_SECONDS) as mine:
            if mine:
                (self._folder / "starting").unlink(missing_ok=True)
            yield mine

    def begin_worker(self) -> bool:
        """Whether to start a worker now: there is work, nobody is at it, and nobody has just started one. Pages ask
        every second or so, and a worker takes some seconds to come."""
        if not self.has_work() or self.has_worker():
            return False
        sign = self._folder / "starting"
        with self._changing():
            if sign.is_file() and 0 <= time.time() - sign.stat().st_mtime < STARTING_SECONDS:
                return False
            sign.touch()
            return True

    def has_worker(self) -> bool:
        """Whether a worker is at it just now."""
        if not (self._folder / "worker").is_file():
            return False
        with alone(self._folder / "worker", 0) as mine:
            return not mine

    def has_work(self) -> bool:
        """Whether something waits, or was left by a worker that died."""
        return any(upload.busy for upload in self.list())

    def log(self) -> Path:
        """Where the worker says what went wrong with itself."""
        return self._folder / "worker.log"

    def _set(self, identifier: str, state: dict[str, Any]) -> None:
        write_json(self._folder / identifier / "state.json", state)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else changes anything within the block; it takes a moment only."""
        with alone(self._folder / "changing", _LOCK_SECONDS) as mine:
            if not mine:
                raise StoreError(text("inbox.locked"))
            yield


def _decided(upload: Upload) -> Conflict:
    return Conflict(text("inbox.decided", name=upload.name, state=upload.state_label))


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


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
