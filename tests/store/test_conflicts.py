"""What is kept of notices against notices is what a walk through all records finds, however the notices came."""

from __future__ import annotations

import random
import sqlite3
from datetime import date
from pathlib import Path

from making import TODAY, at, filing, notice, record

from geoapp.model import Status
from geoapp.store import Correction, StatusConflict, Store, open_store
from geoapp.store._schema import _CONTRADICTIONS

CASES = ("430000-a-1", "430000-a-2", "430000-a-3")
DAYS = (None, date(2025, 3, 1), date(2025, 6, 1), date(2025, 6, 1), date(2025, 9, 1))


def _throw(store: Store, dice: random.Random, moment: int) -> None:
    """A notice of one of four works: new, read again with other words, or an edition that supersedes an older one."""
    work, edition = dice.randrange(4), dice.randrange(2)
    name = f"{work}-{edition}"
    said, data = notice(name, work_key=f"w{work}", issued_on=dice.choice(DAYS), title=f"通报{name}")
    told = dice.sample(CASES, dice.randrange(1, 4))
    filings = [filing(case, record(status=dice.choice(tuple(Status)))) for case in told]
    store.put_notice(said, data, filings, at=at(moment), actor="test")


def _walked(path: Path) -> tuple[StatusConflict, ...]:
    """What the step that brings an older store up finds in a copy of this one."""
    copy = path.with_name("copy.gpkg")
    copy.unlink(missing_ok=True)
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as older:
        source.backup(older)
        older.executescript("DROP TABLE contradictions; CREATE INDEX records_told ON records (case_id)")
        older.executescript(_CONTRADICTIONS)
    store = open_store(str(copy), today=lambda: TODAY)
    try:
        return store.conflicts()
    finally:
        store.close()


def test_kept_as_notices_come_and_worked_out_for_an_older_store_agree(tmp_path: Path) -> None:
    dice, found = random.Random(6), 0
    for run in range(12):
        path = tmp_path / f"{run}.gpkg"
        store = open_store(str(path), create=True, today=lambda: TODAY)
        try:
            for moment in range(9):
                _throw(store, dice, moment)
                kept = store.conflicts()
                if moment % 3 == 2:
                    assert kept == _walked(path)
                found += len(kept)
        finally:
            store.close()
    assert found > 30, "the dice made something to compare"


def test_a_word_settles_until_a_later_notice_speaks(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "s.gpkg"), create=True, today=lambda: TODAY)
    try:
        case = CASES[0]
        for moment, (name, day, status) in enumerate(
            (("甲", date(2025, 3, 1), Status.CLOSED), ("乙", date(2025, 6, 1), Status.PLANNED))
        ):
            said, data = notice(name, issued_on=day)
            store.put_notice(said, data, [filing(case, record(status=status))], at=at(moment), actor="test")
        assert [one.newer.status for one in store.conflicts()] == [Status.PLANNED]
        store.correct(Correction(case, None, "case_status", Status.DONE), actor="李", at=at(5), if_match=None)
        assert store.conflicts() == ()
        said, data = notice("丙", issued_on=date(2025, 9, 1))
        store.put_notice(said, data, [filing(case, record(status=Status.IN_PROGRESS))], at=at(9), actor="test")
        assert [one.newer.status for one in store.conflicts()] == [Status.IN_PROGRESS], "read after the word"
    finally:
        store.close()
