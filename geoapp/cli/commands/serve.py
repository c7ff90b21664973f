"""``geoapp serve``: the production server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, prepared, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.serve.help"))
@click.option("--host", help=text("cli.serve.host"))
@click.option("--port", type=int, help=text("cli.port"))
@click.option("--workers", type=click.IntRange(1, 64), help=text("cli.serve.workers"))
@click.option("--tls-cert", type=click.Path(path_type=Path), help=text("cli.serve.cert"))
@click.option("--tls-key", type=click.Path(path_type=Path), help=text("cli.serve.key"))
@db_option
def command(
    host: str | None,
    port: int | None,
    workers: int | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    db: str | None,
) -> int:
    """Binds 127.0.0.1 unless told otherwise; a missing store is made, empty."""
    from geoapp.pipeline import build_layers, load_world
    from geoapp.store import open_store
    from geoapp.web.server import serve

    settings = prepared(settings_for(db))
    settings = replace(
        settings,
        host=host or settings.host,
        port=port or settings.port,
        workers=workers or settings.workers,
    )
    store = open_store(settings.database, create=True)
    try:
        build_layers(store, load_world(settings))
    finally:
        store.close()
    serve(settings, tls_cert=tls_cert, tls_key=tls_key)
    return 0
