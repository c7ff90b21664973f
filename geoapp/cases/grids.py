"""Tables of records: which column is which field, and one draft a row.

Works on rows of cells wherever they come from: a reader's table, or lines with tabs or bars. Unknown columns are kept
under their heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from geoapp.cases.broken_rows import heading_of, join_broken
from geoapp.cases.cells import COUNTER
from geoapp.cases.columns_by_content import by_content
from geoapp.cases.drafts import Draft, asked_once, read_labels_inside
from geoapp.cases.labels import CODE, PROBLEM_NUMBER, Field, field_of, names
from geoapp.cases.odd_tables import drafts_of_odd_tables, turned
from geoapp.cases.outline import heading_at
from geoapp.cases.rows import Row, rows_of
from geoapp.cases.side_by_side import join_sides
from geoapp.cases.source import Source, Span
from geoapp.cases.spaced_rows import rows_of_spaces
from geoapp.cases.splitting import tail_start
from geoapp.cases.summaries import add_from_summary, is_summary

# A merged cell stands once for all rows that it covers.
_INHERITED = (
    Field.COUNTY,
    Field.CATEGORY,
    Field.CAMPAIGN,
    Field.DEADLINE,
    Field.LEAD_PERSON,
    Field.LEAD_UNIT,
    Field.RESPONSIBLE,
    Field.SUPERVISING,
)
_NEEDED = (Field.PROBLEM, Field.GOAL, Field.MEASURES, Field.RECTIFICATION, Field.FINDINGS)


@dataclass(frozen=True)
class Columns:
    """The heading row: field (None for unknown) and words per column."""

    fields: dict[int, Field | None]
    heads: dict[int, str]
    states: dict[int, Span] = dataclass_field(default_factory=dict)
    """已完成 | 推进中 | 未启动: heads of columns that only have a tick."""

    def of(self, name: Field) -> list[int]:
        """The columns of a field."""
        return [column for column, found in self.fields.items() if found is name]


_BAR = re.compile(r"(?<!\s)\s*[|│]\s*|\t| {3,}")
_CELL_MARKS = ("|", "│", "\t", "   ")  # without one of these nothing parts cells
_WIDE_BAR = re.compile(r"(?<!\s)\s*[|│]\s*|\t+| {3,}")


def rows_of_lines(source: Source) -> list[Row]:
    """Lines whose cells are parted by tabs, bars or wide gaps."""
    rows: list[Row] = []
    # Two tabs are an empty cell, unless the heading has them as well: then they only align.
    tabbed = next((line for line in source.lines if source.folded.count("\t", *line) >= 2), None)
    barred = next((line for line in source.lines if _ANY_BAR.search(source.folded, *line)), None)
    bordered = barred is not None and source.folded[barred[0]] in "|│"  # else a first bar closes an empty cell
    bar = _WIDE_BAR if tabbed and "\t\t" in source.matched(tabbed) else _BAR
    width = 0
    for begin, end in source.lines:
        start = source.folded.rfind("\n", 0, begin) + 1
        start = start if "\t" in source.folded[start:begin] else begin  # an empty first cell
        start = framed.end() if (framed := _FRAME.match(source.folded, start, end)) else start
        row, offset, column = Row(), start, 0
        if framed and not bordered:
            row.cells[0], column = (begin, begin), 1
        for match in bar.finditer(source.folded, start, end):
            if match.start() > start or framed or source.folded[start] == "\t":
                row.cells[column] = (offset, match.start())
                column += 1
            offset = match.end()
        if offset < end:
            row.cells[column] = (offset, end)
        if framed and bordered:
            width = max(width, len(row.cells) if len(row.cells) >= _FRAMED else 0)
        elif bordered and rows and _goes_on(rows[-1], row, width) and _is_closed(source, rows[-1]):
            row = _on_with(rows.pop(), row)
        if not _RULE.fullmatch(source.folded, begin, end):
            rows.append(row)
    return _whole(source, rows)


_FRAMED = 4  # cells that a row of records has at least


def _goes_on(row: Row, more: Row, width: int) -> bool:
    """Whether the row above, closed by a bar, lacks cells that a line without a bar before it has."""
    return 1 < len(row.cells) < width and 0 < len(more.cells) <= width - len(row.cells)


def _is_closed(source: Source, row: Row) -> bool:
    end = max(end for _, end in row.cells.values())
    return source.folded[end : end + 2].strip() == "|"


def _on_with(row: Row, more: Row) -> Row:
    """| 7 | 某镇工地未覆盖。 | over 属实 | 已覆盖。 |: the page broke the row between two cells."""
    first = max(row.cells) + 1
    return Row({**row.cells, **{first + at: cell for at, cell in enumerate(more.cells.values())}})


_ANY_BAR = re.compile("[|│]")
_FRAME = re.compile(r"[|│]\s*")  # | 1 | 某河 |: a bar before the first cell
_RULE = re.compile(r"[|│\s:]*[-—─]{2,}[-—─|│\s:+]*")  # |---|---| under the heading


def _whole(source: Source, rows: list[Row]) -> list[Row]:
    """The rows with those put together whose cells hold paragraphs."""
    first = next((index for index, row in enumerate(rows) if read_columns(source, row) is not None), None)
    if first is None:
        return rows
    heading = heading_of(source, rows[first].cells)
    joined = join_broken(source, heading, [row.cells for row in rows[first + 1 :]])
    return [*rows[: first + 1], *(Row(cells) for cells in joined)]


def read_columns(source: Source, row: Row) -> Columns | None:
    """The heading of a table of records; None when the row is no heading."""
    if len(row.cells) < 2 or any(end - start > 30 for start, end in row.cells.values()):
        return None
    fields = {column: field_of(source.matched(span)) for column, span in row.cells.items()}
    known = [name for name in fields.values() if name is not None]
    if len(known) < 2 or len(set(known)) < 2 or not any(name in _NEEDED for name in known):
        return None
    states = _states(source, row)
    fields |= dict.fromkeys(states, Field.STATUS)
    called = [column for column, name in fields.items() if name is Field.PROBLEM and _is_name(source, row, column)]
    if len(called) < sum(name is Field.PROBLEM for name in fields.values()):
        fields |= dict.fromkeys(called)  # 问题名称 beside 问题描述: one tells the problem, the other what it is called
    return Columns(fields, {column: source.said(span) for column, span in row.cells.items()}, states)


def _is_name(source: Source, row: Row, column: int) -> bool:
    return _CALLED.search(source.matched(row.cells[column])) is not None


def _guessed(source: Source, row: Row, rows: Sequence[Row]) -> Columns | None:
    """The heading of a table whose problems or reports nobody knows by their heads (案情摘要, 推进到何程度): told by
    the cells below, where a counter or code in its column says that nothing but records can stand there."""
    if len(row.cells) < _FEWEST_COLUMNS or any(end - start > _HEAD_CHARS for start, end in row.cells.values()):
        return None
    fields = {column: field_of(source.matched(span)) for column, span in row.cells.items()}
    keys = [column for column, name in fields.items() if name in (Field.NUMBER, Field.CODE)]
    lacking = Field.PROBLEM not in fields.values() or not {Field.RECTIFICATION, Field.FINDINGS} & set(fields.values())
    if not keys or not lacking or None not in fields.values():
        return None  # before the rows below are looked at: most rows are no heading
    after = rows[rows.index(row) + 1 :]
    stop = next((index for index, other in enumerate(after) if read_columns(source, other) is not None), len(after))
    below = [other.cells for other in after[:stop]]
    rows_there = [cells for cells in below if keys[0] in cells and len(cells) >= _FEWEST_COLUMNS - 1]
    counted = [cells for cells in rows_there if _COUNTER.fullmatch("".join(source.matched(cells[keys[0]]).split()))]
    if len(counted) < len(rows_there) or len(counted) < _FEW:
        return None
    found = by_content(source, fields, counted)
    if Field.PROBLEM not in found.values() or sum(name is not None for name in found.values()) < _FEWEST_COLUMNS - 1:
        return None
    return Columns(found, {column: source.said(span) for column, span in row.cells.items()})


_FEWEST_COLUMNS, _HEAD_CHARS = 4, 20
_COUNTER = re.compile(rf"{COUNTER.pattern}|{CODE}|[A-Za-z\d-]{{2,24}}")


def drafts_of_rows(source: Source, rows: Sequence[Row]) -> list[Draft]:
    """Drafts of all rows below a heading; a repeated heading (next page) starts nothing new."""
    columns: Columns | None = None
    drafts: list[Draft] = []
    inherited: dict[Field, Span] = {}
    under: Columns | None = None  # of cases that take two rows each
    below_heading = False
    for at, row in enumerate(rows):
        heading = _guessed(source, row, rows) or read_columns(source, row)
        second = _row_below(source, columns, row) if columns is not None and below_heading else None
        below_heading = heading is not None and second is None
        if columns is not None and second is not None:
            under = second if all(map(columns.heads.get, second.fields)) else None
            columns = columns if under else _grouped(columns, second)
        elif heading is not None:
            columns, under = _counted(source, heading, rows[at + 1 :]), None
        elif columns is not None and under is not None and drafts and not _is_keyed(source, columns, row):
            for column, span in row.cells.items():
                _put(source, drafts[-1], under, column, source.trim(span))
        elif columns is not None:
            _take(source, row, columns, drafts, inherited)
    return drafts


def _counted(source: Source, columns: Columns, rows: Sequence[Row]) -> Columns:
    """A column of counters that nobody filled in begins no rows, nor does its blank go on with the row above."""
    for column in columns.of(Field.NUMBER):
        cells = (source.matched(row.cells[column]).strip() for row in rows if column in row.cells)
        if not any(words and words != columns.heads[column] for words in cells):
            columns.fields[column] = None
    return columns


def _grouped(above: Columns, second: Columns) -> Columns:
    """问题 over 来源 and 具体表现: what the second row does not name is what stands over it."""
    own = {
        column: name or above.fields[max(over for over in above.fields if over <= column)]
        for column, name in second.fields.items()
    }
    return Columns(above.fields | own, above.heads | second.heads, above.states | second.states)


def _is_keyed(source: Source, columns: Columns, row: Row) -> bool:
    """The row begins a case: it has a cell in the column of counters, else in that of codes."""
    keys = columns.of(Field.NUMBER) or columns.of(Field.CODE)
    return any(column in row.cells and source.folded[slice(*row.cells[column])].strip() for column in keys)


def _row_below(source: Source, above: Columns, row: Row) -> Columns | None:
    """The second row of a heading. 整改要求 over 目标 and 时限: it names the columns under what the first only groups;
    where it begins again under the problem, the cases take two rows as well."""
    words = {column: said for column, span in row.cells.items() if (said := source.matched(span)).strip()}
    states = _states(source, row)
    fields = {column: Field.STATUS if column in states else field_of(said) for column, said in words.items()}
    known = sum(name is not None for name in fields.values())
    told = known >= _FEW or _parts_heads(above, words)
    if _is_keyed(source, above, row) or not told or any(len(said) > _HEAD_CHARS for said in words.values()):
        return None
    return Columns(fields, {column: source.said(row.cells[column]) for column in words}, states)


def _parts_heads(above: Columns, words: dict[int, str]) -> bool:
    """坐标 over 经度 and 纬度: words stand only where a head spans several columns, and none counts anything."""
    bare = [column for column in words if not above.heads.get(column)]
    spanned = {*bare, *(column - 1 for column in bare)}
    return bool(bare) and len(words) >= _FEW and words.keys() <= spanned and not _DIGIT.search("".join(words.values()))


_DIGIT = re.compile(r"\d")


def _states(source: Source, row: Row) -> dict[int, Span]:
    """Columns of which each stands for a state; one alone is the column of a report."""
    found = {column: span for column, span in row.cells.items() if _STATE_HEAD.fullmatch(source.matched(span).strip())}
    return found if len(found) >= _FEW else {}


_STATE_HEAD = re.compile(
    r"(?:已|未|正在|基本|尚未|暂未|达到|未达|持续|阶段性)(?:完成|办结|销号|启动|开工|整改|推进|实施|序时进度|坚持)(?:整改|销号|办结)?|(?:整改|推进|办理|实施)中|长期(?:坚持|整改)|(?:进度)?滞后"
)
_TICK = re.compile(r"[√✓✔☑●■]|是|1")


_FEW, _MOST_MERGED = 2, 2
_WORDS = re.compile(r"[\u4e00-\u9fff][^\u4e00-\u9fff]{0,3}[\u4e00-\u9fff]")


def _take(source: Source, row: Row, columns: Columns, drafts: list[Draft], inherited: dict[Field, Span]) -> None:
    filled = {c: source.trim(s) for c, s in row.cells.items() if source.folded[slice(*s)].strip()}
    if len(filled) < 2 and len(columns.fields) > 2 and min(filled, default=0) <= min(columns.fields):
        _title_row(source, filled, inherited)
        return
    if drafts and _continues(columns, filled):
        for column, span in filled.items():
            _put(source, drafts[-1], columns, column, span)
        return
    draft = Draft()
    for column, span in filled.items():
        _put(source, draft, columns, column, span)
    merged = len(columns.fields) - len(row.cells) <= _MOST_MERGED  # where more is missing, nothing was told
    for name in _INHERITED:
        own = columns.of(name)
        if draft.first(name) is not None:
            inherited[name] = draft.values[name][0]
        elif name in inherited and own and merged and all(column not in row.cells for column in own):
            draft.add(name, inherited[name])
    if Field.CATEGORY in draft.values or Field.CATEGORY in inherited:
        draft.category = draft.first(Field.CATEGORY) or inherited.get(Field.CATEGORY)
    adopt_number(source, draft)
    read_labels_inside(source, draft)
    told = draft.first(Field.PROBLEM)
    if told is not None and _WORDS.search(source.folded, *told) is not None:  # 17 | 16 | 94.1%: a ranking tells none
        drafts.append(draft)


def _title_row(source: Source, filled: dict[int, Span], inherited: dict[Field, Span]) -> None:
    """A row with one cell is a heading across the table: 一、大气环境方面."""
    for span in filled.values():
        if 2 <= span[1] - span[0] <= 40 and not re.fullmatch(r"[\d\W]+", source.matched(span)):
            opened = heading_at(source, span)
            inherited[Field.CATEGORY] = opened.words if opened and opened.body < opened.end else span


def _continues(columns: Columns, filled: dict[int, Span]) -> bool:
    """A row without number where the table has numbers, and without the short cells: a page broke a row in two."""
    keyed = [*columns.of(Field.NUMBER), *columns.of(Field.CODE)]
    return (
        bool(keyed)
        and not any(column in filled for column in keyed)
        and not any(c in filled for c in columns.of(Field.COUNTY))
    )


def _put(source: Source, draft: Draft, columns: Columns, column: int, span: Span) -> None:
    name = columns.fields.get(column)
    if column in columns.states and _TICK.fullmatch(source.folded, *span):
        draft.add(Field.STATUS, columns.states[column])
    elif name is not None:
        draft.add(name, span)
        if name is Field.STATUS and "销号" in columns.heads[column] and _YES.fullmatch(source.folded, *span):
            draft.struck_off = span
    elif columns.heads.get(column):
        draft.extra[columns.heads[column]] = span
        if _CALLED.search(columns.heads[column]):
            draft.called = span


_YES = re.compile(r"是|[√✓✔]|Y(?:es)?", re.IGNORECASE)
_CALLED = re.compile(r"问题(?:名称|标题|题目|简称|概要)")


def adopt_number(source: Source, draft: Draft) -> None:
    """A number inside the problem cell (问题5：…, 五、…) is the problem's own and beats the counter."""
    span = draft.first(Field.PROBLEM)
    if span is None:
        return
    numbered = PROBLEM_NUMBER.match(source.folded, *span)
    if numbered and numbered.end() < span[1]:
        draft.values[Field.NUMBER] = [numbered.span("no")]
        draft.values[Field.PROBLEM][0] = (numbered.end(), span[1])
        return
    opened = heading_at(source, span)
    if (
        opened is not None
        and opened.body < span[1]
        and Field.NUMBER not in draft.values
        and Field.CODE not in draft.values
    ):
        draft.values[Field.NUMBER] = [opened.numbered]
        draft.values[Field.PROBLEM][0] = (opened.body, span[1])


def drafts_of_form(source: Source, rows: Sequence[Row]) -> list[Draft]:
    """A form (label | value, label | value): one draft each time that its first label comes again."""
    drafts: list[Draft] = []
    for row in rows:
        cells = [row.cells[column] for column in sorted(row.cells)]
        if len(cells) % 2 and len(cells) > 1 and all(field_of(source.matched(cell)) for cell in cells[:2]):
            cells = cells[1:]  # 整改情况 | 采取的措施 | …: the first label only groups two others
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            name = field_of(source.matched(label))
            if name is None or field_of(source.matched(value)) is not None:
                continue
            if not drafts or (name in drafts[-1].values and name in (Field.PROBLEM, Field.CODE, Field.NUMBER)):
                drafts.append(Draft())
            drafts[-1].add(name, source.trim(value), (label[0], value[1]))
    for draft in drafts:
        adopt_number(source, draft)
    return [draft for draft in drafts if draft.first(Field.PROBLEM) is not None]


def _is_form(source: Source, rows: Sequence[Row]) -> bool:
    """Labels one below the other where a table of records has its counters."""
    first = [field_of(source.matched(row.cells[0])) for row in rows if 0 in row.cells]
    known = [name for name in first if name is not None]
    return len(set(known)) >= _SURE and len(known) * 3 >= len(first) * 2


_SURE = 3


def _tells_no_problem(source: Source, head: Row) -> bool:
    """责任单位 | 联系电话: a table of its own, whose rows go on none above."""
    known = [names().get("".join(source.matched(span).split())) for span in head.cells.values()]
    return len(known) > 1 and all(known) and not any(name in (*_NEEDED, Field.NUMBER, Field.CODE) for name in known)


def add_summed_up(source: Source, drafts: Sequence[Draft]) -> None:
    """What only a table says that sums up the problems of the text (terms, units) goes to these."""
    rows = [row for table in source.notice.tables for row in rows_of(table)]
    told = drafts_of_rows(source, rows) if rows and drafts else []
    if told and is_summary(source, told):
        add_from_summary(source, drafts, told)


@asked_once
def drafts_of_tables(source: Source) -> list[Draft]:
    """Drafts of the reader's tables, else of lines with separated cells."""
    joined = join_sides(source)
    tables = [rows_of(table) for table in source.notice.tables] if joined is None else [joined.rows]
    tables = [turned(source, table) or table for table in tables if not _tells_no_problem(source, table[0])]
    rows = [row for table in tables for row in table]
    ways = (drafts_of_form, drafts_of_rows) if _is_form(source, rows) else (drafts_of_rows, drafts_of_form)
    found = ways[0](source, rows) or ways[1](source, rows) or drafts_of_odd_tables(source, tables)
    if found or source.notice.tables:
        return [] if is_summary(source, found) else found
    ways_of_lines = ((read(source), tail_start(source)) for read in _ways_of_lines(source))
    return next((told for rows, stop in ways_of_lines if (told := drafts_of_rows(source, _above(rows, stop)))), [])


def _above(rows: Sequence[Row], stop: int) -> list[Row]:
    """The rows above the closing lines, whose gaps part no cells: 主办：某局    网站标识码：…."""
    return [row for row in rows if min((start for start, _ in row.cells.values()), default=0) < stop]


def _ways_of_lines(source: Source) -> list[Callable[[Source], list[Row]]]:
    """How the lines of a text may be parted into cells, by the signs that it holds."""
    ways: list[Callable[[Source], list[Row]]] = [rows_of_spaces]
    if any(mark in source.folded for mark in _CELL_MARKS):
        ways.insert(0, rows_of_lines)
    if "  " in source.folded:
        ways.insert(len(ways) if any(mark in source.folded for mark in "|│\t") else 0, _rows_of_gaps)
    return ways


def _rows_of_gaps(source: Source) -> list[Row]:
    """Lines that gaps of two spaces or more part into cells: nothing unless several lines have as many."""
    rows = [Row(dict(enumerate(m.span() for m in _GAPPED.finditer(source.folded, *line)))) for line in source.lines]
    widths = Counter(len(row.cells) for row in rows)
    return _whole(source, rows) if any(n >= _SURE for width, n in widths.items() if width >= _FEWEST_COLUMNS) else []


_GAPPED = re.compile(r"\S+(?: \S+)*")
