"""The answerable units of a plan: labels inside a cell."""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field, names
from geoapp.cases.source import Source

_UNITS = (Field.LEAD_UNIT, Field.RESPONSIBLE, Field.SUPERVISING)
_NAMES = "|".join(sorted((name for name, of in names().items() if of in _UNITS), key=len, reverse=True))
_LABELLED = re.compile(rf"(?:^|(?<=[;。,\s]))(?P<name>{_NAMES})\s*:\s*")


def read_unit_labels(source: Source, draft: Draft) -> None:
    """牵头单位：甲局；责任单位：乙镇 in one cell are two fields."""
    span = draft.whole(Field.RESPONSIBLE) or draft.whole(Field.LEAD_UNIT)
    found = list(_LABELLED.finditer(source.folded, *span)) if span else []
    if span is None or not found or found[0].start() != span[0]:
        return
    for name in _UNITS:
        if name in {names()[match["name"]] for match in found}:
            draft.values.pop(name, None)
            draft.labelled.pop(name, None)
    if not {names()[match["name"]] for match in found} & {Field.RESPONSIBLE}:
        draft.values.pop(Field.RESPONSIBLE, None)
    stops = [*(match.start() for match in found[1:]), span[1]]
    for match, stop in zip(found, stops, strict=True):
        start, end = source.trim((match.end(), stop))
        while end > start and source.folded[end - 1] in ";,。 ":
            end -= 1
        draft.add(names()[match["name"]], (start, end), (match.start(), end))
