"""The audit log as files: CSV for spreadsheets, JSON lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, fields

import orjson

from geoapp.accounts._audit import AuditEntry

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    """With a byte order mark, for Excel. What a spreadsheet would take for a formula gets an apostrophe before it:
    the name of a failed login is whatever somebody typed."""
    yield ("\ufeff" + _line([field.name for field in fields(AuditEntry)])).encode()
    for entry in entries:
        cells = [
            str(entry.id),
            entry.at.isoformat(timespec="milliseconds"),
            *map(str, list(asdict(entry).values())[2:]),
        ]
        yield _line([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]).encode()


def _line(cells: list[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()


def write_jsonl(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    """One object a line."""
    for entry in entries:
        yield orjson.dumps(asdict(entry), option=orjson.OPT_APPEND_NEWLINE)


AUDIT_FORMATS: Mapping[str, tuple[str, Callable[[Iterable[AuditEntry]], Iterator[bytes]]]] = {
    "csv": ("text/csv", write_csv),
    "jsonl": ("application/x-ndjson", write_jsonl),
}
"""Media type and writer by extension."""
