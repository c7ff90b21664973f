"""What the places room tells of a text: one occurrence of a place name, and where its notice is at home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from geoapp.model import PlaceType, UnitTable


class Mention(NamedTuple):
    """One occurrence of a place name: ``text[start:end]``. ``key`` is equal for names of the same known thing.

    ``level`` is the unit level for administrative units, ``listed`` the noun of a list (甲、乙等3家屠宰场),
    ``missing`` how many members of that list have no name in the text; ``part_of`` the lake of an inner lake,
    ``reach`` what follows a river's name and says which reach is meant (冷水江段).
    ``joined`` is equal for the names that the text itself says are one thing's (又称, 以下简称).
    """

    start: int
    end: int
    name: str
    type: PlaceType
    key: str | None = None
    level: str = ""
    named: bool = True
    listed: str = ""
    missing: int = 0
    part_of: str = ""
    reach: str = ""
    joined: str = ""

    @property
    def unit(self) -> bool:
        """True for an administrative unit."""
        return self.level != ""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a notice is at home: unit codes of county (None when unknown), city, province."""

    county: str | None
    city: str | None
    province: str | None

    def holds(self, code: str, units: UnitTable) -> bool:
        """True for units inside the home city, or the home province for counties and above."""
        unit = units.get(code)
        if unit is None:
            return False
        frame = self.city if unit.level in ("township", "village") else self.province
        frame = frame or self.province
        return frame is None or units.is_within(code, frame)
