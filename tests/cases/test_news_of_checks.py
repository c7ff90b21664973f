"""News of checks: what was found is told behind an announcement in mid-sentence, or place after place."""

from collections.abc import Callable, Sequence
from pathlib import Path

from geoapp.cases import extract
from geoapp.model import Notice, Record, UnitTable

Read = Callable[[Path], Notice]


def records_of(text: str, folder: Path, read_file: Read, units: UnitTable) -> Sequence[Record]:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return extract(read_file(folder / "a.txt"), units).records


PARAGRAPHS = """12月3日晚,市自然资源和规划局对露天矿山作例行暗访。
从暗访看,各矿山大体能做好基本的防尘。
但也查出一些问题:嘉祥县东岭石业有限公司石灰岩矿的场内道路清扫不勤,积了尘土。
{other}的开采面上碎石没有清走;矿内非道路移动车辆没有办理牌照。
微山县柳城矿山治理项目的道路没有洒水,物料遮盖不全。
"""
REPEATED = "济宁西岭建材有限公司灰岩矿"


def test_the_list_goes_on_in_paragraphs_and_is_told_once(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    text = PARAGRAPHS.format(other=REPEATED)
    found = records_of(text + text.split("\n", 1)[1], tmp_path, read_file, units)
    assert [record.problem for record in found] == [
        "嘉祥县东岭石业有限公司石灰岩矿的场内道路清扫不勤,积了尘土",
        "济宁西岭建材有限公司灰岩矿的开采面上碎石没有清走;矿内非道路移动车辆没有办理牌照",
        "微山县柳城矿山治理项目的道路没有洒水,物料遮盖不全",
    ]


IN_ONE = (
    "某市通报大气污染防治检查情况\n10月23日,市生态环境局通报了检查中发现的突出环境问题,主要有:"
    "微山县西城镇高速项目部商混站,石粉露天存放、未覆盖;未设置洗车台。"
    "在鱼台县张黄镇,实验楼项目工地未落实应急措施,现场扬尘严重。\n"
)


def test_each_sentence_behind_an_announcement_is_a_case(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    found = records_of(IN_ONE, tmp_path, read_file, units)
    assert [record.county for record in found] == ["微山县", "鱼台县"]
    assert found[0].problem == "微山县西城镇高速项目部商混站,石粉露天存放、未覆盖;未设置洗车台"


VISITED = """暗访!大丰部分施工工地存在扬尘污染问题!
近日,市生态办接到群众举报,大丰区部分施工工地、建材企业存在扬尘污染问题,暗访组立即前往现场调查。
暗访组首先来到大丰区东湖花园项目施工现场。检查发现,该施工工地部分裸土没有及时覆盖;围挡上的喷淋设施没有按规定开启。
随后,暗访组又来到该区海盛建材有限公司。在该企业破碎作业区,暗访人员发现,大量石料露天堆放,没有覆盖;作业区内没有任何防尘措施。
扬尘防治是大气治理的重要内容。针对被曝光问题,相关部门应双管齐下,一方面要督促企业落实责任;另一方面要切实履行监管职责。
"""


def test_what_is_seen_belongs_to_the_place_that_was_gone_to(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    first, second = records_of(VISITED, tmp_path, read_file, units)
    assert first.problem.startswith("大丰区东湖花园项目施工现场。检查发现,该施工工地部分裸土没有及时覆盖")
    assert second.problem.startswith("该区海盛建材有限公司。在该企业破碎作业区,暗访人员发现,大量石料露天堆放")
    assert second.problem.rstrip("。").endswith("作业区内没有任何防尘措施")
    assert {record.county for record in (first, second)} == {"大丰区"}


LOOKED_FOR = """某市城市黑臭水体排查工作报告
上述三段水体已全部整治完毕,长治久清;经查,建成区里没有污水直排口,也没有管网空白区。
"""


def test_what_was_looked_for_and_is_not_there_is_no_case(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    found = records_of(LOOKED_FOR, tmp_path, read_file, units)
    assert not any("直排口" in record.problem for record in found)


SEEN_AT = """省生态环境厅近日向社会公开一批企业突出环境违法问题
廊坊市:9月10日,省生态环境厅在廊坊霸州市东庄乡执法检查发现,新河塑料厂无环评手续,违法生产。9月14日,省生态环境厅在廊坊固安县西渠乡执法检查发现,海运电器厂、丰利电料厂无排污许可证,涉嫌违法生产。
"""


def test_where_they_looked_is_where_these_are(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    found = records_of(SEEN_AT, tmp_path, read_file, units)
    assert [record.county for record in found] == ["霸州市", "固安县"]


THESE = """督查组公开两起典型案件。
第一例,督查组对宝坻区东口镇的东村砖瓦窑厂、西村砖厂和保温材料厂现场检查时发现,这些工厂仍在生产,无环保手续,废气直排。
第二例,督查组对北京市通州区台湖镇新型建材公司现场检查时发现,该厂门口张贴搬迁告示。督查人员进入厂区后发现该公司正在生产,粉尘无组织排放严重。
"""


def test_these_works_are_those_that_were_checked(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    first, second = records_of(THESE, tmp_path, read_file, units)
    assert "东村砖瓦窑厂" in first.problem and "西村砖厂" in first.problem
    assert (first.county, second.county) == ("宝坻区", "通州区")
