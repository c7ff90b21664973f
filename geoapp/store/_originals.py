"""Originals: every published file, kept by its SHA-256 in a folder beside the database."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path


class Originals:
    """``<folder>/ab/cdef...`` for the file whose SHA-256 is ``abcdef...``. Files are written once and never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, identifier: str) -> Path:
        """Where the file with this SHA-256 stands, or would."""
        return self.folder / identifier[:2] / identifier[2:]

    def put(self, identifier: str, data: bytes) -> None:
        """Keep ``data`` durably before anything in the database speaks of it; a crash leaves at worst a spare file."""
        path = self.path(identifier)
        if self.get(identifier) == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{uuid.uuid4().hex}")
        try:
            with partial.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def get(self, identifier: str) -> bytes | None:
        """The bytes, None when they are not there."""
        try:
            return self.path(identifier).read_bytes()
        except FileNotFoundError:
            return None


def sha256(data: bytes) -> str:
    """The identifier of a published file."""
    return hashlib.sha256(data).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call and needs none (NTFS journals names)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
