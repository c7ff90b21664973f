"""A store seen with limited rights: each method is decided, columns shrink with it, writes stay inside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from making import EVERYTHING, TODAY, at, filing, notice, pin, position, put, record, site

from geoapp.model import Columns, Forbidden, NotFound, Query, Scope, Status
from geoapp.store import Correction, Link, LinkState, Store, Told, open_store, scoped
from geoapp.store._scoped import ScopedStore

OURS = Scope(frozenset({"430903"}))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(str(tmp_path / "s.gpkg"), create=True, today=lambda: TODAY)
    both = record("跨县污染", no="3", sites=(site("此岸"), site("彼岸", position=position(pin(112.5, 29.2), "p"))))
    put(made, filings=(
        filing("c-1"),
        filing("c-2", record("南县的事", no="2", sites=(site("南河", position=position(pin(), "q")),)),
               county_code="430921"),
        filing("c-3", both, county_code=None, site_county_codes=("430903", "430921")),
        filing("c-4", record("台账", no="4", sites=(), spatial=False), county_code=None),
    ))  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def ours(store: Store) -> Store:
    return scoped(store, OURS)


def test_every_method_of_a_store_is_decided_here() -> None:
    """A method that ``Store`` gains must say what it does for limited rights; nothing is passed on by itself."""
    wanted = {name for name in vars(Store) if not name.startswith("_")}
    assert wanted - set(vars(ScopedStore)) == set()
    assert not hasattr(ScopedStore, "__getattr__")


def test_rights_to_everything_are_the_store_itself(store: Store) -> None:
    assert scoped(store, Scope()) is store


def test_columns_shrink_as_the_selection_does(store: Store, ours: Store) -> None:
    columns, whole = ours.columns(), store.columns()
    assert columns.fid.tolist() == [feature.fid for feature in store.iterate(Query(today=TODAY, scope=OURS))]
    assert len(columns) == 2 < len(whole)
    arrays = {name for name in Columns.__dataclass_fields__ if isinstance(getattr(columns, name), np.ndarray)}
    assert all(len(getattr(columns, name)) == len(columns) for name in arrays)
    assert ours.columns() is columns, "made once for a state of the data"
    summary = ours.summary(EVERYTHING)
    assert (summary.total.cases, summary.total.sites) == (2, 2)
    assert ours.count(EVERYTHING) == store.count(Query(today=TODAY, scope=OURS))
    assert ours.page(EVERYTHING).number_matched == 2
    assert ours.version() != store.version()
    assert ours.version().startswith(store.version())


def test_a_shared_case_shows_each_his_own_sites(store: Store, ours: Store) -> None:
    told = Told("c-3", "visit", {"result": "x"}, date(2025, 12, 1), site_id="c-3-彼岸")
    store.tell(told, actor="李", at=at(5), if_match=None)
    dossier = ours.dossier("c-3")
    assert [feature.name for feature in dossier.features] == ["此岸"]
    assert [one.name for filed in dossier.records for one in filed.record.sites] == ["此岸"]
    assert "c-3-彼岸" not in {event.site_id for event in (*dossier.events, *ours.events("c-3"), *ours.told())}
    assert "c-3-彼岸" in {event.site_id for event in store.dossier("c-3").events}
    identifier = notice()[0].identifier
    assert {filed.case_id for filed in ours.records_of(identifier)} == {"c-1", "c-3"}
    assert {one.filing.case_id for one in ours.held(notice_id=identifier)} == {"c-1", "c-3"}
    with pytest.raises(NotFound):
        ours.dossier("c-2")
    with pytest.raises(NotFound):
        ours.feature_by_site("c-3-彼岸")


def test_writes_stay_inside_the_rights(store: Store, ours: Store) -> None:
    def correct(case_id: str, site_id: str | None) -> int:
        word = Correction(case_id, site_id, "status", Status.DONE)
        return ours.correct(word, actor="李", at=at(9), if_match=None)

    assert correct("c-1", None) > 1
    assert correct("c-3", "c-3-此岸") > 1
    for case_id, site_id in (("c-2", None), ("c-2", "c-2-南河"), ("c-3", "c-3-彼岸"), ("c-4", None), ("nosuch", None)):
        with pytest.raises(NotFound):
            correct(case_id, site_id)
    with pytest.raises(Forbidden, match="权限以外"):
        correct("c-3", None)
    with pytest.raises(NotFound):
        ours.tell(Told("c-2", "visit", {}), actor="李", at=at(9), if_match=None)
    with pytest.raises((Forbidden, NotFound)):
        ours.put_links([Link("c-1", "c-2", LinkState.JOINED)], actor="李", at=at(9))
    assert store.dossier("c-2").version == 1


def test_what_concerns_every_county_is_refused(ours: Store, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        ours.put_notice(*notice("乙"), (), at=at(1), actor="李")
    with pytest.raises(Forbidden):
        ours.backup(tmp_path / "b.gpkg")
    with pytest.raises(Forbidden):
        ours.remove_layer("counties")
    ours.close()
    assert ours.version(), "closing a view closes nobody's store"


def test_marks_tell_rights_apart() -> None:
    marks = [
        Scope(codes).mark for codes in (None, frozenset(), frozenset({"1"}), frozenset({"2"}), frozenset({"1", "2"}))
    ]
    assert marks[0] == ""
    assert len(set(marks)) == 5
    assert Scope(frozenset({"2", "1"})).mark == marks[4]
