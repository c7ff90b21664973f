"""What stands in brackets behind the heading of a problem: who handed it over, which office, by when.

某河污染问题（2024年省警示片披露，责任单位：县水利局，时限：6月底）
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.kinds import campaign_of
from geoapp.cases.labels import Field, field_of
from geoapp.cases.source import Source, Span
from geoapp.model import Campaign

NOTE = re.compile(r"[(【](?P<told>[^()【】\n]{2,160})[)】][。:;]?$")
_PART = re.compile(r"[^,;。]+")
_LABELLED = re.compile(r"\s*(?P<name>[^:]{2,10}):\s*(?P<value>.+)", re.DOTALL)
_LEADS = re.compile(r"\s*(?:由)?(?P<value>[\u4e00-\u9fff、]{2,40}?)(?:负责)?牵头(?:负责|整改|落实)?\s*")
_TERM = re.compile(
    r"\s*(?:整改)?(?:时限|期限|限)?(?P<value>(?:20\d\d年)?\d{1,2}月[^,;。]{0,6}前?)(?:完成|整改到位|完成整改)?\s*"
)
_TOLD = frozenset({Field.LEAD_UNIT, Field.RESPONSIBLE, Field.SUPERVISING, Field.LEAD_PERSON, Field.DEADLINE})


def take_note(source: Source, problem: Span, draft: Draft) -> Span:
    """Give the draft what the brackets at the end of its heading tell; returns the heading without them.

    Brackets that name neither an office nor a term (…问题（某年督察反馈）) are left as part of the problem.
    """
    note = NOTE.search(source.folded, *problem)
    told = _fields(source, note.span("told")) if note is not None else []
    for name, value, whole in told:
        draft.add(name, value, whole)
    if note is None or all(name is Field.CAMPAIGN for name, _, _ in told):
        return problem
    return source.trim((problem[0], note.start()))


def _fields(source: Source, told: Span) -> list[tuple[Field, Span, Span]]:
    """The fields with their values, and these with their labels."""
    found: list[tuple[Field, Span, Span]] = []
    for part in _PART.finditer(source.folded, *told):
        labelled = _LABELLED.fullmatch(source.folded, *part.span())
        name = field_of(labelled["name"]) if labelled else None
        if labelled is not None and name in _TOLD:
            found.append((name, source.trim(labelled.span("value")), source.trim(part.span())))
            continue
        for name, pattern in ((Field.LEAD_UNIT, _LEADS), (Field.DEADLINE, _TERM)):
            if (match := pattern.fullmatch(source.folded, *part.span())) is not None:
                found.append((name, source.trim(match.span("value")), source.trim(part.span())))
        if campaign_of(part[0]) is not Campaign.OTHER:
            whole = source.trim(part.span())
            found.append((Field.CAMPAIGN, whole, whole))
    return found
