"""Villages of the unit table, at the seat of their township."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geoapp.model import PlaceType
from geoapp.places.candidate import VILLAGE, Candidate, Context, Wanted
from geoapp.texts import text


@dataclass(frozen=True, slots=True)
class Villages:
    """Looks villages up by name."""

    context: Context

    def find(self, wanted: Wanted) -> Iterator[Candidate]:
        """The villages of that name, placed by their townships."""
        if wanted.type is not PlaceType.VILLAGE:
            return
        for name in wanted.names:
            for unit in self.context.units.named(name):
                if unit.level != "village" or not self.context.allows(unit.code, wanted):
                    continue
                if wanted.township and unit.parent != wanted.township:
                    continue
                township = self.context.units.get(unit.parent)
                position = self.context.township_position(township, wanted) if township else None
                if township is not None:
                    reason = text("places.resolve.reason.village", name=unit.name, township=township.name)
                    yield Candidate(unit, position, VILLAGE + 0.5, reason)


def create(context: Context) -> Villages:
    """The geocoder of this module."""
    return Villages(context)
