"""News, lists of summoned firms, typical cases: metadata only; the reader is told that nothing was read as a case."""

from __future__ import annotations

from geoapp.cases.drafts import Draft
from geoapp.cases.source import Source
from geoapp.model import Genre

GENRE = Genre.OTHER


def recognise(_source: Source) -> float:
    """What is left when no genre speaks up."""
    return 0.24


def extract(_source: Source) -> list[Draft]:
    """No cases."""
    return []
