"""The county as the last resort: its whole area, which claims nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geoapp.model import AREA_MIN_M, Basis, Position, PositionalAccuracy
from geoapp.places.candidate import COUNTY, Candidate, Context, Wanted, radius_m
from geoapp.texts import text


@dataclass(frozen=True, slots=True)
class Counties:
    """Takes the county for what lies in it."""

    context: Context

    def find(self, wanted: Wanted) -> Iterator[Candidate]:
        """The area of the county, or of the legal county around a special district."""
        for code in wanted.counties[:1]:
            unit, legal = self.context.units.get(code), self.context.units.legal(code)
            area = self.context.gazetteer.county(legal.code) if legal else None
            if unit is None or legal is None or area is None or area.geometry is None:
                continue
            remarks = text("places.resolve.special", name=unit.name, county=legal.name) if unit.special else ""
            position = Position(
                geometry=area.geometry,
                accuracy=PositionalAccuracy(max(AREA_MIN_M, radius_m(area)), Basis.CENTROID),
                place_key=f"unit/{unit.code}",
                source=area.source,
                licence=area.licence,
                remarks=remarks,
                protocol=text("places.resolve.protocol.county", wanted=wanted.names[0], county=legal.name),
            )
            yield Candidate(unit, position, COUNTY + 0.5, text("places.resolve.reason.county", name=unit.name))


def create(context: Context) -> Counties:
    """The geocoder of this module."""
    return Counties(context)
