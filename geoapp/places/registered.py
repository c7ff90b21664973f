"""Where the registered name of a firm or a quarry begins: with the county or city that stands directly before it."""

from __future__ import annotations

from geoapp.model import UnitTable
from geoapp.places import lexicon
from geoapp.places.kinds import MINE
from geoapp.places.neighbours import Edge

_LONGEST_UNIT = 6
_BESIDE_FIRMS = ("公司、", "公司和", "公司与", "厂、", "厂和", "石场、", "石场和")
_OWN_NAME = 4  # characters between a county and the trade in a firm's name


def registered(text: str, units: UnitTable, edge: Edge, ending: lexicon.Ending, stop: int, lowest: int) -> Edge:
    """某某县|红旗砖厂, 某某县|新大成|矿业有限公司: the registered name begins with the county or city."""
    if ending.type is MINE:
        return _of_mine(text, units, edge, ending, lowest)
    if not ending.word.endswith(("厂", "场", "公司", "合作社")) or text[edge.start] == "原":
        return edge
    if (seat := lexicon.SEAT_TWICE_RE.match(text, edge.start, stop)) is not None:
        return Edge(seat.end(), True)
    below = _province_behind(text, units, edge.start, stop)
    if below:
        return Edge(below, True)
    head = text[edge.start : edge.start + 1] in ("县", "市", "区")
    if head and unit_before(text, units, edge.start + 1, lowest) is None:
        own = text[edge.start + 1 : stop]  # 被县|鑫源建材厂; 县化肥厂
        return edge if lexicon.is_generic(own) or len(own) < _OWN_NAME else Edge(edge.start + 1, True)
    if any(u.level == "province" for n in (2, 3) for u in units.named(text[edge.start : edge.start + n])):
        return edge  # 某某市|湖南某某有限公司
    trade = ending.word.endswith("公司") and lexicon.TRADE_RE.fullmatch(text, edge.start, stop)
    for last in range(edge.start, max(lowest, edge.start - _OWN_NAME * bool(trade)) - 1, -1):
        begin = unit_before(text, units, last, lowest)
        if begin is not None and not text.startswith(text[begin : last - 1], edge.start):
            return Edge(begin, edge.address)
    return edge


def _of_mine(text: str, units: UnitTable, edge: Edge, ending: lexicon.Ending, lowest: int) -> Edge:
    """某某镇|某某县正和石膏矿, 该场为某某县宏大采石场, 某某公司、某某县宏大石料厂: who has told the town names
    the county again, or who says what something is called or lists it with firms, gives the registered name."""
    begin = unit_before(text, units, edge.start, lowest)
    if begin is None or text[edge.start - 1] == "市":
        return edge
    behind = text[begin - 1 : begin]
    called = behind in ("为", "是", "系", "(") or text.endswith(_BESIDE_FIRMS, 0, begin)
    told = behind in ("镇", "乡", "村") or (called and ending.word in lexicon.QUARRY_WORDS)
    return Edge(begin, edge.address) if told else edge


def _province_behind(text: str, units: UnitTable, first: int, stop: int) -> int:
    """某某县|内蒙古某某糖业有限公司: where the province begins that a firm behind its county is called after."""
    for start in range(first + 2, min(first + _LONGEST_UNIT, stop - 2)):
        if text[start - 1] in "县市区旗" and any(
            u.level == "province" for n in (2, 3) for u in units.named(text[start : start + n])
        ):
            return start
    return 0


def unit_before(text: str, units: UnitTable, last: int, lowest: int) -> int | None:
    """Where the county or city begins that ends at ``last``: also one that has become a city since (某某县)."""
    if text[last - 1 : last] not in ("县", "市", "区") or lexicon.AREA_NAME_RE.search(text, lowest, last):
        return None
    for begin in range(max(lowest, last - _LONGEST_UNIT), last - 1):
        names = (text[begin:last], text[begin : last - 1])
        if any(u.level in ("county", "city") for name in names if len(name) > 1 for u in units.named(name)):
            return begin
    return None
