"""Heaps, yards, ditches and public works whose name is their place and what they are; what stays the place's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import PlaceType, Record, Role, UnitTable
from geoapp.places import Gazetteer, candidates

Read = Callable[..., Record]


def subjects(record: Record) -> list[tuple[str, str]]:
    return [(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # public works of a town, whatever words of kind stand between
        ("白桥镇旧垃圾填埋场渗滤液外溢。", [("白桥镇旧垃圾填埋场", "facility")]),
        ("白桥镇垃圾压缩中转站臭味大。", [("白桥镇垃圾压缩中转站", "facility")]),
        ("白桥镇加工物流园区污水处理厂停运。", [("白桥镇加工物流园区污水处理厂", "facility")]),
        ("临湖管理区原垃圾填埋场未封场。", [("临湖管理区原垃圾填埋场", "facility")]),
        # heaps, dumps and small works of a village
        ("石门镇石坪村煤矸石堆场自燃。", [("石坪村煤矸石堆场", "site")]),
        ("石门镇石坪村固废堆场未覆盖。", [("石坪村固废堆场", "site")]),
        ("石门镇石坪村北渣土堆场未苫盖。", [("石坪村北渣土堆场", "site")]),
        ("石门镇石坪村砂石加工点噪声扰民。", [("石坪村砂石加工点", "site")]),
        ("石门镇存量垃圾堆放点未清理。", [("石门镇存量垃圾堆放点", "site")]),
        ("石门镇煤矸石堆场扬尘。", [("石门镇煤矸石堆场", "site")]),
        # ditches and ponds
        ("石坪村灌溉渠淤积发臭。", [("石坪村灌溉渠", "canal")]),
        ("石门镇石坪村南坑塘、大樟村干渠返黑返臭。", [("石坪村南坑塘", "lake"), ("大樟村干渠", "canal")]),
        # what is called by its village alone
        ("大樟码头、石坪村码头未建污水池。", [("大樟码头", "facility"), ("石坪村码头", "facility")]),
        ("石门镇石坪村砂场手续到期。", [("石坪村砂场", "site")]),
        # counted, gone, forbidden, inside something, or of many: the place is told
        ("石坪村一处煤矸石堆场自燃。", [("石坪村", "village")]),
        ("石坪村废弃煤矸石堆场自燃。", [("石坪村", "village")]),
        ("石坪村垃圾堆放点未清理。", [("石坪村", "village")]),
        ("石坪村坑塘填埋垃圾。", [("石坪村", "village")]),
        ("石坪村内物料堆场扬尘。", [("石坪村", "village")]),
        ("石坪村污水直排坑塘。", [("石坪村", "village")]),
        ("石坪村砂石码头未覆盖。", [("石坪村", "village")]),
        ("白桥镇再生塑料加工点反弹。", [("白桥镇", "township")]),
        ("白桥镇、石门镇煤矸石堆场自燃。", [("白桥镇", "township"), ("石门镇", "township")]),
        # a heap with a mine or a name of its own
        ("石门镇青坪煤矿矸石堆放场冒烟。", [("青坪煤矿矸石堆放场", "site")]),
        ("石门镇石坪村青龙湾砂石堆场未覆盖。", [("青龙湾砂石堆场", "site")]),
    ],
)
def test_works_and_heaps_that_only_their_place_tells_apart(
    read: Read, problem: str, expected: list[tuple[str, str]]
) -> None:
    assert subjects(read(problem)) == expected


def test_what_is_called_after_a_village_or_town_lies_there(toy_gazetteer: Gazetteer, toy_units: UnitTable) -> None:
    def first(name: str, kind: PlaceType) -> str | None:
        best = candidates(name, toy_gazetteer, toy_units, "东川区", kind)[0]
        return best.position.place_key if best.position is not None else None

    assert first("柳塘村煤矸石堆场", PlaceType.SITE) == "township/990101001"
    assert first("白桥镇皮革废料填埋点", PlaceType.SITE) == "township/990101001"
    # the short name of a town begins many names, and a firm may be called after any village
    assert first("白桥花园", PlaceType.SITE) == "unit/990101"
    assert first("柳塘村酒业有限公司", PlaceType.ENTERPRISE) == "unit/990101"
