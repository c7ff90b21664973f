"""click in Chinese: help pages and usage errors, from the catalogue."""

from __future__ import annotations

import re
from typing import Any

import click

from geoapp.texts import text


class _Chinese:
    """What click writes in English on a help page, said in Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage line."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=text("cli.usage"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, and for a group its commands."""
        rows = [row for parameter in self.get_params(ctx) if (row := parameter.get_help_record(ctx))]  # type: ignore[attr-defined]
        if rows:
            with formatter.section(text("cli.options")):
                formatter.write_dl([(name, said.replace("[required]", text("cli.required"))) for name, said in rows])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with a Chinese sentence."""
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = text("cli.help_option")
        return option


class ChineseCommand(_Chinese, click.Command):
    """A command whose help is Chinese."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("options_metavar", text("cli.options_metavar"))
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class ChineseGroup(_Chinese, click.Group):
    """A group whose help is Chinese."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("options_metavar", text("cli.options_metavar"))
        kwargs.setdefault("subcommand_metavar", text("cli.command_metavar"))
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands with the first sentence of each."""
        rows = []
        for name in self.list_commands(ctx):
            found = self.get_command(ctx, name)
            if found is not None and not found.hidden:
                rows.append((name, (found.help or "").split("\n")[0]))
        with formatter.section(text("cli.commands")):
            formatter.write_dl(rows)


def explain(error: click.ClickException) -> str:
    """One Chinese sentence for a usage error of click, naming the word and what was expected."""
    sentence = _sentence(error)
    ctx = getattr(error, "ctx", None)
    return f"{sentence}\n{text('cli.see_help', command=ctx.command_path)}" if ctx is not None else sentence


def _sentence(error: click.ClickException) -> str:
    parameter = getattr(error, "param", None)
    name = parameter.get_error_hint(error.ctx) if parameter is not None and error.ctx is not None else ""  # type: ignore[attr-defined]
    if isinstance(error, click.NoSuchOption):
        near = text("cli.meant", words="、".join(error.possibilities)) if error.possibilities else ""
        return text("cli.no_such_option", option=error.option_name, near=near)
    if isinstance(error, click.MissingParameter):
        return text("cli.missing", name=name)
    if isinstance(error, click.BadOptionUsage):
        return text("cli.option_usage", option=error.option_name)
    if isinstance(error, click.BadParameter):
        expected = ""
        if isinstance(parameter, click.Parameter):
            expected = text("cli.expected", what=_expected(parameter.type))
        return text("cli.bad_parameter", name=name, expected=expected, detail=_given(error.message))
    if isinstance(error, click.FileError):
        return text("cli.file", file=error.ui_filename, detail=error.message)
    unknown = re.match(r"No such command '(?P<name>[^']*)'", error.format_message())
    if unknown:
        return text("cli.no_such_command", name=unknown["name"])
    return text("cli.wrong", detail=error.format_message())


def _given(message: str) -> str:
    """The value that click's English sentence names: what was expected is said already. Our own sentences stay."""
    named = re.match(r"(?P<value>'.*'|-?[\d.e+-]+|nan|-?inf) is not ", message)
    return named["value"].strip("'") if named else message


def _expected(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.Choice):
        return "、".join(str(choice) for choice in kind.choices)
    if isinstance(kind, (click.IntRange, click.FloatRange)) and kind.min is not None and kind.max is not None:
        return text("cli.type.between", low=f"{kind.min:g}", high=f"{kind.max:g}")
    if isinstance(kind, click.types.IntParamType):
        return text("cli.type.integer")
    if isinstance(kind, click.types.FloatParamType):
        return text("cli.type.number")
    if isinstance(kind, click.Path):
        return text("cli.type.path")
    return kind.name
