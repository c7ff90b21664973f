"""The filters of the outside surface as command line options, spelled as in addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import click

from geoapp.model import Query, UnitTable
from geoapp.texts import text

F = TypeVar("F", bound=Callable[..., Any])

REPEATABLE = ("status", "hide", "county", "zone", "kind", "campaign")
SINGLE = (
    "include_special", "overdue", "lapsed", "located", "spatial", "lead_unit", "q", "notice", "bbox", "due", "datetime",
    "blank", "filter", "sort",
)  # fmt: skip


def filter_options(function: F) -> F:
    """``--status closed --county 赫山区 --bbox W,S,E,N ...``."""
    value = text("cli.metavar.value")
    for name in reversed(SINGLE):
        flag = f"--{name.replace('_', '-')}"
        function = click.option(flag, name, metavar=text("cli.metavar.value"), help=text(f"cli.filter.{name}"))(
            function
        )
    for name in reversed(REPEATABLE):
        help_text = text(f"cli.filter.{name}")
        function = click.option(f"--{name}", name, multiple=True, metavar=value, help=help_text)(function)
    return function


def query_from(words: Mapping[str, Any], units: UnitTable, today: date, zones: tuple[str, ...] = ()) -> Query:
    """The selection that the options ask for; raises ``UsageError`` as an address with the same words would.
    ``zones`` are those of the store."""
    from geoapp.web.params import Reader

    pairs = [(name, value) for name in REPEATABLE for value in words[name]]
    pairs += [(name, words[name]) for name in SINGLE if words[name] is not None]
    return Reader(units, today, zones=zones).query(pairs)
