"""What stands around the map: scale bar, north arrow, inset, imprint with QR code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from reportlab.lib.colors import HexColor

from geoapp.maps.wall.contents import Contents, Wish
from geoapp.maps.wall.detail import Detail
from geoapp.maps.wall.ground import COUNTIES, Sheet, at_home
from geoapp.maps.wall.legend import caption
from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.pen import MM, Ink, Pen, Type
from geoapp.maps.wall.projection import Projection, joint_box, project
from geoapp.model import BuiltLayer, LayerFeature, UnitTable
from geoapp.texts import text

_ROUND_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def grouped(number: int) -> str:
    """250 000: thin groups, as scales are written."""
    return f"{number:,}".replace(",", "\u2009")


def draw_scale(pen: Pen, paper: Paper, box: Box, projection: Projection) -> None:
    """Numeric scale, bar, north arrow, and the mathematics in words."""
    mm, ink, muted = paper.mm, pen.surface["ink"], pen.surface["muted"]
    _north(pen, paper, (box.x + mm(5.5), box.y + mm(3.2)), projection)
    x = box.x + mm(19)
    big = Type(paper.pt(19), ink, bold=True, spacing=0.02)
    used = pen.text(x, box.y + mm(9.4), f"1:{grouped(projection.scale)}", big)
    small = Type(paper.pt(8.6), muted)
    pen.text(x, box.y + mm(3.6), text("print.scale.per_cm", distance=_distance(projection.scale / 100)), small)
    start = x + max(used, mm(46)) + mm(10)
    end = _bar(pen, paper, (start, box.y + mm(7.4), box.w * 0.32), projection)
    ppm = projection.distortion_ppm()
    words = [
        text("print.crs.line", epsg=projection.epsg, meridian=projection.meridian),
        text("print.crs.error", ppm=round(ppm), metres=f"{ppm / 1000:.2f}"),
        text("print.crs.north", angle=_angle(projection.convergence_deg())),
    ]
    room = box.right - end - mm(16)
    for index, sentence in enumerate(words):
        line = pen.wrap(sentence, room, small, 1)
        if line:
            pen.text(box.right, box.y + mm(12.2) - index * small.mm * 1.42, line[0],
                     Type(small.size, muted, align="right"))  # fmt: skip


def _distance(metres: float) -> str:
    return text("print.km", n=f"{metres / 1000:g}") if metres >= 1000 else text("print.m", n=f"{metres:g}")


def _angle(degrees: float) -> str:
    minutes = round(abs(degrees) * 60)
    return f"{'+' if degrees >= 0 else '−'}{minutes // 60}°{minutes % 60:02d}′"


def bar_km(projection: Projection, room: float) -> tuple[float, int]:
    """The bar: kilometres of a part and how many parts, at most ``room`` mm long."""
    part = max((km for km in _ROUND_KM if 4 * km * 1e6 / projection.scale <= room), default=_ROUND_KM[0])
    parts = max(2, min(5, int(room / (part * 1e6 / projection.scale))))
    return part, parts


def _bar(pen: Pen, paper: Paper, place: tuple[float, float, float], projection: Projection) -> float:
    x, y, room = place
    km, parts = bar_km(projection, room)
    length, high, ink = km * 1e6 / projection.scale, paper.mm(1.7), pen.surface["ink"]
    kind = Type(paper.pt(8.8), align="center")
    for index in range(-1, parts):
        if index < 0:  # a part in halves to the left of zero, for measuring with dividers
            for half in range(2):
                fill = ink if half == 0 else pen.surface["card"]
                pen.box(Box(x + half * length / 4, y, length / 4, high), Ink(fill, ink, paper.mm(0.22)))
            continue
        left = x + length / 2 + index * length
        pen.box(Box(left, y, length, high), Ink(ink if index % 2 else pen.surface["card"], ink, paper.mm(0.22)))
        pen.text(left, y + high * 1.7, f"{index * km:g}", kind)
    pen.text(x, y + high * 1.7, f"{km / 2:g}", kind)
    end = x + length / 2 + parts * length
    last = f"{parts * km:g}"
    pen.text(end, y + high * 1.7, last, kind)
    pen.text(end + pen.width(last, kind) / 2 + kind.mm * 0.4, y + high * 1.7, text("print.km_unit"), Type(kind.size))
    return end + paper.mm(10)


def _north(pen: Pen, paper: Paper, foot: tuple[float, float], projection: Projection) -> None:
    """True north: turned by the convergence in the middle of the sheet."""
    mm, ink = paper.mm, pen.surface["ink"]
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(foot[0] * MM, foot[1] * MM)
    canvas.rotate(-projection.convergence_deg())
    high, half = mm(12.4), mm(3.1)
    pen.polygon([(0, high), (-half, 0), (0, mm(2.3))], Ink(ink, ink, mm(0.22)))
    pen.polygon([(0, high), (half, 0), (0, mm(2.3))], Ink(pen.surface["card"], ink, mm(0.22)))
    kind = Type(paper.pt(10.5), bold=True, align="center")
    pen.text(0, high + mm(0.9), "N", kind)
    canvas.restoreState()


# --- inset ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inset:
    """What the small map shows: where the window of ``main`` lies, and the cities that the sheet is about."""

    main: Projection
    layers: Sequence[BuiltLayer]
    units: UnitTable
    home: frozenset[str]


def draw_inset(pen: Pen, paper: Paper, box: Box, what: Inset) -> None:
    """Where the sheet's window lies: its city (and its counties) in the province."""
    main, layers = what.main, what.layers
    top = caption(pen, paper, box, text("print.inset.title"))
    room = Box(box.x, box.y, box.w, top - box.y - paper.mm(1))
    layer = next((one for one in layers if one.definition.id == COUNTIES and one.problem is None), None)
    features = [one for one in (layer.features if layer else ()) if one.geometry is not None]
    boxes = [one.geometry.bounds for one in features if one.geometry is not None]
    bounds = joint_box([*boxes, main.box])
    if bounds is None or not features:
        kind = Type(paper.pt(9.0), pen.surface["muted"])
        for index, line in enumerate(pen.wrap(text("print.inset.none"), room.w, kind, 4)):
            pen.text(room.x, room.top - kind.mm * (1.3 + 1.4 * index), line, kind)
        return
    small = project(bounds, room)
    with pen.clipped(room):
        _inset_counties(pen, paper, small, features, what)
        west, south, east, north = main.box
        xs, ys = small.to_page([west, east, east, west, west], [south, south, north, north, south])
        outline = list(zip(xs.tolist(), ys.tolist(), strict=True))
        pen.line(outline, Ink(stroke=pen.surface["alarm"], width=paper.mm(0.6)))


def _inset_counties(pen: Pen, paper: Paper, small: Projection, features: Iterable[LayerFeature], what: Inset) -> None:
    units, home = what.units, what.home
    own = []
    for feature in features:
        assert feature.geometry is not None  # noqa: S101 - chosen so
        shape = small.on_page(shapely.simplify(feature.geometry, 0.01))
        inside = at_home(feature, units, home)
        fill = pen.surface["tint"] if inside else pen.surface["wash"]
        pen.shape(shape, Ink(fill, pen.surface["card"], paper.mm(0.16)))
        if inside:
            own.append(shape)
    if own:
        whole = shapely.union_all(shapely.make_valid(own), grid_size=paper.mm(0.3))
        pen.shape(whole, Ink(stroke=pen.surface["accent"], width=paper.mm(0.45)))


# --- enlarged details --------------------------------------------------------------------------------------------


def draw_window(sheet: Sheet, detail: Detail) -> None:
    """Where a detail lies on the map, with its letter."""
    pen, mm, window = sheet.pen, sheet.paper.mm, detail.window
    pen.box(window, Ink(stroke=pen.surface["card"], width=mm(1.3), stroke_opacity=0.8))
    pen.box(window, Ink(stroke=pen.surface["ink"], width=mm(0.5)))
    side = mm(5.4)
    tag = Box(window.x, window.top - side, side, side)
    sheet.room.take(tag)
    _tag(sheet, tag, detail.letter)


def draw_detail_frame(sheet: Sheet, detail: Detail, *, over: bool = False) -> None:
    """The card that a detail stands on; ``over`` it, when all is drawn, its lines and words."""
    pen, mm, box, frame = sheet.pen, sheet.paper.mm, detail.box, detail.projection.frame
    if not over:
        pen.box(box.inset(-mm(1.2)), Ink(fill=pen.surface["card"]))
        return
    strip = Box(box.x, frame.top, box.w, box.top - frame.top)
    pen.box(strip, Ink(fill=pen.surface["card"]))
    for edge in (frame, box):
        pen.box(edge, Ink(stroke=pen.surface["ink"], width=mm(0.5)))
    _tag(sheet, Box(box.x, strip.y, strip.h, strip.h), detail.letter)
    scale = Type(sheet.paper.pt(10.5), bold=True, align="right")
    kind = Type(sheet.paper.pt(10.5), bold=True, spacing=0.06)
    small = Type(sheet.paper.pt(8.2), pen.surface["muted"])
    base = strip.y + strip.h * 0.5 - kind.mm * 0.36
    words = text("print.detail.title")
    x = box.x + strip.h + mm(2)
    pen.text(x, base, words, kind)
    x += pen.width(words, kind) + mm(3)
    told = f"1:{grouped(detail.projection.scale)}"
    pen.text(box.right - mm(2), base, told, scale)
    room = box.right - mm(5) - pen.width(told, scale) - x
    if pen.width(text("print.detail.note"), small) <= room:
        pen.text(x, base, text("print.detail.note"), small)


def _tag(sheet: Sheet, box: Box, letter: str) -> None:
    pen = sheet.pen
    pen.box(box, Ink(fill=pen.surface["ink"]))
    kind = Type(box.h * MM * 0.72, pen.surface["card"], bold=True, align="center")
    pen.text(box.x + box.w / 2, box.y + box.h / 2 - kind.mm * 0.36, letter, kind)


# --- imprint ----------------------------------------------------------------------------------------------------


def draw_imprint(pen: Pen, paper: Paper, box: Box, what: tuple[Wish, Contents, Sequence[str]]) -> None:
    """What is left out, sources, review number, digest; the QR code at the right."""
    wish, contents, notes = what
    pen.line([(box.x, box.top), (box.right, box.top)], Ink(stroke=pen.surface["ink"], width=paper.mm(0.35)))
    side = min(paper.mm(32), box.h * 0.78)
    if wish.url:
        _qr(pen, paper, Box(box.right - side, box.top - paper.mm(2.4) - side, side, side), wish.url)
    room = box.w - (side + paper.mm(5) if wish.url else 0)
    bold, plain = Type(paper.pt(9.0), bold=True), Type(paper.pt(9.0), pen.surface["muted"])
    review = wish.review_number or text("print.imprint.no_review")
    entries = [
        (text("print.imprint.review"), review),
        (text("print.imprint.digest"), " ".join(contents.digest[at : at + 8] for at in range(0, 32, 8))),
        (text("print.imprint.left_out"), "；".join((*contents.left_out, *notes)) or text("print.imprint.nothing")),
        (text("print.imprint.counting"), text("print.imprint.counted")),
        (text("print.imprint.sources"), "；".join(contents.sources)),
    ]
    if wish.audience_note:
        entries.insert(1, (text("print.imprint.audience"), wish.audience_note))
    y = box.top - paper.mm(2.4)
    for title, words in entries:
        indent = pen.width(title, bold) + plain.mm * 0.8
        left = int((y - box.y) / (plain.mm * 1.36))
        lines = pen.wrap(words, room - indent, plain, max(1, min(4, left)))
        if y - plain.mm < box.y:
            return
        pen.text(box.x, y - plain.mm * 0.9, title, bold)
        for line in lines:
            pen.text(box.x + indent, y - plain.mm * 0.9, line, plain)
            y -= plain.mm * 1.36
        y -= plain.mm * 0.3


def _qr(pen: Pen, paper: Paper, box: Box, url: str) -> None:
    """Modules as one path: no hair lines between them."""
    import segno

    rows = [list(row) for row in segno.make(url, error="m", micro=False).matrix]
    side = box.w / len(rows)
    canvas = pen.canvas
    canvas.saveState()
    canvas.setFillColor(HexColor(pen.surface["ink"]))
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        for column, dark in enumerate(row):
            if dark:
                x, y = box.x + column * side, box.top - (index + 1) * side
                path.rect(x * MM, y * MM, side * MM, side * MM)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
    kind = Type(paper.pt(7.6), pen.surface["muted"], align="center")
    pen.text(box.x + box.w / 2, box.y - kind.mm * 1.2, text("print.imprint.scan"), kind)
    canvas.linkURL(url, tuple(part * MM for part in (box.x, box.y, box.right, box.top)), relative=0)
