"""Which base maps lie in the office's folder, and what is wrong with those that cannot be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from geoapp.texts import text
from geoapp.tiles._mbtiles import open_mbtiles
from geoapp.tiles._pmtiles import open_pmtiles
from geoapp.tiles._tileset import TileSet

_READERS: Final[dict[str, Callable[[Path], TileSet]]] = {".pmtiles": open_pmtiles, ".mbtiles": open_mbtiles}


@dataclass(frozen=True, slots=True)
class Found:
    """What can be shown, by file name, and a sentence about each file that cannot."""

    sets: tuple[TileSet, ...]
    problems: tuple[str, ...]

    def get(self, name: str) -> TileSet | None:
        """The one of this file name; only what was found counts, so a name is never a path."""
        return next((one for one in self.sets if one.id == name), None)


def find_tiles(folder: Path) -> Found:
    """All base maps of a folder that may not exist. Each state of a file is looked at once."""
    opened = [_look(*state) for state in _states(folder)]
    sets = tuple(one for one in opened if isinstance(one, TileSet))
    return Found(sets, tuple(one for one in opened if isinstance(one, str)))


def stamp(folder: Path) -> str:
    """Changes with the files of the folder; "" while there is none."""
    return "\n".join(f"{path.name} {changed} {size}" for path, changed, size in _states(folder))


def _states(folder: Path) -> Iterator[tuple[Path, int, int]]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _READERS)
    except OSError:
        return
    for path in paths:
        try:
            told = path.stat()
        except OSError:  # gone since
            continue
        yield path, told.st_mtime_ns, told.st_size


@lru_cache(maxsize=64)
def _look(path: Path, _changed: int, _size: int) -> TileSet | str:
    try:
        return _READERS[path.suffix.lower()](path)
    except (ValueError, OSError, OverflowError, TypeError, RecursionError) as error:
        return text("tiles.unreadable", file=path, reason=str(error)[:120] or type(error).__name__)
