"""Writes of one transaction, gathered and sent together: eight cases of a notice take three statements, not thirty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geoapp.model import Conflict
from geoapp.store._filing import Row
from geoapp.store._prepared import Prepared, insert_rows
from geoapp.store._tables import cases, dossiers, events
from geoapp.texts import text

_GIVEN: dict[str, Any] = {name: sa.bindparam(name) for name in ("withdrawn", "version", "updated_at")}
_RAISE = Prepared(
    dossiers.update()
    .where(dossiers.c.case_id == sa.bindparam("b_case"), dossiers.c.version == sa.bindparam("b_before"))
    .values(**_GIVEN)
)


@dataclass(slots=True)
class Writes:
    """Events, new rows and raised versions that wait for ``send``; each row carries its own values."""

    connection: sa.Connection
    at: datetime
    events: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    raised: list[dict[str, Any]] = field(default_factory=list)

    def raise_version(self, case_id: str, before: int, *, withdrawn: bool) -> dict[str, Any]:
        """The case gets its next version; returns the stamp that its rows bear."""
        stamp = {"version": before + 1, "updated_at": self.at}
        self.raised.append({"b_case": case_id, "b_before": before, "withdrawn": withdrawn} | stamp)
        return stamp

    def send(self) -> None:
        """Write all that was gathered; raises ``Conflict`` when another writer was quicker."""
        self._send_versions()
        insert_rows(self.connection, cases, self.rows)
        insert_rows(self.connection, events, self.events)
        self.events, self.rows, self.raised = [], [], []

    def _send_versions(self) -> None:
        if not self.raised:
            return
        written = _RAISE.run(self.connection, self.raised)
        if written != len(self.raised):  # an engine without one writer at a time
            first = self.raised[0]
            seen = {"seen": first["b_before"], "present": first["version"]}
            raise Conflict(text("store.conflict", case_id=first["b_case"], **seen))
