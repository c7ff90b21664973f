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
from geoapp.exports._crs import CRS84, Target
from geoapp.model import CaseFeature, LayerFeature, UsageError
from geoapp.texts import text

Writer = Callable[[Iterable[Row], About], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One module of ``formats/``. ``suffix`` is the file name's ending (``zip`` for a set of files), ``streams`` says
    that the first bytes leave at once and memory does not grow, ``degrees_only`` that its standard knows no other
    coordinates than WGS 84."""

    extension: str
    media_type: str
    suffix: str
    streams: bool
    degrees_only: bool
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
        found[entry.name] = Format(
            entry.name, module.MEDIA_TYPE, suffix, module.STREAMS, getattr(module, "DEGREES_ONLY", False), module.write
        )
    return found


def stream(
    features: Iterable[CaseFeature | LayerFeature],
    extension: str,
    about: About,
) -> Iterator[bytes]:
    """The features as a file of that format, in pieces. Raises ``UsageError`` for an unknown extension, at once."""
    return chosen_format(extension, about.crs).write(rows_of(features, about.zones), about)


def chosen_format(extension: str, crs: Target = CRS84) -> Format:
    """The format; raises ``UsageError`` for an unknown one, and for one whose standard forbids that system."""
    chosen = known_formats().get(extension.lower())
    if chosen is None:
        known = ", ".join(known_formats())
        raise UsageError(text("exports.unknown_format", value=extension, known=known), parameter="format")
    if chosen.degrees_only and crs != CRS84:
        raise UsageError(text(f"exports.crs_only.{chosen.extension}", crs=crs.code), parameter="crs", example="CRS84")
    return chosen


def write(
    features: Iterable[CaseFeature | LayerFeature],
    extension: str,
    out: BinaryIO,
    about: About,
) -> int:
    """Write the features to ``out``; returns how many bytes."""
    return sum(out.write(chunk) for chunk in stream(features, extension, about))
