"""What leaves the store: features of the ``cases`` collection, pages, summaries, dossiers, events."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model.case import Record
from geoapp.model.notice import Quote
from geoapp.model.words import Basis, Campaign, Containing, Kind, PlaceType, Precision, Status


@dataclass(frozen=True, slots=True)
class Zoning:
    """Where a site stands to one zone. ``distance_m`` to the zone's line is negative inside and 0 where the line runs
    through the place; ``uncertainty_m`` is its CE95, from the accuracies of place and line together; ``decides`` says
    in a sentence what would decide an uncertain answer."""

    verdict: Containing
    distance_m: float
    uncertainty_m: float
    decides: str = ""


@dataclass(frozen=True, slots=True)
class CaseFeature:
    """One row of the published ``cases`` collection: a subject site, or a case that has none (``site_id`` None).

    ``accuracy_m`` is CE95 in metres; ``lon``/``lat`` is a point on the geometry to hang a symbol on.
    ``place_key`` is equal for features that are one drawn thing. ``overdue``/``lapsed`` hold for the query's day.
    ``zones`` maps zone layers to how the site stands to them; without a position there is no entry.
    """

    fid: int
    case_id: str
    site_id: str | None
    province: str
    no: str | None
    category: str | None
    problem: str
    rectification: str | None
    status: Status
    case_status: Status
    overdue: bool
    lapsed: bool
    county: str | None
    county_code: str | None
    deadline: date | None
    lead_unit: str | None
    kind: Kind
    campaign: Campaign
    spatial: bool
    name: str | None
    type: PlaceType | None
    quote: Quote | None
    status_quote: Quote | None
    notice_id: str
    notice_title: str
    issued_on: date | None
    evidence_on: date | None
    geometry: Geometry | None
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    basis: Basis | None
    place_key: str | None
    protocol: str | None
    remarks: str | None
    verification: str | None
    happened_on: date | None
    updated_at: datetime
    version: int
    zones: Mapping[str, Zoning] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of features. ``number_matched`` counts the whole selection; ``next_offset`` None on the last page."""

    features: tuple[CaseFeature, ...]
    number_matched: int
    next_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """件 (distinct cases) and 处 (subject sites) of one choice."""

    cases: int
    sites: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a selection. Each facet counts with all *other* filters of the query applied (live counts).

    ``facets`` maps ``status``, ``county``, ``kind``, ``campaign`` to value -> Counts, and ``overdue``, ``lapsed`` to
    ``"1"`` -> Counts, ``zone:<layer id>`` to verdict -> Counts. ``hidden`` counts what the page hides.
    ``not_spatial``: 不涉及具体点位 (件).
    ``unlocated``: sites (处) and their cases (件) that name a place nobody could position.
    """

    total: Counts
    located: Counts
    unlocated: Counts
    not_spatial: Counts
    hidden: Counts
    facets: Mapping[str, Mapping[str, Counts]]
    data_time: datetime | None
    notices: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper or photo that an event names: kept by its SHA-256 among the originals; ``size`` in bytes."""

    sha256: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Event:
    """One change, kept for ever. ``happened_on`` is the text's clock, ``recorded_at`` ours (UTC).

    ``kind``: recorded, status, updated, position, corrected, withdrawn, linked, parted are the store's own; any other
    was told by a person (``Store.tell``) and has its ``payload`` (plain JSON) and ``attachments``. ``taken_back``: a
    correction that takes the last one of its field back.
    """

    event_id: int
    case_id: str
    site_id: str | None
    kind: str
    recorded_at: datetime
    actor: str
    happened_on: date | None = None
    happened_precision: Precision | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None
    note: str | None = None
    quote: Quote | None = None
    notice_id: str | None = None
    payload: Mapping[str, Any] | None = dataclasses.field(default=None, hash=False)  # ``field`` is one here
    attachments: tuple[Attachment, ...] = ()
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class NoticeSummary:
    """A stored notice without its text."""

    identifier: str
    work_key: str
    title: str
    issuer: str | None
    document_number: str | None
    genre: str
    issued_on: date | None
    issued_on_basis: str | None
    province: str | None
    city: str | None
    county: str | None
    media_type: str
    file_name: str
    ingested_at: datetime
    superseded_by: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiledRecord:
    """A record as the store keeps it: which case, which notice."""

    case_id: str
    notice: NoticeSummary
    record: Record


@dataclass(frozen=True, slots=True)
class Dossier:
    """一案一档: everything about one case, newest record first."""

    case_id: str
    version: int
    features: tuple[CaseFeature, ...]
    records: tuple[FiledRecord, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class LayerFeature:
    """A feature of a reference or derived layer; ``properties`` carry name, accuracy_m, basis, source, licence."""

    fid: str
    geometry: Geometry | None
    properties: Mapping[str, Any]
