"""How far the problem of a draft has got: what its report, its column, its chapter and the whole notice say, weighed.

The report speaks first. A column that was filled in later has the word where the report only tells of orders; a term
or a plan where nothing else is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geoapp.cases.context import Context
from geoapp.cases.dates import find_dates
from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.stated import is_closed_label, is_finished_label, is_struck_off, of_column, proposes_closing
from geoapp.cases.statuses import UNKNOWN, Judgement, goes_on, judge
from geoapp.model import Genre, Status

MET = re.compile(r"已(?:于[^,。;]{2,14})?(?:全部|全面|如期)?(?:完成|整改|销号|办结)")
"""已于2023年7月完成 in the place of a term: the day on which it was finished."""


def with_closings(drafts: Sequence[Draft], context: Context) -> Context:
    """With what the notice as a whole says of closing, by which each of its problems is read."""
    proposes = context.genre is Genre.PETITION_LIST or (
        context.genre is Genre.CLOSURE_NOTICE and proposes_closing(_introduction(drafts, context.source))
    )
    return replace(context, closes_finished=_labels_finished(drafts, context), proposes_closing=proposes)


def _introduction(drafts: Sequence[Draft], source: Source) -> str:
    """What stands before the first problem, with the title."""
    told = [span[0] for draft in drafts if (span := draft.first(Field.PROBLEM)) is not None]
    return source.folded[: min(told, default=0)]


def _labels_finished(drafts: Sequence[Draft], context: Context) -> bool:
    """Not where the notice applies for the 销号, and not where its labels tell 已销号 and 已完成整改 apart."""
    labels = [_label_words(draft, context.source.folded) for draft in drafts]
    return context.genre is not Genre.CLOSURE_NOTICE and not any(map(is_closed_label, labels))


def _label_words(draft: Draft, folded: str) -> str:
    """What a column, or brackets behind the problem, say of the whole."""
    span = draft.first(Field.STATUS) or draft.heading.span
    return folded[slice(*span)] if span else ""


def how_far(draft: Draft, context: Context, problem: Span) -> Judgement:
    """The status of a draft's problem. Where the whole notice only proposes the 销号, 已完成整改 of one of its problems
    says that it is done; so it does of a complaint, which is settled and not struck off."""
    judged = _as_told(draft, context, problem)
    if judged.status is not Status.CLOSED or not context.proposes_closing or judged.span is None:
        return judged
    folded = context.source.folded
    rest = folded[judged.span[0] : judged.span[1] + _NEXT].partition("。")[0]  # 已完成整改，予以销号
    return judged if is_struck_off(rest) else judged._replace(status=Status.DONE)


_NEXT = 12  # characters behind the words that show a status: ，现同意予以销号


def _as_told(draft: Draft, context: Context, problem: Span) -> Judgement:
    folded = context.source.folded
    told = draft.all(Field.RECTIFICATION) or draft.all(Field.FINDINGS)
    told = [*told, *draft.retold]
    column = judge(folded, draft.state) if draft.state and Field.STATUS not in draft.values else _column(draft, folded)
    if context.closes_finished and is_finished_label(_label_words(draft, folded)):
        column, draft.heading = _closed(column), _closed(draft.heading)
    if context.genre is Genre.RECTIFICATION_PLAN and not told:
        return _of_plan(draft, folded) if column.status is Status.UNKNOWN else column
    own = judge(folded, told, problem=problem, heading=draft.heading, day=context.anchor)
    open_ended = own.status is Status.IN_PROGRESS and (own == draft.heading or goes_on(folded, own.span))
    if open_ended and (span := _endless(draft, folded)):
        return Judgement(Status.ONGOING, span)
    if own.status is column.status is Status.UNKNOWN:
        still = _STILL_BUILT.search(folded, *problem)
        if still is not None:
            return Judgement(Status.IN_PROGRESS, still.span())
        return own if told else _unreported(draft, context, problem)
    if own.status is Status.PLANNED and _under_way(column, folded):
        return column
    weak = own.status in (Status.IN_PROGRESS, Status.ONGOING) and own.span and _only_weak(folded, own.span)
    if own.status is Status.UNKNOWN or weak:
        return column if column.status is not Status.UNKNOWN else own
    if own.status is Status.DONE and (column.status is Status.CLOSED or _unfinished(column, folded)):
        return column
    if column.status is Status.STAGED and own.status in (Status.ONGOING, Status.DONE):
        return column
    return own


def _unreported(draft: Draft, context: Context, problem: Span) -> Judgement:
    passing = _told_in_passing(draft, context.source.folded, problem)
    if passing.status is not Status.UNKNOWN or context.genre in _REPORTS:
        return passing
    return _by_term(draft, context.source.folded)


# Here silence about a problem only says that nothing was reported of it.
_REPORTS = (Genre.INSPECTION_PROGRESS_NOTICE, Genre.PETITION_LIST, Genre.CLOSURE_NOTICE)


def _told_in_passing(draft: Draft, folded: str, problem: Span) -> Judgement:
    """整改时限：9月10日。（已于8月28日完成整改）: behind the term; else what the last sentences of the problem say of
    an office (市住建局正组织排查溯源)."""
    term = draft.first(Field.DEADLINE)
    if term is not None and (behind := _BEHIND_TERM.search(folded, *term)) is not None:
        return of_column(folded, behind.span("state"))
    later = [s for s in sentences(folded, problem)[1:] if _ACTS.match(folded, *s)]
    if later:
        return judge(folded, later, problem=problem)
    if (meant := _TO_BE_DONE.search(folded, *problem)) is not None:
        return Judgement(Status.PLANNED, meant.span("meant" if meant["meant"] else "also"))
    return UNKNOWN


def _by_term(draft: Draft, folded: str) -> Judgement:
    """A list that sets each problem its term and tells of nothing done is what shall be done."""
    term = draft.labelled.get(Field.DEADLINE)
    if term is None:
        return UNKNOWN
    if span := _endless(draft, folded):
        return Judgement(Status.ONGOING, span)
    return Judgement(Status.PLANNED, term)


_BEHIND_TERM = re.compile(r"[(\[【](?P<state>(?:现|目前)?已[^()\[\]【】]{2,24})[)\]】]")
_ACTS = re.compile(r"(?:已|[^,。;]{2,12}(?:局|政府|镇|街道|委|办|公司|大队)(?:已|正))")
# 截至核查当日清水池尚在浇筑: a problem that is the slow progress of its remedy tells how far that got.
_STILL_BUILT = re.compile(
    r"(?:尚|还|仍|正)在(?:浇筑|施工|建设|安装|调试|砌筑|开挖|铺设|吊装|招标|设计|办理[^,。;]{0,6}手续)(?!期)[^,。;]{0,8}"
)


def _under_way(column: Judgement, folded: str) -> bool:
    """正在整改, which is more than the report's plan."""
    return column.span is not None and _GOING_ON.search(folded, *column.span) is not None


_GOING_ON = re.compile(r"正在|(?:办理|推进|整改|实施|施工)中")


def _unfinished(column: Judgement, folded: str) -> bool:
    """未办结, 达到序时进度: what is told as done was a part of it."""
    return column.span is not None and _UNFINISHED.fullmatch(folded[slice(*column.span)].strip()) is not None


_UNFINISHED = re.compile(
    r"[尚还]?未(?:办结|完成|整改到位|整改完成)|(?:已|未)?达到?(?:序时|时序)进度|正在(?:整改|推进|办理)|(?:整改|推进|办理)中"
)


def _closed(judged: Judgement) -> Judgement:
    return Judgement(Status.CLOSED, judged.span) if judged.status is Status.DONE else judged


def _endless(draft: Draft, folded: str) -> Span | None:
    """整改时限：立行立改，长期坚持: a term that names no day."""
    span = draft.first(Field.DEADLINE)
    if span is None or not re.search(r"长期|持续", folded[slice(*span)]) or find_dates(folded[slice(*span)]):
        return None
    return span


def _column(draft: Draft, folded: str) -> Judgement:
    if draft.struck_off is not None:
        return Judgement(Status.CLOSED, draft.struck_off)
    span = draft.first(Field.STATUS)
    note = draft.first(Field.REMARKS) if span is None else None
    if note is not None and _NOTED.fullmatch(folded[slice(*note)].strip()):
        span = note
    return of_column(folded, span) if span else UNKNOWN


# 备注: 已提前完成
_NOTED = re.compile(r"(?:该问题)?已(?:提前|按期|如期|全部|经)?(?:完成(?:整改)?|整改(?:到位|完成)|办结|销号)[。;]?")


def _only_weak(folded: str, span: Span) -> bool:
    """What was ordered at first or is kept up afterwards; a column that says 办结 was filled in later."""
    words = folded[slice(*span)]
    return _ORDERED_OR_KEPT_UP.search(words) is not None and not _STILL_GOING_ON.search(words)


_ORDERED_OR_KEPT_UP = re.compile(
    r"责令|立案|限期|立即整改|已(?:组织|安排)|加强|加大|加密|强化|(?:持续|继续|定期|常态化)[^,。;]{0,20}(?:巡查|监测|管控|监管|检查|执法|保洁|维护|巡护)(?:工作)?$"
)
_STILL_GOING_ON = re.compile(r"正在|中$|尚未|预计|计划")


def _of_plan(draft: Draft, folded: str) -> Judgement:
    """A plan's item is planned; its 时限 may say that it is finished already, or that it never ends."""
    span = draft.first(Field.DEADLINE)
    shown = draft.labelled.get(Field.DEADLINE) or draft.labelled.get(Field.MEASURES) or draft.labelled.get(Field.GOAL)
    if span is not None and MET.search(folded, *span):
        words = folded[slice(*span)]
        closes = "销号" in words or "已完成整改" in words  # 已于某月完成整改 only tells the day
        return Judgement(Status.CLOSED if closes else Status.DONE, shown)
    if _endless(draft, folded):
        return Judgement(Status.ONGOING, shown)
    if draft.heading.status is not Status.UNKNOWN:
        return draft.heading
    begun = (_BEGUN_ALREADY.search(folded, *span) for span in draft.all(Field.MEASURES))
    if (found := next(filter(None, begun), None)) is not None:
        return Judgement(Status.IN_PROGRESS, found.span())
    return Judgement(Status.PLANNED, shown) if shown else UNKNOWN


# A plan that was kept up: 已于2026年1月开工建设; 现状调查已完成，下一步编制方案
_BEGUN_ALREADY = re.compile(
    r"已(?:于[^,。;]{2,12})?(?:开工|动工|进场)(?:建设|施工)?|正在(?:施工|建设|实施|安装)|[^,。;]{0,12}已完成(?=,下一步)"
)


def still_to_come(draft: Draft, folded: str) -> list[Span]:
    """…建设滞后，计划2022年11月底前建成 as the end of a problem of which nothing else is told."""
    if draft.all(Field.RECTIFICATION, Field.FINDINGS):
        return []
    ends = (_TO_BE_DONE.search(folded, *span) for span in draft.all(Field.PROBLEM))
    return [end.span("meant") for end in ends if end is not None and end["meant"]]


# 某煤场防风网建设滞后，计划2022年11月底前建成; 7家企业废气治理尚未启动
_TO_BE_DONE = re.compile(
    r"(?P<meant>(?:计划|拟)(?:于)?20\d\d年[^,。;]{0,8}前?(?:全面|全部)?(?:建成|完成|完工|投运|拆除|搬迁))[。;]?$"
    r"|(?:治理|整改|修复|搬迁|改造)[^,。;]{0,4}(?P<also>(?:尚未|仍未|还未)(?:启动|实施|开工|动工))"
)
