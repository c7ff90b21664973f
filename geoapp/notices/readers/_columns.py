"""Pages set in two columns, as bulletins and newspapers are: where the gutter lies, and what stands across it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from geoapp.notices.paragraphs import INDENT_EM

_LEAST_LINES, _FEWEST = 8, 2
"""So many lines must have the gutter in them: cells and places that stand side by side are fewer. Where the pages
before have it, a few will do."""
_GAP_EM, _SLACK_EM, _FULL_EM = 1.0, 0.6, 2.5
_NARROWEST_EM = 10
_MOST, _FULL = 0.75, 0.3
"""So many of the lines begin at their column's margin or an indent from it, and so many fill it, where columns hold
prose; cells of a table do not."""
_ACROSS = 0.4
"""No larger a share of the lines runs across the gutter: titles, and the foot of a page."""


class Stretch(NamedTuple):
    """A part of a page from ``top`` to ``bottom`` that is read by itself. What stands right of the ``gutter``, by
    ``aside`` from the left margin, is read after what stands left of it; None where lines run across."""

    top: float
    bottom: float
    gutter: float | None
    aside: float = 0.0


class _Halves(NamedTuple):
    """A line with a gap in it: where both its parts begin and end."""

    left: float
    left_end: float
    right: float
    right_end: float


def stretches(
    lines: Sequence[dict[str, Any]], em: float, top: float, bottom: float, known: float | None = None
) -> list[Stretch]:
    """How to read the lines between two heights of a page: one stretch where it has no columns. ``known`` is the gutter
    of the pages before: on the last one too few lines may be left to show it."""
    gutter = _gutter(lines, em)
    if gutter is None and known is not None:
        across = sum(_runs_across(line, known, em) for line in lines)
        gutter = known if across <= _ACROSS * len(lines) else None
    halves = [found for line in lines if gutter and (found := _halves(line, gutter, em))]
    if gutter is None or len(halves) < _FEWEST:
        return [Stretch(top, bottom, None)]
    aside = _margin([half.right for half in halves], em) - _margin([half.left for half in halves], em)
    runs = [(across, list(run)) for across, run in groupby(lines, lambda line: _runs_across(line, gutter, em))]
    edges = [(above[-1]["bottom"] + below[0]["top"]) / 2 for (_, above), (_, below) in pairwise(runs)]
    return [
        Stretch(begin, end, None if across else gutter, aside)
        for (across, _), begin, end in zip(runs, [top, *edges], [*edges, bottom], strict=True)
    ]


def _gutter(lines: Sequence[dict[str, Any]], em: float) -> float | None:
    """The place that most gaps of the lines share, where both sides of it are filled as columns of prose are."""
    if len(lines) < _LEAST_LINES:
        return None
    gaps = [gap for line in lines for gap in _gaps(line, em)]
    if len(gaps) < _LEAST_LINES:
        return None
    begin, end = max(gaps, key=lambda gap: sum(one[0] <= gap[1] - em / 4 <= one[1] for one in gaps))
    at = max(begin, end - em / 4)
    halves = [found for line in lines if (found := _halves(line, at, em))]
    across = sum(_runs_across(line, at, em) for line in lines)
    enough = len(halves) >= max(_LEAST_LINES, len(lines) / 2) and across <= _ACROSS * len(lines)
    return at if enough and _are_prose(halves, em) else None


def _are_prose(halves: Sequence[_Halves], em: float) -> bool:
    for begins, ends in (
        ([half.left for half in halves], [half.left_end for half in halves]),
        ([half.right for half in halves], [half.right_end for half in halves]),
    ):
        margin, edge = _margin(begins, em), max(ends)
        flush = sum(_opens_prose((begin - margin) / em) for begin in begins)
        full = sum(edge - end <= _FULL_EM * em for end in ends)
        if edge - margin < _NARROWEST_EM * em or flush < _MOST * len(halves) or full < _FULL * len(halves):
            return False
    return True


def _opens_prose(inside: float) -> bool:
    return abs(inside) <= _SLACK_EM or INDENT_EM[0] <= inside <= INDENT_EM[1]


def _margin(begins: Sequence[float], em: float) -> float:
    """The leftmost place at which several lines begin."""
    ordered = sorted(begins)
    return next((one for one, other in pairwise(ordered) if other - one <= _SLACK_EM * em), ordered[0])


def _gaps(line: dict[str, Any], em: float) -> list[tuple[float, float]]:
    chars = [char for char in line["chars"] if char["text"].strip()]
    return [(one["x1"], other["x0"]) for one, other in pairwise(chars) if other["x0"] - one["x1"] >= _GAP_EM * em]


def _halves(line: dict[str, Any], gutter: float, em: float) -> _Halves | None:
    """None for a line without a gap at the gutter."""
    found = next((gap for gap in _gaps(line, em) if gap[0] <= gutter <= gap[1]), None)
    return None if found is None else _Halves(line["x0"], found[0], found[1], line["x1"])


def _runs_across(line: dict[str, Any], gutter: float, em: float) -> bool:
    return bool(line["x0"] < gutter < line["x1"]) and _halves(line, gutter, em) is None
