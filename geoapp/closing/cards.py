"""Colour cards (红黄蓝牌): how pressing a deadline is, by steps that an office sets itself, with their meaning.

A card says nothing that the data do not: 逾期 needs a source after the deadline, else it is 到期未见销号信息.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoapp import paths
from geoapp.closing._spoken import Spoken, further, in_words, spoken_of
from geoapp.closing._toml import read_toml
from geoapp.model import FINISHED, BadDefinition, CaseFeature, Columns
from geoapp.model.columns import NO_DATE, STATUSES
from geoapp.texts import text

SHIPPED = paths.DATA / "closing" / "cards.toml"
WHEN = ("paused", "overdue", "lapsed", "due")
SHAPES = ("burst", "clock", "square", "triangle", "disc", "pause")
_KEYS = frozenset({"id", "when", "label", "meaning", "colour", "shape", "days"})
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
NO_CARD = -1


@dataclass(frozen=True, slots=True)
class Card:
    """One step. ``days`` (calendar days to the deadline) only where ``when`` is ``due``."""

    id: str
    when: str
    label: str
    meaning: str
    colour: str
    shape: str
    days: int = 0
    spoken: Spoken = field(default_factory=dict)

    def shown(self, field: str) -> Any:
        """``label`` or ``meaning`` in the reader's language."""
        return in_words(self, field)


@dataclass(frozen=True, slots=True)
class Held:
    """The card that a case holds, None when nothing presses; ``days_left`` is negative after the deadline and None
    without one or when all is finished."""

    card: Card | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Cards:
    """The steps, the first that fits counts."""

    cards: tuple[Card, ...]

    def __iter__(self) -> Any:
        return iter(self.cards)

    def of(self, feature: CaseFeature, today: date, *, paused: bool = False) -> Held:
        """The card of a feature (``paused``: its case is among ``pipeline.paused_cases``)."""
        if feature.case_status in FINISHED:
            return Held(None, None)
        left = None if feature.deadline is None else (feature.deadline - today).days
        holds = {"paused": paused and feature.deadline is None, "overdue": feature.overdue, "lapsed": feature.lapsed}
        for card in self.cards:
            if holds[card.when] if card.when != "due" else left is not None and 0 <= left <= card.days:
                return Held(card, left)
        return Held(None, left)

    def codes(self, columns: Columns, today: date) -> NDArray[np.int8]:
        """For each feature the index of its card, ``NO_CARD`` without one. The arrays do not know of pauses: a paused
        case has no deadline there, so it has no card."""
        finished = np.isin(columns.case_status, [i for i, status in enumerate(STATUSES) if status in FINISHED])
        open_ = (columns.deadline != NO_DATE) & ~finished
        left = columns.deadline.astype(np.int64) - today.toordinal()
        newer = columns.evidence > columns.deadline
        masks: Mapping[str, NDArray[np.bool_]] = {
            "overdue": open_ & newer,
            "lapsed": open_ & (left < 0) & ~newer,
            "paused": np.zeros(len(columns.deadline), np.bool_),
        }
        codes = np.full(len(columns.deadline), NO_CARD, np.int8)
        for i, card in reversed(list(enumerate(self.cards))):
            fits = open_ & (left >= 0) & (left <= card.days) if card.when == "due" else masks[card.when]
            codes[fits] = i
        return codes


def load_cards(own: Path | None = None) -> Cards:
    """The office's own steps if ``own`` is a file, else the shipped ones. Raises ``BadDefinition`` naming the file."""
    file = own if own is not None and own.is_file() else SHIPPED
    raw = read_toml(file)
    given = raw.get("card")
    if not isinstance(given, list) or not given or raw.keys() - {"schema", "card"}:
        raise BadDefinition(text("closing.cards.shape", file=file))
    cards = tuple(_card(entry, file) for entry in given)
    _check_order(cards, file)
    return Cards(cards)


def _card(entry: Mapping[str, Any], file: Path) -> Card:
    unknown, missing = entry.keys() - _KEYS - further(), _KEYS - {"days"} - entry.keys()
    if unknown or missing:
        named = "、".join(sorted(unknown | missing))
        raise BadDefinition(text("closing.cards.keys", file=file, found=named, known="、".join(sorted(_KEYS))))
    spoken = spoken_of(entry, {"label": str, "meaning": str})
    expected: tuple[tuple[str, bool, str], ...] = (
        ("when", entry["when"] in WHEN, "、".join(WHEN)),
        ("shape", entry["shape"] in SHAPES, "、".join(SHAPES)),
        ("colour", _COLOUR.fullmatch(str(entry["colour"])) is not None, "#rrggbb"),
        ("id", re.fullmatch(r"[a-z][a-z0-9_]*", str(entry["id"])) is not None, "a-z, 0-9, _"),
        ("label", bool(str(entry["label"]).strip()), text("closing.cards.some_words")),
        ("days", (entry["when"] == "due") == (type(entry.get("days")) is int and entry["days"] >= 0),
         text("closing.cards.days")),
        ("spoken", spoken is not None, text("closing.cards.spoken")),
    )  # fmt: skip
    for key, good, wanted in expected:
        if not good:
            value = {"file": file, "id": entry["id"], "key": key, "value": entry.get(key), "expected": wanted}
            raise BadDefinition(text("closing.cards.bad_value", **value))
    return Card(**{key: entry[key] for key in _KEYS if key in entry}, spoken=spoken or {})


def _check_order(cards: Iterable[Card], file: Path) -> None:
    """No id twice, and no step that an earlier one swallows."""
    seen: set[str] = set()
    longest = -1
    for card in cards:
        if card.id in seen or (card.when == "due" and card.days <= longest):
            raise BadDefinition(text("closing.cards.order", file=file, id=card.id))
        seen.add(card.id)
        longest = card.days if card.when == "due" else longest
