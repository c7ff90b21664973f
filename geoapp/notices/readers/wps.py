"""WPS Writer files: the container of .doc, converted in the same way."""

from __future__ import annotations

from dataclasses import replace

from geoapp.notices.document import Document
from geoapp.notices.readers import doc

MEDIA_TYPE = "application/vnd.ms-works"


def read(data: bytes, name: str) -> Document:
    """The document as LibreOffice understands it."""
    return replace(doc.read(data, name), media_type=MEDIA_TYPE)
