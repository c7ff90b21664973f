"""Where one record ends and the next begins, in running text with labels and numbered lines.

Marks are found once: the problem's own numbers (问题5：), field labels (整改情况：) and numbered lines. A numbered line
that is followed at once by a problem is its heading (category); one inside a 整改情况 is a measure and no boundary.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from geoapp.cases.drafts import Draft, fill, short_value
from geoapp.cases.labels import CODE, Field, Label, find_labels, find_numbers
from geoapp.cases.notes import NOTE, take_note
from geoapp.cases.outline import CHAPTER, ITEM, Heading, count_on, heading_at, headings, is_plain_heading
from geoapp.cases.signatures import DATE_ONLY, SIGNATURE, goes_on_below
from geoapp.cases.source import Source, Span
from geoapp.cases.stated import of_column, of_heading
from geoapp.cases.statuses import UNKNOWN, Judgement

# What follows the last record: appeals to the public, addresses, copies-to lines, page navigation.
_TAIL = re.compile(
    r"(?:欢迎(?:广大)?(?:干部|群众|社会)|联系(?:电话|方式|人|地址)|(?:受理|意见反馈)(?:单位|部门|电话|地址|渠道)|如有(?:意见|异议)|特此(?:公告|公示|通报|通知|函告|函达)|请(?:有关|各|相关|你)[^。;]{0,30}(?:重视|整改|落实|认真|抓紧|举一反三)|监督电话|上一篇|下一篇|相关(?:链接|附件|文档|推荐)|验收组(?:组长|成员)|返回顶部|打印本页|关闭窗口|分享到|版权所有|主办(?:单位)?:|网站地图"
    # who keeps the page, under which licence; who filled a form in
    r"|分享:?$|(?:文章|稿件)?来源:|编辑:|[【\[]?(?:纠错|我要纠错|加入收藏|字体:)|Copyright|©|\(?C\)|技术支持:|[^。;]{0,30}(?:ICP备|公网安备|网站标识码)|填报人:|(?:单位)?地址:"
    r"|扫一扫|责任编辑|信息来源|抄送|附件\d*[:：]?$|公示(?:期|时间|期限|期间)|反馈(?:电话|邮箱)|(?:电子)?邮箱|(?:通[讯信]|办公|来信|邮寄)地址|邮(?:政)?编码?:|传真:"
    r"|对(?:公示|上述|以上|公示的)[^。]{0,20}(?:有|如有)(?:异议|意见)|(?:公开|发布)(?:时间|日期)|\(?共印\d+份\)?"
    # 下一步，某某市将…, 县审计局将对未整改到位的问题…: what the office means to do about all of them
    r"|下一步,?(?:[\u4e00-\u9fff]{2,6}[省市县区州]|我[省市县区州]|全[省市县区州]|各地)[^。]{0,12}(?:将|要|继续)|[\u4e00-\u9fff]{2,14}[局办委院厅组府]将[^。]{0,30}(?:未(?:整改|完成)[^。]{0,8}问题|审计查出|(?:上述|以上|这些)问题|各(?:地|单位|部门)|有关单位|被审计单位))"
)
# From such a line on a notice speaks to the public, if no record follows.
_APPEAL = re.compile(
    r"公示(?:期|时间|期限|期间)(?:内|间|:)|公示期为|(?:凡|如果?|若)?(?:公众|群众)?对(?:上述|以上|公示|该)[^。\n]{0,24}(?:有(?:异议|不同意见|意见))"
    r"|特此(?:公告|公示|通报)|公众(?:对|如)|任何单位和个人|(?:以上|上述)[^。,\n]{0,24}公示|现(?:向社会)?公示(?:上述|以上)"
)
_APPEAL_BEHIND = re.compile(r"(?<=。)[如若]果?(?:公众|群众)?对(?:该|上述|以上)[^。\n]{0,24}有(?:异议|不同意见)")
# A line that belongs to a record although it is short: 牵头单位：…, 问题三：…, （二）…
_OWN_WORDS = re.compile(r"[^\s:]{2,12}:|问题|\(?[一二三四五六七八九十\d]{1,3}[)、.]")
_NEXT_STEPS = re.compile(
    r"下一步|下阶段|工作安排|工作打算|组织(?:领导|保障|实施|整改)|保障措施|工作要求|指导思想|总体要求|基本情况$|整改工作(?:总体)?(?:情况|开展)|组织整改落实|有关要求"
)


class Mark(NamedTuple):
    """A boundary candidate: a problem's own number, a label, or a numbered line."""

    start: int
    end: int
    stop: int  # where the line ends
    no: Span | None = None
    label: Label | None = None
    heading: Heading | None = None
    is_problem: bool = False
    is_category: bool = False
    is_title: bool = False  # a category that names and numbers one problem

    @property
    def is_chapter(self) -> bool:
        """一、 and 第二章: never inside a record of a progress notice."""
        return self.heading is not None and self.heading.level == CHAPTER and not self.is_problem


@lru_cache(maxsize=4)
def find_marks(source: Source) -> list[Mark]:
    """All marks in order; problems and categories told apart by what follows them."""
    marks: dict[int, Mark] = {h.start: Mark(h.start, h.body, h.end, heading=h) for h in headings(source)}
    for label in find_labels(source):
        line_end = source.lines[source.line_at(label.start)][1]
        known = marks.get(label.start)
        marks[label.start] = Mark(
            label.start, label.end, line_end, label=label, heading=known.heading if known else None
        )
    for own in find_numbers(source):
        line_end = source.lines[source.line_at(own.no[0])][1]
        for inside in [offset for offset in range(own.start, own.end) if offset in marks]:
            del marks[inside]
        marks[own.start] = Mark(own.start, own.end, line_end, no=own.no, is_problem=True)
    ordered = [marks[offset] for offset in sorted(marks)]
    return _with_categories(source, ordered)


def _with_categories(source: Source, marks: list[Mark]) -> list[Mark]:
    """Walk backwards: a heading with nothing between it and a problem (or a deeper category) is a category."""
    result = list(marks)
    for index in range(len(marks) - 2, -1, -1):
        mark, following = result[index], result[index + 1]
        if following.start < mark.stop:
            mark = mark._replace(stop=following.start)
        holds = mark.heading is not None or (mark.label is not None and mark.label.field is Field.PROBLEM)
        if mark.is_problem or not holds or not _adjacent(source, mark, following):
            continue
        if _is_list_member(marks, index) or _is_long(source, mark):
            continue
        deeper = following.heading is None or mark.heading is None or mark.heading.level < following.heading.level
        if (following.is_problem and not _counts_further(mark, following)) or (following.is_category and deeper):
            result[index] = mark._replace(is_category=True, stop=min(mark.stop, following.start))
    return result


def _counts_further(mark: Mark, following: Mark) -> bool:
    """1.… before 2.…, or before the 3.… of the list around it: no heading of what follows."""
    one, other = mark.heading, following.heading
    return one is not None and other is not None and one.level == other.level and other.value > 1


def _is_list_member(marks: list[Mark], index: int) -> bool:
    """（3） after （2） inside one record counts its measures, however close the next problem follows."""
    heading = marks[index].heading
    if heading is None:
        return False
    for before in range(index - 1, -1, -1):
        mark = marks[before]
        if mark.is_problem:
            return False
        if mark.heading is not None and mark.heading.level == heading.level:
            return mark.heading.value == heading.value - 1 and mark.heading.body != mark.heading.end
    return False


def _is_long(source: Source, mark: Mark) -> bool:
    """A heading is one sentence."""
    words = source.folded[mark.end : mark.stop]
    return len(words) > 80 or "。" in words[:-1]


def _adjacent(source: Source, mark: Mark, following: Mark) -> bool:
    """The next mark opens the next line, or the one after when the heading itself runs over two."""
    gap = source.line_at(following.start) - source.line_at(mark.start)
    if gap == 0:
        return "。" not in source.folded[mark.end : following.start].strip()[:-1]
    return gap == 1 or (gap == 2 and not re.search(r"[。;!?:]$", source.folded[mark.start : mark.stop]))


def imply_problems(source: Source, marks: list[Mark], lead: Callable[[Label], bool]) -> list[Mark]:
    """A leading label (整改情况, 整改目标) without a numbered problem before it: what stands above is the problem."""
    result: list[Mark] = []
    covered = False
    placed = places_lead(source)
    for found in marks:
        mark = found
        if placed and mark.label is not None and mark.label.field is Field.PROBLEM:
            while result and _tells_place(result[-1]) and _adjacent(source, result[-1], mark):
                above = result.pop()
                mark = mark._replace(start=above.start, heading=above.heading or mark.heading)
        if mark.is_problem:
            covered = True
        elif mark.label is not None and mark.label.field is Field.PROBLEM and not mark.is_category:
            # 3.反馈问题：… has the counter of the list for its number, unless a title above it has one of its own.
            counted = mark.heading if mark.heading is not None and mark.heading.level >= ITEM else None
            mark = mark._replace(is_problem=True, no=mark.no or (counted.numbered if counted else None))
            covered = True
            if result and result[-1].is_problem and result[-1].no is not None and _adjacent(source, result[-1], mark):
                # 问题一：某码头整治问题。/ 反馈问题：… The numbered line is the title of what follows it.
                mark = mark._replace(no=result[-1].no)
                result[-1] = result[-1]._replace(is_problem=False, is_category=True, start=result[-1].start)
        elif mark.label is not None and lead(mark.label) and not _ends_title(source, mark):
            if not covered and not _reports_further(mark.label, result, lead):
                _imply(source, result, mark, lead)
            covered = False
        elif mark.is_chapter and not _holds_problem(result):
            covered = False
        result.append(mark)
    return _with_titles(source, _with_counters(_with_categories(source, result)))


def _with_counters(marks: list[Mark]) -> list[Mark]:
    """（一）反馈问题：…, （二）反馈问题：…: what counts on before the labels of the problems numbers them."""
    labelled = [mark for mark in marks if mark.is_problem and mark.label is not None and mark.no is None]
    if not count_on([heading for mark in labelled if (heading := mark.heading) is not None]):
        return marks
    bare = {mark.start for mark in labelled}
    return [m._replace(no=m.heading.numbered) if m.heading and m.start in bare else m for m in marks]


def _with_titles(source: Source, marks: list[Mark]) -> list[Mark]:
    """一、某水库网箱养殖回潮 / 反馈问题：…: lines that count on, each over one problem, name and number it."""
    result = list(marks)
    told = [at for at, mark in enumerate(marks) if mark.is_problem]
    above: dict[int, list[int]] = {}
    for before, at in pairwise([-1, *told]):
        title = next((i for i in range(at - 1, before, -1) if marks[i].is_category), None)
        heading = marks[title].heading if title is not None else None
        if title is None or heading is None or not _adjacent(source, marks[title], marks[at]):
            return result  # a problem without a line above it: the lines are headings of groups
        if marks[at].no is not None or marks[at].heading is not None or names_group(source, heading):
            return result
        above.setdefault(heading.level, []).append(title)
    titles = next(iter(above.values())) if len(above) == 1 else []
    if count_on([heading for title in titles if (heading := marks[title].heading) is not None]):
        for title, at in zip(titles, told, strict=True):
            result[title] = marks[title]._replace(is_title=True)
            heading = marks[title].heading
            result[at] = marks[at]._replace(no=heading.numbered if heading else None)
    return result


_GROUP = re.compile(
    r"(?:方面|领域|类|部分|情况|进展|成效|清单|任务|事项|如下)[。:]?$|^(?:存在|反馈|突出|主要|典型|具体)?的?问题$|附件"
    r"|^(?:已|正在|基本|阶段性|长期|持续|需|推进|立行立改)|^(?:尚?未)(?:完成整改|达到|销号|办结|整改到位|启动整改)"
)


def names_group(source: Source, heading: Heading) -> bool:
    """一、水环境方面, 二、整改进展情况, 三、已完成的问题: what says which problems follow, and names none."""
    return _GROUP.search(source.matched(heading.words).strip()) is not None


def places_lead(source: Source) -> bool:
    """点位名称：… / 存在问题：…: the place is told before its problem, not behind it."""
    told = (label.field for label in find_labels(source) if label.field in (Field.LOCATION, Field.PROBLEM))
    return next(told, Field.PROBLEM) is Field.LOCATION


def _tells_place(mark: Mark) -> bool:
    return mark.label is not None and mark.label.field is Field.LOCATION and not mark.is_problem


def _ends_title(source: Source, label: Mark) -> bool:
    """某市督察反馈意见 / 整改进展情况: the last line of the document's own title labels nothing."""
    lines = source.lines[: _TITLE_LINES + 1]
    line = source.line_at(label.start)
    if line == 0 or line >= len(lines) or label.end < lines[line][1] or re.search("[::]", source.matched(lines[line])):
        return False
    return all(is_plain_heading(source, above) and not source.matched(above).endswith("题") for above in lines[:line])


_TITLE_LINES = 3
# 验收意见 behind 整改完成情况: a further report of the same problem.
_FOLLOWS = re.compile("验|销号|公示|审核|自查")


def _reports_further(label: Label, before: list[Mark], lead: Callable[[Label], bool]) -> bool:
    """Whether a label that comes last leads no problem of its own, because another has led the one before."""
    if not _FOLLOWS.search(label.name):
        return False
    last = next((at for at in range(len(before) - 1, -1, -1) if before[at].is_problem), len(before))
    led = [mark.label.name for mark in before[last:] if mark.label is not None and lead(mark.label)]
    return bool(led) and label.name not in led


def _holds_problem(marks: list[Mark]) -> bool:
    return bool(marks) and marks[-1].is_problem


def _imply(source: Source, before: list[Mark], label: Mark, lead: Callable[[Label], bool]) -> None:
    """Make the nearest numbered line above ``label`` its problem, else the plain paragraph above.

    Between the two other labels of the same problem may stand (整改时限, 责任单位), but none that leads another one.
    """
    first = label
    for index in range(len(before) - 1, -1, -1):
        mark = before[index]
        if mark.is_problem or (mark.label is not None and (lead(mark.label) or mark.label.field in _NEVER_BETWEEN)):
            break
        if mark.label is not None:
            if source.line_at(first.start) - source.line_at(mark.start) <= 1:
                first = mark  # 整改时限：… over 责任单位：… over 整改情况：…
            continue
        if mark.heading is not None and _close(source, mark, label):
            before[index] = mark._replace(is_problem=True, is_category=False, no=mark.heading.numbered)
            return
        break
    for below in (label, first):
        at = bisect_left(before, below.start, key=lambda mark: mark.start)
        line = source.line_at(below.start)
        # Marks end with their line at the latest: those of the last line that has any reach farthest.
        floor = max((mark.stop for mark in before[max(0, at - _OF_A_LINE) : at]), default=0)
        if line > 0 and _GOES_ON.match(source.folded, *source.lines[line - 1]) and any(m.is_problem for m in before):
            return  # 二是某河采砂坑未回填。 of the problem above, with a report of its own
        if line > 0 and source.lines[line - 1][0] >= floor and len(source.matched(source.lines[line - 1])) >= _SENTENCE:
            start, end = source.lines[line - 1]
            before.insert(at, Mark(start, start, end, is_problem=True))
            return


_NEVER_BETWEEN = frozenset({Field.PROBLEM, Field.CONTACT, Field.PUBLICITY, Field.REMARKS})
_SENTENCE = 6
_GOES_ON = re.compile("[二三四五六七八九十]是")
_OF_A_LINE = 16


def _close(source: Source, heading: Mark, label: Mark) -> bool:
    return source.line_at(label.start) - source.line_at(heading.start) <= 12


@lru_cache(maxsize=4)
def tail_start(source: Source) -> int:
    """Where the closing lines of the document begin: from the end upwards, lines that belong to no record.

    A line is passed over while it is short; a full sentence that is no appeal to the public ends the search.
    """
    stop = len(source.text)
    later_date, below = False, ""
    for line in reversed(source.lines[-14:]):
        words = "".join(source.matched(line).split())
        dated = DATE_ONLY.match(words) is not None
        signed = (later_date and SIGNATURE.match(words) is not None) or goes_on_below(words, below)
        below = words if signed else ""
        if _TAIL.match(words) or dated or signed:
            stop = line[0]
        elif len(words) > 40 or words.endswith(("。", ";", "|")) or _OWN_WORDS.match(words):
            break
        later_date = dated
    return min(stop, _appeal_start(source))


_PUBLIC = frozenset({Field.CONTACT, Field.PUBLICITY, Field.REMARKS})


def _appeal_start(source: Source) -> int:
    """Where the appeal to the public begins, told by its words; nothing numbered or labelled comes after it."""
    ahead = len(source.text)
    for line in reversed(source.lines):
        told = [label for label in find_labels(source, (line[0], ahead)) if label.field not in _PUBLIC]
        if told or heading_at(source, line) is not None:
            break
        if (appeal := _APPEAL.match(source.folded, *line) or _APPEAL_BEHIND.search(source.folded, *line)) is not None:
            ahead = appeal.start()
    return ahead


class Piece(NamedTuple):
    """A problem mark with the stretch that belongs to it, its category and the status of its chapter."""

    mark: Mark
    end: int
    category: Span | None
    chapter: Judgement


def cut_pieces(source: Source, marks: list[Mark], *, chapters_cut: bool = True) -> list[Piece]:
    """The stretches of all problems, in order."""
    stop = min(tail_start(source), _closing_chapter(source, marks))
    pieces: list[Piece] = []
    category, chapter = None, UNKNOWN
    for index, mark in enumerate(marks):
        if mark.is_problem and mark.start < stop:
            end = next((marks[i].start for i in range(index + 1, len(marks)) if _cuts(marks[i], chapters_cut)), stop)
            pieces.append(Piece(mark, min(end, max(stop, mark.stop)), category, chapter))
        category, chapter = _category(source, mark, category), _chapter(source, mark, chapter)
    return pieces


def _closing_chapter(source: Source, marks: list[Mark]) -> int:
    """三、保障措施 behind the last problem: nothing below it is said of that."""
    last = max((mark.stop for mark in marks if mark.is_problem), default=len(source.text))
    above = (m for m in find_marks(source) if m.start >= last and m.is_chapter and m.heading is not None)
    return next(
        (m.start for m in above if m.heading and _CLOSING.match(source.matched(m.heading.words))), len(source.text)
    )


_CLOSING = re.compile(
    r"(?:保障措施|组织(?:保障|领导|实施)|工作(?:要求|保障)|有关要求|下一步(?:工作)?(?:打算|安排|计划)?|下步)[^。;:]{0,8}$"
)


def _cuts(mark: Mark, chapters_cut: bool) -> bool:
    return mark.is_problem or mark.is_category or (chapters_cut and mark.is_chapter)


def _category(source: Source, mark: Mark, before: Span | None) -> Span | None:
    """The category that holds behind a mark."""
    if mark.is_category and (mark.is_title or not mark.is_chapter or _names_subject(source, mark)):
        words = source.trim((mark.end, _heading_end(source, mark)))
        return words if words[0] < words[1] else before
    return None if mark.is_chapter else before


def _names_subject(source: Source, chapter: Mark) -> bool:
    """一、关于落实上级决策部署方面 groups problems; 二、整改进展情况 only says that they follow."""
    words = source.folded[chapter.end : chapter.stop]
    return of_heading(source.folded, (chapter.end, chapter.stop)) is UNKNOWN and not re.search(
        r"整改|进展|完成|情况|清单|附件", words
    )


def _heading_end(source: Source, mark: Mark) -> int:
    """A heading ends with its line, or with the next when the copy broke it."""
    line = source.line_at(mark.start)
    words = source.matched(source.lines[line])
    if len(words) >= 30 and not re.search(r"[。;!?:]$", words) and line + 1 < len(source.lines):
        following = source.lines[line + 1]
        if len(source.matched(following)) < 20 and is_plain_heading(source, following):
            return following[1]
    return mark.stop


def _chapter(source: Source, mark: Mark, before: Judgement) -> Judgement:
    """The status that the headings give behind a mark; the nearest that gives one, a new chapter forgets the old."""
    if mark.heading is None or not (mark.is_category or mark.is_chapter):
        return before
    # 三、某厂提标改造未完成 tells the fault; （四）进度滞后的问题 are none of those before that kept time.
    judged = UNKNOWN if mark.is_title else of_heading(source.folded, (mark.end, mark.stop))
    forgets = mark.is_title or mark.is_chapter or "滞后的" in source.folded[mark.end : mark.stop]
    return judged if judged is not UNKNOWN or forgets else before


def is_next_steps(source: Source, heading: Heading) -> bool:
    """Chapters about organisation, demands and plans to come hold no case."""
    return _NEXT_STEPS.search(source.folded[heading.body : heading.end]) is not None


def draft_piece(source: Source, piece: Piece) -> Draft:
    """The draft of a piece: problem up to the first label, then the labelled values."""
    mark = piece.mark
    labels = [label for label in find_labels(source, (mark.end, piece.end)) if label.field is not Field.PROBLEM]
    draft = Draft(heading=piece.chapter, category=piece.category, county_hints=[s for s in [piece.category] if s])
    stop = labels[0].start if labels else piece.end
    problem = source.trim((mark.end, stop))
    if not labels:
        problem, rest = split_unlabelled(source, problem)
        draft.add(Field.RECTIFICATION, rest)
    draft.add(Field.PROBLEM, take_note(source, problem, draft))
    if draft.heading is UNKNOWN and (stated := STATED.search(source.folded, *problem)):
        draft.heading = of_column(source.folded, stated.span("status"))
    number = own_number_inside(source, problem) if mark.heading is not None or not _says_problem(source, mark) else None
    if number is not None or mark.no is not None:
        draft.add(Field.NUMBER, number or mark.no or (0, 0))
    for label, following in pairwise(find_labels(source, (mark.start, mark.end))) if mark.label is not None else ():
        draft.add(label.field, short_value(source, (label.end, following.start)))  # 点位名称：… before 存在问题：
    fill(draft, source, labels, piece.end)
    return draft


# 关于某某问题（已完成）。
STATED = re.compile(
    r"[(【\[](?P<status>(?:已|正在|未|尚未|基本|阶段性|长期|持续|整改中|达到|达序时|完成|推进|销号|立行立改)[^()【】\[\]]{0,12})[)】\]][。:;]?$"
)
_INSIDE = re.compile(
    rf"\((?:对应|即)?[^()]{{0,16}}?(?P<no>(?:序号|编号|问题编号|问题|第)\s*(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}}|{CODE})\s*[项号条个]?)[^()]{{0,6}}\)"
)


def own_number_inside(source: Source, problem: Span) -> Span | None:
    """The problem's own number in brackets (…问题(序号6)): it beats the counter of the list."""
    found = _INSIDE.search(source.folded, *problem)
    return found.span("no") if found else None


def _says_problem(source: Source, mark: Mark) -> bool:
    """问题5, 序号4, 省督-17 before the problem: more than a bare counter."""
    return mark.no is not None and re.search(r"[^\d一二三四五六七八九十()、.\s]", source.matched(mark.no)) is not None


_PROBLEM_ENDS = re.compile(
    r"(?:问题|方面)[”\"]?(?:的问题)?(?:\([^()]{1,16}\))?[。:;]?$|(?:不[^\s,。]{1,4}|不足|不够|滞后|薄弱|突出|缺失|乏力|欠缺|差距(?:大)?|较[差低弱]|偏[差低弱])[。:;]?$"
)


def split_unlabelled(source: Source, span: Span) -> tuple[Span, Span]:
    """Problem and rectification where no label parts them: the first line is the problem, the rest what was done.

    On a single line the problem ends with the first sentence that reads like one (…的问题。 …不到位。).
    """
    start, end = span
    line_end = source.folded.find("\n", start, end)
    first = source.trim((start, line_end if line_end >= 0 else end))
    words = source.matched(first)
    offset = 0
    for match in re.finditer(r"[。!?:]", words[:-1]):
        if _PROBLEM_ENDS.search(words[offset : match.end()]):
            stop = first[0] + match.end()
            if STATED.fullmatch(source.folded, *source.trim((stop, first[1]))):
                break  # …滞后。（未达到序时进度）: the state behind it belongs to it
            return (first[0], stop), source.trim((stop, end))
        if match[0] == ":":
            break
        offset = match.end()
    return first, source.trim((first[1], end))


def ends_like_problem(source: Source, span: Span) -> bool:
    """Whether a stretch of some words ends as the statement of a problem does."""
    words = source.matched(span)
    return len(words) >= 8 and _PROBLEM_ENDS.search(words) is not None


# 二、已完成整改待销号问题, 三、未达到销号条件的问题
_STATE_OF_ALL = re.compile(
    r"(?:已|正在|基本|尚?未|阶段性)[^,。;]{0,6}(?:完成|销号|办结|整改|到位)[^。;]{0,12}(?:问题|任务|事项)$"
)
_GROUP_CHARS = 24
PROBLEM_CHAPTER = re.compile(r"^(?:存在的?|主要|突出)(?:主要|突出)?(?:的)?(?:生态)?(?:环境)?问题$")


def reads_like_problem(source: Source, heading: Heading) -> bool:
    """Whether a numbered line states a problem (针对…问题, …不到位), for documents without labels."""
    words = source.folded[heading.body : heading.end]
    if PROBLEM_CHAPTER.search(words) or (len(words) <= _GROUP_CHARS and _STATE_OF_ALL.match(words)):
        return False  # a chapter of problems, none itself
    opening = re.split(r"(?<=[。:])", NOTE.sub("", words))[0]
    return (
        _PROBLEM_ENDS.search(opening.strip()) is not None
        or re.match(r"(?:针对|关于)[^。]{2,80}问题", words) is not None
    )
