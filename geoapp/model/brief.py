"""What two records are compared by, apart from all else that they hold."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from geoapp.model.case import Record, Site
from geoapp.model.words import Campaign, Kind, PlaceType


class Spot(NamedTuple):
    """A place that a record is about, by all its names: its own first, then the aliases."""

    names: tuple[str, ...]
    type: PlaceType

    @staticmethod
    def of(site: Site) -> Spot:
        """The spot of a site."""
        return Spot((site.name, *site.aliases), site.type)


class Brief(NamedTuple):
    """A record's problem, number, counties, campaign, kind, and those of its places that have a name of their own."""

    problem: str
    no: str | None
    areas: frozenset[str]
    campaign: Campaign
    kind: Kind
    spots: tuple[Spot, ...]

    @staticmethod
    def of(record: Record) -> Brief:
        """The brief of a record."""
        spots = tuple(Spot.of(site) for site in record.subjects if site.named)
        areas = frozenset(filter(None, (record.county, *record.counties)))
        return Brief(record.problem, record.no, areas, record.campaign, record.kind, spots)


class Alike(NamedTuple):
    """A record that the store holds, in brief, with its case and what its notice is called."""

    own_id: str
    case_id: str
    brief: Brief
    title: str = ""
    issued_on: date | None = None
