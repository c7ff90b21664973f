"""A copy with a line end in the middle of words reads as the notice itself does, and is quoted as it is written."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from geoapp import notices
from geoapp.model import Extraction, Notice, Quote, Record
from geoapp.pipeline import World, place_record, read_notice

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "notices").glob("*.txt"))
NEVER_FIRST = "，。、；：！？）》”"


def wrapped(text: str, width: int) -> str:
    """As a converter breaks lines: after so many characters, no mark at the beginning."""
    lines = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > width:
            end = width
            while end < len(rest) and rest[end] in NEVER_FIRST:
                end += 1
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return "\n".join(lines)


def quotes_of(value: Any) -> Iterator[Quote]:
    """Every quote that a value holds."""
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, dict):
        yield from quotes_of(tuple(value.values()))
    elif isinstance(value, tuple):
        for one in value:
            yield from quotes_of(one)
    elif is_dataclass(value) and not isinstance(value, Notice):
        for field in fields(value):
            yield from quotes_of(getattr(value, field.name))


def gist(extraction: Extraction) -> list[tuple[Any, ...]]:
    """What a record says, without where it stands."""
    return [
        (
            r.no,
            r.status,
            r.county,
            r.deadline,
            r.lead_unit,
            r.kind,
            [(s.name, s.type, s.role, s.status) for s in r.sites],
        )
        for r in extraction.records
    ]


@pytest.mark.parametrize("width", [34, 45])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_broken_copy_tells_the_same(path: Path, width: int, world: World) -> None:
    whole = read_notice(path, world)
    text = wrapped(whole.notice.text, width)
    broken = read_notice(Path("broken.txt"), world, text.encode())
    assert broken.notice.text == text
    assert gist(broken) == gist(whole)
    found = list(quotes_of(broken.records))
    assert found
    assert all(text[quote.start : quote.end] == quote.exact for quote in found)
    assert [q.exact.replace("\n", "") for q in found] == [q.exact.replace("\n", "") for q in quotes_of(whole.records)]
    spans = [span for record in broken.records for span in record.spans] + list(broken.unread)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def paged(text: str) -> str:
    """The same with the number of a page under every 24 lines."""
    lines = text.split("\n")
    pages = ["\n".join(lines[start : start + 24]) for start in range(0, len(lines), 24)]
    return "\n".join(f"{page}\n\n— {number} —\n" for number, page in enumerate(pages, 1))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_numbers_of_pages_part_no_paragraph(path: Path, world: World) -> None:
    whole = read_notice(path, world)
    text = paged(wrapped(whole.notice.text, 45))
    broken = read_notice(Path("broken.txt"), world, text.encode())
    assert gist(broken) == gist(whole)
    assert all(text[quote.start : quote.end] == quote.exact for quote in quotes_of(broken.records))


def test_placing_again_what_was_kept_changes_nothing(world: World) -> None:
    text = wrapped(SAMPLES[0].read_text(encoding="utf-8"), 38)
    broken = read_notice(Path("broken.txt"), world, text.encode())
    for record in broken.records:
        again = place_record(replace(record, sites=()), broken.notice, world)
        assert again.sites == record.sites


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_text_with_its_paragraphs_is_read_as_it_is(path: Path) -> None:
    notice = notices.read(path, path.read_bytes())
    flow = notices.flowing(notice)
    assert flow.notice is notice
    record = Record("问题", {"problem": Quote.of(notice.text, 0, 5)})
    assert flow.written(record) is record
    assert flow.reading(record) is record


@pytest.mark.parametrize("width", [None, 40], ids=["whole", "broken"])
def test_a_notice_read_twice_flows_as_itself(width: int | None) -> None:
    """What is kept of the first reading holds no notice that would be handed out for the second."""
    text = SAMPLES[0].read_text(encoding="utf-8")
    data = (wrapped(text, width) if width else text).encode()
    first, second = (notices.read(Path("a.txt"), data) for _ in range(2))
    assert first == second and first is not second
    flows = [notices.flowing(notice) for notice in (first, second)]
    assert flows[0].original is first and flows[1].original is second
    assert flows[0] == flows[1]
    assert all((flow.notice is flow.original) is (width is None) for flow in flows)


def test_short_lines_that_nobody_broke_stay() -> None:
    text = "某县整改台账\n" + "".join(f"{n}\n某镇砂场没有拆除\n整改中\n某镇\n" for n in range(1, 12))
    notice = notices.read(Path("a.txt"), text.encode())
    assert notices.flowing(notice).notice is notice


PARTED = """陕西省通报{count}起典型案例
近日，省督察办通报一批生态环境问题典型案例。
{one}延安市延川县一洗煤厂煤泥水外排
检查发现，延川县永坪镇一洗煤厂沉淀池破损，煤泥水流入永坪川。延川县已责令停产整改，9月12日完成修复。
{two}
榆林市绥德县薛家峁垃圾场渗滤液渗漏
现场检查发现，绥德县薛家峁垃圾场未建截洪沟，渗滤液积存约600吨。绥德县正在清运渗滤液，计划2022年12月底前完成。
{three}渭南市白水县采石场未按方案修复
白水县林皋镇一采石场边坡裸露约30亩。白水县已完成覆土绿化。
2022年10月8日
"""


@pytest.mark.parametrize("marks", [("一、", "二、", "三、"), ("（一）", "（二）", "（三）")])
def test_a_number_alone_on_its_line_opens_the_next(marks: tuple[str, ...], world: World) -> None:
    text = PARTED.format(count=3, one=marks[0], two=marks[1], three=marks[2])
    found = read_notice(Path("parted.txt"), world, text.encode())
    assert [record.county for record in found.records] == ["延川县", "绥德县", "白水县"]
    assert [record.category for record in found.records][1] == "榆林市绥德县薛家峁垃圾场渗滤液渗漏"
    assert all(text[quote.start : quote.end] == quote.exact for quote in quotes_of(found.records))


def test_numbers_that_are_cells_stay_on_their_lines() -> None:
    text = "某县整改台账\n序号\n问题\n" + "".join(f"{n}、\n某镇砂场没有拆除\n" for n in "一二三")
    notice = notices.read(Path("a.txt"), text.encode())
    assert notices.flowing(notice).notice is notice


LONE = """云阳县督察整改工作简报
第4期
云阳县督察整改办
2022年6月9日
6月7日，县督察整改办对长江沿线开展现场暗访。暗访组在双江街道查看时发现，双江街道滨江路二段
3号泵站旁污水直排长江，水面有大量泡沫。县住建局已封堵排口，6月8日整改完成。
6月8日，暗访组来到江口镇，发现汤溪河岸边一处砂石堆场未苫盖，扬尘严重，场内还堆放约600
吨弃渣。江口镇正在清运弃渣，计划6月底前完成。
"""


def test_a_lone_line_end_within_a_sentence_parts_nothing(world: World) -> None:
    found = read_notice(Path("lone.txt"), world, LONE.encode())
    assert [record.problem for record in found.records] == [
        "双江街道滨江路二段3号泵站旁污水直排长江，水面有大量泡沫。",
        "发现汤溪河岸边一处砂石堆场未苫盖，扬尘严重，场内还堆放约600吨弃渣。",
    ]
    assert [[(m.value, m.unit) for m in record.metrics] for record in found.records] == [[], [(600.0, "吨")]]
    assert all(LONE[quote.start : quote.end] == quote.exact for quote in quotes_of(found.records))


def test_headings_cells_and_lists_keep_their_lines() -> None:
    heading = "某市上下齐心，多措并举，全力以赴推动督察反馈问题整改取得实实在在的成效，群众满意度明显提升"
    cells = "某镇污水处理厂管网破损，雨天溢流，进水浓度长期偏低，影响下游水质，群众反映强烈，整改推进缓慢"
    aim = "建成污水处理厂提标改造工程，确保达标排放。"
    title = f"某县通报\n{heading}\n近日，某县清理垃圾。\n"
    table = "某县台账\n序号\n存在问题\n整改目标\n" + f"1\n{cells}\n{aim}\n2\n{cells}\n{aim}\n"
    listed = f"某县问题\n共有以下问题。\n一处\n另有\n{cells}\n{cells}\n{cells}。\n"
    for text in (title, table, listed):
        notice = notices.read(Path("a.txt"), text.encode())
        assert notices.flowing(notice).notice is notice


def test_a_heading_printed_again_parts_no_cell(world: World) -> None:
    path = Path(__file__).parents[1] / "examples" / "petition_list" / "glued_rows_parted_by_headings.txt"
    text = path.read_text(encoding="utf-8")
    first, second = read_notice(path, world).records
    assert (first.county, first.lead_unit) == ("墨江哈尼族自治县", "县工业信息化局")
    assert second.rectification == "责令扩建沉淀池，计划9月15日前完成，目前正在施工。"
    assert second.deadline is not None
    assert all(text[quote.start : quote.end] == quote.exact for quote in quotes_of((first, second)))


def test_a_heading_over_whole_rows_keeps_its_line() -> None:
    head = "序号 问题 整改目标 整改措施 整改时限 责任单位"
    text = f"某县清单\n{head}\n1 甲 乙 丙 丁 戊\n- 2 -\n{head}\n2 甲 乙 丙 丁 戊\n"
    notice = notices.read(Path("a.txt"), text.encode())
    assert notices.flowing(notice).notice is notice
