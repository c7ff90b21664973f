"""The wall map, put together: one map sheet, and as many continuation sheets as the side table needs."""

from __future__ import annotations

from geoapp.maps.wall.contents import Contents, WallMap, Wish, common_place
from geoapp.maps.wall.detail import Detail, find_details, shown_in
from geoapp.maps.wall.fonts import load_fonts
from geoapp.maps.wall.furniture import (
    Inset,
    draw_detail_frame,
    draw_imprint,
    draw_inset,
    draw_scale,
    draw_window,
    grouped,
)
from geoapp.maps.wall.geopdf import georeference
from geoapp.maps.wall.graticule import draw_border, draw_lines, step_minutes
from geoapp.maps.wall.ground import (
    COUNTIES,
    Sheet,
    codes_of,
    draw_ground,
    name_counties,
    name_sections,
    name_water,
    outlines_at_home,
)
from geoapp.maps.wall.heading import draw_heading
from geoapp.maps.wall.legend import draw_legend
from geoapp.maps.wall.marks import draw_accuracies, draw_marks, draw_small, marks_of, place_marks
from geoapp.maps.wall.numbering import Section, number
from geoapp.maps.wall.paper import SIZES_MM, WIDER, Box, Layout, Paper, further_columns, lay_out
from geoapp.maps.wall.pen import Ink, Pen, Type
from geoapp.maps.wall.placing import Placed
from geoapp.maps.wall.projection import Projection, joint_box, project
from geoapp.maps.wall.spacing import Room
from geoapp.maps.wall.table import SideTable
from geoapp.model import BBox, CaseFeature, UsageError
from geoapp.texts import text

HUNAN: BBox = (108.7, 24.6, 114.3, 30.2)
"""What a sheet shows when nothing of the selection has a place and no county is known."""
GRAIN_MM = 0.35
_SMALL = 0.62
"""The size, against a usual one, of a symbol whose number stands in a detail."""


def draw_sheets(wish: Wish, contents: Contents) -> WallMap:
    """The wall map as a vector PDF with its fonts in it.

    Raises ``UsageError`` for a paper or scale that there is not, ``NoFont`` when no Chinese font can be embedded.
    """
    if wish.size not in SIZES_MM:
        raise UsageError(
            text("print.bad_size", value=wish.size, known="、".join(SIZES_MM)), parameter="size", example="A1"
        )
    paper = Paper.of(wish.size, portrait=wish.portrait)
    layout, projection = _composed(paper, _bounds(contents), wish.scale)
    home = _home(contents)
    sections, numbers = number(contents.features, contents.units)
    title = wish.title or _title(common_place(_codes(contents), contents.units))
    pen = Pen(load_fonts(), (paper.w, paper.h), _told(title, contents, projection))
    sheet = _sheet(pen, paper, projection)
    details = find_details(projection, paper, contents.features,
                           outlines_at_home(sheet, contents.layers, contents.units, home),
                           marks_of(sheet, contents.features).symbol)  # fmt: skip
    georeference(pen.canvas, projection, *(one.projection for one in details))
    pen.box(Box(0, 0, paper.w, paper.h), Ink(fill=pen.surface["card"]))
    placed = _draw_map(sheet, contents, numbers, home, details)
    draw_heading(pen, paper, layout.title, title, contents)
    draw_scale(pen, paper, layout.scale, projection)
    draw_legend(pen, paper, layout.legend, contents)
    draw_inset(pen, paper, layout.inset, Inset(projection, contents.layers, contents.units, home))
    table = SideTable(pen, paper, sections)
    table.fit(layout.tables)
    for box in layout.tables if sections else ():
        table.fill(box)
    notes = _notes(placed, table, layout, sections)
    draw_imprint(pen, paper, layout.imprint, (wish, contents, notes))
    pages = _continue(pen, paper, table, title)
    return WallMap(pen.finish(), pages, projection.scale, projection.epsg, tuple(sorted(set(placed.crowded))),
                   tuple(sorted(pen.fonts.missing)))  # fmt: skip


def _composed(paper: Paper, bounds: BBox, scale: int | None) -> tuple[Layout, Projection]:
    """The plan whose side column is as wide (upright: whose lower part is as high) as it can be at no cost to scale:
    the region leaves no empty map beside it, and its table is set in larger type."""
    usual = lay_out(paper)
    best = project(bounds, usual.frame, scale)
    for share in WIDER:
        layout = lay_out(paper, share)
        projection = project(bounds, layout.frame, scale)
        if projection.scale == best.scale and scale is None:
            return layout, projection
    return usual, best


def _sheet(pen: Pen, paper: Paper, projection: Projection) -> Sheet:
    return Sheet(pen, paper, projection, Room(projection.frame, GRAIN_MM * max(paper.unit, 0.6)))


def _draw_map(
    sheet: Sheet, contents: Contents, numbers: dict[str, int], home: frozenset[str], details: list[Detail]
) -> Placed:
    """The map, and upon it its details; a number stands in the detail that shows its place, else on the map."""
    step = step_minutes(sheet.projection, sheet.paper)
    draw_ground(sheet, contents.layers, contents.units, home)
    draw_lines(sheet.pen, sheet.projection, step, sheet.paper)
    draw_accuracies(sheet, contents.features)
    apart: dict[str, list[CaseFeature]] = {"": []}
    for feature in contents.features:
        detail = shown_in(details, sheet.projection, feature)
        apart.setdefault(detail.letter if detail else "", []).append(feature)
    for one in details:
        sheet.room.take(one.box)
        draw_small(sheet, apart.get(one.letter, []), marks_of(sheet, contents.features).symbol * _SMALL)
        draw_window(sheet, one)
    placed = _draw_cases(sheet, contents, apart[""], (numbers, home))
    for one in details:
        within = _sheet(sheet.pen, sheet.paper, one.projection)
        draw_detail_frame(sheet, one)
        draw_ground(within, contents.layers, contents.units, home)
        draw_accuracies(within, contents.features)
        placed.take_in(_draw_cases(within, contents, apart.get(one.letter, []), (numbers, home)))
        draw_detail_frame(sheet, one, over=True)
    draw_border(sheet.pen, sheet.projection, step, sheet.paper)
    return placed


def _draw_cases(
    sheet: Sheet, contents: Contents, features: list[CaseFeature], known: tuple[dict[str, int], frozenset[str]]
) -> Placed:
    """Symbols with their numbers, and the names of the ground in the room that they leave."""
    numbers, home = known
    marks, placed = place_marks(sheet, features, numbers)
    name_sections(sheet, contents.layers)
    name_water(sheet, contents.layers)
    name_counties(sheet, contents.layers, contents.units, home)
    draw_marks(marks, placed)
    return placed


def _notes(placed: Placed, table: SideTable, layout: Layout, sections: list[Section]) -> list[str]:
    """What the sheet itself had to leave out."""
    notes = []
    if placed.outside:
        notes.append(text("print.note.outside", n=placed.outside))
    if placed.crowded:
        notes.append(text("print.note.crowded", n=len(set(placed.crowded))))
    if placed.joined:
        notes.append(text("print.note.joined", n=placed.joined))
    if not table.finished and sections:
        notes.append(text("print.note.continued" if layout.tables else "print.note.overleaf"))
    return notes


def _continue(pen: Pen, paper: Paper, table: SideTable, title: str) -> int:
    """Continuation sheets; returns how many pages there are in all."""
    pages = 1
    while not table.finished:
        pen.next_page()
        pages += 1
        pen.box(Box(0, 0, paper.w, paper.h), Ink(fill=pen.surface["card"]))
        margin = paper.mm(16)
        base = paper.h - margin - paper.mm(11)
        pen.text(margin, base, text("print.table.title", title=title), Type(paper.pt(20), bold=True, spacing=0.04))
        page = Type(paper.pt(10), pen.surface["muted"], align="right")
        pen.text(paper.w - margin, base, text("print.table.page", n=pages), page)
        rule = base - paper.mm(5)
        pen.line([(margin, rule), (paper.w - margin, rule)], Ink(stroke=pen.surface["ink"], width=paper.mm(0.8)))
        used = [table.fill(box) for box in further_columns(paper) if not table.finished]
        if not any(used):
            break
    return pages


# --- what the sheet is about ------------------------------------------------------------------------------------


def _codes(contents: Contents) -> set[str]:
    return {one.county_code for one in contents.features if one.county_code}


def _home(contents: Contents) -> frozenset[str]:
    """The cities (else counties) of the selection: what the map lets stand out. Of an empty one: all that is drawn."""
    found, level = set(), "city" if contents.features else "province"
    counties = next((one.features for one in contents.layers if one.definition.id == COUNTIES), ())
    drawn = {code for feature in counties for code in codes_of(feature)}
    for code in _codes(contents) if contents.features else drawn:
        city = contents.units.at_level(code, level)
        found.add(city.code if city is not None else code)
    return frozenset(found)


def _bounds(contents: Contents) -> BBox:
    """What the frame must hold: the asked box; else the places of the selection and their counties whole."""
    if contents.window is not None:
        return contents.window
    wanted = {
        legal.code for one in contents.features if one.county_code and (legal := contents.units.legal(one.county_code))
    }
    boxes = [one.geometry.bounds for one in contents.features if one.geometry is not None]
    counties = next((one for one in contents.layers if one.definition.id == COUNTIES), None)
    boxes += [
        feature.geometry.bounds
        for feature in (counties.features if counties else ())
        if feature.geometry is not None and wanted.intersection(codes_of(feature))
    ]
    return joint_box(boxes) or HUNAN


def _title(place: str) -> str:
    return text("print.title_of", place=place) if place else text("print.title")


def _told(title: str, contents: Contents, projection: Projection) -> dict[str, str]:
    """What the file says about itself."""
    subject = text("print.subject", selection=contents.selection or text("print.selection.all"),
                   scale=grouped(projection.scale), epsg=projection.epsg, digest=contents.digest)  # fmt: skip
    return {"title": title, "subject": subject, "keywords": contents.digest, "author": text("pages.product")}
