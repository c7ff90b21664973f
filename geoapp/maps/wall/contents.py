"""What a printed sheet shows and how it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from geoapp.model import BBox, BuiltLayer, CaseFeature, Summary, UnitTable


@dataclass(frozen=True, slots=True)
class Wish:
    """The sheet that is wanted. ``scale`` is the denominator (None: the largest round one that holds the selection);
    ``url`` is what the QR code leads to ("": none); ``audience_note`` says for whom the sheet is."""

    size: str = "A1"
    portrait: bool = False
    scale: int | None = None
    title: str = ""
    url: str = ""
    review_number: str = ""
    audience_note: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The selection with everything that the sheet says about it.

    ``layers`` are the published ones with their features; ``window`` the box that was asked for, if any;
    ``selection`` spells the filters in words; ``left_out`` are sentences; ``digest`` is a SHA-256 in hex.
    """

    features: tuple[CaseFeature, ...]
    layers: tuple[BuiltLayer, ...]
    units: UnitTable
    today: date
    summary: Summary
    digest: str
    window: BBox | None = None
    selection: str = ""
    left_out: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    data_time: datetime | None = None
    zones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WallMap:
    """A finished document: the PDF, and what a caller may want to say about it."""

    pdf: bytes
    pages: int
    scale: int
    epsg: int
    crowded: tuple[int, ...]
    missing: tuple[str, ...]


def common_place(codes: Iterable[str], units: UnitTable) -> str:
    """The one county (with its city), city or province that all these units lie in; "" when there is none."""
    known = set(codes)
    for level in ("county", "city", "province"):
        found = {units.at_level(code, level) for code in known}
        if len(found) == 1 and (unit := found.pop()) is not None:
            city = units.at_level(unit.code, "city") if level == "county" else None
            return (city.name if city is not None else "") + unit.name
    return ""
