"""All that a record says of one place: its occurrences, and what they weigh together."""

from __future__ import annotations

from geoapp.model import Quote
from geoapp.places.kinds import AREA, ENTERPRISE, VILLAGE, WATERS
from geoapp.places.mentions import Mention
from geoapp.places.roles import Surroundings
from geoapp.places.weights import ACTOR, MENTION, RECEIVES, SUBJECT, WEAK, Weight

Occurrence = tuple[Mention, Weight]


class Group:
    """All occurrences of one place in a record, each with its weight.

    ``best`` is the first among the weightiest: the sentence that a reader should see.
    """

    def __init__(self, occurrences: list[Occurrence]) -> None:
        self.demoted = False
        self.reweigh(occurrences)

    def reweigh(self, occurrences: list[Occurrence]) -> None:
        """Take these occurrences for those known so far."""
        self.occurrences = occurrences
        if len(occurrences) == 1:
            self.best, self._top = occurrences[0]
        else:
            self._top = max(weight for _, weight in occurrences)
            self.best = self._best(self._top)

    @property
    def weight(self) -> Weight:
        return MENTION if self.demoted and self._top > MENTION else self._top

    def _best(self, top: Weight) -> Mention:
        best = next(mention for mention, weight in self.occurrences if weight is top)
        if best.type is not ENTERPRISE:
            return best
        # A firm is shown by its registered name where that comes first, though only the short form is told of.
        short = best.end - best.start < len(best.name) or not best.name.endswith(("公司", "合作社"))
        first = (m for m, _ in self.occurrences if m.start < best.start and m.name.endswith(("公司", "合作社")))
        return next(first, best) if short else best

    def names(self) -> list[str]:
        return list(dict.fromkeys(mention.name for mention, _ in self.occurrences))


def grouped(around: Surroundings, aside: Quote | None) -> list[Group]:
    """``aside``: what only tells where the thing is."""
    told: dict[object, list[Occurrence]] = {}
    for mention in around.mentions:
        weight = around.weigh(mention)
        if aside is not None and aside.start <= mention.start < aside.end:
            weight = min(weight, MENTION)
        if weight is ACTOR or (not mention.named and weight is MENTION):
            continue  # who acts is no place; a nameless thing that is not the subject tells nobody anything
        key = mention.joined or mention.key or (mention.name, mention.type)
        told.setdefault(key, []).append((mention, weight))
    groups = [Group(occurrences) for occurrences in told.values()]
    for group in groups:
        _cap(group, around)
        if len(group.occurrences) > 1:
            # The problem's own words first: a heading above it may name the thing at greater length.
            group.reweigh(sorted(group.occurrences, key=lambda told: not around.in_problem(told[0])))
    return groups


def _cap(group: Group, around: Surroundings) -> None:
    """What only takes something in, or suffers, as the problem says, is no more for what was done along it later."""
    water, village, area = group.best.type in WATERS, group.best.type is VILLAGE, group.best.type is AREA
    if not (water or village or area):
        return
    own = [weight for mention, weight in group.occurrences if around.in_problem(mention)]
    water = water and max(own, default=SUBJECT) in (MENTION, RECEIVES)
    beside = village and max(own, default=SUBJECT) is WEAK  # 附近某村
    surrounded = area and max(own, default=SUBJECT) is RECEIVES  # 某某公园|附近饭店, 某某公园|北侧3家饭店
    if water or beside or surrounded:
        group.reweigh([(mention, min(weight, max(own))) for mention, weight in group.occurrences])
