"""What the columns of a table hold where nobody knows their heads: 至5月底推进到何程度, 何时改完, 反馈意见原文.

Terms, units, counties and states are told by how they are written, the problem by being the first long text, a report
by saying how far things got. What is still unclear stays unknown and is kept under its head.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from geoapp.cases.cells import GLUED, ROLE, score
from geoapp.cases.labels import Field
from geoapp.cases.source import Source, Span
from geoapp.cases.statuses import TELLING, read_signals

_BY_SHAPE = (Field.DEADLINE, Field.COUNTY, Field.FOUNDED, Field.STATUS, Field.KIND, Field.RESPONSIBLE)
_MOST, _HALF = 0.7, 0.5
_SENTENCE = 8  # characters on the average: longer than names, terms and states


def by_content(
    source: Source, heads: Mapping[int, Field | None], below: Sequence[Mapping[int, Span]]
) -> dict[int, Field | None]:
    """The columns with those named that their cells give away; known ones stay as they are."""
    found = dict(heads)
    cells = {
        column: [
            source.trim(row[column]) for row in below if column in row and source.folded[slice(*row[column])].strip()
        ]
        for column in heads
    }
    unknown = [column for column, name in heads.items() if name is None and len(cells[column]) >= 2]
    texts: list[int] = []
    for column in unknown:
        said = ["".join(source.matched(span).split()) for span in cells[column]]
        shape = next((name for name in _BY_SHAPE if _share(said, name) >= _MOST), None)
        if shape is not None and shape not in found.values():
            found[column] = shape
        elif shape is None and _tells_state(source, found, cells[column]):
            found[column] = Field.STATUS
        elif shape is None and sum(map(len, said)) >= _SENTENCE * len(said):
            texts.append(column)
    if Field.PROBLEM not in found.values() and texts:
        place = next((column for column, name in found.items() if name is Field.LOCATION), None)
        if place is not None and all(_reporting(source, cells[column]) >= _MOST for column in texts):
            # 水体名称 | 治理情况: the water that is told of is all that says what is wrong
            found[place] = Field.PROBLEM
    if Field.PROBLEM not in found.values() and texts:
        found[texts.pop(0)] = Field.PROBLEM
    if not {Field.RECTIFICATION, Field.FINDINGS} & set(found.values()):
        told = {column: _reporting(source, cells[column]) for column in texts}
        most = max(told, key=told.__getitem__, default=None)
        if most is not None and told[most] >= _HALF:
            found[most] = Field.RECTIFICATION
    if not {Field.RECTIFICATION, Field.FINDINGS} & set(found.values()):
        _name_intentions(source, found, cells, texts)  # beside a report such words are what comes next
    return found


def _tells_state(source: Source, found: Mapping[int, Field | None], spans: Sequence[Span]) -> bool:
    """2025年2月20日完成销号: short cells that say how far things got, beside a problem and a report."""
    known = set(found.values())
    missing = {Field.PROBLEM, Field.RECTIFICATION} - known
    short = all(end - start <= _STATE_CHARS for start, end in spans)
    return not missing and Field.STATUS not in known and short and _reporting(source, spans) >= _MOST


_STATE_CHARS = 20


def _name_intentions(
    source: Source, found: dict[int, Field | None], cells: Mapping[int, Sequence[Span]], texts: Sequence[int]
) -> None:
    for name in (Field.MEASURES, Field.GOAL):
        speak = [c for c in texts if found[c] is None and _speaking(source, cells[c], name) >= _HALF]
        if speak and name not in found.values():
            found[speak[0]] = name


@cache
def _shape(name: Field) -> re.Pattern[str]:
    return re.compile(rf"(?:{GLUED[name]}[、,;。]?)+")


def _share(said: Sequence[str], name: Field) -> float:
    """How many of the cells are written as those of a field are."""
    if name is Field.RESPONSIBLE:
        said = [ROLE.sub("", words) for words in said]
    return sum(_shape(name).fullmatch(words) is not None for words in said) / len(said)


def _speaking(source: Source, spans: Sequence[Span], name: Field) -> float:
    """How many of the cells speak as aims, or as orders, do."""
    return sum(score("".join(source.matched(span).split()), name) > _PLAINLY for span in spans) / len(spans)


_PLAINLY = 1


def _reporting(source: Source, spans: Sequence[Span]) -> float:
    """How many of the cells say how far something got."""
    told = (any(f.signal in TELLING for f in read_signals(source.folded, [span])) for span in spans)
    return sum(told) / len(spans)
