"""Live counts: each facet counts with every other filter applied, and 件 and 处 are told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from shapely.geometry import LineString

from geoapp.model import Campaign, Columns, Counts, Kind, Query, Scope, Status
from geoapp.model.columns import CAMPAIGNS, KINDS, NO_DATE, STATUSES

TODAY = date(2026, 1, 10)


def columns() -> Columns:
    """Five features of four cases: two sites of case 0, one each of 1 and 2, and case 3 without any site."""
    nan = float("nan")
    lon = np.array([112.1, 112.2, 112.3, nan, nan])
    lat = np.array([28.1, 28.2, 28.3, nan, nan])
    status = [Status.CLOSED, Status.IN_PROGRESS, Status.IN_PROGRESS, Status.PLANNED, Status.DONE]
    case_status = [Status.IN_PROGRESS, Status.IN_PROGRESS, Status.IN_PROGRESS, Status.PLANNED, Status.DONE]
    due = date(2025, 12, 31).toordinal()
    return Columns(
        fid=np.arange(1, 6),
        lon=lon,
        lat=lat,
        west=lon,
        south=lat,
        east=lon,
        north=lat,
        status=np.array([STATUSES.index(s) for s in status], np.uint8),
        case_status=np.array([STATUSES.index(s) for s in case_status], np.uint8),
        kind=np.array([KINDS.index(k) for k in [Kind.WATER, Kind.WATER, Kind.AIR, Kind.MINE, Kind.OTHER]], np.uint8),
        campaign=np.full(5, CAMPAIGNS.index(Campaign.PETITION), np.uint8),
        county=np.array([0, 0, 1, 1, 0], np.int32),
        case=np.array([0, 0, 1, 2, 3], np.int32),
        place=np.array([0, 1, 2, -1, -1], np.int32),
        is_site=np.array([True, True, True, True, False]),
        spatial=np.array([True, True, True, True, False]),
        deadline=np.array([due, due, due, NO_DATE, due], np.int32),
        evidence=np.array([due + 5, due + 5, due - 90, NO_DATE, NO_DATE], np.int32),
        happened=np.array([NO_DATE, due - 10, NO_DATE, NO_DATE, NO_DATE], np.int32),
        accuracy_m=np.array([100, 700, 3000, nan, nan], np.float32),
        county_codes=("430903", "430972"),
        legal={"430972": "430903"},
        data_time=None,
        notices=2,
    )


def picked(**words: object) -> list[int]:
    return columns().fid[columns().select(Query(today=TODAY, **words))].tolist()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "fids"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"status": (Status.IN_PROGRESS,)}, [2, 3]),
        ({"hidden": (Status.CLOSED,)}, [2, 3, 4, 5]),
        ({"hidden": (Status.CLOSED,), "status": (Status.CLOSED,)}, [1]),
        ({"county": ("430903",)}, [1, 2, 5]),
        ({"county": ("430903",), "include_special": True}, [1, 2, 3, 4, 5]),
        ({"county": ("999999",)}, []),
        ({"kind": (Kind.AIR, Kind.MINE)}, [3, 4]),
        ({"located": False}, [4, 5]),
        ({"spatial": False}, [5]),
        ({"overdue": True}, [1, 2]),
        ({"lapsed": True}, [3]),
        ({"bbox": (112.15, 28.0, 112.25, 29.0)}, [2]),
        ({"due": (date(2025, 12, 1), None)}, [1, 2, 3, 5]),
        ({"happened": (None, date(2025, 12, 31))}, [2]),
        ({"scope": Scope(frozenset({"430972"}))}, [3, 4]),
    ],
)
def test_each_word_of_a_query_selects(words: dict[str, object], fids: list[int]) -> None:
    assert picked(**words) == fids


def test_a_finished_case_is_neither_overdue_nor_lapsed() -> None:
    """Feature 5 is done and its deadline has passed without newer evidence: nothing to accuse anyone of."""
    assert not columns().overdue()[4]
    assert not columns().lapsed(TODAY)[4]


def test_summary_tells_cases_from_sites() -> None:
    summary = columns().summary(Query(today=TODAY))
    assert summary.total == Counts(cases=4, sites=4)
    assert summary.located == Counts(cases=2, sites=3)
    assert summary.unlocated == Counts(cases=1, sites=1)
    assert summary.not_spatial == Counts(cases=1, sites=0)
    assert summary.facets["status"]["in_progress"] == Counts(cases=2, sites=2)
    assert summary.facets["overdue"]["1"] == Counts(cases=1, sites=2)


def test_a_facet_leaves_its_own_filter_out_but_obeys_the_others() -> None:
    summary = columns().summary(Query(today=TODAY, status=(Status.CLOSED,), county=("430903",)))
    assert summary.total == Counts(cases=1, sites=1)
    assert summary.facets["status"] == {
        "closed": Counts(1, 1),
        "done": Counts(1, 0),
        "in_progress": Counts(1, 1),
    }
    assert summary.facets["county"] == {"430903": Counts(1, 1)}


def test_what_a_page_hides_is_counted() -> None:
    summary = columns().summary(Query(today=TODAY, hidden=(Status.CLOSED,)))
    assert summary.hidden == Counts(cases=1, sites=1)
    assert summary.total == Counts(cases=4, sites=3)
    assert summary.facets["status"]["closed"] == Counts(cases=1, sites=1)


def test_no_features_count_as_nothing() -> None:
    summary = columns().summary(Query(today=TODAY, county=("999999",)))
    assert summary.total == Counts(0, 0)
    assert summary.facets["county"]["430903"] == Counts(cases=2, sites=2)
    assert summary.facets["status"] == {}


def test_a_box_selects_what_it_touches_and_not_whose_box_it_touches() -> None:
    slanted = LineString([(112.0, 28.0), (113.0, 29.0)])
    edges = [edge.copy() for edge in (columns().west, columns().south, columns().east, columns().north)]
    for edge, value in zip(edges, slanted.bounds, strict=True):
        edge[0] = value
    west, south, east, north = edges
    shapes = np.array([slanted, None, None, None, None], dtype=object)
    made = replace(columns(), west=west, south=south, east=east, north=north, shapes=shapes)
    assert made.touching((112.7, 28.0, 112.9, 28.2)).tolist() == [False] * 5
    assert made.touching((112.4, 28.4, 112.6, 28.6)).tolist() == [True, False, False, False, False]
    assert made.touching((112.0, 28.0, 113.0, 29.0)).tolist() == [True, True, True, False, False]
