"""The production server: granian, on Linux and Windows alike."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from geoapp.accounts import open_accounts
from geoapp.model import StoreError, UsageError
from geoapp.pipeline import keep_lines
from geoapp.pipeline.inbox import Inbox
from geoapp.pipeline.inbox_work import start_worker
from geoapp.settings import Settings
from geoapp.store import open_store
from geoapp.texts import reason_of, text
from geoapp.web.addresses import is_loopback, noted

if TYPE_CHECKING:
    from granian.log import LogLevels

MAX_THREADS = 8


def serve(settings: Settings, *, tls_cert: Path | None = None, tls_key: Path | None = None) -> None:
    """Serve until Ctrl-C. Raises ``UsageError`` when the address may not or cannot be used.

    While no account exists, and reading is not open to all anyway, a one-time link to make the first administrator is
    printed.

    Workers are new processes: they read the settings again, so what the command line changed goes to them through the
    environment.
    """
    from granian import Granian
    from granian.constants import Interfaces

    check_address(settings)
    certificates = _certificates(tls_cert, tls_key)
    for item in fields(Settings):
        os.environ[f"GEOAPP_{item.name.upper()}"] = str(getattr(settings, item.name))
    server = Granian(
        "geoapp.web.wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=settings.workers,
        blocking_threads=_threads(),
        websockets=False,
        log_level=_log_level(settings),
        respawn_failed_workers=True,
        ssl_cert=certificates[0],
        ssl_key=certificates[1],
    )
    url = address_of(settings, secure=certificates[0] is not None)
    told = [text("web.serve.address", url=url), *_first_link(settings, url)]
    if certificates[0] is None and not is_loopback(settings.host) and not settings.trusted_proxies:
        told.append(text("web.serve.plain"))
    server.on_startup(lambda: print("\n".join(told), flush=True))
    _start_texts(settings.database)
    start_worker(Inbox(settings.folder / "inbox"), {})  # goes on with what the last run left
    try:
        with noted(settings, url):
            server.serve()
    finally:
        print(text("web.serve.stopped"), file=sys.stderr, flush=True)


def _start_texts(database: str) -> None:
    """In a process of its own, not in a thread: the server forks its workers, and a worker that was forked while this
    process had the store open believes to hold SQLite's locks. Its write-ahead log is then deleted under it."""
    multiprocessing.get_context("spawn").Process(target=_make_texts, args=(database,), daemon=True).start()


def _make_texts(database: str) -> None:
    """Beside the service: texts of features that are missing, as after an upgrade, so that no export waits for them."""
    try:
        store = open_store(database)
    except StoreError:
        return  # the workers say so
    try:
        keep_lines(store)
    finally:
        store.close()


def _first_link(settings: Settings, url: str) -> list[str]:
    accounts = open_accounts(settings)
    try:
        accounts.audit.prune(settings.audit_keep_days)
        if accounts.people.any() or settings.anonymous_read == "on":
            return []
        return [text("web.serve.first", link=f"{url}link/{accounts.links.issue(None)}")]
    finally:
        accounts.close()


def check_address(settings: Settings) -> None:
    """Refuse what must not be served while there are no accounts, and what is taken."""
    if not is_loopback(settings.host) and not _has_accounts(settings):
        raise UsageError(text("web.serve.not_loopback", host=settings.host), parameter="host", example="127.0.0.1")
    if not 1 <= settings.port <= 65535:
        raise UsageError(text("web.serve.port_range", port=settings.port), parameter="port", example="8000")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            # There a port that was just left is free; on Windows the option would allow to steal a used one.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            probe.listen(1)
        except OSError as error:
            raise _not_bound(settings, error) from error


def _has_accounts(settings: Settings) -> bool:
    accounts = open_accounts(settings)
    try:
        return accounts.people.any()
    finally:
        accounts.close()


def _not_bound(settings: Settings, error: OSError) -> UsageError:
    import errno

    taken = (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", -1), getattr(errno, "WSAEACCES", -1))
    if error.errno in taken:
        other = settings.port + 1 if settings.port < 65535 else 8000
        return UsageError(text("web.serve.port_taken", port=settings.port, other=other), parameter="port")
    sentence = text("web.serve.bind_failed", host=settings.host, port=settings.port, reason=reason_of(error))
    return UsageError(sentence, parameter="port")


def address_of(settings: Settings, *, secure: bool = False) -> str:
    """What to type into a browser."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{'https' if secure else 'http'}://{host}:{settings.port}/"


def _threads() -> int:
    """Requests that a worker answers at once: a few more than cores, for reading waits for the disk."""
    return max(2, min(MAX_THREADS, 2 * (os.cpu_count() or 1)))


def _certificates(cert: Path | None, key: Path | None) -> tuple[Path | None, Path | None]:
    if (cert is None) != (key is None):
        raise UsageError(text("web.serve.tls_pair"), parameter="tls-cert")
    for path in (cert, key):
        if path is not None and not path.is_file():
            raise UsageError(text("web.serve.tls_missing", file=path), parameter="tls-cert")
    return cert, key


def _log_level(settings: Settings) -> LogLevels:
    from granian.log import LogLevels

    try:
        return LogLevels(settings.log_level)
    except ValueError:
        return LogLevels.warning
