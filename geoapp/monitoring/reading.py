"""From the metrics and assessments of a record to observations at listed sections.

What speaks of a goal, of effluent, or of a change against last year is no observation. What is one but names no
listed section is kept, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geoapp.model import Assessment, Metric, Notice, Observation, Period, Quote, Record
from geoapp.model.monitoring import VERDICT, WATER_CLASS
from geoapp.monitoring.classes import read_class
from geoapp.monitoring.concentration import is_convertible
from geoapp.monitoring.periods import read_period
from geoapp.monitoring.register import Match, Register
from geoapp.monitoring.standard import Item, Standard, load_standard
from geoapp.texts import text

Span = tuple[int, int]

_SENTENCE_END = "。！？!?；;\n"
_TARGET = re.compile(r"目标|限值|考核值|标准值")
_CHANGE = re.compile(r"同比|环比|降幅|增幅|下降|上升")
_GOAL_BEFORE = re.compile(r"(?:控制|稳定|保持|降)(?:到|至|在)$|(?:低于|不高于|不超过|小于|≤|<|力争|确保)$")
_GOAL_AFTER = re.compile(r"^\s*(?:以下|以内|以上|左右的?目标)")
_INTENDED = re.compile(r"确保|力争|争取|计划|拟|应当?达到|需达到|须达到|要求达到|目标(?:是|为|:|：)")
_EFFLUENT = re.compile(r"出水|进水|尾水|废水|排放口|排污口|外排|排放浓度|渗滤液")
_COMPARED = ("较", "比", "与", "同")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_NEGATED = re.compile(r"(?:尚未|仍未|未能|没有|未|不)\s*(?:稳定)?$")
_MET = re.compile(r"达到|优于|符合|满足|达标|好于")
_MEASURE_OF = re.compile(r"考核|目标|要求")


@dataclass(frozen=True, slots=True)
class _Reader:
    """One record in its notice: what every observation of it needs to look up."""

    record: Record
    notice: Notice
    register: Register
    standard: Standard

    def sentence(self, quote: Quote) -> Span:
        """The sentence that a quote stands in."""
        words = self.notice.text
        start = max(words.rfind(mark, 0, quote.start) for mark in _SENTENCE_END) + 1
        ends = [at for mark in _SENTENCE_END if (at := words.find(mark, max(quote.end - 1, quote.start))) >= 0]
        return start, min(ends, default=len(words))


def observations_of(record: Record, notice: Notice, register: Register) -> list[Observation]:
    """The observations that a record states, in the order of the text. Each carries the notice and its quote."""
    reader = _Reader(record, notice, register, load_standard())
    found = [*_measured(reader), *(_assessed(reader, one) for one in record.assessments if not _is_goal(reader, one))]
    return sorted(found, key=lambda one: one.quote.start if one.quote else 0)


def _measured(reader: _Reader) -> Iterator[Observation]:
    pending: Observation | None = None
    for metric in reader.record.metrics:
        if pending is not None and _is_target_of(reader, metric, pending):
            yield replace(pending, target=metric.value, target_quote=metric.quote)
            pending = None
            continue
        item = _item(reader, metric)
        if item is None:
            continue
        if pending is not None:
            yield pending
        pending = _observation(reader, metric, item)
    if pending is not None:
        yield pending


def _is_target_of(reader: _Reader, metric: Metric, of: Observation) -> bool:
    """（考核目标0.082毫克/升) right behind the value, in its sentence and unit."""
    if not _TARGET.search(metric.name) or of.quote is None or not is_convertible(metric.unit, of.unit or ""):
        return False
    return reader.sentence(metric.quote) == reader.sentence(of.quote)


def _item(reader: _Reader, metric: Metric) -> Item | None:
    """The item of the standard that a metric measures, None when it measures none, or states a goal or a change."""
    if _TARGET.search(metric.name) or _CHANGE.search(metric.name):
        return None
    item = reader.standard.item_in(metric.name)
    if item is None or not is_convertible(metric.unit, item.unit) or _in_plan(reader, metric.quote):
        return None
    words = metric.quote.exact
    number = words.rfind(f"{metric.value:g}")
    before = words[:number] if number > 0 else metric.quote.prefix
    return None if _GOAL_BEFORE.search(before) or _GOAL_AFTER.match(metric.quote.suffix) else item


def _in_plan(reader: _Reader, quote: Quote) -> bool:
    """True inside what the record promises: its goal and its measures."""
    promised = [reader.record.quotes.get("goal"), *(measure.quote for measure in reader.record.measures)]
    return any(one is not None and one.start <= quote.start < one.end for one in promised)


def _is_goal(reader: _Reader, assessment: Assessment) -> bool:
    quote = assessment.quote
    clause = reader.notice.text[_clause_start(reader.notice.text, quote) : quote.end]
    return _in_plan(reader, quote) or bool(_INTENDED.search(clause))


def _clause_start(words: str, quote: Quote) -> int:
    return max(words.rfind(mark, 0, quote.start) for mark in _SENTENCE_END + "，,") + 1


def _observation(reader: _Reader, metric: Metric, item: Item) -> Observation:
    match = _place(reader, metric.quote, reader.notice.text[metric.quote.start : metric.quote.end])
    if _EFFLUENT.search(metric.name):
        match = Match(reason=text("monitoring.unmatched.effluent", name=metric.name))
    return Observation(
        section_key=match.section.key if match.section else None,
        item=item.id,
        label=metric.name,
        period=_period(reader, metric.period, metric.quote),
        value=metric.value,
        unit=metric.unit,
        matched_by=match.by,
        remark=match.reason or "",
        notice_id=reader.notice.identifier,
        quote=metric.quote,
    )


def _assessed(reader: _Reader, assessment: Assessment) -> Observation:
    quote = assessment.quote
    at = quote.exact.rfind(assessment.verdict)
    negated = _NEGATED.search(quote.exact[:at]) if at > 0 else None
    stated = (negated[0] if negated else "") + assessment.verdict
    found = None if negated else read_class(assessment.verdict)
    measured = read_class(assessment.verdict) if _MEASURE_OF.search(assessment.verdict) else None
    is_measured = measured is not None or (found is None and bool(_MET.search(assessment.verdict)))
    match = _place(reader, quote, assessment.section)
    return Observation(
        section_key=match.section.key if match.section else None,
        item=WATER_CLASS if found is not None else VERDICT,
        label=assessment.section,
        period=_period(reader, assessment.period, quote),
        target_class=measured.water_class if measured else None,
        stated=stated,
        stated_class=found.water_class if found else None,
        at_least=found is not None and found.at_least,
        reached=(negated is None) if is_measured or negated else None,
        matched_by=match.by,
        remark=match.reason or "",
        place=assessment.section,
        notice_id=reader.notice.identifier,
        quote=quote,
    )


def _place(reader: _Reader, quote: Quote, own: str) -> Match:
    """The section of a value: named by its own words, else its sentence, else the sentences before it in the
    paragraph, else what the problem is about. The first that names any water decides."""
    register, words = reader.register, reader.notice.text
    match = register.match(own, "name", thorough=True)
    start, end = reader.sentence(quote)
    if not match.settled:
        match = register.match(words[start : quote.start], "sentence")
    if not match.settled:
        match = register.match(words[start:end], "sentence")
    line = words.rfind("\n", 0, start) + 1
    while not match.settled and start > line:
        end, start = start - 1, max(words.rfind(mark, line, start - 1) for mark in _SENTENCE_END) + 1
        start = max(start, line)
        match = register.match(words[start:end], "paragraph")
    if not match.settled:
        match = register.match(reader.record.problem, "record")
    return match if match.settled else Match(reason=text("monitoring.unmatched.none"))


def _period(reader: _Reader, words: str | None, quote: Quote) -> Period:
    """The period of a value. A year that it is only compared with (较上年) is not its own: then the period of the
    value before it in the sentence holds."""
    start, end = reader.sentence(quote)
    body = reader.notice.text
    at = body.rfind(words, start, end) if words else -1
    if at > 0 and body[start:at].rstrip().endswith(_COMPARED):
        others = [m for m in reader.record.metrics if start <= m.quote.start < quote.start and m.period != words]
        words = others[-1].period if others else None
        at = body.rfind(words, start, end) if words else -1
    years = _YEAR.findall(body[start : max(at, start)])
    return read_period(words, reader.notice.issued_on, int(years[-1]) if years else None)
