"""``geoapp correct CASE FIELD VALUE``: a person's word on one field or position; it wins from now on."""

from __future__ import annotations

from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._person import person_options
from geoapp.places import DATUMS
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_links.correct.help"))
@click.argument("case", metavar=text("cli_links.metavar.case"))
@click.argument("field", metavar=text("cli_links.correct.field"))
@click.argument("value", metavar=text("cli_links.correct.value"))
@click.option("--site", metavar=text("cli.metavar.value"), help=text("cli_links.correct.site"))
@click.option("--accuracy", type=float, metavar=text("cli.metavar.value"), help=text("cli_links.correct.accuracy"))
@click.option("--crs", metavar="EPSG:n", help=text("cli_links.correct.crs"))
@click.option("--datum", type=click.Choice(DATUMS), metavar=text("cli.metavar.value"),
              help=text("cli_links.correct.datum"))  # fmt: skip
@person_options
@db_option
def command(case: str, field: str, value: str, db: str | None, actor: str, **given: Any) -> int:
    """VALUE is a stored value or its Chinese label, a date, ``lon,lat``, or ``-`` for none."""
    from geoapp.pipeline import Written, correct
    from geoapp.store import open_store

    written = Written(
        case_id=case,
        field=field,
        value=value,
        site_id=given["site"],
        accuracy_m=given["accuracy"],
        crs=given["crs"],
        datum=given["datum"],
        note=given["note"],
    )
    store = open_store(settings_for(db).database)
    try:
        version = correct(store, written, actor=actor, at=now())
    finally:
        store.close()
    click.echo(text("cli_links.correct.done", field=field, value=value, version=version))
    return 0
