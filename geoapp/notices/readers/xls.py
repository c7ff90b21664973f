"""Old Excel ledgers, through LibreOffice where it is installed."""

from __future__ import annotations

from dataclasses import replace

from geoapp.notices.document import Document
from geoapp.notices.readers import xlsx
from geoapp.notices.readers._libreoffice import convert

MEDIA_TYPE = "application/vnd.ms-excel"


def read(data: bytes, name: str) -> Document:
    """The workbook as LibreOffice understands it."""
    return replace(xlsx.read(convert(data, name, target="xlsx"), name), media_type=MEDIA_TYPE)
