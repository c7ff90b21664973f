"""``geoapp extract FILE``: show what would be read from one notice; stores nothing."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import json_option
from geoapp.model import Extraction, Record
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.extract.help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.metavar.file"))
@json_option
def command(file: Path, as_json: bool) -> int:
    """Prints a readable account, or with ``--json`` the object of the outside surface."""
    from geoapp.pipeline import extraction_to_json, load_world, read_notice
    from geoapp.settings import load_settings

    extraction = read_notice(file, load_world(load_settings()))
    if as_json:
        click.echo(orjson.dumps(extraction_to_json(extraction), option=orjson.OPT_INDENT_2))
    else:
        _show(extraction)
    return 0


def _show(extraction: Extraction) -> None:
    notice = extraction.notice
    click.echo(
        text(
            "cli.extract.notice",
            title=notice.title,
            issuer=notice.issuer or text("cli.none"),
            issued=notice.issued_on or text("cli.none"),
            genre=text(f"words.genre.{notice.genre}"),
            cases=len(extraction.records),
        )
    )
    for record in extraction.records:
        _show_record(record)
    for warning in (*notice.warnings, *extraction.warnings):
        click.echo(text("cli.report.warning", warning=warning), err=True)


def _show_record(record: Record) -> None:
    click.echo("")
    click.echo(
        text(
            "cli.extract.record",
            no=record.no or text("cli.extract.no_number"),
            status=text(f"status.{record.status}"),
            county=record.county or text("cli.none"),
            deadline=record.deadline or text("cli.none"),
        )
    )
    click.echo(text("cli.extract.problem", problem=record.problem))
    for site in record.subjects:
        if site.position is None:
            placed = site.remarks or text("cli.none")
        else:
            placed = text(
                "cli.extract.placed",
                accuracy=f"{site.position.accuracy.value_m:.0f}",
                basis=text(f"words.basis.{site.position.accuracy.basis}"),
            )
        kind = text(f"words.type.{site.type}")
        click.echo(
            text("cli.extract.site", name=site.name, type=kind, status=text(f"status.{site.status}"), placed=placed)
        )
