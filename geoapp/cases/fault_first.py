"""Paragraphs that tell a fault and then what was done about it, without a number, a label or a word of finding.

李渠镇某村河岸堆存建筑垃圾，未采取防护措施。镇政府已组织清运，月底前清完。 Bulletins print them under counties, days or
topics, newspapers behind one another; the order of the two is all that tells them from other prose.
"""

from __future__ import annotations

import re

from geoapp.cases.found_problems import COUNTS, is_inspection, without_nobody
from geoapp.cases.incidents import FAULT, SOMETHING, TALLY
from geoapp.cases.lexicon import any_of, read_table
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span

_WORDS = read_table("fault_first")
FAULTS = re.compile(rf"{FAULT}|{any_of(_WORDS['faults'])}")
_DONE = re.compile(any_of(_WORDS["done"]))
_BELIED = re.compile(any_of(_WORDS["belied"]))
_NO_FAULT = re.compile(any_of(_WORDS["no_fault"]))


def faults_of(source: Source, paragraph: Span) -> list[Span]:
    """The stretches that tell a fault, each followed by what was done about it; none where nothing was done.

    A paragraph may go on to the next place (在某镇，…) once the first fault has been reported of.
    """
    told = sentences(source.folded, paragraph)
    found: list[Span] = []
    number = 0
    while number < len(told) and (opened := _opening(source, told, number, first=not found)) is not None:
        begin, number = opened
        while number + 1 < len(told) and not reports(source.matched(told[number + 1])):
            number += 1
            if _NO_FAULT.search(source.matched(told[number])):
                return found
        if number + 1 >= len(told):
            break
        found.append((begin, told[number][1]))
        number += 2
    return found


def _opening(source: Source, told: list[Span], number: int, *, first: bool) -> tuple[int, int] | None:
    """Where the next fault begins, and the number of the sentence that says it: with the sentence that leads there."""
    if first:
        words = source.matched(told[number])
        arrives = _ARRIVES.search(words) is not None or is_inspection(words)
        if len(told) > 1 and arrives and _is_fault(source.matched(told[1])):
            return told[0][0], 1
        number += len(told) > 1 and _is_topic(words)
        if _is_fault(source.matched(told[number])):
            return told[number][0], number
    for later in range(number, min(len(told), number + _LEADING) if first else len(told)):
        words = source.matched(told[later])
        if _ELSEWHERE.match(words) and _is_fault(words):
            return told[later][0], later
    return None


_LEADING = 3  # sentences before the first fault of a paragraph
# 下午，转到某县某镇。 The next sentence tells what was seen there.
_ARRIVES = re.compile(r"^[^。;]{0,24}(?:到达|抵达|来到|赶到|转到|走进|驱车|直奔|前往|转赴)[^。;]{2,30}。?$")
_ELSEWHERE = re.compile(
    r"(?:随后,?|离开[^,。]{1,8},|接着,?|当[日天][上下]午,?|[上下]午,?)?"
    r"(?:(?:在|记者|暗访组|督察组|检查组|来到|赶到|转到)[^,。]{0,16}[县区市镇乡村道河湖园],?|[\u4e00-\u9fff]{2,9}?(?:镇|乡|街道|村|县|区|市)(?![委政已将]))"
)


def _is_topic(words: str) -> bool:
    """某县的问题集中在矿山。 Whose the fault is that follows, without a word of it."""
    return len(words) <= _TOPIC_CHARS and _TOPIC.search(words) is not None and not _is_fault(words)


_TOPIC_CHARS = 24
_TOPIC = re.compile(r"问题|短板|隐患|矛盾|不容乐观|[县区市旗州](?:同样|也|亦)")
_INSPECTORS = re.compile(r"(?:督[察查导]|暗访|核查|检查|巡查|工作|专项)组")


def _is_fault(words: str) -> bool:
    return (
        FAULTS.search(words) is not None
        and SOMETHING.search(_INSPECTORS.sub("", without_nobody(words))) is not None
        and _NO_FAULT.search(words) is None
        and COUNTS.search(words) is None
        and TALLY.search(words) is None
        and not reports(words)
    )


def reports(words: str) -> bool:
    """Whether a sentence says what was done."""
    return _DONE.search(words) is not None and _BELIED.search(words) is None
