"""``geoapp export LAYER``: a layer, or the cases of a selection, as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._filters import filter_options, query_from
from geoapp.cli._options import db_option, now, settings_for
from geoapp.model import UsageError
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.export.help"))
@click.argument("layer", metavar=text("cli.metavar.layer"))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=text("cli.export.output"))
@click.option("-f", "--format", "format_name", help=text("cli.export.format"))
@db_option
@filter_options
def command(layer: str, output: Path | None, format_name: str | None, db: str | None, **words: Any) -> int:
    """Without ``-o`` the file goes to stdout."""
    from geoapp.exports import formats, write
    from geoapp.pipeline import export_features, load_units
    from geoapp.store import open_store

    extension = (format_name or (output.suffix[1:] if output else "geojson")).lower()
    if extension not in formats():
        raise UsageError(text("cli.export.unknown_format", format=extension, known=", ".join(sorted(formats()))))
    query = query_from(words, load_units(), now().date())
    store = open_store(settings_for(db).database)
    try:
        features = export_features(store, layer, query)
        if output is None:
            write(features, extension, sys.stdout.buffer)
            return 0
        with output.open("wb") as out:
            count = write(features, extension, out)
    finally:
        store.close()
    click.echo(text("cli.export.done", count=count, file=output), err=True)
    return 0
