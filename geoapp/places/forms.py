"""Names of one thing joined: 又称, 以下简称, and firms without their province and legal form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geoapp.places import lexicon, words
from geoapp.places.kinds import AREA, CANAL, ENTERPRISE, FACILITY, LAKE, MINE, RESERVOIR, RIVER, TAILINGS_POND
from geoapp.places.mentions import Mention

_LEGAL_FORM = re.compile(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$|集团$")
_CALLED = re.compile(r"(?P<stem>[一-鿿]{2,4})(?:公司|集团|合作社)")
# 红峰水泥厂 for 某某市红峰水泥有限公司: what people call the works of a firm.
_WORKS_OF = re.compile(r"(?P<stem>[一-鿿]{3,6})[厂场]")
_LEGAL = re.compile(r"有限(?:责任)?公司$")
_WORKS = frozenset({MINE, FACILITY, TAILINGS_POND, AREA})
_WATERS = frozenset({RIVER, LAKE, CANAL, RESERVOIR})
_INNER_TOWN = re.compile(r"(?<=..)(?:镇|乡|街道)(?=..)")
_TOWN_INSIDE = 4  # characters around the class word of a town within a name
_NAME = 3
_SHORTEST = 4


def join_forms(
    folded: str, mentions: Sequence[Mention], spans: Sequence[tuple[int, int]], table: words.Table
) -> list[Mention]:
    """``mentions`` and the occurrences of their other names; names of one thing carry the same ``joined``.

    A shorter name found by its class word inside such an occurrence is dropped (a firm called after a river).
    """
    whole = {mention.name for mention in mentions}
    forms = [*_aliases(folded, mentions), *_short_forms(mentions, table)]
    joined = list(mentions)
    for owner, form in dict.fromkeys(forms):
        mark = next((m.joined for m in joined if m.name == owner.name and m.joined), f"same/{owner.name}")
        if form in whole:
            joined = [m._replace(joined=mark) if m.name in (owner.name, form) else m for m in joined]
            continue
        found = [owner._replace(start=s, end=s + len(form), joined=mark) for s in _occurrences(folded, form, spans)]
        found = [m for m in found if not any(o.start <= m.start and m.end <= o.end for o in joined)]
        inside = [o for o in joined if any(m.start <= o.start and o.end <= m.end for m in found)]
        joined = [m._replace(joined=mark) if m.name == owner.name else m for m in joined if m not in inside] + found
    return sorted(joined, key=lambda m: m.start)


def _occurrences(folded: str, form: str, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    for start, end in spans:
        position = folded.find(form, start, end)
        while position >= 0:
            yield position
            position = folded.find(form, position + len(form), end)


def _aliases(folded: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, str]]:
    """（又称某某水库） behind a name."""
    names = {mention.name for mention in mentions}
    for mention in mentions:
        name, opens = mention.name, folded.startswith(("(", "（"), mention.end)
        match = lexicon.ALIAS_RE.match(folded, mention.end) if opens else None
        if match is not None and mention.level not in ("county", "city"):
            yield mention, match["name"]
        plain = _INNER_TOWN.sub("", name) if len(name) > _TOWN_INSIDE else name
        if plain != name and plain in names:
            yield mention, plain  # 红果子镇煤炭集中区, 红果子煤炭集中区
        if name.startswith("原") and name[1:] in names:
            yield mention, name[1:]  # 原某某采石场, 某某采石场
        if mention.type in _WATERS and (said := _in_brackets(folded, mention, mentions)):
            yield mention, said  # 某某水库（某某湖）
        if mention.type is LAKE and f"{name}水库" in names:
            yield mention, f"{name}水库"
        if mention.type in _WORKS and mention.named and len(name) > _NAME:
            for longer in mentions:  # 兖矿集团赵楼煤矿, 赵楼煤矿
                grown = longer.type is mention.type and longer.name.endswith(name)
                if grown and len(longer.name) > len(name) + 1:
                    yield longer, name
        if folded.startswith("(", mention.end):
            inner = next((m for m in mentions if m.start == mention.end + 1 and m.type is mention.type), None)
            if inner is not None and folded[inner.end : inner.end + 1] == ")":
                yield mention, inner.name  # 某某铜矿尾矿库(下江尾矿库)


def _in_brackets(folded: str, mention: Mention, mentions: Sequence[Mention]) -> str:
    """The water's name that alone fills the brackets behind another's; empty for none."""
    if folded[mention.end : mention.end + 1] != "(":
        return ""
    inner = next((m for m in mentions if m.start == mention.end + 1 and m.type in _WATERS), None)
    return inner.name if inner is not None and folded[inner.end : inner.end + 1] == ")" else ""


def _short_forms(mentions: Sequence[Mention], table: words.Table) -> Iterator[tuple[Mention, str]]:
    """某某啤酒(湖南), 某某啤酒 for 湖南某某啤酒(湖南)有限公司."""
    for firm in mentions:
        if firm.type is not ENTERPRISE:
            continue
        yield from ((firm, short) for short in _called(firm, mentions))
        stem = _LEGAL_FORM.sub("", firm.name)
        bare = re.sub(r"\([^)]*\)", "", stem)
        forms = [stem]
        while (rest := _without_unit(bare, table)) != bare:
            forms.append(rest + firm.name[len(stem) :] if bare in firm.name else rest)
            bare = rest
        for form in (*forms, bare):
            if len(form) >= _SHORTEST and form != firm.name:
                yield firm, form


def _called(firm: Mention, mentions: Sequence[Mention]) -> Iterator[str]:
    """晨海公司 for 衢州市晨海新材料有限公司, 康旺合作社 for 大竹康旺生猪养殖专业合作社."""
    for other in mentions:
        match = None
        if other.type is ENTERPRISE:
            match = _CALLED.fullmatch(other.name) or (
                _WORKS_OF.fullmatch(other.name) if _LEGAL.search(firm.name) else None
            )
        if match is None or lexicon.is_generic(match["stem"]):
            continue
        if len(other.name) < len(firm.name) and match["stem"] in firm.name:
            yield other.name


def _without_unit(stem: str, table: words.Table) -> str:
    """含山县清溪环保 for 马鞍山市含山县清溪环保, then 清溪环保."""
    for length in (4, 3, 2):
        if table.get(stem[:length], (0, ""))[1] == "u":
            return re.sub(r"^[省市县区]", "", stem[length:])
    return stem
