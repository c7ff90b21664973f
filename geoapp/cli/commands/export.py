"""``geoapp export LAYER``: a layer, or the cases of a selection, as a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._filters import filter_options, query_from
from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._writing import spare_the_store, write_file
from geoapp.model import GeoappError, Scope, UsageError
from geoapp.texts import languages, text


@click.command(cls=ChineseCommand, help=text("cli.export.help"))
@click.argument("layer", metavar=text("cli.metavar.layer"))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=text("cli.export.output"))
@click.option("-f", "--format", "format_name", help=text("cli.export.format"))
@click.option("--crs", "--t-srs", "crs", metavar="EPSG:n", default="CRS84", help=text("cli.export.crs"))
@click.option("--headers", type=click.Choice(["names", *languages()]), default="names", help=text("cli.export.headers"))
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
@click.option("--rights", hidden=True)
@click.option("--progress-file", type=click.Path(path_type=Path), hidden=True)
@db_option
@filter_options
def command(layer: str, output: Path | None, format_name: str | None, db: str | None, **words: Any) -> int:
    """Without ``-o`` the file goes to stdout. The service calls us with ``--progress-file``, ``--today`` and
    ``--rights`` (unit codes: what the reader may see)."""
    from geoapp.exports import check_headings, known_formats, target_of
    from geoapp.pipeline import Wanted, load_units

    if layer.lower().endswith(".html"):
        return _offline(settings_for(db), output or Path(layer), words)
    extension = (format_name or (output.suffix[1:] if output else "geojson")).lower()
    if extension not in known_formats():
        raise UsageError(text("cli.export.unknown_format", format=extension, known=", ".join(sorted(known_formats()))))
    if output is not None:
        spare_the_store(output, settings_for(db).database)
    named = check_headings(words["headers"], extension)
    wanted = Wanted(layer, extension, target_of(words["crs"], "t-srs"), named)
    settings = settings_for(db)
    zones = _zones(settings) if words["zone"] or "zone:" in (words["filter"] or "") else ()
    query = query_from(words, load_units(), _day(words["today"]), zones)
    if words["rights"] is not None:
        query = replace(query, scope=Scope(frozenset(words["rights"].split(","))))
    progress_file: Path | None = words["progress_file"]
    if progress_file is None:
        return _export(settings, query, wanted, output)
    if output is None:
        raise UsageError(text("cli.export.output"), parameter="output")
    from geoapp.pipeline.export_jobs import reporting

    with reporting(progress_file) as report:
        try:
            return _export(settings, query, wanted, output, report)
        except GeoappError as error:
            report.fail(str(error))
            raise


def _offline(settings: Any, output: Path, words: dict[str, Any]) -> int:
    """The single-file map, under the name that stands where others name a layer."""
    from geoapp.pipeline import load_units
    from geoapp.pipeline.offline import make_offline
    from geoapp.pipeline.publishing import open_for_readers
    from geoapp.store import scoped

    spare_the_store(output, settings.database)
    units = load_units()
    zones = _zones(settings) if words["zone"] or "zone:" in (words["filter"] or "") else ()
    query = query_from(words, units, _day(words["today"]), zones)
    store = open_for_readers(settings)
    try:
        page, count = make_offline(scoped(store, query.scope), query, now(), settings, units)
    finally:
        store.close()
    write_file(output, iter([page]))
    click.echo(text("offline.done", file=output, count=count, kilobytes=len(page) // 1024), err=True)
    return 0


def _zones(settings: Any) -> tuple[str, ...]:
    """What ``--zone`` and filters may name."""
    from geoapp.pipeline import zone_ids
    from geoapp.pipeline.publishing import open_for_readers

    store = open_for_readers(settings)
    try:
        return zone_ids(store)
    finally:
        store.close()


def _day(today: datetime | None) -> date:
    return (today or now()).date()


def _export(settings: Any, query: Any, wanted: Any, output: Path | None, report: Any = None) -> int:
    from geoapp.exports import stream
    from geoapp.pipeline import open_export
    from geoapp.pipeline.publishing import open_for_readers
    from geoapp.store import scoped

    store = open_for_readers(settings)
    try:
        features, about = open_export(scoped(store, query.scope), wanted.layer, query, now(), wanted)
        for warning in about.warnings:
            click.echo(warning, err=True)
        counted = Counted(features, report)
        pieces = stream(counted, wanted.extension, about)
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            return 0
        write_file(output, pieces)
    finally:
        store.close()
    if report is not None:
        report.finish(output, counted.count, about.warnings)
    click.echo(text("cli.export.done", count=counted.count, file=output), err=True)
    return 0


class Counted:
    """Features on their way out, counted, and told to ``report`` where somebody waits."""

    def __init__(self, features: Any, report: Any) -> None:
        self._features, self._report = features, report
        self.count = 0

    def __iter__(self) -> Iterator[Any]:
        for feature in self._features:
            self.count += 1
            if self._report is not None:
                self._report.done = self.count
            yield feature
