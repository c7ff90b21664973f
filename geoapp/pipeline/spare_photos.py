"""Photos whose visit never came: kept for a stated time, then removed, and said so.

A phone deletes its copy only when its record is acknowledged, so a record that comes later still has its photos sent
again: nothing is lost by removing what waited too long here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import orjson

from geoapp.settings import ZONE, Settings
from geoapp.store import Store
from geoapp.texts import text

FEWEST_DAYS: Final = 7
"""However short an office sets it: a phone may be without a network for a week."""
TORN: Final = timedelta(days=1)
"""A write that was begun a day ago and is not finished was cut off."""
_NOTES = "photos/??/*.json"
_GONE = ".gone"


@dataclass(frozen=True, slots=True)
class SparePhotos:
    """What was removed: photos without a visit, their bytes, and torn writes; how long they are kept."""

    removed: int
    size: int
    torn: int
    days: int

    @property
    def line(self) -> str | None:
        """A sentence; None when nothing was removed."""
        if not (self.removed or self.torn):
            return None
        mb = f"{self.size / (1 << 20):.1f}"
        return text("visits.spare.removed", n=self.removed, mb=mb, days=self.days, torn=self.torn)


def days_kept(settings: Settings) -> int:
    """How long a photo waits for its visit."""
    return max(settings.visit_photo_days, FEWEST_DAYS)


def remove_spare_photos(store: Store, folder: Path, now: datetime, days: int) -> SparePhotos:
    """Remove the photos in ``folder`` (where their notes wait) that came ``days`` ago and that no visit names. The
    notes of photos with a visit go as well: the visit tells all that they did."""
    limit = now - timedelta(days=days)
    leaving = [gone for note in sorted(folder.glob(_NOTES)) if (gone := _take(note, limit)) is not None]
    leaving += [path for path in sorted(folder.glob(f"photos/??/*{_GONE}")) if path not in leaving]
    removed = store.drop_spare([told for path in leaving if (told := _stored(path)) is not None], now - TORN)
    for path in (*leaving, *_torn(folder, now - TORN)):
        path.unlink(missing_ok=True)
    return SparePhotos(len(removed.sizes), sum(removed.sizes.values()), removed.torn, days)


def is_due(folder: Path, now: datetime) -> bool:
    """Whether the service has not looked for a day; asking takes the day's turn, whatever process asks."""
    mark = folder / "swept"
    try:
        if now.timestamp() - mark.stat().st_mtime < timedelta(days=1).total_seconds():
            return False
    except FileNotFoundError:
        pass
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return True


def waiting_photos(folder: Path) -> tuple[int, datetime | None]:
    """How many photos have a note, and when the oldest came."""
    times = [path.stat().st_mtime for path in folder.glob(_NOTES)]
    return len(times), datetime.fromtimestamp(min(times), ZONE) if times else None


def _take(note: Path, limit: datetime) -> Path | None:
    """Set an old note aside, so that a record that comes now asks for its photo; None for one that is young, also
    when the same photo has come again meanwhile."""
    if note.stat().st_mtime >= limit.timestamp():
        return None
    gone = note.with_suffix(_GONE)
    note.replace(gone)
    if gone.stat().st_mtime >= limit.timestamp():
        gone.replace(note)
        return None
    return gone


def _stored(note: Path) -> str | None:
    try:
        told = orjson.loads(note.read_bytes())
    except ValueError:
        return None
    return str(told["stored"]) if isinstance(told, dict) and isinstance(told.get("stored"), str) else None


def _torn(folder: Path, limit: datetime) -> Iterator[Path]:
    for path in folder.glob("photos/??/*.part"):
        try:
            old = path.stat().st_mtime < limit.timestamp()
        except FileNotFoundError:
            continue  # it has just become a whole photo
        if old:
            yield path
