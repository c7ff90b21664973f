"""Several notices in one transaction: all of it or nothing, a part can be taken back, originals are there before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from making import EVERYTHING, TODAY, filing, notice, put

from geoapp.model import StoreError
from geoapp.store import Store, _clerk, _originals, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(str(tmp_path / "s.gpkg"), create=True, today=lambda: TODAY)
    yield store
    store.close()


def cases_of(store: Store) -> set[str]:
    return {feature.case_id for feature in store.page(EVERYTHING).features}


def test_what_is_written_together_is_seen_within_and_by_others_at_the_end(store: Store, tmp_path: Path) -> None:
    other = open_store(str(tmp_path / "s.gpkg"), today=lambda: TODAY)
    before = other.version()
    with store.together():
        put(store, "甲", (filing("c-1"),))
        put(store, "乙", (filing("c-2"),))
        assert cases_of(store) == {"c-1", "c-2"}
        assert cases_of(other) == set()
        assert store.original(notice("甲")[0].identifier) == notice("甲")[1]
    assert cases_of(other) == {"c-1", "c-2"}
    assert other.version() != before
    assert other.check() == []
    other.close()


def test_a_failure_takes_all_of_it_back(store: Store, tmp_path: Path) -> None:
    before = store.version()
    with pytest.raises(RuntimeError), store.together():
        put(store, "甲", (filing("c-1"),))
        raise RuntimeError
    assert cases_of(store) == set()
    assert store.version() == before
    assert [file for file in tmp_path.rglob("*") if file.is_file() and "files" in str(file.parent)] == []
    assert put(store, "甲", (filing("c-1"),)).outcome == "stored"


def test_a_part_is_taken_back_by_itself(store: Store) -> None:
    with store.together():
        put(store, "甲", (filing("c-1"),))
        with pytest.raises(RuntimeError), store.together():
            put(store, "乙", (filing("c-2"),))
            raise RuntimeError
        put(store, "丙", (filing("c-3"),))
    assert cases_of(store) == {"c-1", "c-3"}
    assert store.check() == []


def test_nothing_written_changes_no_version(store: Store) -> None:
    put(store, "甲", (filing("c-1"),))
    before = store.version()
    with store.together():
        assert put(store, "甲", (filing("c-1"),)).outcome == "unchanged"
    assert store.version() == before


def test_an_original_that_cannot_be_kept_keeps_the_database_from_speaking_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_originals, "_sync_file", full)
    with pytest.raises(StoreError, match="磁盘已满"), store.together():
        put(store, "甲", (filing("c-1"),))
    assert cases_of(store) == set()
    assert store.notices() == ()


def test_a_write_that_fails_first_in_its_part_leaves_the_part_usable(store: Store) -> None:
    """Nothing was written before it: to take the part back and to take the write back are one."""
    with store.together():
        put(store, "甲", (filing("c-1"),))
        with store.together():
            with pytest.raises(RuntimeError), store.together():
                put(store, "乙", (filing("c-2"),))
                raise RuntimeError
            put(store, "丙", (filing("c-3"),))
            with pytest.raises(RuntimeError), store.together():
                put(store, "丁", (filing("c-4"),))
                raise RuntimeError
        put(store, "戊", (filing("c-5"),))
    assert cases_of(store) == {"c-1", "c-3", "c-5"}
    assert store.check() == []


def test_a_write_that_failed_fails_its_block_whoever_caught_the_error(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write alone has no copy of what was before: what it left half done must not stay."""

    def ended(*_: object) -> None:
        raise ZeroDivisionError

    with store.together():
        put(store, "甲", (filing("c-1"),))
        with pytest.raises(ZeroDivisionError), store.together():
            put(store, "乙", (filing("c-2"),))
            with monkeypatch.context() as broken, suppress(ZeroDivisionError):
                broken.setattr(_clerk, "write_marks", ended)
                put(store, "丙", (filing("c-3"),))
        put(store, "丁", (filing("c-4"),))
    assert cases_of(store) == {"c-1", "c-4"}
    assert {summary.title for summary in store.notices()} == {"通报甲", "通报丁"}
    assert store.check() == []


def test_who_writes_is_known_again_after_the_first_write_was_taken_back(store: Store) -> None:
    """Else the guards would take our own writes for somebody's from outside."""
    with store.together():
        with pytest.raises(RuntimeError), store.together():
            put(store, "甲", (filing("c-1"),))
            raise RuntimeError
        put(store, "乙", (filing("c-2"),))
    assert cases_of(store) == {"c-2"}
