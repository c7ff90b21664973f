"""Find every place that a stretch of text names: known names by the matcher, unknown ones by their class word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from operator import attrgetter

from geoapp.model import UnitTable
from geoapp.places import lexicon, words
from geoapp.places.gazetteer import Gazetteer
from geoapp.places.kinds import BRIDGE, CANAL, ENTERPRISE, FACILITY, FULL_STEM, LAKE, OUTLET, RIVER, ROAD, SITE
from geoapp.places.known import KnownNames
from geoapp.places.listing import QUARTERS, lists_in, members_of, noun_of, number_of, parts_of
from geoapp.places.mentions import Home, Mention
from geoapp.places.nameless import NamelessThings
from geoapp.places.typed import TypedNames

_LISTED = frozenset({ENTERPRISE, FACILITY})
_FLOWING = frozenset({RIVER, CANAL})


class Scanner:
    """Looks for places in one folded text; offsets are those of the notice's text."""

    def __init__(self, text: str, gazetteer: Gazetteer, units: UnitTable, home: Home) -> None:
        self.text, self.units = text, units
        table = words.with_units(units)
        self._names = KnownNames(text, gazetteer, units, home)
        nameless = NamelessThings(text, units, table)
        # No method of this object: who refers to himself is not freed with the notice, but when the collector comes.
        self._reach = partial(_reach, text, units)
        self._typed = TypedNames(text, units, table, nameless, self._names.is_unit_stem, self._reach)

    def scan(self, start: int, end: int) -> list[Mention]:
        """All mentions in ``text[start:end]`` in reading order, none inside another."""
        known = _merge(self._names.find(start, end))
        known = [self._reach(m) for m in known if not lexicon.is_some_of_many(self.text, m.start, m.end)]
        found = _merge([*known, *self._typed.find(start, end, known)])
        listed = list(self._listed(start, end, found))
        return [_as_river(_reach_of(self.text, m)) for m in (_merge([*found, *listed]) if listed else found)]

    def _listed(self, start: int, end: int, found: list[Mention]) -> Iterator[Mention]:
        """Members of 甲、乙、丙等3家屠宰场 that have no class word of their own, and how many are not named."""
        for match in lists_in(self.text, start, end):
            if match["count"] is None or match["measure"] is None:
                continue  # 甲、乙等企业: nothing says how many there are, nor that all have been named
            first = self._clause_start(start, match.start())
            if not _PARTED_RE.search(self.text, first, match.start()):
                continue  # nothing that could part two members
            counted = match.group()[0] != "等"  # 甲、乙两处渣场 counts its members; 甲、乙3家企业 may count others
            if counted and not 2 <= number_of(match["count"]) <= parts_of(self.text, first, match.start()):
                continue
            members = list(members_of(self.text, first, match.start(), found))
            if len(members) < 2 or any(self.text[last - 1] == "组" for _, last in members):
                continue  # 某村某组、某村某组两家养殖场: where they lie, not what they are called
            noun = noun_of(match["rest"])
            if noun is not None and noun.type is OUTLET:
                continue  # 甲路、乙路、丙桥下3处直排口: roads and bridges where they are
            kinds = [m.type for m in found if (m.start, m.end) in members]
            if not (noun or kinds):
                continue
            missing = max(0, number_of(match["count"]) - len(members))
            settled = any(m.level and (m.start, m.end) in members for m in found)
            if counted and (settled or number_of(match["count"]) != len(members)):
                continue
            towns = lexicon.COUNTED_TOWNS_RE.match(match["rest"]) is not None
            for span in members:
                old = next((m for m in found if (m.start, m.end) == span), None)
                name = self.text[span[0] : span[1]]
                plain = noun is not None and old is not None and (noun.word == "企业" or noun.type not in FULL_STEM)
                if old is not None and old.level and towns:
                    continue
                if noun is not None and not plain and not name.endswith(noun.word):
                    # The noun says what they are: 黄泥湖 in a list of slaughterhouses is no lake.
                    kind = SITE if match["measure"] == "处" and old is None else noun.type
                    yield Mention(*span, name, kind, listed=noun.word, missing=missing)
                elif old is not None and missing:
                    yield old._replace(missing=missing)
                elif old is None and len(set(kinds)) == 1 and kinds[0] in _LISTED:
                    yield Mention(*span, name, kinds[0], missing=missing)  # 甲养殖场、乙山泉鱼塘、丙农家乐等3家

    def _clause_start(self, start: int, stop: int) -> int:
        """Where the clause begins that ends at ``stop``."""
        while stop > start and (char := self.text[stop - 1]) not in _CLAUSE_ENDS and not char.isspace():
            stop -= 1
        return stop


def _reach(text: str, units: UnitTable, mention: Mention) -> Mention:
    """资江|冷水江段: no name begins within the reach of a river; 建设路|东段 is what is named."""
    part = lexicon.ROAD_PART_RE.match(text, mention.end) if mention.type is ROAD else None
    if part is not None and lexicon.is_generic(mention.name[:-1]):
        return mention._replace(end=part.end(), name=text[mention.start : part.end()], key=None)
    if mention.type is LAKE and text.startswith("内湖", mention.end):
        last = mention.end + len("内湖")  # 某某湖|内湖: the part that dykes cut off
        return mention._replace(end=last, name=text[mention.start : last], key=None, part_of=mention.name)
    if mention.type not in _FLOWING:
        return mention
    for length in (4, 3, 2):
        last = mention.end + length
        found = units.named(text[mention.end : last]) if text[last : last + 1] == "段" else []
        if any(unit.level in ("county", "city", "province") and unit.name not in QUARTERS for unit in found):
            name = text[mention.start : last + 1]
            return mention._replace(end=last + 1, name=name, part_of=mention.name)
    return mention


def _reach_of(text: str, mention: Mention) -> Mention:
    """玉带河|闸上游河段, 玉带河|桥下游河道: the river; the sluice or bridge called after it says which reach."""
    called = _CROSSING_RE.fullmatch(mention.name) if mention.type in _CROSSINGS and mention.key is None else None
    if called is None or not _BEYOND_RE.match(text, mention.end):
        return mention
    last = mention.start + called.end("river")
    return Mention(mention.start, last, called["river"], RIVER)


def _as_river(mention: Mention) -> Mention:
    """资江 for 资江冷水江段: a reach belongs to its river."""
    if not mention.part_of or mention.type not in _FLOWING:
        return mention
    river = mention.part_of
    reach = mention.name.removeprefix(river)
    return mention._replace(end=mention.start + len(river), name=river, part_of="", reach=reach)


_CROSSINGS = frozenset({FACILITY, BRIDGE})
_CROSSING_RE = re.compile("(?P<river>[\u4e00-\u9fff]{1,5}[河江溪])(?:大桥|桥|闸|水闸|节制闸)")
_BEYOND_RE = re.compile("[上下]游(?:部分|局部|一段)?(?:河段|河道|河床|水面|水体)")
_CLAUSE_ENDS = frozenset("，,。；;：:！!？?")
_PARTED_RE = re.compile("[、和及]")  # 以及 ends in the last
_START = attrgetter("start")


def _merge(mentions: list[Mention]) -> list[Mention]:
    """Drop what lies inside a longer mention; of two with the same range the later one wins, it knew the first.

    In reading order: of those kept none overlap, so that a new one can only touch its neighbours."""
    if len(mentions) < 2:
        return mentions
    chosen = {(mention.start, mention.end): mention for mention in mentions}
    ordered = sorted(chosen.values(), key=_START)
    if all(one.end <= other.start for one, other in pairwise(ordered)):
        return ordered  # as nearly always
    kept: list[Mention] = []
    for mention in sorted(chosen.values(), key=lambda m: (m.start - m.end, m.start)):
        at = bisect_left(kept, mention.start, key=lambda m: m.start)
        if (at == 0 or kept[at - 1].end <= mention.start) and (at == len(kept) or mention.end <= kept[at].start):
            kept.insert(at, mention)
    return kept
