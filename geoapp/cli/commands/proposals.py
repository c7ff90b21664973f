"""``geoapp proposals``: which records may belong to one case, and why; a person decides by ``link`` and ``part``."""

from __future__ import annotations

from typing import Any

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, json_option, settings_for
from geoapp.pipeline import OpenProposal
from geoapp.texts import text

_SHOWN = 40


@click.command(cls=ChineseCommand, help=text("cli_links.proposals.help"))
@db_option
@json_option
def command(db: str | None, as_json: bool) -> int:
    """Best first."""
    from geoapp.pipeline import open_proposals
    from geoapp.store import open_store

    store = open_store(settings_for(db).database)
    try:
        waiting = open_proposals(store)
    finally:
        store.close()
    if as_json:
        click.echo(orjson.dumps([_row(proposal) for proposal in waiting], option=orjson.OPT_INDENT_2))
        return 0
    for proposal in waiting:
        shown = _row(proposal)
        shown |= {"reasons": "；".join(proposal.link.reasons), "notice": proposal.notice_id[:12]}
        shown |= {key: shown[key][:_SHOWN] for key in ("problem", "case_problem")}
        click.echo(text("cli_links.proposals.row", **shown))
    count = len(waiting)
    click.echo(text("cli_links.proposals.sum", count=count) if count else text("cli_links.proposals.none"), err=True)
    return 0


def _row(proposal: OpenProposal) -> dict[str, Any]:
    link = proposal.link
    return {
        "case": link.case_id,
        "own": link.own_id,
        "score": link.score,
        "reasons": list(link.reasons),
        "notice": proposal.notice_id,
        "title": proposal.notice_title,
        "problem": proposal.problem,
        "case_problem": proposal.case_problem,
    }
