"""Notices whose remarks somebody has looked at, finding nothing to be done: they leave the queue of the unread.

Kept in one small file of the office, with who and when. A later reading that remarks something else brings the notice
back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from geoapp.model import NoticeSummary, StoreError
from geoapp.pipeline.job_files import alone, read_json, write_json
from geoapp.texts import text

_LOCK_SECONDS = 10.0


class SeenNotices:
    """What was looked at, below the runtime ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "review" / "seen.json"

    def all(self) -> Mapping[str, Any]:
        """By notice: ``warnings`` that were looked at, ``actor``, ``at``."""
        return read_json(self._file) or {}

    def stamp(self) -> int:
        """Changes with every decision."""
        return self._file.stat().st_mtime_ns if self._file.is_file() else 0

    def mark(self, notice: NoticeSummary, *, actor: str, at: datetime, seen: bool = True) -> None:
        """Looked at, or (``seen`` False) to be looked at again."""
        with alone(self._file.with_suffix(".lock"), _LOCK_SECONDS) as mine:
            if not mine:
                raise StoreError(text("inbox.locked"))
            known = dict(self.all())
            known.pop(notice.identifier, None)
            if seen:
                told = {"warnings": list(notice.warnings), "actor": actor, "at": at.isoformat(timespec="seconds")}
                known[notice.identifier] = told
            write_json(self._file, known)


def is_seen(notice: NoticeSummary, seen: Mapping[str, Any]) -> bool:
    """Whether just these remarks were looked at."""
    told = seen.get(notice.identifier)
    return told is not None and told.get("warnings") == list(notice.warnings)
