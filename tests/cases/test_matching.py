"""Matching of problems across notices: what is enough, what is asked, what is never one case, and why in words."""

from __future__ import annotations

import random
import time
from datetime import date
from typing import Any

import pytest

from geoapp.cases import marks, match_records, same_passage, same_site
from geoapp.cases.likeness import is_code, likeness, number
from geoapp.model import Alike, Brief, Campaign, Kind, Notice, PlaceType, Quote, Record, Role, Site

WORDS = "明山头镇恒昌纸业有限公司废水处理设施不正常运行，外排废水超标"
QUOTE = Quote("x", "", "", 0, 1)


def site(name: str, kind: PlaceType = PlaceType.ENTERPRISE, **more: Any) -> Site:
    return Site(name, kind, Role.SUBJECT, QUOTE, **more)


def record(problem: str = WORDS, **fields: Any) -> Record:
    given: dict[str, Any] = {"county": "南县", "campaign": Campaign.PROVINCIAL_INSPECTION}
    return Record(problem, {}, **given | fields)


def notice(title: str = "南县整改进展情况的通报", **fields: Any) -> Notice:
    return Notice("0" * 64, "work", title, "x", "text/plain", "n.txt", **fields)


def known(case_id: str = "43-a", of: Record | None = None, title: str = "南县整改方案", **fields: Any) -> Alike:
    return Alike(case_id, case_id, Brief.of(of if of is not None else record()), title, **fields)


@pytest.mark.parametrize(
    ("ours", "theirs", "sure"),
    [
        # The same words in the same county are enough, with or without a frame.
        (record(), record(), True),
        (record(f"反馈问题：{WORDS}的问题"), record(), True),
        (record(WORDS.replace("废水", "廢水")), record(), True),
        # A place or firm in common and like words.
        (record("恒昌纸业废水处理设施运行不正常，外排水超标", sites=(site("恒昌纸业"),)),
         record(sites=(site("恒昌纸业有限公司"),)), True),
        # A number alone says nothing: every list counts from one.
        (record("城区餐饮油烟扰民问题突出", no="问题2"), record(no="问题2"), False),
        # Neither do words without a county on one side, unless they are nearly the same.
        (record("恒昌纸业废水处理设施运行不正常", county=None), record(), False),
        (record(county=None), record(), True),
        # Four characters stand in every notice.
        (record("台账不全"), record("台账不全"), False),
        # Another inspection is another case until a person says otherwise.
        (record(campaign=Campaign.CENTRAL_INSPECTION), record(), False),
        (record(campaign=Campaign.OTHER), record(), True),
        # One word of difference can be another problem.
        (record(WORDS.replace("废水", "废气"), kind=Kind.AIR), record(kind=Kind.WATER), False),
        # The code of a petition says all.
        (record("臭气扰民", no="X2HN202104150023"), record("某厂夜间排放异味", no="X2HN202104150023"), True),
    ],
)  # fmt: skip
def test_what_is_enough(ours: Record, theirs: Record, sure: bool) -> None:
    found = match_records(ours, notice(), [known(of=theirs)])
    assert any(proposal.sure for proposal in found) is sure


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (record(county="桃江县"), record()),
        (record(no="X2HN202104150023"), record(no="X2HN202104150024")),
        (record("城区餐饮油烟扰民问题突出"), record()),
        # Half of the words are those of the genre: of two works of one county nobody would ask.
        (record("沙河镇生活污水处理厂运行不正常，出水超标"), record("大桥乡生活污水处理设施运行不正常，出水浓度偏高")),
    ],
)
def test_what_is_not_even_asked(ours: Record, theirs: Record) -> None:
    assert match_records(ours, notice(), [known(of=theirs)]) == []


@pytest.mark.parametrize(
    ("fields", "titles", "dates", "words"),
    [
        (
            {"campaign": Campaign.CENTRAL_INSPECTION},
            ("通报", "方案"),
            (None, None),
            "来源不同（中央生态环保督察、省生态环保督察）",
        ),
        ({}, ("第三轮督察通报", "第二轮督察方案"), (None, None), "督察轮次不同"),
        ({}, ("通报", "方案"), (date(2025, 1, 1), date(2018, 1, 1)), "相隔 7 年"),
        ({"county": None}, ("通报", "方案"), (None, None), "有一方没有写明区县"),
    ],
)
def test_what_speaks_against_it_is_said(
    fields: dict[str, Any], titles: tuple[str, str], dates: tuple[date | None, date | None], words: str
) -> None:
    ours = record("明山头镇恒昌纸业废水处理设施运行不正常，外排废水超标", **fields)
    (proposal,) = match_records(
        ours, notice(titles[0], issued_on=dates[0]), [known(title=titles[1], issued_on=dates[1])]
    )
    assert not proposal.sure
    assert any(words in reason for reason in proposal.reasons)


def test_reasons_name_the_evidence() -> None:
    ours = record(no="问题（九）", sites=(site("志溪河", PlaceType.RIVER),))
    theirs = record(no="9", sites=(site("志溪河赫山段", PlaceType.RIVER),))
    (proposal,) = match_records(ours, notice(), [known(of=theirs)])
    assert proposal.sure
    assert proposal.reasons == (
        "问题表述一致", "同一点位：志溪河", "同在南县", "问题编号相同（问题（九））", "同属省生态环保督察",
    )  # fmt: skip


def test_twins_are_told_apart_by_number_only() -> None:
    twins = [known("43-three", record(no="问题三")), known("43-nine", record(no="问题九"))]
    (best, *_) = match_records(record(no="问题9"), notice(), twins)
    assert (best.case_id, best.sure) == ("43-nine", True)
    neither = match_records(record(), notice(), twins)
    assert len(neither) == 2
    assert not any(proposal.sure for proposal in neither)
    assert any("另有 1 件同样相似" in reason for reason in neither[0].reasons)


def test_the_very_same_words_win_over_like_ones() -> None:
    others = [known("43-gas", record(WORDS.replace("废水", "废气"))), known("43-water")]
    (best, *_) = match_records(record(), notice(), others)
    assert (best.case_id, best.sure) == ("43-water", True)


def test_a_case_of_several_records_is_proposed_once_by_its_best() -> None:
    others = [known("43-a", record("恒昌纸业废水处理设施运行不正常")), known("43-a")]
    (proposal,) = match_records(record(), notice(), others)
    assert proposal.sure


def test_several_like_cases_are_ranked() -> None:
    others = [
        known("43-far", record("恒昌造纸厂废水处理设施长期闲置")),
        known("43-near"),
        known("43-no", record("秸秆露天焚烧管控不力")),
    ]
    found = match_records(record(), notice(), others)
    assert found[0].case_id == "43-near"
    assert "43-no" not in {proposal.case_id for proposal in found}


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (site("志溪河", PlaceType.RIVER), site("志溪河赫山段", PlaceType.RIVER), True),
        (site("衡阳钢管", aliases=("衡阳华菱钢管",)), site("衡阳华菱钢管"), True),
        (site("恒昌纸业"), site("恒昌纸业", PlaceType.FACILITY), True),
        (site("东湖", PlaceType.LAKE), site("大东湖", PlaceType.LAKE), False),
        (site("沅江", PlaceType.RIVER), site("资江", PlaceType.RIVER), False),
        (site("大通湖", PlaceType.LAKE), site("大通湖电排", PlaceType.FACILITY), False),
    ],
)
def test_sites_of_two_notices(ours: Site, theirs: Site, same: bool) -> None:
    assert same_site(ours, theirs) is same
    assert same_site(theirs, ours) is same


def test_another_edition_may_cut_its_words_differently() -> None:
    assert same_passage(record(no="二"), record(f"{WORDS}，群众反映强烈", no="2"))
    assert not same_passage(record(no="二"), record(no="三"))
    assert not same_passage(record(), record("秸秆露天焚烧管控不力"))


@pytest.mark.parametrize(
    ("no", "plain"), [("问题（九）", "9"), ("序号23", "23"), ("第十二项", "12"), ("X2HN-01", "X2HN01"), (None, "")]
)
def test_numbers(no: str | None, plain: str) -> None:
    assert number(no) == plain
    assert is_code(number("X2HN202104150023"))
    assert not is_code("23")


def test_likeness_is_symmetric_and_bounded() -> None:
    dice = random.Random(11)
    for _ in range(300):
        a, b = ("".join(dice.choice(WORDS) for _ in range(dice.randint(0, 30))) for _ in range(2))
        assert likeness(a, b) == likeness(b, a)
        assert 0.0 <= likeness(a, b) <= 1.0
        assert not a.strip("，") or likeness(a, a) == 1.0


def shared(ours: Record, theirs: Record) -> int:
    return len(set(marks(ours).sought) & set(marks(theirs).borne))


def test_like_records_share_marks_and_others_do_not() -> None:
    near = record("恒昌纸业有限公司废水处理设施运行不正常，外排废水超标")
    assert shared(near, record()) >= 3
    assert shared(record("秸秆露天焚烧管控不力，多处发现黑斑"), record()) == 0
    assert shared(record(county="桃江县"), record()) == 0
    assert shared(record(county=None), record()) >= 3
    assert shared(record(), record(county=None)) >= 3
    assert shared(record(county=None), record(county=None)) >= 3


def test_a_short_wording_is_found_inside_a_long_one() -> None:
    long = record(f"2022年以来，{WORDS}，多次被群众投诉，县级有关部门监管不到位，整改工作推进缓慢，问题长期得不到解决")
    assert shared(record(), long) >= 3


def test_a_site_alone_brings_records_together() -> None:
    ours, theirs = record("秸秆露天焚烧", sites=(site("恒昌纸业"),)), record(sites=(site("恒昌纸业有限公司"),))
    assert marks(ours).strong & set(marks(theirs).borne)


def test_matching_is_quick() -> None:
    others = [known(f"43-{i}", record(f"{WORDS[:20]}{i}号排口异常，第{i}次超标")) for i in range(20)]
    begun = time.process_time()
    for _ in range(50):
        match_records(record(), notice(), others)
    assert time.process_time() - begun < 2.0  # a thousand comparisons


@pytest.mark.parametrize("told", ["交办问题3", "督办问题3", "曝光问题（三）", "反馈问题三"])
def test_who_told_a_problem_does_not_part_its_numbers(told: str) -> None:
    assert number(told) == number("问题3") == "3"
