"""When a notice was issued: what it states, and what its dated sentences allow to infer."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geoapp.notices.lines import Line, is_organisation, table_start

_WIDE = "０１２３４５６７８９"
_DIGITS = {ord(full): half for full, half in zip(_WIDE, "0123456789", strict=True)}
_CHINESE_DIGITS = {character: digit for digit, group in enumerate(
    ["〇○零Ｏ", "一", "二", "三", "四", "五", "六", "七", "八", "九"]) for character in group}  # fmt: skip
_DATE = (
    r"(?P<y>(?:19|20)\d{2})\s*(?:年|[-/.－])\s*(?P<m>\d{1,2})\s*(?:月|[-/.－])\s*(?P<d>\d{1,2})\s*日?(?!\d)"
    r"|(?P<cy>[一二][〇○零Ｏ一二三四五六七八九]{3})\s*年\s*(?P<cm>[一二三四五六七八九十]{1,2})\s*月\s*(?P<cd>[一二三四五六七八九十]{1,3})\s*日"
)
_FULL_DATE = re.compile(_DATE)
_LABELLED = re.compile(
    r"(?:发布|发文|成文|印发|公布|公开|生成|发稿|信息|更新|撰写|录入)?(?<!注册)(?<!登录)(?:时间|日期)\s*[:：]?\s*(?P<date>"
    + _DATE
    + ")"
)
# 2023-11-02 来源：某厅 阅读：3120 次: the page's own line, told by what else it counts.
_POSTING_LINE = re.compile(
    r"^(?P<date>" + _DATE + r")(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:来源|作者|编辑|阅读|点击|浏览|访问|字号|字体|【)"
)
_HINT = re.compile(r"[\d年]")  # no date without
_LONGEST_POSTING = 120
_GLUED = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_PRINTED = re.compile(r"(?P<date>" + _DATE + r")\s*印发")
# With something that they do not match without.
_POSTINGS = ((_LABELLED, ("时间", "日期")), (_PRINTED, ("印发",)), (_POSTING_LINE, ("年", "-", "/", ".", "－")))
_DUE = re.compile("时限|期限|限期|完成时间|公示时间|公示期|时间节点|起止")
_AFTERWORD = re.compile(
    r"^(?:抄[报送]|主送|报[:：]|送[:：]|发[:：]|附件|附[:：]|联系|（?此件|\(此件|电话|地址|邮|欢迎|责任编辑|编辑|审核|来源|上一|下一|"
    r"扫|分享|打印|关闭|版权|主办|.*印发$|[-—]?\s*+(?:第\s*+)?\d++\s*+(?:页\s*+)?[-—]?$)"
)
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+、|^第[一二三四五六七八九十]+[章部]")
_BEFORE = frozenset(
    re.findall(r"[\d\s今本度\-—－~～至]", "".join(map(chr, range(1 << 16))))
)  # of a mention, before 年 or 月
_MENTION = re.compile(
    r"(?=[\d今本])(?:(?P<y>(?:19|20)\d{2})\s*年度?|(?P<this>今年|本年度?))?\s*"
    r"(?:(?P<m1>\d{1,2})\s*+(?:月\s*+)?[-—－~～至]\s*)?(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*日)?"
    r"|(?P<year_only>(?:19|20)\d{2})\s*年"
)
_AHEAD = re.compile("预计|计划|力争|确保|拟于|将于|时限|期限|限期|目标|届时|争取|下一步|此后|有效期")
_UNTIL = re.compile(r"^(?:底|末|份)?(?:之前|以前|前)|^起(?:施行|实施|执行)|^底.{0,4}完成")
_CLAUSE_END = re.compile("[。；;，,！？]")
_TITLED = re.compile(r"《[^《》]*》")
_TASKS = re.compile("整改时限|完成时限|整改目标|整改措施|责任单位|牵头单位")
_PLAN = re.compile("方案|清单|计划|任务|分解")


@dataclass(frozen=True, slots=True)
class Issue:
    """``on`` with its ``basis`` (stated, inferred, or None for neither); ``period`` tells editions of a work apart and
    ignores posting lines, which a page has and its attachment lacks."""

    on: date | None
    basis: str | None
    period: str


def _narrow(words: str) -> str:
    """``words`` with digits in half width; most have no others, and are not looked through sign by sign."""
    words = words.translate(_DIGITS) if any(digit in words for digit in _WIDE) else words
    return words.replace("年元月", "年1月") if "元" in words else words


def find_date(words: str) -> date | None:
    """The first full date in ``words``, in digits or Chinese numerals, or None."""
    for match in _FULL_DATE.finditer(_narrow(words)):
        found = _date_of(match)
        if found is not None:
            return found
    return None


def judge_issue(lines: Sequence[Line], text: str, title: str, published: date | None = None) -> Issue:
    """The date of issue: signature, else a labelled posting date, else what the page declares (``published``), all of
    them *stated*; else the last plausible date of the text, *inferred*."""
    signed = _signed(lines)
    posted = signed or _posted(lines) or published
    told = _last_told(text, title)
    period = signed or told or posted
    basis = "stated" if posted else "inferred" if told else None
    return Issue(posted or told, basis, period.isoformat() if period else "")


def _date_of(match: re.Match[str]) -> date | None:
    if match["y"]:
        return _valid(int(match["y"]), int(match["m"]), int(match["d"]))
    year = int("".join(str(_CHINESE_DIGITS[c]) for c in match["cy"]))
    return _valid(year, _small(match["cm"]), _small(match["cd"]))


def _small(words: str) -> int:
    """Chinese numerals up to 99."""
    tens, ten, ones = words.partition("十")
    if not ten:
        return _CHINESE_DIGITS.get(words, 0)
    return 10 * (_CHINESE_DIGITS[tens] if tens else 1) + (_CHINESE_DIGITS[ones] if ones else 0)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _signed(lines: Sequence[Line]) -> date | None:
    """The date under a signature: alone on its line (or after the issuer), at the end but for the afterword, or before
    the first chapter or an annex. Elsewhere a lone date is a table cell."""
    if (on_letter := _before_annex(lines)) is not None:
        return on_letter
    body = len(lines)
    while body and _AFTERWORD.match(lines[body - 1].words):
        body -= 1
    table = table_start(lines)
    for index in range(body - 1, max(-1, body - 4), -1):
        found = _lone_date(lines, index)
        if found is not None and (index < table or _under_issuer(lines, index)):
            return found
    chapter = next((i for i, line in enumerate(lines[:60]) if _CHAPTER.match(line.words)), min(len(lines), 15))
    heads = [(index, found) for index in range(min(chapter, table)) if (found := _lone_date(lines, index)) is not None]
    signed = [found for index, found in heads if index and is_organisation(lines[index - 1].words)]
    if signed:
        return signed[-1]
    return heads[0][1] if heads else None


def _before_annex(lines: Sequence[Line]) -> date | None:
    """Under the office that signs a letter, right above the annex that comes with it."""
    for annex in (at for at, line in enumerate(lines) if line.words[:1] == "附" and _ANNEX.match(line.words)):
        for index in range(annex - 1, max(0, annex - _BETWEEN), -1):
            found = _lone_date(lines, index)
            if found is not None and is_organisation(lines[index - 1].words):
                return found
    return None


_ANNEX = re.compile(r"附\s*[件表]")
_BETWEEN = 5  # lines from the date to the annex: whom to ask, who gets copies


def _under_issuer(lines: Sequence[Line], index: int) -> bool:
    """Below a table only the last line is a signature, under an office with its place's name (not 县水利局)."""
    before = lines[index - 1].words if index else ""
    named = is_organisation(before) and not re.match(r"[省市州县区镇乡]", before)
    return named and index + 1 == len([line for line in lines if not _AFTERWORD.match(line.words)])


def _lone_date(lines: Sequence[Line], index: int) -> date | None:
    words = lines[index].words.strip("()（）[]【】 ")
    if not (words[-1:] == "日" or words[-1:].isdigit() or words[-1:].isspace()):
        return None  # no date ends so
    words = _narrow(words)
    match = _FULL_DATE.search(words)
    if match is None or match.end() != len(words):
        return None
    before = words[: match.start()].strip()
    # A bulletin's masthead sets the office at the left and the date at the right.
    masthead = re.fullmatch(r"[\u4e00-\u9fff（）()]{4,30}[\s\u3000]{2,}", words[: match.start()]) is not None
    if before and not is_organisation(before) and not masthead:
        return None
    if not before and index and _DUE.search(lines[index - 1].words) and len(lines[index - 1].words) < 12:
        return None
    return _date_of(match)


def _posted(lines: Sequence[Line]) -> date | None:
    for line in [*lines[:25], *lines[-12:]]:
        if not _HINT.search(line.words) or len(line.words) > _LONGEST_POSTING:
            continue
        words = _GLUED.sub(r"\1-\2-\3", _narrow(line.words))
        for pattern, signs in _POSTINGS:
            match = pattern.search(words) if any(sign in words for sign in signs) else None
            if match is None or _DUE.search(words[: match.start("date")]) or len(words) > _LONGEST_POSTING:
                continue
            found = find_date(match["date"])
            if found is not None:
                return found
    return None


def _last_told(text: str, title: str) -> date | None:
    """The last date that the text speaks of as past.

    A date without a year takes the last year named before it; 今年 is the latest year that any other past date has.
    Months count to their last day; a span of months without a year (6-10月) is a season, not a date. Left out: dates in
    titles of other papers, dates that a clause calls planned, expected or due, and in plans everything from the first
    task on (its dates are deadlines).
    """
    if _PLAN.search(title):
        task = _TASKS.search(text)
        text = text[: task.start()] if task else text
    text = _TITLED.sub(lambda match: "□" * len(match[0]), _narrow(text))
    year, dates, this_year = 0, [], []
    for match in _mentions(text):
        if match["year_only"]:
            year = int(match["year_only"])
            continue
        month, day = int(match["m"]), int(match["d"] or 0)
        if match["y"]:
            year = int(match["y"])
        if _is_ahead(text, match) or (match["m1"] and not (match["y"] or match["this"])):
            continue
        if match["this"]:
            this_year.append((month, day))
        elif year and (found := _day(year, month, day)):
            dates.append(found)
    if not dates:
        return None
    latest = max(dates)
    return max([latest, *(found for month, day in this_year if (found := _day(latest.year, month, day)))])


def _mentions(text: str) -> Iterator[re.Match[str]]:
    """Every day, month or year: tried only right before 年 and 月, which are soon found."""
    reached = 0
    for mark in sorted([*_each(text, "年"), *_each(text, "月")]):
        first = mark
        while first > reached and text[first - 1] in _BEFORE:
            first -= 1
        for start in range(first, mark):
            if start >= reached and (match := _MENTION.match(text, start)) is not None:
                reached = match.end()
                yield match


def _each(text: str, char: str) -> Iterator[int]:
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)


def _day(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return _valid(year, month, day or monthrange(year, month)[1])


def _is_ahead(text: str, match: re.Match[str]) -> bool:
    before = _CLAUSE_END.split(text[max(0, match.start() - 40) : match.start()])[-1]
    after = _CLAUSE_END.split(text[match.end() : match.end() + 12])[0]
    return bool(_AHEAD.search(before) or _UNTIL.search(after.strip()) or _AHEAD.search(after))
