"""From a record to its sites, without positions: names found, aliases joined, subject told from mention."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from geoapp.model import Notice, PlaceType, Position, Quote, Record, Role, Site, UnitTable
from geoapp.places import lexicon, relations, words
from geoapp.places.demoting import demote, demote_containers, demote_sections
from geoapp.places.folding import fold
from geoapp.places.forms import join_forms
from geoapp.places.gazetteer import Gazetteer
from geoapp.places.groups import Group, grouped
from geoapp.places.kinds import MINE, TOWNSHIP, UPPER
from geoapp.places.mentions import Home, Mention
from geoapp.places.owners import name_of_section, river_and_section, type_of, without_part
from geoapp.places.roles import Surroundings
from geoapp.places.scanning import Scanner
from geoapp.places.weights import MENTION, SUBJECT, WEAK, Parts
from geoapp.texts import text

_WIDE = UPPER | {TOWNSHIP}


class Finding(NamedTuple):
    """What a site will be, but for its position; with the mention that it came from and the address parts that stand
    before it in the text."""

    name: str
    type: PlaceType
    role: Role
    quote: Quote
    county: str | None
    aliases: tuple[str, ...]
    remarks: str
    mention: Mention
    address: tuple[Mention, ...]

    def site(self, position: Position | None, *remarks: str) -> Site:
        """The site at its position; ``remarks`` on how it was placed stand behind its own."""
        return Site(
            name=self.name,
            type=self.type,
            role=self.role,
            quote=self.quote,
            county=self.county,
            aliases=self.aliases,
            named=self.mention.named,
            position=position,
            remarks="；".join(dict.fromkeys(filter(None, (self.remarks, *remarks)))),
        )


def recognise(record: Record, notice: Notice, gazetteer: Gazetteer, units: UnitTable) -> list[Finding]:
    """The places that the record's spans name, subjects first, in reading order; actors are left out."""
    folded = fold(notice.text)
    scanner = _scanner(folded, gazetteer, units, home_of(record, notice, units))
    spans = spans_of(record, notice)
    mentions = [mention for start, end in spans for mention in scanner.scan(start, end)]
    mentions = [without_part(mention) for mention in _as_quarries(folded, mentions, spans)]
    mentions = [part for mention in mentions for part in river_and_section(folded, mention)]
    mentions = join_forms(folded, mentions, spans, words.with_units(units))
    parts = Parts(_problem_spans(record, notice))
    around = Surroundings(folded, mentions, parts)
    if (place := record.quotes.get("location")) is not None and not _names_place(mentions, around):
        parts = Parts((*parts.problem, (place.start, place.end)))
        around, place = Surroundings(folded, mentions, parts), None
    groups = grouped(around, aside=place)
    demote(groups, folded, around, parts)
    demote_sections(groups, folded, parts, Parts(_aimed_spans(record, notice)))
    demote_containers(groups, around)
    _promote_county(groups, record, around)
    findings = [_finding(group, notice, around, units, record) for group in groups]
    return sorted(findings, key=lambda f: (f.role is not Role.SUBJECT, f.mention.start))


@lru_cache(maxsize=2)
def _scanner(folded: str, gazetteer: Gazetteer, units: UnitTable, home: Home) -> Scanner:
    """One for all records of a notice that are at home in one county."""
    return Scanner(folded, gazetteer, units, home)


def _as_quarries(folded: str, mentions: list[Mention], spans: Sequence[tuple[int, int]]) -> list[Mention]:
    """A 砂石场 where rock is dug is a mine, elsewhere a yard that sells it."""
    yards = any(m.name.endswith(lexicon.QUARRIES) for m in mentions)
    if not yards or not any(lexicon.DIGGING_RE.search(folded, start, end) for start, end in spans):
        return mentions
    return [m._replace(type=MINE) if m.name.endswith(lexicon.QUARRIES) else m for m in mentions]


def home_of(record: Record, notice: Notice, units: UnitTable) -> Home:
    """The units that a record is at home in: its own county, else the notice's; their city and province."""
    return _home((notice.province, notice.city, notice.county, record.county), units)


@lru_cache(maxsize=256)
def _home(names: tuple[str | None, ...], units: UnitTable) -> Home:
    """Widest unit first; remembered, because every site of a notice asks again."""
    frame = None
    for name in names:
        found = [
            u
            for u in (units.named(name, within=frame) if name else [])
            if u.level in ("province", "city", "county") and (frame is None or units.is_within(u.code, frame))
        ]
        if found:
            frame = found[0].code
    at = {level: units.at_level(frame, level) if frame else None for level in ("county", "city", "province")}
    codes = {level: unit.code if unit else None for level, unit in at.items()}
    return Home(codes["county"], codes["city"], codes["province"])


def spans_of(record: Record, notice: Notice) -> list[tuple[int, int]]:
    """The stretches of the text that speak of the record: its spans, else its problem and rectification."""
    spans = list(record.spans) or [
        (quote.start, quote.end)
        for name in ("problem", "rectification", "goal")
        if (quote := record.quotes.get(name)) is not None
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(len(notice.text), e)) for s, e in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _problem_spans(record: Record, notice: Notice) -> tuple[tuple[int, int], ...]:
    quote = record.quotes.get("problem")
    if quote is not None:
        return ((quote.start, quote.end),)
    start = notice.text.find(record.problem) if record.problem else -1
    return ((start, start + len(record.problem)),) if start >= 0 else ()


def _names_place(mentions: Sequence[Mention], around: Surroundings) -> bool:
    """Whether the problem itself says what it is about: then 点位：… only tells where that is."""
    own = (m for m in mentions if m.named and m.type not in _WIDE and around.in_problem(m))
    return any(around.weigh(mention) >= WEAK for mention in own)


def _aimed_spans(record: Record, notice: Notice) -> tuple[tuple[int, int], ...]:
    goal = record.quotes.get("goal")
    return (*_problem_spans(record, notice), *([(goal.start, goal.end)] if goal is not None else []))


def _promote_county(groups: list[Group], record: Record, around: Surroundings) -> None:
    """County-wide air, soil and the like: the county is the subject, though nothing can be drawn for it."""
    if any(g.weight > MENTION for g in groups):
        return
    if not relations.COUNTYWIDE_RE.search(fold(f"{record.category or ''}{record.problem}")):
        return
    counties = [g for g in groups if g.best.level == "county" and any(not around.in_title(m) for m, _ in g.occurrences)]
    if counties:
        chosen = max(counties, key=lambda g: len(g.occurrences))
        chosen.reweigh([(m, w if around.in_title(m) else SUBJECT) for m, w in chosen.occurrences])


def _finding(group: Group, notice: Notice, around: Surroundings, units: UnitTable, record: Record) -> Finding:
    best = group.best
    quote = Quote.of(
        notice.text, name_of_section(best, around.mentions, around.in_problem), best.end, page=_page(notice, best.start)
    )
    address = around.address_of(best)
    names: dict[str, None] = {}
    missing = 0
    for mention, _ in group.occurrences:
        names[notice.text[mention.start : mention.end]] = None
        missing = max(missing, mention.missing)
    names.pop(quote.exact, None)  # told by a part of its name everywhere: 牛村闸断面 behind 泉河
    return Finding(
        name=quote.exact,
        type=type_of(best),
        role=Role.SUBJECT if group.weight > MENTION else Role.MENTION,
        quote=quote,
        county=_county_name(best, address, units) or record.county,
        aliases=tuple(names),
        remarks=text("places.recognise.incomplete", missing=missing) if missing else "",
        mention=best,
        address=address,
    )


def _county_name(mention: Mention, address: Sequence[Mention], units: UnitTable) -> str | None:
    for part in (*address, mention):
        if part.key and part.key.startswith("unit/") and (county := units.at_level(part.key[5:], "county")) is not None:
            return county.name if part.level == "county" else None
    return None


def _page(notice: Notice, offset: int) -> int | None:
    if not notice.pages:
        return None
    return max(1, sum(1 for start in notice.pages if start <= offset))
