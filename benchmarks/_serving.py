"""What benchmarks of the service share: a store of synthetic cases, a free port, the server of ``_items_server``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from benchmarks._synthetic import features


def filled_store(path: Path, count: int, *, texts: bool) -> Path:
    """A new store of ``count`` cases at ``path``; ``texts``: with the texts that exports are put together from."""
    from geoapp.pipeline import keep_lines
    from geoapp.settings import ZONE
    from geoapp.store import open_store

    store = open_store(str(path), create=True)
    store.bulk_load(features(count), at=datetime.now(ZONE), actor="benchmark")
    if texts:
        with store.importing():
            keep_lines(store)
    store.close()
    return path


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(database: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """The production server with the application and, beside it, a view that always answers the same bytes: its port
    and process, once it takes connections. ``environment``: besides our own."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks._items_server", str(port)]
    given = {**os.environ, "GEOAPP_DB": str(database), **environment}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=given) as process:
        try:
            deadline = time.time() + 120
            while time.time() < deadline:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port, process.pid
        finally:
            process.terminate()
