"""Monitoring: sections, what was observed at them and when, and the class of the water by the standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geoapp.model.notice import Quote
from geoapp.model.words import Precision

WATER_CLASS = "water_class"
"""The ``item`` of an observation that states a class (水质为Ⅳ类) instead of a number."""
VERDICT = "verdict"
"""The ``item`` of an observation that states a result in words (均符合要求) and no class."""


class Water(StrEnum):
    """Which column of the standard applies: several limits are stricter in lakes and reservoirs."""

    RIVER = "river"
    LAKE = "lake"


class WaterClass(StrEnum):
    """Classes of GB 3838, best first; ``WORSE`` is 劣Ⅴ类."""

    I = "I"  # noqa: E741 - the standard's own word
    II = "II"
    III = "III"
    IV = "IV"
    V = "V"
    WORSE = "worse"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(WaterClass).index(self)


@dataclass(frozen=True, slots=True)
class Period:
    """The days that an observation speaks of, both ends included. ``words`` as printed (今年1-10月).

    ``precision`` is how exactly the words say it; ``inferred`` is True when the year had to be taken from the date of
    the notice or from a neighbouring sentence. Without ``first`` the words could not be resolved.
    """

    words: str | None = None
    first: date | None = None
    last: date | None = None
    precision: Precision | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    """Where a value stood in an imported table. ``row`` counts from 1 as Excel shows it; ``cells`` are its words."""

    file: str
    sha256: str
    row: int
    column: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One value or verdict at one section (点位) over one period, and the words or the row it was read from.

    ``section_key`` is None when no listed section could be tied to it with certainty; then ``remark`` says why.
    ``matched_by`` says how the section was found: ``name``, ``sentence``, ``paragraph``, ``record``, ``lake``, ``row``.
    ``item`` is an item of the standard (``total_phosphorus``), ``water_class`` or ``verdict``; ``label`` the words as
    printed. ``value`` is in ``unit``; ``below`` marks a value reported as under its detection limit. ``target`` is in
    ``unit`` too. ``stated_class`` with ``at_least`` is 达到或优于Ⅲ类; ``reached`` is the source's own word, never ours.
    """

    section_key: str | None
    item: str
    label: str
    period: Period
    value: float | None = None
    unit: str | None = None
    below: bool = False
    target: float | None = None
    target_class: WaterClass | None = None
    stated: str | None = None
    stated_class: WaterClass | None = None
    at_least: bool = False
    reached: bool | None = None
    matched_by: str | None = None
    remark: str = ""
    place: str | None = None
    notice_id: str | None = None
    quote: Quote | None = None
    target_quote: Quote | None = None
    row: FileRow | None = None


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """One item against the standard. ``limit`` is that of the class reached (for 劣Ⅴ: of class V), in the item's unit.

    ``water_class`` is None when the standard gives no limit for this kind of water, or no number to compare.
    """

    item: str
    value: float
    unit: str
    water_class: WaterClass | None
    limit: float | None = None
    counted: bool = True
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of a section: its single worst counted item. ``deciding`` names the item(s) that decided it.

    ``water_class`` None: nothing that counts was measured. ``items`` has every judged item by its id.
    """

    water: Water
    water_class: WaterClass | None
    deciding: tuple[str, ...]
    items: Mapping[str, ItemVerdict]


@dataclass(frozen=True, slots=True)
class Section:
    """A monitoring section, or in a lake a sampling point. ``water`` None: not known whether river or lake.

    ``water_name`` is the water body it stands in, when known.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    county_codes: tuple[str, ...] = ()
    water: Water | None = None
    water_name: str | None = None
