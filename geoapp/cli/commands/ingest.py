"""``geoapp ingest PATH...``: read notices into the store."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, json_option, now, prepared, progress_bar, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.ingest.help"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=text("cli.metavar.paths"))
@db_option
@json_option
def command(paths: tuple[Path, ...], db: str | None, as_json: bool) -> int:
    """Idempotent; a report row per notice; exit code 1 when a file failed."""
    from geoapp.cli._report import report_as_json, show_report
    from geoapp.pipeline import build_layers, ingest, load_world, reading_workers
    from geoapp.store import open_store

    settings = prepared(settings_for(db))
    world = load_world(settings)
    store = open_store(settings.database, create=True)
    try:
        with progress_bar() as progress, reading_workers(world) as read:
            report = ingest(paths, store, world, now=now, progress=progress, read=read)
        build_layers(store, world)
    finally:
        store.close()
    show_report(report)
    if as_json:
        click.echo(orjson.dumps(report_as_json(report), option=orjson.OPT_INDENT_2))
    return 1 if report.failed else 0
