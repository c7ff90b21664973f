"""The guard: every route declares the right that it needs, and every request is held to it before any view runs.

    @blueprint.get("/api/cases/<id>/steps")
    @needs(Right.READ)
    def steps(id: str) -> Response: ...

    @blueprint.post("/api/cases/<id>/steps")
    @needs(Right.WRITE_STEP)
    def step(id: str) -> Response:
        backend().store.tell(..., actor=current_actor(), ...)

A route that declares nothing is closed (and fails a test). ``backend().store`` is already narrowed to the counties of
the reader, so a view needs no thought for them. What changes something carries a CSRF token: forms the hidden field
``csrf_token`` (``{{ csrf_field() }}``), scripts the header ``X-CSRFToken`` with the token of ``GET /api/csrf``;
requests with an API token need none, since no browser sends those by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from geoapp.accounts import ANONYMOUS, Accounts, Right
from geoapp.model import EVERYTHING, Forbidden, Scope, UsageError
from geoapp.settings import Settings
from geoapp.texts import text
from geoapp.web import signing
from geoapp.web.addresses import is_loopback
from geoapp.web.visitors import Visitor

__all__ = [
    "Right", "Visitor", "accounts", "current_actor", "current_scope", "declared_right", "may", "needs",
    "reader_key", "visitor",
]  # fmt: skip

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ANONYMOUS_READ = ("auto", "on", "off")
_MARK = "__geoapp_rights__"

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Declared:
    """What a view asks for: ``reading`` by GET and HEAD, ``writing`` by everything else."""

    reading: Right
    writing: Right


def needs(right: Right, *, writing: Right | None = None) -> Callable[[V], V]:
    """Declare what a route needs; ``writing`` where POST and the like need another right than GET."""

    def declare(view: V) -> V:
        setattr(view, _MARK, Declared(right, writing or right))
        return view

    return declare


def declared_right(view: Callable[..., Any], method: str = "GET") -> Right | None:
    """The right that a view asks for; None when it declares nothing."""
    declared: Declared | None = getattr(view, _MARK, None)
    if declared is None:
        return None
    return declared.reading if method in SAFE_METHODS else declared.writing


# --- who asks -------------------------------------------------------------------------------------------------------


def accounts() -> Accounts:
    """The accounts of the present application."""
    return cast(Accounts, current_app.extensions["geoapp.accounts"])


def visitor() -> Visitor:
    """Who asks now; worked out once a request."""
    if not has_request_context():
        return Visitor(None, ANONYMOUS)
    if "visitor" not in g:
        g.visitor = Visitor(None, frozenset({Right.OPEN}))  # what the answer to a token that does not count is made for
        g.visitor = signing.visitor_of_request(accounts()) or _anonymous()
    return cast(Visitor, g.visitor)


def may(right: Right) -> bool:
    """Whether who asks has this right: for pages, to show only what can be done."""
    return right in visitor().rights


def current_actor() -> str:
    """The account name, as events and the audit log call who acts; "" for nobody."""
    person = visitor().person
    return person.name if person is not None else ""


def current_scope() -> Scope:
    """The counties within the rights of who asks, rolled down by the unit table."""
    if not (has_request_context() and (counties := visitor().counties)):
        return EVERYTHING
    if "scope" not in g:
        g.scope = current_app.extensions["geoapp"].scope_of(counties)
    return cast(Scope, g.scope)


def reader_key() -> str:
    """What an ETag must differ by besides data and address; "" for everybody who is not signed in."""
    return visitor().key


def _anonymous() -> Visitor:
    settings = cast(Settings, current_app.extensions["geoapp"].settings)
    rights = ANONYMOUS if anonymous_may_read(settings, accounts()) else frozenset({Right.OPEN})
    return Visitor(None, rights)


def anonymous_may_read(settings: Settings, known: Accounts) -> bool:
    """Whether reading needs no login. ``auto``: only on this machine's own address, until the first account."""
    if settings.anonymous_read == "auto":
        return is_loopback(settings.host) and not known.people.any()
    return settings.anonymous_read == "on"


# --- holding requests to it -----------------------------------------------------------------------------------------


def install(app: Flask, known: Accounts) -> None:
    """Hold every request to the declared right, before any view. Raises ``UsageError`` for a setting of no meaning."""
    given = app.extensions["geoapp"].settings.anonymous_read
    if given not in ANONYMOUS_READ:
        values = {
            "where": "geoapp.toml",
            "key": "anonymous_read",
            "value": given,
            "expected": " / ".join(ANONYMOUS_READ),
        }
        raise UsageError(text("settings.bad_value", **values), parameter="anonymous_read", example="auto")
    app.extensions["geoapp.accounts"] = known
    signing.install(app, known)
    # Not strict about the Referer: gateways of offices take it away; the signed token and SameSite=Lax do without it.
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    app.extensions["geoapp.csrf"] = CSRFProtect(app)
    app.jinja_env.globals.update(visitor=visitor, may=may, Right=Right, csrf_field=signing.csrf_field)
    app.before_request(_hold)
    app.after_request(_keep_private)


def _hold() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.method == "OPTIONS":  # nothing to guard: 404, 405, and what methods there are
        return None
    right = declared_right(view, request.method) or Right.ADMIN
    asking = visitor() if right is not Right.OPEN or request.method not in SAFE_METHODS else None
    if asking is not None and right not in asking.rights:
        return signing.turn_away(asking)
    if request.method not in SAFE_METHODS and not (asking is not None and asking.by_token):
        signing.ensure_secret(current_app)
        try:
            current_app.extensions["geoapp.csrf"].protect()
        except CSRFError as error:
            raise Forbidden(text("accounts.forged")) from error
    return None


def _keep_private(response: Response) -> Response:
    """What was made for somebody who is signed in is kept by his browser at most, never on the way."""
    asking: Visitor | None = g.get("visitor")
    if asking is not None and asking.person is not None and not response.cache_control.no_store:
        response.cache_control.public = False
        response.cache_control.private = True
    return response
