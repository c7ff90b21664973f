"""The five published notices, through the rooms before this one, against what a careful reader found in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from geoapp.model import Notice, PlaceType, Quote, Record, Role, UnitTable
from geoapp.places import Gazetteer, locate

SHARED = Path(__file__).resolve().parents[3] / "shared"
STOP_RE = re.compile(r"（[一二三四五六七八九十]+）|[一二三四]、|.{0,12}问题")
UPPER = (PlaceType.COUNTY, PlaceType.CITY)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the published notices are not in this checkout")


def documents() -> list[Path]:
    return sorted((SHARED / "gold").glob("*.json")) if SHARED.is_dir() else []


def record_of(case: dict[str, Any], text: str, stops: list[int]) -> Record | None:
    """A record as a reader would cut it: from the problem to the next problem or chapter."""
    problem = case["problem"].rstrip("。")
    number = text.find(f"{case['no']}：") if case["no"] else -1
    start = text.find(problem, max(0, number))
    if start < 0:
        return None
    end = min((stop for stop in stops if stop > start + len(problem)), default=len(text))
    return Record(
        problem=case["problem"],
        quotes={"problem": Quote.of(text, start, start + len(problem))},
        category=case["category"],
        county=case["county"],
        spans=((start, end),),
    )


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)
def test_subject_places_and_spatial_flag(path: Path, real_gazetteer: Gazetteer, real_units: UnitTable) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    meta = gold["document"]
    if meta["doc_type"] == "inspection_bulletin":
        pytest.skip("a bulletin's incidents have no boundaries of their own; the corridor's test covers it")
    text = (SHARED / "notices" / meta["file"]).read_text(encoding="utf-8")
    where = {key: meta[key] for key in ("province", "city", "county")}
    notice = Notice("0" * 64, "w", meta["title"], text, "text/plain", meta["file"], **where)
    stops = [text.find(case["problem"].rstrip("。")) for case in gold["cases"]]
    stops += [i for i, line in _lines(text) if STOP_RE.match(line)]
    right = extra = missed = 0
    for case in gold["cases"]:
        record = record_of(case, text, sorted(stops))
        assert record is not None, case["problem"]
        done = locate(record, notice, real_gazetteer, real_units)
        assert done.spatial == case["spatial"], case["problem"]
        assert all(site.quote.holds_in(text) for site in done.sites)
        got = {(site.name, site.type.value) for site in done.subjects}
        want = {(place["name"], place["type"]) for place in case["places"] if place["role"] == "subject"}
        right, extra, missed = right + len(got & want), extra + len(got - want), missed + len(want - got)
        for site in done.sites:
            if site.role is Role.SUBJECT and site.type not in UPPER:
                assert site.position is not None or site.remarks, site.name
    assert 2 * right / (2 * right + extra + missed) >= 0.95, (right, extra, missed)


def _lines(text: str) -> list[tuple[int, str]]:
    found, position = [], 0
    for line in text.split("\n"):
        found.append((position, line))
        position += len(line) + 1
    return found
