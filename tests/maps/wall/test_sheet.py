"""The wall map as a file: what a reader of the PDF finds in it, at every size."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from geoapp.maps import SIZES_MM, Contents, NoFont, Wish, print_wall
from geoapp.maps.wall import fonts
from geoapp.model import CaseFeature, UsageError
from geoapp.texts import text
from tests.maps.wall.conftest import make_feature

Make = Callable[..., Contents]


def words_of(pdf: bytes) -> str:
    """All text of all pages, line ends aside."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")
    finally:
        document.close()


@pytest.mark.parametrize("size", SIZES_MM)
@pytest.mark.parametrize("portrait", [False, True])
def test_every_size_and_way(size: str, portrait: bool, make_contents: Make, few: list[CaseFeature]) -> None:
    made = print_wall(Wish(size=size, portrait=portrait), make_contents(few))
    document = pypdfium2.PdfDocument(made.pdf)
    wide, high = (side / 72 * 25.4 for side in document[0].get_size())
    document.close()
    expected = SIZES_MM[size][::-1] if portrait else SIZES_MM[size]
    assert (round(wide), round(high)) == expected
    said = words_of(made.pdf)
    for name in (
        "示例市突出生态环境问题整改挂图作战图",
        "图例",
        "位置图",
        "CGCS2000",
        "审图号",
        "数据摘要",
        "01234567",
    ):
        assert name in said
    for number, place in enumerate(("点位1", "点位2", "点位3", "点位4", "某处", "不涉及具体点位"), 1):
        assert place in said, number
    assert not made.crowded
    assert not made.missing


def test_the_scale_is_round_and_true(make_contents: Make, few: list[CaseFeature]) -> None:
    made = print_wall(Wish(size="A2"), make_contents(few))
    assert made.epsg == 4546  # 111° is nearer to 112.3° than 114°
    assert made.scale % 10_000 == 0
    given = print_wall(Wish(size="A2", scale=777_000), make_contents(few))
    assert given.scale == 777_000
    assert "1:777\u2009000" in words_of(given.pdf) or "1:777 000" in words_of(given.pdf)


def test_what_cannot_be_printed_is_refused_with_the_word(make_contents: Make, few: list[CaseFeature]) -> None:
    for wish, named in ((Wish(size="A7"), "A7"), (Wish(scale=3), "3"), (Wish(scale=10**9), "1000000000")):
        with pytest.raises(UsageError, match=named):
            print_wall(wish, make_contents(few))
    far = make_contents([make_feature(1, 112.0, 28.0), make_feature(2, -70.0, 10.0)])
    with pytest.raises(UsageError, match="高斯"):
        print_wall(Wish(), far)


def test_nothing_selected_is_still_a_sheet(make_contents: Make) -> None:
    made = print_wall(Wish(size="A3"), make_contents([]))
    assert "0件 问题" in words_of(made.pdf).replace(" ", "").replace("件问题", "件 问题")


def test_many_cases_go_on_overleaf_and_none_is_lost(make_contents: Make) -> None:
    rng = np.random.default_rng(3)
    spread = zip(rng.normal(112.5, 0.08, 300).tolist(), rng.normal(28.5, 0.08, 300).tolist(), strict=True)
    many = [make_feature(index, lon, lat, overdue=index % 3 == 0) for index, (lon, lat) in enumerate(spread, 1)]
    made = print_wall(Wish(size="A1"), make_contents(many))
    assert made.pages >= 2
    said = words_of(made.pdf)
    assert all(f"点位{index}" in said for index in range(1, 301))
    assert not made.crowded


def test_without_county_lines_the_place_of_the_location_map_says_so(
    make_contents: Make, few: list[CaseFeature]
) -> None:
    assert "不绘位置图" in words_of(print_wall(Wish(), make_contents(few, layers=())).pdf)
    assert "不绘位置图" not in words_of(print_wall(Wish(), make_contents(few)).pdf)


def test_the_same_wish_gives_the_same_bytes(make_contents: Make, few: list[CaseFeature]) -> None:
    first = print_wall(Wish(size="A4"), make_contents(few)).pdf
    assert first == print_wall(Wish(size="A4"), make_contents(few)).pdf
    assert first != print_wall(Wish(size="A4"), make_contents(few, digest="f" * 64)).pdf


def test_the_review_number_and_the_address_are_on_the_sheet(make_contents: Make, few: list[CaseFeature]) -> None:
    wish = Wish(size="A3", review_number="湘S(2025)001号", url="https://zg.example/map?county=430903", title="自取图名")
    pdf = print_wall(wish, make_contents(few)).pdf
    said = words_of(pdf)
    assert "湘S(2025)001号" in said
    assert "自取图名" in said
    assert "扫码" in said
    assert b"https://zg.example/map?county=430903" in pdf
    assert "扫码" not in words_of(print_wall(Wish(size="A3"), make_contents(few)).pdf)


def test_text_from_notices_is_only_text(make_contents: Make) -> None:
    hostile = "<script>alert(1)</script> %s {name} \\u202e (\u0000) 𠮷 ☃ \u200b" + "长" * 500
    odd = make_feature(1, 112.4, 28.5, problem=hostile, name=hostile, lead_unit=hostile)
    made = print_wall(Wish(size="A4"), make_contents([odd]))
    assert "<script>" in words_of(made.pdf)
    assert "☃" in made.missing or "☃" in words_of(made.pdf)


def test_without_any_chinese_font_the_reason_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_contents: Make, few: list[CaseFeature]
) -> None:
    monkeypatch.setattr(fonts, "_SYSTEM", {"linux": (str(tmp_path), ())})
    with pytest.raises(NoFont, match="中文字体"):
        fonts.load_fonts(tmp_path)
    made = print_wall(Wish(size="A4"), make_contents(few))
    assert made.pdf.startswith(b"%PDF")


def test_fonts_are_embedded(make_contents: Make, few: list[CaseFeature], tmp_path: Path) -> None:
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts (poppler-utils) is not installed")
    path = tmp_path / "map.pdf"
    path.write_bytes(print_wall(Wish(size="A4"), make_contents(few)).pdf)
    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    rows = [line for line in listed.splitlines()[2:] if line.strip()]
    assert rows
    assert all("NotoSansSC" in line and line.split()[-5:-2] == ["yes", "yes", "yes"] for line in rows), listed


def test_gdal_reads_where_the_sheet_lies(make_contents: Make, few: list[CaseFeature], tmp_path: Path) -> None:
    if shutil.which("gdalinfo") is None:
        pytest.skip("gdalinfo is not installed")
    formats = subprocess.run(["gdalinfo", "--formats"], capture_output=True, text=True, check=True).stdout
    if "Geospatial PDF" not in formats:
        pytest.skip("this GDAL has no PDF driver")
    path = tmp_path / "map.pdf"
    made = print_wall(Wish(size="A3"), make_contents(few))
    path.write_bytes(made.pdf)
    told = subprocess.run(["gdalinfo", "-nofl", str(path)], capture_output=True, text=True, check=True).stdout
    assert "CGCS2000 / 3-degree Gauss-Kruger CM 111E" in told
    first, second = (line.split(",") for line in told.split("GeoTransform =\n")[1].splitlines()[:2])
    width, height = (float(part) for part in told.split("Size is ")[1].splitlines()[0].split(", "))
    assert float(first[1]) * width == pytest.approx(420 * made.scale / 1000, rel=1e-3)  # metres across an A3 sheet
    assert float(second[2]) * height == pytest.approx(-297 * made.scale / 1000, rel=1e-3)


def test_a_window_that_was_asked_for_is_kept(make_contents: Make, few: list[CaseFeature]) -> None:
    window = (112.3, 28.3, 112.7, 28.6)
    near = print_wall(Wish(size="A2"), make_contents(few, window=window))
    far = print_wall(Wish(size="A2"), make_contents(few))
    assert near.scale < far.scale
    assert "图幅之外 1 处" in words_of(near.pdf)


def test_contents_are_not_changed(make_contents: Make, few: list[CaseFeature]) -> None:
    contents = make_contents(few)
    before = replace(contents)
    print_wall(Wish(size="A4"), contents)
    assert contents == before


@pytest.mark.parametrize("size", ["A1", "A4"])
@pytest.mark.parametrize("portrait", [False, True])
def test_an_empty_selection_is_a_whole_sheet_that_says_so(
    make_contents: Callable[..., Contents], size: str, portrait: bool
) -> None:
    made = print_wall(Wish(size=size, portrait=portrait), make_contents([]))
    words = words_of(made.pdf)
    assert made.pages == 1
    assert text("print.selection.none") in words
    assert text("print.column.deadline") not in words, "a table without a row"
    assert text("print.legend.status") not in words, "a group of the legend without an entry"
    assert "01234567" in words, "the digest of the data"


@pytest.mark.parametrize("size", ["A0", "A4"])
@pytest.mark.parametrize("portrait", [False, True])
def test_every_sheet_tells_how_it_counts_and_its_digest(
    make_contents: Callable[..., Contents], few: list[CaseFeature], size: str, portrait: bool
) -> None:
    long = {
        "left_out": ("未生成的图层：" + "、".join(f"某某临河地带{i}" for i in range(40)),),
        "sources": ("某来源" * 60,),
    }
    words = words_of(print_wall(Wish(size=size, portrait=portrait), make_contents(few, **long)).pdf)
    assert text("print.imprint.counting") in words
    assert "01234567" in words
