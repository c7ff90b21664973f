"""``geoapp monitor import FILE`` and ``geoapp monitor show [SECTION]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson

from geoapp.cli._chinese import ChineseCommand, ChineseGroup
from geoapp.cli._options import db_option, json_option, now, prepared, settings_for
from geoapp.texts import text


@click.group(cls=ChineseGroup, help=text("monitoring.cli.help"))
def command() -> None:
    """Sections, and what was observed at them."""


@command.command("import", cls=ChineseCommand, help=text("monitoring.cli.import_help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.metavar.file"))
@click.option("--section", metavar=text("monitoring.cli.section_metavar"), help=text("monitoring.cli.section"))
@db_option
@json_option
def import_(file: Path, section: str | None, db: str | None, as_json: bool) -> int:
    """Exit code 1 when some rows or values were wrong; each is named on stderr."""
    from geoapp.pipeline import import_series
    from geoapp.store import open_store

    store = open_store(prepared(settings_for(db)).database, create=True)
    try:
        reading = import_series(file, store, now=now, section=section)
    finally:
        store.close()
    matched = sum(one.section_key is not None for one in reading.observations)
    figures = {"file": reading.file, "rows": reading.rows, "values": len(reading.observations), "matched": matched}
    if as_json:
        click.echo(orjson.dumps({**figures, "problems": reading.problems}, option=orjson.OPT_INDENT_2))
    else:
        click.echo(text("monitoring.cli.imported", problems=len(reading.problems), **figures))
    for problem in reading.problems:
        click.echo(problem, err=True)
    return 1 if reading.problems else 0


@command.command("show", cls=ChineseCommand, help=text("monitoring.cli.show_help"))
@click.argument("section", required=False, metavar=text("monitoring.cli.section_metavar"))
@db_option
@json_option
def show(section: str | None, db: str | None, as_json: bool) -> int:
    """All sections, or one with its observations, classes and evidence."""
    from geoapp.pipeline import list_sections, section_to_json
    from geoapp.store import open_store

    store = open_store(settings_for(db).database)
    try:
        found = section_to_json(store, section) if section else list_sections(store)
    finally:
        store.close()
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    elif section:
        _show_section(found, found["verdicts"], len(found["observations"]))
        for one in found["observations"]:
            click.echo(_observation(one))
    else:
        for one in found["sections"]:
            _show_section(one, one["latest"], one["observations"])
        _show_unmatched(found["unmatched"])
    return 0


def _show_section(section: dict[str, Any], verdicts: list[dict[str, Any]], count: int) -> None:
    latest = ""
    if verdicts:
        newest = verdicts[0]
        items = "、".join(newest["items"])
        latest = text(
            "monitoring.cli.latest", period=_period(newest["period"]), class_=newest["class_label"], items=items
        )
    water = section["water_label"] or text("monitoring.cli.unknown_water")
    click.echo(text("monitoring.cli.row", name=section["name"], water=water, count=count, latest=latest))


def _show_unmatched(unmatched: list[dict[str, Any]]) -> None:
    if unmatched:
        click.echo(text("monitoring.cli.unmatched", count=len(unmatched)))
    for one in unmatched:
        row = {"label": one["label"], "value": _value(one), "remark": one["remark"]}
        click.echo(text("monitoring.cli.unmatched_row", **row))


def _period(period: dict[str, Any]) -> str:
    words = period["words"] or text("cli.none")
    if not period["inferred"]:
        return str(words)
    return text("monitoring.cli.inferred", period=words, first=period["first"], last=period["last"])


def _value(one: dict[str, Any]) -> str:
    if one["value"] is None:
        return str(one["stated"])
    return f"{'<' if one['below'] else ''}{one['value']:g} {one['unit'] or ''}".rstrip()


def _observation(one: dict[str, Any]) -> str:
    target = f"{one['target']:g} {one['unit']}" if one["target"] is not None else one["target_label"] or ""
    key = {True: "reached", False: "missed"}.get(one["reached"])
    evidence = one["evidence"] or {}
    if evidence.get("kind") == "file":
        source = text("monitoring.cli.from_file", file=evidence["file"], row=evidence["row"])
    else:
        quoted = evidence.get("quote", {}).get("exact", "")
        source = text("monitoring.cli.from_notice", title=evidence.get("title", ""), quote=quoted)
    return text(
        "monitoring.cli.observation",
        period=_period(one["period"]),
        item=one["item_name"],
        value=_value(one),
        class_=f"（{one['class_label']}）" if one["class_label"] else "",
        reached=text(f"monitoring.cli.{key}", target=target) if key else "",
        evidence=source,
    )
