"""Problems told again by how far they got: 3个已销号，分别为甲镇码头扬尘、乙镇垃圾点、…；另外2个不彻底：一是…；二是…,
or 5个问题中，甲镇码头扬尘、乙镇垃圾点等2个已整改到位；….

The count before the state and the number of names behind it have to agree: that proves that each name is a problem.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from geoapp.cases.numerals import number_of
from geoapp.cases.sentences import clauses, phrases
from geoapp.cases.source import Source, Span
from geoapp.cases.stated import of_heading
from geoapp.cases.statuses import TELLING, UNKNOWN, Judgement, judge, read_signals
from geoapp.model import Status

_COUNT = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,2})(?:个|件|处|家|项|起|座|条|宗)"
_NAMED = re.compile(
    rf"(?:[^。;:]{{0,60}}:)?(?P<state>(?:[^。;:\d]{{0,12}}){_COUNT}[^。;:]{{2,40}}?),?(?:分别[为是]|具体[为是]|包括|即):?(?P<list>[^。;]+)"
)
_COUNTED = re.compile(rf"(?:[^。;:]{{0,60}}:)?(?P<state>(?:[^。;:\d]{{0,12}}){_COUNT}[^。;:]{{2,40}}?):(?=一是)")
# 通报的5个问题中，甲项目裸土、乙站露天焚烧等2个问题已整改到位；丙厂扬尘问题正在整改；…: states behind the names.
_COUNTED_THINGS = rf"{_COUNT}(?:突出|具体)?(?:问题|点位|事项)"
_OF_ALL = re.compile(rf"[^。;:]{{0,40}}?{_COUNTED_THINGS}中,")
_BEFORE_STATE = re.compile(
    rf"(?P<list>[^。;:]+?)等{_COUNTED_THINGS},?(?P<state>(?:均|都|全部)?(?:已|正在|尚未|仍未|未)[^。;]{{2,24}})"
)
_ALONE = re.compile(r"(?P<what>[^。;:,]{4,48}?问题),?(?P<state>(?:已|正在|尚未|仍未|未|整改|进展|推进)[^。;]{1,40})")
_COUNTER = re.compile(r"[一二三四五六七八九十]{1,2}是")
_AND = re.compile(r"[、,]|(?<=[\u4e00-\u9fff])(?:以及|和|及)(?=[\u4e00-\u9fff]{4})")
_TERM = re.compile(r"(?:整改|完成|办理)?(?:时限|期限)|需|须|要求|责令|计划|预计")
_FEWEST = 2


class Named(NamedTuple):
    """A problem told again, what is said of it alone (a stretch, if anything), and the state of all told with it."""

    what: Span
    rest: list[Span]
    state: Judgement


def named_by_state(source: Source, sentence: Span) -> list[Named]:
    """The problems that a sentence names by their state; none where counts and names disagree."""
    pieces = clauses(source.folded, sentence)
    if (behind := _states_behind(source, pieces)) is not None:
        return behind
    found: list[Named] = []
    for at, piece in enumerate(pieces):
        if (named := _NAMED.match(source.folded, *piece)) is not None:
            state = _state(source, named)
            names = _split(source, named)
            if state is not UNKNOWN and len(names) == _counted(named):
                found += [Named(name, [], state) for name in names]
        elif (counted := _COUNTED.match(source.folded, *piece)) is not None:
            state = _state(source, counted)
            listed = [(counted.end(), piece[1]), *pieces[at + 1 : at + _counted(counted)]]
            bodies = [_item(source, item, state) for item in listed if _COUNTER.match(source.folded, *item)]
            if state is not UNKNOWN and len(bodies) == _counted(counted) >= _FEWEST:
                found += bodies
    return found


def _states_behind(source: Source, pieces: list[Span]) -> list[Named] | None:
    """The problems of a sentence that counts them first and tells of each how it fared; None for any other."""
    told = _OF_ALL.match(source.folded, *pieces[0]) if pieces else None
    if told is None:
        return None
    found: list[Named] = []
    for start, end in [(told.end(), pieces[0][1]), *pieces[1:]]:
        if (listed := _BEFORE_STATE.match(source.folded, start, end)) is not None:
            names, state = _split(source, listed), source.trim(listed.span("state"))
            if len(names) != _counted(listed):
                return None
        elif (alone := _ALONE.match(source.folded, start, end)) is not None:
            names, state = [source.trim(alone.span("what"))], source.trim(alone.span("state"))
        else:
            return None
        found += [Named(name, [], judge(source.folded, [state])) for name in names]
    return found if len(found) == _counted(told) and all(one.state is not UNKNOWN for one in found) else None


def _state(source: Source, match: re.Match[str]) -> Judgement:
    span = source.trim(match.span("state"))
    if _NOT_THOROUGH.search(source.folded, *span):
        return Judgement(Status.IN_PROGRESS, span)
    return of_heading(source.folded, span)


_NOT_THOROUGH = re.compile(r"(?:改得|整改|整治|治理)(?:还|仍)?不够?(?:彻底|到位)|反弹|回潮")


def _counted(match: re.Match[str]) -> int:
    number = match["n"].replace("两", "二")
    return int(number) if number.isdigit() else number_of(number) or 0


def _split(source: Source, named: re.Match[str]) -> list[Span]:
    """What stands between 、 of a list, with the last behind 和; its closing mark left out."""
    start, end = named.span("list")
    cuts = [match.span() for match in _AND.finditer(source.folded, start, end)]
    begins, ends = [start, *(after for _, after in cuts)], [*(before for before, _ in cuts), end]
    return [source.trim(span) for span in zip(begins, ends, strict=True)]


def _item(source: Source, item: Span, state: Judgement) -> Named:
    """一是某镇某沟，底泥仍发黑，需重新整治: the problem, and from where its report or its term begins."""
    counter = _COUNTER.match(source.folded, *item)
    start, end = counter.end() if counter else item[0], item[1]
    while end > start and source.folded[end - 1] in ";。":
        end -= 1
    for phrase in phrases(source.folded, (start, end))[1:]:
        told = any(signal.signal in TELLING for signal in read_signals(source.folded, [phrase]))
        if told or _TERM.match(source.folded, *phrase):
            return Named((start, phrase[0] - 1), [(phrase[0], end)], state)
    return Named((start, end), [], state)
