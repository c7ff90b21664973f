"""Files by which the service and its child processes tell each other how work stands, and how a child is begun."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock, Timeout

_TIMES_TRIED = 20
_begun: list[subprocess.Popen[bytes]] = []
"""Children are asked after when the next one begins, so that those that ended do not stay as zombies."""


def detached() -> dict[str, Any]:
    """So that stopping the service leaves the child at work."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def start_child(arguments: Sequence[str], environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """``geoapp <arguments>`` in a process of its own that outlives the service. ``environ``: what it finds in its
    environment besides ours (the service's own settings); ``log``: what it says, of the last time only."""
    log.parent.mkdir(parents=True, exist_ok=True)
    _begun[:] = [child for child in _begun if child.poll() is None]
    with log.open("wb") as told:
        child = subprocess.Popen(  # noqa: S603 - our own command; values are single arguments, no shell
            [sys.executable, "-m", "geoapp", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            env={**os.environ, **environ},
            **detached(),
        )
    _begun.append(child)
    return child


def read_json(path: Path) -> dict[str, Any] | None:
    """What a file says; None when it is not there, or is no JSON."""
    for _ in range(_TIMES_TRIED):
        try:
            read: dict[str, Any] = orjson.loads(path.read_bytes())
        except PermissionError:  # Windows, in the moment of being replaced
            time.sleep(0.01)
        except (OSError, orjson.JSONDecodeError):
            return None
        else:
            return read
    return None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a file as a whole: a reader sees the old one or the new one."""
    partial = path.with_suffix(f".{uuid.uuid4().hex}.part")  # threads write too
    partial.write_bytes(orjson.dumps(dict(content)))
    for _ in range(_TIMES_TRIED):
        try:
            partial.replace(path)
        except PermissionError:  # Windows, while somebody reads it
            time.sleep(0.01)
        else:
            return
    partial.replace(path)


@contextmanager
def alone(lock: Path, wait_s: float = -1) -> Iterator[bool]:
    """Be the only process and thread within the block, by a lock of the operating system on a file: it goes with the
    process that holds it, however that ends. False when somebody else had it for all of ``wait_s`` (below 0: for ever).
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock)
    try:
        held.acquire(timeout=wait_s, poll_interval=0.01)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        held.release()
