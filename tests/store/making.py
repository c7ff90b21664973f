"""Small invented notices, records and queries for the store's tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geoapp.model import (
    Basis,
    Campaign,
    Genre,
    Kind,
    Notice,
    PlaceType,
    Position,
    PositionalAccuracy,
    Query,
    Quote,
    Record,
    Role,
    Site,
    Status,
)
from geoapp.store import Filing, PutResult, Store

T0 = datetime(2026, 1, 5, 1, 2, 3, 456000, tzinfo=UTC)
TODAY = date(2026, 1, 5)
EVERYTHING = Query(today=TODAY)
HOSTILE = "${alert(1)}`'\";--</script><img src=x onerror=1> %_\\ \n\u202e𠮷 \x00."
TEXT = "某县青溪河水质不达标。整改进展：青溪河已完成清淤，正在整改。白石矿山废水直排，尚未完成整改。"


def at(minutes: int) -> datetime:
    """A moment, ``minutes`` after the beginning of all tests."""
    return T0 + timedelta(minutes=minutes)


def quote(words: str, text: str = TEXT) -> Quote:
    """The first place of ``words`` in the text."""
    start = text.index(words)
    return Quote.of(text, start, start + len(words))


def notice(name: str = "甲", **fields: Any) -> tuple[Notice, bytes]:
    """A notice and its original bytes."""
    data = f"原件 {name}".encode()
    given: dict[str, Any] = {
        "identifier": hashlib.sha256(data).hexdigest(),
        "work_key": f"work-{name}",
        "title": f"通报{name}",
        "text": TEXT,
        "media_type": "text/plain",
        "file_name": f"{name}.txt",
        "genre": Genre.INSPECTION_PROGRESS_NOTICE,
        "issued_on": date(2025, 12, 1),
        "pages": (0, 20),
        "warnings": ("提醒",),
    }
    return Notice(**given | fields), data


def position(geometry: BaseGeometry | None = None, key: str = "river/青溪河", accuracy_m: float = 500.0) -> Position:
    """A position, by default on a river."""
    shape = geometry or LineString([(112.0, 28.5), (112.1, 28.6), (112.3, 28.6)])
    return Position(shape, PositionalAccuracy(accuracy_m, Basis.SCHEMATIC), key, "示意", remarks="沿镇连线",
                    candidates=("青溪村",))  # fmt: skip


def site(name: str = "青溪河", **fields: Any) -> Site:
    """A subject site."""
    given: dict[str, Any] = {
        "name": name,
        "type": PlaceType.RIVER,
        "role": Role.SUBJECT,
        "quote": quote("青溪河"),
        "status": Status.IN_PROGRESS,
        "position": position(),
    }
    return Site(**given | fields)


def record(problem: str = "青溪河水质不达标", **fields: Any) -> Record:
    """A record with one site unless told otherwise."""
    given: dict[str, Any] = {
        "problem": problem,
        "quotes": {"problem": quote("青溪河水质不达标")},
        "no": "1",
        "rectification": "已完成清淤",
        "status": Status.IN_PROGRESS,
        "status_quote": quote("正在整改"),
        "county": "赫山区",
        "deadline": date(2025, 10, 31),
        "lead_unit": "市生态环境局",
        "kind": Kind.WATER,
        "campaign": Campaign.CENTRAL_INSPECTION,
        "spatial": True,
        "sites": (site(),),
    }
    return Record(**given | fields)


def filing(case_id: str = "430000-a-1", of: Record | None = None, **fields: Any) -> Filing:
    """A filing whose site ids follow from the case id and the order of sites."""
    said = of if of is not None else record()
    given: dict[str, Any] = {
        "province": "430000",
        "site_ids": tuple(f"{case_id}-{s.name}" for s in said.subjects),
        "county_code": "430903",
    }
    return Filing(case_id, record=said, **given | fields)


def lake() -> BaseGeometry:
    """An area."""
    return box(112.4, 29.1, 112.6, 29.3)


def pin(x: float = 112.35, y: float = 28.55) -> BaseGeometry:
    """A point."""
    return Point(x, y)


def put(store: Store, name: str = "甲", filings: tuple[Filing, ...] = (), minute: int = 0, **fields: Any) -> PutResult:
    """File a notice as the corridor does."""
    made, data = notice(name, **fields)
    return store.put_notice(made, data, filings or (filing(),), at=at(minute), actor="机器")
