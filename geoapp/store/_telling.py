"""What a person tells of a case, beside corrections: steps, extensions, visits, with their day and their papers.

Pure. Corrections and what is told are *words*; they are laid over the machine's reading in the order in which they
were written down. A told word has its own day, so what is written down late never undoes a word of a later day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

import orjson

from geoapp.model import FINISHED, Attachment, Status, UsageError
from geoapp.settings import ZONE
from geoapp.store._codec import encode
from geoapp.store._filing import Reading, Row, apply_corrections, show, standing
from geoapp.store._protocol import Told
from geoapp.texts import text

OWN_KINDS = frozenset({"recorded", "status", "updated", "position", "corrected", "withdrawn", "linked", "parted"})
"""Events that the store writes by itself."""
_OF_CASE = {"case_status": Status, "deadline": date}
_OF_SITE = {"status": Status}
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DONE = (Status.DONE.value, Status.CLOSED.value)
_FINISHED = frozenset(status.value for status in FINISHED)


def check_told(told: Told) -> Told:
    """The same, if it can be kept; raises ``UsageError`` naming kind, value and what was expected."""
    if told.kind in OWN_KINDS:
        raise UsageError(text("store.told_own", kind=told.kind), parameter="kind")
    if not _KIND.fullmatch(told.kind):
        raise UsageError(text("store.told_kind", kind=told.kind), parameter="kind")
    day = told.happened_on
    if (day is None and told.sets) or isinstance(day, datetime) or not isinstance(day, date | None):
        raise UsageError(text("store.told_day", kind=told.kind, value=day), parameter="happened_on")
    known = _OF_CASE if told.site_id is None else _OF_SITE
    for name, value in told.sets.items():
        wanted = known.get(name)
        fits = wanted is not None and (isinstance(value, wanted) or (value is None and wanted is date))
        if not fits or isinstance(value, datetime):
            raise UsageError(text("store.told_sets", kind=told.kind, field=f"{name}={value}", known="、".join(known)),
                             parameter="sets")  # fmt: skip
    try:
        encode(dict(told.payload))
    except (TypeError, ValueError) as error:
        raise UsageError(text("store.told_payload", kind=told.kind, reason=error), parameter="payload") from error
    return told


def check_attachment(attachment: Attachment, found: bytes | None, found_hash: str | None) -> None:
    """Raise ``UsageError`` when the paper is not there as its event will name it."""
    if found is None or found_hash != attachment.sha256:
        raise UsageError(text("store.no_attachment", sha256=attachment.sha256), parameter="attachments")
    if len(found) != attachment.size:
        raise UsageError(
            text("store.attachment_size", name=attachment.name, said=attachment.size, found=len(found)),
            parameter="attachments",
        )


def name_attachment(attachment: Attachment) -> Attachment:
    """The same with its bare file name; raises ``UsageError`` for an empty file or name."""
    name = PurePath(attachment.name.replace("\\", "/")).name.strip()
    if not name:
        raise UsageError(text("store.attachment_unnamed"), parameter="name")
    if not attachment.size:
        raise UsageError(text("store.attachment_empty", name=name), parameter="data")
    return replace(attachment, name=name)


def told_event(told: Told, row: Row) -> Row:
    """The told word as an event, without who and when; ``row`` is one of the case's before it."""
    name = next(iter(told.sets), None)
    return {
        "case_id": told.case_id,
        "province": row["province"],
        "site_id": told.site_id,
        "kind": told.kind,
        "happened_on": told.happened_on,
        "happened_precision": None if told.precision is None else told.precision.value,
        "field": name,
        "before": None if name is None else show(row[name]),
        "after": None if name is None else show(told.sets[name]),
        "value": encode({key: show(value) for key, value in told.sets.items()}) if told.sets else None,
        "note": told.note or None,
        "payload": encode(dict(told.payload)),
    }


def apply_words(rows: Sequence[Row], words: Sequence[Mapping[str, Any]], readings: Sequence[Reading]) -> list[Row]:
    """Rows as people want them: ``words`` are corrections and told events, oldest first."""
    present, words = [dict(row) for row in rows], standing(words)
    pending: list[Mapping[str, Any]] = []
    for position, word in enumerate(words):
        if word["kind"] == "corrected":
            pending.append(word)
            continue
        present = apply_corrections(present, pending)
        pending = []
        _apply_told(present, word, words[:position], readings)
    return apply_corrections(present, pending)


def _apply_told(
    rows: Sequence[Row], word: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], readings: Sequence[Reading]
) -> None:
    day = word["happened_on"]
    for name, value in orjson.loads(word["value"] or "{}").items():
        later = [other for other in earlier if _day(other) > day]
        if name == "deadline":
            if not _speaks(later, "deadline") and not _has_new_deadline(readings, word):
                for row in rows:
                    row["deadline"] = None if value is None else date.fromisoformat(value)
        elif not _speaks(later, "case_status", word["site_id"]) and not _outranked(readings, day, value):
            for row in rows:
                if word["site_id"] in (None, row["site_id"]):
                    _set_status(row, name, value, day, keep_site=_speaks(later, "status", row["site_id"]))


def _set_status(row: Row, name: str, value: str, day: date, *, keep_site: bool) -> None:
    if name == "case_status":
        row["case_status"] = value
        if not keep_site:
            row["status"] = value if row["site_id"] is None else _site_status(row["status"], value)
    elif not keep_site:
        row["status"] = value
    row["happened_on"] = day
    row["evidence_on"] = max(row["evidence_on"] or day, day)
    row["status_quote"] = row["status_quote_selector"] = None  # a notice's words say nothing of what was told


def _site_status(site: str, case: str) -> str:
    """A site follows its case into an end and out of it again; a site given up stays so."""
    if site == Status.DROPPED.value:
        return site
    if case in _FINISHED:
        return site if (site, case) == (Status.CLOSED.value, Status.DONE.value) else case
    return case if site in _DONE else site


def _day(word: Mapping[str, Any]) -> date:
    """The day that a word speaks of: a correction speaks of the day on which it was made."""
    if word["kind"] != "corrected" and word["happened_on"] is not None:
        day: date = word["happened_on"]
        return day
    recorded: datetime = word["recorded_at"]
    return recorded.astimezone(ZONE).date()


def _speaks(words: Sequence[Mapping[str, Any]], name: str, site_id: str | None = None) -> bool:
    """Whether one of these words is about this field of the case (``case_status``, ``deadline``) or of one site."""
    for word in words:
        fields = [word["field"]] if word["kind"] == "corrected" else orjson.loads(word["value"] or "{}")
        if name == "status":
            if "status" in fields and word["site_id"] == site_id is not None:
                return True
        elif name in fields or (name == "case_status" and "status" in fields and word["site_id"] is None):
            return True
    return False


def _outranked(readings: Sequence[Reading], day: date, value: str) -> bool:
    """Whether a notice of a later day says how far things are. What was finished by a person's step no notice takes
    back by itself (``Store.disagreements`` names it): that is another person's step."""
    newer = [r for r in readings if r.issued_on is not None and r.issued_on > day]
    said = {reading.filing.record.status for reading in newer} - {Status.UNKNOWN}
    return bool(said & FINISHED) if value in _FINISHED else bool(said)


def _has_new_deadline(readings: Sequence[Reading], word: Mapping[str, Any]) -> bool:
    """Whether a notice of a later day sets a deadline that is not the one which was moved."""
    said = (r.filing.record.deadline for r in readings if r.issued_on is not None and r.issued_on > word["happened_on"])
    return any(day is not None and day.isoformat() != word["before"] for day in said)
