"""``geoapp pause CASE``: the clock of a case stands still, with the paper that allows it."""

from __future__ import annotations

from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._decision import decide, decision_options
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_closing.pause.help"))
@decision_options
def command(case: str, **given: Any) -> int:
    """See ``pipeline.pause_clock``."""
    from geoapp.pipeline import pause_clock

    return decide(case, given, pause_clock)
