"""The way a case has gone through the closing procedure, what comes next, and whether a new step may be taken.

Pure: steps are told events (kind ``step``); the machine reads them and judges, the corridor writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geoapp.closing.calendar import CalendarUnpublished, WorkCalendar
from geoapp.closing.clock import check_day
from geoapp.closing.procedure import START, Procedure, Step
from geoapp.model import Dossier, Event, Status, UsageError
from geoapp.texts import text

STEP = "step"
_ENDS = (Status.CLOSED, Status.DROPPED)


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that was taken. ``step`` None: the present procedure knows it no more. ``undone``: taken back since."""

    step: Step | None
    event: Event
    undone: bool = False

    @property
    def name(self) -> str:
        """Its name when it was taken."""
        return str((self.event.payload or {}).get("name", self.event.kind))


@dataclass(frozen=True, slots=True)
class Term:
    """A public notice: ``last_day`` None while the calendar of ``unpublished`` is missing."""

    start: date
    working_days: int
    last_day: date | None
    unpublished: int | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """``gone``: all steps in order. ``standing``: the forward steps that count now. ``next``: what may come;
    ``missing``: the forward steps that are still to be taken. ``term``: of the public notice that stands."""

    gone: tuple[Passed, ...]
    standing: tuple[Passed, ...]
    last: str
    next: tuple[Step, ...]
    missing: tuple[Step, ...]
    term: Term | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that may be taken: what to tell."""

    step: Step
    on: date
    sets: Status | None
    payload: dict[str, object]
    papers: tuple[str, ...]


def path_of(procedure: Procedure, events: Sequence[Event], calendar: WorkCalendar) -> Path:
    """The way so far, from the case's events in the order in which they were recorded."""
    gone: list[Passed] = []
    stack: list[int] = []
    for event in events:
        if event.kind != STEP:
            continue
        step = procedure.find(str((event.payload or {}).get("step")))
        if step is not None and step.role == "undo" and stack:
            undone = stack.pop()
            gone[undone] = Passed(gone[undone].step, gone[undone].event, undone=True)
        elif step is not None and step.role != "undo":
            stack.append(len(gone))
        gone.append(Passed(step, event))
    standing = _standing([gone[i] for i in stack])
    last = gone[stack[-1]].step if stack else None
    last_id = last.id if last is not None else START
    present = {passed.step.id for passed in standing if passed.step}
    return Path(
        gone=tuple(gone),
        standing=standing,
        last=last_id,
        next=tuple(step for step in procedure.steps if step.follows(last_id)),
        missing=tuple(step for step in procedure.forward if step.id not in present),
        term=_term(standing, calendar),
    )


def _standing(stack: Sequence[Passed]) -> tuple[Passed, ...]:
    """The forward steps since the last one that led back."""
    since = 0
    for i, passed in enumerate(stack):
        if passed.step is not None and passed.step.role == "back":
            since = i + 1
    return tuple(p for p in stack[since:] if p.step is not None and p.step.role == "forward")


def _term(standing: Sequence[Passed], calendar: WorkCalendar) -> Term | None:
    for passed in reversed(standing):
        step, start = passed.step, passed.event.happened_on
        if step is not None and step.working_days and start is not None:
            kept = (passed.event.payload or {}).get("last_day")
            if kept:
                return Term(start, step.working_days, date.fromisoformat(kept))
            return public_term(step, start, calendar)
    return None


def public_term(step: Step, start: date, calendar: WorkCalendar) -> Term:
    """The term of a public notice that begins on ``start``; a missing year is named, not guessed."""
    try:
        last = calendar.term_end(start, step.working_days, counts_first_day=step.counts_first_day)
    except CalendarUnpublished as error:
        return Term(start, step.working_days, None, error.year)
    return Term(start, step.working_days, last)


def take(procedure: Procedure, dossier: Dossier, calendar: WorkCalendar, asked: Asked, today: date) -> Taken:
    """Judge a step that somebody wants to take; raises ``UsageError`` with the reason why not."""
    step = procedure.step(asked.step)
    path = path_of(procedure, dossier.events, calendar)
    if step not in path.next:
        raise UsageError(_out_of_order(procedure, path, step), parameter="step")
    _check_day(procedure, dossier, path, step, asked.on, today)
    papers = name_papers(step, asked.papers)
    if step.note and not asked.note.strip():
        raise UsageError(text("closing.no_note", step=step.name), parameter="note")
    payload: dict[str, Any] = {"step": step.id, "name": step.name, "body": step.body, "procedure": procedure.id,
                               "clause": step.clause, "papers": list(papers)}  # fmt: skip
    if step.role == "undo":
        payload["undo"] = True  # the status that it gives back began on the day of the step that had set it
    if step.working_days:
        term = public_term(step, asked.on, calendar)
        payload |= {"working_days": step.working_days, "last_day": term.last_day}
    return Taken(step, asked.on, _status(path, step, dossier), payload, papers)


@dataclass(frozen=True, slots=True)
class Asked:
    """A step as asked for: id or name, its day, for each paper the name that it was given ("" none), and a note."""

    step: str
    on: date
    papers: tuple[str, ...] = ()
    note: str = ""


def name_papers(step: Step, given: Sequence[str]) -> tuple[str, ...]:
    """For each paper what it is: as said, or the required ones in order, the rest as further papers. Raises
    ``UsageError`` naming those that are missing."""
    open_ = [name for name in step.papers if name not in given]
    further = text("closing.further_paper")
    named = [said or (open_.pop(0) if open_ else further) for said in given]
    if open_:
        raise UsageError(text("closing.no_paper", papers="、".join(open_)), parameter="paper")
    return tuple(named)


def _out_of_order(procedure: Procedure, path: Path, step: Step) -> str:
    last = procedure.find(path.last)
    following = "、".join(s.name for s in path.next if s.role == "forward") or "、".join(s.name for s in path.next)
    said = last.name if last is not None else text("closing.not_begun")
    return text("closing.out_of_order", step=step.name, last=said, next=following or text("closing.nothing_more"))


def _check_day(procedure: Procedure, dossier: Dossier, path: Path, step: Step, on: date, today: date) -> None:
    if procedure.before_notice:
        if on > today:
            raise UsageError(text("closing.future", on=on, today=today), parameter="on")
    else:
        check_day(dossier, on, today)
    before = [passed for passed in path.gone if not passed.undone and passed.event.happened_on is not None]
    if before and step.role != "undo" and on < (last := before[-1].event.happened_on or on):
        raise UsageError(text("closing.before_last", on=on, last=last, name=before[-1].name), parameter="on")
    term = path.term
    if not step.term or term is None:
        return
    if term.last_day is None:
        raise CalendarUnpublished(term.unpublished or term.start.year)
    inside = on <= term.last_day
    if inside != (step.term == "within"):
        said = {"step": step.name, "on": on, "start": term.start, "last": term.last_day}
        raise UsageError(text(f"closing.term_{step.term}", **said), parameter="on")


def _status(path: Path, step: Step, dossier: Dossier) -> Status | None:
    """What the step makes of the case; a forward step never takes an end back, an undone one gives back what was."""
    present = dossier.features[0].case_status if dossier.features else None
    if step.role == "undo":
        return _before_last(path)
    if step.sets is None or step.sets is present or (step.role == "forward" and present in _ENDS):
        return None
    return step.sets


def _before_last(path: Path) -> Status | None:
    """The status before the step that is taken back, None when that one changed nothing."""
    counted = [passed for passed in path.gone if not passed.undone and passed.step and passed.step.role != "undo"]
    last = counted[-1].event if counted else None
    if last is None or last.field != "case_status" or last.before is None:
        return None
    return Status(last.before)
