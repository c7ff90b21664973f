"""Record, Site and what hangs on them: what one notice says about one problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geoapp.model.notice import Notice, Quote
from geoapp.model.place import Position
from geoapp.model.words import Campaign, Kind, PlaceType, Precision, Role, Status


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured value as printed: ``name`` 总磷年均值, ``value`` 0.079, ``unit`` 毫克/升, ``period`` 2024年."""

    name: str
    value: float
    unit: str
    period: str | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict without a number: 桃花江入资江口断面, Ⅱ类."""

    section: str
    verdict: str
    period: str | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Measure:
    """One promised step of a plan."""

    text: str
    quote: Quote
    deadline: date | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place that a record names (整改点位). ``position`` is None when it cannot be placed; ``remarks`` says why.

    ``name`` is the shortest string that still names it, verbatim (Darwin Core ``verbatimLocality``);
    ``status_quote`` is the clause that speaks of this very site. ``named`` is False for 遗留矿山 and the like:
    spatial, but nothing that a gazetteer could ever hold.
    """

    name: str
    type: PlaceType
    role: Role
    quote: Quote
    status: Status = Status.UNKNOWN
    status_quote: Quote | None = None
    county: str | None = None
    aliases: tuple[str, ...] = ()
    named: bool = True
    position: Position | None = None
    remarks: str = ""


COLUMN = "column:"


@dataclass(frozen=True, slots=True)
class Record:
    """What one notice says about one problem. ``problem``/``rectification`` are verbatim, without label and number.

    Every extracted field has a quote in ``quotes`` under the field's name, so that a click leads to the words; so has a
    column that no field knows, under ``COLUMN`` and its head.
    """

    problem: str
    quotes: dict[str, Quote]
    no: str | None = None
    category: str | None = None
    rectification: str | None = None
    goal: str | None = None
    measures: tuple[Measure, ...] = ()
    status: Status = Status.UNKNOWN
    status_quote: Quote | None = None
    county: str | None = None
    counties: tuple[str, ...] = ()
    deadline: date | None = None
    lead_unit: str | None = None
    responsible_units: tuple[str, ...] = ()
    supervising_unit: str | None = None
    campaign: Campaign = Campaign.OTHER
    kind: Kind = Kind.OTHER
    spatial: bool = False
    sites: tuple[Site, ...] = ()
    metrics: tuple[Metric, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    happened_on: date | None = None
    happened_precision: Precision | None = None
    spans: tuple[tuple[int, int], ...] = ()  # all stretches of the text that speak of this problem
    warnings: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[Site, ...]:
        """The sites that the case is about."""
        return tuple(site for site in self.sites if site.role is Role.SUBJECT)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that a genre read from one notice. ``notice`` is the input completed (genre, county, city, province, date
    of issue where it had to be inferred); ``unread`` lists stretches of the text that nobody claimed."""

    notice: Notice
    records: tuple[Record, ...]
    warnings: tuple[str, ...] = ()
    unread: tuple[tuple[int, int], ...] = ()
