"""The audit log: append-only, kept six months, exported."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geoapp.accounts import AUDIT_FORMATS, Accounts, AuditKind
from geoapp.model import StoreError


class Clock:
    now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def known(tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    accounts = Accounts(tmp_path / "a.sqlite", clock, idle=timedelta(1), whole=timedelta(1))
    yield accounts
    accounts.close()


def test_lines_are_never_changed_and_stay_for_six_months(known: Accounts, clock: Clock) -> None:
    known.audit.note(AuditKind.LOGIN, "zhang", "password")
    for sql in ("UPDATE audit SET actor = 'li'", "DELETE FROM audit"):
        with pytest.raises(StoreError, match="audit"), known.file.writing() as connection:
            connection.execute(sql)
    present = clock.now
    for days in (500, 190, 183, 10):
        clock.now = present - timedelta(days=days)
        known.audit.note(AuditKind.EXPORT, "zhang", f"{days}")
    clock.now = present
    assert known.audit.prune(1) == 2, "less than six months cannot be asked for"
    assert [line.what for line in known.audit.entries()] == ["password", "183", "10"]
    assert known.audit.prune(400) == 0


def test_entries_by_time_and_actor(known: Accounts, clock: Clock) -> None:
    start = clock.now
    for hour in range(5):
        clock.now = start + timedelta(hours=hour)
        known.audit.note(AuditKind.WRITE, "zhang" if hour % 2 else "li", f"POST /{hour}")
    found = known.audit.entries(since=start + timedelta(hours=1), until=start + timedelta(hours=4))
    assert [line.what for line in found] == ["POST /1", "POST /2", "POST /3"]
    assert [line.what for line in known.audit.entries(actor="zhang")] == ["POST /1", "POST /3"]
    latest = known.audit.latest(2)
    assert [line.what for line in latest] == ["POST /4", "POST /3"]
    assert [line.what for line in known.audit.latest(9, before=latest[-1].id)] == ["POST /2", "POST /1", "POST /0"]


def test_a_line_is_one_printable_line(known: Accounts) -> None:
    known.audit.note(AuditKind.LOGIN, "a\nb\x1b[31m" + "x" * 999, "w\u2028\u202e", outcome="failed")
    (line,) = known.audit.latest(9)
    assert line.actor.isprintable()
    assert line.what.isprintable()
    assert len(line.actor) <= 300


def test_files(known: Accounts) -> None:
    known.audit.note(AuditKind.LOGIN, "=HYPERLINK(1)", '密码, "引"', outcome="failed", address="10.0.0.7")
    known.audit.note(AuditKind.EXPORT, "zhang", "GET /export/cases.csv")
    written = {name: b"".join(write(known.audit.entries())) for name, (_, write) in AUDIT_FORMATS.items()}
    rows = list(csv.DictReader(io.StringIO(written["csv"].decode("utf-8-sig"))))
    assert rows[0]["actor"] == "'=HYPERLINK(1)", "a spreadsheet must not run what somebody typed as a name"
    assert rows[0]["what"] == '密码, "引"'
    assert [row["kind"] for row in rows] == ["login", "export"]
    lines = [json.loads(line) for line in written["jsonl"].splitlines()]
    assert [line["actor"] for line in lines] == ["=HYPERLINK(1)", "zhang"]
    assert datetime.fromisoformat(lines[0]["at"]).tzinfo is not None


def test_the_log_is_plain_sqlite_for_an_auditor(known: Accounts) -> None:
    known.audit.note(AuditKind.LOGIN, "zhang", "password")
    other = sqlite3.connect(known.file.path)
    assert other.execute("SELECT actor FROM audit").fetchall() == [("zhang",)]
    with pytest.raises(sqlite3.IntegrityError):
        other.execute("DELETE FROM audit")
    other.close()
