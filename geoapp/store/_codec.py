"""The model's dataclasses as JSON and back, without loss: geometry as hexadecimal WKB, dates as ISO 8601.

Fields that hold their default are left out, and keys are sorted. So the text of a record is canonical (equal records
have equal text, which is how re-ingest recognises "nothing new"), and a field that a later version adds to the model
changes no stored text.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

T = TypeVar("T")
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


def _hex(geometry: BaseGeometry) -> str:
    return str(shapely.to_wkb(geometry, hex=True, byte_order=1, flavor="iso"))


def encode(value: Any, shape: Callable[[BaseGeometry], str] = _hex) -> str:
    """Canonical JSON of a dataclass of the model, or of lists, tuples and mappings of them. ``shape`` writes a
    geometry, by default whole."""
    try:
        return orjson.dumps(value, default=_plain(shape), option=_OPTIONS).decode()
    except orjson.JSONEncodeError as error:
        if error.__cause__ is None:
            raise  # text that no database holds
        raise error.__cause__ from None


def decode(kind: type[T], text: str) -> T:
    """The ``kind`` that ``encode`` wrote. Unknown keys are ignored: an older program may read a newer record."""
    return decode_parsed(kind, orjson.loads(text))


def decode_parsed(kind: type[T], parsed: Any) -> T:
    """Like ``decode``, of JSON that has been parsed; a geometry may stand in it as itself."""
    value: T = _reader_of(kind)(parsed)
    return value


def decode_many(kind: type[T], text: str) -> tuple[T, ...]:
    """The tuple of ``kind`` that ``encode`` wrote."""
    read = _reader_of(kind)
    return tuple(read(item) for item in orjson.loads(text))


@cache
def _plain(shape: Callable[[BaseGeometry], str]) -> Callable[[Any], Any]:
    """What orjson asks for: one level of what it does not know itself."""
    writers: dict[type[Any], Callable[[Any], Any]] = {}

    def plain(value: Any) -> Any:
        kind = type(value)
        write = writers.get(kind)
        if write is None:
            write = writers[kind] = _writer(kind, shape)
        return write(value)

    return plain


def _writer(kind: Any, shape: Callable[[BaseGeometry], str]) -> Callable[[Any], Any]:
    """A function from a ``kind`` to what orjson knows, made once for each type."""
    described = _fields_of(kind)
    if described is None:
        if issubclass(kind, BaseGeometry):
            return shape
        if issubclass(kind, Mapping):
            return dict
        raise TypeError(f"no JSON for {kind.__name__}")
    (names, _, values_of), (others, defaults, others_of) = described

    def write(value: Any) -> dict[str, Any]:
        found = dict(zip(names, values_of(value)))  # noqa: B905 - as long as each other by their making
        told = others_of(value)
        if told != defaults:  # mostly they are the same, and then nobody need look at each
            both = zip(others, defaults, told)  # noqa: B905
            found |= {name: item for name, default, item in both if item is not default and item != default}
        return found

    return write


class _Fields(NamedTuple):
    """Names and defaults of some fields of a dataclass, and what takes their values out of one."""

    names: tuple[str, ...]
    defaults: tuple[Any, ...]
    values_of: Callable[[Any], tuple[Any, ...]]

    @classmethod
    def of(cls, fields: Iterable[dataclasses.Field[Any]]) -> _Fields:
        names: tuple[str, ...] = ()
        defaults: tuple[Any, ...] = ()
        if found := [(field.name, _default_of(field)) for field in fields]:
            names, defaults = zip(*found, strict=True)
        if len(names) > 1:
            return cls(names, defaults, attrgetter(*names))
        return cls(names, defaults, lambda value: tuple(getattr(value, name) for name in names))


@cache
def _fields_of(kind: type[Any]) -> tuple[_Fields, _Fields] | None:
    """The fields of a dataclass that are always written, and those that have a default; None for any other type."""
    if not dataclasses.is_dataclass(kind):
        return None
    fields = dataclasses.fields(kind)
    bare = [field for field in fields if _default_of(field) is dataclasses.MISSING]
    return _Fields.of(bare), _Fields.of(field for field in fields if field not in bare)


def _default_of(field: dataclasses.Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


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


def _geometry(value: Any) -> Any:
    return value if isinstance(value, BaseGeometry) else shapely.from_wkb(value)


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
