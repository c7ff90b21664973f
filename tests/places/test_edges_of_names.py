"""What stands directly before and behind a name in real sentences. Invented names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role
from geoapp.places import load_units

Read = Callable[..., Record]


def names(record: Record) -> set[str]:
    return {site.name for site in record.sites}


def subjects(record: Record) -> list[str]:
    return [site.name for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # a reach belongs to its river, and no name begins with it
        ("玉带河石门镇段翻板闸锈蚀，河面垃圾漂浮。", ["玉带河"]),
        ("清溪河东川段污水直排。", ["清溪河"]),
        # adverbs, verbs and sides
        ("分管领导赴榆湖督办，榆湖水质超标。", ["榆湖"]),
        ("治理工程中云岭二矿渗水未收集。", ["云岭二矿"]),
        ("2017年底前云岭经济开发区未建成污水集中处理设施。", ["云岭经济开发区"]),
        ("除榆湾湖外均未达标，榆湾湖周边污水直排。", ["榆湾湖"]),
        ("全部纳管，杜绝榆叶河直排，提高收集率和污水处理厂利用效率，榆叶河水质超标。", ["榆叶河"]),
        ("榆桥下河水倒流，现在河水又脏又臭，榆桥附近垃圾成堆。", ["榆桥"]),
        ("2018年以来榆叶河水质超标。", ["榆叶河"]),
        ("有人向榆湾江花园小区物业反映，榆湾江花园小区焚烧垃圾。", ["榆湾江花园小区"]),
        ("选矿场建在乡村公路两旁，石坪村扬尘扰民。", ["石坪村"]),
        ("水闸开启后向河内涌冒污水，榆叶河发臭。", ["榆叶河"]),
        # words of kind and ordinary words that end like names
        ("榆湖Ⅲ类水质断面比例下降。", ["榆湖"]),
        ("湖区尚有1个省级产业园区未建成污水处理设施，榆湖超标。", ["榆湖"]),
        ("圩垸养殖、投肥养殖问题突出，出厂水、末梢水浑浊，榆湖超标。", ["榆湖"]),
        ("推进退垸工作，将河湖水质纳入考核，做到村域污水应接尽接，榆湖超标。", ["榆湖"]),
        ("露天堆存，仅水塘坪村就有废渣。", ["水塘坪村"]),
        ("泥沙下泄致榆江浑浊，榆江水质超标。", ["榆江"]),
        ("固废交由云岭绿源环保科技有限公司处置，泥坪村仍有残渣。", ["泥坪村"]),
        ("渣堆淋溶水流到榆叶河，河水发黄。", ["榆叶河"]),
        ("柳塘村7组一养猪场粪污直排。", ["柳塘村"]),
        ("岸线被县鑫源建材厂占用。", ["鑫源建材厂"]),
        ("东川区凤翔养鸡场粪污直排。", ["东川区凤翔养鸡场"]),
        ("采桑坪渔场周边芦苇场焚烧秸秆。", ["采桑坪渔场"]),
        ("土堤和涵闸未拆除，泥坪村垃圾未清。", ["泥坪村"]),
        # town and country in general, our own town, ore, whoever trades there
        ("省住房城乡建设厅督促不力，榆湖超标。", ["榆湖"]),
        ("某省城镇污水处理规划执行不到位，榆湖超标。", ["榆湖"]),
        ("该场即为前期我乡督办的场子，泥坪村臭味扰民。", ["泥坪村"]),
        ("将尾矿倾倒至露天坑，泥坪村粉尘扰民。", ["泥坪村"]),
        ("商铺租给商家开餐饮店，柳塘小区油烟扰民。", ["柳塘小区"]),
        ("“2013年以来关停”砖瓦窑厂未拆除，泥坪村粉尘扰民。", ["泥坪村"]),
        # the number of a house; 和 that joins nothing; 同 as the text shows elsewhere
        ("东川路19号柳塘小区油烟扰民。", ["柳塘小区"]),
        ("前期督办整改的和顺养鸭场污水外溢。", ["和顺养鸭场"]),
        ("同榆叶河沿岸一并退养，榆叶河水质超标。", ["榆叶河"]),
        # what follows belongs to another thing, or to the place named
        ("罗曼陶业焦油渣去向不明。", ["罗曼陶业"]),
        ("大坪氮肥厂旧址未修复。", ["大坪氮肥厂旧址"]),
        ("榆叶河鱼类种质资源保护区内电捕鱼。", ["榆叶河鱼类种质资源保护区"]),
        ("盛世豪庭小区旁楼下老李烧烤店油烟扰民。", ["老李烧烤店"]),
        ("石桥岭洞坪造纸厂厂区域异味大。", ["石桥岭洞坪造纸厂"]),
        ("黑臭水体石桥坪沟未整治。", ["石桥坪沟"]),
        ("双井村荷叶塘组养鸭场污染水塘。", ["双井村"]),
        ("埠头乡枫坪村页岩砖厂黑烟滚滚。", ["枫坪村页岩砖厂"]),
        ("埠头乡枫坪村养猪场粪污直排。", ["枫坪村"]),
        ("玉带河一桥桥面破损。", ["玉带河一桥"]),
        ("跃前煤矿矿井水处理站停运。", ["跃前煤矿"]),
        ("白毛坪片区奶牛场粪污直排。", ["白毛坪片区"]),
        ("白桥镇锌选矿集中区未退出。", ["白桥镇锌选矿集中区"]),
        ("何家坪长江江豚省级自然保护区核心区违规建设。", ["何家坪长江江豚省级自然保护区"]),
        ("云岫集团倾倒黑液，云岫纸业集团形成污染地块14处。", ["云岫纸业集团"]),
    ],
)
def test_where_a_name_begins_and_ends(read: Read, problem: str, expected: list[str]) -> None:
    assert subjects(read(problem)) == expected


def test_a_spot_at_a_mouth_is_no_river(read: Read) -> None:
    record = read("玉带河三江口至易家渡段岸线堆放砂石，玉带河绿溪口段有直排口。")
    assert subjects(record) == ["玉带河"]
    assert names(record).isdisjoint({"三江", "绿溪"})
    assert "绿溪" in names(read("玉带河绿溪口有直排口，绿溪水体发黑。"))


def test_short_form_of_an_autonomous_county() -> None:
    units = load_units()
    assert [unit.name for unit in units.named("江华县")] == ["江华瑶族自治县"]


def test_works_in_a_reach(read: Read) -> None:
    assert "湘华船舶修造厂" in subjects(read("玉带河来雁塔段湘华船舶修造厂露天喷漆。"))


def test_waters_that_seem_to_run_on(read: Read) -> None:
    assert "云岫湖" in names(read("云岫湖区西山县石溪镇泥坪村矮围未拆除。"))
    assert "榆水" in names(read("榆水白桥镇石子坝段水体发黑。"))
    assert "黄河" in names(read("泥坪村黄河滩地堆存粉煤灰。"))
