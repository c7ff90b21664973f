"""The leaders' figures: what each counts, against a count by hand over the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from geoapp.model import Columns, Query, Status
from geoapp.model.columns import NO_DATE, STATUSES
from geoapp.pipeline.dashboard import Board, Group, count_board, month_of, roll_up, spell_due, unfinished
from geoapp.pipeline.trend import count_trend

TODAY = date(2026, 1, 15)
DAY = timedelta(days=1)


def columns(rows: list[dict[str, Any]]) -> Columns:
    """Columns of rows that name only what matters: case, status, county, due, ended (a day or a pair), lead, ..."""
    n = len(rows)

    def days(name: str) -> Any:
        return np.array([NO_DATE if r.get(name) is None else r[name].toordinal() for r in rows], np.int32)

    def ended(side: int) -> Any:
        pairs = [e if isinstance(e := r.get("ended"), tuple) else (e, e) for r in rows]
        return np.array([NO_DATE if p[side] is None else p[side].toordinal() for p in pairs], np.int32)

    cases = {case: i for i, case in enumerate(dict.fromkeys(r.get("case", f"c{k}") for k, r in enumerate(rows)))}
    places = np.array([np.nan if r.get("unplaced") else 112.0 for r in rows])
    status = np.array([STATUSES.index(r.get("status", Status.IN_PROGRESS)) for r in rows], np.uint8)
    of_case = np.array(
        [STATUSES.index(r.get("case_status", r.get("status", Status.IN_PROGRESS))) for r in rows], np.uint8
    )
    return Columns(
        fid=np.arange(1, n + 1), lon=places, lat=places, west=places, south=places, east=places, north=places,
        status=status, case_status=of_case, kind=np.array([r.get("kind", 0) for r in rows], np.uint8),
        campaign=np.zeros(n, np.uint8), county=np.array([r.get("county", 0) for r in rows], np.int32),
        case=np.array([cases[r.get("case", f"c{k}")] for k, r in enumerate(rows)], np.int32),
        place=np.full(n, -1, np.int32), is_site=np.array([not r.get("siteless") for r in rows]),
        spatial=np.array([not r.get("siteless") for r in rows]), deadline=days("due"), evidence=days("evidence"),
        happened=days("happened"), accuracy_m=np.zeros(n, np.float32), county_codes=("430903", "430921", "430971"),
        legal={"430971": "430921"}, data_time=None, notices=1,
        zones={"zone": np.array([r.get("zone", -1) for r in rows], np.int8)},
        lead=np.array([r.get("lead", -1) for r in rows], np.int32), lead_units=("甲局", "乙局"),
        ended_from=ended(0), ended_by=ended(1),
    )  # fmt: skip


def board(rows: list[dict[str, Any]], **words: Any) -> Board:
    made, query = columns(rows), Query(today=TODAY, **words)
    return count_board(made, made.select(query), query)


def closed(due: date | None, ended: Any) -> dict[str, Any]:
    return {"status": Status.CLOSED, "due": due, "ended": ended}


def test_a_closure_is_on_time_late_or_not_to_be_told() -> None:
    due = date(2025, 12, 31)
    rows = [
        closed(due, due),  # on the last day
        closed(due, (None, due - DAY)),  # told by a notice before the deadline: it was closed by then
        closed(due, due + DAY),
        closed(due, (date(2025, 1, 1), due)),  # some day of 2025
        closed(due, (None, due + DAY)),  # told by a later notice: nobody knows
        closed(due, (date(2025, 12, 1), date(2026, 1, 31))),  # around the deadline
        closed(due, None),
        closed(None, due),  # no deadline to keep
        {"status": Status.IN_PROGRESS, "due": due, "evidence": due + DAY},
        {"status": Status.DONE, "due": due, "ended": due},  # completed, not closed: no part of the rate
    ]
    group = board(rows).total
    assert (group.closed, group.on_time, group.late, group.undecided, group.overdue) == (8, 3, 1, 4, 1)
    assert (group.cases, group.open) == (10, 1)


def test_an_old_plan_accuses_nobody() -> None:
    past = TODAY - DAY
    group = board(
        [{"due": past}, {"due": past, "evidence": past}, {"due": past, "evidence": TODAY}, {"due": TODAY}]
    ).total
    assert (group.overdue, group.lapsed, group.open) == (1, 2, 4)


def test_cases_are_counted_once_and_in_each_of_their_counties() -> None:
    rows = [
        {"case": "a", "county": 0, "status": Status.DONE, "case_status": Status.IN_PROGRESS},
        {"case": "a", "county": 1, "case_status": Status.IN_PROGRESS},
        {"case": "a", "county": 1, "case_status": Status.IN_PROGRESS},
        {"case": "b", "county": -1, "siteless": True},
    ]
    found = board(rows)
    assert found.total.cases == 2
    assert found.total.mix == {"in_progress": 2}
    assert {g.value: (g.cases, g.sites) for g in found.groups["county"]} == {
        "430921": (1, 2),
        "430903": (1, 1),
        "": (1, 0),
    }
    assert found.groups["county"][-1].value == ""  # what has no county stands last
    assert (found.figures["done"].cases, found.figures["in_progress"].cases) == (1, 2)
    assert found.gaps["no_county"] == 1


def test_lead_units_and_kinds_add_up_to_the_total() -> None:
    rng = np.random.default_rng(3)
    statuses = list(Status)
    rows = [
        {"lead": int(rng.integers(-1, 2)), "kind": int(rng.integers(0, 10)), "status": statuses[rng.integers(0, 8)]}
        for _ in range(300)
    ]
    found = board(rows)
    for dimension in ("lead_unit", "kind", "campaign"):
        mix: Counter[str] = Counter()
        for group in found.groups[dimension]:
            assert sum(group.mix.values()) == group.cases
            mix.update(group.mix)
        assert mix == found.total.mix
    by_hand = Counter(r["lead"] for r in rows)
    assert {g.value: g.cases for g in found.groups["lead_unit"]} == {
        "甲局": by_hand[0],
        "乙局": by_hand[1],
        "": by_hand[-1],
    }


def test_every_figure_is_what_its_words_select() -> None:
    """The promise of the head: the map behind a figure shows exactly what it counts."""
    rng = np.random.default_rng(11)
    statuses = list(Status)
    rows = [
        {
            "case": f"c{int(rng.integers(0, 150))}", "status": statuses[rng.integers(0, 8)],
            "due": TODAY + timedelta(days=int(rng.integers(-60, 60))), "zone": int(rng.integers(-1, 3)),
            "evidence": TODAY - timedelta(days=int(rng.integers(0, 60))), "unplaced": bool(rng.random() < 0.3),
            "siteless": bool(rng.random() < 0.1),
        }
        for _ in range(200)
    ]  # fmt: skip
    for given in ({}, {"status": (Status.CLOSED, Status.STAGED)}, {"due": (TODAY, None)}):
        made, query = columns(rows), Query(today=TODAY, **given)
        found = count_board(made, made.select(query), query)
        for name, figure in found.figures.items():
            if "filter" in figure.words or set(figure.words) & set(given) or (figure.cases == 0 and given):
                continue  # CQL2 is the store's; a word of the selection itself is replaced, not joined
            asked = _query(query, figure.words)
            counts = made.counts(made.select(asked))
            assert (counts.cases, counts.sites) == (figure.cases, figure.sites), name


def _query(query: Query, words: Any) -> Query:
    from geoapp.web.params import Reader
    from tests.web.memory import UNITS

    read = Reader(UNITS, TODAY, zones=("zone",)).query(words.items())
    changes = {
        name: getattr(read, name) for name in ("status", "overdue", "lapsed", "located", "spatial", "due", "zone")
    }
    return replace(query, **{name: value for name, value in changes.items() if value not in (None, ())})


def test_what_falls_due_stays_within_the_selection() -> None:
    month = month_of(date(2025, 12, 9))
    assert month == (date(2025, 12, 1), date(2025, 12, 31))
    assert spell_due(month, None) == "2025-12-01/2025-12-31"
    assert spell_due(month, (date(2025, 12, 20), None)) == "2025-12-20/2025-12-31"
    assert spell_due(month, (None, date(2025, 12, 5))) == "2025-12-01/2025-12-05"


def test_unfinished_joins_the_condition_of_the_selection() -> None:
    plain = unfinished(Query(today=TODAY), {"due": "2026-01"})
    assert plain is not None
    assert plain["filter"].startswith("case_status NOT IN ('closed'")
    joined = unfinished(Query(today=TODAY, filter="no = '3' OR no = '4'"), {})
    assert joined is not None
    assert joined["filter"].startswith("(no = '3' OR no = '4') AND case_status")
    assert unfinished(Query(today=TODAY, filter='{"op": "="}'), {}) is None


def test_lists_begin_with_what_is_oldest_and_leave_finished_cases_out() -> None:
    rows = [
        {"due": TODAY + DAY * k, "status": Status.CLOSED if k == 2 else Status.PLANNED} for k in (5, 2, 1, -3, -9, 40)
    ]
    found = board(rows)
    assert list(found.due) == [5, 4, 3, 1]  # of this month, the past ones among them
    assert list(found.past) == [5, 4]
    assert found.figures["due_month"].cases == 5
    assert found.figures["due_open"].cases == 4


def test_districts_without_lines_are_added_to_their_county() -> None:
    found = board([{"county": 1, "due": TODAY - DAY}, {"county": 2}, {"county": 0}])
    rolled = {g.value: g for g in roll_up(found.groups["county"], {"430971": "430921"})}
    assert {code: group.cases for code, group in rolled.items()} == {"430903": 1, "430921": 2}
    assert rolled["430921"].lapsed == 1
    assert isinstance(rolled["430921"], Group)


def test_an_empty_selection_is_all_noughts() -> None:
    found = board([{"county": 0}], county=("none",))
    assert (found.total.cases, found.total.mix, found.groups["county"]) == (0, {}, [])
    assert found.figures["total"].cases == 0
    assert list(found.due) == list(found.past) == []


# --- trend ------------------------------------------------------------------------------------------------------------


def trend(rows: list[dict[str, Any]], today: date = TODAY) -> Any:
    made = columns(rows)
    return count_trend(made, np.arange(len(rows)), today)


def test_months_are_counted_by_the_day_that_is_told() -> None:
    found = trend([closed(None, date(2025, 11, 3)), closed(None, (date(2025, 12, 1), date(2025, 12, 31))),
                   {"status": Status.DONE, "ended": date(2025, 12, 9)}, {"due": date(2026, 2, 28)}])  # fmt: skip
    assert found.grain == "month"
    assert list(found.periods) == ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]
    assert found.finished["closed"] == [1, 1, 0, 0, 0, 0]
    assert found.finished["done"] == [0, 1, 0, 0, 0, 0]
    assert found.due == [0, 0, 0, 1, 0, 0]


def test_what_no_month_is_known_of_stands_apart() -> None:
    found = trend([closed(None, (date(2024, 1, 1), date(2024, 12, 31))), closed(None, (None, date(2025, 11, 5))),
                   closed(None, None), closed(None, date(2025, 12, 1))])  # fmt: skip
    assert sum(found.finished["closed"]) == 1
    assert found.by_year == {"2024": {"closed": 1, "done": 0}}
    assert found.undated == {"closed": 2, "done": 0}


@pytest.mark.parametrize(
    ("first", "grain", "period"),
    [
        (date(2025, 1, 1), "month", "2025-01"),
        (date(2022, 5, 1), "quarter", "2022-Q2"),
        (date(2018, 5, 1), "year", "2018"),
    ],
)
def test_the_grain_grows_with_the_time_shown(first: date, grain: str, period: str) -> None:
    found = trend([closed(None, first), closed(None, (date(2024, 1, 1), date(2024, 12, 31)))])
    assert (found.grain, found.periods[0]) == (grain, period)
    assert found.finished["closed"][0] == 1
    total = sum(found.finished["closed"]) + sum(y["closed"] for y in found.by_year.values())
    assert total == 2  # a year known is enough where years are shown


def test_what_is_older_than_the_time_shown_is_counted_as_earlier() -> None:
    found = trend([closed(None, date(1999, 1, 1)), closed(None, date(2025, 1, 1))])
    assert found.earlier["closed"] == 1
    assert sum(found.finished["closed"]) == 1


def test_no_dates_at_all_is_no_error() -> None:
    found = trend([{"status": Status.PLANNED}])
    assert len(found.periods) == 12
    assert sum(found.due) == 0
