"""Clauses of a text: what stands between 。；，： and line ends."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

import numpy as np

_FAR = 300  # characters: nobody writes so long a clause, and every pattern looks at less
_CLAUSE_ENDS = "。；;，,：:！!？?\n"
_ENDS_CLAUSE = np.zeros(1 << 16, bool)
_ENDS_CLAUSE[[ord(char) for char in _CLAUSE_ENDS]] = True


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause (between 。；，： and line ends) that holds ``text[start:end]``; of an endless one what is near."""
    marks = _clause_marks(text)
    before, after = bisect_left(marks, start), bisect_left(marks, end)
    first = marks[before - 1] + 1 if before else 0
    last = marks[after] if after < len(marks) else len(text)
    return max(first, start - _FAR), min(last, end + _FAR)


@lru_cache(maxsize=4)
def _clause_marks(text: str) -> list[int]:
    """Where a text's clauses end: looked for once, because every name in it asks."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(codes) > len(text):  # characters of two code units
        return [at for at, char in enumerate(text) if char in _CLAUSE_ENDS]
    ends: list[int] = _ENDS_CLAUSE.take(codes).nonzero()[0].tolist()
    return ends
