"""The version token, read many times a second: on connections kept for it, without building a statement each time."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable

_SELECT = (
    "SELECT (SELECT substr(ifnull(value, ''), 1, 12) FROM meta WHERE key = 'store') || '-' || "
    "(SELECT value FROM meta WHERE key = 'revision')"
)


class VersionReader:
    """Reads the token of one database from any thread; after a fork the parent's connections are left alone."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._idle: deque[tuple[int, sqlite3.Connection]] = deque()

    def read(self) -> str:
        """The token; raises ``sqlite3.Error``."""
        pid = os.getpid()
        try:
            owner, connection = self._idle.pop()
        except IndexError:
            owner, connection = pid, self._connect()
        if owner != pid:
            connection = self._connect()
        (token,) = connection.execute(_SELECT).fetchone()
        self._idle.append((pid, connection))
        return str(token)

    def close(self) -> None:
        """Close the idle connections of this process."""
        while self._idle:
            owner, connection = self._idle.pop()
            if owner == os.getpid():
                connection.close()
