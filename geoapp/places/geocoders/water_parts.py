"""A reach, section or shore that is called after its water: somewhere on the water whose name it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geoapp.model import Basis, PlaceType, PositionalAccuracy, changed
from geoapp.places.candidate import PART, WATER, Candidate, Context, Wanted, compatible, radius_m
from geoapp.texts import text

# What is called after the water that it stands on; a village or a firm called after a river need not.
_ON_WATER = WATER | {PlaceType.MONITORING_SECTION, PlaceType.SITE, PlaceType.OUTLET, PlaceType.FACILITY}


@dataclass(frozen=True, slots=True)
class WaterParts:
    """Takes the whole water for a part of it."""

    context: Context

    def find(self, wanted: Wanted) -> Iterator[Candidate]:
        """兰溪河上游断面, 大湖南岸湿地: somewhere on the water whose name they begin with."""
        if wanted.type not in _ON_WATER or self._known(wanted):
            return
        for instance in self.context.gazetteer.that_begin(wanted.names[0]):
            if instance.type not in WATER or not set(wanted.counties) & set(instance.county_codes):
                continue
            position = self.context.position(instance, wanted)
            if position is None:
                continue
            # Anywhere along it: half its length is the honest radius, but the water itself is what is drawn.
            radius = max(position.accuracy.value_m, radius_m(instance))
            protocol = text("places.resolve.protocol.part", wanted=wanted.names[0], name=instance.name)
            placed = changed(position, accuracy=PositionalAccuracy(radius, Basis.CENTROID), protocol=protocol)
            reason = text("places.resolve.reason.part", name=instance.name)
            yield Candidate(instance, placed, PART + 0.5, reason)
            return

    def _known(self, wanted: Wanted) -> bool:
        """Nothing is guessed about a name that the gazetteer holds."""
        found = (instance for name in wanted.names for instance in self.context.gazetteer.named(name))
        return any(compatible(instance.type, wanted.type) for instance in found)


def create(context: Context) -> WaterParts:
    """The geocoder of this module."""
    return WaterParts(context)
