import pytest

from geoapp.cases.counties import finder, usual_name
from geoapp.cases.source import fold
from geoapp.model import UnitTable


def names(units: UnitTable, text: str, within: str | None = None) -> list[str]:
    return [usual_name(unit) for unit in finder(units).counties(text, None, within)]


def test_longest_name_wins(units: UnitTable) -> None:
    assert names(units, "临澧县与澧县交界处") == ["临澧县", "澧县"]
    assert names(units, "位于临澧县") == ["临澧县"]


def test_glued_counties_are_parted(units: UnitTable) -> None:
    assert names(units, "资阳区沅江市交界") == ["资阳区", "沅江市"]


def test_short_form_only_before_an_organ(units: UnitTable) -> None:
    city = units.named("益阳市")[0].code
    assert names(units, "督察赫山组查阅资料", city) == ["赫山区"]
    assert names(units, "益阳市生态环境局大通湖分局", city) == ["大通湖区"]
    assert names(units, "大通湖水质总磷超标", city) == []
    assert names(units, "县自然资源局", city) == []


def test_a_zone_is_called_by_its_usual_name_and_found_in_its_own_city(units: UnitTable) -> None:
    city = units.named("益阳市")[0].code
    assert names(units, "高新区较真碰硬", city) == ["高新区"]
    found = finder(units).counties("高新区", None, city)
    assert units.is_within(found[0].code, city)


def test_a_name_of_several_cities_is_not_guessed(units: UnitTable) -> None:
    assert names(units, "新华区某企业") == []
    assert names(units, "石家庄市新华区某企业") == ["新华区"]


def test_generic_words_are_no_counties_of_far_away(units: UnitTable) -> None:
    assert names(units, "雄黄矿区历史遗留问题", units.named("常德市")[0].code) == []


def test_a_township_tells_the_county_inside_the_notices_own_city(units: UnitTable) -> None:
    text = "沧水铺镇金山村一企业私设暗管"
    find = finder(units).county_of_township
    found = find(text, (0, len(text)), units.named("益阳市")[0].code)
    assert found is not None
    assert found.name == "赫山区"
    assert find(text, (0, len(text)), units.named("衡阳市")[0].code) is None
    assert find(text, (0, len(text)), None) is None


def test_short_forms_counted_as_counties(units: UnitTable) -> None:
    find = finder(units).find
    within = next(unit.code for unit in units.named("益阳市") if unit.level == "city")
    named = [found.unit.name for found in find("南县、安化两县交界处倾倒垃圾", None, within)]
    assert named == ["南县", "安化县"]
    assert [found.unit.name for found in find("安化、黑茶两种", None, within)] == []


def test_a_district_called_by_plain_words_is_no_county_of_far_away(units: UnitTable) -> None:
    assert names(units, "加快老城区雨污分流改造，完善新城区管网") == []
    assert names(units, "洛阳市老城区某企业废水直排") == ["老城区"]


def test_a_town_is_not_read_as_the_district_it_is_called_like(units: UnitTable) -> None:
    assert names(units, "新市镇再生资源产业园") == []
    assert names(units, "南县乡镇污水处理厂") == ["南县"]


def test_the_word_and_before_districts_is_no_county(units: UnitTable) -> None:
    assert names(units, "对空气质量反弹的市和县区进行约谈") == []
    assert names(units, "马鞍山市和县某企业") == ["和县"]


def test_a_water_s_name_before_an_organ_tells_no_county_where_no_area_is_told(units: UnitTable) -> None:
    city = next(unit.code for unit in units.named("嘉兴市") if unit.level == "city")
    assert names(units, "我局南湖分局到现场调查") == []
    assert names(units, "我局南湖分局到现场调查", city) == ["南湖区"]


def test_a_full_name_outside_the_province_of_the_headline(units: UnitTable) -> None:
    province = next(unit.code for unit in units.named("青海省") if unit.level == "province")
    assert names(units, "巴南区在制定方案时只字不提", province) == ["巴南区"]
    assert names(units, "新华区某企业", province) == []


def test_a_name_whose_character_is_a_traditional_one_elsewhere(units: UnitTable) -> None:
    assert names(units, fold("咸阳市乾县周城镇砂厂")) == ["乾县"]
    assert names(units, fold("在乾安县检查时发现")) == ["乾安县"]


def test_the_end_of_a_town_s_name_is_no_county(units: UnitTable) -> None:
    assert names(units, "责任单位：和平乡人民政府") == []
    assert names(units, "和平乡督察组") == []
    city = units.named("邢台市")[0].code
    assert names(units, "邢台市平乡督察组查阅资料", city) == ["平乡县"]


@pytest.mark.parametrize(
    ("said", "county"),
    [
        ("阜蒙县", "阜新蒙古族自治县"),
        ("喀左县", "喀喇沁左翼蒙古族自治县"),
        ("前郭县", "前郭尔罗斯蒙古族自治县"),
        ("科左中旗", "科尔沁左翼中旗"),
        ("东乡县", "东乡族自治县"),
    ],
)
def test_short_names_that_no_rule_gives(said: str, county: str, units: UnitTable) -> None:
    assert [unit.name for unit in units.named(said)] == [county]
