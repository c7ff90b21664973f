"""Metadata: title, issuer, number and date of issue as the document states them, and the key of the work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geoapp.notices.dates import find_date, judge_issue
from geoapp.notices.document import Document
from geoapp.notices.identity import edition_label, key_of
from geoapp.notices.lines import Line, all_lines, is_organisation, lines_of, squeeze
from geoapp.notices.titles import NUMBER, Title, find_title, head_of
from geoapp.texts import text as say

_RED_HEAD = re.compile(r"^(?P<issuer>[\u4e00-\u9fff（）()\s]{4,40}?)\s*文\s*件$")
_SOURCE = re.compile(r"(?:信息来源|稿件来源|来源|发布机构|发布单位)\s*[:：]\s*(?P<issuer>[^\s|｜:：]{3,30})")
_LABELLED_NUMBER = re.compile(
    r"(?:发文字号|文\s*号)\s*[:：]\s*(?P<number>\S{2,16}[〔\[［【（(]\s*\d{4}\s*[〕\]］】）)]\s*\d+\s*号)"
)


@dataclass(frozen=True, slots=True)
class Description:
    """What a document says about itself. ``issued_on_basis`` is ``stated``, ``inferred`` or None."""

    title: str
    issuer: str | None
    document_number: str | None
    issued_on: date | None
    issued_on_basis: str | None
    work_key: str
    warnings: tuple[str, ...] = ()


def describe(document: Document, stem: str) -> Description:
    """Read the metadata of a document; ``stem`` is the file's name, the title of last resort."""
    lines, everything = lines_of(document.text), all_lines(document.text)
    title = find_title(lines, document.title_hint)
    warnings = () if title else (say("notices.no_title", title=stem),)
    words = title.words if title else stem
    issuer = _issuer(lines, everything, title, document.issuer_hint)
    number = _number(lines, everything)
    issue = judge_issue(everything, document.text, words, document.published_hint)
    edition = edition_label(words, [line.words for line in head_of(lines)[:12]])
    return Description(
        title=words,
        issuer=issuer,
        document_number=number,
        issued_on=issue.on,
        issued_on_basis=issue.basis,
        work_key=key_of(words, issuer, number, f"{edition} {issue.period}".strip()),
        warnings=warnings,
    )


def _issuer(lines: Sequence[Line], everything: Sequence[Line], title: Title | None, hint: str | None) -> str | None:
    """Who speaks: before 关于 in the title, the red head, under the signature, the head of a bulletin, the source."""
    if title is not None and title.cover:
        return squeeze(title.cover[0])
    head = head_of(lines)
    for line in head:
        match = _RED_HEAD.match(line.words)
        if match:
            return squeeze(match["issuer"])
    for index, line in enumerate(lines[1:], start=1):
        signature = lines[index - 1].words
        if len(line.words) <= 24 and find_date(line.words) and is_organisation(signature):
            return squeeze(signature)
    for line in head[:12]:
        if is_organisation(line.words):
            return squeeze(line.words)
    for line in everything[:20]:
        source = _SOURCE.search(line.words)
        if source:
            return source["issuer"]
    return hint


def _number(lines: Sequence[Line], everything: Sequence[Line]) -> str | None:
    """The document's own number: alone on a line before the body, or labelled; never one that a sentence quotes."""
    for line in head_of(lines)[:20]:
        match = NUMBER.match(squeeze(line.words))
        if match:
            return squeeze(match["number"])
    for line in everything[:20]:
        labelled = _LABELLED_NUMBER.search(line.words)
        if labelled:
            return squeeze(labelled["number"])
    return None
