"""The head of the sheet: title, what is shown, and the figures that count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geoapp.maps.wall.contents import Contents
from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.pen import Ink, Pen, Type
from geoapp.model import CaseFeature, Status
from geoapp.texts import text

_LEADING = 1.3
"""Of a title in several lines."""
_MOST_LINES = 3


def figures(contents: Contents) -> list[tuple[str, str, str]]:
    """The figures with what they count: (number, words, colour key). Cases, unless the words say sites.

    They are those of the dashboard's head: a case counts under each status that one of its sites has.
    """
    rows = contents.features
    late = _cases(rows, lambda one: one.overdue)
    return [
        (str(len({one.case_id for one in rows})), text("print.figure.cases"), ""),
        (str(sum(one.site_id is not None for one in rows)), text("print.figure.sites"), ""),
        (str(_cases(rows, lambda one: one.status is Status.CLOSED)), text("print.figure.closed"), ""),
        (str(late), text("print.figure.overdue"), "alarm" if late else ""),
        (str(_cases(rows, lambda one: one.lapsed)), text("print.figure.lapsed"), ""),
        (str(_cases(rows, lambda one: one.geometry is None and one.spatial)), text("print.figure.unlocated"), ""),
    ]


def _cases(rows: Sequence[CaseFeature], holds: Callable[[CaseFeature], bool]) -> int:
    return len({one.case_id for one in rows if holds(one)})


def draw_heading(pen: Pen, paper: Paper, box: Box, title: str, contents: Contents) -> None:
    """Title at the left, figures at the right, a strong and a fine rule below."""
    ink, muted = pen.surface["ink"], pen.surface["muted"]
    left = _draw_figures(pen, paper, box, contents)
    room = left - box.x - paper.mm(12)
    sub = Type(paper.pt(13.5), muted, spacing=0.03)
    base = box.y + paper.mm(6.2) + sub.mm * 2.1
    lines, kind = _set_title(pen, paper, title, Box(box.x, base, room, box.top - base))
    spare = box.top - base - kind.mm * (1 + _LEADING * (len(lines) - 1))
    for index, words in enumerate(reversed(lines)):
        pen.text(box.x, base + max(0.0, spare * 0.45) + index * _LEADING * kind.mm, words, kind)
    line = pen.wrap(_subtitle(contents), room, sub, 1)
    pen.text(box.x, box.y + paper.mm(6.2), line[0] if line else "", sub)
    pen.box(Box(box.x, box.y, box.w, paper.mm(1.1)), Ink(fill=ink))
    fine = box.y - paper.mm(0.9)
    pen.line([(box.x, fine), (box.right, fine)], Ink(stroke=ink, width=paper.mm(0.22)))


def _set_title(pen: Pen, paper: Paper, title: str, box: Box) -> tuple[list[str], Type]:
    """The title's lines in the largest type that fits: one line while it stays a title, then two or three of about
    the same length, then cut short."""

    def kind(size: float) -> Type:
        return Type(size, pen.surface["ink"], bold=True, spacing=0.07)

    size = paper.pt(50)
    for rows, least in ((1, paper.pt(30)), (2, paper.pt(18)), (_MOST_LINES, paper.pt(13))):
        size = min(size, kind(1.0).size * box.h / kind(1.0).mm / (1 + _LEADING * (rows - 1)))
        while size >= least:
            lines = pen.wrap(title, box.w, kind(size), rows + 1)
            if len(lines) <= rows and all(pen.width(line, kind(size)) <= box.w for line in lines):
                return _even(pen, title, box.w, kind(size), rows), kind(size)
            size *= 0.96
    return pen.wrap(title, box.w, kind(size), _MOST_LINES), kind(size)


def _even(pen: Pen, title: str, room: float, kind: Type, rows: int) -> list[str]:
    """As many lines as the full width takes, in the least width that does: no last line of one letter."""
    least = lines = pen.wrap(title, room, kind, rows + 1)
    while len(lines) == len(least):
        least, room = lines, room * 0.97
        lines = pen.wrap(title, room, kind, rows + 1)
        if any(pen.width(line, kind) > room for line in lines):
            break
    return least


def _subtitle(contents: Contents) -> str:
    parts = [contents.selection or text("print.selection.all")]
    if not contents.features:
        parts.append(text("print.selection.none"))
    if contents.data_time is not None:
        parts.append(text("print.data_time", time=f"{contents.data_time:%Y-%m-%d %H:%M}"))
    parts.append(text("print.judged", day=contents.today.isoformat()))
    return "  ·  ".join(parts)


def _draw_figures(pen: Pen, paper: Paper, box: Box, contents: Contents) -> float:
    """From the right; returns where the first one begins."""
    big, small = paper.pt(36), paper.pt(12)
    x = box.right
    for index, (number, words, key) in enumerate(reversed(figures(contents))):
        color = pen.surface[key] if key else ""
        digits, label = Type(big, color, bold=True, align="right"), Type(small, pen.surface["muted"], align="right")
        width = max(pen.width(number, digits), pen.width(words, label))
        pen.text(x, box.y + paper.mm(6.2) + small / 2.83 * 1.7, number, digits)
        pen.text(x, box.y + paper.mm(6.2), words, label)
        x -= width + paper.mm(5.5)
        if index < len(figures(contents)) - 1:
            rule = [(x, box.y + paper.mm(6)), (x, box.y + paper.mm(6) + big / 2.83 * 1.15)]
            pen.line(rule, Ink(stroke=pen.surface["line"], width=paper.mm(0.25)))
            x -= paper.mm(5.5)
    return x
