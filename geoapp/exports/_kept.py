"""Serialised features kept on disk: made once for a state of the data, sent as often as asked.

The first complete GeoJSON export of the cases leaves its lines and their offsets behind; until the data or the day
change, every other one, filtered or not, is put together from pieces of that file without looking at a single feature.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

SEPARATOR = b",\n"
"""After every line. No JSON text that orjson writes holds a line end, so the two bytes part features and only those."""
_PIECE = 1 << 20
_FIRST_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class KeptLines:
    """Lines of the features ``fids`` (in file order); line i stands at ``offsets[i]`` to ``offsets[i + 1]``."""

    path: Path
    fids: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def pieces(self, chosen: NDArray[np.int64]) -> Iterator[bytes] | None:
        """The lines of the features ``chosen``, each with its separator; None when one of them is not kept or the
        file has gone."""
        everything = len(chosen) == len(self.fids)  # what is kept is the complete table of one state
        wanted = np.ones(len(self.fids), np.bool_) if everything else np.isin(self.fids, chosen)
        if int(np.count_nonzero(wanted)) != len(chosen):
            return None
        try:
            file = self.path.open("rb")
        except OSError:
            return None
        return _read(file, _runs(wanted), self.offsets)


def _runs(wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """First and one-past-last line of each unbroken run, shape (n, 2)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], wanted, [False])).astype(np.int8)))
    found: NDArray[np.int64] = edges.reshape(-1, 2).astype(np.int64)
    return found


def _read(file: BinaryIO, runs: NDArray[np.int64], offsets: NDArray[np.int64]) -> Iterator[bytes]:
    """Whole lines in pieces of about a megabyte, a small one first."""
    with file:
        held: list[bytes] = []
        size, limit = 0, _FIRST_PIECE
        for first, last in runs.tolist():
            while first < last:
                room = int(np.searchsorted(offsets, offsets[first] + limit, "right")) - 1
                end = min(max(room, first + 1), last)
                file.seek(int(offsets[first]))
                held.append(file.read(int(offsets[end] - offsets[first])))
                size += len(held[-1])
                first = end  # noqa: PLW2901 - the rest of the run
                if size >= limit:
                    yield b"".join(held)
                    held, size, limit = [], 0, _PIECE
        if held:
            yield b"".join(held)


class Keeper:
    """Where kept lines are: one state of the data at a time, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> KeptLines | None:
        """The lines kept for a state of the data, None when there are none."""
        try:
            index = np.load(self._folder / f"{key}.npy", mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError):
            return None
        path = self._folder / f"{key}.lines"
        complete = index.ndim == 2 and len(index) == 2 and path.is_file() and path.stat().st_size == index[1, -1]
        return KeptLines(path, np.asarray(index[0, :-1]), np.asarray(index[1])) if complete else None

    def recording(self, key: str, unchanged: Callable[[], bool]) -> Recording:
        """Begin to keep lines for a state of the data, which is kept if it is ``unchanged`` at the end."""
        return Recording(self._folder, key, unchanged)


class Recording:
    """Lines on their way to the reader, written down beside. ``finish`` keeps them, ``drop`` forgets them."""

    def __init__(self, folder: Path, key: str, unchanged: Callable[[], bool]) -> None:
        self._folder, self._key, self._unchanged = folder, key, unchanged
        self._path = folder / f"{key}.{uuid.uuid4().hex[:8]}.part"
        self._file: BinaryIO | None = None
        self._dropped = False
        self._fids: list[NDArray[np.int64]] = []
        self._sizes: list[NDArray[np.int64]] = []

    def add(self, fids: list[int], lines: list[bytes]) -> None:
        """Lines without their separators. A full disk ends the recording, not the export."""
        if self._dropped:
            return
        try:
            if self._file is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("wb")
            self._file.write(SEPARATOR.join(lines) + SEPARATOR)
        except OSError:
            self.drop()
            return
        self._fids.append(np.array(fids, np.int64))
        self._sizes.append(np.array([len(line) + len(SEPARATOR) for line in lines], np.int64))

    def finish(self) -> None:
        """Keep what was written, under its key; older states go."""
        if self._file is None:
            return
        if not self._unchanged():
            self.drop()
            return
        self._file.close()
        self._file = None
        fids = np.concatenate([*self._fids, np.full(1, -1, np.int64)])
        offsets = np.concatenate([np.zeros(1, np.int64), *self._sizes]).cumsum()
        with suppress(OSError):  # another reader may hold a file open (Windows): then it is kept the next time
            for old in self._folder.iterdir():
                if old.suffix in (".lines", ".npy") and old.stem != self._key:
                    old.unlink()
            self._path.replace(self._folder / f"{self._key}.lines")
            index = self._path.with_suffix(".index")
            with index.open("wb") as file:
                np.save(file, np.stack([fids, offsets]), allow_pickle=False)
            index.replace(self._folder / f"{self._key}.npy")
        self._path.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget what was written."""
        self._dropped = True
        if self._file is not None:
            self._file.close()
            self._file = None
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
