"""Things without a name that a case is about all the same: 遗留矿山, 某屠宰场, 县城污水处理厂."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.model import UnitTable
from geoapp.places import lexicon, words
from geoapp.places.kinds import BRIDGE, CITY, COUNTY, ENTERPRISE, FACILITY, MINE, OPEN_WATERS, SITE, TOWNSHIP
from geoapp.places.mentions import Mention

_CLAUSE_ENDS = frozenset(",，。;；:：、 \n")
_HEAP = 7  # characters of what a heap is of, and the mark before it
_WIDE = frozenset({TOWNSHIP, COUNTY, CITY})
_LOCAL = ("township", "village")
_OF_PARKS = frozenset({"污水处理厂", "污水处理站", "污水厂"})  # of the park that everybody knows
_TELLS = frozenset({ENTERPRISE, FACILITY, MINE, SITE})
_KEPT = frozenset({FACILITY, SITE, ENTERPRISE})


@dataclass(frozen=True, slots=True)
class NamelessThings:
    """Looks behind class words that no name ends in, in one folded text."""

    text: str
    units: UnitTable
    table: words.Table

    def find(self, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Mention | None:
        """遗留矿山, 尾矿库: a thing that a case is about though nobody says its name.

        Where a village or the like stands directly before it, that is what the reader is told; nothing else is named.
        """
        town = ending.type is FACILITY and lexicon.TOWN_WORKS_RE.search(self.text, max(lowest, stop - 12), stop)
        if town:
            first, last = self._with_county(town.start(), lowest), stop + len(ending.word)
            return Mention(first, last, self.text[first:last], ending.type)
        first, last = stop - len("园区"), stop + len(ending.word)
        if ending.word in _OF_PARKS and self.text.startswith("园区", first) and self._opens(first, lowest):
            return Mention(first, last, self.text[first:last], ending.type, named=False)
        nameless = self._kept_nameless(ending, stop, lowest, before)
        if nameless is not None or ending.type not in lexicon.UNNAMED_TYPES:
            return nameless
        if lexicon.POLICY_AFTER_RE.match(self.text, stop + len(ending.word)):
            return None
        head = self.text[max(lowest, stop - 14) : stop]
        match = lexicon.UNNAMED_BEFORE_RE.search(head)
        first = stop - len(match.group()) if match else stop
        heap = lexicon.HEAP_OF_RE.fullmatch(self._clause_head(stop, lowest)) if ending.word in lexicon.HEAPS else None
        if match is None and heap is not None:
            first, last = stop - len(heap.group()), stop + len(ending.word)
            return Mention(first, last, self.text[first:last], ending.type, named=False)
        if match is None and ending.word not in lexicon.UNNAMED_ALONE:
            return None
        lead = self.text[max(lowest, first - 4) : first]
        single = match is not None and self._may_stand_alone(ending, before) and lexicon.SINGLE_RE.search(lead)
        if lexicon.QUANTIFIED_RE.search(lead) and not single:
            return None
        owners = (m for m in before if m.named and m.type in _TELLS and m.end <= first)
        if ending.word == "地块" and any("。" not in self.text[m.end : first] for m in owners):
            return None  # 某某集团倾倒黑液，形成污染地块: the firm has been named
        container = next(
            (m for m in before if m.end <= first and not self.text[m.end : first].strip("的内一1处座个")), None
        )
        if container is not None and container.named and container.type not in _WIDE:
            return None
        last = stop + len(ending.word)
        return self._local(first, before) or Mention(first, last, self.text[first:last], ending.type, named=False)

    def _may_stand_alone(self, ending: lexicon.Ending, before: list[Mention]) -> bool:
        """A single mine; a single pit where nothing but a water or bridge tells where: 某河北岸一处|废弃窑坑."""
        last = max(before, key=lambda m: m.end, default=None)
        beside_water = last is not None and last.type in OPEN_WATERS | {BRIDGE}
        return ending.type is MINE or (ending.type is SITE and beside_water)

    def _opens(self, first: int, lowest: int) -> bool:
        return first == lowest or self.text[first - 1] in _CLAUSE_ENDS

    def _clause_head(self, stop: int, lowest: int) -> str:
        """The few characters of the clause before ``stop``; nothing where it is longer: 钢渣|堆场."""
        first = max(lowest, stop - _HEAP)
        head = self.text[first:stop]
        begins = max(head.rfind(mark) for mark in "，。；：、 \n") + 1
        return head[begins:] if begins or first == lowest else ""

    def _with_county(self, first: int, lowest: int) -> int:
        """某某|县城污水处理厂, 某某县|县城污水处理厂: with the county that stands directly before it."""
        for begin in range(max(lowest, first - 5), first - 1):
            stem = self.text[begin:first]
            if any(unit.level == "county" for name in (stem, stem + "县") for unit in self.units.named(name)):
                return begin
        return first

    def _kept_nameless(self, ending: lexicon.Ending, stop: int, lowest: int, before: list[Mention]) -> Mention | None:
        """祝丰镇|某屠宰场: told without a name, and nothing smaller than a town says where it is."""
        match = lexicon.KEPT_NAMELESS_RE.search(self.text, max(lowest, stop - 10), stop)
        if match is None or ending.type not in _KEPT or not lexicon.is_generic(match["stem"], ending.type):
            return None
        if any(m.end == match.start() and m.type not in _WIDE for m in before):
            return None
        first, last = match.start("stem"), stop + len(ending.word)
        return Mention(first, last, self.text[first:last], ending.type, named=False)

    def _local(self, stop: int, before: list[Mention]) -> Mention | None:
        """仁义镇|梧桐冲|历史遗留废渣: a spot without a class word, after an address part, before a nameless thing."""
        outer = next((m for m in before if m.level in _LOCAL and 2 <= stop - m.end <= 4), None)
        if outer is None or not self.text[outer.end : stop].isalpha():
            return None
        parts = words.cut(self.text, outer.end, stop, self.table)
        if any(word.end - word.start > 1 and word.kind in "vgbn" for word in parts):
            return None
        return Mention(outer.end, stop, self.text[outer.end : stop], SITE)
