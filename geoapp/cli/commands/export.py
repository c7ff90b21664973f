"""``geoapp export LAYER``: a layer, or the cases of a selection, as a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

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
    from geoapp.exports import known_formats, write
    from geoapp.pipeline import load_units, open_export
    from geoapp.store import open_store

    extension = (format_name or (output.suffix[1:] if output else "geojson")).lower()
    if extension not in known_formats():
        raise UsageError(text("cli.export.unknown_format", format=extension, known=", ".join(sorted(known_formats()))))
    query = query_from(words, load_units(), now().date())
    store = open_store(settings_for(db).database)
    try:
        features, about = open_export(store, layer, query, now())
        if output is None:
            write(features, extension, sys.stdout.buffer, about)
            return 0
        _write_file(output, lambda out: write(features, extension, out, about))
    finally:
        store.close()
    click.echo(text("cli.export.done", count=about.number_matched, file=output), err=True)
    return 0


def _write_file(output: Path, write_to: Callable[[BinaryIO], int]) -> None:
    """Write beside the target and move it in: a run that breaks leaves no half file under the asked name."""
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("wb") as out:
            write_to(out)
        partial.replace(output)
    except OSError as error:
        raise UsageError(text("cli.export.unwritable", file=output, reason=error.strerror or error)) from error
    finally:
        partial.unlink(missing_ok=True)
