"""Signing in, for tests: an account and a client that carries its session and the CSRF token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient

from geoapp.accounts import Accounts, UserRole

PASSWORD = "三只白鹭 open water 7"


def accounts_of(app: Flask) -> Accounts:
    return cast(Accounts, app.extensions["geoapp.accounts"])


class SignedClient:
    """A signed-in browser: ``get`` as usual, ``post`` with the token that our scripts send."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = client.get("/api/csrf").get_json()["token"]

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def post(self, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
        return self.client.post(path, headers={"X-CSRFToken": self.token, **(headers or {})}, **more)

    def open(self, path: str, method: str, **more: Any) -> Any:
        headers = {"X-CSRFToken": self.token, **(more.pop("headers", None) or {})}
        return self.client.open(path, method=method, headers=headers, **more)


def sign_in(app: Flask, role: UserRole, counties: Sequence[str] | None = None, name: str = "") -> SignedClient:
    """A client signed in as a new (or the same) account of this role and these counties, without the login page."""
    known = accounts_of(app)
    name = name or f"{role}-{'-'.join(counties) if counties is not None else 'all'}"[:40]
    people = {person.name: person for person in known.people.all()}
    person = people.get(name) or known.people.add(name, role, counties)
    client = app.test_client()
    with client.session_transaction() as session:
        app.secret_key = known.secret()
        session["_user_id"] = known.sessions.begin(person)
        session["_fresh"] = True
    return SignedClient(client)
