"""Where the service may listen, and a real start and stop."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import fields, replace
from pathlib import Path

import pytest

from geoapp.model import UsageError
from geoapp.settings import Settings
from geoapp.web import server
from geoapp.web.addresses import is_loopback
from geoapp.web.server import address_of, check_address, serve
from tests.web.serving import PATIENCE_S, free_port, wait_for_answer


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_another_address_is_refused_while_there_are_no_accounts(host: str, port: int) -> None:
    with pytest.raises(UsageError, match="账户"):
        serve(Settings(host=host, port=port))


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True)]
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_a_free_port_is_fine_and_a_taken_one_is_told(port: int) -> None:
    check_address(Settings(port=port))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen(1)
        with pytest.raises(UsageError, match=f"端口 {port} 已被占用"):
            check_address(Settings(port=port))


@pytest.mark.parametrize("number", [0, -1, 65536])
def test_a_port_out_of_range(number: int) -> None:
    with pytest.raises(UsageError, match="65535"):
        check_address(Settings(port=number))


def test_certificates_come_in_pairs(port: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="一起"):
        serve(Settings(port=port), tls_cert=tmp_path / "a.pem")
    with pytest.raises(UsageError, match=r"a\.pem"):
        serve(Settings(port=port), tls_cert=tmp_path / "a.pem", tls_key=tmp_path / "b.pem")


def test_addresses() -> None:
    assert address_of(Settings()) == "http://127.0.0.1:8000/"
    assert address_of(replace(Settings(), host="::1"), secure=True) == "https://[::1]:8000/"


def test_the_store_is_not_open_where_workers_are_forked(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker forked beside an open SQLite file takes over locks that it does not have, and loses its log."""
    opened: list[str] = []

    class Forking:
        def __init__(self, *_: object, **__: object) -> None: ...

        def on_startup(self, _: object) -> None: ...

        def serve(self) -> None:
            for thread in threading.enumerate():
                if thread.daemon and thread is not threading.current_thread():
                    thread.join(5)

    for item in fields(Settings):
        monkeypatch.setenv(f"GEOAPP_{item.name.upper()}", "")  # what serve sets there goes again
    monkeypatch.setattr("granian.Granian", Forking)
    monkeypatch.setattr(server, "open_store", opened.append)
    monkeypatch.setattr(server, "keep_lines", lambda _: None)
    serve(Settings(folder=tmp_path, port=port, anonymous_read="on"))
    for child in multiprocessing.active_children():
        child.join(PATIENCE_S)
    assert opened == []


def test_the_service_starts_answers_and_stops(port: int, tmp_path: Path) -> None:
    """The whole way of ``geoapp serve``: another process, the settings through the environment, Ctrl-C at the end."""
    code = (
        "from pathlib import Path\n"
        "from geoapp.settings import Settings\n"
        "from geoapp.store import open_store\n"
        "from geoapp.web.server import serve\n"
        "if __name__ == '__main__':\n"
        f"    settings = Settings(folder=Path({str(tmp_path)!r}), port={port})\n"
        "    open_store(settings.database, create=True).close()\n"
        "    serve(settings)\n"
    )
    script = tmp_path / "start.py"
    script.write_text(code, encoding="utf-8")
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {}
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, **group) as child:
        try:
            said = child.stdout.readline().decode("utf-8") if child.stdout else ""
            assert f"http://127.0.0.1:{port}/" in said
            wait_for_answer(f"http://127.0.0.1:{port}", child)
        finally:
            child.send_signal(signal.SIGINT if sys.platform != "win32" else signal.CTRL_BREAK_EVENT)
            said, _ = child.communicate(timeout=PATIENCE_S)  # type: ignore[assignment]
    assert b"Traceback" not in said  # type: ignore[operator]
    assert child.returncode in (0, 130, -signal.SIGINT)
