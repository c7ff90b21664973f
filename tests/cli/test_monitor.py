"""``geoapp monitor`` and ``geoapp trace`` as people use them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from geoapp.cli import run
from geoapp.model import Query
from geoapp.store import open_store

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    from datetime import UTC, datetime

    from geoapp.pipeline import load_world, open_demonstration
    from geoapp.settings import Settings

    settings = Settings(folder=tmp_path_factory.mktemp("监测"))
    path = settings.folder / "demo.gpkg"
    store, _ = open_demonstration(path, load_world(settings), now=lambda: datetime(2026, 1, 5, tzinfo=UTC))
    store.close()
    return str(path)


def test_import_reads_what_is_right_and_names_what_is_wrong(database: str, tmp_path: Path, capsys: Capture) -> None:
    table = tmp_path / "周报.csv"
    table.write_text("断面,日期,总磷(mg/L)\n大通湖,2025-07-07,0.071\n大通湖,2025-07-14,约0.1\n", encoding="utf-8")
    assert run(["monitor", "import", str(table), "--db", database]) == 1
    captured = capsys.readouterr()
    assert "读入 1 个值" in captured.out
    assert "周报.csv 第 3 行" in captured.err
    assert "约0.1" in captured.err
    assert run(["monitor", "import", str(table), "--db", database, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["matched"] == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["monitor", "import", "没有.csv"], "没有.csv"),
        (["monitor", "import"], "缺少参数"),
        (["monitor", "nosuch"], "nosuch"),
        (["trace"], "--section"),
    ],
)
def test_wrong_usage_is_2_and_named(words: list[str], named: str, database: str, capsys: Capture) -> None:
    assert run([*words, *(["--db", database] if len(words) > 2 else [])]) == 2
    captured = capsys.readouterr()
    assert named in captured.err
    assert "Traceback" not in captured.err


def test_show_lists_sections_and_one_with_its_evidence(database: str, capsys: Capture) -> None:
    assert run(["monitor", "show", "--db", database]) == 0
    page = capsys.readouterr().out
    assert "大通湖国控断面（湖、库）" in page
    assert "没有对应到断面的" in page
    assert run(["monitor", "show", "大通湖", "--db", database]) == 0
    page = capsys.readouterr().out
    assert "0.079 毫克/升（Ⅳ类），达到目标 0.082 毫克/升" in page
    assert "推定 2025-01-01 至 2025-10-31" in page
    assert run(["monitor", "show", "坪口", "--db", database]) == 1
    assert "坪口" in capsys.readouterr().err


def test_trace_tells_the_section_or_why_not(database: str, capsys: Capture) -> None:
    store = open_store(database)
    rows = list(store.iterate(Query(today=date(2026, 1, 5))))
    store.close()
    on_river = next(row.case_id for row in rows if row.name == "志溪河")
    capsys.readouterr()
    assert run(["trace", on_river, "--db", database]) == 0
    page = capsys.readouterr().out
    assert "志溪河口断面" in page
    assert "距离未知" in page
    assert "因果" in page
    assert run(["trace", on_river, "--db", database, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sites"][0]["hits"][0]["distance_m"] is None
    papers = next(row.case_id for row in rows if row.site_id is None)
    assert run(["trace", papers, "--db", database]) == 1
    assert "没有具体点位" in capsys.readouterr().out
    assert run(["trace", "nosuch", "--db", database]) == 1
