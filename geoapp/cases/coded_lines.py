"""Petitions told in a paragraph each: 1、D410020210416001。某市某镇…。经查，…。属实。已责令…。已办结。"""

from __future__ import annotations

import re

from geoapp.cases.cells import GLUED
from geoapp.cases.drafts import Draft, fill
from geoapp.cases.labels import Field, Label, find_labels
from geoapp.cases.outline import stretches
from geoapp.cases.sentences import sentences
from geoapp.cases.signs import numbers
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_HEAD = re.compile(
    r"(?:[【\[]?第?\d{1,3}[件号][】\]]?\s*|\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?[、.)]?\s*)"
    # 某市某县X410000201806150059反映情况：…
    r"(?P<whose>[\u4e00-\u9fff]{2,12})?(?P<code>[A-Z]{1,4}\d?[A-Z]{0,4}\d{8,20})(?:\(\*\)|\*)?\s*"
    r"(?(whose)(?P<said>反映(?:的?(?:情况|问题))?|举报(?:内容|问题)|信访内容)\s*:|[。:,、;]?)\s*"
)
_KIND = re.compile(r"(?:污染类型|问题类型)\s*:\s*(?P<kind>[^。;]{1,16})")
_INQUIRY = re.compile(r"(?:经|现)(?:过)?(?:调查|核查|现场|核实|查)|(?:调查|核查|核实)情况")
_FOUNDED = re.compile(r"(?:是否属实:)?(?:基本|部分|不|未查)?(?:属实|查实)[。;]?$")
_CLOSED = re.compile(r"(?:阶段性|已|未)?办结[。;]?$|办理中[。;]?$")
_ACCOUNT = re.compile(r"(?:未问责|无问责|.{0,12}(?:诫勉|约谈|问责|批评教育|谈话).{0,12})[。;]?$")


def drafts_of_coded_lines(source: Source) -> list[Draft]:
    """One draft a line that begins with a complaint's number; none unless two lines do."""
    drafts: list[Draft] = []
    for line, match, end in _coded(source):
        labels = find_labels(source, (line[1], max(end, line[1])))
        told = any(label.field is Field.PROBLEM for label in labels)
        if match["said"] and labels:
            drafts.append(_said_there(source, match, labels, end))
        else:
            drafts.append(_labelled(source, line, match, labels, end) if told else _draft(source, line, match))
    return drafts


def drafts_of_coded_rows(source: Source) -> list[Draft]:
    """Rows whose first cells stand on the line of the complaint's number (1 X2HN… 某镇某厂…。 某县 水), the other ones
    on lines below under their heads (调查核实情况：…, 是否属实：…); none unless all rows are told so."""
    drafts: list[Draft] = []
    for line, match, end in _coded(source):
        labels = find_labels(source, (line[1], max(end, line[1])))
        fields = {label.field for label in labels}
        told_there = line[1] - match.end() > _CELL and not match["whose"]
        if not told_there or Field.PROBLEM in fields or len(fields & _ANSWERS) < _FEWEST:
            return []
        drafts.append(_row(source, line, match, labels, end))
    return drafts


def _coded(source: Source) -> list[tuple[Span, re.Match[str], int]]:
    """The lines that begin with a complaint's number, and where the stretch of each ends; none unless there are two."""
    serial = {source.line_at(start) for start, end in numbers(source.folded) if end - start >= _SERIAL}
    coded = [source.lines[line] for line in sorted(serial)]
    heads = [(line, match) for line in coded if (match := _HEAD.match(source.folded, *line))]
    if len(heads) < _FEWEST:
        return []
    whole = stretches([line[0] for line, _ in heads], tail_start(source))
    return [(line, match, end) for (line, match), (_, end) in zip(heads, whole, strict=True)]


def _row(source: Source, line: Span, head: re.Match[str], labels: list[Label], end: int) -> Draft:
    draft = Draft()
    draft.add(Field.CODE, head.span("code"))
    cells = _CELLS.match(source.folded, head.end(), line[1])
    if cells is None:
        draft.add(Field.PROBLEM, source.trim((head.end(), line[1])))
    else:
        named = ((Field.COUNTY, "county"), (Field.COUNTY, "first"), (Field.PROBLEM, "said"), (Field.KIND, "kind"))
        for field, name in named:
            if cells[name]:
                draft.add(field, source.trim(cells.span(name)))
    fill(draft, source, labels, end)
    return draft


_ANSWERS = frozenset({Field.FINDINGS, Field.FOUNDED, Field.RECTIFICATION, Field.STATUS, Field.ACCOUNTABILITY})
_COUNTY = r"[\u4e00-\u9fff]{1,10}[区县市旗]"
_CELLS = re.compile(
    rf"(?:(?P<first>{_COUNTY})\s+)?(?P<said>\S.*[。!?;”\"])(?:\s*(?P<county>{_COUNTY}))?"
    rf"(?:\s*(?P<kind>{GLUED[Field.KIND]}))?\s*$"
)
_FEWEST = 2
_SERIAL = 8  # digits in a row that a complaint's number has at least


def _labelled(source: Source, line: Span, head: re.Match[str], labels: list[Label], end: int) -> Draft:
    """1.D2HN202405120011 某市某县 over lines with labels: the number's line has the county besides, if anything."""
    draft = Draft()
    draft.add(Field.CODE, head.span("code"))
    draft.add(Field.COUNTY, source.trim((head.end(), line[1])))
    fill(draft, source, labels, end)
    return draft


def _said_there(source: Source, head: re.Match[str], labels: list[Label], end: int) -> Draft:
    """一、某市某县X41…反映情况：… over lines with labels: the complaint stands behind its number, its county before."""
    draft = Draft()
    draft.add(Field.CODE, head.span("code"))
    draft.add(Field.COUNTY, head.span("whose"))
    draft.add(Field.PROBLEM, source.trim((head.end(), labels[0].start)))
    fill(draft, source, labels, end)
    return draft


def _draft(source: Source, line: Span, head: re.Match[str]) -> Draft:
    draft = Draft()
    draft.add(Field.CODE, head.span("code"))
    field = Field.PROBLEM
    reached: dict[Field, Span] = {}
    for sentence in sentences(source.folded, (head.end(), line[1])):
        words = source.matched(sentence)
        if kind := _KIND.match(words):
            draft.add(Field.KIND, (sentence[0] + kind.start("kind"), sentence[0] + kind.end("kind")))
            continue
        if field is Field.PROBLEM and _INQUIRY.match(words):
            field = Field.FINDINGS
        short = _short_field(words) if field is not Field.PROBLEM else None
        if short is not None:
            draft.add(short, source.trim(sentence))
            field = Field.RECTIFICATION
            continue
        reached[field] = (reached.get(field, sentence)[0], sentence[1])
    for name, span in reached.items():
        draft.add(name, source.trim(span))
    return draft


def _short_field(words: str) -> Field | None:
    """属实。 已办结。 未问责。 are cells of their own."""
    if len(words) > _CELL:
        return None
    for pattern, field in ((_FOUNDED, Field.FOUNDED), (_CLOSED, Field.STATUS), (_ACCOUNT, Field.ACCOUNTABILITY)):
        if pattern.match(words):
            return field
    return None


_CELL = 20
