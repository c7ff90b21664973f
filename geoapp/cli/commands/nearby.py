"""``geoapp nearby LON LAT``: the cases around a position, by geodesic distance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._filters import filter_options, query_from
from geoapp.cli._options import db_option, json_option, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("nearby.cli.help"))
@click.argument("lon", type=float, metavar=text("nearby.cli.lon"))
@click.argument("lat", type=float, metavar=text("nearby.cli.lat"))
@click.option(
    "--radius",
    type=click.FloatRange(1, 200_000),
    default=5_000.0,
    metavar=text("nearby.cli.metres"),
    help=text("nearby.cli.radius"),
)
@click.option("--limit", type=click.IntRange(1, 200), default=50, metavar="N", help=text("nearby.cli.limit"))
@click.option(
    "--accuracy",
    type=click.FloatRange(0, 1_000_000),
    default=0.0,
    metavar=text("nearby.cli.metres"),
    help=text("nearby.cli.accuracy"),
)
@filter_options
@db_option
@json_option
def command(lon: float, lat: float, db: str | None, as_json: bool, **words: Any) -> int:
    """Exit code 0 also when nothing is near: that is an answer."""
    from geoapp.exports import geometry_json
    from geoapp.pipeline import load_units, zone_layers
    from geoapp.pipeline.nearby import NearbyIndex, Spot, answer_nearby, load_surroundings
    from geoapp.pipeline.publishing import open_for_readers
    from geoapp.pipeline.rows import row_of
    from geoapp.settings import ZONE

    spot = Spot(lon, lat, words["radius"], words["limit"], words["accuracy"])
    store = open_for_readers(settings_for(db))
    try:
        zones = {layer.definition.id: layer.definition for layer in zone_layers(store)}
        query = query_from(words, load_units(), datetime.now(ZONE).date(), tuple(zones))
        columns = store.columns()
        mask = columns.select(query, among=store.search(query, columns))

        def feature(row: int) -> dict[str, Any]:
            found = store.feature(int(columns.fid[row]))
            geometry = geometry_json(found.geometry)
            return {"type": "Feature", "id": found.fid, "geometry": geometry, "properties": row_of(found, zones)}

        answer = answer_nearby(NearbyIndex(columns), load_surroundings(store), spot, feature, mask)
    finally:
        store.close()
    if as_json:
        click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    else:
        _show(answer)
    return 0


def _show(answer: dict[str, Any]) -> None:
    for zone in answer["zones"]:
        metres = {"distance": f"{abs(zone['distance_m']):.0f}", "uncertainty": f"{zone['uncertainty_m']:.0f}"}
        click.echo(text("nearby.cli.zone", title=zone["title"], label=zone["label"], **metres))
    if not answer["features"]:
        click.echo(text("nearby.none", radius=f"{answer['position']['radius_m'] / 1000:g}"))
    for feature in answer["features"]:
        click.echo(_line("nearby.cli.row", feature["properties"]))
    perhaps = answer["perhaps"]
    if perhaps["features"]:
        click.echo(text("nearby.perhaps", n=perhaps["numberMatched"], km=f"{perhaps['known_to_m'] / 1000:g}"))
    for feature in perhaps["features"]:
        click.echo(_line("nearby.cli.perhaps", feature["properties"]))
    for section in answer["sections"]:
        click.echo(_section(section))


def _section(section: dict[str, Any]) -> str:
    return text(
        "nearby.cli.section",
        name=section["name"],
        distance=f"{section['distance_m'] / 1000:.3f}",
        direction=section["direction"] or "",
        last=section["last"] or text("nearby.sections.no_value"),
    )


def _line(key: str, row: dict[str, Any]) -> str:
    return text(
        key,
        distance=f"{row['distance_m'] / 1000:.3f}",
        doubt=f"{row['distance_uncertainty_m'] / 1000:.1f}",
        direction=row["direction"] or text("nearby.inside"),
        name=row["name"] or row["problem"][:20],
        status=row["status_label"],
        county=row["county"] or "",
        deadline=row["deadline"] or text("nearby.no_deadline"),
        accuracy=f"{row['accuracy_m']:.0f}",
        case=row["case_id"],
    )
