"""``geoapp repeat CASE [OTHER --same|--other]``: cases about the same place or firm, and a person's word on a pair."""

from __future__ import annotations

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._person import person_options
from geoapp.model import UsageError
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_closing.repeat.help"))
@click.argument("case", metavar=text("cli_links.metavar.case"))
@click.argument("other", metavar=f"[{text('cli_links.metavar.other')}]", required=False)
@click.option("--same/--other", "same", default=None, help=text("cli_closing.repeat.same"))
@person_options
@db_option
def command(case: str, other: str | None, same: bool | None, actor: str, note: str, db: str | None) -> int:
    """Without OTHER the list with the reasons."""
    from geoapp.pipeline.publishing import open_for_readers
    from geoapp.pipeline.repeats import Verdict, decide_repeat, find_repeats
    from geoapp.store import open_store

    if (other is None) != (same is None):
        raise UsageError(text("cli_closing.repeat.both"), parameter="other")
    if note and other is None:
        raise UsageError(text("cli_closing.repeat.note_alone"), parameter="note")
    settings = settings_for(db)
    # Who decides works on the office's own store; who only reads sees what readers see.
    store = open_store(settings.database) if other is not None else open_for_readers(settings)
    try:
        if other is not None and same is not None:
            version = decide_repeat(store, (case, other), Verdict(same, note), actor=actor, at=now())
            click.echo(text("cli_closing.done", case=case, version=version))
            return 0
        repeats = find_repeats(store, store.dossier(case))
    finally:
        store.close()
    for one in repeats:
        status = text(f"status.{one.status.value}")
        click.echo(text("cli_closing.repeat.row", case=one.case_id, status=status, county=one.county,
                        on=one.last_on or "", problem=one.problem, reasons="；".join(one.reasons)))  # fmt: skip
        if one.said:
            said = text(f"closing.repeat.said_{one.said}", actor=one.actor, on=one.on)
            click.echo(f"      {said}" + (text("words.sep.colon") + one.note if one.note else ""))
    click.echo(text("cli_closing.repeat.sum", count=len(repeats)))
    return 0
