"""``geoapp serve``: the production server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, prepared, progress_bar, settings_for
from geoapp.texts import text


def _told(show: Callable[[int, int, str], None]) -> Callable[[int, int, str], None]:
    """As ``show``, and a sentence at the first call: the service waits, and a log has no bar to see it by."""
    told: set[str] = set()

    def progress(done: int, total: int, name: str) -> None:
        if name not in told:
            told.add(name)
            click.echo(text("cli.serve.judging", sites=total, zone=name), err=True)
        show(done, total, name)

    return progress


@click.command(cls=ChineseCommand, help=text("cli.serve.help"))
@click.option("--host", help=text("cli.serve.host"))
@click.option("--port", type=int, help=text("cli.port"))
@click.option("--workers", type=click.IntRange(1, 64), help=text("cli.serve.workers"))
@click.option("--tls-cert", type=click.Path(path_type=Path), help=text("cli.serve.cert"))
@click.option("--tls-key", type=click.Path(path_type=Path), help=text("cli.serve.key"))
@click.option("--http", "plain", is_flag=True, help=text("cli.serve.plain"))
@db_option
def command(
    tls_cert: Path | None,
    tls_key: Path | None,
    plain: bool,
    db: str | None,
    **given: Any,
) -> int:
    """Binds 127.0.0.1 unless told otherwise; a missing store is made, empty. What ``geoapp certificate`` made is used
    unless other files, or ``--http``, are given."""
    from geoapp.pipeline import build_layers, load_world
    from geoapp.store import open_store
    from geoapp.web.server import serve
    from geoapp.web.tls import RENEW_DAYS, days_left, papers_of

    settings = prepared(settings_for(db))
    settings = replace(
        settings,
        host=given["host"] or settings.host,
        port=given["port"] or settings.port,
        workers=given["workers"] or settings.workers,
    )
    store = open_store(settings.database, create=True)
    try:
        with progress_bar() as show:
            # The kept texts are made beside the service, by a process of its own.
            build_layers(store, load_world(settings), _told(show), texts=False)
    finally:
        store.close()
    papers = papers_of(settings.folder)
    if tls_cert is None and tls_key is None and papers.ready() and not plain:
        tls_cert, tls_key = papers.server, papers.server_key
        if (days := days_left(papers, now())) < RENEW_DAYS:
            click.echo(text("tls.expiring", days=days), err=True)
    serve(settings, tls_cert=tls_cert, tls_key=tls_key)
    return 0
