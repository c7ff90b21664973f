"""The machine: the way to the end and back, order, papers, days, the public notice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from closing_making import TODAY, dossier, step

from geoapp.closing import Asked, CalendarUnpublished, WorkCalendar, load_calendar, load_procedure, path_of, take
from geoapp.model import Event, Status, UsageError

PROCEDURE = load_procedure()
CALENDAR = load_calendar()
IN_PROGRESS, DONE, CLOSED = (status.value for status in (Status.IN_PROGRESS, Status.DONE, Status.CLOSED))

WAY = (
    step(1, "self_check", date(2025, 10, 9)),
    step(2, "apply_closure", date(2025, 10, 10), IN_PROGRESS, DONE),
    step(3, "apply_acceptance", date(2025, 10, 10)),
    step(4, "acceptance", date(2025, 10, 27)),
    step(5, "public_notice", date(2025, 11, 3), working_days=5, last_day="2025-11-07"),
    step(6, "closure", date(2025, 11, 10), DONE, CLOSED),
    step(7, "filing", date(2025, 11, 12)),
)


def asked(name: str, on: date = date(2025, 12, 1), papers: tuple[str, ...] = ("",), note: str = "") -> Asked:
    return Asked(name, on, papers, note)


def judge(events: tuple[Event, ...], what: Asked, calendar: WorkCalendar = CALENDAR, **fields: Any) -> Any:
    return take(PROCEDURE, dossier(*events, **fields), calendar, what, TODAY)


def names(steps: Any) -> list[str]:
    return [found.id for found in steps]


def test_the_way_as_the_clause_tells_it() -> None:
    assert [found.name for found in PROCEDURE.forward] == [
        "自查自验", "申请销号", "申请验收", "验收", "公示", "销号", "台账备案",
    ]  # fmt: skip
    for done in range(len(WAY)):
        path = path_of(PROCEDURE, WAY[:done], CALENDAR)
        assert names(path.missing) == names(PROCEDURE.forward)[done:]
        taken = judge(WAY[:done], asked(PROCEDURE.forward[done].id))
        assert taken.step is PROCEDURE.forward[done]
    assert names(path_of(PROCEDURE, WAY, CALENDAR).next) == ["look_back", "rebound", "annulled"]


def test_what_each_step_makes_of_the_case() -> None:
    assert judge((), asked("自查自验")).sets is None
    assert judge(WAY[:1], asked("apply_closure")).sets is Status.DONE
    assert judge(WAY[:1], asked("apply_closure"), case_status=Status.CLOSED).sets is None  # papers filed afterwards
    assert judge(WAY[:5], asked("closure"), case_status=Status.DONE).sets is Status.CLOSED
    assert judge(WAY[:3], asked("acceptance_failed", note="未达标"), case_status=Status.DONE).sets is Status.IN_PROGRESS


def test_the_public_notice_computes_its_last_day() -> None:
    taken = judge(WAY[:4], asked("public_notice", date(2025, 11, 3)))
    assert (taken.payload["last_day"], taken.payload["working_days"]) == (date(2025, 11, 7), 5)
    assert (taken.payload["clause"], taken.payload["papers"]) == ("在官方网站公示5个工作日", ["公示网页或截图"])
    term = path_of(PROCEDURE, WAY[:5], CALENDAR).term
    assert term is not None
    assert (term.start, term.last_day) == (date(2025, 11, 3), date(2025, 11, 7))


def test_closing_waits_for_the_end_of_the_notice_and_objections_come_within() -> None:
    with pytest.raises(UsageError, match="至 2025-11-07 止"):
        judge(WAY[:5], asked("closure", date(2025, 11, 7)))
    assert judge(WAY[:5], asked("closure", date(2025, 11, 8))).on == date(2025, 11, 8)
    assert judge(WAY[:5], asked("objection", date(2025, 11, 7), note="来电反映"))
    with pytest.raises(UsageError, match="须在公示期内"):
        judge(WAY[:5], asked("objection", date(2025, 11, 8), note="来电反映"))


def test_a_notice_into_an_unpublished_year_is_filed_and_only_its_term_waits() -> None:
    calendar = WorkCalendar({2025: CALENDAR.years[2025]})
    taken = judge(WAY[:4], asked("public_notice", date(2025, 12, 29)), calendar)
    assert taken.payload["last_day"] is None
    events = (*WAY[:4], step(5, "public_notice", date(2025, 12, 29), working_days=5, last_day=None))
    path = path_of(PROCEDURE, events, calendar)
    assert path.term is not None
    assert (path.term.last_day, path.term.unpublished) == (None, 2026)
    with pytest.raises(CalendarUnpublished, match="2026"):
        judge(events, asked("closure", date(2025, 12, 31)), calendar)
    late = path_of(PROCEDURE, events, CALENDAR).term  # the year was added since
    assert late is not None
    assert late.last_day == date(2026, 1, 5)  # 29, 30, 31 December, the worked Sunday of the 4th, the 5th


@pytest.mark.parametrize(
    ("events", "name", "said"),
    [
        ((), "closure", "尚未开始.*自查自验"),
        (WAY[:1], "self_check", "目前在“self_check”|目前在“自查自验”"),
        (WAY[:2], "acceptance", "接下来可以办理：申请验收"),
        (WAY, "closure", "目前在“台账备案”"),
        ((), "annulled", "尚未开始"),
        ((), "盖章", "盖章.*self_check（自查自验）"),
    ],
)
def test_steps_out_of_order_are_refused(events: tuple[Event, ...], name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        judge(events, asked(name, note="x"))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (asked("self_check", papers=()), "缺少材料：自查自验报告"),
        (asked("self_check", papers=("别的材料",)), "缺少材料：自查自验报告"),
        (asked("self_check", date(2026, 1, 1)), "还没有到"),
        (asked("self_check", date(2025, 6, 1)), "早于载明此问题的首份通报（2025-06-02）"),
    ],
)
def test_missing_papers_and_impossible_days_are_refused(what: Asked, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        judge((), what)


def test_a_step_is_not_before_the_last_one() -> None:
    with pytest.raises(UsageError, match="早于上一步“acceptance”的日期 2025-10-27"):
        judge(WAY[:4], asked("public_notice", date(2025, 10, 26)))
    assert judge(WAY[:4], asked("public_notice", date(2025, 10, 27)))


def test_what_leads_back_needs_a_reason_and_begins_anew() -> None:
    with pytest.raises(UsageError, match="事由"):
        judge(WAY[:3], asked("验收不通过"))
    failed = (*WAY[:3], step(4, "acceptance_failed", date(2025, 10, 27), DONE, IN_PROGRESS))
    path = path_of(PROCEDURE, failed, CALENDAR)
    assert names(path.missing) == names(PROCEDURE.forward)
    assert names(path.next) == ["self_check", "annulled"]
    assert [passed.name for passed in path.gone][-1] == "acceptance_failed"
    assert path_of(PROCEDURE, (*WAY[:5], step(6, "objection", date(2025, 11, 5))), CALENDAR).term is None


def test_looking_back_keeps_the_end_and_a_rebound_opens_the_case() -> None:
    looked = (*WAY, step(8, "look_back", date(2025, 11, 28)))
    assert path_of(PROCEDURE, looked, CALENDAR).missing == ()
    assert judge(looked, asked("look_back"), case_status=Status.CLOSED).sets is None
    rebound = judge(looked, asked("rebound", note="又见直排"), case_status=Status.CLOSED)
    assert rebound.sets is Status.IN_PROGRESS


def test_a_step_filed_by_mistake_is_taken_back_alone() -> None:
    taken = judge(WAY[:6], asked("annulled", date(2025, 11, 10), (), "案件弄错"), case_status=Status.CLOSED)
    assert taken.sets is Status.DONE
    events = (*WAY[:6], step(7, "annulled", date(2025, 11, 10), CLOSED, DONE))
    path = path_of(PROCEDURE, events, CALENDAR)
    assert path.last == "public_notice"
    assert [passed.undone for passed in path.gone] == [False] * 5 + [True, False]
    assert judge(events, asked("closure", date(2025, 11, 10)), case_status=Status.DONE).sets is Status.CLOSED
    assert judge(events, asked("annulled", papers=(), note="再撤"), case_status=Status.DONE).sets is None


def test_a_step_that_the_procedure_knows_no_more_stays_in_the_history() -> None:
    path = path_of(PROCEDURE, (step(1, "盖章", date(2025, 10, 1)), *WAY[:1]), CALENDAR)
    assert [passed.name for passed in path.gone] == ["盖章", "self_check"]
    assert path.last == "self_check"
