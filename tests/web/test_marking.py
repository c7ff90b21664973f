"""The notice's text cut at every end of a quote."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from geoapp.model import FiledRecord, NoticeSummary, Quote, Record
from geoapp.web.marking import mark_cases, mark_text

SUMMARY = NoticeSummary(
    "n", "w", "t", None, None, "other", None, None, None, None, None, "text/plain", "f",
    datetime(2026, 1, 1, tzinfo=UTC), None, (),
)  # fmt: skip
TEXT = "一二三四五六七八九十"


def filed(case_id: str, *ranges: tuple[int, int], spans: tuple[tuple[int, int], ...] = ()) -> FiledRecord:
    quotes = {f"f{n}": Quote.of(TEXT, *one) for n, one in enumerate(ranges)}
    return FiledRecord(case_id, SUMMARY, Record(problem="问题" * 50, quotes=quotes, no="1", spans=spans))


def test_overlapping_quotes_are_cut_and_not_nested() -> None:
    segments = mark_text(TEXT, [filed("a", (1, 5), (3, 8))])
    assert [s.text for s in segments] == ["一", "二三", "四五", "六七八", "九十"]
    assert [[q.id for q in s.quotes] for s in segments] == [[], ["q-1-5"], ["q-1-5", "q-3-8"], ["q-3-8"], []]
    assert [s.anchors for s in segments] == [[], ["q-1-5"], ["q-3-8"], [], []]
    assert [s.unread for s in segments] == [True, False, False, False, True]


def test_the_same_words_for_two_cases_are_one_anchor_with_two_links() -> None:
    segments = mark_text(TEXT, [filed("a", (2, 4)), filed("b", (2, 4))])
    assert [s.anchors for s in segments if s.anchors] == [["q-2-4"]]
    assert [q.case_id for q in segments[1].quotes] == ["a", "b"]


def test_a_span_counts_as_read_without_being_marked() -> None:
    segments = mark_text(TEXT, [filed("a", (2, 4), spans=((0, 6), (-5, 2), (9, 99)))])
    assert [(s.text, s.unread) for s in segments] == [
        ("一二", False), ("三四", False), ("五六", False), ("七八九", True), ("十", False),
    ]  # fmt: skip


def test_a_quote_that_does_not_stand_there_marks_nothing() -> None:
    record = Record(problem="p", quotes={"x": Quote("不在", "", "", 0, 2)})
    assert [s.quotes for s in mark_text(TEXT, [FiledRecord("a", SUMMARY, record)])] == [[]]


def test_cases_come_in_the_order_of_the_text_and_records_of_one_case_join() -> None:
    cases = mark_cases(TEXT, [filed("late", (7, 9)), filed("early", (1, 2)), filed("late", (3, 4)), filed("none")])
    assert [case.case_id for case in cases] == ["early", "late", "none"]
    assert [quote.exact for quote in cases[1].quotes] == ["四", "八九"]
    assert len(cases[0].title) == 32


def test_an_empty_text_has_no_segment() -> None:
    assert mark_text("", []) == []


RANGES = st.tuples(st.integers(0, 9), st.integers(1, 10)).filter(lambda r: r[0] < r[1])


@given(st.lists(RANGES, max_size=8), st.lists(RANGES, max_size=4))
def test_segments_rebuild_the_text_and_carry_exactly_their_quotes(
    ranges: list[tuple[int, int]], spans: list[tuple[int, int]]
) -> None:
    segments = mark_text(TEXT, [filed("a", *ranges, spans=tuple(spans))])
    assert "".join(s.text for s in segments) == TEXT
    anchors = [one for s in segments for one in s.anchors]
    assert sorted(anchors) == sorted({f"q-{a}-{b}" for a, b in ranges})
    for s in segments:
        assert {q.id for q in s.quotes} == {f"q-{a}-{b}" for a, b in ranges if a <= s.start and s.end <= b}
        covered = any(a <= s.start and s.end <= b for a, b in [*ranges, *spans])
        assert s.unread != covered
