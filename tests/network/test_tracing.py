"""Downstream and upstream: distances where they can be measured, sentences where they cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from river_making import (
    BROOK,
    GEOD,
    MAIN,
    TOP,
    A,
    B,
    C,
    D,
    geodesic_m,
    lake,
    network,
    river,
    section,
    site,
    sketched,
    stations,
)

from geoapp.network import Relation, downstream, lines_of, upstream
from geoapp.texts import catalogue

UPPER = section("甲江上断面", (112.02, 28.5001))
LOWER = section("甲江下断面", (112.15, 28.51))


def test_distance_along_the_river_agrees_with_geod() -> None:
    net = network(MAIN, BROOK)
    found = downstream(net, site((112.0502, 28.53)), stations(net, UPPER, LOWER))
    (hit,) = found.hits
    assert hit.section.name == "甲江下断面"
    assert hit.relation is Relation.ALONG
    assert hit.distance_m == pytest.approx(geodesic_m((112.05, 28.53), B, C, (112.15, 28.51)), abs=1.0)
    assert hit.uncertainty_m == 20 + 10 + 2 * 5
    assert hit.via == ("乙溪", "甲江")
    assert found.reasons == ()
    drawn = sum(GEOD.geometry_length(line) for line in lines_of(found.hits))
    assert drawn == pytest.approx(hit.distance_m, abs=1.0)


def test_the_first_section_is_the_next_one_down_not_the_nearest() -> None:
    net = network(MAIN, BROOK)
    placed = stations(net, UPPER, LOWER)
    at = (112.0201, 28.5)
    assert [hit.section.name for hit in downstream(net, site(at), placed).hits] == ["甲江下断面"]
    assert [hit.section.name for hit in downstream(net, site((112.01, 28.5)), placed).hits] == ["甲江上断面"]


def test_digitised_backwards_and_declared_so_gives_the_same() -> None:
    turned = river("甲江", [D, C, A], flow="reversed")
    net, other = network(MAIN, BROOK), network(turned, BROOK)
    spot = site((112.03, 28.5))
    one = downstream(net, spot, stations(net, LOWER)).hits[0]
    two = downstream(other, spot, stations(other, LOWER)).hits[0]
    assert one.distance_m == pytest.approx(two.distance_m, abs=0.01)


def test_below_the_last_section_the_river_ends_and_that_is_said() -> None:
    net = network(MAIN)
    found = downstream(net, site((112.18, 28.516)), stations(net, LOWER))
    assert found.hits == ()
    assert len(found.reasons) == 1
    assert "中断" in found.reasons[0]
    assert "112.2000, 28.5200" in found.reasons[0]


def test_a_broken_reach_stops_the_trace_and_names_the_gap() -> None:
    lon, lat, _ = GEOD.fwd(*C, 90, 300)
    net = network(river("甲江", [A, C]), river("甲江", [(lon, lat), D], key="water/甲江-2"))
    found = downstream(net, site((112.03, 28.5)), stations(net, LOWER))
    assert not found.hits
    assert re.search(r"(299|300|301) 米，没有相连", found.reasons[0])


def test_both_arms_of_a_divided_river_are_followed() -> None:
    north, south = (112.15, 28.53), (112.15, 28.47)
    net = network(river("甲江", [A, C]), river("北汊", [C, north]), river("南汊", [C, south]))
    placed = stations(net, section("北汊断面", (112.14, 28.524)), section("南汊断面", (112.12, 28.488)))
    found = downstream(net, site((112.03, 28.5)), placed)
    assert {hit.section.name for hit in found.hits} == {"北汊断面", "南汊断面"}
    assert all(hit.distance_m and hit.distance_m > geodesic_m((112.03, 28.5), C) for hit in found.hits)


def test_a_circle_of_reaches_ends_and_is_said() -> None:
    p, q, r = (112.10, 28.50), (112.12, 28.52), (112.14, 28.50)
    net = network(river("甲江", [A, p]), river("环一", [p, q]), river("环二", [q, r]), river("环三", [r, p]))
    found = downstream(net, site((112.03, 28.5)), stations(net))
    assert found.hits == ()
    assert "成环" in found.reasons[0]


def test_an_undirected_reach_is_not_walked() -> None:
    net = network(river("甲江", [A, C]), river("丙江", [C, D], basis="gazetteer"))
    placed = stations(net, section("丙江断面", (112.15, 28.51)))
    above = downstream(net, site((112.03, 28.5)), placed)
    assert above.hits == ()
    assert "丙江的流向没有声明" in above.reasons[0]
    on_it = downstream(net, site((112.12, 28.504)), placed)
    assert on_it.hits == ()
    assert "丙江的流向没有声明" in on_it.reasons[0]


def test_an_undirected_reach_at_a_confluence_does_not_hide_the_section_but_is_said() -> None:
    net = network(MAIN, river("乙溪", [TOP, B], basis="gazetteer"))
    found = downstream(net, site((112.03, 28.5)), stations(net, LOWER))
    assert [hit.section.name for hit in found.hits] == ["甲江下断面"]
    assert any("乙溪" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("spot", "said"),
    [
        (site(None), "没有定位"),
        (site((112.03, 28.5), 7000.0), "7000 米"),
        (site((112.03, 28.6)), "1000 米内没有"),
    ],
)
def test_places_that_cannot_be_put_on_a_river(spot: object, said: str) -> None:
    net = network(MAIN)
    found = downstream(net, spot, stations(net, LOWER))  # type: ignore[arg-type]
    assert found.hits == ()
    assert said in found.reasons[0]


def test_accuracy_that_cannot_tell_two_rivers_apart_tells_only_what_both_share() -> None:
    beside = river("丙江", [(112.00, 28.503), (112.10, 28.503), (112.20, 28.53)])
    net = network(MAIN, beside)
    placed = stations(net, LOWER)
    unsure = downstream(net, site((112.03, 28.501), 300.0), placed)
    assert unsure.hits == ()
    assert "甲江、丙江" in unsure.reasons[0]
    sure = downstream(net, site((112.03, 28.501), 50.0), placed)
    assert [hit.section.name for hit in sure.hits] == ["甲江下断面"]
    known = downstream(net, site((112.03, 28.501), 300.0, river="甲江"), placed)
    assert [hit.section.name for hit in known.hits] == ["甲江下断面"]
    joining = network(MAIN, BROOK)
    at_joint = downstream(joining, site((112.0501, 28.5001), 100.0), stations(joining, LOWER))
    assert [hit.section.name for hit in at_joint.hits] == ["甲江下断面"]


def test_where_geometry_is_a_sketch_the_order_is_told_without_a_distance() -> None:
    net = network(sketched("丁河"), sketched("戊江"), flows=[("丁河", "戊江"), ("戊江", "己江")])
    placed = stations(net, section("丁河口断面", (112.1, 28.1), 3000.0), section("戊江大桥断面", (112.1, 28.1), 3000.0))
    found = downstream(net, site((112.05, 28.05), 4000.0, river="丁河", name="丁河"), placed)
    (hit,) = found.hits
    assert (hit.section.name, hit.relation, hit.distance_m, hit.path) == ("丁河口断面", Relation.ORDER, None, ())
    assert "距离未知" in found.reasons[0]


def test_a_section_in_the_middle_of_a_sketch_may_lie_above_or_below() -> None:
    net = network(sketched("丁河"), sketched("戊江"), flows=[("丁河", "戊江")])
    placed = stations(net, section("丁河大桥断面", None), section("戊江入己江口断面", None))
    found = downstream(net, site(None, river="丁河"), placed)
    assert found.hits == ()  # 戊江 has no row, so nobody said that it ends in 己江
    assert any("丁河大桥断面" in reason and "上游还是下游" in reason for reason in found.reasons)
    assert any("没有依据" in reason for reason in found.reasons)


def test_the_order_is_followed_through_several_rivers_to_a_mouth() -> None:
    net = network(sketched("丁河"), flows=[("丁河", "戊江"), ("戊江", "己江")])
    placed = stations(net, section("戊江入己江口断面", None))
    (hit,) = downstream(net, site(None, river="丁河"), placed).hits
    assert hit.via == ("丁河", "戊江")
    assert hit.section.at_mouth


def test_an_order_table_in_a_circle_ends_with_a_sentence() -> None:
    net = network(sketched("丁河"), flows=[("丁河", "戊江"), ("戊江", "丁河")])
    found = downstream(net, site(None, river="丁河"), stations(net))
    assert found.hits == ()
    assert any("成了环" in reason for reason in found.reasons)


def test_surveyed_down_to_a_mouth_whose_section_is_only_roughly_known() -> None:
    net = network(MAIN, BROOK, flows=[("乙溪", "甲江")])
    placed = stations(net, section("乙溪入甲江口断面", (112.06, 28.51), 3000.0), LOWER)
    (hit,) = downstream(net, site((112.05, 28.53)), placed).hits
    assert (hit.section.name, hit.distance_m, hit.relation) == ("乙溪入甲江口断面", None, Relation.ORDER)
    assert hit.path


def test_sites_and_sections_of_one_lake() -> None:
    net = network(lake("镜湖"), MAIN)
    placed = stations(net, section("镜湖国控断面", (112.55, 29.15), 2000.0))
    spot = site((112.55, 29.15), 700.0, lake="镜湖", name="镜湖")
    (hit,) = downstream(net, spot, placed).hits
    assert (hit.relation, hit.distance_m) == (Relation.SAME_LAKE, None)
    above = upstream(net, placed.spots[0], [spot, site((112.03, 28.5))], placed)
    assert [link.relation for link in above.links] == [Relation.SAME_LAKE]
    assert "镜湖" in downstream(net, spot, stations(net)).reasons[0]


def test_upstream_finds_what_downstream_found() -> None:
    net = network(MAIN, BROOK)
    placed = stations(net, UPPER, LOWER)
    spots = [
        site((112.05, 28.53), name="溪边"),
        site((112.01, 28.5), name="上游"),
        site((112.12, 28.504), name="江边"),
        site((112.18, 28.516), name="下游"),
        site((112.12, 28.6), name="远处"),
    ]
    lower = next(one for one in placed.spots if one.name == "甲江下断面")
    found = upstream(net, lower, spots, placed)
    assert [link.spot.name for link in found.links] == ["江边", "溪边", "上游"]
    assert all(link.certain and link.relation is Relation.ALONG for link in found.links)
    brook = downstream(net, spots[0], placed).hits[0]
    assert found.links[1].distance_m == pytest.approx(brook.distance_m, abs=0.01)
    assert sum(GEOD.geometry_length(line) for line in found.lines) == pytest.approx(
        geodesic_m(A, C, (112.15, 28.51)) + geodesic_m(TOP, B), abs=5.0
    )


def test_upstream_of_a_mouth_by_name_and_of_a_middle_only_perhaps() -> None:
    net = network(sketched("丁河"), sketched("戊江"), flows=[("丁河", "戊江")])
    placed = stations(net, section("丁河口断面", None), section("戊江大桥断面", None))
    mouth, middle = placed.spots
    spots = [site(None, river="丁河", name="丁"), site(None, river="戊江", name="戊"), site(None, name="无")]
    assert [(link.spot.name, link.certain) for link in upstream(net, mouth, spots, placed).links] == [("丁", True)]
    perhaps = upstream(net, middle, spots, placed)
    assert [(link.spot.name, link.certain) for link in perhaps.links] == [("丁", False), ("戊", False)]
    assert all(link.remark and link.distance_m is None for link in perhaps.links)
    assert perhaps.reasons


def test_upstream_through_circles_ends() -> None:
    p, q, r = (112.10, 28.50), (112.12, 28.52), (112.14, 28.50)
    net = network(
        river("甲江", [A, p]), river("环一", [p, q]), river("环二", [q, r]), river("环三", [r, p]), river("尾", [r, D])
    )
    placed = stations(net, section("尾断面", (112.17, 28.51)))
    found = upstream(net, placed.spots[0], [site((112.03, 28.5)), site((112.11, 28.51), name="环边")], placed)
    assert [link.spot.name for link in found.links] == ["环边", "某厂"]


def test_sections_know_their_water_by_name_or_property() -> None:
    net = network(sketched("丁河"), lake("丁河湖"), MAIN, flows=[("丁河", "甲江")])
    named = {
        "丁河入甲江口断面": ("丁河", None, True),
        "丁河口断面": ("丁河", None, True),
        "丁河大桥断面": ("丁河", None, False),
        "丁河湖心断面": (None, "丁河湖", False),
        "无名断面": (None, None, False),
    }
    for spot in stations(net, *(section(name, None) for name in named)).spots:
        assert (spot.river, spot.lake, spot.at_mouth) == named[spot.name]
    (told,) = stations(net, section("无名断面", None, river="甲江")).spots
    assert told.river == "甲江"


def test_no_sentence_speaks_of_causes() -> None:
    said = [entry for key, entry in catalogue().items() if key.startswith("network.")]
    assert said
    assert not [entry for entry in said if "造成" in entry or "导致" in entry]
    for path in Path(__file__).parents[2].joinpath("geoapp", "network").glob("*.py"):
        assert "导致" not in path.read_text(encoding="utf-8")
