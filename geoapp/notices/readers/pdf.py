"""PDF with a text layer: paragraphs and tables page by page. Scanned pages are named, never guessed at."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from geoapp.model import UnreadableNotice
from geoapp.notices.characters import ideographs
from geoapp.notices.document import CellText, Composer, Document, tidy
from geoapp.notices.paragraphs import Paragraphs, PrintedLine, Running, joint
from geoapp.notices.readers._cells import Rows, goes_on, rejoined, unwrapped
from geoapp.notices.readers._columns import Stretch, stretches
from geoapp.texts import text as say

MEDIA_TYPE = "application/pdf"
_UNMAPPED = re.compile(r"\(cid:\d+\)")
# As with radicals (see ``ideographs``): marks that share a glyph, of which a print tells the unusual one.
_MARKS = str.maketrans("\u2215\u2012\u2015\u301c\u2329\u232a", "\uff0f\u2013\u2014\uff5e\u3008\u3009")  # ／–—～〈〉
MAX_UNMAPPED_SHARE = 0.2
"""Beyond this share of characters without a Unicode value a text layer is as good as none."""

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font that a scanner's driver wrote badly


@dataclass(slots=True)
class PrintedTable:
    """The rows of a table on a page, and how high they are (points)."""

    rows: Rows
    heights: list[float]


Page = list[PrintedLine | PrintedTable]
"""What stands on a page, from top to bottom: lines and tables."""


def read(data: bytes, name: str) -> Document:
    """Raises ``UnreadableNotice`` for broken and encrypted files, and when no page has a text layer."""
    pages: list[Page] = []
    scanned: list[int] = []
    gutters: list[float] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for count, page in enumerate(pdf.pages, start=1):
                laid = _laid_out(page, gutters)
                if laid is None:
                    scanned.append(count)
                pages.append(laid or [])
                page.close()
    except Exception as error:
        # pdfminer lets whatever a damaged object trips over through (KeyError, TypeError, struct and recursion errors)
        key = "notices.encrypted" if _is_locked(error) else "notices.broken_file"
        reason = str(error).strip() or type(error).__name__
        raise UnreadableNotice(say(key, file=name, reason=reason)) from error
    document = _composed(pages).compose(
        MEDIA_TYPE, [say("notices.scanned_pages", pages=_listed(scanned))] if scanned else []
    )
    document = replace(document, text=document.text.translate(_MARKS))
    if not document.text.strip():
        listed = _listed(scanned or list(range(1, len(pages) + 1)))
        raise UnreadableNotice(say("notices.scanned", file=name, pages=listed, count=len(pages)))
    return document


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, PDFPasswordIncorrect) or any(isinstance(arg, PDFPasswordIncorrect) for arg in error.args)


def _listed(pages: list[int]) -> str:
    return "、".join(str(page) for page in pages)


def _laid_out(page: Any, gutters: list[float]) -> Page | None:
    """None for a page that shows a picture but has no usable text. ``gutters`` are those of the columns so far."""
    page = page.filter(_is_level).dedupe_chars()  # some print a letter twice, a little aside, to make it bold
    words = "".join(char["text"] for char in page.chars)
    unmapped = len(_UNMAPPED.findall(words))
    if not words.strip() or unmapped > MAX_UNMAPPED_SHARE * len(page.chars):
        return None if page.images or unmapped else []
    laid: Page = []
    top, em = page.bbox[1], median(char["size"] for char in page.chars)
    drawn = {"explicit_horizontal_lines": _open_ends(page)}
    for table in sorted(page.find_tables(drawn), key=lambda table: float(table.bbox[1])):
        rows = table.extract()
        if len(rows) < 2 and max(map(len, rows), default=0) < 2:
            continue  # a frame around prose, not a table
        laid += [*_lines(page, top, table.bbox[1], gutters), _cells(table, rows, em)]
        top = max(top, table.bbox[3])
    return [*laid, *_lines(page, top, page.bbox[3], gutters)]


def _is_level(drawn: dict[str, Any]) -> bool:
    """False for letters on a slope: a watermark across the page, whose letters would stand between those of lines."""
    if drawn["object_type"] != "char":
        return True
    across, up = (abs(part) for part in drawn.get("matrix", (1.0, 0.0))[:2])
    return bool(min(across, up) <= _SLOPE * max(across, up))


_SLOPE = 0.05


def _open_ends(page: Any) -> list[float]:
    """Heights (points from the top) at which the upright lines of a table end without a line across: the end of the
    page cut a row there, and its cells would have no floor on this page and no top on the next."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    across = [edge["top"] for edge in page.edges if edge["orientation"] == "h" and edge["width"] > _STROKE]
    found = []
    for side, end in (("top", min), ("bottom", max)):
        last = end((edge[side] for edge in upright), default=None)
        columns = {round(edge["x0"] / _STROKE) for edge in upright if abs(edge[side] - (last or 0)) < _STROKE}
        if last is not None and len(columns) >= _SIDES and all(abs(height - last) > _STROKE for height in across):
            found.append(float(last))
    return found


_STROKE, _SIDES = 3.0, 3
"""No line is thicker (points); two columns have so many upright ones."""


def _cells(table: Any, rows: list[list[str | None]], em: float) -> PrintedTable:
    """The words of a table's cells; ``em`` is the width of a letter in points."""
    widths = [[(box[2] - box[0]) / em if box else 0.0 for box in drawn.cells] for drawn in table.rows]
    heights = [round(float(drawn.bbox[3] - drawn.bbox[1]), 1) for drawn in table.rows]
    return PrintedTable(unwrapped([[words and _told(words) for words in row] for row in rows], widths), heights)


def _lines(page: Any, top: float, bottom: float, gutters: list[float]) -> list[PrintedLine]:
    """The lines whose middle lies between two heights of a page (points from the top), column by column."""
    if bottom - top < 1:
        return []
    band = page.filter(lambda one: one["object_type"] == "char" and top <= (one["top"] + one["bottom"]) / 2 < bottom)
    found = band.extract_text_lines()
    em = median(char["size"] for char in band.chars) if band.chars else 0.0
    parts = stretches(found, em or 1.0, top, bottom, next(iter(gutters), None))
    gutters += [part.gutter for part in parts if part.gutter]
    if all(part.gutter is None for part in parts):
        return _printed(found)
    lines: list[PrintedLine] = []
    for part in parts:
        for side in (False, True) if part.gutter else (False,):
            own = band.filter(lambda one, part=part, side=side: _belongs(one, part, side)).extract_text_lines()
            aside = part.aside if side else 0.0  # as if it stood below the first column
            lines += [replace(line, left=line.left - aside, right=line.right - aside) for line in _printed(own)]
    return lines


def _belongs(char: dict[str, Any], part: Stretch, side: bool) -> bool:
    within = part.top <= (char["top"] + char["bottom"]) / 2 < part.bottom
    return within and (part.gutter is None or ((char["x0"] + char["x1"]) / 2 > part.gutter) == side)


def _printed(lines: Sequence[dict[str, Any]]) -> list[PrintedLine]:
    told = [
        PrintedLine(_told(_spaced(line["text"], line["chars"])), line["x0"], line["x1"], line["top"], line["bottom"])
        for line in lines
    ]
    return [line.stripped() for line in told if line.words.strip()]


def _told(words: str) -> str:
    """Words as they were meant: numbers, labels and marks of a page are told only where no radical stands in them."""
    return ideographs(tidy(words))


def _spaced(words: str, chars: list[dict[str, Any]]) -> str:
    """The words of a line with its wide blanks: they part what stands side by side, single ones stand in a name."""
    parts = words.split(" ")
    if len(parts) < 2 or sum(map(len, parts)) != len(chars):
        return words
    spaced, at = parts[0], len(parts[0])
    for part in parts[1:]:
        gap = (chars[at]["x0"] - chars[at - 1]["x1"]) / (chars[at - 1]["size"] or 1.0) if 0 < at < len(chars) else 0.0
        spaced += (" " if gap < _WIDE_EM else "\u3000" * min(round(gap), _MOST_BLANKS)) + part
        at += len(part)
    return spaced


_WIDE_EM, _MOST_BLANKS = 0.8, 4


def _whole_rows(pages: list[Page]) -> list[Page]:
    """A row that the end of a page cut is put together where it began, over as many pages as it takes."""
    above: PrintedTable | None = None
    head: list[CellText] = []
    for page in pages:
        first, last = (page[0], page[-1]) if page else (None, None)
        follows = above is not None and isinstance(first, PrintedTable)
        if above is not None and isinstance(first, PrintedTable):
            _take_rest(above, first, head)
        if not isinstance(last, PrintedTable):
            above = None
        elif last.rows:  # else all of it was the rest of a row, which may go on
            head = head if follows and last is first else last.rows[0]
            above = last
    return pages


def _take_rest(above: PrintedTable, below: PrintedTable, head: list[CellText]) -> None:
    """The rest of the last row out of the table of the next page, below its heading where that is printed again."""
    at = int(len(below.rows) > 1 and _words(below.rows[0]) == _words(head))
    if not goes_on(above.rows[-1], below.rows[at]):
        return
    above.rows[-1] = rejoined(above.rows[-1], below.rows[at])
    above.heights[-1] += below.heights[at]
    del below.rows[: at + 1], below.heights[: at + 1]


def _words(row: Sequence[CellText]) -> list[str]:
    return ["".join((words or "").split()) for words in row]


def _composed(pages: list[Page]) -> Composer:
    """The text of all pages, without what only counts them; a paragraph may go on over the end of a page."""
    running = Running.of(pages)
    pages = _whole_rows([running.left_out(page) for page in pages])
    paragraphs = Paragraphs([piece for page in pages for piece in page if isinstance(piece, PrintedLine)])
    pieces = [(at == 0, piece) for page in pages for at, piece in enumerate(page or [PrintedTable([], [])])]
    composer = Composer()
    for (opens, piece), (_, after) in zip_longest(pieces, pieces[1:], fillvalue=(True, PrintedTable([], []))):
        if opens:
            composer.start_page()
        if isinstance(piece, PrintedTable):
            composer.add_table(piece.rows, heights=piece.heights)
        elif isinstance(after, PrintedLine) and paragraphs.go_on(piece, after):
            composer.add_words(piece.words + joint(piece.words, after.words))
        else:
            composer.add_line(piece.words)
    return composer
