"""Dossiers and events for tests of the closing room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from geoapp.model import (
    Campaign,
    CaseFeature,
    Dossier,
    Event,
    FiledRecord,
    Kind,
    NoticeSummary,
    Record,
    Status,
)

TODAY = date(2025, 12, 31)
AT = datetime(2025, 12, 31, 1, tzinfo=UTC)
ISSUED = date(2025, 6, 2)


def feature(**fields: Any) -> CaseFeature:
    given: dict[str, Any] = dict.fromkeys(CaseFeature.__dataclass_fields__)
    given |= {"fid": 1, "case_id": "c-1", "province": "430000", "problem": "某河", "status": Status.IN_PROGRESS,
              "case_status": Status.IN_PROGRESS, "overdue": False, "lapsed": False, "deadline": date(2026, 1, 31),
              "kind": Kind.WATER, "campaign": Campaign.OTHER, "spatial": True, "notice_id": "n", "notice_title": "通报",
              "updated_at": AT, "version": 1, "zones": {}}  # fmt: skip
    return CaseFeature(**given | fields)


def notice(issued_on: date | None = ISSUED) -> NoticeSummary:
    texts = dict.fromkeys(("issuer", "document_number", "issued_on_basis", "province", "city", "county"))
    return NoticeSummary(identifier="n", work_key="w", title="通报", genre="other", issued_on=issued_on,
                         media_type="text/plain", file_name="a.txt", ingested_at=AT, superseded_by=None, warnings=(),
                         **texts)  # fmt: skip


def event(number: int, kind: str, on: date | None, /, **fields: Any) -> Event:
    return Event(number, "c-1", None, kind, AT, "李", on, **fields)


def step(
    number: int, name: str, on: date, /, before: str | None = None, after: str | None = None, **payload: Any
) -> Event:
    moved = {"field": "case_status", "before": before, "after": after} if after else {}
    return event(number, "step", on, payload={"step": name, "name": name} | payload, **moved)


def dossier(*events: Event, **fields: Any) -> Dossier:
    record = FiledRecord("c-1", notice(fields.pop("issued_on", ISSUED)), Record("某河", {}))
    return Dossier("c-1", 1 + len(events), (feature(**fields),), (record,), events)
