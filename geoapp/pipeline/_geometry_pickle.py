"""What goes between processes that have the same gazetteer: its geometries by their keys, not as themselves.

A notice names one county's outline dozens of times, and the one who gets it has it already.
"""

from __future__ import annotations

import io
import pickle
from typing import Any
from weakref import WeakKeyDictionary

from shapely.geometry.base import BaseGeometry

from geoapp.pipeline.world import World
from geoapp.places import Gazetteer

_KEYS: WeakKeyDictionary[Gazetteer, dict[int, str]] = WeakKeyDictionary()


def dumps(value: object, world: World) -> bytes:
    """The bytes for ``loads`` in a process with an equal world."""
    keys = _KEYS.get(world.gazetteer)
    if keys is None:
        known = ((instance.geometry, instance.key) for instance in world.gazetteer)
        keys = _KEYS[world.gazetteer] = {id(geometry): key for geometry, key in known if geometry is not None}
    stream = io.BytesIO()
    _Writer(stream, keys).dump(value)
    return stream.getvalue()


def loads(data: bytes, world: World) -> Any:
    """What ``dumps`` was given. Only for bytes of our own processes."""
    return _Reader(io.BytesIO(data), world.gazetteer).load()


class _Writer(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, keys: dict[int, str]) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._keys = keys

    def persistent_id(self, value: object) -> str | None:
        return self._keys.get(id(value)) if isinstance(value, BaseGeometry) else None


class _Reader(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, gazetteer: Gazetteer) -> None:
        super().__init__(stream)
        self._gazetteer = gazetteer

    def persistent_load(self, key: str) -> BaseGeometry:
        instance = self._gazetteer.get(key)
        if instance is None or instance.geometry is None:
            raise pickle.UnpicklingError(key)
        return instance.geometry
