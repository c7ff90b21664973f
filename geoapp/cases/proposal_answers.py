"""Answers to proposals of delegates: （一）关于“某河沿线污水直排”的问题。已封堵直排口11个，…

A proposal asks for much (关于“建立联动机制”的建议) and names what is wrong only here and there; each numbered line that
cites a fault is a problem, and what follows it is what was done.
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.fault_first import FAULTS
from geoapp.cases.labels import Field
from geoapp.cases.outline import Heading, headings, stretches
from geoapp.cases.source import Source, fold
from geoapp.cases.splitting import tail_start

_ANSWER = re.compile(r"(?:提案|建议|议案)[^。]{0,12}(?:答复|回复|复函|办理|函$)|对[^。]{2,40}(?:提案|建议|议案)的")
_CITED = re.compile(
    r"(?:关于|针对|对于?)(?:您|你们?|贵[\u4e00-\u9fff]{1,4}|提案中?|建议中?|代表|委员){0,2}(?:所)?(?:提出|反映|列举|指出|点到|涉及)?的?"
    r"(?:[“\"](?P<what>[^”\"\n]{6,120})[”\"](?:这一|等)?的?(?:问题)?|(?P<plain>[^“”\"。:;\n]{5,80}?)的?问题)"
    r"(?:的?(?:办理|整改|整治|治理|落实|处理)(?:进展)?情况)?(?:[。:,]\s*|$)"
)
# 关于加强源头治理问题: what a proposal asks for is no fault.
ASKS = re.compile(
    r"(?:进一步|加强|加大|加快|建立|完善|健全|推进|推动|强化|提高|提升|优化|如何|是否|能否|增加|争取|支持|建议|尽快|深化|规范|制定|出台|落实|统筹|实施|开展|科学|严格|切实)"
)
# What people name without a word of blame: 粪污入河, 某溪断流.
_FAULTS = re.compile(
    rf"{FAULTS.pattern}|堆积|断流|淤[积塞]|渗水|(?:粪污|污水|废水|尾水|垃圾|泥沙)[^,。;]{{0,4}}入[河湖库海江渠]"
)
_FEWEST = 2


def drafts_of_proposal_answer(source: Source) -> list[Draft]:
    """One draft a cited problem, if two are and most of them tell a fault."""
    if not _ANSWER.search("".join(fold(source.notice.title).split())):
        return []
    stop = tail_start(source)
    found = [h for h in headings(source) if h.start < stop]
    ends = {h.start: stop for h, (_, stop) in zip(found, stretches([h.start for h in found], stop), strict=True)}
    cited_by = [(h, cited) for h in found if (cited := _cited(source, h)) is not None]
    # 一、关于提案所提问题的办理情况 tells nothing before what is counted below it.
    told = [(h, cited) for h, cited in cited_by if source.folded[cited.end() : ends[h.start]].strip()]
    faulty = sum(_FAULTS.search(source.matched(_what(cited))) is not None for _, cited in told)
    if len(told) < _FEWEST or faulty * 2 < len(told) or len({h.level for h, _ in told}) > 1:
        return []
    return [_draft(source, heading, cited, found, stop) for heading, cited in told]


def _cited(source: Source, heading: Heading) -> re.Match[str] | None:
    cited = _CITED.match(source.folded, *heading.words)
    return None if cited is None or ASKS.match(source.matched(_what(cited))) else cited


def _what(cited: re.Match[str]) -> tuple[int, int]:
    return cited.span("what" if cited["what"] else "plain")


def _draft(source: Source, heading: Heading, cited: re.Match[str], found: list[Heading], stop: int) -> Draft:
    end = next((h.start for h in found if h.start > heading.start and h.level <= heading.level), stop)
    above = [h for h in found if h.start < heading.start and h.level < heading.level]
    draft = Draft(category=above[-1].words if above else None, county_hints=[_what(cited), (cited.end(), end)])
    draft.add(Field.NUMBER, heading.numbered)
    draft.add(Field.PROBLEM, _what(cited))
    draft.add(Field.RECTIFICATION, source.trim((cited.end(), end)))
    return draft
