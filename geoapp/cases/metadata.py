"""What a notice says about itself: issuer, area, day of issue; stated where possible, else inferred and marked so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import lru_cache

from geoapp.cases.counties import Area, Finder, area_of, usual_name
from geoapp.cases.dates import DateSpan, find_dates
from geoapp.cases.evidence import addressees
from geoapp.cases.labels import find_labels
from geoapp.cases.sentences import begins_at
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import find_marks, tail_start
from geoapp.cases.typical_cases import opens_case
from geoapp.model import Genre, Notice, Precision

_BODY = r"(?:党组|党委|党工委|办公室|办公厅|委员会|人民政府|管委会|指挥部|领导小组|局|厅|组)"
_ISSUER_LINE = re.compile(
    r"^(?!(?:牵头|责任|配合|督导|验收|主办)(?:单位|部门)|[县市区镇乡][\u4e00-\u9fff])(?:中共)?"
    rf"[\u4e00-\u9fff()]{{2,36}}{_BODY}(?:文件)?$"
)
_TITLE_ISSUER = re.compile(rf"^(?P<issuer>(?:中共)?[\u4e00-\u9fff()]{{2,36}}?{_BODY})\s*关于")
_DATE_LINE = re.compile(
    r"^[\s(]*(?:发布(?:时间|日期)?|日期|时间|成文日期|印发)?\s*:?\s*"
    r"[\d年月日\-./ 二〇零一三四五六七八九十]{6,20}(?:印发|发布)?[)\s]*$"
)
_AHEAD = re.compile(r"(?:预计|计划|拟|力争|确保|将于|到|至|时限|期限|原定|延期)[^,。;]{0,6}$")


def complete(source: Source, finder: Finder, genre: Genre) -> tuple[Notice, Area]:
    """The notice with genre, issuer, area and day of issue filled where the text tells them, and its area."""
    notice = source.notice
    issuer = notice.issuer or _issuer(source)
    area = _area(source, finder, issuer)
    issued_on, basis = notice.issued_on, notice.issued_on_basis
    if issued_on is None or basis == "inferred":
        issued_on, basis = _issued_on(source, genre)
    filled = replace(
        notice,
        genre=genre,
        issuer=issuer,
        issued_on=issued_on,
        issued_on_basis=basis,
        province=notice.province or (area.province.name if area.province else None),
        city=notice.city or (area.city.name if area.city else None),
        county=notice.county or (usual_name(area.county) if area.county else None),
    )
    return filled, area if area.county else _addressed(source, finder, area)


def _issuer(source: Source) -> str | None:
    found = _TITLE_ISSUER.match("".join(fold(source.notice.title).split()))
    if found:
        return found["issuer"]
    for line in _frame(source):
        words = "".join(_DAY_BESIDE.sub("", source.matched(line)).split())
        if _ISSUER_LINE.match(words):
            return words.removesuffix("文件")
    return None


# 某某委员会办公室      2024年8月16日, in a masthead; 某某厅  发布日期：2024年8月16日  作者：某处 above a page.
_DAY_BESIDE = re.compile(
    r"(?<=\S)[ \t]{2,}(?:(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日\s*$|(?:发布|发文|印发|成文)?(?:日期|时间):.*)"
)


@lru_cache(maxsize=4)
def _frame(source: Source) -> list[Span]:
    """The lines before the first record and the closing lines: where issuer and day of issue stand."""
    marks = find_marks(source)
    first = min((mark.start for mark in marks), default=len(source.text))
    tail = tail_start(source)
    opening = [line for line in source.lines[:14] if line[1] <= first and not _BULLET.match(source.folded, *line)]
    return [*opening, *(line for line in _closing(source) if line[0] >= tail and line not in opening)]


def _closing(source: Source) -> list[Span]:
    """The last lines but for a bulletin's items and the page's links to other news, which speak of other counties."""
    last = source.lines[-14:]
    linked = next((at for at, line in enumerate(last) if _LINKS.match(source.folded, *line)), len(last))
    return [line for line in last[:linked] if not _BULLET.match(source.folded, *line)]


_LINKS = re.compile(
    r"[\[【]?(?:上一[篇条]|下一[篇条]|(?:相关|推荐|热门|热点|延伸)(?:链接|新闻|文章|阅读|信息|资讯|推荐|文档))"
)
_BULLET = re.compile(r"[★▲●◆■▶►]")


def _area(source: Source, finder: Finder, issuer: str | None) -> Area:
    """Issuer first, then title, then the first lines; the unit that issues decides."""
    stretches = [words for words in (issuer, source.notice.title) if words]
    # 某县保护区违法问题突出；: one of several that are listed
    head = [line for line in _frame(source) if line[1] - line[0] <= 40 and source.folded[line[1] - 1] not in ";。"]
    head = [line for line in head if not opens_case(source, line) and line not in _by_county(source)]
    text = "\n".join([*stretches, *(source.matched(line) for line in head)])
    folded = fold(text)
    spans: list[Span] = []
    offset = 0
    for line in folded.split("\n"):
        spans.append((offset, offset + len(line)))
        offset += len(line) + 1
    area = area_of(finder, folded, spans)
    if area.city is None and area.county is None and not _is_provincial(finder, issuer):
        area = _only_county(source, finder, area)
    own = source.notice
    if own.county and area.county is None:
        named = finder.units.named(own.county, within=area.code)
        area = replace(area, county=named[0]) if named else area
    return area


@lru_cache(maxsize=4)
def _by_county(source: Source) -> tuple[Span, ...]:
    """甲县某镇：河边垃圾清走了 / 乙县：粉尘仍在飘: headlines that each open with a county say whose the news is."""
    opened = [(line, match[0]) for line in source.lines if (match := _COUNTY_HEADLINE.match(source.folded, *line))]
    return tuple(line for line, _ in opened) if len({county for _, county in opened}) >= _SEVERAL_COUNTIES else ()


_SEVERAL_COUNTIES = 2
_COUNTY_HEADLINE = re.compile(r"[\u4e00-\u9fff]{1,7}?[县区市旗](?=[\u4e00-\u9fff]{0,8}[:|丨]\s*\S)")


def _is_provincial(finder: Finder, issuer: str | None) -> bool:
    """An office of the province speaks of all its counties, however few it names."""
    return issuer is not None and [named.unit.level for named in finder.find(fold(issuer))] == ["province"]


def _only_county(source: Source, finder: Finder, area: Area) -> Area:
    """A document without a head (a cut copy) that names a single county, or one above all, speaks of that county."""
    named = finder.find(source.folded, None, area.code)
    counted = Counter(n.unit.code for n in named if n.unit.level == "county")
    ranked = [*counted.most_common(2), ("", 0), ("", 0)]
    (code, times), (_, others) = ranked[0], ranked[1]
    county = finder.units.get(code)
    if county is None or (others and times < max(_OFTEN, 2 * others)):
        return area
    if times < _OFTEN and any(not finder.units.is_within(code, n.unit.code) for n in named if n.unit.code != code):
        return area  # 甲省…，乙省…: one county named in passing
    city, province = (finder.units.at_level(code, level) for level in ("city", "province"))
    if len({n.unit.code for n in named if n.unit.level == "city" and n.unit is not city}) >= _SEVERAL_CITIES:
        return area  # a province's own
    return replace(area, county=county, city=city, province=area.province or province, guessed=True)


def _addressed(source: Source, finder: Finder, area: Area) -> Area:
    """A letter to one county, which it calls 你县, is about that county."""
    if not _YOURS.search(source.folded):
        return area
    to = addressees(source, _HEAD_LINES)
    named = finder.counties(source.folded, to[0], area.code) if len(to) == 1 else []
    return replace(area, county=named[0]) if len(named) == 1 else area


_YOURS = re.compile("你[县市区旗]")
_HEAD_LINES = 14
_SEVERAL_CITIES = 2
_OFTEN = 3
"""A county named so often, and twice as often as any other, is the one that a cut copy speaks of."""


def _issued_on(source: Source, genre: Genre) -> tuple[date | None, str | None]:
    """A line that is only a date (the last one: the signature), else the latest day that the text tells of."""
    titled = _days_of(fold(source.notice.title))
    if titled:
        return titled[-1].last, "stated"
    stated = [
        dates[0].last
        for line in _frame(source)
        if _DATE_LINE.match(source.matched(line)) and not _is_cell(source, line) and (dates := _days(source, line))
    ]
    if stated:
        return stated[-1], "stated"
    if genre is Genre.RECTIFICATION_PLAN:
        return None, None  # its dates are still to come
    years = [d for d in find_dates(source.folded) if d.precision is not Precision.YEAR]
    open_until = [_sentence_at(source.folded, m.start()) for m in _OPEN_LINES.finditer(source.folded)]
    past = [
        d
        for d in years
        if not _is_ahead(source.folded, d) and not any(start <= d.start < end for start, end in open_until)
    ]
    if not past or any(int(year) > max(d.last for d in past).year for year in _SINCE.findall(source.folded)):
        return None, None
    received = _received(source) if genre is Genre.PETITION_LIST else None
    if received is not None:
        close = [d.last for d in find_dates(source.folded, received) if 0 <= (d.last - received).days <= _HANDLED_IN]
        return max([received, *close]), "inferred"
    anchor = max(d.last for d in past)
    relative = [
        d.last
        for d in find_dates(source.folded, anchor)
        if re.match(r"今年|本年", source.folded[d.start : d.end]) and d.precision is Precision.MONTH
    ]
    return max([anchor, *relative]), "inferred"


# 受理举报电话时间为7月14日至8月12日: till when the inspectors stay is after the day of the news.
_OPEN_LINES = re.compile(r"值班电话|举报电话|受理[^。\n]{0,8}电话|邮政信箱")
_STOP = re.compile(r"[。\n]|\Z")
_SINCE = re.compile(r"(20[0-4]\d)年以来")  # told after that year began, whatever days of older years it names
_HANDLED_IN = 60
"""Days within which a petition list is published after its last complaint came in."""
_CODED_DAY = re.compile(r"(?<=[A-Z\d])(20[12]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{2,6}(?!\d)")


def _sentence_at(folded: str, offset: int) -> Span:
    """The sentence, or line, that an offset lies in."""
    stop = _STOP.search(folded, offset)
    return begins_at(folded, offset, "。\n"), stop.start() if stop else len(folded)


def _received(source: Source) -> date | None:
    """The latest day that the numbers of complaints carry: D2HL202112230057."""
    days = [date(int(y), int(m), min(int(d), 28)) for y, m, d in _CODED_DAY.findall(source.folded)]
    return max(days, default=None)


def _is_cell(source: Source, line: Span) -> bool:
    """Below the heading row of a flattened table a lone date is a deadline, unless an issuer signs above it."""
    columns = [label for label in find_labels(source, numbered_lines=True) if label.end <= line[0]]
    index = source.line_at(line[0])
    above = re.sub(r"\s+", "", source.matched(source.lines[index - 1])) if index else ""
    alone = [label for label in columns if source.folded[label.end - 1] != ":"]
    return len(alone) >= 3 and _ISSUER_LINE.match(above) is None


def _days(source: Source, line: Span) -> list[DateSpan]:
    return _days_of(source.matched(line))


def _days_of(words: str) -> list[DateSpan]:
    return [d for d in find_dates(words) if d.precision is Precision.DAY]


def _is_ahead(folded: str, dated: DateSpan) -> bool:
    return _AHEAD.search(folded[max(0, dated.start - 12) : dated.start]) is not None or folded[
        dated.end : dated.end + 1
    ] in ("前", "之", "年")
