"""``geoapp resume CASE``: the clock of a case goes on; its deadline moves by the days that it stood still."""

from __future__ import annotations

from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._decision import decide, decision_options
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_closing.resume.help"))
@decision_options
def command(case: str, **given: Any) -> int:
    """See ``pipeline.resume_clock``."""
    from geoapp.pipeline import resume_clock

    return decide(case, given, resume_clock)
