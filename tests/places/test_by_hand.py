"""What a person has verified and put into the office's gazetteer is no rival of an alias that the house knows."""

from __future__ import annotations

from pathlib import Path

from shapely.geometry import Point

from geoapp.model import Basis, LocationInstance, PlaceType, PositionalAccuracy
from geoapp.places import load_gazetteer, load_units, save_extra
from geoapp.places.candidate import Wanted
from geoapp.places.resolve import Resolver


def _place(name: str, aliases: tuple[str, ...], x: float, basis: Basis) -> LocationInstance:
    accuracy = PositionalAccuracy(300.0, basis)
    return LocationInstance(key=f"t/{name}", name=name, type=PlaceType.ENTERPRISE, geometry=Point(x, 26.9),
                            accuracy=accuracy, aliases=aliases, county_codes=("430408",))  # fmt: skip


def test_a_verified_name_wins_over_an_alias_and_two_of_them_are_not_guessed(tmp_path: Path) -> None:
    units, extra = load_units(), tmp_path / "gazetteer.geojson"
    wanted = Wanted(("示例钢管厂",), PlaceType.ENTERPRISE, ("430408",))
    other = _place("示例华菱厂", ("示例钢管厂",), 112.60, Basis.SURVEYED)
    save_extra([other, _place("示例钢管厂", (), 112.50, Basis.SURVEYED)], extra)
    assert "待核实" in Resolver(load_gazetteer(extra=extra), units).resolve(wanted).remarks
    save_extra([_place("示例钢管厂", (), 112.55, Basis.VERIFIED)], extra)
    found = Resolver(load_gazetteer(extra=extra), units).resolve(wanted).position
    assert found is not None and found.geometry.equals(Point(112.55, 26.9))
    assert any("示例华菱厂" in one for one in found.candidates), "what it was preferred against is named"
