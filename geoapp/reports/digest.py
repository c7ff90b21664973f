"""The month digest (月调度): what fell due and how it ended, what closed, what slipped, by county and lead unit."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from geoapp.reports.book import Cell, Column, Sheet, write_book
from geoapp.texts import text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RESULTS = ("on_time", "undated", "late", "pending", "overdue", "lapsed", "extended", "paused")
SLIPPED = frozenset({"late", "overdue", "lapsed", "extended"})


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One case in a part of the digest. ``result`` is one of ``RESULTS`` where it fell due, else ""; ``day`` says when
    it ended, as exactly as is known."""

    case_id: str
    no: str
    problem: str
    county: str
    lead_unit: str
    deadline: date | None
    status: str
    result: str = ""
    day: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of cases (件) of one county, one lead unit, or all. ``due`` is the sum of the results."""

    name: str
    due: int = 0
    on_time: int = 0
    undated: int = 0
    late: int = 0
    pending: int = 0
    overdue: int = 0
    lapsed: int = 0
    extended: int = 0
    paused: int = 0
    closed: int = 0
    done: int = 0
    reported: int = 0


COUNTS = tuple(field.name for field in fields(Tally) if field.name != "name")


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of the month that begins on ``first``, as known on ``today``. ``reported``: a notice of this month
    says that it is finished, without a day."""

    first: date
    last: date
    today: date
    scope: str
    due: tuple[DigestRow, ...]
    closed: tuple[DigestRow, ...]
    reported: tuple[DigestRow, ...]
    by_county: tuple[Tally, ...]
    by_unit: tuple[Tally, ...]
    total: Tally
    left_out: str = ""
    """What an edition for the public lacks, as a sentence."""

    @property
    def month(self) -> str:
        """2025-11, as in addresses."""
        return f"{self.first:%Y-%m}"

    @property
    def slipped(self) -> tuple[DigestRow, ...]:
        """What fell due and was not finished in time."""
        return tuple(row for row in self.due if row.result in SLIPPED)

    @property
    def title(self) -> str:
        """What stands above it: 2025年11月整改月调度."""
        return text("reports.digest.title", year=self.first.year, month=self.first.month)

    @property
    def notes(self) -> str:
        """Scope and day under the title, and what is left out."""
        notes = text("reports.digest.notes", scope=self.scope, today=self.today)
        return "　".join(filter(None, (notes, self.left_out)))

    @property
    def lead(self) -> str:
        """The month in a sentence or two; what is nought is not said."""
        total = self.total
        results = [(name, getattr(total, name)) for name in RESULTS]
        said = [
            text("reports.digest.some", what=text(f"reports.digest.result.{name}"), n=n) for name, n in results if n
        ]
        sentences = [text("reports.digest.lead_due", month=self.first.month, due=total.due)]
        if said:
            told = text("words.sep.list").join(said)
            sentences[0] += text("reports.digest.lead_results", results=told, slipped=len(self.slipped))
        sentences.append(text("reports.digest.lead_closed", closed=total.closed, done=total.done))
        if total.reported:
            sentences.append(text("reports.digest.lead_reported", reported=total.reported))
        return text("words.sep.clause").join(sentences) + text("words.sep.stop")


_ROW = (("no", 11.0, True), ("problem", 58.0, False), ("county", 12.0, True), ("lead_unit", 22.0, False),
        ("deadline", 12.0, True), ("status", 12.0, True))  # fmt: skip
PARTS: dict[str, tuple[tuple[str, float, bool], ...]] = {
    "due": (*_ROW, ("result", 16.0, True), ("note", 26.0, False)),
    "slipped": (*_ROW, ("result", 16.0, True), ("note", 26.0, False)),
    "closed": (*_ROW, ("day", 14.0, True)),
    "reported": (*_ROW, ("day", 22.0, True)),
}
"""Part -> columns: field, width, centred."""


def cells_of(row: DigestRow, part: str) -> tuple[Cell, ...]:
    """What a row shows in a part."""
    return tuple(_cell(row, name) for name, _, _ in PARTS[part])


def _cell(row: DigestRow, name: str) -> Cell:
    if name == "result":
        return text(f"reports.digest.result.{row.result}") if row.result else ""
    value: Cell = getattr(row, name)
    return value


def write_digest_book(digest: Digest) -> bytes:
    """The digest as a workbook: counts by county and unit first, then each part on a sheet."""
    sheets = [
        _tally_sheet("by_county", digest, digest.by_county),
        _tally_sheet("by_unit", digest, digest.by_unit),
        *(_part_sheet(part, digest) for part in PARTS),
    ]
    return write_book(sheets, paper="A4")


def _tally_sheet(name: str, digest: Digest, tallies: Sequence[Tally]) -> Sheet:
    columns = (
        Column(text(f"reports.digest.{name}"), 24),
        *(Column(text(f"reports.digest.count.{c}"), 11, centred=True) for c in COUNTS),
    )
    rows = tuple((tally.name, *(getattr(tally, count) for count in COUNTS)) for tally in (*tallies, digest.total))
    title = text("reports.digest.sheet_title", title=digest.title, part=text(f"reports.digest.{name}"))
    return Sheet(text(f"reports.digest.{name}"), title, digest.notes, columns, rows, text("reports.digest.counting"))


def _part_sheet(part: str, digest: Digest) -> Sheet:
    rows = rows_of(digest, part)
    heads = [(text(f"reports.digest.column.{name}"), width, centred) for name, width, centred in PARTS[part]]
    columns = (Column(text("reports.column.number"), 6, centred=True), *(Column(*head) for head in heads))
    name = text(f"reports.digest.part.{part}")
    numbered = tuple((i, *cells_of(row, part)) for i, row in enumerate(rows, start=1))
    return Sheet(
        name,
        text("reports.digest.sheet_title", title=digest.title, part=name),
        text("reports.digest.part_notes", notes=digest.notes, count=len(rows)),
        columns,
        numbered,
    )


def rows_of(digest: Digest, part: str) -> tuple[DigestRow, ...]:
    """The rows of a part."""
    rows: tuple[DigestRow, ...] = getattr(digest, part)
    return rows


# --- the document ---------------------------------------------------------------------------------------------------


def write_digest_document(digest: Digest) -> bytes:
    """The digest as a document to edit and send: A4 landscape, heads that repeat."""
    document = Document()
    _page(document)
    _paragraph(document, digest.title, 20, bold=True, centred=True)
    _paragraph(document, digest.notes, 10.5, centred=True)
    _paragraph(document, digest.lead, 12)
    for name, tallies in (("by_county", digest.by_county), ("by_unit", digest.by_unit)):
        _paragraph(document, text(f"reports.digest.{name}"), 14, bold=True)
        head = [text(f"reports.digest.{name}"), *(text(f"reports.digest.count.{count}") for count in COUNTS)]
        rows = [[t.name, *(str(getattr(t, count)) for count in COUNTS)] for t in (*tallies, digest.total)]
        _table(document, head, rows, [3.4, *([1.75] * len(COUNTS))])
    _paragraph(document, text("reports.digest.counting"), 9)
    for part, columns in PARTS.items():
        rows_here = rows_of(digest, part)
        _paragraph(
            document,
            text("reports.digest.part_head", part=text(f"reports.digest.part.{part}"), count=len(rows_here)),
            14,
            bold=True,
        )
        if not rows_here:
            _paragraph(document, text("reports.digest.none"), 10.5)
            continue
        head = [text(f"reports.digest.column.{name}") for name, _, _ in columns]
        total = sum(width for _, width, _ in columns)
        written = [["" if cell is None else str(cell) for cell in cells_of(row, part)] for row in rows_here]
        _table(document, head, written, [24.7 * width / total for _, width, _ in columns])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.0)
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def _paragraph(document: Any, words: str, size: float, *, bold: bool = False, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(_clean(words))
    run.font.size, run.bold = Pt(size), bold
    if bold:
        run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
        paragraph.paragraph_format.keep_with_next = True
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        _fill(cell, words, bold=True)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _fill(cell, words)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _fill(cell: Any, words: str, *, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(_clean(words))
    run.font.size, run.bold = Pt(9), bold


def _clean(words: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(
        c for c in words if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
