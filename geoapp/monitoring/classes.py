"""The class of a section by its single worst item (环办〔2011〕22号), and whether a target is reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geoapp.model import ItemVerdict, UsageError, Verdict, Water, WaterClass
from geoapp.monitoring.concentration import convert, fold
from geoapp.monitoring.standard import Item, load_standard
from geoapp.texts import text

Reading = tuple[float, str | None]
"""A value and its unit as printed."""

_FIVE = (WaterClass.I, WaterClass.II, WaterClass.III, WaterClass.IV, WaterClass.V)


def classify(values: Mapping[str, Reading], water: Water) -> Verdict:
    """Judge readings (by item id or printed name) against the standard.

    The class is that of the worst item that counts; items without a limit for this water are listed, not judged.
    Raises ``UsageError`` for an item the standard does not know, one given twice, or a unit that does not fit.
    """
    known = load_standard()
    judged: dict[str, ItemVerdict] = {}
    for name, (value, unit) in values.items():
        item = known.item(name)
        if item is None:
            names = "、".join(one.name for one in known.items.values())
            raise UsageError(text("monitoring.bad.unknown_item", item=name, known=names), parameter=name)
        if item.id in judged:
            raise UsageError(text("monitoring.bad.item_twice", item=item.name), parameter=name)
        judged[item.id] = judge_item(item, value, unit, water)
    return worst(judged, water)


def worst(judged: Mapping[str, ItemVerdict], water: Water) -> Verdict:
    """The overall class of judged items and which of them decided it."""
    counted = {key: one.water_class for key, one in judged.items() if one.counted and one.water_class is not None}
    overall = max(counted.values(), key=lambda found: found.rank, default=None)
    deciding = tuple(key for key, found in counted.items() if found is overall)
    return Verdict(water, overall, deciding, judged)


def judge_item(item: Item, value: float, unit: str | None, water: Water) -> ItemVerdict:
    """One value against the limits of its item, compared in the standard's unit; equal to a limit still meets it."""
    compared = convert(value, unit, item.unit)
    limits = item.limits.get(water)
    if not limits:
        remark = item.note or text("monitoring.no_limit", item=item.name, water=text(f"monitoring.water.{water}"))
        return ItemVerdict(item.id, compared, item.unit, None, None, item.counts, remark)
    if item.sense == "between":
        inside = limits[0] <= compared <= limits[1]
        found = WaterClass.I if inside else WaterClass.WORSE
        limit = limits[1] if compared > limits[0] else limits[0]
        return ItemVerdict(item.id, compared, item.unit, found, limit, item.counts, item.note)
    for water_class, limit in zip(_FIVE, limits, strict=True):
        if compared >= limit if item.sense == "at_least" else compared <= limit:
            return ItemVerdict(item.id, compared, item.unit, water_class, limit, item.counts, item.note)
    return ItemVerdict(item.id, compared, item.unit, WaterClass.WORSE, limits[-1], item.counts, item.note)


def reaches_class(found: WaterClass, target: WaterClass) -> bool:
    """True when water of class ``found`` is of the class ``target`` or better."""
    return found.rank <= target.rank


def reaches_value(value: Reading, target: Reading, item: Item) -> bool:
    """True when a value meets a target value of the same item (at most, or for dissolved oxygen at least)."""
    ours, theirs = convert(*value, item.unit), convert(*target, item.unit)
    if item.sense == "between":
        raise UsageError(text("monitoring.bad.range_target", item=item.name), parameter=item.id)
    return ours >= theirs if item.sense == "at_least" else ours <= theirs


@dataclass(frozen=True, slots=True)
class StatedClass:
    """A class in words: ``at_least`` for 达到或优于Ⅲ类, which says III or better and not which."""

    water_class: WaterClass
    at_least: bool


_CLASS = re.compile(r"(?P<worse>劣)?(?P<class>iii|ii|iv|i|v|一|二|三|四|五|1|2|3|4|5)类")
_BETTER = re.compile(r"优于|好于|不低于|及以上|或以上|达到")
_ROMAN = ("i", "ii", "iii", "iv", "v")
_NUMBERS = {**dict(zip("一二三四五", _ROMAN, strict=True)), **dict(zip("12345", _ROMAN, strict=True))}


def read_class(words: str) -> StatedClass | None:
    """The class that words state (Ⅳ类, IV类, 四类, 劣Ⅴ类, 达到或优于Ⅲ类); None for none, or for several (Ⅱ类、Ⅲ类)."""
    folded = fold(words)
    found = {(match["worse"], _NUMBERS.get(match["class"], match["class"])): match for match in _CLASS.finditer(folded)}
    if len(found) != 1:
        return None
    ((is_worse, number),) = found
    if is_worse:
        return StatedClass(WaterClass.WORSE, at_least=False) if number == "v" else None
    return StatedClass(WaterClass(number.upper()), at_least=bool(_BETTER.search(folded)))
