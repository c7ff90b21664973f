"""Tables in unusual forms: in parts, with ticks and shares, turned on their side, without heads that anybody knows."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl

from geoapp.cases import extract
from geoapp.model import Notice, Record, Status, UnitTable

Read = Callable[[Path], Notice]
Rows = Sequence[Sequence[Any]]


def written(path: Path, title: str, *parts: tuple[str, Rows]) -> Path:
    """A document with these tables, each under its line."""
    document = docx.Document()
    document.add_heading(title, 0)
    for line, rows in parts:
        document.add_paragraph(line)
        table = document.add_table(rows=0, cols=len(rows[0]))
        for values in rows:
            for cell, value in zip(table.add_row().cells, values, strict=True):
                cell.text = value
    document.save(str(path))
    return path


def read_book(folder: Path, rows: Rows, merged: Sequence[str], read_file: Read, units: UnitTable) -> Sequence[Record]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(folder / "ledger.xlsx")
    return extract(read_file(folder / "ledger.xlsx"), units).records


def test_three_lists_are_joined_by_their_numbers(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    problems = [
        ["序号", "问题描述", "类型"],
        ["1", "渠水渠阳镇段3处混排口未整治。", "水"],
        ["2", "甘棠镇砂石场未批先建。", "大气"],
    ]
    tasks = [["序号", "整改目标", "完成时限"], ["1", "消除混排。", "2025年8月底"], ["2", "依法取缔。", "2025年5月底"]]
    duties = [
        ["序号", "牵头单位", "责任单位"],
        ["1", "县住建局", "渠阳镇人民政府"],
        ["2", "县自然资源局", "甘棠镇人民政府"],
    ]
    title = "靖州县生态环境保护督察反馈问题整改方案"
    parts = ("问题清单", problems), ("任务清单", tasks), ("责任清单", duties)
    found = extract(read_file(written(tmp_path / "a.docx", title, *parts)), units).records
    assert [(r.no, r.goal, r.deadline, r.lead_unit) for r in found] == [
        ("1", "消除混排。", date(2025, 8, 31), "县住建局"),
        ("2", "依法取缔。", date(2025, 5, 31), "县自然资源局"),
    ]
    duties[2][0] = "3"
    alone = extract(read_file(written(tmp_path / "b.docx", title, *parts)), units).records
    assert [record.lead_unit for record in alone] == [None, None], "other numbers: a table of its own"


def test_a_tick_in_the_column_of_a_state(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    rows = [
        ["洪江市突出生态环境问题整改进度表"],
        ["序号", "乡镇", "问题", "整改时限", "整改进度", None, None],
        [None, None, None, None, "已完成", "推进中", "未启动"],
        [1, "黔城镇", "舞水黔城段1处生活污水直排口未封堵", "2024年6月底", "√", None, None],
        [2, "江市镇", "沅江江市镇段网箱养殖反弹", "2024年9月底", None, "√", None],
        [3, "安江镇", "安江镇堆存建筑垃圾约5000立方米", "2024年12月底", None, None, "√"],
        ["合计", "3个", None, None, 1, 1, 1],
    ]
    merged = ["A1:G1", "E2:G2", "A2:A3", "B2:B3", "C2:C3", "D2:D3"]
    found = read_book(tmp_path, rows, merged, read_file, units)
    assert [record.status for record in found] == [Status.DONE, Status.IN_PROGRESS, Status.PLANNED]
    assert found[0].status_quote is not None and found[0].status_quote.exact == "已完成"


def test_how_much_of_the_work_is_done(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    rows = [
        ["绥宁县河湖问题整改台账", None, None, None],
        ["编号", "问题描述", "整改完成率", "计划完成日期"],
        ["SN-01", "长铺镇滨江路违建棚房占用河道", "100%", "2024-05-30"],
        ["SN-02", "武阳镇双龙村河滩堆放弃土1200方", "65%", "2024-08-30"],
        ["SN-03", "红岩镇稻田村河岸倾倒生活垃圾", "0", "2024-10-30"],
    ]
    found = read_book(tmp_path, rows, ["A1:D1"], read_file, units)
    assert [record.status for record in found] == [Status.DONE, Status.IN_PROGRESS, Status.PLANNED]


def test_cases_side_by_side(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    rows = [
        ["序号", "1", "2", "3"],
        ["问题", "溆水卢峰镇段餐饮污水直排", "低庄镇锰渣库未覆盖", "思蒙镇砂石码头扬尘"],
        ["整改时限", "2024年9月底", "2025年6月底", "2024年8月底"],
        ["责任单位", "县住建局", "低庄镇人民政府", "县交通运输局"],
        ["整改情况", "污水全部纳管，已销号", "剩余0.8公顷正在施工", "已建成封闭料仓，完成整改"],
    ]
    path = written(tmp_path / "a.docx", "溆浦县长江经济带警示片问题整改情况一览", ("", rows))
    found = extract(read_file(path), units).records
    assert [(r.no, r.status, r.responsible_units) for r in found] == [
        ("1", Status.CLOSED, ("县住建局",)),
        ("2", Status.IN_PROGRESS, ("低庄镇人民政府",)),
        ("3", Status.DONE, ("县交通运输局",)),
    ]


def test_forms_that_ask_in_plain_words(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    told = [
        ("潇浦镇永明河段2处散养户粪污直排。", "建设收集池。", "潇浦镇人民政府", "收集池已建成，完成整改。"),
        ("桃川镇大地坪村采石场边坡裸露约3.5公顷。", "分台阶复绿。", "县自然资源局", "剩余1.4公顷正在施工。"),
        ("粗石江镇污水处理厂未稳定运行。", "更换设备。", "县住建局", "设备已更换，完成整改。"),
    ]
    heads = ["什么问题", "怎么改", "谁来改", "改到哪一步"]
    forms = [(f"问题{n}", [list(pair) for pair in zip(heads, cells, strict=True)]) for n, cells in enumerate(told, 1)]
    path = written(tmp_path / "a.docx", "江永县生态环境问题整改情况公示", *forms)
    found = extract(read_file(path), units).records
    assert [record.problem for record in found] == [cells[0] for cells in told]
    assert [record.responsible_units for record in found] == [(cells[2],) for cells in told]
    assert [record.status for record in found] == [Status.DONE, Status.IN_PROGRESS, Status.DONE]


def test_rows_without_any_heading(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    rows = [
        ["1", "长春镇紫薇村砖厂粉尘无组织排放", "区生态环境分局", "2024年10月底", "已安装喷淋，完成整改"],
        ["2", "迎丰桥镇鲜鱼塘村采砂场占用河滩", "区水利局", "2024年12月底", "砂石已清运，滩地复绿8亩"],
        ["3", "沙头镇污水处理厂管网渗漏", "区住建局", "2025年3月底", "正在修复，完成1.2公里"],
    ]
    path = written(tmp_path / "a.docx", "资阳区环境问题整改销号情况统计表", ("", rows))
    found = extract(read_file(path), units).records
    assert [(r.no, r.deadline, r.status) for r in found] == [
        ("1", date(2024, 10, 31), Status.DONE),
        ("2", date(2024, 12, 31), Status.DONE),
        ("3", date(2025, 3, 31), Status.IN_PROGRESS),
    ]
    people = [
        ["1", "张三", "县城管局", "工程师", "副高"],
        ["2", "李四", "县水利局", "工程师", "中级"],
        ["3", "王五", "县住建局", "技术员", "初级"],
    ]
    path = written(tmp_path / "b.docx", "专家名单", ("", people))
    assert not extract(read_file(path), units).records


def test_codes_open_the_rows_under_heads_that_nobody_knows(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    rows = [
        ["任务号", "交账事项", "交账时间", "交账人", "交账情况"],
        ["钟多街道（2项）"] * 5,
        ["酉交〔2025〕1号", "龙潭河钟多段2处雨污混流口未整治", "2025年6月底", "钟多街道办事处", "2处完成改造，已销号"],
        ["酉交〔2025〕2号", "玉柱峰砂石厂物料露天堆放", "2025年7月底", "县交通局", "已建成封闭料棚"],
        ["龙潭镇（1项）"] * 5,
        ["酉交〔2025〕3号", "龙潭镇污水处理厂溢流", "2025年9月底", "县城管局", "扩容工程正在招标"],
    ]
    path = written(tmp_path / "a.docx", "酉阳县2025年第二批生态环境问题交账清单", ("", rows))
    found = extract(read_file(path), units).records
    assert [(r.no, r.status) for r in found] == [
        ("酉交〔2025〕1号", Status.CLOSED),
        ("酉交〔2025〕2号", Status.DONE),
        ("酉交〔2025〕3号", Status.IN_PROGRESS),
    ]
    assert found[1].responsible_units == ("县交通局",)


def test_a_cell_that_labels_what_it_tells(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    rows = [
        ["序号", "整改内容及进展"],
        ["1", "问题：沱江沱江镇段餐饮污水直排。\n整改情况：12家餐饮店全部纳管，11月通过验收。\n责任单位：县住建局"],
        ["2", "问题：阿拉营镇铅锌矿渣未覆盖。\n整改情况：正在覆土，完成60%。\n责任单位：阿拉营镇人民政府"],
    ]
    path = written(tmp_path / "a.docx", "凤凰县突出环境问题整改情况（2024年12月）", ("", rows))
    found = extract(read_file(path), units).records
    assert [record.problem for record in found] == ["沱江沱江镇段餐饮污水直排。", "阿拉营镇铅锌矿渣未覆盖。"]
    assert [record.status for record in found] == [Status.DONE, Status.IN_PROGRESS]
    assert [record.responsible_units for record in found] == [("县住建局",), ("阿拉营镇人民政府",)]
