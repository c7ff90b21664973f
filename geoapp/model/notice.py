"""Notice and Quote: a public document and the exact words that a fact was read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geoapp.model.words import Genre

CONTEXT_CHARS = 24
"""How much text stands before and after a quote, so that it can be found again in another edition."""


@dataclass(frozen=True, slots=True)
class Quote:
    """W3C TextQuoteSelector + TextPositionSelector over ``Notice.text``.

    ``start``/``end`` are code-point offsets, ``text[start:end] == exact`` always holds. ``page`` is 1-based for paged
    documents, ``cell`` names a table cell as written (``B7``).
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    page: int | None = None
    cell: str | None = None

    @classmethod
    def of(cls, text: str, start: int, end: int, *, page: int | None = None, cell: str | None = None) -> Quote:
        """Quote ``text[start:end]`` with its surroundings; raises ``ValueError`` for an empty or outside range."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"quote {start}:{end} is empty or outside a text of {len(text)} characters")
        prefix = text[start - CONTEXT_CHARS if start > CONTEXT_CHARS else 0 : start]
        return cls(text[start:end], prefix, text[end : end + CONTEXT_CHARS], start, end, page, cell)

    def holds_in(self, text: str) -> bool:
        """True when the words still stand at their place in ``text``."""
        return text[self.start : self.end] == self.exact


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell of a document: where its words lie in ``Notice.text`` and where it stood in the table.

    ``row``/``column`` count from 0; merged cells are listed once, at their upper left corner.
    """

    row: int
    column: int
    start: int
    end: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a reader found, laid over the text: cells in reading order.

    ``heights`` are those of its rows that have cells, in points, where the document shows them.
    """

    cells: tuple[Cell, ...]
    title: str | None = None
    heights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One edition of a public document. ``text`` is what ``/notices/{id}`` shows and what every offset counts in.

    ``identifier`` is the SHA-256 of the original bytes (hex); ``work_key`` is equal for the same work in another
    format or a repost (issuer + document number, else normalised title + period). ``pages`` holds the offset at
    which each page starts, empty for documents without pages.
    """

    identifier: str
    work_key: str
    title: str
    text: str
    media_type: str
    file_name: str
    issuer: str | None = None
    document_number: str | None = None
    genre: Genre = Genre.OTHER
    issued_on: date | None = None
    issued_on_basis: str | None = None  # "stated", or "inferred" from the dated sentences of the text
    province: str | None = None
    city: str | None = None
    county: str | None = None
    pages: tuple[int, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
