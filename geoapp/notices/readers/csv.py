"""CSV ledgers (台账): one line a row, cells named as in a spreadsheet."""

from __future__ import annotations

import csv
import io

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
    """The separator that the first row has most of; ``csv.Sniffer`` guesses wildly on Chinese prose in cells."""
    head = next((line for line in text.split("\n") if line.strip()), "")
    return max(_DELIMITERS, key=head.count)
