"""Tables that copying has turned into label and cell in turn: 序号 / 1 / 反馈问题 / … / 整改时限 / … / 序号 / 2 / ….

The number cell cuts the rows: the labels repeat with every row, so no label but the number says where one begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from geoapp.cases.cells import COUNTER
from geoapp.cases.drafts import Draft, fill, short_value
from geoapp.cases.grids import adopt_number
from geoapp.cases.labels import CODE, Field, Label, find_labels, names
from geoapp.cases.numerals import number_of
from geoapp.cases.outline import group_above, is_group
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_CELL = re.compile(rf"{COUNTER.pattern}|{CODE}")
_GLUED = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,6}})\s*:?\s*(?P<no>{_CELL.pattern})")
# Who told a problem belongs to its number where a cell holds both, for others count theirs from one as well.
_QUOTED = re.compile(r"(?:交办|反馈|督办|曝光|披露|通报|移交|巡查|巡河|挂牌督办)?问题(?=\d)")
# Fields that stand above the cells of a row, in any row of such a table.
_ROW = frozenset(Field) - {Field.NUMBER, Field.CODE, Field.PUBLICITY, Field.CONTACT, Field.REMARKS}
_BEFORE = _ROW | {Field.CODE}
_LONGEST_HEAD = 30  # a line with label and number is no longer
_FEWEST = 2  # rows, and labels in each row


@dataclass(frozen=True, slots=True)
class _Key:
    """The number cell of a row: ``[start, end)`` with its label, ``no`` the number itself."""

    start: int
    end: int
    no: Span


def drafts_of_label_lines(source: Source) -> list[Draft]:
    """One draft a number cell; nothing unless at least two rows repeat their labels."""
    labels = [label for label in find_labels(source) if label.field in _ROW]
    if len(labels) < _FEWEST * _FEWEST:
        return []
    keys = _labelled_keys(source)
    if len(keys) < _FEWEST:
        keys = _bare_keys(source, keys, labels)
    if len(keys) < _FEWEST:
        return []
    starts = _row_starts(keys, [label for label in find_labels(source) if label.field in _BEFORE])
    stop = max(tail_start(source), keys[-1].end)
    drafts: list[Draft] = []
    category = group_above(source, _heading_lines(source, starts[0]))
    for key, start, end in zip(keys, starts, [*starts[1:], stop], strict=True):
        cells_end = _cells_end(source, (key.end, end if key is not keys[-1] else _letter_goes_on(source, key, end)))
        draft = _draft(source, key, (start, cells_end), labels)
        draft.category = category
        category = group_above(source, _lines(source, (cells_end, end))) or category
        drafts.append(draft)
    whole = [draft for draft in drafts if draft.first(Field.PROBLEM) is not None and len(draft.values) > _FEWEST]
    # A row without a problem means that the text is no such table: leave it to the other readers.
    return whole if len(whole) == len(keys) else []


def _labelled_keys(source: Source) -> list[_Key]:
    """序号 over 1, 序号：1, 序号1: all of the field that numbers the rows, counters before codes before 问题1."""
    found: dict[Field, list[_Key]] = {Field.NUMBER: [], Field.CODE: [], Field.PROBLEM: []}
    broken = {label.start: label for label in find_labels(source) if "\n" in source.folded[label.start : label.end]}
    reached = 0
    for line, following in pairwise((*source.lines, (0, 0))):
        if line[1] - line[0] > _LONGEST_HEAD or line[0] < reached:
            continue
        words = source.matched(line)
        field = names().get("".join(words.replace(":", "").split()))
        if (label := broken.get(line[0])) is not None:  # 问题 / 编号: the cell stands below both lines
            field, words, reached = label.field, "", label.end
        if field in (Field.NUMBER, Field.CODE):
            below = following if label is None else _below(source, label)
            if below[1] - below[0] <= _LONGEST_HEAD and _CELL.fullmatch(source.matched(below)):
                found[field].append(_Key(line[0], below[1], below))
        elif (match := _GLUED.fullmatch(words)) and (field := names().get(match["name"])) in found:
            # 问题1, 交办问题1 is the number as the offices quote it; 序号1 is the number 1.
            quoted = _QUOTED.search(words)
            own = quoted.start() if quoted else match.start("no")
            found[field].append(_Key(line[0], line[1], (line[0] + own, line[0] + match.end("no"))))
    return next((keys for keys in found.values() if len(keys) >= _FEWEST), found[Field.NUMBER])


def _below(source: Source, label: Label) -> Span:
    """The line under a label; nothing at the end of the text."""
    number = source.line_at(label.end - 1) + 1
    return source.lines[number] if number < len(source.lines) else (label.end, label.end)


def _bare_keys(source: Source, known: list[_Key], labels: list[Label]) -> list[_Key]:
    """Counters on lines of their own where 序号 stands above the first row only, or nowhere.

    A page number counts as well; so a row's counter counts on and labels stand between it and the next.
    """
    starts = [label.start for label in labels]
    keys = list(known[:1])
    value = _value(source, keys[0].no) if keys else 0
    for line in source.lines:
        if line[1] - line[0] > 3 or (keys and line[0] < keys[-1].end):
            continue
        words = source.matched(line)
        if not COUNTER.fullmatch(words) or _value(source, line) != value + 1:
            continue
        between = bisect_left(starts, line[0]) - (bisect_left(starts, keys[-1].end) if keys else 0)
        if keys and between < _FEWEST:
            continue
        keys.append(_Key(line[0], line[1], line))
        value += 1
    return keys


def _value(source: Source, span: Span) -> int:
    return number_of(source.matched(span).rstrip("、.")) or 0


def _row_starts(keys: list[_Key], labels: list[Label]) -> list[int]:
    """Where the rows begin: at the number, or at a label that stands once before each number (反馈问题 / … / 序号)."""
    starts = [key.start for key in keys]
    for field in {label.field for label in labels}:
        places = [label.start for label in labels if label.field is field]
        floors = [-1, *(key.start for key in keys[:-1])]
        if len(places) == len(keys) and all(
            floor < place < key.start for floor, place, key in zip(floors, places, keys, strict=True)
        ):
            starts = [min(pair) for pair in zip(starts, places, strict=True)]
    return starts


def _draft(source: Source, key: _Key, row: Span, labels: list[Label]) -> Draft:
    """The draft of one row: its labels' cells, and as problem what follows the number without a label."""
    draft = Draft()
    draft.add(Field.NUMBER, key.no)
    if (code := _own_code(source, key, row)) is not None:
        draft.add(Field.CODE, code)
    first = bisect_left(labels, row[0], key=lambda label: label.start)
    last = bisect_left(labels, row[1], key=lambda label: label.start)
    inside = [label for label in labels[first:last] if label.end <= row[1]]
    for part in ([x for x in inside if x.start < key.start], [x for x in inside if x.start >= key.end]):
        if part:
            fill(draft, source, part, key.start if part[0].start < key.start else row[1])
    if Field.PROBLEM not in draft.values:
        stop = next((label.start for label in inside if label.start >= key.end), key.end)
        draft.add(Field.PROBLEM, source.trim((key.end, stop)))
    adopt_number(source, draft)
    return draft


def _own_code(source: Source, key: _Key, row: Span) -> Span | None:
    """序号：1 / 受理编号：D2HN202405190012: the counter cuts the rows, the code is what the complaint goes by."""
    for label in find_labels(source, row):
        if label.field is not Field.CODE or key.start <= label.start < key.end:
            continue
        cell = short_value(source, (label.end, row[1]))
        if cell[1] - cell[0] <= _LONGEST_HEAD and _OF_COMPLAINT.match(source.folded, *cell):
            return cell
    return None


_OF_COMPLAINT = re.compile(rf"{CODE}|[A-Za-z]{{1,4}}\d{{0,2}}[A-Za-z]{{0,4}}\d{{4,20}}|\d{{4,20}}")


def _lines(source: Source, span: Span) -> list[Span]:
    near = source.lines[source.line_at(span[0]) : source.line_at(span[1]) + 1]
    return [line for line in near if span[0] <= line[0] and line[1] <= span[1]]


def _heading_lines(source: Source, end: int) -> list[Span]:
    """The lines right above the first row, back to the last full sentence: a chapter with words of its own is over."""
    above: list[Span] = []
    for line in reversed(source.lines[: source.line_at(end)]):
        if source.matched(line).endswith(("。", ";", ":")):
            break
        above.insert(0, line)
    return above


def _letter_goes_on(source: Source, key: _Key, end: int) -> int:
    """Where the letter goes on behind the last row of a form: 下一步，我镇将…, 特此回复。, 附件：…, an empty 备注."""
    below = source.lines[source.line_at(key.end - 1) + 1 :]
    return next((line[0] for line in below if line[0] < end and _LETTER.match(source.folded, *line)), end)


_LETTER = re.compile(
    r"(?:下一步|下阶段|今后),?(?:我|全|本)[省市县区旗州镇乡局办街公][^。]{0,12}(?:将|要|继续)|(?:现|特此)(?:回复|报告|函复|回函|函告|汇报|反馈|说明)"
    r"|附件\s*\d?\s*(?::|$)|备\s*注\s*:?\s*(?:无|/|\(空\))?\s*$"
)


def _cells_end(source: Source, span: Span) -> int:
    """Without what stands between two rows: a heading across the table, a bare page number."""
    end = span[1]
    for line in reversed(_lines(source, span)[1:]):
        if not is_group(source, line) and not re.fullmatch(r"\d{1,3}", source.matched(line)):
            break
        end = line[0]
    return end
