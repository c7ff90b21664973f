"""How a wrong word of an address is told: one grammar for all of ``params`` and ``moments``."""

from __future__ import annotations

from geoapp.model import UsageError
from geoapp.texts import text


def wrong(key: str, parameter: str, example: str | None = None, **values: object) -> UsageError:
    """The error for a wrong word: the catalogue's sentence, the word, and a right one."""
    return UsageError(text(key, parameter=shown(parameter), **values), parameter=shown(parameter), example=example)


def shown(value: str) -> str:
    """A value as it may stand in a sentence: short, and without characters that disturb a line."""
    clean = "".join(c if c.isprintable() else "�" for c in value[:61])
    return clean if len(clean) <= 60 else f"{clean[:60]}…"
