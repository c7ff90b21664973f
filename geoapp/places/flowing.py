"""What runs into a water, and what it does there."""

from __future__ import annotations

from geoapp.places import relations
from geoapp.places.clauses import clause_around
from geoapp.places.kinds import AREA
from geoapp.places.mentions import Mention

_SENTENCE = 80


def only_receives(text: str, water: Mention, before: str, after: str) -> bool:
    """…污水溢流进入|某河: where the water goes to, unless the problem goes on to say what became of it. ``before`` and
    ``after`` are what stands around the water in its clause."""
    if relations.SEEPS_BEFORE_RE.search(before) or relations.HARMS_BEFORE_RE.search(before):
        return True
    if relations.HARMED_AFTER_RE.match(after):
        return True
    if relations.CONDUIT_BEFORE_RE.search(before) and relations.CONDUIT_AFTER_RE.match(after):
        return True
    return relations.RUNS_INTO_RE.search(before) is not None and not _state_told(text, water)


def is_bay(mention: Mention) -> bool:
    """An arm of the sea; it takes in what runs into it as a river does."""
    return mention.type is AREA and mention.name.endswith("湾")


def harmed(text: str, water: Mention) -> bool:
    """某渠|段水体已恢复正常: the clause goes on to tell its state."""
    _, end = clause_around(text, water.start, water.end)
    if relations.AT_SECTION_RE.match(text, water.end):
        return False  # 某河|下游断面…达到Ⅲ类: how clean it was
    return relations.HARMED_RE.search(text, water.end, end) is not None


def _state_told(text: str, water: Mention) -> bool:
    """…流入|某河，河水发黑: what everybody sees; a concentration at its section is not the water's own trouble."""
    stop = text.find("。", water.end, water.end + _SENTENCE)
    told = text[water.end : stop if stop >= 0 else water.end + _SENTENCE]
    return relations.SEEN_RE.match(told) is not None
