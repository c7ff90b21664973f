from dataclasses import replace

from geoapp.cases import case_id, site_id
from geoapp.model import PlaceType, Quote, Record, Role, Site


def record(problem: str, no: str | None = None) -> Record:
    return Record(problem=problem, quotes={}, no=no)


def test_same_key_in_another_format_and_order() -> None:
    first, second = record("甲河水质超标。", "问题1"), record("乙厂偷排。", "问题2")
    once = [case_id("w", "430000", r, seen) for seen in [set()] for r in (first, second)]
    again = [case_id("w", "430000", r, seen) for seen in [set()] for r in (second, first)]
    assert once == again[::-1]
    assert case_id("w", "430000", record("甲河水质超标 。", "问题 1"), set()) == once[0]
    assert once[0].startswith("43-")
    assert len(once[0]) == 15


def test_number_tells_equal_words_apart() -> None:
    seen: set[str] = set()
    ids = {case_id("w", "43", record("整改进展滞后。", no), seen) for no in ("问题（三）", "问题（九）")}
    assert len(ids) == 2


def test_restarting_counters_need_the_words() -> None:
    seen: set[str] = set()
    ids = [case_id("w", "43", record(problem, "1"), seen) for problem in ("甲。", "乙。")]
    assert ids[0] != ids[1]
    assert ids[1] == case_id("w", "43", record("乙。", "1"), set())


def test_only_identical_keys_are_counted() -> None:
    seen: set[str] = set()
    assert case_id("w", "43", record("甲。"), seen) != case_id("w", "43", record("甲。"), seen)
    assert case_id("v", "43", record("甲。"), set()) != case_id("w", "43", record("甲。"), set())


def test_site_id() -> None:
    site = Site("甲河", PlaceType.RIVER, Role.SUBJECT, Quote.of("甲河", 0, 2))
    assert site_id("43-x", site) == site_id("43-x", replace(site, remarks="other"))
    assert site_id("43-x", site) != site_id("43-x", replace(site, type=PlaceType.VILLAGE))
    assert site_id("43-x", site).startswith("43-x.")
