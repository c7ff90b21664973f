"""A copy of a store made fit for the public: what may not be said is not in the file, so that no door can let it out.

Works on a finished copy (``Store.backup``), never on a live store. Tables that are not named here are emptied: what a
later version adds to the schema stays inside until somebody decides about it.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import shapely
from shapely import Point

from geoapp.store._connection import connect
from geoapp.store._gpb import to_gpb

Coarsen = Callable[[Point], tuple[Point, float]]
KEPT: Final = frozenset(
    {"cases", "containments", "dossiers", "events", "layers", "meta", "notices", "observations", "records", "shapes",
     "units", "writing"}
)  # fmt: skip
"""Tables whose rows are edited (or are harmless); those of layers are known from ``layers``."""
_TOLD_IN_PUBLIC = ("recorded", "status", "updated", "withdrawn")
"""Kinds of events that tell what a published document said."""
_FIELDS_IN_PUBLIC = ("status", "case_status", "deadline")
_ACTOR = "geoapp"
_WHOLE_UNIT = "centroid"
"""The basis of a place that stands for its county or township."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What the public is given. ``withheld`` cases are taken out; ``unplaced`` ones lose their position and get the
    remark; ``texts`` are the blanked texts of notices (as long as before); ``clean`` blanks any other words of a
    notice; ``coarsen`` rounds a point and says by how many metres at most. Without ``outlines`` a place that stands for
    a whole unit is a point with its error, not the unit's boundary."""

    withheld: frozenset[str]
    unplaced: Mapping[str, str]
    texts: Mapping[str, str]
    clean: Callable[[str, str], str]
    coarsen: Coarsen | None = None
    layers: frozenset[str] = field(default_factory=frozenset)
    outlines: bool = True


def edit_copy(path: Path, edition: Edition) -> None:
    """Make the copy at ``path`` what the edition says, for good: what was deleted cannot be read from the file."""
    shutil.rmtree(path.with_name(path.name + ".files"), ignore_errors=True)
    connection = connect(path)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        triggers = _take_off_triggers(connection)
        _empty_unknown(connection)
        _edit(connection, edition)
        for statement in triggers:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _take_off_triggers(connection: sqlite3.Connection) -> list[str]:
    """All but those that keep the spatial index and the count of rows; returns what puts them on again."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    taken = [row for row in found if not row["name"].startswith(("rtree_", "trigger_"))]
    for row in taken:
        connection.execute(f'DROP TRIGGER "{row["name"]}"')
    return [row["sql"] for row in taken]


def _empty_unknown(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    own = {row["table_name"] for row in connection.execute("SELECT table_name FROM layers") if row["table_name"]}
    for (name,) in rows:
        if name not in KEPT and name not in own and not name.startswith(("gpkg_", "rtree_", "sqlite_")):
            connection.execute(f'DELETE FROM "{name}"')


def _edit(connection: sqlite3.Connection, edition: Edition) -> None:
    for table in ("records", "cases", "events", "dossiers"):
        marks = ",".join("?" * len(edition.withheld))
        connection.execute(f"DELETE FROM {table} WHERE case_id IN ({marks})", sorted(edition.withheld))
    connection.execute("DELETE FROM containments WHERE fid NOT IN (SELECT fid FROM cases)")
    _edit_notices(connection, edition)
    _edit_records(connection, edition)
    _edit_cases(connection, edition)
    _edit_events(connection, edition)
    _edit_observations(connection, edition)
    kept = {row["record"] for row in connection.execute("SELECT record FROM records")}
    whole = "\n".join(kept)
    for (key,) in connection.execute("SELECT key FROM shapes").fetchall():
        if key not in whole:
            connection.execute("DELETE FROM shapes WHERE key = ?", (key,))


def _edit_notices(connection: sqlite3.Connection, edition: Edition) -> None:
    for row in connection.execute("SELECT fid, identifier, text, title, file_name, detail FROM notices").fetchall():
        told = edition.texts.get(row["identifier"], "")
        if len(told) != len(row["text"]):
            raise ValueError(f"the public text of notice {row['identifier']} has another length than the notice")
        detail = json.loads(row["detail"])
        detail["warnings"] = []
        clean = edition.clean(row["identifier"], row["title"])
        connection.execute(
            "UPDATE notices SET text = ?, title = ?, file_name = ?, detail = ? WHERE fid = ?",
            (told, clean, clean, json.dumps(detail, ensure_ascii=False), row["fid"]),
        )


def _edit_records(connection: sqlite3.Connection, edition: Edition) -> None:
    for row in connection.execute("SELECT fid, case_id, notice_id, record FROM records").fetchall():
        record = _cleaned(json.loads(row["record"]), row["notice_id"], edition)
        record.pop("warnings", None)
        for site in record.get("sites", ()):
            if row["case_id"] in edition.unplaced:
                site.pop("position", None)
                site["remarks"] = edition.unplaced[row["case_id"]]
            elif "position" in site:
                _blur(connection, site["position"], edition)
        written = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute("UPDATE records SET record = ? WHERE fid = ?", (written, row["fid"]))


def _cleaned(value: Any, notice: str, edition: Edition) -> Any:
    """Every string of a JSON document blanked; a quote is read again from the blanked text."""
    if isinstance(value, str):
        return edition.clean(notice, value)
    if isinstance(value, list):
        return [_cleaned(one, notice, edition) for one in value]
    if not isinstance(value, dict):
        return value
    if {"exact", "start", "end"} <= value.keys() and notice in edition.texts:
        return {**value, **_quoted(edition.texts[notice], value)}
    opaque = ("geometry", "place_key", "deadline", "happened_on")
    return {key: one if key in opaque else _cleaned(one, notice, edition) for key, one in value.items()}


def _quoted(words: str, quote: Mapping[str, Any]) -> dict[str, str]:
    start, end = int(quote["start"]), int(quote["end"])
    before, after = len(str(quote.get("prefix", ""))), len(str(quote.get("suffix", "")))
    return {"exact": words[start:end], "prefix": words[start - before : start], "suffix": words[end : end + after]}


def _blur(connection: sqlite3.Connection, position: dict[str, Any], edition: Edition) -> None:
    """The same for a position within a record as ``_blurred`` does for a row."""
    written = str(position.get("geometry", ""))
    found = connection.execute("SELECT wkb FROM shapes WHERE key = ?", (written,)).fetchone()
    shape = shapely.from_wkb(found["wkb"] if found is not None else written)
    accuracy = position.setdefault("accuracy", {})
    if isinstance(shape, Point):
        if edition.coarsen is None:
            return
        shape, by_m = edition.coarsen(shape)
        accuracy["value_m"] = float(accuracy.get("value_m", 0)) + by_m
    elif not edition.outlines and accuracy.get("basis") == _WHOLE_UNIT:
        shape = shapely.point_on_surface(shape)
    else:
        return
    position["geometry"] = str(shapely.to_wkb(shape, hex=True, byte_order=1, flavor="iso"))
    position.pop("candidates", None)


_WORDS = ("problem", "rectification", "category", "name", "lead_unit", "notice_title", "georeferenceProtocol",
          "georeferenceRemarks")  # fmt: skip


def _edit_cases(connection: sqlite3.Connection, edition: Edition) -> None:
    for row in connection.execute("SELECT * FROM cases").fetchall():
        notice = row["notice_id"]
        changes: dict[str, Any] = {
            name: edition.clean(notice, row[name]) for name in _WORDS if isinstance(row[name], str)
        }
        for name in ("quote", "status_quote"):
            changes |= dict(_requoted(row, name, edition))
        if row["case_id"] in edition.unplaced:
            changes |= dict.fromkeys(_PLACE)
            changes["georeferenceRemarks"] = edition.unplaced[row["case_id"]]
            connection.execute("DELETE FROM containments WHERE fid = ?", (row["fid"],))
        elif row["lon"] is not None and (moved := _blurred(row, edition)) is not None:
            changes |= moved
            connection.execute("DELETE FROM containments WHERE fid = ?", (row["fid"],))
        columns = ", ".join(f'"{name}" = ?' for name in changes)
        connection.execute(f"UPDATE cases SET {columns} WHERE fid = ?", (*changes.values(), row["fid"]))


_PLACE = ("geom", "coordinateUncertaintyInMeters", "basis", "place_key", "georeferenceProtocol",
          "georeferenceVerificationStatus", "lon", "lat", "west", "south", "east", "north")  # fmt: skip


def _requoted(row: sqlite3.Row, name: str, edition: Edition) -> Iterator[tuple[str, str | None]]:
    if row[name] is None:
        return
    words = edition.texts.get(row["notice_id"])
    selector = json.loads(row[f"{name}_selector"] or "null")
    if words is None or selector is None:
        yield name, edition.clean(row["notice_id"], row[name])
        yield f"{name}_selector", None
        return
    prefix, suffix, start, end, *rest = selector
    told = _quoted(words, {"start": start, "end": end, "prefix": prefix, "suffix": suffix})
    yield name, told["exact"]
    selected = [told["prefix"], told["suffix"], start, end, *rest]
    yield f"{name}_selector", json.dumps(selected, ensure_ascii=False, separators=(",", ":"))


def _blurred(row: sqlite3.Row, edition: Edition) -> dict[str, Any] | None:
    """What changes in a row: a point is rounded, a unit's outline gives way to a point with the unit's error."""
    at, by_m = Point(row["lon"], row["lat"]), 0.0
    if row["west"] == row["east"] and row["south"] == row["north"]:
        if edition.coarsen is None:
            return None
        at, by_m = edition.coarsen(at)
    elif edition.outlines or row["basis"] != _WHOLE_UNIT:
        return None
    return {
        "geom": to_gpb(at), "lon": at.x, "west": at.x, "east": at.x, "lat": at.y, "south": at.y, "north": at.y,
        "coordinateUncertaintyInMeters": float(row["coordinateUncertaintyInMeters"] or 0) + by_m,
        "place_key": f"public/{at.x:.5f},{at.y:.5f}",
    }  # fmt: skip


def _edit_events(connection: sqlite3.Connection, edition: Edition) -> None:
    kinds = ",".join("?" * len(_TOLD_IN_PUBLIC))
    connection.execute(f"DELETE FROM events WHERE kind NOT IN ({kinds})", _TOLD_IN_PUBLIC)
    for row in connection.execute("SELECT fid, field, notice_id, quote FROM events").fetchall():
        quote = row["quote"] and json.dumps(_cleaned(json.loads(row["quote"]), row["notice_id"], edition),
                                            ensure_ascii=False)  # fmt: skip
        told = row["field"] in _FIELDS_IN_PUBLIC
        connection.execute(
            "UPDATE events SET actor = ?, value = NULL, note = NULL, payload = NULL, quote = ?"
            + ("" if told else ', "before" = NULL, "after" = NULL')
            + " WHERE fid = ?",
            (_ACTOR, quote, row["fid"]),
        )


def _edit_observations(connection: sqlite3.Connection, edition: Edition) -> None:
    for row in connection.execute("SELECT fid, source, observation FROM observations").fetchall():
        notice = row["source"].removeprefix("notice:")
        told = _cleaned(json.loads(row["observation"]), notice, edition)
        written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute("UPDATE observations SET observation = ? WHERE fid = ?", (written, row["fid"]))
