"""Parts that repeat one shape: told by their opening, and only where they tell faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geoapp.cases import extract
from geoapp.model import Notice, UnitTable

FACTS = (
    ("安乡县大鲸港镇河滩堆放废渣，雨水冲入河中。", "废渣已全部清运。"),
    ("安乡县黄山头镇一处砖厂夜间冒黑烟。", "砖厂正在安装除尘设备。"),
    ("安乡县官垱镇沟渠污水横流，气味难闻。", "沟渠清淤完毕。"),
)
HEADS = ("〔第{c}站〕 河滩", "镜头{c}：河滩", "页{n}  河滩", "No.{n} 河滩", "0{n}  河滩")


def notice_of(tmp_path: Path, read_file: Callable[[Path], Notice], parts: list[str]) -> Notice:
    path = tmp_path / "parts.txt"
    path.write_text("\n\n".join(["安乡县走访手记", "4月，走访组走了3个点。", *parts]), encoding="utf-8")
    return read_file(path)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("labels", [("", ""), ("来信：", "答复："), ("当时：", "如今：")])
def test_parts_are_read_however_they_open(
    head: str,
    labels: tuple[str, str],
    tmp_path: Path,
    units: UnitTable,
    read_file: Callable[[Path], Notice],
) -> None:
    parts = [
        f"{head.format(n=n, c='一二三'[n - 1])}\n{labels[0]}{fault}\n{labels[1]}{done}"
        for n, (fault, done) in enumerate(FACTS, 1)
    ]
    records = extract(notice_of(tmp_path, read_file, parts), units).records
    assert [record.problem for record in records] == [fault for fault, _ in FACTS]
    assert [record.rectification for record in records] == [done for _, done in FACTS]


@pytest.mark.parametrize("lead", ["", "{n}．", "针对"])
def test_cited_faults_open_parts(
    lead: str, tmp_path: Path, units: UnitTable, read_file: Callable[[Path], Notice]
) -> None:
    parts = [f"{lead.format(n=n)}“{fault[:-1]}”的问题。{done}" for n, (fault, done) in enumerate(FACTS, 1)]
    records = extract(notice_of(tmp_path, read_file, parts), units).records
    assert [record.problem for record in records] == [fault[:-1] for fault, _ in FACTS]


@pytest.mark.parametrize("head", HEADS)
def test_parts_of_a_speech_are_no_cases(
    head: str, tmp_path: Path, units: UnitTable, read_file: Callable[[Path], Notice]
) -> None:
    said = ("大家要把责任扛起来，把任务分下去。", "各乡镇要把巡河日志记好，按月汇总。", "年底将组织评比，评出先进村。")
    parts = [f"{head.format(n=n, c='一二三'[n - 1])}\n{words}" for n, words in enumerate(said, 1)]
    assert not extract(notice_of(tmp_path, read_file, parts), units).records
