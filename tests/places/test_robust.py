"""Whatever a notice holds: no traceback, every quote in its place, every position with its words."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoapp.model import Notice, Quote, Record, Role, UnitTable
from geoapp.places import Gazetteer, locate
from geoapp.places.folding import fold

_WORDS = "等十家企业 尾矿库 有限公司 断面 引水 东经110°42′ 北纬27°15′ 😀 濕地 ${x} 某"
_PIECES = st.sampled_from(
    [*"东川区白桥镇双井村清溪河月湖水库矿厂、，。；：《》“”（）()等3家的对从在和及湖南1２e旳\n\ud800", *_WORDS.split()]
)
TEXTS = st.lists(_PIECES, min_size=1, max_size=60).map("".join)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(problem=TEXTS, rectification=TEXTS)
def test_any_text_is_survived(problem: str, rectification: str, toy_gazetteer: Gazetteer, toy_units: UnitTable) -> None:
    body = f"{problem}\n{rectification}"
    notice = Notice("0" * 64, "w", "", body, "text/plain", "n", province="云岭省", city="青石市", county="东川区")
    quotes = {"problem": Quote.of(body, 0, len(problem))}
    record = Record(problem=problem, quotes=quotes, county="东川区", spans=((0, len(body)),))
    done = locate(record, notice, toy_gazetteer, toy_units)
    for site in done.sites:
        assert site.quote.holds_in(body)
        assert fold(site.name) == fold(site.quote.exact)
        if site.position is not None:
            assert site.position.protocol and site.position.source
        elif site.role is Role.SUBJECT:
            assert site.remarks
    assert done.spatial == any(s.type.value not in ("county", "city") for s in done.subjects)


@given(st.text(max_size=80))
def test_folding_never_moves_an_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(before=st.text(max_size=12), after=st.text(max_size=12))
def test_spotted_names_stand_where_they_are_said_to(
    before: str, after: str, toy_gazetteer: Gazetteer, toy_units: UnitTable
) -> None:
    folded = fold(f"{before}清溪河{after}")
    hits = list(toy_gazetteer.spot(folded, toy_units))
    assert any(hit.name == "清溪河" for hit in hits)
    assert all(folded[hit.start : hit.end] == hit.name for hit in hits)


def test_part_of_a_text_is_searched_with_offsets_of_the_whole(toy_gazetteer: Gazetteer, toy_units: UnitTable) -> None:
    text = "a😀清溪河b清溪河"
    assert [hit.start for hit in toy_gazetteer.spot(text, toy_units)] == [2, 6]
    assert [hit.start for hit in toy_gazetteer.spot(text, toy_units, 3)] == [6]
    assert list(toy_gazetteer.spot(text, toy_units, 3, 8)) == []
