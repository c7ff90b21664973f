"""The order table ``flows_into.csv``: which river runs into which, each row with its source."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from geoapp import paths
from geoapp.model import BadDefinition, LayerFeature
from geoapp.network.graph import FlowsInto
from geoapp.texts import reason_of, text

FILE = paths.DATA / "reference" / "flows_into.csv"
COLUMNS = ("from", "to", "source")


def read_flows(file: Path = FILE) -> tuple[FlowsInto, ...]:
    """The rows of the table. Raises ``BadDefinition`` naming file and row for a row without river, target or source,
    a river that runs into itself, or one that is given two targets."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadDefinition(text("network.bad.file", file=file, reason=reason_of(error))) from error
    found: dict[str, FlowsInto] = {}
    for number, row in enumerate(rows, 2):
        river, into, source = ((row.get(column) or "").strip() for column in COLUMNS)
        if not (river and into and source) or river == into:
            raise BadDefinition(text("network.bad.row", file=file, row=number))
        if river in found:
            raise BadDefinition(text("network.bad.twice", file=file, row=number, river=river))
        found[river] = FlowsInto(river, into, source)
    return tuple(found.values())


@lru_cache(maxsize=1)
def digest() -> str:
    """Of this room's code and its order table: what a trace depends on besides its inputs."""
    sha = hashlib.sha256(FILE.read_bytes())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        sha.update(path.read_bytes())
    return sha.hexdigest()


def flows_of(features: Iterable[LayerFeature], table: Iterable[FlowsInto]) -> dict[str, FlowsInto]:
    """The table, and below it what features themselves declare (``flows_into`` with ``flows_into_source``)."""
    found: dict[str, FlowsInto] = {}
    for feature in features:
        name, into = feature.properties.get("name"), feature.properties.get("flows_into")
        source = feature.properties.get("flows_into_source")
        if name and into and source and name != into:
            found[str(name)] = FlowsInto(str(name), str(into), str(source))
    found.update({row.river: row for row in table})
    return found
