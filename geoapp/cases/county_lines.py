"""Monthly reports by county: 某区：甲河返黑问题，清淤1.9公里，月底完成；乙厂扬尘问题，尚未启动。

One line a county or town, the problems named one after another, each with how far it got behind its name.
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT, SOMETHING
from geoapp.cases.labels import Field
from geoapp.cases.numerals import CHINESE
from geoapp.cases.sentences import clauses
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_WHOSE = re.compile(
    rf"(?:[●■◆▲★◇□○·•➢➤►▶*—-]+|\(?[{CHINESE}\d]{{1,3}}[)、.]+)?\s*"
    r"(?P<whose>[\u4e00-\u9fff]{1,14}(?:县|区|市|旗|镇|乡|街道|管委会|农场|办事处))(?:\(\d{1,3}[个件项]\))?[:。]\s*"
)
_COUNTED = re.compile(rf"(?P<no>\(?[{CHINESE}\d]{{1,2}}[)、.]|[①-⑳])\s*(?=[\u4e00-\u9fff])")
# Its name ends in 问题, and the next words say how far it got.
_NAMED = re.compile(
    r"(?P<what>[^,。;:]{4,60}?(?:问题|隐患))(?:\([^()]{1,12}\))?(?:[,:](?=.)|(?=属|已|现已|正在|目前|尚|仍|因|由于|被|均))"
)
_ORDERS = re.compile(r"要|须|必须|应当?|请|进一步|加强|加快|抓紧|压实|对|就|围绕|聚焦|针对")
_FAULTS = re.compile(rf"{FAULT}|超标|不达标|返黑|扰民|违规|整治|治理|隐患|返黑返臭|滞后")
_COUNTIES = ("县", "区", "市", "旗", "管委会")
_FEWEST = 2


def drafts_by_county(source: Source) -> list[Draft]:
    """One draft a named problem; nothing unless two lines are written so."""
    if "问题" not in source.folded:
        return []
    told = [_of_line(source, line, whose) for line, whose in _lines(source)]
    found = [drafts for drafts in told if drafts]
    return [draft for drafts in found for draft in drafts] if len(found) >= _FEWEST else []


def _lines(source: Source) -> list[tuple[Span, Span]]:
    """Lines that open with the name of a county or town, each with that name."""
    found: list[tuple[Span, Span]] = []
    for start, end in source.lines:
        if start >= tail_start(source):
            break
        opened = _WHOSE.match(source.folded, start, end)
        if opened is not None:
            found.append(((opened.end(), end), opened.span("whose")))
    return found


def _of_line(source: Source, line: Span, whose: Span) -> list[Draft]:
    """The problems of a county; a clause without a name of its own goes on with the one before."""
    drafts: list[Draft] = []
    for clause in clauses(source.folded, line):
        counted = _COUNTED.match(source.folded, *clause)
        begin = counted.end() if counted else clause[0]
        named = _NAMED.match(source.folded, begin, clause[1])
        if named is None or not _names_fault(source, named.span("what")):
            if not drafts:
                return []
            reported = drafts[-1].values[Field.RECTIFICATION]
            reported[-1] = (reported[-1][0], clause[1])
            continue
        drafts.append(_draft(source, named, clause[1], whose))
        if counted:
            drafts[-1].add(Field.NUMBER, counted.span("no"))
    return drafts


def _names_fault(source: Source, what: Span) -> bool:
    words = source.matched(what)
    return _ORDERS.match(words) is None and (SOMETHING.search(words) or _FAULTS.search(words)) is not None


def _draft(source: Source, named: re.Match[str], end: int, whose: Span) -> Draft:
    draft = Draft(county_hints=[named.span("what"), whose])
    draft.add(Field.PROBLEM, named.span("what"))
    draft.add(Field.RECTIFICATION, source.trim((named.end(), end - source.folded.endswith(";", named.end(), end))))
    draft.add(Field.COUNTY if source.folded.endswith(_COUNTIES, *whose) else Field.LOCATION, whose)
    return draft
