from datetime import date

import pytest

from geoapp.cases.dates import find_dates, parse_date
from geoapp.cases.deadlines import labelled_deadline, promised_deadline
from geoapp.cases.numerals import number_of
from geoapp.model import Precision

ANCHOR = date(2025, 11, 5)


@pytest.mark.parametrize(
    ("words", "first", "last", "precision"),
    [
        ("2024年8月22日", date(2024, 8, 22), date(2024, 8, 22), Precision.DAY),
        ("2020 年 9 月 22 日", date(2020, 9, 22), date(2020, 9, 22), Precision.DAY),
        ("二〇二四年七月四日", date(2024, 7, 4), date(2024, 7, 4), Precision.DAY),
        ("二〇二四年十二月三十一日", date(2024, 12, 31), date(2024, 12, 31), Precision.DAY),
        ("2024-12-31", date(2024, 12, 31), date(2024, 12, 31), Precision.DAY),
        ("2024.3.5", date(2024, 3, 5), date(2024, 3, 5), Precision.DAY),
        ("20201125", date(2020, 11, 25), date(2020, 11, 25), Precision.DAY),
        ("2025年12月底", date(2025, 12, 1), date(2025, 12, 31), Precision.MONTH),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH),
        ("2025年年底", date(2025, 1, 1), date(2025, 12, 31), Precision.MONTH),
        ("2024年上半年", date(2024, 1, 1), date(2024, 6, 30), Precision.MONTH),
        ("2024年第三季度", date(2024, 7, 1), date(2024, 9, 30), Precision.MONTH),
        ("2024年度", date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR),
        ("今年1-10月", date(2025, 1, 1), date(2025, 10, 31), Precision.MONTH),
        ("2025年1月1日-11月4日", date(2025, 1, 1), date(2025, 11, 4), Precision.DAY),
        ("2024年7月至2025年8月", date(2024, 7, 1), date(2025, 8, 31), Precision.MONTH),
        ("9月17日", date(2025, 9, 17), date(2025, 9, 17), Precision.DAY),
        ("昨天", date(2025, 11, 4), date(2025, 11, 4), Precision.INFERRED),
    ],
)
def test_one_date_in_many_manners(words: str, first: date, last: date, precision: Precision) -> None:
    found = find_dates(f"于{words}完成", ANCHOR)
    assert [(d.first, d.last, d.precision) for d in found] == [(first, last, precision)]
    assert f"于{words}完成"[found[0].start : found[0].end] == words


def test_a_month_without_year_stays_unknown_without_anchor() -> None:
    assert find_dates("9月17日") == []
    assert find_dates("昨天") == []


def test_a_day_takes_month_and_year_from_the_date_before() -> None:
    found = find_dates("9月17日下沉督察，18日调阅资料", date(2020, 9, 22))
    assert [d.last for d in found] == [date(2020, 9, 17), date(2020, 9, 18)]


def test_a_list_of_months_takes_the_year_before() -> None:
    found = find_dates("分别于2025年3月、6月和9月开展监测")
    assert [d.first for d in found] == [date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)]


def test_december_in_a_january_notice_is_last_years() -> None:
    assert parse_date("12月20日", date(2025, 1, 15)) == date(2024, 12, 20)


@pytest.mark.parametrize(
    "words", ["2024年13月", "GB18918-2002", "3日内清理", "益政通〔2022〕4号", "比例为1.5", "20241355"]
)
def test_no_day_is_read_where_none_is(words: str) -> None:
    assert all(d.precision in (Precision.YEAR, Precision.INFERRED) for d in find_dates(words, ANCHOR))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2024年12月31日", date(2024, 12, 31)),
        ("原定2023年12月底,延期至2024年6月底", date(2024, 6, 30)),
        ("2026年底前", date(2026, 12, 31)),
        ("2024.6", date(2024, 6, 30)),
        ("2024.10", date(2024, 10, 31)),
        ("2025-02", date(2025, 2, 28)),
        ("2025/1前", date(2025, 1, 31)),
        ("45473", date(2024, 6, 30)),
    ],
)
def test_labelled_deadline(words: str, day: date) -> None:
    found = labelled_deadline(words, (0, len(words)), ANCHOR)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize("words", ["2024.1", "2024.13", "2024", "35473", "投资45473元"])
def test_numbers_that_are_no_month_and_no_day_set_no_deadline(words: str) -> None:
    found = labelled_deadline(words, (0, len(words)), ANCHOR)
    assert found is None


def test_a_label_without_date_sets_no_deadline() -> None:
    assert labelled_deadline("立行立改,长期坚持", (0, 9), ANCHOR) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("预计在2025年12月31日前完成", date(2025, 12, 31)),
        ("计划于2025年12月底开展销号申报工作", date(2025, 12, 31)),
        ("预计2026年完工。预计2025年12月31日前完成", date(2025, 12, 31)),
        ("责令其于2021年3月15日前拆除", date(2021, 3, 15)),
        ("原定2024年12月底前完成,因征地延期至2025年6月30日前完成", date(2025, 6, 30)),
        ("项目于2025年8月25日完工", None),
        ("已于2024年12月底前完成搬迁", None),
        ("截至2024年9月尚未开工", None),
        ("2025年计划推动3家企业升级", None),
        ("管网正在铺设,计划2025年10月20日前接通", date(2025, 10, 20)),
        ("剩余4个采坑将于2025年11月30日前覆土", date(2025, 11, 30)),
        ("计划2025年3月底前拿到资质证书", date(2025, 3, 31)),
        ("计划2025年3月底前启动招标", None),
        ("拟于2025年6月底前开展评估", None),
    ],
)
def test_promised_deadline(words: str, day: date | None) -> None:
    found = promised_deadline(words, [(0, len(words))], ANCHOR)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("words", "value"),
    [("十一", 11), ("二十", 20), ("一百零三", 103), ("二〇二四", 2024), ("12", 12), ("甲", None), ("", None)],
)
def test_numerals(words: str, value: int | None) -> None:
    assert number_of(words) == value


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("预计本月底完工", date(2024, 7, 31)),
        ("计划下月底前完成", date(2024, 8, 31)),
        ("本月中旬验收", date(2024, 7, 20)),
    ],
)
def test_a_month_told_from_the_notices_own(words: str, last: date) -> None:
    assert parse_date(words, date(2024, 7, 18)) == last


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("清退渔排46口,2024年3月底前全部完成", None),
        ("新建仓棚2座,2024年3月底前全部建成投用", None),
        ("设备2024年5月底前均已更换", None),
        ("防尘网2024年4月底前全部安装", None),
        ("2024年9月底前全部建成投用", date(2024, 9, 30)),
        ("确保2024年3月底前全部建成投用", date(2024, 3, 31)),
        ("要求2024年3月底前全部完成", date(2024, 3, 31)),
        ("2024年9月底前全部完成", date(2024, 9, 30)),
    ],
)
def test_what_is_reported_of_a_day_gone_by_is_no_promise(words: str, day: date | None) -> None:
    found = promised_deadline(words, [(0, len(words))], date(2024, 7, 18), reported=True)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("要求12月底前解决到位", date(2024, 12, 31)),  # to come, though far ahead
        ("要求6月底前解决到位", date(2024, 6, 30)),  # missed
        ("确保2023年12月底前完成", date(2023, 12, 31)),
        ("目前正在整改，整改时限为9月30日。", date(2024, 9, 30)),
        ("坑体修复方案预计8月底前报批", date(2024, 8, 31)),
    ],
)
def test_a_promise_without_a_year_is_of_the_notices_year(words: str, day: date) -> None:
    folded = words.replace("，", ",")
    found = promised_deadline(folded, [(0, len(folded))], date(2024, 7, 18))
    assert found is not None
    assert found.day == day
