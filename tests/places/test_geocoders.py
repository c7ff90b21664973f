"""The contract that every geocoder keeps: accuracy, words, rank, and no network."""

from __future__ import annotations

import socket
from importlib import import_module

import pytest

from geoapp.model import PlaceType, UnitTable
from geoapp.places import Gazetteer, candidates
from geoapp.places.candidate import COUNTY, FEATURE, Candidate, Context, Wanted
from geoapp.places.geocoders import create_all, names

EAST = ("990101",)
ASKED = [
    Wanted(("清溪河",), PlaceType.RIVER, EAST),
    Wanted(("清溪河入江口断面",), PlaceType.MONITORING_SECTION, EAST),
    Wanted(("红旗水库",), PlaceType.RESERVOIR, EAST),
    Wanted(("龙潭水库",), PlaceType.RESERVOIR, EAST),
    Wanted(("双井村",), PlaceType.VILLAGE, EAST),
    Wanted(("白桥污水处理厂",), PlaceType.FACILITY, EAST),
    Wanted(("无人知晓",), None, EAST, city="990100"),
    Wanted(("月湖",), PlaceType.LAKE, ("990171", "990102"), township="990102001"),
]


@pytest.mark.parametrize("name", names())
def test_every_module_keeps_the_contract(
    name: str, toy_gazetteer: Gazetteer, toy_units: UnitTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError(f"{name} opens a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    geocoder = import_module(f"geoapp.places.geocoders.{name}").create(Context(toy_gazetteer, toy_units))
    found: list[Candidate] = [candidate for wanted in ASKED for candidate in geocoder.find(wanted)]
    assert found, f"{name} never finds anything"
    for candidate in found:
        assert candidate.reason
        assert candidate.score < 0 or COUNTY <= candidate.score < FEATURE + 1
        if candidate.position is not None:
            assert candidate.position.accuracy.value_m > 0
            assert candidate.position.accuracy.basis
            assert candidate.position.source and candidate.position.protocol and candidate.position.place_key
        if candidate.score < 0:
            assert candidate.position is None


def test_the_folder_is_the_registry(toy_gazetteer: Gazetteer, toy_units: UnitTable) -> None:
    assert {"features", "water_parts", "villages", "townships", "counties"} <= set(names())
    assert len(create_all(Context(toy_gazetteer, toy_units))) == len(names())


def test_candidates_of_all_geocoders_stand_in_order_of_trust(toy_gazetteer: Gazetteer, toy_units: UnitTable) -> None:
    ranks = [int(c.score) for c in candidates("红旗水库", toy_gazetteer, toy_units, "东川区", PlaceType.RESERVOIR)]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[-1] == COUNTY and ranks.count(FEATURE) == 2
