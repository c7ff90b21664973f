"""Which formats there are, and writing one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from geoapp.exports import formats as _folder
from geoapp.exports._about import About, Row, rows_of
from geoapp.model import CaseFeature, LayerFeature, UsageError
from geoapp.texts import text

Writer = Callable[[Iterable[Row], About], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One module of ``formats/``. ``suffix`` is the file name's ending (``zip`` for a set of files), ``streams`` says
    that memory does not grow with the number of rows."""

    extension: str
    media_type: str
    suffix: str
    streams: bool
    write: Writer


@cache
def known_formats() -> dict[str, Format]:
    """Every format by its extension. A module that lacks a part of the contract fails here, at the first call."""
    found: dict[str, Format] = {}
    for entry in pkgutil.iter_modules(_folder.__path__):
        if entry.name.startswith("_"):
            continue
        module = importlib.import_module(f"{_folder.__name__}.{entry.name}")
        suffix = getattr(module, "SUFFIX", entry.name)
        found[entry.name] = Format(entry.name, module.MEDIA_TYPE, suffix, module.STREAMS, module.write)
    return found


def stream(
    features: Iterable[CaseFeature | LayerFeature],
    extension: str,
    about: About,
) -> Iterator[bytes]:
    """The features as a file of that format, in pieces. Raises ``UsageError`` for an unknown extension, at once."""
    chosen = known_formats().get(extension.lower())
    if chosen is None:
        known = ", ".join(known_formats())
        raise UsageError(text("exports.unknown_format", value=extension, known=known), parameter="format")
    return chosen.write(rows_of(features), about)


def write(
    features: Iterable[CaseFeature | LayerFeature],
    extension: str,
    out: BinaryIO,
    about: About,
) -> int:
    """Write the features to ``out``; returns how many bytes."""
    return sum(out.write(chunk) for chunk in stream(features, extension, about))
