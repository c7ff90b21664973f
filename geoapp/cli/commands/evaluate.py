"""``geoapp evaluate NOTICES GOLD``: how well notices are read, against reference cases, with every miss."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import json_option
from geoapp.pipeline.evaluate import RATES, Score
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
        click.echo(orjson.dumps(report.to_json(), option=orjson.OPT_INDENT_2))
        return 0
    for score in (*report.scores, report.overall):
        _show(score)
    return 0


def _show(score: Score) -> None:
    figures = []
    for measure, tally in score.tallies.items():
        rate = tally.f1 if measure in RATES else tally.accuracy
        value = f"{rate:.3f}" if tally.judged else text("cli.evaluate.nothing")
        figures.append(f"{text(f'evaluate.measure.{measure}')} {value}")
    click.echo(f"{score.name}\n  {'  '.join(figures)}")
    for miss in score.misses:
        click.echo(f"  - {miss}")
