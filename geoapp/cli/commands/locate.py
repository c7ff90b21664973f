"""``geoapp locate NAME``: what the gazetteer knows under a name, best first, with the reason for the order."""

from __future__ import annotations

from typing import Any

import click
import orjson
import shapely

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import json_option
from geoapp.model import AdministrativeUnit
from geoapp.places import Candidate
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
        click.echo(orjson.dumps([_row(candidate) for candidate in found], option=orjson.OPT_INDENT_2))
    else:
        for rank, candidate in enumerate(found, 1):
            click.echo(text("cli.locate.row", rank=rank, name=candidate.place.name, reason=candidate.reason))
    if not found:
        click.echo(text("cli.locate.nothing", name=name), err=True)
    return 0 if found else 1


def _row(candidate: Candidate) -> dict[str, Any]:
    place, position = candidate.place, candidate.position
    unit = isinstance(place, AdministrativeUnit)
    return {
        "name": place.name,
        "type": place.level if isinstance(place, AdministrativeUnit) else place.type,
        "county_codes": [place.code] if isinstance(place, AdministrativeUnit) else list(place.county_codes),
        "kind": "unit" if unit else "gazetteer",
        "accuracy_m": position.accuracy.value_m if position else None,
        "basis": position.accuracy.basis if position else None,
        "source": position.source if position else None,
        "reason": candidate.reason,
        "geometry": orjson.Fragment(shapely.to_geojson(position.geometry)) if position else None,
    }
