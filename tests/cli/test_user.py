"""``geoapp user``: accounts from the console; backup and check cover them; where ``serve`` may listen."""

from __future__ import annotations

import csv
import io
import json
import socket
from pathlib import Path

import pytest

from geoapp.accounts import Accounts, UserRole, open_accounts
from geoapp.cli import run
from geoapp.model import UsageError
from geoapp.settings import Settings, load_settings
from geoapp.store import open_store
from geoapp.web.addresses import noted, running_at
from geoapp.web.server import _first_link, check_address

PASSWORD = "三只白鹭 open water 7"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path / "数据"))
    return load_settings()


def known_of(settings: Settings) -> Accounts:
    return open_accounts(settings)


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(words))


def test_an_account_from_beginning_to_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, f"{PASSWORD}\n")
    assert run(["user", "add", "chief", "--role", "administrator", "--password-stdin"]) == 0
    assert run(["user", "add", "li", "--role", "analyst", "--county", "赫山区", "--county", "430921"]) == 0
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/link/")
    known = known_of(settings)
    assert known.links.look(link.rsplit("/", 1)[1]) == known.people.get("li")
    assert known.people.get("li").counties == ("430903", "430921")
    assert known.people.verify("chief", PASSWORD) is not None
    assert run(["user", "list"]) == 0
    assert "赫山区、南县" in capsys.readouterr().out
    assert run(["user", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["role"], one["has_password"]) for one in listed] == [
        ("chief", "administrator", True), ("li", "analyst", False),
    ]  # fmt: skip
    assert run(["user", "token", "li", "--label", "QGIS", "--days", "30"]) == 0
    said = capsys.readouterr()
    (key,) = said.out.split()
    assert key.startswith("geoapp_")
    assert key not in said.err
    found = known.tokens.find(key)
    assert found is not None
    assert run(["user", "token", "li", "--revoke", str(found[1].id)]) == 0
    assert known.tokens.find(key) is None
    assert run(["user", "token", "li", "--list"]) == 0
    assert "已失效" in capsys.readouterr().out
    assert run(["user", "change", "li", "--role", "viewer"]) == 0
    assert (known.people.get("li").role, known.people.get("li").counties) == (UserRole.VIEWER, ("430903", "430921"))
    assert run(["user", "change", "li", "--everywhere"]) == 0
    assert known.people.get("li").counties is None
    assert run(["user", "disable", "li"]) == 0
    assert not known.people.get("li").active
    assert run(["user", "enable", "li"]) == 0
    typed(monkeypatch, "一个新的密码在这里吧\n")
    assert run(["user", "password", "li", "--password-stdin"]) == 0
    assert known.people.verify("li", "一个新的密码在这里吧") is not None
    assert run(["user", "list"]) == 0
    assert "li  查看  全部区县  正常" in capsys.readouterr().out
    assert run(["user", "audit", "-f", "jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["what"] for line in lines][:2] == [
        "添加账户 chief：administrator，*",
        "添加账户 li：analyst，430903、430921",
    ]
    assert {line["actor"] for line in lines} == {"cli"}
    assert run(["user", "audit", "-o", "log.csv", "--since", "2020-01-01", "--actor", "cli"]) == 0
    rows = list(csv.reader(io.StringIO(Path("log.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(lines) + 1
    known.close()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "a b"], 2, "账户名"),
        (["add", "li", "--role", "king"], 2, "king"),
        (["add", "li", "--county", "没有的县"], 2, "没有的县"),
        (["add", "li", "--password-stdin"], 2, "太短"),
        (["disable", "nosuch"], 1, "nosuch"),
        (["token", "nosuch"], 1, "nosuch"),
        (["password", "nosuch"], 1, "nosuch"),
    ],
)
def test_what_is_wrong_is_said(
    words: list[str], code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "short\n")
    assert run(["user", *words]) == code
    assert said in capsys.readouterr().err


def test_the_last_administrator_and_tokens_for_viewers_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    run(["user", "add", "chief", "--role", "administrator"])
    assert run(["user", "disable", "chief"]) == 2
    assert "最后一个管理员" in capsys.readouterr().err
    run(["user", "add", "wu"])
    assert run(["user", "token", "wu"]) == 2
    assert "令牌" in capsys.readouterr().err


def test_backup_and_check_cover_the_accounts(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.folder.mkdir()
    open_store(settings.database, create=True).close()
    assert run(["backup", "first.gpkg"]) == 0
    assert not Path("first.accounts.sqlite").exists()
    run(["user", "add", "chief", "--role", "administrator"])
    assert run(["backup", "copy.gpkg"]) == 0
    assert run(["user", "list", "--db", "copy.gpkg"]) == 0
    assert "chief" in capsys.readouterr().out
    assert run(["check"]) == 0
    known = known_of(settings)
    with known.file.writing() as connection:
        connection.execute("DROP TRIGGER audit_kept")
        connection.execute("UPDATE people SET active = 0")
    known.close()
    capsys.readouterr()
    assert run(["check"]) == 1
    told = capsys.readouterr().out
    assert "触发器" in told
    assert "没有可用的管理员" in told


def test_another_address_needs_an_account_and_the_first_start_shows_the_way(settings: Settings) -> None:
    outside = Settings(folder=settings.folder, host="0.0.0.0", port=1)
    with pytest.raises(UsageError, match="还没有任何账户"):
        check_address(outside)
    (line,) = _first_link(settings, "http://127.0.0.1:8000/")
    key = line.rsplit("/", 1)[1]
    known = known_of(settings)
    assert known.links.use(key, PASSWORD, name="chief").role is UserRole.ADMINISTRATOR
    assert _first_link(settings, "http://127.0.0.1:8000/") == []
    known.close()
    with pytest.raises(UsageError, match=r"端口|启动"):
        check_address(Settings(folder=settings.folder, host="203.0.113.7", port=9))


def test_a_link_names_the_service_that_is_running(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(settings.folder).mkdir()
    with socket.create_server(("127.0.0.1", 0)) as service:
        url = f"http://127.0.0.1:{service.getsockname()[1]}/"
        with noted(settings, url):
            assert run(["user", "add", "li"]) == 0
            said = capsys.readouterr()
            assert said.out.splitlines()[-1].startswith(f"{url}link/")
            assert "没有运行" not in said.err
            service.close()  # killed: its note stays, but nobody answers there
            assert running_at(settings) is None
    assert run(["user", "add", "wang"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1].startswith("http://127.0.0.1:8000/link/")
    assert "没有运行" in said.err
    monkeypatch.setenv("GEOAPP_PUBLIC_URL", "https://gis.example/")
    assert run(["user", "add", "zhao"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("https://gis.example/link/")
