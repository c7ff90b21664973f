"""Clauses of a text: what stands between 。；，： and line ends."""

from __future__ import annotations

from bisect import bisect_left

from geoapp.places import signs

_FAR = 300  # characters: nobody writes so long a clause, and every pattern looks at less


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause (between 。；，： and line ends) that holds ``text[start:end]``; of an endless one what is near."""
    marks = signs.places(text, signs.CLAUSE_END)
    before, after = bisect_left(marks, start), bisect_left(marks, end)
    first = marks[before - 1] + 1 if before else 0
    last = marks[after] if after < len(marks) else len(text)
    return max(first, start - _FAR), min(last, end + _FAR)
