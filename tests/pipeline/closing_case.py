"""A case on file for tests that close it: one notice, one record, one site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from geoapp import cases
from geoapp.model import Genre, Kind, Notice, PlaceType, Quote, Record, Role, Site, Status
from geoapp.pipeline import Decision, Desk, Paper, load_desk
from geoapp.settings import Settings
from geoapp.store import Filing, Store, open_store

TEXT = "一、青溪河边恒昌纸业有限公司废水超标排放。整改目标：达标排放。牵头单位：县生态环境局"
CASE = "430000-w-1"
AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
PAPER = Paper(b"%PDF-1.4 paper", "材料.pdf")


def quote(words: str) -> Quote:
    start = TEXT.index(words)
    return Quote.of(TEXT, start, start + len(words))


def file_case(store: Store, case_id: str = CASE, name: str = "方案", **fields: Any) -> None:
    data = f"原件{name}".encode()
    issued_on = fields.pop("issued_on", date(2025, 6, 2))
    notice = Notice(identifier=hashlib.sha256(data).hexdigest(), work_key=name, title=f"{name}通报", text=TEXT,
                    media_type="text/plain", file_name=f"{name}.txt", genre=Genre.RECTIFICATION_PLAN,
                    issued_on=issued_on)  # fmt: skip
    site = Site("恒昌纸业有限公司", PlaceType.ENTERPRISE, Role.SUBJECT, quote("恒昌纸业有限公司"), Status.IN_PROGRESS)
    given: dict[str, Any] = {
        "problem": "青溪河边恒昌纸业有限公司废水超标排放", "quotes": {"problem": quote("废水超标排放")}, "no": "1",
        "goal": "达标排放", "status": Status.IN_PROGRESS, "county": "南县", "deadline": date(2025, 12, 31),
        "lead_unit": "县生态环境局", "kind": Kind.WATER, "spatial": True, "sites": (site,),
    }  # fmt: skip
    record = Record(**given | fields)
    sites = tuple(f"{case_id}-{i}" for i, _ in enumerate(record.subjects))
    filing = Filing(case_id, "430000", record, sites, "430921", marks=cases.marks(record).borne)
    store.put_notice(notice, data, [filing], at=datetime(2026, 1, 4, tzinfo=UTC), actor="机器")


@contextmanager
def case_on_file(folder: Path) -> Iterator[Store]:
    """The store of an office that holds the case, and nothing else."""
    store = open_store(str(folder / "geoapp.gpkg"), create=True, today=AT.date)
    file_case(store)
    yield store
    store.close()


def desk(store: Store, folder: Path, at: datetime = AT, actor: str = "李") -> Desk:
    return load_desk(Settings(folder=folder), store, actor=actor, at=at)


def decision(on: date, *papers: Paper, case_id: str = CASE, **fields: Any) -> Decision:
    return Decision(case_id, on, papers or (PAPER,), **fields)
