"""The publication guard at every door: what may not be said is in no answer, no export, no print and no file."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pypdfium2
import pytest
from flask import Flask
from shapely import Point, Polygon

from geoapp.cli import run
from geoapp.model import (
    Basis,
    Forbidden,
    Genre,
    Kind,
    NotFound,
    Notice,
    PlaceType,
    Position,
    PositionalAccuracy,
    Query,
    Quote,
    Record,
    Role,
    Site,
    Status,
    UsageError,
)
from geoapp.pipeline import build_layers, load_world
from geoapp.pipeline.publishing import for_audience, notes_of, open_for_readers
from geoapp.settings import ZONE, Settings
from geoapp.store import Filing, PublishedStore, Store, Told, open_store
from geoapp.store import _published as published
from geoapp.web import create_app
from geoapp.web.downloads import jobs

NOW = datetime(2026, 1, 15, 9, 0, tzinfo=ZONE)
TEXT = (
    "关于整改进展的通报\n"
    "一、某研究所放射性废物库超期贮存钴源。整改中，已委托外运。\n"
    "二、青山水厂取水口上游有排污口。整改中。\n"
    "三、信访人：刘德元反映白泥塘养殖场臭气扰民，电话13800138000。已完成。\n"
    "四、白马山村垃圾堆存。整改中。\n"
    "联系电话：0737-4222222。"
)
SECRETS = (
    "放射性废物库", "钴源", "刘德元", "13800138000", "0737-4222222", "112.41234", "28.51234", "112.61234", "112.0001",
    "王稽核", "内部批注",
)  # fmt: skip


def _record(problem: str, name: str, kind: Kind, lon: float | None, status: Status = Status.IN_PROGRESS) -> Record:
    start = TEXT.index(problem)
    own = Quote.of(TEXT, start, start + len(problem))
    at = TEXT.index(name)
    place = None
    if lon is not None:
        accuracy = PositionalAccuracy(50, Basis.STATED)
        place = Position(
            Point(lon, 28.51234 if lon > 112.3 else 28.6), accuracy, f"秘密/{name}", "通报", candidates=("刘德元家",)
        )
    site = Site(name, PlaceType.FACILITY, Role.SUBJECT, Quote.of(TEXT, at, at + len(name)), status, position=place)
    line = TEXT[start:].split("\n", maxsplit=1)[0]
    return Record(
        problem=problem, quotes={"problem": own}, status=status, county="赫山区", kind=kind, spatial=True,
        sites=(site,), deadline=date(2025, 12, 31), spans=((start, start + len(line)),), warnings=("信访人刘德元",),
    )  # fmt: skip


RECORDS = {
    "43-rad": _record("某研究所放射性废物库超期贮存钴源", "放射性废物库", Kind.SOLID_WASTE, 112.41234),
    "43-water": _record("青山水厂取水口上游有排污口", "青山水厂", Kind.WATER, 112.61234),
    "43-farm": _record("信访人：刘德元反映白泥塘养殖场臭气扰民", "白泥塘养殖场", Kind.AIR, 112.3, Status.DONE),
}
COUNTY = Polygon([(112.0001, 28.1), (112.9, 28.1), (112.9, 28.9), (112.0001, 28.9)])
WIDE = _record("白马山村垃圾堆存", "白马山村", Kind.SOLID_WASTE, None)
WIDE = replace(
    WIDE,
    sites=(
        replace(
            WIDE.sites[0], position=Position(COUNTY, PositionalAccuracy(45_000, Basis.CENTROID), "counties/x", "界线")
        ),
    ),
)
RECORDS["43-wide"] = WIDE
NOTICE = Notice(
    identifier=sha256(TEXT.encode()).hexdigest(), work_key="某局-2025-1", title="关于刘先生信访事项整改进展的通报",
    text=TEXT, media_type="text/plain", file_name="刘德元信访件.txt", genre=Genre.OTHER, issued_on=date(2025, 11, 1),
    county="赫山区", warnings=("刘德元",),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store]]:
    """The office's own store, with all that must not be seen."""
    folder = tmp_path_factory.mktemp("公开")
    settings = Settings(folder=folder, db=str(folder / "own.gpkg"), audience="public", public_url="https://zg.example")
    store = open_store(settings.database, create=True, today=NOW.date)
    world = load_world(settings)
    store.put_units(world.units)
    filings = [
        Filing(case_id, "43", record, (f"{case_id}.s",), "430903", ("430903",)) for case_id, record in RECORDS.items()
    ]
    store.put_notice(NOTICE, TEXT.encode(), filings, at=NOW, actor="王稽核")
    build_layers(store, world)
    told = Told("43-farm", "visit", {"said": "内部批注"}, note="内部批注")
    store.tell(told, actor="王稽核", at=NOW, if_match=None)
    yield settings, store
    store.close()


@pytest.fixture(scope="module")
def public(office: tuple[Settings, Store]) -> Iterator[Store]:
    settings, _ = office
    store = open_for_readers(settings, NOW.date)
    yield store
    store.close()


@pytest.fixture(scope="module")
def app(office: tuple[Settings, Store]) -> Flask:
    settings, store = office
    return create_app(replace(settings, anonymous_read="on"), store, clock=lambda: NOW)


def say_nothing(words: str, where: str) -> None:
    found = [secret for secret in SECRETS if secret in words]
    assert not found, f"{where} tells {found}"


EXAMPLES = {
    "case_id": "43-farm", "identifier": NOTICE.identifier, "fid": "3", "layer_id": "water", "collection": "cases",
    "name": "cases.geojson", "key": "fid:3", "extension": "qgs", "language": "zh", "sha256": "0" * 64, "z": "8",
}  # fmt: skip


def addresses(app: Flask) -> list[str]:
    """Every address that can be got, each variable filled with what there is, and with what is hidden."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        for case, notice in (("43-farm", NOTICE.identifier), ("43-rad", NOTICE.identifier), ("43-water", "")):
            values = {**EXAMPLES, "case_id": case, "identifier": notice or NOTICE.identifier}
            values |= {"fid": {"43-farm": "3", "43-rad": "1", "43-water": "2"}[case]}
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda m, v=values: quote(v.get(m[1], v["case_id"])), rule.rule)
            found.append(path)
    extra = [
        "/api/list?limit=100", "/api/summary", "/api/clusters?bbox=100,20,120,35&zoom=9", "/api/sites/1",
        "/api/sites/2",
        "/ogcapi/collections/cases/items?f=json&limit=100", "/api/list?q=13800138000", "/api/list?q=%E5%88%98%E5%BE%B7",
        "/api/list?bbox=112.60,28.50,112.62,28.52", "/api/list?filter=problem%20LIKE%20%27%25%E9%92%B4%25%27",
        *(f"/export/cases.{ext}" for ext in ("geojson", "geojsonseq", "csv", "kml", "xlsx", "gpkg")),
        "/export/map.html", "/print", "/map", "/", "/notices",
    ]  # fmt: skip
    return sorted({*found, *extra})


def unpacked(content: bytes) -> list[str]:
    """All text of a file, and of the files in it where it is a ZIP (an evidence pack, a workbook)."""
    found = [content.decode("utf-8", "replace")]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            for name in held.namelist():
                found += [name, *unpacked(held.read(name))]
    return found


def test_no_route_lets_it_out(app: Flask) -> None:
    client = app.test_client()
    answered = 0
    for path in addresses(app):
        answer = client.get(path)
        body = answer.get_data()
        answer.close()
        assert answer.status_code < 500, (path, body[:300])
        answered += answer.status_code == 200
        say_nothing(path and body.decode("utf-8", "replace"), path)
        say_nothing(str(answer.headers), f"headers of {path}")
    assert answered > 40
    with app.app_context():
        jobs().wait()
    made = list((app.extensions["geoapp"].settings.folder / "jobs").glob("*/file"))
    assert made, "some of these addresses start a child that makes a file"
    for path in made:
        say_nothing("\n".join(unpacked(path.read_bytes())), f"job {path.parent.name}")


def test_hidden_things_do_not_exist(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/cases/43-rad").status_code == 404
    assert client.get("/cases/43-farm").status_code == 200
    assert client.get(f"/notices/{NOTICE.identifier}/original").status_code == 404
    assert client.get("/export/counties.geojson").status_code == 404
    found = client.get("/api/list?limit=100").get_json()
    assert {row["case_id"] for row in found["features"]} == {"43-water", "43-farm", "43-wide"}
    water = next(row for row in found["features"] if row["case_id"] == "43-water")
    assert water["lon"] is None
    assert water["coordinateUncertaintyInMeters"] is None
    assert not any(name.startswith("zone:") and value for name, value in water.items())
    for asked in ("q=13800138000", "q=%E9%92%B4%E6%BA%90", "bbox=112.60,28.50,112.62,28.52"):
        assert client.get(f"/api/list?{asked}").get_json()["numberMatched"] == 0


def test_pages_and_exports_say_what_is_left_out(app: Flask) -> None:
    client = app.test_client()
    for path in ("/", "/map", "/notices", "/layers", "/cases/43-farm", "/print"):
        page = client.get(path).get_data(as_text=True)
        for words in (
            "公开版",
            "放射性相关案件 1 件未列入",
            "饮用水取水相关案件 1 件不列位置",
            "没有审图号，未列县级界线",
        ):
            assert words in page, path
    export = client.get("/export/cases.geojson")
    assert "%E5%85%AC%E5%BC%80%E7%89%88" in export.headers["Geoapp-Warning"]
    assert "放射性相关案件" in client.get("/export/map.html").get_data(as_text=True)


def test_the_notice_keeps_its_quotes(public: Store) -> None:
    notice, _ = public.notice(NOTICE.identifier)
    assert len(notice.text) == len(TEXT)
    say_nothing(notice.text, "the notice")
    assert "青山水厂取水口上游有排污口" in notice.text
    assert "联系电话：■" in notice.text
    filed = public.records_of(NOTICE.identifier)
    assert {one.case_id for one in filed} == {"43-water", "43-farm", "43-wide"}
    for one in filed:
        quotes = [*one.record.quotes.values(), *(site.quote for site in one.record.sites)]
        assert all(found.holds_in(notice.text) for found in quotes)
    for feature in public.iterate(Query(today=NOW.date())):
        assert feature.quote is None or feature.quote.holds_in(notice.text)


def test_a_public_store_is_read_only_and_every_method_is_decided(public: Store) -> None:
    declared = {name for name in vars(Store) if not name.startswith("_")}
    decided = published.READ | published.REFUSED | {"original", "version", "close"}
    assert declared - decided == set(), "decide in geoapp/store/_published.py what the public may do with these"
    assert decided - declared == set()
    with pytest.raises(Forbidden):
        public.put_links([], actor="x", at=NOW)
    with pytest.raises(NotFound):
        public.original(NOTICE.identifier)


def test_the_edition_is_clean_to_the_last_byte(office: tuple[Settings, Store], public: Store) -> None:
    settings, _ = office
    public.version()
    files = sorted((settings.folder / "public").iterdir())
    assert [one.suffix for one in files if one.suffix in (".gpkg", ".json")] == [".gpkg", ".json"]
    for path in files:
        raw = path.read_bytes()
        for secret in SECRETS:
            assert secret.encode() not in raw, f"{secret} in {path.name}"
            assert secret.encode("unicode_escape") not in raw, f"{secret} in {path.name}"


def test_what_a_later_schema_adds_stays_inside(office: tuple[Settings, Store], tmp_path: Path) -> None:
    settings, store = office
    copy = tmp_path / "copy.gpkg"
    store.backup(copy)
    with sqlite3.connect(copy) as connection:
        connection.execute("CREATE TABLE visits (fid INTEGER PRIMARY KEY, who TEXT)")
        connection.execute("INSERT INTO visits VALUES (1, '刘德元')")
    connection.close()
    made = open_for_readers(replace(settings, db=str(copy), folder=tmp_path))
    made.close()
    (edition,) = (tmp_path / "public").glob("*.gpkg")
    with sqlite3.connect(edition) as connection:
        assert connection.execute("SELECT count(*) FROM visits").fetchone() == (0,)
    connection.close()


def test_it_follows_the_office(office: tuple[Settings, Store], tmp_path: Path) -> None:
    settings, store = office
    copy = tmp_path / "copy.gpkg"
    store.backup(copy)
    own = open_store(str(copy), today=NOW.date)
    made: Any = for_audience(own, replace(settings, db=str(copy), folder=tmp_path), NOW.date)
    assert isinstance(made, PublishedStore)
    before = made.version()
    assert made.version() == before
    more = replace(RECORDS["43-farm"], warnings=())
    text = TEXT + "\n又及。"
    notice = replace(NOTICE, identifier=sha256(text.encode()).hexdigest(), work_key="另一份", text=text)
    own.put_notice(notice, text.encode(), [Filing("43-new", "43", more, ("43-new.s",), "430903")], at=NOW, actor="x")
    made.refresh()
    assert made.version() != before
    assert made.dossier("43-new").features
    assert notes_of(made)[0]
    made.close()


def test_positions_are_coarse_where_the_rules_say_so(office: tuple[Settings, Store], tmp_path: Path) -> None:
    from geoapp.pipeline.redaction import FILE

    settings, _ = office
    rules = FILE.read_text(encoding="utf-8").replace("position_m  = 0", "position_m  = 2000")
    (tmp_path / "publication.toml").write_text(rules, encoding="utf-8")
    made = open_for_readers(replace(settings, folder=tmp_path), NOW.date)
    (farm,) = (one for one in made.iterate(Query(today=NOW.date())) if one.case_id == "43-farm")
    assert farm.lon != 112.3
    assert abs(farm.lon - 112.3) < 0.02
    assert farm.accuracy_m is not None
    assert 1_000 < farm.accuracy_m < 2_000  # half a diagonal of the cell, and what it was
    assert "按 2000 米网格概略" in "".join(notes_of(made))
    made.close()


def test_no_outline_of_a_county_without_a_review_number(public: Store) -> None:
    (wide,) = (one for one in public.iterate(Query(today=NOW.date())) if one.case_id == "43-wide")
    assert wide.geometry is not None
    assert wide.geometry.geom_type == "Point"
    assert wide.accuracy_m == 45_000
    position = public.dossier("43-wide").records[0].record.subjects[0].position
    assert position is not None
    assert position.geometry.geom_type == "Point"


def test_with_a_review_number_county_lines_are_carried(office: tuple[Settings, Store], tmp_path: Path) -> None:
    settings, _ = office
    numbered = replace(settings, folder=tmp_path, map_review_number="湘S(2025)001号", anonymous_read="on")
    client = create_app(numbered, open_store(settings.database), clock=lambda: NOW).test_client()
    assert client.get("/export/counties.geojson").status_code == 200
    wide = client.get("/export/cases.geojson").get_json()["features"]
    assert [one["geometry"]["type"] for one in wide if one["properties"]["case_id"] == "43-wide"] == ["Polygon"]
    assert "湘S(2025)001号" in client.get("/notices").get_data(as_text=True)


def test_commands_go_by_the_same_guard(
    office: tuple[Settings, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings, _ = office
    monkeypatch.chdir(tmp_path)
    for name, value in settings.environ().items():
        monkeypatch.setenv(name, value)
    assert run(["export", "cases", "-o", "c.geojson"]) == 0
    assert run(["export", "map.html"]) == 0
    assert run(["print", "-o", "m.pdf", "--size", "A3"]) == 0
    assert "公开版" in capfd.readouterr().err
    for name in ("c.geojson", "map.html"):
        say_nothing((tmp_path / name).read_text(encoding="utf-8"), name)
    document = pypdfium2.PdfDocument(tmp_path / "m.pdf")
    said = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    say_nothing(said, "the print")
    assert "公开版" in said
    assert "没有审图号" in said.replace("\r\n", "")
    capfd.readouterr()
    assert run(["layers"]) == 0
    listed = [line.split()[0] for line in capfd.readouterr().out.splitlines()]
    assert "cases" in listed
    assert "counties" not in listed, "county lines without a map review number"
    assert run(["repeat", "43-rad"]) == 1
    assert run(["repeat", "43-farm"]) == 0
    say_nothing(capfd.readouterr().out, "the commands")


def test_an_unknown_audience_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="everybody"):
        for_audience(None, Settings(folder=tmp_path, audience="everybody"))  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["/lists.xlsx", "/digest.xlsx?month=2025-11", "/digest.docx?month=2025-11"])
def test_papers_to_print_say_what_the_public_edition_lacks(app: Flask, address: str) -> None:
    content = io.BytesIO(app.test_client().get(address).data)
    if ".xlsx" in address:
        sheets = openpyxl.load_workbook(content).worksheets
        words = "".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows(max_row=3) for cell in row)
    else:
        with zipfile.ZipFile(content) as archive:
            words = archive.read("word/document.xml").decode("utf-8")
    assert "公开版：" in words
    assert "没有审图号" in words
