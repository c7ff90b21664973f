"""What the audit log learns from requests: every write, every download, and every refusal to somebody known.

Logins, tokens and accounts are noted where they happen, with more to say. Nothing is noted while there are no accounts.
"""

from __future__ import annotations

import logging

from flask import Flask, Response, request

from geoapp.accounts import Accounts, AuditKind
from geoapp.model import StoreError
from geoapp.web.guard import SAFE_METHODS, current_actor

log = logging.getLogger(__name__)

_OWN_WORDS = ("login.", "own.", "admin.")
"""Blueprints that write their own lines."""


def install(app: Flask, accounts: Accounts) -> None:
    """Look at every answer on its way out."""

    def look(response: Response) -> Response:
        kind = _kind(response)
        if kind is not None and accounts.people.any():
            try:
                actor = current_actor()
                address = request.remote_addr or ""
                accounts.audit.note(kind, actor, _what(), outcome=str(response.status_code), address=address)
            except StoreError:
                log.exception("audit")  # the answer stands; that it was not written down is in the service's log
        return response

    app.after_request(look)


def _kind(response: Response) -> AuditKind | None:
    """Strangers' failures are left to the service's log: nobody may fill ours without an account."""
    endpoint, status = request.endpoint or "", response.status_code
    if status >= 400 and not current_actor():
        return None
    if status == 403:
        return AuditKind.DENIED
    if request.method not in SAFE_METHODS:
        return None if endpoint.startswith(_OWN_WORDS) else AuditKind.WRITE
    given_to_keep = response.headers.get("Content-Disposition", "").startswith("attachment")
    if request.method == "GET" and given_to_keep and status < 300:
        return AuditKind.EXPORT
    return None


def _what() -> str:
    query = request.query_string.decode("utf-8", "replace")
    return f"{request.method} {request.path}" + (f"?{query}" if query else "")
