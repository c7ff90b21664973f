"""Measured values (总磷年均值 0.079 毫克/升) and verdicts (桃花江入资江口断面 Ⅱ类) in running text.

Counts of firms, people, papers, meetings and fines are not metrics; neither are capacities that only name a thing
(2蒸吨锅炉), distances that only draw a line (临湖1000米退养), norm numbers or terms of days.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from geoapp.cases.dates import find_dates
from geoapp.cases.lexicon import read_table
from geoapp.cases.sentences import begins_at, holding, sentences
from geoapp.cases.signs import numbers
from geoapp.cases.source import Source, Span
from geoapp.model import Assessment, Metric

UNITS: tuple[str, ...] = tuple(read_table("metrics")["units"])
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_VALUE = r"(?<![\d.A-Za-z\-/〔\[第])(?P<value>\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d++(?:\.\d++)?)"
_FIRST = "".join(sorted({re.escape(unit[0]) for unit in UNITS}))
_WITH_UNIT = re.compile(rf"(?=\d){_VALUE}\s*\(?(?=[{_FIRST}])(?P<unit>{_UNIT})")
_BEHIND = frozenset(",.(").union(unit[0] for unit in UNITS)  # behind the first digits of a value, or white space
_MEASURED = re.compile(rf"{_WITH_UNIT.pattern}(?![A-Za-z\d/])")
_INDEX = re.compile(
    rf"(?P<name>[^,。;:、\d]{{0,12}}(?:指数|[pP][hH]值?|透明度比))(?:仅|只|约|高|低)?(?:为|是|达到|达|降至|升至|(?:稳定|保持|控制)在|:)?\s*{_VALUE}(?![\d.]*\s*(?:{_UNIT}|[年月日家个次项件台]))"
)
_FALLS = re.compile(r"(?:下降|降低|减少|下滑|削减|降幅(?:为|达)?|减排|回落)(?:了|约|为|达)?\s*$")
_CHANGES = re.compile(r"(?:下降|降低|减少|下滑|上升|增长|提高|提升|增加|升高|改善|回落|降幅|增幅)(?:了|约|为|达)?\s*$")
_FELL = re.compile(
    r"(?:(?:较|比|同比|环比)[^,。;]{0,12}(?:下降|降低|减少|下滑|回落)|[水液]位(?:已|累计)?(?:下降|降低|回落))(?:了|约|为)?\s*$"
)
# 临湖1000米退养, 距…500米, 公示7天, 8天时间, 24小时值守: lines and terms, not measured results.
_LINE_BEFORE = re.compile(
    r"(?:临[^\s,。;]{0,3}|距(?:离)?[^,。;]{0,12}|外延|范围|半径|间距|以内|周边|每|前|后|流经(?:约)?|范围外|沿[^,。;]{0,3}|[上下]游(?:约|大约)?|以[东西南北]|[东西南北]+(?:[侧面边]|方向)?(?:约|大约)?|相[距隔](?:约)?|(?:挖|埋)深(?:约)?|超(?:过)?\s*$)$"
)
_LINE_AFTER = re.compile(r"(?:范围|以内|之内|内|外|退养|禁养|缓冲|处(?!理)|控制线|保护区|线)")
# 下游4公里河段脱水, 周边3.6公里管网: so long is what is spoken of.
_LONG = re.compile(r"(?:的)?(?:河[段道]|岸[段线]|管[网道线]|渠[道段]|沟渠|道路|路[段面])")
_TERM_BEFORE = re.compile(
    r"(?:公示|为期|用了?|历时|期限|连续|每|近|未来|前|后|后续|在|利用|至少|不少于|不低于|满|逾期|超期|持续)$"
)
_TERM_AFTER = re.compile(r"(?:时间|内|期|之内|以内|走航|工作日|值守|值班|后|前|一次|不间断|监控|巡查|在线|整改|公示)")
_DAYS_BEFORE = re.compile(r"(?:停运|停产|停机|闲置|运行|超期|空置|停电|中断)(?:累计|共|达|了)?$")
# 年产30万吨, 日处理200吨的设备: what tells a thing by what it could do. 处理能力 and 规模 measure the works.
_CAPACITY_BEFORE = re.compile(r"(?<!新增)(?<![日月年]均)(?<!累计)(?:[日年]处理|年产|日产|产能)(?:量)?(?:为|达到?|约)?$")
_CAPACITY_ENDS = frozenset("理产能量为达到约\n")
# 超过50分贝的排放限值, 标准限值为100毫克/升: what is allowed, and nobody's measurement.
_LIMIT_AFTER = re.compile(r"的?(?:夜间|昼间|国家|地方|排放|标准|管控|评价|浓度|规定|特别){0,3}(?:限值|上限|限额)")
_LIMIT_BEFORE = re.compile(r"(?:限值|上限|限额)(?:标准)?(?:要求)?(?:为|是|:|\()?$")
# 力争明年6月底前收集率达到60%以上: what a rate or a water shall reach. What follows on the next clause was measured.
_AIMED_AT = re.compile(
    r"(?:力争|争取|确保|计划|预计|拟)[^。;\d]{0,6}(?:\d[\d年月日]*[^,。;\d]{0,6},?)?[^,。;\d已]{0,16}(?:达到?|提[升高][至到]|降[至到]|控制在|不低于|不高于)$"
)
_WEIGHED = re.compile(r"(?:权重|分值|比重)[^,。;]{0,12}$")
_ADDED_BEFORE = re.compile(r"日处理量(?:现|已)?达到?$|新增[^,。;\d]{0,6}日处理$")
# 后续每年改造不少于500亩: still to come.
_EACH_YEAR = re.compile(r"(?:每年|今后|后续)[^,。;\d]{0,8}(?:不少于|不低于)$")
_LEADING = re.compile(
    r"^(?:其中|经监测|经检测|监测|检测|截至目前|目前|截止目前|累计|共计|合计|共|并|已|也|且|达|即|另|约|的|有|及|同时|同比|(?:一|二|三|四|五)是|\(?(?:\d+|[一二三四五六七八九十]{1,3})\)|\d{1,2}[.、](?!\d)|[①-⑳]|,|、|和|与|了)+"
)
_TRAILING = re.compile(
    r"(?:已|为|是|达到|达|约|近|共计|共|合计|累计|计|有|:|的|了|超过|超|逾|不足|仅|至|降至|升至|到|控制在|在|由|从|较[^,。;]{0,8}|同比|,|\(|、)+$"
)
_TRAILING_ENDS = frozenset("已为是到达约近计共有:的了过超逾足仅至在由从比,(、")
_BOUNDS = ",。;!?\n"


# What was dumped and what was cleared are one heap (遗留1.6万吨 … 1.6万吨已处置); equal shares are two.
_SHARES = frozenset({"%", "％", "倍", "个百分点", "百分点"})


class _Hit(NamedTuple):
    start: int
    end: int
    value: float
    unit: str
    name: str
    name_start: int


def read_metrics(source: Source, spans: Iterable[Span], anchor: date | None = None) -> tuple[Metric, ...]:
    """Metrics of the given stretches, in order, each with the words that state it."""
    found: list[Metric] = []
    for span in spans:
        signs = _signs_within(source.folded, span)
        before = {(metric.value, metric.unit) for metric in found}
        for sentence in holding(sentences(source.folded, span), signs) if signs else ():
            read = _of_sentence(source, sentence, anchor)
            found.extend(m for m in read if (m.value, m.unit) not in before or m.unit in _SHARES)
    return tuple(found)


def _of_sentence(source: Source, sentence: Span, anchor: date | None) -> Iterator[Metric]:
    folded = source.folded
    begin, end = sentence
    hits = _hits(folded, sentence)
    periods = find_dates(folded[begin:end], anchor or date(2000, 1, 1)) if hits else []
    name_before = ""
    for hit in hits:
        name, value = hit.name, hit.value
        if hit.unit in ("%", "百分点", "个百分点") and _CHANGES.search(folded, begin, hit.start):
            value = -value if _FALLS.search(folded, begin, hit.start) else value
            name = f"{name_before or _LEADING.sub('', name)}同比"
        elif _FELL.search(folded, begin, hit.start):
            value = -value  # 地下水位较上年下降0.85米
            name = name_before or name
        elif folded[hit.name_start - 1 : hit.name_start] != "(" or not name_before:
            name_before = name
        period = next(
            (p for p in reversed(periods) if begin + p.end <= hit.start and not _compared(folded, begin + p.start)),
            None,
        )
        words = source.text[begin + period.start : begin + period.end] if period else _since(folded[begin : hit.start])
        quote = source.quote((min(hit.name_start, hit.start), hit.end))
        if quote is not None:
            yield Metric(
                name or name_before, value, source.text[hit.end - len(hit.unit) : hit.end].strip(), words, quote
            )


def _compared(folded: str, start: int) -> bool:
    """较上年同期, 比去年: the yardstick, not the period of the value."""
    return folded[max(0, start - 2) : start].rstrip().endswith(("较", "比", "与"))


_SINCE = re.compile(r"今年以来|去年以来|年初以来|目前|截至目前")


def _since(words: str) -> str | None:
    found = _SINCE.findall(words) if "以来" in words else []
    return found[-1] if found and found[-1].endswith("以来") else None


_INDEXED = re.compile("[指pP透](?:(?<=指)数|(?<=[pP])[hH]|(?<=透)明度比)")


def _hits(folded: str, sentence: Span) -> list[_Hit]:
    begin, end = sentence
    measured = _measured(folded, _signs_within(folded, sentence), end)
    matches = [m for m in measured if _measures(folded, m, begin)]
    if _INDEXED.search(folded, begin, end):
        matches = sorted([*matches, *_INDEX.finditer(folded, begin, end)], key=lambda m: m.start("value"))
    found = []
    for match in matches:
        unit = match["unit"] if match.re is _MEASURED else ""
        start = match.start("value")
        name, name_start = _name(folded, begin, start) if unit else (_LEADING.sub("", match["name"]), match.start())
        name = _owner(name) or _following(folded, match.end())
        found.append(_Hit(start, match.end(), float(match["value"].replace(",", "")), unit, name, name_start))
    return found


def _signs_within(folded: str, span: Span) -> list[int]:
    """Where in a stretch a value may be told."""
    signs = _signs(folded)
    first = bisect_left(signs, span[0])
    return signs[first : bisect_left(signs, span[1], lo=first)]


@lru_cache(maxsize=4)
def _signs(folded: str) -> list[int]:
    """Where numbers with a unit begin, and words after which a number needs none: looked for once a text."""
    measured = [
        start
        for start, end in numbers(folded)
        if ((behind := folded[end : end + 1]) in _BEHIND or behind.isspace()) and _WITH_UNIT.match(folded, start)
    ]
    indexed = [word.start() for word in _INDEXED.finditer(folded)] if _names_index(folded) else []
    return sorted([*measured, *indexed])


def _names_index(folded: str) -> bool:
    """Whether a look for such words may find one at all."""
    return any(word in folded for word in ("指数", "透明度比", "h", "H"))


def _measured(folded: str, starts: Sequence[int], end: int) -> Iterator[re.Match[str]]:
    """All matches of ``_MEASURED`` that begin at one of these places."""
    reached = 0
    for start in starts:
        if start >= reached and (match := _MEASURED.match(folded, start, end)) is not None:
            reached = match.end()
            yield match


def _measures(folded: str, match: re.Match[str], begin: int) -> bool:
    unit, before, after = (
        match["unit"],
        folded[max(begin, match.start() - 14) : match.start()],
        folded[match.end() : match.end() + 6],
    )
    if before[-1:] in _CAPACITY_ENDS and _CAPACITY_BEFORE.search(before) and not _ADDED_BEFORE.search(before):
        return False
    if before.endswith("+") or (unit == "%" and _WEIGHED.search(before)):
        return False  # +640米平台 is a height, 考核权重由3%提高到8% is how officials are judged
    if before.endswith(("不少于", "不低于")) and _EACH_YEAR.search(before):
        return False
    if (unit != "倍" and _LIMIT_BEFORE.search(before)) or _LIMIT_AFTER.match(folded, match.end()):
        return False
    if ("/" in unit or unit in _SHARES) and _AIMED_AT.search(
        folded, begins_at(folded, match.start(), "。;", begin), match.start()
    ):
        return False
    if unit.endswith(("米", "公里", "千米", "km", "m")) and "方" not in unit and unit not in ("m2", "m3"):
        if before.endswith(("周边", "上游", "下游")) and _LONG.match(after):
            return True
        return not (_LINE_BEFORE.search(before) or _LINE_AFTER.match(after))
    if unit == "小时" and match["value"] == "24":
        return False  # 24小时值守, 24小时噪声扰民
    if unit == "天" and _DAYS_BEFORE.search(before):
        return False  # 停运97天: how long, not how much, which 超标11天 tells
    if unit in ("天", "小时"):
        return not (_TERM_BEFORE.search(before) or _TERM_AFTER.match(after))
    if unit == "倍":
        begin = begins_at(folded, match.start(), ",。;", begin)
        return _EXCEEDS.search(folded, begin, match.start()) is not None
    if unit == "方":
        return not re.match(r"[\u4e00-\u9fff]", after) or bool(re.match(r"(?:土|石|渣|垃圾)", after))
    return not (unit == "株" and after.startswith("洲"))


# 超过7倍, 超《某某标准》（DB44/1597-2015）限值1.08倍
_EXCEEDS = re.compile(r"超(?:标|过|出)?[^,。;\d]{0,14}$|超[^,。;]{2,60}(?:标准|限值)$")


def _name(folded: str, begin: int, start: int) -> tuple[str, int]:
    """The noun phrase before a value: back to the last comma, without connectives and without a leading date."""
    left = begins_at(folded, start, _BOUNDS, begin)
    opened = folded.rfind("(", left, start)
    words = folded[left:start]
    if opened >= 0 and folded.find(")", opened, start) < 0:
        inside = folded[opened + 1 : start]
        words, left = (inside, opened + 1) if re.search(r"[\u4e00-\u9fff]{2}", inside) else (folded[left:opened], left)
    for period in reversed(find_dates(words, date(2000, 1, 1))):
        words, left = words[period.end :], left + period.end
        break
    words = words.strip()
    words = words[leading.end() :] if (leading := _LEADING.match(words)) else words
    trimmed = _TRAILING.sub("", words) if words[-1:] in _TRAILING_ENDS or "较" in words else words
    return trimmed[-24:], left


def _following(folded: str, start: int) -> str:
    """The noun behind a value that opens its phrase: 6400亩…空斑区."""
    found = re.match(r"[\u4e00-\u9fff]{2,12}", folded[start : start + 12])
    return found[0] if found else ""


def _owner(name: str) -> str:
    return name.strip(" \t的,、(（")


_CLASS = r"(?:劣?[ⅠⅡⅢⅣⅤ]|劣?(?:IV|III|II|I|V)|劣?[一二三四五])类(?:水质|标准|水)?"
_VERDICT = re.compile(
    r"(?=[稳达优为符评类满好劣ⅠⅡⅢⅣⅤIV一二三四五均无轻重数结])"  # what it begins with: soon seen to be missing
    rf"(?:(?:(?:稳定)?(?:达到或优于|达到|优于|达|为|符合|评价为|类别为|满足|好于)(?:省定的|国家|地表水)?)?{_CLASS}(?:标准|水质|考核要求|要求)?|均符合(?:[^,。;]{{0,10}}标准|要求)|无黑臭|轻度黑臭|重度黑臭"
    r"|(?:数据|结果)均?(?:无异常|未超标|达标|合格)|均无异常)"
)
_JUDGED = re.compile("类|符合|黑臭|异常|超标|达标|合格")  # without one of these there is no verdict
_SECTION = re.compile(
    r"[^\s,。;:、()]{1,16}?(?:断面|监测点位?|水体|[河湖渠溪港江](?![河湖渠溪港江])|桥段|水库|尾矿库|地下水|地表水)"
    r"(?:入[^\s,。;、]{1,4}口|段|[上中下]游)?(?:[国省市县]控)?(?:断面|监测点位?)?"
)


def read_assessments(source: Source, spans: Iterable[Span], anchor: date | None = None) -> tuple[Assessment, ...]:
    """Verdicts without a number, each tied to the water or section that the sentence names before it."""
    found: list[Assessment] = []
    for span in spans:
        for sentence in sentences(source.folded, span) if _JUDGED.search(source.folded, *span) else ():
            if not _JUDGED.search(source.folded, *sentence):
                continue
            for match in _VERDICT.finditer(source.folded, *sentence):
                section = _section(source.folded, sentence[0], match.start())
                quote = source.quote(_phrase_around(source.folded, sentence, match.span()))
                if section and quote is not None:
                    found.append(Assessment(section, match[0], _period(source, sentence, match.start(), anchor), quote))
    return tuple(found)


def _section(folded: str, begin: int, end: int) -> str:
    words = folded[begin:end]
    for period in reversed(find_dates(words, date(2000, 1, 1))):
        words = words[: period.start] + "," * (period.end - period.start) + words[period.end :]
    hits = [m[0] for m in _SECTION.finditer(words)]
    return re.sub(r"^(?:.*[对在由]|经|及|和|与|开展)", "", hits[-1]) if hits else ""


def _period(source: Source, sentence: Span, before: int, anchor: date | None) -> str | None:
    found = find_dates(source.folded[sentence[0] : before], anchor or date(2000, 1, 1))
    dates = [dated for dated in found if not _compared(source.folded, sentence[0] + dated.start)]
    return source.text[sentence[0] + dates[-1].start : sentence[0] + dates[-1].end] if dates else None


def _phrase_around(folded: str, sentence: Span, inside: Span) -> Span:
    return begins_at(folded, inside[0], ",;、:", sentence[0]), inside[1]
