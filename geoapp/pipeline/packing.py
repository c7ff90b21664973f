"""Packing: everything that the store holds of one case, gathered for the evidence pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from shapely.geometry import mapping

from geoapp import closing
from geoapp.exports import properties, safe_cell
from geoapp.maps import NoFont, Wish
from geoapp.model import CaseFeature, Dossier, Event, FiledRecord, NotFound, Query, Quote, UnitTable, UsageError
from geoapp.pipeline.closing import Rules, card_of
from geoapp.pipeline.listing import listed, warning_of
from geoapp.pipeline.printing import Print, print_selection
from geoapp.pipeline.tracks import as_geojson, as_gpx, track_of
from geoapp.pipeline.visiting import VISIT, ShownVisit, visits_of
from geoapp.pipeline.wording import FIELDS, value_in_words
from geoapp.reports import PackFile, Part, safe_name, write_csv, write_pack, write_page
from geoapp.settings import ZONE, Settings
from geoapp.store import Store
from geoapp.texts import text

_EVENT_COLUMNS = (
    "number", "kind", "name", "happened_on", "precision", "recorded_at", "actor", "site", "field", "before", "after",
    "note", "papers", "notice",
)  # fmt: skip
_QUOTE_COLUMNS = ("notice", "issued_on", "field", "exact", "prefix", "suffix", "start", "end", "page", "cell", "sha256")
_NAMED = frozenset({
    "problem", "rectification", "goal", "measures", "deadline", "lead_unit", "lead_person", "responsible_units",
    "supervising_unit", "status", "no", "category", "county", "location",
})  # fmt: skip
"""Fields of a record that have a name for people."""
_FIELDS = {"responsible_unit": "responsible_units", "counties": "county"}


def pack_case(store: Store, case_id: str, settings: Settings, rules: Rules, units: UnitTable, *, at: datetime) -> bytes:
    """The evidence pack of a case, withdrawn ones (then without a map) included; the manifest says of each original
    and paper whether it is as it was. Raises ``NotFound``, and ``StoreError`` when one is missing."""
    dossier = store.dossier(case_id)
    today, data_time = at.astimezone(ZONE).date(), _data_time(dossier)
    originals, withheld = _originals(store, dossier)
    visits = tuple(reversed(visits_of(dossier)))
    files = [*_tables(dossier), *originals, *_papers(store, dossier), *_tracks(visits)]
    parts = [*_parts(dossier, rules, today), *_visits(visits)]
    parts += [Part(text("reports.pack.notices"), words="\n".join(withheld))] if withheld else []
    picture = _picture(store, dossier, settings, units, at)
    if isinstance(picture, PackFile):
        files.insert(0, picture)
    else:
        parts.append(Part(text("reports.pack.map"), words=picture))
    title = text("reports.pack.title", case=_title(dossier))
    page = write_page(title, parts, files)
    files.insert(0, PackFile(text("reports.pack.page"), page, text("reports.pack.what.page")))
    about = {"case_id": case_id, "version": dossier.version, "title": title, "made_for": today.isoformat()}
    return write_pack(files, about | {"data_time": data_time.isoformat(timespec="seconds")}, data_time)


def pack_name(dossier: Dossier) -> str:
    """The file name of a pack."""
    return safe_name(f"{text('reports.pack.file_name')}-{dossier.case_id}.zip")


def _title(dossier: Dossier) -> str:
    head = dossier.features[0] if dossier.features else None
    record = dossier.records[0].record if dossier.records else None
    said = head.problem if head is not None else (record.problem if record is not None else dossier.case_id)
    return said if len(said) <= 60 else f"{said[:60]}…"


def _data_time(dossier: Dossier) -> datetime:
    """When the case last changed: what is packed is a state of the case, not of the clock."""
    times = [event.recorded_at for event in dossier.events] + [feature.updated_at for feature in dossier.features]
    return max(times).astimezone(ZONE)


# --- tables and files -----------------------------------------------------------------------------------------------


def _tables(dossier: Dossier) -> Iterator[PackFile]:
    quotes = [[safe_cell(value) for value in row] for row in _quotes(dossier)]
    head = [text(f"reports.pack.quote.{name}") for name in _QUOTE_COLUMNS]
    yield PackFile(text("reports.pack.quotes"), write_csv(head, quotes), text("reports.pack.what.quotes"))
    rows = [[safe_cell(value) for value in _event_row(i, event)] for i, event in enumerate(dossier.events, start=1)]
    head = [text(f"reports.pack.event.{name}") for name in _EVENT_COLUMNS]
    yield PackFile(text("reports.pack.events"), write_csv(head, rows), text("reports.pack.what.events"))
    features = [_feature(feature) for feature in dossier.features]
    collection = orjson.dumps({"type": "FeatureCollection", "features": features}, option=orjson.OPT_INDENT_2)
    yield PackFile(text("reports.pack.features"), collection, text("reports.pack.what.features"))


def _feature(feature: CaseFeature) -> dict[str, Any]:
    shape = mapping(feature.geometry) if feature.geometry is not None else None
    return {"type": "Feature", "id": feature.fid, "geometry": shape, "properties": properties(feature)}


def _quotes(dossier: Dossier) -> Iterator[list[object]]:
    for filed in dossier.records:
        notice = filed.notice
        for field, quote in _quotes_of(filed).items():
            where = [quote.exact, quote.prefix, quote.suffix, quote.start, quote.end, quote.page, quote.cell]
            yield [notice.title, notice.issued_on, field, *where, notice.identifier]


def _quotes_of(filed: FiledRecord) -> dict[str, Quote]:
    """What the notice says of the case, by what it is said of; the same words for the same thing once."""
    record = filed.record
    found = {_FIELDS.get(name, name): quote for name, quote in record.quotes.items()}
    if record.status_quote is not None:
        found["status"] = record.status_quote
    said = {text(f"reports.field.{name}") if name in _NAMED else name: quote for name, quote in found.items()}
    for site in record.subjects:
        said[text("reports.field.site", name=site.name)] = site.quote
        if site.status_quote is not None:
            said[text("reports.field.site_status", name=site.name)] = site.status_quote
    said |= {text("reports.field.measure", n=i): one.quote for i, one in enumerate(record.measures, start=1)}
    said |= {text("reports.field.metric", name=one.name): one.quote for one in record.metrics}
    return said | {text("reports.field.assessment", name=one.section): one.quote for one in record.assessments}


def _event_row(number: int, event: Event) -> list[object]:
    papers = "；".join(f"{paper.name} {paper.sha256}" for paper in event.attachments)
    return [
        number,
        event.kind,
        name_of(event),
        event.happened_on,
        event.happened_precision,
        event.recorded_at.astimezone(ZONE).isoformat(timespec="seconds"),
        event.actor,
        event.site_id,
        event.field,
        event.before,
        event.after,
        event.note,
        papers,
        event.notice_id,
    ]


def name_of(event: Event) -> str:
    """What an event is called: a step by its name, else by its kind."""
    named = (event.payload or {}).get("name")
    if named:
        return str(named)
    if event.kind in closing.MOVES:
        return text(f"closing.kind.{event.kind}")
    if event.kind == VISIT:
        return text("reports.pack.visit")
    return text(f"pages.event.{event.kind}") if event.payload is None else event.kind


def _originals(store: Store, dossier: Dossier) -> tuple[list[PackFile], list[str]]:
    """The published files of the case's notices, and sentences about those that this reader may not have."""
    folder, what = text("reports.pack.notices"), text("reports.pack.what.notice")
    notices = {filed.notice.identifier: filed.notice for filed in dossier.records}
    files, withheld = [], []
    for i, notice in enumerate(notices.values(), start=1):
        try:
            data = store.original(notice.identifier)
        except NotFound as error:
            withheld.append(f"《{notice.title}》：{error}")
            continue
        said = f"{what}《{notice.title}》{notice.issued_on or ''}"
        files.append(PackFile(f"{folder}/{i:02d}-{safe_name(notice.file_name)}", data, said, notice.identifier))
    return files, withheld


def _papers(store: Store, dossier: Dossier) -> Iterator[PackFile]:
    folder, seen = text("reports.pack.papers"), set[str]()
    for event in dossier.events:
        for paper in event.attachments:
            if paper.sha256 in seen:
                continue
            seen.add(paper.sha256)
            _, data = store.attachment(paper.sha256)
            name = f"{len(seen):02d}-{safe_name(name_of(event))}-{safe_name(paper.name)}"
            yield PackFile(f"{folder}/{name}", data, f"{name_of(event)} {event.happened_on or ''}", paper.sha256)


def _tracks(visits: Sequence[ShownVisit]) -> Iterator[PackFile]:
    """The ways that were walked, each for GIS programs and for navigation."""
    folder = text("reports.pack.tracks")
    for n, visit in enumerate(visits, start=1):
        if (track := track_of(visit.said)) is None:
            continue
        stem, said = f"{folder}/{n:02d}-{visit.said['happened_at'][:10]}", text("reports.pack.what.track", n=n)
        yield PackFile(f"{stem}.gpx", as_gpx(visit, track), said)
        yield PackFile(f"{stem}.geojson", orjson.dumps(as_geojson(visit, track), option=orjson.OPT_INDENT_2), said)


def _visits(visits: Sequence[ShownVisit]) -> Iterator[Part]:
    rows = []
    for visit in visits:
        track, papers = track_of(visit.said), "、".join(paper.name for paper in visit.event.attachments)
        walked = "" if track is None else text("reports.pack.metres", n=round(track.length_m))
        when, found = visit.said["happened_at"][:16].replace("T", " "), text(f"visits.found.{visit.said['found']}")
        rows.append((when, visit.event.actor, found, _word(visit.event.note), papers, walked))
    if rows:
        yield Part(text("reports.pack.visits"), head=_heads("day", "by", "found", "note", "papers", "walked"),
                   rows=tuple(rows))  # fmt: skip


def _picture(store: Store, dossier: Dossier, settings: Settings, units: UnitTable, at: datetime) -> PackFile | str:
    """The map of the case's sites, or the sentence why there is none."""
    if not any(feature.geometry is not None for feature in dossier.features):
        return text("reports.pack.unlocated")
    case = dossier.case_id.replace("'", "''")
    query = Query(today=at.astimezone(ZONE).date(), filter=f"case_id = '{case}'")
    order = Print(Wish(size="A4", title=text("reports.pack.map_title")), query)
    try:
        made = print_selection(store, order, _data_time(dossier), settings, units)
    except (NoFont, UsageError) as error:
        return text("reports.pack.no_map", reason=error)
    return PackFile(text("reports.pack.map_file"), made.pdf, text("reports.pack.what.map"))


# --- the page -------------------------------------------------------------------------------------------------------


def _parts(dossier: Dossier, rules: Rules, today: date) -> Iterator[Part]:
    if dossier.features:
        yield _head(dossier, rules, today)
        sites = [feature for feature in dossier.features if feature.site_id]
        yield Part(text("reports.column.sites"), head=_heads("name", "status", "county", "accuracy", "protocol"),
                   rows=tuple(_site_row(feature) for feature in sites))  # fmt: skip
    for filed in dossier.records:
        title = f"《{filed.notice.title}》{filed.notice.issued_on or ''}"
        said = tuple((field, quote.exact) for field, quote in _quotes_of(filed).items())
        yield Part(text("reports.pack.said", notice=title), head=_heads("field", "exact"), rows=said)
    path = closing.path_of(rules.procedures.of(dossier), dossier.events, rules.calendar)
    if path.gone:
        rows = tuple((p.name, _word(p.event.happened_on), p.event.actor, _names(p.event), _word(p.event.note))
                     for p in path.gone)  # fmt: skip
        yield Part(text("closing.page.gone"), head=_heads("step", "day", "by", "papers", "note"), rows=rows)
    events = tuple((name_of(e), _word(e.happened_on), _word(e.recorded_at.astimezone(ZONE).date()), e.actor,
                    _value(e, e.before), _value(e, e.after), _word(e.note)) for e in dossier.events)  # fmt: skip
    yield Part(text("pages.case.events"), head=_heads("name", "day", "recorded", "by", "before", "after", "note"),
               rows=events)  # fmt: skip


def _head(dossier: Dossier, rules: Rules, today: date) -> Part:
    case = listed(dossier, rules, today)
    card = warning_of(card_of(dossier.features[0], rules, today)).replace("\n", "，")
    names = ("no", "problem", "source", "county", "kind", "status", "goal", "measures", "progress", "deadline",
             "warning", "lead_unit", "responsible", "supervising", "step", "next_step")  # fmt: skip
    values = {name: _word(getattr(case, name)) for name in names} | {"warning": card}
    facts = ((text("pages.case.id"), dossier.case_id),
             *((text(f"reports.column.{name}"), values[name]) for name in names))  # fmt: skip
    return Part(text("reports.pack.case"), facts=facts)


def _site_row(feature: CaseFeature) -> tuple[str, ...]:
    accuracy = "" if feature.accuracy_m is None else text("reports.pack.metres", n=round(feature.accuracy_m))
    status = text(f"status.{feature.status.value}")
    return _word(feature.name), status, _word(feature.county), accuracy, _word(feature.protocol)


def _heads(*names: str) -> tuple[str, ...]:
    return tuple(text(f"reports.pack.column.{name}") for name in names)


def _names(event: Event) -> str:
    return "、".join(paper.name for paper in event.attachments)


def _value(event: Event, value: str | None) -> str:
    """A value of an event as people call it."""
    return value_in_words(event.field, value) if value is not None and event.field in FIELDS else _word(value)


def _word(value: object) -> str:
    return "" if value is None else str(value)
