"""``geoapp certificate HOST...``: the office's authority and the server's certificate, for phones."""

from __future__ import annotations

from urllib.parse import urlsplit

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, prepared, settings_for
from geoapp.settings import Settings
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("tls.cli.help"))
@click.argument("hosts", nargs=-1, required=True, metavar=text("tls.cli.hosts"))
@click.option("--office", default="整改一张图", metavar=text("cli.metavar.value"), help=text("tls.cli.office"))
@db_option
def command(hosts: tuple[str, ...], office: str, db: str | None) -> int:
    """Run again to renew, or for other names; phones keep the authority that they have where it still fits."""
    from geoapp.web.tls import fingerprint, make_papers, papers_of

    settings = prepared(settings_for(db))
    papers = papers_of(settings.folder)
    before = papers.authority.read_bytes() if papers.authority.is_file() else b""
    certificate = make_papers(papers, hosts, office=office, now=now())
    until = certificate.not_valid_after_utc.date()
    click.echo(text("tls.cli.made", folder=papers.folder, until=until))
    if papers.authority.read_bytes() != before:
        address = f"https://{_host(hosts[0])}:{_port(settings)}/certificate"
        click.echo(text("tls.cli.install", address=address, fingerprint=fingerprint(papers)))
    return 0


def _host(word: str) -> str:
    """As it stands in an address: IPv6 in brackets."""
    bare = word.strip().strip("[]")
    return f"[{bare}]" if ":" in bare else bare


def _port(settings: Settings) -> int:
    """That of the running service, which will be started again with the certificate; else the settings'."""
    from geoapp.web.addresses import running_at

    return urlsplit(running_at(settings) or "").port or settings.port
