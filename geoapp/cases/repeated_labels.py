"""Problems told under labels in an office's own words, that come again with each: 反映：… 查实：… 怎么处理的：….

    【第1件】 D2HN202405190012
    反映：某镇一家洗煤厂煤泥水流入某河。
    落实：溢流口已封闭。

What repeats makes the form; what the values hold says which field a label is that nobody knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from geoapp.cases.columns_by_content import by_content
from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT
from geoapp.cases.labels import CODE, Field, field_of, names
from geoapp.cases.outline import NUMBERED_NAME, heading_at
from geoapp.cases.signs import LABEL_END, places
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_LABEL = re.compile(
    r"(?m:^)[ \t]*(?:[●■◆▲★◇□○•·➢►▶*-][ \t]*)?(?P<open>[【\[]?)(?:\(?[一二三四五六七八九十\d]{1,3}[、.)][ \t]*)?"
    r"(?P<name>[\u4e00-\u9fff()]{2,10}?)(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})?(?:[】\]]:?|:)"
)
_FEWEST, _FEWEST_FIELDS = 2, 3
_HEAD_CHARS = 40
_FAULT = re.compile(FAULT)
_CODE = re.compile(rf"[A-Z]{{1,4}}\d?[A-Z]{{0,4}}\d{{6,20}}(?:-\d{{1,6}})?|{CODE}")


class _Told(NamedTuple):
    """A label with its value: ``[start, end)`` from the label on, the value begins at ``body``."""

    name: str
    number: Span | None
    start: int
    body: int
    end: int


def drafts_of_repeated_labels(source: Source) -> list[Draft]:
    """One draft a round of labels; nothing where all labels are known, which others read."""
    folded = source.folded
    starts = sorted({folded.rfind("\n", 0, sign) + 1 for sign in places(folded, LABEL_END)})
    opened = [match for start in starts if (match := _LABEL.match(folded, start)) is not None]
    found = [match for match in opened if match["open"] or folded[match.end() - 1] == ":"]
    counts = Counter(match["name"] for match in found)
    often = [name for name, count in counts.items() if count >= _FEWEST]
    if len(often) < _FEWEST_FIELDS or all(name in names() for name in often):
        return []
    rounds = _rounds(source, [match for match in found if match["name"] in often])
    heads = [name for name in often if sum(any(t.name == name for t in told) for told in rounds) * 2 > len(rounds)]
    if len(rounds) < _FEWEST or len(heads) < _FEWEST_FIELDS or all(name in names() for name in heads):
        return []
    cells = [{heads.index(t.name): (t.body, t.end) for t in told if t.name in heads} for told in rounds]
    fields = by_content(source, {at: field_of(name) for at, name in enumerate(heads)}, cells)
    problem = next((at for at, name in fields.items() if name is Field.PROBLEM), None)
    named = sum(name is not None for name in fields.values())
    if problem is None or named < _FEWEST_FIELDS or not _tells_faults(source, [row.get(problem) for row in cells]):
        return []
    return [_draft(source, told, row, fields) for told, row in zip(rounds, cells, strict=True) if problem in row]


def _rounds(source: Source, found: Sequence[re.Match[str]]) -> list[list[_Told]]:
    """From one coming of the first label to the next; a round's last value ends with its line."""
    stop = max(tail_start(source), found[-1].end())
    first = found[0]["name"]
    rounds: list[list[_Told]] = []
    for match, after in zip(found, [*found[1:], None], strict=True):
        end = after.start() if after is not None else stop
        if after is None or after["name"] == first:
            end = _line_end(source, match.end())
        told = _Told(match["name"], match.span("n") if match["n"] else None, match.start(), match.end(), end)
        if match["name"] == first:
            rounds.append([])
        rounds[-1].append(told)
    return rounds


def _line_end(source: Source, offset: int) -> int:
    end = source.folded.find("\n", offset)
    return end if end >= 0 else len(source.folded)


def _tells_faults(source: Source, problems: Sequence[Span | None]) -> bool:
    told = sum(span is not None and _FAULT.search(source.folded, *span) is not None for span in problems)
    return told * 2 >= len(problems)


def _draft(source: Source, told: Sequence[_Told], row: dict[int, Span], fields: dict[int, Field | None]) -> Draft:
    draft = Draft()
    for column, span in row.items():
        if (name := fields[column]) is not None:
            draft.add(name, source.trim(span))
    draft.county_hints = [(told[0].start, told[-1].end)]
    _number(source, draft, told[0])
    return draft


def _number(source: Source, draft: Draft, first: _Told) -> None:
    """留言三：… counts itself; else the line above may have a code or a counter."""
    if {Field.NUMBER, Field.CODE} & draft.values.keys():
        return
    at = source.line_at(first.start + len(source.folded[first.start : first.body]) - 1)
    above = source.lines[at - 1] if at else (0, 0)
    labelled = _LABEL.match(source.folded, above[0]) is not None and not _CODE.search(source.folded, *above)
    if labelled or above[1] - above[0] > _HEAD_CHARS:
        above = (0, 0)
    if code := _CODE.search(source.folded, *above):
        draft.add(Field.CODE, code.span())
    elif first.number is not None:
        draft.add(Field.NUMBER, first.number)
    elif above[0] < above[1] and (heading := heading_at(source, above)) is not None:
        draft.add(Field.NUMBER, heading.numbered)
        draft.category = heading.words if heading.body < heading.end else None
    elif (named := NUMBERED_NAME.fullmatch(source.folded, *above)) is not None:
        draft.add(Field.NUMBER, named.span("n"))
        draft.add(Field.LOCATION, named.span("name"))
