"""Linking: which case a record is filed under when several notices speak of one problem.

A record that the store already knows stays where it is, so that reading again changes nothing and a person's word
holds. A new one is compared with like records of other works; sure evidence joins it, lesser evidence is kept as a
proposal. Two problems of one notice never become one case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from geoapp import cases
from geoapp.cases import Proposal
from geoapp.model import NotFound, Notice, Record, UsageError
from geoapp.pipeline.lining import keep_lines
from geoapp.store import Filing, Held, Link, LinkState, Store
from geoapp.texts import text

_MEMBER = (LinkState.AUTO, LinkState.JOINED)


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A proposal that waits for a person: this record of this notice may belong to that case."""

    link: Link
    notice_id: str
    notice_title: str
    problem: str
    case_problem: str


def link_filings(filings: Sequence[Filing], notice: Notice, store: Store) -> tuple[list[Filing], list[Link]]:
    """The filings under the cases that they belong to, and the links that this decided, for ``Store.put_links``."""
    keys = [filing.key for filing in filings]
    present = store.placed(keys)
    present |= {link.own_id: link.case_id for link in store.links(keys) if link.state in _MEMBER}
    fresh = [filing for filing in filings if filing.key not in present]
    links = _continued(fresh, keys, notice, store)
    present |= {link.own_id: link.case_id for link in links}
    fresh = [filing for filing in fresh if filing.key not in present]
    proposals = _proposals(fresh, notice, store)
    taken = {present.get(key, key) for key in keys}
    for filing in sorted(fresh, key=lambda f: -max((p.score for p in proposals[f.key]), default=0.0)):
        sure = next((p for p in proposals[filing.key] if p.sure and p.case_id not in taken), None)
        if sure is not None:
            taken.add(sure.case_id)
            present[filing.key] = sure.case_id
            links.append(Link(filing.key, sure.case_id, LinkState.AUTO, sure.score, sure.reasons))
        else:
            links += [Link(filing.key, p.case_id, LinkState.PROPOSED, p.score, p.reasons)
                      for p in proposals[filing.key] if p.case_id not in taken]  # fmt: skip
    placed = [move_filing(f, present[f.key], store) if f.key in present else f for f in filings]
    return placed, links


def _continued(fresh: Sequence[Filing], keys: Sequence[str], notice: Notice, store: Store) -> list[Link]:
    """Links of records to the cases that they had in the last reading of this work, where better reading or another
    edition changed the words and with them the key: what a person said of the case must not be lost."""
    if not fresh:
        return []
    orphans = [held.filing for held in store.held(work_key=notice.work_key) if held.filing.key not in keys]
    links = []
    for filing in fresh:
        same = [orphan for orphan in orphans if cases.same_passage(filing.record, orphan.record)]
        if len(same) == 1:
            orphans.remove(same[0])
            links.append(Link(filing.key, same[0].case_id, LinkState.AUTO, 1.0, (text("linking.continued"),)))
    return links


def _proposals(fresh: Sequence[Filing], notice: Notice, store: Store) -> dict[str, list[Proposal]]:
    """For each new record what it may belong to; cases that a person parted it from are left out."""
    if not fresh:
        return {}
    parted = _parted(store, [filing.key for filing in fresh])
    marks = {filing.key: cases.marks(filing.record) for filing in fresh}
    strong = frozenset().union(*(mark.strong for mark in marks.values()))
    sought = {key: mark.sought for key, mark in marks.items()}
    found = store.alike(sought, besides=notice.work_key, strong=strong)
    proposals: dict[str, list[Proposal]] = {}
    for filing in fresh:
        apart = parted[filing.key]
        known = [one for one in found[filing.key] if one.own_id not in apart and one.case_id not in apart]
        proposals[filing.key] = cases.match_records(filing.record, notice, known)
    return proposals


def _parted(store: Store, keys: Sequence[str]) -> dict[str, set[str]]:
    """For each record what a person parted it from, whichever of the two was named first."""
    parted: dict[str, set[str]] = {key: set() for key in keys}
    for link in store.links(state=LinkState.PARTED):
        for ours, theirs in ((link.own_id, link.case_id), (link.case_id, link.own_id)):
            if ours in parted:
                parted[ours].add(theirs)
    return parted


def move_filing(filing: Filing, case_id: str, store: Store) -> Filing:
    """The filing under ``case_id``; a site that the case already has keeps the id that it has there, whatever other
    notices or an earlier reading call it, so that a person's corrections go on to hold."""
    known = [held.filing for held in store.held(case_id=case_id)]
    site_ids = _site_ids(filing.record, case_id, known)
    if (case_id, site_ids) == (filing.case_id, filing.site_ids):
        return filing
    return replace(filing, case_id=case_id, own_id=filing.key, site_ids=site_ids)


def _site_ids(record: Record, case_id: str, known: Sequence[Filing]) -> tuple[str, ...]:
    own = [cases.site_id(case_id, site) for site in record.subjects]
    pairs = [pair for other in known for pair in zip(other.record.subjects, other.site_ids, strict=True)]
    taken = set(own)
    found: list[str] = []
    for site, its_own in zip(record.subjects, own, strict=True):
        same = [site_id for other, site_id in pairs if cases.same_site(site, other)]
        free = next((site_id for site_id in same if site_id not in taken), None)
        choice = its_own if free is None or its_own in same else free
        taken.add(choice)
        found.append(choice)
    return tuple(found)


# --- a person's word ---------------------------------------------------------------------------------------------


def join_cases(store: Store, case_id: str, other: str, *, actor: str, at: datetime, note: str = "") -> tuple[str, ...]:
    """File every record of ``other`` under ``case_id``, for good; returns the identifiers of the notices moved.

    Raises ``UsageError`` for two problems of one notice, ``NotFound`` for a case without present records.
    """
    kept, moved = _records(store, case_id), _records(store, other)
    if case_id == other:
        raise UsageError(text("linking.same_case", case=case_id))
    for held in moved:
        for present in kept:
            if present.notice.identifier == held.notice.identifier:
                raise UsageError(text("linking.one_notice", case=case_id, other=other, title=held.notice.title))
    reasons = (text("linking.joined"), *([note] if note else []))
    links = [Link(held.filing.key, case_id, LinkState.JOINED, 1.0, reasons) for held in moved]
    store.put_links(links, actor=actor, at=at)
    return _refile(store, {held.filing.key: case_id for held in moved}, moved, actor, at)


def part_record(store: Store, case_id: str, notice: str, *, actor: str, at: datetime, note: str = "") -> str:
    """Take what ``notice`` (identifier or its beginning) says out of a case, for good; returns the case it is now.

    A mere proposal is declined in the same way. When the record that the case was founded on is parted from a single
    other one, that other one goes, so that the case keeps its address.
    """
    records = store.held(case_id=case_id)
    mine = [held for held in records if held.notice.identifier.startswith(notice)]
    reasons = (text("linking.parted"), *([note] if note else []))
    if not mine:
        return _decline(store, case_id, notice, reasons, actor, at)
    others = [held for held in records if held not in mine]
    if not others:
        raise UsageError(text("linking.alone", case=case_id, title=mine[0].notice.title))
    (leaving, staying) = (mine, others)
    if any(held.filing.key == case_id for held in mine) and len(others) == 1:
        leaving, staying = others, mine
    links, homes = [], {}
    for held in leaving:
        key = held.filing.key
        homes[key] = key if key != case_id else cases.parted_id(key)
        apart = dict.fromkeys([case_id, *(other.filing.key for other in staying)])
        links += [Link(key, theirs, LinkState.PARTED, 0.0, reasons) for theirs in apart if theirs != key]
        links.append(Link(key, homes[key], LinkState.JOINED, 1.0, reasons))
    store.put_links(links, actor=actor, at=at)
    _refile(store, homes, leaving, actor, at)
    return homes[leaving[0].filing.key]


def _decline(store: Store, case_id: str, notice: str, reasons: tuple[str, ...], actor: str, at: datetime) -> str:
    for link in store.links(state=LinkState.PROPOSED):
        if link.case_id == case_id and (held := _held_under(store, link.own_id, notice)) is not None:
            store.put_links([replace(link, state=LinkState.PARTED, reasons=reasons)], actor=actor, at=at)
            return held.filing.case_id
    raise NotFound(text("linking.no_record", case=case_id, notice=notice))


def _held_under(store: Store, own_id: str, notice: str) -> Held | None:
    """The present record with this key, when it stands in the notice meant."""
    case_id = store.placed([own_id]).get(own_id)
    records = store.held(case_id=case_id) if case_id is not None else ()
    return next((h for h in records if h.filing.key == own_id and h.notice.identifier.startswith(notice)), None)


def _records(store: Store, case_id: str) -> tuple[Held, ...]:
    found = store.held(case_id=case_id)
    if not found:
        raise NotFound(text("linking.no_case", case=case_id))
    return found


def _refile(store: Store, homes: dict[str, str], moved: Sequence[Held], actor: str, at: datetime) -> tuple[str, ...]:
    """File the notices of ``moved`` again, their records under the cases that ``homes`` gives them."""
    identifiers = tuple(dict.fromkeys(held.notice.identifier for held in moved))
    for identifier in identifiers:
        notice, _ = store.notice(identifier)
        filings = [move_filing(h.filing, homes.get(h.filing.key, h.filing.case_id), store)
                   for h in store.held(notice_id=identifier)]  # fmt: skip
        store.put_notice(notice, store.original(identifier), filings, at=at, actor=actor)
    keep_lines(store)
    return identifiers


def open_proposals(store: Store) -> list[OpenProposal]:
    """What waits for a person, best first; what was decided or withdrawn since is left out."""
    waiting = store.links(state=LinkState.PROPOSED)
    places = store.placed([link.own_id for link in waiting])
    found = []
    for link in waiting:
        theirs = store.held(case_id=link.case_id)
        ours = [h for h in store.held(case_id=places.get(link.own_id, "")) if h.filing.key == link.own_id]
        if theirs and ours and places[link.own_id] != link.case_id:
            notice, problem = ours[0].notice, ours[0].filing.record.problem
            found.append(OpenProposal(link, notice.identifier, notice.title, problem, theirs[0].filing.record.problem))
    return found
