"""Originals: every published file, kept by its SHA-256 in a folder beside the database."""

from __future__ import annotations

import hashlib
import os
import threading
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_FLUSHES = 8
"""Flushes asked for at once: they wait for the disk together."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Spare files that were removed: by their SHA-256 with the bytes that they had, and how many torn writes."""

    sizes: Mapping[str, int]
    torn: int


class Originals:
    """``<folder>/ab/cdef...`` for the file whose SHA-256 is ``abcdef...``. Files are written once and never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()

    def path(self, identifier: str) -> Path:
        """Where the file with this SHA-256 stands, or would."""
        return self.folder / identifier[:2] / identifier[2:]

    def put(self, identifier: str, data: bytes) -> None:
        """Keep ``data`` durably before anything in the database speaks of it; a crash leaves at worst a spare file."""
        if self.get(identifier) == data:
            return
        with self.together() as waiting:
            path = self.path(identifier)
            partial = waiting[path] = path.with_name(f".{uuid.uuid4().hex}")
            try:
                partial.write_bytes(data)
            except FileNotFoundError:  # the first file of its folder
                path.parent.mkdir(parents=True, exist_ok=True)
                partial.write_bytes(data)

    @contextmanager
    def together(self) -> Iterator[dict[Path, Path]]:
        """What this thread puts within the block is durable at its end, for the price of one or two waits for the
        disk. Gives where each file shall stand and the name that it has until then."""
        outer: dict[Path, Path] | None = getattr(self._local, "waiting", None)
        if outer is not None:
            yield outer
            return
        waiting: dict[Path, Path] = {}
        self._local.waiting = waiting
        try:
            yield waiting
            _settle(waiting)
            waiting.clear()  # each has its name now
        finally:
            self._local.waiting = None
            for partial in waiting.values():
                partial.unlink(missing_ok=True)

    def get(self, identifier: str) -> bytes | None:
        """The bytes, None when they are not there."""
        path = self.path(identifier)
        waiting: dict[Path, Path] = getattr(self._local, "waiting", None) or {}
        try:
            return waiting.get(path, path).read_bytes()
        except FileNotFoundError:
            return None


def _settle(waiting: Mapping[Path, Path]) -> None:
    folders = {path.parent for path in waiting}
    with ThreadPoolExecutor(max_workers=_FLUSHES) as flushing:
        list(flushing.map(_sync_file, waiting.values()))
        for path, partial in waiting.items():
            partial.replace(path)
        list(flushing.map(_sync_folder, folders))


def _sync_file(path: Path) -> None:
    _sync(os.open(path, os.O_RDWR))


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(data: bytes) -> str:
    """The identifier of a published file."""
    return hashlib.sha256(data).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call and needs none (NTFS journals names)."""
    if os.name == "nt":
        return
    _sync(os.open(folder, os.O_RDONLY))
