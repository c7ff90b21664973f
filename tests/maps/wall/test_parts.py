"""The parts of the sheet: numbers that never cover each other, the projection, the graticule, the symbols' outlines."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geoapp.maps import Contents, palette
from geoapp.maps.wall.fonts import load_fonts
from geoapp.maps.wall.furniture import bar_km
from geoapp.maps.wall.graticule import crossings, spelled, step_minutes
from geoapp.maps.wall.ground import Sheet, _name_section, _room_for
from geoapp.maps.wall.heading import _set_title
from geoapp.maps.wall.marks import place_marks
from geoapp.maps.wall.numbering import number
from geoapp.maps.wall.paper import SIZES_MM, USUAL, WIDER, Box, Paper, further_columns, lay_out
from geoapp.maps.wall.pen import Pen, Type, outlines
from geoapp.maps.wall.placing import ranges
from geoapp.maps.wall.projection import ROUND, joint_box, project
from geoapp.maps.wall.sheet import _composed
from geoapp.maps.wall.spacing import Room
from geoapp.model import CaseFeature
from tests.maps.wall.conftest import UNITS, make_feature

FRAME = Box(20, 40, 500, 480)


def sheet_of(features: list[CaseFeature]) -> Sheet:
    paper = Paper.of("A1", portrait=False)
    bounds = joint_box([(one.lon, one.lat, one.lon, one.lat) for one in features if one.lon and one.lat])
    assert bounds is not None
    return Sheet(Pen(load_fonts(), (paper.w, paper.h), {}), paper, project(bounds, FRAME), Room(FRAME, 0.35))


@pytest.mark.parametrize("spread", [0.001, 0.02, 0.3])
def test_no_number_covers_another(spread: float) -> None:
    rng = np.random.default_rng(11)
    places = rng.normal((112.5, 28.5), spread, (180, 2))
    features = [make_feature(i, *map(float, at), overdue=i % 4 == 0) for i, at in enumerate(places, 1)]
    _, numbers = number(features, UNITS)
    _, placed = place_marks(sheet_of(features), features, numbers)
    assert not placed.crowded
    assert not [pair for pair in combinations(placed.labels, 2) if pair[0].overlaps(pair[1])]
    assert all(FRAME.x <= box.x and box.right <= FRAME.right for box in placed.labels)
    told = [entry.number for spot in placed.spots for entry in spot.entries]
    assert sorted(set(told)) == list(range(1, 181))


def test_cases_on_one_place_share_a_plate() -> None:
    features = [make_feature(i, 112.5, 28.5, place_key="one", accuracy_m=15_000.0) for i in range(1, 71)]
    _, numbers = number(features, UNITS)
    _, placed = place_marks(sheet_of([*features, make_feature(99, 112.9, 28.8)]), features, numbers)
    assert len(placed.labels) == 1


def test_numbers_run_by_county_and_from_north_to_south(few: list[CaseFeature]) -> None:
    sections, numbers = number(few, UNITS)
    assert [section.title for section in sections[:2]] == ["东县", "西县"]
    assert [line.where for section in sections for line in section.lines][-2:] == ["unlocated", "not_spatial"]
    assert numbers["43-0001"] < numbers["43-0002"]  # farther north
    assert sorted(numbers.values()) == [1, 2, 3, 4, 5, 6]


def test_a_case_with_several_sites_has_one_number() -> None:
    two = [make_feature(1, 112.4, 28.5), make_feature(2, 112.6, 28.5, case_id="43-0001", name="另一处")]
    sections, numbers = number(two, UNITS)
    assert numbers == {"43-0001": 1}
    assert sections[0].lines[0].place == "点位1、另一处"


@given(lon=st.floats(75, 134), lat=st.floats(18, 52), size=st.floats(0.01, 2))
def test_the_zone_is_the_nearest_and_the_frame_holds_the_selection(lon: float, lat: float, size: float) -> None:
    bounds = (lon - size, lat - size / 2, lon + size, lat + size / 2)
    made = project(bounds, FRAME)
    assert abs(made.meridian - lon) <= 1.5 + 1e-9 or made.meridian in (75, 135)
    assert made.scale in ROUND
    for corner in ((bounds[0], bounds[1]), (bounds[2], bounds[3])):
        x, y = made.to_page(*corner)
        assert FRAME.x - 0.01 <= x <= FRAME.right + 0.01
        assert FRAME.y - 0.01 <= y <= FRAME.top + 0.01
    back = made.from_page(*(float(value) for value in made.to_page(lon, lat)))
    assert back == pytest.approx((lon, lat), abs=1e-7)


def test_the_scale_bar_is_true() -> None:
    """A bar's length on paper, laid on the map, is its length on the ground within what the sheet says."""
    made = project((112.0, 28.2, 113.0, 29.0), FRAME, 400_000)
    km, parts = bar_km(made, 180)
    length = km * parts * 1e6 / made.scale
    x, y = FRAME.centre
    start, end = made.from_page(x - length / 2, y), made.from_page(x + length / 2, y)
    metres = Geod(ellps="GRS80").inv(*start, *end)[2]
    assert metres == pytest.approx(km * parts * 1000, rel=made.distortion_ppm() / 1e6 + 1e-7)


def test_graticule_labels_stand_where_the_lines_are() -> None:
    made = project((111.8, 28.2, 113.1, 29.2), FRAME)
    step = step_minutes(made, Paper.of("A1", portrait=False))
    for one in crossings(made, step)["bottom"]:
        lon, _ = made.from_page(FRAME.x + one.at, FRAME.y)
        assert lon * 60 == pytest.approx(one.minutes, abs=0.02)
    assert spelled(6750) == "112°30′"


@pytest.mark.parametrize("size", SIZES_MM)
@pytest.mark.parametrize("portrait", [False, True])
def test_nothing_of_the_sheet_lies_on_anything_else(size: str, portrait: bool) -> None:
    paper = Paper.of(size, portrait=portrait)
    layout = lay_out(paper)
    boxes = [layout.title, layout.frame, *layout.tables, layout.legend, layout.inset, layout.imprint, layout.scale]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    whole = Box(0, 0, paper.w, paper.h)
    for box in (*boxes, *further_columns(paper)):
        assert box.w > 10
        assert box.h > 10
        assert box.x >= whole.x
        assert box.right <= whole.right
        assert box.y >= whole.y
        assert box.top <= whole.top


def test_every_shape_of_the_palette_can_be_drawn() -> None:
    for name, path in {**palette()["shape"], **palette()["mark"]}.items():
        found = outlines(path)
        assert found, name
        for points, _closed in found:
            assert len(points) >= 2, name
            assert np.abs(np.array(points)).max() <= 12, name
    (ring, closed), *_ = outlines(palette()["shape"]["disc"])
    assert closed
    assert np.hypot(*np.array(ring).T) == pytest.approx(9.0)


def test_lines_break_as_chinese_is_set() -> None:
    pen = Pen(load_fonts(), (100, 100), {})
    kind = Type(10)
    lines = pen.wrap("污水直排（三处），整改期限2025年12月31日，责任单位为县水利局。", 36, kind, 5)
    assert not [line for line in lines if line[0] in "，。；）"]
    assert not [line for line in lines if line[-1] in "（"]
    assert all(pen.width(line, kind) <= 36.01 for line in lines)
    assert pen.wrap("很长" * 100, 30, kind, 2)[-1].endswith("…")
    assert pen.wrap("", 30, kind, 2) == []


def test_ranges_of_numbers() -> None:
    assert ranges([3, 1, 2, 7, 9, 10]) == "1–3、7、9–10"


def test_the_room_knows_what_is_taken() -> None:
    room = Room(FRAME, 0.35)
    box = Box(100, 100, 10, 5)
    assert not room.worst(box)
    room.take(box)
    assert room.worst(Box(109, 104, 10, 5))
    assert not room.worst(Box(112, 100, 10, 5))
    assert room.crosses((90, 102), (130, 102))
    assert not room.crosses((90, 110), (130, 110))
    assert not room.holds(Box(515, 100, 10, 5))


def test_contents_say_what_they_are(make_contents: Callable[..., Contents], few: list[CaseFeature]) -> None:
    assert make_contents(few).zones == {}


@pytest.mark.parametrize("share", [USUAL, *WIDER])
def test_a_wider_side_column_takes_from_the_map_alone(share: float) -> None:
    paper = Paper.of("A1", portrait=False)
    usual, layout = lay_out(paper), lay_out(paper, share)
    assert layout.frame.w <= usual.frame.w
    assert layout.frame.right < layout.tables[0].x
    assert (layout.title, layout.frame.y, layout.frame.top) == (usual.title, usual.frame.y, usual.frame.top)
    assert layout.tables[0].right == pytest.approx(usual.tables[0].right)


@pytest.mark.parametrize("size", SIZES_MM)
@pytest.mark.parametrize("share", WIDER)
def test_an_upright_map_gives_up_height_for_what_stands_below(size: str, share: float) -> None:
    paper = Paper.of(size, portrait=True)
    usual, layout = lay_out(paper), lay_out(paper, share)
    assert layout.frame.h < usual.frame.h
    assert layout.tables[0].h > usual.tables[0].h
    boxes = [layout.title, layout.frame, *layout.tables, layout.legend, layout.inset, layout.imprint, layout.scale]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


@pytest.mark.parametrize("width", [0.4, 1.5, 2.5, 3.2, 3.6, 4.0, 4.4])
def test_a_region_gives_room_to_the_table_where_that_costs_no_scale(width: float) -> None:
    paper, bounds = Paper.of("A1", portrait=False), (109.0, 27.0, 109.0 + width, 29.4)
    scales = {share: project(bounds, lay_out(paper, share).frame, None).scale for share in (*WIDER, USUAL)}
    layout, projection = _composed(paper, bounds, None)
    assert projection.scale == scales[USUAL]
    widest = max(share for share, scale in scales.items() if scale == scales[USUAL])
    assert layout == lay_out(paper, widest)
    assert _composed(paper, bounds, 2_000_000)[0] == lay_out(paper), "an asked scale keeps the usual plan"


def test_names_of_sections_and_counties_keep_off_the_symbols(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the whole county full of symbols its name is left out; with room on one side the section takes that side."""
    paper = Paper.of("A1", portrait=False)
    bounds = (112.0, 28.0, 112.6, 28.6)
    projection = project(bounds, lay_out(paper).frame, None)
    pen = Pen(load_fonts(), (paper.w, paper.h), {})
    sheet = Sheet(pen, paper, projection, Room(projection.frame, 0.35))
    x, y = projection.frame.centre
    told: list[tuple[float, str]] = []

    def tell(x: float, _y: float, words: str, _kind: Type) -> float:
        told.append((x, words))
        return 0.0

    monkeypatch.setattr(pen, "text", tell)
    sheet.room.take(Box(x + 1, y - 20, 60, 40))  # all that is right of the target
    kind = Type(paper.pt(7.6))
    _name_section(sheet, (x, y), "某断面", (kind, paper.mm(1.35)))
    assert [(at < x, words) for at, words in told] == [(True, "某断面")]
    area = shapely.box(x - 60, y - 40, x + 60, y + 40)
    circle = shapely.maximum_inscribed_circle(area, tolerance=1)
    assert _room_for(sheet, area, (30.0, 6.0), circle, 1.0) is not None
    sheet.room.take(Box(x - 62, y - 42, 124, 84))
    assert _room_for(sheet, area, (30.0, 6.0), circle, 1.0) is None


@pytest.mark.parametrize(
    "title",
    [
        "示例市整改图",
        "示例市" + "贯彻落实督察反馈问题" * 3,
        "极长的图名" * 60,
        "NoSpaces" * 40,
    ],
)
@pytest.mark.parametrize("portrait", [False, True])
@pytest.mark.parametrize("size", SIZES_MM)
def test_a_title_of_any_length_leaves_the_figures_alone(size: str, portrait: bool, title: str) -> None:
    paper = Paper.of(size, portrait=portrait)
    pen = Pen(load_fonts(), (paper.w, paper.h), {})
    box = Box(paper.mm(16), 0, paper.w * 0.4, paper.mm(22))
    lines, kind = _set_title(pen, paper, title, box)
    assert 1 <= len(lines) <= 3
    assert all(pen.width(line, kind) <= box.w + 0.01 for line in lines)
    assert kind.mm * (1 + 1.3 * (len(lines) - 1)) <= box.h + 0.01
    whole = "".join(lines).replace("…", "")
    assert title.startswith(whole)
    assert ("…" in lines[-1]) == (len(whole) < len(title))
