"""``geoapp user``: accounts, roles, tokens, and the audit log."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click
import orjson

from geoapp.accounts import (
    AUDIT_FORMATS,
    TOKEN_RIGHTS,
    Accounts,
    AuditKind,
    Person,
    Right,
    UserRole,
    open_accounts,
    said,
)
from geoapp.cli._chinese import ChineseCommand, ChineseGroup
from geoapp.cli._options import db_option, json_option, prepared, settings_for
from geoapp.model import UsageError
from geoapp.settings import ZONE, Settings
from geoapp.texts import text

ROLES = [role.value for role in UserRole]
GIVEN = sorted(right.value for right in TOKEN_RIGHTS)
ACTOR = "cli"
"""Who acts, in the audit log: somebody at the machine's own console."""
_VALUE = text("cli.metavar.value")
_NAME = text("cli_user.metavar.name")

name_argument = click.argument("name", metavar=_NAME)
role_option = click.option("--role", type=click.Choice(ROLES), metavar=_VALUE,
                           help=text("cli_user.role", known="、".join(ROLES)))  # fmt: skip
county_option = click.option("--county", "counties", multiple=True, metavar=_VALUE, help=text("cli_user.county"))
password_option = click.option("--password-stdin", is_flag=True, help=text("cli_user.password_stdin"))


@click.group(cls=ChineseGroup, help=text("cli_user.help"))
def command() -> None:
    """One file beside the database holds all of it."""


@contextmanager
def _accounts(db: str | None) -> Iterator[tuple[Settings, Accounts]]:
    settings = prepared(settings_for(db))
    known = open_accounts(settings)
    try:
        yield settings, known
    finally:
        known.close()


@command.command("add", cls=ChineseCommand, help=text("cli_user.add.help"))
@name_argument
@role_option
@county_option
@password_option
@db_option
def add(name: str, role: str | None, counties: Sequence[str], db: str | None, password_stdin: bool) -> int:
    """Without a password on stdin, prints the link by which its person sets one."""
    with _accounts(db) as (settings, known):
        password = _password() if password_stdin else None
        chosen = UserRole(role or UserRole.VIEWER)
        person = known.people.add(name, chosen, _codes(counties), password=password)
        known.audit.note(AuditKind.PEOPLE, ACTOR, _told("added", person))
        click.echo(text("cli_user.add.done", name=person.name, role=text(f"accounts.role.{person.role}"),
                        where=_where(person)))  # fmt: skip
        if password is None:
            _show_link(settings, known, person)
    return 0


@command.command("list", cls=ChineseCommand, help=text("cli_user.list.help"))
@json_option
@db_option
def list_(as_json: bool, db: str | None) -> int:
    """One line an account."""
    with _accounts(db) as (_, known):
        people = known.people.all()
        tokens = {person.id: sum(one.holds(known.clock()) for one in known.tokens.of(person)) for person in people}
    if as_json:
        rows = [
            {"name": one.name, "role": one.role, "counties": one.counties, "active": one.active,
             "has_password": one.has_password, "tokens": tokens[one.id], "created_at": one.created_at}
            for one in people
        ]  # fmt: skip
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return 0
    for one in people:
        state = "ok" if one.active and one.has_password else "waiting" if one.active else "off"
        values = {"name": one.name, "role": text(f"accounts.role.{one.role}"), "where": _where(one)}
        click.echo(text("cli_user.list.row", **values, state=text(f"cli_user.state.{state}"), tokens=tokens[one.id]))
    if not people:
        click.echo(text("cli_user.list.none"), err=True)
    return 0


@command.command("change", cls=ChineseCommand, help=text("cli_user.change.help"))
@name_argument
@role_option
@county_option
@click.option("--everywhere", is_flag=True, help=text("cli_user.everywhere"))
@db_option
def change(name: str, role: str | None, counties: Sequence[str], db: str | None, everywhere: bool) -> int:
    """What is not named stays as it is."""
    with _accounts(db) as (_, known):
        person = known.people.get(name)
        places = None if everywhere else _codes(counties) if counties else person.counties
        person = known.people.change(name, UserRole(role) if role else person.role, places)
        known.audit.note(AuditKind.PEOPLE, ACTOR, _told("changed", person))
        role_label = text(f"accounts.role.{person.role}")
        click.echo(text("cli_user.change.done", name=person.name, role=role_label, where=_where(person)))
    return 0


def _switch(name: str, db: str | None, *, active: bool) -> int:
    with _accounts(db) as (_, known):
        person = known.people.switch(name, active=active)
        word = "enabled" if active else "disabled"
        known.audit.note(AuditKind.PEOPLE, ACTOR, said(word, name=person.name))
        click.echo(text(f"accounts.admin.{word}", name=person.name))
    return 0


@command.command("disable", cls=ChineseCommand, help=text("cli_user.disable.help"))
@name_argument
@db_option
def disable(name: str, db: str | None) -> int:
    """Sessions and tokens end at once."""
    return _switch(name, db, active=False)


@command.command("enable", cls=ChineseCommand, help=text("cli_user.enable.help"))
@name_argument
@db_option
def enable(name: str, db: str | None) -> int:
    """The account may be used again."""
    return _switch(name, db, active=True)


@command.command("password", cls=ChineseCommand, help=text("cli_user.password.help"))
@name_argument
@password_option
@db_option
def password(name: str, db: str | None, password_stdin: bool) -> int:
    """From stdin, or by a one-time link; all sessions of the account end with the new password."""
    with _accounts(db) as (settings, known):
        person = known.people.get(name)
        if not password_stdin:
            known.audit.note(AuditKind.PEOPLE, ACTOR, said("link_for", name=person.name))
            _show_link(settings, known, person)
            return 0
        known.people.set_password(person.name, _password())
        known.audit.note(AuditKind.PEOPLE, ACTOR, said("password_set", name=person.name))
        click.echo(text("cli_user.password.done", name=person.name))
    return 0


@command.command("token", cls=ChineseCommand, help=text("cli_user.token.help"))
@name_argument
@click.option("--label", default="cli", metavar=_VALUE, help=text("cli_user.token.label"))
@click.option("--days", type=int, default=90, metavar=_VALUE, help=text("cli_user.token.days"))
@click.option("--right", "rights", multiple=True, type=click.Choice(GIVEN), metavar=_VALUE,
              help=text("cli_user.token.right", known="、".join(GIVEN)))  # fmt: skip
@county_option
@click.option("--revoke", type=int, metavar=_VALUE, help=text("cli_user.token.revoke"))
@click.option("--list", "listed", is_flag=True, help=text("cli_user.token.list"))
@db_option
def token(name: str, db: str | None, **given: Any) -> int:
    """The key goes to stdout, alone, and is kept nowhere."""
    with _accounts(db) as (_, known):
        person = known.people.get(name)
        if given["listed"]:
            for one in known.tokens.of(person):
                state = text("cli_user.token.holds" if one.holds(known.clock()) else "cli_user.token.over")
                values = {"id": one.id, "label": one.label, "until": one.expires_at.date(), "state": state}
                click.echo(text("cli_user.token.row", **values))
        elif given["revoke"] is not None:
            known.tokens.revoke(person, given["revoke"])
            known.audit.note(AuditKind.TOKEN, ACTOR, said("revoked_of", id=given["revoke"], name=person.name))
            click.echo(text("accounts.own.token_gone"))
        else:
            rights = [Right(right) for right in given["rights"]] or [Right.READ]
            key, made = known.tokens.issue(
                person, given["label"], days=given["days"], rights=rights, counties=_codes(given["counties"])
            )
            known.audit.note(AuditKind.TOKEN, ACTOR, said("issued_for", id=made.id, label=made.label, name=person.name))
            click.echo(text("cli_user.token.done", id=made.id, until=made.expires_at.date()), err=True)
            click.echo(key)
    return 0


@command.command("audit", cls=ChineseCommand, help=text("cli_user.audit.help"))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=text("cli.export.output"))
@click.option("-f", "--format", "extension", type=click.Choice(list(AUDIT_FORMATS)), metavar=_VALUE,
              help=text("cli_user.audit.format", known="、".join(AUDIT_FORMATS)))  # fmt: skip
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar=_VALUE, help=text("cli_user.audit.since"))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar=_VALUE, help=text("cli_user.audit.until"))
@click.option("--actor", metavar=_NAME, help=text("cli_user.audit.actor"))
@db_option
def audit(output: Path | None, extension: str | None, db: str | None, **given: Any) -> int:
    """Without ``-o`` to stdout."""
    extension = extension or (output.suffix[1:].lower() if output and output.suffix[1:] in AUDIT_FORMATS else "csv")
    since, until = given["since"], given["until"]
    with _accounts(db) as (_, known):
        lines = known.audit.entries(
            since=None if since is None else since.replace(tzinfo=ZONE),
            until=None if until is None else datetime.combine(until, time.max, ZONE),
            actor=given["actor"],
        )
        pieces = AUDIT_FORMATS[extension][1](lines)
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            return 0
        with output.open("wb") as out:
            out.writelines(pieces)
    click.echo(text("cli_user.audit.done", file=output), err=True)
    return 0


def _password() -> str:
    """One line of stdin."""
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise UsageError(text("cli_user.no_password"), parameter="password-stdin")
    return given


def _show_link(settings: Settings, known: Accounts, person: Person) -> None:
    from geoapp.web.addresses import running_at
    from geoapp.web.server import address_of

    url = f"{settings.public_url.rstrip('/')}/" if settings.public_url else running_at(settings)
    click.echo(text("cli_user.link" if url else "cli_user.link_unserved", name=person.name), err=True)
    click.echo(f"{url or address_of(settings)}link/{known.links.issue(person)}")


def _codes(counties: Sequence[str]) -> list[str] | None:
    """Names or codes -> unit codes; none at all means everywhere."""
    if not counties:
        return None
    from geoapp.cli._options import now
    from geoapp.pipeline import load_units
    from geoapp.web.params import Reader

    reader = Reader(load_units(), now().date())
    return [reader.unit("county", word).code for word in counties]


def _told(key: str, person: Person) -> str:
    where = "*" if person.counties is None else "、".join(person.counties)
    return said(key, name=person.name, role=person.role, where=where)


def _where(person: Person) -> str:
    """The counties by name, as the page of accounts tells them."""
    from geoapp.pipeline import load_units

    if person.counties is None:
        return text("accounts.everywhere")
    units = load_units()
    return "、".join(unit.usual_name if (unit := units.get(code)) else code for code in person.counties)
