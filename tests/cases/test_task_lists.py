"""Lists of tasks: chapters below which nothing is numbered as a task."""

from __future__ import annotations

from dataclasses import replace

from geoapp.cases import extract
from geoapp.model import Notice, UnitTable

TEXT = (
    "二、正在推进任务\n（2）某某处理站正常运行。\n① 2024年9月6日\n三、进展滞后任务\n"
    "2.宜水河水质提升。清理垃圾堆放点14处，8月断面总磷浓度达标。\n"
    "4.洋泉水库保护区规范化建设。完成隔离防护网5.2公里。\n8.康家溪入江排口整治。截污干管尚有420米未打通。\n"
)
NOTICE = Notice("a", "w", "某县突出环境问题整改进展情况的通报", TEXT, "text/plain", "a.txt")


def test_a_chapter_without_tasks_ends_nothing() -> None:
    for text in (
        TEXT,
        TEXT.replace("（2）某某处理站正常运行。", "某某处理站正常运行。"),
        TEXT.replace("（2）", "（2)①"),
    ):
        assert extract(replace(NOTICE, text=text), UnitTable([])).records
