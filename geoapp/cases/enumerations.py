"""Problems told in one sentence, clause by clause (甲县…；乙县…；丙区…), and what later sentences report of them.

A later sentence names a problem again in other words (湖边的作坊 for 某村作坊): it belongs to the clause whose own
words, those no other clause has, it repeats most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT, SOMETHING, most_repeated
from geoapp.cases.labels import Field
from geoapp.cases.sentences import clauses, sentences
from geoapp.cases.source import Source, Span

# The words before the first problem: 约谈指出, 经查发现, 主要问题是.
_INTRODUCES = re.compile(
    r"^[^。;]{0,60}?(?:指出|通报了?[^,。;:]{0,12}|发现|查明|披露|反馈|以下(?:突出)?(?:生态)?(?:环境)?问题|如下(?:问题)?|包括|分别[是为]|主要(?:问题)?(?:有|是|为)|存在[^,。;:]{0,14}问题)(?:了)?\s*[,:]\s*"
)
# 某区：1.…；2.…；3.…: a county's own list.
_WHOSE = re.compile(r"[\u4e00-\u9fff]{2,8}[区县市旗]\s*:\s*")
_COUNTED = re.compile(r"(?:\(?[一二三四五六七八九十\d]{1,2}[)、.]|[一二三四五六七八九十]是|[①-⑳])\s*")
_BULLET = re.compile(r"[ \t]*(?:[—–-]{1,3}|[●■◆▲★◇□○·•➢➤►▶*])[ \t]*(?=[\u4e00-\u9fff])")
_ALIKE = 2
_ZONE = re.compile(r"(?:开发|经开|高新|管理|示范|新)区")  # a problem that names its own zone inherits no county
# Orders to those who were summoned, and how the day went, tell of no problem.
_DEMANDS = re.compile(
    r"^[^,。;]{0,14}(?:要求|强调|希望|提醒|号召)|^(?:要|必须|应当|切实|进一步|严格|坚决|务必|下一步|加强|提高|压实|强化)"
)
_SPEECH = re.compile(
    r"^[^。;]{0,40}?(?:表示|表态|介绍|称|汇报|承诺)[,:]\s*(?:(?:诚恳|虚心|完全|将)?接受[^,。;]{0,8}[,]\s*)?"
)


@dataclass
class Enumerated:
    """A clause that tells a problem, and the sentences that report of it afterwards."""

    what: Span
    rest: list[Span] = field(default_factory=list)
    whose: Span | None = None
    before: list[Span] = field(default_factory=list)  # what the sentence said before, nearest first


def find_enumerated(source: Source) -> list[Enumerated]:
    """All problems of the sentences that list some, each with its later reports."""
    found: list[Enumerated] = []
    bullets = _bulleted(source)
    for paragraph in source.lines:
        if (told := bullets.get(paragraph[0])) is not None:
            found.append(Enumerated(told))
            continue
        for sentence in sentences(source.folded, paragraph):
            listed = _listed(source, sentence)
            if listed:
                lead = _WHOSE.match(source.folded, *sentence)
                for number, span in enumerate(listed):
                    found.append(Enumerated(span, whose=lead.span() if lead else None, before=listed[:number][::-1]))
            elif found:
                _report(source, sentence, found)
    return found


def _bulleted(source: Source) -> dict[int, Span]:
    """——甲市…。 ——乙县…。 Where the line starts -> the problem that it tells; nothing unless two do so alike."""
    found: dict[int, Span] = {}
    for start, end in source.lines:
        mark = _BULLET.match(source.folded, start, end)
        body = (mark.end(), end) if mark else None
        if body is not None and not _DEMANDS.match(source.matched(body)) and _is_problem(source, body):
            found[start] = body
    return found if len(found) >= _ALIKE else {}


def _listed(source: Source, sentence: Span) -> list[Span]:
    """The clauses of a sentence that are problems: several between ；, or one that is introduced as found."""
    words = source.matched(sentence)
    if _DEMANDS.match(words):
        return []
    intro = _WHOSE.match(words) or _INTRODUCES.match(words)
    begin = sentence[0] + (intro.end() if intro else 0)
    pieces = clauses(source.folded, (begin, sentence[1]))
    told = [piece for piece in pieces if _is_problem(source, piece)]
    if len(told) < (1 if intro else 2):
        return []
    # Among problems a clause without a word of fault is one as well, when it names something.
    alike = [piece for piece in pieces if piece in told or (len(told) * 2 >= len(pieces) > 2 and _names(source, piece))]
    return [_bare(source, piece) for piece in alike]


def _names(source: Source, piece: Span) -> bool:
    words = source.matched(piece)
    return len(words) >= 10 and not _DEMANDS.match(_COUNTED.sub("", words, count=1)) and bool(SOMETHING.search(words))


def _is_problem(source: Source, piece: Span) -> bool:
    words = source.matched(piece)
    return _names(source, piece) and re.search(FAULT, words) is not None


def _bare(source: Source, piece: Span) -> Span:
    start, end = piece
    if counted := _COUNTED.match(source.folded, start, end):
        start = counted.end()
    while end > start and source.folded[end - 1] in ";。":
        end -= 1
    return start, end


def _report(source: Source, sentence: Span, told: Sequence[Enumerated]) -> None:
    """Give each clause of a sentence to the problem whose own words it repeats; an unclear one to none."""
    words = source.matched(sentence)
    if _DEMANDS.match(words):
        return
    meant = _meant(source, words, told)
    if meant is None:
        return
    speech = _SPEECH.match(words)
    meant.rest.append((sentence[0] + (speech.end() if speech else 0), sentence[1]))


def _meant(source: Source, words: str, told: Sequence[Enumerated]) -> Enumerated | None:
    index = most_repeated(words, [source.matched(problem.what) for problem in told])
    return None if index is None else told[index]


def drafts_of_enumerations(source: Source) -> list[Draft]:
    """One draft a problem."""
    return [_draft(source, problem) for problem in find_enumerated(source)]


def _draft(source: Source, problem: Enumerated) -> Draft:
    draft = Draft(county_hints=[problem.what, *([problem.whose] if problem.whose else [])])
    if not _ZONE.search(source.folded, *problem.what):
        draft.county_hints.extend(problem.before)
    draft.add(Field.PROBLEM, source.trim(problem.what))
    for index, span in enumerate(problem.rest):
        if index == 0:
            draft.add(Field.RECTIFICATION, span)
        else:
            draft.retold.append(span)
    return draft
