"""Numbered problems without any label: 1.关于“…”的问题。 and what was done about it, on the same line or below."""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import addressees
from geoapp.cases.findings import part_at_report
from geoapp.cases.found_problems import of_a_province
from geoapp.cases.incidents import FAULT, SOMETHING
from geoapp.cases.labels import Field
from geoapp.cases.outline import CHAPTER, Heading, heading_at, headings
from geoapp.cases.problem_chapters import drafts_below, problem_chapters
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import (
    STATED,
    Mark,
    Piece,
    cut_pieces,
    draft_piece,
    ends_like_problem,
    is_next_steps,
    reads_like_problem,
    split_unlabelled,
    tail_start,
)
from geoapp.cases.stated import of_heading
from geoapp.cases.statuses import UNKNOWN


def in_next_steps(source: Source, mark: Mark, marks: list[Mark]) -> bool:
    """Whether a mark stands under a chapter of plans to come."""
    chapters = [m.heading for m in marks if m.is_chapter and m.start < mark.start and m.heading is not None]
    return bool(chapters) and mark.no is None and is_next_steps(source, chapters[-1])


def drafts_without_labels(source: Source) -> list[Draft]:
    """No 整改情况 and no 问题N: the deepest level of numbered lines that read like problems holds the cases."""
    found = headings(source)
    skipped = False
    useful: list[Heading] = []
    for heading in found:
        if heading.level == CHAPTER:
            skipped = is_next_steps(source, heading)
        if not skipped:
            useful.append(heading)
    level = _case_level(source, useful)
    if level is None:
        return _under_statuses(source, useful) or _one_a_line(source)
    # Within a problem (针对…问题) deeper numbers are its measures; the others above it are categories.
    marks = [
        Mark(
            h.start,
            h.body,
            h.end,
            heading=h,
            is_problem=h.level == level and _states_problem(source, h) and not _opens_alike(source, h, found),
            is_category=h.level < level or (h.level == level and _opens_alike(source, h, found)),
        )
        for h in found
        if h.level <= level
    ]
    marks = [mark for mark in marks if mark.is_problem or mark.is_category]
    kept = [piece for piece in cut_pieces(source, marks) if not in_next_steps(source, piece.mark, marks)]
    return [draft_piece(source, _numbered(piece)) for piece in kept]


def _under_statuses(source: Source, found: list[Heading]) -> list[Draft]:
    """一、已完成任务 / 二、正在推进任务: under such chapters each numbered line is a task, whatever its words."""
    told = [h for h in found if of_heading(source.folded, h.words) is not UNKNOWN and h.end - h.body <= _TITLE_CHARS]
    level = min((h.level for h in told), default=None)
    chapters = [h for h in told if h.level == level]
    if level is None or len(chapters) < _ALIKE:
        return []
    above = [h for h in headings(source) if h.level <= level]
    below = [h for h in found if h.level > level and any(_right_below(c, h, above) for c in chapters)]
    deeper = min((h.level for h in below), default=None)
    tasks = [h for h in below if h.level == deeper]
    marks = [Mark(h.start, h.body, h.end, heading=h, is_problem=True) for h in tasks]
    marks += [Mark(h.start, h.body, h.end, heading=h, is_category=True) for h in above]
    pieces = cut_pieces(source, sorted(marks, key=lambda mark: mark.start))
    return [_title_first(source, draft_piece(source, _numbered(piece))) for piece in pieces]


def _title_first(source: Source, draft: Draft) -> Draft:
    """桐江村废渣治理。已清运…: a task's first sentence names it, the rest tells how far it got."""
    whole = draft.whole(Field.PROBLEM)
    if whole is None or draft.first(Field.RECTIFICATION) is not None:
        return draft
    stop = source.folded.find("。", *whole) + 1
    if 0 < stop - whole[0] <= _TITLE_CHARS + 20 and stop < whole[1]:
        draft.values[Field.PROBLEM] = [(whole[0], stop)]
        draft.add(Field.RECTIFICATION, source.trim((stop, whole[1])))
    return draft


def _right_below(chapter: Heading, heading: Heading, above: list[Heading]) -> bool:
    """No other chapter stands between the two."""
    return chapter.start < heading.start and not any(chapter.start < h.start < heading.start for h in above)


_TITLE_CHARS = 30
_ALIKE = 2
_BULLET = re.compile(r"[\s●■◆▲★◇□○·•➢➤►▶*\-—]*(?:[一二三四五六七八九十]是)?")


def _one_a_line(source: Source) -> list[Draft]:
    """●某县：…问题。已…。同意销号。 One problem a line, told by its first sentence; no number says so."""
    drafts: list[Draft] = []
    for start, end in source.lines:
        if start >= tail_start(source):
            break
        bullet = _BULLET.match(source.folded, start, end)
        body = source.trim((bullet.end() if bullet else start, end))
        whose = _WHOSE.match(source.folded, *body)
        body = (whose.end(), end) if whose else body
        if of_a_province(source.matched(body)):
            continue
        problem, rest = split_unlabelled(source, body)
        if rest[1] - rest[0] < _TOLD_CHARS or not ends_like_problem(source, problem):
            if not _faulty(source, body):
                continue
            problem, rest = _first_sentence(source, body)
        draft = Draft(county_hints=[problem, *([whose.span()] if whose else [])])
        draft.add(Field.PROBLEM, problem)
        draft.add(Field.RECTIFICATION, rest)
        drafts.append(draft)
    return drafts if len(drafts) >= _ALIKE else []


def _first_sentence(source: Source, body: Span) -> tuple[Span, Span]:
    stop = source.folded.find("。", *body) + 1
    return (body[0], stop), source.trim((stop, body[1]))


def _faulty(source: Source, body: Span) -> bool:
    """某河水质异常。经排查…: a short first sentence with a word of fault, and what was done about it."""
    (start, stop), rest = _first_sentence(source, body)
    words = source.folded[start:stop]
    told = _REPORTED.search(source.folded, *rest) if 0 < stop - start <= _FAULT_CHARS else None
    return (
        told is not None
        and ("管网" in words or SOMETHING.search(words) is not None)
        and re.search(_FAULTS, words) is not None
    )


_FAULT_CHARS = 60
_FAULTS = rf"{FAULT}|异常|超标|反复|恶化|下降|受损|堵塞"
_REPORTED = re.compile(r"已|正在|目前|完成|计划|预计|责令|组织|启动|实施|投资|尚未")
_TOLD_CHARS = 6
_WHOSE = re.compile(r"[\u4e00-\u9fff]{2,12}[区县市旗州]\s*:\s*")


def _numbered(piece: Piece) -> Piece:
    heading = piece.mark.heading
    if heading is None:
        return piece
    no = heading.numbered
    return Piece(
        Mark(piece.mark.start, piece.mark.end, piece.mark.stop, no=no, is_problem=True),
        piece.end,
        piece.category,
        piece.chapter,
    )


def _case_level(source: Source, found: list[Heading]) -> int | None:
    best: int | None = None
    for level in sorted({h.level for h in found}):
        alike = [h for h in found if h.level == level and not _is_row(source, h, found)]
        like_problem = [h for h in alike if _states_problem(source, h)]
        if len(like_problem) >= max(1, 0.5 * len(alike)):
            best = level
    return best


_ROW_CHARS = 24


def _is_row(source: Source, heading: Heading, found: list[Heading]) -> bool:
    """（一）湖泊保护方面, and the next line counts on below it."""
    words = source.matched(heading.words)
    if len(words) > _ROW_CHARS or not words.endswith(("方面", "领域", "类")):
        return False
    below = source.line_at(heading.start) + 1
    return any(h.level > heading.level and source.line_at(h.start) == below for h in found)


def _opens_alike(source: Source, heading: Heading, found: list[Heading]) -> bool:
    """（一）水环境问题, and （一）某厂超标排放问题 on the next line: a row over a list counted in its manner."""
    below = source.line_at(heading.start) + 1
    alike = (h for h in found if h.level == heading.level and h.value == 1 and h.start > heading.start)
    return any(source.line_at(h.start) == below for h in alike)


def _states_problem(source: Source, heading: Heading) -> bool:
    """Whether a numbered line states a problem: by its end, by the state in brackets behind it (…。（达到序时进度）),
    or by a fault on a line of its own, with a report in the line below."""
    if reads_like_problem(source, heading) or STATED.search(source.folded, *heading.words):
        return not _ASPECT.fullmatch(source.matched(heading.words))
    words = source.matched(heading.words)
    below = source.line_at(heading.start) + 1
    if not words.endswith("。") or len(words) > _FAULT_CHARS * 2 or below >= len(source.lines) or _begins_report(words):
        return False
    line = source.lines[below]
    if _OF_IT.match(source.folded, *line):
        return True
    told = heading_at(source, line) is None and _REPORTED.search(source.folded, *line) is not None
    return told and re.search(_FAULTS, words) is not None and SOMETHING.search(words) is not None


# 该问题已完成整改。…: whatever the line above says is a problem.
_OF_IT = re.compile(r"该(?:项|反馈)?问题(?:现?已|正|尚|未|基本|目前)")


def _begins_report(words: str) -> bool:
    return re.match(r"[^,。;]{0,20}(?:已|责令|完成|开展|组织|加强|推进|建立|制定|投资|实施|督促)", words) is not None


_ASPECT = re.compile(r"[^,。;]{2,16}方面")


# 经查，你县石灰窑群存在以下环境问题： / 1、…； / 2、…； — a letter that hands problems over
_LISTS = re.compile(
    r"[^。]{0,80}(?:存在|发现|有)[^。:]{0,16}(?:问题|情况|情形|行为)[^。:]{0,12}:$|[^。]{0,80}(?:问题|情形)如下:$"
    r"|[^。]{0,80}(?:典型案例|典型问题|案件)[^。,:]{0,6},?(?:分别为|分别是|如下|包括):$"
    r"|[^。]{0,80}(?:存在|发现|有)(?:的)?(?:以下|下列|如下)[^。:]{0,10}(?:问题|情况|情形|行为)[^。:]{0,12}[:。]$"
)


def drafts_of_list(source: Source) -> list[Draft]:
    """Faults counted on lines of their own behind a line that announces them; nothing unless two are."""
    for number, line in enumerate(source.lines[:-1]):
        if not _LISTS.fullmatch(source.folded, *line):
            continue
        items: list[Heading] = []
        for below in source.lines[number + 1 :]:
            item = heading_at(source, below)
            if item is None or (items and (item.level, item.value) != (items[-1].level, items[-1].value + 1)):
                break
            items.append(item)
        if not items and len(bare := _bare_items(source, number + 1)) >= _ALIKE:
            to = addressees(source, number)
            return [_told_bare(source, line, to) for line in bare]
        told = [h for h in items if re.search(_FAULTS, source.matched(h.words))]
        named = sum(_names(source, h) for h in told)
        if len(told) >= _ALIKE and len(told) == len(items) and (named == len(told) or 2 * named >= len(told) > _FEW):
            to = addressees(source, number)
            return [_listed(source, item, to) for item in items]
    return []


_FEW = 4  # of so many that are listed some may be named in words that no list of kinds holds


def _bare_items(source: Source, number: int) -> list[Span]:
    """The lines from ``number`` on that state a fault each, without any counter: 某镇某厂物料未入棚。"""
    found: list[Span] = []
    for line in source.lines[number:]:
        words = source.matched(line)
        faulty = re.search(_FAULTS, words) is not None and SOMETHING.search(words) is not None
        if re.match(r"[^,。;]{1,12}:", words):
            return []  # 某区：1.…；2.…: a county's own list
        if not faulty or re.match(_OF_ALL, words) or not words.endswith(("。", ";")):
            break
        found.append(line)
    return found


_OF_ALL = r"(?:以上|上述|针对上述|对上述|请)"


def _told_bare(source: Source, line: Span, addressed: list[Span]) -> Draft:
    draft = Draft(county_hints=[line, *addressed])
    problem, report = part_at_report(source, line)
    draft.add(Field.PROBLEM, problem)
    draft.add(Field.RECTIFICATION, report)
    return draft


def _names(source: Source, item: Heading) -> bool:
    return SOMETHING.search(source.matched(item.words)) is not None


def _listed(source: Source, item: Heading, addressed: list[Span]) -> Draft:
    draft = Draft(county_hints=[item.words, *addressed])
    draft.add(Field.NUMBER, item.numbered)
    start, end = item.words
    draft.add(Field.PROBLEM, source.trim((start, end - (source.folded[end - 1] in ";,"))))
    return draft


def drafts_of_bare_list(source: Source) -> list[Draft]:
    """某县突出环境问题清单: one numbered line a problem, lines that group them, and nothing else between the first and
    the last."""
    found = [heading for heading in headings(source) if heading.start < tail_start(source)]
    level = max((heading.level for heading in found), default=CHAPTER)
    items = [heading for heading in found if heading.level == level]
    told = [h for h in items if re.search(rf"{_FAULTS}|问题", source.matched(h.words)) and _names(source, h)]
    if len(items) < _ALIKE or len(told) < len(items):
        return []
    between = source.lines[source.line_at(found[0].start) : source.line_at(items[-1].start) + 1]
    if len(between) != len(found):
        return []
    marks = [
        Mark(h.start, h.body, h.end, heading=h, is_category=h.level < level, is_problem=h.level == level) for h in found
    ]
    return [draft_piece(source, _numbered(piece)) for piece in cut_pieces(source, marks)]


def drafts_of_chapter(source: Source) -> list[Draft]:
    """二、存在问题: each of its numbered paragraphs is a problem, told at length."""
    told = problem_chapters(source, behind_basics=False)
    return drafts_below(source, *told[0]) if told else []
