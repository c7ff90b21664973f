"""CSV ledgers (台账): one line a row, cells named as in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from geoapp.model import UnreadableNotice
from geoapp.notices.decoding import decode
from geoapp.notices.document import Composer, Document, tidy
from geoapp.texts import text as say

MEDIA_TYPE = "text/csv"
_DELIMITERS = ",;\t|，"


def read(data: bytes, name: str) -> Document:
    """The rows as lines with tabs between the cells, whatever the separator in the file was."""
    decoded, warnings = decode(data, name)
    text = tidy(decoded)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise UnreadableNotice(say("notices.broken_table", file=name, reason=error)) from error
    composer = Composer()
    composer.add_table(rows, named=True)
    return composer.compose(MEDIA_TYPE, warnings)


def _delimiter(text: str) -> str:
    """The separator that gives most rows the same cells: above them a title may stand, with a comma of its own.
    ``csv.Sniffer`` guesses wildly on Chinese prose in cells."""
    return max(_DELIMITERS, key=lambda delimiter: _parted(text, delimiter))


def _parted(text: str, delimiter: str) -> int:
    """How many cells lie beside another one in those of the first rows that are equally wide."""
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT))
    except csv.Error:
        return 0
    return max((count * (width - 1) for width, count in Counter(map(len, rows)).items() if width), default=0)


_LOOKED_AT = 60
