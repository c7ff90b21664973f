"""``geoapp evaluate NOTICES GOLD``: how well notices are read, against reference cases, with every miss."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import json_option
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.evaluate.help"))
@click.argument("notices_folder", type=click.Path(path_type=Path), metavar=text("cli.metavar.notices"))
@click.argument("gold_folder", type=click.Path(path_type=Path), metavar=text("cli.metavar.gold"))
@json_option
def command(notices_folder: Path, gold_folder: Path, as_json: bool) -> int:
    """Gold files name their notice in ``document.file``."""
    from geoapp.pipeline import evaluate_folders, load_world
    from geoapp.settings import load_settings

    report = evaluate_folders(notices_folder, gold_folder, load_world(load_settings()))
    if as_json:
        click.echo(orjson.dumps(report.as_dict(), option=orjson.OPT_INDENT_2))
    else:
        for line in report.lines():
            click.echo(line)
    return 0
