"""Statuses of one case as notices tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geoapp.model import Status


@dataclass(frozen=True, slots=True)
class ToldStatus:
    """What one notice tells of a case."""

    status: Status
    notice_id: str
    notice_title: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class StatusConflict:
    """Two present notices whose statuses of a case do not go together, and nobody has decided since."""

    case_id: str
    older: ToldStatus
    newer: ToldStatus
