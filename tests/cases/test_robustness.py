"""Bad copies: cut anywhere, broken inside words, without line ends. Nothing is raised and every quote is exact."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoapp.cases import extract
from geoapp.cases.source import fold, tidy
from geoapp.model import Genre, Notice, UnitTable
from geoapp.notices import read

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*/*.txt"))
NOTICES = [read(path) for path in EXAMPLES]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_piece_of_a_notice_reads_without_harm(data: st.DataObject, units: UnitTable) -> None:
    notice = data.draw(st.sampled_from(NOTICES))
    start = data.draw(st.integers(0, len(notice.text)))
    end = data.draw(st.integers(start, len(notice.text)))
    text = notice.text[start:end]
    if data.draw(st.booleans()):
        text = text.replace("\n", "")
    for at in data.draw(st.lists(st.integers(0, max(0, len(text))), max_size=8)):
        text = text[:at] + "\n" + text[at:]
    found = extract(replace(notice, text=text, tables=(), pages=()), units)
    for record in found.records:
        assert all(quote.holds_in(text) for quote in record.quotes.values())
        assert all(0 <= a < b <= len(text) for a, b in record.spans)
        assert record.problem.strip()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_lines_of_several_notices_in_any_order_read_without_harm(data: st.DataObject, units: UnitTable) -> None:
    some = data.draw(st.lists(st.sampled_from(NOTICES), min_size=1, max_size=3))
    lines = [line for notice in some for line in notice.text.splitlines()]
    kept = data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=1, max_size=25))
    text = "\n".join(lines[at] for at in kept)
    found = extract(replace(some[0], text=text, tables=(), pages=()), units)
    for record in found.records:
        assert all(quote.holds_in(text) for quote in record.quotes.values())
        assert all(0 <= a < b <= len(text) for a, b in record.spans)


def test_a_chapter_of_problems_may_have_no_numbers(notice: Callable[..., Notice], units: UnitTable) -> None:
    body = (
        "一、总体情况\n今年以来扎实推进整改。\n二、存在问题\n有的企业环保设施不正常运行。\n三、下一步工作\n加强督办。\n"
    )
    found = extract(notice(body, title="某县生态环境问题整改情况通报"), units)
    assert all("环保设施不正常运行" in record.problem for record in found.records)


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_every_character_folds_alike_in_a_long_text_and_in_a_name() -> None:
    every = [chr(code) for code in (*range(0x20, 0xD800), *range(0xE000, 0x10000), *range(0x20000, 0x20040))]
    together = fold("\n".join(every))
    assert len(together) == 2 * len(every) - 1
    differing = [char for char, folded in zip(every, together[::2], strict=True) if fold(char) != folded]
    assert differing == []  # 鱀 has a simplified form of two code units: it stays in both


def test_folding_and_tidying() -> None:
    assert fold("整改時限：２０２４年［bookmark: x］") == "整改时限:2024年" + "[bookmark: x]".replace(
        "[bookmark: x]", " " * 13
    )
    assert tidy("未配\n套建设，\n— 3 —\n排放。\n二") == "未配套建设，排放。\n二"


def test_an_empty_notice(notice: Callable[..., Notice], units: UnitTable) -> None:
    extraction = extract(notice("", title="空"), units)
    assert extraction.records == ()
    assert extraction.warnings


def test_a_copy_without_its_head_is_still_known_by_its_body(notice: Callable[..., Notice], units: UnitTable) -> None:
    progress = "……完成整改。\n2.问题6：甲河治理滞后。\n整改情况：已完工。\n3.问题7：乙厂偷排。\n整改情况：正在"
    bulletin = (
        "督察组现场检查发现乙镇一砖厂直排废气。区局责令停产。\n9月2日，督察组交办的“丙村一石材厂粉尘污染”信访件已核实。"
    )
    found = extract(notice(progress, title="x"), units)
    assert found.notice.genre is Genre.INSPECTION_PROGRESS_NOTICE
    assert [record.no for record in found.records] == ["问题6", "问题7"]
    found = extract(notice(bulletin, title="x"), units)
    assert found.notice.genre is Genre.INSPECTION_BULLETIN
    assert len(found.records) == 2
