"""督察/回头看工作简报, 现场核查: dated paragraphs without numbers; an incident may be told two or three times.

An incident is a violation that the inspectors found (发现…私设暗管), a complaint handed over (交办的“…扰民”), or
a supervised problem (督办的…扬尘污染问题). Demands of officials (要提高…) are no incidents. A visit to named places
is kept as a record of unknown progress.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from geoapp.cases.county_items import drafts_of_county_items
from geoapp.cases.county_lines import drafts_by_county
from geoapp.cases.drafts import Draft
from geoapp.cases.evidence import head, is_title, score
from geoapp.cases.fault_first import faults_of
from geoapp.cases.feedback import drafts_of_feedback
from geoapp.cases.findings import find_findings, outside
from geoapp.cases.found_problems import (
    COUNTY_ITEM,
    GOES_ON,
    ORDER,
    OUTCOME,
    SEEN_AGAIN,
    Chapter,
    Standing,
    announced_within,
    bare,
    contiguous,
    is_headline,
    is_inspection,
    told_here,
    unlabelled,
    whose,
)
from geoapp.cases.grids import drafts_of_tables
from geoapp.cases.headlines import as_one, begin_at_place, below_headline, with_effects
from geoapp.cases.incidents import FAULT, most_repeated, pairs
from geoapp.cases.labels import Field
from geoapp.cases.outline import is_plain_heading
from geoapp.cases.petition_stories import drafts_of_story
from geoapp.cases.problem_chapters import has_problem_chapters
from geoapp.cases.road_reports import drafts_of_road_report
from geoapp.cases.same_incident import merged, same
from geoapp.cases.sentences import clauses, sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start
from geoapp.cases.tellings import Telling, find_incidents
from geoapp.cases.typical_cases import find_typical_cases
from geoapp.cases.works import find_works
from geoapp.model import Genre

GENRE = Genre.INSPECTION_BULLETIN

_DEMAND = re.compile(
    r"^(?!督察组指出|暗访组指出|核查组指出|约谈指出|通报指出)(?:会议|[^\s,。]{2,10})?(?:要求|强调|指出|表示)[,:]|^要|^下一步|^各(?:地|级|部门)"
)
_COUNTY_MARK = re.compile(r"【(?P<whose>[\u4e00-\u9fff]{1,8}[县区市旗])】")
_ITEM = re.compile(r"^[▲★●◆■▶►·•]\s*|^【[^】]+】")
_ORIGIN = re.compile(  # the page's own line, and the masthead's
    r"来源|发布(?:时间|日期)|字号|阅读|浏览|点击|[>›»]|^\d{4}-\d{1,2}-\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日$"
    r"|^\(?总?第[\d一二三四五六七八九十 ]{1,5}期\)?$"
)
_GUIDE = re.compile(r"导读|目录|本期(?:要目|导读)|要目")


def recognise(source: Source) -> float:
    """简报, 动态, 专报, 第N期 above; prose about inspectors below."""
    title = r"简报|专报|工作动态|督察动态|现场核查|督查通报|情况反映|工作信息|快报|督察通报"
    title += r"|(?:暗访|明察|巡[查察]|抽查|检查|督导|核查|督[察查])(?:检查|督[察查]|巡查)?(?:工作)?(?:情况)?的?通报"
    opening = r"简报|第\d+期|第[一二三四五六七八九十]+期|导读"
    masthead = 0.3 if _MASTHEAD.match(head(source)) else 0.0
    return score(source, title, opening, []) + masthead + _prose_of_inspectors(source)


# 工 作 简 报 / 第 7 期: the title of the series, spread over the line, with its number below it.
_MASTHEAD = re.compile(
    r"[^。,]{0,24}?(?:简报|专报|快报|动态|工作信息|情况反映|督查通报)[(]?(?:第|\d{4}年第?|总第)[\d一二三四五六七八九十]{1,4}期"
)


def _prose_of_inspectors(source: Source) -> float:
    """督察组 who found, supervised or handed over something: enough for a cut copy without its head."""
    if "督察组" not in source.folded and "督查组" not in source.folded:
        return 0.0
    told = re.findall(
        r"督[察查]组[^。\n]{0,60}(?:发现|督办|交办|转办|下沉|暗访)|(?:发现|督办|交办|转办)[^。\n]{2,60}(?:污染|排)",
        source.folded,
    )
    if has_problem_chapters(source) or find_typical_cases(source):
        return 0.0
    if len(told) < _TOLD_BY_INSPECTORS or (_ONE_STORY.search(source.folded) and drafts_of_story(source)):
        return 0.1
    return 0.25


_TOLD_BY_INSPECTORS = 2
# 督察组交办的信访件 looked into by the county: news of a complaint, not of what inspectors found.
_ONE_STORY = re.compile(r"\A(?!(?s:.*)督[察查]组[^。\n]{0,40}(?:发现|指出|认为))(?s:.{0,1600})\Z")


@dataclass
class _Place:
    """Where the reader is in the document."""

    category: Span | None = None
    hint: Span | None = None
    standing: Standing = field(default_factory=Standing)

    @property
    def chapter(self) -> Chapter:
        """What the headings above say."""
        return self.standing.chapter


def extract(source: Source, *, visits: bool = True) -> list[Draft]:
    """One draft a numbered finding, and one an incident of the other paragraphs; all its tellings together.

    ``visits``: also places that were only gone to, which elsewhere than in a bulletin are no cases.
    """
    if (rows := _tabled(source)) is not None:
        return rows
    findings = find_typical_cases(source) or find_findings(source)
    if not findings and (otherwise := _told_otherwise(source)):
        return otherwise
    told = _told_in(source, outside(source.lines, [span for span, _ in findings]))
    drafts = [draft for _, draft in findings] + [
        _draft(source, same) for same in merged(source, told) if visits or not same[0].visit
    ]
    if len(drafts) == 1:
        _tell_on(source, drafts[0])
    if not drafts:
        return drafts_of_feedback(source, 1)
    return sorted(drafts, key=lambda draft: draft.first(Field.PROBLEM) or (0, 0)) if findings else drafts


def _told_otherwise(source: Source) -> list[Draft]:
    return (
        drafts_of_county_items(source)
        or drafts_by_county(source)
        or drafts_of_feedback(source)
        or drafts_of_road_report(source)
    )


def _tabled(source: Source) -> list[Draft] | None:
    """Cases of a table with codes or numbers and what was done, which no telling of its lines is as good as."""
    drafts = drafts_of_tables(source) if source.notice.tables else []
    keyed = [d for d in drafts if d.all(Field.CODE, Field.NUMBER) and d.all(Field.RECTIFICATION, Field.STATUS)]
    return drafts if len(keyed) >= _ROWS and len(keyed) == len(drafts) else None


_ROWS = 2
_GOES_ON = re.compile(r"\s*(?:针对(?:该|这一|上述|此)(?:情况|问题)|(?:目前|现),?该|目前,|截至目前)")


def _tell_on(source: Source, draft: Draft) -> None:
    """News of one problem: 针对该情况，…, 目前，该信访件已办结。 in paragraphs of their own belong to it."""
    reached = max((span[1] for span in draft.all(Field.PROBLEM, Field.RECTIFICATION)), default=len(source.text))
    for line in source.lines:
        if line[0] >= reached and line[0] < tail_start(source) and source.matched(line):
            if not _GOES_ON.match(source.folded, *line):
                return
            draft.add(Field.RECTIFICATION, source.trim(line))


def _told_in(source: Source, lines: Sequence[Span]) -> list[Telling]:
    """The incidents of some lines, in order."""
    told: list[Telling] = []
    place = _Place()
    in_guide = inspected = False
    for line in lines:
        words = source.matched(line)
        if is_plain_heading(source, line) and (_ORIGIN.search(words) or is_title(source, words)):
            continue
        if (county := place.standing.pass_county(source, line)) is not None:
            place.hint = county
            continue
        if place.standing.pass_numbered(source, line):
            of_item = place.hint is not None and place.category == place.hint  # ▲某县 ends with its chapter
            place.category = None if of_item or place.chapter is Chapter.PROBLEMS else place.category
            place.hint = None if of_item or place.chapter is not Chapter.OTHER else place.hint
            continue
        if words.endswith(":") and place.standing.pass_announcement(words):
            place.category = None
            continue
        if (is_plain_heading(source, line) and not COUNTY_ITEM.match(words)) or _GUIDE.search(words[:12]):
            in_guide = bool(_GUIDE.search(words[:12])) or (
                in_guide and words.startswith(("-", "★", "·", "▲", "1", "2", "3"))
            )
            if not in_guide and not re.match(r"[-—]", words):
                bullet = re.match(r"[▲★●◆■▶►·•\s【\[]*", words)
                words = words.rstrip("】]")
                place = _Place((line[0] + (bullet.end() if bullet else 0), line[0] + len(words)), None, place.standing)
                place.standing.pass_plain(words)
            continue
        if in_guide and re.match(r"[-—*★]", words):
            continue
        in_guide = False
        inspected = is_inspection(words) or (inspected and _ITEM.match(words) is not None)
        told.extend(_of_paragraph(source, _opened(source, line, place, inspected=inspected), place, told))
    return told


def _opened(source: Source, line: Span, place: _Place, *, inspected: bool) -> Span:
    """An item line (▲ 某区扎实开展…) begins with its own heading: note it, return the rest."""
    words = source.matched(line)
    mark = _ITEM.match(words)
    if not mark:
        told = whose(source, line) if place.chapter is not Chapter.OTHER else None
        place.hint = told[0] if told else place.hint
        return told[1] if told else line
    if inspected and (run_in := whose(source, (line[0] + mark.end(), line[1]))) is not None:
        place.hint = run_in[0]
        place.standing.pass_inspected()
        return run_in[1]
    if (named := _COUNTY_MARK.match(words)) is not None:
        place.category = None if place.category == place.hint else place.category  # that was the item above
        place.hint = (line[0] + named.start("whose"), line[0] + named.end("whose"))
        return line[0] + mark.end(), line[1]
    title = re.match(r"\s*(?P<title>[^。;:,\s]{2,10}(?=[\s:])|[^。;]{6,44}?)(?:\s{1,}|[:。])", words[mark.end() :])
    if not title or title["title"].startswith(("针对", "接到", "收到")):  # a short sentence is no heading
        return line[0] + mark.end(), line[1]
    begin = line[0] + mark.end() + title.start("title")
    place.category = place.hint = source.trim((begin, begin + len(title["title"])))
    return below_headline(source, title["title"], (line[0] + mark.end() + title.end(), line[1]))


def _told_before(source: Source, words: str, earlier: list[Telling], share: float = 0.6) -> Telling | None:
    """The incident that a later sentence names again: its progress told a paragraph later."""
    said = pairs(words)
    for telling in reversed(earlier):
        known = pairs(source.matched(telling.what))
        if known and not telling.visit and len(known & said) / len(known) >= share:
            return telling
    return None


def _meant(source: Source, words: str, latest: list[Telling]) -> Telling | None:
    """Which of several just told a sentence speaks of, by their words and by what led to them (在某县发现)."""
    if len(latest) < 2:
        return None
    if (known := _told_before(source, words, latest, 0.35)) is not None:
        return known
    told = [source.matched(t.hints[1]) * (i == 0) + source.matched(t.what) for i, t in enumerate(latest)]
    index = most_repeated(words, told)
    return None if index is None else latest[index]


def _of_paragraph(source: Source, span: Span, place: _Place, earlier: list[Telling]) -> list[Telling]:
    found: list[Telling] = []
    latest: list[Telling] = []
    before: list[Span] = []
    reported: Telling | None = None
    listing, announced = False, None
    faults = {fault[0]: fault for fault in _faults_first(source, span, place, earlier)}
    fault: Span | None = None
    for sentence in sentences(source.folded, span):
        if fault is not None and fault[0] < sentence[0] < fault[1]:
            before.append(sentence)
            continue
        fault = faults.get(sentence[0])
        words = source.matched(sentence)
        again = bool(latest) and SEEN_AGAIN.match(words) is not None
        hits = [] if again or _DEMAND.match(words) else find_incidents(source, sentence)
        if fault is not None:
            hits = [Telling(bare(source, fault), implied=True)]
        unsure = "回头看" in words or not hits or hits[0].visit
        listing |= _POINTS_OUT.match(words) is not None  # 约谈指出，甲园超标。乙园未建应急池。
        announced = None if listing else announced_within(source, sentence)
        listing = listing or announced is not None
        if (listing or place.chapter is Chapter.PROBLEMS) and (unsure or announced) and not _DEMAND.match(words):
            hits = [Telling(span, implied=True) for span in told_here(source, announced or sentence)] or hits
        if not hits and (verified := _verified(source, sentence, before)) is not None:
            hits = [Telling(verified)]
        begin_at_place(source, before, hits)
        hits = hits or ([] if latest else _works(source, sentence, place, earlier))
        if hits and hits[0].visit and (told := _under_heading(source, words, place, earlier)) is not None:
            told.rest.append(sentence)  # orders given on the spot are no visit
            hits = []
        if hits and not place.hint and _reports(source, words, hits, place, earlier):
            hits = []  # what was done about a problem told above
        _place_there(hits, place, sentence, before)
        if hits:
            found.extend(hits)
            latest = hits
        elif latest and (not latest[-1].visit or _follows(words)):
            # In the same paragraph few words suffice to tell which of a list is meant; else all of them are.
            meant = _meant(source, words, latest)
            for telling in [meant] if meant else latest:
                telling.rest.append(sentence)
        elif not _DEMAND.match(words):
            known = _told_before(source, words, earlier) or _of_item(source, words, place, earlier)
            known = known or _in_progress(source, words, place, earlier) or (reported if GOES_ON.match(words) else None)
            reported = known if place.chapter is Chapter.PROGRESS else None
            parted = _told_later(source, sentence, place, earlier)
            several = len({id(told) for told, _ in parted}) > 1  # 甲县已…；乙县已…: each clause has its own
            for told, part in [(known, sentence)] if known and not several else parted:
                told.rest.append(part)
        before.append(sentence)
    if listing and announced is not None:  # with the last sentence: the others stand in paragraphs of their own
        place.standing.pass_inspected()
    if found and place.hint is None and is_headline(source, span, found[0].what):
        return [as_one(found)]
    return with_effects(source, found)


def _place_there(hits: list[Telling], place: _Place, sentence: Span, before: list[Span]) -> None:
    """Give tellings what may say where they are: nearest first."""
    for telling in hits:
        telling.category = place.category
        telling.hints = [
            telling.what,
            (sentence[0], telling.what[0]),
            *([place.hint] if place.hint else []),
            sentence,
            *reversed(before),
            *([place.category] if place.category else []),
        ]


def _faults_first(source: Source, span: Span, place: _Place, earlier: list[Telling]) -> list[Span]:
    """What a paragraph tells as faults before what was done, in no manner of its own and for the first time."""
    if place.chapter is Chapter.PROBLEMS or place.standing.praised:
        return []
    known = [source.matched(t.what) for t in earlier if not t.visit] if place.chapter is Chapter.PROGRESS else []
    return [
        fault
        for fault in faults_of(source, span)
        if most_repeated(source.matched(fault), known, _RETOLD_PAIRS) is None
        and not any(
            _told_before(source, source.matched(told), earlier)
            or any(not hit.visit for hit in find_incidents(source, told))
            for told in sentences(source.folded, fault)
        )
    ]


def _works(source: Source, sentence: Span, place: _Place, earlier: list[Telling]) -> list[Telling]:
    """Works that a county tells of, unless they are what it did about an incident told above."""
    works = None if place.standing.praised else find_works(source, sentence)
    if works is None:
        return []
    words, where = source.matched(sentence), pairs(source.matched(works.hints[0]))
    known = _told_before(source, words, earlier) or _in_progress(source, words, place, earlier)
    later = (telling.what for telling, _ in _told_later(source, sentence, place, earlier))
    again = any(len(where & pairs(source.matched(what))) >= _OWN_PAIRS for what in later)
    return [] if known or again else [works]


_POINTS_OUT = re.compile(r"(?:约谈|通报)指出[,:]")
_VERIFIED = re.compile(r"经(?:核实|核查|查|了解|查看)[,:]")
_LOOKED = re.compile(r"(?:查看|察看|检查|核查|抽查|暗访|回访)[^。;]{0,40}(?:情况|现场|问题)。?$")


def _verified(source: Source, sentence: Span, before: list[Span]) -> Span | None:
    """现场查看某库区违建整改情况。 经核实，仍有3栋未拆除: the problem is what was seen, not the visit."""
    opened = _VERIFIED.match(source.folded, *sentence)
    looked = bool(before) and _LOOKED.search(source.matched(before[-1])) is not None
    if opened is None or not looked or re.search(FAULT, source.matched(sentence)) is None:
        return None
    return source.trim((opened.end(), sentence[1]))


def _own(source: Source, county: str, earlier: list[Telling]) -> list[Telling]:
    """The incidents that name a county themselves, else those that something before them placed there."""
    told = [t for t in earlier if not t.visit]
    named = [t for t in told if county in source.matched(t.what)]
    return named or [t for t in told if any(county in source.matched(hint) for hint in t.hints)]


def _of_item(source: Source, words: str, place: _Place, earlier: list[Telling]) -> Telling | None:
    """Under an item that is a county's name (▲某县): the county's own incident whose words the sentence repeats."""
    county = source.matched(place.hint) if place.hint else ""
    if (named := _of_county(source, words, earlier)) is not None:
        return named  # 截至发稿时，乙县尚未报送: below 甲县's item, and of another
    if not re.fullmatch(r"[\u4e00-\u9fff]{1,8}[区县市旗]", county):
        return None
    own = _own(source, county, earlier)
    if len(own) == 1 and place.chapter is Chapter.PROGRESS:
        return own[0]
    index = most_repeated(words, [source.matched(telling.what) for telling in own])
    return None if index is None else own[index]


def _in_progress(source: Source, words: str, place: _Place, earlier: list[Telling]) -> Telling | None:
    """In a chapter of progress: the incident whose own words a sentence repeats, else its county's only one."""
    told = [t for t in earlier if not t.visit]
    if place.chapter is not Chapter.PROGRESS or not told:
        return None
    index = most_repeated(words, [source.matched(telling.what) for telling in told])
    return told[index] if index is not None else _of_county(source, words, earlier)


def _reports(source: Source, words: str, hits: list[Telling], place: _Place, earlier: list[Telling]) -> bool:
    """In a chapter of progress: works that were gone to, or a fault in the words that told of it before."""
    if _in_progress(source, words, place, earlier) is None:
        return False
    return hits[0].visit or all(not hit.rest and any(same(source, hit, t) for t in earlier) for hit in hits)


def _told_later(source: Source, sentence: Span, place: _Place, earlier: list[Telling]) -> list[tuple[Telling, Span]]:
    """Each clause of a later sentence with the incident that it reports of: 甲县已…；乙厂被查封；丙县将…."""
    found: list[tuple[Telling, Span]] = []
    for clause in clauses(source.folded, sentence):
        words = source.matched(clause)
        known = _under_heading(source, words, place, earlier) or _of_county(source, words, earlier)
        meant = [known] if known is not None else _several_of_county(source, words, earlier)
        found.extend((telling, clause) for telling in meant)
    return found


def _several_of_county(source: Source, words: str, earlier: list[Telling]) -> list[Telling]:
    """甲县已修复收集管，农家乐已签订协议: those of the county's incidents whose words it repeats."""
    acts = _COUNTY_ACTS.match(words)
    said = pairs(words)
    own = _own(source, acts["county"], earlier) if acts else []
    return [t for t in own if len(said & pairs(source.matched(t.what))) >= _RETOLD_PAIRS]


_COUNTY_ACTS = re.compile(
    r"(?:(?:目前|当[日天晚]|次日|随后|随即),?|截[至止][^,]{2,10},)?(?P<county>[\u4e00-\u9fff]{2,5}?[县市区旗])"
    r"(?:已|将|正|关[闭停]|立案|查封|拆除|启动|完成|(?:表示|承诺),|组织|委托|迅速|立即|随即|尚未|仍未|未|接到|责成|责令"
    r"|制定|出台|印发|第一时间|督促|对|投入|开展|加快|连夜|成立|采取|依法)"
)


def _of_county(source: Source, words: str, earlier: list[Telling]) -> Telling | None:
    """泸溪县已委托…: the county's only incident."""
    acts = _COUNTY_ACTS.match(words)
    if acts is None:
        return None
    own = _own(source, acts["county"], earlier)
    if len(own) == 1:
        return own[0]
    index = most_repeated(words, [source.matched(telling.what) for telling in own])
    return None if index is None else own[index]


def _under_heading(source: Source, words: str, place: _Place, earlier: list[Telling]) -> Telling | None:
    """Later paragraphs under a heading of their own: the incident that they repeat, else the one of the heading."""
    told = [t for t in earlier if not t.visit and len(t.hints) >= _HINTS]
    if place.category is None or not told or _MEETS.match(words):
        return None
    leads = [not any(t.hints[1][0] <= other.what[0] < t.hints[1][1] for other in told) for t in told]
    known = [source.matched(t.hints[1]) * alone + source.matched(t.what) for t, alone in zip(told, leads, strict=True)]
    index = most_repeated(words, known, _RETOLD_PAIRS)
    if index is not None and len(pairs(words) & pairs(source.matched(told[index].what))) < _OWN_PAIRS:
        index = None  # it shares what led to the incident (现场, 相关资料), and nothing of the incident
    heading = source.matched(place.category)
    if index is None and most_repeated(heading, known) is not None:
        index = most_repeated(heading + words, known, _RETOLD_PAIRS)
    return None if index is None else told[index]


_RETOLD_PAIRS, _OWN_PAIRS, _HINTS, _RETOLD = 4, 2, 2, 0.6
_MEETS = re.compile(
    r"[^,。;]{0,30}(?:召开|主持|会议|调研|学习|部署)|截至[^,。;]{2,10},[^。;]{0,12}(?:督察组|累计|共|全[省市县区州])"
)


def _follows(words: str) -> bool:
    return not _DEMAND.match(words)


def _draft(source: Source, tellings: list[Telling]) -> Draft:
    first = tellings[0]
    draft = Draft(category=first.category, heading=first.state)
    draft.add(Field.PROBLEM, source.trim(first.what))
    # What the place did puts right; what the inspectors ordered stands for it only where nothing else is told.
    done = [[span for span in telling.rest if not ORDER.match(source.matched(span))] for telling in tellings]
    rests = done if any(done) else [telling.rest for telling in tellings]
    fullest = max(rests, key=lambda rest: sum(end - start for start, end in rest))
    together = unlabelled(source, contiguous(source, fullest)) if fullest else None
    if together and (not first.visit or "整改" in source.matched(together)):
        draft.add(Field.RECTIFICATION, together)
    if OUTCOME.search(source.matched(first.what)):
        draft.retold.append(first.what)  # 采砂点已恢复原貌: what was found again tells how far it got
    for telling in tellings:
        draft.county_hints.extend(telling.hints)
        draft.retold.extend(
            span for span in telling.rest if together is None or not (together[0] <= span[0] and span[1] <= together[1])
        )
        if telling is not first:
            draft.retold.append(telling.what)
    return draft
