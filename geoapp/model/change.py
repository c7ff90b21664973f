"""Change: one line of what happened lately, for readers who look once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from geoapp.model.feature import Event


@dataclass(frozen=True, slots=True)
class Change:
    """Either one event of a case, or (``kind`` "notice") a notice that was read, with the ``cases`` (件) it speaks of.

    ``county_code``, ``no`` and ``problem`` name the case of an event.
    """

    recorded_at: datetime
    kind: str
    cases: int
    event: Event | None = None
    county_code: str | None = None
    no: str | None = None
    problem: str | None = None
    notice_id: str | None = None
    notice_title: str | None = None
    issued_on: date | None = None
