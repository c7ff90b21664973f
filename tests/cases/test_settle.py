"""Each site's own status, from the clause that speaks of it."""

from collections.abc import Callable
from dataclasses import replace

from geoapp.cases import extract, settle
from geoapp.model import Kind, Notice, PlaceType, Quote, Role, Site, Status, UnitTable

MakeNotice = Callable[..., Notice]


def settled(notice: Notice, units: UnitTable, *names: str, **aliases: str) -> dict[str, tuple[Status, str | None]]:
    record = extract(notice, units).records[0]
    sites = tuple(
        Site(
            name,
            PlaceType.RIVER,
            Role.SUBJECT,
            Quote.of(notice.text, at, at + len(name)),
            aliases=tuple(aliases.get(name, "").split()),
        )
        for name in names
        for at in [notice.text.index(name)]
    )
    done = settle(replace(record, sites=sites), notice)
    assert done.status is record.status
    assert all(site.status_quote is None or site.status_quote.holds_in(notice.text) for site in done.sites)
    return {s.name: (s.status, s.status_quote.exact if s.status_quote else None) for s in done.sites}


def progress(problem: str, told: str) -> str:
    return f"甲局关于整改进展情况的通报\n二、整改进展情况\n问题1：{problem}\n整改情况：\n{told}\n三、下一步\n加强。\n"


def test_paragraphs_answer_the_sentences_of_the_problem_in_order(notice: MakeNotice, units: UnitTable) -> None:
    text = progress(
        "志水河治理项目尚未开工。东塘湖修复项目可研未获批复。",
        "志水河治理项目于2025年8月25日完工。\n2025年1月，市局申请收回中央资金，省厅后续统一收回。",
    )
    found = settled(notice(text), units, "志水河", "东塘湖")
    assert found["志水河"] == (Status.DONE, "志水河治理项目于2025年8月25日完工")
    assert found["东塘湖"][0] is Status.DROPPED


def test_two_sites_in_one_sentence(notice: MakeNotice, units: UnitTable) -> None:
    text = progress("部分河道整治滞后。", "甲石河已完成整治销号，乙石河正在清淤，丙石河项目终止实施。")
    found = settled(notice(text), units, "甲石河", "乙石河", "丙石河")
    assert [status for status, _ in found.values()] == [Status.CLOSED, Status.IN_PROGRESS, Status.DROPPED]
    assert found["乙石河"][1] == "乙石河正在清淤"


def test_the_rest_of_the_sentence_speaks_of_the_site_named_first(notice: MakeNotice, units: UnitTable) -> None:
    text = progress("两家企业未整改。", "七星啤酒厂已完成2台锅炉改造，完成省厅销号工作。\n五星纸厂排口已封堵。")
    found = settled(notice(text), units, "七星啤酒厂", "五星纸厂")
    assert found["七星啤酒厂"] == (Status.CLOSED, "完成省厅销号工作")
    assert found["五星纸厂"][0] is Status.DONE


def test_a_company_is_known_by_its_short_name(notice: MakeNotice, units: UnitTable) -> None:
    text = progress("七星啤酒（湖南）有限公司改造滞后。乙河水质超标。", "七星啤酒（湖南）已完成改造。\n乙河正在治理。")
    found = settled(notice(text), units, "七星啤酒（湖南）有限公司", "乙河")
    assert [status for status, _ in found.values()] == [Status.DONE, Status.IN_PROGRESS]


def test_a_site_of_which_nothing_is_said_has_the_records_status(notice: MakeNotice, units: UnitTable) -> None:
    text = progress("甲石河与乙石河水质超标。", "目前正在推进中。")
    found = settled(notice(text), units, "甲石河", "乙石河")
    assert set(found.values()) == {(Status.IN_PROGRESS, "目前正在推进中")}


def test_the_only_subject_shares_the_fate_of_its_problem(notice: MakeNotice, units: UnitTable) -> None:
    text = progress("甲石河问题超期未完成销号。", "甲石河湿地已完成全部工程建设。")
    assert settled(notice(text), units, "甲石河")["甲石河"][0] is Status.IN_PROGRESS


def test_kind_follows_the_sites_where_words_left_it_open(notice: MakeNotice, units: UnitTable) -> None:
    made = notice(progress("整改进展滞后。", "甲石坝已整改到位。"))
    record = extract(made, units).records[0]
    assert record.kind is Kind.OTHER
    site = Site("甲石坝", PlaceType.RIVER, Role.SUBJECT, Quote.of(made.text, 0, 1))
    assert settle(replace(record, sites=(site,)), made).kind is Kind.WATER
    assert settle(record, made) is record
