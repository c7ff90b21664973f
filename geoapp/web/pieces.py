"""Pieces of answers that are made once and sent often: serialised features, as many as fit into a fixed memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence

_OVERHEAD = 200
"""Bytes that an entry costs besides its content, about."""


class Pieces:
    """Bytes by key, least recently used ones dropped beyond ``size`` bytes; another version of the data empties it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._version = ""
        self._held = 0
        self._pieces: OrderedDict[Hashable, bytes] = OrderedDict()

    def many(self, version: str, keys: Sequence[Hashable]) -> list[bytes | None]:
        """The pieces under the keys, None for each that is not there."""
        with self._lock:
            if version != self._version:
                self._pieces.clear()
                self._held = 0
                self._version = version
            found = [self._pieces.get(key) for key in keys]
            for key, piece in zip(keys, found, strict=True):
                if piece is not None:
                    self._pieces.move_to_end(key)
        return found

    def put(self, version: str, pieces: Mapping[Hashable, bytes]) -> None:
        """Keep pieces that were made for a version; those of an older one are not kept."""
        with self._lock:
            if version != self._version:
                return
            for key, piece in pieces.items():
                if key not in self._pieces:
                    self._held += len(piece) + _OVERHEAD
                self._pieces[key] = piece
            while self._held > self._size and self._pieces:
                _, dropped = self._pieces.popitem(last=False)
                self._held -= len(dropped) + _OVERHEAD
