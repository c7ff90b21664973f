"""Tellings of one incident put together: told at length, then by its name alone, then from the other side."""

from __future__ import annotations

from geoapp.cases.incidents import SHORT_FIRM, pairs
from geoapp.cases.source import Source
from geoapp.cases.tellings import Telling

_HINTS, _RETOLD = 2, 0.6


def merged(source: Source, told: list[Telling]) -> list[list[Telling]]:
    """Tellings of one incident together: most of the shorter one's words stand in the longer one."""
    groups: list[list[Telling]] = []
    for telling in told:
        home = next((g for g in groups if any(same(source, telling, other) for other in g)), None)
        home = home or next((g for g in groups if _named_again(source, telling, g[0])), None)
        if home is None:
            groups.append([telling])
        else:
            home[0].visit &= telling.visit  # what was told again as a problem was more than a visit
            home.append(telling)
    return groups


def same(source: Source, one: Telling, other: Telling) -> bool:
    if one.visit != other.visit:
        return False
    a, b = (pairs(source.matched(t.what)) for t in (one, other))
    small, large = sorted((a, b), key=len)
    return bool(small) and len(small & large) / len(small) >= 0.6


def _named_again(source: Source, later: Telling, first: Telling) -> bool:
    """希塘村作坊直排问题, once it was told at length: a short name, most of it in the sentence that told it first."""
    if later.visit or len(first.hints) < _HINTS or len(later.hints) < _HINTS:
        return False
    firm = SHORT_FIRM.match(source.folded, *later.what)
    if firm is not None and firm["stem"] in source.matched((first.hints[1][0], first.what[1])):
        return not first.visit or source.matched(first.what).startswith(firm[0])
    said, known = pairs(source.matched(later.what)), pairs(source.matched((first.hints[1][0], first.what[1])))
    short = len(said) * 2 <= len(known)
    return not first.visit and bool(said) and short and len(said & known) / len(said) >= _RETOLD
