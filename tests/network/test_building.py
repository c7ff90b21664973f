"""Nodes, cuts, flow: what the network is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from river_making import BROOK, GEOD, MAIN, A, B, C, D, geodesic_m, lake, network, river, sketched

from geoapp.model import BadDefinition, UsageError
from geoapp.network import Flow, read_flows


def test_a_tributary_cuts_the_river_that_it_joins_between_two_vertices() -> None:
    net = network(MAIN, BROOK)
    assert sorted(round(reach.length_m) for reach in net.reaches) == sorted(
        round(length) for length in (geodesic_m(A, B), geodesic_m(B, C, D), geodesic_m((112.05, 28.56), B))
    )
    joint = [node for node in range(len(net.nodes)) if len(net.at(node)) == 3]
    assert len(joint) == 1
    assert len(net.entering(joint[0])) == 2
    assert len(net.leaving(joint[0])) == 1


def test_lengths_are_geodesic() -> None:
    (reach,) = network(MAIN).reaches
    assert reach.length_m == pytest.approx(geodesic_m(A, C, D), abs=0.01)
    assert abs(reach.length_m - GEOD.line_length([A[0], C[0], D[0]], [A[1], C[1], D[1]])) < 0.5


@pytest.mark.parametrize(("gap_m", "nodes"), [(0.0, 3), (8.0, 3), (12.0, 4)])
def test_ends_within_the_snap_are_one_node(gap_m: float, nodes: int) -> None:
    lon, lat, _ = GEOD.fwd(C[0], C[1], 45, gap_m)
    net = network(river("甲江", [A, C]), river("丙江", [(lon, lat), D]))
    assert len(net.nodes) == nodes


def test_parts_that_continue_each_other_are_joined_in_their_digitised_order() -> None:
    (reach,) = network(river("甲江", [C, D], [A, C])).reaches
    assert reach.line.coords[0] == A
    assert reach.flow is Flow.FORWARD


@pytest.mark.parametrize(
    ("properties", "flow"),
    [
        ({"basis": "surveyed"}, Flow.FORWARD),
        ({"basis": "verified"}, Flow.FORWARD),
        ({"basis": "gazetteer"}, Flow.UNKNOWN),
        ({"basis": "derived"}, Flow.UNKNOWN),
        ({"basis": "gazetteer", "flow": "digitised"}, Flow.FORWARD),
        ({"basis": "surveyed", "flow": "reversed"}, Flow.BACKWARD),
        ({"basis": "surveyed", "flow": "unknown"}, Flow.UNKNOWN),
    ],
)
def test_direction_only_where_it_is_declared(properties: dict[str, object], flow: Flow) -> None:
    (reach,) = network(river("甲江", [A, D], **properties)).reaches
    assert reach.flow is flow
    assert bool(reach.doubt) == (flow is Flow.UNKNOWN)
    assert "甲江" in (reach.doubt or "甲江")


def test_flow_of_a_mapped_tributary_follows_from_the_order_table_whatever_way_it_was_drawn() -> None:
    for coords in ([(112.05, 28.56), (112.05, 28.53), B], [B, (112.05, 28.53), (112.05, 28.56)]):
        net = network(MAIN, river("乙溪", coords, basis="gazetteer"), flows=[("乙溪", "甲江")])
        brook = next(reach for reach in net.reaches if reach.river == "乙溪")
        assert brook.lower is not None
        assert net.nodes[brook.lower].coords[0] == pytest.approx(B)
        assert brook.course.coords[-1] == pytest.approx(B)


def test_a_digitised_order_that_contradicts_the_table_is_doubted() -> None:
    net = network(MAIN, river("乙溪", [B, (112.05, 28.56)]), flows=[("乙溪", "甲江")])
    brook = next(reach for reach in net.reaches if reach.river == "乙溪")
    assert brook.flow is Flow.UNKNOWN
    assert "相反" in brook.doubt


def test_a_mapped_river_with_a_loop_or_two_mouths_keeps_unknown_flow() -> None:
    top, left, right = (112.05, 28.58), (112.04, 28.55), (112.06, 28.55)
    neck = (112.05, 28.53)
    loop = river("乙溪", [top, left, neck], [top, right, neck], [neck, B], basis="gazetteer")
    net = network(MAIN, loop, flows=[("乙溪", "甲江")])
    assert {reach.flow for reach in net.reaches if reach.river == "乙溪"} == {Flow.UNKNOWN}
    fork = river("乙溪", [top, neck], [neck, B], [neck, (112.07, 28.50)], basis="gazetteer")
    net = network(MAIN, fork, flows=[("乙溪", "甲江")])
    assert {reach.flow for reach in net.reaches if reach.river == "乙溪"} == {Flow.UNKNOWN}


def test_sketches_have_no_reaches_but_names() -> None:
    net = network(sketched("丁河", aliases=["丁溪"]), MAIN, lake("镜湖"), flows=[("丁河", "甲江")])
    assert {reach.river for reach in net.reaches} == {"甲江"}
    assert net.by_name == {"丁河"}
    assert net.river("丁溪") == "丁河"
    assert net.lakes == {"镜湖"}


def test_order_above_and_below_ends_in_a_circle() -> None:
    net = network(MAIN, flows=[("子", "丑"), ("丑", "寅"), ("寅", "子"), ("卯", "丑")])
    assert [row.into for row in net.below("卯")] == ["丑", "寅", "子", "丑"]
    assert net.above("丑") == {"子", "寅", "卯"}


def test_an_empty_layer_is_an_empty_network() -> None:
    net = network()
    assert (net.nodes, net.reaches) == ((), ())


@pytest.mark.parametrize("snap", [0.0, -1.0, 5000.0])
def test_a_bad_snap_is_refused(snap: float) -> None:
    with pytest.raises(UsageError, match="捕捉"):
        network(MAIN, snap_m=snap)


def test_the_shipped_order_table_is_sourced() -> None:
    rows = {row.river: row for row in read_flows()}
    assert rows
    assert all(row.source and row.into for row in rows.values())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("甲,乙,\n", "第 2 行"),
        ("甲,甲,书\n", "第 2 行"),
        ("甲,乙,书\n甲,丙,书\n", "第 3 行.*甲"),
        ("甲\n", "第 2 行"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: str, said: str) -> None:
    file = tmp_path / "flows_into.csv"
    file.write_text("from,to,source\n" + rows, encoding="utf-8")
    with pytest.raises(BadDefinition, match=said):
        read_flows(file)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition, match=r"没有\.csv"):
        read_flows(tmp_path / "没有.csv")
