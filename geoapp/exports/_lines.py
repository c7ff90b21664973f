"""A case as GeoJSON text that is made once, and collections put together from such texts.

The text of a feature depends on the day in one place only, whether it has lapsed: there it is parted (see ``Line``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import orjson

from geoapp.exports._about import About, Row, rows_of
from geoapp.exports._properties import case_columns
from geoapp.exports.formats.geojson import feature_texts, head, tail
from geoapp.model import BBox, CaseFeature, Line, Portion, Status
from geoapp.model.line import LINE_END
from geoapp.texts import text

_HERE = Path(__file__).parent
_SPELLING = ("_crs.py", "_geometry.py", "_lines.py", "_properties.py", "formats/geojson.py")
"""The files that decide how a feature is spelled: texts that another edition of them made are not used."""
_GAP = b"\0"
"""Stands for the value of ``lapsed`` while a text is made. No JSON text holds this byte: it is escaped there."""


@cache
def _code_edition() -> bytes:
    return hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in _SPELLING)).digest()


def line_edition(zones: Sequence[str]) -> str:
    """Names all that decides how a case is spelled besides its own values: the code, the labels, the zones' columns."""
    labels = [text(f"status.{status.value}") for status in Status]
    digest = hashlib.sha256(_code_edition() + orjson.dumps([labels, list(case_columns(zones))]))
    return digest.hexdigest()[:24]


def lines_of(features: Sequence[CaseFeature], zones: Sequence[str]) -> list[Line]:
    """The line of each feature; they must have been judged on the last of all days."""
    rows = [
        row._replace(properties={**row.properties, "lapsed": orjson.Fragment(_GAP)}) for row in _rows(features, zones)
    ]
    made = []
    for feature, written in zip(features, feature_texts(rows), strict=True):
        before, after = written.split(_GAP)
        made.append(Line(feature.fid, before, feature.deadline if feature.lapsed else None, after))
    return made


def _rows(features: Sequence[CaseFeature], zones: Sequence[str]) -> list[Row]:
    return list(rows_of(features, tuple(zones)))


def geojson_of(portions: Iterator[Portion], about: About) -> Iterator[bytes]:
    """The portions as a GeoJSON collection; its head leaves before any of them is asked for."""
    yield head(about)
    count, box, separator = 0, None, b"\n"
    for portion in portions:
        yield separator + portion_text(portion, about.zones)
        count, box, separator = count + portion.count, _around(box, portion.box), LINE_END
    yield tail(about, count, box)


def sequence_of(portions: Iterator[Portion], about: About) -> Iterator[bytes]:
    """The same as a GeoJSON text sequence."""
    for portion in portions:
        yield b"\x1e" + portion_text(portion, about.zones).replace(LINE_END, b"\n\x1e") + b"\n"


def portion_text(portion: Portion, zones: Sequence[str]) -> bytes:
    """A portion's features as text, kept or made now, joined by ``LINE_END``."""
    if portion.text is not None:
        return portion.text
    return LINE_END.join(feature_texts(_rows(portion.features, zones)))


def _around(known: BBox | None, more: BBox | None) -> BBox | None:
    if known is None or more is None:
        return known or more
    return min(known[0], more[0]), min(known[1], more[1]), max(known[2], more[2]), max(known[3], more[3])
