"""Names: where they begin and end, what they are, who is only mentioned."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import PlaceType, Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> list[tuple[str, str]]:
    return [(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT]


def mentions(record: Record) -> set[str]:
    return {site.name for site in record.sites if site.role is Role.MENTION}


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("对北干渠、中干渠开展巡查不到位。", [("北干渠", "canal"), ("中干渠", "canal")]),
        ("未对麻石河和竹溪湖进行治理。", [("麻石河", "river"), ("竹溪湖", "lake")]),
        ("和平村污水直排。", [("和平村", "village")]),
        ("大石桥尾矿库渗滤液外溢。", [("大石桥尾矿库", "tailings_pond")]),
        ("督促宏达新型材料（云岭）有限公司整改。", [("宏达新型材料（云岭）有限公司", "enterprise")]),
        ("2023年9月枫树湾断面水质超标。", [("枫树湾断面", "monitoring_section")]),
        ("青泉河牛村闸断面总磷超标。", [("青泉河", "river"), ("牛村闸断面", "monitoring_section")]),
        ("3家砖厂废气直排，其中石家坳砖厂最重。", [("石家坳砖厂", "enterprise")]),
        ("加快金沙片区排水管网改造。", [("金沙片区", "area")]),
        ("东城污水处理厂超标排放。", [("东城污水处理厂", "facility")]),
        ("云顶山水库、凤凰岭垃圾填埋场以及老鹰岩采石场整改滞后。",
         [("云顶山水库", "reservoir"), ("凤凰岭垃圾填埋场", "facility"), ("老鹰岩采石场", "mine")]),
        ("白桥镇水口村、黄泥村污水直排。", [("水口村", "village"), ("黄泥村", "village")]),
        ("南河流域重金属超标，锡石山地区废渣未处置。", [("南河", "river"), ("锡石山地区", "area")]),
        ("宏安矿业、金鸡矿业等石煤矿废水外排。", [("宏安矿业", "enterprise"), ("金鸡矿业", "enterprise")]),
        ("S308省道沿线扬尘。", [("S308省道", "road")]),
        ("湖南石家庄建材有限公司未批先建。", [("湖南石家庄建材有限公司", "enterprise")]),
        ("白桥镇“和味人家”餐馆油烟直排。", [("和味人家", "enterprise")]),
        ("金色家园小区旁“老李烧烤店”油烟扰民。", [("老李烧烤店", "enterprise")]),
        ("下溪水流域养殖污染。", [("下溪水", "river")]),
        ("桂花经开区管网破损。", [("桂花经开区", "area")]),
        ("化工厂半夜排黑水入灰河。", [("灰河", "river")]),
        ("废水经沟渠排放入青龙河。", [("青龙河", "river")]),
        ("部分乡镇网格员配备不足，有关村巡查留痕不够，其他企业未落实责任。", []),
        ("白桥镇清泉寺村东侧一石料厂夜间生产。", [("清泉寺村", "village")]),
        ("东川区建设路东段多家烧烤店油烟扰民。", [("建设路东段", "road")]),
        ("东川区中山路西段餐馆油烟扰民。", [("中山路", "road")]),
        ("宏达铝业有限公司废气收集不到位，白桥镇柳塘村群众反映强烈。", [("宏达铝业有限公司", "enterprise")]),
        ("白桥镇柳塘村村民投诉臭气扰民。", [("柳塘村", "village")]),
    ],
)  # fmt: skip
def test_names_begin_and_end_right(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    "problem",
    [
        "城镇污水处理厂建设滞后，监测断面布设不合理。",
        "落实《白桥镇石灰厂整治方案》不到位。",
        "入湖排污口、沿河村镇和道路扬尘管控不力。",
        "委托第三方检测公司开展工作不规范。",
        "白桥镇政府、区水利局履职不力，河长制流于形式。",
        "全县尾矿库风险排查不到位。",
        "干部到村宣讲不够，工作思路不清。",
        "湖南省、河南省企业转移承接把关不严。",
        "对湖南某某环境科技有限公司编制的文件把关不严。",
        "农业面源污染严重，废水、地表水监测不足，部分地区饮用水水源保护区划定滞后。",
        "东川矿山企业管理松懈，金属矿山众多。",
        "建立镇包村、村包地块机制，小散船厂管理不到位",
    ],
)
def test_generic_nouns_actors_and_titles_are_no_subjects(read: Read, problem: str) -> None:
    record = read(problem)
    assert subjects(record) == []
    assert record.spatial is False


def test_finest_part_of_an_address_is_the_subject(read: Read) -> None:
    record = read("青石市东川区白桥镇柳塘村一废旧塑料企业私设暗管。")
    assert subjects(record) == [("柳塘村", "village")]
    assert mentions(record) == {"青石市", "东川区", "白桥镇"}
    village = record.subjects[0]
    assert village.county == "东川区"
    assert village.quote.exact == "柳塘村"


def test_unknown_village_is_not_cut_to_a_known_one(read: Read) -> None:
    assert subjects(read("东川区白桥镇新双井村一作坊扰民。")) == [("新双井村", "village")]


def test_firm_and_its_short_form_are_one_site(read: Read) -> None:
    record = read("华丰啤酒（云岭）有限公司锅炉改造滞后。", "华丰啤酒（云岭）已完成2台锅炉改造。")
    (site,) = record.subjects
    assert site.name == "华丰啤酒（云岭）有限公司"
    assert site.aliases == ("华丰啤酒（云岭）",)


def test_known_alias_joins_two_names(read: Read) -> None:
    record = read("恒昌纸业废水超标。", "责令恒昌纸业有限公司停产。")
    assert [(s.name, s.aliases) for s in record.subjects] == [("恒昌纸业", ("恒昌纸业有限公司",))]


def test_list_members_take_the_type_of_the_noun_and_say_what_is_missing(read: Read) -> None:
    record = read("屠宰行业管理混乱。", "明确将金龙、胜高、黄泥湖等5家中心城区屠宰场纳入关停范畴。")
    assert subjects(record) == [("金龙", "facility"), ("胜高", "facility"), ("黄泥湖", "facility")]
    assert all("2" in site.remarks for site in record.subjects)


def test_complete_list_has_no_remark_about_missing_names(read: Read) -> None:
    record = read("屠宰行业管理混乱。", "将金龙、胜高等2家屠宰场关停。")
    assert all("不全" not in site.remarks for site in record.subjects)


def test_count_that_is_no_number_says_nothing_of_a_list(read: Read) -> None:
    record = read("将金龙、胜高等2一家屠宰场关停。")
    assert all("不全" not in site.remarks for site in record.sites)


def test_sources_and_tools_of_water_are_mentions(read: Read) -> None:
    record = read("月湖总磷超标。", "先后开启三岔河节制闸，从麻石河、清溪河引水，共向月湖引水112天。", county="西山县")
    assert subjects(record) == [("月湖", "lake")]
    assert {"三岔河节制闸", "麻石河", "清溪河"} <= mentions(record)


def test_section_and_shore_of_the_subject_are_mentions(read: Read) -> None:
    record = read("月湖水质不达标。", "月湖国控断面总磷下降。完成月湖南岸东段生态湿地工程治理。", county="西山县")
    assert subjects(record) == [("月湖", "lake")]
    assert {"月湖国控断面", "月湖南岸东段生态湿地"} <= mentions(record)


def test_section_alone_is_the_subject(read: Read) -> None:
    assert subjects(read("水质差距大。", "2024年枫树湾断面水质已达到Ⅱ类。")) == [("枫树湾断面", "monitoring_section")]


def test_bridge_that_marks_a_reach_is_a_mention(read: Read) -> None:
    record = read("督察反馈1个问题。", "委托第三方检测公司对中干渠永福桥段水质进行采样检测。")
    assert subjects(record) == [("中干渠", "canal")]
    assert "永福桥" in mentions(record)


def test_praised_example_is_a_mention(read: Read) -> None:
    record = read("企业清洁化水平不高。", "共提级12家企业，其中云岭南方新材料科技有限公司提级至绩效引领。")
    assert subjects(record) == []


def test_measure_place_counts_only_with_its_own_works(read: Read) -> None:
    record = read("清溪河水质差。", "在老码头种植芦苇。大坪砖厂已关停拆除。")
    assert subjects(record) == [("清溪河", "river"), ("大坪砖厂", "enterprise")]
    assert "老码头" not in {name for name, _ in subjects(record)}


def test_countywide_air_makes_the_county_a_subject_that_is_not_spatial(read: Read) -> None:
    record = read("空气质量改善力度不足。", "东川区环境空气质量综合指数为3.27。")
    assert subjects(record) == [("东川区", "county")]
    assert record.spatial is False
    assert record.subjects[0].position is None
    assert record.subjects[0].remarks


@pytest.mark.parametrize("name", ["遗留矿山", "历史遗留废弃矿山", "腾退地块", "尾矿库"])
def test_subject_without_a_proper_name(read: Read, name: str) -> None:
    record = read(f"{name}问题尚未销号。")
    (site,) = record.subjects
    assert (site.name, site.named, site.position) == (name, False, None)
    assert name in site.remarks
    assert record.spatial is True


def test_every_quote_holds_and_counties_are_full_names(read: Read) -> None:
    record = read("东川区白桥镇柳塘村砖厂、清溪河、红旗水库问题突出。")
    body = "问题1：东川区白桥镇柳塘村砖厂、清溪河、红旗水库问题突出。\n整改情况：\n"
    assert len(record.sites) >= 4
    assert all(site.quote.holds_in(body) for site in record.sites)
    assert {site.county for site in record.sites} == {"东川区"}


def test_traditional_and_full_width_text_is_read_but_quoted_as_written(read: Read) -> None:
    record = read("清溪河淤積，東門橋垃圾場滲濾液外溢。")
    names = {site.name for site in record.sites}
    assert "東門橋垃圾場" in names


def test_district_name_does_not_hide_the_word_behind_it(read: Read) -> None:
    record = read("东川区域性供水工程滞后。")
    assert all(site.name != "东川区" for site in record.sites)
    assert all(site.type is not PlaceType.COUNTY for site in record.sites)
