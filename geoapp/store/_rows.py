"""Rows of the tables as objects of the model, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import orjson
import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import (
    FINISHED,
    Attachment,
    Basis,
    Campaign,
    CaseFeature,
    Cell,
    Event,
    FiledRecord,
    Genre,
    Kind,
    Notice,
    NoticeSummary,
    PlaceType,
    Precision,
    Quote,
    Status,
    Table,
)
from geoapp.store._codec import decode, encode
from geoapp.store._containments import ZONES, read_zones
from geoapp.store._protocol import Retraction
from geoapp.store._shapes import read_record
from geoapp.store._tables import cases, notices

FEATURE_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (*(
    cases.c[key]
    for key in (
        "fid", "case_id", "site_id", "province", "no", "category", "problem", "rectification", "status", "case_status",
        "county", "county_code", "deadline", "lead_unit", "kind", "campaign", "spatial", "name", "type", "quote",
        "quote_selector", "status_quote", "status_quote_selector", "notice_id", "notice_title", "issued_on",
        "evidence_on", "geom", "lon", "lat", "accuracy_m", "basis", "place_key", "protocol", "remarks", "verification",
        "happened_on", "updated_at", "version",
    )
), ZONES)  # fmt: skip
"""What ``feature_of`` needs, in its order."""


_STATUS = {status.value: status for status in Status}
_KIND = {kind.value: kind for kind in Kind}
_CAMPAIGN = {campaign.value: campaign for campaign in Campaign}
_TYPE = {None: None} | {place_type.value: place_type for place_type in PlaceType}
_BASIS = {None: None} | {basis.value: basis for basis in Basis}
_GEOM = next(i for i, column in enumerate(FEATURE_COLUMNS) if column is cases.c.geom)


def features_of(rows: Sequence[Sequence[Any]], today: date) -> list[CaseFeature]:
    """Rows of ``FEATURE_COLUMNS`` as features, overdue and lapsed judged on ``today``. Geometries are read all at
    once, ten times as fast as one by one, and what several rows share (a county's outline) is one object."""
    written = dict.fromkeys(row[_GEOM] for row in rows)
    shapes = dict(zip(written, shapely.from_wkb(np.array(list(written), object)), strict=True))
    return [_feature_of(row, shapes[row[_GEOM]], today) for row in rows]


def _feature_of(row: Sequence[Any], geometry: Geometry | None, today: date) -> CaseFeature:
    (fid, case_id, site_id, province, no, category, problem, rectification, status, case_status, county, county_code,
     deadline, lead_unit, kind, campaign, spatial, name, place_type, quote, quote_selector, status_quote,
     status_quote_selector, notice_id, notice_title, issued_on, evidence_on, _, lon, lat, accuracy_m, basis,
     place_key, protocol, remarks, verification, happened_on, updated_at, version, zones) = row  # fmt: skip
    if geometry is not None and lon is None:  # drawn in a GIS program: nobody worked the point out yet
        point = geometry.representative_point()
        lon, lat = point.x, point.y
    overdue, lapsed = judge_deadline(_STATUS[case_status], deadline, evidence_on, today)
    return CaseFeature(
        fid=fid, case_id=case_id, site_id=site_id, province=province, no=no, category=category, problem=problem,
        rectification=rectification, status=_STATUS[status], case_status=_STATUS[case_status], overdue=overdue,
        lapsed=lapsed, county=county, county_code=county_code, deadline=deadline, lead_unit=lead_unit,
        kind=_KIND[kind], campaign=_CAMPAIGN[campaign], spatial=bool(spatial), name=name,
        type=_TYPE[place_type], quote=join_quote(quote, quote_selector),
        status_quote=join_quote(status_quote, status_quote_selector), notice_id=notice_id, notice_title=notice_title,
        issued_on=issued_on, evidence_on=evidence_on, geometry=geometry, lon=lon, lat=lat, accuracy_m=accuracy_m,
        basis=_BASIS[basis], place_key=place_key, protocol=protocol, remarks=remarks,
        verification=verification, happened_on=happened_on, updated_at=updated_at, version=version,
        zones=read_zones(zones),
    )  # fmt: skip


def judge_deadline(
    case_status: Status, deadline: date | None, evidence_on: date | None, today: date
) -> tuple[bool, bool]:
    """Overdue (a source after the deadline says unfinished) and lapsed (passed, and nothing newer was read)."""
    if deadline is None or case_status in FINISHED:
        return False, False
    newer = evidence_on is not None and evidence_on > deadline
    return newer, deadline < today and not newer


def split_quote(quote: Quote | None) -> tuple[str | None, str | None]:
    """The exact words, and where they stand as JSON: GIS users want to read the one and not the other."""
    if quote is None:
        return None, None
    place = [quote.prefix, quote.suffix, quote.start, quote.end, quote.page, quote.cell]
    return quote.exact, orjson.dumps(place).decode()


def join_quote(exact: str | None, selector: str | None) -> Quote | None:
    """The inverse of ``split_quote``."""
    if exact is None or selector is None:
        return None
    prefix, suffix, start, end, page, cell = orjson.loads(selector)
    return Quote(exact, prefix, suffix, start, end, page, cell)


@dataclass(frozen=True, slots=True)
class _Detail:
    """What a notice holds that nobody searches by."""

    pages: tuple[int, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()


_NOTICE_TEXTS = ("identifier", "work_key", "title", "text", "media_type", "file_name", "issuer", "document_number",
                 "issued_on", "issued_on_basis", "province", "city", "county")  # fmt: skip


def notice_values(notice: Notice) -> dict[str, Any]:
    """A notice as values of its row, without the store's own columns."""
    detail = _Detail(notice.pages, tuple(_plain_table(t) for t in notice.tables), notice.warnings)
    return {name: getattr(notice, name) for name in _NOTICE_TEXTS} | {
        "genre": notice.genre.value,
        "detail": encode(detail),
    }


def _plain_table(table: Table) -> Table:
    return replace(table, cells=tuple(Cell(c.row, c.column, c.start, c.end, c.name) for c in table.cells))


def notice_of(row: Mapping[str, Any]) -> Notice:
    """The notice of a whole row."""
    detail = decode(_Detail, row["detail"])
    return Notice(
        **{name: row[name] for name in _NOTICE_TEXTS},
        genre=Genre(row["genre"]),
        pages=detail.pages,
        tables=detail.tables,
        warnings=detail.warnings,
    )


SUMMARY_COLUMNS = tuple(column for column in notices.columns if column.name not in ("fid", "text"))


def summary_of(row: Mapping[str, Any]) -> NoticeSummary:
    """A notice without its text, from a row of ``SUMMARY_COLUMNS``."""
    names = [name for name in _NOTICE_TEXTS if name != "text"]
    return NoticeSummary(
        **{name: row[name] for name in names},
        genre=row["genre"],
        ingested_at=row["ingested_at"],
        superseded_by=row["superseded_by"],
        warnings=decode(_Detail, row["detail"]).warnings,
    )


def filed_record_of(row: Mapping[str, Any], connection: sa.Connection) -> FiledRecord:
    """A record with its notice, from a row that joins both tables."""
    return FiledRecord(row["case_id"], summary_of(row), read_record(connection, row["record"]))


def event_of(row: Mapping[str, Any], attachments: Sequence[Attachment] = ()) -> Event:
    """An event of a whole row."""
    precision, quote, payload = row["happened_precision"], row["quote"], row["payload"]
    return Event(
        event_id=row["fid"], case_id=row["case_id"], site_id=row["site_id"], kind=row["kind"],
        recorded_at=row["recorded_at"], actor=row["actor"], happened_on=row["happened_on"],
        happened_precision=None if precision is None else Precision(precision), field=row["field"],
        before=row["before"], after=row["after"], note=row["note"],
        quote=None if quote is None else decode(Quote, quote), notice_id=row["notice_id"],
        payload=None if payload is None else orjson.loads(payload), attachments=tuple(attachments),
        taken_back=row["value"] == Retraction.TAKEN_BACK.value,
    )  # fmt: skip
