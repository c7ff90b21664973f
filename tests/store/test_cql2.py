"""CQL2 against a judge of its own: every declared relation, over random features, in text and in JSON.

What ``/conformance`` declares is shown here and under ``tests/web/ogcapi``; a relation that the judge does not know
fails the first test.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import cql2
import pytest
from cql2_judge import (
    DATES,
    FIRST,
    SPATIAL,
    TEMPORAL,
    WORDS,
    Expression,
    expression,
    on_grid,
    relates,
    spatial,
    temporal,
)
from making import T0, TODAY

from geoapp.model import CaseFeature, Query, Status, UsageError
from geoapp.store import Store, open_store
from geoapp.store._cql2 import Compiler
from geoapp.store._cql2_properties import case_properties
from geoapp.store._cql2_sql import RELATIONS
from geoapp.store._cql2_times import TIMES
from tests.web.memory import feature


def invented(dice: Random, fid: int) -> CaseFeature:
    shape = on_grid(dice) if dice.random() < 0.85 else None
    at = None if shape is None else shape.representative_point()

    def day() -> date | None:
        return FIRST + timedelta(days=dice.randrange(14)) if dice.random() < 0.8 else None

    def words() -> str | None:
        return "".join(dice.choices(WORDS, k=dice.randrange(1, 3))) if dice.random() < 0.8 else None

    return replace(
        feature(1), fid=fid, case_id=f"c-{fid}", site_id=f"s-{fid}", geometry=shape, lon=at and at.x, lat=at and at.y,
        accuracy_m=None if shape is None else float(dice.randrange(1, 40) * 10),
        basis=None if shape is None else feature(1).basis, place_key=None if shape is None else f"p-{fid}",
        name=words(), no=words(), county=words(), status=dice.choice(list(Status)),
        **{name: day() for name in DATES},
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    dice = Random(4)
    opened = open_store(str(tmp_path_factory.mktemp("过滤") / "a.gpkg"), create=True, today=lambda: TODAY)
    opened.bulk_load([invented(dice, fid) for fid in range(1, 161)], at=T0, actor="test")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def features(store: Store) -> list[CaseFeature]:
    return list(store.iterate(Query(today=TODAY)))


def chosen(store: Store, written: str) -> set[int]:
    return {one.fid for one in store.iterate(Query(today=TODAY, filter=written))}


def judged(features: list[CaseFeature], asked: Expression) -> set[int]:
    return {one.fid for one in features if asked[1](one) is True}


def test_the_judge_knows_every_relation_that_is_offered() -> None:
    assert {name.upper() for name in RELATIONS} == set(SPATIAL)
    assert {name.upper() for name in TIMES} == set(TEMPORAL)


@pytest.mark.parametrize("relation", TEMPORAL)
def test_each_relation_of_time(store: Store, features: list[CaseFeature], relation: str) -> None:
    dice, sizes = Random(relation), set()
    for _ in range(25):
        asked = temporal(dice, relation)
        expected = judged(features, asked)
        assert chosen(store, asked[0]) == expected, asked[0]
        sizes.add(len(expected))
    assert max(sizes) > 0, "nothing was ever found: the test shows nothing"
    assert min(sizes) < len(features)


@pytest.mark.parametrize("relation", SPATIAL)
def test_each_relation_of_space(store: Store, features: list[CaseFeature], relation: str) -> None:
    dice, sizes = Random(relation), set()
    shapes = [on_grid(dice) for _ in range(12)] + [f.geometry for f in features[:15] if f.geometry is not None]
    for other in shapes:
        for feature_first in (True, False):
            pair = ("geometry", other.wkt) if feature_first else (other.wkt, "geometry")
            written = f"{relation}({pair[0]}, {pair[1]})"
            expected = {
                f.fid
                for f in features
                if f.geometry is not None
                and relates(relation, *((f.geometry, other) if feature_first else (other, f.geometry)))
            }
            assert chosen(store, written) == expected, written
            negative = {f.fid for f in features if f.geometry is not None} - expected
            assert chosen(store, f"NOT {written}") == negative, written
            sizes.add(len(expected))
    assert max(sizes) > 0, "nothing was ever found: the test shows nothing"
    assert min(sizes) < len(features)


@pytest.mark.parametrize("seed", range(12))
def test_any_filter_selects_what_the_judge_says(store: Store, features: list[CaseFeature], seed: int) -> None:
    dice = Random(seed)
    for _ in range(20):
        asked = expression(dice)
        expected = judged(features, asked)
        assert chosen(store, asked[0]) == expected, asked[0]
        query = Query(today=TODAY, filter=asked[0])
        assert store.page(replace(query, limit=1)).number_matched == len(expected)
        columns = store.columns()
        assert set(columns.fid[columns.select(query, among=store.search(query))].tolist()) == expected


@pytest.mark.parametrize("seed", range(4))
def test_the_same_filter_as_json_selects_the_same(store: Store, seed: int) -> None:
    dice = Random(1000 + seed)
    for _ in range(15):
        written, _ = expression(dice)
        as_json = json.dumps(cql2.parse_text(written).to_json())
        assert chosen(store, as_json) == chosen(store, written), written


def test_the_wrong_way_round_would_be_noticed(store: Store, features: list[CaseFeature]) -> None:
    """The judge is no echo: exchanging two relations changes what it finds."""
    dice = Random(9)
    differ = [temporal(dice, "T_STARTS") for _ in range(30)]
    assert any(
        judged(features, asked) != chosen(store, asked[0].replace("T_STARTS(", "T_FINISHES(")) for asked in differ
    )


# ---------------------------------------------------------------- what could hurt

DEEP = {
    "brackets": "(" * 100 + "spatial" + ")" * 100,
    "not": "NOT " * 100 + "spatial",
    "signs": "version = " + "-" * 200 + "1",
    "calls": "S_INTERSECTS(" * 80 + "geometry" + ")" * 80,
    "json": '{"op":"not","args":[' * 70 + "true" + "]}" * 70,
    "json lists": '{"op":"and","args":' + "[" * 5000,
}
LONG = {
    "in": "no IN (" + ",".join(["'1'"] * 501) + ")",
    "in of one length": "no = '" + "x" * 9000 + "'",
    "or": " OR ".join(["no = '1'"] * 450),
    "ring": "S_INTERSECTS(geometry, LINESTRING(" + ",".join(["112 28"] * 4000) + "))",
    "pattern": "name LIKE '" + "%" * 300 + "'",
}


@pytest.mark.parametrize("written", [*DEEP.values(), *LONG.values()], ids=[*DEEP, *LONG])
def test_bombs_are_refused_at_once_with_a_right_example(store: Store, written: str) -> None:
    started = time.thread_time()
    with pytest.raises(UsageError) as refused:
        chosen(store, written)
    assert time.thread_time() - started < 1
    assert refused.value.parameter == "filter"
    assert refused.value.example is not None
    assert isinstance(chosen(store, refused.value.example), set)


def test_slow_patterns_end(store: Store) -> None:
    """Two hundred joker signs in a row: the most that is let through must not take for ever."""
    started = time.thread_time()
    chosen(store, "name LIKE '" + "%甲" * 90 + "'")
    assert time.thread_time() - started < 2


INJECTIONS = [
    "'; DROP TABLE cases; --",
    "' OR '1'='1",
    '" OR 1=1 --',
    "%' UNION SELECT * FROM meta --",
    "\\'",
    "?1",
    ":x",
]


@pytest.mark.parametrize("words", INJECTIONS)
def test_values_are_bound_never_pasted(store: Store, features: list[CaseFeature], words: str) -> None:
    quoted = words.replace("'", "''")
    assert chosen(store, f"name = '{quoted}'") == set()
    assert chosen(store, f"name <> '{quoted}'") == {f.fid for f in features if f.name is not None}
    compiled = Compiler(case_properties({})).compile({"op": "=", "args": [{"property": "name"}, words]}).compile()
    assert words not in str(compiled)
    assert words in compiled.params.values()


def test_all_property_names_stand_in_an_allow_list(store: Store) -> None:
    for name in ("withdrawn", "rowid", "cases.fid", "west", "sqlite_master", "observation"):
        with pytest.raises(UsageError, match="可过滤属性"):
            chosen(store, f'"{name}" = 1')


def test_the_generators_reach_every_kind() -> None:
    dice = Random(3)
    written = " ".join(expression(dice)[0] for _ in range(400))
    wanted: tuple[Any, ...] = (*SPATIAL, *TEMPORAL, "LIKE", "BETWEEN", " IN ", "IS NULL", "NOT (", " AND ", " OR ")
    assert [word for word in wanted if word not in written] == []
    assert spatial(dice)[0].startswith("S_")
