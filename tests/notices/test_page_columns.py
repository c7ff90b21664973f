"""Pages in two columns are read one column after the other; what a foot counts in radicals counts all the same."""

from __future__ import annotations

from typing import Any

from geoapp.notices.paragraphs import Running
from geoapp.notices.readers._columns import stretches
from geoapp.notices.readers.pdf import _printed

EM, LEFT, RIGHT, WIDE = 10.0, 50.0, 300.0, 22


def line(at: int, *parts: tuple[float, int]) -> dict[str, Any]:
    """A printed line: parts of so many letters, each from a place on."""
    top = 60.0 + 16 * at
    chars = [
        {"text": "字", "x0": begin + EM * n, "x1": begin + EM * (n + 1), "size": EM}
        for begin, count in parts
        for n in range(count)
    ]
    return {"x0": chars[0]["x0"], "x1": chars[-1]["x1"], "top": top, "bottom": top + EM, "chars": chars}


def prose(first: int, count: int) -> list[dict[str, Any]]:
    """Lines of two columns: every fourth paragraph opens with an indent and ends early."""
    short = [(LEFT + 2 * EM, WIDE - 2), (RIGHT, 9)]
    return [line(first + n, *(short if n % 4 == 3 else [(LEFT, WIDE), (RIGHT, WIDE)])) for n in range(count)]


def test_columns_are_read_one_after_the_other_below_the_title_across_them() -> None:
    lines = [line(0, (LEFT + 60, 30)), *prose(1, 12), line(13, (LEFT + 190, 10))]
    title, body, foot = stretches(lines, EM, 0.0, 800.0)
    assert title.gutter is None and foot.gutter is None
    assert body.gutter is not None and LEFT + EM * WIDE <= body.gutter <= RIGHT
    assert body.aside == RIGHT - LEFT
    assert (title.top, title.bottom, body.bottom, foot.bottom) == (0.0, body.top, foot.top, 800.0)


def test_a_last_page_of_few_lines_has_the_columns_of_those_before() -> None:
    lines = prose(0, 3)
    (alone,) = stretches(lines, EM, 0.0, 800.0)
    assert alone.gutter is None
    (after,) = stretches(lines, EM, 0.0, 800.0, known=RIGHT - EM)
    assert after.gutter == RIGHT - EM


def test_cells_side_by_side_and_full_lines_are_no_columns() -> None:
    cells = [line(n, (LEFT, 4 + n % 3), (RIGHT, 6 + 5 * (n % 3))) for n in range(12)]
    full = [line(n, (LEFT, 47)) for n in range(12)]
    for lines in (cells, full, [*full[:9], *prose(9, 3)]):
        assert [part.gutter for part in stretches(lines, EM, 0.0, 800.0)] == [None]


def test_a_page_is_counted_in_radicals_too() -> None:
    words = "第 1 ⻚ 共 3 ⻚"
    chars = [{"x0": EM * n, "x1": EM * (n + 1), "size": EM} for n, _ in enumerate("".join(words.split()))]
    foot = {"text": words, "chars": chars, "x0": 200.0, "x1": 290.0, "top": 800.0, "bottom": 810.0}
    body = _printed([{**line(n, (LEFT, 20)), "text": "字" * 20} for n in range(3)])
    page = [*body, *_printed([foot])]
    assert Running.of([page]).left_out(page) == body
