"""The unit table: administrative units by code and by the names that notices use for them. Pure look-ups, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from geoapp.model.place import AdministrativeUnit


class UnitTable:
    """All administrative units that the house knows, with their parents.

    Names repeat (新华区 stands in three cities): ``named`` returns all, nearest to ``within`` first.
    """

    def __init__(self, units: Iterable[AdministrativeUnit], towns: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._towns = dict(towns or {})
        self._by_code = {unit.code: unit for unit in units}
        self._by_name: dict[str, list[AdministrativeUnit]] = {}
        for unit in self._by_code.values():
            for name in {unit.name, *unit.aliases}:
                self._by_name.setdefault(name, []).append(unit)

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[AdministrativeUnit]:
        return iter(self._by_code.values())

    def get(self, code: str | None) -> AdministrativeUnit | None:
        """The unit with this code, or None."""
        return self._by_code.get(code) if code else None

    def counties_of_town(self, name: str, within: str | None = None) -> tuple[str, ...]:
        """Codes of the counties that have a town or subdistrict of this name; inside the unit ``within``, if given.

        Towns of the whole country are known by name alone, without codes of their own.
        """
        found = self._towns.get(name, ())
        return found if within is None else tuple(code for code in found if self.is_within(code, within))

    def names(self, *levels: str) -> dict[str, tuple[AdministrativeUnit, ...]]:
        """Every name and alias of the given levels (all when none is given), for a multi-pattern matcher."""
        return {
            name: found
            for name, units in self._by_name.items()
            if (found := tuple(u for u in units if not levels or u.level in levels))
        }

    def named(self, name: str, *, within: str | None = None, on: date | None = None) -> list[AdministrativeUnit]:
        """Units called ``name`` (or so for short), those inside the unit ``within`` first, then by code.

        ``on`` leaves out units not valid on that day.
        """
        found = self._by_name.get(name, [])
        if on is not None:
            found = [unit for unit in found if _valid(unit, on)]
        if len(found) < 2:
            return list(found)
        return sorted(found, key=lambda u: (within is not None and not self.is_within(u.code, within), u.code))

    def ancestors(self, code: str) -> list[AdministrativeUnit]:
        """Parent, grandparent, ... of a unit; for a special district the administrative ones, not the legal one."""
        chain: list[AdministrativeUnit] = []
        unit = self.get(code)
        while unit is not None and unit.parent and (unit := self.get(unit.parent)) is not None:
            chain.append(unit)
        return chain

    def is_within(self, code: str, ancestor: str) -> bool:
        """True when ``code`` is ``ancestor`` or lies below it (by parents, never by string prefix)."""
        if code == ancestor:
            return True
        unit = self._by_code.get(code)
        while unit is not None and unit.parent and (unit := self._by_code.get(unit.parent)) is not None:
            if unit.code == ancestor:
                return True
        return False

    def legal(self, code: str) -> AdministrativeUnit | None:
        """The legal unit of a code: itself, or for a special district the county that contains it."""
        unit = self.get(code)
        return self.get(unit.legal_parent) if unit is not None and unit.legal_parent else unit

    def specials_of(self, code: str) -> list[AdministrativeUnit]:
        """The special districts whose legal county is ``code``."""
        return [u for u in self._by_code.values() if u.legal_parent == code]

    def at_level(self, code: str, level: str) -> AdministrativeUnit | None:
        """The unit itself or its ancestor at ``level`` (province, city, county, township)."""
        unit = self.get(code)
        if unit is not None and unit.level == level:
            return unit
        return next((u for u in self.ancestors(code) if u.level == level), None)


def _valid(unit: AdministrativeUnit, on: date) -> bool:
    return (unit.valid_from is None or unit.valid_from <= on) and (unit.valid_to is None or on < unit.valid_to)
