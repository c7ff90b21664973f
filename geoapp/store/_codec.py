"""The model's dataclasses as JSON and back, without loss: geometry as hexadecimal WKB, dates as ISO 8601.

Fields that hold their default are left out, and keys are sorted. So the text of a record is canonical (equal records
have equal text, which is how re-ingest recognises "nothing new"), and a field that a later version adds to the model
changes no stored text.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

T = TypeVar("T")
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


def encode(value: Any) -> str:
    """Canonical JSON of a dataclass of the model, or of lists, tuples and mappings of them."""
    return orjson.dumps(_plain(value), option=_OPTIONS).decode()


def decode(kind: type[T], text: str) -> T:
    """The ``kind`` that ``encode`` wrote. Unknown keys are ignored: an older program may read a newer record."""
    value: T = _reader_of(kind)(orjson.loads(text))
    return value


def decode_many(kind: type[T], text: str) -> tuple[T, ...]:
    """The tuple of ``kind`` that ``encode`` wrote."""
    read = _reader_of(kind)
    return tuple(read(item) for item in orjson.loads(text))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # datetime is one
        return value.isoformat()
    if isinstance(value, BaseGeometry):
        return shapely.to_wkb(value, hex=True, byte_order=1, flavor="iso")
    kind: Any = type(value)
    if (fields := _fields_of(kind)) is not None:
        return _plain_fields(value, fields)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


@cache
def _fields_of(kind: type[Any]) -> tuple[tuple[str, Any], ...] | None:
    """Name and default of each field of a dataclass (``MISSING`` without one); None for any other type."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple((f.name, _default_of(f)) for f in dataclasses.fields(kind))


def _default_of(field: dataclasses.Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


def _plain_fields(value: Any, fields: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, default in fields:
        found = getattr(value, name)
        if found is default or (default is not dataclasses.MISSING and found == default):
            continue
        # Most fields are text: not worth a call each.
        plain[name] = found if found is None or type(found) is str else _plain(found)
    return plain


def _reader_of(kind: Any) -> Callable[[Any], Any]:
    return _reader(kind)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function from parsed JSON to ``kind``, made once for each type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _optional(_reader(inner))
    if origin is tuple:
        return _tuple(arguments)
    if isinstance(kind, type):
        if dataclasses.is_dataclass(kind):
            return _dataclass(kind)
        if issubclass(kind, BaseGeometry):
            return _geometry
        if issubclass(kind, Enum):
            return kind
        if issubclass(kind, datetime | date):
            return kind.fromisoformat
        if kind is float:
            return float
    if origin is not None and len(arguments) == 2:  # dict[str, Quote], Mapping[str, Any]
        return _mapping(_reader(arguments[1]))
    return _same


def _same(value: Any) -> Any:
    return value


def _geometry(value: str) -> Any:
    return shapely.from_wkb(value)


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _mapping(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: {key: read(item) for key, item in value.items()}


def _tuple(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        read = _reader(arguments[0])
        return lambda value: tuple(read(item) for item in value)
    readers = [_reader(argument) for argument in arguments]
    return lambda value: tuple(read(item) for read, item in zip(readers, value, strict=True))


def _dataclass(kind: type[Any]) -> Callable[[Any], Any]:
    readers: dict[str, Callable[[Any], Any]] = {}

    def read(value: Mapping[str, Any]) -> Any:
        if not readers:  # filled at first use: a type may contain itself
            hints = get_type_hints(kind)
            readers.update({f.name: _reader(hints[f.name]) for f in dataclasses.fields(kind)})
        return kind(**{key: readers[key](item) for key, item in value.items() if key in readers})

    return read
