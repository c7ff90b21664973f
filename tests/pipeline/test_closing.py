"""Closing in the corridor: papers kept, statuses that filters see, later hands that hold, nothing half-done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from closing_case import AT, CASE, PAPER, decision, desk, file_case

from geoapp.model import Campaign, Conflict, NotFound, Query, Status, UsageError
from geoapp.pipeline import (
    Decision,
    Paper,
    World,
    card_of,
    check_world,
    extend_deadline,
    join_cases,
    load_rules,
    pause_clock,
    paused_cases,
    read_paper,
    resume_clock,
    take_step,
)
from geoapp.settings import Settings
from geoapp.store import Correction, Store

WAY = (
    ("自查自验", date(2025, 10, 9)),
    ("apply_closure", date(2025, 10, 10)),
    ("apply_acceptance", date(2025, 10, 10)),
    ("acceptance", date(2025, 10, 27)),
    ("public_notice", date(2025, 11, 3)),
    ("closure", date(2025, 11, 10)),
    ("filing", date(2025, 11, 12)),
)


def walk(store: Store, folder: Path, steps: int = len(WAY)) -> list[str]:
    said: list[str] = []
    for name, on in WAY[:steps]:
        said += take_step(desk(store, folder), decision(on, Paper(name.encode(), f"{name}.pdf")), name).notes
    return said


def status(store: Store) -> Status:
    return store.dossier(CASE).features[0].case_status


def test_a_case_goes_the_whole_way(store: Store, tmp_path: Path) -> None:
    file_case(store)
    assert walk(store, tmp_path) == ["案件状态：已完成", "公示 5 个工作日，最后一日为 2025-11-07", "案件状态：已销号"]
    (feature,) = store.page(Query(today=date(2026, 1, 5), status=(Status.CLOSED,))).features
    assert (feature.happened_on, feature.overdue, feature.lapsed) == (date(2025, 11, 10), False, False)
    steps = [event for event in store.events(CASE) if event.kind == "step"]
    assert [event.happened_on for event in steps] == [on for _, on in WAY]
    assert {event.actor for event in steps} == {"李"}
    assert store.attachment(steps[3].attachments[0].sha256)[1] == b"acceptance"
    assert steps[4].payload is not None
    assert steps[4].payload["last_day"] == "2025-11-07"
    assert store.check() == []


@pytest.mark.parametrize(
    ("step", "on", "said"),
    [
        ("closure", date(2025, 10, 9), "现在不能办理"),
        ("自查自验", date(2026, 1, 6), "还没有到"),
        ("自查自验", date(2025, 6, 1), "首份通报"),
        ("盖章", date(2025, 10, 9), "没有步骤"),
    ],
)
def test_what_is_refused_leaves_nothing(store: Store, tmp_path: Path, step: str, on: date, said: str) -> None:
    file_case(store)
    version = store.version()
    with pytest.raises(UsageError, match=said):
        take_step(desk(store, tmp_path), decision(on), step)
    with pytest.raises(UsageError, match="缺少材料：自查自验报告"):
        take_step(desk(store, tmp_path), decision(date(2025, 10, 9), Paper(b"x", "a.pdf", "合影")), "自查自验")
    assert store.version() == version
    assert not list(tmp_path.glob("*.files/*/*pdf*"))


def test_two_at_the_same_case(store: Store, tmp_path: Path) -> None:
    file_case(store)
    seen = store.dossier(CASE).version
    take_step(desk(store, tmp_path), decision(date(2025, 10, 9), if_match=seen), "自查自验")
    with pytest.raises(Conflict):
        take_step(desk(store, tmp_path), decision(date(2025, 10, 10), if_match=seen), "apply_closure")
    with pytest.raises(NotFound):
        take_step(desk(store, tmp_path), decision(date(2025, 10, 10), case_id="c-9"), "apply_closure")


def test_a_later_correction_holds_and_is_told(store: Store, tmp_path: Path) -> None:
    file_case(store)
    store.correct(Correction(CASE, None, "status", Status.ONGOING), actor="王", at=AT, if_match=None)
    walk(store, tmp_path, 1)
    outcome = take_step(desk(store, tmp_path), decision(date(2025, 10, 10)), "apply_closure")
    assert outcome.notes[0].startswith("此步骤应使案件成为“已完成”，但 王 于 2026-01-05")
    assert status(store) is Status.ONGOING


def test_a_failed_acceptance_after_the_deadline_makes_it_overdue(store: Store, tmp_path: Path) -> None:
    file_case(store, deadline=date(2025, 10, 20))
    walk(store, tmp_path, 3)
    before = store.dossier(CASE).features[0]
    assert (before.case_status, before.overdue) == (Status.DONE, False)
    take_step(desk(store, tmp_path), decision(date(2025, 10, 27), note="未达标"), "验收不通过")
    after = store.dossier(CASE).features[0]
    assert (after.case_status, after.overdue, after.lapsed) == (Status.IN_PROGRESS, True, False)


def test_a_deadline_is_extended_by_a_day_or_by_working_days(store: Store, tmp_path: Path) -> None:
    file_case(store)
    outcome = extend_deadline(desk(store, tmp_path), decision(date(2025, 12, 20)), date(2026, 1, 15))
    assert outcome.notes == ("整改期限：2026-01-15",)
    extend_deadline(desk(store, tmp_path), decision(date(2025, 12, 21)), 10)
    assert store.dossier(CASE).features[0].deadline == date(2026, 1, 29)
    assert store.count(Query(today=date(2026, 1, 5), due=(date(2026, 1, 29), date(2026, 1, 29)))).cases == 1
    event = store.events(CASE)[-1]
    assert (event.before, event.after) == ("2026-01-15", "2026-01-29")
    assert event.payload is not None
    assert event.payload["papers"] == ["批准文件"]
    _known_until(2027, tmp_path)
    with pytest.raises(UsageError, match="日历未发布：2028 年"):
        extend_deadline(desk(store, tmp_path), decision(date(2025, 12, 22)), 500)


def _known_until(year: int, folder: Path) -> None:
    """Give the office every year up to this one."""
    from geoapp.closing import load_calendar, write_year

    for missing in range(max(load_calendar().years) + 1, year + 1):
        write_year(folder / "calendar", missing, "测试", {date(missing, 1, 1): "元旦"}, [])


@pytest.mark.parametrize(
    ("on", "until", "papers", "said"),
    [
        (date(2025, 12, 20), date(2025, 12, 31), (PAPER,), "应晚于现有期限"),
        (date(2025, 12, 20), date(2025, 5, 1), (PAPER,), "应晚于现有期限"),  # before the notice even
        (date(2025, 5, 1), date(2026, 3, 1), (PAPER,), "首份通报"),
        (date(2026, 3, 1), date(2026, 4, 1), (PAPER,), "还没有到"),
        (date(2025, 12, 20), date(2126, 4, 1), (PAPER,), "过于遥远"),
        (date(2025, 12, 20), 0, (PAPER,), "工作日数"),
    ],
)
def test_extensions_that_cannot_be(
    store: Store, tmp_path: Path, on: date, until: date | int, papers: tuple[Paper, ...], said: str
) -> None:
    file_case(store)
    version = store.version()
    with pytest.raises(UsageError, match=said):
        extend_deadline(desk(store, tmp_path), decision(on, *papers), until)
    assert store.version() == version


def test_extensions_need_paper_deadline_and_an_open_case(store: Store, tmp_path: Path) -> None:
    from geoapp.pipeline import Decision

    file_case(store)
    with pytest.raises(UsageError, match="缺少材料：批准文件"):
        extend_deadline(desk(store, tmp_path), Decision(CASE, date(2025, 12, 20)), date(2026, 3, 1))
    file_case(store, "c-2", "无期限", deadline=None)
    with pytest.raises(UsageError, match="没有整改期限"):
        extend_deadline(desk(store, tmp_path), decision(date(2025, 12, 20), case_id="c-2"), date(2026, 3, 1))
    walk(store, tmp_path)
    with pytest.raises(UsageError, match="已销号"):
        extend_deadline(desk(store, tmp_path), decision(date(2025, 12, 20)), date(2026, 3, 1))


def test_the_clock_stands_still_and_goes_on(store: Store, tmp_path: Path) -> None:
    file_case(store)
    rules = load_rules(Settings(folder=tmp_path))
    with pytest.raises(UsageError, match="没有在中止计时"):
        resume_clock(desk(store, tmp_path), decision(date(2025, 12, 1)))
    pause_clock(desk(store, tmp_path), decision(date(2025, 12, 1)))
    (feature,) = store.dossier(CASE).features
    assert (feature.deadline, feature.overdue, feature.lapsed) == (None, False, False)
    assert paused_cases(store) == {CASE}
    held = card_of(feature, rules, date(2026, 1, 5), paused_cases(store))
    assert held.card is not None
    assert held.card.label == "中止"
    for again in (
        lambda: pause_clock(desk(store, tmp_path), decision(date(2025, 12, 2))),
        lambda: extend_deadline(desk(store, tmp_path), decision(date(2025, 12, 2)), date(2026, 9, 1)),
    ):
        with pytest.raises(UsageError, match="自 2025-12-01 起中止计时"):
            again()
    with pytest.raises(UsageError, match="早于上一步“中止计时”"):
        resume_clock(desk(store, tmp_path), decision(date(2025, 11, 30)))
    outcome = resume_clock(desk(store, tmp_path), decision(date(2025, 12, 11)))
    assert outcome.notes == ("整改期限：2026-01-10",)
    assert paused_cases(store) == frozenset()
    assert card_of(store.dossier(CASE).features[0], rules, date(2026, 1, 5)).days_left == 5
    with pytest.raises(UsageError, match="不能再中止"):
        pause_clock(desk(store, tmp_path, AT + timedelta(30)), decision(date(2026, 1, 20)))


def test_check_names_the_year_that_a_term_waits_for(store: Store, tmp_path: Path, world: World) -> None:
    file_case(store)
    walk(store, tmp_path, 4)
    last = max(load_rules(Settings(folder=tmp_path)).calendar.years)
    late = AT.replace(year=last + 1)
    outcome = take_step(desk(store, tmp_path, late), decision(date(last, 12, 31)), "public_notice")
    assert outcome.notes[0].startswith(f"日历未发布：{last + 1} 年")
    findings = [line for line in check_world(store, world) if "日历未发布" in line]
    assert len(findings) == 1
    assert CASE in findings[0]
    assert f"geoapp calendar {last + 1}" in findings[0]
    with pytest.raises(UsageError, match=f"日历未发布：{last + 1} 年"):
        take_step(desk(store, tmp_path, late), decision(date(last + 1, 1, 4)), "closure")
    _known_until(last + 1, tmp_path)
    take_step(desk(store, tmp_path, late.replace(month=2)), decision(date(last + 1, 1, 20)), "closure")
    assert status(store) is Status.CLOSED


def test_papers_are_read_as_the_command_line_writes_them(tmp_path: Path) -> None:
    file = tmp_path / "意见=终稿.pdf"
    file.write_bytes(b"x")
    assert read_paper(str(file)) == Paper(b"x", "意见=终稿.pdf", "")
    assert read_paper(f"验收意见={file}") == Paper(b"x", "意见=终稿.pdf", "验收意见")
    with pytest.raises(UsageError, match=r"无\.pdf"):
        read_paper(str(tmp_path / "无.pdf"))
    (tmp_path / "空.pdf").write_bytes(b"")
    with pytest.raises(UsageError, match=r"空\.pdf.*空文件"):
        read_paper(str(tmp_path / "空.pdf"))


def test_a_deadline_before_the_notice_needs_a_reason(store: Store) -> None:
    from geoapp.pipeline import Written, correct

    file_case(store)
    early = Written(CASE, "deadline", "2025-06-01")
    with pytest.raises(UsageError, match="早于载明此问题的首份通报（2025-06-02）"):
        correct(store, early, actor="李", at=AT)
    correct(store, replace(early, note="县政府2024年第3号纪要"), actor="李", at=AT)
    assert store.dossier(CASE).features[0].deadline == date(2025, 6, 1)


def test_a_pause_moves_with_a_case_that_is_joined_to_another(store: Store, tmp_path: Path) -> None:
    file_case(store)
    file_case(store, "c-2", "乙")
    pause_clock(desk(store, tmp_path), decision(date(2025, 12, 1), case_id="c-2"))
    assert paused_cases(store) == {"c-2"}
    join_cases(store, CASE, "c-2", actor="李", at=AT)
    assert paused_cases(store) == {CASE}
    resume_clock(desk(store, tmp_path), decision(date(2025, 12, 11)))
    assert paused_cases(store) == frozenset()


def test_a_case_goes_the_way_of_its_campaign_and_stays_on_it(store: Store, tmp_path: Path) -> None:
    """Two procedures in one office; a case that has begun is not turned by a later correction of its campaign."""
    folder = tmp_path / "closing"
    folder.mkdir()
    (folder / "procedure-信访.toml").write_text(
        'id = "petition"\ntitle = "信访件办结程序"\n[for]\ncampaign = ["petition"]\n'
        '[[step]]\nid = "answered"\nname = "答复信访人"\nbody = "承办单位"\npapers = ["答复意见"]\nafter = ["start"]\n'
        '[[step]]\nid = "ended"\nname = "办结"\nbody = "信访办"\nafter = ["answered"]\nsets = "closed"\n',
        encoding="utf-8",
    )
    file_case(store, "c-petition", "转办", campaign=Campaign.PETITION)
    file_case(store)
    with pytest.raises(UsageError, match="自查自验"):
        take_step(desk(store, tmp_path), decision(date(2025, 10, 9)), "答复信访人")
    with pytest.raises(UsageError, match="答复信访人"):
        take_step(desk(store, tmp_path), decision(date(2025, 10, 9), case_id="c-petition"), "自查自验")
    take_step(desk(store, tmp_path), decision(date(2025, 10, 9), case_id="c-petition"), "答复信访人")
    correction = Correction("c-petition", None, "campaign", Campaign.CENTRAL_INSPECTION)
    store.correct(correction, actor="李", at=AT, if_match=None)
    take_step(desk(store, tmp_path), decision(date(2025, 10, 20), case_id="c-petition"), "办结")
    assert store.dossier("c-petition").features[0].case_status is Status.CLOSED
    assert load_rules(Settings(folder=tmp_path)).procedures.of(store.dossier(CASE)).id == "county"


def test_a_closure_given_back_keeps_its_own_day(store: Store, tmp_path: Path) -> None:
    """A rebound was filed by mistake: taking it back closes the case on the day of its closure, not on that of the
    correction; a rebound and a new closure count on the new day."""

    def closed_on() -> set[int]:
        columns = store.columns()
        return set(columns.ended_by[np.isin(columns.fid, [f.fid for f in store.dossier(CASE).features])].tolist())

    file_case(store)
    walk(store, tmp_path)
    at = desk(store, tmp_path)
    closure = dict(WAY)["closure"]
    assert closed_on() == {closure.toordinal()}
    later = WAY[-1][1] + timedelta(days=1)
    take_step(at, decision(later, note="又有渗漏"), "rebound")
    take_step(at, Decision(CASE, later + timedelta(days=1), note="登错了案件"), "annulled")
    assert store.dossier(CASE).features[0].case_status is Status.CLOSED
    assert closed_on() == {closure.toordinal()}
