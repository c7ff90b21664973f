"""An office's own ledger as its clerks keep it: a sheet for each county, 是否销号, names beside descriptions."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

from geoapp.model import Status
from geoapp.pipeline import World
from geoapp.pipeline.intake import read_notice


def _workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


HEADS = ["序号", "问题", "责任单位", "完成时限", "整改状态"]


def test_a_sheet_for_each_county_says_where_its_rows_lie(world: World) -> None:
    first = [["赫山区生态环境问题清单"], HEADS, ["1", "志溪河沿线有3处直排口。", "区住建局", "2025-06-30", "整改中"]]
    second = [["安化县生态环境问题清单"], HEADS, ["1", "资江沿岸网箱未清。", "县农业农村局", "2025-12-31", "整改中"]]
    found = read_notice(Path("清单.xlsx"), world, _workbook({"赫山区": first, "安化县": second}))
    assert [record.county for record in found.records] == ["赫山区", "安化县"]
    assert [record.quotes["county"].exact for record in found.records] == ["赫山区", "安化县"]


def test_sheets_of_one_county_say_nothing_new(world: World) -> None:
    rows = [["桃江县生态环境问题清单"], HEADS, ["1", "沾溪河沿线有3处污水直排口。", "县住建局", "2025-06-30", "整改中"]]
    found = read_notice(Path("清单.xlsx"), world, _workbook({"水": rows, "大气": rows}))
    assert {record.county for record in found.records} == {"桃江县"}


def test_yes_below_whether_struck_off_closes(world: World) -> None:
    table = (
        "编号,所属区县,问题描述,整改时限,整改进展情况,是否完成整改,是否销号\n"
        "A-1,桃江县,灰山港镇石灰窑烟气直排。,2024.06.30,12座石灰窑已全部拆除。,是,是\n"
        "A-2,桃江县,沾溪河河岸堆放砂石。,2024.06.30,砂石已全部清运。,是,否\n"
        "A-3,桃江县,洋泉湾村垃圾堆放。,2024.12.31,清运完成六成。,否,\n"
    )
    found = read_notice(Path("台账.csv"), world, table.encode("gb18030"))
    assert [record.status for record in found.records] == [Status.CLOSED, Status.DONE, Status.IN_PROGRESS]
    assert found.records[0].quotes["status"].exact == "是"


def test_what_a_problem_is_called_is_no_part_of_what_it_is(world: World) -> None:
    table = (
        "序号,问题名称,问题描述,整改时限,牵头单位\n"
        "1,沾溪河黑臭,沿河截污管网破损，污水外溢。,2024.06.30,县住建局\n"
        "2,灰山港石灰窑,窑群烟气直排，没有治理设施。,2024.12.31,县工信局\n"
    )
    first, second = read_notice(Path("清单.csv"), world, table.encode()).records
    assert (first.problem, second.problem) == ("沿河截污管网破损，污水外溢。", "窑群烟气直排，没有治理设施。")
    assert "沾溪河" in [site.name for site in first.sites]
    assert first.quotes["column:问题名称"].exact == "沾溪河黑臭"
