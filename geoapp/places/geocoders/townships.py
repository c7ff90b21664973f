"""Townships of the unit table: named, in the address, or what public works are called after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geoapp.model import AdministrativeUnit, PlaceType
from geoapp.places.candidate import TOWNSHIP, Candidate, Context, Wanted, below
from geoapp.places.folding import fold
from geoapp.texts import text

# Public works are called after their town (沧水铺污水处理厂); a firm's name says nothing about its place.
_CALLED_AFTER_TOWN = frozenset({PlaceType.FACILITY, PlaceType.RESERVOIR, PlaceType.AREA, PlaceType.OUTLET})
# Heaps and mines only where the town's whole name begins theirs: 石门镇煤矸石堆场, not 石门花园.
_BY_WHOLE_NAME = frozenset({PlaceType.SITE, PlaceType.MINE, PlaceType.TAILINGS_POND})


@dataclass(frozen=True, slots=True)
class Townships:
    """Takes the township for what lies in it."""

    context: Context

    def find(self, wanted: Wanted) -> Iterator[Candidate]:
        """The township of the address, of that name, or that public works are called after."""
        codes = [wanted.township] if wanted.township else []
        if wanted.type is PlaceType.TOWNSHIP:
            found = (u for name in wanted.names for u in self.context.units.named(name) if u.level == "township")
            codes += [unit.code for unit in found if self.context.allows(unit.code, wanted)]
        elif not codes and wanted.type in _CALLED_AFTER_TOWN | _BY_WHOLE_NAME:
            codes += [unit.code for unit in self._called_after(wanted)]
        for code in dict.fromkeys(codes):
            unit = self.context.units.get(code)
            if unit is not None:
                reason = text("places.resolve.reason.township", name=unit.name)
                yield Candidate(unit, self.context.township_position(unit, wanted), TOWNSHIP + 0.5, reason)

    def _called_after(self, wanted: Wanted) -> list[AdministrativeUnit]:
        """The one township of the county whose name, without its class word, the works' name begins with."""
        name, whole = fold(wanted.names[0]), wanted.type in _BY_WHOLE_NAME
        found = [
            unit
            for code in wanted.counties
            for stem, unit in below(self.context.units).townships.get(code, ())
            if len(stem) >= 2 and name.startswith(unit.name if whole else stem)
        ]
        return found if len(found) == 1 else []


def create(context: Context) -> Townships:
    """The geocoder of this module."""
    return Townships(context)
