"""The clock of one case: the deadline that notices set, and what extensions and pauses made of it.

Moves of the deadline are told events (``extension``, ``pause``, ``resume``) with their paper; this module reads them
and judges a new one before it is written. Pure: nothing here knows a store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geoapp.closing.calendar import WorkCalendar
from geoapp.model import FINISHED, Dossier, Event, UsageError
from geoapp.texts import text

EXTENSION, PAUSE, RESUME = "extension", "pause", "resume"
MOVES = (EXTENSION, PAUSE, RESUME)
FAR_YEARS = 30
"""A deadline further away is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clock of a case shows. ``set_on`` is the deadline before any move, ``deadline`` the one that holds
    (None: none, or the clock stands still since ``paused_on`` with ``stopped_at`` to go on from)."""

    set_on: date | None
    deadline: date | None
    moves: tuple[Event, ...] = ()
    paused_on: date | None = None
    stopped_at: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A new move of the deadline, judged good: what to tell."""

    kind: str
    on: date
    deadline: date | None
    payload: dict[str, object]


def clock_of(dossier: Dossier) -> Clock:
    """The clock as the case's events and its present deadline tell it."""
    head = dossier.features[0] if dossier.features else None
    deadline = head.deadline if head is not None else None
    moves = tuple(event for event in dossier.events if event.kind in MOVES)
    first = moves[0].before if moves else None
    set_on = date.fromisoformat(first) if first else (None if moves else deadline)
    last = moves[-1] if moves else None
    if last is None or last.kind != PAUSE or deadline is not None:  # a newer notice or a hand may have set one since
        return Clock(set_on, deadline, moves)
    stopped = (last.payload or {}).get("deadline")
    return Clock(set_on, None, moves, last.happened_on, date.fromisoformat(stopped) if stopped else None)


def paused_among(events: Iterable[Event]) -> frozenset[str]:
    """The cases whose last move is a pause; ``events`` in the order in which they happened."""
    last = {event.case_id: event.kind for event in sorted(events, key=lambda event: event.event_id)}
    return frozenset(case_id for case_id, kind in last.items() if kind == PAUSE)


def first_notice(dossier: Dossier) -> date | None:
    """The day of the earliest notice that speaks of the case, None when no notice has a date."""
    return min((filed.notice.issued_on for filed in dossier.records if filed.notice.issued_on), default=None)


def check_day(dossier: Dossier, on: date, today: date) -> None:
    """Refuse a day in the future or before the case was known; raises ``UsageError``."""
    if on > today:
        raise UsageError(text("closing.future", on=on, today=today), parameter="on")
    known = first_notice(dossier)
    if known is not None and on < known:
        raise UsageError(text("closing.before_notice", on=on, notice=known), parameter="on")


def extend(
    dossier: Dossier, on: date, today: date, until: date | int, calendar: WorkCalendar, papers: Sequence[str]
) -> Move:
    """An extension to a day, or by so many working days; raises ``UsageError`` with the reason why not."""
    clock = _running(dossier, on, today, papers)
    if clock.deadline is None:
        raise UsageError(text("closing.no_deadline", case_id=dossier.case_id), parameter="until")
    day = calendar.term_end(clock.deadline, until) if isinstance(until, int) else until
    if day <= clock.deadline or day < on:
        raise UsageError(text("closing.not_later", until=day, deadline=clock.deadline, on=on), parameter="until")
    if day.year > today.year + FAR_YEARS:
        raise UsageError(text("closing.too_far", until=day), parameter="until")
    payload: dict[str, object] = {"from": clock.deadline, "until": day, "papers": list(papers)}
    if isinstance(until, int):
        payload["working_days"] = until
    return Move(EXTENSION, on, day, payload)


def pause(dossier: Dossier, on: date, today: date, papers: Sequence[str]) -> Move:
    """Stop the clock; raises ``UsageError`` with the reason why not."""
    clock = _running(dossier, on, today, papers)
    if clock.deadline is None:
        raise UsageError(text("closing.no_deadline", case_id=dossier.case_id), parameter="case")
    if on > clock.deadline:
        raise UsageError(text("closing.pause_late", on=on, deadline=clock.deadline), parameter="on")
    return Move(PAUSE, on, None, {"deadline": clock.deadline, "papers": list(papers)})


def resume(dossier: Dossier, on: date, today: date, papers: Sequence[str]) -> Move:
    """Let the clock go on: the deadline moves by the days that it stood still; raises ``UsageError``."""
    clock = clock_of(dossier)
    if clock.paused_on is None or clock.stopped_at is None:
        raise UsageError(text("closing.not_paused", case_id=dossier.case_id), parameter="case")
    check_day(dossier, on, today)
    if on < clock.paused_on:
        raise UsageError(text("closing.before_last", on=on, last=clock.paused_on, name=text("closing.kind.pause")),
                         parameter="on")  # fmt: skip
    stood = (on - clock.paused_on).days
    day = clock.stopped_at + timedelta(stood)
    return Move(RESUME, on, day, {"from": clock.stopped_at, "until": day, "days": stood, "papers": list(papers)})


def _running(dossier: Dossier, on: date, today: date, papers: Sequence[str]) -> Clock:
    """The clock of an unfinished case that is not paused, with a good day and a paper at hand."""
    clock = clock_of(dossier)
    if dossier.features and dossier.features[0].case_status in FINISHED:
        status = text(f"status.{dossier.features[0].case_status.value}")
        raise UsageError(text("closing.finished", case_id=dossier.case_id, status=status), parameter="case")
    if clock.paused_on is not None:
        raise UsageError(text("closing.paused", case_id=dossier.case_id, on=clock.paused_on), parameter="case")
    if not papers:
        raise UsageError(text("closing.no_paper", papers=text("closing.approval")), parameter="paper")
    check_day(dossier, on, today)
    last = clock.moves[-1] if clock.moves else None
    if last is not None and last.happened_on is not None and on < last.happened_on:
        name = text(f"closing.kind.{last.kind}")
        raise UsageError(text("closing.before_last", on=on, last=last.happened_on, name=name), parameter="on")
    return clock
