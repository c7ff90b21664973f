"""Tables that copying has flattened: one cell a line, column by column, or whole rows glued together.

The heading tells the columns. Each cell is then found by what its column must look like (``cells``): a small alignment
over lines for the first two manners, ``glued`` for the third.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from geoapp.cases.cells import COUNTER, TEXT, fits
from geoapp.cases.columns_by_content import by_content
from geoapp.cases.columns_under_heads import PAGE, drafts_of_columns, merged
from geoapp.cases.drafts import Draft, asked_once
from geoapp.cases.glued import drafts_of_glued
from geoapp.cases.grids import adopt_number
from geoapp.cases.heading_row import KEYS, HeadingRow, find_heading
from geoapp.cases.label_lines import drafts_of_label_lines
from geoapp.cases.labels import Field, field_of
from geoapp.cases.numerals import number_of
from geoapp.cases.outline import CHAPTER, group_above, heading_at, is_group
from geoapp.cases.repeated_labels import drafts_of_repeated_labels
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start


@asked_once
def drafts_of_flattened(source: Source) -> list[Draft]:
    """Drafts of a flattened table, or nothing when the text has neither labels in every row nor a heading row."""
    if standing := [draft for draft in drafts_of_columns(source) if _useful(draft)]:
        return standing
    if labelled := drafts_of_label_lines(source):
        return [*labelled, *_behind(source, labelled)]
    heading = find_heading(source)
    if heading is None:
        return drafts_of_repeated_labels(source)
    columns, head = _settled(source, _named(source, heading))
    # The rows are glued when the heading was; a heading of one cell a line is followed by cells of one line.
    head_lines = source.line_at(head[1] - 1) - source.line_at(head[0]) + 1
    if pieces := _spaced_cells(source, columns, head):
        found = _by_lines(source, columns, pieces)
    elif head_lines * 2 <= len(columns):
        found = drafts_of_glued(source, columns, (head[1], _foot(source, head[1])))
    else:
        below = _below(source, columns, head)
        found = _by_lines(source, columns, [*_above(source, columns, head, below), *below])
    for draft in found:
        adopt_number(source, draft)
    return [draft for draft in found if _useful(draft)]


def _behind(source: Source, labelled: Sequence[Draft]) -> list[Draft]:
    """The rows of another table below the labelled ones, whose heading stands once; the last of these ends above it."""
    heading = find_heading(source)
    last = max((span[0] for draft in labelled for span in draft.all(Field.PROBLEM)), default=0)
    if heading is None or heading.columns[0] not in KEYS or heading.span[0] <= last:
        return []
    columns, head = _settled(source, _named(source, heading))
    found = _by_lines(source, columns, _below(source, columns, head))
    found = [draft for draft in found if _useful(draft)]
    if len(found) < _FEWEST_ROWS:
        return []
    title = source.lines[max(0, source.line_at(heading.span[0]) - 1)]
    end = title[0] if not source.matched(title).endswith(("。", ";")) else heading.span[0]
    for draft in labelled:
        for spans in draft.values.values():
            spans[:] = [source.trim((start, min(stop, end))) for start, stop in spans if start < end]
    return found


def _named(source: Source, heading: HeadingRow) -> HeadingRow:
    """The heading with those columns named that the rows give away which have one line a cell."""
    if not heading.unknown:
        return heading
    lines = _below(source, heading.columns, heading.span)
    keys = _keys(source, heading.columns, lines)
    if not keys:
        return heading
    rows = [lines[start:stop] for start, stop in zip(keys, [*keys[1:], len(lines)], strict=True)]
    whole = [dict(enumerate(row)) for row in rows if len(row) == len(heading.columns)]
    heads = {at: None if at in heading.unknown else name for at, name in enumerate(heading.columns)}
    found = by_content(source, heads, whole)
    return HeadingRow(tuple(found[at] or Field.REMARKS for at in sorted(found)), heading.span)


def _spaced_cells(source: Source, columns: Sequence[Field], head: Span) -> list[Span]:
    """The cells of rows on lines that single spaces part, as in the heading; nothing where most lines have but few."""
    if columns[0] not in KEYS or len(source.matched(head).split()) < len(columns) or "\n" in source.matched(head):
        return []
    stop = tail_start(source)
    rows = [line for line in source.lines if head[1] <= line[0] < stop]
    opened = [line for line in rows if _ROW.match(source.folded, *line)]
    cells = [source.folded.count(" ", *line) + 1 for line in opened]
    if len(opened) < _FEWEST_ROWS or sum(count * 2 > len(columns) for count in cells) * 4 < len(opened) * 3:
        return []
    return [match.span() for line in rows for match in re.compile(r"\S+").finditer(source.folded, *line)]


def _below(source: Source, columns: Sequence[Field], head: Span) -> list[Span]:
    """The lines of the rows. Where all rows but the last have a line for each column, so has that, although a term and
    an office may look like the day and the signature of a letter."""
    lines = [line for line in source.lines if head[1] <= line[0]]
    stop = tail_start(source)
    until = sum(line[0] < stop for line in lines)
    keys = _keys(source, columns, lines[:until])
    if len(keys) >= _FEWEST_ROWS and all(after - key == len(columns) for key, after in pairwise(keys)):
        until = max(until, keys[-1] + len(columns))
    return _with_brackets(source, head, lines[:until])


def _with_brackets(source: Source, head: Span, lines: list[Span]) -> list[Span]:
    """柳河 / （东桥-西桥）: one cell on two lines, as its head is."""
    inside = source.lines[source.line_at(head[0]) : source.line_at(head[1] - 1) + 1]
    if not any(_BRACKETED.fullmatch(source.folded, *line) for line in inside[1:]):
        return lines
    whole: list[Span] = []
    for line in lines:
        if whole and _BRACKETED.fullmatch(source.folded, *line):
            whole[-1] = (whole[-1][0], line[1])
        else:
            whole.append(line)
    return whole


_BRACKETED = re.compile(r"\([^()\n]{2,30}\)")


def _above(source: Source, columns: Sequence[Field], head: Span, below: list[Span]) -> list[Span]:
    """The lines of rows that stand above the first heading: the copy begins within the table, whose heading comes again
    on each page, so that the first row of the lines ``below`` it counts on."""
    below = _without_heads(source, head, below)
    first = next((_value(source, below[key]) for key in _keys(source, columns, below)), 1)
    if first <= 1:
        return []
    lines = [line for line in source.lines if line[1] <= head[0]]
    counted = [_value(source, lines[key]) for key in _keys(source, columns, [*lines, *below]) if key < len(lines)]
    return lines if counted and counted[-1] == first - 1 else []


def _value(source: Source, line: Span) -> int:
    """What a line counts: 3, 三、, 3.某厂废水直排."""
    opened = heading_at(source, line)
    return opened.value if opened is not None else number_of(source.matched(line).strip("()、.")) or 0


def _foot(source: Source, start: int) -> int:
    """Where a glued table ends: above 备注：…, the next chapter and the links of the page."""
    lines = [line for line in source.lines if line[0] > start]
    last = max((line[0] for line in lines if _GLUED_ROW.match(source.folded, *line)), default=len(source.folded))
    ends = (
        line[0]
        for line in lines
        if _NOTES.match(source.folded, *line)
        or (line[0] > last and (head := heading_at(source, line)) is not None and head.level == CHAPTER)
    )
    return min(next(ends, len(source.folded)), max(tail_start(source), start))


_GLUED_ROW = re.compile(r"\d{1,3}[、.]?(?=[\u4e00-\u9fff])(?![年月日个家处项件亩吨米万])")
_NOTES = re.compile(r"(?:备注|注|说明)\s*\d?\s*:")
_FEWEST_ROWS = 2
_ROW = re.compile(rf"(?:{COUNTER.pattern}|[A-Za-z]\S{{5,24}}) ")


def _useful(draft: Draft) -> bool:
    return draft.first(Field.PROBLEM) is not None and len(draft.values) >= 3


_STATE_CELL = re.compile(r"(?:已|未|正在|持续|长期|基本|阶段性)[\u4e00-\u9fff]{2,5}")


def _settled(source: Source, heading: HeadingRow) -> tuple[tuple[Field, ...], Span]:
    """Of two columns of progress the one with cells like 已完成 or 正在推进 is the state."""
    columns, head = list(heading.columns), heading.span
    if columns.count(Field.RECTIFICATION) < 2:
        return heading.columns, head
    last = len(columns) - 1 - columns[::-1].index(Field.RECTIFICATION)
    cells = _STATE_CELL.findall(re.sub(r"(?m)^(?!\s*\S{2,8}\s*$).*$", "", source.folded[head[1] :]))
    if cells or Field.STATUS not in columns:
        columns[last] = Field.STATUS
    return tuple(columns), head


def _by_lines(source: Source, columns: Sequence[Field], lines: list[Span]) -> list[Draft]:
    """Row after row, or (when counters come first, all together) column after column."""
    heading = find_heading(source)
    lines = _without_heads(source, heading.span, lines) if heading is not None else lines
    lines = _without_furniture(source, columns, lines)
    columns = _counted(source, columns, lines)
    lines = _whole_terms(source, lines) if Field.DEADLINE in columns else lines
    lines = _whole_words(source, columns, lines)
    keys = _keys(source, columns, lines)
    if not keys:
        return []
    together = _together(keys)
    if together >= 2:
        body = [line for line in lines[keys[0] :] if not is_group(source, line)]
        slots = [(row, name) for name in columns for row in range(together)]
        return _drafts(source, body, slots)
    drafts: list[Draft] = []
    for start, stop in zip(keys, [*keys[1:], len(lines)], strict=True):
        body = [line for line in lines[start:stop] if not is_group(source, line)]
        for draft in _drafts(source, body, [(0, name) for name in columns]):
            draft.category = draft.first(Field.CATEGORY) or group_above(source, lines[:start])
            drafts.append(draft)
    return drafts


def _counted(source: Source, columns: Sequence[Field], lines: list[Span]) -> Sequence[Field]:
    """受理编号 over 3, 4, 5: where no cell looks like a code and the first is a counter, the column counts the rows."""
    if columns[0] is not Field.CODE or not lines or not COUNTER.fullmatch(source.matched(lines[0])):
        return columns
    coded = any(fits(re.sub(r"\s+", "", source.matched(line)), Field.CODE) for line in lines)
    return columns if coded else (Field.NUMBER, *columns[1:])


def _without_heads(source: Source, head: Span, lines: list[Span]) -> list[Span]:
    """Without the heading where it comes again on a next page, broken over lines as it was on the first."""
    words = [source.matched(line) for line in source.lines if head[0] <= line[0] and line[1] <= head[1]]
    if len(words) < _FEWEST_ROWS:
        return lines
    kept: list[Span] = []
    for line in lines:
        kept.append(line)
        if source.matched(line) == words[-1] and [source.matched(one) for one in kept[-len(words) :]] == words:
            del kept[-len(words) :]
    return kept


def _without_furniture(source: Source, columns: Sequence[Field], lines: list[Span]) -> list[Span]:
    """Without the heading repeated on a next page, the page's number, and the remarks below the table."""
    kept: list[Span] = []
    for line in lines:
        words = source.matched(line)
        if _NOTES.match(words) or PAGE.fullmatch(words):
            continue
        if len(words) <= 12 and field_of(words) in columns:
            continue
        kept.append(line)
    return kept


def _whole_terms(source: Source, lines: list[Span]) -> list[Span]:
    """With terms in one piece that a narrow column broke over two lines: 2026年 | 6月30日, 长期 | 坚持."""
    whole: list[Span] = []
    for line in lines:
        above = source.matched(whole[-1]) if whole else ""
        if (begun := _BEGUN_TERM.fullmatch(above)) and _REST_OF_TERM[begun.lastgroup].fullmatch(source.matched(line)):
            whole[-1] = (whole[-1][0], line[1])
        else:
            whole.append(line)
    return whole


def _whole_words(source: Source, columns: Sequence[Field], lines: list[Span]) -> list[Span]:
    """With names in one piece that a narrow column broke over two lines, neither of which is a cell: 石桥 | 农场,
    大气 | 污染."""
    narrow = [name for name in (Field.COUNTY, Field.KIND) if name in columns]
    whole: list[Span] = []
    for line in lines:
        above, words = source.matched(whole[-1]) if whole else "", source.matched(line)
        if 0 < len(above) <= _NARROW and len(words) <= _NARROW and _completes(above, words, narrow, columns):
            whole[-1] = (whole[-1][0], line[1])
        else:
            whole.append(line)
    return whole


def _completes(above: str, words: str, narrow: Sequence[Field], columns: Sequence[Field]) -> bool:
    if Field.KIND in narrow and words in ("污染", "类") and fits(above + words, Field.KIND):
        return True
    alone = any(fits(part, name) for part in (above, words) for name in columns if name not in TEXT)
    return not alone and Field.COUNTY in narrow and fits(above + words, Field.COUNTY)


_NARROW = 4
_BEGUN_TERM = re.compile(r"(?P<year>\d{4}年?)|(?P<month>\d{4}年\d{1,2})|(?P<word>长期|持续|立行|立即|即知)")
_REST_OF_TERM: dict[str | None, re.Pattern[str]] = {
    "year": re.compile(
        r"年?(?:\d{1,2}月(?:\d{1,2}日|底|末)?|(?:第?[一二三四]季度|[上下]半年|底|年底))(?:之?前|以前|完成)*"
    ),
    "month": re.compile(r"月(?:\d{1,2}日|底|末)?(?:之?前|以前|完成)*"),
    "word": re.compile(r"坚持|推进|整改|立改|即改"),
}


def _keys(source: Source, columns: Sequence[Field], lines: list[Span]) -> list[int]:
    """Indices of the lines that open rows: counters that count on (or restart), or codes; else the first column."""
    if columns[0] is Field.PROBLEM and (opened := _opened(source, lines)):
        return opened
    if columns[0] is not Field.NUMBER:
        return [i for i, line in enumerate(lines) if fits(re.sub(r"\s+", "", source.matched(line)), columns[0])]
    keys: list[int] = []
    value = 0
    for index, line in enumerate(lines):
        words = source.matched(line).strip("()")
        # Beside a column of codes (省督-17) only a bare counter opens a row.
        if not fits(words, Field.NUMBER) or (Field.CODE in columns and not COUNTER.fullmatch(words)):
            continue
        found = number_of(words.rstrip("、.")) if COUNTER.fullmatch(words) else value + 1
        if found is not None and (found == 1 or 0 < found - value <= 4 or not keys):
            keys.append(index)
            value = found
    if keys or Field.CODE not in columns:
        return keys or _opened(source, lines)
    return [i for i, line in enumerate(lines) if _LONG_CODE.fullmatch(re.sub(r"\s+", "", source.matched(line)))]


def _opened(source: Source, lines: list[Span]) -> list[int]:
    """Rows that open with their number in the cell of the problem (三、某河水质不稳定。): lines of one level that count
    on, each row with a cell for its term."""
    keys: list[int] = []
    level, value = -1, 0
    for index, line in enumerate(lines):
        opened = heading_at(source, line)
        if opened is None or (keys and (opened.level != level or opened.value != value + 1)):
            continue
        if not keys and opened.body == opened.end:
            continue
        keys.append(index)
        level, value = opened.level, opened.value
    rows = [lines[start:stop] for start, stop in pairwise([*keys, len(lines)])]
    termed = all(any(_is_term(source, line) for line in row) for row in rows)
    return keys if len(keys) >= _FEWEST_ROWS and termed else []


def _is_term(source: Source, line: Span) -> bool:
    return line[1] - line[0] <= _TERM_CHARS and fits(source.matched(line), Field.DEADLINE)


_TERM_CHARS = 30
# Where the counters' cells are empty the numbers of the complaints open the rows.
_LONG_CODE = re.compile(r"[A-Z]{1,4}\d{0,2}[A-Z]{0,4}\d{8,20}")


def _together(keys: list[int]) -> int:
    count = 1
    while count < len(keys) and keys[count] == keys[0] + count:
        count += 1
    return count


def _drafts(source: Source, lines: list[Span], slots: Sequence[tuple[int, Field]]) -> list[Draft]:
    drafts = [Draft() for _ in range(max(row for row, _ in slots) + 1)]
    for position, span in merged(source, lines, slots).items():
        row, name = slots[position]
        drafts[row].add(name, span)
    return drafts
