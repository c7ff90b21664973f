"""What the trade names: class words kind by kind, where such a name begins and ends. Invented names."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from geoapp.model import Record, Role
from geoapp.places import lexicon, relations

Read = Callable[..., Record]


def subjects(record: Record) -> list[tuple[str, str]]:
    return [(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("泥坪雨量站", "facility"), ("红卫排渍站", "facility"), ("夏家湾机埠", "facility"), ("书院橡胶坝", "facility"),
        ("红卫翻板闸", "facility"), ("周家坪铁路货场", "facility"),
        ("杨米岔集输站", "facility"), ("大路口砂石码头", "facility"),
        ("万丰建筑垃圾消纳场", "facility"),
        ("永丰粮食烘干中心", "enterprise"), ("强力水泥粉磨站", "enterprise"), ("鑫源混凝土搅拌站", "enterprise"),
        ("香花台石灰窑", "enterprise"), ("宏图印刷厂", "enterprise"),
        ("东风农机修造厂", "enterprise"), ("荷花鸭场", "enterprise"),
        ("美源纸业集团", "enterprise"), ("金牛厂", "facility"),
        ("洪水岭煤矸石堆", "site"), ("碧塘废渣堆", "site"),
        ("宏安煤电化有限公司灰渣场", "site"), ("石岭铜矿排土场", "site"),
        ("恒华机械厂家属区", "area"), ("丽日巷", "road"), ("西外环", "road"), ("大坪铅锌矿二号尾矿库", "tailings_pond"),
        ("独松石料厂", "enterprise"), ("枫坪砂场", "site"),
        ("枫坪洗砂场", "facility"), ("北坪砂厂", "enterprise"), ("石门新沟", "canal"), ("采桑坪渔场", "facility"),
        ("鑫果源冷库", "enterprise"), ("柳林垂钓中心", "enterprise"), ("宏发砌块厂", "enterprise"),
        ("牛头岭硅铁厂", "enterprise"), ("玉泉露营基地", "site"), ("石岭煤矿排土场", "site"),
        ("枫树垭水质净化中心", "facility"), ("红卫拦渣坝", "facility"), ("丽园建材城", "facility"),
        ("枫树垭石墨矿", "mine"), ("枫树垭铬渣库", "tailings_pond"), ("白桥环保产业园", "area"),
    ],
)  # fmt: skip
def test_each_kind_is_known_by_its_class_word(read: Read, name: str, kind: str) -> None:
    assert subjects(read(f"白桥镇{name}问题突出。")) == [(name, kind)]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # a firm's own name right behind its province, though its characters are verbs elsewhere
        ("云岭盛和化学有限公司废水直排。", [("云岭盛和化学有限公司", "enterprise")]),
        ("云岭铜都再生资源有限公司台账不符。", [("云岭铜都再生资源有限公司", "enterprise")]),
        # works that their town or park tells apart
        ("白桥镇集中供水工程水量不足。", [("白桥镇集中供水工程", "facility")]),
        ("云岫工业园太阳坪项目区污水处理厂未建成。", [("云岫工业园太阳坪项目区污水处理厂", "facility")]),
        ("西山县城东污水处理厂尾水排口有泡沫。", [("西山县城东污水处理厂", "facility")]),
        # heaps of what was dug are places, a yard is the firm's; parts of what has been named are that
        ("玉林坪硫铁矿废石堆场淋溶水外溢。", [("玉林坪硫铁矿废石堆场", "site")]),
        ("云岫湖国家级自然保护区湿地萎缩。", [("云岫湖国家级自然保护区", "area")]),
        ("石门镇长坪自来水厂取水口上游有旱厕。", [("长坪自来水厂", "facility")]),
        ("石门镇独松石料厂采坑积水成塘。", [("独松石料厂", "enterprise")]),
        ("玉带河溢流口污水溢流。", [("玉带河", "river")]),
        # beside a village there is a thing without a name
        ("柳塘村东侧一石料厂粉尘扰民。", [("柳塘村", "village")]),
        ("石门镇废弃锰矿点废水外溢。", [("废弃锰矿点", "mine")]),
    ],
)
def test_where_such_a_name_begins_and_ends(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    "problem",
    [
        "属“散乱小”码头，未办理涉河手续。",
        "病险水库除险加固推进缓慢。",
        "建有拦河围堰1处，管网提升泵站停运。",
        "改造泄流闸，封堵涵洞式排口。",
        "一家蘑菇罐头厂和一家小龙虾加工厂废水直排。",
        "硅铁冶炼厂夜间放散烟气，苹果冷库机组轰鸣。",
        "非法码头未拆除，河岸一砂石堆场未覆盖，晴天溢流排口未封堵。",
        "清漂保洁公司每日清理，私挖砂坑未回填。",
    ],
)
def test_what_only_says_of_what_kind_is_no_name(read: Read, problem: str) -> None:
    assert subjects(read(problem)) == []


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("竹塘煤矿涌水。", [("竹塘煤矿", "mine")]),
        ("青石电站未泄放生态流量。", [("青石电站", "facility")]),
        # the reach, the side and the distance are none of the name
        ("枫林河西山县城段工农河黑臭。", [("枫林河", "river"), ("工农河", "river")]),
        ("枫水河石坝断面铊浓度波动。", [("枫水河", "river"), ("石坝断面", "monitoring_section")]),
        ("枫桥江下游200米河水呈红褐色。", [("枫桥江", "river")]),
        ("城南工业园地下水超标，园区北侧永宁药业地块未管控。", [("城南工业园", "area"), ("永宁药业地块", "site")]),
        # of a river and its tributary the tributary is meant
        ("枫林江一级支流暗溪河河水发黑。", [("暗溪河", "river")]),
    ],
)
def test_what_words_of_kind_do_not_hide(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


def test_a_class_word_stands_once() -> None:
    table = tomllib.loads(Path(lexicon.__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))
    words = Counter(word for group in table["endings"] for word in group["words"].split())
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize(
    "name", [name for room in (lexicon, relations) for name in vars(room) if name.endswith("_BEFORE_RE")]
)
def test_what_stands_before_a_name_is_never_nothing(name: str) -> None:
    """A name at a clause's beginning is not asked about at all."""
    pattern = getattr(lexicon, name, None) or getattr(relations, name)
    assert pattern.search("") is None


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # a reach within the seat is the river's, and so is a road's in a town
        ("枫林溪城区段沿线垃圾清理不及时，水体发黑。", [("枫林溪", "river")]),
        ("枫林河县城段存在3处入河排污口溢流。", [("枫林河", "river")]),
        ("枫林总干渠城区段雨污分流改造滞后。", [("枫林总干渠", "canal")]),
        ("G320国道白桥镇段运输车辆抛洒滴漏，扬尘污染突出。", [("G320国道", "road")]),
        # one that the offices count by a reach is called by it
        ("G230国道石门段路面积尘严重。", [("G230国道石门段", "road")]),
        ("S208省道渡口段大货车抛洒。", [("S208省道渡口段", "road")]),
        ("G230国道施工路段扬尘大。", [("G230国道", "road")]),
        # verbs elsewhere, and the names of streets
        ("群众反映建设中路餐饮油烟扰民。", [("建设中路", "road")]),
        ("枫林湖蓄洪区退垦还湖任务未按期完成。", [("枫林湖蓄洪区", "area")]),
        # what only says how something lies or runs is no name
        ("枫林河岸边倾倒建筑垃圾，占压河岸。", [("枫林河", "river")]),
        ("白桥镇一处废弃采石场未开展生态修复。", [("废弃采石场", "mine")]),
        ("白桥镇第三排水沟水体发黑。", [("第三排水沟", "canal")]),
    ],
)
def test_reaches_and_what_only_tells_where(problem: str, expected: list[tuple[str, str]], read: Read) -> None:
    assert subjects(read(problem)) == expected
