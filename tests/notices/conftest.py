"""Builders of small files in every format, so that no binary stands in the repository."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from geoapp.model import Notice

TITLE = ("某县生态环境局", "关于督察反馈问题整改进展情况的通报")


@pytest.fixture
def checked() -> Callable[[Notice], Notice]:
    """Asserts what holds for every notice that was read, and gives it back."""

    def check(notice: Notice) -> Notice:
        assert "\r" not in notice.text
        assert "\ufeff" not in notice.text
        assert list(notice.pages) == sorted(notice.pages)
        for table in notice.tables:
            places = [(cell.row, cell.column) for cell in table.cells]
            assert places == sorted(set(places))
            for before, after in zip(table.cells, table.cells[1:], strict=False):
                assert before.end <= after.start
            assert all(0 <= cell.start <= cell.end <= len(notice.text) for cell in table.cells)
        return notice

    return check


@pytest.fixture
def words_of() -> Callable[[Notice, int], list[str]]:
    """The words of all cells of one table."""
    return lambda notice, table: [notice.text[c.start : c.end] for c in notice.tables[table].cells]


@pytest.fixture
def docx_bytes() -> Callable[[Callable[[docx.document.Document], object]], bytes]:
    def build(fill: Callable[[docx.document.Document], object]) -> bytes:
        document, target = docx.Document(), io.BytesIO()
        fill(document)
        document.save(target)
        return target.getvalue()

    return build


@pytest.fixture
def xlsx_bytes() -> Callable[[Callable[[openpyxl.Workbook], object]], bytes]:
    def build(fill: Callable[[openpyxl.Workbook], object]) -> bytes:
        book, target = openpyxl.Workbook(), io.BytesIO()
        fill(book)
        book.save(target)
        return target.getvalue()

    return build


@pytest.fixture
def zip_bytes() -> Callable[[dict[str, bytes]], bytes]:
    def build(members: dict[str, bytes]) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return target.getvalue()

    return build


def _pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def _page_content(page: list[str] | list[list[str]] | None) -> bytes:
    """Lines of text, rows of a ruled table, or (None) a picture that fills the page."""
    if page is None:
        return b"q 500 0 0 700 40 40 cm /Im0 Do Q"
    parts = []
    for index, line in enumerate(page):
        y = 780 - 30 * index
        cells = line if isinstance(line, list) else [line]
        for column, words in enumerate(cells):
            x = 50 + 240 * column
            shown = words.encode("utf-16-be").hex().encode()
            parts.append(b"BT /F1 12 Tf %d %d Td <%s> Tj ET" % (x + 4, y, shown))
            if isinstance(line, list):
                parts.append(b"%d %d 240 30 re S" % (x, y - 10))
    return b"\n".join(parts)


@pytest.fixture
def pdf_bytes() -> Callable[..., bytes]:
    """A PDF by hand: Chinese by a predefined character map, pages as in ``_page_content``."""

    def build(*pages: list[str] | list[list[str]] | None, encrypted: bool = False) -> bytes:
        first = 6
        kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
            b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
            b"/DescendantFonts [4 0 R] >>",
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
            b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor "
            b"/FontName /STSong-Light /Flags 4 /Ascent 880 /Descent -120 /FontBBox [0 -120 1000 880] >> >>",
            _stream(b"\x80", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
                             b"/ColorSpace /DeviceGray"),
        ]  # fmt: skip
        for index, page in enumerate(pages):
            objects += [
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font "
                b"<< /F1 3 0 R >> /XObject << /Im0 5 0 R >> >> >>" % (first + 2 * index + 1),
                _stream(_page_content(page)),
            ]
        lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"11" * 32, b"22" * 32)
        return _pdf(objects, trailer=b"/Encrypt %s /ID [<00><00>]" % lock if encrypted else b"")

    return build


@pytest.fixture
def real_notices() -> Path:
    folder = Path(__file__).resolve().parents[3] / "shared" / "notices"
    if not folder.is_dir():
        pytest.skip("the published notices are not on this machine; the bundled samples restate them")
    return folder
