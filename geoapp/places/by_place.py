"""Works, heaps, yards and ditches that only their place tells apart: 某某镇|旧垃圾填埋场, 某某村|煤矸石堆场.

Nothing but words of kind stands between the two, so the place belongs to the name.
"""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.places import lexicon
from geoapp.places.kinds import ENTERPRISE, SITE, TOWNSHIP
from geoapp.places.lexicon import Ending
from geoapp.places.mentions import Mention
from geoapp.places.stems import says_only_trade

_LOCAL = ("township", "village")
_JOINTS = frozenset("、和与及")
_AGE_OR_SIDE = frozenset("旧老新原东西南北")
_OF_VILLAGES = frozenset({"加工点"})
_TELLING = 4  # characters of a class word that says of what, too: 砂石堆场
_LONGEST = 10  # characters between the place and the class word


def named_by_place(text: str, stop: int, ending: Ending, before: Sequence[Mention]) -> Mention | None:
    """The thing whose class word begins at ``stop``, named with the last of the places ``before`` it; None where it
    has a name of its own, is counted (某某村|一处堆场) or is gone (某某村|废弃堆场: the village is told)."""
    if ending.word not in lexicon.BY_PLACE:
        return None
    place = max((m for m in before if m.end <= stop), key=lambda m: m.end, default=None)
    if place is None or not _gives_name(text, place, before) or not _only_tells_kind(text[place.end : stop], ending):
        return None
    if ending.word in (_OF_VILLAGES if place.type is TOWNSHIP else lexicon.DUMPS):
        return None  # 某某镇|再生塑料加工点: many, of a whole town; 某某村|垃圾堆放点: the village is told
    last = stop + len(ending.word)
    kind = SITE if ending.type is ENTERPRISE else ending.type  # a yard of nobody's
    return Mention(place.start, last, text[place.start : last], kind)


def _gives_name(text: str, place: Mention, before: Sequence[Mention]) -> bool:
    """A town, a village or a district of another kind; not the last of a list (甲镇、乙镇|堆场: those of both)."""
    if place.level not in _LOCAL and not place.name.endswith("管理区"):
        return False
    listed = text[place.start - 1 : place.start] in _JOINTS
    return not (listed and any(m.end == place.start - 1 and m.level in _LOCAL for m in before))


def _only_tells_kind(rest: str, ending: Ending) -> bool:
    """Nothing, where the class word tells enough; else its trade, its age or side: 某某镇|旧|垃圾填埋场."""
    called_by_village = ending.word in lexicon.CALLED_BY_VILLAGE
    if not rest:
        return called_by_village or len(ending.word) >= _TELLING
    if called_by_village or len(rest) > _LONGEST:
        return False
    if lexicon.QUANTITY_RE.match(rest) or lexicon.NOT_BY_PLACE_RE.search(rest):
        return False
    trade = rest[1:] if rest[0] in _AGE_OR_SIDE else rest
    return not trade or says_only_trade(trade) or says_only_trade(rest)
