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
    told: dict[Kind, float] = {}
    for kind, pattern in _KINDS:
        told[kind] = 4.0 * len(pattern.findall(problem))
        if category:
            told[kind] += 1.5 * len(pattern.findall(category))
    scores = told
    if rectification:  # it can only lift a kind that is near the best: what is further behind need not be counted
        least = max(told.values()) - _PER_DEED * _DEEDS
        scores = {
            kind: told[kind] + _PER_DEED * min(len(pattern.findall(rectification)), _DEEDS)
            for kind, pattern in _KINDS
            if told[kind] >= least
        }
    best = max(scores.values())
    return next(kind for kind, score in scores.items() if score == best) if best else Kind.OTHER


_PER_DEED, _DEEDS = 0.5, 4


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
