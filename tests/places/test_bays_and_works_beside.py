"""Bays, harbours and creeks of a plain; works and outlets told by what they lie beside, by their trade."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> set[tuple[str, str]]:
    return {(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT}


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # a bay takes in what runs into it; the village whose ponds they are is a subject beside it
        (
            "白桥镇柳塘村养殖尾水未经处理直排月明湾，生态化改造缓慢。",
            {("柳塘村", "village"), ("月明湾", "area")},
        ),
        ("红岩化工有限公司废水排入月明湾。", {("红岩化工有限公司", "enterprise"), ("月明湾", "area")}),
        ("月明湾海域网箱养殖密度过大。", {("月明湾", "area")}),
        # ships lie in a harbour; without them it is a creek
        ("白桥镇青石港渔船修造企业露天喷涂。", {("青石港", "facility")}),
        ("青石港水体发黑。", {("青石港", "river")}),
        ("青石河网氨氮浓度汛期反弹。", {("青石河网", "river")}),
    ],
)
def test_waters_by_the_sea(read: Read, problem: str, expected: set[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("月湖公园旁排口雨天有污水溢流。", {("月湖公园旁排口", "outlet")}),
        ("白桥镇家具制造企业集聚区治理水平低。", {("白桥镇家具制造企业集聚区", "area")}),
        ("西山县二污厂进水管网破损。", {("西山县二污厂", "facility")}),
        # one of many, told by what it lies beside, has no name of its own
        ("沿青龙河一洗砂场泥浆水直排，河水浑浊。", {("青龙河", "river")}),
        ("白桥镇柳塘村北侧一石料加工厂夜间生产。", {("柳塘村", "village")}),
        # the works of the park that everybody knows, also in the middle of a sentence
        ("管网建设滞后，园区污水处理厂负荷率低。", {("园区污水处理厂", "facility")}),
        # listed with firms, quarries have their registered names
        (
            "红岩建材有限公司、西山县宏发石料厂未恢复山体。",
            {("红岩建材有限公司", "enterprise"), ("西山县宏发石料厂", "enterprise")},
        ),
        ("西山县宏发石料厂未恢复山体。", {("宏发石料厂", "enterprise")}),
        ("白桥镇大岭砂石料场越界开采。", {("大岭砂石料场", "site")}),
        ("“月明华庭”项目裸土未覆盖。", {("月明华庭", "site")}),
        ("“煤改气”项目推进缓慢，红岩化工有限公司仍用煤。", {("红岩化工有限公司", "enterprise")}),
        ("2022年五家子断面3个月水质超标。", {("五家子断面", "monitoring_section")}),
        ("白桥镇街区扬尘污染突出。", {("白桥镇", "township")}),
    ],
)
def test_works_told_by_something_else(read: Read, problem: str, expected: set[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # a village that is only the address of what has a name, though a sign stands between
        ("白桥镇柳塘村，红岩铸造有限公司夜间生产扰民。", {("红岩铸造有限公司", "enterprise")}),
        ("白桥镇柳塘村三组、四组之间的大岭采石场越界开采。", {("大岭采石场", "mine")}),
        ("白桥镇柳塘村，有人焚烧秸秆。", {("柳塘村", "village")}),
        # who runs the public's works; a firm's own are told of with it
        ("青石绿洁水务有限公司白马污水处理厂总氮波动大。", {("白马污水处理厂", "facility")}),
        # behind the river's name what lies on its bank begins
        ("白桥镇青龙江河边沙场无证经营。", {("青龙江", "river")}),
        ("重车压坏大岭至石门公路。", {("大岭至石门公路", "road")}),
    ],
)
def test_addresses_and_who_runs_what(read: Read, problem: str, expected: set[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected
