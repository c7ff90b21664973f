"""``geoapp print``: the wall map (挂图作战图) of a selection, PDF or PNG."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._filters import REPEATABLE, SINGLE, filter_options, query_from
from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._writing import spare_the_store, write_file
from geoapp.model import GeoappError, Scope
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.print.help"))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help=text("cli.print.output"))
@click.option("--size", type=click.Choice(["A0", "A1", "A2", "A3", "A4"], case_sensitive=False), default="A1",
              help=text("cli.print.size"))  # fmt: skip
@click.option("--portrait", is_flag=True, help=text("cli.print.portrait"))
@click.option("--scale", type=int, metavar="N", help=text("cli.print.scale"))
@click.option("--title", default="", help=text("cli.print.title"))
@click.option("--dpi", type=int, help=text("cli.print.dpi"))
@click.option("--format", "format_name", hidden=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
@click.option("--rights", hidden=True)
@click.option("--progress-file", type=click.Path(path_type=Path), hidden=True)
@db_option
@filter_options
def command(output: Path, db: str | None, **words: Any) -> int:
    """The service calls us with ``--progress-file``, ``--format``, ``--today`` and ``--rights``."""
    progress_file: Path | None = words["progress_file"]
    settings = settings_for(db)
    spare_the_store(output, settings.database)
    if progress_file is None:
        return _print(settings, output, words)
    from geoapp.pipeline.export_jobs import reporting

    with reporting(progress_file) as report:
        try:
            return _print(settings, output, words, report)
        except GeoappError as error:
            report.fail(str(error))
            raise


def _print(settings: Any, output: Path, words: dict[str, Any], report: Any = None) -> int:
    from geoapp.maps import Wish
    from geoapp.pipeline import load_units, zone_ids
    from geoapp.pipeline.printing import DPI, Print, format_of, pictures, print_selection
    from geoapp.pipeline.publishing import open_for_readers
    from geoapp.store import scoped

    kind = words["format_name"] or format_of(output)
    wish = Wish(size=words["size"], portrait=words["portrait"], scale=words["scale"], title=words["title"].strip())
    units = load_units()
    store = open_for_readers(settings)
    try:
        zones = zone_ids(store) if words["zone"] or "zone:" in (words["filter"] or "") else ()
        query = query_from(words, units, (words["today"] or now()).date(), zones)
        if words["rights"] is not None:
            query = replace(query, scope=Scope(frozenset(words["rights"].split(","))))
        seen = scoped(store, query.scope)
        order = Print(wish, query, _spelled(words))
        made = print_selection(seen, order, now(), settings, units)
        cases = seen.count(query).cases
    finally:
        store.close()
    pages = [made.pdf] if kind == "pdf" else pictures(made.pdf, words["dpi"] or DPI[wish.size])
    _write(output, pages, report)
    notes = _notes(made)
    for note in notes:
        click.echo(note, err=True)
    if report is not None:
        report.finish(output, cases, notes)
    way = text(f"print.way.{'portrait' if wish.portrait else 'landscape'}")
    told = {"file": output, "size": wish.size, "way": way, "pages": made.pages, "scale": made.scale, "epsg": made.epsg}
    click.echo(text("print.done", **told, cases=cases), err=True)
    return 0


def _write(output: Path, pages: list[bytes], report: Any) -> None:
    from geoapp.pipeline.printing import page_path

    if report is not None:
        write_file(output, iter(pages[:1]))
        return
    for index, page in enumerate(pages):
        write_file(page_path(output, index), iter([page]))


def _notes(made: Any) -> list[str]:
    """What the reader should know beyond the sheet."""
    notes = []
    if made.crowded:
        notes.append(text("print.note.crowded", n=len(made.crowded)))
    if made.missing:
        notes.append(text("print.missing_glyphs", n=len(made.missing), characters="、".join(made.missing)))
    return notes


def _spelled(words: dict[str, Any]) -> str:
    """The filters as an address spells them."""
    pairs = [(name, value) for name in REPEATABLE for value in words[name]]
    pairs += [(name, words[name]) for name in SINGLE if words[name] is not None]
    return urlencode(pairs)
