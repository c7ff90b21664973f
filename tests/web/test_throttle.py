"""Throttling by a service of two workers: an address and an account have their tries once, not once a worker."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
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
from tests.web.serving import free_port
from tests.web.signed import PASSWORD


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service of two workers, with one account."""
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
            wait_for(url)
            yield url
        finally:
            child.send_signal(signal.SIGINT if sys.platform != "win32" else signal.CTRL_BREAK_EVENT)
            child.wait(30)
    assert "Traceback" not in log.read_text("utf-8")


def wait_for(url: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            requests.get(f"{url}/healthz", timeout=20)
        except requests.ConnectionError:
            if time.monotonic() > end:
                raise
        else:
            return


def code_of(url: str, name: str, password: str = "wrong, that one") -> int:
    """The answer to one login, by a connection of its own, so that either worker may get it."""
    with requests.Session() as browser:
        page = browser.get(f"{url}/login", timeout=30).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        form = urlencode({"csrf_token": found[1], "name": name, "password": password})
        head = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        return browser.post(f"{url}/login", data=form, headers=head, timeout=60, allow_redirects=False).status_code


@pytest.mark.slow
def test_an_account_and_an_address_have_their_tries_once(service: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        at_account = Counter(pool.map(lambda _: code_of(service, "zhang"), range(12)))
        assert at_account == {401: MAX_FAILURES, 429: 12 - MAX_FAILURES}
        at_address = Counter(pool.map(lambda n: code_of(service, f"nobody{n}"), range(20)))
    assert at_address == {401: 20 - 12, 429: 12}, "twenty a minute from one address, the twelve before among them"
    assert code_of(service, "zhang", PASSWORD) == 429
