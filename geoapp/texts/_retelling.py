"""Sentences that were kept in one language, told again in another: what a layer's making left behind, a row's reason.

A kept sentence is found again among the catalogue's entries of the other languages; what filled its placeholders fills
those of the same entry in the language of this context. So nothing but sentences is kept, as earlier editions did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geoapp.texts import catalogue, language, languages, text

_LEAST = 2
"""Characters that an entry has of its own, for a sentence to be known by them."""
_LONGEST = 4_000
_PLACE = re.compile(r"(?<!\{)\{([a-z_]\w*)(?:[:!][^{}]*)?\}(?!\})")


def retell(sentence: str, *prefixes: str) -> str:
    """``sentence`` in the language of this context where it is an entry under ``prefixes`` (``"layers.problem."``) of
    another language, and so what stands in its places; anything else as it is."""
    if not sentence or len(sentence) > _LONGEST:
        return sentence
    found = [one for other in languages() if (one := _found(sentence, other, prefixes)) is not None]
    best = max(found, key=lambda one: one.own, default=None)
    if best is None or best.language == language():
        return sentence
    return text(best.key, **{name: retell(value, *prefixes) for name, value in best.values.items()})


@dataclass(frozen=True, slots=True)
class _Match:
    """The entry that a sentence is: ``own`` characters of its words are the entry's, the rest fills its places."""

    language: str
    key: str
    own: int
    values: Mapping[str, str]


def _found(sentence: str, other: str, prefixes: tuple[str, ...]) -> _Match | None:
    for own, key, pattern in _patterns(other, prefixes):
        match = pattern.fullmatch(sentence)
        if match:
            return _Match(other, key, own, match.groupdict())
    return None


@cache
def _patterns(name: str, prefixes: tuple[str, ...]) -> tuple[tuple[int, str, re.Pattern[str]], ...]:
    """The entries as expressions, those with most words of their own first."""
    made = []
    for key, entry in catalogue(name).items():
        if key.startswith(prefixes):
            parts = _PLACE.split(entry)
            own = sum(len(words.strip()) for words in parts[::2])
            if own >= _LEAST:
                made.append((own, key, _expression(parts)))
    return tuple(sorted(made, key=lambda one: (-one[0], one[1])))


def _expression(parts: list[str]) -> re.Pattern[str]:
    """Of words and names of places by turns. Entries without places are never filled in: their braces are their own."""
    if len(parts) == 1:
        return re.compile(re.escape(parts[0]))
    written, seen = "", set()
    for index, part in enumerate(parts):
        if index % 2 == 0:
            written += re.escape(part.replace("{{", "{").replace("}}", "}"))
        else:
            written += f"(?P={part})" if part in seen else f"(?P<{part}>.*?)"
            seen.add(part)
    return re.compile(written, re.DOTALL)
