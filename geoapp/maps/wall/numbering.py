"""Numbers of the sheet: one a case, equal on the map and in the side table; cases of one county and place follow on
each other, so that what stands together is read together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geoapp.model import CaseFeature, Status, UnitTable
from geoapp.texts import text


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the side table. ``where`` tells what became of its place: located, unlocated, not_spatial."""

    number: int
    case_id: str
    no: str | None
    place: str
    problem: str
    county: str
    deadline: date | None
    lead_unit: str
    status: Status
    flag: str
    where: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one county, or of the cases that stand nowhere on the map."""

    title: str
    lines: tuple[Line, ...]


def flag_of(feature: CaseFeature) -> str:
    """The derived state that is drawn on a symbol: overdue, lapsed, or nothing."""
    return "overdue" if feature.overdue else "lapsed" if feature.lapsed else ""


def number(features: Iterable[CaseFeature], units: UnitTable) -> tuple[list[Section], dict[str, int]]:
    """The side table in its order, and the number of each case."""
    cases: dict[str, list[CaseFeature]] = {}
    for feature in features:
        cases.setdefault(feature.case_id, []).append(feature)
    ordered = sorted(cases.values(), key=_order)
    numbers = {members[0].case_id: index for index, members in enumerate(ordered, 1)}
    grouped: dict[tuple[int, str], list[Line]] = {}
    for members in ordered:
        where = _where(members)
        county = _county(members[0], units)
        key = (0, county) if where == "located" else (1, where)
        grouped.setdefault(key, []).append(_line(numbers[members[0].case_id], members, county))
    titles = {key: key[1] if key[0] == 0 else text(f"print.section.{key[1]}") for key in grouped}
    return [Section(titles[key], tuple(lines)) for key, lines in grouped.items()], numbers


_WHERE = ("located", "unlocated", "not_spatial")


def _where(members: Sequence[CaseFeature]) -> str:
    if any(one.geometry is not None for one in members):
        return "located"
    return "unlocated" if any(one.spatial for one in members) else "not_spatial"


def _order(members: Sequence[CaseFeature]) -> tuple[int, str, str, date, str]:
    first = next((one for one in members if one.geometry is not None), members[0])
    where = _WHERE.index(_where(members))
    place = _north_first(first) if where == 0 else ""
    return where, first.county_code or "~", place, first.deadline or date.max, first.case_id


def _north_first(feature: CaseFeature) -> str:
    """By place, and places from north to south: the numbers run down the map as the eye does."""
    return f"{90 - (feature.lat or 0):09.5f} {feature.place_key}"


def _county(feature: CaseFeature, units: UnitTable) -> str:
    unit = units.get(feature.county_code)
    return unit.usual_name if unit is not None else feature.county or text("print.no_county")


def _line(number_: int, members: Sequence[CaseFeature], county: str) -> Line:
    first = members[0]
    names = list(dict.fromkeys(one.name for one in members if one.name))
    where = _where(members)
    place = "、".join(names) or (text("print.place.none") if where == "not_spatial" else text("print.place.unnamed"))
    flags = {flag_of(one) for one in members}
    flag = "overdue" if "overdue" in flags else "lapsed" if "lapsed" in flags else ""
    problem = " ".join(first.problem.split())
    return Line(
        number_, first.case_id, first.no, place, problem, county, first.deadline, first.lead_unit or "",
        first.case_status, flag, where,
    )  # fmt: skip
