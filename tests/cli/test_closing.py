"""The commands of closing and reports, as a person types them: steps, clock, calendar, lists, digest, pack, repeats."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from geoapp.cli import run
from geoapp.closing import load_calendar
from geoapp.model import Status
from geoapp.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))
from closing_case import CASE, file_case

YEAR = max(load_calendar().years) + 1


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path / "数据"))
    (tmp_path / "材料.pdf").write_bytes(b"%PDF")
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    (folder / "数据").mkdir()
    opened = open_store(str(folder / "数据" / "geoapp.gpkg"), create=True)
    file_case(opened)
    yield opened
    opened.close()


def step(name: str, on: str, *more: str) -> int:
    return run(["step", CASE, name, "--on", on, "--paper", "材料.pdf", "--actor", "李", *more])


def test_a_case_is_closed_from_the_command_line(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    way = [("自查自验", "2025-10-09"), ("申请销号", "2025-10-10"), ("申请验收", "2025-10-10"), ("验收", "2025-10-27"),
           ("公示", "2025-11-03"), ("销号", "2025-11-10"), ("台账备案", "2025-11-12")]  # fmt: skip
    for name, on in way:
        assert step(name, on) == 0
    assert "公示 5 个工作日，最后一日为 2025-11-07" in capsys.readouterr().out
    assert store.dossier(CASE).features[0].case_status is Status.CLOSED
    assert store.events(CASE)[-1].actor == "李"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["销号", "--on", "2025-10-09", "--paper", "材料.pdf"], "现在不能办理“销号”"),
        (["自查自验", "--on", "2025-10-09"], "缺少材料：自查自验报告"),
        (["自查自验", "--on", "2025-02-30", "--paper", "材料.pdf"], "2025-02-30"),
        (["自查自验", "--on", "2025-10-09", "--paper", "没有.pdf"], "没有.pdf"),
        (["自查自验", "--paper", "材料.pdf"], "--on"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_done(
    store: Store, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    version = store.version()
    assert run(["step", CASE, *arguments]) == 2
    assert said in capsys.readouterr().err
    assert store.version() == version


def test_the_clock(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    paper = ["--paper", "材料.pdf"]
    assert run(["extend", CASE, "--on", "2025-12-20", "--until", "2026-03-31", *paper]) == 0
    assert run(["pause", CASE, "--on", "2025-12-22", *paper]) == 0
    assert run(["resume", CASE, "--on", "2025-12-25"]) == 0
    assert store.dossier(CASE).features[0].deadline == date(2026, 4, 3)
    for wrong in (["--until", "2026-05-01", "--working-days", "3"], [], ["--until", "明天"]):
        assert run(["extend", CASE, "--on", "2025-12-26", *paper, *wrong]) == 2
    assert "中止计时" in capsys.readouterr().out


def test_the_calendar_is_listed_and_continued(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calendar"]) == 0
    assert f"{YEAR - 1}  放假" in capsys.readouterr().out
    assert run(["calendar", str(YEAR)]) == 2
    assert f"geoapp calendar {YEAR} --source" in capsys.readouterr().err
    holiday = f"{YEAR}-01-01/{YEAR}-01-03=元旦"
    assert run(["calendar", str(YEAR), "--holiday", holiday]) == 2
    assert run(["calendar", str(YEAR), "--holiday", f"{YEAR}-01-03/{YEAR}-01-01=元旦", "--source", "通知"]) == 2
    assert run(["calendar", str(YEAR), "--holiday", holiday, "--source", "国办发明电1号"]) == 0
    assert (folder / "数据" / "calendar" / f"{YEAR}.toml").is_file()
    assert YEAR in load_calendar(folder / "数据" / "calendar").years


def test_reports_are_written_whole_and_never_over_the_store(
    store: Store, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lists", "-o", "清单.xlsx", "--county", "南县", "--paper", "A4", "--office", "县局"]) == 0
    sheet = load_workbook("清单.xlsx")["问题清单"]
    assert "范围：南县" in str(sheet["A2"].value)
    assert run(["digest"]) == 0
    assert "2025-12：" in capsys.readouterr().out
    assert run(["digest", "-o", "调度.xlsx"]) == 2
    assert run(["digest", "2025-12"]) == 0
    assert "12月到期 1 件" in capsys.readouterr().out
    assert run(["digest", "2025-12", "-o", "调度.docx"]) == 0
    assert run(["digest", "2025-12", "-o", "调度.xlsx"]) == 0
    assert run(["digest", "2025-14"]) == 2
    assert run(["digest", "2025-12", "-o", "调度.pdf"]) == 2
    assert run(["pack", CASE]) == 0
    assert "manifest.json" in zipfile.ZipFile(f"案卷-{CASE}.zip").namelist()
    for command in (["lists"], ["digest", "2025-12"], ["pack", CASE]):
        assert run([*command, "-o", str(folder / "数据" / "geoapp.gpkg")]) == 2
    assert store.check() == []
    assert not list(folder.glob("*.part"))


def test_repeats(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    file_case(store, "c-old", "旧通报", problem="无组织排放粉尘")
    assert run(["repeat", CASE]) == 0
    assert "同一地点：恒昌纸业有限公司" in capsys.readouterr().out
    assert run(["repeat", CASE, "c-old", "--same", "--actor", "李", "--note", "同一厂区"]) == 0
    assert run(["repeat", CASE]) == 0
    said = capsys.readouterr().out
    assert "李 于" in said and "同一厂区" in said
    assert run(["repeat", CASE, "--note", "没有说是哪一件"]) == 2
    assert run(["repeat", CASE, "c-old"]) == 2
    assert run(["repeat", CASE, CASE, "--other"]) == 2
