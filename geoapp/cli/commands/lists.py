"""``geoapp lists -o FILE.xlsx``: 问题清单, 任务清单, 责任清单 of a selection, ready to print."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._filters import filter_options
from geoapp.cli._options import db_option
from geoapp.cli._selection import selection
from geoapp.cli._writing import spare_the_store, write_file
from geoapp.model import GeoappError, Scope
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_reports.lists.help"))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=text("cli_reports.output"))
@click.option("--paper", type=click.Choice(["A3", "A4"]), default="A3", help=text("cli_reports.lists.paper"))
@click.option("--office", default="", metavar=text("cli.metavar.value"), help=text("cli_reports.lists.office"))
@click.option("--format", "format_name", hidden=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
@click.option("--rights", hidden=True)
@click.option("--progress-file", type=click.Path(path_type=Path), hidden=True)
@db_option
@filter_options
def command(output: Path, progress_file: Path | None, db: str | None, **words: Any) -> int:
    """The filters are those of ``geoapp export``; the service calls us with the hidden options."""
    if progress_file is None:
        return _lists(output, db, words)
    from geoapp.pipeline.export_jobs import reporting

    with reporting(progress_file) as report:
        try:
            return _lists(output, db, words, report)
        except GeoappError as error:
            report.fail(str(error))
            raise


def _lists(output: Path, db: str | None, words: dict[str, Any], report: Any = None) -> int:
    from geoapp.pipeline import list_cases, load_rules, load_units, scope_words
    from geoapp.pipeline.publishing import told_of
    from geoapp.reports import ListHead, write_lists

    today, rights = words["today"], words["rights"]
    with selection(db, words) as (settings, store, asked):
        spare_the_store(output, settings.database)
        query = replace(asked, today=today.date()) if today is not None else asked
        if rights is not None:
            query = replace(query, scope=Scope(frozenset(rights.split(","))))
        cases = []
        for case in list_cases(store, query, load_rules(settings)):
            cases.append(case)
            if report is not None:
                report.done = len(cases)
        head = ListHead(scope_words(query, load_units()), query.today, words["office"], told_of(store))
        write_file(output, iter([write_lists(cases, head, paper=words["paper"])]))
    if report is not None:
        report.finish(output, len(cases), ())
    click.echo(text("cli_reports.lists.done", count=len(cases), file=output), err=True)
    return 0
