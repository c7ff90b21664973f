"""Enlarged details: where a crowd is shown again, and that each number stands once, in the detail or on the map."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely

from geoapp.maps import Contents, Wish, print_wall
from geoapp.maps.wall import sheet as sheets
from geoapp.maps.wall.detail import Detail, find_details, shown_in
from geoapp.maps.wall.fonts import load_fonts
from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.pen import Pen
from geoapp.maps.wall.placing import Placed
from geoapp.maps.wall.projection import Projection, project
from geoapp.model import CaseFeature
from tests.maps.wall.conftest import make_feature

Make = Callable[..., Contents]
FRAME = Box(20, 40, 500, 480)
PAPER = Paper.of("A1", portrait=False)
COUNTRY = (111.0, 28.0, 113.0, 29.7)


def crowd(count: int, *, around: tuple[float, float] = (112.6, 28.5), spread: float = 0.06) -> list[CaseFeature]:
    """Places close to each other, and one far from them that makes the sheet wide."""
    off = np.random.default_rng(3).normal(0, spread, (count, 2))
    near = [make_feature(index, around[0] + x, around[1] + y) for index, (x, y) in enumerate(off.tolist(), 1)]
    return [*near, make_feature(count + 1, 111.8, 28.3)]


def details_of(features: list[CaseFeature], home: list[shapely.Polygon]) -> tuple[Projection, list[Detail]]:
    main = project(COUNTRY, FRAME)
    return main, find_details(main, PAPER, features, home, 4.6)


def test_a_crowd_is_enlarged_in_a_corner_that_is_free() -> None:
    features = crowd(60)
    home = [shapely.box(300, 40, 520, 300)]
    main, details = details_of(features, home)

    assert details
    for one in details:
        assert one.projection.scale < main.scale
        assert not shapely.box(one.box.x, one.box.y, one.box.right, one.box.top).intersects(home[0])
        assert not one.box.overlaps(one.window)
        assert FRAME.x < one.box.x and one.box.right < FRAME.right and FRAME.y < one.box.y and one.box.top < FRAME.top
    shown = [one for one in features if shown_in(details, main, one)]
    assert len(shown) > 30
    assert features[-1] not in shown


def test_what_a_detail_shows_lies_where_its_window_lies() -> None:
    main, details = details_of(crowd(60), [shapely.box(300, 40, 520, 300)])

    for one in details:
        frame = one.projection.frame
        for corner, on_map in (((frame.x, frame.y), (one.window.x, one.window.y)),
                               ((frame.right, frame.top), (one.window.right, one.window.top))):  # fmt: skip
            assert one.projection.from_page(*corner) == pytest.approx(main.from_page(*on_map), abs=1e-6)
        assert one.projection.epsg == main.epsg


@pytest.mark.parametrize(
    ("features", "home"),
    [
        ([make_feature(1, 112.6, 28.5), make_feature(2, 112.61, 28.5)], []),  # a pair is no crowd
        (crowd(60), [shapely.box(0, 0, 600, 600)]),  # nowhere to put it
        ([make_feature(one, 112.6, 28.5) for one in range(60)], []),  # on one place no scale parts them
        ([make_feature(1, None, None)], []),
        ([], []),
    ],
)
def test_no_detail_where_it_would_not_help(features: list[CaseFeature], home: list[shapely.Polygon]) -> None:
    assert details_of(features, home)[1] == []


def test_areas_keep_their_number_on_the_map() -> None:
    wide = make_feature(99, 112.6, 28.5, accuracy_m=15_000.0)
    main, details = details_of([*crowd(60), wide], [shapely.box(300, 40, 520, 300)])

    assert details
    assert shown_in(details, main, wide) is None


def test_every_number_stands_once_and_covers_no_other(make_contents: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    features = crowd(80)
    seen: list[Placed] = []
    draw = sheets.draw_marks

    def noted(marks: object, placed: Placed) -> None:
        seen.append(placed)
        draw(marks, placed)  # type: ignore[arg-type]

    monkeypatch.setattr(sheets, "draw_marks", noted)
    made = print_wall(Wish(), make_contents(features))

    assert len(seen) > 1  # the map, and at least one detail
    assert not made.crowded
    numbers = [entry.number for placed in seen for spot in placed.spots for entry in spot.entries]
    assert sorted(numbers) == list(range(1, len(features) + 1))
    for placed in seen:
        assert not [pair for pair in combinations(placed.labels, 2) if pair[0].overlaps(pair[1])]


def test_gdal_reads_the_map_and_not_the_detail(make_contents: Make, tmp_path: Path) -> None:
    made = print_wall(Wish(), make_contents(crowd(80)))
    assert made.pdf.count(b"/Type /Viewport") > 1
    if shutil.which("gdalinfo") is None:
        pytest.skip("gdalinfo is not installed")
    path = tmp_path / "map.pdf"
    path.write_bytes(made.pdf)
    answer = subprocess.run(["gdalinfo", "-nofl", str(path)], capture_output=True, text=True, check=False)
    if "GeoTransform" not in answer.stdout:
        pytest.skip("this GDAL reads no PDF")
    first = answer.stdout.split("GeoTransform =\n")[1].splitlines()[0].split(",")
    width = float(answer.stdout.split("Size is ")[1].split(",")[0])
    assert float(first[1]) * width == pytest.approx(841 * made.scale / 1000, rel=1e-3)  # metres across an A1 sheet


def test_the_same_crowd_gives_the_same_bytes(make_contents: Make) -> None:
    assert print_wall(Wish(), make_contents(crowd(80))).pdf == print_wall(Wish(), make_contents(crowd(80))).pdf


def test_a_pen_knows_the_letter() -> None:
    """The letter that ties map and detail is a glyph of the font in use."""
    pen = Pen(load_fonts(), (PAPER.w, PAPER.h), {})
    list(pen.fonts.runs("ABCD", bold=True))
    assert not pen.fonts.missing
