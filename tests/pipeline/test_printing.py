"""What a printed sheet says about its data: the selection in words, what is left out, sources, digest, pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from geoapp.cli import run
from geoapp.maps import Wish
from geoapp.maps.wall.heading import figures
from geoapp.model import Containing, Counts, Kind, Query, Status, Summary, UsageError
from geoapp.pipeline import load_units, load_world, open_demonstration
from geoapp.pipeline.dashboard import count_board
from geoapp.pipeline.printing import (
    Print,
    address_of,
    digest_of,
    format_of,
    left_out,
    page_path,
    pictures,
    print_selection,
    selection_words,
    sources_of,
)
from geoapp.settings import ZONE, Settings
from geoapp.store import Store, open_store
from tests.maps.wall.conftest import LAYERS, make_contents, make_feature

__all__ = ["make_contents"]

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=ZONE)
TODAY = Query(today=date(2026, 1, 5))
UNITS = load_units()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(str(tmp_path / "a.gpkg"), create=True, today=NOW.date)
    features = [make_feature(i, 112.3 + i / 50, 28.5, status=Status.CLOSED if i % 2 else Status.IN_PROGRESS)
                for i in range(1, 7)]  # fmt: skip
    made.bulk_load(features, at=NOW, actor="test")
    for layer in LAYERS:
        made.put_layer(layer)
    yield made
    made.close()


def test_the_selection_is_said_in_words() -> None:
    assert selection_words(TODAY, UNITS) == ""
    query = replace(
        TODAY, county=("430903",), status=(Status.CLOSED,), kind=(Kind.WATER,), overdue=True, q="排污",
        lead_unit="水利局", due=(date(2025, 1, 1), None), zone=(("z", Containing.INSIDE),),
        bbox=(112.0, 28.0, 113.0, 29.0),
    )  # fmt: skip
    said = selection_words(query, UNITS, {"z": "退养区"})
    for words in (
        "赫山区",
        "已销号",
        "水",
        "逾期",
        "“排污”",
        "水利局",
        "2025-01-01 – …",
        "退养区 区内",
        "112, 28, 113, 29",
    ):
        assert words in said
    city = replace(TODAY, county=("430900", "430903", "430921", "430181"))
    assert selection_words(city, UNITS).split("；")[0] == "益阳市、浏阳市"


def test_what_is_left_out_is_counted() -> None:
    none = Counts(0, 0)
    summary = Summary(Counts(9, 12), Counts(5, 6), Counts(2, 3), Counts(4, 0), Counts(7, 8), {}, None, 1)
    query = replace(TODAY, hidden=(Status.CLOSED,))
    unmade = replace(LAYERS[0], problem="没有数据")
    printed = "；".join(left_out(query, summary, [unmade]))
    for words in ("未定位 3 处（2 件）", "不涉及具体点位 4 件", "已销号 7 件未印", "图层counties"):
        assert words in printed
    assert "文件" in "；".join(left_out(query, summary, [], printed=False))
    assert left_out(TODAY, replace(summary, unlocated=none, not_spatial=none), LAYERS) == []


def test_the_digest_tells_data_apart() -> None:
    one, two = make_feature(1, 112.3, 28.5), make_feature(2, 112.4, 28.5)
    assert digest_of([one, two], LAYERS) == digest_of([two, one], LAYERS[::-1])
    assert digest_of([one], LAYERS) != digest_of([one, two], LAYERS)
    moved = make_feature(1, 112.3001, 28.5)
    assert digest_of([one], LAYERS) != digest_of([moved], LAYERS)
    assert digest_of([one], LAYERS) != digest_of([one], [replace(LAYERS[0], digest="anew"), *LAYERS[1:]])


def test_sources_are_short() -> None:
    assert sources_of([make_feature(1, 112.3, 28.5)], LAYERS) == ["1 份公开文件", "虚构"]


def test_the_code_leads_to_the_selection() -> None:
    settings = Settings(public_url="https://zg.example/")
    one, two = make_feature(1, 112.3, 28.5), make_feature(2, 112.4, 28.5)
    assert address_of(settings, [one, two], "county=430903") == "https://zg.example/map?county=430903"
    assert address_of(settings, [one], "county=430903") == "https://zg.example/cases/43-0001"
    assert address_of(settings, [one, two], "") == "https://zg.example/map"
    assert address_of(Settings(), [one], "x=1") == ""


def test_pictures_have_the_size_of_the_paper(store: Store) -> None:
    order = Print(Wish(size="A4"), TODAY, "")
    made = print_selection(store, order, NOW, Settings(), UNITS)
    (picture, *_) = pictures(made.pdf, 100)
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == pytest.approx((297 / 25.4 * 100, 210 / 25.4 * 100), abs=1)
    for dpi, named in ((10, "10"), (5000, "5000")):
        with pytest.raises(UsageError, match=named):
            pictures(made.pdf, dpi)
    big = print_selection(store, replace(order, wish=Wish(size="A0")), NOW, Settings(), UNITS)
    with pytest.raises(UsageError, match="最多"):
        pictures(big.pdf, 600)


def test_names_of_files() -> None:
    assert format_of(Path("a.PDF")) == "pdf"
    assert page_path(Path("图/a.png"), 0) == Path("图/a.png")
    assert page_path(Path("图/a.png"), 2) == Path("图/a-3.png")
    with pytest.raises(UsageError, match=r"a\.dwg"):
        format_of(Path("a.dwg"))


def test_the_command(store: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    base = ["print", "--db", str(tmp_path / "a.gpkg"), "--today", "2026-01-05"]
    assert run([*base, "-o", str(tmp_path / "图.pdf"), "--size", "A3", "--portrait", "--status", "closed"]) == 0
    said = capfd.readouterr().err
    assert "A3 竖版" in said
    assert "3 件" in said
    assert run([*base, "-o", str(tmp_path / "图.png"), "--size", "A4", "--dpi", "60"]) == 0
    assert sorted(path.name for path in tmp_path.glob("图*.png")) == ["图-2.png", "图.png"]
    for wrong in (["-o", "x.dwg"], ["-o", "x.pdf", "--size", "A9"], ["-o", "x.pdf", "--scale", "1"],
                  ["-o", str(tmp_path / "a.gpkg")], ["-o", str(tmp_path / "无" / "x.pdf")],
                  ["-o", "x.pdf", "--status", "nosuch"]):  # fmt: skip
        assert run([*base, *wrong]) == 2, wrong
        assert "Traceback" not in capfd.readouterr().err
    assert not list(tmp_path.glob("*.part"))


FIGURES = ("total", "closed", "overdue", "lapsed", "unlocated")
"""What the dashboard calls the figures of a sheet's head that count cases."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The bundled notices: among them cases that are closed at one site and open at another."""
    world = load_world(Settings(folder=tmp_path_factory.mktemp("样本")))
    made, _ = open_demonstration(tmp_path_factory.mktemp("样本") / "demo.gpkg", world, now=lambda: NOW)
    yield made
    made.close()


@pytest.mark.parametrize(
    "words",
    [{}, {"county": ("430903",)}, {"status": (Status.CLOSED,)}, {"located": False}, {"lapsed": True}, {"q": "污水"},
     {"hidden": (Status.CLOSED,)}],
    ids=str,
)  # fmt: skip
def test_a_sheet_counts_as_the_dashboard_does(sample: Store, make_contents: Any, words: dict[str, Any]) -> None:
    query = replace(TODAY, **words)
    columns = sample.columns()
    board = count_board(columns, columns.select(query, among=sample.search(query, columns)), query)
    features = tuple(sample.iterate(query))
    told = figures(make_contents(list(features)))
    assert [int(number) for number, _, _ in told] == [
        *(board.figures["total"].cases, board.figures["total"].sites),
        *(board.figures[name].cases for name in FIGURES[1:]),
    ]


def test_the_sample_has_cases_that_are_closed_in_part(sample: Store) -> None:
    """Else the test above could not tell whole cases from sites."""
    features = tuple(sample.iterate(TODAY))
    parted = {one.case_id for one in features if one.status is Status.CLOSED}
    assert parted > {one.case_id for one in features if one.case_status is Status.CLOSED}
