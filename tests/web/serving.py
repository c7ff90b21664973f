"""The production server for tests: a port that nobody has, and a service in a process of its own."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException

from geoapp.settings import Settings

PATIENCE_S = 300
"""A loaded machine may be slow; what hangs is told all the same."""


def free_port() -> int:
    """A port that nobody has. Not one of those that systems hand out by themselves (from 32768 on): between this
    question and the service's start any connection of any other test could be given it."""
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """``geoapp serve`` with these settings; its address, once it answers."""
    url = f"http://127.0.0.1:{settings.port}"
    environment = {**os.environ, **settings.environ()}
    command = [sys.executable, "-m", "geoapp", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
        assert process.stdout is not None
        try:
            assert b"http" in process.stdout.readline(), "the server did not start"
            wait_for_answer(url, process)
            yield url
        finally:
            process.terminate()


def wait_for_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until the service answers; an error when it ends before, or never answers."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=PATIENCE_S).close()
            return
        except (OSError, HTTPException):
            assert time.monotonic() < end, f"{url} never answered"
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"the service has ended with {process.wait(0.05)}")
