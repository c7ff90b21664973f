"""Put a site on the map: the best known position, never better than it is known, with the words that say how.

Order of trust: coordinates stated in the notice > the named feature inside the case's county > the village > the
township > the county > not located. A fallback takes the radius of the area that it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from shapely.geometry import Point

from geoapp.model import Basis, LocationInstance, PlaceType, Position, PositionalAccuracy, UnitTable, changed
from geoapp.places.candidate import COUNTY, TOWNSHIP, Candidate, Context, Wanted, place_key
from geoapp.places.gazetteer import Gazetteer
from geoapp.places.geocoders import create_all
from geoapp.texts import language, text


class Outcome(NamedTuple):
    """The position that was chosen, or None with the reason in ``remarks``."""

    position: Position | None
    remarks: str = ""


class Resolver:
    """Asks every geocoder and chooses by trust."""

    def __init__(self, gazetteer: Gazetteer, units: UnitTable) -> None:
        self._units = units
        self._known = lru_cache(maxsize=1024)(self._resolve)
        self._geocoders = create_all(Context(gazetteer, units))

    def candidates(self, wanted: Wanted) -> list[Candidate]:
        """All ways to place it, most trusted first; those of another county come last and are never chosen."""
        found = [candidate for geocoder in self._geocoders for candidate in geocoder.find(wanted)]
        return found if len(found) < 2 else sorted(found, key=lambda c: (-c.score, place_key(c.place)))

    def resolve(self, wanted: Wanted, *, fallback: bool = True) -> Outcome:
        """The most trusted position. Two different things of the same name and trust are not guessed between.

        Remembered, for notices of one county name the same places: in each language, since it comes with words.
        """
        return self._known(wanted, fallback, language())

    def _resolve(self, wanted: Wanted, fallback: bool, _language: str) -> Outcome:
        found = [c for c in self.candidates(wanted) if c.score > 0]
        for number, candidate in enumerate(found):
            level = int(candidate.score)
            if level <= COUNTY and not fallback:
                break
            rivals = _distinct([c for c in found if int(c.score) == level]) if level > COUNTY else []
            if len(rivals) > 1:
                # Where a person has said which place bears the name, others that may be called so are no rivals.
                by_hand = [c for c in rivals if c.position is not None and c.position.accuracy.basis is Basis.VERIFIED]
                if len(by_hand) == 1:
                    return self._chosen(by_hand[0], (), [c for c in found if c is not by_hand[0]], wanted)
                return self._undecided(wanted, rivals, [c for c in found if int(c.score) <= COUNTY])
            if candidate.position is not None:
                return self._chosen(candidate, found[:number], found[number + 1 :], wanted)
        return Outcome(None, self._why_not(wanted))

    def _chosen(
        self, best: Candidate, skipped: Sequence[Candidate], rest: Sequence[Candidate], wanted: Wanted
    ) -> Outcome:
        position = best.position
        if position is None:
            return Outcome(None)
        others = tuple(dict.fromkeys(c.reason for c in (*skipped, *rest) if c.reason != best.reason))
        unknown = [c.place for c in skipped if isinstance(c.place, LocationInstance) and c.position is None]
        notes = [place.remarks for place in unknown if place.remarks]
        if int(best.score) == COUNTY:
            notes[:0] = [text("places.resolve.fallback.county", name=wanted.names[0]), position.remarks]
        elif int(best.score) == TOWNSHIP and wanted.type is not PlaceType.TOWNSHIP:
            notes.insert(0, text("places.resolve.fallback.township", name=wanted.names[0]))
        remarks = "；".join(dict.fromkeys(filter(None, (*notes, position.remarks))))
        return Outcome(changed(position, candidates=others, remarks=remarks), "；".join(filter(None, notes)))

    def _undecided(self, wanted: Wanted, rivals: Sequence[Candidate], areas: Sequence[Candidate]) -> Outcome:
        names = "、".join(candidate.reason for candidate in rivals)
        remarks = text("places.resolve.undecided", name=wanted.names[0], names=names)
        area = next((c.position for c in areas if c.position is not None), None)
        if area is None:
            return Outcome(None, remarks)
        return Outcome(changed(area, remarks=remarks, candidates=tuple(c.reason for c in rivals)), remarks)

    def _why_not(self, wanted: Wanted) -> str:
        if not wanted.counties:
            return text("places.resolve.none.county_unknown", name=wanted.names[0])
        unit = self._units.get(wanted.counties[0])
        county = unit.name if unit else wanted.counties[0]
        return text("places.resolve.none.no_boundary", name=wanted.names[0], county=county)


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that are different things: reaches of one river, or a seat listed twice, are one."""
    found: list[Candidate] = []
    for candidate in candidates:
        if not any(_same(candidate, other) for other in found):
            found.append(candidate)
    return found


def _same(one: Candidate, other: Candidate) -> bool:
    a, b = one.place, other.place
    if one.position is not None and other.position is not None and one.position.place_key == other.position.place_key:
        return isinstance(a, LocationInstance) or isinstance(b, LocationInstance) or a.code == b.code
    if isinstance(a, LocationInstance) and isinstance(b, LocationInstance):
        if a.name != b.name or a.type is not b.type or a.geometry is None or b.geometry is None:
            return False
        reach = sum(i.accuracy.value_m for i in (a, b) if i.accuracy) / 100_000.0
        return bool(a.geometry.distance(b.geometry) <= reach)
    return False


def stated_position(lon: float, lat: float, accuracy_m: float, *, declared: bool, name: str) -> Position:
    """A position from coordinates that the notice itself writes."""
    return Position(
        geometry=Point(lon, lat),
        accuracy=PositionalAccuracy(accuracy_m, Basis.STATED),
        place_key=f"stated/{lon:.6f},{lat:.6f}",
        source=text("places.resolve.stated.source"),
        remarks="" if declared else text("places.resolve.stated.undeclared"),
        protocol=text("places.resolve.stated.protocol", name=name),
    )
