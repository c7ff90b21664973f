"""The clerk files notices and corrections: which rows change, which events are written. Engine-neutral SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import shapely
import sqlalchemy as sa

from geoapp.model import BBox, Conflict, NotFound, Notice, UsageError
from geoapp.store._briefs import keep_briefs
from geoapp.store._codec import decode, encode
from geoapp.store._combining import combined_rows, leading
from geoapp.store._conflicting import note
from geoapp.store._dialect import instant_text
from geoapp.store._filing import (
    Changes,
    Reading,
    Row,
    apply_corrections,
    check_correction,
    compare,
    correction_value,
    show,
    show_position,
    standing,
)
from geoapp.store._links import words_of, write_links, write_marks
from geoapp.store._prepared import AnyOf, Prepared, insert_rows
from geoapp.store._protocol import Correction, Filing, Link, LinkState, PutResult, Retraction, Told
from geoapp.store._rows import notice_values
from geoapp.store._shapes import encode_record, keep, read_record, shortened
from geoapp.store._tables import cases, dossiers, events, notices, papers, records
from geoapp.store._telling import apply_words, told_event
from geoapp.store._writes import Writes
from geoapp.texts import text

T = TypeVar("T")
_BATCH = 500  # ids in one IN list
_READING_KEYS = ("case_id", "province", "notice_id", "ordinal", "record", "filed", "own_id")

_BLANK: Row = dict.fromkeys(("site_id", "field", "before", "after", "happened_on", "happened_precision", "quote"))

_NUMBER = Prepared(sa.select(notices.c.fid).where(notices.c.identifier == sa.bindparam("identifier")))
_EDITIONS = Prepared(
    sa.select(notices.c.identifier).where(
        notices.c.work_key == sa.bindparam("work_key"), notices.c.superseded_by.is_(None)
    )
)
_HEARD = Prepared(sa.select(dossiers.c.case_id).where(AnyOf(dossiers.c.case_id, "case_ids")))
_STAMP = Prepared(
    cases.update()
    .where(cases.c.case_id == sa.bindparam("b_case"))
    .values(version=sa.bindparam("version"), updated_at=sa.bindparam("updated_at"))
)
_PRESENT = Prepared(
    sa.select(records.c.fid, *(records.c[key] for key in _READING_KEYS))
    .where(records.c.notice_id == sa.bindparam("notice_id"), records.c.current == sa.true())
    .order_by(records.c.ordinal)
)


@dataclass(frozen=True, slots=True)
class Filed:
    """What a filing says beside its record and its case."""

    site_ids: tuple[str, ...] = ()
    county_code: str | None = None
    site_county_codes: tuple[str | None, ...] = ()


@dataclass(slots=True)
class File:
    """All that the store knows of one case while it is being worked on. Version 0: no reading counted so far.
    ``fresh``: its dossier was begun with this reading, and bears the first version already."""

    version: int = 0
    withdrawn: bool = True
    ever_read: bool = False
    fresh: bool = False
    readings: list[Reading] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)  # of persons: corrections and what was told

    @property
    def newest(self) -> Reading | None:
        return leading(self.readings)

    def present_rows(self) -> list[Row]:
        """The rows that the case should have: newest reading, then a person's word."""
        if self.newest is not None:
            rows = combined_rows(self.readings)
        elif self.ever_read:
            rows = []
        else:  # loaded in bulk, there is nothing to read again
            rows = [_with_geometry(row) for row in self.rows if not row["withdrawn"]]
        return apply_words(rows, self.words, self.readings)


@dataclass(slots=True)
class Clerk:
    """Works within one write transaction; ``at`` and ``actor`` go into events, ``boxes`` gathers what was placed."""

    connection: sa.Connection
    at: datetime
    actor: str
    boxes: list[BBox] = field(default_factory=list)
    said: dict[tuple[str, int], Filing] = field(default_factory=dict)  # at hand, so that nobody decodes it again

    writes: Writes = field(init=False)

    def __post_init__(self) -> None:
        instant_text(self.at)  # a time without its zone fails here and not somewhere inside
        self.writes = Writes(self.connection, self.at)

    def put_notice(self, notice: Notice, filings: Sequence[Filing]) -> PutResult:
        """File a notice; see ``Store.put_notice``. When the outcome is ``unchanged`` nothing was written."""
        known = self._known(notice.identifier)
        values = notice_values(notice)
        reading = [_reading_values(filing, i, notice.identifier) for i, filing in enumerate(filings)]
        before = [] if known is None else self._stored_reading(notice.identifier)
        self.said = {(notice.identifier, i): filing for i, filing in enumerate(filings)}
        # The same bytes under another name are the same file: it keeps the name under which it came.
        same_notice = known is not None and all(known._mapping[k] == v for k, v in values.items() if k != "file_name")
        if same_notice and [{key: row[key] for key in _READING_KEYS} for row in before] == reading:
            return PutResult(notice.identifier, "unchanged")
        replaces = self._write_notice(values, known=known is not None)
        # In the order of the document, so that features are numbered as they stand there.
        affected = list(dict.fromkeys(filing.case_id for filing in filings))
        affected += sorted(({row["case_id"] for row in before} | self._cases_of(replaces)) - set(affected))
        keep(self.connection, (filing.record for filing in filings))
        superseded = known is not None and known.superseded_by is not None
        unheard = self._write_reading(before, reading, counts=not superseded)
        write_marks(self.connection, filings)
        if superseded:
            return PutResult(notice.identifier, "superseded", replaces=replaces)
        again = known is not None or bool(replaces)
        done: dict[str, list[str]] = defaultdict(list)
        told: dict[str, list[Reading]] = {}
        for case_id, file in self._files_of_notice(affected, unheard, notice, filings):
            done[self._settle(case_id, file, notice.identifier, heard=not again)].append(case_id)
            if case_id not in unheard:  # of a new case this notice alone speaks
                told[case_id] = file.readings
        self.writes.send()
        note(self.connection, told)
        return PutResult(
            notice.identifier,
            "updated" if again else "stored",
            added=tuple(done["added"]),
            changed=tuple(done["changed"]),
            withdrawn=tuple(done["withdrawn"]),
            replaces=replaces,
        )

    def _known(self, identifier: str) -> sa.Row[Any] | None:
        if not _NUMBER.rows(self.connection, identifier=identifier):
            return None  # as nearly always: the row itself, with its text, is read only where it is
        return self.connection.execute(sa.select(notices).where(notices.c.identifier == identifier)).first()

    def correct(self, correction: Correction, if_match: int | None) -> int:
        """Write a person's word down and show it; see ``Store.correct``."""
        correction = check_correction(correction)
        file, meant = self._open_file(correction.case_id, correction.site_id, if_match)
        event = self._correction_event(correction, meant)
        if isinstance(correction.value, Retraction):
            event |= {"after": self._after_taking_back(correction, file, event)}
        self.connection.execute(events.insert(), event)
        return self._write_word(file, event)

    def _after_taking_back(self, correction: Correction, file: File, event: Row) -> str | None:
        """What the field holds when the last word on it no longer counts; refuses where there is none."""
        said = standing(file.words)
        if len(standing([*said, event])) == len(said) or not file.ever_read:
            raise UsageError(text("store.nothing_to_take_back", field=correction.field), parameter="field")
        trial = replace(file, words=[*file.words, event])
        row = next((r for r in trial.present_rows() if correction.site_id in (None, r["site_id"])), None)
        if row is None:
            return None
        return show_position(row) if correction.field == "position" else show(row[_key_of(correction.field)])

    def tell(self, told: Told, if_match: int | None) -> int:
        """Write down what a person tells; see ``Store.tell``. The papers must be there already."""
        file, meant = self._open_file(told.case_id, told.site_id, if_match)
        event = told_event(told, meant) | {"recorded_at": self.at, "actor": self.actor}
        written = self.connection.execute(events.insert(), event).inserted_primary_key
        if told.attachments:
            named = {"event_id": written[0] if written else None, "case_id": told.case_id}
            self.connection.execute(papers.insert(), [asdict(paper) | named for paper in told.attachments])
        return self._write_word(file, event)

    def _open_file(self, case_id: str, site_id: str | None, if_match: int | None) -> tuple[File, Row]:
        """The file of a case that a person speaks of, and the first row that is meant."""
        ((_, file),) = self.files([case_id])
        live = [row for row in file.rows if not row["withdrawn"]]
        if not live:
            raise NotFound(text("store.no_case", case_id=case_id))
        if if_match is not None and if_match != file.version:
            raise Conflict(text("store.conflict", case_id=case_id, seen=if_match, present=file.version))
        meant = [row for row in live if site_id in (None, row["site_id"])]
        if not meant:
            raise NotFound(text("store.no_site", case_id=case_id, site_id=site_id))
        return file, meant[0]

    def _write_word(self, file: File, event: Row) -> int:
        """What a person's word, written down already, makes of the rows; returns the version."""
        file.words.append(event)
        changes = compare(file.rows, file.present_rows())
        changes.events = []  # the word itself is the event
        version = self._write_changes(event["case_id"], file, changes)
        self.writes.send()
        return version

    def _correction_event(self, correction: Correction, row: Row) -> Row:
        position = correction.field == "position"
        before = show_position(row) if position else show(row[_key_of(correction.field)])
        if isinstance(correction.value, Retraction):
            after = None
        elif position:
            after = show_position(apply_corrections([row], [_as_event(correction)])[0])
        else:
            after = correction_value(correction)
        return _as_event(correction) | {
            "case_id": correction.case_id,
            "province": row["province"],
            "kind": "corrected",
            "recorded_at": self.at,
            "actor": self.actor,
            "before": before,
            "after": after,
            "note": correction.note,
        }

    def link(self, written: Sequence[Link]) -> None:
        """Write links down; what joins or parts is told in the events of its case. See ``Store.put_links``."""
        write_links(self.connection, written, self.actor, self.at)
        told = [link for link in written if link.state is not LinkState.PROPOSED]
        if not told:
            return
        readings = self._readings_by_key([link.own_id for link in told])
        for case_id, file in self.files(list(dict.fromkeys(link.case_id for link in told))):
            if not file.version:
                continue  # a part from a record that founds no case of its own
            said = [self._linked_event(link, readings.get(link.own_id)) for link in told if link.case_id == case_id]
            self.writes.events += said
            self._write_changes(case_id, file, Changes())
        self.writes.send()

    def _readings_by_key(self, keys: Sequence[str]) -> dict[str, Reading]:
        found = _READINGS_OF.read(self.connection, own_ids=list(keys))
        return {row["own_id"]: _reading_of(self.connection, row) for row in found}

    def _linked_event(self, link: Link, reading: Reading | None) -> Row:
        parted = link.state is LinkState.PARTED
        told = {"happened_on": None, "happened_precision": None, "quote": None, "notice_id": None}
        if reading is not None:
            told |= _source(reading) | {"notice_id": reading.notice_id}
        return told | {
            "case_id": link.case_id,
            "province": reading.filing.province if reading is not None else link.case_id.partition("-")[0],
            "kind": "parted" if parted else "linked",
            "recorded_at": self.at,
            "actor": self.actor,
            "field": "case_id",
            "before": link.case_id if parted else link.own_id,
            "after": link.own_id if parted else link.case_id,
            "note": "；".join(link.reasons) or None,
        }

    # --- notices and their readings -----------------------------------------------------------------------------

    def _write_notice(self, values: Row, *, known: bool) -> tuple[str, ...]:
        """Insert or update the row; returns the editions of the same work that a new row supersedes."""
        identifier, work_key = values["identifier"], values["work_key"]
        if known:
            self.connection.execute(notices.update().where(notices.c.identifier == identifier).values(**values))
            return ()
        insert_rows(self.connection, notices, [{**values, "ingested_at": self.at}])
        if not work_key:
            return ()
        older = tuple(row[0] for row in _EDITIONS.rows(self.connection, work_key=work_key) if row[0] != identifier)
        if older:
            meant = notices.update().where(notices.c.identifier.in_(older))
            self.connection.execute(meant.values(superseded_by=identifier))
        return older

    def _stored_reading(self, notice_id: str) -> list[Row]:
        found = _PRESENT.rows(self.connection, notice_id=notice_id)
        rows = [dict(zip(("fid", *_READING_KEYS), row, strict=True)) for row in found]
        return [row | {"record": shortened(row["record"])} for row in rows]

    def _write_reading(self, before: list[Row], reading: list[Row], *, counts: bool) -> set[str]:
        """Retire the rows of the last reading that the new one does not repeat, add the others: history is kept.

        Returns the cases that nobody has heard of before.
        """
        gone = {tuple(row[key] for key in _READING_KEYS): row["fid"] for row in before}
        fresh = [row for row in reading if gone.pop(tuple(row.values()), None) is None]
        for fids in _batches(list(gone.values())):
            self.connection.execute(records.update().where(records.c.fid.in_(fids)).values(current=False))
        if not fresh:
            return set()
        unheard = self._add_dossiers({row["case_id"]: row["province"] for row in fresh}, counts=counts)
        insert_rows(self.connection, records, [row | {"read_at": self.at, "current": True} for row in fresh])
        notice_id, ordinals = fresh[0]["notice_id"], [row["ordinal"] for row in fresh]
        keep_briefs(self.connection, notice_id, [(at, self.said[notice_id, at].record) for at in ordinals])
        return unheard

    def _add_dossiers(self, provinces: dict[str, str], *, counts: bool) -> set[str]:
        """Begin the dossiers of cases that nobody has heard of. Where the reading ``counts`` each has its first version
        already: a record gives its case a row at least, see ``_settle``."""
        known = {case_id for (case_id,) in _HEARD.rows(self.connection, case_ids=list(provinces))}
        stamp = {"version": int(counts), "withdrawn": not counts, "created_at": self.at, "updated_at": self.at}
        fresh = [
            {"case_id": case_id, "province": province} | stamp
            for case_id, province in provinces.items()
            if case_id not in known
        ]
        insert_rows(self.connection, dossiers, fresh)
        return set(provinces) - known

    def _cases_of(self, notice_ids: Sequence[str]) -> set[str]:
        if not notice_ids:
            return set()
        found = sa.select(records.c.case_id).where(records.c.notice_id.in_(notice_ids), records.c.current == sa.true())
        return set(self.connection.scalars(found))

    # --- cases --------------------------------------------------------------------------------------------------

    def _files_of_notice(
        self, case_ids: Sequence[str], unheard: set[str], notice: Notice, filings: Sequence[Filing]
    ) -> Iterator[tuple[str, File]]:
        """Like ``files``; of a case that is new with this notice all is at hand, and the database is not asked."""
        known = dict(self.files([case_id for case_id in case_ids if case_id not in unheard]))
        told: dict[str, list[Reading]] = defaultdict(list)
        for filing in filings:
            told[filing.case_id].append(Reading(filing, notice.identifier, notice.title, notice.issued_on, self.at))
        for case_id in case_ids:
            file = known.get(case_id)
            yield case_id, file or File(ever_read=True, readings=told[case_id], fresh=True)

    def files(self, case_ids: Sequence[str]) -> Iterator[tuple[str, File]]:
        """Each case with all that is known of it, read in batches."""
        for ids in _batches(case_ids):
            files = {case_id: File() for case_id in ids}
            for row in _DOSSIERS.read(self.connection, case_ids=ids):
                files[row["case_id"]].version, files[row["case_id"]].withdrawn = row["version"], row["withdrawn"]
            for (case_id,) in _EVER_READ.rows(self.connection, case_ids=ids):
                files[case_id].ever_read = True
            for row in _READINGS.read(self.connection, case_ids=ids):
                at_hand = self.said.get((row["notice_id"], row["ordinal"]))
                files[row["case_id"]].readings.append(_reading_of(self.connection, row, at_hand))
            for row in _ROWS.read(self.connection, case_ids=ids):
                files[row["case_id"]].rows.append(row)
            for case_id, event in words_of(self.connection, ids):
                files[case_id].words.append(event)
            yield from files.items()

    def _settle(self, case_id: str, file: File, notice_id: str, *, heard: bool) -> str:
        """Bring the rows of a case up to its readings; returns added, changed, withdrawn or same."""
        new = file.present_rows()
        changes = compare(file.rows, new)
        heard = heard and any(reading.notice_id == notice_id for reading in file.readings)
        newest = file.newest
        source = _source(newest) if newest is not None else {}
        if file.withdrawn and newest is not None:
            changes.events.insert(0, _said(newest, source))
        elif heard:
            changes.events.insert(0, _said(next(r for r in file.readings if r.notice_id == notice_id)))
        elif not new and not file.withdrawn:
            before = file.rows[0]["case_status"] if file.rows else None
            changes.events.append({"kind": "withdrawn", "field": "case_status", "before": before})
        if not changes and not changes.events:
            return "same"
        province = newest.filing.province if newest is not None else file.rows[0]["province"]
        self._write_events(case_id, province, changes.events, {"notice_id": notice_id} | source)
        added, was_withdrawn = file.version == 0, file.withdrawn
        file.withdrawn = not new
        self._write_changes(case_id, file, changes)
        if not new:
            return "same" if was_withdrawn else "withdrawn"
        return "added" if added else "changed"

    def _write_events(self, case_id: str, province: str, told: Sequence[Row], source: Row) -> None:
        who = {"case_id": case_id, "province": province, "recorded_at": self.at, "actor": self.actor}
        common = _BLANK | who | source
        self.writes.events += [common | event for event in told]

    def _write_changes(self, case_id: str, file: File, changes: Changes) -> int:
        """Write rows, raise the version of case and rows alike; returns the version."""
        if file.fresh:
            stamp = {"version": 1, "updated_at": self.at}
        else:
            stamp = self.writes.raise_version(case_id, file.version, withdrawn=file.withdrawn)
        for fid, values in changes.update:
            _update_of(tuple(values)).run(self.connection, [values | {"b_fid": fid}])
            self._note_box(values)
        if file.rows:
            _STAMP.run(self.connection, [stamp | {"b_case": case_id}])
        self.writes.rows += [row | {"withdrawn": False} | stamp for row in changes.insert]
        self.boxes += [_box_of(row) for row in changes.insert if row["geom"] is not None]
        return file.version + 1

    def _note_box(self, values: Row) -> None:
        if values.get("geom") is not None:
            self.boxes.append(values["geom"].bounds)


def _batches(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _box_of(row: Row) -> BBox:
    return row["west"], row["south"], row["east"], row["north"]


@cache
def _update_of(keys: tuple[str, ...]) -> Prepared:
    """The change of one feature in these columns, of which few sets come up: see ``compare``."""
    given = {key: sa.bindparam(key, type_=cases.c[key].type) for key in keys}
    return Prepared(cases.update().where(cases.c.fid == sa.bindparam("b_fid")).values(given))


def _key_of(name: str) -> str:
    return str(next(column.key for column in cases.columns if column.name == name))


def _as_event(correction: Correction) -> Row:
    return {"site_id": correction.site_id, "field": correction.field, "value": correction_value(correction)}


def _with_geometry(row: Row) -> Row:
    kept = {key: value for key, value in row.items() if key not in ("fid", "withdrawn", "version", "updated_at")}
    return kept | {"geom": None if row["geom"] is None else shapely.from_wkb(row["geom"])}


def _reading_values(filing: Filing, ordinal: int, notice_id: str) -> Row:
    filed = Filed(filing.site_ids, filing.county_code, filing.site_county_codes)
    said = (encode_record(filing.record), encode(filed), filing.key)
    values = (filing.case_id, filing.province, notice_id, ordinal, *said)
    return dict(zip(_READING_KEYS, values, strict=True))


def _counted() -> sa.Select[Any]:
    """The records that count: of the last reading of each notice that no other edition supersedes."""
    return (
        sa.select(*(records.c[key] for key in (*_READING_KEYS, "read_at")), notices.c.title, notices.c.issued_on)
        .join(notices, notices.c.identifier == records.c.notice_id)
        .where(records.c.current == sa.true(), notices.c.superseded_by.is_(None))
    )


_DOSSIERS = Prepared(
    sa.select(dossiers.c.case_id, dossiers.c.version, dossiers.c.withdrawn).where(AnyOf(dossiers.c.case_id, "case_ids"))
)
_EVER_READ = Prepared(sa.select(records.c.case_id).where(AnyOf(records.c.case_id, "case_ids")).distinct())
_READINGS = Prepared(_counted().where(AnyOf(records.c.case_id, "case_ids")).order_by(records.c.case_id, records.c.fid))
_READINGS_OF = Prepared(_counted().where(AnyOf(records.c.own_id, "own_ids")))
_ROWS = Prepared(sa.select(cases).where(AnyOf(cases.c.case_id, "case_ids")).order_by(cases.c.fid))


def _reading_of(connection: sa.Connection, row: Row, at_hand: Filing | None = None) -> Reading:
    said = row["notice_id"], row["title"], row["issued_on"], row["read_at"]
    if at_hand is not None and at_hand.case_id == row["case_id"]:
        return Reading(at_hand, *said)
    filed = decode(Filed, row["filed"])
    filing = Filing(
        row["case_id"],
        row["province"],
        read_record(connection, row["record"]),
        filed.site_ids,
        filed.county_code,
        filed.site_county_codes,
        row["own_id"] or "",
    )
    return Reading(filing, *said)


def _source(reading: Reading) -> Row:
    happened_on, precision = reading.happened
    quote = reading.quote
    return {
        "happened_on": happened_on,
        "happened_precision": None if precision is None else precision.value,
        "quote": None if quote is None else encode(quote),
    }


def _said(reading: Reading, source: Row | None = None) -> Row:
    """The event that a notice speaks of a case; ``source`` is its, where it is at hand."""
    event = {"kind": "recorded", "field": "case_status", "after": reading.filing.record.status.value}
    return event | {"notice_id": reading.notice_id} | (_source(reading) if source is None else source)
