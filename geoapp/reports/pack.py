"""The evidence pack: one ZIP a case with everything that proves its way, and the hash of every file in it.

The same case packs to the same bytes. ``SHA256SUMS.txt`` is what ``sha256sum -c`` reads; ``案卷.html`` opens by itself.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote

import orjson

from geoapp.texts import text

SUMS, MANIFEST = "SHA256SUMS.txt", "manifest.json"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST = 80
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of the pack. ``said``: what it is; ``expected``: the SHA-256 under which the store knows it ("" none)."""

    path: str
    data: bytes
    said: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: a heading, and facts, a table, or words."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: str = ""


def safe_name(name: str) -> str:
    """A file name that Windows takes too: no separators, no device names, not too long, extension kept."""
    clean = _UNSAFE.sub("_", name).strip(" .") or "_"
    stem, dot, extension = clean.rpartition(".")
    if not dot or len(extension) > 8:
        stem, dot, extension = clean, "", ""
    stem = f"_{stem}" if _RESERVED.fullmatch(stem) else stem
    return f"{stem[:_LONGEST]}{dot}{extension}"


def write_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table that Excel opens as UTF-8; the cells must be safe already."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def write_page(title: str, parts: Sequence[Part], files: Sequence[PackFile]) -> bytes:
    """The pack's page: no script, no foreign address, links only to files beside it."""
    listed = tuple((file.path, file.said, str(len(file.data)), _sha256(file.data)) for file in files)
    body = "".join(_part(part) for part in parts)
    rows = "".join(
        f'<tr><td><a href="{escape(quote(path), quote=True)}">{escape(path)}</a></td><td>{escape(said)}</td>'
        f'<td class="n">{size}</td><td class="h">{digest}</td></tr>'
        for path, said, size, digest in listed
    )
    head = "".join(f"<th>{escape(text(f'reports.pack.file.{key}'))}</th>" for key in ("path", "what", "size", "sha256"))
    contents = f"<h2>{escape(text('reports.pack.files'))}</h2><table><tr>{head}</tr>{rows}</table>"
    page = (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}{contents}</body></html>\n"
    )
    return page.encode("utf-8", "replace")


def write_pack(files: Sequence[PackFile], about: Mapping[str, object], at: datetime) -> bytes:
    """The ZIP: the files in order, then the manifest and the sums. ``at`` stamps every entry."""
    listed = [_entry(file) for file in files]
    manifest = orjson.dumps(dict(about) | {"files": listed}, option=orjson.OPT_INDENT_2)
    whole = [*files, PackFile(MANIFEST, manifest, "")]
    sums = "".join(f"{_sha256(file.data)}  {file.path}\n" for file in whole)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in (*whole, PackFile(SUMS, sums.encode(), "")):
            entry = zipfile.ZipInfo(file.path, at.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.data)
    return out.getvalue()


def _entry(file: PackFile) -> dict[str, object]:
    """A file in the manifest; ``intact`` where the store knows its hash."""
    digest = _sha256(file.data)
    entry: dict[str, object] = {"path": file.path, "what": file.said, "size": len(file.data), "sha256": digest}
    return entry | ({"intact": digest == file.expected} if file.expected else {})


def _part(part: Part) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in part.facts if value)
    head = "".join(f"<th>{escape(name)}</th>" for name in part.head)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in part.rows)
    table = f"<table><tr>{head}</tr>{rows}</table>" if part.rows else ""
    words = f"<p>{escape(part.words)}</p>" if part.words else ""
    return f"<h2>{escape(part.title)}</h2>{words}{f'<dl>{facts}</dl>' if facts else ''}{table}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_STYLE = (
    "body{max-width:1000px;margin:2em auto;padding:0 1.5em;color:#1f2a2e;background:#fffefb;"
    'font:15px/1.65 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}'
    "h1{font-size:22px}h2{font-size:17px;margin-top:2em;border-bottom:1px solid #d9d5ca;padding-bottom:.3em}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.2em 1.2em}dt{color:#566165}dd{margin:0}"
    "dd,td,p{white-space:pre-wrap;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%;font-size:13.5px}"
    "th,td{text-align:left;vertical-align:top;border-bottom:1px solid #d9d5ca;padding:.4em .6em}"
    "th,.n{white-space:nowrap}th{color:#566165}.n{text-align:right}"
    ".h{font:11px/1.5 monospace;word-break:break-all}"
    "@media print{body{margin:0;max-width:none}}"
)
