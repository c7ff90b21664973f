"""（一）关于东湖水质不达标问题整改情况。…: numbered lines that name a problem and announce what was done about it."""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.findings import part_at_report
from geoapp.cases.labels import Field
from geoapp.cases.outline import Heading, headings
from geoapp.cases.source import Source
from geoapp.cases.splitting import tail_start

_TITLED = re.compile(
    r"(?:关于|针对)?[“\"]?(?P<what>[^。:\n]{4,80}?问题)[”\"]?的?(?:整改|整治|治理|处理|办理)(?:落实|完成|进展|推进)?(?:情况)?(?:[。:]|$)"
)
_FEWEST = 2


def drafts_of_titled_reports(source: Source) -> list[Draft]:
    """One draft a line, if two of one level are written so: its problem, what was found, and what was done."""
    if "问题整" not in source.folded and "问题的整" not in source.folded:
        return []
    stop = tail_start(source)
    found = [h for h in headings(source) if h.start < stop]
    told = [(h, match) for h in found if (match := _TITLED.match(source.folded, *h.words)) is not None]
    if len(told) < _FEWEST or len({h.level for h, _ in told}) > 1:
        return []
    return [_draft(source, heading, match, _end(heading, found, stop)) for heading, match in told]


def _end(heading: Heading, found: list[Heading], stop: int) -> int:
    return next((h.start for h in found if h.start > heading.start and h.level <= heading.level), stop)


def _draft(source: Source, heading: Heading, title: re.Match[str], end: int) -> Draft:
    draft = Draft(county_hints=[(heading.body, end)])
    draft.add(Field.NUMBER, heading.numbered)
    facts, report = part_at_report(source, source.trim((title.end(), end)))
    if report[0] == report[1]:  # all that follows reports
        draft.add(Field.PROBLEM, title.span("what"))
        draft.add(Field.RECTIFICATION, facts)
    else:
        draft.add(Field.PROBLEM, (title.start("what"), facts[1]))
        draft.add(Field.RECTIFICATION, report)
    return draft
