"""Document: what a reader hands over before its metadata is known, and the Composer that lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geoapp.model import Cell, Table


@dataclass(frozen=True, slots=True)
class Document:
    """Text with page offsets and tables. The ``*_hint`` fields are what the container itself declares (the
    ``ArticleTitle``, ``PubDate``, ``ContentSource`` of a government page): used where the text is silent."""

    text: str
    media_type: str
    pages: tuple[int, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    title_hint: str | None = None
    issuer_hint: str | None = None
    published_hint: date | None = None


CellText = str | None
"""The words of a cell; None where a merged cell above or to the left covers the place."""


class Composer:
    """Builds the text of a document line by line and remembers where pages and cells begin.

    Empty cells are listed too (``start == end``), so that a column keeps its place; covered ones are not.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[int] = []
        self._tables: list[Table] = []

    def add_line(self, line: str) -> None:
        """One line (or several: line ends inside are kept)."""
        self._append(line + "\n")

    def add_words(self, words: str) -> None:
        """The beginning of a line that goes on."""
        self._append(words)

    def start_page(self) -> None:
        """The next line is the first of a page."""
        self._pages.append(self._length)

    def add_table(
        self,
        rows: Sequence[Sequence[CellText]],
        *,
        title: str | None = None,
        named: bool = False,
        heights: Sequence[float] = (),
    ) -> None:
        """A table, one line a row, cells separated by tabs. ``named`` gives cells their spreadsheet names (B7),
        ``heights`` are the rows' as printed.

        Rows without a word take no line. Nothing is listed when the whole table is empty.
        """
        cells = []
        tall: list[float] = []
        for row, values in enumerate(rows):
            if not any(value and value.strip() for value in values):
                continue
            tall += heights[row : row + 1]
            for column, value in enumerate(values):
                if value is not None:
                    end = self._length + len(value)
                    name = f"{column_letters(column)}{row + 1}" if named else None
                    cells.append(Cell(row, column, self._length, end, name))
                    self._append(value)
                if column < len(values) - 1:
                    self._append("\t")
            self._append("\n")
        if cells:
            self._tables.append(Table(tuple(cells), title, tuple(tall)))

    def compose(self, media_type: str, warnings: Sequence[str] = ()) -> Document:
        """The finished document."""
        return Document("".join(self._parts), media_type, tuple(self._pages), tuple(self._tables), tuple(warnings))

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)


def column_letters(column: int) -> str:
    """Spreadsheet name of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def tidy(text: str) -> str:
    """Line ends to ``\\n``, byte order marks dropped; nothing else, because facts are quoted as written."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
