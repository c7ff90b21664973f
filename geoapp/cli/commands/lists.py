"""``geoapp lists -o FILE.xlsx``: 问题清单, 任务清单, 责任清单 of a selection, ready to print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._filters import filter_options
from geoapp.cli._options import db_option
from geoapp.cli._selection import selection
from geoapp.cli._writing import spare_the_store, write_file
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_reports.lists.help"))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=text("cli_reports.output"))
@click.option("--paper", type=click.Choice(["A3", "A4"]), default="A3", help=text("cli_reports.lists.paper"))
@click.option("--office", default="", metavar=text("cli.metavar.value"), help=text("cli_reports.lists.office"))
@db_option
@filter_options
def command(output: Path, paper: str, office: str, db: str | None, **words: Any) -> int:
    """The filters are those of ``geoapp export``."""
    from geoapp.pipeline import list_cases, load_rules, load_units, scope_words
    from geoapp.reports import ListHead, write_lists

    with selection(db, words) as (settings, store, query):
        spare_the_store(output, settings.database)
        cases = list(list_cases(store, query, load_rules(settings)))
        head = ListHead(scope_words(query, load_units()), query.today, office)
        write_file(output, iter([write_lists(cases, head, paper=paper)]))
    click.echo(text("cli_reports.lists.done", count=len(cases), file=output), err=True)
    return 0
