"""The production server for tests: a port that nobody has, and a service in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from geoapp.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
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
            for _ in range(1200):
                try:
                    urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
                    break
                except urllib.error.URLError:
                    threading.Event().wait(0.1)
            yield url
        finally:
            process.terminate()
