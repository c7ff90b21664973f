"""A problem that speaks of things without naming them (甲镇、乙镇6座小水电站), and a result that names some of them.

Those are what the case is about; where they lie is then no more than their address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from geoapp.places import lexicon
from geoapp.places.kinds import (
    ENTERPRISE,
    SETTLED,
    SITE,
    WATERS,
)
from geoapp.places.mentions import Mention

_ALONG = ("沿岸", "沿线", "两岸")
_JOINTS = frozenset({"", "、", "和", "与", "及", "以及", *_ALONG})
_SHORTEST = 2
# Between the place and the word of kind: 6座|小, 仍有3处|砂石, 沿岸非法. Some of many stay where they are.
_BETWEEN = r"(?!.{0,4}(?:部分|多[家处个]|个别|一些|农村))[^，,。；;：:、]{0,10}?"


class Unnamed(NamedTuple):
    """The words of a problem without the names in it: what is left says of which kinds it speaks."""

    text: str
    spans: tuple[tuple[int, int], ...]
    mentions: Sequence[Mention]

    def in_problem(self, mention: Mention) -> bool:
        """True for a name that the problem itself says."""
        return any(start <= mention.start < end for start, end in self.spans)

    def words(self) -> str:
        """The problem; what it names is cut out."""
        parts = []
        for start, end in self.spans:
            position = start
            for mention in self.mentions:
                if start <= mention.start < end and mention.named:
                    parts.append(self.text[position : mention.start])
                    position = max(position, mention.end)
            parts.append(self.text[position:end])
        return "|".join(parts)

    def is_instance(self, mention: Mention, words: str) -> bool:
        """True for 桃源电站 where the problem says 小水电站."""
        kinds = lexicon.KINDS.get(mention.type)
        return kinds is not None and any(re.search(kind, words) for kind in _kinds_of(mention, kinds))

    def holds(self, place: Mention, instances: Iterable[Mention]) -> bool:
        """True where the place, or the list that it stands in, is directly followed by the word of such a kind."""
        along = place.type in WATERS and (place.reach != "" or self.text.startswith(_ALONG, place.end))
        if not (along or place.type in SETTLED):
            return False
        last, end = place, place.end + len(place.reach)
        for following in self.mentions:
            gap = self.text[end : following.start]
            if following.start >= last.end and following.type in SETTLED and gap in _JOINTS:
                last, end = following, following.end
        kinds = {kind for m in instances for kind in _kinds_of(m, lexicon.KINDS.get(m.type, ()))}
        return any(re.compile(_BETWEEN + f"(?:{kind})").match(self.text, end) for kind in kinds)


def _kinds_of(mention: Mention, kinds: Sequence[str]) -> Sequence[str]:
    """Of the words for things of a type those that can mean this one: 砖厂 is no 养殖场, 某某公司 can be any."""
    fitting = [kind for kind in kinds if re.search(f"(?:{kind})$", mention.name)]
    if mention.type is ENTERPRISE:
        works = [kind for kind in fitting if kind != "公司"]
        return [*works, "企业"] if works else fitting or kinds
    if mention.type is SITE:
        return fitting  # heaps and dumps, not what is a place of whatever kind
    return fitting or (mention.name[-_SHORTEST:],)
