"""One's own account: password, devices, and keys for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from geoapp.accounts import PASSWORD_MIN, TOKEN_RIGHTS, AuditKind, Person, Right, said
from geoapp.model import GeoappError, NotFound, UsageError
from geoapp.texts import text
from geoapp.web import signing
from geoapp.web.backend import backend
from geoapp.web.errors import status_of
from geoapp.web.guard import accounts, needs, visitor
from geoapp.web.login import new_password, private

blueprint = Blueprint("own", __name__, url_prefix="/account")

DAYS = (30, 90, 180, 365)


def _me() -> Person:
    person = visitor().person
    if person is None:
        raise NotFound(text("accounts.no_person", name=""))
    return person


def _note(kind: AuditKind, what: str) -> None:
    accounts().audit.note(kind, _me().name, what, address=request.remote_addr or "")


def _page(problem: GeoappError | None = None, **shown: Any) -> Response:
    known, me = accounts(), _me()
    page = render_template(
        "account.html",
        me=me,
        counties=county_names(me.counties),
        devices=known.sessions.count(me),
        tokens=known.tokens.of(me),
        at=known.clock(),
        token_rights=sorted(TOKEN_RIGHTS & me.rights),
        days=DAYS,
        minimum=PASSWORD_MIN,
        problem=str(problem) if problem is not None else None,
        **shown,
    )
    return private(page, status_of(problem) if problem is not None else 200)


def county_names(codes: tuple[str, ...] | None) -> list[str] | None:
    """Unit codes as a person reads them, and may write them again; None stays None (everywhere)."""
    return None if codes is None else [_county_name(code) for code in codes]


def _county_name(code: str) -> str:
    """The name where it means this unit alone (新华区 stands in three cities), else the code."""
    reader = backend().reader()
    unit = reader.units.get(code)
    try:
        known = unit is not None and reader.unit("counties", unit.usual_name).code == code
    except UsageError:
        known = False
    return unit.usual_name if unit is not None and known else code


@blueprint.get("")
@needs(Right.OWN)
def page() -> Response:
    """Who I am here and what I may do."""
    return _page()


@blueprint.post("/password")
@needs(Right.OWN)
def password() -> AnyResponse:
    """A new password against the old one; every device has to sign in anew, this one is at once."""
    known, me = accounts(), _me()
    try:
        if me.has_password and known.people.verify(me.name, request.form.get("old", "")) is None:
            _note(AuditKind.DENIED, said("password_refused"))
            raise UsageError(text("accounts.own.wrong_old"), parameter="old")
        known.people.set_password(me.name, new_password())
    except UsageError as error:
        return _page(error)
    _note(AuditKind.PEOPLE, said("password_changed"))
    signing.sign_in(known, known.people.get(me.name))
    flash(text("accounts.own.password_done"))
    return redirect("/account", 303)


@blueprint.post("/devices")
@needs(Right.OWN)
def devices() -> AnyResponse:
    """End the sessions of all other devices."""
    count = accounts().sessions.end_all(_me(), but=getattr(current_user, "key", None))
    _note(AuditKind.LOGOUT, said("others_ended", count=count))
    flash(text("accounts.own.devices_done", count=count))
    return redirect("/account", 303)


@blueprint.post("/tokens")
@needs(Right.TOKEN)
def issue() -> Response:
    """A key for a program; it is on this page once and nowhere else."""
    form, units = request.form, backend()
    try:
        days = form.get("days", "")
        if not (days.isascii() and days.isdigit() and len(days) < 6):
            raise UsageError(text("accounts.token_days", high=366, value=days[:20]), parameter="days", example="90")
        words = form.get("counties", "").replace("，", " ").replace("、", " ").replace(",", " ").split()
        counties = [units.reader().unit("counties", word).code for word in words] or None
        rights = [_right(name) for name in form.getlist("rights")]
        label = form.get("label", "")
        key, token = accounts().tokens.issue(_me(), label, days=int(days), rights=rights, counties=counties)
    except UsageError as error:
        return _page(error)
    _note(AuditKind.TOKEN, said("issued", id=token.id, label=token.label))
    return _page(key=key, issued=token)


def _right(name: str) -> Right:
    try:
        return Right(name)
    except ValueError:
        raise UsageError(text("accounts.token_rights", rights=name[:20]), parameter="rights") from None


@blueprint.post("/tokens/<int(max=2147483647):number>/revoke")
@needs(Right.OWN)
def revoke(number: int) -> AnyResponse:
    """End a token now."""
    accounts().tokens.revoke(_me(), number)
    _note(AuditKind.TOKEN, said("revoked", id=number))
    flash(text("accounts.own.token_gone"))
    return redirect("/account", 303)
