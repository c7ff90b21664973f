"""Terms in working days that a notice sets in words: 自收到之日起15个工作日内完成整改.

Only what is said as a term for the problem: the length of a public notice, or the time for objections, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import cn2an

_NUMBER = r"(?P<n>\d{1,3}|[一二两三四五六七八九十百]{1,5})"
_DAYS = "工作日"
_TERM = re.compile(rf"{_NUMBER}\s*个?\s*{_DAYS}(?:之?内|以内)")
_CLAUSE = re.compile(r"[。；;！!？?\n]")
_FROM = re.compile(
    r"(?:印发|公布|发布|下发|公告|通报|收到|接到|交办|反馈|移交|转办|签收)[^。；;]{0,12}?(?:之日|当日|后|起)"
)
_LIMIT = re.compile(
    r"(?:时限|期限|限期|限于|责令|要求|务必|确保|必须|应当)[^。；;]{0,24}$|(?:限|须|应|于|在)[^，,。；;]{0,12}$"
)
_OTHER = re.compile(r"(?:公示|异议|复核|复议|申诉|上报|报送|报告|报备|反映)")
_REACH = 30


@dataclass(frozen=True, slots=True)
class WordedTerm:
    """So many working days, and where the words stand in the text (``[start, end)``)."""

    working_days: int
    start: int
    end: int


def speaks_of_days(text: str) -> bool:
    """Whether a text can set a term at all: most notices do not."""
    return _DAYS in text


def find_term(text: str, spans: Iterable[tuple[int, int]]) -> WordedTerm | None:
    """The longest term that the stretches of a text set for putting the problem right; None when they set none."""
    if not speaks_of_days(text):
        return None
    found = [term for start, end in spans for term in _terms(text, start, end)]
    return max(found, key=lambda term: term.working_days, default=None)


def _terms(text: str, start: int, end: int) -> Iterable[WordedTerm]:
    for match in _TERM.finditer(text, start, end):
        before = _CLAUSE.split(text[max(start, match.start() - _REACH) : match.start()])[-1]
        after = _CLAUSE.split(text[match.end() : min(end, match.end() + _REACH)])[0]
        days = _number(match["n"])
        if days and not _OTHER.search(before + after[:12]) and (_FROM.search(before) or _LIMIT.search(before)):
            yield WordedTerm(days, match.start(), match.end())


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    try:
        return int(cn2an.cn2an(written.replace("两", "二"), "smart"))
    except ValueError:
        return 0
