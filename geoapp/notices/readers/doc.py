"""Old Word files, through LibreOffice where it is installed."""

from __future__ import annotations

from dataclasses import replace

from geoapp.notices.document import Document
from geoapp.notices.readers import docx
from geoapp.notices.readers._libreoffice import convert

MEDIA_TYPE = "application/msword"


def read(data: bytes, name: str) -> Document:
    """The document as LibreOffice understands it."""
    return replace(docx.read(convert(data, name, target="docx"), name), media_type=MEDIA_TYPE)
