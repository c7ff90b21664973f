"""Problems that a letter tells in its text beside those of its table: 某环督〔2024〕3号：某河黑臭水体问题。已完成清淤….

Only what bears a code of the same make as the rows do is one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field, find_numbers, make_of
from geoapp.cases.outline import headings
from geoapp.cases.source import Source
from geoapp.cases.splitting import split_unlabelled

_FEWEST = 2


def drafts_beside_rows(source: Source, rows: Sequence[Draft]) -> list[Draft]:
    """Drafts of the coded paragraphs before the first row, whose codes no row has."""
    codes = [source.matched(code) for row in rows if (code := row.first(Field.CODE)) is not None]
    if len(codes) < max(_FEWEST, len(rows)) or not any("〔" in code for code in codes):
        return []
    makes = {make_of(code) for code in codes}
    first = min(span[0] for row in rows for span in row.all(*Field))
    found = [own for own in find_numbers(source) if own.end < first and make_of(source.matched(own.no)) in makes]
    stops = sorted([*(own.start for own in found), *(head.start for head in headings(source)), first])
    drafts: list[Draft] = []
    for own in found:
        line = source.lines[source.line_at(own.end)]
        stop = next(offset for offset in stops if offset >= own.end)
        problem, rest = split_unlabelled(source, source.trim((own.end, min(stop, max(line[1], own.end)))))
        if source.matched(own.no) in codes or problem[0] >= problem[1]:
            continue
        draft = Draft(county_hints=[problem])
        draft.add(Field.CODE, own.no)
        draft.add(Field.PROBLEM, problem)
        draft.add(Field.RECTIFICATION, rest)
        drafts.append(draft)
    return drafts
