"""Title, issuer, number, date of issue and the key of the work."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geoapp import notices, paths
from geoapp.model import Notice
from geoapp.notices import dates, identity, read

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = sorted((paths.DATA / "notices").glob("*.txt"))
EXPECTED = ROOT / "tests" / "examples" / "bundled"
BODY = "\n一、总体情况\n（一）问题1：污水直排。\n整改情况：已完成。\n"


def of(words: str, name: str = "a.txt") -> Notice:
    return read(Path(name), words.encode())


def check_against(notice: Notice, document: dict[str, Any]) -> None:
    assert notice.title == document["title"]
    assert notice.issuer == document["issuer"]
    stated = notice.issued_on if notice.issued_on_basis == "stated" else None
    assert (stated.isoformat() if stated else None) == document["published"]


def test_five_samples_are_bundled() -> None:
    assert len(BUNDLED) == 5


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_bundled_samples_say_what_they_restate(path: Path) -> None:
    notice = read(path)
    expected = json.loads((EXPECTED / f"{path.stem}.expected.json").read_text(encoding="utf-8"))
    check_against(notice, expected["document"])
    assert notice.text.startswith("本文依据公开发布的《")
    assert notice.warnings == ()
    assert not re.search(r"1[3-9]\d{9}|0\d{3}-\d{7}|@", notice.text), "no telephone numbers or addresses of persons"


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_expected_words_stand_in_the_samples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = json.loads((EXPECTED / f"{path.stem}.expected.json").read_text(encoding="utf-8"))
    for case in expected["cases"]:
        for key in ("problem", "category", "status_evidence", "rectification", "lead_unit"):
            assert case[key] is None or case[key] in text, (case["no"], key)
        assert all(place["name"] in text for place in case["places"])


def test_the_published_notices(real_notices: Path) -> None:
    gold = sorted((real_notices.parent / "gold").glob("*.json"))
    assert gold
    for file in gold:
        document = json.loads(file.read_text(encoding="utf-8"))["document"]
        check_against(read(real_notices / document["file"]), document)


def test_samples_and_originals_are_one_work(real_notices: Path) -> None:
    originals = {read(path).work_key for path in real_notices.glob("*.txt")}
    assert {read(path).work_key for path in BUNDLED} == originals


@pytest.mark.parametrize(
    ("head", "title", "issuer"),
    [
        ("某县生态环境局\n关于整改进展情况的通报", "某县生态环境局关于整改进展情况的通报", "某县生态环境局"),
        ("某县生态环境局\n\n关于整改进展情况的通报", "某县生态环境局关于整改进展情况的通报", "某县生态环境局"),
        ("甲县环保局\n甲县水利局\n关于整改情况的公示", "甲县环保局甲县水利局关于整改情况的公示", "甲县环保局"),
        ("关于某县督察反馈问题整改进展\n情况的通报", "关于某县督察反馈问题整改进展情况的通报", None),
        ("首页 > 公示\n通知公告\n关于某河整改销号的公示\n来源：某县环保局", "关于某河整改销号的公示", "某县环保局"),
        ("某县转办群众信访举报件\n办理情况一览表（第十批）", "某县转办群众信访举报件办理情况一览表（第十批）", None),
        ("关于整改情况的公示\n（社会公开稿）\n正文说明，如下。", "关于整改情况的公示（社会公开稿）", None),
        ("某市督察整改工作专报\n第 12 期\n某市整改办公室", "某市督察整改工作专报", "某市整改办公室"),
        ("督 察 整 改 清 单 公 示 表", "督察整改清单公示表", None),
        ("【某市日报】督察反馈问题（编号三）完成情况公示", "督察反馈问题（编号三）完成情况公示", None),
        ("欢迎访问某县环境网！\n为您阅读公示公告\n关于某河整改的公示", "关于某河整改的公示", None),
        ("某政字〔2022〕30-17号\n关于某镇人大\n17号代表建议的答复", "关于某镇人大17号代表建议的答复", None),
        ("您当前所在位置: 首页>公告\n某市对外公开整改落实情况", "某市对外公开整改落实情况", None),
        ("关于整改情况的公示\n来源：某县水利局2022-03-05", "关于整改情况的公示", "某县水利局"),
        ("某县信访举报办理情况一览表 | |||||", "某县信访举报办理情况一览表", None),
    ],
)  # fmt: skip
def test_titles(head: str, title: str, issuer: str | None) -> None:
    notice = of(head + BODY)
    assert (notice.title, notice.issuer) == (title, issuer)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("甲局、乙局开展垃圾场检查\n（来源：甲局）\n近日，到两县检查。", "甲局、乙局开展垃圾场检查"),
        ("全省督察情况昨日公布：修复率低\n" + "督察组开展督察，" * 9 + "现予反馈。", "全省督察情况昨日公布：修复率低"),
        ("2018年10月20日\n我市对水源地问题积极开展了整治。", "a"),
        ("云溪市通报5起案例,多家企业在列!\n今日云溪 · 2021-04-20 13:15\n近日检查。", "云溪市通报5起案例,多家企业在列!"),
        ("序号7 受理编号\nX2HA202104270012*\n交办问题基本情况\n" + "某村有作坊烧炭，" * 9 + "污染严重。", "a"),
        ("SHI QIAO XIAN REN MIN JIAN CHA YUAN\n本院在履职中发现，某河有垃圾。", "a"),
        ("感谢您对环保工作的关心与支持！", "a"),
        ("信件回复 满意度调查\n标题： | 水塘发臭没人管 |\n来信人： | 柳某 |\n内容： | 水塘臭。 |", "水塘发臭没人管"),
        ("标 题： 某厅关于第12号建议协办意见的函\n某委：", "某厅关于第12号建议协办意见的函"),
        ("[ 索引号 ] 1150/2024-00383 [ 发文字号 ]\n某组向某县反馈督察情况\n近日反馈。", "某组向某县反馈督察情况"),
        ("园区便民服务员\n网友你好，经查。", "a"),
    ],
)  # fmt: skip
def test_headlines_and_lines_that_are_none(text: str, title: str) -> None:
    assert of(text).title == title


def test_the_one_who_answers_speaks() -> None:
    assert of("问：扬尘大。\n答复单位：某某旅游岛管理委员会\n答：已苫盖。").issuer == "某某旅游岛管理委员会"
    assert of("答复单位：甲镇\n答：已办。\n答复单位：乙镇\n答：已办。").issuer is None


def test_the_day_that_a_reader_signed_up_is_no_day_of_issue() -> None:
    assert of("- 注册时间：2018-03-26\n市民反映臭味扰民\n2021年1月11日到现场检查。").issued_on == date(2021, 1, 11)


def test_a_plan_takes_its_own_title_and_the_cover_its_issuer() -> None:
    cover = "某县政府办公室 某县委办公室 关于印发《某县督察反馈问题 整改方案》的通知\n\n各乡镇：\n\n2024年7月4日\n\n"
    notice = of(cover + "某县督察反馈问题 整改\n方案" + BODY)
    assert (notice.title, notice.issuer) == ("某县督察反馈问题整改方案", "某县政府办公室")
    assert of(cover + BODY).title.endswith("的通知")


def test_without_a_title_the_file_name_stands_in_and_is_reported() -> None:
    notice = of("局、区水利局、各镇街\n\n五、某公司污染严重，未落实措施。", "清单片段.txt")
    assert notice.title == "清单片段"
    assert notice.warnings == ("没有认出标题，暂以“清单片段”代替",)


@pytest.mark.parametrize("below", ["某县加强饮用水水源地管理", "湘公网安备43070202000012号", "版面导航 | 标题导航"])
def test_what_stands_below_the_text_is_no_title(below: str) -> None:
    told = "6月3日，督察组到某县开展“回头看”，现场查看养殖场整改情况。" + "督察组要求压实责任，防止反弹。" * 3
    assert of(f"{told}\n{below}", "来稿.txt").title == "来稿"


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("某县政府文件\n\n某政办发〔2024〕18号\n\n关于整改情况的通报", "某政办发〔2024〕18号"),
        ("某环督 [ 2024 ] 3 号\n关于整改情况的通报", "某环督[2024]3号"),
        ("文号：某环函〔2025〕7号\n关于整改情况的通报", "某环函〔2025〕7号"),
        ("关于整改情况的通报\n按某政通〔2022〕4号文件要求，通报如下。", None),
    ],
)
def test_document_numbers(head: str, number: str | None) -> None:
    assert of(head + BODY).document_number == number


@pytest.mark.parametrize(
    ("words", "issued_on"),
    [
        ("关于整改的通报\n{body}某县生态环境局\n      2025年11月5日   \n", date(2025, 11, 5)),
        ("关于整改的通报\n2020 年 9 月 22 日\n{body}", date(2020, 9, 22)),
        ("关于整改的通报\n{body}某县生态环境局 二〇二四年十二月三十一日\n附件：清单\n", date(2024, 12, 31)),
        ("关于整改的通报\n发布时间：2025-03-08 10:20 浏览次数：5\n{body}", date(2025, 3, 8)),
        ("关于整改的通报\n{body}某县政府办公室　　２０２４年７月４日印发\n", date(2024, 7, 4)),
    ],
)
def test_stated_dates(words: str, issued_on: date) -> None:
    notice = of(words.format(body=BODY))
    assert (notice.issued_on, notice.issued_on_basis) == (issued_on, "stated")


@pytest.mark.parametrize(
    ("told", "inferred"),
    [
        ("2024年8月22日巡察。2025年1月17日反馈。今年1-10月总磷下降。", date(2025, 10, 31)),
        ("2025年度已排查2次，分别于3月17日、8月25日。", date(2025, 8, 25)),
        ("2025年2月完成验收，计划于2025年12月底申报，预计2026年3月完工，2025年11月30日前公示。", date(2025, 2, 28)),
        ("2025年3月采样，高温时节（6-10月）加密监测。", date(2025, 3, 31)),
        ("按《2026年5月工作方案》，2025年3月采样。", date(2025, 3, 31)),
        ("2025\n年 4 月 3\n日采样。", date(2025, 4, 3)),
        ("9月17日下沉督察。", None),
        ("2024年完成。2024年13月45日。", None),
        ("整改时限\n2025年12月31日\n责任单位：某局", None),
    ],
)
def test_inferred_dates_are_past_ones(told: str, inferred: date | None) -> None:
    notice = of("关于整改进展情况的通报\n一、情况\n" + told + "\n其他工作正常开展。\n" * 5)
    assert notice.issued_on == inferred
    assert notice.issued_on_basis == ("inferred" if inferred else None)


def test_deadlines_of_a_plan_are_no_date_of_issue() -> None:
    notice = of(
        "某县督察反馈问题整改方案\n2024年5月反馈。\n整改目标：达标。\n整改措施：2024年9月清淤。\n"
        + "责任单位：某局\n" * 5
    )
    assert notice.issued_on == date(2024, 5, 31)


def test_the_first_full_date() -> None:
    assert dates.find_date("没有 2024年13月1日，有二〇二五年二月十日") == date(2025, 2, 10)
    assert dates.find_date("2024年2月30日") is None


SIGNED = (
    "某县生态环境局\n关于“回头看”整改情况的通报{note}\n{posted}1.问题1：污水直排。\n整改情况：2025年3月完成。\n"
    "某县生态环境局\n2025年{month}月5日\n"
)


@dataclass
class Edition:
    name: str
    data: bytes


def test_formats_and_reposts_share_a_key(docx_bytes: Any, pdf_bytes: Any) -> None:
    lines = SIGNED.format(note="", posted="", month=4).strip().split("\n")
    page = "<html><body><p>发布时间：2025-04-09</p>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    editions = [
        Edition("a.txt", SIGNED.format(note="（社会公开稿）", posted="", month=4).encode("gb18030")),
        Edition("b.html", page.encode()),
        Edition("c.docx", docx_bytes(lambda document: [document.add_paragraph(line) for line in lines])),
        Edition("d.pdf", pdf_bytes(lines)),
        Edition("e.txt", SIGNED.format(note="", posted="", month=4).replace("“回头看”", '"回头看"').encode()),
    ]
    found = [read(Path(edition.name), edition.data) for edition in editions]
    assert len({notice.work_key for notice in found}) == 1
    assert len({notice.identifier for notice in found}) == 5


def test_another_month_is_another_work() -> None:
    april, june = (of(SIGNED.format(note="", posted="", month=month)) for month in (4, 6))
    assert april.title == june.title
    assert april.work_key != june.work_key
    told = [
        of(f"某县督察整改情况公示\n1.问题1：甲。\n整改情况：2025年{m}月完成。\n" + "说明。\n" * 5).work_key
        for m in (3, 4)
    ]
    assert told[0] != told[1]
    batches = [of(f"某市督察工作简报\n第{n}期\n正文没有日期，说明情况。").work_key for n in ("四", "五")]
    assert batches[0] != batches[1]


def test_a_document_number_is_the_key_whatever_the_title() -> None:
    first = of("某县政府文件\n某政发〔2024〕18号\n某县政府关于印发《整改方案甲》的通知" + BODY)
    second = of("某县政府文件\n某政发[2024]18 号\n某县政府关于整改方案甲的通知" + BODY)
    assert first.work_key == second.work_key == "某县政府|某政发(2024)18号"


def test_words_are_compared_without_their_dress() -> None:
    assert identity.normalise("關於《某縣》整改　情況的通報（公開稿）.docx") == identity.normalise(
        "关于某县整改情况的通报"
    )
    assert identity.normalise("方案（征求意见稿）") != identity.normalise("方案")
    assert identity.edition_label("简报", ["第十二期"]) == identity.edition_label("简报（第12期）", []) == "第12期"


def test_every_text_of_the_room_is_used_and_every_use_is_there() -> None:
    folder = Path(notices.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    used = set(re.findall(r'"notices\.([a-z_]+)"', code))
    known = tomllib.loads((ROOT / "geoapp/texts/zh/notices.toml").read_text(encoding="utf-8"))
    assert used == set(known)
