"""What the commands that decide on a case share: the day, the papers, who says so, and how the answer is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._person import person_options
from geoapp.model import UsageError
from geoapp.texts import text

_HINTED = ("paper", "note")
"""What the rooms ask for by its name, and this command by an option."""
F = TypeVar("F", bound=Callable[..., Any])


def decision_options(function: F) -> F:
    """``CASE --on DATE --paper FILE ... --actor --note --db``."""
    value = text("cli.metavar.value")
    function = db_option(person_options(function))
    function = click.option("--paper", multiple=True, metavar=value, help=text("cli_closing.paper"))(function)
    function = click.option("--on", required=True, metavar=value, help=text("cli_closing.on"))(function)
    return click.argument("case", metavar=text("cli_links.metavar.case"))(function)


def read_day(written: str, parameter: str) -> date:
    """A day as written; raises ``UsageError`` for 2025-02-30 as for anything else that is none."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise UsageError(text("cli_closing.bad_day", option=f"--{parameter}", value=written),
                         parameter=parameter) from error  # fmt: skip


def decide(case: str, given: dict[str, Any], act: Callable[[Any, Any], Any]) -> int:
    """Open the desk, let ``act(desk, decision)`` decide, and tell the outcome."""
    from geoapp.pipeline import Decision, load_desk, read_paper
    from geoapp.store import open_store

    papers = tuple(read_paper(written) for written in given["paper"])
    decision = Decision(case, read_day(given["on"], "on"), papers, given["note"])
    settings = settings_for(given["db"])
    store = open_store(settings.database)
    try:
        outcome = act(load_desk(settings, store, actor=given["actor"], at=now()), decision)
    except UsageError as error:
        if error.parameter not in _HINTED:
            raise
        said = f"{error}{text(f'cli_closing.hint.{error.parameter}')}"
        raise UsageError(said, parameter=error.parameter, example=error.example) from error
    finally:
        store.close()
    click.echo(text("cli_closing.done", case=case, version=outcome.version))
    for line in outcome.notes:
        click.echo(line)
    return 0
