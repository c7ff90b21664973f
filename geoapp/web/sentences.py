"""The sentence that a quote stands in: what a reader needs to judge three quoted characters."""

from __future__ import annotations

import re

from geoapp.model import Quote

ENDS = re.compile(r"[。！？；;!?\n]")
MAX_CHARS = 160


def sentence_around(text: str, quote: Quote) -> tuple[str, str]:
    """The rest of the sentence before and after a quote, each ``MAX_CHARS`` long at most (then with "…").

    Never reaches over a sentence's end or a line's, so that nothing of the next problem is shown.
    """
    start = max((m.end() for m in ENDS.finditer(text, max(0, quote.start - MAX_CHARS), quote.start)), default=None)
    if start is None:
        start = max(0, quote.start - MAX_CHARS)
        before = ("…" if start else "") + text[start : quote.start].lstrip()
    else:
        before = text[start : quote.start].lstrip()
    if ENDS.match(text, quote.end - 1):
        return before, ""
    found = ENDS.search(text, quote.end, quote.end + MAX_CHARS)
    if found:
        return before, text[quote.end : found.end()].rstrip()
    rest = text[quote.end : quote.end + MAX_CHARS]
    return before, rest.rstrip() + ("…" if quote.end + MAX_CHARS < len(text) else "")
