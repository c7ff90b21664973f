"""Tell what a case is about (subject) from what it only mentions, by what stands around each name.

The rules are those of the genre: sources of water, sluices that were opened, the township of an address, a place only
inside a document's title, a firm praised as an example and a section of a lake that is itself the subject are
mentions; places whose own works, pollution or closing is told are subjects.
"""

from __future__ import annotations

from bisect import bisect_right

from geoapp.places import relations
from geoapp.places.clauses import clause_around
from geoapp.places.flowing import harmed, is_bay, only_receives
from geoapp.places.kinds import (
    AREA,
    BRIDGE,
    CITY,
    COUNTY,
    ENTERPRISE,
    FACILITY,
    LAKE,
    MINE,
    MONITORING_SECTION,
    OPEN_WATERS,
    OUTLET,
    RESERVOIR,
    RIVER,
    ROAD,
    SETTLED,
    SITE,
    TAILINGS_POND,
    TOWNSHIP,
    UPPER,
    VILLAGE,
    WATERS,
)
from geoapp.places.mentions import Mention
from geoapp.places.standing import LIST_RE, OUTER, Standing
from geoapp.places.weights import ACTOR, BANK, MENTION, RECEIVES, SUBJECT, TOWN, WEAK, Weight

_FOULED = WATERS | {MONITORING_SECTION}
_SURROUNDED = WATERS | {AREA}
_CROSSING = frozenset({BRIDGE, FACILITY})
_WORKS = frozenset({TAILINGS_POND, MINE, FACILITY, OUTLET, SITE})
_DUG = frozenset({MINE, SITE, FACILITY, TAILINGS_POND})
_ON_BANKS = frozenset({ENTERPRISE, MINE, TAILINGS_POND, FACILITY})
_RUN = frozenset({ENTERPRISE, MINE, FACILITY})
_LIES_UPSTREAM = _ON_BANKS | OPEN_WATERS | {SITE, RESERVOIR}
_REACH_MARKS = frozenset({BRIDGE, VILLAGE, FACILITY, SITE, ROAD})
_BESIDE = frozenset({VILLAGE, AREA, SITE})
_ACTORS = frozenset({ENTERPRISE, TOWNSHIP, VILLAGE, COUNTY, CITY,
                     AREA, RIVER, LAKE, FACILITY})  # fmt: skip
_HEADS = frozenset({"", "(", "\n", "。", "，", ",", "：", ":", "\t"})  # behind what a heading or a cell names
_LEAD = 8  # characters that 位于 and 该公司 take at most
_IS, _NEAR = frozenset("为系即"), 15  # one of these stands so near where a thing is said to be another
_SHORT_UNIT = 4
_SHORT_ADDRESS = 12
_SENTENCE = 60


class Surroundings(Standing):
    """Judges the occurrences of one record."""

    def weigh(self, mention: Mention) -> Weight:
        """The weight of one occurrence, by itself."""
        start, end = clause_around(self._text, mention.start, mention.end)
        before, after = self._text[start : mention.start], self._text[mention.end : end]
        if self._acts(mention, before, after):
            return ACTOR
        if self._is_own_part(mention):
            return ACTOR
        if self.in_title(mention):
            return MENTION
        if self._among_towns(mention, before):
            return RECEIVES
        if self._only_related(mention, before, after):
            return RECEIVES if self._told_again(mention) else MENTION
        if mention.type in UPPER or mention.level == "county":
            return MENTION
        if mention.type is VILLAGE and self._holds_nameless(mention, after):
            return SUBJECT
        if mention.type is ROAD and (self._is_street(mention) or self._is_worn(mention, before, after)):
            return SUBJECT
        if mention.type is FACILITY and relations.NEW_WORKS_BEFORE_RE.search(before):
            return MENTION
        if mention.type in OPEN_WATERS and relations.TRIBUTARY_RE.search(mention.name):
            told = MENTION if relations.RUNS_INTO_RE.search(before) else WEAK
            return told if self._parts.in_problem(mention) else MENTION
        if mention.type in OPEN_WATERS and self._parts.in_problem(mention) and relations.BANK_OUTLETS_RE.match(after):
            return SUBJECT
        if mention.type in _CROSSING and relations.UP_OR_DOWN_RE.match(after):
            return WEAK
        if mention.type in _ON_BANKS and relations.HARMS_BEFORE_RE.search(before):
            return WEAK
        if mention.type is AREA and relations.ONE_FIRM_RE.match(after):
            return WEAK
        if mention.type in _WORKS and relations.BELOW_AFTER_RE.match(after):
            return WEAK
        if mention.type in _ON_BANKS and relations.AROUND_WORKS_RE.match(after):
            return SUBJECT
        if mention.type in _SURROUNDED and self.in_problem(mention) and relations.AROUND_AFTER_RE.match(after):
            return RECEIVES  # 某某景区|周边民宿, 某湖|周边面源污染
        if mention.type in OPEN_WATERS and self.in_problem(mention) and relations.LET_INTO_RE.search(before):
            return RECEIVES  # 粪污直排|某河岸边
        if mention.type is FACILITY and mention.name.endswith("港") and after.startswith("岸线"):
            return SUBJECT  # a harbour is its shore
        if relations.NEAR_AFTER_RE.match(self._behind_list(mention, after)) or (mention.type is ROAD):
            return BANK if self._on_own_bank(mention) else WEAK
        if mention.type in SETTLED and (
            relations.COMPLAINANTS_RE.match(after) or relations.SUFFERS_BEFORE_RE.search(before)
        ):
            return WEAK
        if mention.type in OPEN_WATERS and relations.AT_SECTION_RE.match(after):
            return WEAK
        if (mention.type in OPEN_WATERS or is_bay(mention)) and only_receives(self._text, mention, before, after):
            return RECEIVES
        if mention.type is TOWNSHIP and self._parts.in_problem(mention):
            own = relations.MANY_AFTER_RE.match(after) or relations.TOWN_NETWORK_RE.match(after)
            return RECEIVES if own else TOWN
        if mention.type is TOWNSHIP:
            return MENTION
        return SUBJECT

    def _holds_nameless(self, village: Mention, after: str) -> bool:
        """某村旁|一座废弃采石坑; 废渣倾倒在某村|河滩地: the village tells where the nameless thing lies."""
        if relations.NAMELESS_NEAR_RE.match(self._behind_list(village, after)):
            return True
        return after.startswith(("河滩", "滩地")) and self.in_problem(village)

    def _on_own_bank(self, water: Mention) -> bool:
        """某河|右岸有人倾倒: the bank is the river's; in 某村|某河|岸边 it is the village's."""
        if water.type not in OPEN_WATERS or not self.in_problem(water):
            return False
        number = bisect_right(self._starts, water.start) - 2
        if number < 0 or (outer := self._mentions[number]).type not in _BESIDE or self._told_again(water):
            return True
        gap = self._text[outer.end : water.start]
        # 某村有人在|某河边倾倒, 某村非法采砂破坏|某河岸线: what somebody does there stands between them
        if relations.DOES_THERE_RE.search(gap):
            return True
        return relations.REACH_AFTER_RE.match(gap) is not None or relations.CLAUSE_SIGN_RE.search(gap) is not None

    def _told_again(self, water: Mention) -> bool:
        """洗砂场紧靠|某江，泥浆直接排入江中: the sentence goes on to speak of the water as the river that it is."""
        if water.type not in OPEN_WATERS or not self.in_problem(water):
            return False
        stop = self._text.find("。", water.end, water.end + _SENTENCE)
        stop = stop if stop >= 0 else water.end + _SENTENCE
        again = relations.LET_IN_AGAIN_RE.search(self._text, water.end, stop)
        if again is None or again["kind"] != water.name[-1]:
            return False
        between = self._mentions[bisect_right(self._starts, water.start) : bisect_right(self._starts, again.start())]
        return all(m.type not in OPEN_WATERS or m.name[-1] != again["kind"] for m in between)

    def _among_towns(self, mention: Mention, before: str) -> bool:
        """甲镇、乙镇|农村污水直排: one address cannot be two towns, so they themselves are where the trouble is."""
        if mention.type is not TOWNSHIP or not self._parts.in_problem(mention):
            return False
        first, last = self._list_of_towns(mention)
        if (
            first is last
            or relations.NOT_A_LIST_RE.search(before)
            or relations.WORKS_OF_EACH_RE.match(self._text, last.end)
        ):
            return False
        inner = self.following(last)
        if inner is None or not inner.named:
            return relations.NEAR_AFTER_RE.match(self._text, last.end) is None
        return inner.type in OPEN_WATERS and relations.SHORES_RE.match(self._text, inner.end) is not None

    def _is_street(self, mention: Mention) -> bool:
        """甲路、乙路一带|雨污混接, 某路|扬尘严重: streets whose own sewers, surface or sides are the problem."""
        last = mention
        for following in self._mentions[bisect_right(self._starts, mention.start) :]:
            if following.type not in (ROAD, AREA) or not LIST_RE.fullmatch(self._text[last.end : following.start]):
                break
            last = following
        if not self._parts.in_problem(mention):
            return False
        _, end = clause_around(self._text, last.start, last.end)
        told = relations.STREETS_RE.match(self._text, last.end) is not None
        if not told and relations.STREET_TROUBLE_RE.match(self._text, last.end, end):
            told = not self._names_more(last, end)
        return told and not self._text.endswith("所致", last.end, end)

    def _crossing(self, road: Mention) -> Mention:
        """The other road of 某路与|某街|交叉口, or the road itself."""
        number = bisect_right(self._starts, road.start)
        other = self._mentions[number] if number < len(self._mentions) else road
        beside = other.type is ROAD and self._text[road.end : other.start] in ("与", "和")
        return other if beside else road

    def _is_worn(self, road: Mention, before: str, after: str) -> bool:
        """重车压坏|某公路, 某县道|无防撞护栏: the road itself is damaged or lacks something, or is where many without a
        name are the trouble."""
        if not self._parts.in_problem(road):
            return False
        if relations.CROSSING_TROUBLE_RE.match(self._text, self._crossing(road).end):
            return True
        return bool(relations.ROAD_LACKS_RE.match(after) or relations.WORN_BEFORE_RE.search(before))

    def _runs_on(self, water: Mention, before: str) -> bool:
        """污水经某沟汇入|某河, 污水排入某河，汇入|某江: where the water flows that the waste was let into."""
        if relations.RUNS_ON_RE.search(before) is None:
            return False
        number = bisect_right(self._starts, water.start) - 2
        if number < 0 or (nearer := self._mentions[number]).type not in OPEN_WATERS:
            return False
        start, _ = clause_around(self._text, nearer.start, nearer.end)
        lead = self._text[start : nearer.start]
        taken = relations.RUNS_INTO_RE.search(lead) or relations.CONDUIT_BEFORE_RE.search(lead)
        return taken is not None and self._text.find("。", nearer.end, water.start) < 0

    def _shore_of_towns(self, water: Mention, after: str) -> bool:
        """甲镇、乙镇|某河|沿岸禁养区: the banks only say where in the towns."""
        number = bisect_right(self._starts, water.start) - 2
        if number < 0 or not self.in_problem(water) or relations.SHORES_RE.match(after) is None:
            return False
        town = self._mentions[number]
        return town.type is TOWNSHIP and self._among_towns(town, "")

    def _acts(self, mention: Mention, before: str, after: str) -> bool:
        if mention.type in _ACTORS and relations.ACTOR_AFTER_RE.match(after):
            # 兰溪河|检测: what is measured is no actor; only who can act is left out
            return mention.type not in OPEN_WATERS or mention.key is None or not relations.MEASURED_RE.match(after)
        if mention.type is FACILITY and mention.name.endswith(("大学", "学院")):
            return relations.ACTOR_BEFORE_RE.search(before) is not None  # 委托某某大学编制方案
        if mention.type is not ENTERPRISE:
            return False
        return bool(relations.ACTOR_BEFORE_RE.search(before) or relations.ACTOR_NAME_RE.search(mention.name))

    def _only_related(self, mention: Mention, before: str, after: str) -> bool:
        if before and self._related_by(mention, before, after):
            return True
        if mention.type in SETTLED and self._says_which_reach(mention, after):
            return True
        if (mention.type in SETTLED or mention.type is AREA) and self._located(mention):
            return True
        if relations.LABEL_BEFORE_RE.search(self._text[max(0, mention.start - 8) : mention.start]):
            return True
        if relations.RULE_AFTER_RE.match(after) or self._in_apposition(mention):
            return True
        if mention.type in OPEN_WATERS and self._only_where_on(mention, after):
            return True
        sentence = self._text[max(0, mention.start - 40) : mention.start]
        if relations.PRAISED_RE.search(sentence) and relations.PRAISED_AFTER_RE.match(after):
            return True
        return self._contains_next(mention) or self._marks_reach(mention, after)

    def _only_where_on(self, water: Mention, after: str) -> bool:
        """Its basin, works on it or its shores: the water only says where or for what."""
        if relations.BASIN_AFTER_RE.match(after) or self._basin_of_next(water, after):
            return True
        if relations.LOOKED_AFTER_RE.match(after):
            return True
        if relations.UNDERTAKING_AFTER_RE.match(after) or self._leads_to_works(water):
            return True
        return self._shore_of_towns(water, after)

    def _related_by(self, mention: Mention, before: str, after: str) -> bool:
        """By what stands before it in its clause; every other name begins one."""
        if relations.SOURCE_BEFORE_RE.search(before) and relations.SOURCE_AFTER_RE.match(after):
            return True
        if relations.TOOL_BEFORE_RE.search(before) or relations.LOCATED_BEFORE_RE.search(before):
            return True
        if relations.MOUTH_BEFORE_RE.search(before) or relations.THREATENED_BEFORE_RE.search(before):
            return True
        if relations.IS_BEFORE_RE.search(before) and relations.BRANCH_AFTER_RE.match(after):
            return True
        fouled = mention.type in _FOULED and self.in_problem(mention)
        if not fouled and relations.AFFECTED_BEFORE_RE.search(before):
            return True
        if mention.type in OPEN_WATERS and (self._runs_on(mention, before) or relations.JOINS_BEFORE_RE.search(before)):
            return True
        if before.endswith("(原"):
            return True
        if relations.PASSED_BEFORE_RE.search(before) and relations.PASSED_AFTER_RE.match(after):
            return True
        if relations.JOINT_BEFORE_RE.search(before) and relations.JOINT_AFTER_RE.match(after):
            return True
        if mention.type in SETTLED and after.startswith("段") and self._behind_water(mention, before):
            return True
        if mention.type in SETTLED and after.startswith("段") and self._behind_road(mention):
            return True
        if mention.type in OPEN_WATERS:
            return not self.in_problem(mention) and relations.RUNS_INTO_RE.search(before) is not None
        return relations.TAKES_IN_BEFORE_RE.search(before) is not None

    def _is_own_part(self, mention: Mention) -> bool:
        """某某公司|厂区东侧固废堆场, 某某公司|化学品泊位: a yard without a name of its own is the firm's."""
        if mention.type is OUTLET and relations.SIDE_OUTLET_RE.fullmatch(mention.name):
            return True  # 厂前溢流口: on which side, no name
        number = bisect_right(self._starts, mention.start) - 2
        owner = self._mentions[number] if number >= 0 else None
        if owner is None or owner.type is not ENTERPRISE or owner.end != mention.start or not owner.named:
            return False
        return mention.type in _WORKS and relations.OWN_PART_RE.fullmatch(mention.name) is not None

    def _in_apposition(self, mention: Mention) -> bool:
        """某湖（某某县自来水厂取水口）, 某公司（某县某工业园）: what brackets behind a water or firm say of it. Of a
        named mine or works they say whose it is (某村石灰岩矿（某公司某矿区）)."""
        opening = self._text.rfind("(", max(0, mention.start - _SHORT_ADDRESS), mention.start)
        if opening < 0 or ")" in self._text[opening : mention.start]:
            return False
        named = [m for m in self._mentions if m.named and m.end == opening]
        if mention.type in _RUN and any(m.type in _DUG for m in named):
            return ")" in self._text[mention.end : mention.end + _SHORT_ADDRESS]
        if self._text[mention.end : mention.end + 1] != ")":
            return False
        if mention.type in OUTER and any(m.type is ENTERPRISE for m in named):
            return True
        waters = opening == mention.start - 1 and any(m.type in OPEN_WATERS for m in named)
        return waters and mention.type not in OPEN_WATERS

    def _located(self, mention: Mention) -> bool:
        """某某公司位于白桥镇|柳塘村: the whole address only says where."""
        address = self.address_of(mention)
        if not address:
            return False
        begin = address[0].start
        told = relations.LOCATED_BEFORE_RE.search(self._text, max(0, begin - _LEAD), begin)
        if told is None:
            return False
        firms = [m for m in self._mentions if m.named and m.type in _WORKS | {ENTERPRISE}]
        meant = relations.MEANT_RE.search(self._text, max(0, told.start() - _LEAD), told.start()) is not None
        return any(m.end == told.start() or (meant and m.end < told.start() and self.in_problem(m)) for m in firms)

    def _basin_of_next(self, mention: Mention, after: str) -> bool:
        """东河流域|某某村: the basin only says where the village lies."""
        number = bisect_right(self._starts, mention.start)
        if not after.startswith("流域") or number >= len(self._mentions):
            return False
        following = self._mentions[number]
        return following.start == mention.end + 2 and following.type in SETTLED

    def identified(self, mention: Mention) -> bool:
        """True where the text says that this is the thing meant before: 该酒店为某某大酒店."""
        if _IS.isdisjoint(self._text[max(0, mention.start - _NEAR) : mention.start]):
            return False
        if mention.type in OPEN_WATERS and relations.GOES_ON_RE.match(self._text, mention.end):
            return False  # 举报地点系|某湖|单退圩堤取土场
        start, _ = clause_around(self._text, mention.start, mention.end)
        return relations.IDENTIFIED_RE.search(self._text[start : mention.start]) is not None

    def _contains_next(self, mention: Mention) -> bool:
        """An address part before the thing itself: 沧水铺镇|金山村, 某某村|砖厂."""
        if mention.type in OPEN_WATERS and self._on_its_banks(mention):
            return True
        inner = self.following(mention)
        if inner is not None and mention.name.endswith("支流") and inner.type in OPEN_WATERS:
            return True  # 资水支流|威溪河
        if inner is not None and inner.type is TAILINGS_POND and mention.name.endswith("矿区"):
            return inner.named  # 锡石矿区|新塘尾矿库
        if inner is not None and mention.type is ENTERPRISE:
            return self._only_owns(mention, inner)
        if inner is None or mention.type not in OUTER:
            return False
        if mention.type is ROAD and inner.type in SETTLED and self._text.startswith("段", inner.end):
            return False  # G320国道|公坪镇段
        if mention.type in (VILLAGE, SITE) and inner.type in OPEN_WATERS and not harmed(self._text, inner):
            # 永乐村|汾河滩地内: a river is not in a village, the village says where on it; but 柳塘村|酒厂沟
            return inner.name.endswith("沟")
        return mention.type is not SITE or inner.type is not SITE

    def _only_owns(self, firm: Mention, inner: Mention) -> bool:
        """某公司|某某煤矿(位于某镇), 某公司|某镇|某某煤矿。: a heading says whose the mine is; told of, both are."""
        mine: Mention | None = inner
        while mine is not None and mine.type in SETTLED and mine.start == firm.end:
            firm, mine = mine, self.following(mine)
        if mine is None or not mine.named or mine.type not in _WORKS or mine.start != firm.end:
            return False
        told = mine.type in _DUG and self._text[mine.end : mine.end + 1] not in _HEADS
        told &= mine.type is not FACILITY or relations.RUNS_PUBLIC_WORKS_RE.search(firm.name) is None
        return not told and not self._is_own_part(mine)

    def _behind_water(self, mention: Mention, before: str) -> bool:
        """某江上圩镇|桐口村|段河道内: a village that only says which reach of a water is meant."""
        return any(
            m.type in OPEN_WATERS for m in self._mentions if mention.start - len(before) <= m.start < mention.start
        )

    def _says_which_reach(self, mention: Mention, after: str) -> bool:
        """柳塘村段|清溪河右岸, 柳塘村至某路段|清溪河: the water may follow."""
        reach = relations.REACH_AFTER_RE.match(after)
        if reach is None:
            return False
        following = self._mentions[bisect_right(self._starts, mention.start) :]
        return any(m.type in OPEN_WATERS and m.start == mention.end + reach.end() for m in following)

    def _behind_road(self, mention: Mention) -> bool:
        """G320国道|公坪镇|段: the town only says which reach of the road is meant."""
        return any(m.type is ROAD and m.end == mention.start for m in self._mentions)

    def _leads_to_works(self, water: Mention) -> bool:
        """某水|文武镇段|白鹅电站: at the end of an address that begins with a water stands what is meant."""
        last = water
        for following in self._mentions[bisect_right(self._starts, water.start) :]:
            gap = self._text[last.end : following.start]
            if relations.ALONG_ADDRESS_RE.fullmatch(gap) is None:
                return False
            if following.named and following.type in _ON_BANKS:
                return relations.ON_WATER_RE.match(self._text, following.end) is None
            if following.type not in OUTER:
                return False
            last = following
        return False

    def _on_its_banks(self, mention: Mention) -> bool:
        """沿某江两岸的|龙塘砂场: what is named on the banks is meant, the river says where."""
        number = bisect_right(self._starts, mention.start)
        if number >= len(self._mentions):
            return False
        after = self._mentions[number]
        gap = self._text[mention.end : after.start]
        if after.type in OPEN_WATERS and relations.TRIBUTARY_OF_RE.fullmatch(gap):
            return True  # 乌江一级支流|暗溪河
        if after.named and after.type in _LIES_UPSTREAM and relations.UPSTREAM_OF_RE.fullmatch(gap):
            return True  # 清溪河上游|红旗水库, 清溪江上游侧|洪福码头
        if gap == "流域" and (after.type in OPEN_WATERS or (after.named and after.type in _ON_BANKS)):
            return True  # 湘江流域|耒水, 某江流域|某某电站
        if gap == "" and (mention.type is after.type is LAKE or after.type is RESERVOIR):
            return True  # 南四湖|微山湖, 某江|某某水库
        if self._has_source(mention, number):
            return True
        if mention.reach and gap == mention.reach and after.named:
            return after.type in _ON_BANKS | OPEN_WATERS | {SITE}  # 清溪江某某段|洪福码头
        return after.named and after.type in _ON_BANKS and relations.BANKS_RE.fullmatch(gap) is not None

    def _has_source(self, water: Mention, number: int) -> bool:
        """某江|某县|河口水源地: the source has a name of its own, the water says where it draws from."""
        for after in self._mentions[number : number + 2]:
            gap = self._text[water.end : after.start]
            if after.named and after.name.endswith("水源地"):
                return len(gap) <= _SHORT_UNIT and (not gap or gap.isalpha())
        return False

    def _marks_reach(self, mention: Mention, after: str) -> bool:
        """中干渠|致富桥段: the bridge only says which reach of the canal is meant."""
        number = bisect_right(self._starts, mention.start) - 2
        if number < 0 or mention.type not in _REACH_MARKS | {MONITORING_SECTION}:
            return False
        water = self._mentions[number]
        if mention.type is BRIDGE and relations.REACH_FROM_RE.match(after):
            return True
        if mention.type is MONITORING_SECTION:
            # 某河|某某断面|沿线养殖污染: the section only says which reach
            beside = water.type in OPEN_WATERS and water.end >= mention.start - 1
            return beside and relations.ALONG_SECTION_RE.match(after) is not None
        if water.type in OPEN_WATERS and water.end == mention.start and relations.REACH_FROM_RE.match(after):
            return True
        if after.startswith(("段", "之间")) and self._text[mention.start - 1 : mention.start] in ("至", "到"):
            return True
        return water.end == mention.start and water.type in OPEN_WATERS and after.startswith("段")
