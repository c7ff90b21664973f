"""Documents made to cost more than they weigh, damaged ones, and links that lead out of the folder."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from geoapp.model import UnreadableNotice
from geoapp.notices import expand, read


def ledger(**cells: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for name, words in cells.items():
        sheet[name] = words
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    """The ledger with something else in the XML of its sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            target.writestr(name, re.sub(old, new, body) if name.endswith("sheet1.xml") else body)
    return stream.getvalue()


PLAIN = ledger(A1="序号", B1="问题", A2="1", B2="甲河污染")


@pytest.mark.parametrize(
    "data",
    [
        ledger(A1="序号", XFD1048576="x"),
        with_sheet(PLAIN, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ],
)
def test_a_cell_far_out_is_named_and_costs_nothing(data: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableNotice, match="第 1048576 行第 16384 列"):
        read(Path("台账.xlsx"), data)
    assert time.process_time() - begun < 2


def test_a_declared_extent_is_not_believed() -> None:
    data = with_sheet(PLAIN, b'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"')
    assert "甲河污染" in read(Path("台账.xlsx"), data).text


def test_half_a_document_is_said_to_be_damaged_and_nobody_hears_of_zip() -> None:
    document = docx.Document()
    for _ in range(50):
        document.add_paragraph("甲河污染。")
    stream = io.BytesIO()
    document.save(stream)
    for path, data in ((Path("通报.docx"), stream.getvalue()), (Path("台账.xlsx"), PLAIN)):
        with pytest.raises(UnreadableNotice) as caught:
            read(path, data[: len(data) // 2])
        assert "zip" not in str(caught.value).lower()
        assert "没有下载完整" in str(caught.value)


NESTED = [("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>"), ("<b>", "")]


@pytest.mark.parametrize(("before", "after"), NESTED)
def test_a_page_nested_without_end_still_gives_its_words(before: str, after: str) -> None:
    page = f"<html><body>{before * 20_000}甲河污染{after * 20_000}</body></html>"
    begun = time.process_time()
    assert "甲河污染" in read(Path("页.html"), page.encode()).text
    assert time.process_time() - begun < 5


def test_a_long_page_of_unclosed_lines_keeps_its_structure() -> None:
    page = "<html><body><h1>通报</h1>" + "".join(f"<p>第{i}行甲河污染。" for i in range(3_000)) + "</body></html>"
    assert read(Path("页.html"), page.encode()).text.count("\n") >= 2_999


def test_a_link_out_of_the_folder_is_a_row_and_not_read(tmp_path: Path) -> None:
    folder, outside = tmp_path / "通报", tmp_path / "别处"
    for made in (folder, outside):
        made.mkdir()
    (outside / "密.txt").write_text("不该读", encoding="utf-8")
    (folder / "a.txt").write_text("甲", encoding="utf-8")
    try:
        (folder / "b.txt").symlink_to(outside / "密.txt")
        (folder / "c.txt").symlink_to(folder / "a.txt")
        (folder / "d").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links for this user")
    sources = {source.name: source for source in expand([folder])}
    assert set(sources) == {"a.txt", "b.txt", "c.txt"}
    with pytest.raises(UnreadableNotice, match="指向文件夹之外"):
        sources["b.txt"].read()
    assert sources["c.txt"].read() == "甲".encode()
