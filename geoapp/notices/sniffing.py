"""Sniffing: what a file really is, by its first bytes; extensions of downloaded files are often wrong."""

from __future__ import annotations

import io
import re
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def _utf16(word: str) -> bytes:
    return word.encode("utf-16-le")


def sniff(data: bytes) -> str | None:
    """``pdf docx xlsx doc xls encrypted rtf zip html broken`` (half a package); None for all else, perhaps text."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(_OLE):
        return _compound(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if _HTML.match(data[:4096]):
        return "html"
    return None


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "broken"
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "zip"


def _compound(data: bytes) -> str:
    """Old Office files and encrypted new ones share a container; its directory names the streams."""
    if _utf16("EncryptedPackage") in data:
        return "encrypted"
    return "xls" if _utf16("Workbook") in data and _utf16("WordDocument") not in data else "doc"
