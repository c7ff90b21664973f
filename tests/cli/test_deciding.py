"""The commands by which a person decides: link, part, proposals, correct, gazetteer import, and what check says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geoapp.cli import run
from geoapp.model import Query, Status
from geoapp.settings import ZONE
from geoapp.store import open_store

PLAN = """南县贯彻落实第二轮省生态环境保护督察反馈问题整改方案
（南办发〔2024〕12号）
附件：南县反馈问题整改清单
一、藕池河东支麻河口镇段沿岸生活污水直排，水质不能稳定达到Ⅲ类标准。
整改目标：生活污水全收集。
整改措施：2025年6月底前建成污水管网5.6公里。
整改时限：2025年6月30日
牵头单位：县住建局
二、明山头镇恒昌纸业有限公司废水处理设施不正常运行，外排废水超标。
整改目标：设施正常运行，达标排放。
整改措施：责令限期整改，依法处罚。
整改时限：2024年12月31日
牵头单位：市生态环境局南县分局
2024年3月5日
"""
CLOSURE = """南县第{round}轮省生态环境保护督察反馈问题整改销号公示
现将问题整改完成情况公示如下，公示期5个工作日。
（一）问题：明山头镇恒昌纸业有限公司废水处理设施不正常运行，外排废水超标。整改目标：设施正常运行。\
整改情况：已完成整改，2024年12月18日通过验收并完成销号。
2024年12月20日
"""
FIRM, RIVER = "恒昌纸业有限公司", "藕池河东支"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path / "数据"))
    return tmp_path


def take(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(body, encoding="utf-8")
    assert run(["ingest", str(folder / name)]) == 0


def sites(folder: Path) -> list[Any]:
    from datetime import datetime

    store = open_store(str(folder / "数据" / "geoapp.gpkg"))
    try:
        return list(store.iterate(Query(today=datetime.now(ZONE).date())))
    finally:
        store.close()


def site(folder: Path, name: str) -> Any:
    return next(f for f in sites(folder) if f.name == name)


def test_proposals_are_listed_and_linked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(tmp_path, "plan.txt", PLAN)
    take(tmp_path, "closure.txt", CLOSURE.format(round="三"))
    capsys.readouterr()
    assert run(["proposals", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert "督察轮次不同（第三轮、第二轮）" in row["reasons"]
    assert run(["proposals"]) == 0
    shown = capsys.readouterr().out
    assert f"geoapp link {row['case']} {row['own']}" in shown
    assert run(["link", row["case"], row["own"], "--actor", "李工", "--note", "同一问题"]) == 0
    assert site(tmp_path, FIRM).case_status is Status.CLOSED
    assert run(["proposals"]) == 0
    assert "没有待认定的建议" in capsys.readouterr().err


def test_part_undoes_what_the_machine_joined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(tmp_path, "plan.txt", PLAN)
    take(tmp_path, "closure.txt", CLOSURE.format(round="二"))
    joined = site(tmp_path, FIRM)
    assert joined.case_status is Status.CLOSED
    assert run(["part", joined.case_id, joined.notice_id[:10], "--actor", "李工"]) == 0
    take(tmp_path, "closure.txt", CLOSURE.format(round="二"))
    statuses = sorted(f.case_status for f in sites(tmp_path) if f.name == FIRM)
    assert statuses == [Status.CLOSED, Status.PLANNED]
    capsys.readouterr()
    assert run(["part", "43-nosuch", "abc"]) == 1
    assert "43-nosuch" in capsys.readouterr().err
    assert run(["link", joined.case_id, joined.case_id]) == 2


def test_correct_and_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(tmp_path, "plan.txt", PLAN)
    firm = site(tmp_path, FIRM)
    words = ["correct", firm.case_id, "position", "112.5871,29.2953", "--site", firm.site_id, "--actor", "李工"]
    assert run(words) == 2
    assert "--accuracy" in capsys.readouterr().err
    assert run([*words, "--accuracy", "8"]) == 0
    assert run(["correct", firm.case_id, "case_status", "已销号", "--actor", "李工"]) == 0
    take(tmp_path, "plan.txt", PLAN)
    after = site(tmp_path, FIRM)
    assert (after.lon, after.lat, after.case_status) == (112.5871, 29.2953, Status.CLOSED)
    capsys.readouterr()
    assert run(["check"]) == 0
    shown = capsys.readouterr().out
    assert "一切正常" in shown
    assert "程序读为“已列入计划”，李工 于" in shown
    assert run(["check", "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["findings"] == []
    assert len(read["disagreements"]) == 2


def test_gazetteer_import_moves_what_it_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(tmp_path, "plan.txt", PLAN)
    course = {"type": "LineString", "coordinates": [[112.30, 29.35], [112.42, 29.41], [112.55, 29.47]]}
    feature = {"type": "Feature", "properties": {"名称": RIVER}, "geometry": course}
    (tmp_path / "own.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )
    capsys.readouterr()
    words = ["gazetteer", "import", "own.geojson", "--name-field", "名称", "--type", "river", "--accuracy", "20"]
    assert run(words) == 0
    shown = capsys.readouterr().out
    assert f"移动    {RIVER}" in shown
    assert "→ ±20 米，实测" in shown
    assert "移动 1 处" in shown
    assert site(tmp_path, RIVER).accuracy_m == 20.0
    assert run(words) == 0
    assert "移动 0 处" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "options", "named"),
    [
        ("112.49,28.56", [], "没有注明坐标系"),
        ("28.56,112.49", ["--crs", "EPSG:4490"], "颠倒"),
        ("37654321,3161234", ["--crs", "EPSG:4490"], "37"),
        ("0,0", ["--datum", "gcj02"], "0"),
    ],
)
def test_what_is_suspicious_is_refused_and_changes_nothing(
    row: str, options: list[str], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(tmp_path, "plan.txt", PLAN)
    before = sites(tmp_path)
    (tmp_path / "own.csv").write_text(f"名称,经度,纬度\n{RIVER},{row}\n", encoding="gb18030")
    capsys.readouterr()
    assert run(["gazetteer", "import", "own.csv", "--name-field", "名称", *options]) == 2
    assert named in capsys.readouterr().err
    assert sites(tmp_path) == before
    assert not (tmp_path / "数据" / "gazetteer.geojson").exists()


def test_an_import_before_the_first_notice_is_kept_for_it(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(f"名称,经度,纬度\n{FIRM},112.58,29.29\n", encoding="utf-8")
    words = ["gazetteer", "import", "own.csv", "--name-field", "名称", "--type", "enterprise", "--datum", "wgs84"]
    assert run(words) == 0
    take(tmp_path, "plan.txt", PLAN)
    assert (site(tmp_path, FIRM).lon, site(tmp_path, FIRM).lat) == (112.58, 29.29)
