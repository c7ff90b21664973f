"""The labels of a record's fields, as offices write them, and where they stand in a text.

One table for all genres: a plan's 整改目标, a petition table's 调查核实情况 and a closure notice's 完成情况 are one
kind of mark whether they head a paragraph, a line of their own, or a column.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from string import ascii_letters
from typing import NamedTuple

from geoapp.cases.lexicon import read_table
from geoapp.cases.numerals import CHINESE
from geoapp.cases.signs import BREAK, LABEL_END, OWN_NUMBER, behind, numbers, places
from geoapp.cases.source import Source, Span


class Field(StrEnum):
    """What a labelled stretch says about a record."""

    NUMBER = "no"
    CODE = "code"
    CATEGORY = "category"
    PROBLEM = "problem"
    GOAL = "goal"
    MEASURES = "measures"
    RECTIFICATION = "rectification"
    FINDINGS = "findings"
    FOUNDED = "founded"
    DEADLINE = "deadline"
    LEAD_PERSON = "lead_person"
    LEAD_UNIT = "lead_unit"
    RESPONSIBLE = "responsible_units"
    SUPERVISING = "supervising_unit"
    COUNTY = "county"
    LOCATION = "location"
    KIND = "kind"
    CAMPAIGN = "campaign"
    STATUS = "status"
    ACCOUNTABILITY = "accountability"
    RECEIVED = "received"
    PUBLICITY = "publicity"
    CONTACT = "contact"
    REMARKS = "remarks"


_NUMBER = rf"(?:[{CHINESE}]{{1,3}}|\d{{1,3}})"
# 省督-17, HN-2023-04, X2HN202104090012: letters or short words, then digits, joined by hyphens; 某环督〔2024〕3号: the
# paper by which a problem was handed over.
CODE = (
    r"(?:[A-Za-z\u4e00-\u9fff]{1,6}[-—–])+\d{1,6}(?:[-—–]\d{1,6})*|[A-Za-z]{1,4}\d{2,16}(?:-\d{1,6})?"
    r"|[\u4e00-\u9fff]{2,8}[〔\[(]20\d\d[〕\])]第?\d{1,4}号"
)
_OWN = (
    rf"问题\s*(?:\(\s*{_NUMBER}\s*\)|{_NUMBER})|第\s*{_NUMBER}\s*[个项](?:反馈)?问题"
    # The forms below also occur inside sentences, so they count at a line's beginning only.
    rf"|(?<![^\n\s、.)])(?:(?:整改|问题|任务|清单|反馈)?(?:序号|编号)"
    rf"[ \t]*(?:第\s*{_NUMBER}\s*[项号条]|{_NUMBER}|{CODE})"
    rf"|第\s*{_NUMBER}\s*[项条号](?:(?:反馈|整改)?(?:任务|事项))?|(?:整改)?(?:任务|事项|清单|点位|线索|督办件|交办件|短片|片段|镜头|画面)\s*{_NUMBER})"
)
PROBLEM_NUMBER = re.compile(
    rf"(?:(?<=\n)|(?<=^)|(?<=[。;!?\s):\]】]))(?P<counter>\(?{_NUMBER}[.、)]\s*)?[【\[(]?(?:反馈|具体|交办|整改|督察反馈|巡察反馈|曝光|通报|披露|审计|突出|存在)?"
    rf"(?P<no>{_OWN})\s*(?P<mark>[】\])]\s*[:.、,]?|[:.、,]|\s(?=\S)|(?<=\))(?=[\u4e00-\u9fff]{{4}}))\s*"
)
"""「2.问题5:」, 「问题(九):」, 「问题11.」, 「序号4:」, 「第三项:」: ``counter`` is the list's own."""
# （一）中央督察反馈问题二十三。, （五）某年警示片披露问题2。: the own number behind the campaign that it belongs to;
# or on a line of its own (二、省督察反馈问题十二（1）).
_CITED = re.compile(
    rf"(?m:^)[ \t]*(?:\(?{_NUMBER}[.、)]+[ \t]*)?[^\n。;:,、]{{2,36}}?(?:反馈|披露|指出|交办|移交|曝光|通报)的?"
    rf"(?P<no>问题\s?(?:\({_NUMBER}\)|{_NUMBER}(?:\({_NUMBER}\))?))[ \t]*(?:[。:.,、][ \t]*(?=\S)|(?=\n|\Z))"
)
_CITING = re.compile(rf"问题\s?[(\d{CHINESE}]")  # what a line with such a number holds
_CODED = re.compile(
    rf"(?m:^)[ \t]*(?P<counter>(?:\(?{_NUMBER}[.、)]|[①-⒛㈠-㈩])\s*)?"
    rf"(?:[【\[(](?P<no>{CODE})[】\])]\s*[:.、]?|(?P<plain>{CODE})[ \t]*(?:[:.、]|[ \t]+(?=\S)))\s*"
)


class OwnNumber(NamedTuple):
    """A problem's own number in the text: ``[start, end)`` with counter and mark, ``no`` the number itself."""

    start: int
    end: int
    no: Span


def _matches(pattern: re.Pattern[str], starts: Iterable[int], folded: str) -> Iterator[re.Match[str]]:
    """All matches of ``pattern`` as ``finditer`` gives them, tried only where one can stand."""
    reached = 0
    for first in starts:
        if first >= reached and (match := pattern.match(folded, first)) is not None:
            reached = match.end()
            yield match


@lru_cache(maxsize=4)
def find_numbers(source: Source) -> tuple[OwnNumber, ...]:
    """Own numbers of all problems; bare codes (省督-17:) only where lines begin with at least two of one make."""
    folded = source.folded
    citing = {folded.rfind("\n", 0, sign.start()) + 1 for sign in _CITING.finditer(folded)}
    cited = [OwnNumber(*m.span(), m.span("no")) for m in _matches(_CITED, sorted(citing), folded)]
    told = _matches(PROBLEM_NUMBER, [0, *behind(folded, OWN_NUMBER, BREAK)], folded)
    # 问题（一）某河超标: without a mark behind it the number must open the line.
    opening = (m for m in told if m["mark"] or source.folded[max(0, m.start() - 1) : m.start()] in ("", "\n", " "))
    named = (OwnNumber(*m.span(), m.span("no")) for m in opening)
    found = [*cited, *(own for own in named if not any(c.start <= own.start < c.end for c in cited))]
    coded: dict[str, list[OwnNumber]] = {}
    for match in _matches(_CODED, _lines_with_codes(source), folded):
        group = "no" if match["no"] else "plain"
        coded.setdefault(make_of(match[group]), []).append(OwnNumber(*match.span(), match.span(group)))
    taken = {number.start for number in found}
    for alike in coded.values():
        if len(alike) >= 2:
            found.extend(number for number in alike if number.start not in taken)
    return tuple(sorted(found, key=lambda number: number.start))


def make_of(code: str) -> str:
    """What codes have in common that are of one make: all but their digits."""
    return re.sub(r"\d+", "0", code)


def _lines_with_codes(source: Source) -> list[int]:
    """Where lines begin that may open with a code, or with a counter alone above such a line."""
    folded = source.folded
    inside = {source.line_at(start) for start, _ in numbers(folded) if start and folded[start - 1] in _JOINS}
    lines = inside.union(line - 1 for line in inside if line)
    return [folded.rfind("\n", 0, source.lines[line][0]) + 1 for line in sorted(lines)]


_JOINS = frozenset("—–-〔[" + ascii_letters)  # what stands before the digits of a code


class Label(NamedTuple):
    """A label in the text: ``[start, end)`` covers it with its number and colon, the value begins at ``end``."""

    field: Field
    start: int
    end: int
    name: str


@cache
def names() -> dict[str, Field]:
    """Every spelling of ``labels.toml`` with its field: those listed, and those put together from parts."""
    table = read_table("labels")
    composed = table.pop("composed")
    found = {name: Field(key) for key, spellings in table.items() for name in spellings}
    for group in composed:
        for parts in itertools.product(*group["parts"]):
            found.setdefault("".join(parts), Field(group["field"]))
    return found


@cache
def _long_names() -> tuple[str, ...]:
    """Those listed: a heading that only holds one of them is known by it."""
    listed = (name for key, spellings in read_table("labels").items() if key != "composed" for name in spellings)
    return tuple(name for name in listed if len(name) >= 4)


_COUNTED = tuple(f"({unit})" for unit in "项个件起家条处人次宗")
_NUMBERS = ("编号", "文号", "件号", "函号", "序号")


@lru_cache(maxsize=4096)
def field_of(words: str) -> Field | None:
    """The field that a heading or column head names, in any spacing, with or without a bracket."""
    plain = re.sub(r"[\s::*]", "", words)
    if plain.endswith(_COUNTED):
        return None  # 整改任务（项）: how many
    found = names().get(plain) or names().get(re.sub(r"\([^()]*\)$", "", plain))
    if found is not None or not plain:
        return found
    if not 4 <= len(plain) <= 14:
        return None
    if plain.endswith(_NUMBERS):  # the last word of a heading says what it is: 反馈意见中编号 is no 反馈意见
        return Field.CODE
    hits = [name for name in _long_names() if name in plain]
    return names()[max(hits, key=len)] if hits else None


def find_labels(source: Source, span: Span | None = None, *, numbered_lines: bool = False) -> list[Label]:
    """Labels with a colon anywhere after a break, and labels that fill a line of their own.

    ``numbered_lines``: also 「二、整改措施」 on a line, which is a field in a closure notice and a chapter elsewhere;
    where it comes again, it is a field of each problem everywhere.
    """
    labels = _all_labels(source, numbered_lines)
    if span is None:
        return list(labels)
    first = bisect_left(labels, span[0], key=lambda label: label.start)
    last = bisect_left(labels, span[1], lo=first, key=lambda label: label.start)
    return [label for label in labels[first:last] if label.end <= span[1]]


# ●整改情况：, ➢ 牵头单位：, - 整改时限：
_BULLETS = "●■◆▲★◇□○·•➢➤►▶◎※*-"
_OPENS = re.compile(
    rf"(?:(?<![^\s。;])[{_BULLETS}]{{1,2}}[ \t]*)?(?P<open>[【\[]?)(?:\(?{_NUMBER}[.、)]+\s*)?"
    r"(?:具体|主要|目前|当前)?\Z"
)
# 受理编号D3HN…: where a code follows, its label needs no colon either.
_LABEL_END = re.compile(r"(?::|[】\]](?![ \t]*:))[ \t]*|(?<=编号)(?=[A-Z]{1,3}\d?[A-Z]{0,4}\d{6})")
_OPENS_LAST = frozenset(f"【[.、)体要前{_BULLETS}")  # what an opening ends with, but for white space
_NAME_END = re.compile(r"(?:\([^()\n]{1,12}\))?[】\]]?\s*\Z")
_ALONE = re.compile(
    rf"[{_BULLETS}]?[ \t]*[【\[]?(?:\(?{_NUMBER}[.、)]+\s*)?(?P<name>[^\s\d:。,;][^:。,;]{{1,18}}?)[】\]]?"
)
# 当前位置:首页 > 政务公开: where the page stands within its site
_TRAIL = re.compile(r"[^\n。]{0,24}?(?:首页|主页|[>»›→])")
_BREAKS_BEFORE = frozenset("\n。;!?) ]】|\t\r\f")
_REACH = 40  # characters that a label with number and brackets takes at most


def _label_ends(folded: str) -> Iterator[re.Match[str]]:
    """All matches of ``_LABEL_END``: tried only where a sign stands that one begins with, or begins behind."""
    for sign in places(folded, LABEL_END):
        coded = folded[sign] == "号"
        match = _LABEL_END.match(folded, sign + coded)
        if match is not None and (not coded or not match[0]):
            yield match


@lru_cache(maxsize=4)
def _all_labels(source: Source, numbered_lines: bool) -> tuple[Label, ...]:
    """Of the whole text, once a notice: genres, splitting and metadata all ask for them."""
    found = [label for match in _label_ends(source.folded) if (label := _before_colon(source, match))]
    found += _answers(source)
    taken = {label.start for label in found}
    found += (spaced := _spaced(source, taken))
    taken.update(label.start for label in spaced)
    found += (barred := _barred(source, taken))
    taken.update(label.start for label in barred)
    broken = _broken(source)
    taken.update(start for label in broken for start, _ in source.lines[slice(*_lines_of(source, label))])
    short = (line for line in source.lines if line[1] - line[0] <= 24 and line[0] not in taken)
    alone = [_with_line_below(source, label) for line in short if (label := _alone(source, line))]
    chapters = Counter(label.name for label in alone if not _opens(source, label))
    found += [label for label in alone if numbered_lines or chapters[label.name] > 1 or _opens(source, label)]
    if numbered_lines:
        found += _glued_chapters(source, found)
    if "承办单位" in source.folded or "主办单位" in source.folded:  # of the web site
        found = [label for label in found if label.name not in _OF_SITE or not _runs_site(source, label)]
    return tuple(sorted([*found, *broken], key=lambda label: label.start))


_OF_SITE = frozenset({"主办单位", "承办单位", "协办单位"})
_SITE_FOOT = re.compile(r"ICP备|公网安备|网站标识码|技术支持|版权所有|备案(?:证|序|编)?号")


def _runs_site(source: Source, label: Label) -> bool:
    return _SITE_FOOT.search(source.folded, max(0, label.start - _FOOT_CHARS), label.end + _FOOT_CHARS) is not None


_FOOT_CHARS = 240


def _answers(source: Source) -> list[Label]:
    """某县回应：…, 某县城管局答复：… behind what was filmed or written: reports, where several answer so."""
    found: list[Label] = []
    for said in _SAID.finditer(source.folded) if "回应" in source.folded or "答复" in source.folded else ():
        start = source.lines[source.line_at(said.start())][0]
        who = _WHO_ANSWERS.fullmatch(source.folded, start, said.start())
        if who is not None:
            found.append(Label(Field.RECTIFICATION, start, said.end(), said["name"]))
    return found if len(found) >= _ALIKE else []


_SAID = re.compile(r"(?P<name>(?:整改)?(?:回应|答复)):[ \t]*")
_WHO_ANSWERS = re.compile(r"[【\[]?[\u4e00-\u9fff]{1,14}[县区市旗镇乡道局委会府位门]")
_ALIKE = 2


_FULL_NAME = 4  # 问题 and 来源 begin sentences, 牵头单位 does not


def _spaced(source: Source, taken: set[int]) -> list[Label]:
    """整改情况 已拆除…, 整改情况。已拆除…: labels that open lines without a colon, where they come again and again."""
    found: list[Label] = []
    for start, end in source.lines:
        short = source.text[start + _SHORT_NAME : start + _SHORT_NAME + 1] == _WIDE_SPACE
        if not short and source.folded[start : start + _FULL_NAME] not in _full_openings():
            continue
        least = _SHORT_NAME if short else _FULL_NAME
        sign = _PARTED.search(source.folded, start + least, min(end, start + _LONGEST_SPACED))
        name = source.folded[start : sign.start()] if sign is not None else ""
        if sign is None or start in taken or name not in names():
            continue
        following = source.folded[sign.end() : min(end, sign.end() + _LONGEST_SPACED)].split(maxsplit=1)
        if following and field_of(following[0]) is None:
            stop = sign.start() + (sign[0] == "。")
            found.append(Label(names()[name], start, stop, name))
    return found if len(found) >= _OFTEN else []


@cache
def _full_openings() -> frozenset[str]:
    """What the names begin with that may stand so."""
    return frozenset(name[:_FULL_NAME] for name in names() if len(name) >= _FULL_NAME)


def _barred(source: Source, taken: set[int]) -> list[Label]:
    """反馈问题 | 某厂废水直排 |, 整改主要 工作 | …: rows of a form, with bars between label and value."""
    if "|" not in source.folded:
        return []
    found: list[Label] = []
    for start, end in source.lines:
        bar = source.folded.find("|", start, min(end, start + _LONGEST_BARRED))
        words = "".join(source.folded[start:bar].split()) if bar > start else ""
        name = words if words in names() else re.sub(r"\([^()]*\)$", "", words)
        if name in names() and source.folded[bar + 1 : end].strip(" \t|"):
            found.append(Label(names()[name], start, bar + 1, name))
    several = len({label.field for label in found}) >= _OFTEN
    return [label for label in found if several and label.start not in taken]


_LONGEST_BARRED = 30


def _glued_chapters(source: Source, told: Sequence[Label]) -> list[Label]:
    """一、整改任务秸秆焚烧屡禁不止 over 二、整改目标杜绝焚烧: chapters that have lost what parts them from their text.

    Believed where the problem is told so, and with the other labels it makes a whole notice.
    """
    taken = {label.start for label in told}
    found: list[Label] = []
    for start, end in source.lines:
        opened = _CHAPTER.match(source.folded, start, end)
        begin = opened.end() if opened is not None else start
        if opened is None or start in taken or source.folded[begin : begin + _FULL_NAME] not in _full_openings():
            continue
        lengths = range(min(_LONGEST_SPACED, end - begin - _SENTENCE), _FULL_NAME - 1, -1)
        name = next((n for at in lengths if (n := source.folded[begin : begin + at]) in names()), "")
        stop = begin + len(name)
        if name and names()[name] in _CHAPTER_FIELDS and source.folded[stop] not in ":的及和与、情,。":
            found.append(Label(names()[name], start, stop, name))
    fields = {label.field for label in (*told, *found)}
    whole = Field.PROBLEM in {label.field for label in found} and len(fields & _CHAPTER_FIELDS) >= _OFTEN
    return found if whole else []


_CHAPTER = re.compile(rf"[{CHINESE}]{{1,2}}、[ \t]*")
_CHAPTER_FIELDS = frozenset({Field.PROBLEM, Field.GOAL, Field.MEASURES, Field.RECTIFICATION, Field.DEADLINE})
_SENTENCE = 6
_LONGEST_SPACED = 16
_SHORT_NAME, _WIDE_SPACE = 2, "\u3000"  # 进展　已建成…: no sentence begins so
_PARTED = re.compile(r"\s+|。")
_CELL_CHARS = 4
_NARROW = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff()、]{0,3}")


def _broken(source: Source) -> list[Label]:
    """整改 / 目标, 完成情 / 况: a label that a narrow cell broke over lines; only where the copy breaks several so."""
    found: list[Label] = []
    reached = 0
    for index, line in enumerate(source.lines):
        if line[1] - line[0] > _CELL_CHARS or index < reached or not _NARROW.fullmatch(source.folded, *line):
            continue
        name = source.folded[slice(*line)]
        for last, below in enumerate(source.lines[index + 1 : index + 1 + _CELL_CHARS], index + 1):
            if below[1] - below[0] > _CELL_CHARS or not _NARROW.fullmatch(source.folded, *below):
                break
            name += source.folded[slice(*below)]
            if name in names():
                found.append(Label(names()[name], line[0], below[1], name))
                reached = last + 1
    return found if len({label.field for label in found}) >= _OFTEN else []


_OFTEN = 3


def _lines_of(source: Source, label: Label) -> Span:
    return source.line_at(label.start), source.line_at(label.end - 1) + 1


def _before_colon(source: Source, colon: re.Match[str]) -> Label | None:
    """The label that ends at a colon: its name is the longest known one that stands behind a break."""
    floor = max(0, colon.start() - _REACH)
    window = source.folded[floor : colon.start()]
    stop = len(_NAME_END.sub("", window)) if window.rstrip().endswith((")", "]", "】")) else len(window.rstrip())
    for start in _name_starts(window, stop):
        last = window[start - 1 : start]
        if last.isspace():  # of an opening that ends with it only a number stands before
            last = window[:start].rstrip()[-1:]
        opened = _OPENS.search(window[:start]) if last in _OPENS_LAST else None
        begin = opened.start() if opened else start
        if colon[0][:1] in ("】", "]") and window[begin] not in "【[":
            continue  # 【反馈问题】 needs no colon, 反馈问题】 is the end of something else
        if floor + begin == 0 or window[begin - 1 : begin] in _BREAKS_BEFORE:
            name = "".join(window[start:stop].split())
            if names()[name] is Field.LOCATION and _TRAIL.match(source.folded, colon.end()):
                return None
            return Label(names()[name], floor + begin, colon.end(), name)
    return None


def _name_starts(window: str, stop: int) -> list[int]:
    """Where a known name may begin that ends at ``stop``, longest first; copies break labels over spaces and lines."""
    dense = "".join(window[:stop].split())
    known = names()
    lengths = [length for length in _lasts().get(dense[-1:], ()) if dense[-length:] in known and length <= len(dense)]
    return [_back(window, stop, length) for length in lengths]


def _back(words: str, stop: int, length: int) -> int:
    """Where the last ``length`` characters before ``stop`` begin that are no white space."""
    start = stop - length
    while (missing := length - len("".join(words[start:stop].split()))) > 0:
        start -= missing
    return start


@cache
def _lasts() -> dict[str, list[int]]:
    """How long known names are, longest first, by what they end with."""
    lengths: dict[str, set[int]] = {}
    for name in names():
        lengths.setdefault(name[-1], set()).add(len(name))
    return {last: sorted(found, reverse=True) for last, found in lengths.items()}


@cache
def _longest() -> int:
    return max(map(len, names()))


_OPENS_ALONE = frozenset(f"【[{_BULLETS}")


def _alone(source: Source, line: Span) -> Label | None:
    """A label that fills its line."""
    if (counted := _BEHIND_COUNT.fullmatch(source.folded, *line)) is not None:
        line = counted.span("name")
    match = _ALONE.fullmatch(source.folded, *line)
    name = re.sub(r"\s", "", match["name"]) if match is not None else ""
    if name not in names() and (longer := _CAMPAIGN_NAMED.fullmatch(name)) and source.folded[line[0]] in _COUNTS:
        name = longer["name"] or longer["task"]
    return Label(names()[name], line[0], line[1], name) if name in names() else None


_BEHIND_COUNT = re.compile(r"序号[ \t]*\d{1,4}[ \t]+(?P<name>[^\s\d:。,;]{4,8})")  # 序号 2 受理编号


def _with_line_below(source: Source, label: Label) -> Label:
    """交办问题 / 基本情况: a label whose second half stands on the next line."""
    at = source.line_at(label.end - 1) + 1
    below = source.lines[at] if at < len(source.lines) else (label.end, label.end)
    name = label.name + source.matched(below).strip() if below[1] - below[0] <= _CELL_CHARS else label.name
    return label._replace(end=below[1], name=name) if name in names() and name != label.name else label


# 一、第二轮省生态环境保护督察反馈问题, 一、反馈问题68, 一、中央环境保护督察反馈意见整改任务
_CAMPAIGN_NAMED = re.compile(
    r"(?:[^、]{0,16}督察组?(?:[“\"]?回头看[”\"]?)?)?"
    r"(?:(?P<name>(?:反馈|交办|指出|移交)的?问题)|(?:反馈|交办|移交)(?:意见|问题)的?(?P<task>整改(?:任务|事项)))(?:\d{1,3})?"
)
_COUNTS = frozenset(f"({CHINESE}")


def _opens(source: Source, label: Label) -> bool:
    """The line begins with the label. （二）整改措施 does not: a chapter, unless it comes again under each problem."""
    first = source.folded[label.start]
    return first in _OPENS_ALONE or source.folded.startswith(label.name[0], label.start)
