"""Kept GeoJSON texts: for any data, any query and any day the same as made now; gone with every change of a feature."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path
from random import Random

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import TODAY, at
from test_agreement import GENERATE, ZONES, case_features, dataset, loaded, queries, seeds

from geoapp.exports import line_edition, lines_of, portion_text, properties
from geoapp.model import CaseFeature, Containing, Line, Query, Status, UsageError, Zoning
from geoapp.model.line import LINE_END
from geoapp.store import Correction, Store
from geoapp.store._choosing import NEWEST_FIRST
from geoapp.store._gpb import register

SEED = next(seed for seed in range(99) if len(dataset(seed)) > 20)
EDITION = line_edition(ZONES)


def make(features: list[CaseFeature] | tuple[CaseFeature, ...]) -> list[Line]:
    return lines_of(features, ZONES)


def keep_all(store: Store, edition: str = EDITION, limit: int = 7) -> int:
    """How many steps it took."""
    steps, after = 0, 0
    while (last := store.keep_lines(edition, make, after=after, limit=limit)) is not None:
        steps, after = steps + 1, last
    return steps


def kept_fids(path: Path) -> set[int]:
    connection = sqlite3.connect(path)
    found = {row[0] for row in connection.execute("SELECT fid FROM lines")}
    connection.close()
    return found


@settings(max_examples=25, deadline=None, phases=GENERATE, suppress_health_check=list(HealthCheck))
@given(seed=seeds, query=queries, some=st.integers(0, 50))
def test_kept_and_made_now_are_the_same_text(seed: int, query: Query, some: int) -> None:
    with loaded(dataset(seed)) as store:
        expected = [(f.fid, properties(f, ZONES)) for f in store.iterate(query)]
        store.keep_lines(EDITION, make, limit=some or 1)  # part of them
        for _ in range(2):
            portions = list(store.lines(query, EDITION))
            assert sum(portion.count for portion in portions) == len(expected)
            texts = [text for portion in portions for text in portion_text(portion, ZONES).split(LINE_END)]
            found = [orjson.loads(text) for text in texts]
            assert [(one["id"], one["properties"]) for one in found] == expected
            keep_all(store)
            store.columns()  # at hand they are used
        assert all(portion.text is not None for portion in portions)
        boxes = [portion.box for portion in portions if portion.box is not None]
        shapes = [f.geometry.bounds for f in store.iterate(query) if f.geometry is not None]
        assert bool(boxes) == bool(shapes)
        if boxes:
            assert min(box[0] for box in boxes) == pytest.approx(min(shape[0] for shape in shapes), abs=1e-7)


def test_a_text_is_true_on_every_day() -> None:
    with loaded(dataset(SEED)) as store:
        keep_all(store)
        for days in range(-4, 5):
            query = Query(today=TODAY + timedelta(days=days))
            texts = LINE_END.join(portion.text or b"" for portion in store.lines(query, EDITION)).split(LINE_END)
            lapsed = [orjson.loads(text)["properties"]["lapsed"] for text in texts]
            assert lapsed == [feature.lapsed for feature in store.iterate(query)]


def test_making_is_stepwise_complete_and_no_change_of_the_data() -> None:
    with loaded(dataset(SEED)) as store:
        total, version = len(store.columns()), store.version()
        assert keep_all(store, limit=10) == -(-total // 10) > 1
        assert keep_all(store) == 0
        assert store.version() == version
        one = next(store.iterate(Query(today=TODAY)))
        store.correct(Correction(one.case_id, None, "no", "7"), actor="李", at=at(1), if_match=None)
        store.bulk_load(case_features(Random(5), 5000), at=at(2), actor="装入")
        assert keep_all(store, limit=1000) == 1, "only what changed, in one step"
        assert all(portion.text is not None for portion in store.lines(Query(today=TODAY), EDITION))
        some = store.columns().fid[[5, 2, 9]].tolist()
        joined = store.lines_of(some, EDITION)
        assert joined is not None
        assert [orjson.loads(text)["id"] for text in joined.split(LINE_END)] == some
        assert store.lines_of([*some, 10**9], EDITION) is None
        assert store.lines_of(some, "another") is None
        assert store.lines_of([], EDITION) is None
        assert keep_all(store, "another", limit=1000) == 1
        assert store.lines_of(some, EDITION) is None
        assert store.lines_of(some, "another") == joined


def test_whoever_changes_a_feature_takes_its_text_away() -> None:
    with loaded(dataset(SEED)) as store:
        path = store._path  # type: ignore[attr-defined]
        features = list(store.iterate(Query(today=TODAY)))
        one = features[0]
        keep_all(store)
        everything = kept_fids(path)
        store.correct(Correction(one.case_id, None, "problem", "另一说"), actor="李", at=at(1), if_match=None)
        same_case = {f.fid for f in features if f.case_id == one.case_id}
        assert kept_fids(path) == everything - same_case
        keep_all(store)
        assert kept_fids(path) == everything
        outside = sqlite3.connect(path)
        register(outside)
        outside.execute("UPDATE cases SET lead_unit = '外来' WHERE fid = ?", (one.fid,))
        outside.commit()
        outside.close()
        assert kept_fids(path) == everything - same_case
        assert "外来" in portion_text(next(store.lines(Query(today=TODAY), EDITION)), ZONES).decode()
        keep_all(store)
        waiting = store.unjudged(ZONES[0], limit=1000)
        assert waiting
        said = {waiting[0]: Zoning(Containing.INSIDE, -1.0, 2.0)}
        assert store.put_containments(ZONES[0], "d", said) == 1
        assert kept_fids(path) == everything - {waiting[0].fid}


def test_a_wrong_order_is_refused_and_a_random_one_kept() -> None:
    with loaded(dataset(SEED)) as store:
        keep_all(store)
        with pytest.raises(UsageError):
            next(store.lines(Query(today=TODAY, sort="nonsense"), EDITION))
        for sort in ("deadline", "-updated_at", "county", "status"):
            query = Query(today=TODAY, sort=sort, limit=Random(sort).randrange(1, 30), offset=3)
            joined = LINE_END.join(portion.text or b"" for portion in store.lines(query, EDITION))
            ids = [one["id"] for one in orjson.loads(b"[" + joined + b"]")]
            assert ids == [f.fid for f in store.iterate(query)]


@pytest.mark.parametrize("few", [-1, 5_000])
@pytest.mark.parametrize("sort", ["deadline", "-updated_at", "county", "status"])
def test_every_order_is_the_same_from_arrays_and_from_the_tables(
    monkeypatch: pytest.MonkeyPatch, sort: str, few: int
) -> None:
    """Also within a filter and a page, of few and of many, with days and counties that are not known."""
    monkeypatch.setattr("geoapp.store._searching._FEW", few)
    dice = Random(sort)
    with loaded(dataset(SEED)) as store:
        for number, feature in enumerate(list(store.iterate(Query(today=TODAY)))[:12]):
            told = Correction(feature.case_id, None, "problem", f"改{number}")
            store.correct(told, actor="李", at=at(1 + number % 5), if_match=None)
        keep_all(store)
        queries = [
            Query(today=TODAY, sort=sort, status=status, q=words, offset=dice.randrange(4), limit=limit)
            for status in ((), (Status.IN_PROGRESS, Status.CLOSED))
            for words in (None, "改")
            for limit in (None, 0, 5, 200)
        ]
        by_sql = [[feature.fid for feature in store.iterate(query)] for query in queries]
        assert any(len(fids) > 10 for fids in by_sql)
        store.columns()
        if few < 0:
            monkeypatch.setattr(
                "geoapp.store._choosing.chosen_by", lambda *_: pytest.fail("sorts all before the first")
            )
        assert [[feature.fid for feature in store.iterate(query)] for query in queries] == by_sql
        counts = [sum(part.count for part in store.lines(query, EDITION)) for query in queries]
        assert counts == list(map(len, by_sql))


def test_the_newest_are_found_without_putting_all_in_order() -> None:
    """A million features of one import bear the same instant: the index itself must hold the order among them."""
    with loaded(dataset(SEED)) as store:
        connection = sqlite3.connect(store._path)  # type: ignore[attr-defined]
        plan = connection.execute(f"EXPLAIN QUERY PLAN {NEWEST_FIRST}").fetchall()
        connection.close()
        assert "TEMP B-TREE" not in str(plan)


def test_the_last_of_all_days_is_what_lines_are_judged_on() -> None:
    seen: list[CaseFeature] = []
    with loaded(dataset(SEED)) as store:
        store.keep_lines("x", lambda found: make(tuple(seen.extend(found) or found)), limit=1000)
        assert [f.lapsed for f in seen] == [f.lapsed for f in store.iterate(Query(today=date.max))]


def test_around_a_missing_text_only_a_few_features_are_made() -> None:
    with loaded([feature for case in range(120) for feature in case_features(Random(case), case)]) as store:
        keep_all(store, limit=1000)
        everything = list(store.iterate(Query(today=TODAY)))
        one = everything[len(everything) // 2]
        store.correct(Correction(one.case_id, None, "no", "7"), actor="李", at=at(1), if_match=None)
        portions = list(store.lines(Query(today=TODAY), EDITION))
        made = [feature for portion in portions for feature in portion.features]
        assert one.fid in {feature.fid for feature in made}
        assert len(made) <= 64 < len(everything) == sum(portion.count for portion in portions)
        text = LINE_END.join(portion_text(portion, ZONES) for portion in portions)
        assert [orjson.loads(line)["id"] for line in text.split(LINE_END)] == [feature.fid for feature in everything]


@pytest.mark.parametrize("kept", [True, False])
def test_the_first_portion_waits_for_no_arrays(monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    """A process that has just begun, or whose data have just changed, answers at once; later the arrays are used."""
    with loaded(dataset(SEED)) as store:
        if kept:
            keep_all(store)
        with monkeypatch.context() as patched:
            patched.setattr("geoapp.store.geopackage.read_now", lambda _: pytest.fail("reads everything"))
            patched.setattr("geoapp.store._mending.read_now", lambda _: pytest.fail("reads everything"))
            by_sql = list(store.lines(Query(today=TODAY), EDITION))
        store.columns()
        with monkeypatch.context() as patched:
            patched.setattr("geoapp.store._choosing.chosen_by", lambda *_: pytest.fail("asks again"))
            by_arrays = list(store.lines(Query(today=TODAY), EDITION))
        assert by_sql == by_arrays
        assert (by_sql[0].text is not None) == kept
