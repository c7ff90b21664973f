"""A search is made once for map, counts and list of the same words, and anew with every change of the data."""

from __future__ import annotations

import threading
from datetime import timedelta

import numpy as np
import pytest
from making import TODAY, at
from test_agreement import COUNTIES, dataset, loaded

from geoapp.model import Query, Scope
from geoapp.store import Correction, _searching, scoped
from geoapp.store._searching import SearchedLately, among, mask_of

SEED = next(seed for seed in range(99) if len(dataset(seed)) > 40)
QUERY = Query(today=TODAY, q="水")


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Which words the texts were looked through for."""
    seen: list[str | None] = []
    whole = _searching.hits

    def hits(connection: object, query: Query) -> np.ndarray:  # type: ignore[type-arg]
        seen.append(query.q)
        return whole(connection, query)  # type: ignore[arg-type]

    monkeypatch.setattr(_searching, "hits", hits)
    return seen


def test_the_same_words_are_looked_for_once(looked: list[str | None]) -> None:
    with loaded(dataset(SEED)) as store:
        columns = store.columns()
        mask = store.search(QUERY, columns)
        page = store.page(Query(today=TODAY, q="水", limit=3, sort="deadline"))
        summary = store.summary(QUERY)
        narrow = scoped(store, Scope(frozenset(COUNTIES[:1])))
        own = narrow.search(QUERY)
        assert looked == ["水"]
        assert mask is not None
        assert page.number_matched == int(mask.sum()) > len(page.features) == 3
        assert summary.total.sites == int((mask & columns.is_site).sum())
        assert own is not None
        assert narrow.columns().fid[own].tolist() == [f.fid for f in narrow.iterate(QUERY)]
        store.search(Query(today=TODAY, q="Mine"))
        store.search(Query(today=TODAY + timedelta(days=1), q="水"))
        assert looked == ["水", "Mine", "水"]


def test_a_change_is_found_and_what_is_not_committed_is_not_kept(looked: list[str | None]) -> None:
    with loaded(dataset(SEED)) as store:
        store.columns()
        before = store.page(QUERY).number_matched
        one = next(f for f in store.iterate(Query(today=TODAY)) if "水" not in f"{f.problem}{f.rectification}{f.name}")
        mine = [f for f in store.iterate(Query(today=TODAY)) if f.case_id == one.case_id]
        with store.together():
            store.correct(Correction(one.case_id, None, "problem", "水面"), actor="李", at=at(1), if_match=None)
            inside = store.page(QUERY).number_matched
        assert inside >= before + 1
        assert store.page(QUERY).number_matched == inside <= before + len(mine)
        store.columns()
        assert store.page(QUERY).number_matched == inside
        assert set(looked) == {"水"}
        assert len(looked) >= 2


def test_those_who_ask_at_once_wait_for_one_search() -> None:
    lately, begun, go, calls = SearchedLately(), threading.Event(), threading.Event(), []

    def find() -> np.ndarray:  # type: ignore[type-arg]
        calls.append(1)
        begun.set()
        assert go.wait(120)
        return np.array([1])

    threads = [threading.Thread(target=lambda: lately.of("v", QUERY, find)) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(120)
    go.set()
    for thread in threads:
        thread.join(120)
    assert calls == [1]
    assert lately.of("w", QUERY, lambda: np.array([2])).tolist() == [2], "another state of the data"
    with pytest.raises(ZeroDivisionError):
        lately.of("w", Query(today=TODAY, q="x"), lambda: np.array([1 // 0]))
    assert lately.of("w", Query(today=TODAY, q="x"), lambda: np.array([3])).tolist() == [3], "a failure is not kept"


def test_masks_and_names() -> None:
    with loaded(dataset(SEED)) as store:
        columns = store.columns()
        some = np.array([-5, *columns.fid[[0, 3]].tolist(), 10**9], np.int64)
        assert columns.fid[mask_of(columns, some)].tolist() == columns.fid[[0, 3]].tolist()
        assert not mask_of(columns, np.array([], np.int64)).any()
    assert among(np.arange(6000)) is None
    assert among(np.arange(3)) is not None
