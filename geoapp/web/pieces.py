"""Pieces of answers that are made once and sent often: serialised features, as many as fit into a fixed memory."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

_OVERHEAD = 200
"""Bytes that an entry costs besides its content, about."""
_Generation = dict[Hashable, dict[Any, bytes]]


class Pieces:
    """Bytes by group and key, of one version of the data. There are two generations of half of ``size`` bytes each:
    what is asked for moves into the younger one, and when that is full, the older one, long unused, goes."""

    def __init__(self, size: int) -> None:
        self._half = size // 2
        self._lock = threading.Lock()
        self._version = ""
        self._held = 0
        self._young: _Generation = {}
        self._old: _Generation = {}

    def many(self, version: str, group: Hashable, keys: Sequence[Hashable]) -> list[bytes | None]:
        """The pieces under the keys of a group, None for each that is not there."""
        with self._lock:
            if version != self._version:
                self._young, self._old, self._held, self._version = {}, {}, 0, version
            young, old = self._young.get(group, {}), self._old.get(group, {})
            found = [young.get(key) for key in keys]
            if old and None in found:
                found = [old.get(key) if piece is None else piece for key, piece in zip(keys, found, strict=True)]
                self._add(group, {key: old[key] for key in keys if key not in young and key in old})
        return found

    def put(self, version: str, group: Hashable, pieces: Mapping[Any, bytes]) -> None:
        """Keep pieces that were made for a version; those of an older one are not kept."""
        with self._lock:
            if version == self._version:
                self._add(group, pieces)

    def _add(self, group: Hashable, pieces: Mapping[Any, bytes]) -> None:
        young = self._young.setdefault(group, {})
        self._held += sum(len(piece) + _OVERHEAD for key, piece in pieces.items() if key not in young)
        young.update(pieces)
        if self._held > self._half:
            self._old, self._young, self._held = self._young, {}, 0
