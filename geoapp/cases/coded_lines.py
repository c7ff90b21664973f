"""Petitions told in a paragraph each: 1、D410020210416001。某市某镇…。经查，…。属实。已责令…。已办结。"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span

_HEAD = re.compile(
    r"\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?[、.)]?\s*(?P<code>[A-Z]{1,4}\d?[A-Z]{0,4}\d{8,20})\s*[。:,、;]?\s*"
)
_KIND = re.compile(r"(?:污染类型|问题类型)\s*:\s*(?P<kind>[^。;]{1,16})")
_INQUIRY = re.compile(r"(?:经|现)(?:过)?(?:调查|核查|现场|核实|查)|(?:调查|核查|核实)情况")
_FOUNDED = re.compile(r"(?:是否属实:)?(?:基本|部分|不|未查)?(?:属实|查实)[。;]?$")
_CLOSED = re.compile(r"(?:阶段性|已|未)?办结[。;]?$|办理中[。;]?$")
_ACCOUNT = re.compile(r"(?:未问责|无问责|.{0,12}(?:诫勉|约谈|问责|批评教育|谈话).{0,12})[。;]?$")


def drafts_of_coded_lines(source: Source) -> list[Draft]:
    """One draft a line that begins with a complaint's number; none unless two lines do."""
    heads = [(line, match) for line in source.lines if (match := _HEAD.match(source.folded, *line))]
    return [_draft(source, line, match) for line, match in heads] if len(heads) > 1 else []


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
    for pattern, field in ((_FOUNDED, Field.FOUNDED), (_CLOSED, Field.STATUS), (_ACCOUNT, Field.ACCOUNTABILITY)):
        if len(words) <= _CELL and pattern.match(words):
            return field
    return None


_CELL = 20
