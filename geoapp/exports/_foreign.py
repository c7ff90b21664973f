"""Formats that GDAL writes, in a process of their own.

Two copies of SQLite in one process drop each other's file locks (measured: committed writes of others vanish), and the
wheel of pyogrio brings its own copy. So the service never imports pyogrio: rows go to a child process through a pipe,
the child writes files into a folder of ours, and the folder comes back as one file. The live store is never opened.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import shapely

from geoapp.exports._about import About, Row, batches
from geoapp.exports._crs import moved
from geoapp.model import GeoappError
from geoapp.texts import text

_PIECE = 1 << 18
OWN_SUFFIXES = (".log", ".spool")
"""Files of the work folder that do not travel."""


class ChildFailed(GeoappError):
    """The child process did not write the file; the message carries its last words."""


def write_foreign(rows: Iterable[Row], about: About, driver: str, target: str) -> Iterator[bytes]:
    """The rows as ``target`` (a file name; ``.zip`` packs all that the child wrote), in pieces, through ``driver``."""
    with tempfile.TemporaryDirectory(prefix="geoapp-export-") as name:
        folder = Path(name)
        _run_child(rows, about, driver, folder)
        made = sorted(path for path in folder.iterdir() if path.suffix not in OWN_SUFFIXES)
        if target.endswith(".zip"):
            packed = folder / "packed.zip"
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in made:
                    archive.write(path, path.name)
            made = [packed]
        with made[0].open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _run_child(rows: Iterable[Row], about: About, driver: str, folder: Path) -> None:
    head: dict[str, Any] = {
        "driver": driver,
        "folder": str(folder),
        "name": about.name,
        "title": about.title,
        "fields": {name: kind.__name__ for name, kind in about.fields.items()},
        "unlocated": text("exports.unlocated_file"),
        "fields_file": text("exports.fields_file"),
        "fields_head": [text("exports.field_short"), text("exports.field_name")],
        "crs": about.crs.code,
        "label": about.crs.label,
        "metadata": dict(about.metadata),
        "styles": dict(about.styles),
    }
    log = folder / "child.log"
    with log.open("wb") as errors:
        command = [sys.executable, "-m", "geoapp.exports._ogr_child"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=errors, stderr=errors)  # noqa: S603 (constants)
        try:
            _feed(child, head, rows, about)
        finally:
            code = child.wait()
    if code:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise ChildFailed(text("exports.child_failed", driver=driver, reason=last[-1] if last else code))


def _feed(child: subprocess.Popen[bytes], head: dict[str, Any], rows: Iterable[Row], about: About) -> None:
    pipe = child.stdin
    if pipe is None:
        raise AssertionError("the child was started with a pipe")
    # A child that dies early breaks the pipe; its exit code and its log say why.
    with suppress(BrokenPipeError), pipe:
        pipe.write(orjson.dumps(head) + b"\n")
        for batch in batches(rows):
            shapes = shapely.to_wkb(moved([row.geometry for row in batch], about.crs), hex=True)
            for row, shape in zip(batch, shapes, strict=True):
                values = [row.properties.get(name) for name in head["fields"]]
                pipe.write(orjson.dumps([row.fid, shape, values], default=str) + b"\n")
