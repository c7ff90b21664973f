"""Several problems where a notice has room for one: a list under 一、整改问题, or 反馈问题2个，分别是甲；乙.

The measures and reports that count as far go with their problems; what is told once holds for each.
"""

from __future__ import annotations

import re
from dataclasses import replace

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.numerals import number_of
from geoapp.cases.outline import count_on, heading_at, headings, stretches
from geoapp.cases.sentences import clauses
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_SEVERAL = 2
_SHARED = (Field.MEASURES, Field.RECTIFICATION, Field.GOAL)


def parted(source: Source, draft: Draft) -> list[Draft]:
    """The drafts of a problem that is nothing but a list (（一）甲路积尘。（二）乙路积尘。); else the draft itself."""
    told = draft.whole(Field.PROBLEM)
    listed = _items(source, told) if told is not None else []
    if len(listed) < _SEVERAL:
        return [draft]
    found: list[Draft] = []
    for at, item in enumerate(listed):
        values = {name: list(spans) for name, spans in draft.values.items()}
        hints = [item[1], *draft.county_hints]
        one = replace(draft, values=values, labelled=dict(draft.labelled), county_hints=hints)
        for name in _SHARED:
            span = draft.whole(name)
            shares = _items(source, span) if span is not None else []
            if len(shares) == len(listed):
                one.values[name] = [shares[at][1]]
                one.labelled[name] = shares[at][1]
        one.values[Field.NUMBER], one.values[Field.PROBLEM] = [item[0]], [item[1]]
        one.labelled[Field.PROBLEM] = item[1]
        found.append(one)
    return found


def _items(source: Source, span: Span) -> list[tuple[Span, Span]]:
    """Number and words of each item of the list that a stretch is; nothing where it is anything else."""
    begin, end = source.trim(span)
    near = source.lines[source.line_at(begin) : source.line_at(max(begin, end - 1)) + 1]
    opened = [heading for line in near if (heading := heading_at(source, line)) is not None]
    alike = [heading for heading in opened if heading.level == opened[0].level]
    first = alike[0] if alike else None
    if first is None or first.value != 1 or begin not in (first.start, first.body) or not count_on(alike):
        return []
    whole = stretches([heading.body for heading in alike], end)
    stops = [*(heading.start for heading in alike[1:]), end]
    return [(h.numbered, source.trim((w[0], stop))) for h, w, stop in zip(alike, whole, stops, strict=True)]


_COUNTED = re.compile(
    r"(?:问题|任务|事项)[^。;:\n]{0,24}?(?P<count>\d{1,2}|[两二三四五六七八九十]{1,2})[个项件](?:问题)?,?分别[是为]:?(?P<list>[^。\n]+)"
)


def drafts_of_counted(source: Source) -> list[Draft]:
    """反馈问题2个，分别是甲；乙。 With what numbered lines below report of each, where they are as many."""
    counted = _COUNTED.search(source.folded)
    if counted is None:
        return []
    told = clauses(source.folded, counted.span("list"))
    if len(told) != number_of(counted["count"]):
        return []
    below = headings(source, (counted.end(), max(counted.end(), tail_start(source))))
    drafts: list[Draft] = []
    for at, what in enumerate(told):
        draft = Draft(county_hints=[what])
        draft.add(Field.PROBLEM, _bare(source, what))
        if len(below) == len(told) and count_on(below):
            draft.add(Field.RECTIFICATION, below[at].words)
        drafts.append(draft)
    return drafts


def _bare(source: Source, what: Span) -> Span:
    start, end = source.trim(what)
    while end > start and source.folded[end - 1] in ";。,":
        end -= 1
    return start, end
