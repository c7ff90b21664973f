"""Lists of problems without a label, for notices of any genre: one line each with its state in brackets, or one
paragraph that counts them.

    东山镇：
    1. 某砂石集散中心未封闭（已完成）

    整改情况如下：①某镇鱼塘尾水直排问题，已建成净化池46口。②某码头粉尘扰民问题，…
"""

from __future__ import annotations

import re
from itertools import pairwise

from geoapp.cases.drafts import Draft
from geoapp.cases.findings import find_findings
from geoapp.cases.incidents import FAULT, SOMETHING
from geoapp.cases.labels import Field
from geoapp.cases.numerals import CHINESE
from geoapp.cases.outline import heading_at, value_of
from geoapp.cases.sentences import phrases
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start
from geoapp.cases.stated import of_column
from geoapp.cases.statuses import TELLING, UNKNOWN, read_signals
from geoapp.cases.typical_cases import find_typical_cases

_FEWEST = 2
# …（整改中，预计7月底完成）, …——已完成, …【未启动】
_STATE_BEHIND = re.compile(
    r"[(【\[](?P<state>[^()【】\[\]\n]{2,40})[)】\]][。;]?$|[—–-]{1,2}(?P<dash>[^—–。\n]{2,30})[。;]?$"
)
_STATE_AHEAD = re.compile(r"[【\[(](?P<state>[^()【】\[\]\n]{2,12})[)】\]]\s*")
_WHOSE = re.compile(
    r"[【\[(]?(?P<whose>[\u4e00-\u9fff]{2,10}(?:镇|乡|街道|社区|村|县|区|市|旗|农场|办事处))[】\])]?(?:\(\d{1,3}[个件项处]\))?:?"
)
_BULLET = re.compile(r"[●■◆▲★◇□○·•➢➤►▶*\-—]+\s*")
_FAULTS = re.compile(rf"{FAULT}|问题|异常|超标|恶化|扰民|超过|下降")


def drafts_of_plain_lists(source: Source) -> list[Draft]:
    """What a notice tells whose own reader finds nothing; each form proves itself by coming twice."""
    found = find_typical_cases(source) or find_findings(source)
    return [draft for _, draft in found] or _stated_lines(source) or _counted_within(source)


def _stated_lines(source: Source) -> list[Draft]:
    """One problem a line with its state before or behind it; lines between them say whose those below are."""
    drafts: list[Draft] = []
    whose: Span | None = None
    others = 0
    for line in source.lines:
        if line[0] >= tail_start(source):
            break
        if (group := _whose(source, line)) is not None:
            whose = group
        elif (draft := _stated_line(source, line, whose)) is not None:
            drafts.append(draft)
        else:
            others += heading_at(source, line) is not None
    return drafts if len(drafts) >= _FEWEST and others <= len(drafts) else []


def _whose(source: Source, line: Span) -> Span | None:
    heading = heading_at(source, line)
    body = heading.words if heading is not None else line
    found = _WHOSE.fullmatch(source.folded, *source.trim(body))
    return found.span("whose") if found else None


def _stated_line(source: Source, line: Span, whose: Span | None) -> Draft | None:
    heading = heading_at(source, line)
    bullet = _BULLET.match(source.folded, *line)
    start, end = heading.words if heading else (bullet.end() if bullet else line[0], line[1])
    ahead = _STATE_AHEAD.match(source.folded, start, end)
    behind = _STATE_BEHIND.search(source.folded, start, end)
    state = behind.span("state" if behind["state"] else "dash") if behind else ahead.span("state") if ahead else None
    if state is None or not _is_state(source, state):
        return None
    problem = source.trim((start, behind.start()) if behind else (ahead.end() if ahead else start, end))
    words = source.matched(problem)
    if not _FAULTS.search(words) and (not SOMETHING.search(words) or _ORDERS.match(words)):
        return None
    draft = Draft(county_hints=[problem, *([whose] if whose else [])])
    if heading is not None:
        draft.add(Field.NUMBER, heading.numbered)
    draft.add(Field.PROBLEM, problem)
    draft.add(Field.RECTIFICATION, source.trim(state))
    draft.heading = of_column(source.folded, state)
    if whose is not None:
        draft.add(Field.LOCATION, whose)
    return draft


def _is_state(source: Source, span: Span) -> bool:
    if of_column(source.folded, span) is not UNKNOWN:
        return True
    return any(signal.signal in TELLING for signal in read_signals(source.folded, [span]))


_COUNTERS = (
    re.compile(r"(?P<n>[①-⑳])\s*"),
    re.compile(rf"(?P<n>[{CHINESE}]{{1,2}})是(?=[\u4e00-\u9fff])"),
    re.compile(r"\((?P<n>\d{1,2})\)\s*"),
    re.compile(rf"\((?P<n>[{CHINESE}]{{1,2}})\)\s*"),
    re.compile(r"(?<![\d.])(?P<n>\d{1,2})[.、](?!\d)\s*"),
)
_BEFORE = frozenset("。;:,!? \n")


def _counted_within(source: Source) -> list[Draft]:
    """Problems that one paragraph counts, each with what was done about it."""
    stop = tail_start(source)
    for line in source.lines:
        if line[0] >= stop:
            break
        for pattern in _COUNTERS:
            drafts = [_item(source, no, span) for no, span in _run(source, pattern, line)]
            told = [draft for draft in drafts if draft is not None]
            if len(told) >= _FEWEST and len(told) == len(drafts):
                return told
    return []


def _run(source: Source, pattern: re.Pattern[str], line: Span) -> list[tuple[Span, Span]]:
    """The stretches that counters open which count on from one, each with its counter."""
    marks: list[tuple[Span, int]] = []
    for match in pattern.finditer(source.folded, *line):
        opens = match.start() == line[0] or source.folded[match.start() - 1] in _BEFORE
        if opens and value_of(match["n"]) == len(marks) + 1:
            marks.append(((match.start(), match.end("n")), match.end()))
    ends = [*(no[0] for no, _ in marks[1:]), line[1]]
    return [(no, (body, end)) for (no, body), end in zip(marks, ends, strict=False)]


_NAMED = re.compile(r"[^,。;:]{4,60}?问题(?:\([^()]{1,12}\))?[,。:;]")
_ORDERS = re.compile(
    r"(?:要|必须|应|进一步|加强|强化|加快|提高|压实|落实|严格|坚持|健全|完善|建立|加大|各级|各地|推进|抓好|切实|举一反三|持续|全面|针对|认真|深入|聚焦|紧盯)"
)


def _item(source: Source, no: Span, span: Span) -> Draft | None:
    """某镇鱼塘尾水直排问题，已建成净化池46口: what names the fault, and the report from where one begins."""
    start, end = source.trim(span)
    if _ORDERS.match(source.folded, start, end):
        return None
    named = _NAMED.match(source.folded, start, end)
    stop = named.end() if named else _report_start(source, (start, end))
    problem = (start, stop - 1) if source.folded[stop - 1 : stop] in ",。:;" else (start, stop)
    words = source.matched(problem)
    if not _FAULTS.search(words) or not SOMETHING.search(words) or stop >= end:
        return None
    draft = Draft(county_hints=[problem, (start, end)])
    draft.add(Field.NUMBER, no)
    draft.add(Field.PROBLEM, source.trim(problem))
    draft.add(Field.RECTIFICATION, source.trim((stop, end)))
    return draft


def _report_start(source: Source, span: Span) -> int:
    for before, after in pairwise(phrases(source.folded, span)):
        if any(signal.signal in TELLING for signal in read_signals(source.folded, [after])):
            return before[1]
    return span[1]
