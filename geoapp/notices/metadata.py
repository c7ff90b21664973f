"""Metadata: title, issuer, number and date of issue as the document states them, and the key of the work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geoapp.notices.characters import as_written, is_traditional, simplified
from geoapp.notices.dates import find_date, judge_issue
from geoapp.notices.document import Document
from geoapp.notices.identity import edition_label, key_of
from geoapp.notices.lines import Line, all_lines, is_organisation, lines_of, squeeze, table_start
from geoapp.notices.readings import without_readings
from geoapp.notices.titles import NUMBER, Title, find_title, head_of
from geoapp.texts import text as say

_RED_HEAD = re.compile(r"^(?P<issuer>[\u4e00-\u9fff（）()\s]{4,40}?)\s*文\s*件$")
_SOURCE = re.compile(
    r"(?<!问题)(?:信息来源|稿件来源|来源|发布机构|发布单位)\s*[:：]\s*(?P<issuer>[^\s|｜:：【】\[\]）)]{3,30})"
)
# 来源：省生态环境保护督察 tells where a problem comes from, and nobody who issues.
_CAMPAIGN = re.compile(
    r"(?:督察|巡察|巡视|回头看|举报|信访|反馈|警示片|暗访|排查)[”）)]?"
    r"(?:反馈|交办|披露|问题|件)*[。；;，,]?$"
)
# 来源：市生态环境局2019-12-05, 来源：市水利局浏览量： — the page's next words stand right behind.
_GLUED_BEHIND = re.compile(r"(?:(?:19|20)\d{2}[-/年.]|浏览|阅读|点击|访问|发布|发表|作者|责任编辑|编辑|字[号体]).*$")
_FIRM = re.compile(r"(?:公司|厂|集团)$")
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
    if (text := without_readings(document.text)) is not document.text:
        hint = document.title_hint
        document = replace(document, text=text, title_hint=hint and without_readings(hint))
    if not is_traditional(document.text):
        return _describe(document, stem)
    title, issuer = document.title_hint, document.issuer_hint
    plain = replace(
        document,
        text=simplified(document.text),
        title_hint=title and simplified(title),
        issuer_hint=issuer and simplified(issuer),
    )
    found, written = _describe(plain, stem), (document.text, title or "", issuer or "")
    return replace(
        found,
        title=as_written(found.title, *written) or stem,
        issuer=as_written(found.issuer, *written),
        document_number=as_written(found.document_number, *written),
    )


def _describe(document: Document, stem: str) -> Description:
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
        match = _RED_HEAD.match(line.words) if line.words.endswith("件") else None
        if match:
            return squeeze(match["issuer"])
    table = table_start(lines)
    for index, line in enumerate(lines[1:], start=1):
        if index > table and re.match(r"[省市州县区镇乡]", lines[index - 1].words):
            continue  # 县水利局 in a cell, followed by the cell of its deadline
        signature = lines[index - 1].words
        if len(line.words) <= 24 and find_date(line.words) and is_organisation(signature):
            first = index - 1
            while first > 0 and index - first < 3 and not lines[first].gap and is_organisation(lines[first - 1].words):
                first -= 1  # of several who sign together the first speaks
            if first < index - 1 and all(_FIRM.search(line.words) for line in lines[first:index]):
                continue  # a list of firms
            return _whole_signature(lines, first)
    listed = sum(1 for line in head if _FIRM.search(line.words)) >= 2
    for line in head[: min(12, table)]:
        if is_organisation(line.words) and not (listed and _FIRM.search(line.words)):
            return squeeze(line.words)
    for line in everything[:20]:
        source = _SOURCE.search(line.words) if "来源" in line.words or "发布" in line.words else None
        if source and not _CAMPAIGN.search(source["issuer"]):
            return _GLUED_BEHIND.sub("", source["issuer"]) or None
    return hint or _who_answers(lines)


# 答复单位：某某管理委员会, 回复部门： | 市环保局 |: who speaks in a letter box's one answer.
_ANSWERS = re.compile(r"(?:答复|回复|处理|办理)(?:单位|部门)[\s:：|｜]*(?P<issuer>[\u4e00-\u9fff]{3,24})[|｜\s]*$")


def _who_answers(lines: Sequence[Line]) -> str | None:
    named = [
        match["issuer"] for line in lines if len(line.words) <= _LABEL_CHARS and (match := _ANSWERS.match(line.words))
    ]
    return named[0] if len(named) == 1 else None


_LABEL_CHARS = 40


# 某县督察反馈意见 / 整改工作领导小组办公室: an office's name that runs over two lines.
_HALF = re.compile(r"(?:(?:督察)?整改)?(?:工作)?(?:领导小组|专班|指挥部)(?:办公室)?$")
_FIRST_HALF = re.compile(r"[\u4e00-\u9fff“”]{6,30}")


def _whole_signature(lines: Sequence[Line], first: int) -> str:
    words = squeeze(lines[first].words)
    above = squeeze(lines[first - 1].words) if first and not lines[first].gap else ""
    return above + words if _HALF.match(words) and _FIRST_HALF.fullmatch(above) else words


def _number(lines: Sequence[Line], everything: Sequence[Line]) -> str | None:
    """The document's own number: alone on a line before the body, or labelled; never one that a sentence quotes."""
    for line in head_of(lines)[:20]:
        match = NUMBER.match(squeeze(line.words))
        if match:
            return squeeze(match["number"])
    for line in everything[:20]:
        labelled = _LABELLED_NUMBER.search(line.words) if "号" in line.words else None
        if labelled:
            return squeeze(labelled["number"])
    return None
