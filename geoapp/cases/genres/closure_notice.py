"""销号公示, 验收公示: one problem (or a table of them) whose rectification is finished and laid open for objections."""

from __future__ import annotations

import re

from geoapp.cases.blocks import drafts_of_blocks, has_numbered_problems
from geoapp.cases.drafts import Draft, fill
from geoapp.cases.evidence import score
from geoapp.cases.flattened import drafts_of_flattened
from geoapp.cases.forms import drafts_of_labels, fields_of_chapters, has_chaptered_forms
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.labels import Field, find_labels, find_numbers
from geoapp.cases.listed_problems import drafts_of_counted, parted
from geoapp.cases.numerals import CHINESE
from geoapp.cases.sentences import begins_at, sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start
from geoapp.cases.statuses import UNKNOWN, Judgement, judge
from geoapp.cases.unlabelled import drafts_without_labels
from geoapp.model import Genre, Status

GENRE = Genre.CLOSURE_NOTICE

# A 销号 that is planned or applied for closes nothing yet; the work laid open is finished.
_APPLIES = re.compile(r"(?:拟|申请|申报|提请|无异议后|期满后|将)[^。;\n]{0,30}销号|销号前的?公[示告]")
_CLOSES = re.compile(
    r"(?:予以|同意|准予|达到|符合|完成|通过)[^。;\n]{0,30}销号|销号(?!(?:有关|相关|工作|管理)*(?:规定|要求|办法|规程|程序|制度|标准|流程|规则))[^。;\n]{0,16}(?:公示|公告)"
    r"|已(?:全部)?完成整改的?[^。;\n]{0,24}(?:公示|公告)"
)
_ACCEPTS = re.compile(r"(?:验收|整改完成|完成整改)[^。;\n异]{0,20}(?:公示|公告|合格|通过)|通过[^。;\n]{0,12}验收")
# A problem told in prose: 反馈的“……”问题, 关于……的问题.
_PROSE = re.compile(
    r"(?:反馈|指出|交办|曝光|通报|披露|移交|反映|督办|存在)[^。\n“”]{0,40}[“\"](?P<what>[^”\"\n]{8,200})[”\"]|(?:反馈|指出|交办|曝光|通报|披露|移交|反映|督办)的(?P<plain>[^。,\n“”]{8,80}?)(?:问题)(?=[,。已])"
)


def recognise(source: Source) -> float:
    """销号/验收 with 公示 in the title; problem, goal, completion and 公示期 below."""
    title = r"(?:销号|验收|整改完成|完成整改|整改情况)[^。]{0,16}(?:公示|公告)|(?:公示|公告)[^。]{0,30}销号"
    title += r"|关于.{4,40}整改的公示$|(?:验收|销号)意见$|整改任务[^。]{0,24}结果的?公示"
    total = score(
        source,
        title,
        r"(?:销号|验收|整改)[^。]{0,24}(?:公示|公告)|公示期|拟销号|现予公示",
        [Field.PUBLICITY, Field.RECTIFICATION, Field.GOAL, Field.PROBLEM],
    )
    if _LAID_OPEN.search(fold(source.notice.title)):
        total += _CERTAIN
    return _SHAPE if total < _SHAPE and _is_shaped(source) else total


_SHAPE = 0.4
# 关于拟销号一批问题整改情况的公示 is more than the report that 整改情况 alone would name
_LAID_OPEN = re.compile(r"销号[^。\n]{0,24}公示|公示[^。\n]{0,24}销号")
_CERTAIN = 0.2


def _is_shaped(source: Source) -> bool:
    """A copy without its title: what is laid open for objections is told by chapters, one a field."""
    if "公示" not in source.folded:
        return False
    if _PROSE.search(source.folded, 0, _OPENING_CHARS) and _ANNOUNCED.search(source.folded):
        return True
    if _HANDED.search(source.folded, 0, _OPENING_CHARS) and _ANNOUNCED.search(source.folded, 0, _OPENING_CHARS):
        return len(set(fields_of_chapters(source)) & _OTHERS) >= _CHAPTERS
    if _FIRST_CHAPTER.search(source.folded) is None:
        return False
    chapters = fields_of_chapters(source)
    return chapters.count(Field.PROBLEM) == 1 and len(set(chapters) & _OTHERS) >= 2


_ANNOUNCED = re.compile(
    r"(?:销号|完成整改|已办结|整改(?:任务)?(?:完成|落实)?情况)[^。]{0,40}公示|问题已办结[^\n]{0,80}公示"
)
_OPENING_CHARS = 400
_FIRST_CHAPTER = re.compile(r"一、[^\n。]{0,24}(?:问题|任务|内容|事项|意见)")  # without it no chapter tells a problem
_OTHERS = {Field.GOAL, Field.MEASURES, Field.RECTIFICATION, Field.RESPONSIBLE, Field.DEADLINE, Field.PUBLICITY}


def extract(source: Source) -> list[Draft]:
    """One draft a problem; what a notice lays open as finished is closed unless its own text says otherwise."""
    drafts = drafts_of_tables(source) or drafts_of_flattened(source)
    if not drafts and has_numbered_problems(source) and not has_chaptered_forms(source):
        drafts = drafts_of_blocks(source)
    drafts = drafts or drafts_of_labels(source, numbered_lines=True) or _several(drafts_of_blocks(source))
    drafts = drafts or drafts_of_counted(source) or _prose(source) or _handed_over(source)
    drafts = drafts or drafts_without_labels(source) or _titled(source)
    if len(drafts) == 1:
        drafts = parted(source, drafts[0])
    if len(drafts) == 1:
        _drop_counter(source, drafts[0])
    first = min((span[0] for draft in drafts for span in draft.all(*Field)), default=len(source.text))
    if drafts and (handed := _HANDED.search(source.folded, 0, _OPENING_CHARS)) and first == handed.start("what"):
        first = source.lines[source.line_at(first)][1]  # told in prose: the same paragraph says what is laid open
    reported = any(Field.RECTIFICATION in draft.values for draft in drafts)
    single = len(drafts) == 1 and not _goes_on(source, drafts[0])
    last = max((span[1] for draft in drafts for span in draft.all(*Field)), default=0) if len(drafts) > 1 else 0
    shown = _judgement(source, (first, last), single=single, reported=reported)
    if len(drafts) == 1 and Field.NUMBER not in drafts[0].values:
        told = drafts[0].first(Field.PROBLEM)
        if listed := _LISTED.search(source.folded, 0, min(400, told[0] if told else 400)):
            drafts[0].add(Field.NUMBER, listed.span())
    _number(source, drafts)
    struck_off = shown.status is Status.CLOSED and any(_is_struck_off(source, draft) for draft in drafts)
    for draft in drafts:
        # A column that says how each row fared knows better than the title.
        if draft.heading is UNKNOWN and draft.first(Field.STATUS) is None:
            # 该问题已销号, said of some, is more than the title says of those without a word of it.
            silent = struck_off and not any("销号" in source.matched(span) for span in draft.all(Field.RECTIFICATION))
            draft.heading = shown._replace(status=Status.DONE) if silent else shown
    return drafts


def _drop_counter(source: Source, draft: Draft) -> None:
    """（一）某渠有垃圾。 and no second: a list of one counts nothing."""
    told = draft.first(Field.PROBLEM)
    if told is not None and (counted := _IN_BRACES.match(source.folded, *told)):
        draft.values[Field.PROBLEM] = [(counted.end(), told[1])]
    number = draft.first(Field.NUMBER)
    if number is not None and re.fullmatch(r"\(?[一1]\)?[、.]?", source.matched(number)):
        del draft.values[Field.NUMBER]


# {编号364(35-11)}:某事不力
_IN_BRACES = re.compile(r"[{【\[]编号[^{}【】\[\]]{1,20}[}】\]]\s*:?\s*(?=[\u4e00-\u9fff])")


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


def _judgement(source: Source, told: Span, *, single: bool, reported: bool) -> Judgement:
    """Where the notice says that the problem is to be struck off, or only that the work was accepted.

    What was done about a ``single`` problem is laid open because it is done, unless its own words say otherwise; that
    may be said behind the problem where nothing is ``reported`` of it."""
    for pattern, status in ((_APPLIES, Status.DONE), (_CLOSES, Status.CLOSED), (_ACCEPTS, Status.DONE)):
        # Inside a record such words speak of that record alone.
        for stretch in ((0, told[0]), (max(told[1], tail_start(source)), len(source.folded))):
            if match := pattern.search(source.folded, *stretch):
                return Judgement(status, _phrase(source, match.span()))
    title = re.sub(r"\s+", "", fold(source.notice.title))
    if re.search(r"销号|验收|完成", title):
        return Judgement(Status.CLOSED if "销号" in title else Status.DONE, None)
    if single and (proposed := _PROPOSES.search(source.folded)):
        return Judgement(Status.DONE, _phrase(source, proposed.span()))
    above = source.folded[: told[0]] if reported else source.folded
    if single and any(_LAID_OPEN.search(words) for words in (title, above, source.folded[tail_start(source) :])):
        return Judgement(Status.DONE, None)
    return UNKNOWN


_PROPOSES = re.compile(r"拟(?:在|于)?[^。;,\n]{0,16}销号")


def _goes_on(source: Source, draft: Draft) -> bool:
    return any(_GOES_ON.search(source.folded, *span) for span in draft.all(Field.RECTIFICATION, Field.STATUS))


def _is_struck_off(source: Source, draft: Draft) -> bool:
    told = draft.all(Field.RECTIFICATION)
    judged = judge(source.folded, told) if told else UNKNOWN
    return judged.status is Status.CLOSED and judged.span is not None and "销号" in source.matched(judged.span)


_GOES_ON = re.compile(r"阶段性|长期坚持|持续整改|长期整改")
# How it was put right is laid open; how far it got (整改进展情况公示) is another matter.
_LAID_OPEN = re.compile(r"整改(?:任务)?的?(?:完成|落实)?情况[^。,;\n]{0,12}公示|整治公示|完成了?整改[^。;\n]{0,16}公示")


def _phrase(source: Source, inside: Span) -> Span:
    """The phrase around a match, so that the quote can be read by itself."""
    marks = ",。;\n"
    start = begins_at(source.folded, inside[0], marks)
    ends = [offset for mark in marks if (offset := source.folded.find(mark, inside[1])) >= 0]
    return source.trim((start, min(ends, default=len(source.folded))))


_N = rf"[\d{CHINESE}]{{1,4}}"
_LISTED = re.compile(
    rf"(?:任务|[省市县])?序号\s*:?\s*专?{_N}(?![年月日])|第\s*{_N}\s*[项个](?:问题)?|第\s*{_N}\s*号(?:问题|(?=(?:反馈|整改|督察)?(?:问题|任务|事项)))"
    rf"|编号\s*:?\s*[\w-]{{1,12}}|(?:问题|清单|任务)\s*第?\d{{1,3}}\s*号|反馈问题\s*\d{{1,3}}(?=\n)"
    r"|[XD]\d?[A-Z]{2}\d{12,}"
)


def _prose(source: Source) -> list[Draft]:
    """The quoted problem of the opening paragraph; what chapters say below (一、整改时限, 二、整改目标) is its own."""
    told = list(_PROSE.finditer(source.folded))
    if not told:
        return []
    found = next((match for match in told if not _in_title(source, match)), told[0])
    alike = [match for match in told if match["what"] and _opening(match) == _opening(told[0])]
    found, first = (alike[-1], alike[0]) if alike else (found, found)
    problems = _numbered_beside(source, found) or [first.span("what") if first["what"] else first.span("plain")]
    floor = source.lines[source.line_at(found.end() - 1)][1] if _in_title(source, found) else found.end()
    fields = [label for label in find_labels(source, numbered_lines=True) if floor <= label.start < tail_start(source)]
    drafts = []
    for problem in problems:
        draft = Draft()
        draft.add(Field.PROBLEM, problem)
        if len(problems) > 1 and (no := _number_before(source, problem)):
            draft.add(Field.NUMBER, no)
        fill(draft, source, fields, tail_start(source))
        if not fields and (rest := _report_behind(source, floor)):
            draft.add(Field.RECTIFICATION, rest)
        drafts.append(draft)
    return drafts


def _titled(source: Source) -> list[Draft]:
    """关于某镇垃圾堆放点整改的公示: nothing but the title says what the problem is."""
    found = max(_MATTER.finditer(source.folded, 0, _OPENING_CHARS), key=re.Match.start, default=None)
    rest = _report_behind(source, found.end()) if found is not None else None
    if found is None or rest is None:
        return []
    draft = Draft()
    draft.add(Field.PROBLEM, source.trim(found.span("what")))
    draft.add(Field.RECTIFICATION, rest)
    return [draft]


_MATTER = re.compile(
    r"关于(?P<what>[^。“”《》]{6,60}?)(?:问题)?的?(?:整改|整治)(?:完成|销号|验收)?(?:情况)?的?(?:公示|公告)"
)


def _handed_over(source: Source) -> list[Draft]:
    """收到省督察反馈事项交办件后… over 一、整改目标, 二、整改措施: the problem stands in papers not laid open."""
    handed = _HANDED.search(source.folded, 0, _OPENING_CHARS)
    labels = [x for x in find_labels(source, numbered_lines=True) if x.start < tail_start(source)]
    if handed is None or len({label.field for label in labels} & _OTHERS) < _CHAPTERS:
        return []
    draft = Draft()
    draft.add(Field.PROBLEM, source.trim(handed.span("what")))
    fill(draft, source, [label for label in labels if label.start > handed.end()], tail_start(source))
    return [draft]


_CHAPTERS = 3
_HANDED = re.compile(
    r"(?:收到|接到|承担|涉及)(?P<what>[^。;\n]{4,60}?(?:反馈|交办|移交|整改)(?:问题|事项|任务)(?:交办件)?)"
)


def _report_behind(source: Source, floor: int) -> Span | None:
    """What was done, from where the notice begins to say so: behind 现将…公示如下 where it stands."""
    opened = _REST_OF_IT.match(source.folded, floor)
    begin = opened.end() if opened else floor
    told = list(sentences(source.folded, (begin, max(begin, tail_start(source)))))
    announced = next((n for n, s in enumerate(told[:4], 1) if _ANNOUNCES.search(source.matched(s))), 0)
    rest = [s for s in told[announced:] if _tells(source, s)]
    return (rest[0][0], rest[-1][1]) if rest else None


_REST_OF_IT = re.compile(r"[”\"]?的?问题[,。]?\s*")  # “…”|问题，我市高度重视
_ANNOUNCES = re.compile(r"公示如下[:。]?$")


def _opening(match: re.Match[str]) -> str:
    """What a quoted problem begins with: the title cites it, and the first paragraph once more."""
    return "".join((match["what"] or "").split())[:10]


def _in_title(source: Source, found: re.Match[str]) -> bool:
    line = source.matched(source.lines[source.line_at(found.end() - 1)])
    return re.search(r"(?:公示|公告)(?:\([^()]{1,12}\))?$", line) is not None


_QUOTED = re.compile(
    r"(?:问题)?\(?(?P<no>(?:问题)?(?:编号|序号)\s*:?\s*[\w]{1,6})\)?\s*[“\"](?P<what>[^”\"\n]{8,200})[”\"]"
)


def _numbered_beside(source: Source, found: re.Match[str]) -> list[Span]:
    """问题（问题编号三十四）“…”以及问题（问题编号三十八）“…”: several in one paragraph, each behind its number."""
    line = source.lines[source.line_at(found.end() - 1)]
    told = [match.span("what") for match in _QUOTED.finditer(source.folded, *line)]
    return told if len(told) > 1 else []


def _number_before(source: Source, problem: Span) -> Span | None:
    line = source.lines[source.line_at(problem[0])]
    return next((m.span("no") for m in _QUOTED.finditer(source.folded, *line) if m.span("what") == problem), None)


def _tells(source: Source, sentence: Span) -> bool:
    return re.search(
        r"整改|完成|验收|拆除|清理|修复|建成|治理|监测|办结|核实", source.matched(sentence)
    ) is not None and not re.search(r"公示期|(?:进行|予以)公示|联系|电话|异议", source.matched(sentence))
