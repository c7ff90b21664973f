"""News of 约谈, lists of summoned firms, typical cases: whatever no other genre claims.

What such a document tells as a problem is read; a document that tells none yields its metadata and a warning.
"""

from __future__ import annotations

import re
from dataclasses import replace

from geoapp.cases.blocks import drafts_of_blocks
from geoapp.cases.drafts import Draft, fill
from geoapp.cases.enumerations import common_term, drafts_of_enumerations
from geoapp.cases.fault_first import FAULTS
from geoapp.cases.findings import find_findings
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_chapters
from geoapp.cases.genres import inspection_bulletin
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.numerals import CHINESE
from geoapp.cases.outline import CHAPTER, headings
from geoapp.cases.petition_stories import drafts_of_story
from geoapp.cases.replies import drafts_of_reply
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start
from geoapp.cases.titled_reports import drafts_of_titled_reports
from geoapp.cases.typical_cases import drafts_of_typical_cases
from geoapp.cases.unlabelled import drafts_of_chapter, drafts_of_list
from geoapp.model import Genre

GENRE = Genre.OTHER

_EXAMPLE = re.compile(
    rf"(?:(?:(?:典型|反面|正面|负面)?(?:案例|事例)|(?:挂牌)?督办(?:问题|事项|件)?|线索|典型(?:问题)?)\s*(?P<n>[{CHINESE}]{{1,3}}|\d{{1,2}})\s*[:、.]?|[{CHINESE}]{{1,3}}、(?=[^。]{{6,60}}案$))\s*(?P<title>.*)"
)
_HANDLED = re.compile(
    r"责令|处罚|罚款|立案|查封|扣押|移送|整改|处以|拘留|判处|作出|约谈|问责|修复|整治|拆除|取缔|关停|[交转督]办后"
    r"|^(?:目前|现|截至|截止)[^。]{0,60}(?:已|正在|完成)|^[^,。]{2,16}(?:表示|承诺|表态)[,:]|[通曝披][报光露]后|督察(?:指出|反馈)后"
)
# 整改成效：…, 目前进展：…, 督办期限：…: what an example labels needs no telling apart.
_TOLD_BY_LABEL = frozenset({
    Field.RECTIFICATION, Field.DEADLINE, Field.LEAD_UNIT, Field.RESPONSIBLE, Field.STATUS, Field.GOAL, Field.MEASURES,
})  # fmt: skip
# What the office says of all cases together ends the last one.
_LESSON = re.compile(
    r"^(?:典型意义|案例启示|启示意义|警示意义|法律依据|(?:上述|以上|这些|此次通报的?)[^,。]{0,12}(?:案例|问题|案件)"
    r"|通报(?:要求|强调|指出)|(?:全市)?各[县市区地级乡镇][^,。]{0,16}要|下一步,?[^。]{0,20}(?:将|要))"
)
_FACTS = re.compile(r"^(?:【?(?:基本案情|案情简介|案件简介|主要问题|违法事实|查处情况|处理情况|处理结果)】?)\s*:?\s*")
_TITLE_CHARS = 60
_FIRM = re.compile(r"[\u4e00-\u9fff()A-Za-z]{4,30}?(?:有限(?:责任)?公司|股份公司|集团|分公司|公司|厂)")
_FIRM_LINE = re.compile(
    r"(?:\(?\d{1,3}[.、)]\s*)?(?P<firm>[\u4e00-\u9fff()A-Za-z]{4,36}"
    r"(?:公司|厂|集团|矿|站|中心|医院))[、,;。]?"
)


def recognise(_source: Source) -> float:
    """What is left when no genre speaks up."""
    return 0.24


def extract(source: Source) -> list[Draft]:
    """One draft a typical case, a listed problem, a row of a table, or (without a word why) a summoned firm."""
    return (
        drafts_of_tables(source)
        or drafts_of_flattened(source)
        or _examples(source)
        or drafts_of_typical_cases(source)
        or drafts_of_chapters(source)
        or drafts_of_titled_reports(source)
        or drafts_of_reply(source)
        or drafts_of_blocks(source)
        or drafts_of_story(source)
        or [draft for _, draft in find_findings(source)]
        or _with_term(source, drafts_of_chapter(source) or drafts_of_list(source))
        or _faulty(source, drafts_of_enumerations(source))
        or _summoned(source)
        or _told(source)
    )


def _told(source: Source) -> list[Draft]:
    """News of a single fault (针对媒体曝光的某某非法采砂问题，某县…), told as bulletins tell theirs."""
    drafts = inspection_bulletin.extract(source, visits=False)
    told = [d for d in drafts if (what := d.first(Field.PROBLEM)) and FAULTS.search(source.matched(what))]
    return _faulty(source, told)


def _faulty(source: Source, drafts: list[Draft]) -> list[Draft]:
    """Without counts of tasks, what an office takes seriously, and what it looked for and did not find."""
    return [d for d in drafts if (what := d.first(Field.PROBLEM)) and not _NO_FAULT.search(source.matched(what))]


_NO_FAULT = re.compile(
    r"(?:任务|项目|问题|整治|治理)[^,。;]{0,12}\d+[个项件家处台],(?:已|其中|均)[^。;]{0,12}\d+[个项件家处台]|[^,。;]{2,20}\d+[个项件家处台],已[^,。;]{0,6}\d+[个项件家处台]"
    r"|高度重视|十分重视|未曾?发现(?:新|反弹)|^(?:未曾?)?发现(?:反弹|新增)|如下:$"
)


def _with_term(source: Source, drafts: list[Draft]) -> list[Draft]:
    """请于7月31日前完成整改: one day for all that a letter hands over."""
    term = common_term(source) if drafts else []
    return [replace(draft, common=term) for draft in drafts]


def _examples(source: Source) -> list[Draft]:
    """案例一 … with its facts: from one such line to the next."""
    heads = [(line, match) for line in source.lines if (match := _EXAMPLE.fullmatch(source.folded, *line))]
    stop = tail_start(source)
    drafts: list[Draft] = []
    for index, (line, match) in enumerate(heads):
        end = heads[index + 1][0][0] if index + 1 < len(heads) else max(stop, line[1])
        if match["n"]:
            end = min(end, _next_chapter(source, line[1], end))
        draft = _example(source, match, end)
        if draft is not None:
            drafts.append(draft)
    return drafts if len(drafts) >= 2 or any(match["n"] for _, match in heads) else []


def _next_chapter(source: Source, start: int, end: int) -> int:
    """二、挂牌督办问题, 三、有关要求: a short numbered line between two cases belongs to neither."""
    above = (h for h in headings(source, (start, end)) if h.level == CHAPTER and h.end - h.start <= _CHAPTER_CHARS)
    return next((h.start for h in above if not source.matched(h.words).endswith(("。", ";"))), end)


_CHAPTER_CHARS = 24


# 案例一、某县某湖水质不升反降  6月12日，…: the copy put the story behind its title.
_TITLE_END = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)|(?<=\S)[ \t](?=\S{20})|。(?=.)")


def _example(source: Source, head: re.Match[str], end: int) -> Draft | None:
    draft = Draft()
    begin, stop = head.span("title")
    if stop - begin > _TITLE_CHARS and (parted := _TITLE_END.search(source.folded, begin, stop)):
        stop = parted.start()
    title, body = source.trim((begin, stop)), (stop, end)
    facts: list[Span] = []
    handled: list[Span] = []
    labels = [label for label in find_labels(source, body) if label.field in _TOLD_BY_LABEL]
    if labels:
        fill(draft, source, labels, end)
        body = (stop, labels[0].start)
    for sentence in sentences(source.folded, body):
        words = source.matched(sentence)
        if _LESSON.match(words):
            break
        label = _FACTS.match(words)
        span = (sentence[0] + (label.end() if label else 0), sentence[1])
        (handled if handled or (facts and _HANDLED.search(words)) else facts).append(span)
    problem = (facts[0][0], facts[-1][1]) if facts else title
    if problem[0] >= problem[1]:
        return None
    draft.add(Field.PROBLEM, problem)
    if handled:
        draft.add(Field.RECTIFICATION, (handled[0][0], handled[-1][1]))
    if facts and title[0] < title[1]:
        draft.category = title
    if head["n"]:
        draft.add(Field.NUMBER, (head.start(), head.end("n")))
    draft.county_hints = [problem, title]
    return draft


def _summoned(source: Source) -> list[Draft]:
    """Firms named one a line or between 、 in a document about a 约谈 or a list: all that is known is who they are."""
    about = fold(source.notice.title) + source.folded[:400]
    if not re.search(r"约谈|名单|挂牌督办", about):
        return []
    firms = [match.span("firm") for line in source.lines if (match := _FIRM_LINE.fullmatch(source.folded, *line))]
    if len(firms) < 2:
        firms = _firms_of_sentence(source)
    drafts: list[Draft] = []
    for span in firms:
        draft = Draft(county_hints=[span])
        draft.add(Field.PROBLEM, span)
        drafts.append(draft)
    return drafts


def _firms_of_sentence(source: Source) -> list[Span]:
    """对甲公司、乙公司…进行约谈."""
    for sentence in sentences(source.folded, (0, tail_start(source))):
        if "约谈" not in source.matched(sentence):
            continue
        named = list(_FIRM.finditer(source.folded, *sentence))
        listed = [match.span() for match in named if _in_a_row(source.folded, match)]
        if len(listed) >= 2:
            return [_without_verb(source.folded, span) for span in listed]
    return []


def _in_a_row(folded: str, firm: re.Match[str]) -> bool:
    return bool({folded[firm.start() - 1], folded[firm.end() : firm.end() + 1]} & set("、和及"))


def _without_verb(folded: str, span: Span) -> Span:
    lead = re.match(r"(?:[^\s]{0,20}?(?:约谈了?|对|将))", folded[slice(*span)])
    return (span[0] + lead.end(), span[1]) if lead and span[1] - span[0] - lead.end() >= 4 else span
