"""``geoapp calendar [YEAR]``: which years of working days are known; add a year as its notice is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._decision import read_day
from geoapp.cli._options import now, settings_for
from geoapp.model import UsageError
from geoapp.settings import Settings
from geoapp.texts import text

_LONGEST = 31


@click.command(cls=ChineseCommand, help=text("cli_closing.calendar.help"))
@click.argument("year", type=int, required=False, metavar=text("cli_closing.calendar.year"))
@click.option("--holiday", multiple=True, metavar=text("cli.metavar.value"), help=text("cli_closing.calendar.holiday"))
@click.option("--workday", multiple=True, metavar=text("cli.metavar.value"), help=text("cli_closing.calendar.workday"))
@click.option("--source", default="", metavar=text("cli.metavar.value"), help=text("cli_closing.calendar.source"))
def command(year: int | None, holiday: tuple[str, ...], workday: tuple[str, ...], source: str) -> int:
    """Without a year: the list. With a year and its days: write the office's own file."""
    from geoapp.closing import load_calendar, write_year
    from geoapp.pipeline import calendar_folder

    folder = calendar_folder(settings_for(None))
    if year is None:
        for known in load_calendar(folder).years.values():
            said = {"year": known.year, "off": len(known.holidays), "worked": len(known.workdays), "file": known.file}
            click.echo(text("cli_closing.calendar.row", **said))
        return 0
    if not holiday:
        raise UsageError(text("cli_closing.calendar.how", year=year, folder=folder), parameter="holiday")
    if not source.strip():
        raise UsageError(text("cli_closing.calendar.no_source"), parameter="source")
    days = {day: name for written in holiday for day, name in _days(written)}
    file = write_year(folder, year, source, days, [read_day(written, "workday") for written in workday])
    click.echo(text("cli_closing.calendar.written", file=file))
    _settle(settings_for(None))
    return 0


def _settle(settings: Settings) -> None:
    """Set the deadlines that waited for this year, if there is a store yet."""
    from geoapp.pipeline import load_rules
    from geoapp.pipeline.terms import settle_terms
    from geoapp.store import open_store

    if "://" not in settings.database and not Path(settings.database).is_file():
        return
    store = open_store(settings.database)
    try:
        count = settle_terms(store, load_rules(settings).calendar, actor="calendar", at=now())
    finally:
        store.close()
    if count:
        click.echo(text("closing.term.settled", count=count))


def _days(written: str) -> Iterator[tuple[date, str]]:
    """``2027-01-01/2027-01-03=元旦``: every day from the first to the last."""
    span, _, name = written.partition("=")
    first, slash, last = span.partition("/")
    since = read_day(first, "holiday")
    until = read_day(last, "holiday") if slash else since
    if not name.strip() or not since <= until <= since + timedelta(_LONGEST):
        raise UsageError(text("cli_closing.calendar.bad_span", value=written), parameter="holiday")
    for i in range((until - since).days + 1):
        yield since + timedelta(i), name.strip()
