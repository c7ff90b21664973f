"""The root command: finds its subcommands in ``commands/`` by file name and shows all help in Chinese."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import click

from geoapp import __version__
from geoapp.cli import commands
from geoapp.cli._chinese import ChineseCommand, ChineseGroup
from geoapp.texts import text


class Commands(ChineseGroup):
    """Subcommands by file name: ``commands/<name>.py`` holds a click command called ``command``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(
            module.name.replace("_", "-")
            for module in pkgutil.iter_modules(commands.__path__)
            if not module.name.startswith("_")
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"geoapp.cli.commands.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, ChineseCommand | ChineseGroup)  # noqa: S101
        return command


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"geoapp {__version__}")
        ctx.exit()


ROOT = Commands(
    help=text("cli.help"),
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_show_version,
            help=text("cli.version"),
        )
    ],
)
