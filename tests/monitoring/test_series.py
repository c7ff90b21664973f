"""Tables of measured values: what is read, and what is said about the rest."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from geoapp.model import UsageError
from geoapp.monitoring import Register, SeriesReading, read_series

WEEKLY = """镜湖水质周报,,,
断面,采样日期,总磷(mg/L),氨氮（mg/L）
镜湖国控断面,2025-07-07,0.071,0.20
镜湖湖心,2025/7/14,0.083,--
镜湖,2025年7月21日,0.010L,0.3
"""


def csv(tmp_path: Path, words: str, register: Register, encoding: str = "utf-8", **options: str) -> SeriesReading:
    path = tmp_path / "总磷 周报.csv"
    path.write_bytes(words.encode(encoding))
    return read_series(path, register, **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_weekly_series(tmp_path: Path, register: Register, encoding: str) -> None:
    found = csv(tmp_path, WEEKLY, register, encoding)
    assert (found.problems, found.rows, len(found.observations)) == ((), 3, 5)
    assert {one.section_key for one in found.observations} == {"s/镜湖国控断面"}
    phosphorus = [one for one in found.observations if one.item == "total_phosphorus"]
    assert [(one.period.first, one.value, one.below) for one in phosphorus] == [
        (date(2025, 7, 7), 0.071, False),
        (date(2025, 7, 14), 0.083, False),
        (date(2025, 7, 21), 0.01, True),
    ]
    row = phosphorus[1].row
    assert row is not None
    assert (row.file, row.row, row.column) == ("总磷 周报.csv", 4, "总磷(mg/L)")
    assert row.cells == ("镜湖湖心", "2025/7/14", "0.083", "--")
    assert row.sha256 == found.sha256


def test_excel_with_real_dates_and_another_unit(tmp_path: Path, register: Register) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["点位名称", "时间", "总磷(μg/L)", "备注"])
    sheet.append(["镜湖湖心", datetime(2025, 8, 4, 9, 30), 79, "晴"])
    sheet.append([None, None, None, None])
    sheet.append(["镜湖湖心", "2025年第33周", "<10", None])
    path = tmp_path / "周报.xlsx"
    book.save(path)
    found = read_series(path, register)
    assert [(one.value, one.unit, one.below, one.row.row if one.row else 0) for one in found.observations] == [
        (79.0, "μg/L", False, 2),
        (10.0, "μg/L", True, 4),
    ]
    assert found.observations[1].period.last == date(2025, 8, 17)


def test_each_wrong_row_is_named_and_the_others_are_read(tmp_path: Path, register: Register) -> None:
    words = (
        "断面,日期,总磷(mg/L)\n镜湖湖心,2025-02-30,0.07\n镜湖湖心,2025-07-07,约0.07\n,2025-07-07,0.05\n"
        "镜湖湖心,2025-07-14,0.06\n镜湖湖心,2025-07-14,0.08\n镜湖湖心,,0.08\n坪口断面,2025-07-14,-0.3\n坪口断面,2025-07-21,0.3\n"
    )
    found = csv(tmp_path, words, register)
    assert [(one.place, one.value, one.section_key) for one in found.observations] == [
        ("镜湖湖心", 0.06, "s/镜湖国控断面"),
        ("坪口断面", 0.3, None),
    ]
    assert "坪口断面" in found.observations[1].remark
    for row, value in ((2, "2025-02-30"), (3, "约0.07"), (4, ""), (6, "第 5 行"), (7, "（空）"), (8, "-0.3")):
        assert any(f"第 {row} 行" in problem and value in problem for problem in found.problems), (row, found.problems)
    assert all("总磷 周报.csv" in problem for problem in found.problems)
    assert len(found.problems) == 6


def test_a_table_of_one_section(tmp_path: Path, register: Register) -> None:
    words = "日期\t总磷\n2025-07-07\t0.05\n"
    found = csv(tmp_path, words, register, section="镜湖湖心")
    assert [(one.section_key, one.unit) for one in found.observations] == [("s/镜湖国控断面", "mg/L")]
    with pytest.raises(UsageError, match="--section"):
        csv(tmp_path, words, register)
    with pytest.raises(UsageError, match=r"坪口.*镜湖国控断面"):
        csv(tmp_path, words, register, section="坪口")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "表头"),
        ("甲,乙\n1,2\n", "甲、乙"),
        ("断面,日期,玄素(mg/L)\n镜湖,2025-07-07,1\n", "玄素"),
        ("断面,日期,总磷(mg/L),TP\n镜湖,2025-07-07,1,2\n", "两次"),
    ],
)
def test_a_table_without_a_usable_header(tmp_path: Path, register: Register, words: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        csv(tmp_path, words, register)


@pytest.mark.parametrize("name", ["没有.csv", "坏的.xlsx", "坏的.csv"])
def test_files_that_cannot_be_read(tmp_path: Path, register: Register, name: str) -> None:
    path = tmp_path / name
    if not name.startswith("没有"):
        path.write_bytes(b"PK\x03\x04\xff\xff\x81")
    with pytest.raises(UsageError, match=name):
        read_series(path, register)
