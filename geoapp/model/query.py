"""One Query drives map, list, export, dashboard, API and print; it carries the reader's rights from the first day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from geoapp.model.words import Campaign, Containing, Kind, Status

BBox = tuple[float, float, float, float]
"""West, south, east, north in degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader may see: ``county_codes`` None means everything; else exactly these units."""

    county_codes: frozenset[str] | None = None

    @property
    def mark(self) -> str:
        """A short word that is equal for equal rights, "" for those to everything: part of whatever is kept."""
        if self.county_codes is None:
            return ""
        return hashlib.sha256("\n".join(sorted(self.county_codes)).encode()).hexdigest()[:12]


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Query:
    """A selection of case features (one a subject site; one, without geometry, for a case without sites).

    Empty tuples and None select everything: ``Query(today=...)`` is the whole store. ``county`` holds unit codes.
    ``hidden`` are statuses that a page hides by default; they are counted apart and travel in the page's address.
    ``due`` and ``happened`` are closed intervals, either end open when None. ``today`` judges overdue and lapsed.
    ``blank``: what has no position fits every ``bbox`` too, and what has no date every ``happened``.
    ``zone`` holds pairs of layer and verdict: of one zone any of its verdicts, of several zones one each.
    ``filter`` is CQL2 over the properties of the collection: text, or JSON when it begins with a brace; degrees.
    """

    today: date
    bbox: BBox | None = None
    status: tuple[Status, ...] = ()
    hidden: tuple[Status, ...] = ()
    county: tuple[str, ...] = ()
    include_special: bool = False
    kind: tuple[Kind, ...] = ()
    campaign: tuple[Campaign, ...] = ()
    zone: tuple[tuple[str, Containing], ...] = ()
    lead_unit: str | None = None
    overdue: bool | None = None
    lapsed: bool | None = None
    located: bool | None = None
    spatial: bool | None = None
    due: tuple[date | None, date | None] | None = None
    happened: tuple[date | None, date | None] | None = None
    blank: bool = False
    q: str | None = None
    notice: str | None = None
    filter: str | None = None
    limit: int | None = None
    offset: int = 0
    sort: str = "case"
    scope: Scope = field(default=EVERYTHING)
