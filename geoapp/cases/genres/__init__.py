"""One module a genre: ``GENRE``, ``recognise(source) -> float`` (0..1) and ``extract(source, context) -> list[Draft]``.

A module that appears in this folder is a genre; names with ``_`` are skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from geoapp.cases.drafts import Draft
from geoapp.cases.source import Source
from geoapp.model import Genre


@dataclass(frozen=True)
class Reader:
    """A genre's three things."""

    genre: Genre
    recognise: Callable[[Source], float]
    extract: Callable[[Source], list[Draft]]


@cache
def readers() -> tuple[Reader, ...]:
    """All genres of this folder."""
    names = sorted(found.name for found in iter_modules(__path__) if not found.name.startswith("_"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(Reader(module.GENRE, module.recognise, module.extract) for module in modules)


def ranked(source: Source) -> list[Reader]:
    """The genres by how much the document's own evidence speaks for each, most first."""
    # 整改情况 stands in titles of all genres: where another one is as likely, its own words tell more.
    return sorted(readers(), key=lambda reader: (-reader.recognise(source), reader.genre is _PLAINEST))


_PLAINEST = Genre.INSPECTION_PROGRESS_NOTICE
