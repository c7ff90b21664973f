"""One case out of several records: the newest decides the status; what it leaves unsaid stays as an older one said it.

A closure notice repeats neither deadline nor lead unit of the plan, and a progress notice speaks of one site of
three: the case keeps its deadline, and the other two sites stay on the map. Pure, like ``_filing``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from geoapp.model import FINISHED, Campaign, Kind, Status
from geoapp.store._filing import Reading, Row, feature_rows
from geoapp.store._rows import split_quote

_GAPS = ("no", "category", "rectification", "deadline", "lead_unit")
_POSITION = ("geom", "lon", "lat", "west", "south", "east", "north", "accuracy_m", "basis", "place_key", "protocol",
             "remarks", "verification")  # fmt: skip
_OF_CASE = ("no", "category", "problem", "rectification", "case_status", "deadline", "lead_unit", "kind", "campaign",
            "spatial")  # fmt: skip
_OF_NOTICE = ("notice_id", "notice_title", "issued_on", "evidence_on", "happened_on")
_VAGUE = {"kind": Kind.OTHER.value, "campaign": Campaign.OTHER.value}
_FINISHED = frozenset(status.value for status in FINISHED)


def leading(readings: Iterable[Reading]) -> Reading | None:
    """The newest reading that says how far things are, else the newest; None without any."""

    def weight(reading: Reading) -> tuple[bool, tuple[bool, date, datetime]]:
        return reading.filing.record.status is not Status.UNKNOWN, reading.newness

    return max(readings, key=weight, default=None)


def combined_rows(readings: Iterable[Reading]) -> list[Row]:
    """The feature rows of a case from all its present readings; none without any."""
    known = sorted(readings, key=lambda reading: reading.newness, reverse=True)
    newest = leading(known)
    if newest is None:
        return []
    rows = feature_rows(newest)
    for reading in known:
        if reading is not newest:
            _fill(rows, feature_rows(reading), newest)
    if len(rows) > 1:  # a row without a site stands for a case that has none
        rows = [row for row in rows if row["site_id"] is not None]
    return rows


def _fill(rows: list[Row], older: list[Row], newest: Reading) -> None:
    """Add to ``rows`` what an older reading says and they do not."""
    said = older[0]
    for row in rows:
        row.update({key: said[key] for key in _GAPS if row[key] is None and said[key] is not None})
        row.update({key: said[key] for key, vague in _VAGUE.items() if row[key] == vague})
        if row["county"] is None and row["county_code"] is None:
            row.update(county=said["county"], county_code=said["county_code"])
        row["spatial"] = row["spatial"] or said["spatial"]
    known = {row["site_id"]: row for row in rows}
    for row in older:
        if row["site_id"] is None:
            continue
        present = known.get(row["site_id"])
        if present is None:
            rows.append(_carried(row, rows[0], newest))
        elif present["geom"] is None and row["geom"] is not None:
            present.update({key: row[key] for key in _POSITION})


def _carried(row: Row, present: Row, newest: Reading) -> Row:
    """The row of a site that the newest record does not name: as it was, unless the whole case is finished since."""
    kept = row | {key: present[key] for key in _OF_CASE}
    finished = newest.filing.record.status.value in _FINISHED
    if not finished or row["status"] in _FINISHED:
        return kept | {"evidence_on": present["evidence_on"]}
    record = newest.filing.record
    quote, selector = split_quote(record.quotes.get("problem"))
    status_quote, status_selector = split_quote(record.status_quote)
    words = {"quote": quote, "quote_selector": selector}
    words |= {"status_quote": status_quote, "status_quote_selector": status_selector}
    return kept | {key: present[key] for key in _OF_NOTICE} | words | {"status": record.status.value}
