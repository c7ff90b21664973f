"""Plain text in any encoding that offices use. A form feed begins a new page."""

from __future__ import annotations

from geoapp.notices.decoding import decode
from geoapp.notices.document import Document, tidy

MEDIA_TYPE = "text/plain"


def read(data: bytes, name: str) -> Document:
    """The text as it is."""
    decoded, warnings = decode(data, name)
    text = tidy(decoded)
    breaks = [offset + 1 for offset, character in enumerate(text) if character == "\f"] if "\f" in text else []
    return Document(text, MEDIA_TYPE, (0, *breaks) if breaks else (), warnings=tuple(warnings))
