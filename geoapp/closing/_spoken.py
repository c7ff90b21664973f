"""Words of the office's data files in further languages: a table ``[step.en]`` or ``[card.en]`` beside the words.

They are for reading only: what is written into cases is always in the words of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoapp.texts import DEFAULT, language, languages

Spoken = Mapping[str, Mapping[str, Any]]
"""Language -> field -> words."""


def further() -> frozenset[str]:
    """Keys that may hold such a table."""
    return frozenset(languages()) - {DEFAULT}


def spoken_of(entry: Mapping[str, Any], words: Mapping[str, type]) -> Spoken | None:
    """The tables of an entry; None when one holds what is none of ``words`` (field -> its type)."""
    found: dict[str, Mapping[str, Any]] = {}
    for name in further() & entry.keys():
        table = entry[name]
        if not isinstance(table, dict) or any(type(value) is not words.get(key) for key, value in table.items()):
            return None
        found[name] = table
    return found


def in_words(thing: Any, field: str) -> Any:
    """``field`` of a step or card in the language of this context, else as it is."""
    return thing.spoken.get(language(), {}).get(field) or getattr(thing, field)
