"""What a case shows: from its newest record and a person's corrections to feature rows, and what changed. Pure.

A row is a mapping from column keys of ``cases`` to values; ``geom`` is a shapely geometry here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import (
    Basis,
    Campaign,
    Kind,
    PlaceType,
    Position,
    PositionalAccuracy,
    Precision,
    Quote,
    Record,
    Site,
    Status,
    UsageError,
)
from geoapp.store._codec import decode, encode
from geoapp.store._gpb import Same, from_gpb
from geoapp.store._protocol import Correction, Filing, Retraction
from geoapp.store._rows import split_quote
from geoapp.store._tables import cases
from geoapp.store._triggers import CASE_COLUMNS, SITE_COLUMNS, VERIFIED
from geoapp.texts import text

Row = dict[str, Any]

_KEY_OF = {column.name: column.key for column in cases.columns}
_CASE_KEYS = tuple(_KEY_OF[name] for name in CASE_COLUMNS)
_SITE_KEYS = tuple(_KEY_OF[name] for name in SITE_COLUMNS)
_POSITION_KEYS = ("geom", "accuracy_m", "basis", "place_key")
_BOOKKEEPING = frozenset({"fid", "version", "updated_at", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One record of a case with what must be known of its notice."""

    filing: Filing
    notice_id: str
    notice_title: str
    issued_on: date | None
    read_at: datetime

    @property
    def newness(self) -> tuple[bool, date, datetime]:
        """Sorts by date of evidence; what has none is older than what has one, and else the time of reading counts."""
        return (self.issued_on is not None, self.issued_on or date.min, self.read_at)

    @property
    def happened(self) -> tuple[date | None, Precision | None]:
        """The text's clock: as the record says, else the day of the notice, which is an inference."""
        record = self.filing.record
        if record.happened_on is not None:
            return record.happened_on, record.happened_precision
        return (self.issued_on, Precision.INFERRED) if self.issued_on is not None else (None, None)

    @property
    def quote(self) -> Quote | None:
        """The words that an event of this reading points to."""
        return self.filing.record.status_quote or self.filing.record.quotes.get("problem")


def feature_rows(reading: Reading) -> list[Row]:
    """One row a subject site, or the one row of a case without sites."""
    filing, record = reading.filing, reading.filing.record
    common = _case_values(reading)
    if not record.subjects:
        quote, selector = split_quote(record.quotes.get("problem"))
        return [
            common
            | {"site_id": None, "status": record.status.value, "county": record.county}
            | {"county_code": filing.county_code, "name": None, "type": None, "quote": quote}
            | {"quote_selector": selector}
            | _status_quote(record.status_quote)
            | position_values(None)
        ]
    codes = filing.site_county_codes + (None,) * (len(record.subjects) - len(filing.site_county_codes))
    return [
        common | _site_values(site, site_id, code, filing)
        for site, site_id, code in zip(record.subjects, filing.site_ids, codes, strict=False)
    ]


def _case_values(reading: Reading) -> Row:
    record: Record = reading.filing.record
    return {
        "case_id": reading.filing.case_id,
        "province": reading.filing.province,
        "no": record.no,
        "category": record.category,
        "problem": record.problem,
        "rectification": record.rectification,
        "case_status": record.status.value,
        "deadline": record.deadline,
        "lead_unit": record.lead_unit,
        "kind": record.kind.value,
        "campaign": record.campaign.value,
        "spatial": record.spatial,
        "notice_id": reading.notice_id,
        "notice_title": reading.notice_title,
        "issued_on": reading.issued_on,
        "evidence_on": reading.issued_on,
        "happened_on": reading.happened[0],
    }


def _site_values(site: Site, site_id: str, code: str | None, filing: Filing) -> Row:
    record = filing.record
    if code is None and site.county in (None, record.county):
        code = filing.county_code
    quote, selector = split_quote(site.quote)
    return {
        "site_id": site_id,
        "status": site.status.value,
        "county": site.county or record.county,
        "county_code": code,
        "name": site.name,
        "type": site.type.value,
        "quote": quote,
        "quote_selector": selector,
        **_status_quote(site.status_quote or record.status_quote),
        **position_values(site.position, remarks=site.remarks, wanted=True),
    }


def _status_quote(quote: Quote | None) -> Row:
    exact, selector = split_quote(quote)
    return {"status_quote": exact, "status_quote_selector": selector}


def position_values(position: Position | None, *, remarks: str = "", wanted: bool = False) -> Row:
    """The columns that a position fills. ``wanted``: it is a site, so that no position means "not yet located"."""
    if position is None:
        empty = dict.fromkeys(("geom", "accuracy_m", "basis", "place_key", "protocol", "lon", "lat"))
        edges = dict.fromkeys(("west", "south", "east", "north"))
        verification = "requires georeference" if wanted else None
        return {**empty, **edges, "remarks": remarks or None, "verification": verification}
    verified = position.accuracy.basis is Basis.VERIFIED
    return {
        **geometry_values(position.geometry),
        "accuracy_m": float(position.accuracy.value_m),
        "basis": position.accuracy.basis.value,
        "place_key": position.place_key,
        "protocol": position.protocol or position.source or None,
        "remarks": position.remarks or remarks or None,
        "verification": VERIFIED if verified else "requires verification",
    }


def geometry_values(geometry: Geometry) -> Row:
    """A geometry with its box and a point on it; of what many sites share it is worked out once."""
    return dict(_geometry_values(Same(geometry))) if geometry.geom_type != "Point" else _worked_out(geometry)


@lru_cache(maxsize=1024)
def _geometry_values(same: Same) -> Row:
    return _worked_out(same.geometry)


def _worked_out(geometry: Geometry) -> Row:
    point = shapely.point_on_surface(geometry)  # of a point: the point itself
    west, south, east, north = geometry.bounds
    point_on = {"lon": float(shapely.get_x(point)), "lat": float(shapely.get_y(point))}
    return {"geom": geometry, **point_on, "west": west, "south": south, "east": east, "north": north}


# --- corrections ------------------------------------------------------------------------------------------------


_TYPES: dict[str, tuple[type[Any], str]] = {
    "status": (Status, "status"), "case_status": (Status, "status"), "kind": (Kind, "kind"),
    "campaign": (Campaign, "campaign"), "type": (PlaceType, "type"), "deadline": (date, "date"),
    "spatial": (bool, "bool"), "coordinateUncertaintyInMeters": (float, "number"), "position": (Position, "position"),
}  # fmt: skip
_REQUIRED = frozenset({"status", "case_status", "kind", "campaign", "problem", "spatial"})
CORRECTABLE = (*CASE_COLUMNS, *SITE_COLUMNS, "position")


def check_correction(correction: Correction) -> Correction:
    """The correction in its normal form; raises ``UsageError`` naming field, value and what was expected."""
    name, value, site_id = correction.field, correction.value, correction.site_id
    if name not in CORRECTABLE:
        raise UsageError(text("store.bad_field", field=name, known="、".join(CORRECTABLE)), parameter="field")
    kind, expected = _TYPES.get(name, (str, "text"))
    bad = UsageError(
        text("store.bad_correction", field=name, value=value, expected=text(f"store.expected.{expected}")),
        parameter="value",
    )
    if isinstance(value, Retraction):
        pass
    elif value is None:
        if name in _REQUIRED:
            raise bad
    elif kind is float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1_000_000:
            raise bad
    elif not isinstance(value, kind) or isinstance(value, datetime):
        raise bad
    if name in CASE_COLUMNS:
        site_id = None
    elif name == "status" and site_id is None:
        name = "case_status"
    elif name in ("position", "coordinateUncertaintyInMeters") and site_id is None:
        raise UsageError(text("store.no_site", case_id=correction.case_id, site_id=""), parameter="site_id")
    if isinstance(value, Position) and value.accuracy.basis is not Basis.VERIFIED:
        # A person's hand is what "verified" means, wherever the geometry came from before.
        value = replace(value, accuracy=replace(value.accuracy, basis=Basis.VERIFIED))
    return replace(correction, field=name, site_id=site_id, value=value)


def correction_value(correction: Correction) -> str | None:
    """The value as it is kept in the event, for ``apply_corrections``."""
    value = correction.value
    if isinstance(value, Retraction):
        return value.value
    return encode(value) if isinstance(value, Position) else show(value)


def standing(words: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The words (oldest first) that still count: one taken back is gone, and so is the taking back."""
    kept: list[Mapping[str, Any]] = []
    for word in words:
        if word["kind"] != "corrected" or word["value"] != Retraction.TAKEN_BACK.value:
            kept.append(word)
            continue
        meant = (i for i in range(len(kept) - 1, -1, -1) if _same_field(kept[i], word))
        if (index := next(meant, None)) is not None:
            del kept[index]
    return kept


def _same_field(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one["kind"] == "corrected" and (one["site_id"], one["field"]) == (other["site_id"], other["field"])


def apply_corrections(rows: Iterable[Row], corrections: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows as a person wants them. ``corrections`` are events, oldest first: the last word on a field wins."""
    changed = [dict(row) for row in rows]
    latest: dict[tuple[str | None, str], str | None] = {}
    for event in corrections:
        name, site_id = event["field"], event["site_id"]
        if name == "status" and site_id is None:
            name = "case_status"
        latest.pop((site_id, name), None)  # a later word on one field also comes after earlier ones on others
        latest[site_id, name] = event["value"]
    for (site_id, name), value in latest.items():
        for row in changed:
            if site_id in (None, row["site_id"]):
                row.update(_corrected(row, name, value))
    return changed


def _corrected(row: Row, name: str, value: str | None) -> Row:
    if name == "position":
        return _corrected_position(row, value)
    key = _KEY_OF[name]
    if name == "deadline":
        return {key: None if value is None else date.fromisoformat(value)}
    if name == "spatial":
        return {key: value == "1"}
    if name == "coordinateUncertaintyInMeters":
        return {key: float(value)} if value is not None and row["geom"] is not None else {}
    if name == "case_status" and row["site_id"] is None:
        return {key: value, "status": value}
    return {key: value}


def _corrected_position(row: Row, value: str | None) -> Row:
    if row["site_id"] is None:
        return {}
    if value is None:
        return position_values(None, remarks=row["remarks"] or "", wanted=True)
    if not value.startswith("gpb:"):
        return position_values(decode(Position, value))
    _, accuracy, geometry_hex = value.split(":", 2)  # drawn in a GIS program, see _triggers
    geometry = from_gpb(bytes.fromhex(geometry_hex))
    if geometry is None:
        return position_values(None, remarks=row["remarks"] or "", wanted=True)
    position = Position(
        geometry=geometry,
        accuracy=PositionalAccuracy(float(accuracy), Basis.VERIFIED),
        place_key=f"hand:{row['site_id']}",
        source=row["protocol"] or "",
        remarks=row["remarks"] or "",
    )
    return position_values(position)


# --- differences ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Changes:
    """What turns the rows of a case into the new ones. ``events`` are field values of events without who and when."""

    insert: list[Row] = field(default_factory=list)
    update: list[tuple[int, Row]] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.insert or self.update)


def compare(old: Sequence[Row], new: Sequence[Row]) -> Changes:
    """Old rows (with ``fid`` and ``withdrawn``) against new ones of the same case, by site."""
    changes = Changes()
    present = {row["site_id"]: row for row in old}
    live = [row for row in old if not row["withdrawn"]]
    if live and new:
        changes.events += _field_events(live[0], new[0], _CASE_KEYS, None)
    for row in new:
        before = present.pop(row["site_id"], None)
        if before is None:
            changes.insert.append(row)
            changes.events += _appearance("recorded", row)
            continue
        kept = {key: value for key, value in row.items() if key in before}
        values = {key: value for key, value in kept.items() if not _same(before[key], value)}
        if before["withdrawn"]:
            values["withdrawn"] = False
            changes.events += _appearance("recorded", row)
        elif row["site_id"] is not None:
            changes.events += _field_events(before, row, (*_SITE_KEYS, "quote"), row["site_id"])
            changes.events += _position_event(before, row)
        if values:
            changes.update.append((before["fid"], _widened(values, kept)))
    for row in present.values():
        if not row["withdrawn"]:
            changes.update.append((row["fid"], {"withdrawn": True}))
            changes.events += _appearance("withdrawn", row)
    if live and new and live[0]["notice_id"] != new[0]["notice_id"]:
        changes.events.append(_event("updated", None, "notice_id", live[0]["notice_id"], new[0]["notice_id"]))
    return changes


_PLACE_KEYS = frozenset(position_values(None))


def _widened(values: Row, row: Row) -> Row:
    """The ``values`` that change, with the others of their ``row``: all of them, or where it stays in its place those
    that say nothing of a place. What changes comes in hundreds of combinations, and a database keeps the statement of
    each with all triggers of the table: a tenth of a megabyte. A new place alone makes its index be written anew."""
    if not values.keys() & row.keys():
        return values
    moves = not values.keys().isdisjoint(_PLACE_KEYS)
    return {key: value for key, value in row.items() if moves or key not in _PLACE_KEYS} | values


def _appearance(kind: str, row: Row) -> list[Row]:
    """A site comes or goes; the row of a case without sites is no site, and the case speaks for itself."""
    if row["site_id"] is None:
        return []
    before, after = (None, row["status"]) if kind == "recorded" else (row["status"], None)
    return [_event(kind, row["site_id"], "status", before, after)]


def _field_events(before: Row, after: Row, keys: Iterable[str], site_id: str | None) -> list[Row]:
    events = []
    for key in keys:
        if key in ("accuracy_m", "remarks") or _same(before[key], after[key]):
            continue  # the first two belong to the position
        kind = "status" if key in ("status", "case_status") else "updated"
        events.append(_event(kind, site_id, cases.c[key].name, show(before[key]), show(after[key])))
    return events


def _position_event(before: Row, after: Row) -> list[Row]:
    if all(_same(before[key], after[key]) for key in _POSITION_KEYS):
        return []
    return [_event("position", after["site_id"], "position", show_position(before), show_position(after))]


def _event(kind: str, site_id: str | None, name: str, before: str | None, after: str | None) -> Row:
    return {"kind": kind, "site_id": site_id, "field": name, "before": before, "after": after}


def _same(before: Any, after: Any) -> bool:
    if isinstance(after, Geometry) and isinstance(before, bytes):
        return bool(shapely.from_wkb(before) == after)
    return bool(before == after)


def show(value: Any) -> str | None:
    """A value as an event names it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def show_position(row: Mapping[str, Any]) -> str | None:
    """Where a row was, as short JSON; the whole geometry stands in the records."""
    if row["geom"] is None:
        return None
    return encode({key: row[key] for key in ("lon", "lat", "accuracy_m", "basis", "place_key")})
