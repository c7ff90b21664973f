"""Who says so: options of the commands by which a person decides something."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

from geoapp.texts import text

F = TypeVar("F", bound=Callable[..., Any])


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no user database, and no variable that names one
        return "cli"


def person_options(function: F) -> F:
    """``--actor NAME`` and ``--note WORDS``, both told in the case's events."""
    name, words = text("cli_links.metavar.name"), text("cli.metavar.value")
    function = click.option("--note", default="", metavar=words, help=text("cli_links.note"))(function)
    return click.option("--actor", default=_user, metavar=name, help=text("cli_links.actor"))(function)
