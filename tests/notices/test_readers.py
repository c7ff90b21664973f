"""Every format round trip: words, order, offsets, tables, pages."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from geoapp.model import Notice, UnreadableNotice
from geoapp.notices import extensions, read
from geoapp.notices.readers._libreoffice import find_program

TITLE = ("某县生态环境局", "关于督察反馈问题整改进展情况的通报")
Check = Callable[[Notice], Notice]


def test_the_folder_is_the_registry() -> None:
    assert extensions() == {"txt", "html", "htm", "docx", "pdf", "xlsx", "xlsm", "csv", "doc", "wps", "xls"}


def test_parsers_are_loaded_only_by_their_reader() -> None:
    code = (
        "import sys; from pathlib import Path; import geoapp.notices as n; n.read(Path('a.txt'), '整改'.encode());"
        "print([m for m in ('docx', 'pdfplumber', 'openpyxl', 'selectolax', 'opencc') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_txt_in_the_encodings_of_offices(encoding: str, checked: Check) -> None:
    words = (
        "某县生态环境局\r\n关于整改进展情况的通报\r\n\r\n1.问题1：志溪河水质不达标，氨氮 2.5mg/L。\r整改情况：已完成。"
    )
    notice = checked(read(Path("通报.txt"), words.encode(encoding)))
    assert notice.text == words.replace("\r\n", "\n").replace("\r", "\n")
    assert notice.warnings == ()
    assert notice.media_type == "text/plain"


def test_txt_in_big5_is_not_taken_for_gb18030() -> None:
    words = "某縣環境保護局關於督察反饋問題整改進展情況的通報，河流水質已經達到標準，問題全部整改完成。"
    assert read(Path("a.txt"), words.encode("big5")).text == words


def test_txt_cut_inside_a_character_is_read_with_a_warning() -> None:
    words = "整改情况：已完成排水管网改造，正在验收。" * 20
    notice = read(Path("a.txt"), words.encode()[:-1])
    assert notice.text == words[:-1] + "\ufffd"
    assert "残缺字节" in notice.warnings[0]


def test_txt_keeps_spaces_and_odd_characters_as_written() -> None:
    words = " 旳　Ⅲ类\u3000\xa0\ue000 [bookmark: _GoBack]问题９：８.５％ \n"
    assert read(Path("a.txt"), words.encode()).text == words


def test_radicals_that_a_font_put_for_ideographs_are_read_as_these() -> None:
    notice = read(Path("a.txt"), "⻓江⽀流⽉均⽔质⼾户⻚⻔⺠，⾦".encode())
    assert notice.text == "长江支流月均水质户户页门民，金"


def test_form_feeds_are_pages() -> None:
    assert read(Path("a.txt"), "第一页\n\f第二页".encode()).pages == (0, 5)


def test_docx_keeps_the_order_of_paragraphs_and_tables(docx_bytes: Any, checked: Check, words_of: Any) -> None:
    def fill(document: Any) -> None:
        for line in TITLE:
            document.add_paragraph(line)
        table = document.add_table(3, 3)
        for row, values in enumerate((("序号", "问题", "时限"), ("1", "污水直排", "2025年底"), ("2", "扬尘", ""))):
            for column, value in enumerate(values):
                table.cell(row, column).text = value
        table.cell(1, 2).merge(table.cell(2, 2))
        document.add_paragraph("表后的话")

    notice = checked(read(Path("a.docx"), docx_bytes(fill)))
    assert notice.text == "\n".join([*TITLE, "序号\t问题\t时限", "1\t污水直排\t2025年底", "2\t扬尘\t", "表后的话", ""])
    assert words_of(notice, 0) == ["序号", "问题", "时限", "1", "污水直排", "2025年底", "2", "扬尘"]
    assert notice.title == "".join(TITLE)


def test_docx_cells_that_span_columns_are_listed_once(docx_bytes: Any, words_of: Any) -> None:
    def fill(document: Any) -> None:
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "整改情况"
        table.cell(0, 2).text = "办结"
        table.cell(1, 2).text = "是"

    notice = read(Path("a.docx"), docx_bytes(fill))
    assert [(c.row, c.column) for c in notice.tables[0].cells] == [(0, 0), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert words_of(notice, 0) == ["整改情况", "办结", "", "", "是"]


def _number(paragraph: Any, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = 99
    properties.get_or_add_ilvl().val = level


def test_docx_automatic_numbers_are_part_of_the_text(docx_bytes: Any) -> None:
    def fill(document: Any) -> None:
        root = document.part.numbering_part.element
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "99")
        for level, (shape, text) in enumerate(
            (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
        ):
            node = OxmlElement("w:lvl")
            node.set(qn("w:ilvl"), str(level))
            for tag, value in (("w:start", "1"), ("w:numFmt", shape), ("w:lvlText", text)):
                child = OxmlElement(tag)
                child.set(qn("w:val"), value)
                node.append(child)
            abstract.append(node)
        root.insert(0, abstract)
        number = OxmlElement("w:num")
        number.set(qn("w:numId"), "99")
        reference = OxmlElement("w:abstractNumId")
        reference.set(qn("w:val"), "99")
        number.append(reference)
        root.append(number)
        for words, level in (("总则", 0), ("水", 1), ("甲", 2), ("乙", 2), ("气", 1), ("丙", 2), ("附则", 0)):
            _number(document.add_paragraph(words), level)

    expected = "一、总则\n（一）水\n1.甲\n2.乙\n（二）气\n1.丙\n二、附则\n"
    assert read(Path("a.docx"), docx_bytes(fill)).text == expected


def test_docx_shows_insertions_and_hides_deletions(docx_bytes: Any) -> None:
    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("整改")
        for tag, words, inner in (("w:ins", "已完成", "w:t"), ("w:del", "未完成", "w:delText")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
            text.text = words
            run.append(text)
            change.append(run)
            paragraph._p.append(change)

    assert read(Path("a.docx"), docx_bytes(fill)).text == "整改已完成\n"


def test_xlsx_names_its_cells(xlsx_bytes: Any, checked: Check) -> None:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "台账"
        sheet.append(["某县督察反馈问题整改台账"])
        sheet.merge_cells("A1:C1")
        sheet.append(["序号", "问题", "完成率"])
        sheet.append([1, "第一行\n第二行", 0.85])
        sheet["C3"].number_format = "0%"
        sheet.append([None, None, None])
        sheet.append([2.0, "扬尘", None])

    notice = checked(read(Path("台账.xlsx"), xlsx_bytes(fill)))
    cells = {c.name: notice.text[c.start : c.end] for c in notice.tables[0].cells}
    assert cells == {"A1": "某县督察反馈问题整改台账", "A2": "序号", "B2": "问题", "C2": "完成率", "A3": "1",
                     "B3": "第一行\n第二行", "C3": "85%", "A5": "2", "B5": "扬尘"}  # fmt: skip
    assert notice.tables[0].title == "台账"
    assert notice.title == "某县督察反馈问题整改台账"


def test_xlsx_leaves_hidden_sheets_out_and_names_several(xlsx_bytes: Any) -> None:
    def fill(book: Any) -> None:
        book.active.title = "水"
        book.active["A1"] = "志溪河"
        book.create_sheet("气")["A1"] = "扬尘"
        hidden = book.create_sheet("草稿")
        hidden["A1"] = "不公开"
        hidden.sheet_state = "hidden"

    assert read(Path("a.xlsx"), xlsx_bytes(fill)).text == "水\n志溪河\n气\n扬尘\n"


def test_xlsx_shows_numbers_as_their_format_does(xlsx_bytes: Any) -> None:
    formats = {"A1": (2024.1, "0.00"), "B1": (7, "000"), "C1": (2024.125, "0.00_ "), "D1": (5, "General")}

    def fill(book: Any) -> None:
        for name, (value, shown) in formats.items():
            book.active[name] = value
            book.active[name].number_format = shown

    assert read(Path("a.xlsx"), xlsx_bytes(fill)).text == "2024.10\t007\t2024.125\t5\n"


def test_xlsx_names_formulas_without_a_result(xlsx_bytes: Any) -> None:
    def fill(book: Any) -> None:
        book.active.append(["序号", "问题"])
        book.active.append(["=ROW()-1", "扬尘"])

    warning = read(Path("a.xlsx"), xlsx_bytes(fill)).warnings[0]
    assert "有 1 个公式单元格" in warning and "A2" in warning


def test_csv_titles_above_do_not_choose_the_separator(words_of: Any) -> None:
    title = "整改台账\n填报单位：某局，填报时间：2024年7月,上半年\n"
    body = title + "序号;问题;状态\n1;污水直排，有异味;已完成\n2;扬尘,噪声;未完成\n"
    assert words_of(read(Path("a.csv"), body.encode()), 0)[-3:] == ["2", "扬尘,噪声", "未完成"]


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "gb18030")])
def test_csv_ledgers(separator: str, encoding: str, checked: Check, words_of: Any) -> None:
    rows = [["序号", "问题", "状态"], ["1", f"甲{separator}乙" if separator != "\t" else "甲乙", "已完成"]]
    body = "\r\n".join(separator.join(f'"{value}"' for value in row) for row in rows)
    notice = checked(read(Path("a.csv"), body.encode(encoding)))
    assert words_of(notice, 0) == rows[0] + rows[1]
    assert notice.tables[0].cells[4].name == "B2"


PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>通报_某县人民政府门户网站</title>
<meta name="ArticleTitle" content="关于督察反馈问题整改进展情况的通报"><meta name="PubDate" content="2025-03-08 10:00">
<meta name="ContentSource" content="某县生态环境局"><style>p{}</style><script>var a="脚本";</script></head><body>
<div class="nav"><a href=#>首页</a><a href=#>政务公开</a></div><div class="dqwz">当前位置：首页 &gt; 通知公告</div>
<ul><li><a>要闻一</a></li><li><a>要闻二</a></li><li><a>要闻三</a></li><li><a>要闻四</a></li></ul>
<div id="zoom"><h1>关于督察反馈问题整改进展情况的通报</h1><p>发布时间：2025-03-08</p>
<p>1.<b>问题1</b>：志溪河&nbsp;水质
不达标。<br>整改情况：已完成。</p><p>&lt;img onerror=x&gt;</p>
<table><tr><th>序号</th><th colspan="2">情况</th></tr><tr><td rowspan=2>1</td><td><p>甲</p><p>乙</p></td>
<td>是</td></tr><tr><td>丙</td><td></td></tr></table></div><footer>版权所有</footer></body></html>"""


def test_html_without_the_page_around_it(checked: Check, words_of: Any) -> None:
    notice = checked(read(Path("a.html"), PAGE.encode("gb18030")))
    assert notice.text == (
        "关于督察反馈问题整改进展情况的通报\n发布时间：2025-03-08\n1.问题1：志溪河\xa0水质不达标。\n"
        "整改情况：已完成。\n<img onerror=x>\n序号\t情况\t\n1\t甲\n乙\t是\n\t丙\t\n"
    )
    assert words_of(notice, 0) == ["序号", "情况", "1", "甲\n乙", "是", "丙", ""]
    assert (notice.issuer, str(notice.issued_on), notice.issued_on_basis) == ("某县生态环境局", "2025-03-08", "stated")


def test_html_layout_tables_are_lines() -> None:
    inner = "<table><tr><td>甲</td></tr></table>"
    page = f"<html><body><table><tr><td>{inner}</td></tr><tr><td>乙</td></tr></table></body></html>"
    notice = read(Path("a.htm"), page.encode())
    assert (notice.text, notice.tables) == ("甲\n乙\n", ())


def test_html_tables_within_layout_tables_are_tables() -> None:
    inner = "<table><tr><td>信访件号</td><td>X1</td></tr><tr><td>是否属实</td><td>属实</td></tr></table>"
    page = f"<table><tr><td>第1件</td></tr><tr><td>{inner}</td></tr><tr><td>{inner}</td></tr></table>"
    notice = read(Path("page.html"), f"<html><body>{page}</body></html>".encode())
    assert [len(table.cells) for table in notice.tables] == [4, 4]
    assert notice.text.splitlines()[0] == "第1件"


def test_html_what_a_page_hides_is_not_read() -> None:
    body = "<p>整改完成</p><p hidden>草稿</p><div style='display: none'>提示</div>"
    body += f"<div style='display:none'>{'整改情况：已清运。' * 30}</div>"
    words = read(Path("a.html"), f"<html><body>{body}</body></html>".encode()).text
    assert "整改完成" in words and "草稿" not in words and "提示" not in words
    assert "已清运" in words  # a part that a click opens


def test_html_the_name_of_the_site_is_no_title() -> None:
    page = "<html><head><title>某某县人民政府门户网站</title></head><body><p>某某县整改任务分解表</p></body></html>"
    assert read(Path("page.html"), page.encode()).title == "某某县整改任务分解表"


def test_html_survives_deep_nesting() -> None:
    page = "<html><body>" + "<div>" * 5000 + "整改完成" + "</div>" * 5000
    assert "整改完成" in read(Path("a.html"), page.encode()).text


def test_pdf_pages_and_lines(pdf_bytes: Any, checked: Check) -> None:
    notice = checked(read(Path("a.pdf"), pdf_bytes([*TITLE, "问题1：污水直排"], ["整改情况：已完成"])))
    assert notice.text == "\n".join([*TITLE, "问题1：污水直排", "整改情况：已完成", ""])
    assert notice.pages == (0, notice.text.index("整改情况"))
    assert notice.title == "".join(TITLE)


def test_pdf_tables_keep_their_cells(pdf_bytes: Any, checked: Check, words_of: Any) -> None:
    notice = checked(read(Path("a.pdf"), pdf_bytes([["序号", "问题"], ["1", "污水直排"]])))
    assert words_of(notice, 0) == ["序号", "问题", "1", "污水直排"]
    assert notice.text == "序号\t问题\n1\t污水直排\n"
    assert notice.tables[0].heights == (30.0, 30.0)


def test_pdf_names_scanned_pages(pdf_bytes: Any) -> None:
    notice = read(Path("a.pdf"), pdf_bytes(["有文字层"], None, None))
    assert "第 2、3 页" in notice.warnings[0]
    with pytest.raises(UnreadableNotice, match=r"a\.pdf：共 2 页，第 1、2 页没有文字层.*OCR"):
        read(Path("a.pdf"), pdf_bytes(None, None))


def test_pdf_with_a_password_says_so(pdf_bytes: Any) -> None:
    with pytest.raises(UnreadableNotice, match=r"a\.pdf：文件已加密"):
        read(Path("a.pdf"), pdf_bytes(["密"], encrypted=True))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize("extension", ["doc", "wps"])
def test_old_word_files_go_through_libreoffice(
    extension: str, monkeypatch: pytest.MonkeyPatch, docx_bytes: Any, checked: Check
) -> None:
    def convert(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        original = Path(command[-1])
        assert original.read_bytes() == OLE
        original.with_suffix(".docx").write_bytes(docx_bytes(lambda document: document.add_paragraph("旧文件的话")))
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr("shutil.which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr("subprocess.run", convert)
    assert checked(read(Path(f"a.{extension}"), OLE)).text == "旧文件的话\n"


def test_old_ledgers_go_through_libreoffice(monkeypatch: pytest.MonkeyPatch, xlsx_bytes: Any) -> None:
    def convert(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        data = xlsx_bytes(lambda book: book.active.append(["旧台账"]))
        Path(command[-1]).with_suffix(".xlsx").write_bytes(data)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr("shutil.which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr("subprocess.run", convert)
    assert read(Path("a.xls"), OLE + "Workbook".encode("utf-16-le")).text == "旧台账\n"


@pytest.mark.parametrize(("made", "old"), [("docx", "doc"), ("docx", "wps"), ("xlsx", "xls")])
def test_what_the_real_libreoffice_wrote_is_read_the_same(
    made: str, old: str, tmp_path: Path, docx_bytes: Any, xlsx_bytes: Any
) -> None:
    program = find_program()
    if program is None:
        pytest.skip("LibreOffice is not installed: only its substitute was tried")
    new = docx_bytes(_with_a_table) if made == "docx" else xlsx_bytes(lambda book: book.active.append(["旧台账", 3.5]))
    (tmp_path / f"a.{made}").write_bytes(new)
    kind = "xls" if old == "xls" else "doc"
    words = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*words, "--outdir", str(tmp_path), str(tmp_path / f"a.{made}")], check=True, capture_output=True)
    before = read(Path(f"a.{made}"), new)
    after = read(Path(f"a.{old}"), (tmp_path / f"a.{kind}").read_bytes())
    assert after.text == before.text
    assert [table.cells for table in after.tables] == [table.cells for table in before.tables]


def _with_a_table(document: Any) -> None:
    document.add_paragraph("某县整改台账")
    table = document.add_table(2, 2)
    cells = [cell for row in table.rows for cell in row.cells]
    for cell, words in zip(cells, ("序号", "问题", "1", "废水直排"), strict=True):
        cell.text = words
    document.add_paragraph("特此公示")  # as Word's own files: they never end with a table


def test_without_libreoffice_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("PROGRAMFILES", raising=False)
    with pytest.raises(UnreadableNotice, match=r"a\.wps：.*LibreOffice.*另存为 \.docx"):
        read(Path("a.wps"), OLE)


def test_a_failed_conversion_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 77, b"", b"no such filter")
    monkeypatch.setattr("shutil.which", lambda name: "/somewhere/soffice")
    monkeypatch.setattr("subprocess.run", lambda *_, **__: failed)
    with pytest.raises(UnreadableNotice, match=r"a\.doc：LibreOffice 转换失败：no such filter"):
        read(Path("a.doc"), OLE)


def test_a_misnamed_file_is_read_as_what_it_is(docx_bytes: Any) -> None:
    notice = read(Path("a.doc"), docx_bytes(lambda document: document.add_paragraph("其实是新格式")))
    assert notice.text == "其实是新格式\n"
    assert notice.warnings[0] == "a.doc：扩展名是 .doc，内容实为 docx 格式，已按 docx 读取"


def test_an_empty_document_says_so() -> None:
    target = io.BytesIO()
    docx.Document().save(target)
    with pytest.raises(UnreadableNotice, match=r"a\.docx：没有读到文字"):
        read(Path("a.docx"), target.getvalue())
