"""What a problem is about and which inspection it came from, by the words of ``kinds.toml`` and where they stand."""

from __future__ import annotations

import re

from geoapp.cases.lexicon import any_of, read_table
from geoapp.model import Campaign, Kind

_TABLE = read_table("kinds")
_KINDS = [(Kind(key), re.compile(any_of(words))) for key, words in _TABLE["kind"].items()]
_CAMPAIGNS = [(Campaign(key), re.compile(any_of(words))) for key, words in _TABLE["campaign"].items()]
_COLUMN = [(Kind(key), word) for key, words in _TABLE["column"].items() for word in words]


def kind_of(problem: str, category: str = "", rectification: str = "") -> Kind:
    """The kind that most of the words speak for: the problem's count most, then its category, then what was done."""
    scores: dict[Kind, float] = {}
    for kind, pattern in _KINDS:
        score = 4.0 * len(pattern.findall(problem))
        if category:
            score += 1.5 * len(pattern.findall(category))
        if rectification:
            score += 0.5 * min(len(pattern.findall(rectification)), 4)
        if score:
            scores[kind] = score
    if not scores:
        return Kind.OTHER
    best = max(scores.values())
    return next(kind for kind, _ in _KINDS if scores.get(kind) == best)


def kind_of_column(words: str) -> Kind | None:
    """The kind that a table's own column states; the first named of several (大气、噪声)."""
    first = re.split(r"[、,/;\s]", words.strip())[0]
    return next((kind for kind, word in _COLUMN if word in first), None)


def campaign_of(*texts: str) -> Campaign:
    """The campaign named by the first text that names one (title before body, record before notice)."""
    for words in texts:
        for campaign, pattern in _CAMPAIGNS:
            if pattern.search(words):
                return campaign
    return Campaign.OTHER
