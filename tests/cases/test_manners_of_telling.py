"""Sentences of a bulletin that tell an incident without 发现: shown by instruments, told of before, complained of."""

from collections.abc import Callable

import pytest

from geoapp.cases.source import Source
from geoapp.cases.tellings import find_incidents


def told(source: Source) -> list[str]:
    return [source.matched(told.what) for told in find_incidents(source, (0, len(source.text))) if not told.visit]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("无人机航拍显示，高桥镇石龙砂场新增裸露堆料。", "高桥镇石龙砂场新增裸露堆料"),
        ("快速检测表明高桥镇污水处理厂总排口氨氮超标。", "高桥镇污水处理厂总排口氨氮超标"),
        ("夜间走航监测显示宏达化工有限公司厂界附近浓度出现高值。", "宏达化工有限公司厂界附近浓度出现高值"),
        ("此前反映的高桥镇白水河段堆放弃土问题，现场看到弃土已全部清运完毕。", "高桥镇白水河段堆放弃土问题"),
        ("上月交办的高桥镇砖厂粉尘扰民问题，现场发现已经整改到位。", "高桥镇砖厂粉尘扰民问题"),
        ("高桥镇采石场扬尘扰民问题为网友曝光，经查，该场喷淋设备停用。", "高桥镇采石场扬尘扰民问题"),
        ("5月6日，高桥镇洗砂场泥水直排问题系村民多次举报，该场已停产。", "高桥镇洗砂场泥水直排问题"),
    ],
)
def test_what_is_told_otherwise_than_as_found(source: Callable[[str], Source], words: str, what: str) -> None:
    assert told(source(words)) == [what]


@pytest.mark.parametrize(
    "words",
    [
        "视频监控显示，高桥镇养殖场周边水体未见异常。",
        "监测显示高桥镇化工园区厂界噪声未超标。",
        "再到现场发现，垃圾已经被清理干净。",
        "该问题系群众举报，目前正在调查。",
    ],
)
def test_what_tells_of_no_harm(source: Callable[[str], Source], words: str) -> None:
    assert told(source(words)) == []
