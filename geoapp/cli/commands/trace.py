"""``geoapp trace CASE``: from a case down the rivers to the first monitoring section; ``--section``: back up."""

from __future__ import annotations

from typing import Any

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, json_option, now, settings_for
from geoapp.model import UsageError
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("network.cli.help"))
@click.argument("case", metavar=text("network.cli.metavar"), required=False)
@click.option("--section", metavar=text("network.cli.section_metavar"), help=text("network.cli.section_help"))
@db_option
@json_option
def command(case: str | None, section: str | None, db: str | None, as_json: bool) -> int:
    """Exit code 1 when no section could be told for any site, or no site above the section."""
    from geoapp.pipeline import trace_case, trace_section
    from geoapp.pipeline.publishing import open_for_readers

    if (case is None) == (section is None):
        raise UsageError(text("network.cli.one_of"))
    store = open_for_readers(settings_for(db))
    try:
        found = trace_case(store, case) if case else trace_section(store, section or "", now().date())
    finally:
        store.close()
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    elif case:
        _show(found)
    else:
        _show_above(found)
    return 0 if found.get("cases") or any(site["hits"] for site in found.get("sites", ())) else 1


def _show_above(found: dict[str, Any]) -> None:
    click.echo(text("network.cli.above", name=found["section"]["name"], count=len(found["cases"])))
    for case in found["cases"]:
        told = {"name": case["name"] or case["case_id"], "case": case["case_id"], "relation": case["relation_label"]}
        click.echo(text("network.cli.above_row", distance=_distance(case), **told))
        if not case["certain"]:
            click.echo(text("network.cli.perhaps", remark=case["remark"]))
    for reason in found["reasons"]:
        click.echo(text("network.cli.reason", reason=reason))
    click.echo(found["note"])


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
    names = {"name": hit["section"]["name"], "relation": hit["relation_label"], "via": "、".join(hit["via"])}
    return text("network.cli.hit", distance=_distance(hit), **names)


def _distance(one: dict[str, Any]) -> str:
    if one["distance_m"] is None:
        return text("network.cli.unknown")
    km, doubt = one["distance_m"] / 1000, one["uncertainty_m"]
    return text("network.cli.distance", km=f"{km:.1f}", uncertainty=f"{doubt:.0f}")
