"""Features as GeoJSON text that was made once: how one is kept, and how a selection of them comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geoapp.model.feature import CaseFeature
from geoapp.model.query import BBox

LINE_END = b",\n"
"""Between features. No JSON text that we write holds a line end, so the two bytes part features and only those."""


@dataclass(frozen=True, slots=True)
class Line:
    """The GeoJSON text of a feature, parted where it depends on the day: between ``before`` and ``after`` stands
    ``true`` from the day after ``lapses_on``, else (and always for None) ``false``."""

    fid: int
    before: bytes
    lapses_on: date | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Portion:
    """``count`` features of a selection in its order, and the ``box`` around them (None when none has a place): their
    texts joined by ``LINE_END``, or, where one of them has no kept text, the features themselves."""

    count: int
    box: BBox | None
    text: bytes | None
    features: tuple[CaseFeature, ...] = ()
