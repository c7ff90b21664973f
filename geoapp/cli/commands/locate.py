"""``geoapp locate NAME``: what the gazetteer knows under a name, best first, with the reason for the order."""

from __future__ import annotations

import click
import orjson
import shapely

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import json_option
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.locate.help"))
@click.argument("name", metavar=text("cli.metavar.name"))
@click.option("--county", metavar=text("cli.metavar.county"), help=text("cli.locate.county"))
@json_option
def command(name: str, county: str | None, as_json: bool) -> int:
    """Exit code 1 when nothing is known under this name."""
    from geoapp.pipeline import load_world
    from geoapp.places import candidates
    from geoapp.settings import load_settings

    world = load_world(load_settings())
    found = candidates(name, world.gazetteer, world.units, county=county)
    if as_json:
        rows = [
            {
                "name": candidate.name,
                "type": candidate.type,
                "county_codes": list(candidate.county_codes),
                "accuracy_m": candidate.position.accuracy.value_m if candidate.position else None,
                "basis": candidate.position.accuracy.basis if candidate.position else None,
                "source": candidate.position.source if candidate.position else None,
                "reason": candidate.reason,
                "geometry": orjson.Fragment(shapely.to_geojson(candidate.position.geometry))
                if candidate.position
                else None,
            }
            for candidate in found
        ]
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    else:
        for rank, candidate in enumerate(found, 1):
            click.echo(text("cli.locate.row", rank=rank, name=candidate.name, reason=candidate.reason))
    if not found:
        click.echo(text("cli.locate.nothing", name=name), err=True)
    return 0 if found else 1
