"""Notices that tell statuses of one case which do not go together wait for a person, until somebody decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from telling import CLOSURE, PLAN, PROGRESS

from geoapp.model import Query, Status
from geoapp.pipeline import Report, Written, correct
from geoapp.pipeline.correcting import take_back
from geoapp.pipeline.reviewing import count_queues, read_queue
from geoapp.store import Store

FileNotice = Callable[..., Report]
Clock = Callable[[], datetime]
TODAY = date(2026, 1, 15)
LATER = PROGRESS.replace("2024年9月30日", "2025年3月31日").replace(
    "企业正在进行设施改造", "企业正在整改，设施改造仍在施工"
)
"""The firm's works go on, three months after they were told to be finished."""


def test_work_that_goes_on_is_no_conflict(file_notice: FileNotice, store: Store) -> None:
    for name, words in (("plan.txt", PLAN), ("progress.txt", PROGRESS), ("closure.txt", CLOSURE)):
        file_notice(name, words)
    assert store.conflicts() == ()
    assert count_queues(store, TODAY)["conflicting"] == 0


def test_what_was_finished_and_goes_on_waits_until_somebody_decides(
    file_notice: FileNotice, store: Store, clock: Clock
) -> None:
    for name, words in (("plan.txt", PLAN), ("closure.txt", CLOSURE), ("later.txt", LATER)):
        file_notice(name, words)
    (found,) = store.conflicts()
    assert (found.older.status, found.newer.status) == (Status.CLOSED, Status.IN_PROGRESS)
    assert (found.older.issued_on, found.newer.issued_on) == (date(2024, 12, 20), date(2025, 3, 31))
    (item,) = read_queue(store, "conflicting", TODAY).items
    assert item.case_id == found.case_id and "已销号" in item.why and "整改中" in item.why
    decision = Written(found.case_id, "case_status", "已销号")
    correct(store, decision, actor="李工", at=clock())
    assert store.conflicts() == ()
    take_back(store, decision, actor="李工", at=clock())
    assert store.conflicts() == (found,)


def test_two_notices_of_one_day_that_differ(file_notice: FileNotice, store: Store) -> None:
    file_notice("plan.txt", PLAN)
    other = "南县整改办关于公布整改进展的通报\n" + LATER.partition("\n")[2].replace("2025年3月31日", "2024年12月20日")
    file_notice("other.txt", other)
    file_notice("closure.txt", CLOSURE)
    assert [{found.older.status, found.newer.status} for found in store.conflicts()] == [
        {Status.CLOSED, Status.IN_PROGRESS}
    ]


def test_a_finished_case_with_a_site_still_worked_on_waits_until_they_agree(
    file_notice: FileNotice, store: Store, clock: Clock
) -> None:
    for name, words in (("plan.txt", PLAN), ("closure.txt", CLOSURE)):
        file_notice(name, words)
    assert count_queues(store, TODAY)["conflicting"] == 0
    site = next(
        f for f in store.iterate(Query(today=TODAY)) if f.site_id and f.case_status in (Status.CLOSED, Status.DONE)
    )
    doubt = Written(site.case_id, "status", "整改中", site_id=site.site_id)
    correct(store, doubt, actor="李工", at=clock())
    (item,) = read_queue(store, "conflicting", TODAY).items
    assert (item.fid, item.case_id) == (site.fid, site.case_id)
    assert "已销号" in item.why and "整改中" in item.why and (site.name or "") in item.why
    assert count_queues(store, TODAY)["conflicting"] == 1
    correct(store, Written(site.case_id, "status", "长期坚持", site_id=site.site_id), actor="李工", at=clock())
    assert count_queues(store, TODAY)["conflicting"] == 0


def test_what_is_kept_of_the_comparison_follows_every_notice(file_notice: FileNotice, store: Store) -> None:
    for name, words in (("plan.txt", PLAN), ("closure.txt", CLOSURE)):
        file_notice(name, words)
    assert store.conflicts() == ()
    with pytest.raises(ZeroDivisionError), store.together():
        file_notice("later.txt", LATER)
        assert len(store.conflicts()) == 1, "seen within"
        raise ZeroDivisionError
    assert store.conflicts() == (), "taken back: nothing of it is kept"
    file_notice("later.txt", LATER)
    assert len(store.conflicts()) == 1


def test_what_a_person_knew_when_he_decided_needs_no_second_look(
    file_notice: FileNotice, store: Store, clock: Clock
) -> None:
    """The doctor lists every difference; the desk only those where the notices say something new since."""
    file_notice("plan.txt", PLAN)
    firm = next(f for f in store.iterate(Query(today=TODAY)) if "恒昌" in f.problem)
    correct(store, Written(firm.case_id, "case_status", "长期坚持"), actor="李工", at=clock())
    assert [one.fresh for one in store.disagreements()] == [False]
    assert count_queues(store, TODAY)["disagreeing"] == 0
    file_notice("progress.txt", PROGRESS)
    assert [one.fresh for one in store.disagreements()] == [True]
    (item,) = read_queue(store, "disagreeing", TODAY).items
    assert "整改中" in item.why and "长期坚持" in item.why and "李工" in item.why
    correct(store, Written(firm.case_id, "case_status", "长期坚持"), actor="李工", at=clock())
    assert count_queues(store, TODAY)["disagreeing"] == 0, "he said it again, knowing the new notice"
