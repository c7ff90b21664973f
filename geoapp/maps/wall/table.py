"""The side table: number, place, problem in short, county, deadline, lead unit, status; as many columns as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geoapp.maps.wall.numbering import Line, Section
from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.pen import Ink, Pen, Type
from geoapp.texts import text

FIXED_EM = (("number", 3.0), ("county", 5.2), ("deadline", 9.2), ("lead", 8.0), ("status", 7.8))
"""Columns whose words are short, in widths of a letter; place and problem share what is left."""
ORDER = ("number", "place", "problem", "county", "deadline", "lead", "status")
_PLACE_SHARE = 0.32
_LEAST_EM = 27
"""Place and problem together are never narrower than this."""
_SIZES_PT = (16.0, 14.5, 13.0, 12.5, 12.0, 11.5, 11.0, 10.5, 10.0, 9.6, 9.3, 9.0, 8.6)
_LEAST_PT = 8.6
_MOST_MEASURED = 160
"""With more cases than these the table never fits the first sheet: nothing is tried."""
_LAPSED = "#8a4b08"
_LEAD = 1.32
_MOST_AIR = 0.7
"""What a row may get on top of its height where the column has room, in widths of a letter."""
_PROBLEM_LINES = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table with its wrapped cells; ``height`` in mm."""

    line: Line
    cells: dict[str, list[str]]
    height: float


class SideTable:
    """The table on its way through the columns of one sheet and the next."""

    def __init__(self, pen: Pen, paper: Paper, sections: Sequence[Section]) -> None:
        self._pen, self._paper = pen, paper
        self._body = Type(paper.pt(_LEAST_PT))
        self._sections = sections
        self._at: tuple[int, int] = (0, 0)
        self._air = 0.0

    def fit(self, boxes: Sequence[Box]) -> None:
        """Choose the largest type with which everything goes into the boxes; the usual one when nothing does."""
        few = sum(len(section.lines) for section in self._sections) <= _MOST_MEASURED
        for size in _SIZES_PT if boxes and few else ():
            self._body = Type(self._paper.pt(size))
            if not self._suits(boxes[0].w):
                continue
            spare = sum(box.h for box in boxes) - len(boxes) * 4 * self._body.mm - self._needed(boxes[0].w)
            if spare >= 0:
                rows = sum(len(section.lines) for section in self._sections)
                self._air = min(spare / max(rows, 1), _MOST_AIR * self._body.mm)
                return
        self._body = Type(self._paper.pt(_LEAST_PT))

    def _widths(self, width: float) -> dict[str, float]:
        """How wide each column is, in mm, at the present type size."""
        fixed = {name: em * self._body.mm for name, em in FIXED_EM}
        left = width - sum(fixed.values())
        shared = {"place": left * _PLACE_SHARE, "problem": left * (1 - _PLACE_SHARE)}
        return {name: {**fixed, **shared}[name] for name in ORDER}

    def _suits(self, width: float) -> bool:
        """Whether enough is left for place and problem."""
        widths = self._widths(width)
        return widths["place"] + widths["problem"] >= _LEAST_EM * self._body.mm

    def _needed(self, width: float) -> float:
        """About how high the whole table is in a column of ``width``."""
        rows = sum(self._row(line, width).height for section in self._sections for line in section.lines)
        return rows + len(self._sections) * self._body.mm * 2.3

    @property
    def finished(self) -> bool:
        """Whether every case has been set."""
        return self._at[0] >= len(self._sections)

    def fill(self, box: Box) -> float:
        """Set as much as goes into the box; returns the height that was used. The next call goes on."""
        y = self._head(box)
        stripe = False
        last: Section | None = None
        while not self.finished:
            section = self._sections[self._at[0]]
            row = self._row(section.lines[self._at[1]], box.w)
            heading = self._body.mm * 2.3 if section is not last else 0.0
            if y - heading - row.height < box.y:
                break
            if heading:
                y = self._heading(box, y, section, continued=self._at[1] > 0)
                last, stripe = section, False
            self._draw(box, y, row, stripe=stripe)
            stripe = not stripe
            y -= row.height
            self._step(section)
        self._pen.line([(box.x, y), (box.right, y)], Ink(stroke=self._pen.surface["ink"], width=self._paper.mm(0.35)))
        return box.top - y

    def _step(self, section: Section) -> None:
        index, line = self._at
        self._at = (index, line + 1) if line + 1 < len(section.lines) else (index + 1, 0)

    def _columns(self, box: Box) -> Iterator[tuple[str, float, float]]:
        x = box.x
        for name, width in self._widths(box.w).items():
            yield name, x, width
            x += width

    def _head(self, box: Box) -> float:
        """The head of the table; returns where the first row begins."""
        kind = Type(self._body.size, self._pen.surface["card"], bold=True)
        height = kind.mm * 2.1
        self._pen.box(Box(box.x, box.top - height, box.w, height), Ink(fill=self._pen.surface["ink"]))
        for name, x, width in self._columns(box):
            pad = self._body.mm * 0.45
            words = text(f"print.column.{name}")
            if name == "number":
                self._pen.text(x + width / 2, box.top - height * 0.66, words,
                               Type(kind.size, kind.color, bold=True, align="center"))  # fmt: skip
            else:
                self._pen.text(x + pad, box.top - height * 0.66, words, kind)
        return box.top - height

    def _heading(self, box: Box, y: float, section: Section, *, continued: bool) -> float:
        height, mm = self._body.mm * 2.3, self._body.mm
        words = section.title + (text("print.table.continued") if continued else "")
        kind = Type(self._body.size * 1.12, self._pen.surface["accent"], bold=True, spacing=0.08)
        used = self._pen.text(box.x + mm * 0.45, y - height * 0.68, words, kind)
        count = Type(self._body.size, self._pen.surface["muted"])
        self._pen.text(box.x + used + mm * 1.4, y - height * 0.68, text("print.cases", n=len(section.lines)), count)
        ink = Ink(stroke=self._pen.surface["accent"], width=self._paper.mm(0.3))
        self._pen.line([(box.x, y - height), (box.right, y - height)], ink)
        return y - height

    def _row(self, line: Line, width: float) -> _Row:
        words = {
            "place": line.place, "problem": line.problem, "county": line.county, "lead": line.lead_unit,
            "deadline": line.deadline.isoformat() if line.deadline else "—",
        }  # fmt: skip
        pad = self._body.mm * 0.45
        cells: dict[str, list[str]] = {}
        for name, room in self._widths(width).items():
            if name in words:
                most = _PROBLEM_LINES if name != "deadline" else 1
                cells[name] = self._pen.wrap(words[name] or "—", room - 2 * pad, self._body, most)
        if line.flag == "lapsed":
            cells["deadline"].append(text("print.flag.lapsed"))
        cells["status"] = [text(f"status.{line.status}")]
        lines = max(len(cell) for cell in cells.values())
        return _Row(line, cells, (lines * _LEAD + 0.75) * self._body.mm + self._air)

    def _draw(self, box: Box, y: float, row: _Row, *, stripe: bool) -> None:
        pen, mm, line = self._pen, self._body.mm, row.line
        place = Box(box.x, y - row.height, box.w, row.height)
        if stripe:
            pen.box(place, Ink(fill=pen.surface["paper"]))
        base = y - self._air / 2 - mm * (0.375 + _LEAD * 0.5 + 0.36)
        for name, x, width in self._columns(box):
            if name == "number":
                self._number(place, line, base, width)
            elif name == "status":
                self._status(row, base, x)
            elif name == "deadline":
                self._deadline(row, base, x)
            else:
                bold = name == "place"
                for index, words in enumerate(row.cells[name]):
                    pen.text(x + mm * 0.45, base - index * mm * _LEAD, words, Type(self._body.size, bold=bold))
        pen.line([(box.x, place.y), (box.right, place.y)], Ink(stroke=pen.surface["line"], width=self._paper.mm(0.14)))

    def _number(self, place: Box, line: Line, base: float, width: float) -> None:
        pen, late = self._pen, line.flag == "overdue"
        if late:  # seen in black and white too
            bar = Box(place.x, place.y, width, place.h)
            pen.hatch(bar, Ink(stroke=pen.surface["alarm"], width=self._paper.mm(0.22)), self._paper.mm(1.3))
        color = pen.surface["alarm"] if late else ""
        kind = Type(self._body.size * 1.06, color, bold=True, align="center", halo=self._paper.mm(0.5) if late else 0)
        pen.text(place.x + width / 2, base, str(line.number), kind)

    def _deadline(self, row: _Row, base: float, x: float) -> None:
        pen, mm, late = self._pen, self._body.mm, row.line.flag == "overdue"
        kind = Type(self._body.size, pen.surface["alarm"] if late else "")
        used = pen.text(x + mm * 0.45, base, row.cells["deadline"][0], kind)
        if late:
            bold = Type(self._body.size, pen.surface["alarm"], bold=True)
            pen.text(x + mm * 0.75 + used, base, text("print.flag.overdue"), bold)
        for index, words in enumerate(row.cells["deadline"][1:], 1):
            pen.text(x + mm * 0.45, base - index * mm * _LEAD, words, Type(self._body.size, _LAPSED))

    def _status(self, row: _Row, base: float, x: float) -> None:
        pen, mm, line = self._pen, self._body.mm, row.line
        pen.symbol(x + mm * 0.95, base + mm * 0.36, mm * 1.05, line.status.value)
        pen.text(x + mm * 1.9, base, row.cells["status"][0], self._body)
