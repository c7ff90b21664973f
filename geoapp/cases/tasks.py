"""Numbered tasks that state no fault: 3.某镇污水处理厂提标改造。 and how far it got, without a label between.

The first sentence (or line) of such a paragraph names the task by the work to be done; only a list of them counts,
because one alone could be a measure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from geoapp.cases.drafts import Draft, fill
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.lexicon import any_of, read_table
from geoapp.cases.outline import CHAPTER, SUBITEM, Heading, headings, stretches
from geoapp.cases.sentences import first_sentence
from geoapp.cases.source import Source
from geoapp.cases.splitting import is_next_steps, tail_start
from geoapp.cases.stated import of_heading
from geoapp.cases.statuses import UNKNOWN, Judgement

_WORDS = read_table("tasks")["title"]
_TITLE = re.compile(
    rf"(?!{any_of(_WORDS['organises'])})[^。:;\n]{{4,60}}?(?:{any_of(_WORDS['ends'])})(?:\([^()\n]{{1,20}}\))?(?P<end>[。:]|$)"
)
_REPORTS = re.compile(any_of(_WORDS["reports"]))
_FEWEST = 3
_MOST = 2 / 3


def drafts_of_tasks(source: Source) -> list[Draft]:
    """One draft a numbered task; nothing unless most of a chapter's numbered paragraphs are such."""
    found = headings(source, (0, tail_start(source)))
    lists = [(chapter, _items(group)) for chapter, group in _chapters(source, found)]
    if not any(_is_list(source, items) for _, items in lists):
        return []
    return [
        replace(_draft(source, item, stop), heading=_status(source, chapter))
        for chapter, items in lists
        if items and (_is_list(source, items) or all(_named(source, item) for item in items))
        for item, stop in zip(items, _ends(source, items, found), strict=True)
    ]


def _status(source: Source, chapter: Heading | None) -> Judgement:
    """What a chapter says of all its tasks: 一、已完成的任务."""
    return of_heading(source.folded, chapter.words) if chapter is not None else UNKNOWN


def _chapters(source: Source, found: list[Heading]) -> list[tuple[Heading | None, list[Heading]]]:
    """The numbered lines below each chapter; not those of plans to come."""
    groups: list[tuple[Heading | None, list[Heading]]] = [(None, [])]
    for head in found:
        if head.level == CHAPTER:
            groups.append((head, []))
        else:
            groups[-1][1].append(head)
    return [(chapter, group) for chapter, group in groups if group and not (chapter and is_next_steps(source, chapter))]


def _items(group: list[Heading]) -> list[Heading]:
    """Those of the highest level among them, as far as they count on from one."""
    level = min(head.level for head in group)
    return [head for head in group if head.level == level <= SUBITEM]


def _is_list(source: Source, items: list[Heading]) -> bool:
    """Several paragraphs that count on, most of which name a task and report of it."""
    if len(items) < _FEWEST or any(after.value <= head.value for head, after in pairwise(items)):
        return False
    named = [head for head in items if _named(source, head)]
    return len(named) >= _MOST * len(items)


def _named(source: Source, head: Heading) -> bool:
    title = _TITLE.match(source.folded, *head.words)
    if title is None:
        return False
    below = source.folded[title.end() : title.end() + 200]
    return _REPORTS.search(below) is not None


def _ends(source: Source, items: list[Heading], found: list[Heading]) -> list[int]:
    """Where each task ends: at the next one, the last at the next chapter."""
    last = items[-1]
    after = next((h.start for h in found if h.start > last.start and h.level < last.level), tail_start(source))
    return [end for _, end in stretches([head.start for head in items], after)]


def _draft(source: Source, item: Heading, stop: int) -> Draft:
    """The name of the task as its problem, what follows up to the first label as its report."""
    draft = Draft(county_hints=[(item.body, stop)])
    draft.add(Field.NUMBER, item.numbered)
    title = _TITLE.match(source.folded, *item.words)
    ends = title.end() if title else first_sentence(source, item.words)[1]
    labels = [label for label in find_labels(source, (ends, stop)) if label.field is not Field.PROBLEM]
    named = ends - 1 if source.folded[ends - 1] == ":" else ends
    draft.add(Field.PROBLEM, source.trim((item.body, named)))
    draft.add(Field.RECTIFICATION, source.trim((ends, labels[0].start if labels else stop)))
    fill(draft, source, labels, stop)
    return draft
