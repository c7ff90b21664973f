"""``geoapp trace CASE``: from a case along the river network to the first monitoring section."""

from __future__ import annotations

from typing import Any

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, json_option, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("network.cli.help"))
@click.argument("case", metavar=text("network.cli.metavar"))
@db_option
@json_option
def command(case: str, db: str | None, as_json: bool) -> int:
    """Exit code 1 when no section could be told for any site."""
    from geoapp.pipeline import trace_case
    from geoapp.store import open_store

    store = open_store(settings_for(db).database)
    try:
        found = trace_case(store, case)
    finally:
        store.close()
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    else:
        _show(found)
    return 0 if any(site["hits"] for site in found["sites"]) else 1


def _show(found: dict[str, Any]) -> None:
    for site in found["sites"]:
        click.echo(text("network.cli.site", name=site["name"] or site["site_id"]))
        for hit in site["hits"]:
            click.echo(_hit(hit))
        for reason in site["reasons"]:
            click.echo(text("network.cli.reason", reason=reason))
    for reason in found["reasons"]:
        click.echo(text("network.cli.reason", reason=reason))
    click.echo(found["note"])


def _hit(hit: dict[str, Any]) -> str:
    distance = text("network.cli.unknown")
    if hit["distance_m"] is not None:
        km, doubt = hit["distance_m"] / 1000, hit["uncertainty_m"]
        distance = text("network.cli.distance", km=f"{km:.1f}", uncertainty=f"{doubt:.0f}")
    names = {"name": hit["section"]["name"], "relation": hit["relation_label"], "via": "、".join(hit["via"])}
    return text("network.cli.hit", distance=distance, **names)
