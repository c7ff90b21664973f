"""What the reading of a notice left unread: sentences for a person, kept with the notice, shown at the review desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geoapp.model import Extraction, Quote, Record
from geoapp.texts import text

LEAST_CHARS = 40
"""A stretch of so many characters between cases is worth a look; labels, numbers and names of units are not."""
_SHOWN_CHARS = 30
_SENTENCE = re.compile(r"[^。；！？\n]+")


def reading_warnings(extraction: Extraction) -> tuple[str, ...]:
    """The notice's own warnings; that no case was read; and that text between cases belongs to none."""
    said = list(extraction.notice.warnings)
    if not extraction.records:
        said += [one for one in extraction.warnings if one not in said]
    passages = list(unread_passages(extraction))
    if passages:
        begins = passages[0][:_SHOWN_CHARS]
        said.append(text("pipeline.unread", n=len(passages), words=begins))
    return tuple(said)


def unread_passages(extraction: Extraction) -> Iterator[str]:
    """Sentences between the first and the last word that some case claims, which none claims. What comes before is the
    opening of a notice, what follows its plans and signature."""
    words = extraction.notice.text
    claimed = sorted(span for record in extraction.records for span in _claims(record))
    reached = claimed[0][0] if claimed else 0
    for start, end in claimed:
        if start >= reached + LEAST_CHARS:
            passage = words[reached:start].strip()
            if max((len(one.group().strip()) for one in _SENTENCE.finditer(passage)), default=0) >= LEAST_CHARS:
                yield passage
        reached = max(reached, end)


def _claims(record: Record) -> Iterator[tuple[int, int]]:
    yield from record.spans
    quotes: list[Quote | None] = [*record.quotes.values(), record.status_quote]
    quotes += [measure.quote for measure in record.measures]
    for site in record.sites:
        quotes += [site.quote, site.status_quote]
    yield from ((quote.start, quote.end) for quote in quotes if quote is not None)
