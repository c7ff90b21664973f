"""``geoapp pack CASE -o FILE.zip``: the evidence pack of a case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._writing import spare_the_store, write_file
from geoapp.model import GeoappError, Scope
from geoapp.settings import ZONE
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_reports.pack.help"))
@click.argument("case", metavar=text("cli_links.metavar.case"))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=text("cli_reports.pack.output"))
@click.option("--format", "format_name", hidden=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
@click.option("--rights", hidden=True)
@click.option("--progress-file", type=click.Path(path_type=Path), hidden=True)
@db_option
def command(case: str, output: Path | None, db: str | None, progress_file: Path | None, **words: Any) -> int:
    """The service calls us with ``--progress-file``, ``--format``, ``--today`` and ``--rights``."""
    settings = settings_for(db)
    if output is not None:
        spare_the_store(output, settings.database)
    if progress_file is None:
        return _pack(settings, case, output, words)
    from geoapp.pipeline.export_jobs import reporting

    with reporting(progress_file) as report:
        try:
            return _pack(settings, case, output, words, report)
        except GeoappError as error:
            report.fail(str(error))
            raise


def _pack(settings: Any, case: str, output: Path | None, words: dict[str, Any], report: Any = None) -> int:
    from geoapp.pipeline import load_rules, load_units
    from geoapp.pipeline.packing import pack_case, pack_name
    from geoapp.pipeline.publishing import open_for_readers
    from geoapp.store import scoped

    store = open_for_readers(settings)
    rights = words["rights"]
    try:
        seen = scoped(store, Scope(frozenset(rights.split(",")) if rights is not None else None))
        data = pack_case(seen, case, settings, load_rules(settings), load_units(), at=_at(words["today"]))
        target = output or Path(pack_name(seen.dossier(case)))
    finally:
        store.close()
    write_file(target, iter([data]))
    if report is not None:
        report.finish(target, 1, ())
    click.echo(text("cli_reports.pack.done", file=target, size=len(data) // 1024 + 1), err=True)
    return 0


def _at(today: datetime | None) -> datetime:
    return now() if today is None else today.replace(tzinfo=ZONE)
