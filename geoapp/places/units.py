"""Read the unit table (``data/units/*.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from geoapp import paths
from geoapp.model import AdministrativeUnit, BadDefinition, UnitTable
from geoapp.texts import reason_of, text

COLUMNS = ("code", "scheme", "level", "name", "parent", "legal_parent", "aliases", "valid_from", "valid_to")
TOWNS = "towns.txt"
LEVELS = ("province", "city", "county", "township", "village")


def load_units(folder: Path = paths.DATA / "units") -> UnitTable:
    """The unit table of all CSV files in ``folder``. Raises ``BadDefinition`` naming file, line and value."""
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise BadDefinition(text("places.units.missing", folder=folder))
    return UnitTable((unit for path in files for unit in _read(path)), _read_towns(folder / TOWNS))


def _read_towns(path: Path) -> dict[str, tuple[str, ...]]:
    """Name of a town -> codes of the counties that have one; empty where the file is left out."""
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadDefinition(text("places.units.unreadable", file=path, reason=reason_of(error))) from error
    towns: dict[str, tuple[str, ...]] = {}
    for line in lines:
        code, *names = line.split(" ")
        for name in names:
            towns[name] = (*towns.get(name, ()), code)
    return towns


def _read(path: Path) -> Iterator[AdministrativeUnit]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            if tuple(next(reader, ())) != COLUMNS:
                raise BadDefinition(text("places.units.columns", file=path, expected=",".join(COLUMNS)))
            for line, row in enumerate(reader, start=2):
                yield _unit(path, line, row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadDefinition(text("places.units.unreadable", file=path, reason=reason_of(error))) from error


def _called(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """江华瑶族自治县 is called 江华, and in notices 江华县 as well."""
    if not name.endswith(("自治县", "自治旗")):
        return aliases
    longer = (alias + name[-1] for alias in aliases if not alias.endswith(name[-1]))
    return tuple(dict.fromkeys((*aliases, *longer)))


def _unit(path: Path, line: int, row: list[str]) -> AdministrativeUnit:
    if len(row) != len(COLUMNS) or not row[0] or not row[3] or row[2] not in LEVELS:
        raise BadDefinition(
            text("places.units.row", file=path, line=line, value=",".join(row), levels="/".join(LEVELS))
        )
    code, scheme, level, name, parent, legal, aliases, valid_from, valid_to = row
    try:
        return AdministrativeUnit(
            code=code,
            scheme=scheme,
            name=name,
            level=level,
            parent=parent or None,
            legal_parent=legal or None,
            aliases=_called(name, tuple(filter(None, aliases.split(";")))),
            valid_from=date.fromisoformat(valid_from) if valid_from else None,
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
        )
    except ValueError as error:
        raise BadDefinition(text("places.units.date", file=path, line=line, reason=reason_of(error))) from error
