"""Throttling what tries passwords, links and tokens: Flask-Limiter, counting where all workers of the service count."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage

from geoapp.accounts import Accounts, Counts
from geoapp.model import StoreError

TRIES = "20 per minute"
"""So many logins and links from one address, whichever worker is asked."""
BAD_TOKENS = 20
"""So many tokens that do not count from one address in a minute are written down; then it is told to wait."""
_SCHEME = "geoapp-accounts"


class AccountsStorage(Storage):
    """What the library counts in: the accounts' file."""

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - as the library declares it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions)
        self._counts: Counts = options["counts"]

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What is wrong with the file is told as a ``StoreError`` already."""
        return StoreError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """One more, and how many there are."""
        return self._counts.add(key, expiry, amount)

    def get(self, key: str) -> int:
        """How many there are."""
        return self._counts.get(key)

    def get_expiry(self, key: str) -> float:
        """When the count begins anew."""
        return self._counts.expires_at(key)

    def check(self) -> bool:
        """The file is asked with every request of somebody who is signed in: it has its own errors."""
        return True

    def reset(self) -> int | None:
        """Not offered: counts end by themselves."""
        return None

    def clear(self, key: str) -> None:
        """Forget a count."""
        self._counts.clear(key)


def install(app: Flask, known: Accounts) -> None:
    """Throttle what tries passwords and links, by the address that it comes from."""
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=f"{_SCHEME}://",
        storage_options={"counts": known.counts},  # type: ignore[dict-item]  # the library passes on what it is given
        default_limits=[],
    )
    for endpoint in ("login.login", "login.link"):
        limited: Any = limiter.limit(TRIES)(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited


def bad_token_again(known: Accounts, address: str) -> bool:
    """Whether an address has shown more tokens that do not count than are worth a line each."""
    return known.counts.add(f"token:{address}", 60) > BAD_TOKENS
