"""A notice that an office printed from a browser: its text layer is read as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geoapp.notices import read

WRITTEN = (
    "长江镇人民政府关于生态环境问题整改情况的公示",
    "问题一：马家河村一家砖厂在二月八日夜间偷排，门前水沟见底泥，里面的风化石被雨水冲入青龙河。",
    "整改情况：六月三十日已完工，黄金大道两侧的树木、页岩与贝壳砂已清走，民户用水、用车、饮食均未受影响。",
    "监测结果：2023年10—12月氨氮为0.46毫克／升，浓度范围0.2～0.6，“审批—监管”〈试行〉。",
    "长期坚持：飞机、鸟类、鱼类、骨料、角闪石、麦田、龟山、龙舟、西门、青年路、自来水厂、白石、竹山、羊场、辛家湾。",
)


def _printed(browser: Any, file: Path, html: str) -> Path:
    page = browser.new_page()
    page.set_content(html)
    page.pdf(path=str(file), format="A4")
    page.close()
    return file


def test_a_page_printed_by_a_browser_is_read_as_it_was_written(browser: Any, tmp_path: Path) -> None:
    file = _printed(
        browser,
        tmp_path / "公示.pdf",
        "<html lang=zh><body>" + "".join(f"<p>{line}</p>" for line in WRITTEN) + "</body></html>",
    )
    assert "".join(read(file).text.split()) == "".join(WRITTEN)


def test_a_row_that_the_end_of_a_page_cuts_is_read_whole(browser: Any, tmp_path: Path) -> None:
    fault = "垃圾堆放、污水直排，" * 12
    told = [[str(n), f"第{n}号沟渠沿线{fault}共{n}处。", f"牵头单位{n}"] for n in range(1, 41)]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in told)
    file = _printed(
        browser,
        tmp_path / "清单.pdf",
        "<html lang=zh><style>table{border-collapse:collapse}td{border:1px solid}</style><h1>整改清单</h1>"
        f"<table>{rows}</table></html>",
    )
    notice = read(file)
    cells = [notice.text[cell.start : cell.end] for table in notice.tables for cell in table.cells]
    assert len(notice.pages) > 1
    assert cells == [cell for row in told for cell in row]


def test_a_watermark_across_the_page_is_left_out(browser: Any, tmp_path: Path) -> None:
    sloping = "position:fixed;left:80px;top:60px;transform:rotate(-30deg);font-size:40pt;color:#ddd"
    file = _printed(
        browser,
        tmp_path / "公示.pdf",
        f"<html lang=zh><body><div style='{sloping}'>某县政务公开网站</div>"
        + "".join(f"<p>{line}</p>" for line in WRITTEN),
    )
    assert "".join(read(file).text.split()) == "".join(WRITTEN)


def test_letters_printed_twice_to_look_bold_are_read_once(browser: Any, tmp_path: Path) -> None:
    bold = "position:absolute;left:.4px;top:0"
    file = _printed(
        browser,
        tmp_path / "公示.pdf",
        "<html lang=zh><body>"
        + "".join(f"<p style='position:relative'>{line}<span style='{bold}'>{line}</span></p>" for line in WRITTEN),
    )
    assert "".join(read(file).text.split()) == "".join(WRITTEN)
