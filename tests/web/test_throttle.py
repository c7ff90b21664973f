"""Throttling by a service of two workers: an address and an account have their tries once, not once a worker."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests

from geoapp.accounts import UserRole, open_accounts
from geoapp.settings import Settings
from geoapp.store import open_store
from geoapp.web.login import MAX_FAILURES
from tests.web.serving import PATIENCE_S, free_port, wait_for_answer
from tests.web.signed import PASSWORD


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    """The address of a service of two workers, with one account, and its settings."""
    folder = tmp_path_factory.mktemp("throttle")
    settings = Settings(folder=folder, port=free_port(), workers=2)
    open_store(settings.database, create=True).close()
    accounts = open_accounts(settings)
    accounts.people.add("zhang", UserRole.EDITOR, password=PASSWORD)
    accounts.close()
    environment = {**os.environ, **settings.environ(), "PYTHONIOENCODING": "utf-8"}
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {}
    command = [sys.executable, "-m", "geoapp", "serve"]
    log = folder / "service.log"
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment, **group) as child:
        try:
            url = f"http://127.0.0.1:{settings.port}"
            wait_for_answer(url, child)
            yield url, settings
        finally:
            child.send_signal(signal.SIGINT if sys.platform != "win32" else signal.CTRL_BREAK_EVENT)
            child.wait(PATIENCE_S)
    assert "Traceback" not in log.read_text("utf-8")


def draw_out(settings: Settings) -> None:
    """The minutes that have begun last an hour: a loaded machine needs longer than one for thirty logins."""
    accounts = open_accounts(settings)
    with accounts.counts._file.writing() as connection:
        assert connection.execute("UPDATE counts SET expires_at = expires_at + 3600").rowcount >= 2
    accounts.close()


def code_of(url: str, name: str, password: str = "wrong, that one") -> int:
    """The answer to one login, by a connection of its own, so that either worker may get it."""
    with requests.Session() as browser:
        page = browser.get(f"{url}/login", timeout=PATIENCE_S).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        form = urlencode({"csrf_token": found[1], "name": name, "password": password})
        head = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        return browser.post(
            f"{url}/login", data=form, headers=head, timeout=PATIENCE_S, allow_redirects=False
        ).status_code


@pytest.mark.slow
def test_an_account_and_an_address_have_their_tries_once(service: tuple[str, Settings]) -> None:
    url, settings = service
    first = code_of(url, "zhang")
    draw_out(settings)
    with ThreadPoolExecutor(8) as pool:
        at_account = Counter([first, *pool.map(lambda _: code_of(url, "zhang"), range(11))])
        assert at_account == {401: MAX_FAILURES, 429: 12 - MAX_FAILURES}
        at_address = Counter(pool.map(lambda n: code_of(url, f"nobody{n}"), range(20)))
    assert at_address == {401: 20 - 12, 429: 12}, "twenty a minute from one address, the twelve before among them"
    assert code_of(url, "zhang", PASSWORD) == 429
