"""The model's dataclasses survive their JSON, and equal things have equal text."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from making import lake, position, quote, record, site

from geoapp.model import (
    Assessment,
    Basis,
    Measure,
    Metric,
    Position,
    PositionalAccuracy,
    Precision,
    Quote,
    Record,
    Site,
)
from geoapp.model.layer import LayerDefinition
from geoapp.store._checks import quotes_of
from geoapp.store._codec import decode, decode_many, encode

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.floats(allow_nan=False, allow_infinity=False)
quotes = st.builds(Quote, words, words, words, st.integers(0, 99), st.integers(0, 99), st.none() | st.integers(1, 9),
                   st.none() | words)  # fmt: skip
dates = st.none() | st.dates()
shapes = st.one_of(
    st.builds(shapely.Point, numbers, numbers),
    st.builds(shapely.Point, numbers, numbers, numbers),
    st.lists(st.tuples(numbers, numbers), min_size=2, max_size=4).map(shapely.LineString),
)
accuracies = st.builds(PositionalAccuracy, st.floats(0.001, 99_999), st.sampled_from(Basis))
positions = st.builds(Position, shapes, accuracies, words, words, words, words, words, st.lists(words).map(tuple))
sites = st.builds(Site, name=words, quote=quotes, status_quote=st.none() | quotes, county=st.none() | words,
                  aliases=st.lists(words, max_size=2).map(tuple), named=st.booleans(), position=st.none() | positions,
                  remarks=words)  # fmt: skip
records = st.builds(
    Record,
    problem=words,
    quotes=st.dictionaries(words, quotes, max_size=3),
    measures=st.lists(st.builds(Measure, words, quotes, dates, st.none() | words), max_size=2).map(tuple),
    counties=st.lists(words, max_size=2).map(tuple),
    deadline=dates,
    sites=st.lists(sites, max_size=2).map(tuple),
    metrics=st.lists(st.builds(Metric, words, numbers, words, st.none() | words, quotes), max_size=2).map(tuple),
    assessments=st.lists(st.builds(Assessment, words, words, st.none() | words, quotes), max_size=2).map(tuple),
    happened_on=dates,
    happened_precision=st.none() | st.sampled_from(Precision),
    spans=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(records)
def test_a_record_survives(said: Record) -> None:
    text = encode(said)
    assert decode(Record, text) == said
    assert encode(decode(Record, text)) == text


def test_the_text_is_canonical_and_small() -> None:
    said = record(quotes={"b": quote("白石"), "a": quote("青溪")})
    turned = record(quotes={"a": quote("青溪"), "b": quote("白石")})
    assert encode(said) == encode(turned)
    stored = json.loads(encode(said))
    assert "goal" not in stored  # a default: a field added later changes no stored text
    assert stored["deadline"] == "2025-10-31"
    assert stored["sites"][0]["position"]["geometry"] == shapely.to_wkb(position().geometry, hex=True)


def test_an_older_program_reads_a_newer_record() -> None:
    stored = json.loads(encode(record())) | {"invented_later": 1}
    assert decode(Record, json.dumps(stored)) == record()


def test_many_and_mappings() -> None:
    pair = (quote("青溪"), quote("白石"))
    assert decode_many(Quote, encode(pair)) == pair
    made = LayerDefinition("a", "t", "d", "buffer", {"x": "cases"}, {"n": [1, 2.5, {"y": None}]}, {}, {}, {}, order=3)
    assert decode(LayerDefinition, encode(made)) == made


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes"])
def test_what_has_no_json_is_an_error(value: Any) -> None:
    with pytest.raises(TypeError, match="no JSON"):
        encode(value)


def test_all_quotes_are_found() -> None:
    said = record(
        sites=(site(quote=quote("白石"), status_quote=quote("直排"), position=position(lake())),),
        measures=(Measure("清淤", quote("清淤"), date(2025, 1, 1)),),
        metrics=(Metric("总磷", 0.07, "mg/L", None, quote("水质")),),
    )
    assert {q.exact for q in quotes_of(said)} == {"青溪河水质不达标", "正在整改", "白石", "直排", "清淤", "水质"}
