"""What a place is beside the other places of its record: what only says where, takes part or measures is a mention."""

from __future__ import annotations

import re

from geoapp.model import PlaceType
from geoapp.places import lexicon, relations
from geoapp.places.clauses import clause_around
from geoapp.places.flowing import is_bay
from geoapp.places.groups import Group
from geoapp.places.instances import Unnamed
from geoapp.places.kinds import (
    AREA,
    BRIDGE,
    ENTERPRISE,
    FACILITY,
    MINE,
    MONITORING_SECTION,
    OPEN_WATERS,
    ROAD,
    SETTLED,
    SITE,
    TAILINGS_POND,
    TOWNSHIP,
    VILLAGE,
    WATERS,
)
from geoapp.places.mentions import Mention
from geoapp.places.roles import Surroundings
from geoapp.places.weights import BANK, MENTION, RECEIVES, SUBJECT, Parts, Weight

_NAMELESS_ACTORS = frozenset({ENTERPRISE, FACILITY})
_TELLS_WHERE = frozenset({VILLAGE, TOWNSHIP, AREA, ROAD, SITE})
_WORKS = frozenset({FACILITY, MINE, TAILINGS_POND})
_FOUND = frozenset({ENTERPRISE, MINE})
_NO_WORKS = SETTLED | WATERS | {ROAD, BRIDGE}
_CONTAINERS = frozenset({TOWNSHIP, VILLAGE, MINE})
_WHEREABOUTS = frozenset({VILLAGE, TOWNSHIP, AREA, ROAD})
_WATERS_AND_SECTIONS = WATERS | {MONITORING_SECTION}
_FOULED = WATERS | {AREA}  # what takes something in, or has those around it who let it out
_SHORT_ADDRESS, _NEXT_CLAUSE = 12, 30
_MEASURING_RE = re.compile("(?:[国省市县][控考]|考核|监测|水质)*")
_SEWAGE_RE = re.compile("(?:集镇|城镇|农村)?生活(?=污水|垃圾)")
_TO_TOWN_RE = re.compile("^.+?[镇乡]")
_NEVER_LATER = _WHEREABOUTS | {MONITORING_SECTION, BRIDGE}


def demote(groups: list[Group], folded: str, around: Surroundings, parts: Parts) -> None:
    """Once the problem names its place, what only the measures name is a mention unless its own works are told."""
    asked = [g for g in groups if g.weight is SUBJECT and any(_asks(parts, m, w) for m, w in g.occurrences)]
    listed = [g for g in groups if g.weight is RECEIVES and any(parts.in_problem(m) for m, _ in g.occurrences)]
    named = [g for g in asked if g.best.named] or listed
    banks = [g for g in groups if g.weight is BANK]
    instances = _instances(groups, asked, Unnamed(folded, parts.problem, around.mentions))
    instances += _sisters(groups, asked, parts)
    beside_water = any(
        g.weight > MENTION and g.best.named and g.best.type in WATERS
        for g in groups
        if any(parts.in_problem(m) for m, _ in g.occurrences)
    )
    for group in groups:
        if group in asked or group in instances or group in listed or group.weight <= MENTION:
            continue
        if group.weight is BANK:
            continue  # told by the problem
        if group.best.type is VILLAGE and named and all(g.best.type is TOWNSHIP for g in named):
            continue  # the problem names towns, what was done names the village
        part = _belongs(group, groups, named or banks) or (beside_water and not group.best.named)
        group.demoted = part or (bool(named) and not _told(group, named, folded, around))
    _demote_nameless(groups, asked, named)
    _demote_villages(groups, asked, folded, parts)
    _demote_quarters(groups, asked, folded, parts)
    _demote_parts(groups, asked, {g.best.type for g in (*named, *instances)})
    _demote_marks(asked, named, folded)
    works = [g.best.name for g in groups if g.weight is SUBJECT and g.best.type in _WORKS]
    for group in groups:
        # 甲乡、乙镇污水处理厂: told later as 甲乡污水处理厂
        abbreviated = group.best.type in _CONTAINERS or group.best.listed != ""
        group.demoted |= abbreviated and any(
            name.startswith(group.best.name) and name != group.best.name for name in works
        )
    strongest = max((g.weight for g in groups), default=MENTION)
    for group in groups:
        group.demoted |= group.weight < strongest and not _takes_in(group, parts)


def _takes_in(group: Group, parts: Parts) -> bool:
    """污水直排|某河: the water that the problem says was fouled is one of its places, whoever fouled it."""
    receives = group.weight < SUBJECT and (group.best.type in _FOULED or is_bay(group.best))
    return receives and any(parts.in_problem(m) and w in (RECEIVES, BANK) for m, w in group.occurrences)


def _belongs(group: Group, groups: list[Group], named: list[Group]) -> bool:
    """What the measures name is a part of what the problem names, or one of its kind without a name of its own."""
    best = group.best
    waters = [name for g in (named or groups) for name in _water_names(g)]
    if any(own != name and own.startswith(name) for own in group.names() for name in waters):
        return True
    # 武障河 in the measures, 武障河闸断面 in the problem
    if best.type in WATERS and any(g.best.type in WATERS or g.best.name.startswith(best.name) for g in named):
        return True
    # a nameless thing beside named ones, the 5号渣场 of a firm that the problem names
    return bool(named) and (not best.named or lexicon.NUMBERED_RE.match(best.name) is not None)


def _told(group: Group, named: list[Group], folded: str, around: Surroundings) -> bool:
    """Its own works are told, or it is the firm that the inquiry found where no more than villages are named."""
    lie_there = all(g.best.type in SETTLED for g in named)
    if group.best.type in _FOUND and all(g.best.type in _NO_WORKS for g in named):
        return not _hired(group, folded)
    if group.best.type in (VILLAGE, AREA) and all(g.best.type in _WATERS_AND_SECTIONS for g in named):
        lie_there = True  # 某河段非法采砂, 取缔|某村|制砂点2处; 某河氨氮超标, |某片区|管网正在改造
    if group.best.type in _NEVER_LATER and not lie_there:
        return False  # where it was done, or what measured it
    return any(_told_of_itself(folded, m) or around.identified(m) for m, _ in group.occurrences)


def _hired(group: Group, folded: str) -> bool:
    """由某某公司|承担保洁: who does what is to be done."""
    return any(
        relations.HIRED_AFTER_RE.match(folded, m.end) or relations.HIRED_BEFORE_RE.search(folded, m.start - 2, m.start)
        for m, _ in group.occurrences
    )


def _demote_nameless(groups: list[Group], asked: list[Group], named: list[Group]) -> None:
    """甲镇、乙镇|关闭煤矿; 某公司 that dumped in a village that has a name."""
    towns = any(g.best.type is TOWNSHIP and g.weight > MENTION for g in groups)
    for group in asked:
        if not group.best.named:
            group.demoted |= towns
            group.demoted |= group.best.type in _NAMELESS_ACTORS and any(g.best.type in _TELLS_WHERE for g in named)
            # 某小区楼下烧烤店, in the result 某社区: the village says where what nobody names is
            group.demoted |= group.best.type in _NAMELESS_ACTORS and any(_found_in_village(g) for g in groups)


def _demote_parts(groups: list[Group], asked: list[Group], kinds: set[PlaceType]) -> None:
    """A lake beside its inner lake, its mouth; the heading says 尾矿库, the problem which."""
    waters = [name for g in asked for name in _water_names(g)]
    wholes = {m.part_of for g in groups if g.weight is SUBJECT for m, _ in g.occurrences}
    for group in groups:
        group.demoted |= group.best.type in WATERS and not group.best.part_of and group.best.name in wholes
        group.demoted |= not group.best.named and group.best.type in kinds
        mouth = group.best.type is not MONITORING_SECTION
        group.demoted |= mouth and any(group.best.name.startswith(f"{name}入") for name in waters)


def _instances(groups: list[Group], asked: list[Group], unnamed: Unnamed) -> list[Group]:
    """Things named in the result of whose kind the problem speaks; where those without a name lie is a mention."""
    later = [g for g in groups if g not in asked and g.weight is SUBJECT and g.best.named]
    words = unnamed.words() if later else ""
    found = [g for g in later if unnamed.is_instance(g.best, words)]
    for group in groups if found else ():
        named = [m for m, _ in group.occurrences if unnamed.in_problem(m)]
        group.demoted |= any(unnamed.holds(m, [g.best for g in found]) for m in named)
    return found


def _demote_marks(asked: list[Group], named: list[Group], folded: str) -> None:
    """A bridge beside a water tells where."""
    for group in asked:
        if group.best.type is BRIDGE:
            waters = [g.best for g in named if g.best.type in WATERS and g.best.end <= group.best.start]
            group.demoted |= any("、" not in folded[water.end : group.best.start] for water in waters)


def _sisters(groups: list[Group], asked: list[Group], parts: Parts) -> list[Group]:
    """甲镇、乙镇污水处理厂 in the problem, 甲镇污水处理厂 in the result: the works of each town of the list."""
    towns = [g.best.name for g in groups if g.best.type is TOWNSHIP and parts.in_problem(g.occurrences[0][0])]
    works = {_SEWAGE_RE.sub("", g.best.name): g for g in asked if g.best.type in _WORKS}
    if not towns or not works:
        return []
    towns += [town.group() for name in works if (town := _TO_TOWN_RE.match(name)) is not None]
    kinds = {name[len(town) :] for name in works for town in towns if name.startswith(town)}
    kinds |= {_TO_TOWN_RE.sub("", name) for name in works}
    names = {town + kind for town in towns for kind in kinds}
    sisters = [g for g in groups if g not in asked and _SEWAGE_RE.sub("", g.best.name) in names]
    for sister in sisters:  # 乙镇|生活|污水处理厂 of the problem is told as 乙镇污水处理厂
        same = works.get(_SEWAGE_RE.sub("", sister.best.name))
        if same is not None and len(sister.best.name) < len(same.best.name):
            same.demoted = True
    return sisters


def _demote_villages(groups: list[Group], asked: list[Group], folded: str, parts: Parts) -> None:
    """A village is what the case is about where the thing in it has no name; else it only says where that is."""
    things = [g for g in asked if g.best.named and g.best.type not in SETTLED and not g.demoted]
    things = [g for g in things if not is_bay(g.best)]
    found = [g for g in groups if g not in asked and g.best.type in _FOUND and g.weight is SUBJECT]
    for group in asked:
        if group.best.type is not VILLAGE:
            continue

        group.demoted |= any(
            _is_address_of(folded, m, o) for m, _ in group.occurrences for thing in things for o, _ in thing.occurrences
        )
        group.demoted |= not things and any(g.best.named for g in found)
        own = [m for m, _ in group.occurrences if parts.in_problem(m)]
        group.demoted |= any(_farm_named_next(folded, m, o) for m in own for g in things for o, _ in g.occurrences)


def _demote_quarters(groups: list[Group], asked: list[Group], folded: str, parts: Parts) -> None:
    """某某片区部分企业…: the firms that the problem goes on to name are meant, not the area; nor a 片区 told later."""
    firms = any(g.best.named and g.best.type is ENTERPRISE for g in asked)
    for group in groups:
        if group.best.type is not AREA:
            continue
        ends = [m.end for m, _ in group.occurrences if parts.in_problem(m)]
        group.demoted |= firms and bool(ends) and all(relations.SOME_FIRMS_RE.match(folded, end) for end in ends)
        later = group not in asked and group.best.name.endswith("片区")
        group.demoted |= later and any(
            g.best.named and g is not group and g.best.type not in _WATERS_AND_SECTIONS for g in asked
        )


def _asks(parts: Parts, mention: Mention, weight: Weight) -> bool:
    """Said in the problem; of a section that marks a reach there, the problem does not speak."""
    return parts.in_problem(mention) and (weight is SUBJECT or mention.type is not MONITORING_SECTION)


def _found_in_village(group: Group) -> bool:
    return group.best.type is VILLAGE and group.weight is SUBJECT and not group.demoted


def demote_sections(groups: list[Group], folded: str, parts: Parts, aimed: Parts) -> None:
    """清溪河|张营断面 where the goal tells of the river by itself as well: the section only measures it. One that the
    problem itself tells of is a place of its own unless it is called after the river alone (清溪河断面)."""
    sections = [g for g in groups if g.best.type is MONITORING_SECTION]
    if not sections:
        return
    starts = {m.start for g in sections for m, _ in g.occurrences}
    for river in groups:
        if river.demoted or river.best.type not in WATERS:
            continue
        if not any(aimed.in_problem(m) and m.end not in starts for m, _ in river.occurrences):
            continue
        ends = {m.end for m, _ in river.occurrences}
        for group in sections:
            own = group.best.name.startswith(river.best.name)
            if not (own and _called_after(group, river)) and _told_in_problem(group, parts):
                continue
            group.demoted |= _only_measured(group, folded, aimed)
            group.demoted |= own and river.weight >= RECEIVES  # 东大沟断面, where 东大沟 itself is what it is about
            group.demoted |= group.occurrences[0][0].start in ends


def _told_in_problem(group: Group, parts: Parts) -> bool:
    return any(weight is SUBJECT and parts.in_problem(m) for m, weight in group.occurrences)


def _called_after(section: Group, river: Group) -> bool:
    rest = section.best.name.removeprefix(river.best.name).removesuffix("断面")
    return _MEASURING_RE.fullmatch(rest) is not None


def _only_measured(section: Group, folded: str, aimed: Parts) -> bool:
    """某某断面|总磷年均浓度…: beside a water that is the subject such a section is only its yardstick."""
    told = [m for m, _ in section.occurrences if aimed.in_problem(m)]
    return bool(told) and relations.MEASURED_AFTER_RE.match(folded, told[0].end) is not None


def demote_containers(groups: list[Group], around: Surroundings) -> None:
    """Where the inquiry names the thing that the complaint could not, what only told its whereabouts is a mention."""
    told = [g for g in groups if any(m.named and around.identified(m) for m, _ in g.occurrences)]
    if any(g.weight is SUBJECT for g in told):
        for group in groups:
            group.demoted |= group not in told and (group.best.type in _WHEREABOUTS or not group.best.named)
            # 反映的填埋场为|某市生活垃圾填埋场: it is what the complaint called 某镇垃圾填埋场
            group.demoted |= group not in told and any(_same_kind(group.best, g.best) for g in told)


def _same_kind(one: Mention, other: Mention) -> bool:
    kind = one.type is other.type and one.type in _NAMELESS_ACTORS | {MINE}
    return kind and one.name[-2:] == other.name[-2:] != "公司"


def _water_names(group: Group) -> list[str]:
    """Names of a subject of which others can be a part: a section or shore of a lake, a sluice of a river."""
    return group.names() if group.weight is SUBJECT and group.best.type in WATERS else []


def _told_of_itself(text: str, mention: Mention) -> bool:
    """True when the clause tells works on, or pollution of, the place."""
    start, end = clause_around(text, mention.start, mention.end)
    if mention.type is MONITORING_SECTION:
        return False  # it measures the works of others
    if _in_told_list(text[start : mention.start], mention):
        return True
    if mention.type is FACILITY and relations.UPGRADE_RE.match(text, mention.end, end):
        return False
    if mention.type is MINE and relations.RESTORED_RE.search(text[mention.end : end]):
        return True
    return relations.OWN_WORKS_RE.search(text[mention.end : end]) is not None or (
        relations.OWN_WORKS_RE.search(text[max(start, mention.start - 8) : mention.start]) is not None
    )


def _is_address_of(text: str, village: Mention, thing: Mention) -> bool:
    """某村|蔬菜加工企业|某某公司, 某村|水域, 某湖: the village only says where the thing is."""
    if thing.type in OPEN_WATERS:
        return False  # 某村|水域, 某湖: the village says which of its shores
    if thing.start < village.end:
        return False
    gap = text[village.end : thing.start]
    if thing.type in _FOUND and relations.ONLY_ADDRESS_RE.fullmatch(gap):
        return True
    return len(gap) <= _SHORT_ADDRESS and relations.CLAUSE_SIGN_RE.search(gap) is None


def _farm_named_next(text: str, village: Mention, firm: Mention) -> bool:
    """某村|养殖场臭味大，|某某公司粪污直排: the next clause names what lies in the village."""
    if firm.type not in _FOUND or not 0 < firm.start - village.end <= _NEXT_CLAUSE:
        return False
    gap = text[village.end : firm.start]
    return relations.FARM_AFTER_RE.match(gap) is not None and relations.LIST_OR_END_RE.search(gap) is None


def _in_told_list(before: str, mention: Mention) -> bool:
    """取缔甲镇某砂场、|乙镇某砂场: what is told of the first of a list is told of all that are of its kind."""
    first, *others = before.split("、")
    alike = bool(others) and all(part.endswith(mention.name[-1]) for part in (first, *others[:-1]))
    return alike and relations.OWN_WORKS_RE.search(first) is not None
