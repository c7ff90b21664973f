"""How strongly an occurrence of a name speaks for its place being the subject, and where the problem itself stands."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from geoapp.places.mentions import Mention


class Weight(IntEnum):
    """How strongly one occurrence speaks for its place being the subject."""

    ACTOR = 0  # not a place at all: it acts
    MENTION = 1
    TOWN = 2  # a town in which the problem lies: a subject only if the whole case names nothing smaller
    RECEIVES = 3  # a water that takes in what another lets out, towns of a list: subjects if nothing smaller is named
    WEAK = 4  # a subject only if nothing stronger is named
    BANK = 5  # a water on whose bank the trouble lies: a subject beside what else the problem names
    SUBJECT = 6


ACTOR, MENTION, TOWN, RECEIVES, WEAK, BANK, SUBJECT = Weight  # by themselves, as the kinds are


class Parts(NamedTuple):
    """Which stretches of a text are the problem itself; all else of the record is what was done about it."""

    problem: tuple[tuple[int, int], ...]

    def in_problem(self, mention: Mention) -> bool:
        for start, end in self.problem:  # noqa: SIM110 - asked a hundred times a notice
            if start <= mention.start < end:
                return True
        return False
