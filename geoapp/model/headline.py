"""The title of a case: the first words of its problem, since a number (问题1) tells a reader nothing."""

from __future__ import annotations

import re

HEADLINE_CHARS = 32
_ENDS = re.compile(r"[。；;！!？?\n]")
_PAUSES = "，,、：:"


def headline(problem: str, limit: int = HEADLINE_CHARS) -> str:
    """The first sentence of ``problem``, at most ``limit`` characters.

    A longer one is cut at the last pause in its second half, else at the limit, with "…". ``wm.headline`` in kit.js
    does the same.
    """
    sentence = _ENDS.split(problem.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= limit:
        return sentence
    pause = max(sentence.rfind(mark, limit // 2, limit) for mark in _PAUSES)
    return sentence[: pause if pause > 0 else limit - 1] + "…"
