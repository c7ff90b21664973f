"""News of 约谈, lists of summoned firms, typical cases: whatever no other genre claims.

What such a document tells as a problem is read; a document that tells none yields its metadata and a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from geoapp.cases.blocks import drafts_of_blocks
from geoapp.cases.county_items import drafts_of_county_items
from geoapp.cases.county_lines import drafts_by_county
from geoapp.cases.drafts import Draft
from geoapp.cases.enumerations import common_term, counts_lines, drafts_of_enumerations
from geoapp.cases.fault_first import FAULTS
from geoapp.cases.feedback import drafts_of_feedback
from geoapp.cases.findings import find_findings
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_chapters, drafts_of_one_form
from geoapp.cases.found_problems import of_a_province
from geoapp.cases.genres import inspection_bulletin
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field
from geoapp.cases.petition_stories import drafts_of_numbered_stories, drafts_of_story
from geoapp.cases.problem_chapters import drafts_of_problem_chapters
from geoapp.cases.proposal_answers import drafts_of_proposal_answer
from geoapp.cases.released import drafts_of_release
from geoapp.cases.replies import drafts_of_reply
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start
from geoapp.cases.statuses import UNKNOWN
from geoapp.cases.titled_reports import drafts_of_titled_reports
from geoapp.cases.typical_cases import find_typical_cases
from geoapp.cases.unlabelled import drafts_of_chapter, drafts_of_list
from geoapp.model import Genre

GENRE = Genre.OTHER

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
    return next((drafts for read in _ways() if (drafts := read(source))), [])


def _ways() -> tuple[Callable[[Source], list[Draft]], ...]:
    """The forms in which such a document tells its cases. Each reader wants proof of its form, so that few documents
    are read by more than one; of those the narrower form is the true one: cells and named parts before chapters and
    labels, these before what is told in sentences."""
    return (
        drafts_of_tables,
        _typical,
        drafts_of_proposal_answer,
        drafts_of_release,
        drafts_of_flattened,
        drafts_of_problem_chapters,
        drafts_of_chapters,
        drafts_of_county_items,
        drafts_by_county,
        drafts_of_titled_reports,
        drafts_of_reply,
        drafts_of_one_form,
        drafts_of_blocks,
        drafts_of_numbered_stories,
        drafts_of_story,
        drafts_of_feedback,
        _found,
        _listed,
        _enumerated,
        _summoned,
        _told,
        _one_fed_back,
    )


def _typical(source: Source) -> list[Draft]:
    return [draft for _, draft in find_typical_cases(source)]


def _found(source: Source) -> list[Draft]:
    return [draft for _, draft in find_findings(source)]


def _listed(source: Source) -> list[Draft]:
    return _with_term(source, drafts_of_chapter(source) or _uncounted(source))


def _enumerated(source: Source) -> list[Draft]:
    return _faulty(source, drafts_of_enumerations(source))


def _one_fed_back(source: Source) -> list[Draft]:
    return drafts_of_feedback(source, 1)


def _uncounted(source: Source) -> list[Draft]:
    """A list whose lines no 一是, 二是 count: of those that do, later paragraphs tell more."""
    return [] if counts_lines(source) else drafts_of_list(source)


def _told(source: Source) -> list[Draft]:
    """News of a single fault (针对媒体曝光的某某非法采砂问题，某县…), told as bulletins tell theirs."""
    drafts = inspection_bulletin.extract(source, visits=False)
    told = [
        draft
        for draft in drafts
        if (what := draft.first(Field.PROBLEM))
        and (draft.heading is not UNKNOWN or FAULTS.search(source.matched(what)))
    ]
    return _faulty(source, told)


def _faulty(source: Source, drafts: list[Draft]) -> list[Draft]:
    """Without counts of tasks, what an office takes seriously, and what it looked for and did not find."""
    told = [(draft, source.matched(what)) for draft in drafts if (what := draft.first(Field.PROBLEM))]
    return [draft for draft, words in told if not _NO_FAULT.search(words) and not of_a_province(words)]


_NO_FAULT = re.compile(
    # who ought to do what: 有关部门应双管齐下, 各镇要…, 继续做好…
    r"^(?:针对[^,。;]{2,12},)?[^,。;]{0,16}(?:部门|单位|各方|政府)应|^各[^,。;]{1,12}(?:要|应|须)|^(?:另)?一方面要"
    r"|^(?:[一二三四]是)?继续(?:认真)?(?:做好|抓好|加强)|^[^;。]{0,16}提出:?一是"
    # what was looked for and is not there: 经查没有直排口, 未发现反弹
    r"|^(?:经查,)?[^,。;]{0,10}(?:没有|无|未见|未发现)(?:[^,。;]{0,4}(?:直排|排污)口|非法|新增|反弹)"
    r"|未曾?发现(?:新|反弹)|^(?:未曾?)?发现(?:反弹|新增)"
    # how many of how many tasks are done: 整改任务20项，已完成12项
    r"|(?:任务|项目|问题|整治|治理)[^,。;]{0,12}\d+[个项件家处台],(?:已|其中|均)[^。;]{0,12}\d+[个项件家处台]"
    r"|[^,。;]{2,20}\d+[个项件家处台],已[^,。;]{0,6}\d+[个项件家处台]"
    # what was put right: supervised problems, heaps
    r"|达到(?:督办|整改|验收)要求$|有力推进|逐步改善|已经?被?(?:清理|清运|拆除)(?:干净|完毕)"
    # who went, heard, spoke and takes it seriously; some of several, none by name
    r"|^[^。;]{0,30}(?:学习|听取|视察|观摩|观看)了|^[^,。;]{0,12}(?:检查|[察查]看|走访|调研)了[^。;]{4,}情况$"
    r"|表态发言|高度重视|十分重视|(?<![\u4e00-\u9fff])有的[^。;]{2,40}有的"
    # what only leads to the list: 存在的问题如下：
    r"|如下:$"
)


def _with_term(source: Source, drafts: list[Draft]) -> list[Draft]:
    """请于7月31日前完成整改: one day for all that a letter hands over."""
    term = common_term(source) if drafts else []
    return [replace(draft, common=term) for draft in drafts]


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
