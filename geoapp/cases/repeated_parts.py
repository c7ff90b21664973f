"""Parts that repeat one shape, whatever an office calls them: 【回访一】 …, 账1 …, 01 …, 单号XH-2023-04。…, “…”的意见。

    【探访二】某镇：河滩上的石粉堆
    5月6日曝光：某镇某河滩堆放石粉，遇雨流入河道。
    6月2日，记者看到石粉已全部清走，河滩撒了草籽。

Each part opens with the same mark and a counter, a code or a cited fault; labels that come again in most parts are
told by where they stand: the first tells the fault, what follows it how far it got. Parts without such labels tell
the fault until the first sentence that says what was done.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from geoapp.cases.drafts import Draft
from geoapp.cases.fault_first import FAULTS, reports
from geoapp.cases.incidents import SOMETHING
from geoapp.cases.labels import Field, field_of
from geoapp.cases.numerals import CHINESE, number_of
from geoapp.cases.outline import CHAPTER, heading_at, headings
from geoapp.cases.proposal_answers import ASKS
from geoapp.cases.sentences import phrases, sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start
from geoapp.cases.typical_cases import HANDLED

_N = rf"(?:[{CHINESE}]{{1,3}}|\d{{1,3}})"
_CODE = r"(?:[A-Z]{1,5}[-—]?\d{2,8}(?:[-—]\d{1,8}){0,3})"
_BULLET = r"(?P<bullet>[■◆▲★◇□○●▶►◎☆△▼▽]?)\s*"
# How a part opens. What stands around its counter is the same in all parts.
_OPENINGS = (
    # 【回访一】某地：…, [镜头3] …, 〔第一站〕…
    re.compile(
        rf"(?P<pre>[【\[〔《][\u4e00-\u9fff]{{0,6}}?)(?P<n>{_N})(?P<post>[\u4e00-\u9fff]{{0,3}}[】\]〕》])[:,]?\s*"
    ),
    # 单号HY-2023-07-03。…, ■ 留言编号：LL20240722-014
    re.compile(
        rf"{_BULLET}(?P<pre>[\u4e00-\u9fff]{{0,6}}):?\s*(?P<code>{_CODE})(?P<post>[。:,、;]?)(?=\s|$|(?<=[。:,、;]))\s*"
    ),
    # 账1  村口的水坑, 镜头二：…, 第三站 …; 01  …
    re.compile(
        rf"{_BULLET}(?P<pre>[\u4e00-\u9fff]{{1,4}}?|[Nn][Oo]\.?|(?:PART|Part|part)[. ]?)(?P<n>{_N})"
        r"(?P<post>[站问件户处笔本个号条]?)(?:[ \t]+|\s*[:|丨/][ \t]*|$)"
    ),
    re.compile(rf"{_BULLET}(?P<pre>)(?P<n>0\d|[1-9]\d)(?P<post>[.、|丨/]?)(?:[ \t]+|$)"),
    # 【某镇】9月9日，暗访组…
    re.compile(
        r"(?P<pre>[【\[〔])(?P<whose>[\u4e00-\u9fff]{2,10}?(?:镇|乡|街道|社区|村|农场|县|区|市|旗))(?P<post>[】\]〕]):?\s*(?=\S)"
    ),
)
# 关于某厂夜间异味扰民的问题。会议明确…; 3.“某河沿线污水直排”的意见。…; 关于提案提到的“某河返黑”。…
_CITED = re.compile(
    r"(?:\(?(?P<n>\d{1,2})[、.)][ \t]*)?(?P<pre>关于|针对|对于?)?"
    r"(?:(?:[^“”。:;,\n]{0,12}(?:提到|提出|反映|指出|列举|点到|涉及)的?)?[“\"](?P<what>[^”\"\n]{6,120})[”\"]的?"
    r"|(?P<plain>(?<=[于对])[^。:;\n]{5,90}?)的?)"
    r"(?P<post>问题|意见|事项|情况|(?<=[”\"]))[。:]\s*(?=\S)"
)
# 【回访二】某县：厂里的怪味: whose a part is.
_WHOSE = re.compile(r"(?P<county>[\u4e00-\u9fff]{1,8}?(?:县|区|市|旗))\s*[:|丨]")
_FEWEST = 3
_HEAD_CHARS, _LABEL_CHARS = 40, 24
_LABEL = re.compile(r"(?P<name>[^\s:。;,!?][^:。;,!?\n]{0,23}):\s*")
_QUOTED = re.compile(r"[“\"「][^”\"」]*[”\"」]")
# What people name without a word of blame.
_FAULTS = re.compile(
    rf"{FAULTS.pattern}|垃圾|污[水泥染]|粪|臭|异味|味儿|发[黑黄红]|冒泡|扬尘|油烟|噪[声音]|残膜|倒[在到进]|毁[林坏]|堆[放存满着]|渗坑|电鱼|坍塌|偷牧|围网"
    r"|挖出|流[进入向]了?[\u4e00-\u9fff]{0,6}[河湖江溪渠沟田]|泥泞|苍蝇|责任不明|没有?[^,。;]{1,8}(?:手续|收好|人员|去处)|未[\u4e00-\u9fff]"
)
# 会议学习了…, 一问：…怎么办理: what speeches and guides say part by part is no fault.
_NO_CASES = re.compile(r"(?:条例|办法|规定|解读|问答|须知|指南|讲话|发言|致辞|倡议书|知识)[^。]{0,6}$")


class _Head(NamedTuple):
    """The line that opens a part: its number, and the stretch behind it on the same line."""

    start: int
    number: Span | None
    coded: bool
    cited: Span | None
    rest: Span
    whose: Span | None = None


def drafts_of_repeated_parts(source: Source) -> list[Draft]:
    """One draft a part, if three at least open alike and most of them tell a fault and what became of it."""
    if _NO_CASES.search(source.matched(source.lines[0])) if source.lines else True:
        return []
    heads = _heads(source)
    if len(heads) < _FEWEST:
        return []
    parts = _parts(source, heads)
    names = _often(source, parts)
    drafts = [_draft(source, head, lines, names) for head, lines in parts]
    _tell_faults(source, parts, drafts)
    _below_counties(source, heads, drafts)
    told = [draft for draft in drafts if draft is not None]
    faulty = sum(_tells_fault(source, draft) for draft in told)
    reported = sum(bool(draft.all(Field.RECTIFICATION, Field.STATUS, Field.DEADLINE)) for draft in told)
    plain = not names and heads[0].cited is None
    return told if 2 * faulty >= len(heads) + plain and 4 * reported >= 3 * len(heads) else []


def _below_counties(source: Source, heads: Sequence[_Head], drafts: Sequence[Draft | None]) -> None:
    """（一）某县 on a line of its own: whose the parts below it are, until the next line of its level."""
    numbered = headings(source)
    level = next((h.level for h in numbered if _COUNTY_ALONE.fullmatch(source.folded, *h.words)), None)
    above = [h for h in numbered if level is not None and h.level <= level]
    for head, draft in zip(heads, drafts, strict=True) if above else ():
        last = next((h for h in reversed(above) if h.start < head.start), None)
        if draft is not None and last is not None and _COUNTY_ALONE.fullmatch(source.folded, *last.words):
            draft.county_hints.insert(0, last.words)


_COUNTY_ALONE = re.compile(r"[\u4e00-\u9fff]{1,8}[县区市旗](?:\(\d+[个件项处]\))?")


def _tells_fault(source: Source, draft: Draft) -> bool:
    what = draft.first(Field.PROBLEM)
    return what is not None and _FAULTS.search(source.matched(what)) is not None


def _heads(source: Source) -> list[_Head]:
    """The lines that open alike, of the shape that comes most often; counters count on from one."""
    by_shape: dict[tuple[int, object, bool | None], list[tuple[re.Match[str], Span]]] = defaultdict(list)
    stop = tail_start(source)
    for line in source.lines:
        if line[0] >= stop:
            break
        for at, opening in enumerate((*_OPENINGS, _CITED)):
            match = opening.match(source.folded, *line)
            if match and not (opening is _CITED and _asks(match)):
                named = match.groupdict()
                cited = named["post"] if opening is _CITED else (named.get("bullet"), named["pre"], named["post"])
                by_shape[at, cited, bool(named["n"]) if opening is _CITED else None].append((match, line))
                break
    found: list[_Head] = []
    for (at, *_), opened in by_shape.items():
        heads = _of_shape(opened, cited=at == len(_OPENINGS))
        found = heads if len(heads) > len(found) else found
    return found


def _asks(cited: re.Match[str]) -> bool:
    """关于建立机制的意见; and words in quotes alone, with nothing that says that they are cited."""
    return ASKS.match(cited["what"] or cited["plain"]) is not None or not (cited["post"] or cited["pre"])


def _of_shape(opened: Sequence[tuple[re.Match[str], Span]], *, cited: bool) -> list[_Head]:
    if cited:
        return [
            _Head(
                m.start(),
                m.span("n") if m["n"] else None,
                False,
                m.span("what" if m["what"] else "plain"),
                (m.end(), line[1]),
            )
            for m, line in opened
        ]
    coded = "code" in opened[0][0].groupdict()
    if coded:
        if len({m["code"] for m, _ in opened}) < len(opened):
            return []
        return [_Head(m.start(), m.span("code"), True, None, (m.end(), line[1])) for m, line in opened]
    if "whose" in opened[0][0].groupdict():
        return [_Head(m.start(), None, False, None, (m.end(), line[1]), m.span("whose")) for m, line in opened]
    values = [number_of(m["n"]) if not m["n"].isdigit() else int(m["n"]) for m, _ in opened]
    if values != list(range(1, len(values) + 1)):
        return []
    return [_Head(m.start(), _number(m), False, None, (m.end(), line[1])) for m, line in opened]


def _number(match: re.Match[str]) -> Span:
    """账1, 回访一: with the word before it, without brackets."""
    start = match.start("pre")
    while match.string[start] in "【[〔《":
        start += 1
    return start, match.end("n")


def _parts(source: Source, heads: Sequence[_Head]) -> list[tuple[_Head, list[Span]]]:
    """The lines below each head, up to the next; a blank line ends a part where most parts have none inside."""
    stop = tail_start(source)
    ends = [head.start for head in heads[1:]]
    below = [
        [line for line in source.lines if head.rest[1] <= line[0] < end]
        for head, end in zip(heads, [*ends, stop], strict=True)
    ]
    if len(below) > 1 and not any(below[:-1]):
        below[-1] = []  # one paragraph each
    short = [_before_blank(source, head, lines) for head, lines in zip(heads, below, strict=True)]
    whole = sum(len(cut) == len(lines) for cut, lines in zip(short[:-1], below[:-1], strict=True))
    if 2 * whole >= len(heads) - 1 and any(
        head.rest[0] < head.rest[1] or lines for head, lines in zip(heads, short, strict=True)
    ):
        below = short
    else:
        most = max(len(lines) for lines in below[:-1])
        below[-1] = below[-1][:most]
    told = [_above_chapter(source, [line for line in lines if _says(source, line)]) for lines in below]
    return list(zip(heads, told, strict=True))


def _above_chapter(source: Source, lines: list[Span]) -> list[Span]:
    """二、关于“…”的审议意见: the heading of the next chapter ends a part, it does not belong to it."""
    for number, line in enumerate(lines):
        heading = heading_at(source, line) if _is_title(source, line) else None
        if heading is not None and heading.level == CHAPTER:
            return lines[:number]
    return lines


def _before_blank(source: Source, head: _Head, lines: list[Span]) -> list[Span]:
    reached = head.rest[1]
    for number, line in enumerate(lines):
        if source.folded.count("\n", reached, line[0]) > 1:
            return lines[:number]
        reached = line[1]
    return lines


def _often(source: Source, parts: Sequence[tuple[_Head, list[Span]]]) -> set[str]:
    """The labels that come again in more than half of the parts, as ``_key`` tells them."""
    counts: dict[str, int] = defaultdict(int)
    for _, lines in parts:
        for key in {key for line in lines if (key := _key(source, line)) is not None}:
            counts[key] += 1
    return {key for key, count in counts.items() if 2 * count > len(parts)}


def _key(source: Source, line: Span) -> str | None:
    """4月6日报道：, 某镇政府回复：, 网友“甲”：: what stays the same when days and names change."""
    label = _LABEL.match(source.folded, *line)
    if label is None:
        return None
    name = label["name"].strip()
    bare = _QUOTED.sub("", name).strip()
    return f"{bare}“”" if bare != name else bare[-2:]


def _says(source: Source, line: Span) -> bool:
    """Not 评分：⭐⭐⭐⭐, a label whose value has no words."""
    label = _LABEL.match(source.folded, *line)
    return label is None or label.end() == line[1] or any(map(str.isalnum, source.matched((label.end(), line[1]))))


def _draft(source: Source, head: _Head, lines: Sequence[Span], names: set[str]) -> Draft | None:
    draft = Draft()
    problem, report, title = _told(source, head, lines, names)
    if head.cited is not None:
        problem, report, title = [head.cited], [head.rest, *lines], None
    for span in problem[:1]:
        draft.add(Field.PROBLEM, source.trim((span[0], problem[-1][1])))
    _report(source, draft, report, names)
    if not draft.values:
        return None
    draft.category = title
    if title is not None and (whose := _WHOSE.match(source.folded, *title)):
        draft.add(Field.COUNTY, whose.span("county"))
    if head.whose is not None:
        draft.add(
            Field.COUNTY if source.folded.endswith(("县", "区", "市", "旗"), *head.whose) else Field.LOCATION,
            head.whose,
        )
    if head.number is not None:
        draft.add(Field.CODE if head.coded else Field.NUMBER, head.number)
    draft.county_hints = [span for span in (*problem, title, head.whose, *report) if span is not None]
    return draft


def _tell_faults(source: Source, parts: Sequence[tuple[_Head, list[Span]]], drafts: Sequence[Draft | None]) -> None:
    """关于矿井水超标问题。某镇某煤矿矿井水未经处理外排。现…: where most heads only name the matter, what the sentence
    below tells is the problem. A last paragraph that names a matter again tells of it."""
    if any(head.cited is None or source.folded[head.cited[1]] in _CLOSES for head, _ in parts):
        return
    told = [_fault_below(source, (head.rest[0], lines[-1][1] if lines else head.rest[1])) for head, lines in parts]
    if _OF_MOST * sum(fault is not None for fault in told) >= len(parts) * (_OF_MOST - 1):
        for draft, fault, (head, lines) in zip(drafts, told, parts, strict=True):
            if draft is not None and fault is not None:
                end = lines[-1][1] if lines else head.rest[1]
                draft.category = head.cited
                draft.values = {**draft.values, Field.PROBLEM: [fault], Field.RECTIFICATION: []}
                draft.add(Field.RECTIFICATION, source.trim((fault[1], end)))
                draft.retold.append((head.rest[0], fault[0]))
    reached = max(lines[-1][1] if lines else head.rest[1] for head, lines in parts)
    for (head, _), draft in zip(parts, drafts, strict=True):
        again = source.folded.find(source.folded[slice(*(head.cited or (0, 0)))], reached, tail_start(source))
        if draft is not None and again >= 0:
            line = source.lines[source.line_at(again)]
            draft.retold += [s for s in sentences(source.folded, line) if s[0] <= again < s[1]]


_CLOSES, _OF_MOST = '”"', 3
_REFERS = re.compile(r"(?:该|此|上述|本)(?:问题|项)|经|会议|目前|现|我[局办]")


def _fault_below(source: Source, body: Span) -> Span | None:
    """The sentences below a head that tell of a place what is wrong there, until one says what was done."""
    told = sentences(source.folded, body)
    words = [source.matched(sentence) for sentence in told]
    reported = next((n for n, said in enumerate(words) if n and _is_report(said)), len(told))
    at = next((n for n in range(reported) if _is_there(words[n])), None)
    return None if at is None else (told[at][0], told[max(at + 1, reported) - 1][1])


def _is_report(words: str) -> bool:
    return HANDLED.search(words) is not None or _TURNS.match(words) is not None or reports(words)


# 请某镇于某日前清运; 你县上报已完成，与事实不符; 目前…
_TURNS = re.compile(r"请|你[县区市州旗]|贵[县区市局]|目前|现[已,]?|截至")


def _is_there(words: str) -> bool:
    return _REFERS.match(words) is None and not HANDLED.search(words) and SOMETHING.search(words) is not None


def _report(source: Source, draft: Draft, report: Sequence[Span], names: set[str]) -> None:
    """What is told below the fault, but for lines whose label everybody knows: 办理期限：…."""
    left: list[Span] = []
    for line in report:
        label = _LABEL.match(source.folded, *line)
        known = field_of(label["name"]) if label is not None and _key(source, line) in names else None
        if label is not None and known is not None and known not in {Field.PROBLEM, Field.RECTIFICATION}:
            draft.add(known, source.trim((label.end(), line[1])), (line[0], line[1]))
        elif label is not None and _key(source, line) in names and _is_verdict(source, line):
            draft.add(Field.STATUS, source.trim((label.end(), line[1])), (line[0], line[1]))
        elif line[0] < line[1]:
            left.append(line)
    if left:
        draft.add(Field.RECTIFICATION, source.trim((left[0][0], left[-1][1])))


def _told(
    source: Source, head: _Head, lines: Sequence[Span], names: set[str]
) -> tuple[list[Span], list[Span], Span | None]:
    """Of one part: the lines of the fault, those of the report, and its title."""
    title = head.rest if head.rest[0] < head.rest[1] else None
    labelled = (number for number, line in enumerate(lines) if _key(source, line) in names)
    at = next((number for number in labelled if not _is_verdict(source, lines[number])), None)
    if at is None and title is None and (below := _below_title(source, lines)) is not None:
        return *below, lines[0]
    if at is None:
        body = [*([] if title is None or _is_title(source, title) else [title]), *lines]
        facts, handled = _split(source, (body[0][0], body[-1][1])) if body else ([], [])
        return (
            facts or ([title] if title else []),
            handled,
            title if facts and title and _is_title(source, title) else None,
        )
    if title is not None and not _is_title(source, title):
        return [title, *lines[:at]], [_value(source, lines[at]), *lines[at + 1 :]], None
    return [_value(source, lines[at])], _values(source, lines[at + 1 :], names), title


def _is_verdict(source: Source, line: Span) -> bool:
    """结论：整改中: a label whose value is too short to tell a fault says how far it got."""
    value = source.matched(_value(source, line)).strip()
    return len(value) <= _VERDICT_CHARS and _FAULTS.search(value) is None


_VERDICT_CHARS = 10


def _below_title(source: Source, lines: Sequence[Span]) -> tuple[list[Span], list[Span]] | None:
    """PART 01 / 某镇：码头变绿了 / 群众举报某码头扬尘…: fault and report below a headline, if both stand there."""
    if len(lines) < _TITLED or not _is_title(
        source, (lines[0][0], lines[0][1] - source.folded.endswith("!", *lines[0]))
    ):
        return None
    facts, handled = _split(source, (lines[1][0], lines[-1][1]))
    faulty = any(_FAULTS.search(source.matched(fact)) for fact in facts)
    return (facts, handled) if faulty and handled else None


_TITLED = 2


def _split(source: Source, body: Span) -> tuple[list[Span], list[Span]]:
    """A part without labels: the fault, until a sentence behind it says what was done or how it looks by now."""
    told = sentences(source.folded, body)
    words = [source.matched(sentence) for sentence in told]
    at = next((number for number, said in enumerate(words) if _FAULTS.search(said)), 0)
    opens = next((number for number in range(at + 1) if not words[number].startswith(("“", "”", '"', "「"))), at)
    later = next((n for n in range(at + 1, len(told)) if _is_report(words[n]) or _LATER.search(words[n])), None)
    if later is not None:
        return told[opens:later], told[later:]
    said = phrases(source.folded, told[at]) if at + 1 == len(told) else []
    turn = next((n for n in range(1, len(said)) if _LATER.search(source.matched(said[n]))), None)
    if turn is None:
        return told[opens:], []
    return [*told[opens:at], (said[0][0], said[turn - 1][1])], [(said[turn][0], said[-1][1])]


_LATER = re.compile(
    r"已|完工|竣工|仍|正在|尚未|还没|这次|此次|如今|目前|现在|现已|眼下|再次来到|回访|完毕|不再|要求[^,。]{1,20}(?:栽|补|清|拆|恢复)"
)


def _is_title(source: Source, line: Span) -> bool:
    words = source.matched(line)
    return len(words) <= _HEAD_CHARS and not words.rstrip().endswith(("。", "!", "；"))


def _value(source: Source, line: Span) -> Span:
    label = _LABEL.match(source.folded, *line)
    return (label.end() if label else line[0], line[1])


def _values(source: Source, lines: Sequence[Span], names: set[str]) -> list[Span]:
    """The report's first line without its label; later labels stay, they say whose words follow."""
    first = [
        _value(source, line) if _key(source, line) in names and _unknown(source, line) else line for line in lines[:1]
    ]
    return [*first, *lines[1:]]


def _unknown(source: Source, line: Span) -> bool:
    label = _LABEL.match(source.folded, *line)
    return label is None or field_of(label["name"]) is None
