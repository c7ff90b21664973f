"""A plan, its progress notices and its closure notice are one case; a person joins and parts; nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from itertools import permutations
from pathlib import Path

import pytest
from docx import Document
from telling import CLOSURE, PLAN, PROGRESS, TWIN_CLOSURE, TWINS

from geoapp.model import CaseFeature, Counts, NotFound, Precision, Query, Status, UsageError
from geoapp.pipeline import Report, join_cases, open_proposals, part_record
from geoapp.store import Correction, LinkState, Store

FileNotice = Callable[..., Report]
Features = Callable[[], list[CaseFeature]]
Clock = Callable[[], datetime]
EVERYTHING = Query(today=date(2026, 1, 5))
FIRM = "恒昌纸业"
CALLED = {"plan.txt": PLAN, "progress.txt": PROGRESS, "closure.txt": CLOSURE}


def case_of(store: Store, words: str, title: str) -> str:
    """The case of the record with these words in the notice of this title."""
    (notice,) = [n for n in store.notices() if title in n.title and n.superseded_by is None]
    (case_id,) = {f.case_id for f in store.records_of(notice.identifier) if words in f.record.problem}
    return case_id


def digest(store: Store) -> list[tuple[object, ...]]:
    return [(f.case_id, f.site_id, f.status, f.case_status, f.deadline, f.name) for f in store.iterate(EVERYTHING)]


def test_a_closure_notice_closes_the_case_of_the_plan(file_notice: FileNotice, store: Store) -> None:
    file_notice("plan.txt", PLAN)
    case_id = case_of(store, FIRM, "方案")
    assert store.dossier(case_id).features[0].case_status is Status.PLANNED
    file_notice("closure.txt", CLOSURE)
    assert store.count(EVERYTHING) == Counts(3, 2)
    dossier = store.dossier(case_id)
    assert {r.notice.genre for r in dossier.records} == {"closure_notice", "rectification_plan"}
    (feature,) = dossier.features
    assert (feature.case_status, feature.status) == (Status.CLOSED, Status.CLOSED)
    assert (feature.deadline, feature.lead_unit) == (
        date(2024, 12, 31),
        "市生态环境局南县分局",
    )


def test_the_events_say_why_when_and_where_it_stands(file_notice: FileNotice, store: Store) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("closure.txt", CLOSURE)
    events = store.events(case_of(store, FIRM, "方案"))
    (linked,) = [e for e in events if e.kind == "linked"]
    assert linked.note is not None
    assert "同在南县" in linked.note
    assert "问题表述一致" in linked.note
    (closed,) = [e for e in events if e.field == "case_status" and e.kind == "status"]
    assert (closed.before, closed.after) == ("planned", "closed")
    assert (closed.happened_on, closed.happened_precision) == (date(2024, 12, 18), Precision.DAY)
    assert closed.quote is not None
    assert closed.notice_id is not None
    assert closed.quote.holds_in(store.notice(closed.notice_id)[0].text)


@pytest.mark.parametrize("order", list(permutations(CALLED)), ids="-".join)
def test_the_order_of_reading_changes_nothing(order: tuple[str, ...], file_notice: FileNotice, store: Store) -> None:
    for name in order:
        file_notice(name, CALLED[name])
    assert store.count(EVERYTHING) == Counts(3, 2)
    by_site = {f.name: f for f in store.iterate(EVERYTHING)}
    (firm,) = [f for name, f in by_site.items() if name and FIRM in name]
    assert (firm.case_status, firm.deadline) == (Status.CLOSED, date(2024, 12, 31))
    assert by_site["藕池河东支"].case_status is Status.IN_PROGRESS
    assert store.check() == []


def test_reading_all_again_changes_nothing(file_notice: FileNotice, store: Store) -> None:
    for name, body in CALLED.items():
        file_notice(name, body)
    before = store.version(), digest(store), store.links()
    for name, body in CALLED.items():
        assert file_notice(name, body).rows[0].outcome == "unchanged"
    assert (store.version(), digest(store), store.links()) == before


def test_two_problems_with_the_same_words_stay_two(file_notice: FileNotice, store: Store) -> None:
    file_notice("twins.txt", TWINS)
    file_notice("twins.txt", TWINS)
    assert store.count(EVERYTHING).cases == 2
    assert store.links() == ()


def test_a_number_tells_twins_apart(file_notice: FileNotice, store: Store) -> None:
    file_notice("twins.txt", TWINS)
    file_notice("closure.txt", TWIN_CLOSURE.format(label="问题9"))
    assert store.count(EVERYTHING).cases == 2
    states = {f.no: f.case_status for f in store.iterate(EVERYTHING)}
    assert states == {"问题3": Status.IN_PROGRESS, "问题9": Status.CLOSED}


def test_between_twins_without_a_number_a_person_must_choose(
    file_notice: FileNotice, store: Store, clock: Clock
) -> None:
    file_notice("twins.txt", TWINS)
    file_notice("closure.txt", TWIN_CLOSURE.format(label="问题"))
    assert store.count(EVERYTHING).cases == 3
    waiting = open_proposals(store)
    assert len(waiting) == 2
    assert any("无法区分" in reason for reason in waiting[0].link.reasons)
    join_cases(store, waiting[0].link.case_id, waiting[0].link.own_id, actor="李工", at=clock())
    assert store.count(EVERYTHING).cases == 2
    part_record(store, waiting[1].link.case_id, waiting[1].notice_id, actor="李工", at=clock())
    assert open_proposals(store) == []


def test_another_county_is_another_case(file_notice: FileNotice, store: Store) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("closure.txt", CLOSURE.replace("南县", "桃江县"))
    assert store.count(EVERYTHING).cases == 4
    assert store.links() == ()


def test_another_round_is_asked_about(file_notice: FileNotice, store: Store) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("closure.txt", CLOSURE.replace("第二轮", "第三轮"))
    assert store.count(EVERYTHING).cases == 4
    (waiting,) = open_proposals(store)
    assert any("轮次不同" in reason for reason in waiting.link.reasons)


# --- a person's word ---------------------------------------------------------------------------------------------


def test_parted_by_a_person_stays_parted(file_notice: FileNotice, store: Store, clock: Clock) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("closure.txt", CLOSURE)
    case_id, closure = case_of(store, FIRM, "方案"), next(n for n in store.notices() if "销号" in n.title)
    alone = part_record(store, case_id, closure.identifier[:12], actor="李工", at=clock())
    assert alone != case_id
    assert store.count(EVERYTHING) == Counts(4, 3)
    assert store.dossier(case_id).features[0].case_status is Status.PLANNED
    assert [e.actor for e in store.events(case_id) if e.kind == "parted"] == ["李工"]
    file_notice("closure.txt", CLOSURE)
    file_notice("plan.txt", PLAN)
    file_notice("closure2.txt", CLOSURE + "\n")  # another edition of the same work
    assert store.count(EVERYTHING) == Counts(4, 3)
    assert store.dossier(case_id).features[0].case_status is Status.PLANNED
    assert store.check() == []


def test_what_comes_later_does_not_bring_the_parted_together(
    file_notice: FileNotice, store: Store, clock: Clock
) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("closure.txt", CLOSURE)
    case_id, closure = case_of(store, FIRM, "方案"), next(n for n in store.notices() if "销号" in n.title)
    part_record(store, case_id, closure.identifier, actor="李工", at=clock())
    file_notice("progress.txt", PROGRESS)
    assert case_of(store, FIRM, "方案") != case_of(store, FIRM, "销号")


def test_parting_the_founder_of_two_keeps_the_address(file_notice: FileNotice, store: Store, clock: Clock) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("closure.txt", CLOSURE)
    case_id, plan = case_of(store, FIRM, "方案"), next(n for n in store.notices() if "方案" in n.title)
    part_record(store, case_id, plan.identifier, actor="李工", at=clock())
    assert case_of(store, FIRM, "方案") == case_id
    assert case_of(store, FIRM, "销号") != case_id


def test_the_founder_of_three_gets_a_case_of_its_own(file_notice: FileNotice, store: Store, clock: Clock) -> None:
    for name, body in CALLED.items():
        file_notice(name, body)
    case_id, plan = case_of(store, FIRM, "方案"), next(n for n in store.notices() if "方案" in n.title)
    alone = part_record(store, case_id, plan.identifier, actor="李工", at=clock())
    for _ in range(2):
        assert case_of(store, FIRM, "方案") == alone
        assert case_of(store, FIRM, "销号") == case_of(store, FIRM, "进展") == case_id
        for name, body in CALLED.items():
            file_notice(name, body)


def test_joined_by_a_person_stays_joined(file_notice: FileNotice, store: Store, clock: Clock) -> None:
    other = PROGRESS.replace("恒昌纸业废水处理设施运行不正常，外排废水超标", "群众反映造纸企业夜间异味扰民")
    file_notice("plan.txt", PLAN)
    file_notice("progress.txt", other)
    case_id, joined = case_of(store, FIRM, "方案"), case_of(store, "异味", "进展")
    assert case_id != joined
    join_cases(store, case_id, joined, actor="李工", at=clock(), note="现场核对为同一家")
    before = store.count(EVERYTHING)
    assert before.cases == 3
    file_notice("progress.txt", other)
    file_notice("progress2.txt", other + "\n")
    assert store.count(EVERYTHING) == before
    assert case_of(store, "异味", "进展") == case_id
    note = [e.note for e in store.events(case_id) if e.kind == "linked"]
    assert note == ["人工认定为同一件；现场核对为同一家"]
    assert store.check() == []


def test_what_a_person_said_of_a_case_follows_it(file_notice: FileNotice, store: Store, clock: Clock) -> None:
    file_notice("plan.txt", PLAN)
    file_notice("closure.txt", CLOSURE)
    case_id, closure = case_of(store, FIRM, "方案"), next(n for n in store.notices() if "销号" in n.title)
    alone = part_record(store, case_id, closure.identifier, actor="李工", at=clock())
    site = store.dossier(alone).features[0].site_id
    store.correct(Correction(alone, site, "status", Status.STAGED), actor="王工", at=clock(), if_match=None)
    join_cases(store, case_id, alone, actor="李工", at=clock())
    (feature,) = store.dossier(case_id).features
    assert feature.status is Status.STAGED


def test_two_problems_of_one_notice_are_refused(file_notice: FileNotice, store: Store, clock: Clock) -> None:
    file_notice("twins.txt", TWINS)
    first, second = sorted({f.case_id for f in store.iterate(EVERYTHING)})
    with pytest.raises(UsageError, match="同一份通报"):
        join_cases(store, first, second, actor="李工", at=clock())
    with pytest.raises(UsageError, match="没有可拆分的"):
        part_record(store, first, store.notices()[0].identifier, actor="李工", at=clock())
    with pytest.raises(NotFound, match="43-nosuch"):
        join_cases(store, first, "43-nosuch", actor="李工", at=clock())
    with pytest.raises(NotFound, match="ffff"):
        part_record(store, first, "ffff", actor="李工", at=clock())


# --- the same work twice -----------------------------------------------------------------------------------------


def _docx(body: str) -> bytes:
    document, out = Document(), BytesIO()
    for line in body.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def _html(body: str) -> str:
    title, *lines = body.splitlines()
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}_南县人民政府门户网站</title></head><body>"
        f"<div class='nav'><a href='/'>首页</a> <a href='/a'>政务公开</a></div><h1>{title}</h1>"
        f"<div class='content'>{paragraphs}</div><div class='footer'>版权所有</div></body></html>"
    )


@pytest.mark.parametrize("name", ["plan.txt", "progress.txt", "closure.txt"])
def test_one_text_in_three_formats_is_one_work(name: str, file_notice: FileNotice, store: Store) -> None:
    body = CALLED[name]
    file_notice(name, body)
    before = store.count(EVERYTHING)
    file_notice("同文.html", _html(body))
    file_notice("同文.docx", _docx(body))
    assert store.count(EVERYTHING) == before
    assert len({n.work_key for n in store.notices()}) == 1


def test_a_repost_with_another_issuer_doubles_nothing(file_notice: FileNotice, store: Store) -> None:
    file_notice("plan.txt", PLAN)
    before = store.count(EVERYTHING)
    title, rest = PLAN.split("\n", 1)
    file_notice("repost.txt", f"{title}\n来源：益阳市生态环境局 发布时间：2024-03-09\n{rest}")
    assert store.count(EVERYTHING) == before
    file_notice("retitled.txt", PLAN.replace("整改方案", "整改任务清单", 1).replace("（南办发〔2024〕12号）\n", ""))
    assert store.count(EVERYTHING) == before


def test_the_five_sample_notices_share_no_case(store: Store, file_notice: FileNotice) -> None:
    folder = Path(__file__).resolve().parents[3] / "shared" / "notices"
    if not folder.is_dir():
        pytest.skip("the reference notices do not ship")
    for path in sorted(folder.glob("*.txt")):
        file_notice(path.name, path.read_bytes())
    assert store.links() == ()
    assert not [link for link in store.links() if link.state is LinkState.AUTO]
