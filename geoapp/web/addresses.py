"""Addresses of machines: which ones only this machine can reach, and where the service of a store is running now."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from geoapp.accounts import accounts_path
from geoapp.settings import Settings

_PROBE_S = 1.0


def is_loopback(host: str) -> bool:
    """True for an address that only this machine can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def noted(settings: Settings, url: str) -> Iterator[None]:
    """While it lasts, other commands on this machine can find out that the service runs at ``url``."""
    file = _file(settings)
    with suppress(OSError):  # a folder that is read only: the others then name the settings' address
        file.write_text(url, encoding="utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def running_at(settings: Settings) -> str | None:
    """The address that the service of this store answers at; None when nothing does."""
    try:
        url = _file(settings).read_text(encoding="utf-8").strip()
        parts = urlsplit(url)
        if parts.hostname is None or parts.port is None:
            return None
        with socket.create_connection((_reachable(parts.hostname), parts.port), timeout=_PROBE_S):
            return url
    except (OSError, ValueError):  # no file, a file of something else, or a service that was killed
        return None


def _file(settings: Settings) -> Path:
    return accounts_path(settings).with_suffix(".address")


def _reachable(host: str) -> str:
    """A service on all addresses is asked at this machine's own."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return ("127.0.0.1" if address.version == 4 else "::1") if address.is_unspecified else host
