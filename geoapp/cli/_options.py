"""What several subcommands share: where the store is, what day it is, how progress is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from geoapp.settings import ZONE, Settings, load_settings
from geoapp.texts import text

F = TypeVar("F", bound=Callable[..., Any])


def db_option(function: F) -> F:
    """``--db``: which store; default from the settings."""
    return click.option("--db", metavar=text("cli.metavar.db"), help=text("cli.db"))(function)


def json_option(function: F) -> F:
    """``--json``: machine-readable output on stdout."""
    return click.option("--json", "as_json", is_flag=True, help=text("cli.json"))(function)


def settings_for(db: str | None) -> Settings:
    """The settings with ``--db`` laid over them."""
    settings = load_settings()
    return replace(settings, db=db) if db else settings


def now() -> datetime:
    """The present moment in the house's time zone."""
    return datetime.now(ZONE)


def prepared(settings: Settings) -> Settings:
    """The settings, with the folder of the database made where it is a file."""
    if "://" not in settings.database:
        Path(settings.database).parent.mkdir(parents=True, exist_ok=True)
    return settings


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar with the time left on stderr; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        from geoapp.pipeline import silent

        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    # Files differ much in size: the time left is told from the pace of the last five minutes.
    with Progress(*columns, console=console, transient=True, speed_estimate_period=300) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield show
