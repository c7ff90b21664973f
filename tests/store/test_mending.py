"""Mended columns are those that a fresh reading makes, after any history; and mending is what happens."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from making import TODAY, at, filing, lake, pin, position, put, record, site
from test_agreement import COUNTIES, GENERATE, ZONES, case_features, dataset, judge, loaded, seeds

from geoapp.model import AdministrativeUnit, Columns, Containing, Query, Status, UnitTable, Zoning
from geoapp.store import Correction, Store, Told, _mending, open_store
from geoapp.store._gpb import register, to_gpb


def path_of(store: Store) -> str:
    return str(store._path)  # type: ignore[attr-defined]


def comparable(columns: Columns) -> dict[str, Any]:
    """Columns without the numbers that cases and places happen to have."""
    found: dict[str, Any] = {}
    for one in dataclasses.fields(columns):
        value = getattr(columns, one.name)
        if one.name in ("case", "place"):
            known: dict[int, int] = {-1: -1}
            found[one.name] = [known.setdefault(number, len(known)) for number in value.tolist()]
        elif one.name == "shapes":
            found[one.name] = [None if shape is None else shape.wkt for shape in value]
        elif one.name == "zones":
            found[one.name] = {layer_id: verdicts.tolist() for layer_id, verdicts in value.items()}
        elif isinstance(value, np.ndarray):
            found[one.name] = [str(number) for number in value.tolist()]
        else:
            found[one.name] = value
    return found


def check(store: Store) -> None:
    """What the store has at hand is what another one reads."""
    other = open_store(path_of(store), today=lambda: TODAY)
    try:
        mine, fresh = comparable(store.columns()), comparable(other.columns())
        for name, expected in fresh.items():
            assert mine[name] == expected, name
    finally:
        other.close()


def correct(store: Store, random: Random, step: int) -> None:
    features = list(store.iterate(Query(today=TODAY)))
    if not features:
        return
    one = random.choice(features)
    field, value = random.choice(
        [("case_status", random.choice(list(Status))), ("deadline", TODAY + timedelta(days=random.randrange(5))),
         ("lead_unit", random.choice(["甲局", "乙局", None]))]
    )  # fmt: skip
    store.correct(Correction(one.case_id, None, field, value), actor="李", at=at(step), if_match=None)


def tell(store: Store, random: Random, step: int) -> None:
    features = list(store.iterate(Query(today=TODAY)))
    if features:
        one, status = random.choice(features), random.choice([Status.CLOSED, Status.IN_PROGRESS])
        told = Told(
            one.case_id, "visit", {"result": "看过"}, TODAY - timedelta(days=step), sets={"case_status": status}
        )
        store.tell(told, actor="王", at=at(step), if_match=None)


def file(store: Store, random: Random, step: int) -> None:
    """A notice of one of three works: what its edition no longer names is withdrawn."""
    filings = []
    for number in range(random.randrange(4)):
        shape = random.choice([pin(), lake(), None])
        placed = None if shape is None else position(shape, random.choice(["river/青溪河", "lake/x"]))
        said = record(f"问题{step}", sites=(site(position=placed),), status=random.choice(list(Status)))
        filings.append(filing(f"430000-w-{random.randrange(4)}-{number}", said, county_code=random.choice(COUNTIES)))
    name = f"{random.randrange(3)}"
    put(store, f"{name}.{step}", tuple({one.case_id: one for one in filings}.values()), step, work_key=name)


def load(store: Store, random: Random, step: int) -> None:
    store.bulk_load(case_features(random, random.randrange(10**9)), at=at(step), actor="装入")


def edit_outside(store: Store, random: Random, step: int) -> None:
    outside = sqlite3.connect(path_of(store), isolation_level=None)
    register(outside)
    fids = [row[0] for row in outside.execute("SELECT fid FROM cases WHERE withdrawn = 0 AND site_id IS NOT NULL")]
    if fids:
        shape = random.choice([pin(random.random() + 1, 1), lake(), None])
        column, value = random.choice(
            [("geom", to_gpb(shape)), ("status", "closed"), ("county_code", random.choice(["439998", None]))]
        )
        with suppress(sqlite3.IntegrityError):  # a place without a stated accuracy
            outside.execute(f"UPDATE cases SET {column} = ? WHERE fid = ?", (value, random.choice(fids)))
    outside.close()


def judge_again(store: Store, random: Random, step: int) -> None:
    waiting = store.unjudged(ZONES[0], limit=3)
    verdict = random.choice(list(Containing))
    store.put_containments(ZONES[0], store.layer(ZONES[0]).digest, {one: Zoning(verdict, 1.0, 2.0) for one in waiting})


def change_zones(store: Store, random: Random, step: int) -> None:
    if random.random() < 0.5:
        store.remove_layer(ZONES[1])
    else:
        judge(store, random) if not any(x.definition.id == ZONES[1] for x in store.layers()) else None


def change_units(store: Store, random: Random, step: int) -> None:
    legal = random.choice([None, "430921"])
    store.put_units(UnitTable([AdministrativeUnit("430971", "local", "大通湖区", "county", None, legal)]))


STEPS: list[Callable[[Store, Random, int], None]] = [
    correct, tell, file, file, load, edit_outside, edit_outside, judge_again, change_zones, change_units,
]  # fmt: skip


@settings(max_examples=12, deadline=None, phases=GENERATE, suppress_health_check=list(HealthCheck))
@given(seeds)
def test_mended_columns_are_fresh_ones(seed: int) -> None:
    random = Random(seed)
    with loaded(dataset(seed)) as store:
        store.columns()
        for step in range(1, 12):
            for change in random.choices(STEPS, k=random.choice([1, 1, 3])):
                change(store, random, step)
            check(store)


@pytest.mark.parametrize("change", STEPS)
def test_each_change_is_mended_and_not_read_anew(
    change: Callable[[Store, Random, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with loaded(dataset(next(seed for seed in range(99) if len(dataset(seed)) > 20))) as store:
        before = store.columns()
        monkeypatch.setattr(_mending, "read_now", lambda _: pytest.fail("read anew"))
        version = store.version()
        for step in range(1, 4):
            change(store, Random(step), step)
        assert (store.columns() is before) == (store.version() == version)
        monkeypatch.undo()
        check(store)


def test_too_many_changes_are_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_mending, "_MOST", 3)
    with loaded([]) as store:
        store.columns()
        for step in range(20):
            load(store, Random(step), step)
        check(store)
        assert len(store.columns()) >= 20


def test_numbers_stay_dense() -> None:
    gaps = np.array([5000, -1, 7, 5000, 3], np.int32)
    assert _mending._dense(gaps).tolist() == [2, -1, 1, 2, 0]
    assert _mending._dense(np.array([1, 0], np.int32)).tolist() == [1, 0]


def test_within_a_joint_transaction_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    features = case_features(Random(1), 1)
    with loaded(features) as store:
        before = store.columns()
        with suppress(ZeroDivisionError), store.together():
            correction = Correction(features[0].case_id, None, "deadline", date(2030, 1, 1))
            store.correct(correction, actor="李", at=at(1), if_match=None)
            assert date(2030, 1, 1).toordinal() in store.columns().deadline
            raise ZeroDivisionError
        assert store.columns() is before
