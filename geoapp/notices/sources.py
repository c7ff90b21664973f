"""Sources: the files that a user means by naming files, folders and zip archives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG

from geoapp.model import UnreadableNotice
from geoapp.notices.archives import MB, is_safe, member_name, open_archive, read_member
from geoapp.texts import reason_of
from geoapp.texts import text as say

DEFAULT_LIMIT_MB = 40
_NOISE = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: a file on disk, or a member of a zip archive.

    ``path`` is the file, or ``archive.zip/member`` for a member; ``name`` is what reports call it. A name that leads
    nowhere, an unsafe member or a broken archive is a source too: its ``read`` raises, so that it becomes a row.
    """

    path: Path
    name: str
    archive: Path | None = None
    member: int = -1
    problem: str | None = None

    def read(self, limit_mb: int = DEFAULT_LIMIT_MB) -> bytes:
        """The bytes. Raises ``UnreadableNotice`` (missing, too large, broken archive, ...)."""
        if self.problem is not None:
            raise UnreadableNotice(self.problem)
        if self.archive is None:
            return read_bytes(self.path, self.name, limit_mb)
        with open_archive(self.archive, self.name) as archive:
            return read_member(archive, archive.infolist()[self.member], self.name, limit_mb=limit_mb)

    @property
    def data(self) -> bytes | None:
        """The bytes of an archive member; None for a file on disk, which ``read(path)`` opens itself."""
        return None if self.archive is None and self.problem is None else self.read()


def read_bytes(path: Path, name: str, limit_mb: int) -> bytes:
    """The bytes of a file within the limit (in MiB). Raises ``UnreadableNotice`` naming file and reason."""
    try:
        found = path.stat()
        if S_ISDIR(found.st_mode):
            raise UnreadableNotice(say("notices.is_folder", file=name))
        if not S_ISREG(found.st_mode):
            raise UnreadableNotice(say("notices.not_regular", file=name))
        if found.st_size > limit_mb * MB:
            raise UnreadableNotice(say("notices.too_large", file=name, size=-(-found.st_size // MB), limit=limit_mb))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableNotice(say("notices.missing", file=name)) from error
    except (OSError, ValueError) as error:
        raise UnreadableNotice(say("notices.unopenable", file=name, reason=reason_of(error))) from error


def expand(paths: Iterable[Path]) -> list[Source]:
    """The files below ``paths`` (files, folders, .zip archives), each once; folders and archives sorted by name.

    Hidden files, office lock files (``~$``) and system leftovers are skipped in folders and archives. Files of unknown
    kind stay in the list: a scan that nobody read must show up as a row, not vanish.
    """
    found: dict[Path, Source] = {}
    for given in paths:
        for source in _below(Path(given)):
            found.setdefault(Path(os.path.abspath(source.path)), source)  # noqa: PTH100 (resolve() follows links)
    return list(found.values())


def _below(path: Path) -> Iterator[Source]:
    if not path.is_dir():
        yield from _members(path, path.name) if _is_archive(path) else [Source(path, path.name)]
        return
    files = []
    for folder, inner, names in os.walk(path):
        inner[:] = [name for name in inner if not _is_noise(name)]
        files += [Path(folder) / name for name in names if not _is_noise(name)]
    inside = path.resolve()
    for file in sorted(files, key=lambda file: file.relative_to(path).as_posix()):
        name = file.relative_to(path).as_posix()
        if file.is_symlink() and not file.resolve().is_relative_to(inside):
            yield Source(file, name, problem=say("notices.linked_outside", file=name))
            continue
        yield from _members(file, name) if _is_archive(file) else [Source(file, name)]


def _is_archive(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and path.is_file()


def _is_noise(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _NOISE


def _members(path: Path, name: str) -> Iterator[Source]:
    """A source for each file in the archive; one with a problem for an archive that cannot be opened."""
    try:
        archive = open_archive(path, name)
    except UnreadableNotice as error:
        yield Source(path, name, problem=str(error))
        return
    with archive:
        members = [(member_name(m), index) for index, m in enumerate(archive.infolist()) if not m.is_dir()]
    if not members:
        yield Source(path, name, problem=say("notices.empty_archive", file=name))
    for member, index in sorted(members):
        inner = PurePosixPath(member.replace("\\", "/"))
        if not is_safe(member):
            unsafe = say("notices.unsafe_member", file=name, member=member)
            yield Source(path / f"_{index}", f"{name}/{member}", problem=unsafe)
        elif not any(_is_noise(part) for part in inner.parts):
            yield Source(path / inner, f"{name}/{member}", path, index)
