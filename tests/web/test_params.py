"""Every word of an address, right and wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.model import AdministrativeUnit, Campaign, Kind, Query, Status, UnitTable, UsageError
from geoapp.web.params import Reader

TODAY = date(2026, 1, 5)
UNITS = UnitTable(
    [
        AdministrativeUnit("430900", "GB/T 2260", "益阳市", "city", None),
        AdministrativeUnit("430903", "GB/T 2260", "赫山区", "county", "430900", aliases=("赫山",)),
        AdministrativeUnit("430921", "GB/T 2260", "南县", "county", "430900"),
        AdministrativeUnit("430300", "GB/T 2260", "某市", "city", None),
        AdministrativeUnit("130105", "GB/T 2260", "新华区", "county", "430300"),
        AdministrativeUnit("410402", "GB/T 2260", "新华区", "county", "430900"),
        AdministrativeUnit("999901", "GB/T 2260", "旧县", "county", None, valid_to=date(2000, 1, 1)),
        AdministrativeUnit("999902", "GB/T 2260", "旧县", "county", None),
        AdministrativeUnit("430903001", "NBS", "会龙镇", "township", "430903"),
    ]
)
READER = Reader(UNITS, TODAY, list_limit=50, max_limit=1000)


def read(*pairs: tuple[str, str], **options: Any) -> Query:
    return READER.query(pairs, **options)


def refused(*pairs: tuple[str, str], **options: Any) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read(*pairs, **options)
    return caught.value


def test_nothing_selects_everything() -> None:
    assert read() == Query(today=TODAY)


@pytest.mark.parametrize(
    ("word", "value", "field", "expected"),
    [
        ("status", "closed", "status", (Status.CLOSED,)),
        ("hide", "closed", "hidden", (Status.CLOSED,)),
        ("kind", "water", "kind", (Kind.WATER,)),
        ("campaign", "petition", "campaign", (Campaign.PETITION,)),
        ("county", "430903", "county", ("430903",)),
        ("county", "赫山区", "county", ("430903",)),
        ("county", "赫山", "county", ("430903",)),
        ("county", "旧县", "county", ("999902",)),
        ("include_special", "1", "include_special", True),
        ("overdue", "1", "overdue", True),
        ("lapsed", "0", "lapsed", False),
        ("located", "0", "located", False),
        ("blank", "1", "blank", True),
        ("spatial", "1", "spatial", True),
        ("lead_unit", " 市水利局 ", "lead_unit", "市水利局"),
        ("q", "志溪河", "q", "志溪河"),
        ("q", "  ", "q", None),
        ("notice", "abc", "notice", "abc"),
        ("sort", "-updated_at", "sort", "-updated_at"),
        ("bbox", "111,26,113.5,29", "bbox", (111.0, 26.0, 113.5, 29.0)),
        ("due", "2025-12", "due", (date(2025, 12, 1), date(2025, 12, 31))),
        ("due", "2024-02-29", "due", (date(2024, 2, 29), date(2024, 2, 29))),
        ("due", "2025-12-01/2025-12-31", "due", (date(2025, 12, 1), date(2025, 12, 31))),
        ("due", "2025-11/2025-12", "due", (date(2025, 11, 1), date(2025, 12, 31))),
        ("due", "../2025-12-31", "due", (None, date(2025, 12, 31))),
        ("due", "2025-12-01/", "due", (date(2025, 12, 1), None)),
        ("datetime", "2025-12-31T16:00:00Z", "happened", (date(2026, 1, 1), date(2026, 1, 1))),
        ("datetime", "2025-12-01T00:00:00+08:00/..", "happened", (date(2025, 12, 1), None)),
        ("datetime", "2025-12-01T00:00:00 08:00/..", "happened", (date(2025, 12, 1), None)),
        ("datetime", "2025-12-01/2025-12-02", "happened", (date(2025, 12, 1), date(2025, 12, 2))),
        ("datetime", "../..", "happened", None),
    ],
)
def test_each_word(word: str, value: str, field: str, expected: Any) -> None:
    assert getattr(read((word, value)), field) == expected


def test_repeatable_words_add_up_once() -> None:
    query = read(
        ("status", "closed"), ("status", "done"), ("status", "closed"), ("county", "南县"), ("county", "赫山区")
    )
    assert query.status == (Status.CLOSED, Status.DONE)
    assert query.county == ("430921", "430903")


def test_hide_may_be_empty_for_a_page_that_hides_nothing() -> None:
    assert read(("hide", "")).hidden == ()


def test_a_city_stands_for_its_counties() -> None:
    assert read(("county", "益阳市")).county == ("430900", "410402", "430903", "430921")


def test_limit_is_brought_down_and_offset_taken() -> None:
    query = read(("limit", "99999"), ("offset", "20"), paged=True)
    assert (query.limit, query.offset) == (1000, 20)
    assert read(paged=True).limit == 50


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("status", "finished"), ("status", ""), ("hide", "x"), ("kind", "WATER"), ("campaign", "all"),
        ("county", "桃花源区"), ("county", "会龙镇"), ("county", ""), ("include_special", "yes"), ("overdue", "true"),
        ("lapsed", "2"), ("located", ""), ("spatial", "否"), ("sort", "distance"), ("sort", "fid; drop table"),
        ("q", "河" * 201), ("q", "a\0b"), ("lead_unit", "\ud800"), ("notice", "n" * 500),
        ("bbox", "111,26,113"), ("bbox", "111,26,113,29,1"), ("bbox", "a,b,c,d"), ("bbox", "nan,26,113,29"),
        ("bbox", "111,26,inf,29"), ("bbox", "113,26,111,29"), ("bbox", "111,29,113,26"), ("bbox", "-181,26,113,29"),
        ("bbox", "26,111,29,113"), ("bbox", ""), ("bbox", "１１１,26,113,29"), ("bbox", ",".join(["1" * 300] * 4)),
        ("due", "2025-13"), ("due", "2025-02-30"), ("due", "下个月"), ("due", ""), ("due", ".."), ("due", "0000-01"),
        ("due", "2025-12-31/2025-12-01"), ("due", "2025-01/2025-02/2025-03"), ("due", "２０２５-12"),
        ("datetime", "2025"), ("datetime", "2025-12-01T25:00:00Z"), ("datetime", "2025-12-01T00:00:00"),
        ("datetime", "0001-01-01T00:00:00+23:59"), ("datetime", "9999-12-31T23:59:59Z"), ("datetime", "x" * 5000),
        ("zone", "a"), ("Status", "closed"), ("", "x"), ("limit", "5"),
    ],
)  # fmt: skip
def test_each_wrong_value_names_its_word(word: str, value: str) -> None:
    error = refused((word, value))
    assert error.parameter == word
    assert len(str(error)) < 500


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "", "ten", "９", "1" * 40])
def test_a_wrong_limit(value: str) -> None:
    assert refused(("limit", value), paged=True).parameter == "limit"


def test_an_ambiguous_county_names_the_choices() -> None:
    error = refused(("county", "新华区"))
    assert "某市新华区（130105）" in str(error)
    assert "益阳市新华区（410402）" in str(error)
    assert error.example == "130105"


def test_an_unknown_value_lists_the_known_ones() -> None:
    error = refused(("status", "finished"))
    assert "closed" in str(error)
    assert "finished" in str(error)


@pytest.mark.parametrize("word", ["q", "bbox", "overdue", "sort", "due"])
def test_a_single_word_may_not_be_repeated(word: str) -> None:
    value = {"q": "a", "bbox": "1,1,2,2", "overdue": "1", "sort": "case", "due": "2025-12"}[word]
    assert refused((word, value), (word, value)).parameter == word


def test_a_word_repeated_without_end_is_refused() -> None:
    assert refused(*[("status", "closed")] * 1000).parameter == "status"


WORDS = ["status", "hide", "kind", "campaign", "county", "include_special", "overdue", "located", "spatial", "q",
         "bbox", "due", "datetime", "sort", "limit", "offset", "lead_unit", "notice", "other"]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.text(max_size=40)), max_size=4))
def test_any_address_is_read_or_refused_with_a_sentence(pairs: list[tuple[str, str]]) -> None:
    try:
        READER.query(pairs, paged=True)
    except UsageError as error:
        assert error.parameter is not None


def test_what_the_pages_call_a_value_is_understood_too() -> None:
    query = READER.query([("status", "整改中"), ("kind", "水"), ("campaign", "群众信访")])
    assert (query.status, query.kind, query.campaign) == ((Status.IN_PROGRESS,), (Kind.WATER,), (Campaign.PETITION,))
