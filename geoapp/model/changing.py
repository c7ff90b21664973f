"""A frozen record with some of its fields changed, for what is made by the thousand."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

_T = TypeVar("_T")
_set = object.__setattr__


def changed(instance: _T, **values: object) -> _T:
    """``dataclasses.replace`` of a dataclass with slots, in a third of its time: checks of the class are not run again,
    so that only what they do not look at may be changed.

    A field that the class does not have raises ``AttributeError``.
    """
    kind: Any = type(instance)
    made: _T = kind.__new__(kind)
    read, fill = _fields(kind)
    for set_field, value in zip(fill, read(instance), strict=True):
        set_field(made, value)
    for name, value in values.items():
        _set(made, name, value)
    return made


@cache
def _fields(kind: Any) -> tuple[Any, list[Any]]:
    """What reads all fields of an instance, and what sets each (the slots' own setters look nothing up)."""
    return attrgetter(*kind.__slots__), [getattr(kind, name).__set__ for name in kind.__slots__]
