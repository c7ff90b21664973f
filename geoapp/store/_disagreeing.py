"""Machine against person: where a correction says something else than the present reading. Engine-neutral SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import shapely
import sqlalchemy as sa

from geoapp.model import Status
from geoapp.store._clerk import Clerk, File
from geoapp.store._combining import combined_rows, leading
from geoapp.store._filing import Row, apply_corrections, show, show_position, standing
from geoapp.store._protocol import Disagreement
from geoapp.store._tables import cases, events


def disagreements(connection: sa.Connection) -> Iterator[Disagreement]:
    """See ``Store.disagreements``: the last word of a person on each field, where the machine reads another value."""
    told = sa.select(events.c.case_id).where(events.c.payload.is_not(None), events.c.value.is_not(None))
    by_hand = sa.select(events.c.case_id).where(events.c.kind == "corrected")
    corrected = by_hand.union(told).order_by("case_id")  # each by an index of its own
    clerk = Clerk(connection, datetime.now(UTC), "check")
    for case_id, file in clerk.files(list(connection.scalars(corrected))):
        if not file.withdrawn and file.readings:
            yield from _of_case(case_id, file)
            yield from _of_told(case_id, file)


def _of_case(case_id: str, file: File) -> Iterator[Disagreement]:
    read = combined_rows(file.readings)
    corrections = [word for word in standing(file.words) if word["kind"] == "corrected"]
    latest = {(event["site_id"], event["field"]): event for event in corrections}
    earliest = {(event["site_id"], event["field"]): event for event in reversed(corrections)}
    for (site_id, name), event in latest.items():
        rows = [row for row in read if site_id in (None, row["site_id"])]
        told = {"actor": event["actor"], "at": event["recorded_at"]}
        if not rows:
            yield Disagreement(case_id, site_id, name, None, event["after"], **told, site_gone=True)
            continue
        for machine, person in zip(rows, apply_corrections(rows, [event]), strict=True):
            if _differs(machine, person, name):
                values = (_shown(machine, name), _shown(person, name))
                heard = any(reading.read_at > event["recorded_at"] for reading in file.readings)
                fresh = heard and values[0] != earliest[site_id, name]["before"]
                yield Disagreement(case_id, machine["site_id"] if site_id else None, name, *values, **told, fresh=fresh)
                break


def _of_told(case_id: str, file: File) -> Iterator[Disagreement]:
    """A case that a person's step finished, and a notice of a later day that says otherwise: the step holds."""
    newest = leading(file.readings)
    told = [word for word in file.words if word["kind"] != "corrected" and word["field"] == "case_status"]
    if newest is None or newest.issued_on is None or not told or not file.rows:
        return
    word, shown = told[-1], file.rows[0]["case_status"]
    machine = newest.filing.record.status
    if machine is Status.UNKNOWN or newest.issued_on <= word["happened_on"]:
        return
    if shown == word["after"] != machine.value:
        who = {"actor": word["actor"], "at": word["recorded_at"]}
        yield Disagreement(case_id, None, "case_status", machine.value, shown, **who)


def _differs(machine: Row, person: Row, name: str) -> bool:
    if name != "position":
        return bool(machine[_key(name)] != person[_key(name)])
    before, after = machine["geom"], person["geom"]
    if before is None or after is None:
        return before is not after
    return not bool(shapely.equals_exact(before, after, 1e-9)) or machine["accuracy_m"] != person["accuracy_m"]


def _shown(row: Row, name: str) -> str | None:
    return show_position(row) if name == "position" else show(row[_key(name)])


def _key(name: str) -> Any:
    return next(column.key for column in cases.columns if column.name == name)
