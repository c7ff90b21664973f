"""One case across notices: which case of another work a record speaks of, by evidence that is stated in words.

Nothing is joined on a number alone: every list counts from one. Sure matches need the same county and either nearly
the same wording, or a shared site or number together with a like wording; and no other case may fit as well. What
speaks against a match (another campaign, another round of inspection, years between) makes it a proposal for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from geoapp.cases.likeness import Features, features, is_code, likeness, number
from geoapp.model import Alike, Brief, Campaign, Kind, Notice, Record
from geoapp.texts import text

_ROUND = re.compile(r"第([一二三四五六七八九十\d]+)轮")
_VERBATIM, _SAME, _VERY_LIKE, _LIKE, _RATHER, _BIT = 0.97, 0.92, 0.8, 0.6, 0.45, 0.25
_LONG_ENOUGH = 10
"""Characters that a wording needs to be evidence by itself: 台账不全 stands in every notice."""
_VERY_LONG = 16
_YEARS = 4
"""Plans run for three years or so; what is told again after more is a new problem until a person says otherwise."""
_LEAD = 0.12
_MOST = 3


_VAGUE = frozenset({Kind.OTHER, Kind.ADMINISTRATION})
Doubt = tuple[str, dict[str, str | int]]
"""What speaks against a match: the name of a sentence, and what it says; put in words only where somebody is asked."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case that a record may speak of. ``score`` 0 to 1; ``reasons`` are sentences for a person, for and against."""

    case_id: str
    score: float
    reasons: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What two records have in common, and what speaks against their being one case."""

    wording: float
    length: int
    county: str | None
    campaign: bool
    number: str | None
    code: bool
    sites: tuple[str, ...]
    firm: tuple[str, str] | None
    doubts: tuple[Doubt, ...]

    @property
    def placed(self) -> bool:
        """One distinct place or firm in common."""
        return bool(self.sites or self.firm)

    @property
    def score(self) -> float:
        """How much speaks for it; a code says all."""
        if self.code:
            return 1.0
        extra = 0.2 * self.placed + 0.15 * bool(self.number and self.campaign) + 0.05 * self.campaign
        return round(max(0.0, min(1.0, 0.6 * self.wording + extra - 0.1 * len(self.doubts))), 3)

    @property
    def sure(self) -> bool:
        """True when a person would not hesitate."""
        if self.code:
            return True
        if self.doubts:
            return False
        if self.county is None:
            return (self.wording >= _SAME and self.length >= _VERY_LONG) or (self.placed and self.wording >= _SAME)
        told = self.wording >= _VERY_LIKE and self.length >= _LONG_ENOUGH
        numbered = bool(self.number) and self.campaign and (self.placed or self.wording >= _LIKE)
        placed = self.placed and self.wording >= _LIKE
        return told or placed or (numbered and self.wording >= _RATHER)


def match_records(record: Record, notice: Notice, known: Iterable[Alike]) -> list[Proposal]:
    """The cases that ``record`` of ``notice`` may speak of, best first, at most one of them sure.

    ``known`` are present records of *other* works: two problems of one notice are never compared.
    """
    best: dict[str, tuple[tuple[bool, float], _Evidence]] = {}
    ours = features(Brief.of(record))
    for other in known:
        evidence = _compare(ours, record, notice, other)
        if evidence is None:
            continue
        weight, before = (evidence.sure, evidence.score), best.get(other.case_id)
        if before is None or weight > before[0]:
            best[other.case_id] = weight, evidence
    ranked = sorted(best.items(), key=lambda item: (not item[1][0][0], -item[1][0][1], item[0]))
    rivals = _rivals([evidence for _, (_, evidence) in ranked])
    found = [
        Proposal(case_id, score, _reasons(evidence, record), sure and index == 0 and not rivals)
        for index, (case_id, ((sure, score), evidence)) in enumerate(ranked[:_MOST])
    ]
    if rivals and found:
        found[0] = replace(found[0], reasons=(*found[0].reasons, text("matching.rival", count=rivals)))
    return found


def same_passage(ours: Record, theirs: Record) -> bool:
    """Whether two readings of *one work* mean the same problem, though its words were cut or edited differently."""
    if number(ours.no) != number(theirs.no):
        return False
    return likeness(ours.problem, theirs.problem) >= (_RATHER if number(ours.no) else _VERY_LIKE)


def _rivals(ranked: list[_Evidence]) -> int:
    """How many other sure matches fit as well as the first: with any, nobody can tell and a person must."""
    if not ranked or not ranked[0].sure:
        return 0
    first = ranked[0]
    return sum(other.sure and first.score - other.score < _LEAD and not _clearer(first, other) for other in ranked[1:])


def _clearer(first: _Evidence, other: _Evidence) -> bool:
    """The same number, or the very same words, where the other has neither."""
    return bool(first.number and not other.number) or (first.wording >= _VERBATIM and other.wording < _SAME)


def _compare(ours: Features, record: Record, notice: Notice, other: Alike) -> _Evidence | None:
    """None when both say where they are and that is not the same county, when their codes differ, or when so little of
    their words is the same that nobody would ask."""
    theirs = features(other.brief)
    shared = ours.areas & theirs.areas
    if ours.areas and theirs.areas and not shared:
        return None
    code = is_code(ours.number) and ours.number == theirs.number
    if not code and is_code(ours.number) and is_code(theirs.number):
        return None
    wording = ours.likeness(theirs)
    if wording < _BIT and not code:
        return None  # whatever else they share
    campaign = record.campaign is other.brief.campaign and record.campaign is not Campaign.OTHER
    told = ours.number if ours.number == theirs.number else ""
    sites, firm = ours.shared_sites(theirs), ours.shared_firm(theirs)
    if wording < _LIKE and not (code or sites or firm or (told and campaign)):
        return None
    return _Evidence(
        wording=wording,
        length=min(len(ours.words), len(theirs.words)),
        county=min(shared, default=None),
        campaign=campaign,
        number=told or None,
        code=code,
        sites=tuple(sites),
        firm=firm,
        doubts=_doubts(record, notice, other),
    )


def _doubts(record: Record, notice: Notice, other: Alike) -> tuple[Doubt, ...]:
    found: list[Doubt] = []
    kinds = (record.kind, other.brief.kind)
    if kinds[0] is not kinds[1] and not _VAGUE.intersection(kinds):
        found.append(("kind", {"ours": f"words.kind.{kinds[0].value}", "theirs": f"words.kind.{kinds[1].value}"}))
    ours, theirs = record.campaign, other.brief.campaign
    if ours is not theirs and Campaign.OTHER not in (ours, theirs):
        found.append(("campaign", {"ours": f"words.campaign.{ours.value}", "theirs": f"words.campaign.{theirs.value}"}))
    our_round, their_round = _round(notice.title), _round(other.title)
    if our_round and their_round and our_round[1] != their_round[1]:
        found.append(("round", {"ours": our_round[0], "theirs": their_round[0]}))
    if notice.issued_on and other.issued_on:
        years = abs((notice.issued_on - other.issued_on).days) / 365.25
        if years > _YEARS:
            found.append(("years", {"years": round(years)}))
    return tuple(found)


@lru_cache(maxsize=1024)
def _round(title: str) -> tuple[str, str] | None:
    """The round of inspection that a title names, as written and for comparison."""
    found = _ROUND.search(title)
    return (found[0], number(found[1])) if found else None


def _in_words(doubt: Doubt) -> str:
    name, said = doubt
    named = name in ("kind", "campaign")
    return text(f"matching.doubt.{name}", **{key: text(str(v)) if named else v for key, v in said.items()})


def _reasons(evidence: _Evidence, record: Record) -> tuple[str, ...]:
    found = []
    if evidence.code:
        found.append(text("matching.reason.code", no=record.no))
    if evidence.wording == 1.0:
        found.append(text("matching.reason.same_words"))
    elif evidence.wording >= _BIT:
        found.append(text("matching.reason.like_words", percent=round(evidence.wording * 100)))
    if evidence.sites:
        found.append(text("matching.reason.sites", names="、".join(evidence.sites)))
    elif evidence.firm:
        found.append(text("matching.reason.firm", ours=evidence.firm[0], theirs=evidence.firm[1]))
    if evidence.county:
        found.append(text("matching.reason.county", county=evidence.county))
    if evidence.number and not evidence.code:
        found.append(text("matching.reason.number", no=record.no))
    if evidence.campaign:
        found.append(text("matching.reason.campaign", campaign=text(f"words.campaign.{record.campaign.value}")))
    if evidence.county is None:
        found.append(text("matching.doubt.county"))
    if evidence.length < _LONG_ENOUGH:
        found.append(text("matching.doubt.short"))
    return (*found, *map(_in_words, evidence.doubts))
