"""Word files: paragraphs and tables in document order, automatic numbers as they are shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx as python_docx
from docx.oxml.ns import qn

from geoapp.model import UnreadableNotice
from geoapp.notices.archives import open_archive
from geoapp.notices.document import CellText, Composer, Document, tidy
from geoapp.notices.readers._numbering import Numbering
from geoapp.texts import text as say

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAX_COLUMNS = 100
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), _FALLBACK, qn("w:tbl")}
_CONTENT = {qn("w:sdt"), qn("w:sdtContent"), qn("w:smartTag"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")}
_MARKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read(data: bytes, name: str) -> Document:
    """Accepted changes are part of the text, deleted ones are not; headers and footers are left out."""
    open_archive(data, name).close()
    try:
        document = python_docx.Document(io.BytesIO(data))
        numbering = Numbering(document)
        body = document.element.body
        if body is None:
            raise ValueError("w:body")
    except Exception as error:
        # python-docx lets whatever a damaged part trips over through (KeyError, ValueError, XML and zip errors)
        raise UnreadableNotice(say("notices.broken_file", file=name, reason=error or type(error).__name__)) from error
    composer = Composer()
    for block in _blocks(body):
        if block.tag == qn("w:tbl"):
            composer.add_table(_rows(block, numbering))
        else:
            composer.add_line(_paragraph(block, numbering))
            for frame in block.iter(qn("w:txbxContent")):
                if not any(True for _ in frame.iterancestors(_FALLBACK)):
                    _add_frame(frame, composer, numbering)
    return composer.compose(MEDIA_TYPE)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables below ``parent``, also inside content controls and tracked insertions."""
    for child in parent.iterchildren():
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _CONTENT:
            yield from _blocks(child)


def _add_frame(frame: Any, composer: Composer, numbering: Numbering) -> None:
    """A text box: red-headed papers keep their issuer in one."""
    for paragraph in _blocks(frame):
        if paragraph.tag == qn("w:p"):
            composer.add_line(_paragraph(paragraph, numbering))


def _paragraph(paragraph: Any, numbering: Numbering) -> str:
    return numbering.label(paragraph) + tidy("".join(_words(paragraph)))


def _words(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag] if child.get(qn("w:type")) != "page" else "\n"
        elif child.tag not in _SKIPPED and child.tag != qn("w:txbxContent"):
            yield from _words(child)


def _rows(table: Any, numbering: Numbering) -> list[list[CellText]]:
    """The grid of a table; the words of a nested table stand in the cell that holds it."""
    rows: list[list[CellText]] = []
    for row in _children(table, "w:tr"):
        cells: list[CellText] = [None] * _grid_number(row, "w:gridBefore")
        for cell in _children(row, "w:tc"):
            properties = cell.find(qn("w:tcPr"))
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            continued = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            cells.append(None if continued else _cell_words(cell, numbering))
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            cells += [None] * (_columns(span, 1) - 1)
        rows.append(cells)
    return rows


def _columns(element: Any, otherwise: int) -> int:
    """A number of columns. Word has 63 at most; a damaged or hostile file may say a billion, or a word."""
    number = str(element.get(qn("w:val"), "")) if element is not None else ""
    return min(int(number), MAX_COLUMNS) if number.isascii() and number.isdigit() and len(number) < 10 else otherwise


def _children(element: Any, tag: str) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag == qn(tag):
            yield child
        elif child.tag in _CONTENT:
            yield from _children(child, tag)


def _cell_words(cell: Any, numbering: Numbering) -> str:
    lines = []
    for block in _blocks(cell):
        if block.tag == qn("w:tbl"):
            lines += ["\t".join(value or "" for value in row) for row in _rows(block, numbering)]
        else:
            lines.append(_paragraph(block, numbering))
    return "\n".join(lines).strip()


def _grid_number(row: Any, tag: str) -> int:
    found = row.find(f"{qn('w:trPr')}/{qn(tag)}")
    return _columns(found, 0)
