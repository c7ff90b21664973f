"""Paragraphs that tell a fault and then what was done about it, without a number, a label or a word of finding.

李渠镇某村河岸堆存建筑垃圾，未采取防护措施。镇政府已组织清运，月底前清完。 Bulletins print them under counties, days or
topics, newspapers behind one another; the order of the two is all that tells them from other prose.
"""

from __future__ import annotations

import re
from itertools import pairwise

from geoapp.cases.found_problems import COUNTS, without_nobody
from geoapp.cases.incidents import FAULT, SOMETHING, TALLY
from geoapp.cases.lexicon import any_of, read_table
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span

_WORDS = read_table("fault_first")
_FAULTS = re.compile(rf"{FAULT}|{any_of(_WORDS['faults'])}")
_DONE = re.compile(any_of(_WORDS["done"]))
_BELIED = re.compile(any_of(_WORDS["belied"]))
_NO_FAULT = re.compile(any_of(_WORDS["no_fault"]))


def fault_of(source: Source, paragraph: Span) -> Span | None:
    """The stretch that tells the fault; None where a paragraph does not open with one or nothing was done about it."""
    told = sentences(source.folded, paragraph)
    if len(told) > 1 and _is_topic(source.matched(told[0])):
        told = told[1:]
    if not told or not _is_fault(source.matched(told[0])):
        return None
    for before, after in pairwise(told):
        words = source.matched(after)
        if _reports(words):
            return told[0][0], before[1]
        if _NO_FAULT.search(words):
            return None
    return None


def _is_topic(words: str) -> bool:
    """某县的问题集中在矿山。 Whose the fault is that follows, without a word of it."""
    return len(words) <= _TOPIC_CHARS and _TOPIC.search(words) is not None and not _is_fault(words)


_TOPIC_CHARS = 24
_TOPIC = re.compile(r"问题|短板|隐患|矛盾|[县区市旗州](?:同样|也|亦)")
_INSPECTORS = re.compile(r"(?:督[察查导]|暗访|核查|检查|巡查|工作|专项)组")


def _is_fault(words: str) -> bool:
    return (
        _FAULTS.search(words) is not None
        and SOMETHING.search(_INSPECTORS.sub("", without_nobody(words))) is not None
        and _NO_FAULT.search(words) is None
        and COUNTS.search(words) is None
        and TALLY.search(words) is None
        and not _reports(words)
    )


def _reports(words: str) -> bool:
    return _DONE.search(words) is not None and _BELIED.search(words) is None
