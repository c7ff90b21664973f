"""Counts that expire: tries at passwords, links and tokens, counted by all worker processes together.

They stand in the accounts' file, so that neither another worker nor a restart gives anybody new tries.
"""

from __future__ import annotations

import math

from geoapp.accounts._file import AccountsFile
from geoapp.accounts._people import Clock

_MAX_KEY = 200


class Counts:
    """How often something was tried within a stretch of time, which begins with the first try."""

    def __init__(self, file: AccountsFile, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def add(self, key: str, seconds: float, amount: int = 1) -> int:
        """Count one more, and say how many there were within ``seconds``. Of many at once each gets his own number."""
        now, key = self._clock().timestamp(), key[:_MAX_KEY]
        with self._file.writing(at_once=True) as connection:
            connection.execute("DELETE FROM counts WHERE expires_at <= ?", (now,))
            connection.execute("INSERT OR IGNORE INTO counts VALUES (?, 0, ?)", (key, now + seconds))
            connection.execute("UPDATE counts SET tries = tries + ? WHERE key = ?", (amount, key))
            return int(connection.execute("SELECT tries FROM counts WHERE key = ?", (key,)).fetchone()[0])

    def get(self, key: str) -> int:
        """How many there were; 0 when none, or when their time is over."""
        rows = self._file.rows("SELECT tries FROM counts WHERE key = ? AND expires_at > ?", self._at(key))
        return int(rows[0][0]) if rows else 0

    def expires_at(self, key: str) -> float:
        """When the count begins anew, in seconds of Unix; the present when there is none."""
        rows = self._file.rows("SELECT expires_at FROM counts WHERE key = ? AND expires_at > ?", self._at(key))
        return float(rows[0][0]) if rows else self._clock().timestamp()

    def seconds_left(self, key: str) -> int:
        """Until the count begins anew; 0 when there is none."""
        return math.ceil(self.expires_at(key) - self._clock().timestamp())

    def clear(self, key: str) -> None:
        """Forget it: whoever came in has all his tries again."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM counts WHERE key = ?", (key[:_MAX_KEY],))

    def _at(self, key: str) -> tuple[str, float]:
        return key[:_MAX_KEY], self._clock().timestamp()
