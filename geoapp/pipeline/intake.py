"""Intake: a notice file goes in, filed cases come out. One failing file is a row in the report, never the end."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from geoapp import cases, notices, places
from geoapp.closing import speaks_of_days
from geoapp.model import Extraction, GeoappError, Notice, Record, Role
from geoapp.monitoring import Register
from geoapp.notices import Source
from geoapp.pipeline.closing import load_rules
from geoapp.pipeline.lining import keep_lines
from geoapp.pipeline.linking import link_filings
from geoapp.pipeline.monitoring import file_observations, register_of
from geoapp.pipeline.progress import Progress, silent
from geoapp.pipeline.terms import with_term
from geoapp.pipeline.unread import reading_warnings
from geoapp.pipeline.world import World
from geoapp.pipeline.zoning import judge_zones
from geoapp.store import Filing, Store
from geoapp.texts import text

log = logging.getLogger(__name__)

MACHINE = "geoapp"
"""The actor of events that no person caused."""

NOWHERE = "00"
"""The province of a notice that does not say where it is from: a shard key is never empty."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that was read, or could not be: then ``problem`` says why."""

    source: Source
    data: bytes = b""
    extraction: Extraction | None = None
    problem: str = ""


ReadAll = Callable[[Sequence[Source]], Iterator[Taken]]
"""Reads files one after another, in their order; what is wrong with one is said of that one."""

_AT_ONCE = 32
_HOLD_S = 0.5
"""So many notices, or as many as were read in this time, are filed in one transaction: a run that is ended loses no
more than that, and nobody else waits long."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What became of one file. ``outcome``: stored, updated, unchanged, superseded or failed; ``message`` says why."""

    file: str
    outcome: str
    title: str = ""
    cases: int = 0
    sites: int = 0
    located: int = 0
    message: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One row a file, in the order given."""

    rows: tuple[ReportRow, ...]

    @property
    def failed(self) -> int:
        """How many files could not be read."""
        return sum(row.outcome == "failed" for row in self.rows)


def read_notice(path: Path, world: World, data: bytes | None = None) -> Extraction:
    """Read, extract and place one notice without storing it; raises ``UnreadableNotice``."""
    flow = notices.flowing(notices.read(path, data, limit_mb=world.settings.max_notice_mb))
    extraction = cases.extract(flow.notice, world.units)
    records = tuple(_placed(record, extraction.notice, world) for record in extraction.records)
    if speaks_of_days(flow.notice.text):  # few do: the office's calendar is looked at for those only
        calendar = load_rules(world.settings).calendar
        records = tuple(with_term(record, extraction.notice, calendar) for record in records)
    return flow.written(replace(extraction, records=records))


def place_record(record: Record, notice: Notice, world: World) -> Record:
    """Find and position the places of a record, then judge each of them by the clause that speaks of it."""
    flow = notices.flowing(notice)
    return flow.written(_placed(flow.reading(record), flow.notice, world))


def _placed(record: Record, notice: Notice, world: World) -> Record:
    return cases.settle(places.locate(record, notice, world.gazetteer, world.units), notice)


def file_records(extraction: Extraction, world: World) -> list[Filing]:
    """Give each record its own key, its sites their ids, and both the codes of their counties."""
    notice = extraction.notice
    province = _code(world, notice.province, None, "province") or NOWHERE
    seen: set[str] = set()
    keys = [cases.case_id(notice.work_key, province, record, seen) for record in extraction.records]
    return [
        file_record(record, notice, world, key=key, province=province)
        for record, key in zip(extraction.records, keys, strict=True)
    ]


def file_record(record: Record, notice: Notice, world: World, *, key: str, province: str) -> Filing:
    """The filing of a record under its own key; linking moves it to another case where it belongs to one.

    A case that is about no particular spot (the air of a whole county) has no 处: its county stays as a mention, so
    that 处 on the map, without position and in the total add up.
    """
    if not record.spatial:
        record = replace(record, sites=tuple(replace(site, role=Role.MENTION) for site in record.sites))
    subjects = [site for site in record.sites if site.role is Role.SUBJECT]
    codes = {
        name: _code(world, name, notice, "county") for name in {record.county, *(site.county for site in subjects)}
    }
    county_code = codes[record.county]
    return Filing(
        case_id=key,
        province=province,
        record=record,
        own_id=key,
        marks=cases.marks(record).borne,
        county_code=county_code or None,
        site_ids=tuple(cases.site_id(key, site) for site in subjects),
        site_county_codes=tuple((codes[site.county] or county_code) or None for site in subjects),
    )


def _code(world: World, name: str | None, notice: Notice | None, level: str) -> str:
    """The code of a unit by its name, nearest to the notice's own city or province; "" when unknown."""
    if not name:
        return ""
    within = None
    for wider in (notice.city, notice.province) if notice is not None else ():
        found = world.units.named(wider) if wider else []
        if found:
            within = found[0].code
            break
    found = [unit for unit in world.units.named(name, within=within) if unit.level in {level, "city"}]
    return found[0].code if found else ""


_ALLOCATIONS = 200_000
"""What a batch of notices leaves alive while it is read: below that each collection would only walk over it."""


@contextmanager
def _few_collections() -> Iterator[None]:
    """The unit table and the gazetteer stay: to look through them for garbage after every few records takes a tenth of
    the time. What a notice leaves behind is mostly freed at once, and the rest is found a little later."""
    thresholds, ours = gc.get_threshold(), gc.get_freeze_count() == 0
    if ours:
        gc.freeze()
    gc.set_threshold(_ALLOCATIONS, *thresholds[1:])
    try:
        yield
    finally:
        if ours:
            gc.freeze()  # what the run leaves alive need not be walked over at its very end: it joins the oldest
            gc.unfreeze()
        gc.set_threshold(*thresholds)


@_few_collections()
def ingest(
    paths: Sequence[Path],
    store: Store,
    world: World,
    *,
    now: Callable[[], datetime],
    progress: Progress = silent,
    read: ReadAll | None = None,
) -> Report:
    """Read every notice below ``paths`` into ``store``. Each file is filed wholly or not at all; the run always ends.

    ``progress`` counts a file when it is filed and committed: a run that is ended loses none of those.
    ``read`` reads the files, by default in this process; ``reading_workers`` gives one that keeps a time budget.
    """
    read = read or (lambda sources: (take(source, world) for source in sources))
    store.put_units(world.units)
    sources = notices.expand(paths)
    # Layers are built before or after a run, never within it: their sections are looked up once.
    desk = _Desk(store, world, register_of(store), now)
    rows: list[ReportRow] = []
    progress(0, len(sources), "")
    with store.importing():  # what a power cut could take is simply read again
        for batch in _batches(read(sources)):
            for row in desk.file_batch(batch):
                rows.append(row)
                progress(len(rows), len(sources), row.file)
    progress(len(sources), len(sources), text("pipeline.finishing"))
    judge_zones(store)
    keep_lines(store)
    progress(len(sources), len(sources), "")
    return Report(tuple(rows))


def take(source: Source, world: World) -> Taken:
    """Read one file in this process; what is wrong with it is said in ``problem``."""
    try:
        data = source.read(world.settings.max_notice_mb)
        return Taken(source, data, read_notice(source.path, world, data))
    except Exception as error:
        # The last line of defence for files that nobody has seen: a bug in one genre must not cost the other files.
        return Taken(source, problem=_said_of(error, source.name))


def _said_of(error: Exception, file: str) -> str:
    """The row's sentence for a failure; of one that nobody foresaw the log has the rest."""
    if isinstance(error, GeoappError):
        return str(error)
    log.error("unexpected failure on %s", file, exc_info=error)
    return explain_unexpected(file, error)


def _batches(taken: Iterable[Taken]) -> Iterator[list[Taken]]:
    """What is filed together."""
    batch: list[Taken] = []
    begun = time.monotonic()
    for one in taken:
        batch.append(one)
        if len(batch) >= _AT_ONCE or time.monotonic() - begun > _HOLD_S:
            yield batch
            batch, begun = [], time.monotonic()
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Desk:
    """Files what was read."""

    store: Store
    world: World
    register: Register
    now: Callable[[], datetime]

    def file_batch(self, batch: Sequence[Taken]) -> list[ReportRow]:
        """All within one transaction; where a notice fails, or that one as a whole, each in its own."""
        try:
            with self.store.together():
                return [self._file(taken) for taken in batch]
        except Exception as error:  # see ``take``
            if len(batch) > 1:
                return [row for taken in batch for row in self.file_batch([taken])]
            return [ReportRow(batch[0].source.name, "failed", message=_said_of(error, batch[0].source.name))]

    def _file(self, taken: Taken) -> ReportRow:
        if taken.extraction is None:
            return ReportRow(taken.source.name, "failed", message=taken.problem)
        outcome = self._put(taken.extraction, taken.data)
        return _row(taken.source.name, outcome, taken.extraction)

    def _put(self, extraction: Extraction, data: bytes) -> str:
        at = self.now()
        filings, links = link_filings(file_records(extraction, self.world), extraction.notice, self.store)
        notice = replace(extraction.notice, warnings=reading_warnings(extraction))
        result = self.store.put_notice(notice, data, filings, at=at, actor=MACHINE)
        self.store.put_links(links, actor=MACHINE, at=at)
        file_observations(self.store, extraction, result, at, self.register)
        return result.outcome


def explain_unexpected(file: str, error: Exception) -> str:
    """The row's sentence for a failure that nobody foresaw."""
    reason = text("pipeline.unexpected", kind=type(error).__name__, detail=error)
    return text("pipeline.failed", file=file, reason=reason)


def _row(name: str, outcome: str, extraction: Extraction) -> ReportRow:
    subjects = [site for record in extraction.records if record.spatial for site in record.subjects]
    return ReportRow(
        file=name,
        outcome=outcome,
        title=extraction.notice.title,
        cases=len(extraction.records),
        sites=len(subjects),
        located=sum(site.position is not None for site in subjects),
        warnings=(*extraction.notice.warnings, *extraction.warnings, *_record_warnings(extraction.records)),
    )


def _record_warnings(records: Iterable[Record]) -> list[str]:
    return [f"{record.no or record.problem[:16]}：{warning}" for record in records for warning in record.warnings]
