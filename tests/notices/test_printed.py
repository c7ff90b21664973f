"""What a page broke is put together: paragraphs, cells and rows, as the printed lines show them."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geoapp.notices import read
from geoapp.notices.paragraphs import Paragraphs, PrintedLine, Running, joint
from geoapp.notices.readers._cells import goes_on, rejoined, unwrapped
from geoapp.notices.readers.pdf import PrintedTable, _spaced, _whole_rows

EM, LEFT, PITCH = 10.0, 50.0, 16.0


def printed(*rows: str, indents: tuple[int, ...] = (), start: int = 0) -> list[PrintedLine]:
    """Lines of one page; ``indents`` in letters, by their number."""
    found = []
    for at, words in enumerate(rows):
        left = LEFT + EM * (2 if at in indents else 0)
        top = 60 + PITCH * (start + at)
        found.append(PrintedLine(words, left, left + EM * len(words), top, top + EM))
    return found


def told(lines: list[PrintedLine]) -> list[str]:
    """The paragraphs that come out."""
    paragraphs, found = Paragraphs(lines), [lines[0].words]
    for line, after in pairwise(lines):
        if paragraphs.go_on(line, after):
            found[-1] += joint(line.words, after.words) + after.words
        else:
            found.append(after.words)
    return found


def test_a_sentence_goes_on_where_the_line_was_full() -> None:
    lines = printed("青石河沿岸有砂场三处没有拆除，", "砂石堆在河边。镇政府已经组织清", "运，六月底前完成。")
    assert told(lines) == ["青石河沿岸有砂场三处没有拆除，砂石堆在河边。镇政府已经组织清运，六月底前完成。"]


def test_an_indent_begins_a_paragraph_even_behind_a_full_line() -> None:
    rows = (
        "一、基本情况如下所述各条各款",
        "共查出问题二十一个都已交办给县里了",
        "整改到位的有九个。",
        "二、工作要求如下所列",
    )
    lines = printed(*rows, "各县要把责任落实到岗到人不得敷衍了", "事。", indents=(0, 1, 3, 4))
    assert told(lines) == [rows[0], rows[1] + rows[2], rows[3], "各县要把责任落实到岗到人不得敷衍了事。"]


def test_a_full_stop_at_the_end_of_a_full_line_ends_nothing_where_indents_tell() -> None:
    rows = (
        "废水直排入河已经立案查处完毕。",
        "该厂已经停产并且拆除了生产设备。",
        "另有两处也已拆。",
        "下一步继续巡查。",
    )
    assert told(printed(*rows, indents=(0, 3))) == ["".join(rows[:3]), rows[3]]


def test_without_indents_numbers_and_labels_tell() -> None:
    rows = (
        "1.某镇砂场三处没有拆除完毕。",
        "2.某镇煤矿废水池没有防渗。",
        "整改情况：镇里已经查处到位。",
        "该矿已停产。",
    )
    assert told(printed(*rows)) == [*rows[:2], "".join(rows[2:])]


def test_a_list_of_short_names_is_no_prose() -> None:
    rows = ("市住建局", "市水利局", "市城管局", "开福区政府")
    assert told(printed(*rows)) == list(rows)


def test_a_wider_gap_ends_a_paragraph() -> None:
    above = printed("青石河沿岸有砂场三处没有拆除，", "砂石堆在河边，镇政府已经组织清")
    below = printed("某县生态环境局二〇二五年六月发", "布。", start=5)
    assert told(above + below)[0].endswith("组织清")


def test_a_title_across_the_page_is_no_paragraph() -> None:
    assert told(printed("某某县突出生态环境问题整改进展情况的公开通报", "问题一", "整改情况：已完成")) == [
        "某某县突出生态环境问题整改进展情况的公开通报", "问题一", "整改情况：已完成"]  # fmt: skip


@pytest.mark.parametrize("mark", ["- 3 -", "—3—", "3", "第 3 页", "第3页 共 12页", "3 / 12"])
def test_what_counts_pages_is_left_out_at_their_edges_only(mark: str) -> None:
    page = printed("问题一", mark, "整改情况", mark)
    assert [line.words for line in Running.of([page]).left_out(page)] == ["问题一", mark, "整改情况"]


def test_a_running_head_is_left_out_and_a_repeated_heading_is_not() -> None:
    pages = [printed("某县人民政府文件", *[f"第{n}段的话"] * n, "整改情况") for n in range(4)]
    running = Running.of(pages)
    assert [line.words for line in running.left_out(pages[1])] == ["第1段的话", "整改情况"]
    assert [line.words for line in running.left_out(pages[2])] == ["第2段的话", "第2段的话", "整改情况"]


def test_a_lone_number_at_the_margin_of_one_page_is_a_cell() -> None:
    pages = [printed("序号", "问题", "1", "甲镇砖厂偷排"), printed("2", "乙镇料场扬尘")]
    assert [line.words for line in Running.of(pages).left_out(pages[1])] == ["2", "乙镇料场扬尘"]
    below = [[*pages[0], *printed("2", start=9, indents=(0,))], printed("乙镇料场扬尘", "3", "丙镇", indents=(1,))]
    assert [line.words for line in Running.of(below).left_out(below[0])][-1] == "2"
    counted = [[*page, replace(page[-1], words=str(at), top=760)] for at, page in enumerate(pages, 1)]
    assert [line.words for line in Running.of(counted).left_out(counted[0])] == ["序号", "问题", "1", "甲镇砖厂偷排"]


def test_a_row_goes_on_below_a_heading_that_each_page_prints_again() -> None:
    head = ["序号", "问题", "牵头单位"]
    pages = [
        [PrintedTable([head, ["1", "甲镇砖厂偷排，", "甲局"]], [20.0, 30.0])],
        [PrintedTable([list(head), ["", "厂区积水未清理，", ""]], [20.0, 200.0])],
        [PrintedTable([list(head), ["", "沟渠发黑。", None], ["2", "乙镇料场扬尘。", "乙局"]], [20.0, 10.0, 30.0])],
        [PrintedTable([list(head), ["3", "丙镇码头无喷淋。", "丙局"]], [20.0, 30.0])],
    ]
    tables = [page[0] for page in _whole_rows([list(page) for page in pages])]
    assert [table.rows for table in tables if isinstance(table, PrintedTable)] == [
        [head, ["1", "甲镇砖厂偷排，厂区积水未清理，沟渠发黑。", "甲局"]],
        [],
        [["2", "乙镇料场扬尘。", "乙局"]],
        [head, ["3", "丙镇码头无喷淋。", "丙局"]],
    ]
    assert next(table.heights for table in tables if isinstance(table, PrintedTable)) == [20.0, 240.0]


def test_words_that_stick_together_do_not_fit_where_one_letter_would() -> None:
    full = "四月检查了青石河沿岸的砂场和码头，甲镇砂场没有喷淋设施，责任在乙局。" * 2
    assert told(printed(full, full[:-2], "（责任单位：甲镇）")) == [full + full[:-2] + "（责任单位：甲镇）"]
    assert told(printed(full, full[:-2], "86个点位")) == [full + full[:-2] + "86个点位"]


def test_wide_blanks_of_a_line_stay_wide() -> None:
    assert _spaced("▲甲县：整治 甲县", _chars("▲甲县：整治", "甲县", gap=1.0)) == "▲甲县：整治\u3000甲县"
    assert _spaced("甲县 2024年", _chars("甲县", "2024年", gap=0.3)) == "甲县 2024年"


def _chars(*parts: str, gap: float) -> list[dict[str, Any]]:
    """Letters of ten points side by side, with a gap (in letters) between two parts."""
    found, left = [], 0.0
    for part in parts:
        for letter in part:
            found.append({"text": letter, "x0": left, "x1": left + 10, "size": 10})
            left += 10
        left += 10 * gap
    return found


def test_a_paragraph_goes_on_over_the_page_and_keeps_the_page_s_place(pdf_bytes: Any) -> None:
    title = "某县关于督察反馈问题整改进展的通报"
    first = [title, "青石河沿岸有砂场三处至今没有拆除，", "砂石堆在河边，汛期常常被水冲走。镇", "- 1 -"]
    notice = read(Path("a.pdf"), pdf_bytes(first, ["政府已经组织清运，六月底前完成。", "特此通报"]))
    assert "汛期常常被水冲走。镇政府已经组织清运" in notice.text
    assert "- 1 -" not in notice.text
    assert notice.text[notice.pages[1] :].startswith("政府已经组织清运")


def test_cells_lose_the_breaks_that_want_of_room_made() -> None:
    offices, tasks = "市住建局\n市水利局", "1.拆除\n2.复绿"
    rows = [["某镇砂场\n没有拆除\n，已立案\n。", tasks], ["砖厂脱硫\n设施没开", offices]]
    assert unwrapped(rows, [[5.5, 9.0]] * 2) == [["某镇砂场没有拆除，已立案。", tasks], ["砖厂脱硫设施没开", offices]]


def test_covered_and_empty_cells_stay() -> None:
    assert unwrapped([[None, "", "水"]], [[0.0, 4.0, 4.0]]) == [[None, "", "水"]]


def test_a_row_cut_by_the_end_of_a_page_is_one_row() -> None:
    above, below = ["2", "某镇砂场没有拆", "整改中"], ["", "除，已立案。", ""]
    assert goes_on(above, below)
    assert rejoined(above, below) == ["2", "某镇砂场没有拆除，已立案。", "整改中"]


@pytest.mark.parametrize("below", [["3", "某镇砖厂", ""], ["", "某镇砖厂"], ["", "", "已销号"]])
def test_a_new_row_is_none_that_goes_on(below: list[str | None]) -> None:
    assert not goes_on(["2", "某镇砂场没有拆除。", ""], below)
