"""Tables that copying has flattened: one cell a line, column by column, or whole rows glued together.

The heading tells the columns. Each cell is then found by what its column must look like (a county, 属实, a date, an
office, long prose): a small alignment over lines for the first two manners, one pattern a row for glued ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from geoapp.cases.dates import find_dates
from geoapp.cases.drafts import Draft
from geoapp.cases.grids import adopt_number
from geoapp.cases.kinds import kind_of_column
from geoapp.cases.labels import Field, alternatives, field_of, names
from geoapp.cases.source import Source, Span

_TEXT = frozenset({Field.PROBLEM, Field.GOAL, Field.MEASURES, Field.RECTIFICATION, Field.FINDINGS, Field.REMARKS})
_COUNTER = re.compile(r"(?:\d{1,4}|[一二三四五六七八九十]{1,4})[、.]?")
_CODE = re.compile(r"[A-Za-z]{0,8}\d[\dA-Za-z\-]{4,24}")
_OFFICE = r"(?:局|政府|委员会|办公室|管委会|街道|镇|乡|公司|集团|大队|中心|党委|党工委|委|办|分局|组)"
_LOOKS: dict[Field, tuple[re.Pattern[str], float, float]] = {
    # field: what a whole line of it looks like, score when it does, score when it does not
    Field.NUMBER: (_COUNTER, 5, -6),
    Field.CODE: (_CODE, 5, -6),
    Field.COUNTY: (re.compile(r"(?:[\u4e00-\u9fff]{1,6}(?:区|县|市|旗)[、,及和]?){1,3}"), 5, -5),
    Field.FOUNDED: (re.compile(r"[\u4e00-\u9fff]{0,4}(?:属实|查实)[\u4e00-\u9fff]{0,2}|[是否]"), 6, -6),
    Field.STATUS: (re.compile(r"[\u4e00-\u9fff]{0,6}(?:办结|完成|销号|推进|整改|办理|到位).{0,4}|[是否]"), 4, -5),
    Field.ACCOUNTABILITY: (re.compile(r"无|/|-|—|.*(?:问责|约谈|处分|追责|批评|处理).*"), 4, -2),
    Field.LEAD_UNIT: (re.compile(rf"[\u4e00-\u9fff()、,]{{2,60}}{_OFFICE}"), 3, -4),
    Field.RESPONSIBLE: (re.compile(rf"[\u4e00-\u9fff()、,;]{{2,120}}(?:{_OFFICE}|等)?"), 2, -3),
    Field.SUPERVISING: (re.compile(rf"[\u4e00-\u9fff()、,]{{2,60}}{_OFFICE}"), 3, -4),
    Field.LEAD_PERSON: (re.compile(r"[\u4e00-\u9fff]{2,4}(?:[、,][\u4e00-\u9fff]{2,4})*"), 2, -5),
    Field.PROBLEM: (re.compile(r".{10,}"), 2, -1.5),
    Field.FINDINGS: (re.compile(r"(?:经|现场|调查|核查|执法).{8,}"), 3.5, -1),
    Field.RECTIFICATION: (re.compile(r".*(?:责令|整改|已|下一步|督促|要求|处罚|加强|完成).*"), 2.5, -1),
    Field.MEASURES: (re.compile(r".*(?:加强|开展|加快|推进|制定|严格|落实|督促|建立|组织).*"), 1.8, -1),
    Field.GOAL: (re.compile(r".*(?:完成|达到|实现|确保|消除|达标|全面|整改到位).*"), 1.8, -1),
}  # fmt: skip
_SKIP, _STAY_TYPED, _STAY_ENDED = -1.2, -4.0, -2.5
_SENTENCE_END = re.compile(r"[。;!?]$")


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{alternatives()})(?:\([^()]{{1,10}}\))?){{4,}}")


@dataclass(frozen=True)
class _Dense:
    """Text without white space and page numbers, with the way back to the offsets."""

    words: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        return (
            (self.offsets[start], self.offsets[end - 1] + 1)
            if start < end
            else (self.offsets[start], self.offsets[start])
        )


_PAGE_NUMBER = re.compile(r"[-—–]+ ?\d{1,4} ?[-—–]+|第 ?\d{1,4} ?页(?: ?[,/]? ?共 ?\d{1,4} ?页)?")


def _dense(source: Source, span: Span, *, drop_pages: bool = False) -> _Dense:
    dropped: set[int] = set()
    if drop_pages:
        for match in _PAGE_NUMBER.finditer(source.folded, *span):
            dropped.update(range(*match.span()))
    kept = [i for i in range(*span) if not source.folded[i].isspace() and i not in dropped]
    return _Dense("".join(source.folded[i] for i in kept), tuple(kept))


def drafts_of_flattened(source: Source) -> list[Draft]:
    """Drafts of a flattened table, or nothing when the text has no heading row."""
    dense = _dense(source, (0, len(source.folded)))
    match = _heads().search(dense.words)
    if match is None:
        return [draft for draft in _columns_with_heads(source) if _useful(draft)]
    columns = _columns(match[0])
    head = dense.span(*match.span())
    lines = [line for line in source.lines if line[0] >= head[1]]
    head_lines = source.line_at(head[1] - 1) - source.line_at(head[0]) + 1
    # The rows are glued when the heading was; a heading of one cell a line is followed by cells of one line.
    if head_lines * 2 <= len(columns):
        found = _glued(source, columns, (head[1], len(source.folded)))
    else:
        found = _by_lines(source, columns, lines)
    for draft in found:
        adopt_number(source, draft)
    return [draft for draft in found if _useful(draft)]


def _useful(draft: Draft) -> bool:
    return draft.first(Field.PROBLEM) is not None and len(draft.values) >= 3


def _columns(words: str) -> list[Field]:
    return [names()[re.sub(r"\s", "", m[1])] for m in re.finditer(rf"({alternatives()})(?:\([^()]{{1,10}}\))?", words)]


def _by_lines(source: Source, columns: Sequence[Field], lines: list[Span]) -> list[Draft]:
    """Row after row, or (when counters come first, all together) column after column."""
    keys = [index for index, line in enumerate(lines) if _fits(source, line, columns[0])]
    if not keys:
        return []
    together = _together(keys)
    if together >= 2:
        slots = [(row, name) for name in columns for row in range(together)]
        return _drafts(source, lines[keys[0] :], slots)
    drafts: list[Draft] = []
    for start, stop in zip(keys, [*keys[1:], len(lines)], strict=True):
        drafts.extend(_drafts(source, lines[start:stop], [(0, name) for name in columns]))
    return drafts


def _fits(source: Source, line: Span, name: Field) -> bool:
    pattern = _LOOKS[name][0] if name in _LOOKS else re.compile(r".+")
    return pattern.fullmatch(source.matched(line)) is not None


def _together(keys: list[int]) -> int:
    count = 1
    while count < len(keys) and keys[count] == keys[0] + count:
        count += 1
    return count


def _columns_with_heads(source: Source) -> list[Draft]:
    """Column by column, each under its own heading line."""
    lines = source.lines
    heads = [
        (index, name)
        for index, line in enumerate(lines)
        if (name := field_of(source.matched(line))) is not None and line[1] - line[0] <= 12
    ]
    if len(heads) < 3 or len({name for _, name in heads}) != len(heads):
        return []
    counters = next((i for i, (_, name) in enumerate(heads) if name in (Field.NUMBER, Field.CODE)), None)
    if counters is None:
        return []
    stops = [*(index for index, _ in heads[1:]), len(lines)]
    count = sum(
        1 for line in lines[heads[counters][0] + 1 : stops[counters]] if _fits(source, line, heads[counters][1])
    )
    if count < 2:
        return []
    drafts = [Draft() for _ in range(count)]
    for (index, name), stop in zip(heads, stops, strict=True):
        slots = [(row, name) for row in range(count)]
        for slot, span in _align(source, list(lines[index + 1 : stop]), slots):
            drafts[slot].add(name, span)
    return drafts


def _drafts(source: Source, lines: list[Span], slots: Sequence[tuple[int, Field]]) -> list[Draft]:
    drafts = [Draft() for _ in range(max(row for row, _ in slots) + 1)]
    positions = _positions(source, lines, slots)
    merged: dict[int, Span] = {}
    for line, position in zip(lines, positions, strict=True):
        start = merged.get(position, line)[0]
        merged[position] = (start, line[1])
    for position, span in merged.items():
        row, name = slots[position]
        drafts[row].add(name, span)
    return drafts


def _align(source: Source, lines: list[Span], slots: Sequence[tuple[int, Field]]) -> list[tuple[int, Span]]:
    merged: dict[int, Span] = {}
    for line, position in zip(lines, _positions(source, lines, slots), strict=True):
        merged[position] = (merged.get(position, line)[0], line[1])
    return [(slots[position][0], span) for position, span in merged.items()]


def _positions(source: Source, lines: list[Span], slots: Sequence[tuple[int, Field]]) -> list[int]:
    """The best monotone way to lay lines into slots (Viterbi): a slot may take several lines, or none."""
    if not lines:
        return []
    best: list[list[float]] = []
    back: list[list[int]] = []
    for index, line in enumerate(lines):
        scores = [_score(source, line, name) for _, name in slots]
        if index == 0:
            best.append([score + _SKIP * position for position, score in enumerate(scores)])
            back.append([-1] * len(slots))
            continue
        row, came = _step(source, lines[index - 1], best[-1], slots)
        best.append([score + before for score, before in zip(scores, row, strict=True)])
        back.append(came)
    position = max(range(len(slots)), key=lambda p: best[-1][p] + _SKIP * (len(slots) - 1 - p))
    path = [position]
    for came in reversed(back[1:]):
        position = came[position]
        path.append(position)
    return path[::-1]


def _step(
    source: Source, before: Span, scores: list[float], slots: Sequence[tuple[int, Field]]
) -> tuple[list[float], list[int]]:
    """For each slot the best score of the line before and its slot: the same one, or an earlier one with gaps."""
    row: list[float] = []
    came: list[int] = []
    ended = _SENTENCE_END.search(source.matched(before)) is not None
    running, running_at = float("-inf"), 0
    for position, (_, name) in enumerate(slots):
        stay = scores[position] + (_STAY_TYPED if name not in _TEXT else _STAY_ENDED if ended else 0.5)
        if position:
            running += _SKIP
            if scores[position - 1] >= running:
                running, running_at = scores[position - 1], position - 1
        row.append(max(stay, running))
        came.append(position if stay >= running else running_at)
    return row, came


def _score(source: Source, line: Span, name: Field) -> float:
    words = re.sub(r"\s+", "", source.matched(line))
    if name is Field.KIND:
        return 5 if len(words) <= 10 and kind_of_column(words) else -5
    if name in (Field.DEADLINE, Field.RECEIVED):
        dated = bool(find_dates(words)) or re.search(r"立行立改|长期|持续|立即", words) is not None
        return 5 if dated and len(words) <= 30 else -4
    look = _LOOKS.get(name)
    if look is None:
        return -0.5
    return look[1] if look[0].fullmatch(words) else look[2]


_KINDS = r"(?:水|大气|土壤|噪声|噪音|生态|固废|固体废物|垃圾|辐射|扬尘|油烟|异味|海洋|其他|矿山)(?:污染|破坏|环境)?"
_GLUED: dict[Field, str] = {
    Field.COUNTY: r"(?:[\u4e00-\u9fff]{1,6}?(?:区|县|市|旗)[、,]?){1,2}",
    Field.KIND: rf"{_KINDS}(?:[、,/]{_KINDS})*",
    Field.FOUNDED: r"基本属实|部分属实|不属实|未查实|不完全属实|属实",
    Field.STATUS: r"(?:已|未|阶段性|阶段|基本)?(?:办结|完成|销号)|正在(?:办理|推进)|办理中|整改中|是|否",
    Field.ACCOUNTABILITY: r"(?:无|/|—|(?:对[^。]{0,40}?)?[^。;]{0,20}?"
    r"(?:问责|约谈|批评教育|诫勉|处分|追责|警告|谈话)[^。;]{0,20}?。?)?",
    Field.DEADLINE: r"(?:\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|末)?(?:前|底前)?|立行立改|长期坚持|持续推进|立即整改)"
    r"(?:,?并?长期坚持)?",
    Field.LEAD_UNIT: rf"[\u4e00-\u9fff()]{{2,14}}?{_OFFICE}",
    Field.RESPONSIBLE: rf"[\u4e00-\u9fff()、,]{{2,80}}{_OFFICE}?",
    Field.SUPERVISING: rf"[\u4e00-\u9fff()、,]{{2,30}}{_OFFICE}",
    Field.LEAD_PERSON: r"[\u4e00-\u9fff]{2,3}",
    Field.RECEIVED: r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}",
    Field.CODE: r"[A-Z]{1,8}[\dA-Z\-]{4,24}\d|\d{6,24}(?:-\d+)?",
}  # fmt: skip


def _glued(source: Source, columns: Sequence[Field], span: Span) -> list[Draft]:
    """Rows one after another without separators, told apart by their counters and by what typed columns look like."""
    dense = _dense(source, span, drop_pages=True)
    drafts: list[Draft] = []
    offset, value = 0, 1
    first = re.match(r"\D{0,20}?(\d{1,3})", dense.words)
    if columns[0] is Field.NUMBER and first:
        value = int(re.match(r"\d", first[1])[0]) if first[1] else 1  # type: ignore[index]
    while offset < len(dense.words):
        match = _row_pattern(tuple(columns), value).match(dense.words, offset)
        if match is None:
            break
        drafts.append(_draft_of_match(dense, columns, match))
        offset, value = match.end(), value + 1
    return drafts


@cache
def _row_pattern(columns: tuple[Field, ...], value: int) -> re.Pattern[str]:
    parts = []
    for index, name in enumerate(columns):
        pattern = str(value) if name is Field.NUMBER else _GLUED.get(name, r".+?" if name is Field.PROBLEM else r".*?")
        parts.append(rf"(?P<c{index}>{pattern})")
    following = _first_of(columns, value + 1)
    return re.compile("".join(parts) + rf"(?={following}|$)", re.DOTALL)


def _first_of(columns: tuple[Field, ...], value: int) -> str:
    """How the next row begins: its counter and, if the table has them, its code."""
    opening = str(value) if columns[0] is Field.NUMBER else _GLUED.get(columns[0], r"\d")
    if len(columns) > 1 and columns[1] is Field.CODE:
        opening += rf"(?:{_GLUED[Field.CODE]})"
    return opening


def _draft_of_match(dense: _Dense, columns: Sequence[Field], match: re.Match[str]) -> Draft:
    draft = Draft()
    for index, name in enumerate(columns):
        start, end = match.span(f"c{index}")
        if start < end:
            draft.add(name, dense.span(start, end))
    return draft
