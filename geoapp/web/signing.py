"""Being signed in: a signed cookie for people (Flask-Login), a bearer token for programs, and how each is turned away.

The cookie holds nothing but the key of a session; who that is and whether it still counts stands in the accounts'
file, which is asked once a request, and never for files that everybody may have.
"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, Request, Response, abort, current_app, redirect, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from geoapp.accounts import Accounts, AuditKind, Person, Right, said
from geoapp.web import throttle
from geoapp.web.errors import wants_page
from geoapp.web.visitors import Visitor

COOKIE = "geoapp_session"
_BEARER = "bearer"


class SignedIn(UserMixin):  # type: ignore[misc]
    """A person with the session that vouches for him: what Flask-Login hands around."""

    def __init__(self, person: Person, key: str) -> None:
        self.person, self.key = person, key

    def get_id(self) -> str:
        """What the cookie holds: the key of the session."""
        return self.key


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, with a signing key that is fetched (and first made) only when a cookie is at hand, so
    that reading without login never touches the accounts' file; Secure whenever the request came by TLS."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified:
            super().save_session(app, session, response)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        ensure_secret(app)
        return super().get_signing_serializer(app)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return request.is_secure


def install(app: Flask, accounts: Accounts) -> None:
    """Flask-Login over our sessions and tokens."""
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SECRET_KEY=None
    )
    app.session_interface = Sessions()
    manager = LoginManager()
    manager.session_protection = None  # phones change address and browsers their name; the session itself is checked
    manager.init_app(app)

    def load(key: str) -> SignedIn | None:
        person = accounts.sessions.person(key)
        return SignedIn(person, key) if person is not None else None

    manager.user_loader(load)


def ensure_secret(app: Flask) -> None:
    """The signing key, fetched once a process."""
    if not app.secret_key:
        app.secret_key = cast(Accounts, app.extensions["geoapp.accounts"]).secret()


def visitor_of_request(accounts: Accounts) -> Visitor | None:
    """Who shows a token or a session that counts; None for nobody. A token that does not count is turned away."""
    given = request.authorization
    if given is not None and given.type == _BEARER:
        return _by_token(accounts, given.token or "")
    if COOKIE not in request.cookies or not current_user.is_authenticated:
        return None
    person: Person = current_user.person
    key = "\n".join((person.name, person.role, repr(person.counties), current_user.key[:16]))
    return Visitor(person, person.rights, () if person.counties is None else (person.counties,), key)


def _by_token(accounts: Accounts, key: str) -> Visitor:
    found = accounts.tokens.find(key)
    if found is None:
        if throttle.bad_token_again(accounts, request.remote_addr or ""):
            abort(429)
        accounts.audit.note(AuditKind.DENIED, "", said("bad_token", path=request.path), outcome="failed",
                            address=request.remote_addr or "")  # fmt: skip
        abort(401)
    person, token = found
    counties = tuple(one for one in (person.counties, token.counties) if one is not None)
    rights = (token.rights & person.rights) | {Right.OPEN}
    return Visitor(person, rights, counties, f"token {token.id}", by_token=True)


def sign_in(accounts: Accounts, person: Person) -> None:
    """Begin a session for a person who has shown who he is. Whatever the cookie held before is gone."""
    ensure_secret(current_app)
    session.clear()
    login_user(SignedIn(person, accounts.sessions.begin(person, request.remote_addr or "")))
    generate_csrf()  # now: two scripts of the first page would be given two tokens, and the cookie keeps but one


def sign_out(accounts: Accounts) -> None:
    """End the session on this device; the cookie is worth nothing any more."""
    if current_user.is_authenticated:
        accounts.sessions.end(current_user.key)
    logout_user()
    session.clear()


def turn_away(asking: Visitor) -> AnyResponse:
    """Without login: to the login page (people) or 401 (programs). With one: 403."""
    if asking.person is not None:
        abort(403)
    if wants_page() and request.method in ("GET", "HEAD"):
        back = request.full_path.rstrip("?")
        response = redirect("/login?" + urlencode({"next": back}), 303)
        response.headers["Cache-Control"] = "no-store"
        return response
    abort(401)


def csrf_field() -> Markup:
    """The hidden field of a form."""
    ensure_secret(current_app)
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def csrf_token() -> str:
    """The token for scripts."""
    ensure_secret(current_app)
    token: Any = generate_csrf()
    return str(token)
