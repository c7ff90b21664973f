"""``geoapp step CASE STEP --on DATE --paper FILE``: one step of the closing procedure."""

from __future__ import annotations

from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._decision import decide, decision_options
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_closing.step.help"))
@decision_options
@click.argument("step", metavar=text("cli_closing.step.step"))
def command(case: str, step: str, **given: Any) -> int:
    """STEP is an id or a name of the office's procedure; a wrong one is answered with the list."""
    from geoapp.pipeline import take_step

    return decide(case, given, lambda desk, decision: take_step(desk, decision, step))
