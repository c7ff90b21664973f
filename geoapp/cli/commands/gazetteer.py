"""``geoapp gazetteer import FILE``: the office's own geometry; every stored case is placed again with it."""

from __future__ import annotations

from pathlib import Path

import click

from geoapp.cli._chinese import ChineseCommand, ChineseGroup
from geoapp.cli._options import db_option, now, progress_bar, settings_for
from geoapp.model import PlaceType
from geoapp.pipeline import Change, Placing, Replacement
from geoapp.places import DATUMS
from geoapp.settings import Settings
from geoapp.texts import text

ACCURACY_M = 100.0
"""What is claimed of geometry whose accuracy nobody states: no better than the edge of a bare pin."""


@click.group(cls=ChineseGroup, help=text("cli_links.gazetteer.help"))
def command() -> None:
    """Subcommands."""


@command.command("import", cls=ChineseCommand, help=text("cli_links.gazetteer_import.help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.metavar.file"))
@click.option("--name-field", required=True, metavar=text("cli_links.correct.field"),
              help=text("cli_links.gazetteer_import.name_field"))  # fmt: skip
@click.option("--type", "kind", type=click.Choice([kind.value for kind in PlaceType]), default=PlaceType.SITE.value,
              metavar=text("cli.metavar.value"), help=text("cli_links.gazetteer_import.type"))  # fmt: skip
@click.option("--crs", metavar="EPSG:n", help=text("cli_links.gazetteer_import.crs"))
@click.option("--accuracy", type=float, default=ACCURACY_M, metavar=text("cli.metavar.value"),
              help=text("cli_links.gazetteer_import.accuracy", default=f"{ACCURACY_M:g}"))  # fmt: skip
@click.option("--datum", type=click.Choice(DATUMS), metavar=text("cli.metavar.value"),
              help=text("cli_links.gazetteer_import.datum"))  # fmt: skip
@db_option
def import_command(file: Path, name_field: str, kind: str, db: str | None, accuracy: float, **declared: str) -> int:
    """Exit code 2, and nothing changed, for a file whose reference system is missing or suspicious."""
    from geoapp.pipeline import imported_gazetteer
    from geoapp.places import import_features, save_extra

    settings = settings_for(db)
    crs, datum = declared["crs"], declared["datum"]
    instances = import_features(file, name_field, PlaceType(kind), crs, accuracy, datum)  # type: ignore[arg-type]
    target = imported_gazetteer(settings)
    save_extra(instances, target)
    click.echo(text("cli_links.gazetteer_import.imported", count=len(instances), file=target), err=True)
    if Path(settings.database).is_file():
        _replace_all(settings)
    return 0


@command.command("again", cls=ChineseCommand, help=text("cli_links.gazetteer_again.help"))
@db_option
def again(db: str | None) -> int:
    """After a change of the gazetteer that no import made."""
    _replace_all(settings_for(db))
    return 0


def _replace_all(settings: Settings) -> None:
    from geoapp.pipeline.job_files import alone

    with alone(settings.folder / "placing"):  # the next one begins when this one ends, with the gazetteer of then
        _replace_in_turn(settings)


def _replace_in_turn(settings: Settings) -> None:
    from geoapp.pipeline import build_layers, load_world, place_again
    from geoapp.store import open_store

    world = load_world(settings)
    store = open_store(settings.database)
    try:
        known = {layer.definition.id: layer.digest for layer in store.layers()}
        with progress_bar() as progress:
            report = place_again(store, world, now=now, progress=progress)
        built = build_layers(store, world)
    finally:
        store.close()
    _show(report)
    for layer in built:
        if known.get(layer.definition.id) not in (None, layer.digest):
            outcome = layer.problem or text("cli.build.features", count=len(layer.features))
            click.echo(text("cli_links.gazetteer_import.layers", title=layer.definition.title, outcome=outcome))


def _show(report: Replacement) -> None:
    for change in report.changes:
        click.echo(text(f"cli_links.gazetteer_import.{change.kind}", **_words(change)))
    counts = {kind: report.count(kind) for kind in ("moved", "located", "found", "sharpened", "kept")}
    counts |= {"notices": report.notices, "sites": report.sites, "same": report.same}
    click.echo(text("cli_links.gazetteer_import.sum", lost=report.count("lost", "gone"), **counts))


def _words(change: Change) -> dict[str, str]:
    return {
        "name": change.name,
        "case": change.case_id,
        "distance": _metres(change.distance_m or 0.0),
        "before": _placing(change.before),
        "after": _placing(change.after),
    }


def _metres(distance_m: float) -> str:
    key = "kilometres" if distance_m >= 1000 else "metres"
    value = f"{distance_m / 1000:.1f}" if distance_m >= 1000 else f"{distance_m:.0f}"
    return text(f"cli_links.gazetteer_import.{key}", value=value)


def _placing(placing: Placing | None) -> str:
    if placing is None:
        return text("cli_links.gazetteer_import.unlocated")
    basis = text(f"words.basis.{placing.basis.value}")
    return text("cli_links.gazetteer_import.place", accuracy=f"{placing.accuracy_m:.0f}", basis=basis)
