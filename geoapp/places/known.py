"""Names that are known beforehand: of the gazetteer, of units and towns, of the great rivers and lakes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geoapp.model import AdministrativeUnit, LocationInstance, PlaceType, UnitTable
from geoapp.places import lexicon, signs, words
from geoapp.places.gazetteer import UNIT_ENDINGS, Gazetteer, Hit
from geoapp.places.kinds import AREA, CITY, COUNTY, OPEN_WATERS, TOWNSHIP, VILLAGE
from geoapp.places.listing import BARE_AREAS, QUARTERS
from geoapp.places.mentions import Home, Mention

_LEVEL_TYPES = {"village": VILLAGE, "township": TOWNSHIP, "county": COUNTY}
_LONGEST_TOWN = 9
_LONGER_RE = re.compile(r"(?<=[县市区镇乡,，。；;、:：①-⑳\n])[^\W\d东西南北内的外]$")
_GREATEST = frozenset({"长江", "黄河", "洞庭湖", "鄱阳湖"})  # no longer name ends so
_DITCHES, _TOWN_WORDS = frozenset({"渠水"}), tuple("县市区镇乡村桥闸坝")  # 排渠水; 赤水|镇
_CALLED_RE = re.compile(r"河(?![道床段岸流滩长湾口边堤面底心两左右中上])")
_ENDED_RE = re.compile(r"[，,。；;、]|[一-鿿]{1,3}段")  # 排入渠水|。 酉水|石堤段


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Looks for known names in one folded text; offsets are those of the notice's text."""

    text: str
    gazetteer: Gazetteer
    units: UnitTable
    home: Home

    def find(self, start: int, end: int) -> list[Mention]:
        """All of them in ``text[start:end]``; some may lie inside others."""
        return [*self._towns(start, end), *self._waters(start, end), *self._known(start, end)]

    def _known(self, start: int, end: int) -> Iterator[Mention]:
        for hit in self.gazetteer.spot(self.text, self.units, start, end):
            mention = self._accept(hit)
            if mention is not None:
                yield mention
            elif len(hit.name) > 2:  # 大通湖区|域 is no district, but the lake in it may stand
                yield from self._known(hit.start, hit.end - 1)

    def _towns(self, start: int, end: int) -> Iterator[Mention]:
        """Towns of the home province by their names alone: no word table knows where 符离镇, 礼和乡 begin."""
        for at in signs.within(self.text, signs.TOWN_END, start, end):
            match = lexicon.TOWN_END_RE.match(self.text, at, end)
            if match is None or lexicon.broken_off(match.group(), self.text, match.end()):
                continue
            last = match.end()
            for first in range(max(start, last - _LONGEST_TOWN), at):
                name = self.text[first:last]
                codes = self.units.counties_of_town(name)
                if codes and self._is_town(name, first, codes):
                    yield Mention(first, last, name, TOWNSHIP, level="township")
                    break

    def _is_town(self, name: str, first: int, codes: tuple[str, ...]) -> bool:
        if lexicon.is_generic(name.rstrip("镇乡道街"), TOWNSHIP):
            return False
        short = len(name) == 2  # 张镇, 新镇: only directly behind their county
        if short and self.text[first - 1 : first] not in ("县", "区", "市", "旗"):
            return False
        province = (self.home.province or "")[:2]
        return any(code.startswith(province) for code in codes)

    def _waters(self, start: int, end: int) -> Iterator[Mention]:
        """The great rivers and lakes: 练江|青洋山桥断面."""
        behind = -1
        for first, name in lexicon.waters_in(self.text, start, end):
            last = first + len(name)
            kind = lexicon.WATERS[name]
            told = lexicon.TOLD_AS_WATER_RE.match(self.text, last) is not None
            if (self.is_unit_stem(name, kind) and not told) or lexicon.TAIL_RE.match(self.text, last, end):
                continue
            if name[-1] == "水" and self.text[last : last + 1] in _TOWN_WORDS:
                continue  # 赤水|镇, 酉水|桥
            ended = name[-1] == "水" and _ENDED_RE.match(self.text, last) is not None
            ended |= name[-1] == "湖" and self._is_lakeland(name, last)
            ended |= name[-1] == "水" and name not in _DITCHES
            broken = not ended and lexicon.broken_off(name[-1], self.text, last)
            if broken or (first != behind and name not in _GREATEST and self._runs_on(first, last)):
                continue
            behind = last = self._end_of_water(name, last)
            yield Mention(first, last, self.text[first:last], kind)

    def _is_lakeland(self, name: str, last: int) -> bool:
        """洞庭湖|区: the land around a great lake, where no district is called so."""
        return self.text.startswith("区", last) and not self.units.named(f"{name}区")

    def _runs_on(self, first: int, last: int) -> bool:
        """富|东江: the name of another, longer one: the character before it belongs to no word of its own."""
        if self.text.endswith(("街道", "社区", "镇", "乡"), 0, first):
            return False  # 某某街道|洣水
        cut = words.cut(self.text, max(0, first - 4), last, words.with_units(self.units))
        if _LONGER_RE.search(self.text, max(0, first - 3), first) and self.text[first - 1] not in lexicon.EDGE_WORDS:
            return True  # 某某县|赤|东湖
        before = next((w for w in cut if w.start < first <= w.end), None)
        return before is not None and (before.end > first or before.kind in "?pn") and self.text[first - 1].isalpha()

    def _accept(self, hit: Hit) -> Mention | None:
        if self.text[hit.end : hit.end + 1] in tuple(lexicon.UNIT_NEXT.get(hit.name[-1], "")):
            return None
        instance = self._instance(hit.name)
        # 大通湖 is also short for a district: a short name without its class word means the feature.
        unit = self._unit(hit) if instance is None or hit.name.endswith(UNIT_ENDINGS) else None
        if unit is not None:
            kind = AREA if lexicon.AREA_NAME_RE.search(hit.name) else _LEVEL_TYPES.get(unit.level, CITY)
            if unit.level != "province":
                return Mention(hit.start, hit.end, hit.name, kind, f"unit/{unit.code}", unit.level)
            return None
        if instance is None or lexicon.broken_off(hit.name[-1], self.text, hit.end):
            return None
        level = "township" if instance.type is TOWNSHIP else ""
        end = self._end_of_water(hit.name, hit.end)
        return Mention(hit.start, end, self.text[hit.start : end], instance.type, instance.key, level)

    def _end_of_water(self, name: str, end: int) -> int:
        """涟水|河: so people call a 水; but 涟水|河道, 涟水|河段 are its bed and a reach of it."""
        called = name[-1] == "水" and _CALLED_RE.match(self.text, end)
        return end + 1 if called else end

    def _unit(self, hit: Hit) -> AdministrativeUnit | None:
        within = self.home.county or self.home.city or self.home.province
        found = self.units.named(hit.name, within=within)
        if not found:
            return None
        inside = [unit for unit in found if self.home.holds(unit.code, self.units)]
        if hit.name in BARE_AREAS and self.home.city is not None:  # every city has one: only the home city's is meant
            inside = [unit for unit in inside if self.units.is_within(unit.code, self.home.city)]
        if hit.name in QUARTERS:  # 城区 is a district in a few cities, and a part of all others
            own = self.home.city
            inside = [unit for unit in inside if own is not None and self.units.is_within(unit.code, own)]
        if not inside:
            before = self.text[max(0, hit.start - 8) : hit.start]
            inside = [u for u in found if (p := self.units.get(u.parent)) is not None and before.endswith(p.name)]
        city = self.home.city
        inside.sort(key=lambda unit: city is not None and not self.units.is_within(unit.code, city))
        # 湖|南县级: a two-character county must not begin inside a province's name.
        if inside and len(hit.name) == 2 and self.units.named(self.text[hit.start - 1 : hit.start + 1]):
            return None
        return inside[0] if inside else None

    def _instance(self, name: str) -> LocationInstance | None:
        found = self.gazetteer.named(name)
        province = (self.home.province or "")[:2]
        near = [i for i in found if not i.county_codes or any(c.startswith(province) for c in i.county_codes)]
        near.sort(key=lambda i: self.home.county is not None and self.home.county not in i.county_codes)
        return near[0] if near else None

    def is_unit_stem(self, name: str, kind: PlaceType) -> bool:
        """True for 桃江, 平江: unknown as a river, but the short name of a county here."""
        if kind not in OPEN_WATERS:
            return False
        named = self.units.named(name)
        if any(unit.level == "province" and unit.name != name for unit in named) and name not in lexicon.WATERS:
            return True  # 浙江
        near = (unit for unit in named if unit.level in ("county", "city"))
        return any(self.home.holds(unit.code, self.units) for unit in near)
