"""PDF with a text layer: lines and tables page by page. Scanned pages are named, never guessed at."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from geoapp.model import UnreadableNotice
from geoapp.notices.document import CellText, Composer, Document, tidy
from geoapp.texts import text as say

MEDIA_TYPE = "application/pdf"
_UNMAPPED = re.compile(r"\(cid:\d+\)")
MAX_UNMAPPED_SHARE = 0.2
"""Beyond this share of characters without a Unicode value a text layer is as good as none."""

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font that a scanner's driver wrote badly


def read(data: bytes, name: str) -> Document:
    """Raises ``UnreadableNotice`` for broken and encrypted files, and when no page has a text layer."""
    composer, scanned, count = Composer(), [], 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for count, page in enumerate(pdf.pages, start=1):
                composer.start_page()
                if not _add_page(page, composer):
                    scanned.append(count)
                page.close()
    except Exception as error:
        # pdfminer lets whatever a damaged object trips over through (KeyError, TypeError, struct and recursion errors)
        key = "notices.encrypted" if _is_locked(error) else "notices.broken_file"
        reason = str(error).strip() or type(error).__name__
        raise UnreadableNotice(say(key, file=name, reason=reason)) from error
    document = composer.compose(MEDIA_TYPE, [say("notices.scanned_pages", pages=_listed(scanned))] if scanned else [])
    if not document.text.strip():
        pages = _listed(scanned or list(range(1, count + 1)))
        raise UnreadableNotice(say("notices.scanned", file=name, pages=pages, count=count))
    return document


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, PDFPasswordIncorrect) or any(isinstance(arg, PDFPasswordIncorrect) for arg in error.args)


def _listed(pages: list[int]) -> str:
    return "、".join(str(page) for page in pages)


def _add_page(page: Any, composer: Composer) -> bool:
    """Lay out one page; False when it shows a picture but has no usable text."""
    words = "".join(char["text"] for char in page.chars)
    unmapped = len(_UNMAPPED.findall(words))
    if not words.strip() or unmapped > MAX_UNMAPPED_SHARE * len(page.chars):
        return not (page.images or unmapped)
    top = page.bbox[1]
    for table in sorted(page.find_tables(), key=lambda table: float(table.bbox[1])):
        rows = table.extract()
        if len(rows) < 2 and max(map(len, rows), default=0) < 2:
            continue  # a frame around prose, not a table
        _add_band(page, composer, top, table.bbox[1])
        composer.add_table([[_cell(value) for value in row] for row in rows])
        top = max(top, table.bbox[3])
    _add_band(page, composer, top, page.bbox[3])
    return True


def _cell(value: str | None) -> CellText:
    return None if value is None else tidy(value).strip()


def _add_band(page: Any, composer: Composer, top: float, bottom: float) -> None:
    """The lines between two heights of a page (points from the top)."""
    if bottom - top < 1:
        return
    text = page.crop((page.bbox[0], top, page.bbox[2], bottom)).extract_text()
    for line in tidy(text or "").split("\n"):
        if line.strip():
            composer.add_line(line)
