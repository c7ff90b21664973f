"""The colour cards (红黄蓝牌) of the dashboard: each with its meaning, its cases, and the filter that shows them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from geoapp.model import CaseFeature, Query
from geoapp.pipeline import Rules, card_of, load_rules
from geoapp.pipeline.dashboard import spell_due, unfinished
from geoapp.web.backend import Backend


def cards_of(served: Backend, query: Query) -> list[dict[str, Any]]:
    """One entry a card in the order of its rules. ``words`` is None where no filter can say it."""
    rules = load_rules(served.settings)
    columns, mask = served.selected(query)
    codes = rules.cards.codes(columns, query.today)
    return [
        {
            "id": card.id,
            "label": card.shown("label"),
            "meaning": card.shown("meaning"),
            "colour": card.colour,
            "shape": card.shape,
            "due": card.when == "due",
            "cases": columns.counts(mask & (codes == i)).cases,
            "words": _words(query, card.when, *_days(rules, i)),
        }
        for i, card in enumerate(rules.cards)
        if card.when != "paused"  # pauses are events, which are not counted here
    ]


def held_card(served: Backend, feature: CaseFeature) -> str | None:
    """The id of the card that a feature holds."""
    card = card_of(feature, load_rules(served.settings), served.today).card
    return card.id if card is not None else None


def _days(rules: Rules, index: int) -> tuple[int, int]:
    """The first and last day from today that a card of deadlines to come stands for."""
    before = [card.days for card in rules.cards.cards[:index] if card.when == "due"]
    return (before[-1] + 1 if before else 0), rules.cards.cards[index].days


def _words(query: Query, when: str, low: int, high: int) -> dict[str, str] | None:
    if when in ("overdue", "lapsed"):
        return {when: "1"}
    days = (_after(query.today, low), _after(query.today, high))
    return unfinished(query, {"due": spell_due(days, query.due)})


def _after(today: date, days: int) -> date:
    return today + timedelta(days=days)
