"""The digest as workbook and document, read back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from docx import Document
from openpyxl import load_workbook

from geoapp.reports import Digest, DigestRow, Tally, write_digest_book, write_digest_document

ROW = DigestRow(
    "c-1", "1", "某河 <超标> & \x0b=1+1", "南县", "县局", date(2025, 11, 30), "整改中", "overdue", "", "最近来源"
)
DIGEST = Digest(
    first=date(2025, 11, 1), last=date(2025, 11, 30), today=date(2026, 1, 5), scope="全部案件",
    due=(ROW, replace(ROW, case_id="c-2", result="on_time", status="已销号")), closed=(replace(ROW, day="2025-11-03"),),
    reported=(), by_county=(Tally("南县", due=2, overdue=1, on_time=1, closed=1),),
    by_unit=(Tally("县局", due=2, overdue=1, on_time=1, closed=1),),
    total=Tally("合计", due=2, overdue=1, on_time=1, closed=1),
)  # fmt: skip


def test_the_month_in_words() -> None:
    assert DIGEST.title == "2025年11月整改月调度"
    assert DIGEST.lead == "11月到期 2 件，其中按期完成 1 件、逾期 1 件，滑期合计 1 件；本月销号 1 件、完成 0 件。"
    assert [row.case_id for row in DIGEST.slipped] == ["c-1"]


def test_the_workbook() -> None:
    book = load_workbook(io.BytesIO(write_digest_book(DIGEST)))
    parts = ["本月到期", "滑期", "本月销号与完成", "本月通报称已完结（日期不详）"]
    assert book.sheetnames == ["按区县", "按牵头单位", *parts]
    assert [cell.value for cell in book["按区县"][4]][:4] == ["南县", 2, 1, 0]
    assert book["滑期"].max_row == 4
    assert [cell.value for cell in book["滑期"][4]][2] == "某河 <超标> & =1+1"
    assert book["本月到期"].page_setup.orientation == "landscape"


def test_the_document() -> None:
    document = Document(io.BytesIO(write_digest_document(DIGEST)))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert DIGEST.title in words
    assert DIGEST.lead in words
    assert "本月通报称已完结（日期不详）（0 件）\n无。" in words
    section = document.sections[0]
    assert section.page_width > section.page_height
    assert len(document.tables) == 5
    due = document.tables[2]
    assert [row.cells[1].text for row in due.rows] == ["反馈问题", "某河 <超标> & =1+1", "某河 <超标> & =1+1"]
    assert "w:tblHeader" in due.rows[0]._tr.xml
