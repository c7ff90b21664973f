"""How a wrong word of an address is told: one grammar for all of ``params`` and ``moments``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from geoapp.model import UsageError
from geoapp.texts import text


def wrong(key: str, parameter: str, example: str | None = None, **values: object) -> UsageError:
    """The error for a wrong word: the catalogue's sentence, the word, and a right one."""
    return UsageError(text(key, parameter=shown(parameter), **values), parameter=shown(parameter), example=example)


def unknown(key: str, parameter: str, known: Iterable[str]) -> UsageError:
    """The error for a word that there is not, with all that there are and, as the example, the likeliest of them."""
    words = sorted(known)
    likely = get_close_matches(parameter, words, 1, 0.0) or words[:1]
    told = {"word": shown(parameter), "known": ", ".join(words)}
    return wrong(key, parameter, likely[0] if likely else None, **told)


def shown(value: str) -> str:
    """A value as it may stand in a sentence: short, and without characters that disturb a line."""
    clean = "".join(c if c.isprintable() else "�" for c in value[:61])
    return clean if len(clean) <= 60 else f"{clean[:60]}…"
