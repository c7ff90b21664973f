"""CQL2 judged in Python, apart from the store: three-valued logic, moments as sets of points, geometry by DE-9IM.

An expression is a pair: what is written, and a function of a feature that gives True, False or None (unknown).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import shapely
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import CaseFeature

Truth = bool | None
Judge = Callable[[CaseFeature], Truth]
Expression = tuple[str, Judge]
BEFORE_ALL, AFTER_ALL = -100, 100


def negated(truth: Truth) -> Truth:
    return None if truth is None else not truth


def conjoined(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def disjoined(truths: list[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


# ---------------------------------------------------------------- geometry: matrices of the standard, not predicates


def matches(matrix: str, *patterns: str) -> bool:
    """Whether a DE-9IM matrix fits one of the patterns (T any dimension, F none, * whatever)."""

    def fits(cell: str, wanted: str) -> bool:
        return wanted in ("*", cell) or (wanted == "T" and cell in "012")

    return any(all(map(fits, matrix, pattern)) for pattern in patterns)


def relates(relation: str, a: Geometry, b: Geometry) -> bool:
    """The relations as Simple Features (OGC 06-103r4, 6.1.15.3) defines them by matrix and dimension."""
    matrix = shapely.relate(a, b)
    one, two = shapely.get_dimensions(a), shapely.get_dimensions(b)
    if relation == "S_CROSSES":
        if one == two == 1:
            return matches(matrix, "0********")
        return one != two and matches(matrix, "T*T******" if one < two else "T*****T**")
    if relation == "S_OVERLAPS":
        return bool(one == two) and matches(matrix, "1*T***T**" if one == 1 else "T*T***T**")
    patterns = {
        "S_EQUALS": ("T*F**FFF*",),
        "S_DISJOINT": ("FF*FF****",),
        "S_INTERSECTS": ("T********", "*T*******", "***T*****", "****T****"),
        "S_TOUCHES": ("FT*******", "F**T*****", "F***T****"),
        "S_WITHIN": ("T*F**F***",),
        "S_CONTAINS": ("T*****FF*",),
    }
    return matches(matrix, *patterns[relation])


SPATIAL = ("S_INTERSECTS", "S_DISJOINT", "S_EQUALS", "S_TOUCHES", "S_WITHIN", "S_CONTAINS", "S_CROSSES", "S_OVERLAPS")


def on_grid(dice: Random) -> Geometry:
    """Shapes on a coarse grid, so that they touch, equal and overlap each other often."""

    def corner() -> tuple[float, float]:
        return 112 + dice.randrange(5) / 10, 28 + dice.randrange(5) / 10

    (a, b), (c, d) = corner(), corner()
    kind = dice.choice(["point", "line", "box", "box"])
    if kind == "point" or (a, b) == (c, d):
        return Point(a, b)
    if kind == "line" or a == c or b == d:
        return LineString([(a, b), (c, d)])
    return box(min(a, c), min(b, d), max(a, c), max(b, d))


def spatial(dice: Random) -> Expression:
    relation, other = dice.choice(SPATIAL), on_grid(dice)
    written = shapely.to_wkt(other, rounding_precision=1, trim=True)
    if dice.random() < 0.3:
        return f"{relation}({written}, geometry)", lambda f: f.geometry and relates(relation, other, f.geometry)
    return f"{relation}(geometry, {written})", lambda f: f.geometry and relates(relation, f.geometry, other)


# ---------------------------------------------------------------- time: Allen's relations by the order of four ends

Ends = tuple[int, int]
ALLEN: dict[str, Callable[[Ends, Ends], bool]] = {
    "T_BEFORE": lambda a, b: sorted([*a, *b]) == [*a, *b] and a[1] != b[0],
    "T_MEETS": lambda a, b: a[1] == b[0],
    "T_OVERLAPS": lambda a, b: len({a[0], b[0], a[1], b[1]}) == 4 and sorted([*a, *b]) == [a[0], b[0], a[1], b[1]],
    "T_STARTS": lambda a, b: a[0] == b[0] and max(a[1], b[1]) == b[1] != a[1],
    "T_DURING": lambda a, b: min(a[0], b[0]) == b[0] != a[0] and max(a[1], b[1]) == b[1] != a[1],
    "T_FINISHES": lambda a, b: a[1] == b[1] and min(a[0], b[0]) == b[0] != a[0],
    "T_EQUALS": lambda a, b: a == b,
    "T_INTERSECTS": lambda a, b: bool(set(range(a[0], a[1] + 1)) & set(range(b[0], b[1] + 1))),
}
CONVERSE = {
    "T_AFTER": "T_BEFORE", "T_METBY": "T_MEETS", "T_OVERLAPPEDBY": "T_OVERLAPS", "T_STARTEDBY": "T_STARTS",
    "T_CONTAINS": "T_DURING", "T_FINISHEDBY": "T_FINISHES",
}  # fmt: skip
TEMPORAL = (*ALLEN, *CONVERSE, "T_DISJOINT")
FIRST = date(2025, 6, 1)


def stands(relation: str, a: Ends, b: Ends) -> bool:
    if relation == "T_DISJOINT":
        return not stands("T_INTERSECTS", a, b)
    if relation in CONVERSE:
        return ALLEN[CONVERSE[relation]](b, a)
    return ALLEN[relation](a, b)


def moment(number: int) -> str:
    return date.fromordinal(FIRST.toordinal() + number).isoformat()


Told = tuple[str, Callable[[CaseFeature], Ends | None]]
DATES = ("deadline", "happened_on", "issued_on")


def number_of(feature: CaseFeature, name: str) -> int | None:
    day = getattr(feature, name)
    return None if day is None else day.toordinal() - FIRST.toordinal()


def operand(dice: Random, *, named: bool) -> Told:
    """An instant or interval, of properties or of literals."""
    if named and dice.random() < 0.5:
        name = dice.choice(DATES)
        return name, lambda f: None if (n := number_of(f, name)) is None else (n, n)
    if named:
        name, low, end = dice.choice(DATES), dice.randrange(6), dice.random() < 0.5
        if end:
            return (
                f"INTERVAL({name}, '{moment(low + 6)}')",
                lambda f: None if (n := number_of(f, name)) is None else (n, low + 6),
            )
        return f"INTERVAL({name}, '..')", lambda f: None if (n := number_of(f, name)) is None else (n, AFTER_ALL)
    low = dice.randrange(12)
    high = low + dice.randrange(6)
    kind = dice.randrange(4)
    if kind == 0:
        return f"DATE('{moment(low)}')", lambda _: (low, low)
    if kind == 1:
        return f"INTERVAL('..', '{moment(high)}')", lambda _: (BEFORE_ALL, high)
    if kind == 2:
        return f"INTERVAL('{moment(low)}', '..')", lambda _: (low, AFTER_ALL)
    return f"INTERVAL('{moment(low)}', '{moment(high)}')", lambda _: (low, high)


def temporal(dice: Random, relation: str | None = None) -> Expression:
    relation = relation or dice.choice(TEMPORAL)
    (one, first), (two, second) = operand(dice, named=True), operand(dice, named=False)
    if dice.random() < 0.3:
        one, first, two, second = two, second, one, first

    def judge(feature: CaseFeature) -> Truth:
        a, b = first(feature), second(feature)
        if a is None or b is None or a[0] > a[1] or b[0] > b[1]:
            return None  # no date, or dates that make no interval
        return stands(relation, a, b)

    return f"{relation}({one}, {two})", judge


# ---------------------------------------------------------------- plain comparisons

NUMBERS = ("coordinateUncertaintyInMeters", "version")
TEXTS = ("status", "no", "name", "county")
WORDS = ("甲", "乙", "%", "_", "*", "A", "a", "'")
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def value_of(feature: CaseFeature, name: str) -> Any:
    found = feature.accuracy_m if name == NUMBERS[0] else getattr(feature, name)
    return None if found is None else str(found) if name in TEXTS else found


def quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def comparison(dice: Random) -> Expression:
    op = dice.choice(list(ORDER))
    if dice.random() < 0.5:
        name, value = dice.choice(NUMBERS), dice.randrange(0, 40) * 10
        return f"{name} {op} {value}", lambda f: unknown_or(value_of(f, name), lambda v: ORDER[op](v, value))
    name, words = dice.choice(TEXTS), "".join(dice.choices(WORDS, k=dice.randrange(1, 3)))
    return f"{name} {op} {quoted(words)}", lambda f: unknown_or(value_of(f, name), lambda v: ORDER[op](v, words))


def unknown_or(value: Any, test: Callable[[Any], bool]) -> Truth:
    return None if value is None else test(value)


def like(dice: Random) -> Expression:
    name = dice.choice(TEXTS)
    letters = dice.choices([*WORDS[:2], "%", "_", "\\%", "\\_", "*", "A", "a"], k=dice.randrange(1, 4))
    forms = {"%": ".*", "_": "."}
    pattern = "".join(forms.get(letter, re.escape(letter[-1])) for letter in letters)
    written = quoted("".join(letters))
    return f"{name} LIKE {written}", lambda f: unknown_or(
        value_of(f, name), lambda v: re.fullmatch(pattern, v, re.DOTALL) is not None
    )


def between(dice: Random) -> Expression:
    name, low, high = dice.choice(NUMBERS), dice.randrange(30) * 10, dice.randrange(40) * 10
    return f"{name} BETWEEN {low} AND {high}", lambda f: unknown_or(value_of(f, name), lambda v: low <= v <= high)


def listed(dice: Random) -> Expression:
    name, words = dice.choice(TEXTS), ["".join(dice.choices(WORDS, k=1)) for _ in range(dice.randrange(1, 4))]
    written = ", ".join(map(quoted, words))
    return f"{name} IN ({written})", lambda f: unknown_or(value_of(f, name), lambda v: v in words)


def null(dice: Random) -> Expression:
    name = dice.choice((*NUMBERS, *TEXTS, *DATES, "geometry"))
    key = {"coordinateUncertaintyInMeters": "accuracy_m"}.get(name, name)
    return f"{name} IS NULL", lambda f: getattr(f, key) is None


def expression(dice: Random, depth: int = 3) -> Expression:
    """A random filter with its judge."""
    shape = dice.random()
    if depth and shape < 0.2:
        written, judge = expression(dice, depth - 1)
        return f"NOT ({written})", lambda f: negated(judge(f))
    if depth and shape < 0.55:
        parts = [expression(dice, depth - 1) for _ in range(dice.randrange(2, 4))]
        word, join = dice.choice([("AND", conjoined), ("OR", disjoined)])
        return f" {word} ".join(f"({w})" for w, _ in parts), lambda f: join([judge(f) for _, judge in parts])
    return dice.choice([spatial, temporal, comparison, like, between, listed, null])(dice)
