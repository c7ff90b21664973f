"""A bulletin whose cases stand in tables: forms with a code each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from geoapp.cases import extract
from geoapp.model import Genre, Notice, Status, UnitTable

PAGE = """<html><head><title>白竹市生态环境保护督察工作简报</title></head><body>
<h1>白竹市生态环境保护督察工作简报</h1><p>第9期</p>
<p>6月12日至16日，市督察组对青石区开展现场督察，发现的问题如下。</p>
<table border="1">
<tr><td>举报件编号</td><td>D2024061200</td><td>收件日期</td><td>2024年6月12日</td></tr>
<tr><td>群众反映</td><td colspan="3">苏家镇白河村一家豆制品作坊废水直排白河，河水发白。</td></tr>
<tr><td>现场查证</td><td colspan="3">该作坊废水经暗沟流入白河，采样化学需氧量为46毫克/升。</td></tr>
<tr><td>处置及<br/>整改</td>
<td colspan="3">已责令停止排放，目前正在建设废水收集设施，计划2024年10月31日前建成。</td></tr>
<tr><td>办理状态</td><td>阶段性办结</td><td>追责问责</td><td>无</td></tr>
</table><p>&nbsp;</p>
<table border="1">
<tr><td>举报件编号</td><td>X2024061300</td><td>收件日期</td><td>2024年6月13日</td></tr>
<tr><td>群众反映</td><td colspan="3">梅树镇石堰村恒竹页岩砖厂夜间烟气刺鼻，车辆带泥上路。</td></tr>
<tr><td>现场查证</td><td colspan="3">该厂脱硫塔碱液添加不及时，出厂道路积尘明显。</td></tr>
<tr><td>处置及<br/>整改</td><td colspan="3">该厂已更换脱硫塔循环泵，出厂道路已冲洗，举报问题已整改到位。</td></tr>
<tr><td>办理状态</td><td>已办结</td><td>追责问责</td><td>无</td></tr>
</table>
<p>白竹市生态环境保护督察工作领导小组办公室</p><p>2024年6月20日</p></body></html>
"""


def test_its_tables_are_read_before_its_lines(
    tmp_path: Path, units: UnitTable, read_file: Callable[[Path], Notice]
) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    found = extract(read_file(path), units)
    assert found.notice.genre is Genre.INSPECTION_BULLETIN
    assert [(record.no, record.status) for record in found.records] == [
        ("D2024061200", Status.IN_PROGRESS),
        ("X2024061300", Status.DONE),
    ]
    assert found.records[0].deadline is not None
    assert found.records[0].deadline.isoformat() == "2024-10-31"
