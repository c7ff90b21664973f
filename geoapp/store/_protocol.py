"""What every store can do. The rest of the house knows this protocol; which database answers is decided by the URL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import (
    EVERYTHING,
    Alike,
    Attachment,
    BuiltLayer,
    CaseFeature,
    Columns,
    Counts,
    Dossier,
    Event,
    FiledRecord,
    Kind,
    Line,
    Notice,
    NoticeSummary,
    Observation,
    Page,
    PlaceType,
    Portion,
    Position,
    Precision,
    Query,
    Record,
    Scope,
    Status,
    Summary,
    UnitTable,
    Zoning,
)
from geoapp.model.change import Change
from geoapp.model.columns import Mask
from geoapp.model.words import Campaign
from geoapp.store._looks import Look
from geoapp.store._originals import Dropped
from geoapp.store._statuses import StatusConflict


class Retraction(Enum):
    """Said instead of a value: a person's last word on a field is taken back, and what was said or read before counts
    again."""

    TAKEN_BACK = "\x18taken back"


FieldValue = str | float | date | bool | Status | Kind | Campaign | PlaceType | Position | Retraction | None
"""What a correction may set; which type belongs to which field is checked when it is made."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A record with its case. Ids are computed by the corridor and must be stable over re-ingest.

    ``province`` is the code of the province (a shard key, never empty). ``site_ids`` and ``site_county_codes`` are
    parallel to ``record.subjects``; a missing or None county code falls back to ``county_code``, the case's own.
    ``own_id`` is the record's own key ("": the case's id): the case that it would be if no other notice spoke of it.
    ``marks`` are numbers that like records share, see ``Store.similar``.
    """

    case_id: str
    province: str
    record: Record
    site_ids: tuple[str, ...] = ()
    county_code: str | None = None
    site_county_codes: tuple[str | None, ...] = ()
    own_id: str = ""
    marks: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The record's own key."""
        return self.own_id or self.case_id

    def __post_init__(self) -> None:
        if not self.case_id or not self.province:
            raise ValueError(f"a filing needs a case id and a province: {self.case_id!r}, {self.province!r}")
        subjects = len(self.record.subjects)
        if len(self.site_ids) != subjects:
            raise ValueError(f"{len(self.site_ids)} site ids for {subjects} subject sites")
        if len(set(self.site_ids)) != len(self.site_ids):
            raise ValueError(f"site ids repeat within a case: {self.site_ids}")


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word against the machine's. ``site_id`` None speaks of the whole case.

    ``field`` is a property name of the ``cases`` collection (``status``, ``deadline``, ``name``, ...) or ``position``;
    ``value`` is of the model's type for it (``Position`` or None for ``position``).
    """

    case_id: str
    site_id: str | None
    field: str
    value: FieldValue
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a person tells of a case: a step, an extension, a pause, a visit. Append-only, like every event.

    ``kind`` is a name of the teller's own (lower case, not one of the store's: see ``Event``); ``payload`` any plain
    JSON (dates and enumerations are written as text), given back as ``Event.payload``. ``happened_on`` is the day it
    speaks of; ``attachments`` come from ``Store.put_attachment``, called before. ``site_id`` None: the whole case.

    ``sets`` lets it change the case from then on: ``case_status`` (a ``Status``) and ``deadline`` (a date, or None
    while the clock stands still), with a site ``status``. A finished status finishes the sites, an unfinished one
    opens finished sites again. A correction of a later day is never overridden, nor is a newer notice, except that a
    notice does not take back what a person finished. Nothing set: the word only stands in the history.
    """

    case_id: str
    kind: str
    payload: Mapping[str, object] = field(default_factory=dict, hash=False)
    happened_on: date | None = None
    precision: Precision | None = None
    site_id: str | None = None
    attachments: tuple[Attachment, ...] = ()
    sets: Mapping[str, Status | date | None] = field(default_factory=dict, hash=False)
    note: str | None = None


class LinkState(StrEnum):
    """How a record and a case of another notice stand to each other."""

    AUTO = "auto"  # the machine joined them, its evidence being sure
    PROPOSED = "proposed"  # the machine asks a person
    JOINED = "joined"  # a person joined them
    PARTED = "parted"  # a person said that they are two


@dataclass(frozen=True, slots=True)
class Link:
    """That the record with the key ``own_id`` belongs, may belong, or does not belong to a case.

    ``reasons`` are sentences; ``actor`` and ``at`` are set by the store. The case of a ``PARTED`` link may also be
    the key of a record that it must never share a case with.
    """

    own_id: str
    case_id: str
    state: LinkState
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    actor: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A filing as the store holds it, with the notice that it came from."""

    filing: Filing
    notice: NoticeSummary


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """A feature with a position, as far as judging it against a zone goes. ``version`` of the feature tells whether
    it is still the same when the judgement comes back."""

    fid: int
    geometry: Geometry
    accuracy_m: float
    version: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where a person's word and the machine's present reading differ. ``machine`` None: it has no such value (any
    more); ``site_gone``: the site that was corrected is in no present reading. ``fresh``: a notice was read
    since, and the machine reads something else now than when the person decided: he may want to look again."""

    case_id: str
    site_id: str | None
    field: str
    machine: str | None
    person: str | None
    actor: str
    at: datetime
    site_gone: bool = False
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class PutResult:
    """What filing a notice did. ``outcome``: ``stored``, ``updated``, ``unchanged``, or ``superseded`` (this edition
    has been replaced by another one of the same work; its reading is kept, the cases follow the newer edition).

    ``replaces`` are the identifiers of editions that this one supersedes; the rest are case ids.
    """

    notice_id: str
    outcome: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


class Store(Protocol):
    """One database of notices, cases, events and layers. Safe to use from many threads and processes at once.

    Every read takes the reader's rights (``Query.scope`` or ``scope``); what lies outside raises ``NotFound`` like
    what does not exist. Every method raises ``StoreError`` when the database does not answer.
    """

    def put_notice(
        self, notice: Notice, original: bytes, filings: Sequence[Filing], *, at: datetime, actor: str
    ) -> PutResult:
        """File a notice and what was read from it, in one transaction; the same again changes nothing."""
        ...

    def correct(self, correction: Correction, *, actor: str, at: datetime, if_match: int | None) -> int:
        """Let a person's word win, now and over every later reading; returns the case's new version.

        Raises ``Conflict`` when the case's version is not ``if_match`` (None: whatever it is), ``UsageError`` for a
        field that cannot be corrected or a value of the wrong type.
        """
        ...

    def tell(self, told: Told, *, actor: str, at: datetime, if_match: int | None) -> int:
        """Write down what a person tells, in one transaction; returns the case's new version.

            paper = store.put_attachment(data, "验收意见.pdf", "application/pdf")
            told = Told(case_id, "visit", {"result": "现场已清空"}, date(2025, 11, 3), attachments=(paper,))
            version = store.tell(told, actor="李", at=datetime.now(UTC), if_match=dossier.version)

        Raises ``Conflict`` when the case's version is not ``if_match`` (None: whatever it is), ``NotFound`` for an
        unknown or withdrawn case, ``UsageError`` for what cannot be kept or an attachment that is not there.
        """
        ...

    def put_attachment(self, data: bytes, name: str, media_type: str) -> Attachment:
        """Keep a paper durably among the originals, by its SHA-256; the same again changes nothing. Only an event
        that names it (``tell``) makes it visible; one that none names is a spare file."""
        ...

    def drop_spare(self, identifiers: Collection[str], before: datetime) -> Dropped:
        """Remove those of these papers (SHA-256) that no event, notice or series names, and writes that were begun
        before this moment and never finished. What is named stays."""
        ...

    def attachment(self, sha256: str, scope: Scope = EVERYTHING) -> tuple[Attachment, bytes]:
        """A paper that an event of a case within the reader's rights names, and its bytes, unchanged."""
        ...

    def told(
        self, kinds: Sequence[str] | None = None, *, since: date | None = None, until: date | None = None,
        scope: Scope = EVERYTHING,
    ) -> tuple[Event, ...]:  # fmt: skip
        """Events of all cases that happened within these days (both included), in that order. ``kinds`` None: all
        that people told; a named kind may be one of the store's own."""
        ...

    def put_links(self, links: Sequence[Link], *, actor: str, at: datetime) -> None:
        """Write links down. ``AUTO`` and ``JOINED`` replace the record's former membership and, like ``PARTED``, are
        told in the case's events. The filings themselves are moved by ``put_notice``."""
        ...

    def links(self, own_ids: Sequence[str] | None = None, *, state: LinkState | None = None) -> tuple[Link, ...]:
        """The links of these records (None: of all) in this state (None: in any), best score first."""
        ...

    def placed(self, own_ids: Sequence[str]) -> dict[str, str]:
        """Which of these records the store knows at present, and the case of each."""
        ...

    def similar(
        self, marks: Mapping[str, Sequence[int]], *, besides: str, strong: frozenset[int] = frozenset()
    ) -> dict[str, tuple[Held, ...]]:
        """For each key the present records that share three marks with it, and a quarter of its marks, or one of the
        ``strong``; most first, at most twenty. ``besides``: the work key of the notice whose records are left out."""
        ...

    def alike(
        self, marks: Mapping[str, Sequence[int]], *, besides: str, strong: frozenset[int] = frozenset()
    ) -> dict[str, tuple[Alike, ...]]:
        """At most eight of those that ``similar`` gives, in brief."""
        ...

    def held(
        self, *, notice_id: str | None = None, case_id: str | None = None, work_key: str | None = None
    ) -> tuple[Held, ...]:
        """The present filings of a notice in its order (of a superseded edition: its last ones), or those that count
        of a case or of a work, newest first."""
        ...

    def disagreements(self) -> tuple[Disagreement, ...]:
        """Where a person's word wins over a machine that reads something else."""
        ...

    def conflicts(self) -> tuple[StatusConflict, ...]:
        """Cases that one notice told to be finished and a newer one does not, or two of one day tell differently."""
        ...

    def put_look(self, look: Look) -> None:
        """Write down that somebody looked at a notice's remarks; published data stay as they are."""
        ...

    def looks(self) -> Mapping[str, Look]:
        """The last look at each notice that was looked at, by its identifier."""
        ...

    def put_units(self, units: UnitTable) -> None:
        """Store the unit table, which ``Query.include_special`` rolls up by. Equal units change nothing."""
        ...

    def put_layer(self, layer: BuiltLayer) -> None:
        """Create or replace a published layer in one transaction; the same digest again changes nothing."""
        ...

    def remove_layer(self, layer_id: str) -> None:
        """Take a published layer out; one that is not there is no error."""
        ...

    def unjudged(self, layer_id: str, *, limit: int) -> tuple[Located, ...]:
        """Located features of which nothing is known yet (or any more) about the zone ``layer_id``."""
        ...

    def put_containments(self, layer_id: str, digest: str, rows: Mapping[Located, Zoning]) -> int:
        """Write down how features stand to a zone; returns how many were. Features that have changed since, and all
        when the layer's digest is no longer ``digest``, are left for the next time."""
        ...

    def bulk_load(self, features: Iterable[CaseFeature], *, at: datetime, actor: str) -> int:
        """Add many features without notices (benchmarks, imports): fast, index filled afterwards; returns how many.

        Case ids must be new to the store; ``fid``, ``version`` and ``updated_at`` of the features are not used.
        """
        ...

    def together(self) -> AbstractContextManager[None]:
        """Within: one transaction for all that this thread writes, all or nothing; it reads what it wrote. A block
        within a block can be taken back by itself. Other writers wait, so keep it to a second."""
        ...

    def keep_lines(
        self,
        edition: str,
        make: Callable[[Sequence[CaseFeature]], Sequence[Line]],
        *,
        after: int = 0,
        limit: int = 2000,
    ) -> int | None:
        """Make and keep the GeoJSON texts of up to ``limit`` features numbered above ``after`` that have none, in one
        transaction; returns the number to go on ``after``, None at the end. The version stays what it is.

        ``make`` gets features judged on the last of all days, so that whichever can lapse has; ``edition`` names how
        it spells them, and texts of another edition are dropped.
        """
        ...

    def importing(self) -> AbstractContextManager[None]:
        """Within: commits survive the death of the process but, until the end of the block, not a power cut."""
        ...

    def version(self) -> str:
        """A token that changes with every change of published data by any process, and is stable over restarts."""
        ...

    def page(self, query: Query) -> Page:
        """One page of features in the query's order, with the count of the whole selection."""
        ...

    def iterate(self, query: Query) -> Iterator[CaseFeature]:
        """The whole selection as a stream, one consistent state of the data however long it takes."""
        ...

    def lines(self, query: Query, edition: str) -> Iterator[Portion]:
        """The whole selection as a stream like ``iterate``, as GeoJSON texts where those of this edition are kept."""
        ...

    def lines_of(self, fids: Sequence[int], edition: str) -> bytes | None:
        """The kept GeoJSON texts of these features in this order, joined by ``LINE_END``; None when one has none."""
        ...

    def count(self, query: Query) -> Counts:
        """件 and 处 of a selection."""
        ...

    def columns(self) -> Columns:
        """All features as arrays, kept until the data change."""
        ...

    def search(self, query: Query, columns: Columns | None = None) -> Mask | None:
        """The features that fit ``q``, ``lead_unit`` and ``notice``, as a mask over ``columns`` (default: the present
        ones); None when the query has none of these."""
        ...

    def summary(self, query: Query) -> Summary:
        """Totals and live counts of a selection."""
        ...

    def feature(self, fid: int, scope: Scope = EVERYTHING) -> CaseFeature:
        """One feature by its number."""
        ...

    def features(self, fids: Sequence[int], scope: Scope = EVERYTHING) -> tuple[CaseFeature, ...]:
        """Features by their numbers, in ascending order; the ones that are not there (any more) are left out."""
        ...

    def feature_by_site(self, site_id: str, scope: Scope = EVERYTHING) -> CaseFeature:
        """One feature by its site."""
        ...

    def dossier(self, case_id: str, scope: Scope = EVERYTHING) -> Dossier:
        """Everything about one case. A withdrawn case has no features, but its records and events."""
        ...

    def events(self, case_id: str, scope: Scope = EVERYTHING) -> tuple[Event, ...]:
        """What happened to a case, oldest first."""
        ...

    def notice(self, identifier: str, scope: Scope = EVERYTHING) -> tuple[Notice, NoticeSummary]:
        """A notice with its text, and how it stands in the store."""
        ...

    def notices(self, scope: Scope = EVERYTHING) -> tuple[NoticeSummary, ...]:
        """All notices, newest first, superseded editions included."""
        ...

    def original(self, identifier: str, scope: Scope = EVERYTHING) -> bytes:
        """The bytes that were published."""
        ...

    def records_of(self, identifier: str, scope: Scope = EVERYTHING) -> tuple[FiledRecord, ...]:
        """The present reading of one notice, in its order (of a superseded edition: its last reading)."""
        ...

    def layers(self) -> tuple[BuiltLayer, ...]:
        """The catalogue in display order; ``features`` are left out (see ``layer``)."""
        ...

    def layer(self, layer_id: str) -> BuiltLayer:
        """One layer with its features. Every feature has every property of the layer (None where it had none)."""
        ...

    def pick_from_layer(
        self, layer_id: str, written: str, also: Mapping[str, str | type] = MappingProxyType({})
    ) -> frozenset[str]:
        """Ids of the features of a layer that fit a CQL2 filter (see ``Query.filter``).

        ``also``: properties that the layer lacks, as one text for all its features or as a type (then it is NULL).
        """
        ...

    def units(self) -> UnitTable:
        """The unit table as it was put."""
        ...

    def put_observations(self, observations: Sequence[Observation], *, source: str, at: datetime) -> bool:
        """Make these the present reading of ``source`` (``notice:<identifier>``, ``file:<name>``); none take its
        reading back. The same again changes nothing and returns False."""
        ...

    def observations(self, section: str | None = None) -> tuple[Observation, ...]:
        """The present observations by item and day: of one section, or all, those without a section included."""
        ...

    def keep_series(self, data: bytes, name: str, *, at: datetime) -> str:
        """Keep a table that observations are read from, as it came; returns its SHA-256."""
        ...

    def series(self, sha256: str) -> tuple[str, bytes]:
        """Name and bytes of such a table; raises ``NotFound`` for one that was never kept."""
        ...

    def backup(self, path: Path) -> None:
        """A verified copy of database and originals (``path`` and ``path`` + ``.files``) while others go on writing."""
        ...

    def changes(self, query: Query, *, limit: int) -> tuple[Change, ...]:
        """What changed lately in the cases of a selection, newest first: events, and notices with what they brought."""
        ...

    def check(self, progress: Callable[[int, int, str], None] | None = None) -> list[str]:
        """Sentences about what is wrong: file, index, quotes, originals. Empty when all is well. ``progress`` hears how
        many notices were looked at, of how many, and the title of the next."""
        ...

    def close(self) -> None:
        """Let go of all connections of this process."""
        ...
