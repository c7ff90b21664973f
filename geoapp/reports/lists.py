"""三张清单: what the problems are, what is to be done, who answers for it. One numbering through all three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geoapp.reports.book import Column, Sheet, write_book
from geoapp.texts import text


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One case with all that the three lists say of it, as words."""

    case_id: str
    no: str
    problem: str
    source: str
    notice: str
    county: str
    kind: str
    sites: str
    status: str
    goal: str
    measures: str
    progress: str
    deadline: date | None
    deadline_note: str
    warning: str
    lead_unit: str
    responsible: str
    supervising: str
    step: str
    next_step: str


@dataclass(frozen=True, slots=True)
class ListHead:
    """What stands above the lists: which selection, which day, who keeps them, what an edition for the public lacks."""

    scope: str
    today: date
    office: str = ""
    left_out: str = ""


_LISTS: dict[str, tuple[tuple[str, float, bool], ...]] = {
    "problems": (("number", 6, True), ("no", 11, True), ("source", 16, False), ("county", 12, True), ("kind", 10, True),
                 ("problem", 62, False), ("sites", 30, False), ("notice", 30, False), ("status", 12, True)),
    "tasks": (("number", 6, True), ("problem", 40, False), ("goal", 26, False), ("measures", 56, False),
              ("progress", 44, False), ("deadline", 13, True), ("warning", 12, True), ("status", 12, True)),
    "duties": (("number", 6, True), ("problem", 46, False), ("county", 12, True), ("lead_unit", 22, False),
               ("responsible", 30, False), ("supervising", 20, False), ("deadline", 13, True), ("step", 22, False),
               ("next_step", 30, False), ("remarks", 16, False)),
}  # fmt: skip
"""List -> columns: the case's field, width, centred. ``number`` counts, ``remarks`` is left to the pen."""


def write_lists(cases: Sequence[ListedCase], head: ListHead, *, paper: str = "A3") -> bytes:
    """The workbook with its three sheets; ``paper`` A3 or A4."""
    return write_book([_sheet(name, cases, head) for name in _LISTS], paper=paper)


def _sheet(name: str, cases: Sequence[ListedCase], head: ListHead) -> Sheet:
    columns = tuple(Column(text(f"reports.column.{key}"), width, centred) for key, width, centred in _LISTS[name])
    rows = tuple(tuple(_cell(key, case, i) for key, _, _ in _LISTS[name]) for i, case in enumerate(cases, start=1))
    notes = text("reports.lists.notes", scope=head.scope, today=head.today, count=len(cases))
    notes = "　".join(filter(None, (notes, head.left_out)))
    office = head.office or "　" * 10
    foot = text("reports.lists.foot", office=office)
    return Sheet(text(f"reports.lists.{name}"), text(f"reports.lists.{name}"), notes, columns, rows, foot)


def _cell(key: str, case: ListedCase, number: int) -> str | int | None:
    if key == "number":
        return number
    if key == "remarks":
        return None
    if key == "deadline":
        return "\n".join(filter(None, (str(case.deadline or ""), case.deadline_note)))
    written: str = getattr(case, key)
    return written
