"""How names stand to each other in a record: what follows directly, the address before, the list it is one of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from geoapp.places.kinds import AREA, CITY, COUNTY, ROAD, SETTLED, SITE, TOWNSHIP, VILLAGE
from geoapp.places.mentions import Mention
from geoapp.places.weights import Parts

OUTER = frozenset({COUNTY, CITY, TOWNSHIP, VILLAGE, AREA, SITE, ROAD})
"""What an address is made of."""

# Between an address part and what lies in it: nothing, or one of these.
_INSIDE_RE = re.compile(
    r"(?:[“”\"‘’]|(?:保育|核心|缓冲|实验|一级|二级|准)(?:保护)?区|委会?|旁边?|附近|对面|门口|(?:居民)?楼下|"
    r"\d+(?:号楼?|栋|幢|单元)|[一二三四负\d]+[楼层]|底商|商铺|门面|沿街|后面|背后|境内|范围内|辖区内?|内|的|原|第?[一二三四五六七八九十\d]{1,3}(?:组|队|社)|村民小组|[一某]|[一二两三]?[家处个座]|、?)*"
)
LIST_RE = re.compile(r"[、和及与]|以及")
_TITLE_RE = re.compile(r"《[^》\n]{0,120}(?:》|$)", re.M)


@lru_cache(maxsize=4)
def _titles(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """The stretches inside 《》 and their starts: one look for all records of a notice."""
    titles = [(m.start(), m.end()) for m in _TITLE_RE.finditer(text)]
    return titles, [start for start, _ in titles]


class Standing:
    """The names of one text, and where they stand. ``mentions`` in reading order, as the scanner found them."""

    def __init__(self, text: str, mentions: Sequence[Mention], parts: Parts) -> None:
        self._text = text
        self._mentions = sorted(mentions, key=lambda m: m.start)
        self._starts = [m.start for m in self._mentions]
        self._parts = parts
        self._titles, self._title_starts = _titles(text)

    @property
    def mentions(self) -> Sequence[Mention]:
        """All of the record, in reading order."""
        return self._mentions

    def in_problem(self, mention: Mention) -> bool:
        """True for a name that the problem itself says."""
        return self._parts.in_problem(mention)

    def in_title(self, mention: Mention) -> bool:
        """True for a name that stands inside 《》, unless the problem itself does: 提出的《关于整治某河的建议》."""
        number = bisect_right(self._title_starts, mention.start) - 1
        start, end = self._titles[number] if number >= 0 else (0, 0)
        return end > mention.start and not any(start < first and last < end for first, last in self._parts.problem)

    def following(self, mention: Mention) -> Mention | None:
        """The place named directly after, with at most 境内, 的, 一家 between."""
        number = bisect_right(self._starts, mention.start)
        if number >= len(self._mentions):
            return None
        after = self._mentions[number]
        gap = self._text[mention.end : after.start]
        return after if len(gap) <= 9 and _INSIDE_RE.fullmatch(gap) and "、" not in gap else None

    def address_of(self, mention: Mention) -> tuple[Mention, ...]:
        """The address parts directly before a name, widest first: 赫山区, 沧水铺镇 before 金山村."""
        parts: list[Mention] = []
        current = mention
        for number in range(bisect_right(self._starts, mention.start) - 2, -1, -1):
            outer = self._mentions[number]
            if LIST_RE.fullmatch(self._text[outer.end : current.start]) and outer.type is current.type:
                current = outer  # 甲镇乙村、丙村: the second shares the first one's address
                continue
            if outer.type not in OUTER or self.following(outer) is not current:
                break
            parts.append(outer)
            current = outer
        return tuple(reversed(parts))

    def _names_more(self, mention: Mention, end: int) -> bool:
        """True where a place is named behind this one, before ``end``."""
        number = bisect_right(self._starts, mention.start)
        return number < len(self._mentions) and self._mentions[number].start < end

    def _list_of_towns(self, mention: Mention) -> tuple[Mention, Mention]:
        """The first and the last of the towns that stand between 、 and 和 around one of them."""
        at = bisect_right(self._starts, mention.start) - 1
        first = last = at
        while first > 0 and self._joins(first - 1):
            first -= 1
        while last + 1 < len(self._mentions) and self._joins(last):
            last += 1
        return self._mentions[first], self._mentions[last]

    def _joins(self, number: int) -> bool:
        one, other = self._mentions[number : number + 2]
        towns = one.type is TOWNSHIP and other.type is TOWNSHIP
        return towns and LIST_RE.fullmatch(self._text[one.end : other.start]) is not None

    def _behind_list(self, mention: Mention, after: str) -> str:
        """What stands behind the last of a list of villages or towns: 甲村、乙村|交界处 is said of both."""
        last = mention
        for following in self._mentions[bisect_right(self._starts, mention.start) :]:
            if following.type is not mention.type or mention.type not in SETTLED:
                break
            if not LIST_RE.fullmatch(self._text[last.end : following.start]):
                break
            last = following
        return after[last.end - mention.end :]
