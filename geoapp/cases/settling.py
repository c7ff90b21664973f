"""After the places are known: each site's own status, from the words that speak of this very site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geoapp.cases.sentences import paragraphs, phrases, sentences
from geoapp.cases.source import Source, Span, trimmed
from geoapp.cases.statuses import Judgement, judge
from geoapp.model import FINISHED, Kind, Notice, PlaceType, Record, Role, Site, Status, changed

_COMPANY_TAIL = re.compile(r"(?:股份|集团)?(?:有限)?(?:责任)?公司$|\(集团\)|集团$")
_LEFT_OPEN = frozenset({Kind.OTHER, Kind.ADMINISTRATION})
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
    subjects = [own for site, own in zip(record.sites, names, strict=True) if site.role is Role.SUBJECT]
    # The only subject, named by the problem itself: what holds for the problem holds for it, whatever is said of it.
    whole = subjects[0] if len(subjects) == 1 and _names_in_problem(source, record, subjects[0]) else None
    stretches = [list(_spoken(source, told, mine, subjects)) if mine is not whole else [] for mine in names]
    if whole is None:
        _assign_silent(source, record, names, stretches)
    sites = tuple(_settled(source, record, *one) for one in zip(record.sites, stretches, strict=True))
    return changed(record, sites=sites, kind=_kind(record))


def _source_of(notice: Notice) -> Source:
    """One for all records of a notice: folding its text takes longer than judging a record. Known by the object, for
    a look-up by value would go through every cell of a table."""
    found = _SOURCES.get(id(notice))
    if found is None or found.notice is not notice:
        _SOURCES.clear()
        found = _SOURCES[id(notice)] = Source(notice)
    return found


_SOURCES: dict[int, Source] = {}


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
    stretches = [(span, trimmed(source.folded, span)) for span in sorted(rest)]
    return [span for span, (start, end) in stretches if start < end]


def _names(site: Site) -> list[str]:
    """The forms in which the text may call a site."""
    forms = {site.name, *site.aliases}
    for name in tuple(forms):
        short = _COMPANY_TAIL.sub("", name) if name.endswith(("公司", "集团", "集团)")) else name
        if len(short) >= 3:
            forms.add(short)
    return list(forms)


def _names_in_problem(source: Source, record: Record, names: list[str]) -> bool:
    problem = record.quotes.get("problem")
    return problem is not None and _holds(source.text[problem.start : problem.end], names)


def _spoken(source: Source, told: list[tuple[Span, str]], mine: list[str], subjects: list[list[str]]) -> Iterator[Span]:
    """What of the stretches with these words speaks of the site; ``subjects`` are the names of all that the case is
    about."""
    naming = [(span, words) for span, words in told if _holds(words, mine)]
    if naming:
        names = [name for its in subjects if its is not mine for name in its]
        others = [name for name in names if not any(name in own or own in name for own in mine)]
        for span, words in naming:
            yield from _speaking_of(source, span, words, mine, others)


def _speaking_of(source: Source, span: Span, words: str, mine: list[str], others: list[str]) -> Iterator[Span]:
    """From each phrase of a stretch that names the site to the phrase that names another subject, or to the
    sentence's end."""
    begin = span[0]
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


def _assign_silent(source: Source, record: Record, names: list[list[str]], stretches: list[list[Span]]) -> None:
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
    for part, answer in zip(parts, answers, strict=True):
        named = _holds(source.text[slice(*part)], names[silent[0]])
        taken = any(start < answer[1] and answer[0] < end for spans in stretches for start, end in spans)
        if named and not taken:
            stretches[silent[0]] = [answer]


def _settled(source: Source, record: Record, site: Site, spoken: list[Span]) -> Site:
    if not spoken:
        return changed(site, status=record.status, status_quote=record.status_quote)
    judged = judge(source.folded, spoken, day=source.notice.issued_on)
    if judged.status is Status.UNKNOWN:
        judged = judge(source.folded, _paragraphs_of(source, record, spoken), day=source.notice.issued_on)
    if judged.status is Status.UNKNOWN or _contradicts(record, judged):
        return changed(site, status=record.status, status_quote=record.status_quote)
    return changed(site, status=judged.status, status_quote=source.quote(judged.span) if judged.span else None)


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
    if record.kind not in _LEFT_OPEN:
        return record.kind
    kinds = [_KIND_OF_TYPE[site.type] for site in record.subjects if site.type in _KIND_OF_TYPE]
    return kinds[0] if kinds else record.kind
