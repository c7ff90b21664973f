"""Problems counted below the names of their counties, and lists of cases with or without their stories."""

from collections.abc import Callable, Sequence
from pathlib import Path

from geoapp.cases import extract
from geoapp.model import Notice, Record, Status, UnitTable

Read = Callable[[Path], Notice]


def records_of(text: str, folder: Path, read_file: Read, units: UnitTable) -> Sequence[Record]:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return extract(read_file(folder / "a.txt"), units).records


BELOW_COUNTIES = """某市大气污染防治检查发现突出问题曝光
近日,市生态环境局组织检查组开展了执法检查,现将第三批问题予以曝光。
微山县
1、马坡镇柳堤村砂场,现场正在露天筛分,大量物料未覆盖,地面积尘严重。
2、马坡镇东渠路拆迁工地,建筑垃圾露天堆放,未采取喷淋措施,扬尘污染严重。
鱼台县
3、张黄镇河西村陶土晾晒场,作业时无防尘措施,扬尘无组织排放。
声明:转载本文是为了传递信息,若侵犯了您的权益,请与本网联系。
"""


def test_each_counted_line_is_a_case_of_the_county_above(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    found = records_of(BELOW_COUNTIES, tmp_path, read_file, units)
    assert [(record.no, record.county) for record in found] == [("1", "微山县"), ("2", "微山县"), ("3", "鱼台县")]
    assert found[2].problem == "张黄镇河西村陶土晾晒场,作业时无防尘措施,扬尘无组织排放。"


STORIES = """某市通报2起扬尘违法案例,多家企业在列!
今日某市 · 2021-04-20 13:15
近日,生态环境部门开展专项执法,公布以下案例。
1.河间市运升水泥制品厂未采取覆盖措施案
执法人员检查时发现,该厂砂石料堆未完全覆盖。生态环境部门已立案调查。
2.黄骅市盐田物流公司堆场扬尘案
执法人员检查时发现,部分矿粉露天堆放。生态环境部门已立案调查。
"""


def test_cases_counted_in_figures_each_with_its_story(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    found = records_of(STORIES, tmp_path, read_file, units)
    assert [(record.no, record.county) for record in found] == [("1", "河间市"), ("2", "黄骅市")]
    assert found[1].category == "黄骅市盐田物流公司堆场扬尘案"


def test_titles_without_stories_only_say_what_follows(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    titles = "".join(line + "\n" for line in STORIES.splitlines() if line.endswith("案"))
    page = STORIES.replace("公布以下案例。\n", "公布以下案例。\n" + titles)
    assert len(records_of(page, tmp_path, read_file, units)) == 2


IN_CHAPTERS = """近日,督察组核实了一批不作为、慢作为的问题,现对第四批典型案例集中通报。
典型案例一 云溪市建成区部分水体返黑返臭
2021年9月,督察组督察发现,云溪市污水直排现象较为突出,部分已治理的水体返黑返臭。
一、基本情况
云溪市排查确定黑臭水体12个。经过督察整改,云溪市上报确认12个水体于2018年底全部消除黑臭。
二、主要问题
(一)部分水体返黑返臭
督察组抽查发现,柳河沿线污水直排。
三、原因分析
云溪市治理工作不力。
"""


def test_chapters_of_a_typical_case_tell_what_was_found(tmp_path: Path, units: UnitTable, read_file: Read) -> None:
    (only,) = records_of(IN_CHAPTERS, tmp_path, read_file, units)
    assert (only.category, only.rectification) == ("云溪市建成区部分水体返黑返臭", None)
    assert only.status is Status.UNKNOWN
    assert "柳河沿线污水直排" in only.problem and "工作不力" not in only.problem
