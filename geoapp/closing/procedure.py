"""The closing procedure (销号程序) as data: which steps, whose, with which papers, after what, by which clause.

The shipped one follows the clause that it quotes; an office writes its own (levels and lengths are local). A wrong
key, a step that nothing leads to, or a term without a public notice is an error that names the file and the fix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geoapp import paths
from geoapp.closing._spoken import Spoken, further, in_words, spoken_of
from geoapp.closing._toml import read_toml
from geoapp.model import BadDefinition, Campaign, Kind, Status, UsageError
from geoapp.texts import text

SHIPPED = paths.DATA / "closing" / "procedure.toml"
START, ANY = "start", "*"
ROLES = ("forward", "back", "review", "undo")
TERMS = ("", "within", "over")
FOR: Mapping[str, frozenset[str]] = {
    "campaign": frozenset(one.value for one in Campaign), "kind": frozenset(one.value for one in Kind),
    "category": frozenset(),
}  # fmt: skip
"""What a procedure may be for, with the values that there are (none: any words)."""
_DEFAULTS: dict[str, Any] = {"role": "forward", "papers": [], "sets": "", "clause": "", "working_days": 0,
                             "counts_first_day": True, "term": "", "note": False}  # fmt: skip
_SPOKEN: Mapping[str, type] = {"name": str, "body": str, "papers": list}
_REQUIRED = ("id", "name", "body", "after")
_TOP = frozenset({"schema", "id", "title", "before_notice", "authority", "for", "step"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``sets``: the status that it gives the case (None: unchanged). ``working_days`` > 0: it opens a
    public notice of that length; ``term``: it must be dated ``within`` or ``over`` (after the end of) that notice."""

    id: str
    name: str
    body: str
    after: tuple[str, ...]
    role: str
    papers: tuple[str, ...]
    sets: Status | None
    clause: str
    working_days: int
    counts_first_day: bool
    term: str
    note: bool
    spoken: Spoken = field(default_factory=dict)

    def shown(self, field: str) -> Any:
        """``name``, ``body`` or ``papers`` in the reader's language."""
        return in_words(self, field)

    def follows(self, last: str) -> bool:
        """Whether it may come next after the step ``last``."""
        return last in self.after or (ANY in self.after and last != START)


@dataclass(frozen=True, slots=True)
class Procedure:
    """All steps in their order, with the clause that they rest on. ``cases``: the words of ``[for]`` that say which
    cases go this way (empty: all), see ``procedures.py``."""

    id: str
    title: str
    before_notice: bool
    authority: Mapping[str, str]
    steps: tuple[Step, ...]
    cases: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def forward(self) -> tuple[Step, ...]:
        """The steps of the way to the end, in order."""
        return tuple(step for step in self.steps if step.role == "forward")

    def find(self, step_id: str) -> Step | None:
        """The step with this id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def step(self, written: str) -> Step:
        """The step that a person means by its id or its name; raises ``UsageError`` with the list of all."""
        for step in self.steps:
            if written in (step.id, step.name):
                return step
        known = "、".join(f"{step.id}（{step.name}）" for step in self.steps)
        raise UsageError(text("closing.unknown_step", step=written, known=known), parameter="step")


def load_procedure(own: Path | None = None) -> Procedure:
    """The office's own procedure if ``own`` is a file, else the shipped one. Raises ``BadDefinition``."""
    file = own if own is not None and own.is_file() else SHIPPED
    raw = read_toml(file)
    listed = raw.get("step")
    if raw.keys() - _TOP or not {"id", "title", "step"} <= raw.keys() or not isinstance(listed, list) or not listed:
        found = "、".join(sorted(raw.keys() - _TOP)) or "-"
        raise BadDefinition(text("closing.procedure.keys", file=file, found=found, known="、".join(sorted(_TOP))))
    steps = tuple(_step(entry, file) for entry in listed)
    _check_ways(steps, file)
    authority = {str(key): str(value) for key, value in dict(raw.get("authority", {})).items()}
    before = raw.get("before_notice", False) is True
    return Procedure(str(raw["id"]), str(raw["title"]), before, authority, steps, _cases(raw.get("for", {}), file))


def _cases(given: Any, file: Path) -> Mapping[str, frozenset[str]]:
    """The words of ``[for]``: vocabularies are closed, categories are as the notices write them."""
    known = "、".join(FOR)
    if not isinstance(given, dict) or given.keys() - FOR.keys():
        found = "、".join(sorted(given.keys() - FOR.keys())) if isinstance(given, dict) else str(given)
        raise BadDefinition(text("closing.procedure.for_keys", file=file, found=found, known=known))
    for key, values in given.items():
        listed = _is_words(values) and bool(values)
        wrong = [value for value in values if FOR[key] and value not in FOR[key]] if listed else [values]
        if wrong:
            expected = "、".join(sorted(FOR[key])) or text("closing.procedure.expected.category")
            said = {"file": file, "key": key, "value": wrong[0], "expected": expected}
            raise BadDefinition(text("closing.procedure.for_value", **said))
    return {key: frozenset(values) for key, values in given.items()}


def _step(entry: Mapping[str, Any], file: Path) -> Step:
    known = {*_REQUIRED, *_DEFAULTS, *further()}
    wrong = sorted((entry.keys() - known) | (set(_REQUIRED) - entry.keys()))
    if wrong:
        said = {
            "file": file,
            "step": entry.get("id", "?"),
            "found": "、".join(wrong),
            "known": "、".join(sorted(known)),
        }
        raise BadDefinition(text("closing.procedure.step_keys", **said))
    given = _DEFAULTS | {key: value for key, value in entry.items() if key not in further()}
    spoken = spoken_of(entry, _SPOKEN)
    checks = {
        "role": given["role"] in ROLES,
        "sets": given["sets"] in ("", *(status.value for status in Status)),
        "term": given["term"] in TERMS,
        "working_days": type(given["working_days"]) is int and given["working_days"] >= 0,
        "papers": _is_words(given["papers"]),
        "after": _is_words(given["after"]) and bool(given["after"]),
        "spoken": spoken is not None,
    }
    for key, good in checks.items():
        if not good:
            expected = text(f"closing.procedure.expected.{key}")
            value = given.get(key, "、".join(sorted(further())))
            said = {"file": file, "step": given["id"], "key": key, "value": value, "expected": expected}
            raise BadDefinition(text("closing.procedure.bad_value", **said))
    sets = Status(given.pop("sets")) if given["sets"] else given.pop("sets") or None
    given |= {"papers": tuple(given["papers"]), "after": tuple(given["after"])}
    return Step(sets=sets, spoken=spoken or {}, **given)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)


def _check_ways(steps: tuple[Step, ...], file: Path) -> None:
    """Ids differ, ``after`` names steps, and every step can be reached from the start."""
    ids = [step.id for step in steps]
    for step in steps:
        unknown = [name for name in step.after if name not in (*ids, START, ANY)]
        if unknown or ids.count(step.id) > 1:
            found = "、".join(unknown) or step.id
            raise BadDefinition(text("closing.procedure.ways", file=file, step=step.id, found=found))
    reached = {START}
    while True:
        fresh = {step.id for step in steps if step.id not in reached and any(step.follows(last) for last in reached)}
        if not fresh:
            break
        reached |= fresh
    lost = [step.name for step in steps if step.id not in reached]
    if lost:
        raise BadDefinition(text("closing.procedure.lost", file=file, steps="、".join(lost)))
    if any(step.term for step in steps) and not any(step.working_days for step in steps):
        raise BadDefinition(text("closing.procedure.no_notice", file=file))
