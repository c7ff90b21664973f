"""The desk's sentence about a machine and a person who differ: words, never names of columns or codes."""

from __future__ import annotations

from enum import StrEnum

import pytest

from geoapp.model import Campaign, Kind, PlaceType, Status
from geoapp.pipeline.reviewing import _disagreement
from geoapp.pipeline.wording import FIELDS, field_in_words, value_in_words
from geoapp.store import Disagreement, open_store
from geoapp.store._filing import CORRECTABLE
from geoapp.texts import text
from tests.store.making import at, put


@pytest.mark.parametrize("field", CORRECTABLE)
def test_every_field_has_a_word(field: str) -> None:
    assert text(f"review.field.{field}") == field_in_words(field) != field and field in FIELDS


@pytest.mark.parametrize(
    ("field", "values"), [("status", Status), ("kind", Kind), ("campaign", Campaign), ("type", PlaceType)]
)
def test_every_value_has_a_word(field: str, values: type[StrEnum]) -> None:
    assert not [one for one in values if value_in_words(field, one.value) in ("", one.value)]


def test_the_sentence_and_the_deadline(tmp_path: object) -> None:
    store = open_store(f"{tmp_path}/a.gpkg", create=True)
    put(store)
    site = store.dossier("430000-a-1").features[0]
    one = Disagreement("430000-a-1", site.site_id, "kind", "water", "air", "li", at(0))
    waiting = _disagreement(store, one)
    store.close()
    assert "类别" in waiting.why and "水" in waiting.why and "大气" in waiting.why and "kind" not in waiting.why
    assert waiting.deadline == site.deadline


def test_yes_no_nothing_and_metres_are_words() -> None:
    assert [value_in_words("spatial", value) for value in ("1", "0", None)] == ["是", "否", "（无）"]
    assert value_in_words("coordinateUncertaintyInMeters", "25.0") == "25 米"
    place = '{"lon":112.5,"lat":29.4,"accuracy_m":8.2,"basis":"verified by hand","place_key":"x"}'
    assert value_in_words("position", place) == "112.50000, 29.40000（误差 ±8 米）"
