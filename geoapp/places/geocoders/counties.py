"""The county as the last resort: its whole area, which claims nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from geoapp.model import AREA_MIN_M, AdministrativeUnit, Basis, Position, PositionalAccuracy, changed
from geoapp.places.candidate import COUNTY, Candidate, Context, Wanted, radius_m
from geoapp.texts import language, text


class Counties:
    """Takes the county for what lies in it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._area = lru_cache(maxsize=512)(self._whole)  # each notice asks for its county again and again

    def find(self, wanted: Wanted) -> Iterator[Candidate]:
        """The area of the county, or of the legal county around a special district."""
        for code in wanted.counties[:1]:
            whole = self._area(code, language())
            if whole is not None:
                unit, position, legal, reason = whole
                protocol = text("places.resolve.protocol.county", wanted=wanted.names[0], county=legal)
                yield Candidate(unit, changed(position, protocol=protocol), COUNTY + 0.5, reason)

    def _whole(self, code: str, _language: str) -> tuple[AdministrativeUnit, Position, str, str] | None:
        """A unit, the area of its legal county, that one's name and, in the words of a language, the reason."""
        unit, legal = self._context.units.get(code), self._context.units.legal(code)
        area = self._context.gazetteer.county(legal.code) if legal else None
        if unit is None or legal is None or area is None or area.geometry is None:
            return None
        position = Position(
            geometry=area.geometry,
            accuracy=PositionalAccuracy(max(AREA_MIN_M, radius_m(area)), Basis.CENTROID),
            place_key=f"unit/{unit.code}",
            source=area.source,
            licence=area.licence,
            remarks=text("places.resolve.special", name=unit.name, county=legal.name) if unit.special else "",
        )
        reason = text("places.resolve.reason.county", name=unit.name)
        return unit, position, legal.name, reason


def create(context: Context) -> Counties:
    """The geocoder of this module."""
    return Counties(context)
