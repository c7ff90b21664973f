"""Counts of tries: they expire, they are taken back, and many at once are each counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geoapp.accounts import Accounts

MINUTE = timedelta(minutes=1)


class Clock:
    now = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def opened(folder: Path, clock: Clock) -> Accounts:
    return Accounts(folder / "a.accounts.sqlite", clock, idle=MINUTE, whole=MINUTE)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def known(tmp_path: Path, clock: Clock) -> Accounts:
    return opened(tmp_path, clock)


def test_a_count_grows_is_cleared_and_ends(known: Accounts, clock: Clock) -> None:
    counts = known.counts
    assert [counts.add("login:zhang", 600) for _ in range(3)] == [1, 2, 3]
    assert counts.add("login:li", 600) == 1
    assert (counts.get("login:zhang"), counts.get("login:nobody")) == (3, 0)
    counts.clear("login:zhang")
    assert counts.add("login:zhang", 600) == 1
    clock.now += timedelta(seconds=599)
    assert (counts.add("login:zhang", 600), counts.seconds_left("login:zhang")) == (2, 1)
    clock.now += timedelta(seconds=1)
    assert (counts.get("login:zhang"), counts.seconds_left("login:zhang")) == (0, 0)
    assert counts.add("login:zhang", 600) == 1


def test_an_account_is_the_same_however_it_is_spelled(known: Accounts) -> None:
    """Names of accounts ignore case, so their tries must."""
    assert [known.counts.add(f"login:{name}", 600) for name in ("zhang", "Zhang", "ZHANG")] == [1, 2, 3]


def test_long_keys_are_cut_alike(known: Accounts) -> None:
    long = "login:" + "长" * 5000
    assert [known.counts.add(long, 600), known.counts.get(long)] == [1, 1]


def test_many_at_once_from_several_files_open(tmp_path: Path, clock: Clock) -> None:
    """As worker processes do: each with the file open for itself."""
    several = [opened(tmp_path, clock) for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda n: several[n % 4].counts.add("one", 600), range(80)))
    for one in several:
        one.close()
    assert sorted(numbers) == list(range(1, 81))
