"""The command line: ``geoapp COMMAND``. Data goes to stdout, reports and progress to stderr.

Exit codes: 0 all well, 1 some inputs failed (each named), 2 wrong usage. One file a subcommand in ``commands/``.
This is the one place of the command line that catches errors.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from geoapp.cli._chinese import explain
from geoapp.model import BadDefinition, GeoappError, UsageError
from geoapp.settings import load_settings
from geoapp.texts import reason_of, text, use_language

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    _use_utf8()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code and never raises for what a user did."""
    _speak()
    from geoapp.cli._group import ROOT  # after the language is known: help texts are read as commands are imported

    try:
        code = ROOT.main(args=arguments, prog_name="geoapp", standalone_mode=False)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        click.echo(explain(error), err=True)
        return 2
    except GeoappError as error:
        click.echo(str(error), err=True)
        return 2 if isinstance(error, UsageError | BadDefinition) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away (| head): not an error of ours, and nothing more to say.
        sys.stderr.close()
        return 0
    except OSError as error:
        # What the operating system refuses (no space, a name too long, a certificate that is none) is said, not traced.
        click.echo(text("cli.system", reason=reason_of(error), file=error.filename or ""), err=True)
        return 1
    return code if isinstance(code, int) else 0


def _speak() -> None:
    """In the language of the settings (``language``, GEOAPP_LANGUAGE); wrong ones the command itself tells of."""
    with suppress(UsageError):
        use_language(load_settings().language)


def _use_utf8() -> None:
    """Chinese on a Windows console or in a redirected file: UTF-8, and never a crash for one odd character."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
