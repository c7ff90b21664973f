"""The day by which a problem must be put right: a labelled value, or a promise in the running text.

A completion date (于2025年8月25日完工) is no deadline. Of a missed one and its successor the successor holds, so the
latest promise wins; a bare year (预计2026年完工) counts only when nothing more exact is promised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from geoapp.cases.dates import DateSpan, find_dates, month_end, signs_of_dates
from geoapp.cases.gone_by import is_over
from geoapp.cases.sentences import holding, phrases, without_mark
from geoapp.cases.source import Span
from geoapp.model import Precision

_PROMISE = re.compile(
    r"(?:预计|计划|力争|确保|拟|争取|要求|责令|限期?|务必|须|应|将|目标|延期至|延至|延长至|延长到|延期到|调整为|调整至|推迟至|顺延至|承诺|定于|必须|限于|明确|请)[^,。;]{0,12}$"
)
_GOAL = re.compile(
    r"^[^,。;]{0,44}?(?:完成|完工|竣工|贯通|销号|办结|建成|验收|到位|通水|投产|投运|投入|达标|整改|拆除|关闭|关停|搬迁|清理|治理|解决|报批|交付|封场|清除|销毁|整治|运行|达到|消除|修复|恢复|复绿|改正|补植|补种|退还|缴纳|清运|清完|清走|清零|苫盖|封闭|硬化|疏通|还清|进入|入园|退养|接入|腾退|封堵|转运|处置|安装|更换|取缔|复垦|关闸|拆迁|分流|收集|覆盖|淘汰|退出|规范|搬离|运走|清空|撤离|迁出|归还|清栏|回填|接通|并网|建好|拆清|拆完|清退|修好|改完|补齐|见底|装好|封(?=[,。;掉好完]|$))"
)
_BEFORE = re.compile(r"^\s*(?:前|以前|之前|底前|底之前|内)")
# A moved term needs no verb behind it: 整改时限延至2025年6月30日.
_MOVED = re.compile(r"(?:延期|延|延长|调整|推迟|顺延|展期|宽限)(?:至|到|为)\s*$")
# 整改时限为9月30日 in running text, 整改时限2024年12月 in brackets.
_TERM_IS = re.compile(r"(?:整改|办理|完成|治理|督办)(?:时限|期限)(?:为|是|定为|:)?\s*$")
# 2023年9月底完工, told before that day: what is still to come needs no word of promise.
_TO_COME = re.compile(
    r"^\s*(?:实现|全面|全部|可|即可|能)?(?:完工|竣工|贯通|通水|投运|投产|建成|投入|试运行|调试|交付|封场|验收|销号|完成|整改到位)"
)
_PAST = re.compile(r"(?:已(?![^,。;]{0,4}承诺|明确|要求|责令|计划)|均(?![须需应要限])|截至|截止|自|从)[^,。;]{0,6}$")
_PAST_AFTER = re.compile(r"^[^,。;]{0,10}(?:已|完成了|全部完成了|顺利完成)")
# 2024年汛期前 names no day.
_SEASON = re.compile(r"度?(?:主?汛期?|采暖[季期]|供暖[季期]|枯水期|丰水期|雨季|春节|国庆|封冻|冬季|夏季|秋季|春季)")
_EXACT = (Precision.DAY, Precision.MONTH)


class Deadline(NamedTuple):
    """A day and the words that set it."""

    day: date
    span: Span


def labelled_deadline(folded: str, span: Span, anchor: date | None) -> Deadline | None:
    """The latest date of a 整改时限 value; 立行立改 and 长期坚持 name none."""
    words = folded[slice(*span)]
    found = [dated for dated in find_dates(words, anchor) if not _SEASON.match(words, dated.end)]
    if not found:
        day = _of_cell(words.strip())
        return None if day is None else Deadline(day, (span[0], span[1]))
    latest = max(found, key=lambda dated: dated.last)
    return Deadline(latest.last, (span[0], span[1]))


def _of_cell(words: str) -> date | None:
    """2024.6, 2024-06 and 2024/6前 as the whole of a cell are months; 45473 is how a worksheet counts a day whose
    format was lost. 2024.1 may be what is left of a number 2024.10 and is no month."""
    if month := _MONTH_ALONE.fullmatch(words):
        return month_end(int(month["year"]), int(month["month"]))
    return _DAY_ZERO + timedelta(days=int(words)) if _DAY_COUNTED.fullmatch(words) else None


_MONTH_ALONE = re.compile(
    r"(?P<year>20\d\d)\s*(?:[-/.]\s*(?P<month>1[0-2]|0[1-9]|[2-9]|(?<=[-/])1))\s*月?[底末]?(?:之?以?前)?(?:完成)?"
)
_DAY_COUNTED, _DAY_ZERO = re.compile(r"4\d{4}"), date(1899, 12, 30)


def promised_deadline(
    folded: str, spans: Iterable[Span], anchor: date | None, *, reported: bool = False
) -> Deadline | None:
    """The latest promise in running text: 预计…前完成, 计划于某月底开展销号申报.

    What is ``reported`` of a day gone by (2025年2月底前全部完成, told in April) promises nothing.
    """
    exact: list[Deadline] = []
    vague: list[Deadline] = []
    for span in spans:
        for phrase in _dated(folded, span):
            words = folded[slice(*phrase)]
            if reported and anchor is not None and is_over(folded, _bare(folded, phrase), anchor):
                continue
            for dated in find_dates(words, anchor):
                if _is_promise(words, dated) or _is_to_come(words, dated, anchor):
                    kept = exact if dated.precision in _EXACT else vague
                    kept.append(Deadline(_to_come(words, dated, anchor), phrase))
    found = exact or vague
    return max(found, key=lambda deadline: deadline.day) if found else None


def _bare(folded: str, phrase: Span) -> Span:
    start, words = without_mark(folded, phrase)
    return start, start + len(words)


def _dated(folded: str, span: Span) -> list[Span]:
    """The phrases that may hold a date: those in which a sign of one stands."""
    signs = signs_of_dates(folded, span)
    return holding(phrases(folded, span), signs) if signs else []


def _is_to_come(words: str, dated: DateSpan, anchor: date | None) -> bool:
    if anchor is None or dated.last <= anchor or dated.precision not in _EXACT:
        return False
    told = _PAST.search(words[max(0, dated.start - 60) : dated.start])
    return told is None and _TO_COME.match(words[dated.end : dated.end + 20]) is not None


def stated_term(folded: str, spans: Iterable[Span], anchor: date | None) -> Deadline | None:
    """The term that the problem itself states: …，整改时限为2025年4月30日; the one that took its place counts."""
    spans = list(spans)
    return _told_by(_MOVED, folded, spans, anchor) or _told_by(_TERM_IS, folded, spans, anchor)


def moved_term(folded: str, spans: Iterable[Span], anchor: date | None) -> Deadline | None:
    """The term that took the place of the first: 经批准，整改时限延至2024年12月底."""
    return _told_by(_MOVED, folded, spans, anchor)


def _told_by(pattern: re.Pattern[str], folded: str, spans: Iterable[Span], anchor: date | None) -> Deadline | None:
    found = [
        Deadline(dated.last, phrase)
        for span in spans
        for phrase in _dated(folded, span)
        for dated in find_dates(folded[slice(*phrase)], anchor)
        if pattern.search(folded[slice(*phrase)][max(0, dated.start - 60) : dated.start])
    ]
    return max(found, key=lambda deadline: deadline.day) if found else None


def _to_come(words: str, dated: DateSpan, anchor: date | None) -> date:
    """12月底前 in a notice of July is the December to come, where a report of 12月 tells of the one gone by."""
    if anchor is None or dated.last.year != anchor.year - 1 or _STATED_YEAR.search(words, 0, dated.end):
        return dated.last
    last = month_end(anchor.year, dated.last.month)
    return last.replace(day=min(dated.last.day, last.day))


_STATED_YEAR = re.compile(r"年|(?:19|20)\d\d")


def aimed_deadline(folded: str, spans: Iterable[Span], anchor: date | None) -> Deadline | None:
    """The latest day that opens an aim: 到2024年底，总磷浓度不高于…, 2024年9月底前，完成….

    Only in a goal, where a day by itself sets the term; a year alone (2024年) says over which year is measured.
    """
    found: list[Deadline] = []
    for span in spans:
        for phrase in _dated(folded, span):
            words = folded[slice(*phrase)]
            found.extend(
                Deadline(dated.last, phrase)
                for dated in find_dates(words, anchor)
                if (opened := _AIM_OPENS.fullmatch(words, 0, dated.start)) is not None
                and (closed := _AIM_CLOSES.fullmatch(words, dated.end)) is not None
                and (opened["to"] or (closed["by"] and dated.precision in _EXACT))
            )
    return max(found, key=lambda deadline: deadline.day) if found else None


_AIM_OPENS = re.compile(r"(?:力争|确保|在|于)?(?P<to>[到至])?\s*")
_AIM_CLOSES = re.compile(r"\s*(?P<by>(?:之|以)?前)?[,:]?\s*")


def _is_promise(words: str, dated: DateSpan) -> bool:
    # No pattern looks farther; a phrase without any comma may be as long as the notice.
    before, after = words[max(0, dated.start - 60) : dated.start], words[dated.end : dated.end + 80]
    if _PAST.search(before) or _PAST_AFTER.match(after) or _TO_REPORT.match(after):
        return False
    if after.lstrip()[:1] in _GOES_ON or _SEASON.match(after):
        return False
    if dated.precision is Precision.YEAR and _PLAN_OF.match(after):
        return False  # 列入2022年修复计划
    if _MOVED.search(before) or _TERM_IS.search(before):
        return True
    promised = _PROMISE.search(before) is not None or (
        (_BEFORE.match(after) is not None or words[dated.end - 1] == "前") and dated.precision is not Precision.YEAR
    )
    if _PROMISE.search(before) and _BY_THEN.fullmatch(after):
        return True  # 力争2024年6月底前，完成…: what is to be done by then stands behind the comma
    if promised and _GOAL.match(after):
        return True
    # 计划10月20日前…: whatever is to be done by then, if it only begins nothing
    return _MEANT.search(before) is not None and _BEFORE.match(after) is not None and not _BEGINS.match(after)


_MEANT = re.compile(r"(?:预计|计划|拟|将|承诺|力争|争取|确保)(?:于|在)?\s*$")
_BEGINS = re.compile(
    r"\s*(?:之|以)?前[^,。;]{0,8}(?:启动|开工|动工|开展|召开|组织|进场|制定|编制|印发|出台|报|提交|部署|申[请报]|公示|委托|开始|招标)|\s*(?:之|以)?前\s*(?:[,。;)]|$)"
)
_GOES_ON = ("度", "-", "—")  # 2024年度, 2024-
_PLAN_OF = re.compile(r"[^,。;]{0,12}计划")
# 5月5日前报送整改情况, 11月20日前将整改结果书面报告我局: a day by which to report.
_TO_REPORT = re.compile(
    r"\s*(?:(?:之|以)?前|底前)(?!完成|整改|全面|全部)(?:将|把)?[^,。;]{0,14}?(?:报送|上报|函告|书面报告|报告?[至到省市县区我])"
)
_BY_THEN = re.compile(r"\s*(?:之|以)?前,")
