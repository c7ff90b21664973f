"""Villages of the unit table, at the seat of their township: themselves, or what is called after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geoapp.model import PlaceType
from geoapp.places.candidate import VILLAGE, Candidate, Context, Wanted
from geoapp.places.folding import fold
from geoapp.texts import text

# Heaps, yards and ditches are called after their village (柳塘村煤矸石堆场); a firm's name says nothing of where it is.
_CALLED_AFTER = frozenset(
    {
        PlaceType.SITE,
        PlaceType.FACILITY,
        PlaceType.MINE,
        PlaceType.CANAL,
        PlaceType.LAKE,
        PlaceType.OUTLET,
        PlaceType.TAILINGS_POND,
    }
)


@dataclass(frozen=True, slots=True)
class Villages:
    """Looks villages up by name."""

    context: Context

    def find(self, wanted: Wanted) -> Iterator[Candidate]:
        """The villages of that name, placed by their townships."""
        for name in self._names(wanted):
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

    def _names(self, wanted: Wanted) -> tuple[str, ...]:
        """Its own names; of what is called after a village, that village's, unless its township is known already."""
        if wanted.type is PlaceType.VILLAGE:
            return wanted.names
        if wanted.type not in _CALLED_AFTER or wanted.township:
            return ()
        after, village, _ = fold(wanted.names[0]).partition("村")
        return (after + village,) if village and after else ()


def create(context: Context) -> Villages:
    """The geocoder of this module."""
    return Villages(context)
