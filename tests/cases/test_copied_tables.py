"""Tables as pages and newspapers lose them: a cell broken by its narrow column, rows run together, a counter for a
code."""

from collections.abc import Callable, Sequence
from pathlib import Path

from geoapp.cases import extract
from geoapp.model import Notice, Record, Status, UnitTable

Read = Callable[[Path], Notice]


def records_of(text: str, folder: Path, read_file: Read, units: UnitTable) -> Sequence[Record]:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return extract(read_file(folder / "a.txt"), units).records


ONE_ROW = """群众信访举报转办和边督边改公开情况一览表

受理 编号

交办问题基本情况

行政

区域

污染 类型

调查核实情况

是否 属实

处理和整改情况

是否

办结

4

柳河西岸新建的鸭场离居民点太近,刮西风时臭气熏

人。

云台

农场

大气

污染

经查,举报事项基本属实。鸭场粪污棚没有封

闭,有臭味。

基本属实

农场要求鸭场封闭粪污棚,10月9日已装好棚布。

已办结
"""


def test_one_row_with_its_counter_for_a_code(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    (only,) = records_of(ONE_ROW, tmp_path, read_file, units)
    assert (only.no, only.problem) == ("4", "柳河西岸新建的鸭场离居民点太近,刮西风时臭气熏人。")
    assert only.rectification == "农场要求鸭场封闭粪污棚,10月9日已装好棚布。"
    assert only.status is Status.DONE


RUN_TOGETHER = """(上接第五版)
序号 受理编号 受理方式 交办问题基本情况 行政区域 污染类型 调查核实情况 是否属实 处理和整改情况 问责情况
41访受〔2021〕0603041号来信平度市田庄镇东岭村西侧80米处的料场,扬尘大。平度市大气污染6月4日,镇政府到场核查,料场有砂石约300立方米,没有苫盖。是镇政府已督促料场于6月6日把砂石全部清走。无
42访受〔2021〕0603042号来电李沧区河湾路南侧的绿地被占。李沧区 生态破坏、土壤污染
6月4日,街道办事处到场核查。地块是苗圃,2020年3月租给个人,没有占用绿地的情况。否无无
43访受〔2021〕0603043号来电市南区东海路12号网点(
"""


def test_rows_of_a_newspaper_run_together(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    found = records_of(RUN_TOGETHER, tmp_path, read_file, units)
    assert [(record.no, record.county) for record in found[:2]] == [
        ("访受〔2021〕0603041号", "平度市"),
        ("访受〔2021〕0603042号", "李沧区"),
    ]
    assert found[0].problem == "平度市田庄镇东岭村西侧80米处的料场,扬尘大。"
    assert found[0].rectification == "镇政府已督促料场于6月6日把砂石全部清走。"
    assert found[1].problem == "李沧区河湾路南侧的绿地被占。"
    assert found[2].problem == "市南区东海路12号网点("


BROKEN_BETWEEN_CELLS = """群众信访举报转办和边督边改公开情况一览表(第九批)
| 序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 问题类型 | 调查核实情况 | 是否属实 | 处理和整改情况 | 是否办结 |
| 12 | D3JX202405240012 | 某小区施工未洒水,扬尘严重。 | 浔阳区 | 大气 | 经核实,部分裸土未覆盖,预计2024年8月完工。 |
基本属实 |
5月26日施工单位已覆盖裸土。 |
已办结 |
| 13 | D3JX202405240013 | 某厂夜间噪声扰民。 | 濂溪区 | 噪声 | 经核实,风机老化。 |
属实 | 5月27日已更换风机。 |
已办结 |
"""


def test_rows_that_go_on_below_their_bars(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    found = records_of(BROKEN_BETWEEN_CELLS, tmp_path, read_file, units)
    assert [(record.no, record.county) for record in found] == [
        ("D3JX202405240012", "浔阳区"),
        ("D3JX202405240013", "濂溪区"),
    ]
    assert [record.rectification for record in found] == ["5月26日施工单位已覆盖裸土。", "5月27日已更换风机。"]
    assert {record.status for record in found} == {Status.DONE}


NAMED_TASK = """云溪县石桥乡东山采石场生态修复
发布时间:2025-04-09 08:31
任务名称 石桥乡东山采石场生态修复
整改目标 按督察问题清单,完成采区整平复垦。
整改措施 对生产区完善截排水系统。
整改完成情况 采区已平整、覆土、植树,完成图斑修复,经自检达到验收销号条件。
公示时间 2025年4月7日-2025年4月12日
意见反馈渠道 云溪县自然资源局
"""


def test_a_form_whose_task_is_named(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    (only,) = records_of(NAMED_TASK, tmp_path, read_file, units)
    assert (only.problem, only.status) == ("石桥乡东山采石场生态修复", Status.DONE)
    assert only.goal == "按督察问题清单,完成采区整平复垦。"


WATERS = """云溪市黑臭水体清单

编号

水体名称

(起始边界)

水体类型

面积/长度

所在区域

黑臭级别

水质现状

责任人

达标期限
"""
_WATER = """
{no}

{name}

({ends})

河流

1700

琅琊区

轻度

{told}

(略)

已完成
"""


def test_a_name_and_its_bounds_are_one_cell(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    names = [("东柳河", "北桥-南桥"), ("西柳河", "上关-下关"), ("南湾渠", "铁路-东柳河")]
    told = [
        "整治完毕,复核已过,不再黑臭",
        "整治完毕,复核已过,不再黑臭",
        "整治完毕,复核已过;一段管道还在施工,年底前建成",
    ]
    rows = [
        _WATER.format(no=no, name=name, ends=ends, told=words)
        for no, ((name, ends), words) in enumerate(zip(names, told, strict=True), 1)
    ]
    found = records_of(WATERS + "".join(rows), tmp_path, read_file, units)
    assert [record.problem for record in found] == [f"{name}({ends})" for name, ends in names]
    assert [record.status for record in found] == [Status.DONE, Status.DONE, Status.IN_PROGRESS]
