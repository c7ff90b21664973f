"""Laying lines or sentences into the columns of a row in order: the best monotone way (Viterbi)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoapp.cases.cells import TEXT, carries_on, score
from geoapp.cases.labels import Field

_SKIP, _STAY_TYPED, _STAY_ENDED, _STAY_OPEN, _STAY_COUNTED = -1.2, -4.0, -2.5, 0.5, 1.0
_ENDED = re.compile(r"[。;!?]$")


def lay(words: Sequence[str], slots: Sequence[Field]) -> list[int]:
    """For each piece the index of its slot; a slot may take several pieces, or none (an empty cell)."""
    if not words:
        return []
    known = dict.fromkeys(slots)
    best: list[list[float]] = []
    back: list[list[int]] = []
    for index, piece in enumerate(words):
        looks = {name: score(piece, name) for name in known}
        scores = [looks[name] for name in slots]
        if index == 0:
            best.append([value + _SKIP * position for position, value in enumerate(scores)])
            back.append([-1] * len(slots))
            continue
        row, came = _step((words[index - 1], piece), best[-1], slots)
        best.append([value + before for value, before in zip(scores, row, strict=True)])
        back.append(came)
    position = max(range(len(slots)), key=lambda p: best[-1][p] + _SKIP * (len(slots) - 1 - p))
    path = [position]
    for came in reversed(back[1:]):
        position = came[position]
        path.append(position)
    return path[::-1]


def _step(pieces: tuple[str, str], scores: list[float], slots: Sequence[Field]) -> tuple[list[float], list[int]]:
    """For each slot the best score of the piece before and its slot: the same one, or an earlier one with gaps."""
    before, piece = pieces
    counted, ended = carries_on(piece), _ENDED.search(before) is not None
    staying = _STAY_COUNTED if counted else _STAY_ENDED if ended else _STAY_OPEN
    typed = _STAY_OPEN if before.endswith("、") else _STAY_TYPED  # 县水利局、 | 某镇人民政府: a list goes on
    row: list[float] = []
    came: list[int] = []
    running, running_at = float("-inf"), 0
    for position, name in enumerate(slots):
        stay = scores[position] + (staying if name in TEXT else typed)
        if position:
            running += _SKIP
            if scores[position - 1] >= running:
                running, running_at = scores[position - 1], position - 1
        row.append(max(stay, running))
        came.append(position if stay >= running else running_at)
    return row, came
