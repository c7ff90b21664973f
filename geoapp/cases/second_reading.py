"""A second opinion: a document whose own genre's reader finds little is read as the other genres read theirs.

Genres are recognised by their words, and counties mix them: an answer to a proposal laid out like a closure notice,
an audit's result like a report of progress. What another reader finds is taken where it is beyond doubt the better one:
several problems, each with what was done or is due, that cover far more of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from geoapp.cases.drafts import Draft
from geoapp.cases.fault_first import FAULTS
from geoapp.cases.genres import Reader
from geoapp.cases.labels import Field
from geoapp.cases.repeated_parts import drafts_of_repeated_parts
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_LITTLE, _MUCH = 0.3, 0.35
"""Shares of the text: what claims less may have missed the problems; what claims so much has found them."""
_MORE = 0.15
_FEWEST, _FEW = 2, 2
_LABELLED = 4
"""Fields that a problem has only where labels or columns tell them: what is read so needs no second opinion."""
_LONGEST = 600
_TOLD = (Field.RECTIFICATION, Field.STATUS, Field.DEADLINE, Field.GOAL, Field.MEASURES)


def or_of_parts(source: Source, drafts: list[Draft]) -> list[Draft]:
    """``drafts``, or what parts of one shape tell where they are more and those found lie within them.

    What was found behind the last part stays: 上季度结转：….
    """
    if _is_labelled(drafts) or not (parts := drafts_of_repeated_parts(source)):
        return drafts
    ranges = [_reach(part) for part in parts]
    last = max(end for _, end in ranges)
    others = [draft for draft in drafts if (what := draft.first(Field.PROBLEM)) and what[0] <= last]
    again = [span for part in parts for span in part.retold]
    behind = [draft for draft in drafts if draft not in others and not _within(again, draft)]
    if len(others) > _SEVERAL and _ends_before(ranges[0], others[0]):
        others = others[1:]  # what leads to the parts
    held = sum(_within(ranges, draft) for draft in others)
    if held == len(others) and not any(draft.all(*_TOLD) for draft in others) and all(p.all(*_TOLD) for p in parts):
        return [*parts, *behind]  # what was taken for further problems is how far these got
    unread = sum(not any(_within([reach], draft) for draft in others) for reach in ranges)
    if len(parts) < len(others) or (
        len(parts) == len(others) and not unread and not _heads_taken(source, parts, others)
    ):
        return drafts
    few = len(parts) >= _TIMES * max(1, len(others))
    if not few and (held < len(others) or _claimed(source, parts) < _LITTLE):
        return drafts
    return [*parts, *behind]


def _is_labelled(drafts: Sequence[Draft]) -> bool:
    return bool(drafts) and all(len(draft.values) >= _LABELLED for draft in drafts)


def _heads_taken(source: Source, parts: Sequence[Draft], drafts: Sequence[Draft]) -> bool:
    """Whether the problems read are the heads (关于某事的问题。) of parts that tell their problems below."""
    told = [part.category for part in parts if part.category is not None]
    heads = [head for head in told if source.folded.endswith(("关于", "针对", "对"), 0, head[0])]
    return len(heads) == len(parts) and all(_within(heads, draft) for draft in drafts)


_TIMES, _SEVERAL = 2, 3


def _reach(draft: Draft) -> Span:
    told = [span for spans in draft.values.values() for span in spans]
    told += [draft.category] if draft.category is not None else []
    return min(start for start, _ in told), max(end for _, end in told)


def _within(ranges: Sequence[Span], draft: Draft) -> bool:
    what = draft.first(Field.PROBLEM)
    return what is not None and any(start <= what[1] and what[0] <= end for start, end in ranges)


def _ends_before(part: Span, draft: Draft) -> bool:
    what = draft.whole(Field.PROBLEM)
    return what is not None and what[1] <= part[0]


def better_reading(source: Source, drafts: list[Draft], others: Sequence[Reader]) -> list[Draft]:
    """``drafts``, or what one of the ``others`` finds where that is beyond doubt the better reading."""
    if len(drafts) > _FEW or _is_labelled(drafts):
        return drafts
    claimed = _claimed(source, drafts)
    whole = len(drafts) == 1 and _swallows(source, drafts[0])
    if not whole and claimed >= _LITTLE:
        return drafts
    best, most = drafts, _MUCH if whole else max(_MUCH, claimed + _MORE)
    for other in others:
        found = other.extract(source)
        if len(found) > len(drafts) and _is_whole(source, found) and (share := _claimed(source, found)) > most:
            best, most = found, share
    return best


def _is_whole(source: Source, drafts: Sequence[Draft]) -> bool:
    """Several problems that tell faults, none too long for one, each with what became of it."""
    if len(drafts) < _FEWEST:
        return False
    problems = [draft.first(Field.PROBLEM) for draft in drafts]
    told = sum(bool(draft.all(*_TOLD)) for draft in drafts)
    if any(what is not None and _OF_MANY.search(source.matched(what)) for what in problems):
        return False
    faulty = sum(what is not None and FAULTS.search(source.matched(what)) is not None for what in problems)
    return (
        told == len(drafts)
        and 2 * faulty > len(drafts)
        and all(what is not None and what[1] - what[0] <= _LONGEST for what in problems)
    )


# 督察组查实了一批突出生态环境问题: what leads to the cases is none of them
_OF_MANY = re.compile(r"(?:查[出实处明]|核实|发现)了?一批")


def _swallows(source: Source, draft: Draft) -> bool:
    """One problem that takes up most of a long text."""
    what = draft.whole(Field.PROBLEM)
    return what is not None and what[1] - what[0] > max(_LONGEST, (tail_start(source) - what[0]) // 2)


def _claimed(source: Source, drafts: Sequence[Draft]) -> float:
    """The share of the text, up to its signature, that drafts speak of."""
    spans = sorted(span for draft in drafts for told in draft.values.values() for span in told)
    reached = accumulate((end for _, end in spans), max, initial=0)
    covered = sum(max(0, end - max(start, before)) for (start, end), before in zip(spans, reached, strict=False))
    return covered / max(1, tail_start(source))
