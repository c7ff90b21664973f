"""``geoapp extend CASE --until DATE``: a later deadline, with the paper that allows it."""

from __future__ import annotations

from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._decision import decide, decision_options, read_day
from geoapp.model import UsageError
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_closing.extend.help"))
@decision_options
@click.option("--until", metavar=text("cli.metavar.value"), help=text("cli_closing.extend.until"))
@click.option("--working-days", type=int, metavar=text("cli.metavar.value"), help=text("cli_closing.extend.days"))
def command(case: str, until: str | None, working_days: int | None, **given: Any) -> int:
    """Either a day or so many working days after the present deadline."""
    from geoapp.pipeline import extend_deadline

    if (until is None) == (working_days is None):
        raise UsageError(text("cli_closing.extend.either"), parameter="until")
    target = working_days if working_days is not None else read_day(until or "", "until")
    return decide(case, given, lambda desk, decision: extend_deadline(desk, decision, target))
