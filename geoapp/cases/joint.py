"""Several problems under one number mark (问题九、十：甲；乙), told apart again where the text itself does so."""

from __future__ import annotations

import re
from dataclasses import replace

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.numerals import CHINESE
from geoapp.cases.sentences import clauses
from geoapp.cases.source import Source, Span

_ONE = rf"(?:[{CHINESE}]{{1,3}}|\d{{1,3}})"
_JOINS = ("、", "和", "及")
# What is left before the words of the problem when the mark 问题九、 was taken for the whole number.
_FURTHER = re.compile(rf"{_ONE}(?:\s*[、和及]\s*(?:问题)?{_ONE})*\s*:\s*")


def part_joint(source: Source, draft: Draft) -> list[Draft]:
    """One draft a number, when there are as many clauses as numbers; else the draft as it is."""
    problem, number = draft.first(Field.PROBLEM), draft.first(Field.NUMBER)
    if problem is None or number is None or source.matched((number[1], problem[0])).strip() not in _JOINS:
        return [draft]
    further = _FURTHER.match(source.folded, *problem)
    if further is None:
        return [draft]
    numbers = [number, *(m.span() for m in re.finditer(_ONE, source.folded[: further.end()][problem[0] :]))]
    numbers = [numbers[0], *((problem[0] + s, problem[0] + e) for s, e in numbers[1:])]
    told = [_bare(source, span) for span in clauses(source.folded, (further.end(), problem[1]))]
    if len(told) != len(numbers):
        return [draft]
    values = [re.sub(r"^\D*?问题", "", source.matched(span)) for span in numbers]
    reports = _reports(source, draft, values)
    parts: list[Draft] = []
    for index, (what, own) in enumerate(zip(told, numbers, strict=True)):
        part = replace(draft, values=dict(draft.values), labelled=dict(draft.labelled))
        named, report = reports[index] if reports else (own, None)
        part.values[Field.PROBLEM], part.values[Field.NUMBER] = [what], [own if index == 0 else named]
        if report is not None:
            part.values[Field.RECTIFICATION] = [report]
        parts.append(part)
    return parts


def _bare(source: Source, span: Span) -> Span:
    start, end = span
    return (start, end - 1) if source.folded[end - 1] == ";" else span


def _reports(source: Source, draft: Draft, values: list[str]) -> list[tuple[Span, Span]]:
    """For each number where the report names it (（1）问题九。) and what follows; nothing unless all are named."""
    whole = draft.whole(Field.RECTIFICATION)
    if whole is None:
        return []
    found: list[tuple[Span, Span, int]] = []
    for value in values:
        named = re.compile(rf"(?:\(\s*\d{{1,2}}\s*\)\s*)?(?P<no>问题\s*\(?{value}\)?)\s*[。:、,]\s*")
        match = named.search(source.folded, *whole)
        if match is None:
            return []
        found.append((match.span("no"), (match.end(), whole[1]), match.start()))
    starts = sorted(start for _, _, start in found)
    stops = dict(zip(starts, [*starts[1:], whole[1]], strict=True))
    return [(no, source.trim((begin, stops[start]))) for no, (begin, _), start in found]
