"""A store in memory with hostile text in every field, so that the web is tested without a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from shapely.geometry import LineString, Point, Polygon

from geoapp.model import (
    AdministrativeUnit,
    Basis,
    BuiltLayer,
    Campaign,
    CaseFeature,
    Columns,
    Counts,
    Dossier,
    Event,
    FiledRecord,
    Kind,
    LayerDefinition,
    LayerFeature,
    Lineage,
    NotFound,
    Notice,
    NoticeSummary,
    Page,
    PlaceType,
    Portion,
    Position,
    PositionalAccuracy,
    Query,
    Quote,
    Record,
    Role,
    Site,
    Status,
    StoreError,
    Summary,
    UnitTable,
)  # fmt: skip
from geoapp.model.change import Change
from geoapp.model.columns import CAMPAIGNS, KINDS, NO_DATE, STATUSES, Mask
from geoapp.settings import ZONE

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=ZONE)
HOSTILE = "${alert(1)} `tick` </script><img src=x onerror=alert(2)> \"引\" 'q' {{7*7}} \u2028"
TEXT = "关于整改进展的通报\n\n三、志溪河水质不达标。整改中。\n\n" + HOSTILE + "\n\n联系人略。"
NOTICE_ID = "a" * 64

UNITS = UnitTable(
    [
        AdministrativeUnit("430000", "GB/T 2260", "湖南省", "province", None),
        AdministrativeUnit("430900", "GB/T 2260", "益阳市", "city", "430000"),
        AdministrativeUnit("430903", "GB/T 2260", "赫山区", "county", "430900"),
        AdministrativeUnit("430921", "GB/T 2260", "南县", "county", "430900"),
        AdministrativeUnit("L430921", "local", "大通湖区", "county", "430900", legal_parent="430921"),
        AdministrativeUnit("130105", "GB/T 2260", "新华区", "county", None),
        AdministrativeUnit("410402", "GB/T 2260", "新华区", "county", None),
    ]
)
SHAPES = [
    Point(112.33, 28.5),
    LineString([(112.1, 28.3), (112.3, 28.5), (112.35, 28.6)]),
    Polygon([(112.4, 29.1), (112.7, 29.1), (112.7, 29.3), (112.4, 29.3)]),
    None,
]


def quote(words: str, start_at: int = 0) -> Quote:
    start = TEXT.index(words, start_at)
    return Quote.of(TEXT, start, start + len(words))


def feature(fid: int, **changes: Any) -> CaseFeature:
    """A case feature; every fourth has no place. ``fid`` decides place and status."""
    shape = SHAPES[fid % 4]
    point = shape.representative_point() if shape is not None else None
    base = CaseFeature(
        fid=fid, case_id=f"430000-{fid}", site_id=f"s{fid}", province="430000", no=str(fid), category=HOSTILE,
        problem=f"志溪河污染 {HOSTILE}", rectification=HOSTILE, status=STATUSES[fid % len(STATUSES)],
        case_status=Status.IN_PROGRESS, overdue=False, lapsed=False, county="赫山区", county_code="430903",
        deadline=date(2025, 12, 1 + fid % 28), lead_unit=HOSTILE, kind=Kind.WATER, campaign=Campaign.OTHER,
        spatial=True, name=f"志溪河{HOSTILE}", type=PlaceType.RIVER,
        quote=quote("志溪河水质不达标"), status_quote=quote("整改中"),
        notice_id=NOTICE_ID, notice_title=HOSTILE, issued_on=date(2025, 11, 1), evidence_on=None, geometry=shape,
        lon=point.x if point else None, lat=point.y if point else None, accuracy_m=900.0 if point else None,
        basis=Basis.SCHEMATIC if point else None, place_key=f"reference:water/{fid % 4}" if point else None,
        protocol=HOSTILE, remarks=HOSTILE, verification="unverified", happened_on=None,
        updated_at=datetime(2025, 12, 1, tzinfo=UTC), version=1,
    )  # fmt: skip
    return replace(base, **changes)


def columns_of(features: Sequence[CaseFeature]) -> Columns:
    """The features as columns, as a store would build them."""

    def numbers(values: list[Any], kind: Any) -> Any:
        return np.array(values, dtype=kind)

    def days(values: list[date | None]) -> Any:
        return numbers([NO_DATE if value is None else value.toordinal() for value in values], np.int32)

    def floats(values: list[float | None]) -> Any:
        return numbers([np.nan if value is None else value for value in values], np.float64)

    boxes = [f.geometry.bounds if f.geometry is not None else (np.nan,) * 4 for f in features]
    places = {key: i for i, key in enumerate(dict.fromkeys(f.place_key for f in features if f.place_key))}
    codes = tuple(sorted({f.county_code for f in features if f.county_code}))
    cases = {case: i for i, case in enumerate(dict.fromkeys(f.case_id for f in features))}
    return Columns(
        fid=numbers([f.fid for f in features], np.int64), lon=floats([f.lon for f in features]),
        lat=floats([f.lat for f in features]), west=floats([b[0] for b in boxes]), south=floats([b[1] for b in boxes]),
        east=floats([b[2] for b in boxes]), north=floats([b[3] for b in boxes]),
        status=numbers([STATUSES.index(f.status) for f in features], np.uint8),
        case_status=numbers([STATUSES.index(f.case_status) for f in features], np.uint8),
        kind=numbers([KINDS.index(f.kind) for f in features], np.uint8),
        campaign=numbers([CAMPAIGNS.index(f.campaign) for f in features], np.uint8),
        county=numbers([codes.index(f.county_code) if f.county_code else -1 for f in features], np.int32),
        case=numbers([cases[f.case_id] for f in features], np.int32),
        place=numbers([places[f.place_key] if f.place_key else -1 for f in features], np.int32),
        is_site=numbers([f.site_id is not None for f in features], np.bool_),
        spatial=numbers([f.spatial for f in features], np.bool_), deadline=days([f.deadline for f in features]),
        evidence=days([f.evidence_on for f in features]), happened=days([f.happened_on for f in features]),
        accuracy_m=floats([f.accuracy_m for f in features]).astype(np.float32), county_codes=codes,
        legal={"L430921": "430921"}, data_time=datetime(2025, 12, 1, tzinfo=UTC), notices=1,
    )  # fmt: skip


class Features(dict[int, CaseFeature]):
    """All features by number; called like the store's method, those asked for."""

    def __call__(self, fids: Sequence[int], scope: object = None) -> tuple[CaseFeature, ...]:
        return tuple(self[fid] for fid in sorted(fids) if fid in self)


class MemoryStore:
    """What the web asks of a store, over a list."""

    def __init__(self, features: Sequence[CaseFeature]) -> None:
        self.features = Features({f.fid: f for f in features})
        self._columns = columns_of(list(features))
        self.token = "v1"
        self.broken: StoreError | None = None
        self.asked = 0

    def version(self) -> str:
        return self.token

    def _answer(self) -> None:
        self.asked += 1
        if self.broken is not None:
            raise self.broken

    def columns(self) -> Columns:
        self._answer()
        return self._columns

    def search(self, query: Query, columns: Columns | None = None) -> Mask | None:
        if query.q is None and query.lead_unit is None and query.notice is None:
            return None
        return np.array([self._fits(f, query) for f in self.features.values()], dtype=bool)

    def _fits(self, f: CaseFeature, query: Query) -> bool:
        return (
            (query.q is None or query.q in f.problem)
            and (query.lead_unit is None or query.lead_unit == f.lead_unit)
            and (query.notice is None or query.notice == f.notice_id)
        )

    def iterate(self, query: Query) -> Iterator[CaseFeature]:
        self._answer()
        mask = self._columns.select(query, among=self.search(query))
        return (self.features[int(fid)] for fid in self._columns.fid[mask])

    def lines(self, query: Query, edition: str) -> Iterator[Portion]:
        self._answer()
        columns, mask = self._columns, self._columns.select(query, among=self.search(query))
        found = tuple(self.features[int(fid)] for fid in columns.fid[mask])
        return iter([Portion(len(found), columns.box(mask), None, found)] if found else [])

    def lines_of(self, fids: Sequence[int], edition: str) -> bytes | None:
        return None

    def page(self, query: Query) -> Page:
        found = list(self.iterate(query))
        end = query.offset + query.limit if query.limit is not None else len(found)
        return Page(tuple(found[query.offset : end]), len(found), end if end < len(found) else None)

    def count(self, query: Query) -> Counts:
        self._answer()
        return self._columns.counts(self._columns.select(query, among=self.search(query)))

    def summary(self, query: Query) -> Summary:
        self._answer()
        return self._columns.summary(query, among=self.search(query))

    def feature(self, fid: int) -> CaseFeature:
        self._answer()
        if fid not in self.features:
            raise NotFound(f"no feature {fid}")
        return self.features[fid]

    def dossier(self, case_id: str) -> Dossier:
        self._answer()
        found = tuple(f for f in self.features.values() if f.case_id == case_id)
        if not found:
            raise NotFound(f"no case {case_id!r}")
        event = Event(1, case_id, None, "recorded", NOW, HOSTILE, note=HOSTILE, notice_id=NOTICE_ID)
        return Dossier(case_id, 1, found, (filed(case_id),), (event,))

    def similar(self, marks: Any, *, besides: str, strong: Any = frozenset()) -> dict[str, Any]:
        return {}

    def told(self, kinds: Any = None, **_: Any) -> tuple[Event, ...]:
        return ()

    def notice(self, identifier: str) -> tuple[Notice, NoticeSummary]:
        self._answer()
        if identifier != NOTICE_ID:
            raise NotFound(f"no notice {identifier!r}")
        return Notice(NOTICE_ID, "w", HOSTILE, TEXT, "text/plain", "../通报 1.txt"), SUMMARY

    def notices(self) -> tuple[NoticeSummary, ...]:
        return (SUMMARY,)

    def original(self, identifier: str) -> bytes:
        return TEXT.encode()

    def records_of(self, identifier: str) -> tuple[FiledRecord, ...]:
        return (filed("430000-1"), filed("430000-2"))

    def changes(self, query: Query, *, limit: int) -> tuple[Change, ...]:
        event = Event(1, "430000-1", None, "status", NOW, HOSTILE, field="case_status", before="planned", after="done")
        told = Change(NOW, "status", 1, event=event, county_code="430903", no=HOSTILE, problem=HOSTILE)
        return (told, Change(NOW, "notice", 3, notice_id=NOTICE_ID, notice_title=HOSTILE))[:limit]

    def layers(self) -> tuple[BuiltLayer, ...]:
        return (replace(LAYER, features=()),)

    def layer(self, layer_id: str) -> BuiltLayer:
        return LAYER

    def close(self) -> None:
        pass


SUMMARY = NoticeSummary(
    NOTICE_ID, "w", HOSTILE, HOSTILE, HOSTILE, "inspection_progress_notice", date(2025, 11, 1), "stated", "湖南省",
    "益阳市", None, "text/plain", "../通报 1.txt", NOW, None, (HOSTILE,),
)  # fmt: skip
LAYER = BuiltLayer(
    LayerDefinition(
        "counties", "区县", HOSTILE, "reference", {}, {}, {"quote": HOSTILE, "notice": HOSTILE},
        {"measure": "CE95", "value_m": 700.0}, {"fill": "#d95f0e"},
    ),
    (LayerFeature("430903", Polygon([(112, 28), (112.5, 28), (112.5, 28.6)]), {"name": HOSTILE, "accuracy_m": 50}),),
    Lineage(HOSTILE), NOW,
)  # fmt: skip


def filed(case_id: str) -> FiledRecord:
    position = Position(
        LineString([(112.1, 28.3), (112.3, 28.5)]), PositionalAccuracy(900.0, Basis.SCHEMATIC), "reference:water/1",
        source=HOSTILE, candidates=(HOSTILE,),
    )  # fmt: skip
    site = Site(f"志溪河{HOSTILE}", PlaceType.RIVER, Role.SUBJECT, quote("志溪河"), position=position)
    record = Record(
        problem=HOSTILE, quotes={"problem": quote("志溪河水质不达标"), "hostile": quote(HOSTILE)}, no="三",
        status=Status.IN_PROGRESS, status_quote=quote("整改中"), spatial=True, sites=(site,),
        spans=((TEXT.index("三、"), TEXT.index("三、") + 16),),
    )  # fmt: skip
    return FiledRecord(case_id, SUMMARY, record)
