"""After the places are known: each site's own status, from the words that speak of this very site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from geoapp.cases.sentences import paragraphs, phrases, sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.statuses import Judgement, judge
from geoapp.model import FINISHED, Kind, Notice, PlaceType, Record, Role, Site, Status, changed

_COMPANY_TAIL = re.compile(r"(?:股份|集团)?(?:有限)?(?:责任)?公司$|\(集团\)|集团$")
# A kind that the words left open follows from what the sites are.
_KIND_OF_TYPE = {
    PlaceType.RIVER: Kind.WATER,
    PlaceType.LAKE: Kind.WATER,
    PlaceType.CANAL: Kind.WATER,
    PlaceType.RESERVOIR: Kind.WATER,
    PlaceType.MONITORING_SECTION: Kind.WATER,
    PlaceType.OUTLET: Kind.WATER,
    PlaceType.MINE: Kind.MINE,
    PlaceType.TAILINGS_POND: Kind.MINE,
}


def settle(record: Record, notice: Notice) -> Record:
    """The record with a status and its quote on every site; kind refined by the site types; nothing else changed."""
    if not record.sites:
        return record
    source = _source_of(notice)
    told = [(span, source.text[slice(*span)]) for span in _told(record, source)]
    names = [_names(site) for site in record.sites]
    subjects = [(site, own) for site, own in zip(record.sites, names, strict=True) if site.role is Role.SUBJECT]
    stretches = {}
    for index, (site, mine) in enumerate(zip(record.sites, names, strict=True)):
        others = [name for other, its in subjects if other is not site for name in its]
        others = [name for name in others if not any(name in own or own in name for own in mine)]
        stretches[index] = [found for span, words in told for found in _speaking_of(source, span, words, mine, others)]
    _assign_silent(source, record, stretches)
    sites = tuple(_settled(source, record, site, stretches[index]) for index, site in enumerate(record.sites))
    return changed(record, sites=sites, kind=_kind(record))


@lru_cache(maxsize=2)
def _source_of(notice: Notice) -> Source:
    """One for all records of a notice: folding its text takes longer than judging a record."""
    return Source(notice)


def _told(record: Record, source: Source) -> list[Span]:
    """What was done, as stretches: the rectification, else everything but the problem itself."""
    quote = record.quotes.get("rectification") or record.quotes.get("findings")
    rest = [(quote.start, quote.end)] if quote else []
    problem = record.quotes.get("problem")
    taken = {problem.start} if problem else set()
    category = record.quotes.get("category")
    if category:
        taken.add(category.start)
    for start, end in record.spans:
        if start not in taken and not any(s <= start < e for s, e in rest):
            rest.append((start, end))
    return [span for span in sorted(rest) if source.folded[slice(*span)].strip()]


def _names(site: Site) -> list[str]:
    """The forms in which the text may call a site, longest first."""
    forms = {site.name, *site.aliases}
    for name in tuple(forms):
        short = _COMPANY_TAIL.sub("", name) if name.endswith(("公司", "集团", "集团)")) else name
        if len(short) >= 3:
            forms.add(short)
    return sorted(forms, key=len, reverse=True)


def _speaking_of(source: Source, span: Span, words: str, mine: list[str], others: list[str]) -> Iterator[Span]:
    """From each phrase of a stretch that names the site to the phrase that names another subject, or to the
    sentence's end."""
    begin = span[0]
    if not _holds(words, mine):
        return
    for sentence in sentences(source.folded, span):
        said = words[sentence[0] - begin : sentence[1] - begin]
        if not _holds(said, mine):
            continue
        start: int | None = None
        end = sentence[1]
        for part in phrases(source.folded, sentence):
            said = words[part[0] - begin : part[1] - begin]
            if _holds(said, mine):
                start = part[0] if start is None else start
            elif start is not None and _holds(said, others):
                end = part[0]
                break
        if start is not None:
            yield start, end


def _holds(words: str, names: list[str]) -> bool:
    for name in names:  # noqa: SIM110 - asked for every phrase: half the time of any()
        if name in words:
            return True
    return False


def _assign_silent(source: Source, record: Record, stretches: dict[int, list[Span]]) -> None:
    """Paragraphs answer the problem's sentences in order: a silent one speaks of the site still without words."""
    silent = [i for i, site in enumerate(record.sites) if site.role is Role.SUBJECT and not stretches[i]]
    problem = record.quotes.get("problem")
    rectification = record.quotes.get("rectification")
    if len(silent) != 1 or problem is None or rectification is None:
        return
    parts = sentences(source.folded, (problem.start, problem.end))
    answers = paragraphs(source.folded, (rectification.start, rectification.end))
    if len(parts) < 2 or len(parts) != len(answers):
        return
    names = _names(record.sites[silent[0]])
    for part, answer in zip(parts, answers, strict=True):
        named = any(name in source.text[slice(*part)] for name in names)
        taken = any(start < answer[1] and answer[0] < end for spans in stretches.values() for start, end in spans)
        if named and not taken:
            stretches[silent[0]] = [answer]


def _settled(source: Source, record: Record, site: Site, spoken: list[Span]) -> Site:
    judged = judge(source.folded, spoken, day=source.notice.issued_on) if spoken else Judgement(Status.UNKNOWN, None)
    if judged.status is Status.UNKNOWN and spoken:
        judged = judge(source.folded, _paragraphs_of(source, record, spoken), day=source.notice.issued_on)
    if judged.status is Status.UNKNOWN or _contradicts(record, judged) or _is_the_problem(source, record, site):
        return changed(site, status=record.status, status_quote=record.status_quote)
    return changed(site, status=judged.status, status_quote=source.quote(judged.span) if judged.span else None)


def _is_the_problem(source: Source, record: Record, site: Site) -> bool:
    """The only subject, named by the problem itself: what holds for the problem holds for it."""
    problem = record.quotes.get("problem")
    named = problem is not None and any(name in source.text[problem.start : problem.end] for name in _names(site))
    return named and site.role is Role.SUBJECT and len(record.subjects) == 1


def _contradicts(record: Record, judged: Judgement) -> bool:
    """Passing words (继续, 巩固) do not undo what the record says as a whole."""
    weak = judged.status in (Status.ONGOING, Status.DONE)
    return (
        weak
        and record.status in (Status.CLOSED, Status.STAGED)
        and judged.status is not Status.DROPPED
        and record.status not in FINISHED
    )


def _paragraphs_of(source: Source, record: Record, spoken: list[Span]) -> list[Span]:
    rectification = record.quotes.get("rectification")
    if rectification is None:
        return []
    whole = paragraphs(source.folded, (rectification.start, rectification.end))
    return [p for p in whole if any(p[0] <= start < p[1] for start, _ in spoken)]


def _kind(record: Record) -> Kind:
    if record.kind not in (Kind.OTHER, Kind.ADMINISTRATION):
        return record.kind
    kinds = [_KIND_OF_TYPE[site.type] for site in record.subjects if site.type in _KIND_OF_TYPE]
    return kinds[0] if kinds else record.kind
