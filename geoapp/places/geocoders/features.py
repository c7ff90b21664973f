"""Named features of the gazetteer: lakes, rivers, works, towns by their own name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geoapp.model import LocationInstance, PlaceType
from geoapp.places.candidate import FEATURE, PART, TOWNSHIP, Candidate, Context, Wanted, compatible, middle_of
from geoapp.texts import text

_FLOWING = frozenset({PlaceType.RIVER, PlaceType.CANAL})


@dataclass(frozen=True, slots=True)
class Features:
    """Looks the names up in the gazetteer."""

    context: Context

    def find(self, wanted: Wanted) -> Iterator[Candidate]:
        """Everything of that name and a fitting type, inside the county or said to lie elsewhere."""
        seen: set[str] = set()
        for name in wanted.names:
            for instance in self.context.gazetteer.named(name):
                if instance.key not in seen and compatible(instance.type, wanted.type):
                    seen.add(instance.key)
                    yield self._feature(instance, wanted)

    def _feature(self, instance: LocationInstance, wanted: Wanted) -> Candidate:
        counties = "、".join(filter(None, (self.context.name_of(code) for code in instance.county_codes)))
        label = text(f"words.type.{instance.type}")
        middle = middle_of(instance)
        near = text("places.resolve.reason.near", lon=f"{middle[0]:.2f}", lat=f"{middle[1]:.2f}") if middle else ""
        reason = text("places.resolve.reason.feature", name=instance.name, type=label, counties=counties + near)
        inside = not wanted.counties or bool(set(wanted.counties) & set(instance.county_codes))
        if not inside and instance.type in _FLOWING and self._same_city(instance, wanted):
            # Rivers do not end at a county line, and lines on old maps stop short of it.
            position = self.context.position(instance, wanted)
            return Candidate(instance, position, PART + 0.4, text("places.resolve.reason.next_county", reason=reason))
        if not inside and instance.county_codes:
            return Candidate(instance, None, -1.0, text("places.resolve.reason.elsewhere", reason=reason))
        level = TOWNSHIP if instance.type is PlaceType.TOWNSHIP else FEATURE
        exact = instance.type is wanted.type or wanted.type is None
        accuracy = instance.accuracy.value_m if instance.accuracy else 1e6
        score = level + (0.5 if exact else 0.2) + 0.2 / (1.0 + accuracy / 1000.0)
        return Candidate(instance, self.context.position(instance, wanted), score, reason)

    def _same_city(self, instance: LocationInstance, wanted: Wanted) -> bool:
        return wanted.city is not None and any(
            self.context.units.is_within(c, wanted.city) for c in instance.county_codes
        )


def create(context: Context) -> Features:
    """The geocoder of this module."""
    return Features(context)
