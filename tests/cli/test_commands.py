"""The command line as people use it: Chinese help, exit codes, data on stdout, one file a subcommand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geoapp.cli import run
from geoapp.cli._group import ROOT
from geoapp.pipeline import SAMPLES

COMMANDS = ROOT.list_commands(None)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path / "数据"))
    return tmp_path


def test_help_is_chinese_and_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    page = capsys.readouterr().out
    assert "用法：" in page
    for name in COMMANDS:
        assert name in page
    assert "Options" not in page
    assert "Usage" not in page


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_chinese_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    page = capsys.readouterr().out
    assert "用法：" in page
    assert "Show this message" not in page


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["ingest"], "缺少参数"),
        (["nosuch"], "nosuch"),
        (["serve", "--prot", "1"], "--prot"),
        (["serve", "--port", "八千"], "八千"),
        (["export", "cases", "-f", "dwg"], "dwg"),
        (["export", "cases", "--status", "finished"], "finished"),
        (["export", "cases", "--bbox", "1,2,3"], "bbox"),
        (["export", "cases", "--county", "没有的县"], "没有的县"),
        (["nearby", "112", "28", "--radius", "0"], "1 到 200000 之间的数（0.0）"),
        (["nearby", "112", "28", "--radius", "nan"], "nan"),
        (["user", "add", "x", "--role", "chef"], "administrator（chef）"),
    ],
)
def test_wrong_usage_is_2_and_names_the_word(words: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    captured = capsys.readouterr()
    assert named in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err and " is not " not in captured.err


def test_ingest_reports_each_file_and_fails_with_1_for_the_bad_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "通报"
    folder.mkdir()
    for sample in SAMPLES.glob("*.txt"):
        (folder / sample.name).write_bytes(sample.read_bytes())
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 not really")
    assert run(["ingest", str(folder), "--json"]) == 1
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    failed = {row["file"] for row in report["rows"] if row["outcome"] == "failed"}
    assert failed == {"空.txt", "图.txt", "坏.docx"}
    for name in failed:
        assert name in captured.err
    assert sum(row["cases"] for row in report["rows"]) >= 33


def test_the_same_folder_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", str(SAMPLES)]) == 0
    capsys.readouterr()
    assert run(["ingest", str(SAMPLES), "--json"]) == 0
    outcomes = {row["outcome"] for row in json.loads(capsys.readouterr().out)["rows"]}
    assert outcomes == {"unchanged"}


def test_export_writes_what_the_filter_selects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["ingest", str(SAMPLES)])
    assert run(["export", "cases", "-o", "a.geojson", "--county", "桃江县", "--status", "closed"]) == 0
    collection = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert collection["features"]
    assert {f["properties"]["county"] for f in collection["features"]} == {"桃江县"}
    assert {f["properties"]["status"] for f in collection["features"]} == {"closed"}


def test_extract_shows_a_notice_and_stores_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = sorted(SAMPLES.glob("*.txt"))[0]
    assert run(["extract", str(sample), "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["notice"]["title"]
    assert read["cases"]
    assert not (tmp_path / "数据").exists()


def test_locate_says_what_is_known_and_what_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["locate", "大通湖", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0]["type"] == "lake"
    assert found[0]["geometry"]["type"] == "Polygon"
    assert run(["locate", "并无此处"]) == 1


def test_check_finds_a_fresh_store_well(capsys: pytest.CaptureFixture[str]) -> None:
    run(["ingest", str(SAMPLES)])
    capsys.readouterr()
    assert run(["check"]) == 0
    assert "一切正常" in capsys.readouterr().out


def test_demo_does_not_overwrite_a_store_of_other_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "别的通报.txt"
    other.write_text(
        "某某县关于群众反映问题整改情况的通报\n问题1：青龙河河道内有垃圾。\n整改情况：已完成清理并销号。\n2025年3月1日\n",
        encoding="utf-8",
    )
    assert run(["ingest", str(other), "--db", "mine.gpkg"]) == 0
    before = (tmp_path / "mine.gpkg").read_bytes()
    assert run(["demo", "--no-serve", "--db", "mine.gpkg"]) == 2
    assert "演示不会覆盖" in capsys.readouterr().err
    assert (tmp_path / "mine.gpkg").read_bytes() == before


def test_an_export_never_writes_over_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["ingest", str(SAMPLES), "--db", "mine.gpkg"])
    for target in ("mine.gpkg", "./mine.gpkg", "mine.gpkg-wal"):
        assert run(["export", "cases", "--db", "mine.gpkg", "-f", "geojson", "-o", target]) == 2
    assert "导出不会覆盖它" in capsys.readouterr().err
    assert run(["check", "--db", "mine.gpkg"]) == 0


def test_what_the_system_refuses_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "cases", "--db", "x" * 400 + ".gpkg"]) == 1
    assert "Traceback" not in capsys.readouterr().err
