"""For administrators: accounts at ``/admin/users``, the audit log at ``/admin/audit``."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geoapp.accounts import AUDIT_FORMATS, AuditKind, Person, UserRole, said
from geoapp.model import GeoappError, NotFound, UsageError
from geoapp.settings import ZONE
from geoapp.texts import text
from geoapp.web.backend import backend
from geoapp.web.caching import no_store
from geoapp.web.errors import status_of
from geoapp.web.guard import Right, accounts, current_actor, needs
from geoapp.web.login import private
from geoapp.web.own import county_names

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

LINES = 100
_MAX_NAME = 80


def _note(kind: AuditKind, what: str) -> None:
    accounts().audit.note(kind, current_actor(), what, address=request.remote_addr or "")


def _page(problem: GeoappError | None = None, **shown: Any) -> Response:
    known = accounts()
    people = known.people.all()
    page = render_template(
        "admin_users.html",
        people=people,
        places={person.name: county_names(person.counties) for person in people},
        tokens={person.name: [one for one in known.tokens.of(person) if one.holds(known.clock())] for person in people},
        roles=list(UserRole),
        problem=str(problem) if problem is not None else None,
        given=request.form if problem is not None else {},
        **shown,
    )
    return private(page, status_of(problem) if problem is not None else 200)


@blueprint.get("/users")
@needs(Right.ADMIN)
def users() -> Response:
    """Who has an account, with which role and counties."""
    return _page()


@blueprint.post("/users")
@needs(Right.ADMIN)
def add() -> Response:
    """A new account, and the link by which its person sets a password."""
    known = accounts()
    try:
        name = request.form.get("name", "").strip()[:_MAX_NAME]
        person = known.people.add(name, _role(), _counties())
    except GeoappError as error:
        return _page(error)
    _note(AuditKind.PEOPLE, said("added", name=person.name, **_told(person)))
    return _page(link=_link(person), linked=person, added=True)


@blueprint.post("/users/<name>/change")
@needs(Right.ADMIN)
def change(name: str) -> AnyResponse:
    """Another role, other counties."""
    try:
        person = accounts().people.change(name, _role(), _counties())
    except GeoappError as error:
        return _page(error)
    _note(AuditKind.PEOPLE, said("changed", name=person.name, **_told(person)))
    flash(text("accounts.admin.changed", name=person.name))
    return redirect("/admin/users", 303)


@blueprint.post("/users/<name>/switch")
@needs(Right.ADMIN)
def switch(name: str) -> AnyResponse:
    """Disable or enable an account; disabled, its sessions and tokens end at once."""
    active = request.form.get("active") == "1"
    try:
        person = accounts().people.switch(name, active=active)
    except GeoappError as error:
        return _page(error)
    word = "enabled" if active else "disabled"
    _note(AuditKind.PEOPLE, said(word, name=person.name))
    flash(text(f"accounts.admin.{word}", name=person.name))
    return redirect("/admin/users", 303)


@blueprint.post("/users/<name>/link")
@needs(Right.ADMIN)
def link(name: str) -> Response:
    """A one-time link to set a new password; the page shows it once."""
    person = accounts().people.get(name)
    _note(AuditKind.PEOPLE, said("link_for", name=person.name))
    return _page(link=_link(person), linked=person)


@blueprint.post("/users/<name>/tokens/<int(max=2147483647):number>/revoke")
@needs(Right.ADMIN)
def revoke(name: str, number: int) -> AnyResponse:
    """End somebody's token now."""
    accounts().tokens.revoke(accounts().people.get(name), number)
    _note(AuditKind.TOKEN, said("revoked_of", id=number, name=name))
    flash(text("accounts.own.token_gone"))
    return redirect("/admin/users", 303)


def _link(person: Person) -> str:
    return f"{request.host_url}link/{accounts().links.issue(person)}"


def _told(person: Person) -> dict[str, str]:
    return {"role": person.role, "where": "*" if person.counties is None else "、".join(person.counties)}


def _role() -> UserRole:
    given = request.form.get("role", "")
    try:
        return UserRole(given)
    except ValueError:
        known = "、".join(UserRole)
        raise UsageError(text("accounts.bad_role", value=given[:40], known=known), parameter="role") from None


def _counties() -> list[str] | None:
    """Names or codes between spaces or commas; nothing means everywhere, and must be said so."""
    words = request.form.get("counties", "").replace("，", " ").replace("、", " ").replace(",", " ").split()
    everywhere = request.form.get("everywhere") == "1"
    if everywhere:
        return None
    if not words:
        raise UsageError(text("accounts.no_counties"), parameter="counties", example="赫山区")
    return [backend().reader().unit("counties", word).code for word in words]


# --- the audit log --------------------------------------------------------------------------------------------------


@blueprint.get("/audit")
@needs(Right.ADMIN)
def audit() -> Response:
    """The newest lines, and the way to all of them as a file."""
    before = request.args.get("before", "")
    after = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    lines = accounts().audit.latest(LINES, before=after)
    older = lines[-1].id if len(lines) == LINES else None
    return private(render_template("admin_audit.html", lines=lines, older=older, zone=ZONE, formats=AUDIT_FORMATS))


@blueprint.get("/audit.<extension>")
@needs(Right.ADMIN)
def audit_file(extension: str) -> Response:
    """The log as a file, of the days ``since`` to ``until`` (both included)."""
    if extension not in AUDIT_FORMATS:
        raise NotFound(text("web.no_format", known=", ".join(AUDIT_FORMATS)))
    media_type, write = AUDIT_FORMATS[extension]
    since, until = (_moment(word, end) for word, end in (("since", time.min), ("until", time.max)))
    lines = accounts().audit.entries(since=since, until=until)
    response = Response(write(lines), mimetype=media_type)
    name = f"audit-{backend().today:%Y%m%d}.{extension}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return no_store(response)


def _moment(word: str, end: time) -> datetime | None:
    given = request.args.get(word, "")
    if not given:
        return None
    try:
        return datetime.combine(date.fromisoformat(given), end, ZONE)
    except ValueError:
        raise UsageError(text("accounts.bad_day", value=given[:20]), parameter=word, example="2025-12-31") from None
