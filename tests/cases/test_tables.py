"""Tables as readers hand them over: ledgers, forms, rows broken by a page."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from geoapp.cases import extract
from geoapp.cases.labels import Field, field_of
from geoapp.model import Genre, Kind, Notice, Status, UnitTable

Read = Callable[[Path], Notice]


def add_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    """A table with these words in its cells, at the document's end."""
    table = document.add_table(rows=0, cols=len(rows[0]))
    for values in rows:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value


def test_ledger_with_merged_county_dates_and_unknown_columns(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["云溪区突出问题整改台账"])
    sheet.append(["序号", "县市区", "反馈问题", "整改时限", "牵头单位", "整改进展", "是否完成", "资金来源"])
    sheet.append([1, "云溪区", "长江村码头扬尘", "2024年6月30日", "区交通局", "6月20日通过验收", "是", "省级"])
    sheet.append(
        [2, None, "问题7：松杨湖水质为劣Ⅴ类", "2025年12月", "区水利局", "清淤工程正在施工，完成60%", "是", "区级"]
    )
    sheet.merge_cells("B3:B4")
    path = tmp_path / "ledger.xlsx"
    book.save(path)
    first, second = extract(read_file(path), units).records
    assert (first.no, first.county, first.deadline, first.status) == ("1", "云溪区", date(2024, 6, 30), Status.DONE)
    assert (second.no, second.problem, second.county) == ("问题7", "松杨湖水质为劣Ⅴ类", "云溪区")
    assert second.status is Status.IN_PROGRESS, "the text beats the column"
    assert second.deadline == date(2025, 12, 31)
    assert first.quotes["column:资金来源"].exact == "省级"
    assert first.quotes["problem"].cell == "C3"


def test_a_row_broken_by_a_page_is_one_record(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    document = docx.Document()
    document.add_heading("麻阳苗族自治县群众信访举报转办和边督边改公开情况一览表", 0)
    heads = ["受理编号", "问题基本情况", "行政区域", "污染类型", "处理和整改情况", "办结情况"]
    rows = [
        ["D3HN001", "锦江河边养鸭场污染水体", "麻阳县", "水", "已退养，", "已办结"],
        ["", "", "", "", "场地复垦12亩", ""],
        ["X3HN002", "高村镇KTV噪声", "麻阳县", "噪声", "责令整改", "未办结"],
    ]
    add_table(document, [heads, *rows])
    path = tmp_path / "petitions.docx"
    document.save(str(path))
    extraction = extract(read_file(path), units)
    assert extraction.notice.genre is Genre.PETITION_LIST
    assert [record.no for record in extraction.records] == ["D3HN001", "X3HN002"]
    assert extraction.records[0].rectification == "已退养，场地复垦12亩"
    assert [record.kind for record in extraction.records] == [Kind.WATER, Kind.NOISE]
    assert {record.county for record in extraction.records} == {"麻阳苗族自治县"}


def test_settled_holds_over_orders_and_over_what_is_kept_up(units: UnitTable, tmp_path: Path, read_file: Read) -> None:
    told = ["责令整改。", "已组织清运残渣6吨。", "县里将继续加强巡查。", "正在清运。", "已清运2吨，剩余计划6月清完。"]
    rows = [f"D{n}\t某镇砂场扬尘\t{words}\t已办结" for n, words in enumerate(told, start=1)]
    heads = "受理编号\t问题基本情况\t处理和整改情况\t办结情况"
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["某县群众信访举报转办和边督边改公开情况一览表", heads, *rows]), encoding="utf-8")
    found = [record.status for record in extract(read_file(path), units).records]
    assert found == [Status.DONE] * 3 + [Status.IN_PROGRESS] * 2


def test_a_form_of_labels_and_values(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    document = docx.Document()
    document.add_heading("茶陵县突出环境问题整改方案", 0)
    table = document.add_table(rows=0, cols=2)
    rows = [("反馈问题", "洣水3家砂场未批先建"), ("整改时限", "2022年10月"), ("牵头单位", "县水利局")]
    rows += [("反馈问题", "虎踞镇石材厂粉尘扰民"), ("整改时限", "立行立改"), ("牵头单位", "县工信局")]
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    path = tmp_path / "form.docx"
    document.save(str(path))
    records = extract(read_file(path), units).records
    assert [(r.deadline, r.lead_unit) for r in records] == [(date(2022, 10, 31), "县水利局"), (None, "县工信局")]


_LABELLED_CELLS = """兴安县生态环境保护督察反馈问题整改任务清单
序号
1
反馈问题
界首镇三处砂场未办手续，洗砂废水直排湘江。
整改目标
砂场依法取缔。
整改措施
1.拆除洗砂设备；2.平整场地并复绿。
整改时限
2023年10月底前
牵头单位
县水利局
7
序号
2
反馈问题
漠川乡尾矿库渗漏水收集不全。
整改目标
渗漏水全部收集处理。
整改措施
建成截渗坝。
整改时限
2024年6月底前
牵头单位
县应急管理局
8
序号
3
反馈问题
华江瑶族乡垃圾中转站渗滤液溢流。
整改目标
渗滤液收集转运。
整改措施
改造收集池。
整改时限
2024年9月底前
牵头单位
县住房和城乡建设局
"""
_ANY_LABEL = r"(?m)^(序号|反馈问题|整改目标|整改措施|整改时限|牵头单位)$"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (_ANY_LABEL, r"\1"),
        (_ANY_LABEL, r"\1："),
        (_ANY_LABEL + r"\n", r"\1："),
        (r"序号\n(\d)", r"序号\1"),
        (r"\d\n序号\n([23])", r"\1"),
        (r"(?:[78]\n)?序号\n(\d)", r"\1"),
        (r"反馈问题\n", ""),
        (r"序号\n(\d)\n反馈问题", r"反馈问题\1"),
        (r"序号\n(\d)\n(反馈问题\n.*)", r"\2\n序号\n\1"),
        (r"(反馈问题\n(?:.*\n){5})(整改时限\n.*\n)", r"\2\1"),
    ],
    ids=["plain", "colons", "inline", "glued", "once", "never", "no-problem-label", "problem-number", "after", "moved"],
)
def test_the_number_cuts_rows_of_labels_and_cells(
    written: str, instead: str, units: UnitTable, notice: Callable[..., Notice]
) -> None:
    records = extract(notice(re.sub(written, instead, _LABELLED_CELLS)), units).records
    assert [(r.no or "")[-1:] for r in records] == ["1", "2", "3"]
    assert [r.problem[:3] for r in records] == ["界首镇", "漠川乡", "华江瑶"]
    assert [r.deadline for r in records] == [date(2023, 10, 31), date(2024, 6, 30), date(2024, 9, 30)]
    assert [r.lead_unit for r in records] == ["县水利局", "县应急管理局", "县住房和城乡建设局"]
    assert [len(r.measures) for r in records] == [2, 1, 1]


def test_column_heads_in_any_spacing() -> None:
    assert field_of("调查核实 情况") is Field.FINDINGS
    assert field_of("整改时限(完成时间)") is Field.DEADLINE
    assert field_of("县级牵头领导单位") is Field.LEAD_UNIT
    assert field_of("领导批示") is None


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("信访举报问题", Field.PROBLEM), ("群众信访举报件主要内容", Field.PROBLEM), ("暗访发现问题", Field.PROBLEM),
        ("问题详情", Field.PROBLEM), ("办结目标", Field.GOAL), ("预计办结时限", Field.DEADLINE),
        ("现场核查结论", Field.FINDINGS), ("问题查处进展情况", Field.RECTIFICATION), ("是否已销号", Field.STATUS),
        ("属地责任单位", Field.RESPONSIBLE), ("市级督导部门", Field.SUPERVISING), ("所在县(市、区)", Field.COUNTY),
        ("信访件号", Field.CODE), ("涉及类别", Field.KIND), ("群众反映的主要内容", Field.PROBLEM),
        ("督察指出的具体事项", Field.PROBLEM), ("要达到的目标", Field.GOAL), ("主要举措", Field.MEASURES),
        ("挂帅领导", Field.LEAD_PERSON), ("最新进展", Field.RECTIFICATION), ("整改是否到位", Field.STATUS),
        ("责任追究情况", Field.ACCOUNTABILITY), ("整改情况", Field.RECTIFICATION), ("资金来源", None),
        ("反馈意见中编号", Field.CODE), ("责任分工", Field.RESPONSIBLE), ("整改任务(项)", None),
        ("整改主责", Field.LEAD_UNIT),
    ],
)  # fmt: skip
def test_heads_put_together_from_parts(head: str, field: Field | None) -> None:
    assert field_of(head) is field


PAGE = """<html><head><title>{title}</title></head><body><div class="nav"><a href="/">网站首页</a></div><h1>{title}</h1>
<table><tbody><tr>{heads}</tr>{rows}</tbody></table></body></html>"""


@pytest.mark.parametrize("column", ["信访举报问题", "案情摘要"])
def test_a_saved_page_whose_problems_stand_under_another_name(
    column: str, tmp_path: Path, units: UnitTable, read_file: Read
) -> None:
    def line(cells: list[str]) -> str:
        return "".join(f"<td><p><span>{cell}</span></p></td>" for cell in cells)

    heads = [
        "序号",
        "受理编号",
        column,
        "行政区域",
        "污染类型",
        "调查核实情况",
        "是否属实",
        "处理和整改情况",
        "是否办结",
    ]
    rows = [
        ["1", "X3HN202406030016", "茶陵县洣江街道某码头煤炭露天堆放，煤灰大。", "茶陵县", "大气", "经查属实。", "属实",
         "已覆盖。封闭料仓正在建设。", "阶段性办结"],
        ["2", "D3HN202406030029", "攸县网岭镇养殖场粪水直排。", "攸县", "水", "经查属实。", "属实",
         "已停养清栏。", "已办结"],
    ]  # fmt: skip
    title = "株洲市办理中央生态环境保护督察组交办群众信访举报件情况公示"
    path = tmp_path / "page.html"
    table = "".join(f"<tr>{line(row)}</tr>" for row in rows)
    path.write_text(PAGE.format(title=title, heads=line(heads), rows=table), encoding="utf-8")
    found = extract(read_file(path), units).records
    assert [(record.no, record.county, record.status) for record in found] == [
        ("X3HN202406030016", "茶陵县", Status.IN_PROGRESS),
        ("D3HN202406030029", "攸县", Status.DONE),
    ]
    assert found[1].problem == "攸县网岭镇养殖场粪水直排。"


def test_a_case_that_is_not_settled_is_not_done(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    heads = "受理编号\t问题基本情况\t处理和整改情况\t办结情况"
    rows = ["D1\t某镇弃土\t弃土已清运1900立方米。\t未办结", "D2\t某镇弃土\t弃土已全部清运。\t已办结"]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["某县群众信访举报转办和边督边改公开情况一览表", heads, *rows]), encoding="utf-8")
    assert [r.status for r in extract(read_file(path), units).records] == [Status.IN_PROGRESS, Status.DONE]


def test_a_heading_of_two_rows(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["茶陵县生态环境保护督察反馈问题整改清单"])
    sheet.append(["序号", "所属地区", "具体问题", "整改要求", None, "责任落实", None, "工作推进情况", None])
    sheet.append([None, None, None, "目标", "时限", "牵头单位", "督导单位", "最新进展", "状态"])
    sheet.append(
        [
            1,
            "茶陵县",
            "洣水边砂场扬尘",
            "消除扬尘",
            "2024年底前",
            "县水利局",
            "县政府督查室",
            "正在清运。",
            "达到序时进度",
        ]
    )
    sheet.append([2, "茶陵县", "虎踞镇石材厂粉尘扰民", "达标", "2024年6月30日", None, None, "已全部完成。", "已完成"])
    for merged in ("D2:E2", "F2:G2", "H2:I2", "A2:A3", "B2:B3", "C2:C3", "F4:F5", "G4:G5"):
        sheet.merge_cells(merged)
    path = tmp_path / "ledger.xlsx"
    book.save(path)
    found = extract(read_file(path), units).records
    assert [(r.no, r.goal, r.deadline, r.lead_unit, r.supervising_unit, r.status) for r in found] == [
        ("1", "消除扬尘", date(2024, 12, 31), "县水利局", "县政府督查室", Status.IN_PROGRESS),
        ("2", "达标", date(2024, 6, 30), "县水利局", "县政府督查室", Status.DONE),
    ]


def test_a_table_that_sums_up_what_the_text_tells(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    document = docx.Document()
    document.add_heading("株洲市生态环境保护委员会办公室关于对2个突出生态环境问题实施挂牌督办的函", 0)
    for title, problem, told in (
        ("一、茶陵县砂场扬尘问题", "茶陵县洣江街道的宏顺砂场扬尘严重。", "已拆除设备2套，场地复绿正在进行。"),
        ("二、攸县中转站环境问题", "攸县网岭镇垃圾中转站渗滤液外流。", "收集池已修复，2024年10月15日完成整改。"),
    ):
        for line in (title, f"主要问题：{problem}", f"整改进展：{told}"):
            document.add_paragraph(line)
    add_table(
        document,
        [
            ["序号", "督办问题", "办结期限", "责任主体"],
            ["一", "茶陵县砂场扬尘问题", "2024年12月31日前完成整改", "茶陵县人民政府"],
            ["二", "攸县中转站环境问题", "2024年11月底前完成整改", "攸县人民政府"],
        ],
    )
    path = tmp_path / "letter.docx"
    document.save(str(path))
    found = extract(read_file(path), units).records
    assert [(r.problem, r.status, r.deadline, r.responsible_units) for r in found] == [
        ("茶陵县洣江街道的宏顺砂场扬尘严重。", Status.IN_PROGRESS, date(2024, 12, 31), ("茶陵县人民政府",)),
        ("攸县网岭镇垃圾中转站渗滤液外流。", Status.DONE, date(2024, 11, 30), ("攸县人民政府",)),
    ]


def test_a_number_behind_its_campaign_on_a_line_of_its_own(units: UnitTable, tmp_path: Path, read_file: Read) -> None:
    path = tmp_path / "a.txt"
    blocks = [
        ("一、中央督察反馈问题二十三", "某园区污水处理厂超标。", "已完成改造。"),
        ("二、省督察反馈问题十二（1）", "某镇垃圾倾倒。", "已清除。"),
        ("三、警示片披露问题4", "某镇砂石堆存。", "已清运。"),
    ]
    lines = [f"{title}\n问题描述 {what}\n整改目标 整改到位。\n完成情况\n{done}" for title, what, done in blocks]
    path.write_text("\n".join(["茶陵县生态环境保护督察反馈问题整改销号公示", *lines]), encoding="utf-8")
    assert [r.no for r in extract(read_file(path), units).records] == ["问题二十三", "问题十二（1）", "问题4"]


def test_columns_that_only_their_cells_give_away(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    document = docx.Document()
    document.add_heading("关于2025年5月份突出生态环境问题整改月调度情况的通报", 0)
    rows = [
        ["属地", "序号", "薄弱点", "至5月底推进到何程度", "下月调度意见", "何时改完"],
        ["茶陵县", "1", "洣江街道新珠片区污水管网未建成，生活污水直排。", "管网工程已开工，正在铺设。",
         "倒排工期，加快推进。", "2025年9月底"],
        ["茶陵县", "2", "茶陵恒泰再生资源有限公司贮存间防渗层破损。", "已重新防渗，5月14日通过验收。",
         "移出调度清单，巩固成效。", "2025年5月底"],
        ["攸县", "3", "网岭镇大梁村2处废弃矿坑未修复，坡面裸露。", "修复工程已全部完工。",
         "组织验收，做好管护。", "2025年6月30日"],
    ]  # fmt: skip
    add_table(document, rows)
    path = tmp_path / "monthly.docx"
    document.save(str(path))
    found = extract(read_file(path), units).records
    assert [(r.no, r.county, r.status, r.deadline) for r in found] == [
        ("1", "茶陵县", Status.IN_PROGRESS, date(2025, 9, 30)),
        ("2", "茶陵县", Status.DONE, date(2025, 5, 31)),
        ("3", "攸县", Status.DONE, date(2025, 6, 30)),
    ]
    assert found[2].problem == "网岭镇大梁村2处废弃矿坑未修复，坡面裸露。"
    assert found[2].rectification == "修复工程已全部完工。"
    assert found[0].quotes["column:下月调度意见"].exact == "倒排工期，加快推进。"


def test_a_form_is_no_table_of_records(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    document = docx.Document()
    document.add_heading("茶陵县督察反馈问题整改完成情况公示", 0)
    for number, problem in (("十七", "茶陵县洣江街道废水渗入洣水。"), ("二十三", "虎踞镇工业区污水直排。")):
        add_table(
            document,
            [
                ["任务序号", number, "整改期限", "2024年12月31日"],
                ["督察指出的问题", problem, "应达到的目标", "达标排放。"],
                ["牵头部门", "县自然资源局", "责任单位", "县水利局"],
                ["方案要求的措施", "修建截水沟。", "落实情况", "已全部完成。"],
            ],
        )
    path = tmp_path / "forms.docx"
    document.save(str(path))
    found = extract(read_file(path), units).records
    assert [(r.no, r.lead_unit, r.deadline) for r in found] == [
        ("十七", "县自然资源局", date(2024, 12, 31)),
        ("二十三", "县自然资源局", date(2024, 12, 31)),
    ]


def test_a_heading_of_two_rows_without_merged_cells(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(
        "序号,所属地区,问题情况,,整改要求,,整改进展\n,,来源,问题描述,整改措施,完成时限,\n"
        "1,茶陵县,督察,洣水边砂场扬尘严重,覆盖,2024年6月30日,已完成整改\n"
        "2,茶陵县,督察,虎踞镇石材厂粉尘扰民,安装喷淋,2024年12月31日,正在整改\n",
        encoding="utf-8",
    )
    first, second = extract(read_file(path), units).records
    assert (first.problem, second.problem) == ("洣水边砂场扬尘严重", "虎踞镇石材厂粉尘扰民")
    assert (first.status, second.status) == (Status.CLOSED, Status.IN_PROGRESS)
    assert (first.deadline, second.deadline) == (date(2024, 6, 30), date(2024, 12, 31))


def test_a_counter_that_nobody_filled_in_joins_no_rows(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(
        "序号,县区,存在问题,整改时限,整改进展\n,茶陵县,洣水边砂场扬尘严重。,2024年6月30日,已完成整改\n"
        ",,虎踞镇石材厂粉尘扰民。,2024年12月31日,正在整改\n",
        encoding="utf-8",
    )
    assert [record.deadline for record in extract(read_file(path), units).records] == [
        date(2024, 6, 30),
        date(2024, 12, 31),
    ]


def test_cases_of_two_rows_under_a_heading_of_two(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ["茶陵县群众信访举报交办件办理结果公开表"],
        ["件次", "登记号", "群众诉求", "涉事乡镇"],
        [None, "查实情形", "核定结论", "查办及落实"],
        [1, "CL202509-003", "洣江街道餐饮店油烟直排，夜间噪音扰民。", "洣江街道"],
        [None, "经查，2家油烟净化器未运行。", "属实", "已于9月18日安装到位。"],
        [2, "CL202509-007", "虎踞镇花炮厂废水排入洣水。", "虎踞镇"],
        [None, "经查，管网正在改造。", "部分属实", "管网正在改造，尚未完工。"],
    ]
    for row in rows:
        sheet.append(row)
    for merged in ("A2:A3", "A4:A5", "A6:A7"):
        sheet.merge_cells(merged)
    path = tmp_path / "petitions.xlsx"
    book.save(path)
    found = extract(read_file(path), units).records
    assert [(r.problem, r.rectification, r.status) for r in found] == [
        ("洣江街道餐饮店油烟直排，夜间噪音扰民。", "已于9月18日安装到位。", Status.DONE),
        ("虎踞镇花炮厂废水排入洣水。", "管网正在改造，尚未完工。", Status.IN_PROGRESS),
    ]


def test_a_group_of_columns_lends_its_name_to_what_has_none(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["茶陵县突出生态环境问题整改工作台账"])
    sheet.append(["序号", "县区", "问题", None, "整改安排", None, "整改成效"])
    sheet.append([None, None, "来源", "具体表现", "牵头单位", "时限要求", None])
    sheet.append([1, "茶陵县", "省级督察反馈", "洣水边砂场扬尘。", "县水利局", "2025年6月30日", "已于6月18日拆除。"])
    sheet.append([2, "茶陵县", "省级督察反馈", "虎踞镇石材厂粉尘扰民。", "县工信局", "2025年9月底", "正在改造。"])
    for merged in ("C2:D2", "E2:F2", "A2:A3", "B2:B3", "G2:G3"):
        sheet.merge_cells(merged)
    path = tmp_path / "ledger.xlsx"
    book.save(path)
    found = extract(read_file(path), units).records
    assert [(r.problem, r.lead_unit, r.deadline, r.status) for r in found] == [
        ("洣水边砂场扬尘。", "县水利局", date(2025, 6, 30), Status.DONE),
        ("虎踞镇石材厂粉尘扰民。", "县工信局", date(2025, 9, 30), Status.IN_PROGRESS),
    ]


def test_a_ranking_tells_no_problem(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    path = tmp_path / "a.txt"
    lines = ["茶陵县整改进展情况的通报", "序号\t县区\t整改任务\t完成情况", "1\t茶陵县\t17\t16", "2\t攸县\t14\t13"]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert extract(read_file(path), units).records == ()


def test_who_leads_is_told_within_a_cell_of_units(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    cells = {
        "县住建局（牵头）、容美镇人民政府、县水利局（配合）": ("县住建局", ("容美镇人民政府", "县水利局")),
        "由县住建局牵头，容美镇人民政府、县水利局配合": ("县住建局", ("容美镇人民政府", "县水利局")),
        "主办单位：县林业局\n协办单位：县水利局、太平镇人民政府": ("县林业局", ("县水利局", "太平镇人民政府")),
        "【牵头】县城市管理局 【配合】燕子镇人民政府": ("县城市管理局", ("燕子镇人民政府",)),
        "县水利局、燕子镇人民政府": (None, ("县水利局", "燕子镇人民政府")),
    }
    document = docx.Document()
    document.add_heading("鹤峰县溇水流域问题整改任务表", 0)
    heads = ["序号", "督察反馈的问题", "整改目标", "办结时限", "责任分工"]
    rows = [
        [str(n), f"走马镇第{n}处排污口未封堵。", "完成封堵。", "2025年8月底", cell] for n, cell in enumerate(cells, 1)
    ]
    add_table(document, [heads, *rows])
    path = tmp_path / "plan.docx"
    document.save(str(path))
    records = extract(read_file(path), units).records
    assert [(record.lead_unit, record.responsible_units) for record in records] == list(cells.values())


def test_the_number_of_the_feedback_beats_that_of_the_list(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["池州市省生态环境保护督察反馈问题整改情况表"])
    sheet.append(["序号", "反馈意见中编号", "问题基本情况", None, "整改要求", None, "整改成效"])
    sheet.append([None, None, "涉及地区", "具体问题", "目标", "时限", None])
    sheet.append(
        ["1", "三", "贵池区", "秋浦河殷汇镇段砂石码头拆除不彻底。", "恢复岸线。", "2024年12月底", "码头全部拆除。"]
    )
    sheet.append(["2", "九", "各县区", "秸秆禁烧巡查不到位。", "巩固成果。", "长期坚持", "已制定巡查方案。"])
    for merged in ("A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"):
        sheet.merge_cells(merged)
    path = tmp_path / "ledger.xlsx"
    book.save(path)
    records = extract(read_file(path), units).records
    assert [(record.no, record.county) for record in records] == [("三", "贵池区"), ("九", None)]
    assert [record.problem for record in records] == ["秋浦河殷汇镇段砂石码头拆除不彻底。", "秸秆禁烧巡查不到位。"]
