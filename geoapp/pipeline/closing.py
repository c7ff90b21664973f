"""Closing in the corridor: steps, extensions and pauses are judged by ``closing`` and told to the store with papers.

What is refused leaves nothing behind that anybody sees: papers become visible only with the event that names them.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from geoapp import closing
from geoapp.model import CaseFeature, Dossier, Event, NotFound, Status, UsageError
from geoapp.settings import ZONE, Settings
from geoapp.store import Store, Told
from geoapp.texts import reason_of, text

STATUS = "case_status"
_NAMED = ("extension", "pause", "resume", "recurrence", "no_recurrence")
"""Kinds of words of a person that ``closing.kind`` names."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that comes with a step: its bytes, its name, and which of the required papers it is ("": by order)."""

    data: bytes
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides on a case: the day, the papers, the reason. ``if_match``: the version that was looked at
    (None: the present one)."""

    case_id: str
    on: date
    papers: tuple[Paper, ...] = ()
    note: str = ""
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: the case's new version, and sentences worth telling (last day of the notice, what did not
    change and why)."""

    version: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What decisions are made with: procedures, working days and cards as this office has them, who, and when."""

    store: Store
    procedures: closing.Procedures
    calendar: closing.WorkCalendar
    cards: closing.Cards
    actor: str
    at: datetime

    @property
    def today(self) -> date:
        """The day in China."""
        return self.at.astimezone(ZONE).date()

    def dossier(self, case_id: str) -> Dossier:
        """The case, if it may be worked on; raises ``NotFound`` also for a withdrawn one."""
        dossier = self.store.dossier(case_id)
        if not dossier.features:
            raise NotFound(text("store.no_case", case_id=case_id))
        return dossier

    def tell(self, dossier: Dossier, decision: Decision, told: Told) -> int:
        """Keep the papers, then tell; what was judged must still be true (``Conflict`` otherwise)."""
        kept = tuple(self.store.put_attachment(p.data, p.name, media_type(p.name)) for p in decision.papers)
        whole = replace(told, attachments=kept, note=decision.note.strip() or None)
        version = dossier.version if decision.if_match is None else decision.if_match
        return self.store.tell(whole, actor=self.actor, at=self.at, if_match=version)


def calendar_folder(settings: Settings) -> Path:
    """Where the office adds calendar years."""
    return settings.folder / "calendar"


def load_desk(settings: Settings, store: Store, *, actor: str, at: datetime) -> Desk:
    """The desk as this office has set it up; raises ``BadDefinition`` naming the file that is wrong."""
    rules = load_rules(settings)
    return Desk(store, rules.procedures, rules.calendar, rules.cards, actor, at)


@dataclass(frozen=True, slots=True)
class Rules:
    """Procedures, calendar and cards."""

    procedures: closing.Procedures
    calendar: closing.WorkCalendar
    cards: closing.Cards


def load_rules(settings: Settings) -> Rules:
    """The rules of an office, read again when a file has changed. Raises ``BadDefinition``."""
    return _rules(settings.folder, rules_stamp(settings))


def rules_stamp(settings: Settings) -> str:
    """Changes whenever a file of the rules does: what pages show follows from them as from the data."""
    own = settings.folder / "closing"
    files = [*sorted(own.glob("*.toml")), *sorted(calendar_folder(settings).glob("*.toml"))]
    return " ".join(f"{file.name}:{file.stat().st_mtime_ns}" for file in files if file.is_file())


@lru_cache(maxsize=4)
def _rules(folder: Path, stamp: str) -> Rules:  # noqa: ARG001 - it is the key
    own = folder / "closing"
    return Rules(
        closing.load_procedures(own),
        closing.load_calendar(folder / "calendar"),
        closing.load_cards(own / "cards.toml"),
    )


def take_step(desk: Desk, decision: Decision, step: str) -> Outcome:
    """Take one step (its id or name) of the closing procedure. Raises ``UsageError`` with the reason why not (out of
    order, missing papers, impossible day, 日历未发布), ``Conflict``, ``NotFound``."""
    dossier = desk.dossier(decision.case_id)
    asked = closing.Asked(step, decision.on, tuple(paper.role for paper in decision.papers), decision.note)
    taken = closing.take(desk.procedures.of(dossier), dossier, desk.calendar, asked, desk.today)
    sets: dict[str, Status | date | None] = {} if taken.sets is None else {STATUS: taken.sets}
    told = Told(decision.case_id, closing.STEP, taken.payload, taken.on, sets=sets)
    version = desk.tell(dossier, decision, told)
    return Outcome(version, tuple(_step_notes(desk, decision.case_id, taken)))


def _step_notes(desk: Desk, case_id: str, taken: closing.Taken) -> list[str]:
    notes = []
    last = taken.payload.get("last_day")
    if taken.step.working_days:
        dossier = desk.dossier(case_id)
        path = closing.path_of(desk.procedures.of(dossier), dossier.events, desk.calendar)
        if last is not None:
            notes.append(text("closing.said.last_day", days=taken.step.working_days, last=last))
        elif path.term is not None:
            notes.append(text("closing.calendar.unpublished", year=path.term.unpublished))
    if taken.sets is not None:
        notes.append(_status_note(desk, case_id, taken.sets))
    return notes


def _status_note(desk: Desk, case_id: str, wanted: Status) -> str:
    """What the case's status is now; where a later correction holds, that is said."""
    dossier = desk.dossier(case_id)
    present = dossier.features[0].case_status
    if present is wanted:
        return text("closing.said.status", status=text(f"status.{wanted.value}"))
    hands = [e for e in dossier.events if e.kind == "corrected" and e.field in ("status", STATUS) and not e.site_id]
    said = {"wanted": text(f"status.{wanted.value}"), "present": text(f"status.{present.value}")}
    if hands:
        day = hands[-1].recorded_at.astimezone(ZONE).date()
        return text("closing.said.kept_by_hand", actor=hands[-1].actor, date=day, **said)
    return text("closing.said.kept_by_notice", **said)


def extend_deadline(desk: Desk, decision: Decision, until: date | int) -> Outcome:
    """Move the deadline to a day, or by working days, with the paper that allows it."""
    dossier = desk.dossier(decision.case_id)
    move = closing.extend(dossier, decision.on, desk.today, until, desk.calendar, _roles(decision))
    return _moved(desk, dossier, decision, move)


def pause_clock(desk: Desk, decision: Decision) -> Outcome:
    """Stop the clock with the paper that allows it; until it is resumed nothing falls due."""
    dossier = desk.dossier(decision.case_id)
    return _moved(desk, dossier, decision, closing.pause(dossier, decision.on, desk.today, _roles(decision)))


def resume_clock(desk: Desk, decision: Decision) -> Outcome:
    """Let the clock go on; the deadline moves by the days that it stood still."""
    dossier = desk.dossier(decision.case_id)
    return _moved(desk, dossier, decision, closing.resume(dossier, decision.on, desk.today, _roles(decision)))


def _moved(desk: Desk, dossier: Dossier, decision: Decision, move: closing.Move) -> Outcome:
    told = Told(dossier.case_id, move.kind, move.payload, move.on, sets={"deadline": move.deadline})
    version = desk.tell(dossier, decision, told)
    present = desk.dossier(dossier.case_id).features[0].deadline
    if move.deadline is None:
        return Outcome(version, (text("closing.said.paused", on=move.on),))
    key = "deadline" if present == move.deadline else "deadline_kept"
    return Outcome(version, (text(f"closing.said.{key}", deadline=present, wanted=move.deadline),))


def _roles(decision: Decision) -> tuple[str, ...]:
    return tuple(paper.role or text("closing.approval") for paper in decision.papers)


def told_name(event: Event, rules: Rules) -> str:
    """What a person told, by its name in the reader's language (a step's as the office's procedure has it now; as it
    was called when it was told, where that knows it no more); "" for what the machine recorded."""
    said = event.payload or {}
    known = {one.id: one for one in (rules.procedures.default, *rules.procedures.others)}
    procedure = known.get(str(said.get("procedure")), rules.procedures.default)
    step = procedure.find(str(said.get("step"))) if event.kind == closing.STEP else None
    if step is not None:
        return str(step.shown("name"))
    if event.kind in _NAMED:
        return text(f"closing.kind.{event.kind}")
    return str(said.get("name") or "")


def paused_cases(store: Store) -> frozenset[str]:
    """The cases whose clock stands still: for ``Cards.of``."""
    return closing.paused_among(store.told(closing.MOVES))


def card_of(feature: CaseFeature, rules: Rules, today: date, paused: frozenset[str] = frozenset()) -> closing.Held:
    """The colour card of a feature and its days left: what dashboard, list and dossier show."""
    return rules.cards.of(feature, today, paused=feature.case_id in paused)


def media_type(name: str) -> str:
    """By the file's extension; the table of the operating system is not asked, so that all machines agree."""
    return _TYPES.guess_type(name)[0] or "application/octet-stream"


_TYPES = mimetypes.MimeTypes()


def read_paper(written: str) -> Paper:
    """``文件`` or ``材料名=文件`` as a command line says it; raises ``UsageError`` naming the file."""
    role, equals, path = written.partition("=")
    file = Path(path if equals and not Path(written).is_file() else written)
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(text("closing.paper_unreadable", file=file, reason=reason), parameter="paper") from error
    if not data:
        raise UsageError(text("store.attachment_empty", name=file.name), parameter="paper")
    return Paper(data, file.name, role.strip() if str(file) != written else "")


def unpublished_terms(store: Store, calendar: closing.WorkCalendar, procedures: closing.Procedures) -> list[str]:
    """Sentences: which term of which case needs which year's calendar (``geoapp check``)."""
    found = []
    open_ = {event.case_id for event in store.told([closing.STEP]) if "working_days" in (event.payload or {})}
    for case_id in sorted(open_):
        events = store.events(case_id)
        term = closing.path_of(procedures.begun(events) or procedures.default, events, calendar).term
        if term is not None and term.last_day is None:
            said = {"case_id": case_id, "start": term.start, "days": term.working_days, "year": term.unpublished}
            found.append(text("closing.check.term", **said))
    return found
