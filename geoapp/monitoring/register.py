"""The register of sections: which listed section (点位) a stretch of text names. Exact names only, nothing is guessed.

A lake that has exactly one listed section stands for it: a value for a lake without a point is a value of its section.
A river's name alone never does, for the section could be anywhere along it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geoapp.model import LayerFeature, PlaceType, Section, Water
from geoapp.texts import text

_LAKES = {PlaceType.LAKE, PlaceType.RESERVOIR}
_WATERS = {*_LAKES, PlaceType.RIVER, PlaceType.CANAL}
_KIND = re.compile(r"(?:国控|省控|市控|县控)?(?:监测)?(?:断面|点位)$")
_ANY_SECTION = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:断面|点位)")
_GENERIC = re.compile(
    r"^(?:该|此|各|上述|所有|全部|全市|全区|全县|全省|个)?(?:国家|国控|国考|省控|省考|市控|市考|县控|考核|监测|水质|控制|地表水|自动)*(?:断面|点位)$"
)
_ANY_WATER = re.compile(r"[\u4e00-\u9fff]{1,5}?(?:河段?|江段?|湖|溪|渠段?|水库|桥段|港)")
# 南嘴 is a section, 南嘴镇 a town.
_NOT_AFTER = "镇乡村县区市街社"


@dataclass(frozen=True, slots=True)
class Match:
    """``section`` and by what it was found, or None and ``reason``; both None when the words name nothing at all."""

    section: Section | None = None
    by: str | None = None
    reason: str | None = None

    @property
    def settled(self) -> bool:
        """True when the words decide, either way."""
        return self.section is not None or self.reason is not None


@dataclass(frozen=True, slots=True)
class _WaterBody:
    name: str
    is_lake: bool


class Register:
    """Sections and the waters they stand in, searchable by name."""

    def __init__(self, sections: Iterable[Section], waters: Iterable[tuple[str, bool]]) -> None:
        self.sections = {section.key: section for section in sections}
        self._waters = {name: _WaterBody(name, lake) for name, lake in waters}
        names = [(form, section) for section in self.sections.values() for form in self._forms(section)]
        self._names = sorted(names, key=lambda pair: -len(pair[0]))
        self._longest_first = sorted(self._waters, key=len, reverse=True)
        self._any_section, self._any_water = _any_of(form for form, _ in names), _any_of(self._waters)

    def _forms(self, section: Section) -> set[str]:
        """Names and aliases, also without 断面; never the bare name of a water body."""
        given = {section.name, *section.aliases}
        short = {_KIND.sub("", name) for name in given}
        return {name for name in given | short if len(name) > 1 and name not in self._waters}

    def get(self, key: str) -> Section | None:
        """The section of a key."""
        return self.sections.get(key)

    def named(self, words: str) -> Section | None:
        """The section of exactly this name, alias or key; a lake's name for its only section."""
        plain = "".join(words.split())
        found = {section.key: section for form, section in self._names if form in (plain, _KIND.sub("", plain))}
        if plain in self.sections:
            return self.sections[plain]
        if len(found) == 1:
            return next(iter(found.values()))
        return None if found else self._only_in_lake(_KIND.sub("", plain))

    def _only_in_lake(self, name: str) -> Section | None:
        body = self._waters.get(name)
        inside = [section for section in self.sections.values() if section.water_name == name]
        return inside[0] if body is not None and body.is_lake and len(inside) == 1 else None

    def match(self, words: str, by: str, *, thorough: bool = False) -> Match:
        """What ``words`` decide. ``thorough`` also lets unknown waters (某某河) decide that it is no listed section."""
        found, rest = self._take_sections(words)
        strange = [name for name in _ANY_SECTION.findall(rest) if not _GENERIC.match(name)]
        bodies, rest = self._take_waters(rest)
        names = [*found.values()]
        foreign = [body for body in bodies if all(section.water_name != body.name for section in names)]
        if len(names) > 1:
            listed = "、".join(section.name for section in names)
            return Match(reason=text("monitoring.unmatched.several", names=listed))
        if strange:
            return Match(reason=text("monitoring.unmatched.unlisted", name=strange[-1]))
        if names:
            return Match(names[0], by)
        if thorough and not foreign and (unknown := _ANY_WATER.findall(rest)):
            return Match(reason=text("monitoring.unmatched.unlisted", name=unknown[-1]))
        return self._of_waters(foreign)

    def _of_waters(self, bodies: Sequence[_WaterBody]) -> Match:
        if not bodies:
            return Match()
        listed = "、".join(dict.fromkeys(body.name for body in bodies))
        if len({body.name for body in bodies}) > 1:
            return Match(reason=text("monitoring.unmatched.several", names=listed))
        only = self._only_in_lake(bodies[0].name)
        if only is not None:
            return Match(only, "lake")
        return Match(reason=text("monitoring.unmatched.water", name=listed))

    def _take_sections(self, words: str) -> tuple[dict[str, Section], str]:
        """Listed sections named in ``words``, and the words with their names blanked out."""
        found: dict[str, Section] = {}
        for form, section in self._names if self._any_section.search(words) else ():
            at = words.find(form)
            while at >= 0:
                if words[at + len(form) : at + len(form) + 1] not in tuple(_NOT_AFTER):
                    found[section.key] = section
                    words = words[:at] + "，" * len(form) + words[at + len(form) :]
                at = words.find(form, at + len(form))
        return found, re.sub("，(?:断面|点位)", "，，，", words)

    def _take_waters(self, words: str) -> tuple[list[_WaterBody], str]:
        """Known waters named in ``words`` (not 大通湖区, 桃花江镇), and the words without them."""
        found: list[_WaterBody] = []
        for name in self._longest_first if self._any_water.search(words) else ():
            if name not in words:
                continue
            ends = (match.end() for match in re.finditer(re.escape(name), words))
            found.extend(self._waters[name] for end in ends if words[end : end + 1] not in tuple(_NOT_AFTER))
            words = words.replace(name, "，" * len(name))
        return found, words


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Matches where one of the names stands: most sentences name none, and need not be asked for each."""
    return re.compile("|".join(re.escape(name) for name in sorted(set(names))) or r"(?!)")


def build_register(sections: Iterable[LayerFeature], waters: Iterable[LayerFeature]) -> Register:
    """The register of two layers. A section's water is its property ``water`` (river, lake), else that of the water
    body whose name begins its own."""
    known: dict[str, bool] = {}
    for feature in waters:
        kind, name = feature.properties.get("type"), feature.properties.get("name")
        if kind in _WATERS and name:
            for spelled in (name, *(feature.properties.get("aliases") or ())):
                known[str(spelled)] = kind in _LAKES
    return Register([_section(feature, known) for feature in sections], known.items())


def _section(feature: LayerFeature, waters: dict[str, bool]) -> Section:
    properties = feature.properties
    name = str(properties.get("name") or feature.fid)
    aliases = tuple(properties.get("aliases") or ())
    body = max((water for water in waters if name.startswith(water)), key=len, default=None)
    stated = properties.get("water")
    water = None if body is None else Water.LAKE if waters[body] else Water.RIVER
    return Section(
        key=str(properties.get("key") or feature.fid),
        name=name,
        aliases=aliases,
        county_codes=tuple(properties.get("county_codes") or ()),
        water=Water(stated) if stated in tuple(Water) else water,
        water_name=body,
    )
