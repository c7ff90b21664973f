"""Counties in a person's words: one unit of the table, or a refusal that names those that may have been meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from geoapp.model import AdministrativeUnit, UnitTable, UsageError
from geoapp.texts import text

LEVELS = ("county", "city")
"""What a case may lie in: a county, or a city as a whole."""
_LIKE = 0.5
_MOST_OFFERED = 5


def find_county(value: str, units: UnitTable, *, near: str | None, on: date) -> AdministrativeUnit:
    """The unit of this code, name, short or full name. Of several of one name the one in the city, else in the province
    of the unit ``near`` (the present one). Raises ``UsageError`` for none, with the nearest names, and for several.
    """
    coded = units.get(value)
    if coded is not None and coded.level in LEVELS:
        return coded
    found = [one for one in units.named(value, on=on) if one.level in LEVELS] or _by_full_name(value, units, on)
    found = [one for one in found if one.level == "county"] or found
    if not found:
        offered = [unit_words(one, units) for one in _nearest(value, units, near, on)]
        key = "review.no_county_near" if offered else "review.no_county"
        sentence = text(key, value=value[:40], offered="、".join(offered))
        raise UsageError(sentence, parameter="value", example=near or "430903")
    nearest = min(_apart(one, near, units) for one in found)
    meant = [one for one in found if _apart(one, near, units) == nearest]
    if len(meant) > 1:
        choices = "、".join(unit_words(one, units) for one in meant[:_MOST_OFFERED])
        raise UsageError(text("review.many_counties", value=value, choices=choices), parameter="value")
    return meant[0]


def unit_words(unit: AdministrativeUnit, units: UnitTable) -> str:
    """A unit so that nobody takes it for another: 湖南省益阳市赫山区（430903）."""
    return f"{full_name(unit, units)}（{unit.code}）"


def full_name(unit: AdministrativeUnit, units: UnitTable) -> str:
    """With province and city before it."""
    return "".join(one.name for one in reversed(units.ancestors(unit.code))) + unit.usual_name


def _by_full_name(value: str, units: UnitTable, on: date) -> list[AdministrativeUnit]:
    """湖南省益阳市赫山区, 益阳市赫山区."""
    return [
        one
        for tail in range(2, min(len(value), 15))
        for one in units.named(value[-tail:], on=on)
        if one.level in LEVELS and full_name(one, units).endswith(value)
    ]


def _apart(unit: AdministrativeUnit, near: str | None, units: UnitTable) -> int:
    """0 in the same city, 1 in the same province, 2 elsewhere."""
    if near is None:
        return 2
    for rank, level in enumerate(("city", "province")):
        one, other = units.at_level(unit.code, level), units.at_level(near, level)
        if one is not None and other is not None and one.code == other.code:
            return rank
    return 2


def _nearest(value: str, units: UnitTable, near: str | None, on: date) -> Iterable[AdministrativeUnit]:
    """What looks most like it, that of the same city and province first."""
    matcher = SequenceMatcher(b=value, autojunk=False)
    alike: dict[str, tuple[float, int, str]] = {}
    for name, found in units.names(*LEVELS).items():
        matcher.set_seq1(name)
        if matcher.quick_ratio() < _LIKE or (ratio := matcher.ratio()) < _LIKE:
            continue
        for unit in found:
            if unit.valid_to is None or on < unit.valid_to:
                rank = (-ratio, _apart(unit, near, units), unit.code)
                alike[unit.code] = min(rank, alike.get(unit.code, rank))
    best = sorted(alike, key=lambda code: alike[code])[:_MOST_OFFERED]
    return [one for code in best if (one := units.get(code)) is not None]
