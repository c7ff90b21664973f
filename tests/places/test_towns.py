"""Towns of the whole country are known by name: where they begin, and which county they lie in."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.model import PlaceType, UnitTable
from geoapp.places import Gazetteer, load_units
from geoapp.places.folding import fold
from geoapp.places.mentions import Home
from geoapp.places.scanning import Scanner
from geoapp.places.units import COLUMNS, TOWNS


@pytest.mark.parametrize(
    ("words", "town"),
    [("符离镇符离大道东段", "符离镇"), ("灌南县堆沟港镇化学工业园区", "堆沟港镇"), ("尾闸镇、礼和乡管网", "礼和乡")],
)
def test_a_town_begins_where_its_name_does(
    real_units: UnitTable, real_gazetteer: Gazetteer, words: str, town: str
) -> None:
    found = Scanner(fold(words), real_gazetteer, real_units, Home(None, None, None)).scan(0, len(words))
    assert town in [m.name for m in found if m.type is PlaceType.TOWNSHIP]


def test_counties_of_a_town(real_units: UnitTable) -> None:
    assert real_units.counties_of_town("大石镇", "510800") == ("510802",)
    assert real_units.counties_of_town("大石镇", "430900") == ()


def test_without_the_list_no_town_is_known(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(",".join(COLUMNS) + "\n1,x,province,甲省,,,,,\n", encoding="utf-8")
    assert load_units(tmp_path).counties_of_town("乙镇") == ()
    (tmp_path / TOWNS).write_text("1 乙镇 丙乡\n", encoding="utf-8")
    assert load_units(tmp_path).counties_of_town("乙镇") == ("1",)
