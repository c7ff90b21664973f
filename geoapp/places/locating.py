"""The room's main job: a record in, the same record with its sites recognised and placed out."""

from __future__ import annotations

from functools import lru_cache

from geoapp.model import Notice, PlaceType, Record, Role, Site, UnitTable, changed
from geoapp.places.candidate import Candidate, Wanted, counties_around, place_key
from geoapp.places.clauses import clause_around
from geoapp.places.coordinates import may_state_coordinates, stated_coordinates
from geoapp.places.gazetteer import Gazetteer
from geoapp.places.kinds import UPPER
from geoapp.places.mentions import Home
from geoapp.places.recognise import Finding, home_of, recognise
from geoapp.places.resolve import Outcome, Resolver, stated_position
from geoapp.places.row_points import Written, bearer, row_point
from geoapp.texts import text

_STATED_WITHIN = 60
"""How far behind a name its coordinates may stand, in characters."""
_OUTSIDE_DEG = 0.02
"""A stated point may lie this far outside its county's drawn boundary (about 2 km) before it is doubted."""


def locate(record: Record, notice: Notice, gazetteer: Gazetteer, units: UnitTable) -> Record:
    """``record`` with ``sites`` (subjects first) and ``spatial``: true when a subject is smaller than a county."""
    findings = recognise(record, notice, gazetteer, units)
    resolver = _resolver(gazetteer, units)
    home = home_of(record, notice, units)
    points = [_pair_near(finding, notice) for finding in findings]
    row = row_point(record, notice)
    if row is not None and row not in points and (at := bearer(findings)) is not None:
        findings[at], points[at] = findings[at]._replace(role=Role.SUBJECT), row
    resolved = zip(findings, points, strict=True)
    sites = [_placed(finding, point, home, resolver, (gazetteer, units)) for finding, point in resolved]
    spatial = any(site.role is Role.SUBJECT and site.type not in UPPER for site in sites)
    subjects_first = sorted(sites, key=lambda site: site.role is not Role.SUBJECT)
    return changed(record, sites=tuple(subjects_first), spatial=spatial)


@lru_cache(maxsize=2)
def _resolver(gazetteer: Gazetteer, units: UnitTable) -> Resolver:
    return Resolver(gazetteer, units)


def candidates(
    name: str,
    gazetteer: Gazetteer,
    units: UnitTable,
    county: str | None = None,
    type: PlaceType | None = None,
) -> list[Candidate]:
    """All ways to place ``name``, best first, with the reason. ``county``: name or code of the unit it must lie in."""
    codes: tuple[str, ...] = ()
    if county is not None:
        unit = units.get(county) or next((u for u in units.named(county) if u.level == "county"), None)
        codes = counties_around(unit.code, units) if unit else ()
    kinds = [type] if type is not None else _likely_types(name, units)
    resolver = Resolver(gazetteer, units)
    found: dict[tuple[str, int], Candidate] = {}
    for kind in kinds:
        for candidate in resolver.candidates(Wanted((name,), kind, codes)):
            found.setdefault((place_key(candidate.place), int(candidate.score)), candidate)
    return sorted(found.values(), key=lambda candidate: -candidate.score)


def _likely_types(name: str, units: UnitTable) -> list[PlaceType | None]:
    levels = {unit.level for unit in units.named(name)}
    kinds: list[PlaceType | None] = [None]
    kinds += [PlaceType.VILLAGE] if "village" in levels else []
    return kinds + ([PlaceType.TOWNSHIP] if "township" in levels else [])


def _placed(
    finding: Finding, point: Written | None, home: Home, resolver: Resolver, known: tuple[Gazetteer, UnitTable]
) -> Site:
    gazetteer, units = known
    if finding.type in UPPER:
        whole = finding.role is Role.SUBJECT
        return finding.site(None, text("places.locate.countywide") if whole else "")
    wanted = _wanted(finding, home, units)
    stated = _stated(finding, point, gazetteer, wanted)
    if stated is not None and stated.position is not None:
        return finding.site(stated.position, stated.remarks)
    doubt = stated.remarks if stated is not None else ""
    if not finding.mention.named:
        outcome = resolver.resolve(wanted, fallback=False) if wanted.township else Outcome(None)
        reason = outcome.remarks if outcome.position else text("places.locate.unnamed", name=finding.name)
        return finding.site(outcome.position, doubt, reason)
    outcome = resolver.resolve(wanted)
    return finding.site(outcome.position, doubt, outcome.remarks)


def _wanted(finding: Finding, home: Home, units: UnitTable) -> Wanted:
    codes = [part.key[5:] for part in finding.address if part.key and part.key.startswith("unit/")]
    around = {unit.level: unit for code in codes if (unit := units.get(code)) is not None}  # the nearest of a level
    key = finding.mention.key or ""
    own = key[5:] if key.startswith("unit/") else None
    county, township = (around[level].code if level in around else None for level in ("county", "township"))
    if township is None and "village" in around:
        township = around["village"].parent
    county = county or home.county or _county_in_name(finding.name, home.city, units)
    if township is not None and (above := units.at_level(township, "county")) is not None:
        county = above.code
    if own is not None and finding.type is PlaceType.AREA and (unit := units.get(own)) is not None:
        # a special district itself (高新区), or a development zone that the code list keeps among the townships
        county, township = (own, township) if unit.level == "county" else (county or unit.parent, own)
    counties = counties_around(county, units) if county else ()
    names = tuple(dict.fromkeys((finding.name, finding.mention.name, *finding.aliases)))
    return Wanted(names, finding.type, counties, township, home.city)


def _county_in_name(name: str, city: str | None, units: UnitTable) -> str | None:
    """The county of the home city that a name begins with: 桃江经开区, 南县自来水公司."""
    if city is None:
        return None
    heads = (unit for length in (4, 3, 2) for unit in units.named(name[:length], within=city))
    return next((u.code for u in heads if u.level == "county" and units.is_within(u.code, city)), None)


def _stated(finding: Finding, written: Written | None, gazetteer: Gazetteer, wanted: Wanted) -> Outcome | None:
    """Coordinates that the notice writes, tested against the county; None when there are none."""
    if written is None:
        return None
    pair = written.point
    if pair is None:
        return Outcome(None, text("places.locate.stated_doubtful", words=written.words, doubt=written.doubt))
    legal = next((area for code in wanted.counties if (area := gazetteer.county(code)) is not None), None)
    position = stated_position(pair.lon, pair.lat, pair.accuracy_m, declared=pair.datum is not None, name=finding.name)
    if legal is not None and legal.geometry is not None and legal.geometry.distance(position.geometry) > _OUTSIDE_DEG:
        return Outcome(None, text("places.locate.stated_elsewhere", words=written.words, county=legal.name))
    return Outcome(position, position.remarks)


def _pair_near(finding: Finding, notice: Notice) -> Written | None:
    if not may_state_coordinates(notice.text):
        return None
    start = finding.mention.end
    _, end = clause_around(notice.text, finding.mention.start, start)
    stop = min(len(notice.text), max(end, start + _STATED_WITHIN))
    line = notice.text.find("\n", start, stop)
    pair = next(stated_coordinates(notice.text, start, stop if line < 0 else line), None)
    return Written(notice.text[pair.start : pair.end], pair) if pair is not None else None
