"""An office's own files in the data folder: what a backup takes along and ``restore`` brings back.

Its gazetteer, layers with the tables they read, calendars, closing procedures, rules of publication, and the uploads
that wait for a decision. Not base maps (large, and files of their own), not the certificate (its key stays on its
machine), not what can be made again (editions, exports, caches).
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

OWN: Final = ("inbox", "gazetteer.geojson", "layers", "calendar", "closing", "publication.toml")
_PASSING: Final = (".lock", ".part", "-wal", "-shm")
"""Ends of names of files that mean something only to the process that made them."""
_LOCKS: Final = frozenset({"worker", "changing"})
"""Those of the inbox; Windows lets nobody read them while they are held."""


def office_path(file: Path) -> Path:
    """Where the office's files stand beside the backup ``file``."""
    return file.with_name(file.name + ".office")


def copy_office(folder: Path, target: Path) -> tuple[str, ...]:
    """Copy what ``folder`` has of them to ``target``; their names."""
    names = tuple(name for name in (*OWN, *_read_by_layers(folder)) if (folder / name).exists())
    for name in names:
        for source in _files(folder / name):
            copy = target / source.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy_durably(source, copy)
    return names


def names_in(kept: Path) -> tuple[str, ...]:
    """What a backup holds of them: each is put back as a whole."""
    own = [name for name in OWN if (kept / name).exists()]
    return (*own, *(name for name in _read_by_layers(kept) if (kept / name).exists()))


def differs(one: Path, other: Path) -> bool:
    """Whether two files, or all that two folders hold, differ."""
    mine, theirs = ({path.relative_to(top): path for path in _files(top)} for top in (one, other))
    return mine.keys() != theirs.keys() or any(
        not filecmp.cmp(path, theirs[name], shallow=False) for name, path in mine.items()
    )


def _read_by_layers(folder: Path) -> Iterator[str]:
    """Files within ``folder`` that the office's own layers read."""
    seen = set(OWN)
    for definition in sorted((folder / "layers").glob("*.toml")):
        try:
            inputs = tomllib.loads(definition.read_text(encoding="utf-8")).get("inputs", {})
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue  # `geoapp check` says so; the file itself is taken along as it is
        for spec in inputs.values() if isinstance(inputs, dict) else ():
            name = str(spec).removeprefix("file:")
            if name == spec or name in seen or not (folder / name).resolve().is_relative_to(folder.resolve()):
                continue
            seen.add(name)
            yield name


def _files(top: Path) -> list[Path]:
    """The files at or below a path, in the order to copy them: what says how an upload stands comes before what it
    speaks of, so that a copy never promises more than it has."""
    if top.is_file():
        return [top]
    found = [path for path in top.rglob("*") if path.is_file() and not _passing(path)]
    return sorted(found, key=lambda path: (path.parent, path.suffix != ".json", path.name))


def _passing(path: Path) -> bool:
    return path.name.endswith(_PASSING) or path.name in _LOCKS


def copy_durably(source: Path, target: Path) -> None:
    """The whole of a file, or nothing under that name; nothing too where the source has gone meanwhile."""
    partial = target.with_name(f"{target.name}.part")
    try:
        shutil.copy2(source, partial)
    except FileNotFoundError:  # a preview goes when its upload is filed
        return
    with partial.open("r+b") as file:
        os.fsync(file.fileno())
    partial.replace(target)
