"""``geoapp check``: the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, json_option, now, progress_bar, settings_for
from geoapp.settings import Settings
from geoapp.texts import text

if TYPE_CHECKING:
    from geoapp.accounts import Accounts
    from geoapp.store import Store


@click.command(cls=ChineseCommand, help=text("cli.check.help"))
@db_option
@json_option
def command(db: str | None, as_json: bool) -> int:
    """Store integrity, quotes, originals, layers, gazetteer, accounts; exit code 1 when something is wrong.

    Where a person's correction differs from what is read is listed too, and is nothing wrong. Photos from the field
    whose visit never came are removed after ``visit_photo_days``, with a line that says so.
    """
    from geoapp.accounts import open_accounts
    from geoapp.layers import load_definitions
    from geoapp.pipeline import check_world, layer_folders, list_disagreements, load_world
    from geoapp.store import open_store

    settings = settings_for(db)
    world = load_world(settings)
    load_definitions(layer_folders(world))
    store, known = open_store(settings.database), open_accounts(settings)
    try:
        with progress_bar() as progress:
            findings, differing = [*check_world(store, world, progress), *known.check()], list_disagreements(store)
        notes = tidy_photos(store, settings, known)
    finally:
        store.close()
        known.close()
    if as_json:
        told = {"findings": findings, "disagreements": differing, "notes": notes}
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    else:
        for finding in findings:
            click.echo(finding)
        if differing:
            click.echo("\n".join([text("cli_links.check.disagreements"), *(f"  {line}" for line in differing)]))
        for note in notes:
            click.echo(note)
        click.echo(text("cli.check.sum", count=len(findings)) if findings else text("cli.check.well"))
    return 1 if findings else 0


def tidy_photos(store: Store, settings: Settings, known: Accounts) -> list[str]:
    """Sentences about photos of visits: what was removed (noted in the audit log), what waits and how long."""
    from geoapp.accounts import AuditKind
    from geoapp.pipeline.spare_photos import days_kept, remove_spare_photos, waiting_photos

    folder, days = settings.folder / "visits", days_kept(settings)
    removed = remove_spare_photos(store, folder, now(), days).line
    if removed is not None:
        known.audit.note(AuditKind.WRITE, "geoapp check", removed)
    n, oldest = waiting_photos(folder)
    waiting = text("visits.spare.waiting", n=n, days=days, date=oldest.date()) if oldest is not None else None
    return [line for line in (removed, waiting) if line is not None]
