"""Cases as inspectors publish them in chapters: 一、基本情况, 二、主要问题 （一）…（二）…, 三、原因分析.

Each counted paragraph under 主要问题 is a problem, told at length; what stands above only says where that is.
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.findings import part_at_report
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.outline import CHAPTER, Heading, headings, stretches
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import PROBLEM_CHAPTER, tail_start

_BASICS = re.compile(r"(?:基本|总体|有关|背景|工作)情况")
_PART = re.compile(r"(?P<no>[一二三四五六七八九十])是(?=\S)")


def problem_chapters(source: Source, *, behind_basics: bool) -> list[tuple[Heading, int]]:
    """The headings 主要问题 with the end of what they head; ``behind_basics``: only those right behind 基本情况."""
    found = headings(source)
    chapters = [h for h in found if h.level == CHAPTER] if behind_basics else found
    told: list[tuple[Heading, int]] = []
    for index, chapter in enumerate(chapters):
        if PROBLEM_CHAPTER.search(source.folded[chapter.body : chapter.end].rstrip()) is None:
            continue
        before = chapters[index - 1] if index else None
        if behind_basics and (before is None or not _BASICS.fullmatch(source.matched(before.words).strip())):
            continue
        end = next((h.start for h in found if h.start > chapter.start and h.level <= chapter.level), None)
        told.append((chapter, max(chapter.end, tail_start(source) if end is None else end)))
    return told


def has_problem_chapters(source: Source) -> bool:
    """Whether a text has that shape."""
    return "主要问题" in source.folded and bool(problem_chapters(source, behind_basics=True))


def drafts_of_problem_chapters(source: Source) -> list[Draft]:
    """The problems of all typical cases of a text; nothing for a text of another shape."""
    if "问题" not in source.folded:
        return []
    told = problem_chapters(source, behind_basics=True)
    return [draft for chapter, end in told for draft in drafts_below(source, chapter, end, fewest=1)]


def drafts_below(source: Source, chapter: Heading, end: int, fewest: int = 2) -> list[Draft]:
    """The counted paragraphs of a chapter of problems, else those that begin with 一是, 二是."""
    items = [h for h in headings(source, (chapter.end, end)) if h.level == chapter.level + 1]
    if any(label.field is Field.RECTIFICATION for label in find_labels(source, (chapter.end, end))):
        return []
    if items:
        whole = stretches([item.start for item in items], end)
        return [_draft(source, h.numbered, (h.body, stop)) for h, (_, stop) in zip(items, whole, strict=True)]
    lines = [line for line in source.lines if chapter.end <= line[0] < end]
    parts = [(line, match) for line in lines if (match := _PART.match(source.folded, *line))]
    if len(parts) < fewest:
        return []
    whole = stretches([line[0] for line, _ in parts], end)
    return [_draft(source, None, (match.end(), stop)) for (_, match), (_, stop) in zip(parts, whole, strict=True)]


def _draft(source: Source, number: Span | None, told: Span) -> Draft:
    draft = Draft(county_hints=[told])
    if number is not None:
        draft.add(Field.NUMBER, number)
    problem, report = part_at_report(source, told)
    draft.add(Field.PROBLEM, problem)
    draft.add(Field.RECTIFICATION, report)
    return draft
