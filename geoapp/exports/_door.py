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
from geoapp.texts import languages, text

HEADINGS = ("names", *languages())
"""The contract's names of the columns, or what people call them."""
Writer = Callable[[Iterable[Row], About], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One module of ``formats/``. ``suffix`` is the file name's ending (``zip`` for a set of files), ``streams`` says
    that the first bytes leave at once and memory does not grow, ``degrees_only`` that its standard knows no other
    coordinates than WGS 84, ``for_people`` that its columns may be headed by what people call them."""

    extension: str
    media_type: str
    suffix: str
    streams: bool
    degrees_only: bool
    for_people: bool
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
            entry.name,
            module.MEDIA_TYPE,
            suffix,
            module.STREAMS,
            getattr(module, "DEGREES_ONLY", False),
            getattr(module, "FOR_PEOPLE", False),
            module.write,
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


def check_headings(headings: str, extension: str) -> str:
    """The language whose words head the columns, "" for their names; raises ``UsageError`` for a wrong word, and for a
    format whose columns programs read by their names."""
    if headings not in HEADINGS:
        known = "、".join(HEADINGS)
        raise UsageError(
            text("exports.headings_unknown", value=headings[:60], known=known), parameter="headers", example="zh"
        )
    named = headings != HEADINGS[0]
    if named and not known_formats()[extension].for_people:
        known = "、".join(one.extension for one in known_formats().values() if one.for_people)
        raise UsageError(text("exports.headings_only", known=known), parameter="headers", example="names")
    return headings if named else ""


def write(
    features: Iterable[CaseFeature | LayerFeature],
    extension: str,
    out: BinaryIO,
    about: About,
) -> int:
    """Write the features to ``out``; returns how many bytes."""
    return sum(out.write(chunk) for chunk in stream(features, extension, about))
