"""The evidence pack of a real case: notices, sentences, steps, papers, map."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from closing_case import AT, CASE, TEXT, decision, desk, file_case, quote
from shapely import Point

from geoapp.model import Basis, NotFound, PlaceType, Position, PositionalAccuracy, Role, Site, Status, UnitTable
from geoapp.pipeline import Paper, load_rules, take_step
from geoapp.pipeline.packing import pack_case
from geoapp.settings import Settings
from geoapp.store import Store


def pack(store: Store, folder: Path, case_id: str = CASE) -> zipfile.ZipFile:
    settings = Settings(folder=folder)
    made = pack_case(store, case_id, settings, load_rules(settings), UnitTable([]), at=AT)
    return zipfile.ZipFile(io.BytesIO(made))


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_everything_of_a_case_is_in_its_pack(store: Store, tmp_path: Path) -> None:
    file_case(store)
    take_step(
        desk(store, tmp_path), decision(date(2025, 10, 9), Paper(b"=1+1", "报告:一.pdf"), note="=cmd"), "self_check"
    )
    archive = pack(store, tmp_path)
    assert {"案卷.html", "通报引文.csv", "经过.csv", "点位.geojson", "通报原件/01-方案.txt",
            "办理材料/01-自查自验-报告_一.pdf"} <= set(archive.namelist())  # fmt: skip
    assert archive.read("通报原件/01-方案.txt").decode() == "原件方案"
    assert archive.read("办理材料/01-自查自验-报告_一.pdf") == b"=1+1"
    said = rows(archive, "通报引文.csv")
    assert all(TEXT[int(row["起"]) : int(row["止"])] == row["原文"] for row in said)
    assert {row["字段"] for row in said} >= {"反馈问题", "点位：恒昌纸业有限公司"}
    events = rows(archive, "经过.csv")
    assert events[-1]["名称"] == "自查自验"
    assert events[-1]["说明"] == "'=cmd"  # no spreadsheet runs it
    assert hashlib.sha256(b"=1+1").hexdigest() in events[-1]["材料及 SHA-256"]
    page = archive.read("案卷.html").decode()
    assert "th,.n{white-space:nowrap}" in page  # sizes in bytes stand on one line
    assert "恒昌纸业有限公司" in page
    assert "没有已定位的点位" in page
    manifest = json.loads(archive.read("manifest.json"))
    assert [e["intact"] for e in manifest["files"] if "intact" in e] == [True, True]


def test_a_located_case_brings_its_map_and_the_same_state_the_same_bytes(store: Store, tmp_path: Path) -> None:
    where = Position(Point(112.4, 29.2), PositionalAccuracy(500.0, Basis.GAZETTEER), "p", "地名库")
    site = Site(
        "恒昌纸业有限公司",
        PlaceType.ENTERPRISE,
        Role.SUBJECT,
        quote("恒昌纸业有限公司"),
        Status.IN_PROGRESS,
        position=where,
    )
    file_case(store, sites=(site,))
    archive = pack(store, tmp_path)
    assert archive.read("位置图.pdf").startswith(b"%PDF")
    again = pack(store, tmp_path)
    assert {name: again.read(name) for name in again.namelist()} == {n: archive.read(n) for n in archive.namelist()}
    (feature,) = json.loads(archive.read("点位.geojson"))["features"]
    assert feature["geometry"]["coordinates"] == [112.4, 29.2]


def test_unknown_cases_and_spoilt_files_are_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        pack(store, tmp_path, "c-9")
    file_case(store)
    (kept,) = (path for path in tmp_path.glob("*.files/*/*") if path.is_file())
    kept.write_bytes(b"other")
    manifest = json.loads(pack(store, tmp_path).read("manifest.json"))
    assert [e["intact"] for e in manifest["files"] if "intact" in e] == [False]


def test_the_public_gets_no_originals_and_is_told(store: Store, tmp_path: Path) -> None:
    from geoapp.pipeline.publishing import for_audience

    file_case(store)
    take_step(desk(store, tmp_path), decision(date(2025, 10, 9)), "self_check")
    public = for_audience(store, Settings(folder=tmp_path / "public", audience="public"))
    archive = pack(public, tmp_path)
    assert not [name for name in archive.namelist() if name.startswith(("通报原件/", "办理材料/"))]
    assert "《方案通报》：" in archive.read("案卷.html").decode()
