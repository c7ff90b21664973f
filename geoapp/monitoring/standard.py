"""The standard as data: items of GB 3838-2002 table 1 with their units, limits and what counts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geoapp import paths
from geoapp.model import BadDefinition, Water
from geoapp.monitoring.concentration import fold
from geoapp.texts import reason_of, text

FILE = paths.DATA / "standards" / "gb3838-2002.toml"
SENSES = ("at_most", "at_least", "between", "none")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``limits`` maps a kind of water to the limits of classes I..V, in ``unit`` (``between``: two bounds).

    ``counts`` is False for items that do not take part in the class of a section.
    """

    id: str
    name: str
    unit: str
    sense: str
    limits: Mapping[Water, tuple[float, ...]]
    aliases: tuple[str, ...] = ()
    counts: bool = True
    note: str = ""


class Standard:
    """All items, found by id, by name as printed, or inside a longer name (大通湖国控断面总磷指标年均值)."""

    def __init__(self, title: str, source: str, items: tuple[Item, ...]) -> None:
        self.title = title
        self.source = source
        self.items = {item.id: item for item in items}
        spelled = {fold(name): item for item in items for name in (item.name, *item.aliases)}
        self._by_length = sorted(spelled.items(), key=lambda pair: -len(pair[0]))
        self._spelled = spelled
        self._any = re.compile("|".join(re.escape(name) for name, _ in self._by_length) or r"(?!)")

    def item(self, word: str) -> Item | None:
        """The item of an id or of exactly this name or alias."""
        return self.items.get(word) or self._spelled.get(fold(word))

    def item_in(self, words: str) -> Item | None:
        """The item whose name stands last in ``words``, the longer of two that end together (COD within CODMn).

        Names of one or two Latin letters (Cu, TP) must stand alone, single characters (铅) at the end or before 浓度.
        """
        folded = fold(words)
        if self._any.search(folded) is None:
            return None
        hits = [(at + len(name), len(name), item) for name, item in self._by_length if (at := _find(folded, name)) >= 0]
        return max(hits, key=lambda hit: hit[:2])[2] if hits else None


def _find(folded: str, name: str) -> int:
    at = folded.rfind(name)
    if at < 0:
        return -1
    before, after = folded[at - 1 : at], folded[at + len(name) :]
    if name.isascii():
        joined = (before.isascii() and before.isalnum()) or (after[:1].isascii() and after[:1].isalnum())
        return -1 if joined else at
    if len(name) == 1 and not (not after or after.startswith(("浓度", "含量", "指标", "均值", "年均", "平均", "("))):
        return -1
    return at


@lru_cache(maxsize=4)
def load_standard(file: Path = FILE) -> Standard:
    """The standard of a TOML file; raises ``BadDefinition`` naming file, item and what was expected."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDefinition(text("monitoring.bad.file", file=file, reason=reason_of(error))) from error
    if raw.get("schema") != 1 or not isinstance(raw.get("item"), list):
        raise BadDefinition(text("monitoring.bad.standard", file=file))
    items = tuple(_item(entry, file) for entry in raw["item"])
    return Standard(str(raw.get("title", file.stem)), str(raw.get("source", "")), items)


def _item(entry: Mapping[str, Any], file: Path) -> Item:
    try:
        sense = str(entry.get("sense", "at_most"))
        limits = _limits(entry)
        if sense not in SENSES or any(len(row) != (2 if sense == "between" else 5) for row in limits.values()):
            raise ValueError(sense)
        if any(not _ordered(row, sense) for row in limits.values()):
            raise ValueError(str(entry["id"]))
        return Item(
            id=str(entry["id"]),
            name=str(entry["name"]),
            unit=str(entry["unit"]),
            sense=sense,
            limits=limits,
            aliases=tuple(map(str, entry.get("aliases", ()))),
            counts=bool(entry.get("counts", True)),
            note=str(entry.get("note", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        name = entry.get("id", "?") if isinstance(entry, Mapping) else entry
        raise BadDefinition(text("monitoring.bad.item", file=file, item=name, reason=reason_of(error))) from error


def _limits(entry: Mapping[str, Any]) -> dict[Water, tuple[float, ...]]:
    found = {}
    for water in Water:
        given = entry.get(f"limits_{water}", entry.get("limits"))
        if given is not None:
            found[water] = tuple(float(value) for value in given)
    return found


def _ordered(row: tuple[float, ...], sense: str) -> bool:
    """Limits get laxer from class I to V; a slip in the file must not pass."""
    return list(row) == sorted(row, reverse=sense == "at_least")
