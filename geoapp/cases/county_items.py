"""Problems counted below lines that name their counties: 石桥县 / 1、某镇砂场无手续… / 云溪县 / 2、某镇工地未覆盖….

Newspapers and offices print so what inspectors made public. The counter goes on from county to county or begins anew.
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.fault_first import FAULTS
from geoapp.cases.findings import part_at_report
from geoapp.cases.incidents import SOMETHING
from geoapp.cases.labels import Field
from geoapp.cases.outline import Heading, heading_at
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_WHOSE = re.compile(r"[【\[(]?(?P<whose>[\u4e00-\u9fff]{1,9}(?:[县区市旗]|管委会))[】\])]?(?:\(\d{1,3}[个件项处]\))?:?")
_FEWEST = 2
_HEADING = 24  # characters that the line of a county has at most; a fault takes as many


def drafts_of_county_items(source: Source) -> list[Draft]:
    """One draft a counted line; nothing unless two counties have such lines and each of them tells a fault."""
    told: list[tuple[Span, Heading]] = []
    whose: Span | None = None
    stop = tail_start(source)
    for line in source.lines:
        if line[0] >= stop:
            break
        if line[1] - line[0] <= _HEADING and (named := _WHOSE.fullmatch(source.folded, *line)):
            whose = named.span("whose")
        elif (item := heading_at(source, line)) is not None and whose is not None:
            told.append((whose, item))
        elif told:
            break  # what follows the last one speaks of all
    counties = {source.matched(whose) for whose, _ in told}
    one_level = len({item.level for _, item in told}) == 1
    if len(counties) < _FEWEST or not one_level or not all(_tells_fault(source, item) for _, item in told):
        return []
    return [_draft(source, whose, item) for whose, item in told]


def _tells_fault(source: Source, item: Heading) -> bool:
    words = source.matched(item.words)
    return len(words) >= _HEADING and FAULTS.search(words) is not None and SOMETHING.search(words) is not None


def _draft(source: Source, whose: Span, item: Heading) -> Draft:
    draft = Draft(county_hints=[whose, item.words])
    draft.add(Field.NUMBER, item.numbered)
    draft.add(Field.COUNTY, whose)
    problem, report = part_at_report(source, item.words)
    draft.add(Field.PROBLEM, problem)
    draft.add(Field.RECTIFICATION, report)
    return draft
