"""Correcting: a person's words for one field, read as the type that the field has, and let win over the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from geoapp import closing, places
from geoapp.model import (
    Basis,
    Campaign,
    Kind,
    PlaceType,
    Position,
    PositionalAccuracy,
    Status,
    UsageError,
)
from geoapp.pipeline.counties import find_county
from geoapp.pipeline.lining import keep_lines
from geoapp.pipeline.world import load_units
from geoapp.pipeline.zoning import judge_zones
from geoapp.places import Datum
from geoapp.store import Correction, FieldValue, Retraction, Store
from geoapp.texts import text

NOTHING = "-"
"""What a person writes for "no value"."""
_WORDS: dict[str, tuple[type[StrEnum], str]] = {
    "status": (Status, "status"),
    "case_status": (Status, "status"),
    "kind": (Kind, "words.kind"),
    "campaign": (Campaign, "words.campaign"),
    "type": (PlaceType, "words.type"),
}
_COUNTY = ("county", "county_code")
_METRES = "coordinateUncertaintyInMeters"


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote: which field of what, and for a position how well and in which reference system."""

    case_id: str
    field: str
    value: str
    site_id: str | None = None
    accuracy_m: float | None = None
    crs: str | None = None
    datum: Datum | None = None
    note: str | None = None


def correct(store: Store, written: Written, *, actor: str, at: datetime, if_match: int | None = None) -> int:
    """Let the person's word win; returns the case's new version. Raises ``UsageError`` naming field and value."""
    if written.field in _COUNTY:
        return _correct_county(store, written, actor=actor, at=at, if_match=if_match)
    value = _value(written, actor)
    _check_deadline(store, written, value)
    correction = Correction(written.case_id, written.site_id, written.field, value, written.note or None)
    version = store.correct(correction, actor=actor, at=at, if_match=if_match)
    judge_zones(store)
    keep_lines(store)
    return version


def _correct_county(store: Store, written: Written, *, actor: str, at: datetime, if_match: int | None) -> int:
    """Name and code go together: filters and rights go by the code."""
    value = written.value.strip()
    unit = None
    if value != NOTHING:
        present = store.dossier(written.case_id).features
        near = next((one.county_code for one in present if written.site_id in (None, one.site_id)), None)
        unit = find_county(value, load_units(), near=near, on=at.date())
    said = (None, None) if unit is None else (unit.usual_name, unit.code)
    with store.together():
        for name, word in zip(_COUNTY, said, strict=True):
            correction = Correction(written.case_id, written.site_id, name, word, written.note or None)
            version = store.correct(correction, actor=actor, at=at, if_match=if_match)
            if_match = None  # the second word stands upon the first
    keep_lines(store)
    return version


def _check_deadline(store: Store, written: Written, value: FieldValue) -> None:
    """A deadline that had passed before any notice told of the case needs a word on where it stands."""
    if written.field != "deadline" or not isinstance(value, date) or written.note:
        return
    known = closing.first_notice(store.dossier(written.case_id))
    if known is not None and value < known:
        said = text("closing.deadline_before", deadline=value, notice=known)
        raise UsageError(said, parameter="value")


def take_back(store: Store, written: Written, *, actor: str, at: datetime, if_match: int | None = None) -> int:
    """Take a person's last word on a field back: what was said or read before counts again; returns the new version.

    Raises ``UsageError`` when nobody corrected it.
    """
    fields = _COUNTY if written.field in _COUNTY else (written.field,)
    with store.together():
        for name in fields:
            correction = Correction(written.case_id, written.site_id, name, Retraction.TAKEN_BACK, written.note)
            version = store.correct(correction, actor=actor, at=at, if_match=if_match)
            if_match = None
    judge_zones(store)
    keep_lines(store)
    return version


def _value(written: Written, actor: str) -> FieldValue:
    name, value = written.field, written.value.strip()
    if value == NOTHING:
        return None
    if name == "position":
        return _position(written, actor)
    if name in _WORDS:
        return _word(name, value)
    if name == "deadline":
        return _day(value)
    if name == "spatial":
        return _flag(value)
    return _metres(value) if name == _METRES else value


def _word(name: str, value: str) -> FieldValue:
    """The stored value, or its Chinese label."""
    vocabulary, labels = _WORDS[name]
    known = {text(f"{labels}.{member.value}"): member for member in vocabulary}
    known |= {member.value: member for member in vocabulary}
    if value not in known:
        listed = "、".join(f"{member.value}（{text(f'{labels}.{member.value}')}）" for member in vocabulary)
        raise UsageError(text("cli_links.correct.bad_word", value=value, known=listed), parameter="value")
    return cast(FieldValue, known[value])  # a member of one of the five vocabularies above


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(text("cli_links.correct.bad_date", value=value), parameter="value") from error


def _flag(value: str) -> bool:
    if value not in ("1", "0", "是", "否"):
        raise UsageError(text("cli_links.correct.bad_flag", value=value), parameter="value")
    return value in ("1", "是")


def _metres(value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise UsageError(text("cli_links.correct.bad_number", value=value), parameter="value") from error


def _position(written: Written, actor: str) -> Position:
    if written.accuracy_m is None:
        raise UsageError(text("cli_links.correct.no_accuracy"), parameter="accuracy")
    geometry = places.read_geometry(written.value, crs=written.crs, datum=written.datum)
    try:
        accuracy = PositionalAccuracy(written.accuracy_m, Basis.VERIFIED)
    except ValueError as error:
        raise UsageError(text("cli_links.correct.no_accuracy"), parameter="accuracy") from error
    key = f"hand:{written.site_id or written.case_id}"
    return Position(geometry, accuracy, key, text("cli_links.correct.source", actor=actor))
