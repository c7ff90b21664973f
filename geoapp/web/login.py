"""Coming in and leaving: the login page, and the token that scripts send with what they write."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geoapp.accounts import PASSWORD_MIN, AuditKind, said
from geoapp.model import Conflict, UsageError
from geoapp.settings import ZONE
from geoapp.texts import text
from geoapp.web import signing
from geoapp.web.addresses import is_loopback
from geoapp.web.backend import backend
from geoapp.web.caching import no_store
from geoapp.web.features import json_response
from geoapp.web.guard import Right, accounts, needs, visitor

blueprint = Blueprint("login", __name__)

MAX_FAILURES = 5
"""So many wrong passwords in a row close an account for a while, whichever worker was asked."""
PAUSE = timedelta(minutes=10)
_MAX_NAME = 80


def private(page: str, status: int = 200) -> Response:
    """A page that nothing between us and the reader may keep."""
    return no_store(Response(page, status, mimetype="text/html"))


def safe_next(address: str | None) -> str:
    """Where to go after the login: a place of ours, never another host."""
    address = address or "/"
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\", "/login")) and not parts.netloc
    return address if ours and address.isprintable() and "\\" not in address else "/"


@blueprint.get("/login")
@needs(Right.OPEN)
def login_page() -> AnyResponse:
    """The form; who is signed in already goes on."""
    back = safe_next(request.args.get("next"))
    if visitor().person is not None:
        return redirect(back, 303)
    return private(_form(back))


def _form(back: str, *, name: str = "", problem: str | None = None) -> str:
    some = accounts().people.any()
    db = "" if some else _shown_db()
    return render_template("login.html", back=back, name=name, problem=problem, any=some, db=db)


def _shown_db() -> str:
    """This store as the command line takes it, for who sits at this very machine; others learn no path of ours."""
    settings = backend().settings
    here = is_loopback(request.remote_addr or "") and not settings.trusted_proxies
    if not here or "://" in settings.database:
        return "…"
    path = str(Path(settings.database).resolve())
    return f'"{path}"' if " " in path else path


@blueprint.post("/login")
@needs(Right.OPEN)
def login() -> AnyResponse:
    """Check name and password; too many wrong ones in a row close the account for a while."""
    known = accounts()
    name, password = request.form.get("name", "").strip()[:_MAX_NAME], request.form.get("password", "")
    back, address = safe_next(request.form.get("next")), request.remote_addr or ""
    tries = _tries(name)
    if known.counts.add(tries, PAUSE.seconds) > MAX_FAILURES:  # counted before: many at once get no more tries
        known.audit.note(AuditKind.LOGIN, name, said("password"), outcome="throttled", address=address)
        return _closed(name, back, known.counts.seconds_left(tries))
    person = known.people.verify(name, password)
    if person is None:
        known.audit.note(AuditKind.LOGIN, name, said("password"), outcome="failed", address=address)
        return private(_form(back, name=name, problem=text("accounts.login.failed")), 401)
    known.counts.clear(tries)
    signing.sign_in(known, person)
    known.audit.note(AuditKind.LOGIN, person.name, said("password"), address=address)
    return redirect(back, 303)


def _tries(name: str) -> str:
    return f"login:{name}"


def _closed(name: str, back: str, seconds: int) -> Response:
    problem = text("accounts.login.throttled", count=MAX_FAILURES, minutes=math.ceil(seconds / 60))
    response = private(_form(back, name=name, problem=problem), 429)
    response.headers["Retry-After"] = str(seconds)
    return response


@blueprint.post("/logout")
@needs(Right.OPEN)
def logout() -> AnyResponse:
    """Leave on this device."""
    known, person = accounts(), visitor().person
    signing.sign_out(known)
    if person is not None:
        known.audit.note(AuditKind.LOGOUT, person.name, said("left"), address=request.remote_addr or "")
    response = redirect("/login", 303)
    response.headers["Clear-Site-Data"] = '"cache"'  # so that "back" shows the next person nothing
    return response


@blueprint.get("/api/csrf")
@needs(Right.OPEN)
def csrf() -> Response:
    """The token that scripts send in ``X-CSRFToken``, who is signed in, and what time it is here."""
    person = visitor().person
    who = None if person is None else {"name": person.name, "role": person.role}
    now = backend().clock().astimezone(ZONE)
    return no_store(json_response({"token": signing.csrf_token(), "signed_in": who, "now": now}))


# --- one-time links -------------------------------------------------------------------------------------------------


@blueprint.get("/link/<key>")
@needs(Right.OPEN)
def link_page(key: str) -> Response:
    """Set a password, or make the first administrator; raises ``NotFound`` for a link that is used or over."""
    return private(_link_form(key))


def _link_form(key: str, *, name: str = "", problem: str | None = None) -> str:
    person = accounts().links.look(key)
    return render_template("link.html", key=key, person=person, name=name, problem=problem, minimum=PASSWORD_MIN)


@blueprint.post("/link/<key>")
@needs(Right.OPEN)
def link(key: str) -> AnyResponse:
    """Use the link up, and go on signed in."""
    known, address = accounts(), request.remote_addr or ""
    name = request.form.get("name", "").strip()[:_MAX_NAME]
    try:
        password = new_password()
        person = known.links.use(key, password, name=name)
    except (UsageError, Conflict) as error:
        return private(_link_form(key, name=name, problem=str(error)), 400)
    known.counts.clear(_tries(person.name))
    known.audit.note(AuditKind.PEOPLE, person.name, said("password_by_link"), address=address)
    signing.sign_in(known, person)
    known.audit.note(AuditKind.LOGIN, person.name, said("link"), address=address)
    return redirect("/account", 303)


def new_password() -> str:
    """The password of the present form, given twice alike."""
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise UsageError(text("accounts.password_differs"), parameter="again")
    return password
