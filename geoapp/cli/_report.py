"""The intake report as people read it (stderr) and as scripts read it (JSON)."""

from __future__ import annotations

from dataclasses import asdict

import click

from geoapp.pipeline import Report, ReportRow
from geoapp.texts import text


def show_report(report: Report) -> None:
    """One line a file, then its warnings, then the sum."""
    for row in report.rows:
        click.echo(_line(row), err=True)
        for warning in row.warnings:
            click.echo(text("cli.report.warning", warning=warning), err=True)
    done = [row for row in report.rows if row.outcome != "failed"]
    empty = [row for row in done if row.cases == 0]
    if empty:
        click.echo(text("cli.report.empty", count=len(empty), files="、".join(row.file for row in empty[:5])), err=True)
    click.echo(
        text(
            "cli.report.sum",
            files=len(report.rows),
            cases=sum(row.cases for row in done),
            sites=sum(row.sites for row in done),
            located=sum(row.located for row in done),
            failed=report.failed,
        ),
        err=True,
    )


def _line(row: ReportRow) -> str:
    if row.outcome == "failed":
        return text("cli.report.failed", message=row.message)
    return text(
        "cli.report.row",
        file=row.file,
        outcome=text(f"cli.report.{row.outcome}"),
        title=row.title,
        cases=row.cases,
        sites=row.sites,
        located=row.located,
    )


def report_as_json(report: Report) -> dict[str, object]:
    """The report as plain values."""
    return {"failed": report.failed, "rows": [asdict(row) for row in report.rows]}
