"""Places: gazetteer entries, positions with their accuracy, administrative units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model.words import Basis, PlaceType

PIN_MAX_M = 100.0
"""Up to this accuracy a bare pin is honest; beyond it the pin has its circle or corridor."""
AREA_MIN_M = 12_000.0
"""From this accuracy on the area itself is shaded and no point is drawn."""
CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north of what an office in China can mean, islands included (also in ``static/geodesic.js``)."""


@dataclass(frozen=True, slots=True)
class PositionalAccuracy:
    """ISO 19157 absolute external positional accuracy. ``value_m``: with 95 % the true place lies within (CE95)."""

    value_m: float
    basis: Basis
    measure: str = "CE95"

    def __post_init__(self) -> None:
        if not 0 < self.value_m < 1_000_000:
            raise ValueError(f"positional accuracy {self.value_m} m: expected more than 0 and less than 1000 km")


@dataclass(frozen=True, slots=True)
class Position:
    """Where something is, and how well that is known. WGS 84, longitude first.

    ``place_key`` is equal for positions that are one and the same drawn thing (two cases on one lake).
    ``candidates`` names what was preferred against, for the reader who doubts.
    """

    geometry: Geometry
    accuracy: PositionalAccuracy
    place_key: str
    source: str
    licence: str = ""
    remarks: str = ""
    protocol: str = ""
    candidates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.geometry is None or self.geometry.is_empty:
            raise ValueError("a position needs a geometry; what cannot be placed has no position at all")


@dataclass(frozen=True, slots=True)
class LocationInstance:
    """One gazetteer entry (ISO 19112). ``county_codes``: the units it lies in, nearest first."""

    key: str
    name: str
    type: PlaceType
    geometry: Geometry | None
    accuracy: PositionalAccuracy | None
    aliases: tuple[str, ...] = ()
    county_codes: tuple[str, ...] = ()
    township: str | None = None
    source: str = ""
    licence: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class AdministrativeUnit:
    """A row of the unit table. ``scheme``: ``GB/T 2260``, ``NBS`` (statistical code only) or ``local``.

    ``legal_parent`` of a special district (大通湖区, 高新区) is the code of the legal county that contains it.
    """

    code: str
    scheme: str
    name: str
    level: str  # province, city, county, township, village
    parent: str | None
    legal_parent: str | None = None
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def usual_name(self) -> str:
        """What notices and people call it: 高新区 for a special district with a long full name, else the name."""
        short = [name for name in (self.name, *self.aliases) if name.endswith("区")]
        return min(short, key=len) if self.special and short else self.name

    @property
    def special(self) -> bool:
        """True for a district that is no legal county and has no polygon of its own."""
        return self.legal_parent is not None
