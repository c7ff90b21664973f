"""Records written as labelled lines (受理编号：… 问题基本情况：… 处理和整改情况：…), without numbered problems."""

from __future__ import annotations

import re

from geoapp.cases.drafts import SERIAL, Draft, fill
from geoapp.cases.grids import adopt_number
from geoapp.cases.incidents import FAULT
from geoapp.cases.labels import Field, Label, find_labels, find_numbers, names
from geoapp.cases.outline import CHAPTER, ITEM, NUMBERED_NAME, Heading, count_on, heading_at, headings
from geoapp.cases.source import Source
from geoapp.cases.splitting import names_group, places_lead, tail_start

_KEYS = (Field.CODE, Field.NUMBER, Field.PROBLEM)


def drafts_of_labels(source: Source, *, numbered_lines: bool = False) -> list[Draft]:
    """One draft each time that a key label (受理编号, 序号, 问题) comes again.

    ``numbered_lines``: 「一、反馈问题」 on a line of its own labels what follows it.
    """
    labels = _without_bare_heads(source, find_labels(source, numbered_lines=numbered_lines))
    chaptered = numbered_lines and has_chaptered_forms(source)
    groups: list[list[Label]] = []
    placed = places_lead(source)
    for label in labels:
        again = groups and label.field in _KEYS and any(label.field is known.field for known in groups[-1])
        if again and label.field is Field.PROBLEM and _just_numbered(groups[-1]):
            again = False
        if not groups or again:
            groups.append(_places_before(groups[-1]) if groups and placed else [])
        groups[-1].append(label)
    drafts: list[Draft] = []
    titled = not chaptered and _titled(source, groups)
    stop = tail_start(source)
    if groups:  # 监督电话：… below the appeal to the public: no field of the last record ends there
        groups[-1] = [label for label in groups[-1] if label.start < stop] or groups[-1]
    for index, group in enumerate(groups):
        following = groups[index + 1] if index + 1 < len(groups) else None
        end = following[0].start if following else max(stop, group[-1].end)
        end = _before_chapter(source, group, end) if chaptered else end
        draft = Draft(county_hints=[(group[0].start, end)])
        _head(draft, source, groups[index - 1][-1].end if index else 0, group[0], chaptered=chaptered, titled=titled)
        fill(draft, source, group, _before_heading(source, group[-1].end, end) if following else end)
        adopt_number(source, draft)
        if draft.first(Field.PROBLEM) is not None:
            drafts.append(draft)
    _number(source, drafts, groups)
    _name(source, drafts)
    return drafts


def _name(source: Source, drafts: list[Draft]) -> None:
    """1▲ 某矿某尾矿库 / 所属单位：… / 存在问题：库面裸露: numbered lines that count on name the works that the problems
    below them only speak of."""
    found: list[re.Match[str]] = []
    for draft in drafts:
        told = draft.labelled.get(Field.PROBLEM)
        at = source.line_at(told[0]) if told is not None and Field.NUMBER not in draft.values else 0
        above = (
            NUMBERED_NAME.fullmatch(source.folded, *line) for line in source.lines[max(0, at - _LINES_ABOVE) : at][::-1]
        )
        if (named := next(filter(None, above), None)) is None:
            return
        found.append(named)
    if [int(named["n"]) for named in found] == list(range(1, len(found) + 1)) and len(found) > 1:
        for draft, named in zip(drafts, found, strict=True):
            draft.add(Field.NUMBER, named.span("n"))
            if Field.LOCATION not in draft.values:
                draft.add(Field.LOCATION, named.span("name"))


_LINES_ABOVE = 3


def _number(source: Source, drafts: list[Draft], groups: list[list[Label]]) -> None:
    """1、问题：…, 2、问题：…: what counts on before the labels of the problems numbers them."""
    counted = [heading_at(source, (group[0].start, group[0].end)) for group in groups]
    found = [heading for heading in counted if heading is not None and heading.level >= ITEM]
    alike = len(found) == len(groups) == len(drafts) and not any(Field.NUMBER in draft.values for draft in drafts)
    if alike and all(group[0].field is Field.PROBLEM for group in groups) and count_on(found):
        for draft, heading in zip(drafts, found, strict=True):
            draft.add(Field.NUMBER, heading.numbered)


def drafts_of_one_form(source: Source) -> list[Draft]:
    """A form that is filled in for one problem: 交办日期：… 责任单位：… 当前状态：… 交办内容：…, each label once."""
    fields = [label.field for label in find_labels(source)]
    told = len(set(fields)) == len(fields) and Field.PROBLEM in fields and _OF_FORM & set(fields)
    if not told or sum(heading.level == CHAPTER for heading in headings(source)) > 1:
        return []
    drafts = drafts_of_labels(source)
    problem = drafts[0].first(Field.PROBLEM) if len(drafts) == 1 else None
    return drafts if problem and re.search(FAULT, source.matched(problem)) else []


_OF_FORM = frozenset({Field.CODE, Field.COUNTY, Field.LOCATION, Field.KIND, Field.RECEIVED, Field.STATUS})


def _without_bare_heads(source: Source, labels: list[Label]) -> list[Label]:
    """一、举报问题描述 over 受理编号：X2… and 反映环境问题：…: the chapter's heading holds no problem of its own.

    Nor does a number begin anything that is named once more (受理编号X2…已办结)."""
    kept: list[Label] = []
    told: set[str] = set()
    for at, label in enumerate(labels):
        coded = SERIAL.match(source.folded, label.end) if label.field is Field.CODE else None
        if coded is not None and coded[0] in told:
            continue
        told.update([coded[0]] if coded is not None else [])
        below = [follower.field for follower in labels[at + 1 : at + 3]]
        bare = at + 1 < len(labels) and not source.folded[label.end : labels[at + 1].start].strip()
        if not (bare and label.field is Field.PROBLEM and below == [Field.CODE, Field.PROBLEM]):
            kept.append(label)
    return kept


def fields_of_chapters(source: Source) -> list[Field]:
    """The fields of a record that chapters are called by: 一、反馈问题, 二、整改目标, 三、完成情况."""
    return [
        label.field
        for label in find_labels(source, numbered_lines=True)
        if (opened := heading_at(source, source.lines[source.line_at(label.start)])) and opened.level == CHAPTER
    ]


def drafts_of_chapters(source: Source) -> list[Draft]:
    """A document about a single problem: its chapters are the fields (一、披露问题, 二、整改目标, 三、整改措施)."""
    chapters = fields_of_chapters(source)
    if chapters.count(Field.PROBLEM) != 1 or not {Field.GOAL, Field.MEASURES, Field.RECTIFICATION} & set(chapters):
        return []
    drafts = drafts_of_labels(source, numbered_lines=True)
    return drafts if len(drafts) == 1 else []


def has_chaptered_forms(source: Source) -> bool:
    """一、反馈问题 on a line of its own comes again with the same number: each problem has chapters of its own."""
    told = [
        opened.value
        for line in source.lines
        if line[1] - line[0] <= _TITLE_CHARS
        and (opened := heading_at(source, line)) is not None
        and names().get(source.matched(opened.words).strip("【】[]: ")) is Field.PROBLEM
    ]
    return len(told) > 1 and len(set(told)) == 1


_TITLE_CHARS = 24


def _head(draft: Draft, source: Source, floor: int, first: Label, *, chaptered: bool, titled: bool) -> None:
    """（五）某某公司锅炉淘汰 right above the labels of a form: what the form calls 该公司 is named here.

    Where the labels are chapters of their own, or such lines count on, that line names and numbers the problem.
    """
    opened = _line_above(source, first)
    if opened is None or opened.start < floor:
        return
    own = heading_at(source, source.lines[source.line_at(first.start)])
    numbered = any(opened.start <= number.start < opened.end for number in find_numbers(source))
    if (titled or (chaptered and own is not None and own.level > opened.level)) and not numbered:
        draft.category = opened.words
        draft.add(Field.NUMBER, opened.numbered)
    elif _MEANT.search(source.folded, first.end, first.end + _NEAR):
        draft.category = opened.words


def _line_above(source: Source, first: Label) -> Heading | None:
    """The numbered line right above the problem's label."""
    line = source.line_at(first.start) - 1
    return heading_at(source, source.lines[line]) if line >= 0 and first.field in _FIRST else None


_FIRST = (Field.PROBLEM, Field.LOCATION)


def _places_before(group: list[Label]) -> list[Label]:
    """Take from a group the places at its end: 点位名称：… begins the next."""
    kept = max((at for at, label in enumerate(group, 1) if label.field is not Field.LOCATION), default=0)
    places = group[kept:]
    del group[kept:]
    return places


def _titled(source: Source, groups: list[list[Label]]) -> bool:
    """一、某水库网箱养殖回潮 / 反馈问题：…: lines that count on, each right above the labels of one problem."""
    above = [_line_above(source, group[0]) for group in groups]
    titles = [heading for heading in above if heading is not None and not names_group(source, heading)]
    return len(titles) == len(groups) and count_on(titles)


_NEAR = 30
_MEANT = re.compile(
    r"[该此本其](?:公司|企业|厂|矿|村|镇|乡|河|湖|水库|项目|工程|园区|站|场|基地|单位|地块|库|渠|码头|养殖|断面)"
)


def _just_numbered(group: list[Label]) -> bool:
    return all(label.field in (Field.CODE, Field.NUMBER, Field.COUNTY, Field.LOCATION, Field.KIND) for label in group)


def _before_chapter(source: Source, group: list[Label], end: int) -> int:
    """（一）某厂超标 over 1.问题表现: the next line of the title's level, or of a higher one, ends the form."""
    title = _line_above(source, group[0])
    level = title.level if title is not None else CHAPTER - 1
    return next((h.start for h in headings(source, (group[-1].end, end)) if h.level < level), end)


def _before_heading(source: Source, start: int, end: int) -> int:
    """The next form's own heading line (（二）…件, 问题二：) belongs to it and not to the value before."""
    found = [h.start for h in headings(source, (start, end)) if end - h.end <= _GAP]
    # 问题二： 问题二 某厂废水直排: a line that numbers the next form, with or without its name.
    own = [number.start for number in find_numbers(source) if start <= number.start and number.end <= end]
    found += [offset for offset in own if end - _line_end(source, offset) <= _GAP]
    return min(found, default=end)


_GAP = 3


def _line_end(source: Source, offset: int) -> int:
    return source.lines[source.line_at(offset)][1]
