"""``geoapp certificate HOST...``: the office's authority and the server's certificate, for phones."""

from __future__ import annotations

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, prepared, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("tls.cli.help"))
@click.argument("hosts", nargs=-1, required=True, metavar=text("tls.cli.hosts"))
@click.option("--office", default="整改一张图", metavar=text("cli.metavar.value"), help=text("tls.cli.office"))
@db_option
def command(hosts: tuple[str, ...], office: str, db: str | None) -> int:
    """Run again to renew, or for other names; phones keep the authority that they have where it still fits."""
    from geoapp.web.tls import fingerprint, make_papers, papers_of

    papers = papers_of(prepared(settings_for(db)).folder)
    before = papers.authority.read_bytes() if papers.authority.is_file() else b""
    certificate = make_papers(papers, hosts, office=office, now=now())
    until = certificate.not_valid_after_utc.date()
    click.echo(text("tls.cli.made", folder=papers.folder, until=until))
    if papers.authority.read_bytes() != before:
        click.echo(text("tls.cli.install", host=hosts[0], fingerprint=fingerprint(papers)))
    return 0
