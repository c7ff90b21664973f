"""``geoapp inbox``: what was uploaded in the browser; ``work`` reads and files what waits."""

from __future__ import annotations

import click
import orjson

from geoapp.cli._chinese import ChineseGroup
from geoapp.cli._options import db_option, json_option, now, prepared, settings_for
from geoapp.texts import text


@click.group(cls=ChineseGroup, help=text("inbox.cli.help"))
def command() -> None:
    """Subcommands."""


@command.command("list", help=text("inbox.cli.list"))
@db_option
@json_option
def show(db: str | None, as_json: bool) -> int:
    """One line an upload, newest first."""
    from dataclasses import asdict

    from geoapp.pipeline.inbox import Inbox

    uploads = list(Inbox(settings_for(db).folder / "inbox").list())
    if as_json:
        click.echo(orjson.dumps([asdict(one) for one in uploads], option=orjson.OPT_INDENT_2))
        return 0
    for one in uploads:
        told = {"name": one.name, "state": one.state_label, "at": one.uploaded_at, "actor": one.actor}
        click.echo(text("inbox.cli.row", id=one.id, message=one.message, **told))
    return 0


@command.command("work", help=text("inbox.cli.work"))
@db_option
def work(db: str | None) -> int:
    """Ends when nothing waits."""
    from geoapp.pipeline import load_world
    from geoapp.pipeline.inbox import Inbox
    from geoapp.pipeline.inbox_work import work as do_work

    settings = prepared(settings_for(db))
    done = do_work(Inbox(settings.folder / "inbox"), lambda: load_world(settings), now)
    click.echo(text("inbox.cli.done", n=done), err=True)
    return 0
