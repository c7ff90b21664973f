"""``geoapp demo``: the bundled sample, built and served, in one command."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, progress_bar
from geoapp.settings import load_settings
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.demo.help"))
@click.option("--port", type=int, help=text("cli.port"))
@click.option("--no-serve", is_flag=True, help=text("cli.demo.no_serve"))
@db_option
def command(port: int | None, no_serve: bool, db: str | None) -> int:
    """Never overwrites a store of other content; a second run only checks and serves."""
    from geoapp.cli._report import show_report
    from geoapp.pipeline import load_world, open_demonstration

    settings = load_settings()
    settings = replace(settings, db=db or str(settings.folder / "demo.gpkg"), port=port or settings.port)
    with progress_bar() as progress:
        store, report = open_demonstration(Path(settings.database), load_world(settings), now=now, progress=progress)
    store.close()
    show_report(report)
    if not no_serve:
        from geoapp.web.addresses import is_loopback
        from geoapp.web.server import serve

        # Without --db the account would go beside the office's own store, where the sample never asks for it.
        click.echo(text("cli.demo.account", program=_program(), db=settings.database))
        # The sample is public; whoever sits at this machine may look at it without an account.
        serve(replace(settings, anonymous_read="on") if is_loopback(settings.host) else settings)
    return 1 if report.failed else 0


def _program() -> str:
    """What to type in another window to reach this very program: `make demo` leaves it off the search path."""
    return "geoapp" if shutil.which("geoapp") or Path(sys.argv[0]).stem != "geoapp" else sys.argv[0]
