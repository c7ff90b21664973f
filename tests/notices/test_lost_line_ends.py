"""Copies that lost their line ends get them back, and nothing else does."""

from __future__ import annotations

from geoapp.notices.document import Document
from geoapp.notices.lost_line_ends import with_line_ends

HEAD = (
    "灵丘县政府网首页 政务公开当前位置：首页>政务公开>环保督察灵丘县督察整改办关于省级督察反馈问题整改进展情况的通报"
    "来源：县整改办日期：2023-03-02点击：61分享到：现将省级生态环境保护督察反馈问题整改进展情况通报如下。"
)
TOLD = (
    "一、总体进展情况一是加强领导，召开会议4次。二是强化督办，印发提醒函3份。二、已完成的问题（一）水环境方面"
    "问题1：唐河南岸2处排口污水直排。整改情况：2处排口已封堵，新建管网1.2公里。问题2：赵北乡污水处理站停运。整改情况："
    "已于2022年10月恢复运行。（二）固体废物方面问题3：东河南镇渣场未覆盖。整改情况：已完成覆土绿化30亩。三、正在推进的问题"
    "问题4：武灵镇雨污管网混接。整改情况：正在改造，计划2023年6月底前完成。"
)
FOOT = "欢迎社会各界监督。灵丘县督察整改办公室2023年3月2日上一篇：河长巡河下一篇：植树活动"


def ended(text: str) -> list[str]:
    return with_line_ends(Document(text, "text/plain")).text.split("\n")


def test_chapters_sections_and_problems_open_lines_again() -> None:
    lines = ended(HEAD + TOLD + FOOT)
    assert "一、总体进展情况" in lines
    assert "二、已完成的问题" in lines
    assert "（一）水环境方面" in lines
    assert "问题1：唐河南岸2处排口污水直排。整改情况：2处排口已封堵，新建管网1.2公里。" in lines
    assert "三、正在推进的问题" in lines
    assert lines[-4:] == ["灵丘县督察整改办公室", "2023年3月2日", "上一篇：河长巡河", "下一篇：植树活动"]


def test_furniture_above_the_text_stands_on_its_own_lines() -> None:
    lines = ended(HEAD + TOLD + FOOT)
    assert lines[0] == "灵丘县政府网首页 政务公开"
    assert "日期：2023-03-02" in lines
    assert "点击：61" in lines


def test_labels_end_what_has_no_stop() -> None:
    text = (
        "一、整改任务（一）河滩堆渣未清整改目标：清除堆渣，恢复河滩原貌。整改时限：2023年8月底前牵头单位：县水利局责任单位：城关镇政府"
        "（二）渣场扬尘未治整改目标：落实覆盖措施，扬尘得到控制。整改时限：长期坚持牵头单位：县工信局责任单位：东湖镇政府"
        "二、保障措施加强领导，落实责任，强化督导，按期完成整改任务。各牵头单位每月底前报送进展情况，对工作不力的予以通报。"
        "县整改办对照清单逐项核查，做到整改一个、验收一个。"
    )
    lines = ended(text)
    assert lines[:3] == [
        "一、整改任务",
        "（一）河滩堆渣未清",
        "整改目标：清除堆渣，恢复河滩原貌。整改时限：2023年8月底前",
    ]
    assert "（二）渣场扬尘未治" in lines
    assert lines[-1].startswith("二、保障措施")


def test_indents_tell_where_paragraphs_began() -> None:
    told = [
        "督察组发现河道内有垃圾。" * 6,
        "县水利局已组织清理。" * 6,
        "下一步将持续督办。" * 6,
        "各乡镇要举一反三。" * 3,
    ]
    assert ended("\u3000\u3000".join(told)) == told


def test_what_has_its_lines_is_left_alone() -> None:
    paragraph = "一是加强领导，二是落实责任，三是强化督办，推动（一）至（三）项任务按期完成。" * 10
    assert ended(paragraph) == [paragraph]
    lines = [line for line in ended(HEAD + TOLD + FOOT) if line]
    assert ended("\n".join(lines)) == lines


def test_rows_of_a_table_are_left_to_who_reads_tables() -> None:
    row = "一、水环境方面1唐河排口直排2023年6月底县水利局二、大气方面2渣场扬尘长期坚持县工信局三、土壤方面3废渣堆存长期"
    glued = "序号反馈问题整改时限" + row * 4
    assert ended(glued) == [glued]
