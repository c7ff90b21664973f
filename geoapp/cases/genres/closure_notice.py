"""销号公示, 验收公示: one problem (or a table of them) whose rectification is finished and laid open for objections."""

from __future__ import annotations

import re

from geoapp.cases.blocks import drafts_of_blocks, has_numbered_problems
from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import score
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_labels, has_chaptered_forms
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field, find_numbers
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start
from geoapp.cases.statuses import UNKNOWN, Judgement
from geoapp.cases.unlabelled import drafts_without_labels
from geoapp.model import Genre, Status

GENRE = Genre.CLOSURE_NOTICE

# A 销号 that is planned or applied for closes nothing yet; the work laid open is finished.
_APPLIES = re.compile(r"(?:拟|申请|申报|提请|无异议后|期满后|将)[^。;\n]{0,30}销号")
_CLOSES = re.compile(
    r"(?:予以|同意|准予|达到|符合|完成|通过)[^。;\n]{0,30}销号|销号(?!(?:有关|相关|工作|管理)*(?:规定|要求|办法|规程|程序|制度|标准|流程|规则))[^。;\n]{0,16}(?:公示|公告)"
    r"|已(?:全部)?完成整改的?[^。;\n]{0,24}(?:公示|公告)"
)
_ACCEPTS = re.compile(r"(?:验收|整改完成|完成整改)[^。;\n]{0,20}(?:公示|公告|合格|通过)|通过[^。;\n]{0,12}验收")
# A problem told in prose: 反馈的“……”问题, 关于……的问题.
_PROSE = re.compile(
    r"(?:反馈|指出|交办|曝光|通报|披露|移交|反映|督办)[^。\n“”]{0,40}[“\"](?P<what>[^”\"\n]{8,200})[”\"]|(?:反馈|指出|交办|曝光|通报|披露|移交|反映|督办)的(?P<plain>[^。,\n“”]{8,80}?)(?:问题)(?=[,。已])"
)


def recognise(source: Source) -> float:
    """销号/验收 with 公示 in the title; problem, goal, completion and 公示期 below."""
    title = r"(?:销号|验收|整改完成|完成整改|整改情况)[^。]{0,16}(?:公示|公告)|(?:公示|公告)[^。]{0,30}销号"
    return score(
        source,
        title,
        r"(?:销号|验收|整改)[^。]{0,24}(?:公示|公告)|公示期|拟销号|现予公示",
        [Field.PUBLICITY, Field.RECTIFICATION, Field.GOAL, Field.PROBLEM],
    )


def extract(source: Source) -> list[Draft]:
    """One draft a problem; what a notice lays open as finished is closed unless its own text says otherwise."""
    drafts = drafts_of_tables(source) or drafts_of_flattened(source)
    if not drafts and has_numbered_problems(source) and not has_chaptered_forms(source):
        drafts = drafts_of_blocks(source)
    drafts = drafts or drafts_of_labels(source, numbered_lines=True) or _several(drafts_of_blocks(source))
    drafts = drafts or _prose(source) or drafts_without_labels(source)
    shown = _judgement(
        source, min((span[0] for draft in drafts for span in draft.all(*Field)), default=len(source.text))
    )
    if len(drafts) == 1 and Field.NUMBER not in drafts[0].values and (listed := _LISTED.search(source.folded[:400])):
        drafts[0].add(Field.NUMBER, listed.span())
    _number(source, drafts)
    for draft in drafts:
        # A column that says how each row fared knows better than the title.
        if draft.heading is UNKNOWN and draft.first(Field.STATUS) is None:
            draft.heading = shown
    return drafts


def _several(drafts: list[Draft]) -> list[Draft]:
    """一、某某厂废水直排 over 问题来源, 整改目标, 完成情况: no label says problem, so a single block proves little."""
    return drafts if len(drafts) > 1 else []


def _number(source: Source, drafts: list[Draft]) -> None:
    """一、第九项整改任务 above the labels of its problem: the number that stands right before is the problem's own."""
    reached = 0
    for draft in drafts:
        problem = draft.first(Field.PROBLEM)
        if problem is None:
            continue
        own = [number.no for number in find_numbers(source) if reached <= number.start < problem[0]]
        if own and Field.NUMBER not in draft.values and len(drafts) > 1:
            draft.add(Field.NUMBER, own[-1])
        reached = max(span[1] for span in draft.all(*Field))


def _judgement(source: Source, first: int) -> Judgement:
    """Where the notice says that the problem is to be struck off, or only that the work was accepted."""
    for pattern, status in ((_APPLIES, Status.DONE), (_CLOSES, Status.CLOSED), (_ACCEPTS, Status.DONE)):
        # Inside a record such words speak of that record alone.
        for stretch in ((0, first), (tail_start(source), len(source.folded))):
            if match := pattern.search(source.folded, *stretch):
                return Judgement(status, _phrase(source, match.span()))
    title = re.sub(r"\s+", "", fold(source.notice.title))
    if re.search(r"销号|验收|完成", title):
        return Judgement(Status.CLOSED if "销号" in title else Status.DONE, None)
    return UNKNOWN


def _phrase(source: Source, inside: Span) -> Span:
    """The phrase around a match, so that the quote can be read by itself."""
    marks = ",。;\n"
    start = max(source.folded.rfind(mark, 0, inside[0]) for mark in marks) + 1
    ends = [offset for mark in marks if (offset := source.folded.find(mark, inside[1])) >= 0]
    return source.trim((start, min(ends, default=len(source.folded))))


_LISTED = re.compile(r"序号\s*\d{1,3}|第\s*[\d一二三四五六七八九十]{1,4}\s*[项个](?:问题)?|编号\s*[\w-]{1,12}")


def _prose(source: Source) -> list[Draft]:
    found = _PROSE.search(source.folded)
    if found is None:
        return []
    draft = Draft()
    draft.add(Field.PROBLEM, found.span("what") if found["what"] else found.span("plain"))
    rest = [s for s in sentences(source.folded, (found.end(), len(source.folded))) if _tells(source, s)]
    if rest:
        draft.add(Field.RECTIFICATION, (rest[0][0], rest[-1][1]))
    return [draft]


def _tells(source: Source, sentence: Span) -> bool:
    return re.search(
        r"整改|完成|验收|拆除|清理|修复|建成|治理|监测", source.matched(sentence)
    ) is not None and not re.search(r"公示期|联系|电话|异议", source.matched(sentence))
