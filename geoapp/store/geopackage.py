"""The default store: one GeoPackage file, many readers and one writer at a time, readable by QGIS while in use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa

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
    NotFound,
    Notice,
    NoticeSummary,
    Observation,
    Page,
    Portion,
    Query,
    Scope,
    StoreError,
    Summary,
    UnitTable,
    Zoning,
)
from geoapp.model.change import Change
from geoapp.model.columns import Mask
from geoapp.store import (
    _bulk,
    _checks,
    _choosing,
    _conflicting,
    _containments,
    _disagreeing,
    _holding,
    _layers,
    _lines,
    _looks,
    _observations,
    _picking,
    _reading,
    _searching,
    _series,
    _shapes,
    _units,
)
from geoapp.store._backup import copy_store
from geoapp.store._clerk import Clerk
from geoapp.store._connection import Database, Writing, connect
from geoapp.store._create import prepare
from geoapp.store._links import read_links
from geoapp.store._mending import ColumnsAtHand, read_now
from geoapp.store._originals import Dropped, Originals
from geoapp.store._originals import sha256 as hash_of
from geoapp.store._protocol import Correction, Disagreement, Filing, Held, Link, LinkState, Located, PutResult, Told
from geoapp.store._query import order, paged, where, words
from geoapp.store._recent import recent_changes
from geoapp.store._rows import FEATURE_COLUMNS, features_of
from geoapp.store._statuses import StatusConflict
from geoapp.store._sweeping import drop
from geoapp.store._tables import cases
from geoapp.store._telling import check_attachment, check_told, name_attachment
from geoapp.store._version import VersionReader
from geoapp.texts import reason_of, text

_CHUNK = 1_000  # rows read at once from a stream


def handles(url: str) -> bool:
    """True for a path that ends in ``.gpkg``."""
    return "://" not in url and url.lower().endswith(".gpkg")


def open_url(url: str, *, create: bool, today: Callable[[], date]) -> GeoPackageStore:
    """Open (or with ``create`` make) the GeoPackage at a path."""
    return GeoPackageStore(Path(url), create=create, today=today)


class GeoPackageStore:
    """See ``Store`` for what each method does. ``today`` judges overdue and lapsed where no query says the day."""

    def __init__(self, path: Path, *, create: bool, today: Callable[[], date]) -> None:
        self._path = path
        self._today = today
        self._db = Database(path)
        self._searched = _searching.SearchedLately()
        self._versions = VersionReader(lambda: connect(path))
        with self._db.translating():
            prepare(path, create=create)
        self._originals = Originals(path.with_name(path.name + ".files"))
        self._columns = ColumnsAtHand()

    # --- writing ------------------------------------------------------------------------------------------------

    def put_notice(
        self, notice: Notice, original: bytes, filings: Sequence[Filing], *, at: datetime, actor: str
    ) -> PutResult:
        found = hash_of(original)
        if found != notice.identifier:
            raise StoreError(text("store.hash_mismatch", expected=notice.identifier, found=found))
        self._keep(notice.identifier, original)
        with self._db.writing(actor) as work:
            clerk = Clerk(work.connection, at, actor)
            result = clerk.put_notice(notice, filings)
            if result.outcome != "unchanged":
                self._finish(work, clerk)
        return result

    def correct(self, correction: Correction, *, actor: str, at: datetime, if_match: int | None) -> int:
        with self._db.writing(actor) as work:
            clerk = Clerk(work.connection, at, actor)
            version = clerk.correct(correction, if_match)
            self._finish(work, clerk)
        return version

    def tell(self, told: Told, *, actor: str, at: datetime, if_match: int | None) -> int:
        told = check_told(told)
        for paper in told.attachments:
            data = self._originals.get(paper.sha256)
            check_attachment(paper, data, None if data is None else hash_of(data))
        with self._db.writing(actor) as work:
            clerk = Clerk(work.connection, at, actor)
            version = clerk.tell(told, if_match)
            self._finish(work, clerk)
        return version

    def put_attachment(self, data: bytes, name: str, media_type: str) -> Attachment:
        paper = name_attachment(Attachment(hash_of(data), name, media_type, len(data)))
        self._keep(paper.sha256, data)
        return paper

    def drop_spare(self, identifiers: Collection[str], before: datetime) -> Dropped:
        return drop(self._db, self._originals, identifiers, before)

    def _keep(self, identifier: str, data: bytes) -> None:
        try:
            self._originals.put(identifier, data)
        except OSError as error:
            raise StoreError(text("store.failed", path=self._originals.folder, reason=reason_of(error))) from error

    def attachment(self, sha256: str, scope: Scope = EVERYTHING) -> tuple[Attachment, bytes]:
        with self._db.reading() as connection:
            paper, case_id = _reading.attachment(connection, sha256, scope)
        data = self._originals.get(sha256)
        if data is None or hash_of(data) != sha256:
            key = "attachment_missing" if data is None else "attachment_changed"
            said = {"name": paper.name, "case_id": case_id, "sha256": sha256, "folder": self._originals.folder}
            raise StoreError(text(f"store.{key}", **said))
        return paper, data

    def told(
        self,
        kinds: Sequence[str] | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        scope: Scope = EVERYTHING,
    ) -> tuple[Event, ...]:
        with self._db.reading() as connection:
            return _reading.events_told(connection, (since, until), kinds, scope)

    def put_links(self, links: Sequence[Link], *, actor: str, at: datetime) -> None:
        if not links:
            return
        with self._db.writing(actor) as work:
            Clerk(work.connection, at, actor).link(links)
            work.touch()

    def links(self, own_ids: Sequence[str] | None = None, *, state: LinkState | None = None) -> tuple[Link, ...]:
        with self._db.reading() as connection:
            return tuple(read_links(connection, own_ids, state))

    def placed(self, own_ids: Sequence[str]) -> dict[str, str]:
        with self._db.reading() as connection:
            return _holding.placed(connection, own_ids)

    def similar(
        self, marks: Mapping[str, Sequence[int]], *, besides: str, strong: frozenset[int] = frozenset()
    ) -> dict[str, tuple[Held, ...]]:
        with self._db.reading() as connection:
            return _holding.similar(connection, marks, besides, strong)

    def alike(
        self, marks: Mapping[str, Sequence[int]], *, besides: str, strong: frozenset[int] = frozenset()
    ) -> dict[str, tuple[Alike, ...]]:
        with self._db.reading() as connection:
            return _holding.alike(connection, marks, besides, strong)

    def held(
        self, *, notice_id: str | None = None, case_id: str | None = None, work_key: str | None = None
    ) -> tuple[Held, ...]:
        with self._db.reading() as connection:
            return tuple(_holding.held(connection, notice_id, case_id, work_key))

    def disagreements(self) -> tuple[Disagreement, ...]:
        with self._db.reading() as connection:
            return tuple(_disagreeing.disagreements(connection))

    def conflicts(self) -> tuple[StatusConflict, ...]:
        with self._db.reading() as connection:
            return tuple(_conflicting.conflicts(connection))

    def put_look(self, look: _looks.Look) -> None:
        _looks.put(self._db, look)

    def looks(self) -> Mapping[str, _looks.Look]:
        return _looks.read(self._db)

    def _finish(self, work: Writing, clerk: Clerk) -> None:
        _layers.widen_extent(work.connection, "cases", clerk.boxes)
        work.touch()

    def put_units(self, table: UnitTable) -> None:
        with self._db.writing("units") as work:
            if _units.put(work.connection, table):
                work.touch()

    def put_layer(self, layer: BuiltLayer) -> None:
        with self._db.writing("layers") as work:
            if _layers.put_layer(work.connection, layer):
                work.touch()

    def remove_layer(self, layer_id: str) -> None:
        with self._db.writing("layers") as work:
            if _layers.remove_layer(work.connection, layer_id):
                work.touch()

    def unjudged(self, layer_id: str, *, limit: int) -> tuple[Located, ...]:
        with self._db.reading() as connection:
            return _containments.unjudged(connection, layer_id, limit)

    def put_containments(self, layer_id: str, digest: str, rows: Mapping[Located, Zoning]) -> int:
        if not rows:
            return 0
        with self._db.writing("zones") as work:
            written = _containments.put(work.connection, layer_id, digest, rows)
            if written:
                work.touch()
        return written

    def bulk_load(self, features: Iterable[CaseFeature], *, at: datetime, actor: str) -> int:
        with self.importing(), self._db.writing(actor) as work:
            total = _bulk.load(work.connection, features, at=at, actor=actor)
            work.touch()
        with self._db.translating(), self._db.engine().connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        return total

    def keep_lines(self, edition: str, make: _lines.MakeLines, *, after: int = 0, limit: int = 2000) -> int | None:
        with self._db.writing("lines") as work:
            last = _lines.keep(work.connection, edition, make, after, limit)
            work.derive()
        return last

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._db.together():
            try:
                with self._originals.together():
                    yield
            except OSError as error:
                raise StoreError(text("store.failed", path=self._originals.folder, reason=reason_of(error))) from error

    @contextmanager
    def importing(self) -> Iterator[None]:
        self._db.relaxed += 1
        try:
            yield
        finally:
            self._db.relaxed -= 1
            if not self._db.relaxed:
                self._db.checkpoint()

    # --- features -----------------------------------------------------------------------------------------------

    def version(self) -> str:
        with self._db.translating():
            self._db.engine()  # says so when the store is closed
            return self._versions.read()

    def page(self, query: Query) -> Page:
        order(query)  # a wrong one is refused
        with self._db.reading() as connection:
            condition = where(query, wide=_searching.is_wide(connection, query.bbox))
            condition, matched = self._counted(connection, query, condition)
            found = connection.execute(paged(sa.select(*FEATURE_COLUMNS).where(condition), query)).all()
            features = tuple(features_of(found, query.today))
        end = max(query.offset, 0) + len(features)
        return Page(features, matched, end if features and end < matched else None)

    def _counted(
        self, connection: sa.Connection, query: Query, condition: sa.ColumnElement[bool]
    ) -> tuple[sa.ColumnElement[bool], int]:
        """How many features a query selects, from the arrays when they are at hand, and a condition that finds them:
        a few that were searched for by words are named, so that the texts are looked through once."""
        ready = self._ready(connection)
        if ready is None:
            return condition, int(
                connection.scalar(sa.select(sa.func.count()).select_from(cases).where(condition)) or 0
            )
        chosen = ready.fid[ready.select(query, among=self._search(connection, query, ready))]
        named = _searching.among(chosen) if words(query) is not None else None
        return condition if named is None else named, len(chosen)

    def iterate(self, query: Query) -> Iterator[CaseFeature]:
        order(query)  # a wrong one is refused
        with self._db.streaming() as connection:
            if query.sort != "case" and self._ready(connection) is not None:  # SQL would sort all before the first
                for part in self._chosen(connection, query):
                    yield from _picking.features(connection, part.fids.tolist(), query)
                return
            condition = where(query, wide=_searching.is_wide(connection, query.bbox))
            statement = paged(sa.select(*FEATURE_COLUMNS).where(condition), query)
            streamed = connection.execution_options(yield_per=_CHUNK).execute(statement)
            for rows in streamed.partitions():
                yield from features_of(rows, query.today)

    def lines(self, query: Query, edition: str) -> Iterator[Portion]:
        order(query)  # a wrong one is refused
        with self._db.streaming() as connection:
            yield from _lines.portions(connection, edition, self._chosen(connection, query), query)

    def _ready(self, connection: sa.Connection) -> Columns | None:
        """The arrays of the state that a transaction sees, when they are at hand."""
        return None if self._db.is_joint else self._columns.of(_reading.version(connection))

    def _chosen(self, connection: sa.Connection, query: Query) -> Iterator[_choosing.Chosen]:
        """By the arrays when they are at hand, else by SQL: making them now would keep the reader waiting."""
        ready = self._ready(connection)
        if ready is None:
            return _choosing.chosen_by(connection, where(query, wide=_searching.is_wide(connection, query.bbox)), query)
        mask = ready.select(query, among=self._search(connection, query, ready))
        return _choosing.chosen_of(connection, ready, mask, query)

    def lines_of(self, fids: Sequence[int], edition: str) -> bytes | None:
        with self._db.reading() as connection:
            return _lines.joined(connection, edition, fids, self._today())

    def count(self, query: Query) -> Counts:
        with self._db.reading() as connection:
            condition = where(query, wide=_searching.is_wide(connection, query.bbox))
            counted = sa.func.count(cases.c.case_id.distinct()), sa.func.count(cases.c.site_id)
            found = connection.execute(sa.select(*counted).where(condition)).one()
        return Counts(cases=found[0], sites=found[1])

    def columns(self) -> Columns:
        if not self._db.is_joint and (ready := self._columns.of(self.version())) is not None:
            return ready
        with self._columns.lock, self._db.reading() as connection:
            return self._columns_at(connection)

    def _columns_at(self, connection: sa.Connection) -> Columns:
        """The columns of the state of the data that this transaction sees."""
        # What this thread has not committed yet has no version of its own, so nothing is kept of it.
        return read_now(connection) if self._db.is_joint else self._columns.at(connection)

    def search(self, query: Query, columns: Columns | None = None) -> Mask | None:
        if words(query) is None:
            return None
        with self._db.reading() as connection:
            return self._search(connection, query, columns or self.columns())

    def _search(self, connection: sa.Connection, query: Query, columns: Columns) -> Mask | None:
        if words(query) is None:
            return None
        if self._db.is_joint:
            return _searching.mask_of(columns, _searching.hits(connection, query))
        version = _reading.version(connection)
        fids = self._searched.of(version, query, lambda: _searching.hits(connection, query))
        return _searching.mask_of(columns, fids)

    def summary(self, query: Query) -> Summary:
        columns = self.columns()
        return columns.summary(query, among=self.search(query, columns))

    def feature(self, fid: int, scope: Scope = EVERYTHING) -> CaseFeature:
        known = abs(fid) < 1 << 63  # a larger one is no number to SQLite
        return self._one_feature(cases.c.fid == (fid if known else -1), scope, fid)

    def features(self, fids: Sequence[int], scope: Scope = EVERYTHING) -> tuple[CaseFeature, ...]:
        with self._db.reading() as connection:
            rows = _picking.rows_of(connection, fids, scope)
        return tuple(features_of(rows, self._today()))

    def feature_by_site(self, site_id: str, scope: Scope = EVERYTHING) -> CaseFeature:
        return self._one_feature(cases.c.site_id == site_id, scope, site_id)

    def _one_feature(self, condition: sa.ColumnElement[bool], scope: Scope, asked: object) -> CaseFeature:
        with self._db.reading() as connection:
            row = _reading.one_feature(connection, condition, scope)
        if row is None:
            raise NotFound(text("store.no_feature", fid=asked))
        return features_of([row], self._today())[0]

    # --- cases and notices --------------------------------------------------------------------------------------

    def dossier(self, case_id: str, scope: Scope = EVERYTHING) -> Dossier:
        with self._db.reading() as connection:
            return _reading.dossier(connection, case_id, scope, self._today())

    def events(self, case_id: str, scope: Scope = EVERYTHING) -> tuple[Event, ...]:
        with self._db.reading() as connection:
            _reading.require_case(connection, case_id, scope)
            return _reading.events_of(connection, case_id, scope)

    def notice(self, identifier: str, scope: Scope = EVERYTHING) -> tuple[Notice, NoticeSummary]:
        with self._db.reading() as connection:
            return _reading.notice(connection, identifier, scope)

    def notices(self, scope: Scope = EVERYTHING) -> tuple[NoticeSummary, ...]:
        with self._db.reading() as connection:
            return _reading.all_notices(connection, scope)

    def records_of(self, identifier: str, scope: Scope = EVERYTHING) -> tuple[FiledRecord, ...]:
        with self._db.reading() as connection:
            return _reading.records_of(connection, identifier, scope)

    def original(self, identifier: str, scope: Scope = EVERYTHING) -> bytes:
        _, summary = self.notice(identifier, scope)
        if (data := self._originals.get(identifier)) is None:
            missing = {"title": summary.title, "identifier": identifier, "folder": self._originals.folder}
            raise StoreError(text("store.original_missing", **missing))
        return data

    # --- layers, units, upkeep ----------------------------------------------------------------------------------

    def layers(self) -> tuple[BuiltLayer, ...]:
        with self._db.reading() as connection:
            return _layers.read_layers(connection)

    def layer(self, layer_id: str) -> BuiltLayer:
        with self._db.reading() as connection:
            return _layers.read_layer(connection, layer_id)

    def pick_from_layer(
        self, layer_id: str, written: str, also: Mapping[str, str | type] = MappingProxyType({})
    ) -> frozenset[str]:
        with self._db.reading() as connection:
            return _picking.pick_from_layer(connection, layer_id, written, also)

    def units(self) -> UnitTable:
        with self._db.reading() as connection:
            return _units.read(connection)

    def put_observations(self, observations: Sequence[Observation], *, source: str, at: datetime) -> bool:
        with self._db.writing("monitoring") as work:
            changed = _observations.put(work.connection, observations, source, at)
            if changed:
                work.touch()
        return changed

    def observations(self, section: str | None = None) -> tuple[Observation, ...]:
        with self._db.reading() as connection:
            return _observations.read(connection, section)

    def keep_series(self, data: bytes, name: str, *, at: datetime) -> str:
        return _series.keep(self._db, self._originals, data, name, at)

    def series(self, sha256: str) -> tuple[str, bytes]:
        return _series.read(self._db, self._originals, sha256)

    def backup(self, path: Path) -> None:
        with self._db.translating():
            copy_store(self._db, self._originals, path)

    def changes(self, query: Query, *, limit: int) -> tuple[Change, ...]:
        with self._db.reading() as connection:
            return recent_changes(connection, query, limit)

    def check(self, progress: _checks.Progress | None = None) -> list[str]:
        with self._db.reading() as connection:
            return [
                *_checks.check_file(connection),
                *_checks.check_sites(connection),
                *_checks.check_quotes(connection, progress),
                *_shapes.check_shapes(connection),
                *_checks.check_originals(connection, self._originals),
            ]

    def close(self) -> None:
        self._versions.close()
        self._db.close()
