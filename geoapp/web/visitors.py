"""Who asks, as the guard and the pages see it."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.accounts import Person, Right


@dataclass(frozen=True, slots=True)
class Visitor:
    """``person`` None: nobody signed in. ``counties`` are lists of unit codes as chosen, all of which must allow a
    county (a token narrows its person's); no list at all means everywhere.

    ``key`` differs wherever a page may look different; ``by_token`` for programs, which have no cookies.
    """

    person: Person | None
    rights: frozenset[Right]
    counties: tuple[tuple[str, ...], ...] = ()
    key: str = ""
    by_token: bool = False
