"""People, passwords, sessions, tokens, links: what holds, and for how long."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from geoapp.accounts import RIGHTS, TOKEN_RIGHTS, Accounts, Right, UserRole, accounts_path, check_password
from geoapp.model import Conflict, NotFound, StoreError, UsageError
from geoapp.settings import ZONE, Settings

START = datetime(2026, 1, 5, 9, 0, tzinfo=ZONE)
GOOD = "三只白鹭 open water 7"


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def known(tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    accounts = Accounts(
        tmp_path / "库" / "geoapp.accounts.sqlite", clock, idle=timedelta(hours=2), whole=timedelta(hours=12)
    )
    yield accounts
    accounts.close()


def test_the_file_is_made_with_the_first_thing_written_and_stands_beside_the_database(
    known: Accounts, tmp_path: Path
) -> None:
    assert not known.people.any()
    assert known.people.all() == []
    assert known.tokens.find("geoapp_x") is None
    assert list(known.audit.entries()) == []
    assert not known.file.path.exists()
    known.people.add("zhang", UserRole.VIEWER)
    assert known.file.path.exists()
    assert accounts_path(Settings(db=str(tmp_path / "a.gpkg"))) == tmp_path / "a.accounts.sqlite"
    assert accounts_path(Settings(folder=tmp_path, db="postgresql://x/y")).parent == tmp_path


def test_roles_grow_and_only_administrators_administer() -> None:
    for role, rights in RIGHTS.items():
        assert {Right.OPEN, Right.READ, Right.OWN} <= rights
        assert (Right.ADMIN in rights) == (role is UserRole.ADMINISTRATOR)
    assert RIGHTS[UserRole.INSPECTOR] >= {Right.VISIT}
    assert Right.TOKEN not in RIGHTS[UserRole.INSPECTOR]
    assert {Right.ADMIN, Right.OWN, Right.TOKEN}.isdisjoint(TOKEN_RIGHTS)


def test_passwords_are_kept_as_argon2_hashes_only(known: Accounts) -> None:
    known.people.add("zhang", UserRole.EDITOR, password=GOOD)
    content = known.file.path.read_bytes() + Path(f"{known.file.path}-wal").read_bytes()
    assert GOOD.encode() not in content
    assert b"$argon2id$" in content
    assert known.people.verify("zhang", GOOD) is not None
    assert known.people.verify("ZHANG", GOOD) is not None
    assert known.people.verify("zhang", GOOD + "x") is None
    assert known.people.verify("nobody", GOOD) is None


@pytest.mark.parametrize(
    "bad", ["short", "123456789", "1234567890", "Password123", "admin123456", "aaaaaaaaaaaa", "P@ssw0rd2024!",
            "zhang123456", "x" * 201, "Woaini1314520", "correct\0horse battery"],
)  # fmt: skip
def test_what_is_guessed_first_is_no_password(bad: str, known: Accounts) -> None:
    with pytest.raises(UsageError):
        known.people.add("zhang", UserRole.VIEWER, password=bad)
    assert not known.people.all()


@pytest.mark.parametrize("good", [GOOD, "zhigao-12-lianhua", "一二三四五六七八九十", "Xx7!Xx7!kL"])
def test_other_passwords_are_taken(good: str) -> None:
    check_password(good, "zhang")


@pytest.mark.parametrize("name", ["", "a", "a b", "x" * 41, "a/b", "<b>", "a\n", "=cmd", "王\u202e"])
def test_names_that_cannot_be(name: str, known: Accounts) -> None:
    with pytest.raises(UsageError, match="账户名"):
        known.people.add(name, UserRole.VIEWER)


def test_a_name_is_taken_once_whatever_its_case(known: Accounts) -> None:
    known.people.add("Zhang", UserRole.VIEWER)
    with pytest.raises(Conflict, match="zhang"):
        known.people.add("zhang", UserRole.VIEWER)
    assert known.people.get("ZHANG").name == "Zhang"


def test_the_last_administrator_stays(known: Accounts) -> None:
    known.people.add("chief", UserRole.ADMINISTRATOR)
    with pytest.raises(UsageError, match="最后一个管理员"):
        known.people.switch("chief", active=False)
    with pytest.raises(UsageError, match="最后一个管理员"):
        known.people.change("chief", UserRole.VIEWER, None)
    known.people.add("second", UserRole.ADMINISTRATOR)
    assert not known.people.switch("chief", active=False).active
    assert known.people.change("chief", UserRole.VIEWER, ["430903"]).counties == ("430903",)


def test_sessions_end_idle_at_last_and_on_leaving(known: Accounts, clock: Clock) -> None:
    person = known.people.add("zhang", UserRole.VIEWER)
    key = known.sessions.begin(person)
    for _ in range(5):
        clock.go(hours=1.9)
        assert known.sessions.person(key) == person
    clock.go(hours=2.1)
    assert known.sessions.person(key) is None
    key = known.sessions.begin(person)
    for _ in range(12):
        clock.go(minutes=59)
        assert known.sessions.person(key) is not None
    clock.go(minutes=59)
    assert known.sessions.person(key) is None, "used all the time, it still ends after twelve hours"
    key, other = known.sessions.begin(person), known.sessions.begin(person)
    known.sessions.end(key)
    assert known.sessions.person(key) is None
    assert known.sessions.person(other) is not None
    assert known.sessions.count(person) == 1
    assert known.sessions.person("made up") is None


def test_a_new_password_and_a_disabled_account_end_all_sessions(known: Accounts) -> None:
    known.people.add("chief", UserRole.ADMINISTRATOR)
    person = known.people.add("zhang", UserRole.ANALYST, password=GOOD)
    key, (token, _) = known.sessions.begin(person), known.tokens.issue(person, "QGIS", days=10)
    known.people.set_password("zhang", GOOD + "!")
    assert known.sessions.person(key) is None
    key = known.sessions.begin(person)
    known.people.switch("zhang", active=False)
    assert known.sessions.person(key) is None
    assert known.tokens.find(token) is None
    assert known.people.verify("zhang", GOOD + "!") is None
    known.people.switch("zhang", active=True)
    assert known.sessions.person(key) is None
    assert known.tokens.find(token) is not None


def test_tokens_hold_for_what_they_say_until_their_day(known: Accounts, clock: Clock) -> None:
    person = known.people.add("li", UserRole.ANALYST, ["430900"])
    key, token = known.tokens.issue(person, "QGIS", days=10, counties=["430903"])
    assert key.encode() not in Path(f"{known.file.path}-wal").read_bytes()
    found = known.tokens.find(key)
    assert found is not None
    assert found[0] == person
    assert (found[1].rights, found[1].counties) == (frozenset({Right.READ}), ("430903",))
    clock.go(days=9.9)
    assert known.tokens.find(key) is not None
    clock.go(days=0.2)
    assert known.tokens.find(key) is None
    key, token = known.tokens.issue(person, "again", days=1)
    known.tokens.revoke(person, token.id)
    assert known.tokens.find(key) is None
    with pytest.raises(NotFound):
        known.tokens.revoke(person, token.id)
    with pytest.raises(NotFound):
        known.tokens.revoke(known.people.add("wu", UserRole.VIEWER), token.id)


def test_tokens_are_for_those_who_may_and_for_no_more_than_they_may(known: Accounts) -> None:
    viewer, analyst = known.people.add("wu", UserRole.VIEWER), known.people.add("li", UserRole.ANALYST)
    with pytest.raises(UsageError, match="令牌"):
        known.tokens.issue(viewer, "QGIS", days=10)
    for rights in ([Right.REVIEW], [Right.ADMIN], [Right.OWN], []):
        with pytest.raises(UsageError, match="权限"):
            known.tokens.issue(analyst, "QGIS", days=10, rights=rights)
    for days in (0, -1, 367):
        with pytest.raises(UsageError, match="天"):
            known.tokens.issue(analyst, "QGIS", days=days)
    for label in ("", "  ", "x" * 61, "a\nb"):
        with pytest.raises(UsageError, match="用途"):
            known.tokens.issue(analyst, label, days=1)


def test_the_first_link_makes_the_first_administrator_once(known: Accounts, clock: Clock) -> None:
    first, second = known.links.issue(None), known.links.issue(None)
    with pytest.raises(NotFound):
        known.links.look(first)  # a restart prints a new one and voids the old
    with pytest.raises(UsageError):
        known.links.use(second, "short", name="chief")
    person = known.links.use(second, GOOD, name="chief")
    assert person.role is UserRole.ADMINISTRATOR
    with pytest.raises(NotFound):
        known.links.use(second, GOOD, name="other")
    third = known.links.issue(None)
    with pytest.raises(NotFound, match="管理员已经设立"):
        known.links.look(third)


def test_a_password_link_holds_once_and_for_a_day(known: Accounts, clock: Clock) -> None:
    person = known.people.add("zhang", UserRole.VIEWER)
    key = known.links.issue(person)
    assert known.links.look(key) == person
    clock.go(hours=25)
    with pytest.raises(NotFound):
        known.links.use(key, GOOD)
    key = known.links.issue(person)
    known.links.use(key, GOOD)
    assert known.people.verify("zhang", GOOD) is not None
    with pytest.raises(NotFound):
        known.links.use(key, GOOD + "2")


def test_the_secret_is_made_once_and_lasts(known: Accounts, clock: Clock) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(known.secret())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = Accounts(known.file.path, clock, idle=timedelta(1), whole=timedelta(1))
    assert set(found) == {again.secret()}
    assert len(found[0]) == 64
    again.close()


def test_two_processes_see_each_others_accounts(known: Accounts, clock: Clock) -> None:
    other = Accounts(known.file.path, clock, idle=timedelta(hours=1), whole=timedelta(hours=1))
    assert not other.people.any()
    known.people.add("zhang", UserRole.VIEWER)
    assert other.people.any()
    other.people.add("li", UserRole.VIEWER)
    assert [person.name for person in known.people.all()] == ["li", "zhang"]
    other.close()


def test_a_file_that_vanishes_does_not_open_the_door(known: Accounts) -> None:
    known.people.add("zhang", UserRole.VIEWER)
    assert known.people.any()
    known.close()
    for path in known.file.path.parent.iterdir():
        path.unlink()
    assert known.people.any()


def test_a_file_that_is_none_or_newer_is_told(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "x.accounts.sqlite"
    path.write_bytes(b"not a database, just some words that are longer than a header would be" * 20)
    broken = Accounts(path, clock, idle=timedelta(1), whole=timedelta(1))
    with pytest.raises(StoreError, match=r"x\.accounts\.sqlite"):
        broken.people.all()
    newer = tmp_path / "y.accounts.sqlite"
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="更新版本"):
        Accounts(newer, clock, idle=timedelta(1), whole=timedelta(1)).people.all()
