"""A store seen with limited rights: every read is narrowed to the counties of a reader, in the query itself.

Whoever holds such a store cannot forget the rights: what lies outside is not there. Its version names the scope, so
that everything kept under a version (answers, ETags, lines of exports, jobs) is kept for these rights alone. Each
method of ``Store`` stands here by name: a new one is decided, never let through (a test compares the two).

What is narrowed: cases, sites, events, links, counts, notices that speak of no case within the rights, and layers made
from cases. What is not: reference geometry (counties, water, zones, sections), and the text of a notice that speaks of
at least one case within the rights, since it is one published document.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

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
    Forbidden,
    LayerFeature,
    Line,
    NotFound,
    Notice,
    NoticeSummary,
    Observation,
    Page,
    Portion,
    Query,
    Scope,
    Summary,
    UnitTable,
)
from geoapp.model.change import Change
from geoapp.model.columns import Mask
from geoapp.store._looks import Look
from geoapp.store._originals import Dropped
from geoapp.store._protocol import (
    Correction,
    Disagreement,
    Held,
    Link,
    LinkState,
    Retraction,
    Store,
    Told,
)
from geoapp.store._statuses import StatusConflict
from geoapp.texts import text


class _Aimed(Protocol):
    """A write that names its case and perhaps one of its sites."""

    @property
    def case_id(self) -> str: ...
    @property
    def site_id(self) -> str | None: ...


def scoped(store: Store, scope: Scope) -> Store:
    """``store`` as a reader with these rights may use it; the store itself where the rights are for everything."""
    return store if scope.county_codes is None else ScopedStore(store, scope)


def columns_within(columns: Columns, mask: Mask, notices: int) -> Columns:
    """The same columns with only the features of ``mask``."""
    parts: dict[str, Any] = {
        field.name: value[mask]
        for field in dataclasses.fields(columns)
        if field.init and isinstance(value := getattr(columns, field.name), np.ndarray)
    }
    zones = {layer_id: verdicts[mask] for layer_id, verdicts in columns.zones.items()}
    return replace(columns, **parts, zones=zones, notices=notices)


class ScopedStore:
    """See ``Store`` for what each method does and ``scoped`` for the way in."""

    def __init__(self, store: Store, scope: Scope) -> None:
        assert scope.county_codes is not None  # noqa: S101 - ``scoped`` saw to it
        self._whole, self._scope, self._codes = store, scope, scope.county_codes
        self._columns: tuple[Columns, Columns] | None = None
        self._readable: tuple[str, dict[str, bool]] = "", {}
        self._lock = threading.Lock()

    @property
    def whole(self) -> Store:
        """The store that is narrowed."""
        return self._whole

    def _within(self, scope: Scope) -> Scope:
        """The rights of this reader, narrowed further by what a caller asks."""
        asked = scope.county_codes
        return self._scope if asked is None else Scope(self._codes & asked)

    def _narrowed(self, query: Query) -> Query:
        return replace(query, scope=self._within(query.scope))

    # --- reading selections -------------------------------------------------------------------------------------

    def version(self) -> str:
        return f"{self._whole.version()}.{self._scope.mark}"

    def page(self, query: Query) -> Page:
        return self._whole.page(self._narrowed(query))

    def iterate(self, query: Query) -> Iterator[CaseFeature]:
        return self._whole.iterate(self._narrowed(query))

    def lines(self, query: Query, edition: str) -> Iterator[Portion]:
        return self._whole.lines(self._narrowed(query), edition)

    def lines_of(self, fids: Sequence[int], edition: str) -> bytes | None:
        """None also where one of them is not for this reader."""
        own = self.columns().fid
        return self._whole.lines_of(fids, edition) if np.isin(np.array(fids, np.int64), own).all() else None

    def keep_lines(
        self,
        edition: str,
        make: Callable[[Sequence[CaseFeature]], Sequence[Line]],
        *,
        after: int = 0,
        limit: int = 2000,
    ) -> int | None:
        return self._whole.keep_lines(edition, make, after=after, limit=limit)  # nothing of it is read here

    def count(self, query: Query) -> Counts:
        return self._whole.count(self._narrowed(query))

    def columns(self) -> Columns:
        whole = self._whole.columns()
        with self._lock:
            if self._columns is None or self._columns[0] is not whole:
                mask = whole.select(Query(today=date.min, scope=self._scope))
                self._columns = whole, columns_within(whole, mask, self._count_notices())
            return self._columns[1]

    def _count_notices(self) -> int:
        return sum(notice.superseded_by is None for notice in self.notices())

    def search(self, query: Query, columns: Columns | None = None) -> Mask | None:
        return self._whole.search(self._narrowed(query), columns if columns is not None else self.columns())

    def summary(self, query: Query) -> Summary:
        columns = self.columns()
        narrowed = self._narrowed(query)
        return columns.summary(narrowed, among=self.search(narrowed, columns))

    def changes(self, query: Query, *, limit: int) -> tuple[Change, ...]:
        return self._whole.changes(self._narrowed(query), limit=limit)

    # --- reading single things ----------------------------------------------------------------------------------

    def feature(self, fid: int, scope: Scope = EVERYTHING) -> CaseFeature:
        return self._whole.feature(fid, self._within(scope))

    def features(self, fids: Sequence[int], scope: Scope = EVERYTHING) -> tuple[CaseFeature, ...]:
        return self._whole.features(fids, self._within(scope))

    def feature_by_site(self, site_id: str, scope: Scope = EVERYTHING) -> CaseFeature:
        return self._whole.feature_by_site(site_id, self._within(scope))

    def dossier(self, case_id: str, scope: Scope = EVERYTHING) -> Dossier:
        return self._whole.dossier(case_id, self._within(scope))

    def events(self, case_id: str, scope: Scope = EVERYTHING) -> tuple[Event, ...]:
        return self._whole.events(case_id, self._within(scope))

    def notice(self, identifier: str, scope: Scope = EVERYTHING) -> tuple[Notice, NoticeSummary]:
        return self._whole.notice(identifier, self._within(scope))

    def notices(self, scope: Scope = EVERYTHING) -> tuple[NoticeSummary, ...]:
        return self._whole.notices(self._within(scope))

    def original(self, identifier: str, scope: Scope = EVERYTHING) -> bytes:
        return self._whole.original(identifier, self._within(scope))

    def records_of(self, identifier: str, scope: Scope = EVERYTHING) -> tuple[FiledRecord, ...]:
        return self._whole.records_of(identifier, self._within(scope))

    def attachment(self, sha256: str, scope: Scope = EVERYTHING) -> tuple[Attachment, bytes]:
        return self._whole.attachment(sha256, self._within(scope))

    def told(
        self,
        kinds: Sequence[str] | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        scope: Scope = EVERYTHING,
    ) -> tuple[Event, ...]:
        return self._whole.told(kinds, since=since, until=until, scope=self._within(scope))

    def units(self) -> UnitTable:
        return self._whole.units()

    # --- layers and observations --------------------------------------------------------------------------------

    def layers(self) -> tuple[BuiltLayer, ...]:
        return self._whole.layers()

    def layer(self, layer_id: str) -> BuiltLayer:
        built = self._whole.layer(layer_id)
        if not self._made_from_cases(layer_id):
            return built
        return replace(built, features=tuple(one for one in built.features if self._holds(one)))

    def _made_from_cases(self, layer_id: str) -> bool:
        """Whether a layer tells of cases, itself or by way of other layers."""
        inputs = {
            one.definition.id: {*one.definition.inputs.values(), *one.definition.better.get("inputs", {}).values()}
            for one in self._whole.layers()
        }
        waiting, seen = [layer_id], {layer_id}
        while waiting:
            for spec in inputs.get(waiting.pop(), ()):
                if spec == "cases":
                    return True
                other = spec.removeprefix("layer:")
                if other != spec and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return False

    def _holds(self, feature: LayerFeature) -> bool:
        """A feature made from cases must say of which county it is; one that does not is for nobody but all."""
        return feature.properties.get("county_code") in self._codes

    def pick_from_layer(
        self, layer_id: str, written: str, also: Mapping[str, str | type] = MappingProxyType({})
    ) -> frozenset[str]:
        picked = self._whole.pick_from_layer(layer_id, written, also)
        if not self._made_from_cases(layer_id):
            return picked
        return picked & {feature.fid for feature in self.layer(layer_id).features}

    def observations(self, section: str | None = None) -> tuple[Observation, ...]:
        """Those of notices that may be read, and those of tables about sections within the rights."""
        found = self._whole.observations(section)
        readable = {notice.identifier for notice in self.notices()}
        near = self._sections()
        return tuple(
            one for one in found
            if (one.notice_id in readable if one.notice_id is not None else one.section_key in near)
        )  # fmt: skip

    def series(self, sha256: str) -> tuple[str, bytes]:
        """A table all of whose rows lie within the rights: it cannot be shown in part."""
        if not _rows_of(self.observations(), sha256) or _rows_of(self.observations(), sha256) < _rows_of(
            self._whole.observations(), sha256
        ):
            raise NotFound(text("store.no_series", identifier=sha256))
        return self._whole.series(sha256)

    def _sections(self) -> set[str]:
        known = {layer.definition.id for layer in self._whole.layers()}
        if "monitoring-sections" not in known:
            return set()
        return {
            str(feature.properties.get("key") or feature.fid)
            for feature in self._whole.layer("monitoring-sections").features
            if self._codes & _codes_of(feature.properties.get("county_codes"))
        }

    # --- links and filings --------------------------------------------------------------------------------------

    def links(self, own_ids: Sequence[str] | None = None, *, state: LinkState | None = None) -> tuple[Link, ...]:
        found = self._whole.links(own_ids, state=state)
        return tuple(link for link in found if self._reads(link.case_id) and self._reads_record(link.own_id))

    def placed(self, own_ids: Sequence[str]) -> dict[str, str]:
        return {key: case for key, case in self._whole.placed(own_ids).items() if self._reads(case)}

    def similar(
        self, marks: Mapping[str, Sequence[int]], *, besides: str, strong: frozenset[int] = frozenset()
    ) -> dict[str, tuple[Held, ...]]:
        found = self._whole.similar(marks, besides=besides, strong=strong)
        return {key: tuple(one for one in held if self._reads(one.filing.case_id)) for key, held in found.items()}

    def alike(
        self, marks: Mapping[str, Sequence[int]], *, besides: str, strong: frozenset[int] = frozenset()
    ) -> dict[str, tuple[Alike, ...]]:
        found = self._whole.alike(marks, besides=besides, strong=strong)
        return {key: tuple(one for one in alike if self._reads(one.case_id)) for key, alike in found.items()}

    def held(
        self, *, notice_id: str | None = None, case_id: str | None = None, work_key: str | None = None
    ) -> tuple[Held, ...]:
        found = self._whole.held(notice_id=notice_id, case_id=case_id, work_key=work_key)
        return tuple(one for one in found if self._reads(one.filing.case_id))

    def disagreements(self) -> tuple[Disagreement, ...]:
        return tuple(one for one in self._whole.disagreements() if self._reads(one.case_id))

    def conflicts(self) -> tuple[StatusConflict, ...]:
        return tuple(one for one in self._whole.conflicts() if self._reads(one.case_id))

    def put_look(self, look: Look) -> None:
        self.notice(look.notice_id)  # raises for one that speaks of no case within the rights
        self._whole.put_look(look)

    def looks(self) -> Mapping[str, Look]:
        found = self._whole.looks()
        readable = {notice.identifier for notice in self.notices()} if found else set()
        return {identifier: look for identifier, look in found.items() if identifier in readable}

    def _reads(self, case_id: str) -> bool:
        """Whether a case is within the rights; remembered for a state of the data, since lists ask for many."""
        version = self._whole.version()
        with self._lock:
            if self._readable[0] != version:
                self._readable = version, {}
            known = self._readable[1]
        if case_id not in known:
            try:
                self._whole.events(case_id, self._scope)
            except NotFound:
                known[case_id] = False
            else:
                known[case_id] = True
        return known[case_id]

    def _reads_record(self, own_id: str) -> bool:
        case_id = self._whole.placed([own_id]).get(own_id)
        return case_id is not None and self._reads(case_id)

    # --- a person's word ----------------------------------------------------------------------------------------

    def correct(self, correction: Correction, *, actor: str, at: datetime, if_match: int | None) -> int:
        self._require(correction)
        if correction.field == "county_code" and not isinstance(correction.value, Retraction):
            self._require_county(correction.value)
        return self._whole.correct(correction, actor=actor, at=at, if_match=if_match)

    def tell(self, told: Told, *, actor: str, at: datetime, if_match: int | None) -> int:
        self._require(told)
        return self._whole.tell(told, actor=actor, at=at, if_match=if_match)

    def put_attachment(self, data: bytes, name: str, media_type: str) -> Attachment:
        return self._whole.put_attachment(data, name, media_type)  # visible only once an event names it

    def drop_spare(self, identifiers: Collection[str], before: datetime) -> Dropped:
        return self._whole.drop_spare(identifiers, before)  # only what nothing names

    def put_links(self, links: Sequence[Link], *, actor: str, at: datetime) -> None:
        for link in links:
            case_id = self._whole.placed([link.own_id]).get(link.own_id, link.case_id)
            for touched in {case_id, link.case_id}:
                self._require(Correction(touched, None, "link", None))
        self._whole.put_links(links, actor=actor, at=at)

    def _require(self, aimed: _Aimed) -> None:
        """A site within the rights may be written; a whole case only by who has rights for all of its sites."""
        seen = self._whole.dossier(aimed.case_id, self._scope).features
        if aimed.site_id is not None:
            if aimed.site_id not in {feature.site_id for feature in seen}:
                raise NotFound(text("store.no_feature", fid=aimed.site_id))
        elif len(seen) != len(self._whole.dossier(aimed.case_id).features):
            raise Forbidden(text("store.beyond_rights", case_id=aimed.case_id))

    def _require_county(self, code: object) -> None:
        """Nobody puts a case into a county, or into none, where he could not have read it."""
        if code not in self._codes:
            raise Forbidden(text("store.beyond_county", code=code or "—"))

    # --- what concerns every county -----------------------------------------------------------------------------

    def _refuse(self, *_asked: Any, **_more: Any) -> Any:
        raise Forbidden(text("store.whole_rights"))

    put_notice = put_units = put_observations = keep_series = put_layer = remove_layer = bulk_load = importing = _refuse
    unjudged = put_containments = backup = check = _refuse

    def together(self) -> AbstractContextManager[None]:
        return self._whole.together()

    def close(self) -> None:
        """Nothing: the store belongs to whoever opened it."""


def _rows_of(observations: Sequence[Observation], sha256: str) -> set[tuple[int, str]]:
    """Row and column of the observations that were read from a table."""
    return {(one.row.row, one.row.column) for one in observations if one.row is not None and one.row.sha256 == sha256}


def _codes_of(value: object) -> set[str]:
    """The unit codes of a property, however a format kept the list."""
    if isinstance(value, str):
        return {part.strip(' "[]') for part in value.replace(";", ",").split(",")}
    return {str(one) for one in value} if isinstance(value, list | tuple) else set()
