"""Draft: a record in the making, as stretches of the text per field. Genres make drafts; ``building`` makes records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from weakref import WeakSet

from geoapp.cases.labels import Field, Label, find_labels
from geoapp.cases.outline import CHAPTER, heading_at
from geoapp.cases.source import Source, Span
from geoapp.cases.statuses import UNKNOWN, Judgement

# A label whose value runs over paragraphs; the others end with their line.
LONG = frozenset({Field.PROBLEM, Field.GOAL, Field.MEASURES, Field.RECTIFICATION, Field.FINDINGS, Field.ACCOUNTABILITY})


@dataclass
class Draft:
    """Stretches per field, plus what the surroundings say (chapter status, category, heading that names a county).

    ``labelled`` covers label and value, for quotes that must show the label. ``extra`` keeps unknown table columns,
    ``common`` the sentence that sets one day for all problems of a notice, ``state`` the one that says how far all got,
    ``called`` what a column calls the problem beside the one that tells it, ``struck_off`` the 是 below 是否销号.
    """

    values: dict[Field, list[Span]] = field(default_factory=dict)
    labelled: dict[Field, Span] = field(default_factory=dict)
    heading: Judgement = UNKNOWN
    category: Span | None = None
    county_hints: list[Span] = field(default_factory=list)
    extra: dict[str, Span] = field(default_factory=dict)
    retold: list[Span] = field(default_factory=list)
    common: list[Span] = field(default_factory=list)
    state: list[Span] = field(default_factory=list)
    called: Span | None = None
    struck_off: Span | None = None
    warnings: list[str] = field(default_factory=list)

    def add(self, name: Field, span: Span, labelled: Span | None = None) -> None:
        """Give a field a (further) stretch; empty ones are ignored."""
        if span[0] < span[1]:
            self.values.setdefault(name, []).append(span)
            self.labelled.setdefault(name, labelled or span)

    def first(self, name: Field) -> Span | None:
        """The first stretch of a field."""
        found = self.values.get(name)
        return found[0] if found else None

    def all(self, *fields: Field) -> list[Span]:
        """All stretches of some fields in text order."""
        spans: list[Span] = []
        for name in fields:
            spans += self.values.get(name, ())
        return sorted(spans) if len(spans) > 1 else spans

    def whole(self, name: Field) -> Span | None:
        """One stretch over everything that a field holds."""
        spans = self.values.get(name)
        if not spans or len(spans) == 1:
            return spans[0] if spans else None
        return min(s for s, _ in spans), max(e for _, e in spans)


def asked_once(read: Callable[[Source], list[Draft]]) -> Callable[[Source], list[Draft]]:
    """Remember of a text that ``read`` finds nothing in it: where its own genre's reader finds little, those of all
    others ask for the same forms."""
    barren: WeakSet[Source] = WeakSet()

    @wraps(read)
    def asked(source: Source) -> list[Draft]:
        if source in barren:
            return []
        found = read(source)
        if not found:
            barren.add(source)
        return found

    return asked


def fill(draft: Draft, source: Source, labels: Iterable[Label], end: int) -> None:
    """Give a draft the values of its labels; to the next label or ``end``, short ones to their line's end."""
    ordered = list(labels)
    for index, label in enumerate(ordered):
        stop = ordered[index + 1].start if index + 1 < len(ordered) else end
        span = source.trim((label.end, _before_row(source, label.end, stop)))
        span = _within_bars(source, span)
        if label.field not in LONG:
            span = short_value(source, span)
        if label.field is Field.CODE and (coded := SERIAL.match(source.folded, *span)) is not None:
            span = coded.span()  # 受理编号X3…的投诉举报问题
        name = Field.STATUS if _is_state(source, ordered, index, span) else label.field
        draft.add(name, span, (label.start, span[1]))


def _within_bars(source: Source, span: Span) -> Span:
    """反馈问题 | 某厂废水直排 |: the value stands between the bars."""
    start, end = span
    while start < end and source.folded[start] in "| \t\n":
        start += 1
    while end > start and source.folded[end - 1] in "| \t\n":
        end -= 1
    return start, end


def _before_row(source: Source, start: int, stop: int) -> int:
    """二、整改目标及措施 / 整改目标：…: the row right above the next label belongs to what follows."""
    line = source.lines[source.line_at(max(start, stop - 1))]
    above = heading_at(source, line) if start < line[0] and line[1] <= stop else None
    row = above is not None and above.level == CHAPTER and line[1] - line[0] <= _ROW_CHARS
    return line[0] if row and source.folded[line[1] - 1] not in "。;,:" else stop


_ROW_CHARS = 16


def _is_state(source: Source, labels: Sequence[Label], index: int, span: Span) -> bool:
    """整改进度：85% right above 整改进展：…: a state, and the report below it."""
    following = labels[index + 1].field if index + 1 < len(labels) else None
    if following is not Field.RECTIFICATION or labels[index].field is not following:
        return False
    return span[1] - span[0] <= _STATE_CHARS and _STATE.fullmatch(source.folded, *span) is not None


_STATE_CHARS = 8
_STATE = re.compile(
    r"\d{1,3}(?:\.\d+)?%|(?:已|未|正在|基本|尚未|持续)?(?:完成|办结|销号|整改|推进|启动)中?|整改到位|滞后|正常推进|达到?序时进度"
)


SERIAL = re.compile(r"[XD]\d?[A-Z]{2}\d{10,}")
# What a finished short value ends with: an office, a place, a date, a full stop.
_COMPLETE = re.compile(
    r"(?:局|府|办|会|处|队|站|院|中心|公司|街道|镇|乡|村|组|所|社|区|县|市|部|厅|司|等|委|团|场|校|科|人|门|位|结|成"
    r"|[年月日底前末]|坚持|整改|推进|[\d。;)号])$"
)


def short_value(source: Source, span: Span) -> Span:
    """A value of one line: up to the line's end, on to the next line only when the copy broke it inside a word."""
    start, end = source.trim(span)
    offset = source.folded.find("\n", start, end)
    while offset >= 0:
        before = source.folded[start:offset].rstrip()
        rest = source.trim((offset, end))
        opens = heading_at(source, (rest[0], end)) is not None
        tied = source.folded[rest[0] : rest[1]].startswith(("、", ",", ")", "局", "会", "府", "日", "月"))
        if (
            opens
            or not rest[0] < rest[1]
            or (_COMPLETE.search(before) and not tied and not before.endswith(("、", ",")))
        ):
            return source.trim((start, offset))
        offset = source.folded.find("\n", rest[0], end)
    return start, end


def read_labels_inside(source: Source, draft: Draft) -> None:
    """问题：… 整改情况：… 责任单位：… in the one cell that tells a case: the fields are told by these."""
    cell = draft.first(Field.PROBLEM)
    if cell is None or ":" not in source.folded[slice(*cell)]:
        return
    labels = find_labels(source, cell)
    told = {label.field for label in labels}
    if len(told) < _SEVERAL or labels[0].start > cell[0] or Field.PROBLEM not in told:
        return
    draft.values.pop(Field.PROBLEM)
    draft.labelled.pop(Field.PROBLEM, None)
    fill(draft, source, labels, cell[1])


_SEVERAL = 2
