"""``geoapp digest 2025-11 -o FILE.xlsx|.docx``: what fell due, closed and slipped in a month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._filters import filter_options
from geoapp.cli._options import db_option
from geoapp.cli._selection import selection
from geoapp.cli._writing import spare_the_store, write_file
from geoapp.model import UsageError
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_reports.digest.help"))
@click.argument("month", required=False, metavar=text("cli_reports.digest.month"))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=text("cli_reports.digest.output"))
@db_option
@filter_options
def command(month: str | None, output: Path | None, db: str | None, **words: Any) -> int:
    """Without ``-o`` the month in one sentence; without a month, the months that have something."""
    from geoapp.pipeline import load_units
    from geoapp.pipeline.digest import build_digest, count_months, month_of
    from geoapp.reports import write_digest_book, write_digest_document

    if month is None:
        if output is not None:
            raise UsageError(text("cli_reports.digest.no_month"), parameter="month", example="2025-11")
        with selection(db, words) as (_, store, query):
            for name, count in count_months(store, query).items():
                click.echo(text("reports.web.month_cases", month=name, n=count))
        return 0
    try:
        first, last = month_of(month)
    except ValueError as error:
        raise UsageError(text("reports.digest.bad_month", value=month), parameter="month", example="2025-11") from error
    suffix = output.suffix.lower() if output is not None else ""
    if suffix not in ("", ".xlsx", ".docx"):
        raise UsageError(text("cli_reports.digest.format", format=suffix), parameter="output")
    with selection(db, words) as (settings, store, query):
        if output is not None:
            spare_the_store(output, settings.database)
        digest = build_digest(store, query, first, last, load_units())
    if output is None:
        click.echo(digest.lead)
        return 0
    write_file(output, iter([write_digest_document(digest) if suffix == ".docx" else write_digest_book(digest)]))
    click.echo(text("cli_reports.digest.done", file=output), err=True)
    return 0
