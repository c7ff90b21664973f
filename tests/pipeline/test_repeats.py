"""Repeats: the same place or firm across notices and years, with why, and a person's word on a pair."""

from __future__ import annotations

from datetime import date

import pytest
from closing_case import AT, CASE, file_case, quote
from shapely import Point

from geoapp.model import Basis, Conflict, NotFound, PlaceType, Position, PositionalAccuracy, Role, Site, UsageError
from geoapp.pipeline.linking import join_cases, part_record
from geoapp.pipeline.repeats import OTHER, SAME, Repeat, Verdict, decide_repeat, find_repeats
from geoapp.store import Store


def firm(name: str, kind: PlaceType = PlaceType.ENTERPRISE, position: Position | None = None) -> Site:
    return Site(name, kind, Role.SUBJECT, quote("恒昌纸业有限公司"), position=position)


def at(key: str, basis: Basis = Basis.GAZETTEER) -> Position:
    return Position(Point(112.4, 29.2), PositionalAccuracy(500.0, basis), key, "地名库")


def repeats(store: Store, case_id: str = CASE) -> dict[str, Repeat]:
    return {one.case_id: one for one in find_repeats(store, store.dossier(case_id))}


def test_the_same_firm_years_apart_and_why(store: Store) -> None:
    file_case(store)
    file_case(store, "c-old", "旧通报", issued_on=date(2021, 5, 1), problem="无组织排放粉尘，群众反映强烈",
              sites=(firm("恒昌纸业"),))  # fmt: skip
    file_case(store, "c-far", "别处", problem="河边堆放垃圾", sites=(firm("兴旺砖厂"),))
    found = repeats(store)
    assert list(found) == ["c-old"]
    assert any("恒昌纸业" in reason for reason in found["c-old"].reasons)
    assert (found["c-old"].first_on, found["c-old"].notices) == (date(2021, 5, 1), ("旧通报通报",))
    assert list(repeats(store, "c-old")) == [CASE]


def test_the_same_drawn_place_but_not_the_same_township(store: Store) -> None:
    file_case(store, sites=(firm("甲厂", position=at("reference:1")),))
    file_case(
        store, "c-2", "乙", problem="另一件事", county="沅江市", sites=(firm("乙厂", position=at("reference:1")),)
    )
    file_case(
        store, "c-3", "丙", problem="第三件事", county="沅江市", sites=(firm("丙厂", position=at("reference:2")),)
    )
    assert repeats(store)["c-2"].reasons == ("图上同一处：甲厂",)
    assert "c-3" not in repeats(store)
    for case_id, name in (("c-6", "己"), ("c-7", "庚")):  # two firms that nobody has found, each drawn as its county
        unfound = firm(f"{name}厂", position=at("county:1", Basis.CENTROID))
        file_case(store, case_id, name, problem=f"{name}厂之事", county="安化县", sites=(unfound,))
    assert repeats(store, "c-6") == {}
    town = firm("某镇", PlaceType.TOWNSHIP, at("town:1"))
    file_case(store, "c-4", "丁", problem="镇上一件", county="桃江县", sites=(town,))
    file_case(store, "c-5", "戊", problem="镇上又一件", county="桃江县", sites=(town,))
    assert repeats(store, "c-4") == {}


def test_a_person_confirms_or_declines_a_pair_from_either_side(store: Store) -> None:
    file_case(store)
    file_case(store, "c-old", "旧通报", problem="无组织排放粉尘", sites=(firm("恒昌纸业"),))
    file_case(store, "c-9", "另", problem="毫不相干的一件事情", county="桃江县", sites=())
    assert repeats(store)["c-old"].said is None
    decide_repeat(store, ("c-old", CASE), Verdict(False), actor="李", at=AT)
    declined = repeats(store)["c-old"]
    assert (declined.said, declined.actor, declined.on) == (OTHER, "李", date(2026, 1, 5))
    decide_repeat(store, (CASE, "c-old"), Verdict(True), actor="王", at=AT)
    assert repeats(store, "c-old")[CASE].said == SAME
    decide_repeat(store, (CASE, "c-9"), Verdict(True), actor="王", at=AT)
    assert repeats(store)["c-9"].reasons == ("人工认定",)
    assert list(repeats(store, "c-9")) == [CASE]


def test_the_reason_of_a_word_is_kept_and_shown_with_it(store: Store) -> None:
    file_case(store)
    file_case(store, "c-old", "旧通报", problem="无组织排放粉尘", sites=(firm("恒昌纸业"),))
    decide_repeat(store, (CASE, "c-old"), Verdict(True, "  现场核对，是同一厂区 "), actor="李", at=AT)
    assert repeats(store)["c-old"].note == repeats(store, "c-old")[CASE].note == "现场核对，是同一厂区"
    told = [event.note for event in store.dossier(CASE).events if event.kind == SAME]
    assert told == ["与案件 c-old 是同一地点或企业；理由：现场核对，是同一厂区"]
    with pytest.raises(UsageError, match="500"):
        decide_repeat(store, (CASE, "c-old"), Verdict(True, "长" * 501), actor="李", at=AT)


def test_a_word_follows_both_cases_when_they_are_joined_to_others(store: Store) -> None:
    file_case(store)
    for case_id, name in (("c-2", "乙"), ("c-3", "丙"), ("c-4", "丁")):
        file_case(store, case_id, name, problem=f"{name}处毫不相干的一件事情", county=f"{name}县", sites=())
    decide_repeat(store, (CASE, "c-2"), Verdict(True), actor="李", at=AT)
    join_cases(store, "c-3", "c-2", actor="李", at=AT)
    assert {one: found.said for one, found in repeats(store).items()} == {"c-3": SAME}
    assert {one: found.said for one, found in repeats(store, "c-3").items()} == {CASE: SAME}
    (word,) = store.told([SAME, OTHER])
    assert (word.payload or {})["other"] == "c-3"

    join_cases(store, "c-4", CASE, actor="李", at=AT)  # and so does the case that it was said of
    assert set(repeats(store, "c-4")) == {"c-3"}
    assert set(repeats(store, "c-3")) == {"c-4"}

    notice = next(filed.notice.identifier for filed in store.dossier("c-3").records if filed.record.problem[0] == "乙")
    home = part_record(store, "c-3", notice, actor="李", at=AT)
    assert set(repeats(store, "c-4")) == {home}
    assert repeats(store, "c-3") == {}


def test_a_pair_that_became_one_case_is_none_any_more(store: Store) -> None:
    file_case(store)
    file_case(store, "c-2", "乙", problem="毫不相干的一件事情", county="桃江县", sites=())
    decide_repeat(store, ("c-2", CASE), Verdict(True), actor="李", at=AT)
    join_cases(store, CASE, "c-2", actor="李", at=AT)
    assert repeats(store) == {}


def test_words_that_cannot_be(store: Store) -> None:
    file_case(store)
    with pytest.raises(UsageError, match="自己"):
        decide_repeat(store, (CASE, CASE), Verdict(True), actor="李", at=AT)
    with pytest.raises(NotFound):
        decide_repeat(store, (CASE, "c-9"), Verdict(True), actor="李", at=AT)
    file_case(store, "c-2", "乙")
    with pytest.raises(Conflict):
        decide_repeat(store, (CASE, "c-2"), Verdict(True), actor="李", at=AT, if_match=7)
