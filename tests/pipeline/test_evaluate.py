"""Comparison with reference cases: matching, counting, and a sentence for every miss."""

from __future__ import annotations

from typing import Any

from geoapp.pipeline.evaluate import compare, evaluate, match_cases

Json = dict[str, Any]


def case(problem: str, no: str | None = None, **fields: Any) -> Json:
    known = {"status": "done", "county": "甲县", "deadline": None, "lead_unit": None, "spatial": False}
    return {"problem": problem, "no": no, "sites": [], "metrics": [], **known, **fields}


def document(*cases: Json) -> Json:
    return {"cases": list(cases), "document": {"file": "x.txt"}}


def test_equal_answers_score_full() -> None:
    site = {"name": "甲河", "type": "river", "role": "subject"}
    metric = {"value": 0.079, "unit": "毫克/升"}
    found = case("甲河水质超标。", "问题1", sites=[site], metrics=[metric])
    gold = case("甲河水质超标。", "问题1", places=[site], metrics=[metric])
    score = compare(document(found), document(gold))
    assert score.misses == []
    assert all(tally.f1 == 1.0 for tally in score.tallies.values())


def test_numbers_match_before_words_and_differing_numbers_never_match() -> None:
    found = [case("整改进展滞后。", "问题（三）"), case("整改进展滞后。", "问题（九）")]
    wanted = [case("整改进展滞后。", "九"), case("整改进展滞后。", "三")]
    assert match_cases(found, wanted) == {0: 1, 1: 0}
    assert match_cases([case("整改进展滞后。", "1")], [case("整改进展滞后。", "2")]) == {}
    assert match_cases([case("整改進展滯後。", "問題九")], [case("整改進展滯後。", "九")]) == {0: 0}


def test_without_numbers_the_words_decide() -> None:
    found = [case("发现金山村一废旧塑料造粒企业私设暗管，偷排废水。"), case("某新城项目扬尘污染问题")]
    wanted = [case("新城项目扬尘污染问题"), case("金山村废旧塑料造粒企业私设暗管偷排废水")]
    assert match_cases(found, wanted) == {0: 1, 1: 0}


def test_missed_and_extra_cases_are_told() -> None:
    score = compare(document(case("乙。", "2")), document(case("甲。", "1")))
    assert (score.tallies["cases"].missed, score.tallies["cases"].extra) == (1, 1)
    assert score.tallies["cases"].f1 == 0.0
    assert len(score.misses) == 2
    assert all("x.txt" in miss for miss in score.misses)


def test_optional_cases_count_neither_way() -> None:
    visit = case("走访甲水厂、乙水厂。", optional=True)
    missed = compare(document(), document(visit))
    found = compare(document(case("走访甲水厂、乙水厂。", status="unknown")), document(visit))
    for score in (missed, found):
        assert score.misses == []
        assert score.tallies["cases"].hits == score.tallies["status_strict"].missed == 0


def test_other_defensible_statuses_are_lenient() -> None:
    score = compare(
        document(case("甲。", "1", status="done")), document(case("甲。", "1", status="closed", status_alt=["done"]))
    )
    assert score.tallies["status_strict"].accuracy == 0.0
    assert score.tallies["status_lenient"].accuracy == 1.0


def test_mentions_do_not_count_and_units_may_be_full_width() -> None:
    mention = {"name": "乙镇", "type": "township", "role": "mention"}
    found = case("甲。", "1", sites=[mention], metrics=[{"value": 8.5, "unit": "%"}])
    gold = case("甲。", "1", places=[], metrics=[{"value": 8.5, "unit": "％"}])
    assert compare(document(found), document(gold)).misses == []


def test_quotes_are_looked_up_in_the_text() -> None:
    good = {"exact": "甲河", "start": 2, "end": 4}
    found = case("甲。", "1", quotes={"problem": good, "county": {**good, "start": 3, "end": 5}})
    report = evaluate([(document(found), document(case("甲。", "1")))], ["关于甲河的通报"])
    tally = report.overall.tallies["quotes"]
    assert (tally.hits, tally.missed) == (1, 1)
    assert report.to_json()["overall"]["quotes"] == 0.5
    assert report.to_json()["documents"][0]["cases"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
